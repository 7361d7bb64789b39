"""What people typed is shown as they typed it, whatever it is: in the pages, the spreadsheet, the Word document."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import openpyxl
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from docx import Document as WordDocument

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG, EVALUATION, REVIEW, Document, Part
from ctg_lib.convention import dossier as dossiers
from ctg_lib.convention.opened import CROSSED, GOVERNANCE, PLAN, Opened
from ctg_lib.export import docx, fiches, page, spreadsheet, synthesis
from ctg_lib.export.checks import check
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS
from ctg_lib.views import embedded
from tests.published import EDITION, SORBIERS, own_data
from tests.system import system_libraries

pytestmark = pytest.mark.slow

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><h1>titre</h1>",
    '"><a href="javascript:alert(1)">lien</a>',
    "**gras** [lien](javascript:alert(1)) # titre",
    "{{ 7 * 7 }} {% raw %} ${x}",
    '=HYPERLINK("http://x")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    'data-cle="pe_tcg|commune|42302|2023"',
    "&amp; &lt;b&gt;",
    "3.5 the error",
    "<!-- ]]> --> </style></script></svg>",
)
# The letters that a cell has room for, and a text of YAML.
CELL, ANY = 100, 10_000
# The keys and the columns where people write what they want.
KEYS = {
    "source", "signataires", "tient_lieu_de", "qui", "pourquoi", "role", "objet", "quoi", "note", "enonce", "intitule",
    "titre", "constats", "description", "cible", "territoire", "collectivite", "caf", "partenaires", "humains",
    "materiels", "nature", "financements", "conditions", "risques", "nom", "unite", "questions", "document",
    "communication", "motif",
}  # fmt: skip
COLUMNS_TYPED = {
    "Observation", "Lieu", "Qui observe", "Pourquoi", "Auprès de qui", "Question", "Réponse", "Par", "Étape",
    "Financeur", "Indicateur",
}  # fmt: skip


@dataclass
class Typist:
    """Whoever replaces each text of a folder by one of their own: the same words by the same ones."""

    write: Callable[[int, int], str]
    typed: dict[str, str] = field(default_factory=dict)

    def word(self, said: str, room: int) -> str:
        return self.typed.setdefault(said, self.write(len(self.typed), room))

    def tree(self, value: Any, key: str = "", above: str = "") -> Any:
        """A YAML content where the texts of `KEYS` are one's own."""
        if isinstance(value, dict):
            names = {self.word(name, ANY) if key == "financements" else name: name for name in value}
            return {name: self.tree(value[old], str(old), key) for name, old in names.items()}
        if isinstance(value, list):
            return [self.tree(one, key, above) for one in value]
        kept = ((key, above) == ("territoire", "") and value == SORBIERS) or (key == "nature" and above == "suivi")
        return self.word(value, ANY) if isinstance(value, str) and key in KEYS and not kept else value

    def folder(self, folder: Path) -> None:
        # The workbooks first: they have less room, and what they share with the fiches must be the same.
        for name in ("observations.xlsx", "suivi.xlsx"):
            self.workbook(folder / name)
        for path in sorted(folder.rglob("*.yaml")):
            tree = self.tree(yaml.safe_load(path.read_text(encoding="utf-8")))
            path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def workbook(self, path: Path) -> None:
        file = openpyxl.load_workbook(path)
        for sheet in file.worksheets:
            typed = [at for at, cell in enumerate(sheet[1], 1) if str(cell.value).rstrip(" *") in COLUMNS_TYPED]
            for row in sheet.iter_rows(min_row=3):
                for cell in (row[at - 1] for at in typed if isinstance(row[at - 1].value, str)):
                    cell.value = self.word(cell.value, CELL)
                    # A text, as a spreadsheet keeps what is typed after an apostrophe: no formula.
                    cell.data_type = "s"
        file.save(path)


def hostile(rank: int, room: int) -> str:
    """As much hostile text as there is room for, beginning with another piece each time, with a number of its own."""
    start = rank % len(HOSTILE)
    pieces = (*HOSTILE[start:], *HOSTILE[:start])
    # A workbook refuses what begins as a formula does: it was told, and never reaches a page.
    return " ".join((*(("n°",) if room < ANY and pieces[0].startswith("=") else ()), *_held(pieces, room), f"({rank})"))


def _held(pieces: Sequence[str], room: int) -> Iterator[str]:
    """The first pieces, as far as there is room for them."""
    taken = accumulate(len(one) + 1 for one in pieces)
    return (one for one, length in zip(pieces, taken, strict=True) if length <= room)


def plain(rank: int, room: int) -> str:
    """As long, with numbers and nothing else to be wary of."""
    return f"texte 3,5 et {rank}".ljust(len(hostile(rank, room)), "a")


@dataclass(frozen=True)
class Told:
    """What is made of a folder: the blocks, the pages, and what was typed."""

    typed: Mapping[str, str]
    opened: Opened
    blocks: Mapping[str, str]
    pages: Mapping[str, str]
    values: pd.DataFrame


