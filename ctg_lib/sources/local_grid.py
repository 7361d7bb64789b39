"""The sheets of a workbook filled by hand, as grids of cells: what opens, what is hidden, merged or misplaced."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from ctg_lib.errors import InputError, Problem
from ctg_lib.sources import local_asides, local_cells
from ctg_lib.sources.local_asides import Aside, Unseen
from ctg_lib.sources.local_cells import Trouble
from ctg_lib.sources.local_forms import Form, folded

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST, WIDEST, HEADERS = 5000, 60, 10
SAVE_AS = "l’ouvrir dans un tableur et l’enregistrer en « Classeur Excel (.xlsx) »"
TEMPLATE = "reprendre le modèle (« ctg new »), et y recopier les lignes."
Cells = Mapping[int, Mapping[int, object]]


@dataclass(frozen=True)
class Pages:
    """The sheets of a workbook under their folded names, and the cells of each that hold something, by row and column.

    Nobody sees a space at the end of a tab, nor which apostrophe it has. everything: by title, in order, the cells of
    every sheet, those that are never read too: (row, column, value). beside: what no cell shows.
    """

    file: str
    sheets: Mapping[str, Any]
    cells: Mapping[str, Cells]
    everything: Mapping[str, list[tuple[int, int, object]]]
    beside: Sequence[Aside | Unseen]


@dataclass
class Faults:
    """Everything wrong in a file; `order`: its sheets, in which it is told."""

    file: str
    order: list[str] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)

    def add(
        self, trouble: Trouble, sheet: str | None = None, row: int | None = None, column: str | None = None
    ) -> None:
        self.found.append(Problem(trouble.what, self.file, row, column, trouble.remedy, sheet))

    def done(self) -> None:
        """Raise everything that was found wrong, sheet by sheet from top to bottom, or nothing."""
        if self.found:
            count = len(self.found)
            title = f"{self.file} : {'1 problème' if count == 1 else f'{count} problèmes'} ; rien n’a été enregistré."
            raise InputError(title, sorted(self.found, key=self._place))

    def _place(self, problem: Problem) -> tuple[int, int]:
        names = list(map(folded, self.order))
        sheet = folded(problem.sheet or "")
        return (names.index(sheet) if sheet in names else -1, problem.row or 0)


def opened(path: Path) -> Workbook:
    """The workbook with its formulas; InputError for what is not an .xlsx that can be read, with how to make one."""
    # Openpyxl takes a third of a second to load: only those who have a workbook wait for it.
    import openpyxl

    name = Path(path).name
    with _readable(path), Path(path).open("rb") as stream, warnings.catch_warnings():
        # What a spreadsheet adds for itself (colours, lists) is of no interest here.
        warnings.simplefilter("ignore")
        head = stream.read(1 << 16)
        if trouble := _foreign(head, path):
            raise InputError(f"{name} ne peut pas être lu.", [Problem(trouble.what, name, remedy=trouble.remedy)])
        stream.seek(0)
        return openpyxl.load_workbook(stream)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever a damaged file makes a reader stumble on is an InputError."""
    try:
        yield
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, RuntimeError) as error:
        raise _unreadable(Path(path).name, error) from None
    except (zipfile.BadZipFile, zlib.error, ParseError) as error:
        raise _unreadable(Path(path).name, error) from None


def _unreadable(name: str, error: Exception) -> InputError:
    if isinstance(error, PermissionError):
        what, remedy = "la lecture en est interdite.", "le fermer dans le tableur, ou vérifier les droits."
    elif isinstance(error, FileNotFoundError):
        what, remedy = "le fichier n’existe pas.", "vérifier le chemin."
    elif isinstance(error, IsADirectoryError):
        what, remedy = "c’est un dossier.", "donner le classeur qu’il contient."
    else:
        what, remedy = f"le fichier est abîmé ({type(error).__name__}).", f"{SAVE_AS}, ou {TEMPLATE}"
    return InputError(f"{name} ne peut pas être lu.", [Problem(what, name, remedy=remedy)])


