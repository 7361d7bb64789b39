"""Observations and figures: the four verdicts by hand, and what no figure may ever confirm."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cache

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from ctg_lib import folders
from ctg_lib.analysis import access_table
from ctg_lib.analysis.comparison import reach
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.confrontation import Confrontation, confront
from ctg_lib.convention.observation_book import AGAINST, Direction, Verdict
from ctg_lib.convention.observations import Observation
from ctg_lib.errors import UsageError
from ctg_lib.indicators import indicator
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS
from tests.indicators.golden import VERDICTS


class Case(BaseModel):
    """One observation and what must be said of it; `because` gives the arithmetic, for whoever checks it by hand."""

    model_config = ConfigDict(extra="forbid")
    case: str
    territory: str
    indicators: list[str]
    direction: Direction | None = None
    against: str | None = None
    because: str
    verdict: Verdict
    sentence: str


CASES = [Case(**entry) for entry in yaml.safe_load(VERDICTS.read_text(encoding="utf-8"))]


@cache
def diagnostic(place: str) -> Diagnostic:
    return Diagnostic(Territory.of(place), "2026-11-24", _shelf())


@cache
def _shelf() -> Shelf:
    store = Store([folders.PROJECT / "data" / "sample"])
    return Shelf(store.with_tables(access_table.laid(store)))


def observation(names: Sequence[str], direction: Direction | None, against: str | None = None) -> Observation:
    day = datetime.date(2027, 2, 3)
    level = AGAINST[against] if against else None
    return Observation(
        1, "Vu sur le terrain.", "jeunesse", "élu", "collectivité", day, "", "", tuple(names), direction, level
    )


def told(found: Confrontation) -> str:
    return " ".join(found.plain.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_the_verdict_and_its_sentence_are_those_worked_out_by_hand(case: Case) -> None:
    found = confront(observation(case.indicators, case.direction, case.against), diagnostic(case.territory))
    assert (found.verdict, told(found)) == (case.verdict, case.sentence)


def test_each_verdict_has_cases_in_several_territories() -> None:
    counts = {verdict: sum(case.verdict is verdict for case in CASES) for verdict in Verdict}
    assert min(counts.values()) >= 3
    assert len({case.territory for case in CASES}) >= 4


def test_the_opposite_claim_gets_the_opposite_verdict() -> None:
    opposite = {
        Direction.HIGHER: Direction.LOWER,
        Direction.LOWER: Direction.HIGHER,
        Direction.RISING: Direction.FALLING,
        Direction.FALLING: Direction.RISING,
    }
    other = {Verdict.CONFIRMED: Verdict.CONTRADICTED, Verdict.CONTRADICTED: Verdict.CONFIRMED}
    for case in CASES:
        if case.direction:
            asked = observation(case.indicators, opposite[case.direction], case.against)
            found = confront(asked, diagnostic(case.territory)).verdict
            assert found is other.get(case.verdict, case.verdict), case.case


def test_figures_are_tied_to_their_rows_and_words_are_marked() -> None:
    found = confront(observation(["je_15_24_part"], Direction.LOWER), diagnostic("42302"))
    assert 'data-cle="je_15_24_part|commune|42302|2023"' in found.sentence
    assert 'data-cle="je_15_24_part|epci|244200770|2023"' in found.sentence
    assert '<span data-nombre="texte">Part des 15-24 ans</span>' in found.sentence


def test_an_unknown_indicator_is_an_error_of_use() -> None:
    with pytest.raises(UsageError):
        confront(observation(["je_nexiste_pas"], Direction.LOWER), diagnostic("42302"))


# --- Whatever the figures --------------------------------------------------------------------------------------------

# A share of the census by survey of a quarter, with an interval or without; France has the census alone.
NAME = "pa_mono_pct"
SHARES = st.floats(0.01, 0.99)
NONE = (float("nan"), float("nan"))


def row(
    level: str, place: str, year: str, value: float, many: int = 4000, apart: tuple[float, float] = NONE
) -> tuple[object, ...]:
    head = (NAME, place, level, year, "part", value, *apart)
    return (*head, value * many, float(many), "published", "calcul", f"rp_familles@{year}")


@st.composite
def rows(draw: st.DrawFn) -> pd.DataFrame:
    """Two years of a commune and one of its intercommunalité, with and without intervals."""
    made = []
    for level, territory, vintage in (
        ("commune", "42302", "2016"),
        ("commune", "42302", "2022"),
        ("epci", "244200770", "2022"),
    ):
        value = draw(SHARES)
        apart = (value * draw(st.floats(0.5, 1)), value * draw(st.floats(1, 1.5))) if draw(st.booleans()) else NONE
        made.append(row(level, territory, vintage, value, draw(st.integers(30, 5000)), apart))
    return pd.DataFrame(made, columns=list(COLUMNS))


def seen(values: pd.DataFrame) -> Diagnostic:
    return Diagnostic(Territory.of("42302"), "2026-11-24", _shelf()).with_values(values)


def overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@settings(deadline=None, max_examples=150)
@given(rows(), st.sampled_from([Direction.HIGHER, Direction.LOWER]))
def test_nothing_is_confirmed_whose_interval_includes_the_comparator(values: pd.DataFrame, claim: Direction) -> None:
    _, own, other = (row for _, row in values.iterrows())
    found = confront(observation([NAME], claim), seen(values)).verdict
    low, high = reach(indicator(NAME), own)
    if low <= other["value"] <= high:
        assert found in (Verdict.NUANCED, Verdict.UNTESTABLE)
    if found is Verdict.CONFIRMED:
        assert (own["value"] > other["value"]) is (claim is Direction.HIGHER)
    if found is Verdict.CONTRADICTED:
        assert (own["value"] > other["value"]) is (claim is Direction.LOWER)


@settings(deadline=None, max_examples=150)
@given(rows(), st.sampled_from([Direction.RISING, Direction.FALLING]))
def test_no_change_is_confirmed_whose_intervals_meet(values: pd.DataFrame, claim: Direction) -> None:
    before, after, _ = (row for _, row in values.iterrows())
    found = confront(observation([NAME], claim), seen(values)).verdict
    one = indicator(NAME)
    if overlap(reach(one, before), reach(one, after)):
        assert found in (Verdict.NUANCED, Verdict.UNTESTABLE)
    if found is Verdict.CONFIRMED:
        assert (after["value"] > before["value"]) is (claim is Direction.RISING)


def test_the_generated_figures_reach_every_verdict() -> None:
    """The two properties above would hold of a function that never concludes."""

    def verdict(own: float, other: float, before: float, claim: Direction) -> Verdict:
        made = [row("commune", "42302", "2016", before), row("commune", "42302", "2022", own)]
        made.append(row("epci", "244200770", "2022", other))
        return confront(observation([NAME], claim), seen(pd.DataFrame(made, columns=list(COLUMNS)))).verdict

    assert verdict(0.3, 0.2, 0.3, Direction.HIGHER) is Verdict.CONFIRMED
    assert verdict(0.3, 0.2, 0.3, Direction.LOWER) is Verdict.CONTRADICTED
    assert verdict(0.3, 0.3, 0.3, Direction.LOWER) is Verdict.NUANCED
    assert verdict(0.3, 0.3, 0.2, Direction.RISING) is Verdict.CONFIRMED
    assert verdict(0.3, 0.3, 0.2, Direction.FALLING) is Verdict.CONTRADICTED
