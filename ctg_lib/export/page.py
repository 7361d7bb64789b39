"""The page: executed notebooks laid end to end, without their code, in one file that asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter, TemplateExporter

from ctg_lib import __version__, chapters
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG, Document
from ctg_lib.convention.logos import logos
from ctg_lib.export import editions
from ctg_lib.export.annex import (
    Used,
    annex,
    banner,
    essentials,
    example,
    partial,
    spelled_out,
    tables_behind,
    used_tables,
)
from ctg_lib.territory import Level, Territory
from ctg_lib.views.leaflet import SCRIPTS, asset
from ctg_lib.views.view import FRAGMENT, Mark
from ctg_lib.views.wording import day

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {scripts}; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def render(
    diagnostic: Diagnostic,
    notebooks: Mapping[str, nbformat.NotebookNode],
    document: Document = CTG,
    changed: str = "",
) -> str:
    """The HTML of a document from the executed notebooks of its chapters, by chapter.

    changed: what changed since an earlier edition (`export.editions.section`).
    """
    laid = nbformat.v4.new_notebook()
    contents = [Entry("essentiel", "L’essentiel")] if document.whole else []
    for part in document.parts:
        if part.title:
            laid.cells.append(nbformat.v4.new_markdown_cell(f"## {part.title}\n\n{part.said}"))
        chosen = [_chapter(notebooks[name], 2 if part.title else 1) for name in part.chapters]
        entries = [Entry(_anchor(title), title) for title, _ in chosen]
        contents += [Entry(_anchor(part.title), part.title, tuple(entries))] if part.title else entries
        laid.cells += [cell for _, cells in chosen for cell in cells]
    for place, cell in enumerate(laid.cells):
        cell["id"] = f"cellule-{place}"
    contents += [Entry("changements", editions.TITLE)] if changed else []
    contents.append(Entry("methode", "Méthode et sources"))
    parts = {**_parts(diagnostic, laid, document), "contents": contents, "changed": changed}
    # That of `HTMLExporter` then parses and writes the whole page again, for alternative texts that a view always has.
    body, _ = TemplateExporter.from_notebook_node(_exporter(), laid, resources={"ctg": parts})
    return finished(spelled_out(document.reworded(_anchored(_once(body), contents))))


@cache
def _exporter() -> HTMLExporter:
    """Its templates are compiled once; the notebook is laid as it is, and not checked again after each preprocessor."""
    return HTMLExporter(
        template_name="diagnostic",
        extra_template_basedirs=[str(TEMPLATES)],
        default_preprocessors=[],
        exclude_anchor_links=True,
        language_code="fr",
    )


_OUTLINES = re.compile(r'<script id="(contours-\w+)" type="application/json">.*?</script>', flags=re.DOTALL)


def _once(page: str) -> str:
    """The page with the outlines of its maps each only where they first stand: their address says what they are."""
    seen: set[str] = set()

    def kept(found: re.Match[str]) -> str:
        again = found[1] in seen
        seen.add(found[1])
        return "" if again else found[0]

    return _OUTLINES.sub(kept, page)


@dataclass(frozen=True)
class Entry:
    """A line of the contents, and those under it."""

    id: str
    label: str
    under: tuple[Entry, ...] = ()


def _chapter(notebook: nbformat.NotebookNode, down: int) -> tuple[str, list[nbformat.NotebookNode]]:
    """The title of a chapter and its cells, headings so many levels down: the page has one title of its own."""
    cells = []
    title = ""
    for cell in notebook.cells:
        source = cell.source
        if cell.cell_type == "markdown":
            title = title or "".join(re.findall(r"(?m)^# (.+)$", source)[:1])
            source = re.sub(r"(?m)^#", "#" * (down + 1), source)
        cells.append(nbformat.from_dict({**cell, "source": source}))
    return title, cells


def finished(page: str) -> str:
    """A page with its French spacing, and the policy that lets only its own scripts run."""
    return _sealed(_spaced(page))


def _parts(diagnostic: Diagnostic, laid: nbformat.NotebookNode, document: Document) -> dict[str, Any]:
    territory = diagnostic.territory
    kind = territory.level.label
    place = f"{kind[0].upper()}{kind[1:]} {territory.code}" if territory.level is not Level.GROUPE else kind
    fragments = [
        output.data.get(FRAGMENT, "") for cell in laid.cells for output in cell.get("outputs", []) if "data" in output
    ]
    mapped = any("folium-map" in one for one in fragments)
    shown, used = _called(diagnostic, document, "".join(fragments))
    style = (TEMPLATES / "diagnostic" / "style.css").read_text(encoding="utf-8")
    return {
        "version": __version__,
        "title": f"{document.title} : {territory.name} ({territory.code}), {day(diagnostic.date)}",
        "heading": territory.name,
        "subtitle": f"{place} · édition du {day(diagnostic.date)}",
        "over": document.over,
        "logos": letterhead(territory),
        "kind": document.id,
        "about": document.about(diagnostic.date),
        "banner": example()
        + banner(diagnostic, used)
        + (partial(diagnostic) + essentials(diagnostic)) * document.whole,
        "annex": annex(diagnostic, shown, used),
        "style": faces() + (asset("leaflet.css") + asset("carte.css") if mapped else "") + style,
        "scripts": [asset(name) for name in SCRIPTS] if mapped else [],
        "fragment": FRAGMENT,
        "footer": (
            f"Document établi par ctg_lib {__version__} à partir de données ouvertes (Licence Ouverte 2.0). "
            "Contours des communes : Etalab, d’après l’IGN."
        ),
    }


def _called(diagnostic: Diagnostic, document: Document, fragments: str) -> tuple[set[str], list[Used]]:
    """The indicators and the tables that the annex tells of: all those of a whole document, else those called."""
    called = set(re.findall(r'href="#calcul-(\w+)"', fragments))
    if document.whole:
        return called | {name for one in chapters.every().values() for name in one.indicators}, used_tables(diagnostic)
    return called, tables_behind(diagnostic.values[diagnostic.values["indicator"].isin(called)])


def letterhead(territory: Territory) -> str:
    """The logos that lie in the convention's folder, for the top of a page; nothing where there are none."""
    images = [
        f'<img data-nombre="{Mark.TEXT}" src="{one.address}" alt="{html.escape(one.alt, quote=True)}" '
        f'width="{one.width}" height="{one.height}">'
        for one in logos(territory)
    ]
    return f'<div class="logos">{"".join(images)}</div>' if images else ""


