"""A cascade: parts that add up to a total, the total, then what is left of a whole, in the family of `charts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ctg_lib.value import Unit
from ctg_lib.views.charts import ACCENT, CHARACTER, INK, MUTED, RULE, SHADES, WIDTH, canvas, graduate, styled

# Of the height of a bar.
HALF = 0.31


@dataclass(frozen=True)
class Step:
    """One bar: its label, its value and what is written at its end."""

    label: str
    value: float
    text: str


@styled
def cascade(parts: Sequence[Step], total: Step, rest: Step | None, whole: tuple[float, str], unit: Unit) -> Figure:
    """Each part starts where the former ends; the total starts anew; the rest goes from the total to the whole.

    whole: a value and its name, drawn as an upright line. rest: hatched, None where the total passes the whole. The
    total is drawn as published: rounded parts may end a tenth beside it.
    """
    steps = [*parts, total, *([rest] if rest else [])]
    starts = [*accumulate((step.value for step in parts[:-1]), initial=0.0), 0.0, total.value][: len(steps)]
    height = 0.95 + 0.42 * len(steps)
    figure, axes = canvas(height, left=0.3, bottom=0.3 / height)
    figure.subplots_adjust(top=1 - 0.3 / height)
    for place, (step, start) in enumerate(zip(steps, starts, strict=True)):
        look: dict[str, Any] = {"color": SHADES[1]} if place < len(parts) else {"color": ACCENT}
        if step is rest:
            look = {"color": "white", "edgecolor": INK, "hatch": "///"}
        end = start + step.value
        axes.barh(place, step.value, left=start, height=2 * HALF, **look)
        axes.annotate(
            step.text,
            (end, place),
            textcoords="offset points",
            xytext=(6, 0),
            va="center",
            weight="normal" if place < len(parts) else "bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
        if place < len(steps) - 1:
            axes.plot([end, end], [place - HALF, place + 1 + HALF], color=MUTED, linewidth=0.8)
    _mark(axes, *whole)
    axes.set_yticks(range(len(steps)), [step.label for step in steps])
    axes.set_ylim(len(steps) - 0.5, -0.5)
    ends = [start + step.value for start, step in zip(starts, steps, strict=True)]
    axes.set_xlim(0, max(1.08 * whole[0], *(_room(end, step.text) for end, step in zip(ends, steps, strict=True))))
    graduate(axes.xaxis, unit)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure


def _room(end: float, text: str) -> float:
    """How far the axis must go for what is written at the end of a bar to stay inside the picture."""
    return end / (1 - CHARACTER * 1.2 * (len(text) + 1) / (WIDTH * 0.67))


def _mark(axes: Axes, value: float, name: str) -> None:
    """The whole: an upright dashed line behind the bars, its name above."""
    axes.axvline(value, color=INK, linewidth=1, linestyle="--", zorder=1)
    above = axes.get_xaxis_transform()
    axes.annotate(name, (value, 1), xycoords=above, textcoords="offset points", xytext=(0, 5), ha="center")
