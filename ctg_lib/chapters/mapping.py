"""From rows of the long table and lists of services to a map with its words, its table and its sources."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from ctg_lib import indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.sources import contours
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status, Unit
from ctg_lib.views import classes, maps, tables
from ctg_lib.views.classes import Classes, Method
from ctg_lib.views.map_layers import (
    FEW,
    MISSING,
    OUTSIDE,
    REASONS,
    SECRET,
    VOID,
    WITHHELD,
    Drawn,
    Shading,
    shading,
)
from ctg_lib.views.view import Mark, View, of_kind, spoken
from ctg_lib.views.wording import (
    alphabetical,
    number,
    plural,
    quantity,
    readable,
    row_text,
    vintage,
)

_WHY = {
    Status.SECRET: SECRET,
    Status.MASKED: SECRET,
    Status.NOT_RELEASED: WITHHELD,
    Status.NOT_APPLICABLE: VOID,
    Status.MISSING: MISSING,
}


@dataclass(frozen=True)
class Figure:
    """One indicator over the communes of a map.

    rows: of the long table, by commune, for those that have an outline. cells: the same as plain dictionaries, which
    every map and table asks many times. blanks: why a commune has no colour
    (`map_layers.REASONS`). classes: those of the communes that have a figure.
    """

    one: Indicator
    rows: pd.DataFrame
    cells: dict[str, dict[str, Any]]
    blanks: dict[str, str]
    classes: Classes

    @cached_property
    def values(self) -> dict[str, float]:
        """By code, to the decimals that a reader sees: a figure equal to a bound on the page is in the class below."""
        digits = _digits(self.one.unit)
        return {str(code): as_shown(float(value), digits) for code, value in self.rows["value"].items()}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of each commune: its figure, or why there is none."""
        return {
            code: REASONS[OUTSIDE] if self.blanks.get(code) == OUTSIDE else row_text(row)
            for code, row in self.cells.items()
        }

    @cached_property
    def known(self) -> list[float]:
        return [value for code, value in self.values.items() if code not in self.blanks]

    @cached_property
    def legend(self) -> tuple[str, ...]:
        """« 13,1 % à 17,8 % », « plus de 17,8 % à 18,6 % »: a value on a bound belongs to the lower class."""
        return steps((min(self.known), *self.classes.bounds[1:-1], max(self.known)), self.one.unit)

    def cut(self, method: Method, count: int) -> Figure:
        """The same by other classes."""
        return replace(self, classes=method(self.known, count, _digits(self.one.unit)))


def figure(
    diagnostic: Diagnostic, name: str, method: classes.Method = classes.quantiles, count: int = 4
) -> Figure | None:
    """An indicator over the surroundings and what touches them; None where fewer than two communes have a figure."""
    drawn = contours.drawable((*diagnostic.surroundings, *diagnostic.neighbours))
    rows = diagnostic.communes(name).set_index("territory", drop=False)
    rows = rows.loc[[code for code in drawn if code in rows.index]]
    if rows.empty:
        return None
    one = indicators.indicator(name)
    held = _held(diagnostic, one, str(rows["vintage"].iloc[0]))
    cells = dict(zip(map(str, rows.index), rows.to_dict("records"), strict=True))
    blanks = {code: why for code, row in cells.items() if (why := _why(row, code in held))}
    known = [as_shown(float(value), _digits(one.unit)) for code, value in rows["value"].items() if code not in blanks]
    if len(known) < 2:
        return None
    return Figure(one, rows, cells, blanks, method(known, count, _digits(one.unit)))


def as_shown(value: float, digits: int) -> float:
    """A value rounded as it is written, a half going up; NaN stays."""
    return math.floor(round(value * 10**digits, 9) + 0.5) / 10**digits if value == value else value


def _digits(unit: Unit) -> int:
    """The decimals of a stored value that its text shows."""
    return unit.digits + (2 if unit.id == "part" else 0)


