"""Every figure of the catalogue is explained to the end, and what is told makes the value again."""

from __future__ import annotations

import json
import math
from functools import cache

import pytest

from ctg_lib import folders, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage.figure import Explanation, explain
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status

STORE = Store([folders.PROJECT / "data" / "sample"])
PLACES = {
    "42302": "Sorbiers",
    "244200770": "Saint-Étienne Métropole",
    "42035": "Cezay, très petite",
    "42217": "réunie à une autre depuis",
}
# Of the same kind as another, for what is looked at cell by cell: with the long tests.
each = pytest.mark.parametrize(
    "code", [pytest.param(code, marks=pytest.mark.slow if code in ("42035", "42217") else ()) for code in PLACES]
)
_SEEN: dict[str, Diagnostic] = {}
# Models and compound rates: their numbers are told, and no sum or ratio of them is the value.
NO_RATIO = {
    "ctx_pop_var",
    "ctx_solde_mig",
    "pe_tcg_reste",
    "pe_0_2",
    "pe_0_2_constant",
    "pe_0_2_tendance",
    "pe_0_2_logements",
    "pe_loc_taux",
    "pe_ecart",
    "lo_sru_manque",
    "lo_loyer_app",
    "lo_loyer_mai",
    "se_75p_evol",
}


# Kept to compare with former editions, or waiting for a file: nothing shows them.
IN_NO_CHAPTER = {
    "pe_tcg_hist",
    "pe_tcg_leg",
    "pe_all_emp_ancien",
    "pe_all_emp_pct_ancien",
    "pe_no_emp_pct_ancien",
    "en_fam_act_ancien",
}


def seen(code: str) -> Diagnostic:
    if code not in _SEEN:
        _SEEN[code] = Diagnostic(Territory.parse(code), "2026-11-27", Shelf(STORE))
    return _SEEN[code]


@cache
def told_of(code: str, identifier: str) -> Explanation:
    return explain(seen(code), identifier)


@pytest.mark.parametrize("identifier", indicators.catalogue())
def test_each_indicator_is_explained_to_the_end(identifier: str) -> None:
    told = told_of("42302", identifier)
    one = indicators.indicator(identifier)
    text = told.as_text()
    for words in (one.label, one.question, one.formula, one.reference, told.method):
        assert words
        assert words in text
    assert bool(told.shown_in) == (identifier not in IN_NO_CHAPTER)
    assert one.caveat in text
    assert {card.source for card in told.sources} == {wanted.source for wanted in one.inputs}
    for card in told.sources:
        for words in (card.caveat, card.licence, card.producer, card.secrecy, card.page):
            assert words
            assert words in text
    if not Status(told.status).has_value:
        assert len(told.method) > len("manquant")
        return
    assert told.terms
    for term in told.terms:
        assert term.meaning
        assert term.meaning in text
        assert f"{term.name} : " in text
    for cell in told.cells:
        assert cell.file in text
        assert cell.sha256[:16] in text
        assert cell.line or cell.line_why, "une ligne inconnue dit pourquoi"


