"""A workbook that lists persons is refused before anything is read: names, birth dates, addresses, file numbers.

The whole file is looked at: hidden sheets, cells beyond those that are read, results of formulas, and what no cell
shows (`local_asides`). What is found is told by its place alone, never quoted. A list of establishments is not a list
of persons: their name, address and telephone are public.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ctg_lib.errors import NominativeError, Problem
from ctg_lib.sources import local_signs as signs
from ctg_lib.sources.local_asides import Aside, Unseen
from ctg_lib.sources.local_forms import GUIDE, LISTS, Kind, folded

REMEDY = (
    "n’écrire que des nombres d’enfants ou de foyers, et des noms de lieux : une liste de personnes se remplace par "
    "des effectifs, et se supprime du classeur ; un lieu qui porte le nom d’une personne s’écrit avec ce qu’il est "
    "(« École Jean-Moulin »)."
)
CLEAN = "le retirer du fichier, ou recopier les chiffres dans un modèle neuf (« ctg new »)."
# So many cells alike in a column, and most of them: a list.
SEVERAL = 3
# A date outside of the columns of dates may be a slip; two of different years are a list of birth dates.
YEARS = 2
COMMUNE = re.compile(r"(?:\d{5}|2[AB]\d{3})\s*[-–—]\s.*", re.IGNORECASE)


@dataclass(frozen=True)
class Grid:
    """The filled cells of one sheet: (row, column, value), as they are typed.

    sheet: its name, or its number where the name may be that of a person. lists: whether it is one of ours, that lists
    establishments. ours: folded, the texts that the template wrote. kinds: what the columns of ours hold, by number.
    free: the columns where sentences are written. title: its name, whatever it is.
    """

    sheet: str
    cells: Sequence[tuple[int, int, object]]
    lists: bool
    ours: frozenset[str]
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    free: frozenset[int] = frozenset()
    title: str = ""


def refuse(file: str, grids: Sequence[Grid], asides: Iterable[Aside | Unseen] = ()) -> None:
    """Raise NominativeError where a workbook looks like a list of persons, with the first sign of each of its columns.

    grids: every sheet, so that an aside finds what its own is called here.
    """
    problems = [problem for grid in grids for problem in _signs(file, grid)]
    problems += _beside(file, grids, asides)
    if problems:
        raise NominativeError(
            f"{file} semble contenir des données nominatives : rien n’en a été lu, rien n’a été enregistré.", problems
        )


def personal(texts: Iterable[str]) -> bool:
    """Whether some of what is going to be quoted, such as the first line of an unknown file, is of a person."""
    return any(
        signs.number(one) or _sentence(one, about_places=False) or signs.given_name(one) or _year(one) for one in texts
    )


# ── Cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _signs(file: str, grid: Grid) -> Iterator[Problem]:
    """One problem a column, from left to right."""
    # Openpyxl takes a third of a second to load, and whoever has a grid has loaded it.
    from openpyxl.utils import get_column_letter

    columns: dict[int, list[tuple[int, object]]] = {}
    for row, column, cell in sorted(grid.cells, key=lambda one: (one[1], one[0])):
        if folded(cell) not in grid.ours:
            columns.setdefault(column, []).append((row, cell))
    places = _places(grid)
    for column, cells in columns.items():
        look = _Column(grid.kinds.get(column), column >= places, column in grid.free)
        if found := look.alone(cells) or look.together(cells):
            row, sign = found
            what = f"cette colonne semble donner {sign}."
            yield Problem(what, file, row, get_column_letter(column), REMEDY, sheet=grid.sheet)


def _places(grid: Grid) -> float:
    """The column from which a name is that of a place: an establishment is named first, what is left of it is not."""
    if grid.lists:
        return 0
    if grid.sheet in (GUIDE, LISTS):
        # The captions that the template explains there name no place.
        return float("inf")
    named = (column for _, column, cell in grid.cells if signs.heading(cell) and signs.PLACE.fullmatch(folded(cell)))
    return min(named, default=float("inf"))


@dataclass(frozen=True)
class _Column:
    """How one column is looked at. kind: what it holds where it is one of ours; free: sentences are written there."""

    kind: Kind | None
    about_places: bool
    free: bool

    def alone(self, cells: Iterable[tuple[int, object]]) -> tuple[int, str] | None:
        """The first cell that gives somebody away by itself: its row and what it gives."""
        return next(((row, sign) for row, cell in cells if (sign := self._sign(cell))), None)

    def _sign(self, cell: object) -> str | None:
        # There are communes called Rue and Parent.
        places = self.about_places or self.kind is Kind.COMMUNE
        if not self.free and (found := signs.header(cell, about_places=places)):
            return found
        if found := signs.number(cell):
            return found
        if not isinstance(cell, str) or COMMUNE.fullmatch(cell.strip()):
            return None
        if self.kind is Kind.NAME:
            return signs.NAMES if signs.addressed(cell) or signs.sure_name(cell) else signs.born(cell)
        return _sentence(cell, about_places=self.about_places and self.kind is not Kind.TEXT)

    def together(self, cells: Sequence[tuple[int, object]]) -> tuple[int, str] | None:
        """What several cells of a column give away, and each of them does not: the first row, and what."""
        texts = [(row, cell) for row, cell in cells if isinstance(cell, str)]
        if self.kind is not Kind.DATE:
            dates = [(row, year) for row, cell in cells if (year := _year(cell))]
            if len({year for _, year in dates}) >= YEARS:
                return dates[0][0], signs.BIRTHS
        for alike, told in ((signs.likely_name, signs.NAMES), (signs.given_name, signs.GIVEN)):
            rows = [row for row, text in texts if alike(text)]
            if len(rows) >= SEVERAL and 2 * len(rows) >= len(texts):
                return rows[0], told
        return None


def _sentence(text: str, *, about_places: bool) -> str | None:
    """What a text gives away by itself, wherever a name of place is not what is asked."""
    if found := signs.addressed(text) or signs.born(text):
        return found
    if any(signs.sure_name(one) or signs.likely_name(one) for one in signs.items(text)):
        return signs.NAMES
    return None if about_places else signs.contact(text)


def _year(cell: object) -> int | None:
    """The year of a date, of the spreadsheet or typed as text."""
    if isinstance(cell, datetime.date):
        return cell.year
    if isinstance(cell, str) and (found := signs.DATE.fullmatch(cell.strip())):
        return int(re.split(r"[/.\-]", found[0])[-1])
    return None


# ── What no cell shows ───────────────────────────────────────────────────────────────────────────────────────────────


def _beside(file: str, grids: Sequence[Grid], asides: Iterable[Aside | Unseen]) -> Iterator[Problem]:
    """One problem for each place beside the cells."""
    told: set[tuple[object, ...]] = set()
    ours = frozenset().union(*(grid.ours for grid in grids))
    called = {grid.title: grid.sheet for grid in grids}
    for one in asides:
        sheet = called.get(one.tab) if one.tab is not None else None
        if isinstance(one, Unseen):
            what = "le classeur emporte un autre fichier, dont rien ne dit s’il donne des noms de personnes."
            problem = Problem(what, file, remedy=CLEAN, sheet=sheet)
        elif sign := _said(one, ours):
            problem = Problem(
                f"{one.where} : on y trouve, semble-t-il, {sign}.", file, one.row, one.column, CLEAN, sheet
            )
        else:
            continue
        if (key := (sheet, problem.row, problem.column, problem.what)) not in told:
            told.add(key)
            yield problem


def _said(aside: Aside, ours: frozenset[str]) -> str | None:
    """What a text beside the cells gives away; the name that a spreadsheet signs with is nobody’s secret."""
    if folded(aside.text) in ours:
        return None
    if found := signs.number(aside.text):
        return found
    return None if aside.machine else _sentence(aside.text, about_places=False)