def _held(diagnostic: Diagnostic, one: Indicator, vintage: str) -> set[str]:
    """The communes that the table of an indicator has a line for: of the others, nothing is loaded."""
    source = one.inputs[0].source
    held = diagnostic.shelf.vintages(source, one.inputs[0].columns)
    table = diagnostic.shelf.table(source, vintage if vintage in held else held[-1]) if held else None
    return set(table.values.index.get_level_values("territory")) if table is not None else set()


def _why(row: dict[str, Any], held: bool) -> str:
    """Why a commune has no colour; empty where it has one."""
    if readable(row):
        return ""
    status = Status(row["status"])
    if status is Status.MISSING and not held:
        return OUTSIDE
    return FEW if status.has_value else _WHY[status]


def shaded(one: Figure) -> Shading:
    """The colours of one figure, under its name, its unit and its date."""
    unit = one.one.unit
    named = "" if unit.id in ("part", "km", "euros") or unit.label in one.one.label.lower() else f", {unit.label}"
    label = f"{one.one.label}{named} ({vintage(str(one.rows['vintage'].iloc[0]))})"
    return shading(label, one.values, one.texts, one.blanks, one.classes, one.legend)


def ground(diagnostic: Diagnostic, title: str, shadings: Sequence[Shading], *, near: bool = False) -> Drawn:
    """The map of a territory without its services: its surroundings, what touches them, the lines around it.

    near: hold the view on the territory and the communes that touch it, and not on its whole surroundings.
    """
    own = diagnostic.territory.communes
    around = diagnostic.surroundings
    codes = contours.drawable((*around, *diagnostic.neighbours))
    wanted = {*own, *contours.neighbours(own)} if near else {*around}
    focus = tuple(code for code in codes if code in wanted) or tuple(codes)
    return Drawn(
        title=title,
        outlines=contours.outlines(codes),
        subject=frozenset(own),
        around=frozenset(around) - (frozenset(own) if set(own) == set(around) else frozenset()),
        focus=focus,
        shadings=tuple(shadings),
    )


def coloured(names: Sequence[str], title: str) -> Callable[[Diagnostic], View | None]:
    """A view: `choropleth` of these indicators."""
    return lambda diagnostic: choropleth(diagnostic, names, title)


def choropleth(diagnostic: Diagnostic, names: Sequence[str], title: str) -> View | None:
    """Indicators over the communes, one at a time on the live map, side by side on paper.

    None where no indicator has two communes with an outline and a figure. Communes without outline are named in the
    message and stay in the table.
    """
    figures = [found for name in names if (found := figure(diagnostic, name))]
    if not figures:
        return None
    shadings = [shading(one.one.label, one.values, one.texts, one.blanks, one.classes, one.legend) for one in figures]
    return view(diagnostic, ground(diagnostic, title, shadings), figures, _message(diagnostic, figures))


def view(
    diagnostic: Diagnostic,
    drawn: Drawn,
    figures: Sequence[Figure],
    message: str,
    *,
    tokens: Sequence[str] = (),
    more: str = "",
) -> View:
    """The view of a map: its sentence, its table, its sources (those of `tokens` too). more: HTML under the table."""
    alt = f"Carte de {len(drawn.focus)} communes. {spoken(message)}"
    picture, alone = maps.picture(drawn, alt)
    read = [token for one in figures for token in str(one.rows["source"].iloc[0]).split("+") if token]
    return View(
        picture=picture,
        title=drawn.title,
        alt=alt,
        sources=(*diagnostic.told(dict.fromkeys([*read, *tokens])), contours.credit()),
        data=table(drawn.title, figures) + more,
        message=message,
        standalone=alone,
    )


def _message(diagnostic: Diagnostic, figures: Sequence[Figure]) -> str:
    """The subject, its intercommunalité, how far the communes go, what would change, and what the map lacks."""
    told = [_own(diagnostic, one) for one in figures]
    return " ".join(part for part in (*told, sensitivity(diagnostic, figures[0]), lacking(diagnostic)) if part)


