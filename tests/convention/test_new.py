"""`ctg new`: the folder of a convention is laid down once, and what stands in it is never touched."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import openpyxl
import pytest

from ctg_lib import folders, sources
from ctg_lib.convention import guide, templates
from ctg_lib.convention import new as module
from ctg_lib.convention.new import lay_down
from ctg_lib.errors import UsageError
from ctg_lib.sources import local_reading
from ctg_lib.sources.local_forms import EXAMPLE, GUIDE, LISTS, PLACE, Book
from ctg_lib.territory import Territory
from tests.published import METROPOLE, SORBIERS

MODEL = "actions/modele.yaml"
FILES = {
    "offre_locale.xlsx",
    "caf_locale.xlsx",
    "observations.xlsx",
    "suivi.xlsx",
    "convention.yaml",
    "comite.yaml",
    "objectifs.yaml",
    "LISEZMOI.txt",
    MODEL,
}
BOOKS: list[Book] = [card.book for card in sources.catalogue().values() if card.book]
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.source)


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def opened(book: Book, place: Territory) -> openpyxl.Workbook:
    communes = {one.code: one.name for one in place.members()}
    return openpyxl.load_workbook(io.BytesIO(templates.workbook(book, place.spelling, communes)))


# ── The folder ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", [SORBIERS, METROPOLE, "gier=42207,42186"])
def test_the_folder_of_a_commune_an_intercommunalite_or_a_group(place: str, data: Path) -> None:
    territory = Territory.parse(place)
    made = lay_down(territory)
    assert made.path == folders.conventions() / territory.code == data / "conventions" / territory.code
    assert set(made.written) == set(hashes(made.path)) == FILES
    assert made.kept == ()
    for card in module.filled_on_site():
        assert card.book is not None
        assert local_reading.is_blank(made.path / f"{card.id}.xlsx", card.book)
    text = (made.path / "LISEZMOI.txt").read_text(encoding="utf-8")
    assert territory.spelling in text
    assert "une case vide veut dire" in text
    assert all(f"{card.id}.xlsx" in text for card in module.filled_on_site())


@pytest.mark.usefixtures("data")
def test_nothing_that_stands_is_ever_written_over() -> None:
    folder = lay_down(Territory.of(SORBIERS)).path
    (folder / "offre_locale.xlsx").write_bytes(b"rempli par quelqu'un")
    (folder / "LISEZMOI.txt").unlink()
    (folder / "notes.txt").write_text("à garder", encoding="utf-8")
    before = hashes(folder)
    again = lay_down(Territory.of(SORBIERS))
    assert again.written == ("LISEZMOI.txt",)
    assert set(again.kept) == FILES - {"LISEZMOI.txt"}
    after = hashes(folder)
    assert {name: after[name] for name in before} == before


@pytest.mark.usefixtures("data")
def test_half_a_file_is_never_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "plein")

    with monkeypatch.context() as patch:
        patch.setattr(templates, "workbook", full)
        with pytest.raises(OSError, match="plein"):
            lay_down(Territory.of(SORBIERS))
    assert list((folders.conventions() / SORBIERS).iterdir()) == []
    assert set(lay_down(Territory.of(SORBIERS)).written) == FILES


@pytest.mark.parametrize("place", ["42", "FR"])
@pytest.mark.usefixtures("data")
def test_a_territory_that_signs_none_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match="signée par une commune"):
        lay_down(Territory.of(place))
    assert not folders.conventions().exists()


# ── The templates ───────────────────────────────────────────────────────────────────────────────────────────────────


@each_book
def test_the_same_declaration_gives_the_same_bytes(book: Book) -> None:
    first = templates.workbook(book, SORBIERS, {SORBIERS: "Sorbiers"})
    assert templates.workbook(book, SORBIERS, {SORBIERS: "Sorbiers"}) == first
    assert len(first) < 60_000
    properties = openpyxl.load_workbook(io.BytesIO(first)).properties
    assert (properties.title, properties.language) == (book.title, "fr-FR")
    assert properties.created.year == properties.modified.year == 1980


@each_book
def test_each_table_has_its_sheet_its_frozen_header_and_its_grey_example(book: Book) -> None:
    file = opened(book, Territory.of(SORBIERS))
    assert file.sheetnames == [book.cover, GUIDE, *(form.sheet for form in book.forms), LISTS]
    assert all(sheet.sheet_state == "visible" for sheet in file)
    for form in book.forms:
        sheet = file[form.sheet]
        assert sheet.freeze_panes == "B2"
        assert [cell.value for cell in sheet[1]] == [guide.heading(column) for column in form.columns]
        assert sheet["A2"].value == EXAMPLE
        assert [cell.value is not None for cell in sheet[2]] == [True] * len(form.columns)
        assert {cell.font.color.rgb[-6:] for cell in sheet[2]} == {templates.GREY}
        assert all(cell.font.italic for cell in sheet[2])


@each_book
def test_each_column_has_its_message_and_each_list_its_drop_down(book: Book) -> None:
    file = opened(book, Territory.of(METROPOLE))
    for form in book.forms:
        rules = file[form.sheet].data_validations.dataValidation
        assert [rule.prompt for rule in rules] == [column.explains[:255] for column in form.columns]
        for rule, column in zip(rules, form.columns, strict=True):
            assert len(rule.promptTitle) <= 32
            if column.choices:
                assert offered(file, rule.formula1) == list(column.choices)
        assert len(offered(file, rules[0].formula1)) == 53
        assert "42302 – Sorbiers" in offered(file, rules[0].formula1)
    states = [rule for rule in file[book.cover].data_validations.dataValidation if rule.type == "list"]
    questions = [question for question in book.questions if question.choices]
    assert [offered(file, rule.formula1) for rule in states] == [list(question.choices) for question in questions]


def offered(file: openpyxl.Workbook, formula: str) -> list[str]:
    """What a drop-down shows."""
    name, _, area = formula.lstrip("=").partition("!")
    return [row[0].value for row in file[name][area.replace("$", "")]]


@each_book
def test_the_territory_and_its_communes_are_written_in_advance(book: Book) -> None:
    place = Territory.parse("gier=42207,42186")
    file = opened(book, place)
    answers = {row[0].value: row[1].value for row in file[book.cover].iter_rows(min_row=5)}
    assert answers[PLACE.label] == "gier=42186,42207"
    assert {label for label, said in answers.items() if said} == {PLACE.label}
    for form in book.forms:
        below = [row[0].value for row in file[form.sheet].iter_rows(min_row=3) if row[0].value]
        assert below == ([] if form.lists else ["42186 – Rive-de-Gier", "42207 – Saint-Chamond"])


@each_book
def test_the_guide_explains_every_column(book: Book) -> None:
    sheet = opened(book, Territory.of(SORBIERS))[GUIDE]
    told = {str(cell.value).replace("\u00a0", " ") for row in sheet for cell in row if cell.value}
    for form in book.forms:
        assert form.about in told
        for line in guide.lines(form):
            assert set(filter(None, line)) <= told
    assert set(guide.rules(book)) <= told
