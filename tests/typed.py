"""What LISEZMOI asks its reader to type in a spreadsheet, typed as it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from ctg_lib.sources.local_forms import folded
from tests.pages import text

PAGE = "LISEZMOI.md"
BOOK = "offre_locale.xlsx"
HEAD = "| feuille | ligne | colonne | ce que l’on tape |"


@dataclass(frozen=True)
class Cell:
    """One line of the table: the sheet, the row by its number or by its first words, the column, what is typed."""

    sheet: str
    row: str
    column: str
    typed: str


def cells() -> list[Cell]:
    table = text(PAGE).partition(f"{HEAD}\n")[2].partition("\n\n")[0]
    lines = [re.findall(r"(?<=\| ).*?(?= \|)", line) for line in table.splitlines()[1:]]
    return [Cell(*line) for line in lines]


def fill(folder: Path) -> Path:
    """Type all of it in the workbook of the folder of a convention, and save."""
    path = folder / BOOK
    workbook = openpyxl.load_workbook(path)
    for one in cells():
        place(workbook, one).value = int(one.typed) if one.typed.isdigit() else one.typed
    workbook.save(path)
    return path


def place(workbook: Any, one: Cell) -> Any:
    """The cell that a line of the table means: its column bears that title, in whichever row titles stand."""
    sheet = next(each for each in workbook if folded(each.title) == folded(one.sheet))
    (column,) = {cell.column for line in sheet for cell in line if folded(cell.value or "") == folded(one.column)}
    if one.row.isdigit():
        return sheet.cell(int(one.row), column)
    (row,) = [line[0].row for line in sheet if folded(line[0].value or "") == folded(one.row)]
    return sheet.cell(row, column)
