"""A PDF: its text, what is outside the page or in a closed layer included, its tags, and every string that it holds."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pikepdf

from tests.attacks.pdf_tags import tagged
from tests.attacks.reading import Read
from tests.system import system_program

_SAID = {"/Alt", "/ActualText", "/Contents", "/Title", "/Subject", "/Keywords"}
# Far around any page: what is drawn outside it is read too. PDF readers go no further.
_EVERYWHERE = [-7000, -7000, 7000, 7000]


def pdf(content: bytes) -> Read:
    """Everything in a PDF; poppler reads its pages."""
    found = Read()
    with pikepdf.open(io.BytesIO(content)) as opened, tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(opened.objects):
            _strings(found, f"objet {number}", one)
        for part in tagged(opened):
            if isinstance(part, str):
                found.say("étiquettes", part, prose=True)
            else:
                found.tables.append(part)
        _bare(opened)
        path = Path(folder) / "ouvert.pdf"
        opened.save(path)
        command = [system_program("pdftotext"), "-enc", "UTF-8", str(path), "-"]
        pages = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\f")
        for number, text in enumerate(pages, 1):
            found.say(f"page {number}", text)
    return found


def _bare(opened: pikepdf.Pdf) -> None:
    """Nothing closed and nothing cut: layers that a reader may open are open, and pages have no edge."""
    if "/OCProperties" in opened.Root:
        del opened.Root.OCProperties
    for page in opened.pages:
        for box in ("/CropBox", "/TrimBox", "/ArtBox", "/BleedBox"):
            if box in page.obj:
                del page.obj[box]
        page.mediabox = _EVERYWHERE


def _strings(found: Read, place: str, one: Any) -> None:
    """Every string of an object, and the streams that are not drawings: metadata, files attached."""
    if isinstance(one, pikepdf.String):
        found.say(place, str(one))
    elif isinstance(one, pikepdf.Array):
        for each in one:
            if not getattr(each, "is_indirect", False):
                _strings(found, place, each)
    elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        for name, value in one.items():
            if name in _SAID and isinstance(value, pikepdf.String):
                found.say(f"{place} {name}", str(value), prose=True)
            elif not getattr(value, "is_indirect", False):
                _strings(found, f"{place} {name}", value)
        if isinstance(one, pikepdf.Stream):
            _stream(found, place, one)


def _stream(found: Read, place: str, one: pikepdf.Stream) -> None:
    kind = str(one.get("/Type", ""))
    if kind == "/Metadata":
        found.inside.append((place, "metadonnees.html", one.read_bytes()))
    elif kind == "/EmbeddedFile":
        found.inside.append((place, "joint.txt", one.read_bytes()))
