"""A Gantt chart: a bar an action from its first day to its last, its milestones, the day that is looked at."""

from __future__ import annotations

import datetime
import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ctg_lib.views.charts import ACCENT, INK, MUTED, RULE, SHADES, SOFT, canvas, styled
from ctg_lib.views.wording import day

# Of the height of a bar; inches of a row whose label has one line, or two.
HALF, ROWS = 0.3, (0.3, 0.42)
# Characters that a line of a label holds, and the number of bars from which each has one line alone.
LINE, MANY = 42, 14
# Of the width of the picture: where the bars begin and end.
LEFT, RIGHT = 0.345, 0.97
# Columns of the legend.
ACROSS = 4
VEIL = "#eef3ee"
# Days of a year that must be seen for its name to be written.
SEEN = 75


class _Drawn(Enum):
    """Something of the legend: what it is called there, and its looks."""

    def __init__(self, label: str, look: dict[str, Any]) -> None:
        self.label, self.look = label, look


class Stage(_Drawn):
    """How a bar is filled: each is told from the others in black and white."""

    AHEAD = "action pas encore engagée", {"facecolor": "white", "edgecolor": ACCENT}
    RUNNING = "action engagée", {"facecolor": SOFT, "edgecolor": ACCENT}
    ENDED = (
        "action réalisée ou pérennisée",
        {"facecolor": SHADES[1], "edgecolor": INK, "hatch": "..", "hatchcolor": "white"},
    )
    ASIDE = (
        "action reportée ou abandonnée",
        {"facecolor": "white", "edgecolor": MUTED, "hatch": "////", "hatchcolor": MUTED},
    )


class Point(_Drawn):
    """What a milestone is, told by its shape first."""

    REACHED = "étape faite", {"marker": "o", "markersize": 8, "markerfacecolor": INK, "markeredgecolor": "white"}
    LATE = (
        "étape en retard",
        {
            "marker": "D",
            "markersize": 8,
            "markerfacecolor": "white",
            "markeredgecolor": "#8a3b12",
            "markeredgewidth": 2,
        },
    )
    AHEAD = "étape à venir", {"marker": "|", "markersize": 11, "markeredgecolor": INK, "markeredgewidth": 1.6}


@dataclass(frozen=True)
class Bar:
    """One line of the chart. label: as somebody typed it, of any length; marks: each milestone, on its day."""

    label: str
    start: datetime.date
    end: datetime.date
    stage: Stage
    marks: tuple[tuple[datetime.date, Point], ...] = ()


@styled
def gantt(bars: Sequence[Bar], date: datetime.date, span: tuple[datetime.date, datetime.date] | None = None) -> Figure:
    """Bars from top to bottom, an upright line at the date, and behind them the years of what they belong to (span)."""
    labels = [_lines(bar.label, 1 if len(bars) > MANY else 2) for bar in bars]
    row = ROWS[any("\n" in label for label in labels)]
    legend = list(_legend(bars, span is not None))
    # Inches. Above: the date. Below: the years, then the lines of the legend.
    above, below = 0.34, 0.5 + 0.2 * math.ceil(len(legend) / ACROSS)
    height = above + row * (len(bars) + 0.4) + below
    figure, axes = canvas(height, left=LEFT, bottom=below / height)
    figure.subplots_adjust(top=1 - above / height, right=RIGHT)
    first, last = _bounds(bars, date, span)
    if span is not None:
        axes.axvspan(_place(span[0]), _place(span[1]) + 1, facecolor=VEIL, edgecolor="none", zorder=0)
    for place, bar in enumerate(bars):
        _bar(axes, place, bar)
    _years(axes, first, last)
    _today(axes, date, first, last)
    axes.set_yticks(range(len(bars)), labels, fontsize=9, linespacing=1.05)
    for text in axes.get_yticklabels():
        # « 300 $ » that somebody typed is no formula.
        text.set_parse_math(False)
    axes.set_ylim(len(bars) - 0.3, -0.7)
    axes.set_xlim(first, last)
    figure.legend(
        handles=legend,
        loc="lower left",
        bbox_to_anchor=(0.01, 0.0),
        ncols=ACROSS,
        frameon=False,
        fontsize=9,
        handlelength=1.6,
        columnspacing=1.4,
    )
    return figure


