from __future__ import annotations

import pytest

from ctg_lib.value import COLUMNS, KEY, SEVERITY, UNITS, Status, Unit


@pytest.mark.parametrize("status", Status)
def test_every_status_has_french_words_and_a_place_in_severity(status: Status) -> None:
    assert status.label
    assert SEVERITY.count(status) == 1


def test_labels_tell_statuses_apart() -> None:
    assert len({status.label for status in Status}) == len(Status)


def test_a_blank_outweighs_a_number() -> None:
    """A figure made of several cells has no value as soon as one of them has none."""
    ranks = {status: SEVERITY.index(status) for status in Status}
    assert max(ranks[one] for one in Status if one.has_value) < min(ranks[one] for one in Status if not one.has_value)


def test_the_key_is_in_the_long_table() -> None:
    assert set(KEY) < set(COLUMNS)
    assert COLUMNS[:4] == ("indicator", "territory", "level", "vintage")


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_a_unit_has_one_name_and_agrees_with_its_number(unit: Unit) -> None:
    assert UNITS[unit.id] is unit
    assert unit.name(2) == unit.name(8071) == unit.label
    assert unit.name(0) == unit.name(1) == unit.name(1.9) == (unit.singular or unit.label)
    # Every count has its singular: « 1 foyer » ; « décès » alone is its own.
    assert unit.relative or unit.singular or unit.id == "deces"


def test_shares_and_rates_may_be_compared_and_counts_may_not() -> None:
    relative = {unit.id for unit in UNITS.values() if unit.relative}
    assert {"part", "euros", "places_pour_100", "pour_1000", "pour_100"} <= relative
    assert not relative & {"habitants", "foyers", "naissances", "naissances_par_an", "equipements"}
