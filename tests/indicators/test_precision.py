"""Intervals against the libraries that statisticians use, and against arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from ctg_lib.indicators import precision


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=30))
@settings(deadline=None)
def test_poisson_bounds_are_those_of_statsmodels(counts: list[int]) -> None:
    low, high = precision.poisson(pd.Series(counts, dtype=float))
    for position, count in enumerate(counts):
        expected_low, expected_high = confint_poisson(count, 1, method="exact-c")
        assert low.iloc[position] == pytest.approx(0.0 if count == 0 else expected_low, rel=1e-9)
        assert high.iloc[position] == pytest.approx(expected_high, rel=1e-9)


@given(st.integers(0, 3000))
@settings(deadline=None)
def test_poisson_bounds_leave_two_and_a_half_per_cent_on_each_side(count: int) -> None:
    """The definition itself: at the lower bound, so many or more has a chance of 2.5 %; likewise at the upper."""
    low, high = (float(bound.iloc[0]) for bound in precision.poisson(pd.Series([float(count)])))
    assert stats.poisson.cdf(count, high) == pytest.approx(0.025, rel=1e-6)
    if count:
        assert stats.poisson.sf(count - 1, low) == pytest.approx(0.025, rel=1e-6)
    assert low <= count <= high


def test_poisson_of_sorbiers_and_of_nothing() -> None:
    low, high = precision.poisson(pd.Series([180.0, 0.0, float("nan")], index=list("abc")))
    assert [round(low["a"] / 3, 1), round(high["a"] / 3, 1)] == [51.6, 69.4]
    assert low["b"] == 0.0
    assert high["b"] == pytest.approx(-math.log(0.025))
    assert math.isnan(low["c"])
    assert math.isnan(high["c"])


def test_the_balance_of_sorbiers_is_bounded_by_the_chance_of_births_and_of_deaths() -> None:
    """2023-2025: 180 births, 184 deaths, hence 1.96 × √364 = 37.394 over three years, 12.465 a year."""
    value, events = pd.Series([-4 / 3, float("nan")]), pd.Series([364.0, float("nan")])
    low, high = precision.balance(value, events, 3)
    assert [round(low[0], 3), round(high[0], 3)] == [-13.798, 11.131]
    assert math.isnan(low[1])
    assert math.isnan(high[1])


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 5))
@settings(deadline=None)
def test_balance_bounds_are_those_of_a_difference_of_two_poisson_counts(births: int, deaths: int, years: int) -> None:
    """Variances add up, whichever count is the greater; scipy gives the normal interval of that variance."""
    low, high = precision.balance(pd.Series([(births - deaths) / years]), pd.Series([float(births + deaths)]), years)
    if births + deaths:
        expected = stats.norm.interval(0.95, loc=births - deaths, scale=math.hypot(births**0.5, deaths**0.5))
        assert (years * low[0], years * high[0]) == pytest.approx(expected, abs=1e-9)
    else:
        assert (low[0], high[0]) == (0.0, 0.0)


shares = st.tuples(st.integers(0, 5000), st.integers(1, 5000)).map(lambda pair: (min(pair), max(pair)))


@given(shares)
@settings(deadline=None)
def test_wilson_bounds_are_those_of_statsmodels(share: tuple[int, int]) -> None:
    count, size = share
    low, high = precision.wilson(pd.Series([float(count)]), pd.Series([float(size)]), 1.0)
    expected = proportion_confint(count, size, alpha=0.05, method="wilson")
    assert (low.iloc[0], high.iloc[0]) == pytest.approx(expected, abs=1e-12)


@given(shares, st.floats(0.05, 0.95))
@settings(deadline=None)
def test_a_design_effect_is_a_smaller_sample(share: tuple[int, int], design: float) -> None:
    count, size = share
    low, high = precision.wilson(pd.Series([float(count)]), pd.Series([float(size)]), design)
    expected = proportion_confint(count * design, size * design, alpha=0.05, method="wilson")
    assert (low.iloc[0], high.iloc[0]) == pytest.approx(expected, abs=1e-9)
    assert low.iloc[0] - 1e-12 <= count / size <= high.iloc[0] + 1e-12


def test_one_questionnaire_in_four_is_a_third_of_the_count() -> None:
    """Variance (1 − f)/f times that of a full count: with f = 1/4, as if a third had been asked."""
    numerator, denominator = pd.Series([232.4, 232.4]), pd.Series([2455.1, 2455.1])
    low, high = precision.quarter_sample(numerator, denominator, pd.Series([True, False]))
    expected = proportion_confint(232.4 / 3, 2455.1 / 3, method="wilson")
    assert (low[0], high[0]) == pytest.approx(expected)
    assert math.isnan(low[1])
    assert math.isnan(high[1])


def test_a_share_without_denominator_has_no_interval() -> None:
    low, high = precision.wilson(pd.Series([0.0, float("nan")]), pd.Series([0.0, 10.0]), 1 / 3)
    assert low.isna().all()
    assert high.isna().all()


@given(st.lists(st.integers(0, 400).map(lambda number: 5.0 * number), min_size=1, max_size=20))
@settings(deadline=None)
def test_rounding_bounds_contain_every_number_that_rounds_to_the_printed_one(printed: list[float]) -> None:
    values = pd.DataFrame({"indfoy_rsa": printed, "PMUN": printed})
    low, high = precision.rounded(values, pd.DataFrame(True, values.index, values.columns), {r"indfoy_\w+": 2.0})
    for row, value in enumerate(printed):
        possible = [
            true for true in range(int(value) - 5, int(value) + 6) if true >= 0 and 5 * round(true / 5) == value
        ]
        assert (low["indfoy_rsa"][row], high["indfoy_rsa"][row]) == (min(possible), max(possible))
    # A variable that no pattern names is not rounded.
    pd.testing.assert_series_equal(low["PMUN"], values["PMUN"])
    pd.testing.assert_series_equal(high["PMUN"], values["PMUN"])


def test_a_cell_that_is_not_flagged_keeps_its_value_as_bounds() -> None:
    values = pd.DataFrame({"PR_MD60": [9.0, 22.8, np.nan]})
    low, high = precision.rounded(values, pd.DataFrame({"PR_MD60": [True, False, False]}), {"PR_MD60": 0.5})
    assert list(low["PR_MD60"][:2]) == [8.5, 22.8]
    assert list(high["PR_MD60"][:2]) == [9.5, 22.8]
    assert math.isnan(low["PR_MD60"][2])
