"""Two changes over the same dates: whether each goes beyond its margin, and whether one is above the other.

The difference between the two (a double difference) is only told where no figure inside the intervals would reverse
it: the bounds of a change are those of its two ends, taken at their farthest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ctg_lib import parameters
from ctg_lib.analysis.comparison import reach
from ctg_lib.indicators.declaration import Indicator, Precision


class Way(StrEnum):
    """Which way a figure went; `STEADY`: not beyond what its intervals leave open."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"


class Apart(StrEnum):
    """How a change stands against another one; `UNTOLD`: the intervals leave it open."""

    ABOVE = "above"
    BELOW = "below"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Move:
    """A change from one value to a later one, and its bounds.

    For what may be compared between territories of any size, a difference in the unit of the indicator; for a count,
    the ratio of the later to the earlier, less one: not a number where the earlier is 0.
    """

    size: float
    low: float
    high: float
    way: Way

    def against(self, other: Move) -> Apart:
        """Whether it is above or below another change of the same indicator between the same dates."""
        if self.low > other.high:
            return Apart.ABOVE
        return Apart.BELOW if self.high < other.low else Apart.UNTOLD


def move(one: Indicator, before: pd.Series, after: pd.Series) -> Move:
    """The change between two rows of the long table that have a value, both of one territory."""
    (start_low, start_high), (end_low, end_high) = reach(one, before), reach(one, after)
    low, high = end_low - start_high, end_high - start_low
    way = Way.UP if low > 0 else Way.DOWN if high < 0 else Way.STEADY
    if one.unit.relative:
        return Move(after["value"] - before["value"], low, high, way)
    if before["value"] <= 0 or start_low <= 0:
        return Move(math.nan, -math.inf, math.inf, way)
    return Move(after["value"] / before["value"] - 1, end_low / start_high - 1, end_high / start_low - 1, way)


def obstacle(one: Indicator, before: pd.Series, after: pd.Series) -> str:
    """Why the change of a figure is not set against that of others, in French; empty where it may be."""
    if one.unit.id in _SIGNED:
        return "ce chiffre n’a pas d’intervalle qui dise si deux évolutions diffèrent"
    if not one.unit.relative and before["value"] <= 0:
        return "le chiffre part de zéro"
    few = parameters.value("numerateur_ordre_de_grandeur")
    if one.precision not in _CHANCE and max(_cases(one, before), _cases(one, after)) < few:
        return "trop peu de cas pour comparer des évolutions"
    return ""


# Rates of change and names of classes: a difference of two of them says nothing that can be bounded.
_SIGNED = ("pct_par_an", "classe")
# Their intervals already tell what chance does to a handful.
_CHANCE = (Precision.POISSON, Precision.BALANCE, Precision.QUARTER)


def _cases(one: Indicator, row: pd.Series) -> float:
    """How many cases lie behind a value, without limit where nobody says."""
    if pd.notna(row["denominator"]):
        return math.inf if one.unit.weighted else float(abs(row["numerator"]))
    return math.inf if one.unit.relative else float(abs(row["value"]))
