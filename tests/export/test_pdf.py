"""The PDF says what the page says, to eyes and to screen readers; without Pango it is left out, and why is told."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ctg_lib import chapters
from ctg_lib.export import docx, pdf
from ctg_lib.export import publication as room
from tests.export.test_publication import sorbiers
from tests.export.watching import listening
from tests.published import Publication
from tests.system import system_libraries, system_program

PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><title>Essai</title></head><body><h1>Un</h1>'
    '<p class="sous-titre" data-pied="Essai">Deux</p><table><caption>C</caption><thead><tr><th scope="col">A</th>'
    '<th scope="col">B</th></tr></thead><tbody><tr><th scope="row">a</th><td>1</td></tr></tbody></table>%s</body>'
    "</html>"
)


@pytest.fixture(scope="module")
def document(publication: Publication) -> Iterator[pikepdf.Pdf]:
    system_libraries(pdf.missing())
    with pikepdf.open(publication.folder / "diagnostic.pdf") as opened:
        yield opened


def tags(element: Any) -> Iterator[Any]:
    """Every element of the tree of tags."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from tags(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from tags(element["/K"])


def test_it_has_a_language_a_title_tags_and_a4_pages(document: pikepdf.Pdf, publication: Publication) -> None:
    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    (title,) = re.findall(r"<title>(.*?)</title>", publication.html)
    assert str(document.docinfo["/Title"]) == title
    assert {tuple(round(float(one)) for one in page.mediabox) for page in document.pages} == {(0, 0, 595, 842)}


def test_its_bookmarks_are_the_chapters(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        (top,) = outline.root
        names = [one.title for one in top.children]
    for chapter in chapters.every().values():
        assert chapter.title in names
    assert "L’essentiel" in names
    assert "Méthode et sources" in names


def test_each_picture_has_its_words_and_each_table_its_headings(
    document: pikepdf.Pdf, publication: Publication
) -> None:
    found = list(tags(document.Root.StructTreeRoot))
    kinds = [str(one["/S"]) for one in found]
    words = [str(one["/Alt"]) for one in found if "/Alt" in one]
    shown = re.findall(r'<img [^>]*alt="([^"]*)"', publication.html)
    assert len(shown) > 15
    assert all(len(one) > 20 for one in words)
    assert len(words) >= len(shown)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Caption", "/L", "/LI"} <= set(kinds)
    assert kinds.count("/H1") == 1


def test_its_text_has_the_numbers_of_the_page(document: pikepdf.Pdf, publication: Publication) -> None:
    path = publication.folder / "diagnostic.pdf"
    text = subprocess.run(
        [system_program("pdftotext"), "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    spaced = re.sub(r"\s+", " ", text)
    # On paper the numbers of a drawing are not repeated in a table: they are in the spreadsheet.
    printed = re.sub(r"<details.*?</details>", "", publication.html, flags=re.DOTALL)
    figures = re.findall(r"<td><data [^>]*>([^<]*)</data>", printed)
    missing = [one for one in dict.fromkeys(figures) if re.sub(r"\s+", " ", one) not in spaced]
    assert missing == []
    assert len(figures) > 500
    assert re.search(rf"1 / {len(document.pages)}\b", spaced), "pages non numérotées"


def test_no_font_of_the_machine_sets_its_text(document: pikepdf.Pdf) -> None:
    """The letters of the page are its own; the drawings alone ask the system for theirs."""
    fonts = {
        str(font["/BaseFont"]).partition("+")[2]
        for page in document.pages
        for font in page.resources.get("/Font", {}).values()
    }
    assert any("Source-Sans" in one for one in fonts)
    assert any("Source-Serif" in one for one in fonts)


def test_the_same_page_gives_the_same_bytes() -> None:
    system_libraries(pdf.missing())
    assert pdf.pdf(PAGE % "") == pdf.pdf(PAGE % "")


def test_an_address_outside_the_page_is_never_asked_for(tmp_path: Path) -> None:
    system_libraries(pdf.missing())
    (tmp_path / "secret.png").write_bytes(b"")
    with listening() as (address, asked):
        for one in (f"{address}/a.png", (tmp_path / "secret.png").as_uri()):
            picture = f'<img src="{one}" alt="Une image que personne ne demande">'
            assert pdf.pdf(PAGE % picture).startswith(b"%PDF")
    assert asked == []


@pytest.mark.usefixtures("data")
def test_without_pango_or_pandoc_the_rest_is_written_and_the_reasons_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "missing", lambda: pdf.WITHOUT_PANGO)
    monkeypatch.setattr(docx, "missing", lambda: docx.WITHOUT_PANDOC)
    done = room.publish(room.Territory.of("42302"), "2026-11-24", formats=("pdf", "docx"))
    assert [one for one in done.warnings if "apt install libpango-1.0-0" in one]
    assert [one for one in done.warnings if "pip install pypandoc-binary" in one]
    assert (done.folder / "diagnostic.html").exists()
    assert not (done.folder / "diagnostic.pdf").exists()
    assert not (done.folder / "diagnostic.docx").exists()
    assert sorbiers() == done.folder
