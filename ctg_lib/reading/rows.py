"""Rows of the long table as a reader of frames gets them: what a page would show of each, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ctg_lib.indicators.cells import METROPOLITAN
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views.tables import FEW
from ctg_lib.views.wording import period, readable, row_text

# value, low, high: in `unit` (a share goes from 0 to 1); NaN without a figure, and for what a page does not show: a
# share of a handful. shown, date, reason, method: French. reason: why there is no figure, empty where there is one.
# source: each table read, as `source@vintage`, joined by `+`.
COLUMNS = (
    "territory",
    "name",
    "level",
    "vintage",
    "date",
    "value",
    "low",
    "high",
    "numerator",
    "denominator",
    "unit",
    "shown",
    "status",
    "reason",
    "method",
    "source",
)
NUMBERS = ("value", "low", "high", "numerator", "denominator")


def told(rows: pd.DataFrame, territories: Iterable[Territory]) -> pd.DataFrame:
    """Rows of the long table, in their order, as `COLUMNS`. territories: those that they are about, for their names."""
    names = {("france", "FM"): METROPOLITAN} | {(str(one.level), one.code): one.name for one in territories}
    lines = [row for _, row in rows.iterrows()]
    shown = np.array([readable(row) for row in lines], dtype=bool)
    frame = rows.reset_index(drop=True).copy()
    keys = zip(frame["level"], frame["territory"], strict=True)
    frame["name"] = [names[key] for key in keys]
    frame["date"] = [period(row) if row["source"] else "" for row in lines]
    frame["shown"] = [row_text(row) for row in lines]
    frame["reason"] = ["" if fine else _why(row) for row, fine in zip(lines, shown, strict=True)]
    frame["method"] = frame["method"].where(shown, "")
    for name in NUMBERS:
        frame[name] = frame[name].where(shown)
    return frame[list(COLUMNS)]


def _why(row: pd.Series) -> str:
    return FEW if Status(row["status"]).has_value else str(row["method"])
