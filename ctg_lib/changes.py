"""What an official file changes in a table that stood: every cell that both have and that differs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ctg_lib.store import INDEX, Cells
from ctg_lib.value import Status


def differences(old: Cells, new: Cells) -> pd.DataFrame:
    """Cells that two tables (values, flags) both have and that differ, by their number or by their status.

    Columns level, territory, variable, before, after (NaN: no number), before_status, after_status (`Status`).
    """
    rows = old[0].index.intersection(new[0].index)
    columns = old[0].columns[old[0].columns.isin(new[0].columns)]
    before, after = (values.loc[rows, columns].to_numpy(dtype=float) for values, _ in (old, new))
    was, now = (_statuses(flags, rows, columns) for _, flags in (old, new))
    row, column = (((before != after) & ~(np.isnan(before) & np.isnan(after))) | (was != now)).nonzero()
    frame = rows[row].to_frame(index=False).set_axis(INDEX, axis=1)
    return frame.assign(
        variable=columns[column],
        before=before[row, column],
        after=after[row, column],
        before_status=_NAMES[was[row, column]],
        after_status=_NAMES[now[row, column]],
    )


_NAMES = np.array([str(status) for status in Status], dtype=object)


def _statuses(flags: pd.DataFrame, rows: pd.MultiIndex, columns: pd.Index) -> np.ndarray:
    """The status of each cell of a table, as its place in `_NAMES`: published where nothing is flagged."""
    place = {name: number for number, name in enumerate(_NAMES)}
    statuses = np.full((len(rows), len(columns)), place[str(Status.PUBLISHED)], dtype=np.int8)
    if not statuses.size:
        return statuses
    row = rows.get_indexer(pd.MultiIndex.from_frame(flags[INDEX]))
    column = columns.get_indexer(flags["variable"])
    held = (row >= 0) & (column >= 0)
    statuses[row[held], column[held]] = flags["status"].map(place)[held]
    return statuses
