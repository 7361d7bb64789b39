"""The same map without script, for paper, PDF and Word: one panel a figure, the same colours, classes and symbols."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from ctg_lib.views.charts import INK, RULE, WIDTH, styled
from ctg_lib.views.leaflet import across, borders, edge
from ctg_lib.views.map_layers import BLANK, Drawn, Grid, Group, Shading

HATCH = "////"
MARKERS = {
    "circle": "o",
    "square": "s",
    "triangle": "^",
    "diamond": "D",
    "pentagon": "p",
    "plus": "P",
    "hexagon": "h",
}
# With more communes than this, a commune has room for a number and not for a list.
LISTED = 14
# Under words that stand on a dark class. A halo would turn each letter into an outline, and lose the text.
_GROUND = {"boxstyle": "square,pad=0.12", "facecolor": "white", "alpha": 0.8, "linewidth": 0}


# Inches: a line of the legend, the title of a panel, the grid of two figures crossed, what stands under the last line.
LINE, TITLE, GRID, FOOT = 0.19, 0.42, 1.5, 0.2


@styled
def still(drawn: Drawn) -> Figure:
    """Every shading side by side, two a line; the services that the live map shows at first, on the first one."""
    drawn = _simplified(drawn.at_first())
    columns = min(2, len(drawn.shadings))
    rows = math.ceil(len(drawn.shadings) / columns)
    wide = WIDTH / columns
    below = max(_below(drawn, one, columns, services=not place) for place, one in enumerate(drawn.shadings))
    above = TITLE if columns > 1 or drawn.shadings[0].grid else 0.05
    tall = above + wide * _ratio(drawn) + below
    figure = Figure(figsize=(WIDTH, rows * tall))
    for place, one in enumerate(drawn.shadings):
        row, column = divmod(place, columns)
        bottom = ((rows - row - 1) * tall + below) / (rows * tall)
        box = (column / columns + 0.005, bottom, 1 / columns - 0.01, wide * _ratio(drawn) / (rows * tall))
        axes = figure.add_axes(box)
        _panel(axes, drawn, one, services=not place)
        if above == TITLE:
            axes.set_title("\n".join(textwrap.wrap(one.label, 52 if columns > 1 else 100)), fontsize=9.5, loc="left")
        _legend(figure, axes, drawn, one, services=not place)
    return figure


def _below(drawn: Drawn, one: Shading, columns: int, *, services: bool) -> float:
    """Inches that the legend of a panel takes."""
    lines = len(_handles(drawn, one, services=services))
    return FOOT + LINE * math.ceil(lines / (3 - columns if not one.grid else 1)) + (GRID if one.grid else 0)


def _bounds(drawn: Drawn) -> tuple[float, float, float, float]:
    west, south, east, north = drawn.outlines[drawn.outlines["code"].isin(drawn.focus)].total_bounds
    margin = 0.02 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _stretch(drawn: Drawn) -> float:
    """How much longer a degree of latitude is than one of longitude, there."""
    _, south, _, north = _bounds(drawn)
    return 1 / math.cos(math.radians((south + north) / 2))


def _ratio(drawn: Drawn) -> float:
    """Height over width of the map on paper: never taller than a page would hold."""
    west, south, east, north = _bounds(drawn)
    return min(1.0, _stretch(drawn) * (north - south) / (east - west))


def _simplified(drawn: Drawn) -> Drawn:
    """Outlines without what would be thinner than a line, borders in common kept in common."""
    west, _, east, _ = _bounds(drawn)
    frame = drawn.outlines
    drawable = frame[frame.geometry.intersects(shapely.box(*_bounds(drawn)))]
    shapes = shapely.coverage_simplify(drawable.geometry.to_numpy(), (east - west) / 900)
    kept = gpd.GeoDataFrame(drawable[["code", "nom"]].reset_index(drop=True), geometry=shapes, crs=frame.crs)
    return replace(drawn, outlines=kept[~kept.geometry.is_empty])


def _panel(axes: Axes, drawn: Drawn, one: Shading, *, services: bool) -> None:
    axes.set_axis_off()
    frame = drawn.outlines[drawn.outlines["code"].isin(list(one.fills))]
    fills = frame["code"].map(one.fills)
    blank = fills.eq(BLANK)
    if blank.any():
        frame[blank].plot(ax=axes, color=BLANK, edgecolor=RULE, hatch=HATCH, linewidth=0.4)
    if (~blank).any():
        frame[~blank].plot(ax=axes, color=list(fills[~blank]), edgecolor=INK, linewidth=0.3)
    for codes, weight in borders(drawn):
        for ring in edge(drawn, codes):
            longitudes, latitudes = zip(*ring.coords, strict=True)
            axes.plot(longitudes, latitudes, color=INK, linewidth=0.7 * weight)
    west, south, east, north = _bounds(drawn)
    axes.set(xlim=(west, east), ylim=(south, north))
    axes.set_aspect(_stretch(drawn), adjustable="datalim" if _ratio(drawn) >= 1 else "box")
    grouped = {group.commune for group in drawn.groups} if services else set()
    for code, name, shape in zip(frame["code"], frame["nom"], frame.geometry, strict=True):
        point = shape.representative_point()
        if not shapely.box(*_bounds(drawn)).contains(point):
            continue
        if name not in grouped and (mark := one.marks.get(code)):
            _write(axes, point.x, point.y, mark, 6.5)
    if services:
        _services(axes, drawn)
    _name(axes, drawn, raised=services and bool(drawn.groups))
    _scale(axes, drawn)


def _write(axes: Axes, x: float, y: float, text: str, size: float, **how: Any) -> None:
    axes.annotate(text, (x, y), ha="center", va="center", fontsize=size, color=INK, **{"bbox": _GROUND, **how})


def _name(axes: Axes, drawn: Drawn, *, raised: bool) -> None:
    """The name of the commune that the map is about, on a ground of its own; of several, none."""
    if len(drawn.subject) != 1:
        return
    frame = drawn.outlines[drawn.outlines["code"].isin(drawn.subject)]
    if frame.empty:
        return
    point = frame.geometry.iloc[0].representative_point()
    ground = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.2}
    offset = (0, 16 if raised or len(drawn.shadings) > 1 else 0)
    axes.annotate(
        frame["nom"].iloc[0],
        (point.x, point.y),
        xytext=offset,
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=9,
        bbox=ground,
        zorder=9,
    )


def _services(axes: Axes, drawn: Drawn) -> None:
    shapes = {one.family.id: MARKERS[one.family.shape] for one in drawn.layers}
    for group in drawn.groups:
        _write(
            axes,
            group.longitude,
            group.latitude,
            _listed(group) if len(drawn.focus) <= LISTED else str(sum(item.count for item in group.items)),
            7.5,
            bbox={
                "facecolor": "white",
                "alpha": 0.9,
                "edgecolor": INK,
                "linewidth": 0.6,
                "linestyle": "--",
                "pad": 1.4,
            },
            zorder=6,
        )
    for one in drawn.points:
        size = 0.55 * across(one.capacity)
        known = not math.isnan(one.capacity)
        axes.plot(
            one.longitude,
            one.latitude,
            shapes[one.family],
            markersize=size,
            color=INK if known else "white",
            markeredgecolor="white" if known else INK,
            zorder=7,
        )
        axes.annotate(
            one.letter,
            (one.longitude, one.latitude),
            ha="center",
            va="center",
            fontsize=6,
            color="white" if known else INK,
            zorder=8,
        )


def _listed(group: Group) -> str:
    """« 2 C · 8 É », three kinds a line."""
    items = [f"{item.count} {item.letter}" for item in group.items]
    return "\n".join(" · ".join(items[start : start + 3]) for start in range(0, len(items), 3))


def _scale(axes: Axes, drawn: Drawn) -> None:
    """A bar of a round number of kilometres, bottom left."""
    west, south, east, north = axes.get_xlim()[0], axes.get_ylim()[0], axes.get_xlim()[1], axes.get_ylim()[1]
    kilometre = _stretch(drawn) / 111.2
    least = (east - west) / 6 / kilometre
    length = next((one for one in (1, 2, 5, 10, 20, 50, 100) if one >= least), 200)
    x, y = west + 0.02 * (east - west), south + 0.03 * (north - south)
    axes.plot([x, x + length * kilometre], [y, y], color=INK, linewidth=2, zorder=9)
    _write(axes, x + length * kilometre / 2, y + 0.035 * (north - south), f"{length} km", 7)


def _handles(drawn: Drawn, one: Shading, *, services: bool) -> list[Patch | Line2D]:
    """The lines of a legend: of what is drawn in the panel, and nothing else."""
    marks = {one.marks.get(code) for code in drawn.outlines["code"]}
    handles: list[Patch | Line2D] = []
    for key in one.keys:
        if key.mark and key.mark not in marks:
            continue
        text = f"{key.mark} : {key.text}" if key.mark else key.text
        hatch = HATCH if key.colour == BLANK else None
        handles.append(Patch(facecolor=key.colour, edgecolor=RULE if hatch else INK, hatch=hatch, label=text))
    return handles + (_symbols(drawn) if services else [])


def _legend(figure: Figure, axes: Axes, drawn: Drawn, one: Shading, *, services: bool) -> None:
    box = axes.get_position()
    top = box.y0
    if one.grid:
        _cross(figure, one.grid, box.x0, top)
        top -= GRID / figure.get_size_inches()[1]
    handles = _handles(drawn, one, services=services)
    if handles:
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(box.x0, top),
            ncols=1 if box.width < 0.6 or one.grid else 2,
            frameon=False,
            fontsize=8,
            handlelength=1.4,
            columnspacing=1.2,
            labelspacing=0.3,
        )


def _symbols(drawn: Drawn) -> list[Patch | Line2D]:
    """What the symbols of services mean: only of those that are drawn."""
    used = Counter(item.letter for group in drawn.groups for item in group.items)
    used.update(one.letter for one in drawn.points)
    handles: list[Patch | Line2D] = []
    for layer in drawn.layers:
        letters = [f"{letter} {text}" for letter, text in layer.letters.items() if used[letter]]
        if letters:
            marker = MARKERS[layer.family.shape]
            label = f"{layer.family.label} : {', '.join(letters)}"
            handles.append(Line2D([], [], marker=marker, linestyle="", color="white", markeredgecolor=INK, label=label))
    if drawn.groups:
        handles.append(
            Patch(facecolor="white", edgecolor=INK, linestyle="--", label="position dans la commune inconnue")
        )
    return handles


def _cross(figure: Figure, grid: Grid, left: float, top: float) -> None:
    """The grid of two figures crossed, each cell with the code that stands on the communes; the most of both on top."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((left + 1.35 / width, top - 1.15 / height, 2.7 / width, 0.78 / height))
    axes.set_axis_off()
    axes.set(xlim=(0, len(grid.columns)), ylim=(0, len(grid.rows)))
    for row, line in enumerate(grid.cells):
        for column, key in enumerate(line):
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=key.colour, edgecolor="white"))
            _write(axes, column + 0.5, row + 0.5, key.mark, 7)
    around: dict[str, Any] = {"fontsize": 7, "annotation_clip": False}
    for row, text in enumerate(grid.rows):
        axes.annotate(text, (-0.06, row + 0.5), ha="right", va="center", **around)
    for column, text in enumerate(grid.columns):
        short = "\n".join(textwrap.wrap(text, 15))
        axes.annotate(short, (column + 0.5, -0.1), ha="center", va="top", **around)
    named = [f"↑ {grid.down}", f"→ {grid.across}"]
    axes.annotate(
        "\n".join(textwrap.shorten(one, 62, placeholder="…") for one in named),
        (-1.4, len(grid.rows) + 0.15),
        ha="left",
        va="bottom",
        **around,
    )
