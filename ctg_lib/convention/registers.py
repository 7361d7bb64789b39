"""Spreadsheets of the convention that many fill, a row a time: observations, consultations, the log of the actions.

They are declared, laid down and read as those of the local offer are, and hold no figure of the store.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ctg_lib import folders
from ctg_lib.errors import InputError, Problem, TerritoryError
from ctg_lib.sources import local_grid, local_reading, local_rows
from ctg_lib.sources.local import LOCKS, SPREADSHEETS
from ctg_lib.sources.local_cells import Trouble
from ctg_lib.sources.local_cover import ANSWER
from ctg_lib.sources.local_forms import PLACE, Book, Question, folded
from ctg_lib.sources.local_grid import Faults, Pages
from ctg_lib.sources.local_rows import Row
from ctg_lib.territory import Territory


@dataclass(frozen=True)
class Register(Book):
    """A workbook whose rows are kept as they are typed: its first sheet asks for the territory alone."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return (PLACE,)


@dataclass(frozen=True)
class Line:
    """One row: its cells by caption (a text, a number, or nothing), and where it stands, to tell what is wrong."""

    file: str
    sheet: str
    row: int
    cells: Row

    def problem(self, caption: str, what: str, remedy: str) -> Problem:
        """What is wrong in one of its cells."""
        return Problem(what, self.file, self.row, caption, remedy, self.sheet)

    def text(self, caption: str) -> str:
        """A cell as text, empty where there is nothing."""
        said = self.cells.get(caption)
        return said if isinstance(said, str) else ""

    def date(self, caption: str) -> datetime.date | None:
        """A cell of dates as a day, None where there is nothing."""
        said = self.text(caption)
        return datetime.date(*map(int, reversed(said.split("/")))) if said else None

    def number(self, caption: str) -> float | None:
        """A cell as a number, None where there is nothing."""
        said = self.cells.get(caption)
        return said if isinstance(said, float) else None


# What is wrong between the rows of one workbook; a cell that cannot be read is in none of them.
Check = Callable[[Sequence[Line]], Iterable[Problem]]


def read(register: Register, territory: Territory, check: Check = lambda _: ()) -> tuple[list[Line], list[InputError]]:
    """The rows of every workbook of a register in a territory's folder, in order; what is wrong, one error a file.

    A workbook is of the register when its name begins with the name of it (`observations_2026.xlsx`); one that nobody
    filled says nothing. A file that lists persons gives a NominativeError, and none of its rows. check: asked of each
    workbook, so that what its rows say of one another is told with what its cells cannot be read as.
    """
    folder = folders.conventions() / territory.code
    lines: list[Line] = []
    wrong: list[InputError] = []
    for path in _files(register, folder):
        try:
            lines += _read(path, register, territory, check)
        except InputError as error:
            wrong.append(error)
    return lines, wrong


def _files(register: Register, folder: Path) -> list[Path]:
    named = sorted(path for path in folder.glob("*") if path.name.casefold().startswith(register.source))
    return [
        path
        for path in named
        if path.suffix.lower() in SPREADSHEETS and path.is_file() and not path.name.startswith(LOCKS)
    ]


def _read(path: Path, register: Register, territory: Territory, check: Check) -> list[Line]:
    """The rows of one workbook. Raises InputError with every mistake of every sheet, NominativeError before that."""
    pages = local_grid.pages(path)
    faults = Faults(pages.file, [one.title for one in pages.sheets.values()])
    local_reading.refuse_persons(pages, register)
    _cover(pages, register, territory, faults)
    local_reading.strangers(pages, register, faults)
    rows: Mapping[str, Mapping[int, Row]] = {
        form.sheet: local_rows.read(pages, form, register, territory, faults) for form in register.forms
    }
    lines = [Line(pages.file, sheet, number, row) for sheet, several in rows.items() for number, row in several.items()]
    faults.found += check(lines)
    faults.done()
    return lines


def _cover(pages: Pages, register: Register, territory: Territory, faults: Faults) -> None:
    """The first sheet names the territory of the folder."""
    cells = pages.cells.get(folded(register.cover))
    if cells is None:
        faults.add(Trouble(f"la feuille « {register.cover} » manque.", local_grid.TEMPLATE))
        return
    row = next((number for number, held in cells.items() if folded(held.get(1, "")) == folded(PLACE.label)), None)
    said = "" if row is None else cells[row].get(2, "")
    text = f"{said:.10g}" if isinstance(said, float) else " ".join(str(said).split())
    try:
        other = Territory.parse(text).code != territory.code
    except TerritoryError:
        other = True
    if other:
        what = f"« {text} » n’est pas le territoire du dossier ({territory.spelling})."
        remedy = "corriger le code, ou déplacer le classeur dans le bon dossier."
        faults.add(Trouble(what, remedy), register.cover, row, ANSWER)
