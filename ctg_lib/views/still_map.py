"""The same map without script, for paper, PDF and Word: one panel a figure, the same colours, classes and symbols."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from ctg_lib.sources import contours
from ctg_lib.views.charts import INK, RULE, WIDTH, styled
from ctg_lib.views.leaflet import across, borders, edge
from ctg_lib.views.map_layers import BLANK, LISTED, Drawn, Grid, Group, Shading

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
# Under words that stand on a dark class. A halo would turn each letter into an outline, and lose the text.
_GROUND = {"boxstyle": "square,pad=0.12", "facecolor": "white", "alpha": 0.8, "linewidth": 0}


# Inches: a line of the legend, the title of a panel, the grid of two figures crossed, what stands under the last line.
LINE, TITLE, GRID, FOOT = 0.165, 0.42, 1.65, 0.2


# What is thinner than this part of a map across is not drawn.
FINENESS = 450
# The most that a map is high, for one across: it must leave room for its legend on a page.
TALLEST = 0.5
# The same where several communes have long lists, which would lie one over the other.
ROOMIEST, LONG = 0.7, 6


@styled
def still(drawn: Drawn) -> Figure:
    """Every shading side by side, two a line; the services that the live map shows at first, on the first one."""
    drawn = drawn.on_paper()
    columns = min(2, len(drawn.shadings))
    sheet = _Sheet.of(drawn, columns)
    drawn, ratio = sheet.drawn, sheet.ratio
    rows = math.ceil(len(drawn.shadings) / columns)
    wide = WIDTH / columns
    below = max(_below(drawn, one, columns, services=not place) for place, one in enumerate(drawn.shadings))
    tall = TITLE + wide * ratio + below
    figure = Figure(figsize=(WIDTH, rows * tall))
    for place, one in enumerate(drawn.shadings):
        row, column = divmod(place, columns)
        bottom = ((rows - row - 1) * tall + below) / (rows * tall)
        box = (column / columns + 0.005, bottom, 1 / columns - 0.01, wide * ratio / (rows * tall))
        axes = figure.add_axes(box)
        _panel(axes, sheet, one, services=not place)
        title = "\n".join(textwrap.wrap(one.label, 52 if columns > 1 else 100))
        # Told where it stands, the title is not placed by measuring graduations that a map does not show.
        axes.set_title(title, fontsize=9.5, loc="left", y=1)
        _legend(figure, axes, drawn, one, services=not place)
    return figure


def _below(drawn: Drawn, one: Shading, columns: int, *, services: bool) -> float:
    """Inches that the legend of a panel takes."""
    lines = sum(1 + str(line.get_label()).count("\n") for line in _handles(drawn, one, services=services))
    narrow = columns > 1 or one.grid is not None or bool(drawn.layers)
    return FOOT + LINE * math.ceil(lines / _columns(narrow)) + (GRID if one.grid else 0)


def _columns(narrow: bool) -> int:
    """How many lines of a legend stand side by side."""
    return 1 if narrow else 2


@dataclass(frozen=True)
class _Sheet:
    """A map made ready for paper: outlines without what would be thinner than a line, and the frame of its panels."""

    drawn: Drawn
    bounds: tuple[float, float, float, float]

    @classmethod
    def of(cls, drawn: Drawn, columns: int) -> _Sheet:
        frame = drawn.outlines
        west, south, east, north = frame[frame["code"].isin(drawn.focus)].total_bounds
        stretch = _stretch(south, north)
        margin = 0.02 * max(east - west, north - south)
        # Wider than it is, rather than taller than a page holds.
        aside = margin + max(0.0, (stretch * (north - south) / _tallest(drawn) - (east - west)) / 2)
        bounds = (west - aside, south - margin, east + aside, north + margin)
        drawable = frame[frame.geometry.intersects(shapely.box(*bounds))]
        shapes = list(_simplified(tuple(drawable.geometry), (east - west) / FINENESS * columns))
        kept = gpd.GeoDataFrame(drawable[["code", "nom"]].reset_index(drop=True), geometry=shapes, crs=frame.crs)
        return cls(replace(drawn, outlines=kept[~kept.geometry.is_empty]), bounds)

    @cached_property
    def stretch(self) -> float:
        _, south, _, north = self.bounds
        return _stretch(south, north)

    @cached_property
    def ratio(self) -> float:
        """Height over width of the map on paper."""
        west, south, east, north = self.bounds
        return self.stretch * (north - south) / (east - west)

    @cached_property
    def paths(self) -> list[Path]:
        """The outline of each commune, holes included."""
        return [_path(shape) for shape in self.drawn.outlines.geometry]

    @cached_property
    def edges(self) -> list[tuple[Path, float]]:
        """The lines around the intercommunalité and the territory, and how thick they are."""
        return [
            (Path.make_compound_path(*(Path(ring.coords) for ring in edge(self.drawn, codes))), weight)
            for codes, weight in borders(self.drawn)
        ]

    @cached_property
    def labels(self) -> list[tuple[str, str, float, float]]:
        """Code, name, longitude and latitude of a point inside each commune that the frame holds."""
        points = self.drawn.outlines.geometry.representative_point()
        inside = points.within(shapely.box(*self.bounds))
        frame = self.drawn.outlines[inside]
        return list(zip(frame["code"], frame["nom"], points[inside].x, points[inside].y, strict=True))


def _tallest(drawn: Drawn) -> float:
    lists = len(drawn.focus) <= LISTED and sum(len(group.items) > LONG for group in drawn.groups) > 1
    return ROOMIEST if lists else TALLEST


def _stretch(south: float, north: float) -> float:
    """How much longer a degree of latitude is than one of longitude, there."""
    return 1 / math.cos(math.radians((south + north) / 2))


# The maps of a diagnostic are of the same communes: each shape is simplified, and its path made, once for all of them.
@lru_cache(maxsize=16)
def _simplified(shapes: tuple[shapely.Geometry, ...], fineness: float) -> tuple[shapely.Geometry, ...]:
    """Borders in common stay in common."""
    return tuple(shapely.coverage_simplify(list(shapes), fineness))


@lru_cache(maxsize=1024)
def _path(shape: shapely.Geometry) -> Path:
    lines = contours.rings(shape)
    return Path.make_compound_path(*(Path(np.asarray(ring.coords), closed=True) for ring in lines))


def _panel(axes: Axes, sheet: _Sheet, one: Shading, *, services: bool) -> None:
    axes.set_axis_off()
    drawn = sheet.drawn
    for blank in (True, False):
        chosen = [
            (path, fill)
            for path, fill in zip(sheet.paths, map(one.fills.get, drawn.outlines["code"]), strict=True)
            if fill and (fill == BLANK) is blank
        ]
        if chosen:
            paths, fills = zip(*chosen, strict=True)
            look: dict[str, Any] = {"edgecolors": RULE, "hatch": HATCH} if blank else {"edgecolors": INK}
            axes.add_collection(PathCollection(paths, facecolors=fills, linewidths=0.35, **look), autolim=False)
    for path, weight in sheet.edges:
        # As `add_patch` does, without looking for the bounds of a line of a thousand points: the sheet has its own.
        axes.add_artist(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=0.7 * weight))
    west, south, east, north = sheet.bounds
    axes.set(xlim=(west, east), ylim=(south, north))
    axes.set_aspect(sheet.stretch)
    grouped = {group.commune for group in drawn.groups} if services else set()
    for code, name, x, y in sheet.labels:
        if name not in grouped and (mark := one.marks.get(code)):
            _write(axes, x, y, mark, 6.5)
    if services:
        _services(axes, sheet)
    if not (services and drawn.groups and len(drawn.focus) <= LISTED):
        _name(axes, drawn)
    _scale(axes, sheet.stretch)


def _write(axes: Axes, x: float, y: float, text: str, size: float, **how: Any) -> None:
    axes.annotate(text, (x, y), ha="center", va="center", fontsize=size, color=INK, **{"bbox": _GROUND, **how})


def _name(axes: Axes, drawn: Drawn) -> None:
    """The name of the commune that the map is about, on a ground of its own; of several, none."""
    if len(drawn.subject) != 1:
        return
    frame = drawn.outlines[drawn.outlines["code"].isin(drawn.subject)]
    if frame.empty:
        return
    point = frame.geometry.iloc[0].representative_point()
    ground = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.2}
    # Above what is written on the commune.
    offset = (0, 16 if drawn.groups or len(drawn.shadings) > 1 else 0)
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


def _services(axes: Axes, sheet: _Sheet) -> None:
    """The symbols of services; where communes have room for it, those of the view have the list of theirs."""
    drawn = sheet.drawn
    listed = len(drawn.focus) <= LISTED
    names = set(drawn.outlines.loc[drawn.outlines["code"].isin(drawn.focus), "nom"])
    box = {"facecolor": "white", "alpha": 0.9, "edgecolor": INK, "linewidth": 0.6, "linestyle": "--", "pad": 1.6}
    for group in drawn.groups:
        if group.commune in names or not listed:
            text = _listed(group) if listed else str(sum(item.count for item in group.items))
            _write(axes, group.longitude, group.latitude, text, 7.5, bbox=box, zorder=6)
    shapes = {one.family.id: MARKERS[one.family.shape] for one in drawn.layers}
    west, south, east, north = sheet.bounds
    for one in drawn.points:
        if not (west < one.longitude < east and south < one.latitude < north):
            continue
        known = not math.isnan(one.capacity)
        fill, line = (INK, "white") if known else ("white", INK)
        at = (one.longitude, one.latitude)
        size = 0.55 * across(one.capacity)
        axes.plot(*at, shapes[one.family], markersize=size, color=fill, markeredgecolor=line, zorder=7)
        axes.annotate(one.letter, at, ha="center", va="center", fontsize=6, color=line, zorder=8)


def _listed(group: Group) -> str:
    """The name of the commune, then « 2 C · 8 É », four kinds a line."""
    items = [f"{item.count} {item.letter}" for item in group.items]
    lines = [" · ".join(items[start : start + 4]) for start in range(0, len(items), 4)]
    return "\n".join([group.commune, *lines])


def _scale(axes: Axes, stretch: float) -> None:
    """A bar of a round number of kilometres, bottom left."""
    west, south, east, north = axes.get_xlim()[0], axes.get_ylim()[0], axes.get_xlim()[1], axes.get_ylim()[1]
    kilometre = stretch / 111.2
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
        text = f"{key.mark}\u00a0: {key.text}" if key.mark else key.text
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
            ncols=_columns(box.width < 0.6 or one.grid is not None or bool(drawn.layers)),
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
            label = "\n".join(textwrap.wrap(f"{layer.family.label}\u00a0: {', '.join(letters)}", 118))
            handles.append(Line2D([], [], marker=marker, linestyle="", color="white", markeredgecolor=INK, label=label))
    if drawn.groups:
        handles.append(Patch(facecolor="white", edgecolor=INK, linestyle="--", label=_unplaced(drawn)))
    return handles


def _unplaced(drawn: Drawn) -> str:
    """What a frame on a commune says, and which communes have one."""
    told = "position dans la commune inconnue"
    if len(drawn.focus) > LISTED:
        return f"{told}\u202f; sans cadre\u00a0: aucun dans les listes chargées"
    return f"{told}\u202f; écrits pour le territoire et les communes qui le touchent seulement"


def _cross(figure: Figure, grid: Grid, left: float, top: float) -> None:
    """The grid of two figures crossed, each cell with the code that stands on the communes; the most of both on top."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((left + 1.35 / width, top - 1.3 / height, 2.7 / width, 0.78 / height))
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
        "\n".join(line for one in named for line in textwrap.wrap(one, 62, subsequent_indent="   ")),
        (-1.4, len(grid.rows) + 0.15),
        ha="left",
        va="bottom",
        **around,
    )
