"""A value beside the middle half of a group: numpy's quartiles, a side, a verdict, and no rank."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ctg_lib import indicators
from ctg_lib.analysis.comparison import Gap
from ctg_lib.analysis.group import Side, against, quartiles, side
from ctg_lib.value import Status
from tests.analysis.test_comparison import NAN, TOO_SMALL, row

CATALOGUE = indicators.catalogue()
POVERTY, UNEMPLOYMENT, DENSITY = (CATALOGUE[name] for name in ("pr_taux_pauvrete", "pr_chom", "ctx_dens"))
FIFTEEN = [0.08, 0.05, 0.09, 0.06, 0.10, 0.11, 0.07, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19]


def group(values: list[float], **said: object) -> pd.DataFrame:
    return pd.DataFrame([row(value, level="commune", **said) for value in values])  # type: ignore[arg-type]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
@settings(deadline=None, max_examples=50)
def test_quartiles_are_those_of_numpy(values: list[float]) -> None:
    assert tuple(quartiles(values)) == pytest.approx(tuple(np.percentile(values, [25, 50, 75])))


def test_a_verdict_is_only_given_beyond_the_middle_half() -> None:
    rows = group(FIFTEEN)
    middle = quartiles(FIFTEEN)
    assert tuple(middle) == pytest.approx((0.085, 0.12, 0.155))
    for low, high, gap, where in (
        (0.156, 0.17, Gap.HIGHER, Side.ABOVE),
        (0.150, 0.17, Gap.NOT_SIGNIFICANT, Side.EDGE),
        (0.09, 0.15, Gap.NOT_SIGNIFICANT, Side.WITHIN),
        (0.08, 0.16, Gap.NOT_SIGNIFICANT, Side.EDGE),
        (0.06, 0.084, Gap.LOWER, Side.BELOW),
    ):
        own = row((low + high) / 2, low, high, level="commune")
        verdict = against(POVERTY, own, rows)
        assert (verdict.gap, side(POVERTY, own, middle)) == (gap, where)
        assert verdict.size == pytest.approx((low + high) / 2 - 0.12)


@given(st.lists(st.floats(0.01, 1), min_size=10, max_size=15), st.tuples(*[st.floats(0.01, 1)] * 3).map(sorted))
@settings(deadline=None, max_examples=50)
def test_the_verdict_and_the_side_say_the_same(values: list[float], bounds: list[float]) -> None:
    own = row(bounds[1], bounds[0], bounds[2], level="commune")
    verdict, where = against(POVERTY, own, group(values)), side(POVERTY, own, quartiles(values))
    assert (verdict.gap is Gap.HIGHER) is (where is Side.ABOVE)
    assert (verdict.gap is Gap.LOWER) is (where is Side.BELOW)


def test_the_middle_half_of_fifteen_is_about_the_interval_of_their_median() -> None:
    """The 4th and the 12th of 15 hold the median of what they are drawn from 96.5 times of 100, by summation."""
    assert 1 - 2 * stats.binom.cdf(3, 15, 0.5) == pytest.approx(0.9648, abs=1e-4)
    ordered = sorted(FIFTEEN)
    first, _, third = quartiles(FIFTEEN)
    assert ordered[3] <= first <= ordered[4]
    assert ordered[10] <= third <= ordered[11]


# ── What is not compared, each with its reason ───────────────────────────────────────────────────────────────────────


def test_nine_communes_are_too_few() -> None:
    own = row(0.5, 0.49, 0.51, level="commune")
    verdict = against(POVERTY, own, group(FIFTEEN[:9]))
    assert (verdict.gap, verdict.reason) == (Gap.NOT_COMPARED, "moins de 10 des communes semblables ont ce chiffre")
    assert math.isnan(verdict.size)
    assert verdict.told == "non comparé (moins de 10 des communes semblables ont ce chiffre)"
    assert against(POVERTY, own, group(FIFTEEN[:10])).gap is Gap.HIGHER


def test_a_secret_a_handful_and_another_date_are_no_values_of_the_group() -> None:
    own = row(0.5, 0.49, 0.51, level="commune")
    for left in (
        group(FIFTEEN[:1], status=Status.SECRET),
        group(FIFTEEN[:1], denominator=29.0),
        group(FIFTEEN[:1], vintage="2021"),
    ):
        assert against(POVERTY, own, pd.concat([group(FIFTEEN[:9]), left])).gap is Gap.NOT_COMPARED


def test_the_reason_of_the_commune_itself_is_told_first() -> None:
    blank = row(NAN, level="commune", status=Status.SECRET, method="secret ici")
    assert against(POVERTY, blank, group(FIFTEEN[:3])).reason == "secret ici"
    few = row(0.5, level="commune", denominator=10.0)
    assert against(UNEMPLOYMENT, few, group(FIFTEEN)).reason == TOO_SMALL
    count = against(CATALOGUE["ctx_pop"], row(5_000.0, level="commune"), group([100.0] * 3))
    assert count.reason == "un effectif ne se compare pas entre territoires de tailles différentes"


def test_a_density_over_a_small_area_is_no_small_number() -> None:
    """Twelve km² are not twelve persons."""
    own = row(666.0, level="commune", numerator=8_116.0, denominator=12.2)
    assert against(DENSITY, own, group([100.0 + at for at in range(12)], denominator=12.2)).gap is Gap.HIGHER
