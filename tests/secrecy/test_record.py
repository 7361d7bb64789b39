"""The record of decisions: which figure, why, who agreed, and no number that the pages do not tell."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from ctg_lib.secrecy import record
from ctg_lib.secrecy.draft import Label
from ctg_lib.secrecy.rules import Agreement, Rules
from ctg_lib.store import Store
from tests.attacks.populations import BOOKS, VINTAGE, Population, manifest, populations
from tests.attacks.publishing import protected
from tests.secrecy.valley import CAF, OFFER, A, B, C, masked, valley

HOURS = "EAJE_HEURES_REALISEES"
OURS = Rules.ours()
DAY = datetime.date(2026, 1, 15)


def store(population: Population, rules: Rules = OURS) -> Store:
    return Store(roots=[]).with_tables(protected(population, rules))


def decisions(population: Population, rules: Rules = OURS) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(record.as_json(store(population, rules)))["decisions"]
    return found


def numbers(told: object) -> set[float]:
    """Every number of a document, however deep; a yes or a no is none."""
    if isinstance(told, dict):
        return set().union(*map(numbers, told.values()))
    if isinstance(told, list):
        return set().union(*map(numbers, told))
    return {float(told)} if isinstance(told, int | float) and not isinstance(told, bool) else set()


def test_each_hidden_figure_is_named_as_the_workbook_names_it() -> None:
    found = record.entries(store(valley(CAF, {"IMPAYES": [3, 20, 30, 40]})))
    first, second = sorted(found, key=lambda one: one.decision.territory)
    assert (first.source, first.vintage) == (CAF, VINTAGE)
    assert first.caption == BOOKS[CAF].captions["IMPAYES"] == second.caption
    assert (first.decision.territory, first.decision.label, first.decision.least) == (A, Label.SMALL, 5)
    assert (second.decision.territory, second.decision.label) == (B, Label.SHIELD)
    assert first.counts
    assert second.counts


def test_an_activity_of_establishments_is_told_from_a_count_of_persons() -> None:
    hours = {(A, HOURS): (900.0,), **{(one, HOURS): (500.0, 600.0, 700.0) for one in (B, C)}}
    found = decisions(valley(OFFER, {HOURS: [900, 1800, 1800, 0]}, hours=hours))
    assert {(one["territory"], one["label"], one["counts"]) for one in found} >= {(A, "peu d’établissements", False)}
    assert not any(one["counts"] for one in found)


def test_an_agreement_is_told_with_who_and_why() -> None:
    rules = replace(OURS, agreements=(Agreement(HOURS, A, "la directrice", "accord écrit", DAY),))
    (one,) = decisions(valley(OFFER, {HOURS: [900, 0, 0, 0]}, hours={(A, HOURS): (900.0,)}), rules)[:1]
    assert (one["label"], one["who"], one["why"]) == ("accord", "la directrice", "accord écrit")
    assert one["reason"] == "donné avec l’accord de : la directrice (15/01/2026)"


def test_an_agreement_for_a_figure_that_nobody_wrote_tells_nothing() -> None:
    """The cell stays missing: it is not said to be published."""
    rules = replace(OURS, agreements=(Agreement(HOURS, A, "la directrice", "accord écrit", DAY),))
    population = valley(OFFER, {HOURS: [None, 0, 0, 0]})
    assert decisions(population, rules) == []
    flags = protected(population, rules)[0][0].flags.set_index("territory")["status"]
    assert flags[A] == "missing"


def test_a_rounded_figure_is_told_to_be_and_not_hidden() -> None:
    found = decisions(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}), replace(OURS, rounded=True))
    assert {one["label"] for one in found} == {"arrondi"}
    assert len(found) == 4
    assert {one["reason"] for one in found} == {"arrondi au multiple de 5 pour que personne ne soit reconnu"}


def test_the_record_has_no_number_of_a_hidden_figure() -> None:
    """3, 21 and their sum stand nowhere else: the only number is the threshold."""
    assert numbers(decisions(valley(CAF, {"IMPAYES": [3, 21, 65, 77]}))) == {5}


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(populations())
def test_the_record_holds_the_cells_that_are_marked_hidden_and_the_thresholds(population: Population) -> None:
    tables = protected(population)
    found = decisions(population)
    assert {(one["territory"], one["variable"]) for one in found} == masked([table for table, _ in tables])
    assert numbers(found) <= {OURS.persons, OURS.income, OURS.establishments, 0.0}
    for one in found:
        own = [table for table, _ in tables if table.source == one["source"]]
        values = pd.concat([table.values for table in own])
        assert pd.isna(values.at[(one["level"], one["territory"]), one["variable"]])


def test_two_records_of_figures_that_differ_only_where_hidden_are_the_same() -> None:
    one, other = (valley(CAF, {"IMPAYES": figures}) for figures in ([3, 20, 30, 40], [2, 21, 30, 40]))
    assert record.as_json(store(one)) == record.as_json(store(other))


@pytest.mark.parametrize("figures", [[0, 20, 30, 40], [50, 20, 30, 40]])
def test_nothing_is_recorded_where_nothing_is_hidden(figures: list[float | None]) -> None:
    assert decisions(valley(CAF, {"IMPAYES": figures})) == []
    assert json.loads(record.as_json(Store(roots=[]))) == {"decisions": []}


def test_a_table_that_nobody_filled_on_site_has_no_decision() -> None:
    ((table, _), *_) = protected(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}))
    assert table.decisions
    other = replace(table, source="bpe")
    assert list(record.entries(Store(roots=[]).with_tables([(other, manifest("bpe"))]))) == []
