"""`diagnostic.docx`: the page for Word, where those who sign it write in it.

Pandoc turns the page into paragraphs, lists, tables and links; styles come from `docx_style`, and what pandoc has no
word for is put in afterwards. It comes inside the wheel of pypandoc-binary (34 MB to download, 160 MB once there).
"""

from __future__ import annotations

import datetime
import io
import logging
import re
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypandoc
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from ctg_lib.convention.templates import timeless
from ctg_lib.export.docx_page import readable
from ctg_lib.export.docx_style import TEXT_WIDTH, reference

WITHOUT_PANDOC = (
    "Le document Word n’est pas écrit : pandoc ne démarre pas sur cet ordinateur. L’installer avec « pip install "
    "pypandoc-binary », ou faire autoriser le programme pandoc par le service informatique. En attendant, Word ouvre "
    "aussi diagnostic.html."
)
# Pandoc names some paragraphs for itself; Word and its reader know these.
_RENAMED = {"FirstParagraph": "BodyText", "TableCaption": "Caption", "ImageCaption": "Caption", "Compact": "BodyText"}
_KEPT_WHOLE = 9


def missing() -> str:
    """Why no Word document can be written here, in French; empty where it can."""
    # It tells, in English and at length, of each pandoc that it does not find.
    logging.getLogger("pypandoc").setLevel(logging.CRITICAL)
    try:
        pypandoc.get_pandoc_version()
    except OSError:
        return WITHOUT_PANDOC
    return ""


def docx(page: str, date: str) -> bytes:
    """The Word document of a page: the same for the same page, with one version of pandoc.

    date: the edition, AAAA-MM-JJ, written as the day of creation. Raises OSError where `missing` gives a reason.
    """
    title, html = readable(page)
    document = Document(io.BytesIO(_converted(html, reference(title))))
    body = document.element.body
    for style in body.iter(qn("w:pStyle")):
        style.set(qn("w:val"), _RENAMED.get(style.get(qn("w:val")), style.get(qn("w:val"))))
    for table in body.iter(qn("w:tbl")):
        _measured(table)
        _kept_together(table)
    for one, following in pairwise(body.iterchildren(qn("w:p"))):
        # What is missing from a table and where the rest comes from are read together.
        if one.style == following.style == "Source":
            one.get_or_add_pPr().get_or_add_keepNext()
    for picture in body.iter(qn("wp:inline")):
        _described_once(picture)
    for link in body.iter(qn("w:hyperlink")):
        _discreet(link)
    _contents(body)
    _on_the_first_page(body)
    _numbered_as_called(document.part.numbering_part.element)
    properties = document.core_properties
    properties.title, properties.language, properties.author = title, "fr-FR", "ctg_lib"
    properties.created = properties.modified = datetime.datetime.fromisoformat(date)
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue(), f"{date}T00:00:00Z".encode())


def _converted(html: str, styles: bytes) -> bytes:
    """What pandoc makes of it; `--sandbox`: it reads nothing but what it is given."""
    with tempfile.TemporaryDirectory() as folder:
        model, written = Path(folder, "reference.docx"), Path(folder, "page.docx")
        model.write_bytes(styles)
        asked = ["--sandbox", f"--reference-doc={model}", "--metadata=lang:fr-FR", "--syntax-highlighting=none"]
        pypandoc.convert_text(html, "docx", format="html", outputfile=written, extra_args=asked)
        return written.read_bytes()


def _measured(table: Any) -> None:
    """The table as wide as the text: pandoc shares out the width of a page of its own."""
    columns = list(table.tblGrid.iter(qn("w:gridCol")))
    wide = sum(one.w for one in columns)
    for one in columns:
        one.w = round(one.w * Mm(TEXT_WIDTH) / wide)
    width = table.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(Mm(TEXT_WIDTH).twips))
    for row in table.iter(qn("w:tr")):
        for cell, column in zip(row.iter(qn("w:tc")), columns, strict=True):
            cell.width = column.w


def _described_once(picture: Any) -> None:
    """The words for a picture stand where screen readers look; pandoc writes its whole address beside them.

    No distance around: what is not said is an eighth of an inch for LibreOffice.
    """
    for side in ("distT", "distB", "distL", "distR"):
        picture.set(side, "0")
    told = picture.find(qn("wp:docPr"))
    del told.attrib["title"]
    for one in picture.iter(qn("pic:cNvPr")):
        one.set("descr", told.get("descr"))


def _kept_together(table: Any) -> None:
    """No row is cut by the end of a page, and a table of a few rows stays whole."""
    rows = list(table.iter(qn("w:tr")))
    for row in rows:
        row.get_or_add_trPr().insert(0, parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    # The last row too: what is written under a table goes with it.
    for row in rows if len(rows) <= _KEPT_WHOLE else rows[-1:]:
        for paragraph in row.iter(qn("w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def _discreet(link: Any) -> None:
    """A link to the annex does not colour what it stands on; only an address outside does."""
    if link.get(qn("w:anchor")):
        for style in link.iter(qn("w:rStyle")):
            if style.get(qn("w:val")) == "Hyperlink":
                style.set(qn("w:val"), "Renvoi")


def _contents(body: Any) -> None:
    r"""The list of chapters as Word's own table of contents, so that who adds a chapter can have it done again.

    Without page numbers (`\n`): only Word knows them, and a number that is not right yet is worse than none.
    """
    lines = [one for one in body.iterchildren(qn("w:p")) if one.style == "TOC1"]
    if not lines:
        return
    start = [_run('<w:fldChar w:fldCharType="begin"/>')]
    start += [_run('<w:instrText xml:space="preserve"> TOC \\o "1-1" \\n \\h \\z \\u </w:instrText>')]
    start += [_run('<w:fldChar w:fldCharType="separate"/>')]
    for one in reversed(start):
        lines[0].pPr.addnext(one)
    lines[-1].append(_run('<w:fldChar w:fldCharType="end"/>'))


def _on_the_first_page(body: Any) -> None:
    """What matters most follows the contents: the first chapter alone begins no page."""
    first = next((one for one in body.iterchildren(qn("w:p")) if one.style == "Heading1"), None)
    if first is not None:
        first.get_or_add_pPr().get_or_add_pageBreakBefore().val = False


def _run(inside: str) -> Any:
    return parse_xml(f"<w:r {nsdecls('w')}>{inside}</w:r>")


def _numbered_as_called(numbering: Any) -> None:
    """Notes are numbered between parentheses, as the calls of the tables are."""
    for text in numbering.iter(qn("w:lvlText")):
        text.set(qn("w:val"), re.sub(r"^(%\d)\.$", r"(\1)", text.get(qn("w:val"))))