def _place(date: datetime.date) -> float:
    return float(date.toordinal())


def _lines(label: str, most: int) -> str:
    """A label on so many lines at most, cut where it is longer."""
    lines = textwrap.wrap(label, LINE, break_on_hyphens=False) or [""]
    if len(lines) > most:
        rest = textwrap.shorten(" ".join(lines[most - 1 :]), LINE, placeholder=" …")
        # One long word leaves nothing of a shortened line.
        lines = [*lines[: most - 1], rest if rest.strip() != "…" else f"{lines[most - 1][: LINE - 1]}…"]
    return "\n".join(lines)


def _bounds(
    bars: Sequence[Bar], date: datetime.date, span: tuple[datetime.date, datetime.date] | None
) -> tuple[float, float]:
    """The first and last places of the axis, a little beyond everything that is drawn."""
    days = [date, *(span or ()), *(one for bar in bars for one in (bar.start, bar.end, *(at for at, _ in bar.marks)))]
    first, last = _place(min(days)), _place(max(days)) + 1
    margin = max(10.0, (last - first) * 0.015)
    return first - margin, last + margin


def _bar(axes: Axes, place: int, bar: Bar) -> None:
    start, end = _place(bar.start), _place(bar.end) + 1
    axes.barh(place, end - start, left=start, height=2 * HALF, linewidth=1, zorder=2, **bar.stage.look)
    # What is late is drawn last: nothing hides it.
    for at, point in sorted(bar.marks, key=lambda mark: (mark[1] is Point.LATE, mark[0])):
        axes.plot(_place(at) + 0.5, place, linestyle="", zorder=4, clip_on=False, **point.look)


def _years(axes: Axes, first: float, last: float) -> None:
    """A line at each new year, and the name of each year in the middle of what is seen of it."""
    days = [datetime.date.fromordinal(int(one)) for one in (first, last)]
    middles = {}
    for year in range(days[0].year, days[1].year + 1):
        start, end = (_place(datetime.date(one, 1, 1)) for one in (year, year + 1))
        if start > first:
            axes.axvline(start, color=RULE, linewidth=0.8, zorder=1)
        if min(end, last) - max(start, first) >= SEEN:
            middles[(max(start, first) + min(end, last)) / 2] = str(year)
    axes.set_xticks(list(middles), list(middles.values()))


def _today(axes: Axes, date: datetime.date, first: float, last: float) -> None:
    """The day that is looked at: an upright line over the bars, its date above."""
    at = _place(date) + 0.5
    axes.axvline(at, color=INK, linewidth=1.4, zorder=3)
    part = (at - first) / (last - first)
    side = "left" if part < 0.15 else "right" if part > 0.85 else "center"
    above = axes.get_xaxis_transform()
    axes.annotate(day(date), (at, 1), xycoords=above, textcoords="offset points", xytext=(0, 5), ha=side, weight="bold")


def _legend(bars: Sequence[Bar], spanned: bool) -> Iterator[Artist]:
    """What is drawn, and nothing else."""
    for stage in Stage:
        if any(bar.stage is stage for bar in bars):
            yield Patch(label=stage.label, **stage.look)
    for point in Point:
        if any(kind is point for bar in bars for _, kind in bar.marks):
            yield Line2D([], [], linestyle="", label=point.label, **point.look)
    if spanned:
        yield Patch(facecolor=VEIL, edgecolor=RULE, label="durée de la convention")
    yield Line2D([], [], color=INK, linewidth=1.4, label="date du bilan")
