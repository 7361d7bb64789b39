"""How an explanation is printed: the arithmetic with its numbers, the sums of many columns, French numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage import told
from ctg_lib.lineage.figure import Explanation, explain
from ctg_lib.store import Store
from ctg_lib.territory import Territory


@pytest.fixture(scope="module")
def sorbiers() -> Diagnostic:
    return Diagnostic(Territory.of("42302"), "2026-11-27", Shelf(Store([folders.PROJECT / "data" / "sample"])))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pr_taux_pauvrete", "0,01 × 9 = 9\u202f%"),
        ("ad_rsa", "115"),
        ("ad_couv", "3\u202f650 / 8\u202f116 = 45,0\u202f%"),
        ("pa_mono_pct", "232,427 / (1\u202f060,798 + 232,427 + 1\u202f161,905) = 9,5\u202f%"),
        ("pe_naiss_3ans", "(68 + 59 + 53) / 3 = 60"),
        ("ctx_65p_part", "1\u202f842,9 [somme de 14 colonnes] / 8\u202f115,7 [somme de 40 colonnes] = 22,7\u202f%"),
    ],
)
def test_the_arithmetic_is_printed_with_its_numbers(name: str, words: str, sorbiers: Diagnostic) -> None:
    assert told.arithmetic(explain(sorbiers, name)) == words


def test_a_range_is_not_said_twice_and_a_sum_has_no_numerator() -> None:
    cezay = Diagnostic(Territory.of("42035"), "2026-11-27", Shelf(Store([folders.PROJECT / "data" / "sample"])))
    text = explain(cezay, "ad_rsa").as_text()
    assert "  Valeur : 0 à 2\n" in text
    assert "au numérateur" not in text
    assert ", au dénominateur ; " in explain(cezay, "ad_couv").as_text()


def test_a_model_says_that_it_is_one_and_a_hole_says_nothing(sorbiers: Diagnostic) -> None:
    assert told.arithmetic(explain(sorbiers, "pe_0_2")).startswith("ni somme ni rapport")
    assert told.arithmetic(explain(sorbiers, "pe_tcg")) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [(1234.5, "1\u202f234,5"), (0.01, "0,01"), (-0.166666, "−0,1667"), (-3, "−3"), (0, "0"), (2.00049, "2")],
)
def test_numbers_are_french(value: float, words: str) -> None:
    assert told.plain(value) == words


def test_vintages_of_one_file_stand_under_it_once(sorbiers: Diagnostic) -> None:
    text = explain(sorbiers, "pe_naiss_3ans").as_text()
    assert text.count("etat_civil_naissances_deces_2008-2025_dep42.csv") == 1
    for year in ("2023", "2024", "2025"):
        assert f"    {year}, ligne du code 42302, colonne naissances : " in text


def test_a_long_table_of_communes_is_cut_and_says_so() -> None:
    loire = Diagnostic(Territory.of("42"), "2026-11-27", Shelf(Store([folders.PROJECT / "data" / "sample"])))
    text = explain(loire, "ctx_pop_legale").as_text()
    assert "320\u00a0lignes additionnées" in text
    assert "« --json » les donne toutes" in text


def test_a_masked_cell_shows_its_status_and_never_a_number(sorbiers: Diagnostic) -> None:
    seen: Explanation = explain(sorbiers, "ad_rsa")
    (cell,) = seen.cells
    hidden = replace(cell, number=None, value="vide", status="masqué", line=None, lines=(), line_why="sans objet")
    text = replace(seen, cells=(hidden,)).as_text()
    assert ": vide (masqué" in text
    assert "ligne du code 42302, colonne indfoy_rsa : 115" not in text
