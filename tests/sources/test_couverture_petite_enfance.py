from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import ingest
from ctg_lib.sources.card import Chain
from ctg_lib.sources.couverture_petite_enfance import SOURCE
from ctg_lib.store import Store
from tests.sources.tables import altered, figure, one, read

LEVELS = {
    "com": ("42218", "commune"),
    "epci": ("244200770", "epci"),
    "dep": ("42", "departement"),
    "reg": ("84", "region"),
    "nat": ("FR", "france"),
}


@pytest.mark.parametrize("suffix", LEVELS)
def test_the_same_variables_at_each_level(extracts: Path, suffix: str) -> None:
    table = one(SOURCE, extracts / f"couverture_petite_enfance/txcouv_pe_{suffix}_2023.csv")
    territory, level = LEVELS[suffix]
    assert (table.vintage, table.part) == ("2023", suffix)
    assert list(table.values) == ["txcouv", "txcouv_eaje", "txcouv_am_ind", "txcouv_prescol", "txcouv_gad_ind"]
    assert (level, territory) in table.values.index


def test_the_rates_of_the_diagnostic_and_nothing_for_sorbiers(real_files: Path) -> None:
    tables = {suffix: one(SOURCE, real_files / f"cnaf-petite-enfance/txcouv_pe_{suffix}_2023.csv") for suffix in LEVELS}
    assert figure(tables["epci"], "244200770", "txcouv", "epci") == 51.7
    assert figure(tables["dep"], "42", "txcouv", "departement") == 59.8
    assert figure(tables["nat"], "FR", "txcouv", "france") == 60.9
    # Under 10,000 inhabitants the producer publishes nothing.
    assert ("commune", "42302") not in tables["com"].values.index
    assert ("commune", "42189") not in tables["com"].values.index
    assert len(tables["epci"].values) == 1250
    assert len(tables["com"].values) == 1014


def test_technical_rows_are_nowhere(real_files: Path) -> None:
    for suffix, note in (("epci", "ligne technique « XX » écartée"), ("reg", "ligne technique « COM » écartée")):
        table = one(SOURCE, real_files / f"cnaf-petite-enfance/txcouv_pe_{suffix}_2023.csv")
        assert table.ignored == (note,)
        codes = table.values.index.get_level_values("territory")
        assert not [code for code in codes if not code.isdigit()]
        assert table.values["txcouv"].max() < 195.8


def test_more_places_than_children_is_no_mistake(extracts: Path) -> None:
    table = one(SOURCE, extracts / "couverture_petite_enfance/txcouv_pe_epci_2023.csv")
    assert figure(table, "242504488", "txcouv", "epci") == 160.5


def test_a_missing_decimal_mark_is_one(extracts: Path, tmp_path: Path) -> None:
    source = extracts / "couverture_petite_enfance/txcouv_pe_epci_2023.csv"
    path = altered(source, tmp_path, lambda text: text.replace("244200770;51.7", "244200770;517"))
    with pytest.raises(InputError, match="517 dépasse le maximum possible"):
        SOURCE.read(path)


def test_the_year_may_be_a_date_as_in_the_national_file(extracts: Path, tmp_path: Path) -> None:
    source = extracts / "couverture_petite_enfance/txcouv_pe_nat_2023.csv"
    table = one(SOURCE, altered(source, tmp_path, lambda text: text.replace("2023;", "2023-01-01;")))
    assert table.vintage == "2023"


def test_a_renamed_rate_is_named_at_the_level_of_the_file(extracts: Path, tmp_path: Path) -> None:
    source = extracts / "couverture_petite_enfance/txcouv_pe_epci_2023.csv"
    path = altered(source, tmp_path, lambda text: text.replace(";txcouv_epci;", ";taux;"))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert [problem.column for problem in caught.value.problems] == ["txcouv_epci"]


PSU = ("txcouv_psu_col", "txcouv_hors_psu_col")


