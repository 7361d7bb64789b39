"""What a workbook holds beside its cells: comments, text boxes, headers and footers, lists, names, caches, properties.

Every XML part of the file is looked at, whatever its kind: no reader of spreadsheets gives them all. Each text is told
with the sheet that leads to it, where there is one.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

# What is laid out, counted or typeset there is no text of anybody.
SILENT = re.compile(
    r"\[Content_Types\]\.xml|xl/(?:styles|calcChain|metadata|sharedStrings|workbook)\.xml|xl/theme/.*|xl/printerSettings/.*"
    r"|xl/charts/(?:style|colors)\d*\.xml|.*/_rels/.*|_rels/.*"
)
SHARED = re.compile(r"xl/sharedStrings\d*\.xml", re.IGNORECASE)
# Written by the spreadsheet itself: who saved the file, who commented.
MACHINE = re.compile(r"docProps/(?:core|app)\.xml|customXml/.*|xl/persons/.*")
# In those, what a person types in the properties of the file.
TYPED = frozenset({"title", "subject", "description", "keywords", "category", "contentStatus"})
OFFICE_PROPERTY = re.compile(r"_|MSIP_|ContentType|MediaService|TaxCatchAll|KSO|ICV|Generator|AppVersion")
IMAGES = (".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".bmp", ".tiff", ".tif", ".ico")
ATTACHED = re.compile(r"xl/(?:embeddings|model|ctrlProps/activeX)/.*")
# Elements whose text is one, whatever the runs that it is cut into.
BLOCKS = frozenset({"comment", "threadedComment", "p", "div", "property"})
# Attributes that hold what somebody typed.
SPOKEN = re.compile(
    r"descr|title|tooltip|display|prompt|promptTitle|error|errorTitle|val|v|comment|name|caption|totalsRowLabel"
)
KINDS = {
    r"xl/(?:threadedC|c)omments.*": "un commentaire de case",
    r"xl/worksheets/.*": "une liste de choix, un filtre ou une règle",
    r".*\.vml|xl/drawings/.*|.*\.svg": "une zone de texte ou un dessin",
    r"xl/charts/.*|xl/chartsheets/.*": "un graphique",
    r"xl/tables/.*": "un tableau mis en forme",
    r"xl/pivot.*|xl/slicer.*": "un tableau croisé, qui garde ce qu’il a lu",
    r"xl/externalLinks/.*|xl/queryTables/.*|xl/connections.*": "une liaison avec un autre fichier",
    r"xl/revisions/.*": "l’historique des modifications",
    r"docProps/.*|customXml/.*": "les propriétés du fichier",
}
# Codes of headers and footers: place, font, size, page number.
CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')


@dataclass(frozen=True)
class Aside:
    """A text beside the cells. tab: the title of the sheet that leads to it; where: what bears it, in French.

    row, column: the cell that it is of, where there is one. machine: whether the spreadsheet wrote it by itself.
    """

    text: str
    where: str
    tab: str | None = None
    row: int | None = None
    column: str | None = None
    machine: bool = False


@dataclass(frozen=True)
class Unseen:
    """A file inside the file: nothing can tell what it holds."""

    tab: str | None


def asides(path: Path) -> Iterator[Aside | Unseen]:
    """Every text that no cell shows, and every file that the workbook carries along."""
    with zipfile.ZipFile(path) as archive:
        sheets = _sheets(archive)
        for name in archive.namelist():
            if name.endswith("/") or SILENT.fullmatch(name) or name.lower().endswith(IMAGES):
                continue
            tab = sheets.get(name)
            if ATTACHED.fullmatch(name) or not name.lower().endswith((".xml", ".vml", ".svg", ".bin")):
                yield Unseen(tab)
            elif not name.endswith(".bin"):
                yield from _of_part(name, archive.read(name), tab)
        yield from _names(archive)
        yield from _links(archive, sheets)


def results(path: Path) -> Iterator[tuple[str, int, int, str]]:
    """What formulas had for result when the file was saved: title of the sheet, row, column, text."""
    from openpyxl.utils import column_index_from_string

    with zipfile.ZipFile(path) as archive:
        held = set(archive.namelist())
        for part, title in _sheets(archive).items():
            raw = archive.read(part) if "worksheets/" in part and part in held else b""
            for cell in _root(raw).iter() if re.search(rb"<(?:\w+:)?f[ >/]", raw) else ():
                inside = {_local(one.tag): one.text or "" for one in cell}
                letters, row = _reference(cell.get("r", ""))
                if "f" in inside and inside.get("v") and letters and row:
                    yield title, row, column_index_from_string(letters), inside["v"]


def unused(path: Path, shown: set[str]) -> Iterator[Aside]:
    """Texts that stayed in the file after no cell showed them any longer."""
    with zipfile.ZipFile(path) as archive:
        for name in (one for one in archive.namelist() if SHARED.fullmatch(one)):
            for one in _root(archive.read(name)):
                if (text := "".join(one.itertext())) not in shown:
                    yield Aside(text, "un texte effacé, que le fichier a gardé")


def _of_part(name: str, raw: bytes, tab: str | None) -> Iterator[Aside]:
    """The texts of one part of the file."""
    where = next((told for pattern, told in KINDS.items() if re.fullmatch(pattern, name)), "un réglage du classeur")
    authors = re.findall(r"<(?:\w+:)?author>([^<]+)<", raw.decode("utf-8", "replace"))
    for element, text in _texts(_root(raw)):
        local = _local(element.tag)
        if local.endswith(("Header", "Footer")):
            yield Aside(CODES.sub("\n", text), "l’en-tête ou le pied de page", tab)
        elif local in ("comment", "threadedComment"):
            column, row = _reference(element.get("ref", ""))
            # Excel begins a comment with the name of whoever writes it.
            author = next((f"{one}:" for one in authors if text.startswith(f"{one}:")), "")
            yield Aside(text.removeprefix(author), where, tab, row, column)
        else:
            yield Aside(text, where, tab, machine=local == "author" or _by_itself(name, element))


def _by_itself(name: str, element: ET.Element) -> bool:
    if name == "docProps/custom.xml":
        return bool(OFFICE_PROPERTY.match(element.get("name", "")))
    return bool(MACHINE.fullmatch(name)) and _local(element.tag) not in TYPED


def _texts(root: ET.Element) -> Iterator[tuple[ET.Element, str]]:
    """Every text of a part, each once, with the element that says whose it is; cells are read elsewhere."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        local = _local(element.tag)
        if local == "sheetData" and _local(root.tag) == "worksheet":
            continue
        whole = local in BLOCKS
        spoken = [value for name, value in element.attrib.items() if SPOKEN.fullmatch(_local(name))]
        for text in (*spoken, "".join(element.itertext()) if whole else element.text or ""):
            if text.strip():
                yield element, text
        if not whole:
            waiting += reversed(element)


