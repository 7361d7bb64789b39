"""Charts: seaborn on matplotlib, drawn as SVG with real text, one family of looks, nothing by colour alone."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import Formatter, FuncFormatter, MaxNLocator

from ctg_lib.value import Unit
from ctg_lib.views import embedded
from ctg_lib.views.light_svg import light
from ctg_lib.views.wording import number, quantity

P = ParamSpec("P")
R = TypeVar("R")

ACCENT = "#0f5c63"
INK = "#1c2730"
MUTED = "#66727c"
RULE = "#d5dbdf"
SOFT = "#b9d3d4"
# From dark to light, so that the order is still read in grey; each also carries its hatch or its label.
SHADES = ("#0f5c63", "#5d9a9c", "#a9cccd", "#d9b382", "#efe3cf")
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ctg",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "axes.grid": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
}
WIDTH = 8.6
# Inches that a character of a label takes, on average, at the size of those in bars.
CHARACTER = 0.08
BAND = "intervalle à 95\u202f%"


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw in the style of the house without touching the settings of the analyst's own charts."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        look: dict[str, Any] = {**sns.axes_style("white"), **STYLE}
        with matplotlib.rc_context(look):  # type: ignore[arg-type]
            return draw(*args, **kwargs)

    return drawn


def canvas(height: float, *, left: float = 0.1, bottom: float = 0.14) -> tuple[Figure, Axes]:
    """An empty chart with fixed margins: nothing is measured twice."""
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots()
    figure.subplots_adjust(left=left, right=0.97, top=0.95, bottom=bottom)
    sns.despine(ax=axes, left=True)
    axes.tick_params(length=0)
    for axis in (axes.xaxis, axes.yaxis):
        # No axis bears a name: without a place for it, each drawing would measure every graduation again to find one.
        axis.set_label_coords(0, 0)
    return figure, axes


class _Graduated(Formatter):
    """Values in their unit, with the decimals that the step between two needs."""

    def __init__(self, unit: Unit) -> None:
        self.unit, self.digits = unit, 0

    def set_locs(self, locs: list[float]) -> None:
        """Where the graduations are, told before they are written."""
        step = float(locs[1] - locs[0]) * (100 if self.unit.id == "part" else 1) if len(locs) > 1 else 1.0
        self.digits = next((some for some in range(3) if abs(step * 10**some - round(step * 10**some)) < 1e-6), 3)

    def __call__(self, value: float, pos: int | None = None) -> str:
        return quantity(value, self.unit, digits=self.digits)


def graduate(axis: Axis, unit: Unit) -> None:
    """Labels of an axis of values, with the decimals that its step needs: 37.5 is not 38, and 0, 0.5, 1 not 0, 1, 1."""
    axis.set_major_formatter(_Graduated(unit))


@styled
def image(figure: Figure, alt: str) -> str:
    """The figure as an `img` whose SVG keeps its text, with the same bytes at each run."""
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    drawn = embedded.address(light(stream.getvalue()).decode("utf-8"))
    width, height = (round(inches * 96) for inches in figure.get_size_inches())
    return f'<img src="{drawn}" alt="{html.escape(alt, quote=True)}" width="{width}" height="{height}">'


@styled
def trend(
    series: Sequence[tuple[str, pd.DataFrame]],
    unit: Unit,
    dots: Sequence[str] = (),
    band: str = BAND,
    marks: Sequence[tuple[float, str]] = (),
) -> Figure:
    """Lines over the years; each frame has columns year, value and, where there is an interval, low and high.

    The first series is the subject. A series named in `dots` is drawn as points alone (single years around a mean).
    A column `part` numbers the pieces of a line: nothing is drawn between two of them. marks: the years at which a
    dashed line stands, each with what is written above it.
    """
    figure, axes = canvas(3.2, left=0.09)
    figure.subplots_adjust(top=0.86)
    # Seaborn looks at every graduation before it names an axis that has no name yet.
    axes.set(xlabel="année", ylabel="valeur")
    for position, (label, frame) in enumerate(series):
        colour = (ACCENT, MUTED, INK, SHADES[1])[position % 4]
        dashes = "" if label in dots else ("-", "--", ":", "-.")[position % 4]
        bounded = frame[["low", "high"]].notna().all(axis=None)
        pieces = [piece for _, piece in frame.groupby("part")] if "part" in frame else [frame]
        for rank, piece in enumerate(pieces):
            if bounded:
                axes.fill_between(
                    piece["year"],
                    piece["low"],
                    piece["high"],
                    color=colour,
                    alpha=0.15,
                    linewidth=0,
                    label="_" if position or rank else band,
                )
            sns.lineplot(
                x=piece["year"],
                y=piece["value"],
                ax=axes,
                color=colour,
                linestyle=dashes,
                marker=("o", "D", "s", "^")[position % 4],
                markersize=5,
                markeredgecolor="white",
                linewidth=2,
                label="_" if rank else label,
                legend=False,
            )
    _mark(axes, marks)
    axes.set(xlabel="", ylabel="")
    axes.margins(x=0.03)
    highest = max(frame[["value", "high"]].max(axis=None) for _, frame in series)
    # A curve that stays at zero still needs a height to be drawn in.
    axes.set_ylim(0, 1.1 * highest or 1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    graduate(axes.yaxis, unit)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    figure.legend(loc="upper left", ncols=4, frameon=False, fontsize=9, bbox_to_anchor=(0.06, 1.0))
    return figure


def _mark(axes: Axes, marks: Sequence[tuple[float, str]]) -> None:
    """Dashed upright lines, each called by its number; those of one year are called together."""
    for year in dict.fromkeys(year for year, _ in marks):
        axes.axvline(year, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        called = " ".join(f"({number})" for at, number in marks if at == year)
        axes.annotate(
            called,
            (year, 1),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            xytext=(3, -9),
            fontsize=8,
        )


@styled
def pyramid(bands: Sequence[str], women: Sequence[float], men: Sequence[float], other: pd.DataFrame) -> Figure:
    """Age pyramid in shares of the population (%); the outline is the comparator (columns women, men)."""
    figure, axes = canvas(4.6, left=0.13, bottom=0.09)
    edges = [place - 0.5 for place in range(len(bands) + 1)]
    sns.barplot(x=[-value for value in men], y=list(bands), ax=axes, color=SHADES[1], orient="h", saturation=1)
    sns.barplot(x=list(women), y=list(bands), ax=axes, color=ACCENT, orient="h", saturation=1)
    for values in (-other["men"], other["women"]):
        axes.stairs(values, edges, orientation="horizontal", color=INK, linewidth=1.2, baseline=None)
    axes.invert_yaxis()
    axes.text(0.02, 0.97, "Hommes", transform=axes.transAxes, va="top", color=INK)
    axes.text(0.98, 0.97, "Femmes", transform=axes.transAxes, va="top", ha="right", color=INK)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(abs(value), 0)}\u202f%"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.set(xlabel="", ylabel="")
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure


@styled
def gaps(lines: Sequence[tuple[str, pd.DataFrame]], unit: Unit) -> Figure:
    """Dot plot: for each line, a dot a territory (columns label, value, low, high; the subject first), with bounds."""
    height = 0.95 + 0.55 * len(lines)
    figure, axes = canvas(height, left=0.36, bottom=0.62 / height)
    marks = ("o", "D", "s", "^", "v")
    for place, (_, frame) in enumerate(lines):
        for position, row in enumerate(frame.itertuples()):
            colour = ACCENT if position == 0 else MUTED
            if pd.notna(row.low) and pd.notna(row.high):
                axes.plot([row.low, row.high], [place, place], color=colour, linewidth=2, alpha=0.5)
            face = colour if position == 0 else "white"
            axes.plot(
                row.value, place, marks[position], color=colour, markerfacecolor=face, markersize=9 - position, zorder=5
            )
    axes.set_yticks(range(len(lines)), [label for label, _ in lines])
    axes.set_ylim(len(lines) - 0.5, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    graduate(axes.xaxis, unit)
    # From zero, and room for the last mark: a margin in share of near values would cut it.
    axes.set_xlim(0, 1.06 * max(frame[["value", "high"]].max(axis=None) for _, frame in lines) or 1)
    axes.grid(axis="both", color=RULE, linewidth=0.6)
    names = list(dict.fromkeys(name for _, frame in lines for name in frame["label"]))
    handles = [
        Line2D(
            [],
            [],
            marker=marks[index],
            linestyle="",
            color=ACCENT if index == 0 else MUTED,
            markerfacecolor=ACCENT if index == 0 else "white",
            label=name,
        )
        for index, name in enumerate(names)
    ]
    figure.legend(handles=handles, loc="lower center", ncols=len(names), frameon=False, handletextpad=0.1)
    return figure


@styled
def stacked(rows: Sequence[str], parts: Sequence[tuple[str, Sequence[float]]], unit: Unit) -> Figure:
    """Horizontal bars made of parts, each labelled with its value where it is wide enough, legend above."""
    figure, axes = canvas(0.9 + 0.5 * len(rows), left=0.3, bottom=0.12)
    figure.subplots_adjust(top=0.8 if len(rows) < 4 else 0.86)
    starts = [0.0] * len(rows)
    widest = max(sum(values[index] for _, values in parts) for index in range(len(rows)))
    character = CHARACTER * widest / (WIDTH * 0.6)
    for position, (label, values) in enumerate(parts):
        colour = SHADES[position % len(SHADES)]
        # The lighter shades are near one another in grey: one in two is hatched.
        hatch = "///" if position > 1 and position % 2 else ""
        # A dark edge tells two light neighbours apart; the darkest shade is told from any by a white one.
        edge = INK if position else "white"
        look: dict[str, Any] = {
            "color": colour,
            "edgecolor": edge,
            "linewidth": 0.8,
            "hatch": hatch,
            "hatchcolor": "white",
        }
        axes.barh(rows, values, left=starts, label=label, height=0.66, **look)
        for place, value in enumerate(values):
            text = quantity(value, unit)
            if value > character * len(text):
                middle = starts[place] + value / 2
                ink = "white" if position == 0 else INK
                axes.text(middle, place, text, ha="center", va="center", color=ink, fontsize=9)
        starts = [start + value for start, value in zip(starts, values, strict=True)]
    axes.margins(x=0.09)
    axes.set_xlim(left=0)
    axes.invert_yaxis()
    graduate(axes.xaxis, unit)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    figure.legend(loc="upper center", ncols=min(len(parts), 4), frameon=False, fontsize=9, handlelength=1.2)
    return figure
