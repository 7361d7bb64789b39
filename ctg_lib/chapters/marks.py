"""The breaks of a trend: where a line is cut or marked, and the sentence that names each, under chart and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.evolution import breaks
from ctg_lib.views.tables import Notes
from ctg_lib.views.wording import listing
from ctg_lib.views.wording import vintage as vintage_text
from ctg_lib.vintage import Comparison, Verdict

WORDS = {Verdict.REFUSED: "courbe coupée", Verdict.WARNED: "à lire avec réserve"}


@dataclass
class Marks:
    """notes: a sentence for each break, numbered. lines: where each stands in years, and its number, as drawn.

    parts: for each series, the number of the piece of line that a row belongs to. calls: the numbers to write in the
    table beside a vintage, the first of what follows the break.
    """

    notes: Notes = field(default_factory=Notes)
    lines: list[tuple[float, str]] = field(default_factory=list)
    parts: list[list[int]] = field(default_factory=list)
    calls: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Gap:
    """Two vintages that follow one another on a line, and the year half-way between them."""

    label: str
    before: str
    after: str
    middle: float


def instants(histories: Sequence[pd.DataFrame]) -> list[pd.Series]:
    """The year of each row; with its months, at the end of the period, where a year holds several rows."""
    years = [rows["vintage"].str[:4].astype(int) for rows in histories]
    if not any(one.duplicated().any() for one in years):
        return years
    return [year + rows["vintage"].map(_months) / 12 for year, rows in zip(years, histories, strict=True)]


def _months(vintage: str) -> int:
    if len(vintage) == 4:
        return 0
    return 3 * int(vintage[6]) if vintage[5] == "T" else int(vintage[5:7])


def marked(names: Sequence[str], labels: Sequence[str], histories: Sequence[pd.DataFrame]) -> Marks:
    """The breaks of several indicators over their vintages, oldest first; a reason that they share is told once."""
    marks = Marks()
    told: dict[Comparison, list[_Gap]] = {}
    for name, label, rows, years in zip(names, labels, histories, instants(histories), strict=True):
        pieces = [0] * len(rows)
        for place, found in breaks(indicators.indicator(name), rows):
            before, after = rows["vintage"].iloc[place - 1], rows["vintage"].iloc[place]
            middle = float(years.iloc[place - 1] + years.iloc[place]) / 2
            told.setdefault(found, []).append(_Gap(label, before, after, middle))
            pieces[place] = int(found.verdict is Verdict.REFUSED)
        marks.parts.append(list(accumulate(pieces)))
    for found, gaps in told.items():
        call = marks.notes.call(f"{_when(gaps)}, {WORDS[found.verdict]}{_whose(gaps, labels)} : {found.reason}")
        for gap in gaps:
            line = (gap.middle, str(len(marks.notes.texts)))
            if line not in marks.lines:
                marks.lines.append(line)
            if call not in marks.calls.get(gap.after, ""):
                marks.calls[gap.after] = marks.calls.get(gap.after, "") + call
    return marks


def _when(gaps: list[_Gap]) -> str:
    between = sorted({(gap.before, gap.after) for gap in gaps})
    words = f"entre {vintage_text(between[0][0])} et {vintage_text(between[-1][1])}"
    return words + (f", à chacun des {len(between)} traits" if len(between) > 1 else "")


def _whose(gaps: list[_Gap], labels: Sequence[str]) -> str:
    """The lines concerned, where they are not all of them."""
    concerned = list(dict.fromkeys(gap.label for gap in gaps))
    return f" ({listing(concerned)})" if len(concerned) < len(labels) else ""
