"""The Word document says what the page says, in cells that can be read back, and with styles that have names."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pypandoc
import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from ctg_lib import chapters
from ctg_lib.export import docx
from ctg_lib.export.docx_style import LETTERS, PARAGRAPHS, TABLE, TEXT_WIDTH
from tests.export.watching import listening
from tests.published import EDITION, Publication
from tests.system import system_libraries, system_program, word_processor

PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><title>Essai</title></head><body><header><h1>Un</h1></header><main>'
    '<section id="essentiel"><h2 id="a">Deux</h2></section><table class="comparaison"><caption>C</caption><thead><tr>'
    '<th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><th scope="row">a <small class="date">2023'
    '</small></th><td><data data-cle="k">1,5</data><sup class="appel">(1)</sup><small class="bornes">1 à 2</small></td>'
    '</tr></tbody></table><ol class="notes"><li>Arrondi.</li></ol>%s</main></body></html>'
)


@pytest.fixture(scope="module")
def path(publication: Publication) -> Path:
    system_libraries(docx.missing())
    return publication.folder / "diagnostic.docx"


@pytest.fixture(scope="module")
def document(path: Path) -> Opened:
    return Document(str(path))


@pytest.fixture(scope="module")
def soup(html: str) -> BeautifulSoup:
    """The page, without what paper cannot have."""
    whole = BeautifulSoup(html, "html.parser")
    for one in whole.select("script, style, .vive, details.donnees"):
        one.decompose()
    return whole


def paragraphs(document: Opened, name: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style and one.style.name == name]


def plain(text: str) -> str:
    """What is read, however it is spaced: a line of the page may be a line of the cell."""
    return re.sub(r"[ \n\t]+", "", text)


def rows(document: Opened) -> Iterator[list[list[Any]]]:
    """The cells of each table, row by row."""
    for table in document.element.body.iter(qn("w:tbl")):
        yield [list(row.iter(qn("w:tc"))) for row in table.iter(qn("w:tr"))]


def said(cell: Any) -> str:
    """The words of a cell, « | » where it breaks a line."""
    marks = {qn("w:t"): lambda one: one.text or "", qn("w:br"): lambda _: "|"}
    return "".join(marks[one.tag](one) for one in cell.iter(*marks))


def bookmarks(document: Opened) -> list[str]:
    return [one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))]


# ── The sheet and its styles ────────────────────────────────────────────────────────────────────────────────────────


def test_it_has_a_title_a_language_and_the_day_of_the_edition(document: Opened, soup: BeautifulSoup) -> None:
    told = document.core_properties
    assert soup.title is not None
    assert (told.title, told.language) == (soup.title.get_text(), "fr-FR")
    assert {f"{day:%Y-%m-%d}" for day in (told.created, told.modified) if day} == {EDITION}
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    languages |= {one.get(qn("w:val")) for one in document.element.body.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}


def test_its_pages_are_a4_with_the_title_and_their_number_at_the_foot(document: Opened) -> None:
    (section,) = document.sections
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    foot = section.footer.paragraphs[0]
    assert document.core_properties.title in foot.text
    assert [one.get(qn("w:instr")) for one in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_every_part_has_a_style_of_the_reference_and_no_look_of_its_own(document: Opened) -> None:
    names = {one.style_id: one.name for one in document.styles}
    body = document.element.body
    used = {names[one.get(qn("w:val"))] for one in body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))}
    assert used <= {*PARAGRAPHS, *LETTERS, TABLE}
    assert {"Title", "Heading 1", "Heading 2", "Caption", TABLE, "Note", "List Bullet", "Cellule chiffrée"} <= used
    assert all(one.find(qn("w:pPr")) is not None for one in body.iter(qn("w:p")))
    assert list(body.iter(qn("w:sz"), qn("w:color"), qn("w:rFonts"), qn("w:jc"))) == []


def test_its_headings_are_those_of_the_page_and_none_is_skipped(document: Opened, soup: BeautifulSoup) -> None:
    assert paragraphs(document, "Title") == [one.get_text() for one in soup.select("h1")]
    headings = [one for one in document.paragraphs if one.style and one.style.name.startswith("Heading")]
    shown = [(f"Heading {int(one.name[1]) - 1}", one.get_text()) for one in soup.select("main h2, main h3, main h4")]
    assert [(one.style.name, one.text) for one in headings if one.style] == shown
    levels = [int(name[-1]) for name, _ in shown]
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert {one.title for one in chapters.every().values()} <= set(paragraphs(document, "Heading 1"))


def test_its_contents_lead_to_its_chapters(document: Opened) -> None:
    lines = [one for one in document.paragraphs if one.style and one.style.name == "toc 1"]
    assert [one.text for one in lines] == paragraphs(document, "Heading 1")
    codes = [one.text for one in document.element.body.iter(qn("w:instrText"))]
    assert [code.split()[0] for code in codes] == ["TOC"]
    kinds = [one.get(qn("w:fldCharType")) for one in document.element.body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_each_link_leads_somewhere(document: Opened, soup: BeautifulSoup) -> None:
    places = bookmarks(document)
    assert len(places) == len(set(places))
    assert all(re.fullmatch(r"[A-Za-z][\w-]{0,39}", one) for one in places)
    anchors = [one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))]
    inside = [one for one in anchors if one]
    assert len(inside) > 400
    assert set(inside) <= set(places)
    assert len(anchors) == len(soup.select("a[href]:not(.evitement)"))


def test_it_asks_for_nothing_outside_but_what_its_readers_click(
    document: Opened, soup: BeautifulSoup, path: Path
) -> None:
    shown = {str(one["href"]) for one in soup.select('a[href^="https://"]')}
    parts = [document.part, *document.part.related_parts.values()]
    outside = [
        rel for part in {id(one): one for one in parts}.values() for rel in part.rels.values() if rel.is_external
    ]
    assert {one.reltype.rsplit("/", 1)[1] for one in outside} == {"hyperlink"}
    assert {one.target_ref for one in outside} == shown
    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert b"base64" not in text


# ── Tables and pictures ─────────────────────────────────────────────────────────────────────────────────────────────


def test_its_tables_have_their_captions_and_headings_and_no_row_is_cut(document: Opened, soup: BeautifulSoup) -> None:
    shown = [one.get_text() for one in soup.select("main caption")]
    tables = list(document.element.body.iter(qn("w:tbl")))
    assert [one.getprevious().style for one in tables] == ["Caption"] * len(shown)
    assert ["".join(piece.text for piece in one.getprevious().iter(qn("w:t"))) for one in tables] == shown
    assert [one.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for one in tables] == shown
    for table in tables:
        head, *others = table.iter(qn("w:tr"))
        assert head.trPr.find(qn("w:tblHeader")) is not None
        assert others
        assert all(one.trPr.find(qn("w:tblHeader")) is None for one in others)
        assert all(one.trPr.find(qn("w:cantSplit")) is not None for one in (head, *others))
        assert sum(one.w for one in table.tblGrid.iter(qn("w:gridCol"))) == pytest.approx(Mm(TEXT_WIDTH), rel=0.005)


def test_every_figure_of_its_tables_is_that_of_the_long_table(
    document: Opened, soup: BeautifulSoup, values: pd.DataFrame
) -> None:
    """Cell by cell, in order; the page itself is held to `indicators.csv` by its own checks."""
    keys = set(values[["indicator", "level", "territory", "vintage"]].astype(str).agg("|".join, axis=1))
    compared = 0
    for table, read in zip(soup.select("main table"), rows(document), strict=True):
        lines = [line.find_all(["th", "td"]) for line in table.select("tr")]
        for line, cells in zip(lines, read, strict=True):
            for cell, kept in zip(line, cells, strict=True):
                assert plain(said(kept).replace("|", "")) == plain(cell.get_text())
                for figure in cell.select("data[data-cle]"):
                    assert figure["data-cle"] in keys
                    assert figure.get_text() in said(kept)
                    compared += 1
    assert compared > 600


def test_a_number_read_back_is_the_value_of_its_row(
    document: Opened, soup: BeautifulSoup, values: pd.DataFrame
) -> None:
    keyed = values.set_index(values[["indicator", "level", "territory", "vintage"]].astype(str).agg("|".join, axis=1))
    compared = 0
    for table, read in zip(soup.select("table.comparaison"), compared_only(soup, document), strict=True):
        for line, cells in zip(table.select("tr"), read, strict=True):
            for cell, kept in zip(line.find_all(["th", "td"]), cells, strict=True):
                found = cell.select("data[data-cle]")
                if cell.name == "td" and found:
                    number = number_of(said(kept))
                    row = keyed.loc[str(found[0]["data-cle"])]
                    assert number is not None, said(kept)
                    shown, digits, scale = number
                    assert shown == pytest.approx(row["value"] * scale, abs=0.5000001 * 10.0**-digits)
                    compared += 1
    assert compared > 400


def compared_only(soup: BeautifulSoup, document: Opened) -> Iterator[list[list[Any]]]:
    for table, read in zip(soup.select("main table"), rows(document), strict=True):
        if "comparaison" in table.get_attribute_list("class"):
            yield read


def number_of(text: str) -> tuple[float, int, int] | None:
    """The number that a cell begins with, « au plus » apart, its decimals, and what multiplies the value shown."""
    found = re.match(r"(?:au (?:plus|moins) )?([−-]?\d{1,3}(?:\u202f\d{3})*)(?:,(\d+))?(\u202f%)?", text)
    if not found:
        return None
    whole = found[1].replace("\u202f", "").replace("−", "-")
    return float(f"{whole}.{found[2] or 0}"), len(found[2] or ""), 100 if found[3] else 1


def test_an_interval_stands_under_its_number_and_calls_are_raised(document: Opened, soup: BeautifulSoup) -> None:
    bounds = 0
    for table, read in zip(soup.select("main table"), rows(document), strict=True):
        for line, cells in zip(table.select("tr"), read, strict=True):
            for cell, kept in zip(line.find_all(["th", "td"]), cells, strict=True):
                for interval in cell.select("small.bornes"):
                    assert f"|{interval.get_text()}" in said(kept)
                    bounds += 1
                raised = [
                    "".join(one.text for one in run.iter(qn("w:t")))
                    for run in kept.iter(qn("w:r"))
                    if run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}") is not None
                ]
                assert "".join(raised) == "".join(one.get_text() for one in cell.select("sup"))
    assert bounds > 50


def test_notes_are_numbered_as_they_are_called(document: Opened, soup: BeautifulSoup) -> None:
    notes = [one for one in document.paragraphs if one.style and one.style.name == "Note"]
    assert [plain(one.text) for one in notes] == [plain(one.get_text()) for one in soup.select("ol.notes li")]
    lists = [one._p.pPr.numPr.numId.val for one in notes]
    assert len(set(lists)) == len(soup.select("ol.notes")), "une liste de notes continue la précédente"
    numbering = document.part.numbering_part.element
    forms = {one.get(qn("w:numId")): one.abstractNumId.val for one in numbering.iter(qn("w:num"))}
    levels = {one.get(qn("w:abstractNumId")): one for one in numbering.iter(qn("w:abstractNum"))}
    for one in set(lists):
        assert levels[str(forms[str(one)])].find(f".//{qn('w:lvlText')}").get(qn("w:val")) == "(%1)"


def test_each_picture_has_the_words_of_the_page_and_dots_enough_for_paper(
    document: Opened, soup: BeautifulSoup
) -> None:
    shown = [str(one["alt"]) for one in soup.select("main img")]
    pictures = list(document.element.body.iter(qn("wp:inline")))
    assert [one.find(qn("wp:docPr")).get("descr") for one in pictures] == shown
    assert len(shown) > 15
    for picture in pictures:
        part = document.part.related_parts[next(picture.iter(qn("a:blip"))).get(qn("r:embed"))]
        dots = Image.open(io.BytesIO(part.blob))
        assert dots.format == "PNG"
        assert dots.width / (picture.extent.cx / 914400) >= 200
        assert dots.width / dots.height == pytest.approx(picture.extent.cx / picture.extent.cy, rel=0.01)


def test_it_is_light_enough_to_be_sent(path: Path) -> None:
    assert path.stat().st_size < 4_000_000


# ── One page, one document ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_same_page_gives_the_same_bytes(html: str, path: Path) -> None:
    assert docx.docx(html, EDITION) == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_page_of_a_few_lines_is_written_too() -> None:
    system_libraries(docx.missing())
    written = Document(io.BytesIO(docx.docx(PAGE % "", EDITION)))
    ((head, line),) = rows(written)
    assert [said(cell) for cell in head] == ["A", "B"]
    assert [said(cell) for cell in line] == ["a|2023", "1,5(1)|1 à 2"]
    assert paragraphs(written, "Note") == ["Arrondi."]


def test_an_address_outside_the_page_is_never_asked_for(tmp_path: Path) -> None:
    system_libraries(docx.missing())
    Image.new("RGB", (2, 2)).save(tmp_path / "secret.png")
    with listening() as (address, asked):
        for one in (f"{address}/a.png", str(tmp_path / "secret.png")):
            picture = f'<figure><img src="{one}" width="2" height="2" alt="Une image que personne ne demande"></figure>'
            written = Document(io.BytesIO(docx.docx(PAGE % picture, EDITION)))
            assert list(written.element.body.iter(qn("a:blip"))) == []
    assert asked == []


def test_without_pandoc_the_reason_is_told_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYPANDOC_PANDOC", "/nulle/part/pandoc")
    # Once found, it is remembered.
    for name in ("__pandoc_path", "__version"):
        monkeypatch.setattr(pypandoc, name, None)
    assert docx.missing() == docx.WITHOUT_PANDOC


# ── In a word processor ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_word_processor_opens_it_with_every_table_on_its_pages(
    path: Path, soup: BeautifulSoup, tmp_path: Path
) -> None:
    command = [word_processor(), f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless"]
    done = subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        capture_output=True,
        check=True,
        timeout=300,
        text=True,
    )
    assert "Error" not in done.stderr
    laid = tmp_path / "diagnostic.pdf"
    text = subprocess.run(
        [system_program("pdftotext"), "-enc", "UTF-8", str(laid), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert text.count("\f") > 40
    captions = ["".join(one.get_text().split()) for one in soup.select("main caption")]
    assert [one for one in captions if one not in "".join(text.split())] == []
    assert "Error!" not in text
    assert "Erreur" not in text
    pages = text.count("\f")
    assert all(f"{page} / {pages}\n" in text for page in (1, pages))
