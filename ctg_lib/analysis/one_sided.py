"""Figures known from one side only: « au plus 6,6 km » says nothing of how far under it the true one is."""

from __future__ import annotations

import math
import re

import pandas as pd

from ctg_lib.indicators.cells import BOUNDS
from ctg_lib.value import Status

# Why two figures are not compared.
ONE_SIDED = "de l’un des deux chiffres, on ne connaît qu’une borne"
_BOUND = re.compile(rf"; ({'|'.join(BOUNDS)})\b")


def one_sided(row: pd.Series) -> str:
    """« au plus » or « au moins » of an estimate that is known from one side only, else empty: its method says it."""
    found = _BOUND.search(str(row.get("method", ""))) if row["status"] == Status.ESTIMATED else None
    return found[1] if found else ""


def opened(row: pd.Series, low: float, high: float) -> tuple[float, float]:
    """An interval of a row, without end on the side from which it is not known."""
    at_most, at_least = BOUNDS
    side = one_sided(row)
    return (-math.inf if side == at_most else low), (math.inf if side == at_least else high)


def proves(row: pd.Series, other: pd.Series, *, higher: bool) -> bool:
    """Whether a gap holds where one of the two is known from one side only: « au moins 29 » is under nothing."""
    at_most, at_least = BOUNDS
    row_must_not, other_must_not = (at_most, at_least) if higher else (at_least, at_most)
    return one_sided(row) != row_must_not and one_sided(other) != other_must_not
