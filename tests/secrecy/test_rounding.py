"""Rounded counts: told unless what is printed beside them, or published elsewhere, would give them back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ctg_lib.secrecy.rules import Rules, alike, rounded
from ctg_lib.sources.local_early import INCOME, PERSONS
from tests.attacks.attacker import guess
from tests.attacks.populations import VINTAGE
from tests.attacks.publishing import protected, public, publish
from tests.secrecy.valley import CAF, EPCI, OFFER, A, Figures, masked, valley

ROUNDING = replace(Rules.ours(), rounded=True)
CARE = ("CMG_AM", "CMG_DOMICILE", "CMG_STRUCTURE")


@pytest.mark.parametrize(("rule", "count", "ends"), [(PERSONS, 0, (0, 0)), (PERSONS, 3, (1, 7)), (PERSONS, 8, (8, 12))])
def test_the_counts_that_are_rounded_alike(rule: str, count: int, ends: tuple[float, float]) -> None:
    assert alike(count, ROUNDING.least(rule)) == ends


@pytest.mark.parametrize("rule", [PERSONS, INCOME])
def test_nothing_small_is_told_from_another_small_count_once_rounded(rule: str) -> None:
    low, high = alike(1, ROUNDING.least(rule))
    assert low == 1
    assert high >= ROUNDING.least(rule) - 1
    for count in range(100):
        told = rounded(count, ROUNDING.step(rule))
        low, high = alike(count, ROUNDING.least(rule))
        assert low <= count <= high
        assert rounded(low - 1, ROUNDING.step(rule)) != told or count == 0
        assert rounded(high + 1, ROUNDING.step(rule)) != told


@pytest.mark.parametrize(
    ("source", "figures", "name", "hides"),
    [
        # 15 in all for the Caf, so 17 at most: 1, 8 and 8 are the least that 5, 10 and 10 may be.
        (CAF, {"AAH": [1, 8, 8, 0]}, "AAH", "AAH"),
        (CAF, {name: [count, 0, 0, 0] for name, count in zip(CARE, (1, 8, 8), strict=True)}, "CMG_AM", "CMG_AM"),
        # One childminder at work, exactly: those who are 55 or more, rounded to 5, are one too.
        (OFFER, {"AM_ACTIVES": [1, 20, 30, 40], "AM_55_PLUS": [1, 10, 10, 10]}, "AM_55_PLUS", "AM_ACTIVES"),
    ],
)
def test_a_rounded_count_that_would_be_given_back_is_hidden(
    source: str, figures: Figures, name: str, hides: str
) -> None:
    population = valley(source, figures)
    tables = protected(population, ROUNDING)
    published = publish(population, tables)
    known = guess([published], {EPCI: population.communes}, public(population, ROUNDING))
    low, high = known.interval((source, VINTAGE, "commune", A, name))
    assert low <= 1
    assert high >= 4
    assert (A, hides) in masked([table for table, _ in tables])


def test_counts_that_nothing_gives_back_are_rounded_and_none_is_hidden() -> None:
    tables = [table for table, _ in protected(valley(CAF, {"AAH": [3, 20, 30, 40], "IMPAYES": [1, 0, 2, 9]}), ROUNDING)]
    assert masked(tables) == set()
    own = tables[0].values.droplevel("level")
    assert own["AAH"].tolist() == [5, 20, 30, 40]
    assert own["IMPAYES"].tolist() == [5, 0, 5, 10]


def test_a_total_is_masked_with_its_communes_and_never_given_alone() -> None:
    """What a block hides is not added up either."""
    population = valley(CAF, {"AAH": [1, 8, 8, 0]})
    for table, _ in protected(population, ROUNDING):
        assert table.values["AAH"].isna().all()
