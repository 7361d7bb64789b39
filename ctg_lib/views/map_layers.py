"""What a map shows, before it is drawn: live, on paper and in words, all from the same object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd

from ctg_lib.analysis.service_types import Family
from ctg_lib.views.classes import Classes

RAMP = ("#e6efef", "#b3d1d2", "#6fa5a8", "#2f767b", "#0b4a50")
BLANK = "#f4f1ea"
# Why a commune has no colour: what is written on it, and in the legend.
SECRET, WITHHELD, MISSING, OUTSIDE, FEW, VOID = "s", "nd", "m", "hd", "f", "so"
REASONS = {
    SECRET: "secret statistique",
    WITHHELD: "non diffusé",
    MISSING: "manquant",
    OUTSIDE: "hors données\u00a0: commune d’un territoire qui n’est pas chargé",
    FEW: "effectif trop faible pour une part",
    VOID: "sans objet",
}


# With more communes than this, a commune has room for a number and not for a list.
LISTED = 14


@dataclass(frozen=True)
class Key:
    """A line of a legend: a colour, what it means, and what is written on a commune that bears it."""

    colour: str
    text: str
    mark: str = ""


@dataclass(frozen=True)
class Grid:
    """The legend of two figures crossed.

    across, down: their names. columns, rows: the bounds of their classes, in the order of `cells`, a line of keys for
    each class of `down`.
    """

    across: str
    down: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True)
class Shading:
    """One figure, or two crossed, told by the colour of each commune.

    label: its French name. fills, texts, marks: by code, the colour, the words (« 18,5 % », « secret statistique ») and
    what is written on the commune, if anything. keys: the legend; for two figures, that of the blanks alone.
    """

    label: str
    fills: Mapping[str, str]
    texts: Mapping[str, str]
    keys: tuple[Key, ...]
    marks: Mapping[str, str]
    grid: Grid | None = None


@dataclass(frozen=True)
class Point:
    """A service whose place is known. capacity: how many it can receive, NaN where that is not known."""

    latitude: float
    longitude: float
    family: str
    letter: str
    text: str
    capacity: float = float("nan")


@dataclass(frozen=True)
class Item:
    """So many services of a kind in a commune, without their places: « 2 crèches »."""

    family: str
    letter: str
    count: int
    text: str


@dataclass(frozen=True)
class Group:
    """The services of a commune that no list places, drawn at one point of it."""

    latitude: float
    longitude: float
    commune: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Layer:
    """The services of one family: letters, the meaning of each; shown, whether they are drawn at first."""

    family: Family
    letters: Mapping[str, str]
    shown: bool


@dataclass(frozen=True)
class Drawn:
    """A map.

    outlines: columns code, nom, geometry (EPSG:4326), neighbours included. subject: the communes of the territory, that
    a thick line surrounds; around: those of its intercommunalité, a thinner one. focus: those that the view holds.
    shadings: the first one is shown; the reader may choose another one. On paper they stand side by side, but for a map
    of services, which bears the first one alone.
    """

    title: str
    outlines: gpd.GeoDataFrame
    subject: frozenset[str]
    around: frozenset[str]
    focus: tuple[str, ...]
    shadings: tuple[Shading, ...]
    layers: tuple[Layer, ...] = ()
    points: tuple[Point, ...] = ()
    groups: tuple[Group, ...] = ()

    def on_paper(self) -> Drawn:
        """What paper shows: the services that are drawn at first; all of them where a commune has room for a list."""
        listed = len(self.focus) <= LISTED
        shown = {one.family.id for one in self.layers if one.shown or listed}
        groups = [replace(one, items=tuple(item for item in one.items if item.family in shown)) for one in self.groups]
        return replace(
            self,
            shadings=self.shadings[:1] if self.layers else self.shadings,
            layers=tuple(one for one in self.layers if one.family.id in shown),
            points=tuple(one for one in self.points if one.family in shown),
            groups=tuple(one for one in groups if one.items),
        )


def ramp(steps: int) -> list[str]:
    """So many colours from light to dark."""
    last = max(steps - 1, 1)
    return [RAMP[round(place * (len(RAMP) - 1) / last)] for place in range(steps)]


def shading(
    label: str,
    values: Mapping[str, float],
    texts: Mapping[str, str],
    blanks: Mapping[str, str],
    classes: Classes,
    legend: Sequence[str],
) -> Shading:
    """One figure by classes. values: by code, NaN where `blanks` says why (a key of `REASONS`). legend: one a class."""
    colours = ramp(len(classes))
    fills = {code: BLANK if code in blanks else colours[classes.of(value)] for code, value in values.items()}
    keys = [Key(colour, text) for colour, text in zip(colours, legend, strict=True)]
    return Shading(label, fills, texts, (*keys, *reasons(blanks)), dict(blanks))


def reasons(blanks: Mapping[str, str]) -> tuple[Key, ...]:
    """The legend of the communes without a colour, in the order of `REASONS`."""
    present = set(blanks.values())
    return tuple(Key(BLANK, text, mark) for mark, text in REASONS.items() if mark in present)


# Two ramps laid one over the other, as inks are: the more of each, the darker, so that both orders are read in grey.
_DOWN = ((1.0, 1.0, 1.0), (0.66, 0.80, 0.92), (0.30, 0.55, 0.80))
_ACROSS = ((0.95, 0.94, 0.92), (0.97, 0.78, 0.55), (0.90, 0.52, 0.20))


def crossed_colours(rows: int, columns: int) -> list[list[str]]:
    """The colours of two figures crossed, up to three classes each: from pale (least of both) to dark (most)."""

    def spread(steps: int) -> list[int]:
        return [round(place * 2 / max(steps - 1, 1)) for place in range(steps)]

    def mixed(row: int, column: int) -> str:
        inks = zip(_DOWN[row], _ACROSS[column], strict=True)
        return "#" + "".join(f"{round(255 * one * other):02x}" for one, other in inks)

    return [[mixed(row, column) for column in spread(columns)] for row in spread(rows)]


def crossed(
    names: tuple[str, str],
    values: tuple[Mapping[str, float], Mapping[str, float]],
    texts: Mapping[str, str],
    blanks: Mapping[str, str],
    classes: tuple[Classes, Classes],
    legends: tuple[Sequence[str], Sequence[str]],
) -> Shading:
    """Two figures by classes: the first one's name the rows, from A, the second one's the columns, from 1.

    The code of each cell (« C3 ») is written on the communes: nothing is told by colour alone.
    """
    colours = crossed_colours(len(classes[0]), len(classes[1]))
    rows = [
        tuple(
            Key(colour, f"{legends[0][row]} ; {legends[1][column]}", f"{'ABC'[row]}{column + 1}")
            for column, colour in enumerate(line)
        )
        for row, line in enumerate(colours)
    ]
    first, second = values
    cell = {code: rows[classes[0].of(first[code])][classes[1].of(second[code])] for code in first if code not in blanks}
    grid = Grid(names[1], names[0], tuple(legends[1]), tuple(legends[0]), tuple(rows))
    fills = dict.fromkeys(blanks, BLANK) | {code: key.colour for code, key in cell.items()}
    marks = dict(blanks) | {code: key.mark for code, key in cell.items()}
    return Shading(f"{names[0]} × {names[1]}", fills, texts, reasons(blanks), marks, grid)
