"""Children under 3 from births: today's, estimated, and those of the next years, in scenarios with their bands.

No file at hand gives the ages 0, 1 and 2. Until one does, one coefficient stands for what happens between birth and
the census (families that come and go): children aged 0 to 4 at the census over the births of the five years before it.
Everything works on all territories at once; the oracle of the trend is `statsmodels` (tests).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from ctg_lib import parameters
from ctg_lib.indicators.precision import LEVEL, poisson

UNDER_3 = 3
LIKELY = 0.80
# Newton's method on two coefficients: births of ten years settle in five steps, and three more cost nothing.
_STEPS = 8

Bands = tuple[pd.Series, pd.Series, pd.Series]


@dataclass(frozen=True)
class Coming:
    """Births expected each year ahead: mean, and relative variance of that mean (the model's own uncertainty)."""

    mean: list[pd.Series]
    spread: list[pd.Series]


def estimate(births: pd.DataFrame, children: pd.Series, cohort: pd.Series) -> Bands:
    """Children under 3 at the end of the last year of `births`, with 95 % bounds.

    births: the last three years. children: aged 0 to 4 at the census. cohort: births of the five years before it. The
    births are known; what is not is the coefficient, whose chance is that of a count of as many children.
    """
    known = births.sum(axis=1, skipna=False)
    low, high = poisson(children)
    under = cohort.where(cohort > 0)
    return known * children / under, known * low / under, known * high / under


def project(births: pd.DataFrame, children: pd.Series, cohort: pd.Series, coming: Coming, ahead: int) -> Bands:
    """Children under 3 at the end of a year to come, with 95 % bounds.

    births: columns from the newest year back, three at least. ahead: how many years after the newest. Two of the
    three years of birth are still known next year, one the year after, none later.
    """
    coefficient = children / cohort.where(cohort > 0)
    years = range(ahead - UNDER_3 + 1, ahead + 1)
    known = births[[births.columns[-year] for year in years if year <= 0]].sum(axis=1, skipna=False)
    expected = [year for year in years if year > 0]
    mean = sum((coming.mean[year - 1] for year in expected), known * 0.0)
    # Chance of each year's births, then that of the rate itself, which all the years to come share.
    model = sum((coming.mean[year - 1] * coming.spread[year - 1] ** 0.5 for year in expected), known * 0.0) ** 2
    value = coefficient * (known + mean)
    variance = coefficient**2 * (mean + model) + value**2 / children.where(children > 0)
    half = stats.norm.ppf((1 + LEVEL) / 2) * variance**0.5
    return value, (value - half).clip(lower=0), value + half


def likely(low: float, high: float) -> tuple[float, float]:
    """The 80 % band inside a 95 % one, both of them normal and about the same middle."""
    half = (high - low) / 2 * stats.norm.ppf((1 + LIKELY) / 2) / stats.norm.ppf((1 + LEVEL) / 2)
    middle = (low + high) / 2
    return middle - half, middle + half


def constant(births: pd.DataFrame, years: int) -> Coming:
    """As many births each year as the mean of the last three."""
    last = births[births.columns[:UNDER_3]]
    mean = last.mean(axis=1, skipna=False)
    total = last.sum(axis=1, skipna=False)
    return Coming([mean] * years, [1 / total.where(total > 0)] * years)


def trend(births: pd.DataFrame, years: int) -> Coming:
    """The log-linear trend of the births of the columns (newest first), damped a little more each year ahead.

    A Poisson regression on the year; its covariance gives the uncertainty of the rate. Where there was no birth at all,
    there is no trend to read (NaN).
    """
    counts = births.to_numpy(dtype=float)
    time = -np.arange(counts.shape[1], dtype=float)
    level, slope, covariance = _fit(counts, time)
    damping = parameters.value("projection_amortissement")
    means, spreads = [], []
    reach = 0.0
    for year in range(1, years + 1):
        reach += damping**year
        at = np.array([1.0, reach])
        means.append(pd.Series(np.exp(level + slope * reach), births.index))
        spreads.append(pd.Series(np.einsum("i,nij,j->n", at, covariance, at), births.index))
    return Coming(means, spreads)


def _fit(counts: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level at time 0, slope and covariance of log-linear Poisson regressions, one a row, by Newton's method."""
    design = np.column_stack([np.ones_like(time), time])
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = counts.mean(axis=1)
        beta = np.column_stack([np.where(mean > 0, np.log(mean), np.nan), np.zeros(len(counts))])
        for _ in range(_STEPS):
            rate = np.exp(beta @ design.T)
            gradient = (counts - rate) @ design
            information = np.einsum("nt,ti,tj->nij", rate, design, design)
            beta = beta + np.einsum("nij,nj->ni", _inverse(information), gradient)
        rate = np.exp(beta @ design.T)
    return beta[:, 0], beta[:, 1], _inverse(np.einsum("nt,ti,tj->nij", rate, design, design))


def _inverse(matrices: np.ndarray) -> np.ndarray:
    """Inverses of symmetric 2 × 2 matrices; NaN where there is none."""
    a, b, d = matrices[:, 0, 0], matrices[:, 0, 1], matrices[:, 1, 1]
    determinant = a * d - b * b
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(determinant > 0, 1 / determinant, np.nan)
    return np.moveaxis(np.array([[d, -b], [-b, a]]) * scale, 2, 0)