def with_psu(text: str) -> str:
    """The national file with the two columns that the republication left out, figures of the Cnaf for 2023."""
    head, row = text.splitlines()
    return f"{head};txcouv_psu_col_nat;txcouv_hors_psu_col_nat\n{row};19.9;3.6\n"


def test_the_national_figures_of_2023_add_up(real_files: Path, tmp_path: Path) -> None:
    """60.9 = 23.5 + 31.9 + 3.3 + 2.2, read from the file; 23.5 = 19.9 + 3.6 where the two columns are loaded."""
    path = real_files / "cnaf-petite-enfance/txcouv_pe_nat_2023.csv"
    table = one(SOURCE, path)
    parts = ("txcouv_eaje", "txcouv_am_ind", "txcouv_prescol", "txcouv_gad_ind")
    assert [figure(table, "FR", name, "france") for name in parts] == [23.5, 31.9, 3.3, 2.2]
    assert round(sum(figure(table, "FR", name, "france") for name in parts), 1) == 60.9
    assert not set(PSU) & set(table.values)
    fuller = one(SOURCE, altered(path, tmp_path, with_psu))
    assert round(sum(figure(fuller, "FR", name, "france") for name in PSU), 1) == 23.5


def test_the_total_is_read_and_never_made_from_its_parts(extracts: Path, tmp_path: Path) -> None:
    """Each part is rounded: 0.2 apart is the Cnaf's rounding, and the published total stands."""
    source = extracts / "couverture_petite_enfance/fictif_txcouv_pe_epci.csv"
    table = read(SOURCE, altered(source, tmp_path, lambda text: text.replace(";41;64", ";41;64.2")))["2023", "epci"]
    assert figure(table, "200069193", "txcouv", "epci") == 64.2


def test_the_closed_series_stands_beside_the_current_one_and_never_joins_it(extracts: Path, tmp_path: Path) -> None:
    """2022 is in both files with two figures: the current one is what `txcouv` is, whichever file comes last."""
    folder = extracts / "couverture_petite_enfance"
    paths = [folder / "fictif_txcouv_pe_epci.csv", folder / "fictif_txcouv_pe_epci_hist.csv"]
    for number, order in enumerate((paths, paths[::-1])):
        store = Store([tmp_path / str(number)])
        for path in order:
            ingest([path], store, chain=Chain.PRODUCER, date="2026-01-01")
        assert store.vintages(SOURCE.id) == ["2021", "2022", "2023"]
        row = store.read(SOURCE.id, "2022")[0].loc[("epci", "200069193")]
        assert (row["txcouv"], row["txcouv_hist"]) == (64.6, 64.8)
        assert "txcouv" not in store.columns(SOURCE.id, "2021")
        assert "txcouv_hist" not in store.columns(SOURCE.id, "2023")


def test_the_closed_series_is_known_by_its_years_when_its_name_is_lost(extracts: Path, tmp_path: Path) -> None:
    source = extracts / "couverture_petite_enfance/fictif_txcouv_pe_epci_hist.csv"
    path = tmp_path / "export.csv"
    path.write_bytes(source.read_bytes())
    assert all(name.endswith("_hist") for table in SOURCE.read(path) for name in table.values)


def test_the_closed_national_file_shortens_three_names(extracts: Path) -> None:
    table = one(SOURCE, extracts / "couverture_petite_enfance/fictif_txcouv_pe_nat_hist.csv")
    assert (table.vintage, table.part) == ("2021", "nat-hist")
    assert figure(table, "FR", "txcouv_psu_col_hist", "france") == 18
    assert figure(table, "FR", "txcouv_am_ind_hist", "france") == 33


def test_a_part_larger_than_the_whole_is_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / "couverture_petite_enfance/fictif_txcouv_pe_epci.csv"
    path = altered(source, tmp_path, lambda text: text.replace(";41;64", ";64;41"))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, "txcouv_ind_epci")
    assert "interverties" in str(problem.remedy)
