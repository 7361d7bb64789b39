"""Word and Excel files: every part of the archive, then what they show as tables and sentences."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

import openpyxl
from lxml import etree

from ctg_lib.export.data import CAPTIONS
from ctg_lib.export.page_tables import BOUNDS, NOTES
from ctg_lib.territory import Level
from ctg_lib.value import KEY
from tests.attacks.eyes_data import row
from tests.attacks.eyes_html import CALL
from tests.attacks.reading import Cell, Read, Table, even

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML = {".xml", ".rels", ".vml"}
# Elements whose pieces are read as one: paragraphs of texts and drawings, strings of a spreadsheet.
_WHOLE = {"p", "si", "text", "comment"}
_SAID = {"descr", "title", "alt", "name"}
_LEVELS = {level.label: str(level) for level in Level}
# The bounds of a figure stand in columns of their own, under the same name.
_BOUND = re.compile(rf", (?:{'|'.join(BOUNDS)})\Z")
_COLUMNS = {title: name for name, title in CAPTIONS.items()}


def docx(content: bytes) -> Read:
    """A Word document: all its parts, its tables, and its paragraphs outside them, notes and comments included."""
    found = archive(content)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for name in (one for one in opened.namelist() if one.startswith("word/") and one.endswith(".xml")):
            root = etree.fromstring(opened.read(name))
            found.tables += [_grid(name, table) for table in root.iter(f"{W}tbl")]
            for number, one in enumerate(root.iter(f"{W}p"), 1):
                if not any(parent.tag == f"{W}tbl" for parent in one.iterancestors()):
                    found.say(f"{name}, paragraphe {number}", _words(one), prose=True)
    return found


def _grid(name: str, table: etree._Element) -> Table:
    told = table.find(f"{W}tblPr/{W}tblCaption")
    lines = [
        [Cell("\n".join(map(_uncalled, cell.iter(f"{W}p")))) for cell in line.iter(f"{W}tc")]
        for line in table.iter(f"{W}tr")
    ]
    return Table(name, told.get(f"{W}val", "") if told is not None else "", lines)


def _words(paragraph: etree._Element, left: Collection[etree._Element] = ()) -> str:
    """The words of a paragraph, hidden and deleted ones included."""
    pieces = {"t": lambda one: one.text or "", "delText": lambda one: one.text or "", "br": lambda _: "\n"}
    tags = [f"{W}{name}" for name in pieces]
    return "".join(pieces[etree.QName(one).localname](one) for one in paragraph.iter(*tags) if one not in left)


def _uncalled(paragraph: etree._Element) -> str:
    """The words of a paragraph of a cell, the calls of notes raised in it left out."""
    raised = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}rPr/{W}vertAlign") is not None]
    calls = {one for run in raised for one in run if CALL.fullmatch("".join(map(str, run.itertext())))}
    return _words(paragraph, calls)


def xlsx(content: bytes) -> Read:
    """A workbook: all its parts, then every sheet, shown or not, as tables; a long table as rows with their keys."""
    found = archive(content)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in book.worksheets:
        lines = [["" if cell is None else cell for cell in line] for line in sheet.iter_rows(values_only=True)]
        head = [_COLUMNS.get(str(name), str(name)) for name in lines[0]] if lines else []
        if set(KEY) <= set(head):
            for number, line in enumerate(lines[1:], 2):
                told = dict(zip(head, line, strict=True))
                told["level"] = _LEVELS.get(str(told["level"]), told["level"])
                found.tied += row(f"{sheet.title}, ligne {number}", told)
        else:
            found.tables += _sheet(sheet.title, [list(map(str, line)) for line in lines])
            for number, line in enumerate(lines, 1):
                for text in (one for one in line if isinstance(one, str) and " " in one):
                    found.say(f"{sheet.title}, ligne {number}", text, prose=True)
    return found


def _sheet(name: str, lines: list[list[str]]) -> Iterator[Table]:
    """The tables of a sheet: a caption alone on its line, then lines of several cells."""
    caption, current = "", list[list[Cell]]()
    for line in [*lines, []]:
        if sum(bool(cell) for cell in line) > 1:
            current.append([Cell(text) for text in line])
            continue
        if current:
            head = [Cell(_BOUND.sub("", one.text)) for one in current[0] if one.text]
            noted = head[-1].text == NOTES
            lines_of_it = [line[: len(head) - noted] for line in (head, *current[1:])]
            yield Table(name, caption, lines_of_it)
            current = []
        caption = next(filter(None, line), "")


def archive(content: bytes) -> Read:
    """Every part of an archive: XML as text and attributes, other parts as files of their own."""
    found = Read()
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        found.say("commentaire de l’archive", opened.comment.decode("utf-8", "replace"))
        for one in opened.infolist():
            found.say(f"{one.filename} (nom)", one.filename)
            found.say(f"{one.filename} (champs de l’archive)", (one.comment + one.extra).decode("utf-8", "replace"))
            if PurePosixPath(one.filename).suffix in _XML:
                _part(found, one.filename, opened.read(one))
            elif not one.is_dir():
                found.inside.append((one.filename, one.filename, opened.read(one)))
    return found


def _part(found: Read, name: str, content: bytes) -> None:
    """Texts, comments and attributes; a number that two runs share is read in their paragraph."""
    for one in etree.fromstring(content, etree.XMLParser(huge_tree=True)).iter():
        if not isinstance(one.tag, str):
            found.say(f"{name}, commentaire", one.text)
            continue
        tag = etree.QName(one).localname
        for attribute, value in one.attrib.items():
            said = etree.QName(attribute).localname in _SAID
            found.say(f"{name}, {tag} @{etree.QName(attribute).localname}", value, prose=said and " " in value)
        for text in (one.text, one.tail):
            if text:
                found.say(f"{name}, {tag}", text)
        if tag in _WHOLE:
            found.say(f"{name}, {tag} entier", even("".join(map(str, one.itertext()))))
