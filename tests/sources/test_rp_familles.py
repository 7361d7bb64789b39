"""Families and young children by the employment of their parents: small files of fictitious territories."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import rp_familles, rp_familles_age, rp_td_fam6
from ctg_lib.vintage import Verdict, compare
from tests.sources.tables import altered, figure, one, read, status

FAMILIES = "rp_familles/fictif_DS_RP_FAMILLE_COMP_2023.csv"
CHILDREN = "rp_familles_age/fictif_DS_RP_TD_FAMILLE_AGEENF_COMP_2023.csv"
FORMER = "rp_td_fam6/fictif_BTX_TD_FAM6_2019.csv"
LEVELS = "commune_epci_departement"


def test_families_by_type_and_by_number_of_children(extracts: Path) -> None:
    table = read(rp_familles.SOURCE, extracts / FAMILIES)["2023", LEVELS]
    assert figure(table, "01001", "C_TFN_T") == 100
    assert figure(table, "01001", "C_TFN_12") == 16
    assert figure(table, "01001", "C_NCH_3") + figure(table, "01001", "C_NCH_4P") == 10
    assert figure(table, "200069193", "C_TFN_1", "epci") == 180
    assert figure(table, "01", "C_TFN_1", "departement") == 24_000
    # A type crossed with a number of children is neither one nor the other.
    assert figure(table, "01001", "C_TFN_22") == 40


def test_blended_families_are_told_apart_since_2023_only(extracts: Path) -> None:
    tables = read(rp_familles.SOURCE, extracts / FAMILIES)
    assert status(tables["2017", "commune"], "01001", "C_TFN_220") == "not_released"
    assert figure(tables["2023", LEVELS], "01001", "C_TFN_220") == 6


def test_a_commune_counted_in_another_has_no_figure_rather_than_none(extracts: Path) -> None:
    table = read(rp_familles.SOURCE, extracts / FAMILIES)["2017", "commune"]
    assert status(table, "01002", "C_TFN_T") == "not_applicable"


def test_children_by_the_employment_of_their_parents(extracts: Path) -> None:
    table = one(rp_familles_age.SOURCE, extracts / CHILDREN)
    assert (table.vintage, table.part) == ("2023", LEVELS)
    assert figure(table, "01004", "C_Y_LT2_A221") == 80
    assert figure(table, "01004", "C_Y2T5_A221") == 200
    assert sum(figure(table, "01004", name) for name in rp_familles_age.of("Y_LT2")) == 160


def test_parts_of_a_situation_are_not_taken_for_the_whole(extracts: Path) -> None:
    """The table also crosses the occupation of the parents: only rows at the total of it are read."""
    table = one(rp_familles_age.SOURCE, extracts / CHILDREN)
    assert not [name for name in table.values if "PCS" in name]
    assert len(table.values.columns) == 16


@pytest.mark.parametrize(("card", "name"), [(rp_familles.SOURCE, FAMILIES), (rp_familles_age.SOURCE, CHILDREN)])
def test_two_measures_in_one_file_are_refused(extracts: Path, tmp_path: Path, card, name: str) -> None:
    first = "FAM" if card is rp_familles.SOURCE else "POP"
    path = altered(extracts / name, tmp_path, lambda text: text.replace(f";{first};", ";AUTRE;", 1))
    with pytest.raises(InputError, match="plusieurs mesures"):
        card.read(path)


@pytest.mark.parametrize(("card", "name"), [(rp_familles.SOURCE, FAMILIES), (rp_familles_age.SOURCE, CHILDREN)])
def test_the_column_of_the_measure_may_be_absent(extracts: Path, tmp_path: Path, card, name: str) -> None:
    place = (extracts / name).read_text(encoding="utf-8").splitlines()[0].split(";").index("RP_MEASURE")

    def change(text: str) -> str:
        cells = [line.split(";") for line in text.splitlines()]
        return "\n".join(";".join(row[:place] + row[place + 1 :]) for row in cells) + "\n"

    tables = read(card, altered(extracts / name, tmp_path, change))
    for key, table in read(card, extracts / name).items():
        assert table.values.equals(tables[key].values)


def test_a_file_without_one_of_the_situations_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / CHILDREN, tmp_path, lambda text: text.replace(";A224;", ";A229;"))
    with pytest.raises(InputError) as caught:
        rp_familles_age.SOURCE.read(path)
    assert "aucune ligne pour AGE = Y_LT2, TFN = A224 (variable C_Y_LT2_A224)" in str(caught.value)


def test_the_former_table_has_other_ages(extracts: Path) -> None:
    table = one(rp_td_fam6.SOURCE, extracts / FORMER)
    assert (table.vintage, table.part) == ("2019", "communes")
    assert figure(table, "01004", "C_AGEFOR500_TF1241") == 100
    assert sum(figure(table, "01004", name) for name in rp_td_fam6.of("00")) == 200
    assert len(rp_td_fam6.of("03", "11", "21", "41")) == 3


def test_the_former_table_needs_every_situation_and_its_year(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / FORMER, tmp_path, lambda text: text.replace("AGEFOR503_TF1244", "AGEFOR503_TF1245"))
    with pytest.raises(InputError, match="AGEFOR503_TF1244"):
        rp_td_fam6.SOURCE.read(path)
    path = altered(extracts / FORMER, tmp_path, lambda text: text.replace("Alpha", "Alfa"), "BTX_TD_FAM6.csv")
    with pytest.raises(InputError, match="l’année n’est pas dite"):
        rp_td_fam6.SOURCE.read(path)


def test_the_two_tables_are_two_series(extracts: Path) -> None:
    """Under 3 and under 2 are never one after the other on a line: no change is computed from one to the other."""
    assert recognise(extracts / CHILDREN).id == "rp_familles_age"
    assert recognise(extracts / FORMER).id == "rp_td_fam6"
    found = compare("rp_td_fam6", "2017", "2023", other="rp_familles_age")
    assert found.verdict is Verdict.REFUSED


@pytest.mark.parametrize("card", [rp_familles.SOURCE, rp_familles_age.SOURCE, rp_td_fam6.SOURCE])
def test_what_is_not_verified_is_said(card) -> None:
    assert "à vérifier" in card.caveat
    assert "un questionnaire sur quatre" in card.caveat
