"""The spreadsheets that an analyst fills, made from the declarations of their sheets.

The same declaration gives the same bytes, whatever the day and the machine.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ctg_lib.convention import guide
from ctg_lib.sources.local_cover import ANSWER, YEARS
from ctg_lib.sources.local_forms import EXAMPLE, GUIDE, LISTS, PLACE, YEAR, Book, Column, Form, Kind
from ctg_lib.typesetting import typeset

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

# Lines in which the drop-downs work; the reader takes many more.
LAST_ROW = 500
# The first day that a zip file can bear: the day of writing is not in the bytes.
DAY, STAMP = (1980, 1, 1, 0, 0, 0), b"1980-01-01T00:00:00Z"
INK, PALE, GREY, LETTERING = "1F3A5F", "EEF2F7", "6B6B6B", "Calibri"
FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.AMOUNT: "#,##0.##",
    Kind.DATE: "DD/MM/YYYY",
    Kind.COMMUNE: "@",
    Kind.NAME: "@",
    Kind.TEXT: "@",
}
WIDTHS = {Kind.COMMUNE: 32, Kind.NAME: 34, Kind.CHOICE: 34, Kind.TEXT: 60}
NUMBER = 18
# Of the first sheet (question, answer, explanation), then of the one that explains every column.
ASKED, TOLD = (42, 34, 80), (36, 80, 60, 14)
# Of a row of text: its height in points, and about how many letters it holds.
LINE, LETTERS = 15, 140
# What Excel allows in the message of a cell.
PROMPT, TITLE = 255, 32


def workbook(book: Book, spelling: str, communes: Mapping[str, str]) -> bytes:
    """The .xlsx of a declaration for a territory: how it is spelled, and the names of its communes by code."""
    # Openpyxl takes a third of a second to load: only those who write a template wait for it.
    import openpyxl

    file = openpyxl.Workbook()
    file.remove(file.active)
    file.properties.title, file.properties.creator, file.properties.language = book.title, "ctg", "fr-FR"
    writer = _Writer(file, book, [label(code, name) for code, name in communes.items()])
    writer.cover(spelling)
    writer.guide()
    for form in book.forms:
        writer.form(form)
    writer.lists()
    buffer = io.BytesIO()
    file.save(buffer)
    return timeless(buffer.getvalue())


def label(code: str, name: str) -> str:
    """A commune as the drop-down shows it: a code that cannot lose its zero, and its name."""
    return f"{code} – {name}"


@dataclass(frozen=True)
class _Writer:
    """One workbook being written."""

    file: Workbook
    book: Book
    communes: list[str]

    @cached_property
    def choices(self) -> list[Sequence[str]]:
        """Every list that some drop-down offers, once: each is a column of the last sheet."""
        asked = [one.choices for one in self.book.questions if one.choices]
        columns = [one.choices for form in self.book.forms for one in form.columns if one.choices]
        return [self.communes, *dict.fromkeys([*asked, *columns])]

    def cover(self, spelling: str) -> None:
        """The first sheet: what is asked once."""
        sheet = self.file.create_sheet(self.book.cover)
        _titles(sheet, 1, 3, self.book.title, self.book.about)
        _header(sheet, 4, ("Question", ANSWER, "Explication"))
        for row, question in enumerate(self.book.questions, start=5):
            said = spelling if question is PLACE else None
            _write(sheet, row, (question.label, said, question.explains), ASKED)
            _box(sheet.cell(row, 2))
            if question.choices:
                _validate(sheet, self._drop_down(question.choices), f"B{row}")
            elif question is YEAR:
                _validate(sheet, _number("whole", *YEARS), f"B{row}")
            else:
                sheet.cell(row, 2).number_format = "@"
        _widths(sheet, ASKED)

    def guide(self) -> None:
        """The sheet that explains every column."""
        sheet = self.file.create_sheet(GUIDE)
        _titles(sheet, 1, 4, f"{GUIDE} : {self.book.title}", *guide.rules(self.book))
        row = len(guide.rules(self.book)) + 3
        for form in self.book.forms:
            _titles(sheet, row, 4, f"Feuille « {form.sheet} »", form.about)
            _header(sheet, row + 2, guide.HEADINGS)
            for number, line in enumerate(guide.lines(form), start=row + 3):
                _write(sheet, number, line, TOLD)
            row += len(form.columns) + 4
        _widths(sheet, TOLD)

    def form(self, form: Form) -> None:
        """A sheet to fill: its header, the example, and the communes where there is one row for each."""
        sheet = self.file.create_sheet(form.sheet)
        _header(sheet, 1, [guide.heading(column) for column in form.columns])
        for place, column in enumerate(form.columns, start=1):
            example = EXAMPLE if place == 1 else column.example
            cell = sheet.cell(2, place, example)
            cell.number_format = FORMATS.get(column.kind, "General")
            _grey(cell)
            letter = sheet.cell(1, place).column_letter
            sheet.column_dimensions[letter].number_format = FORMATS.get(column.kind, "General")
            _validate(sheet, self._validation(column), f"{letter}2:{letter}{LAST_ROW}", column)
        if not form.lists:
            for row, commune in enumerate(self.communes, start=3):
                sheet.cell(row, 1, commune)
        _widths(sheet, [WIDTHS.get(column.kind, NUMBER) for column in form.columns])
        sheet.row_dimensions[1].height = 2 * LINE
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"

    def lists(self) -> None:
        """The last sheet: what the drop-downs offer."""
        sheet = self.file.create_sheet(LISTS)
        captions = ["Communes", *(f"Liste {number}" for number in range(1, len(self.choices)))]
        _header(sheet, 1, captions)
        for place, several in enumerate(self.choices, start=1):
            for row, one in enumerate(several, start=2):
                sheet.cell(row, place, one)
        _widths(sheet, [WIDTHS[Kind.NAME]] * len(captions))

    def _validation(self, column: Column) -> DataValidation:
        """What the spreadsheet itself refuses while it is filled."""
        if column.kind is Kind.COMMUNE:
            return self._drop_down(self.communes)
        if column.choices:
            return self._drop_down(column.choices)
        if self.book.secret_codes or column.kind not in (Kind.COUNT, Kind.AMOUNT):
            return _free()
        return _number("whole" if column.kind is Kind.COUNT else "decimal", 0, column.high)

    def _drop_down(self, choices: Sequence[str]) -> DataValidation:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.datavalidation import DataValidation

        letter = get_column_letter(self.choices.index(choices) + 1)
        # The grey row says neither a commune nor a list: a blank and the word of the example are let through.
        return DataValidation(
            "list",
            formula1=f"={LISTS}!${letter}$2:${letter}${len(choices) + 1}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Valeur inconnue",
            error="Choisir une valeur dans la liste.",
        )


def _number(kind: str, low: float, high: float) -> DataValidation:
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(
        kind,
        operator="between",
        formula1=f"{low:g}",
        formula2=f"{high:.0f}",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Nombre attendu",
        error=f"Écrire un nombre de {low:g} à {high:.0f}, ou laisser la case vide.",
    )


def _free() -> DataValidation:
    from openpyxl.worksheet.datavalidation import DataValidation

    return DataValidation(allow_blank=True)


def _validate(sheet: Any, rule: DataValidation, cells: str, column: Column | None = None) -> None:
    if column is not None:
        rule.promptTitle, rule.prompt = column.caption[:TITLE], column.explains[:PROMPT]
        rule.showInputMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _titles(sheet: Any, row: int, across: int, title: str, *texts: str) -> None:
    """A title, then sentences over some columns, in rows as high as they need."""
    from openpyxl.styles import Alignment, Font

    sheet.cell(row, 1, title).font = Font(LETTERING, bold=True, size=14, color=INK)
    for below, text in enumerate(texts, start=row + 1):
        sheet.cell(below, 1, typeset(text)).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=below, end_row=below, start_column=1, end_column=across)
        sheet.row_dimensions[below].height = LINE * (1 + len(text) // LETTERS)


def _header(sheet: Any, row: int, captions: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, caption in enumerate(captions, start=1):
        cell = sheet.cell(row, place, caption)
        cell.font = Font(LETTERING, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=INK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _write(sheet: Any, row: int, texts: Sequence[str | None], widths: Sequence[int]) -> None:
    """A row of texts, as high as the one that takes most lines."""
    from openpyxl.styles import Alignment

    for place, text in enumerate(texts, start=1):
        sheet.cell(row, place, text and typeset(text)).alignment = Alignment(wrap_text=True, vertical="top")
    lines = (1 + len(text or "") // width for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = LINE * max(lines)


def _box(cell: Any) -> None:
    """A cell to fill."""
    from openpyxl.styles import Border, PatternFill, Side

    line = Side("thin", color=INK)
    cell.border = Border(line, line, line, line)
    cell.fill = PatternFill("solid", fgColor=PALE)


def _grey(cell: Any) -> None:
    """A cell of the example."""
    from openpyxl.styles import Font, PatternFill

    cell.font = Font(LETTERING, italic=True, color=GREY)
    cell.fill = PatternFill("solid", fgColor=PALE)


def _widths(sheet: Any, widths: Sequence[int]) -> None:
    """Columns wide enough to be read, pages that print on A4 across."""
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def timeless(raw: bytes, stamp: bytes = STAMP) -> bytes:
    """The same archive without the day on which it was written; stamp: the one that it tells instead."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as written, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            kept.writestr(zipfile.ZipInfo(name, DAY), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
