"""`indicators.xlsx`: every table of the page, its numbers typed, then the long table and the dictionary.

It is made from the page, so that the two cannot differ: a cell that the page ties to a row of the long table is written
with the full value of that row, shown with the digits of its unit.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ctg_lib.export import page_tables
from ctg_lib.export.data import CAPTIONS, ENTRY, MEANING, dictionary
from ctg_lib.export.page_tables import Cell, Table
from ctg_lib.territory import Level
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import keys
from ctg_lib.views.wording import day

COVER, VALUES, DICTIONARY = "À lire", "Toutes les valeurs", "Dictionnaire"
_FIRST, _OTHERS, _WORDS = 46, 17, 60
_LONGEST = 31


def workbook(page: str, values: pd.DataFrame, date: str) -> bytes:
    """The bytes of the spreadsheet of a page and of its long table: the same for the same ones.

    date: the edition, AAAA-MM-JJ, written as the day of creation.
    """
    rows = {key: values.iloc[place] for place, key in enumerate(keys(values))}
    title, warnings, chapters = page_tables.read(page, rows)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": title, "created": datetime.datetime.fromisoformat(date)})
        sheets = _Sheets(book)
        sheets.cover(title, date, warnings, [*chapters, VALUES, DICTIONARY])
        for name, tables in chapters.items():
            sheets.tables(name, tables)
        sheets.frame(VALUES, _in_french(values), CAPTIONS, MEANING)
        sheets.frame(DICTIONARY, dictionary(list(dict.fromkeys(values["indicator"]))), ENTRY, {})
    return stream.getvalue()


def sheet_name(title: str) -> str:
    """A title as a sheet may be named: 31 characters, without the marks that spreadsheets refuse."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).replace("’", "'")[:_LONGEST].strip(" '")


def _in_french(values: pd.DataFrame) -> pd.DataFrame:
    """The long table with its levels, units and statuses in words."""
    return values.assign(
        level=values["level"].map(lambda level: Level(level).label),
        unit=values["unit"].map(lambda unit: "part, de 0 à 1" if unit == "part" else UNITS[unit].label or unit),
        status=values["status"].map(lambda status: Status(status).label),
    )


class _Sheets:
    """The sheets of one workbook, and the few formats that they share."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._title = self._format(bold=True, font_size=15)
        self._caption = self._format(bold=True, font_size=12)
        self._head = self._format(bold=True, text_wrap=True, valign="top", bottom=1)
        self._words = self._format(text_wrap=True, valign="top")
        self._number = self._format(num_format="#,##0.####")
        self._small = self._format(italic=True, font_color="#444444")

    def cover(self, title: str, date: str, warnings: list[str], names: list[str]) -> None:
        """What the file is, what to know before reading it, and a link to each sheet."""
        sheet = self._sheet(COVER)
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, title, self._title)
        about = [
            f"Édition du {day(date)}. Mêmes tableaux et mêmes chiffres que la page.",
            "Une borne basse et une borne haute encadrent un chiffre arrondi ou estimé.",
            "Une case qui n’est pas un nombre dit pourquoi il manque.",
            "La colonne Notes renvoie aux remarques écrites sous le tableau.",
            *warnings,
        ]
        for line, text in enumerate(about, start=2):
            sheet.write_string(line, 0, text, self._words)
        for line, name in enumerate(names, start=len(about) + 3):
            sheet.write_url(line, 0, f"internal:'{sheet_name(name).replace(chr(39), chr(39) * 2)}'!A1", string=name)

    def tables(self, name: str, tables: list[Table]) -> None:
        """The tables of one chapter, one under the other."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, _FIRST)
        sheet.set_column(1, max(len(one.head) for one in tables), _OTHERS)
        sheet.write_string(0, 0, name, self._title)
        sheet.freeze_panes(1, 1)
        line = 2
        for one in tables:
            sheet.write_string(line, 0, one.caption, self._caption)
            for place, heading in enumerate(one.head):
                sheet.write_string(line + 1, place, heading, self._head)
            for row, cells in enumerate(one.lines, start=line + 2):
                for place, cell in enumerate(cells):
                    self._write(sheet, row, place, cell)
            line += 2 + len(one.lines)
            for text in one.under:
                sheet.write_string(line, 0, text, self._small)
                line += 1
            line += 1

    def frame(self, name: str, frame: pd.DataFrame, titles: Mapping[str, str], meanings: Mapping[str, str]) -> None:
        """A long table: one header, kept in sight and fit for filters, with what each column means as its comment."""
        sheet = self._sheet(name)
        for place, column in enumerate(frame.columns):
            sheet.write_string(0, place, titles[column], self._head)
            if column in meanings:
                sheet.write_comment(0, place, meanings[column])
            numeric = pd.api.types.is_numeric_dtype(frame[column])
            sheet.set_column(place, place, _OTHERS if numeric or frame[column].str.len().max() < _OTHERS else _WORDS)
            for row, value in enumerate(frame[column], start=1):
                if numeric and pd.notna(value):
                    sheet.write_number(row, place, float(value), self._number)
                elif not numeric and value:
                    sheet.write_string(row, place, str(value))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(sheet_name(name))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def _write(self, sheet: Worksheet, row: int, place: int, cell: Cell) -> None:
        if isinstance(cell.value, str):
            sheet.write_string(row, place, cell.value, self._words)
        else:
            sheet.write_number(row, place, cell.value, self._format(num_format=number_format(cell), valign="top"))

    def _format(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]


def number_format(cell: Cell) -> str:
    """How a spreadsheet must show a number to print what the page prints."""
    unit = UNITS[cell.unit] if cell.unit else None
    digits = unit.digits if unit else cell.digits
    shape = "#,##0" + ("." + "0" * digits if digits else "")
    if (unit and unit.label == "%") or cell.suffix == "%":
        return shape + "%"
    return shape + (' "€"' if (unit and unit.id == "euros") or cell.suffix == "€" else "")
