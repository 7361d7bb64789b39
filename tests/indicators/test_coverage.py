"""Intervals beside published examples, and how often they hold the true figure: by summation, then by drawing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ctg_lib.indicators import precision
from tests.indicators import coverage
from tests.indicators.coverage import Point
from tests.pages import text

DRAWS = 20_000


# ── Published worked examples ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "size", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_wilson_is_that_of_newcombe(count: int, size: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 1998, 17: 857-872, table I, method 3 (score, no continuity correction)."""
    found = precision.wilson(pd.Series([float(count)]), pd.Series([float(size)]), 1.0)
    assert [round(float(bound[0]), 4) for bound in found] == [low, high]


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0.0, 3.69),
        (1, 0.03, 5.57),
        (5, 1.62, 11.67),
        (10, 4.80, 18.39),
        (20, 12.22, 30.89),
        (25, 16.18, 36.90),
        (50, 37.11, 65.92),
        (100, 81.36, 121.63),
    ],
)
def test_poisson_is_that_of_garwood(count: int, low: float, high: float) -> None:
    """F. Garwood, Biometrika 1936, 28: 437-442; 25 events: the worked example of GraphPad, « confidence interval of a
    count », which follows it.
    """
    found = precision.poisson(pd.Series([float(count)]))
    assert [round(float(bound[0]), 2) for bound in found] == [low, high]


def test_a_quarter_drawn_has_the_variance_of_a_sample_without_replacement() -> None:
    """W. G. Cochran, Sampling Techniques, 1977, § 3.2: (1 − f) p q / (n − 1); n households drawn of N, f = n / N.

    Far from 0 and 1 and with many households, half the interval is 1.96 times its root.
    """
    households, drawn, share = 40_000.0, 10_000.0, 0.3
    low, high = precision.quarter_sample(pd.Series([share * households]), pd.Series([households]), pd.Series([True]))
    deviation = (0.75 * share * (1 - share) / (drawn - 1)) ** 0.5
    assert (high[0] - low[0]) / 2 == pytest.approx(1.96 * deviation, rel=1e-3)


def test_a_count_rounded_to_five_is_within_two_of_what_is_printed() -> None:
    """115 may be any of 113 to 117: all the whole numbers that are nearer to it than to 110 or 120, and no other."""
    values = pd.DataFrame({"indfoy_rsa": [115.0, 0.0]})
    low, high = precision.rounded(values, values >= 0, {"indfoy_rsa": 2.0})
    nearest = [true for true in range(200) if 5 * ((true + 2) // 5) == 115]
    assert (low["indfoy_rsa"][0], high["indfoy_rsa"][0]) == (min(nearest), max(nearest)) == (113, 117)
    assert (low["indfoy_rsa"][1], high["indfoy_rsa"][1]) == (0, 2)


# ── By summation ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_exact_poisson_never_holds_the_true_mean_less_than_ninety_five_times_of_a_hundred() -> None:
    low = coverage.worst(coverage.poisson_grid())
    assert low.coverage >= 0.95, f"{low.coverage:.4%} pour une moyenne de {low.true}"
    assert len(coverage.poisson_grid()) == 1_900


@pytest.mark.parametrize(
    ("grid", "bottom"), [(coverage.wilson_grid, 0.904), (coverage.quarter_grid, 0.914)], ids=["wilson", "quarter"]
)
def test_wilson_holds_the_true_share_ninety_four_to_ninety_seven_times_of_a_hundred(
    grid: object, bottom: float
) -> None:
    """On average over each size of the grid, and over all of it; its worst case is known, and printed in the page."""
    points: tuple[Point, ...] = grid()  # type: ignore[operator]
    low = coverage.worst(points)
    worst = f"au pire {low.coverage:.4%} pour {low.size}, part de {low.true}"
    assert 0.94 <= coverage.mean(points) <= 0.97, worst
    for size in {one.size for one in points}:
        assert 0.94 <= coverage.mean(tuple(one for one in points if one.size == size)) <= 0.97, (size, worst)
    assert low.coverage == pytest.approx(bottom, abs=1e-3), worst


# ── By drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def margin(exact: float) -> float:
    """Four standard errors of a frequency over the draws: some six in a hundred thousand would be beyond by chance."""
    return 4 * (exact * (1 - exact) / DRAWS) ** 0.5


def held(low: pd.Series, high: pd.Series, true: float) -> float:
    return float(((low <= true + 1e-12) & (true <= high + 1e-12)).mean())


@pytest.mark.parametrize("size", coverage.SIZES)
@pytest.mark.parametrize("share", [0.01, 0.05, 0.14, 0.5, 0.93])
def test_drawing_people_gives_the_coverage_of_wilson(size: int, share: float) -> None:
    drawn = pd.Series(np.random.default_rng([size, round(100 * share)]).binomial(size, share, DRAWS).astype(float))
    frequency = held(*precision.wilson(drawn, pd.Series(float(size), index=drawn.index), 1.0), share)
    exact = coverage.of_wilson(size, share)
    assert abs(frequency - exact) <= margin(exact), f"{frequency:.4f} au lieu de {exact:.4f} ± {margin(exact):.4f}"


@pytest.mark.parametrize("mean", [0.1, 1.0, 3.7, 8.0, 60.0, 180.0, 875.0])
def test_drawing_events_gives_the_coverage_of_poisson(mean: float) -> None:
    drawn = pd.Series(np.random.default_rng(round(10 * mean)).poisson(mean, DRAWS).astype(float))
    frequency, exact = held(*precision.poisson(drawn), mean), coverage.of_poisson(mean)
    assert abs(frequency - exact) <= margin(exact), f"{frequency:.4f} au lieu de {exact:.4f} ± {margin(exact):.4f}"


@pytest.mark.parametrize("households", [40, 120, 400, 2000])
@pytest.mark.parametrize("share", [0.05, 0.25, 0.6])
def test_drawing_one_household_in_four_gives_the_coverage_of_the_census(households: int, share: float) -> None:
    """Really drawn, without replacement, from households that are or are not concerned."""
    concerned, quarter = round(households * share), households // 4
    drawn = np.random.default_rng([households, concerned]).hypergeometric(
        concerned, households - concerned, quarter, DRAWS
    )
    everybody = pd.Series(float(households), index=range(DRAWS))
    bounds = precision.quarter_sample(pd.Series(4.0 * drawn), everybody, everybody > 0)
    frequency, exact = held(*bounds, concerned / households), coverage.of_quarter(households, concerned)
    assert abs(frequency - exact) <= margin(exact), f"{frequency:.4f} au lieu de {exact:.4f} ± {margin(exact):.4f}"


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_what_is_reckoned_today() -> None:
    assert coverage.table() in text("docs/intervalles.md"), "python -m tests.indicators.coverage"