@each
@pytest.mark.parametrize("identifier", indicators.catalogue())
def test_the_numbers_told_make_the_value_again(identifier: str, code: str) -> None:
    told = told_of(code, identifier)
    assert (told.constants is None) == (identifier in NO_RATIO)
    if told.value is None or told.constants is None:
        return
    numbers = json.loads(json.dumps(told.as_dict()))
    top = numbers["constants"][0] + sum(term["above"] * term["number"] for term in numbers["terms"])
    assert told.numerator is None or math.isclose(top, told.numerator, rel_tol=1e-9, abs_tol=1e-9)
    if numbers["constants"][1] is None:
        assert math.isclose(top, told.value, rel_tol=1e-9, abs_tol=1e-9)
        return
    bottom = numbers["constants"][1] + sum(term["below"] * term["number"] for term in numbers["terms"])
    assert told.denominator is not None
    assert math.isclose(bottom, told.denominator, rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(numbers["scale"] * top / bottom, told.value, rel_tol=1e-9, abs_tol=1e-9)


@each
def test_each_cell_named_is_in_the_table_and_its_rows_make_the_term(code: str) -> None:
    """Read straight from the files of the store, by another way than the explanation's."""
    looked = 0
    for identifier in indicators.catalogue():
        told = told_of(code, identifier)
        if told.value is None:
            continue
        for term in told.terms:
            own = [
                cell
                for cell in told.cells
                if (cell.source, cell.vintage) == (term.source, term.vintage)
                and bare(cell.source, cell.column) == term.column
            ]
            own = list({cell.row: cell for cell in own}.values())
            assert term.rows == len(own)
            if term.number is not None:
                assert math.isclose(sum(cell.number or 0.0 for cell in own), term.number, rel_tol=1e-9, abs_tol=1e-6)
        for cell in told.cells:
            assert in_a_part(cell.source, cell.vintage, cell.file, cell.row, cell.column) == cell.number
            looked += 1
    assert looked > 500


def bare(source: str, column: str) -> str:
    return sources.source(source).name_without_year(column)


def in_a_part(source: str, vintage: str, file: str, row: str, column: str) -> float | None:
    """The number of a row and column in the part that was read from a file."""
    found = numbers_of(source, vintage, file, column)[row]
    return None if math.isnan(found) else float(found)


@cache
def numbers_of(source: str, vintage: str, file: str, column: str) -> dict[str, float]:
    parts = [part for part in STORE.parts[source, vintage] if part.manifest.file == file and column in part.columns]
    return {code: number for part in parts for (_, code), number in part.values([column])[column].items()}


def test_an_intercommunalite_shows_the_row_of_each_commune() -> None:
    told = explain(seen("244200770"), "ad_couv")
    communes = seen("244200770").territory.communes
    assert {cell.row for cell in told.cells} == set(communes)
    text = told.as_text()
    assert "53\u00a0lignes additionnées, de 42001 à 42330" in text
    for cell in told.cells:
        assert f"{cell.row} {cell.name} : {cell.value}" in text
    assert "219\u202f965 / 408\u202f391 = 53,9\u202f%" in text


def test_a_group_is_explained_as_the_sum_of_its_communes() -> None:
    told = explain(seen("ondaine=42095,42044"), "ad_rsa")
    assert {cell.row for cell in told.cells} == {"42095", "42044"}
    assert told.value == sum(cell.number or 0 for cell in told.cells)


def test_a_merged_commune_is_read_under_the_codes_that_the_file_knows() -> None:
    told = told_of("42217", "ctx_dens")
    surface = [cell for cell in told.cells if cell.source == "superficie"]
    assert [cell.row for cell in surface] == ["42072", "42217"]
    (term,) = [term for term in told.terms if term.source == "superficie"]
    assert term.number == sum(cell.number or 0.0 for cell in surface)
    assert "superficie_km2" in told.as_text()


def test_what_is_secret_or_not_released_has_its_reason_and_no_number() -> None:
    secret = explain(seen("42302"), "pr_pauvrete_jeunes")
    assert (secret.value, secret.low, secret.high, secret.numerator) == (None, None, None, None)
    assert "Statut : secret statistique" in secret.as_text()
    assert [cell.number for cell in secret.cells] == [None]
    assert "Statut : non diffusé" in explain(seen("42302"), "pe_tcg").as_text()


def test_the_law_behind_a_threshold_is_named_with_its_article_and_dates() -> None:
    text = explain(seen("42302"), "ctx_pop_totale").as_text()
    for words in (
        "CASF, art. L. 214-1-3",
        "CASF, art. L. 123-4",
        "10\u202f000 habitants",
        "depuis le 1er janvier 2025",
    ):
        assert words in text


def test_what_it_is_compared_with_is_told_with_the_verdict_or_its_reason() -> None:
    told = explain(seen("42302"), "pr_taux_pauvrete")
    assert [one.level for one in told.compared] == ["epci", "departement", "region", "france"]
    assert all(one.verdict != "non comparé" or one.reason for one in told.compared)
    assert "Loire (42) : 16,8\u202f% ; niveau plus faible" in told.as_text()


def test_a_former_vintage_is_explained_from_its_own_columns() -> None:
    told: Explanation = explain(seen("42302"), "ad_rsa", "2020-12")
    assert (told.value, told.vintage, {cell.vintage for cell in told.cells}) == (90, "2020-12", {"2020-12"})