def _own(diagnostic: Diagnostic, one: Figure) -> str:
    """The figure of the territory and of its intercommunalité, where they have one, then how far the communes go."""
    places = [diagnostic.territory, *(each for each in diagnostic.comparators if each.level is Level.EPCI)]
    rows = [(each, diagnostic.row(one.one.id, each.level)) for each in places]
    said = [f"{shown(row)} ({html.escape(each.name)})" for each, row in rows if row is not None and readable(row)]
    label, others = html.escape(one.one.label), spread(one)
    return f"{label}\u00a0: {', '.join(said)}. {others}" if said else f"{label}\u00a0: {others[0].lower()}{others[1:]}"


def spread(one: Figure) -> str:
    """How far the communes of the map go. None is singled out as first or last."""
    colored = one.rows.drop(index=list(one.blanks))
    low, high = (colored.loc[place] for place in (colored["value"].idxmin(), colored["value"].idxmax()))
    return f"Selon les communes de la carte, de {shown(low)} à {shown(high)}."


def sensitivity(diagnostic: Diagnostic, one: Figure) -> str:
    """How the picture changes with another way of cutting the classes, in one line."""
    label, method = classes.METHODS["natural"]
    name = f"Pour «\u00a0{html.escape(one.one.label)}\u00a0»"
    other = method(one.known, len(one.classes), _digits(one.one.unit))
    if len(other) != len(one.classes):
        return ""
    codes = [code for code in one.values if code not in one.blanks]
    moving = classes.moved(one.classes, other, one.known)
    if not moving.any():
        return f"{name}, avec des {label}, toutes les communes garderaient leur couleur."
    count = of_kind(Mark.COUNT, f"{plural(int(moving.sum()), 'commune')} sur {number(len(codes))}")
    verb = "changeraient" if moving.sum() > 1 else "changerait"
    mine = [moves for code, moves in zip(codes, moving, strict=True) if code in diagnostic.territory.communes]
    own = "" if len(mine) != 1 else f" ; {html.escape(diagnostic.territory.name)} {'aussi' if mine[0] else 'non'}"
    return f"{name}, avec des {label} au lieu d’effectifs égaux, {count} {verb} de couleur{own}."


def lacking(diagnostic: Diagnostic) -> str:
    """The communes of the surroundings that have no outline, and what may be missing around."""
    drawn = set(contours.drawable(diagnostic.surroundings))
    absent = len(set(diagnostic.surroundings) - drawn)
    if absent:
        count = of_kind(
            Mark.COUNT, plural(absent, "commune n’a pas de contour chargé", "communes n’ont pas de contour chargé")
        )
        return f"{count} et ne figure{'nt' if absent > 1 else ''} pas sur la carte."
    if contours.bare_border(diagnostic.surroundings):
        return "Là où rien n’est dessiné au-delà de la limite, aucun contour n’est chargé."
    return ""


def table(title: str, figures: Sequence[Figure]) -> str:
    """One line a commune, one column a figure, in alphabetical order."""
    codes = sorted({code for one in figures for code in one.values}, key=lambda code: alphabetical(_name(code)))
    cells: dict[str, list[str]] = {"Commune": [html.escape(_name(code)) for code in codes]}
    for one in figures:
        cells[one.one.label] = [_cell(one, code) for code in codes]
    return tables.plain(title, pd.DataFrame(cells))


def _name(code: str) -> str:
    return Territory.of(code).name


def _cell(one: Figure, code: str) -> str:
    if code not in one.values:
        return "—"
    if one.blanks.get(code) == OUTSIDE:
        return "hors données"
    return tables.with_bounds(one.cells[code])


def steps(bounds: Sequence[float], unit: Unit) -> tuple[str, ...]:
    """The words of each class between these bounds."""
    words = [quantity(bound, unit) for bound in bounds]
    pairs = [low if low == high else f"{low} à {high}" for low, high in pairwise(words)]
    return (*pairs[:1], *(f"plus de {pair}" if " à " in pair else pair for pair in pairs[1:]))
