"""Children under 3 reckoned from births: against statsmodels, against a loop, and against what must never happen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import parameters
from ctg_lib.indicators.projection import Coming, constant, estimate, project, trend

DAMPING = parameters.value("projection_amortissement")
YEARS = 10
births_of_a_town = st.lists(st.integers(0, 400), min_size=YEARS, max_size=YEARS).filter(any)


def newest_first(*series: list[int]) -> pd.DataFrame:
    """Births of several places; each list is oldest first, as one reads it."""
    names = ["naissances", *(f"naissances-{back}" for back in range(1, len(series[0])))]
    return pd.DataFrame([list(reversed(one)) for one in series], columns=names, dtype=float)


@given(births_of_a_town)
@settings(max_examples=60, deadline=None)
def test_the_trend_is_that_of_statsmodels(births: list[int]) -> None:
    design = sm.add_constant(np.arange(YEARS) - (YEARS - 1.0))
    fitted = sm.GLM(np.array(births, dtype=float), design, family=sm.families.Poisson()).fit(tol=1e-12)
    if not fitted.converged or np.abs(fitted.params[1]) > 1.5:
        return  # births of one end only: the slope runs away, and no commune does so
    found = trend(newest_first(births), 5)
    reach = 0.0
    for year, (mean, spread) in enumerate(zip(found.mean, found.spread, strict=True), start=1):
        reach += DAMPING**year
        at = np.array([1.0, reach])
        assert mean[0] == pytest.approx(np.exp(at @ fitted.params), rel=1e-5)
        assert spread[0] == pytest.approx(at @ fitted.cov_params() @ at, rel=1e-4)


def by_hand(births: list[int], children: float, cohort: float, ahead: int) -> float:
    """The same with a plain list: the years after the last have the mean of the last three."""
    mean = sum(births[-3:]) / 3
    longer = [*births, *([mean] * ahead)]
    return children / cohort * sum(longer[-3:])


@given(
    st.lists(st.integers(1, 400), min_size=3, max_size=6), st.integers(1, 900), st.integers(1, 900), st.integers(1, 5)
)
@settings(max_examples=200, deadline=None)
def test_constant_births_are_the_plain_loop(births: list[int], children: int, cohort: int, ahead: int) -> None:
    table = newest_first(births)
    census = pd.Series([float(children)]), pd.Series([float(cohort)])
    value, low, high = project(table, *census, constant(table, 5), ahead)
    assert value[0] == pytest.approx(by_hand(births, children, cohort, ahead))
    assert 0 <= low[0] <= value[0] <= high[0]


def test_the_band_widens_as_known_births_leave() -> None:
    """With two known years, one, then none: and no wider after, since nothing more is guessed of one year."""
    table = newest_first([60, 60, 60])
    census = pd.Series([330.0]), pd.Series([300.0])
    widths = [
        (high - low)[0]
        for _, low, high in (project(table, *census, constant(table, 5), ahead) for ahead in range(1, 6))
    ]
    assert widths[0] < widths[1] < widths[2] == pytest.approx(widths[3])


def test_sorbiers_as_on_paper() -> None:
    """388.0 children over 352 births is 1.1023; 53 + 59 + 68 = 180 births: 198.4 children."""
    value, low, high = estimate(newest_first([53, 59, 68]), pd.Series([388.0]), pd.Series([352.0]))
    assert value[0] == pytest.approx(198.409, abs=1e-3)
    assert low[0] == pytest.approx(180 * 350.35 / 352, abs=0.02)
    assert high[0] == pytest.approx(180 * 428.60 / 352, abs=0.25)


def test_where_nobody_was_born_nothing_is_guessed() -> None:
    none = newest_first([0] * YEARS)
    value, _, _ = estimate(none[none.columns[:3]], pd.Series([0.0]), pd.Series([0.0]))
    assert value.isna().all()
    assert project(none, pd.Series([4.0]), pd.Series([5.0]), trend(none, 5), 5)[0].isna().all()


def test_places_do_not_touch_each_other() -> None:
    several = [
        [60, 58, 57, 61, 66, 59, 62, 53, 59, 68],
        [0, 1, 0, 2, 1, 0, 0, 1, 0, 1],
        [3000 - 20 * n for n in range(10)],
    ]
    together = trend(newest_first(*several), 5)
    for place, births in enumerate(several):
        alone: Coming = trend(newest_first(births), 5)
        assert [mean[place] for mean in together.mean] == pytest.approx([mean[0] for mean in alone.mean])
