from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.couverture_petite_enfance import SOURCE
from tests.sources.tables import altered, figure, one

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
