"""A commune among the communes like it: the middle half of the group, the side of it that it is on, and no rank."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import pandas as pd

from ctg_lib import parameters
from ctg_lib.analysis.comparison import Gap, Verdict, compare, on_few, reach
from ctg_lib.analysis.one_sided import opened
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.value import Status


class Quartiles(NamedTuple):
    """Below `first` are a quarter of the values, below `median` a half, below `third` three quarters."""

    first: float
    median: float
    third: float


class Side(StrEnum):
    """Where a value stands to the middle half of a group; `EDGE`: its precision does not say on which side."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    EDGE = "edge"


def quartiles(values: Iterable[float]) -> Quartiles:
    """Those of linear interpolation, as spreadsheets and numpy have them."""
    return Quartiles(*pd.Series(list(values), dtype=float).quantile([0.25, 0.5, 0.75]))


def side(one: Indicator, own: pd.Series, middle: Quartiles) -> Side:
    """On which side of the middle half the whole interval of a row is, as far as it is on one."""
    low, high = opened(own, *reach(one, own))
    if low >= middle.first and high <= middle.third:
        return Side.WITHIN
    if high < middle.first:
        return Side.BELOW
    return Side.ABOVE if low > middle.third else Side.EDGE


def told(one: Indicator, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a group whose value may be shown: not those of a handful."""
    valued = rows["status"].map(lambda status: Status(status).has_value).astype(bool)
    return rows[valued & ~on_few(one, rows)]


def against(one: Indicator, own: pd.Series, rows: pd.DataFrame) -> Verdict:
    """The verdict on a row against a group: higher, or lower, only beyond the middle half of it.

    rows: those of the group in the long table, at the date of `own`. The size is the gap to the median. A list of
    fifteen communes could have been another: for as many values, the middle half is about what sets the bounds of a
    median at 95 % (the 4th and the 12th of 15), so that a verdict does not rest on one commune more or less.
    """
    known = told(one, rows[rows["vintage"] == own["vintage"]])
    least = parameters.value("distribution_minimum")
    if Status(own["status"]).has_value and one.unit.relative and len(known) < least:
        return Verdict(Gap.NOT_COMPARED, reason=f"moins de {least:.0f} des communes semblables ont ce chiffre")
    middle = quartiles(known["value"])
    group = {"value": middle.median, "low": middle.first, "high": middle.third, "vintage": own["vintage"]}
    return compare(one, own, pd.Series({**group, "status": str(Status.PUBLISHED), "method": ""}))