def _foreign(head: bytes, path: Path) -> Trouble | None:
    """Why the bytes are not those of an .xlsx."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in Path(path).read_bytes():
            return Trouble("le classeur est protégé par un mot de passe.", f"{SAVE_AS}, sans mot de passe.")
        return Trouble("c’est un ancien classeur Excel (.xls).", f"{SAVE_AS}.")
    if b"opendocument.spreadsheet" in head[:200]:
        return Trouble("c’est un classeur OpenDocument (.ods).", f"{SAVE_AS}.")
    if not head:
        return Trouble("le fichier est vide.", TEMPLATE)
    if not head.startswith(b"PK"):
        return Trouble("ce n’est pas un classeur.", f"{SAVE_AS}, ou {TEMPLATE}")
    return None


def pages(path: Path) -> Pages:
    """The sheets of a file; InputError where it is not a workbook that can be read."""
    workbook = opened(path)
    sheets = {folded(one.title): one for one in workbook.worksheets}
    everything = {title: _held(workbook[title]) for title in workbook.sheetnames}
    with _readable(path):
        for title, row, column, result in local_asides.results(path):
            everything.setdefault(title, []).append((row, column, result))
        shown = {cell for held in everything.values() for *_, cell in held if isinstance(cell, str)}
        beside = (*local_asides.asides(path), *local_asides.unused(path, shown))
    cells = {name: _filled(one) for name, one in sheets.items()}
    return Pages(Path(path).name, sheets, cells, everything, beside)


def _held(sheet: Any) -> list[tuple[int, int, object]]:
    """The cells of a sheet that hold something, wherever they are; a sheet that is one drawing has none."""
    # Going through rows and columns would make the empty cells of a sheet of a million rows.
    kept = getattr(sheet, "_cells", {})
    return [(row, column, cell.value) for (row, column), cell in kept.items() if not local_cells.blank(cell.value)]


def _filled(worksheet: Any) -> dict[int, dict[int, object]]:
    found: dict[int, dict[int, object]] = {}
    rows, columns = min(worksheet.max_row, LONGEST), min(worksheet.max_column, WIDEST)
    for number, row in enumerate(worksheet.iter_rows(max_row=rows, max_col=columns, values_only=True), start=1):
        held = {place: cell for place, cell in enumerate(row, start=1) if not local_cells.blank(cell)}
        if held:
            found[number] = held
    return found


def too_large(worksheet: Any) -> Trouble | None:
    """A sheet that goes on far below its table: nobody sees what is there."""
    if worksheet.max_row <= LONGEST and worksheet.max_column <= WIDEST:
        return None
    what = f"la feuille va jusqu’à la ligne {worksheet.max_row} et à la colonne {worksheet.max_column}."
    return Trouble(what, "supprimer les lignes et les colonnes vides qui suivent le tableau.")


def hidden(worksheet: Any, cells: Cells) -> Iterator[Trouble]:
    """What one does not see on the screen, and would be read."""
    if worksheet.sheet_state != "visible":
        yield Trouble("la feuille est masquée.", "l’afficher (clic droit sur un onglet), ou la supprimer.")
    rows = [row for row in cells if worksheet.row_dimensions[row].hidden]
    if rows:
        told = f"la ligne {rows[0]} est masquée" if len(rows) == 1 else f"{len(rows)} lignes sont masquées"
        yield Trouble(f"{told}.", "ôter le filtre et afficher toutes les lignes.")
    used = {place for row in cells.values() for place in row}
    columns = [
        letter
        for letter, one in worksheet.column_dimensions.items()
        if one.hidden and used & set(range(one.min or 0, (one.max or 0) + 1))
    ]
    if columns:
        yield Trouble(f"colonne masquée : {', '.join(columns)}.", "afficher toutes les colonnes.")


def merged(worksheet: Any, header: int) -> Iterator[tuple[int, Trouble]]:
    """Merged cells in the table or its header: which row and column they are of cannot be told."""
    for area in sorted(worksheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col)):
        if area.max_row >= header:
            trouble = Trouble(f"cellules fusionnées ({area.coord}).", "annuler la fusion, et remplir chaque case.")
            yield area.min_row, trouble


def header_row(cells: Cells, form: Form) -> int | None:
    """The row that bears the captions of a form, or most of them: a title may stand above."""
    wanted = {folded(column.caption) for column in form.columns}

    def fitting(row: int) -> int:
        return len(wanted & {folded(cell) for cell in cells[row].values()})

    best = max((row for row in cells if row <= HEADERS), key=fitting, default=None)
    return best if best is not None and 2 * fitting(best) >= len(wanted) else None


def places(cells: Cells, header: int, form: Form) -> tuple[dict[str, int], list[tuple[str | None, Trouble]]]:
    """Where each caption of a form stands, and what is wrong in the header: (caption, trouble)."""
    wanted = {folded(column.caption): column.caption for column in form.columns}
    found: dict[str, int] = {}
    extra: dict[str, int] = {}
    wrong: list[tuple[str | None, Trouble]] = []
    used = {place for row, held in cells.items() if row > header for place in held}
    for place, cell in cells[header].items():
        caption = wanted.get(folded(cell))
        if caption is None:
            extra[" ".join(str(cell).split())] = place
        elif caption in found:
            wrong.append((caption, Trouble("deux colonnes portent ce nom.", "n’en garder qu’une.")))
        else:
            found[caption] = place
    for caption in (one for one in wanted.values() if one not in found):
        near = get_close_matches(folded(caption), list(map(folded, extra)), n=1, cutoff=0.7)
        renamed = next((name for name in extra if near and folded(name) == near[0]), None)
        if renamed is None:
            wrong.append((caption, Trouble("la colonne manque.", TEMPLATE)))
        else:
            del extra[renamed]
            wrong.append((caption, Trouble(f"elle s’appelle « {renamed} » dans la feuille.", f"écrire « {caption} ».")))
    for name in (one for one, place in extra.items() if place in used):
        what = "cette colonne n’est pas dans le modèle, et rien n’en serait lu."
        wrong.append((name, Trouble(what, "la retirer de la feuille.")))
    for place in sorted(used - set(cells[header])):
        wrong.append((None, Trouble(f"la colonne n° {place} contient des valeurs, et n’a pas de nom.", "la retirer.")))
    return found, wrong