# Of the page itself, so that it looks the same on a locked computer and in the PDF (SIL Open Font License).
FACES = (
    ("Source Sans 3", "normal", 400, "source-sans-3-latin-400-normal"),
    ("Source Sans 3", "normal", 600, "source-sans-3-latin-600-normal"),
    ("Source Sans 3", "italic", 400, "source-sans-3-latin-400-italic"),
    ("Source Serif 4", "normal", 600, "source-serif-4-latin-600-normal"),
)


@cache
def faces() -> str:
    """The style that gives a page the letters it holds."""
    rules = []
    for family, style, weight, name in FACES:
        font = base64.b64encode((Path(__file__).parent / "assets" / "fonts" / f"{name}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
            f"src: url(data:font/woff2;base64,{font}) format('woff2'); }}\n"
        )
    return "".join(rules)


def _anchor(title: str) -> str:
    return "chapitre-" + re.sub(r"[^a-z0-9]+", "-", _plain(title)).strip("-")


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))


def _anchored(body: str, contents: Iterable[Entry]) -> str:
    """Titles of parts and chapters, which nbconvert leaves bare, get the addresses that the contents point to."""
    known = {entry.id for one in contents for entry in (one, *one.under)}

    def named(found: re.Match[str]) -> str:
        identifier = _anchor(found[2])
        return f'<{found[1]} id="{identifier}">{found[2]}</{found[1]}>' if identifier in known else found[0]

    return re.sub(r"<(h[23])>(.*?)</\1>", named, body)


# A plain space before these marks becomes the no-break space that French wants; text only, never inside a tag.
_BEFORE_MARK = re.compile(r"(?<=[^\s<>]) (?=[;!?»%](?:[\s<).,]|$))")
_COLON = re.compile(r"(?<=[^\s<>]) (?=:(?:\s|<|$))")
_GUILLEMET = re.compile(r"« ")
_EURO = re.compile(r"(?<=\d) (?=€)")
_THOUSANDS = re.compile(r"(?<!\w)(\d{1,3}) (?=\d{3}(?!\w))")
_APOSTROPHE = re.compile(r"'|&#x27;|&#39;")
# What there is wherever one of those above is.
_TO_TYPESET = re.compile(r"\S |['&]")
_SPOKEN = re.compile(r'(?<=\s)(alt|aria-label|title)="([^"]*)"')


def _spaced(page: str) -> str:
    """French spacing in text that is seen or spoken; scripts, styles and other attributes are left alone."""
    pieces = re.split(r"(<script.*?</script>|<style.*?</style>|<[^>]+>)", page, flags=re.DOTALL)
    return "".join(_spoken(piece) if piece.startswith("<") else _typeset(piece) for piece in pieces)


def _spoken(tag: str) -> str:
    if tag.startswith(("<script", "<style")):
        return tag
    return _SPOKEN.sub(lambda found: f'{found[1]}="{_typeset(found[2])}"', tag)


def _typeset(text: str) -> str:
    # Most texts of a page are one word, or what stands between two tags.
    if not text or not _TO_TYPESET.search(text):
        return text
    text = _EURO.sub("\u00a0", _GUILLEMET.sub("«\u00a0", _COLON.sub("\u00a0", text)))
    return _APOSTROPHE.sub("’", _THOUSANDS.sub("\\1\u202f", _BEFORE_MARK.sub("\u202f", text)))


def _sealed(page: str) -> str:
    """Fill the content security policy: only the scripts that are in the page, by their hashes, may run."""
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{one}'" for one in dict.fromkeys(hashes)) or "'none'"
    return page.replace("@@CSP@@", POLICY.format(scripts=allowed), 1)