BLOCKS = [
    "identity", "committee", "meetings", "validations", "observations", "consultations", "issues", "objectives",
    "coherence", "actions", "budget", "checklists", "progress", "calendar", "late", "spending", "measures",
    "unmeasured", "grid", "results", "comparisons", "evaluation_questions",
]  # fmt: skip
ROOMS = replace(CTG, parts=(Part("", "", (GOVERNANCE, CROSSED, PLAN)),), whole=False)


def executed(name: str, opened: Opened) -> nbformat.NotebookNode:
    """What a notebook of the convention would be once executed."""
    node = nbformat.read(folders.notebooks() / f"{name}.ipynb", 4)
    for cell in node.cells:
        if found := re.fullmatch(r"convention\.(\w+)\(\)", cell.source):
            shown = getattr(opened, found[1])()._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=shown, execution_count=1)]
    return node


def told(data: Path, write: Callable[[int, int], str], shelf: Shelf) -> Told:
    """Everything that is made of the example of Sorbiers once each of its texts is one's own."""
    folder = own_data(data) / "conventions" / SORBIERS
    shutil.copytree(folders.PROJECT / "data" / "examples" / SORBIERS, folder)
    (folder / "offre_locale.xlsx").unlink()
    typist = Typist(write)
    typist.folder(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTG_DATA", str(data))
        place = Territory.of(SORBIERS)
        diagnostic = Diagnostic(place, EDITION, shelf)
        dossier = dossiers.read(place).at(datetime.date.fromisoformat(EDITION))
        opened = Opened(dossier, diagnostic)
        blocks = {name: getattr(opened, name)().html for name in BLOCKS}
        pages = {
            one.id if one is not ROOMS else "diagnostic": _page(one, opened) for one in (ROOMS, REVIEW, EVALUATION)
        }
        pages["fiches"] = fiches.render(diagnostic, dossier.actions, dossier.goals)
        pages["synthese"] = synthesis.render(diagnostic, CTG, dossier.actions)
        return Told(typist.typed, opened, blocks, pages, diagnostic.values[list(COLUMNS)])


def _page(document: Document, opened: Opened) -> str:
    return page.render(opened.diagnostic, {name: executed(name, opened) for name in document.chapters}, document)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(Store([folders.PROJECT / "data" / "sample"]))


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Told:
    return told(tmp_path_factory.mktemp("hostile") / "data", hostile, shelf)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Told:
    return told(tmp_path_factory.mktemp("ordinaire") / "data", plain, shelf)


@pytest.fixture(scope="module")
def tables(bad: Told) -> Mapping[str, bytes]:
    """The spreadsheet of each page that has one."""
    return {name: spreadsheet.workbook(bad.pages[name], bad.values, EDITION) for name in WITH_FILES}


WITH_FILES = ("diagnostic", "bilan", "evaluation")
PAGES = (*WITH_FILES, "fiches", "synthese")


def flat(text: str) -> str:
    """A text on one line, with plain spaces: the pages put French ones."""
    return re.sub(r"\s+", " ", text).strip()


def skeleton(text: str) -> Counter[tuple[str, tuple[str, ...]]]:
    """The elements of a page, with the names of their attributes."""
    return Counter((one.name, tuple(sorted(one.attrs))) for one in BeautifulSoup(text, "html.parser").find_all(True))


def read(text: str) -> str:
    return flat(BeautifulSoup(text, "html.parser").get_text(" "))


def assert_inert(text: str) -> None:
    """Nothing of it runs, loads or leads anywhere that was typed."""
    soup = BeautifulSoup(text, "html.parser")
    attributes = [(name, str(value)) for one in soup.find_all(True) for name, value in one.attrs.items()]
    assert [name for name, _ in attributes if name.startswith("on")] == []
    addresses = [value for name, value in attributes if name in ("href", "src")]
    assert [one for one in addresses if "javascript" in one and not one.startswith("data:image/")] == []
    assert [one for one in soup.find_all(string=True) if "alert(1)" in one and one.parent.name in RUN] == []
    assert [one for one in soup.find_all(True) if flat(one.get_text()) in ("gras", "titre", "lien")] == []
    # A key that somebody typed is the key of no figure.
    assert soup.find_all(attrs={"data-cle": "pe_tcg|commune|42302|2023"}) == []


RUN = ("script", "style")


def test_every_block_is_looked_at() -> None:
    shown = {
        name
        for name, one in vars(Opened).items()
        if callable(one) and not name.startswith("_") and name != "date" and "Block" in str(one.__annotations__)
    }
    # That of similar communes is asked of an indicator: `test_chosen` looks at what it prints of the comité.
    assert shown - {"similar"} == set(BLOCKS)
    called = [
        re.findall(r"convention\.(\w+)\(\)", (folders.notebooks() / f"{name}.ipynb").read_text(encoding="utf-8"))
        for one in (ROOMS, REVIEW, EVALUATION)
        for name in one.chapters
    ]
    assert {name for several in called for name in several} == set(BLOCKS)


def test_every_hostile_piece_was_typed_many_times(bad: Told) -> None:
    assert len(bad.typed) > 150
    for piece in HOSTILE:
        assert sum(text.startswith((piece, f"n° {piece}")) for text in bad.typed.values()) > 5


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_the_elements_that_ordinary_words_give_it(name: str, bad: Told, good: Told) -> None:
    assert skeleton(bad.blocks[name]) == skeleton(good.blocks[name])
    assert_inert(bad.blocks[name])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_elements_that_ordinary_words_give_it(name: str, bad: Told, good: Told) -> None:
    assert skeleton(bad.pages[name]) == skeleton(good.pages[name])
    assert_inert(bad.pages[name])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_passes_the_checks_of_every_page(name: str, bad: Told) -> None:
    """Neither the decimals nor the spelling of what was typed are those of the tool."""
    check(bad.pages[name], bad.values, f"{name}.html")


def test_each_text_is_shown_as_it_was_typed(bad: Told) -> None:
    shown = " ".join(map(read, bad.pages.values()))
    lost = {said for said, typed in bad.typed.items() if flat(typed) not in shown}
    assert lost == {
        # Two families: nothing of them is told.
        "Deux familles du même immeuble cherchent un logement plus grand.",
        "bailleur social",
        # An agreement is told with the figure that it lets be told, which is not in this folder.
        "gestionnaires des crèches (exemple inventé)",
        "Exemple : l’occupation des places éclaire le besoin de créations.",
        # Who wrote a row of the log is kept, and not shown.
        "comité opérationnel",
        "comité de pilotage",
    }


def test_nothing_typed_is_worked_out(bad: Told) -> None:
    """The page is made from Markdown and from templates: neither reads what was typed."""
    for text in bad.pages.values():
        told = read(text)
        assert "{{ 7 * 7 }} {% raw %} ${x}" in told
        assert "**gras** [lien](javascript:alert(1)) # titre" in told
        assert "&amp; &lt;b&gt;" in told


def test_the_calendar_is_a_drawing_whose_words_are_words(bad: Told) -> None:
    picture = BeautifulSoup(bad.blocks["calendar"], "html.parser").find("img")
    assert picture is not None
    drawn = embedded.drawing(str(picture["src"]))
    assert drawn is not None
    elements = list(ElementTree.fromstring(drawn).iter())
    assert not {str(one.tag).rpartition("}")[2] for one in elements} & {"script", "img", "a", "h1", "foreignObject"}
    assert [name for one in elements for name in one.attrib if name.rpartition("}")[2].startswith("on")] == []
    words = flat(" ".join(one.text or "" for one in elements))
    titles = [one.titre for one in bad.opened.review.actions if one.calendrier]
    assert titles
    assert all(flat(title)[:12] in words for title in titles)
    assert_inert(str(picture["alt"]))


@pytest.mark.parametrize("name", WITH_FILES)
def test_no_cell_of_the_spreadsheet_is_a_formula_or_a_link_of_theirs(name: str, tables: Mapping[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables[name]))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []
    with zipfile.ZipFile(io.BytesIO(tables[name])) as archive:
        sheets = [archive.read(one).decode() for one in archive.namelist() if one.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


def test_the_spreadsheets_say_what_the_tables_say(bad: Told, tables: Mapping[str, bytes]) -> None:
    books = [openpyxl.load_workbook(io.BytesIO(one)) for one in tables.values()]
    held = flat(" ".join(str(cell.value) for book in books for sheet in book for row in sheet for cell in row))
    said = [one.text for one in bad.opened.dossier.observations.seen if one.people is None]
    said += [one.titre for one in bad.opened.dossier.actions]
    assert [text for text in said if flat(text) not in held] == []
    assert any(text.startswith(("=", "+", "-", "@")) for text in said)


def test_the_word_document_opens_and_shows_each_text(bad: Told) -> None:
    system_libraries(docx.missing())
    for name in WITH_FILES:
        made = WordDocument(io.BytesIO(docx.docx(bad.pages[name], EDITION)))
        links = [one.target_ref for one in made.part.rels.values() if one.is_external]
        assert [one for one in links if "javascript" in one or one == "http://x"] == []
        words = flat(" ".join(one.text or "" for one in made.element.body.iter() if str(one.tag).endswith("}t")))
        on_paper = BeautifulSoup(bad.pages[name], "html.parser")
        for folded in on_paper.select("details.donnees"):
            folded.decompose()
        said = flat(on_paper.get_text(" "))
        shown = [text for text in map(flat, bad.typed.values()) if text in said]
        assert shown
        assert [text for text in shown if squeezed(text) not in squeezed(words)] == []


def squeezed(text: str) -> str:
    """Without spaces: Word cuts a paragraph into runs, anywhere."""
    return re.sub(r"\s", "", text)
