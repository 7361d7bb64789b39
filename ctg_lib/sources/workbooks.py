"""From a sheet of a spreadsheet (.xlsx) to a table of text, as `opening` does of a CSV: nothing is interpreted here.

A number is written with a decimal point and no more digits than it has; a date as AAAA-MM-JJ. The index is the row
number that the spreadsheet shows.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ctg_lib.errors import InputError, Problem
from ctg_lib.sources import opening

if TYPE_CHECKING:
    from openpyxl import Workbook


def is_workbook(path: Path) -> bool:
    """Whether a file is an .xlsx, by what it holds and not by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, in order."""
    return list(_opened(path).sheetnames)


def table(path: Path, sheet: str, header_row: int = 1) -> tuple[pd.DataFrame, list[Problem]]:
    """All cells as text (columns = names of the header row) and the problems of shape; blank rows are left out."""
    name = Path(path).name
    book = _opened(path)
    if sheet not in book.sheetnames:
        found = ", ".join(book.sheetnames)
        what = f"elle manque ; feuilles lues : {found}."
        raise InputError(
            f"{name} n’a pas la feuille « {sheet} ».",
            [Problem(what, name, remedy="reprendre le classeur du producteur, feuilles comprises.")],
        )
    rows = [[text(cell) for cell in row] for row in book[sheet].iter_rows(min_row=header_row, values_only=True)]
    if not rows or not any(rows[0]):
        what = f"feuille « {sheet} » : aucun nom de colonne à cette ligne."
        return pd.DataFrame(), [Problem(what, name, header_row, remedy="reprendre le classeur du producteur.")]
    names = [" ".join(cell.split()) for cell in rows[0]]
    problems = list(opening.repeated_names(name, names))
    named = [place for place, column in enumerate(names) if column]
    body = {header_row + place: [row[at] for at in named] for place, row in enumerate(rows[1:], start=1) if any(row)}
    cells = pd.DataFrame.from_dict(body, orient="index", columns=[names[at] for at in named], dtype="str")
    return cells, problems


def text(cell: object) -> str:
    """One cell as text: `12.0` is « 12 », a date « 2026-01-31 », nothing an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()


def _opened(path: Path) -> Workbook:
    """The workbook, as last computed by the spreadsheet that wrote it."""
    # Openpyxl takes a third of a second to load: only those who read a workbook wait for it.
    import openpyxl

    try:
        # By its content: openpyxl would refuse a path for its ending alone.
        return openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes()), data_only=True)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, TypeError) as error:
        name = Path(path).name
        remedy = "l’ouvrir dans un tableur et l’enregistrer en « Classeur Excel (.xlsx) », sans mot de passe."
        what = f"contenu binaire qui n’est pas celui d’un classeur lisible ({type(error).__name__})."
        raise InputError(f"{name} ne s’ouvre pas.", [Problem(what, name, remedy=remedy)]) from None
