"""A distribution as stacked dots, one a territory, in the family of `charts`: the middle half shaded, one marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ctg_lib.value import Unit
from ctg_lib.views.charts import ACCENT, INK, MUTED, SOFT, WIDTH, canvas, graduate, styled

LEFT, RIGHT = 0.04, 0.97
# In points: across a dot, the tallest stack, what is kept above it for the mark and below the axis for the legend.
DOT, TALLEST, ABOVE, BELOW = 5.2, 150.0, 42.0, 50.0


@dataclass(frozen=True)
class Marked:
    """The territory marked: its value, its bounds where it has some (else NaN), and what is written beside it."""

    name: str
    value: float
    low: float
    high: float
    text: str


def stacks(values: Sequence[float], low: float, high: float) -> pd.DataFrame:
    """Where each dot stands (columns x, rank): values that fall in one dot's width are piled, smallest at the bottom.

    low, high: the ends of the axis. Nothing is drawn at random: the same values stand at the same places.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    columns = int(72 * WIDTH * (RIGHT - LEFT) / DOT)
    width = (high - low) / columns
    piles = pd.Series(np.clip((ordered - low) // width, 0, columns - 1))
    return pd.DataFrame({"x": low + (piles + 0.5) * width, "rank": piles.groupby(piles).cumcount()})


@styled
def distribution(
    values: Sequence[float], quartiles: tuple[float, float, float], marked: Marked, unit: Unit, nouns: tuple[str, str]
) -> Figure:
    """A dot a value; the middle half shaded, the median dashed, the marked territory above with its interval.

    nouns: « une commune », « la moitié des communes », for the legend.
    """
    ends = [bound for bound in (*values, marked.value, marked.low, marked.high) if not np.isnan(bound)]
    margin = 0.02 * (max(ends) - min(ends))
    low, high = min(ends) - margin, max(ends) + margin
    dots = stacks(values, low, high)
    pitch = min(DOT, TALLEST / (dots["rank"].max() + 1))
    top = pitch * (dots["rank"].max() + 1)
    tall = top + ABOVE + BELOW
    figure, axes = canvas(tall / 72, left=LEFT, bottom=BELOW / tall)
    figure.subplots_adjust(top=1)
    axes.set(xlim=(low, high), ylim=(0, top + ABOVE), yticks=[])
    first, median, third = quartiles
    axes.axvspan(first, third, color=SOFT, alpha=0.55, linewidth=0, ymax=(top + 4) / (top + ABOVE))
    axes.plot(dots["x"], pitch * (dots["rank"] + 0.5), "o", color=MUTED, markersize=DOT - 0.8, markeredgewidth=0)
    axes.plot([median, median], [0, top + 4], color=INK, linewidth=1.2, linestyle="--")
    _mark(axes, marked, top + 16)
    graduate(axes.xaxis, unit)
    figure.legend(
        handles=[
            Line2D([], [], marker="D", linestyle="", color=ACCENT, markersize=8, label=marked.name),
            Line2D([], [], marker="o", linestyle="", color=MUTED, markersize=DOT, label=nouns[0]),
            Patch(color=SOFT, label=nouns[1]),
            Line2D([], [], color=INK, linewidth=1.2, linestyle="--", label="la médiane"),
        ],
        loc="lower center",
        ncols=4,
        frameon=False,
        fontsize=9,
    )
    return figure


def _mark(axes: Axes, marked: Marked, height: float) -> None:
    """A diamond above the stacks, its interval across it, a line down to the axis, and its value written over it."""
    axes.plot([marked.value, marked.value], [0, height], color=ACCENT, linewidth=1.4)
    if not np.isnan([marked.low, marked.high]).any():
        axes.plot([marked.low, marked.high], [height, height], color=ACCENT, linewidth=2, alpha=0.5)
    axes.plot(marked.value, height, "D", color=ACCENT, markersize=8)
    low, high = axes.get_xlim()
    place = (marked.value - low) / (high - low)
    side = "left" if place < 0.2 else "right" if place > 0.8 else "center"
    axes.annotate(
        marked.text,
        (marked.value, height),
        textcoords="offset points",
        xytext=({"left": -4, "right": 4, "center": 0}[side], 9),
        ha=side,
        weight="bold",
    )
