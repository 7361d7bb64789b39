"""Two changes over the same dates: told apart only where no figure inside the intervals would reverse it."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib import indicators
from ctg_lib.analysis.trend import Apart, Way, move, obstacle

COUNT = indicators.indicator("ad_rsa")
SHARE = indicators.indicator("ad_rsa_pct")


def row(value: float, low: float = math.nan, high: float = math.nan, **said: object) -> pd.Series:
    """A row of a département, so that no noise of a communal census is added."""
    fields = {"level": "departement", "unit": "foyers", "numerator": value, "denominator": math.nan}
    return pd.Series({**fields, "value": value, "low": low, "high": high, **said})


# (low, value, high) of a figure, as an interval has them.
figures = st.lists(st.floats(1, 1000), min_size=3, max_size=3).map(sorted)
pairs = st.tuples(figures, figures)


def corners(pair: tuple[list[float], list[float]], *, ratio: bool) -> list[float]:
    """The change for every choice of a figure in each of the two intervals, the ends included."""
    before, after = pair
    return [last / first if ratio else last - first for first, last in itertools.product(before, after)]


@given(pairs, pairs)
@pytest.mark.parametrize("ratio", [True, False], ids=["count", "share"])
def test_the_sign_of_the_double_difference_is_that_of_every_figure_inside_the_intervals(
    ratio: bool, own: tuple[list[float], list[float]], other: tuple[list[float], list[float]]
) -> None:
    one = COUNT if ratio else SHARE
    told = [move(one, *(row(value, low, high) for low, value, high in pair)) for pair in (own, other)]
    gaps = [a - b for a, b in itertools.product(corners(own, ratio=ratio), corners(other, ratio=ratio))]
    apart = told[0].against(told[1])
    # A naive oracle: the worst cases lie at the corners; a hair is left to floating point.
    if apart is Apart.ABOVE:
        assert min(gaps) > -1e-9
    elif apart is Apart.BELOW:
        assert max(gaps) < 1e-9
    else:
        assert min(gaps) < 1e-9
        assert max(gaps) > -1e-9
    assert told[1].against(told[0]) is {Apart.ABOVE: Apart.BELOW, Apart.BELOW: Apart.ABOVE}.get(apart, apart)


@given(pairs)
def test_a_figure_moves_where_its_two_intervals_do_not_meet(own: tuple[list[float], list[float]]) -> None:
    (low, _, high), (later_low, _, later_high) = own
    way = move(COUNT, *(row(value, low, high) for low, value, high in own)).way
    meet = low <= later_high and later_low <= high
    assert way is (Way.STEADY if meet else Way.UP if later_low > high else Way.DOWN)


def test_the_change_of_a_count_is_a_ratio_and_that_of_a_share_a_difference() -> None:
    count = move(COUNT, row(100, 98, 102), row(115, 113, 117))
    assert (round(count.size, 4), round(count.low, 4), round(count.high, 4)) == (0.15, 0.1078, 0.1939)
    share = move(SHARE, row(0.20, 0.19, 0.21), row(0.15, 0.14, 0.16))
    assert (round(share.size, 4), round(share.low, 4), round(share.high, 4)) == (-0.05, -0.07, -0.03)
    assert share.way is Way.DOWN


def test_a_figure_without_interval_is_read_to_two_percent() -> None:
    assert move(COUNT, row(1000), row(1030)).way is Way.STEADY
    assert move(COUNT, row(1000), row(1050)).way is Way.UP


def test_a_count_that_starts_from_nothing_goes_up_and_is_set_against_no_other() -> None:
    start, end = row(0, 0, 2), row(30, 28, 32)
    assert move(COUNT, start, end).way is Way.UP
    assert move(COUNT, start, end).against(move(COUNT, row(100), row(100))) is Apart.UNTOLD
    assert obstacle(COUNT, start, end) == "le chiffre part de zéro"


def test_what_cannot_be_set_against_others_says_why() -> None:
    assert obstacle(COUNT, row(10), row(15)) == "trop peu de cas pour comparer des évolutions"
    assert obstacle(COUNT, row(10), row(25)) == ""
    few = row(0.1, numerator=5, denominator=50)
    assert obstacle(SHARE, few, few) == "trop peu de cas pour comparer des évolutions"
    births = indicators.indicator("pe_naiss")
    assert obstacle(births, row(10, 5, 18), row(12, 6, 21)) == "", "their interval says what chance does to a handful"
    rate = indicators.indicator("ctx_pop_var")
    assert "pas d’intervalle" in obstacle(rate, row(0.1), row(0.2))