def _names(archive: zipfile.ZipFile) -> Iterator[Aside]:
    """Defined names, the titles of the sheets, and what a format writes beside a number."""
    for element in _root(archive.read(_book(archive))).iter():
        if _local(element.tag) == "definedName":
            for text in (element.get("name", "").replace("_", " "), element.get("comment", ""), element.text or ""):
                yield Aside(text, "un nom défini")
    for one in _tabs(archive):
        yield Aside(one.get("name", ""), "le nom de la feuille", one.get("name", ""))
    if "xl/styles.xml" in archive.namelist():
        for one in _root(archive.read("xl/styles.xml")).iter():
            yield Aside(one.get("formatCode", ""), "un format de nombre")


def _book(archive: zipfile.ZipFile) -> str:
    """The part that lists the sheets."""
    return next(one.target for one in _relations(archive) if one.kind == "officeDocument")


def _tabs(archive: zipfile.ZipFile) -> list[ET.Element]:
    return [one for one in _root(archive.read(_book(archive))).iter() if _local(one.tag) == "sheet"]


def _links(archive: zipfile.ZipFile, sheets: dict[str, str]) -> Iterator[Aside]:
    """Where hyperlinks lead outside of the file."""
    for one in _relations(archive):
        if one.external and one.kind == "hyperlink":
            yield Aside(one.target, "un lien", sheets.get(one.part))


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """For each part that a sheet leads to, itself included, the title of its sheet."""
    leads: dict[str, list[str]] = {}
    by_id: dict[str, str] = {}
    book = _book(archive)
    for part, key, target in ((one.part, one.key, one.target) for one in _relations(archive) if not one.external):
        leads.setdefault(part, []).append(target)
        if part == book:
            by_id[key] = target
    found: dict[str, str] = {}
    for one in _tabs(archive):
        waiting = [by_id[key] for name, key in one.attrib.items() if _local(name) == "id" and key in by_id]
        while waiting:
            part = waiting.pop()
            if part not in found:
                found[part] = one.get("name", "")
                waiting += leads.get(part, [])
    return found


class _Relation(NamedTuple):
    """What part of the file leads to what, and how."""

    part: str
    key: str
    kind: str
    target: str
    external: bool


def _relations(archive: zipfile.ZipFile) -> Iterator[_Relation]:
    for name in archive.namelist():
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        for one in _root(archive.read(name)):
            external = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            target = target if external else _resolved(part, target)
            yield _Relation(part, one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target, external)


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _root(raw: bytes) -> ET.Element:
    """The tree of a part; drawings of the old kind are not always well formed: their texts are then taken flat."""
    try:
        return ET.fromstring(raw)
    except ET.ParseError:
        flat = ET.Element("flat")
        for text in re.split(r"<(?:/?[\w:]*(?:div|p|textbox)\b)[^>]*>", raw.decode("utf-8", "replace")):
            ET.SubElement(flat, "p").text = re.sub(r"<[^>]*>", "", text)
        return flat


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _reference(cell: str) -> tuple[str | None, int | None]:
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", cell)
    return (found[1], int(found[2])) if found else (None, None)
