"""From a workbook filled by hand to checked rows: every mistake of every sheet is collected, then told at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ctg_lib.errors import NominativeError
from ctg_lib.sources import local_cover, local_grid, local_persons, local_rows
from ctg_lib.sources.local_cells import Trouble
from ctg_lib.sources.local_cover import Cover
from ctg_lib.sources.local_forms import GUIDE, LISTS, Book, Form, Kind, folded
from ctg_lib.sources.local_grid import Cells, Faults, Pages
from ctg_lib.sources.local_persons import Grid
from ctg_lib.sources.local_rows import Row
from ctg_lib.territory import Territory

FIVE = 5


@dataclass(frozen=True)
class Filled:
    """What a workbook says: its first sheet, and for each other sheet its rows by caption."""

    cover: Cover
    territory: Territory
    rows: Mapping[str, list[Row]]


def read(path: Path, book: Book) -> Filled:
    """Raises NominativeError before anything is read, then InputError with every mistake of every sheet."""
    pages = local_grid.pages(path)
    faults = Faults(pages.file, [one.title for one in pages.sheets.values()])
    refuse_persons(pages, book)
    cover = local_cover.read(pages, book, faults)
    strangers(pages, book, faults)
    rows = {one.sheet: local_rows.read(pages, one, book, cover.territory, faults) for one in book.forms}
    for sheet, state in cover.states.items():
        if rows[sheet] and state == "":
            local_cover.unsaid(book, pages, faults, sheet)
    if cover.rounded:
        _not_rounded(rows, book, faults)
    if not _lines(pages, book):
        faults.add(Trouble("aucune feuille n’est remplie.", "remplir au moins une ligne."))
    faults.done()
    assert cover.territory is not None
    return Filled(cover, cover.territory, {sheet: list(several.values()) for sheet, several in rows.items()})


def is_blank(path: Path, book: Book) -> bool:
    """Whether a workbook is still as it was laid down: nothing beside its examples and the names of communes.

    A list of persons in a workbook that is not filled yet must be told, so that it is not blank.
    """
    pages = local_grid.pages(path)
    try:
        refuse_persons(pages, book)
    except NominativeError:
        return False
    return not _lines(pages, book)


def _lines(pages: Pages, book: Book) -> bool:
    return any(local_rows.lines(pages, form) for form in book.forms)


def refuse_persons(pages: Pages, book: Book) -> None:
    """Raise NominativeError where anything in the file looks like a person."""
    sheets = enumerate(pages.everything.items(), start=1)
    grids = [_grid(title, number, cells, pages, book) for number, (title, cells) in sheets]
    local_persons.refuse(pages.file, grids, pages.beside)


def _grid(title: str, number: int, cells: Sequence[tuple[int, int, object]], pages: Pages, book: Book) -> Grid:
    """A sheet, hidden or unknown, as `local_persons` looks at it; one that is not ours is told by its number."""
    form = next((one for one in book.forms if folded(one.sheet) == folded(title)), None)
    known = next((one for one in (book.cover, GUIDE, LISTS) if folded(one) == folded(title)), form and form.sheet)
    filled = pages.cells.get(folded(title), {})
    kinds = _kinds(filled, form) if form else _renamed(filled, book)
    return Grid(
        known or f"n° {number}",
        cells,
        form is not None and form.lists,
        frozenset(map(folded, book.texts)),
        kinds,
        frozenset({2}) if known == book.cover else frozenset(at for at, kind in kinds.items() if kind is Kind.TEXT),
        title,
    )


def _renamed(cells: Cells, book: Book) -> dict[int, Kind]:
    """The same for a sheet under another name that bears every caption of one of ours: its dates are no birth dates."""
    found = ((one, _kinds(cells, one)) for one in book.forms)
    return next((kinds for one, kinds in found if len(kinds) == len(one.columns)), {})


def _kinds(cells: Cells, form: Form) -> dict[int, Kind]:
    """What the columns of a sheet hold, where they bear the captions of the template."""
    header = local_grid.header_row(cells, form)
    places = {} if header is None else local_grid.places(cells, header, form)[0]
    return {place: form.column(caption).kind for caption, place in places.items()}


def strangers(pages: Pages, book: Book, faults: Faults) -> None:
    """Sheets that are not in the template: a renamed one would be lost without a word."""
    ours = {folded(form.sheet): form.sheet for form in book.forms}
    missing = [name for name in ours if name not in pages.cells]
    for name, cells in pages.cells.items():
        if name in ours or name in map(folded, (book.cover, GUIDE, LISTS)) or not cells:
            continue
        near = get_close_matches(name, missing, n=1)
        remedy = f"la renommer « {ours[near[0]]} »." if near else "la supprimer du classeur."
        faults.add(Trouble("cette feuille n’est pas dans le modèle.", remedy), pages.sheets[name].title)


def _not_rounded(rows: Mapping[str, Mapping[int, Row]], book: Book, faults: Faults) -> None:
    """Figures that are said to be rounded, and are not; a count of persons is not quoted."""
    for form in book.forms:
        for number, row in rows[form.sheet].items():
            for caption, cell in row.items():
                if isinstance(cell, float) and cell % FIVE:
                    told = "le nombre" if form.column(caption).secrecy else f"{cell:g}"
                    remedy = "vérifier le nombre, ou dire sur la première feuille que les effectifs sont exacts."
                    faults.add(Trouble(f"{told} n’est pas un multiple de {FIVE}.", remedy), form.sheet, number, caption)
