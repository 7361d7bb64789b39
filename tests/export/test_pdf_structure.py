"""What a machine can check of PDF/UA-1 without veraPDF, which no registry in use has, and how the pages fall."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser

from ctg_lib.export import pdf
from tests.export.test_pdf import tags
from tests.export.watching import watch
from tests.published import Publication
from tests.system import system_libraries, system_program

# What paints text or a picture, and so must be marked as content or as decoration.
PAINTING = {"Tj", "TJ", "'", '"', "Do", "sh", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "EI"}
FOOT = 0.93


@pytest.fixture(scope="module")
def document(publication: Publication) -> Iterator[pikepdf.Pdf]:
    system_libraries(pdf.missing())
    with pikepdf.open(publication.folder / "diagnostic.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def elements(document: pikepdf.Pdf) -> list[Any]:
    return list(tags(document.Root.StructTreeRoot))


@pytest.fixture(scope="module")
def lines(publication: Publication) -> list[list[str]]:
    """The lines of text of each page, the one at its foot left out."""
    return [page[:-1] for page in lines_of(publication.folder / "diagnostic.pdf")]


def lines_of(path: Path) -> list[list[str]]:
    command = [system_program("pdftotext"), "-layout", "-enc", "UTF-8", str(path), "-"]
    pages = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\f")[:-1]
    return [[line for line in page.splitlines() if line.strip()] for page in pages]


# --- For those who hear it ------------------------------------------------------------------------------------------


def test_it_says_that_it_is_made_for_assistive_technologies(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("Diagnostic partagé")
    assert {str(page.obj.get("/Tabs")) for page in document.pages} == {"/S"}


def test_all_that_is_painted_is_marked(document: pikepdf.Pdf) -> None:
    bare = []
    for number, page in enumerate(document.pages, 1):
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator in PAINTING and not depth:
                bare.append((number, operator))
    assert bare == []


def test_its_headings_follow_each_other(elements: list[Any]) -> None:
    levels = [int(str(one["/S"])[2:]) for one in elements if re.fullmatch(r"/H\d", str(one["/S"]))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 50
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_each_picture_has_its_words(elements: list[Any]) -> None:
    pictures = [one for one in elements if str(one["/S"]) == "/Figure"]
    assert len(pictures) > 15
    assert [one for one in pictures if len(str(one.get("/Alt", ""))) < 40] == []


def test_each_table_is_made_of_rows_and_each_cell_knows_its_headings(elements: list[Any]) -> None:
    tables = [one for one in elements if str(one["/S"]) == "/Table"]
    assert len(tables) > 60
    names = {str(one["/ID"]) for one in elements if str(one["/S"]) == "/TH"}
    for table in tables:
        inside = list(tags(table["/K"]))
        kinds = {str(one["/S"]) for one in inside}
        assert {"/TR", "/TH"} <= kinds
        for row in (one for one in inside if str(one["/S"]) == "/TR"):
            assert {str(one["/S"]) for one in row["/K"]} <= {"/TH", "/TD"}
        assert [one for one in inside if str(one["/S"]) in ("/TH", "/TD") and str(one["/P"]["/S"]) != "/TR"] == []
        scopes = [str(one["/A"]["/Scope"]) for one in inside if str(one["/S"]) == "/TH"]
        assert set(scopes) <= {"/Column", "/Row"}
        assert "/Column" in scopes
        for cell in (one for one in inside if str(one["/S"]) == "/TD"):
            headings = [str(one) for one in cell["/A"]["/Headers"]]
            assert len(headings) >= 2
            assert set(headings) <= names


def test_each_link_says_in_words_where_it_leads(document: pikepdf.Pdf) -> None:
    said = [
        (str(one.get("/Contents", "")), "/StructParent" in one)
        for page in document.pages
        for one in page.obj.get("/Annots", [])
        if str(one["/Subtype"]) == "/Link"
    ]
    assert len(said) > 300
    assert [text for text, tagged in said if not tagged or not re.search(r"[a-zé]{2}", text) or "_" in text] == []
    assert [text for text, _ in said if text.startswith(("http", "calcul-", "chapitre-"))] == []
    assert "Naissances de l’année\u00a0: calcul et source" in {text for text, _ in said}


def test_all_its_letters_are_in_it(document: pikepdf.Pdf) -> None:
    described = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
    assert described
    assert [one for one in described if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys())] == []


# --- For those who look at it ---------------------------------------------------------------------------------------


def filled(publication: Publication) -> list[float]:
    """How far down each page the ink goes, from 0 to 1, what stands at its foot left out."""
    path = str(publication.folder / "diagnostic.pdf")
    done = subprocess.run(
        [system_program("pdftoppm"), "-gray", "-r", "20", path], capture_output=True, check=True
    ).stdout
    found, stream = [], io.BytesIO(done)
    while header := stream.readline():
        assert header == b"P5\n"
        width, height = map(int, stream.readline().split())
        stream.readline()
        picture = Image.frombytes("L", (width, height), stream.read(width * height))
        ink = np.flatnonzero((np.asarray(picture)[: int(height * FOOT)] < 200).any(axis=1))
        found.append(float(ink.max()) / height if ink.size else 0.0)
    return found


def test_no_page_is_nearly_empty_but_the_last_of_a_chapter(document: pikepdf.Pdf, publication: Publication) -> None:
    with document.open_outline() as outline:
        starts = {_page(document, one) for one in outline.root[0].children}
    found = filled(publication)
    assert len(found) == len(document.pages)
    last = {start - 1 for start in starts} | {len(found) - 1}
    assert {place + 1: round(share, 2) for place, share in enumerate(found) if share < 0.4 and place not in last} == {}
    assert {place + 1: round(share, 2) for place, share in enumerate(found) if share < 0.1} == {}


def _page(document: pikepdf.Pdf, bookmark: pikepdf.OutlineItem) -> int:
    places = [page.obj.objgen for page in document.pages]
    assert bookmark.destination is not None
    return places.index(bookmark.destination[0].objgen)


@pytest.mark.slow
def test_no_heading_and_no_caption_stands_alone_at_the_foot_of_a_page(lines: list[list[str]], html: str) -> None:
    assert [page[-1] for page in lines if _flat(page[-1]) in titles(html)] == []


@pytest.mark.slow
def test_nor_where_a_browser_prints_the_page(
    chromium: Browser, publication: Publication, html: str, tmp_path: Path
) -> None:
    opened = watch(chromium, publication.page)
    opened.page.pdf(path=tmp_path / "imprime.pdf", prefer_css_page_size=True)
    opened.context.close()
    pages = lines_of(tmp_path / "imprime.pdf")
    assert 40 < len(pages) < 110
    assert [page[-1] for page in pages if _flat(page[-1]) in titles(html)] == []


@cache
def titles(html: str) -> frozenset[str]:
    """What must not end a page: headings, captions, and the line that says what a chapter is about."""
    found = BeautifulSoup(html, "html.parser").select("main h2, main h2 + p, h3, caption")
    return frozenset(_flat(one.get_text()) for one in found)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_a_note_is_called_on_one_line(lines: list[list[str]]) -> None:
    assert [line for page in lines for line in page if re.search(r"\w\((?:\s{2,}|$)", line)] == []


def test_the_annex_is_shorter_than_what_it_explains(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        (annex,) = [one for one in outline.root[0].children if one.title == "Méthode et sources"]
    start = _page(document, annex)
    assert len(document.pages) - start < start
