"""Places of childcare: no real file is at hand, the small ones are of an invented territory."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.places_petite_enfance import SOURCE
from tests.sources.tables import altered, figure, one, read, status

FOLDER = "places_petite_enfance"
EPCI = f"{FOLDER}/fictif_nbpla_pe_epci.csv"


def test_one_table_a_year_and_the_same_names_at_each_level(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EPCI)
    assert list(tables) == [("2022", "epci"), ("2023", "epci")]
    assert figure(tables["2023", "epci"], "200069193", "tot_offre", "epci") == 320
    for suffix, place in (("com", ("commune", "01001")), ("dep", ("departement", "01")), ("nat", ("france", "FR"))):
        table = one(SOURCE, extracts / FOLDER / f"fictif_nbpla_pe_{suffix}.csv")
        assert set(table.values) == set(tables["2023", "epci"].values)
        assert place in table.values.index
    assert SOURCE.france == "France hors Mayotte"


@pytest.mark.parametrize(("suffix", "code"), [("epci", "XX"), ("dep", "XXX")])
def test_technical_rows_are_left_out_and_told(extracts: Path, suffix: str, code: str) -> None:
    for table in SOURCE.read(extracts / FOLDER / f"fictif_nbpla_pe_{suffix}.csv"):
        assert table.ignored == (f"ligne technique « {code} » écartée",)
        assert len(table.values) == 1


def test_a_blank_part_is_not_released(extracts: Path) -> None:
    table = one(SOURCE, extracts / FOLDER / "fictif_nbpla_pe_com.csv")
    assert status(table, "01004", "pl_gad_ind") == "not_released"
    assert figure(table, "01004", "tot_offre") == 135


def test_the_closed_series_has_names_of_its_own(extracts: Path) -> None:
    tables = read(SOURCE, extracts / FOLDER / "fictif_nbpla_pe_epci_hist.csv")
    assert list(tables) == [("2021", "epci-hist"), ("2022", "epci-hist")]
    assert figure(tables["2022", "epci-hist"], "200069193", "tot_offre_hist", "epci") == 324


def test_a_total_below_one_of_its_parts_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EPCI, tmp_path, lambda text: text.replace(";205;320", ";205;200"))
    with pytest.raises(InputError, match="une partie \\(205\\) plus grande que l’ensemble"):
        SOURCE.read(path)


def test_two_rows_for_one_year_are_refused_though_one_is_dated_to_the_day(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EPCI, tmp_path, lambda text: text.replace("2022;", "2023-01-01;"))
    with pytest.raises(InputError, match="en double"):
        SOURCE.read(path)
