"""Intervals: how far the true figure may be from the printed one. All at 95 % where they are statistical."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from ctg_lib import parameters

LEVEL = 0.95


def poisson(count: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Exact (Garwood) bounds of the mean of a Poisson count: 180 gives 154.7 and 208.3."""
    tail = (1 - LEVEL) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2
    high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
    # With no event the lower bound is 0, which the quantile does not define.
    return pd.Series(np.where(count == 0, 0.0, low), count.index), pd.Series(high, count.index)


def balance(value: pd.Series, events: pd.Series, years: int) -> tuple[pd.Series, pd.Series]:
    """Bounds of a difference of two Poisson counts averaged over some years; `events` is the sum of both counts."""
    half = stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt(events) / years
    return value - half, value + half


def wilson(numerator: pd.Series, denominator: pd.Series, design: float) -> tuple[pd.Series, pd.Series]:
    """Wilson bounds of a share whose effective size is `design` times the denominator."""
    z = stats.norm.ppf((1 + LEVEL) / 2)
    size = denominator * design
    share = (numerator / denominator).clip(0, 1)
    centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return (centre - half).clip(lower=0), (centre + half).clip(upper=1)


def quarter_sample(numerator: pd.Series, denominator: pd.Series, surveyed: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Bounds of a share from the census questionnaires that Insee processes in full.

    In a commune under 10 000 inhabitants (`surveyed` True) one questionnaire in four is processed: the variance of a
    simple sample at rate f, (1 − f)/f, gives an effective size f/(1 − f) times the count. Elsewhere no bound is
    claimed (NaN).
    """
    rate = parameters.value("rp_taux_sondage_complementaire")
    low, high = wilson(numerator, denominator, rate / (1 - rate))
    return low.where(surveyed), high.where(surveyed)


def rounded(
    values: pd.DataFrame, flagged: pd.DataFrame, reach: Mapping[str, float]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bounds of the cells that their producer rounded: with a reach of 2, 115 is from 113 to 117 and 0 from 0 to 2."""
    widths = {
        name: next((width for pattern, width in reach.items() if re.fullmatch(pattern, name)), 0.0)
        for name in values.columns
    }
    away = flagged * pd.Series(widths)
    return (values - away).clip(lower=0).where(flagged, values), values + away
