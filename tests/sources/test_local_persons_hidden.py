"""Persons that a workbook holds where nobody looks: the file is refused, whatever the place, and nothing is quoted.

Every person here is invented.
"""

from __future__ import annotations

import datetime
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ctg_lib import cli, folders, sources
from ctg_lib.convention import templates
from ctg_lib.errors import InputError, NominativeError
from ctg_lib.ingestion import ingest, recognise
from ctg_lib.sources import local
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.published import EDITION, SORBIERS, own_data
from tests.sources.local_books import (
    CAF,
    EXAMPLE,
    EXAMPLE_AROUND,
    OFFER,
    OFFER_LINES,
    filled,
    saved,
)

CRECHES, REQUESTS = "EAJE et MAM", "Demandes non satisfaites"
Change = Callable[[Any], object]
# Fictitious: surnames that mean « somebody » in French.
SOMEBODY = "UNTEL Camille"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"


@cache
def content() -> bytes:
    """A workbook without a fault, made once."""
    buffer = io.BytesIO()
    filled(OFFER, OFFER_LINES).save(buffer)
    return buffer.getvalue()


def right() -> Any:
    return openpyxl.load_workbook(io.BytesIO(content()))


def changed(change: Change, folder: Path, parts: dict[str, str] | None = None) -> Path:
    """A workbook that was right, with what somebody added; parts: files put into it as they are."""
    file = right()
    change(file)
    path = saved(file, folder / "offre_locale.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return path


def refusal(path: Path) -> NominativeError:
    with pytest.raises(NominativeError) as caught:
        sources.source("offre_locale").read(path)
    assert caught.value.exit_code == 5
    assert not re.search(r"untel|camille|quidam", str(caught.value), re.IGNORECASE), str(caught.value)
    return caught.value


def put(sheet: str, cell: str, value: object) -> Change:
    return lambda file: file[sheet].__setitem__(cell, value)


def comment(text: str) -> Change:
    return lambda file: setattr(file[REQUESTS]["B3"], "comment", Comment(text, "Quidam Claude"))


def new_sheet(title: str, state: str = "visible", **cells: object) -> Change:
    def change(file: Any) -> None:
        sheet = file.create_sheet(title)
        sheet.sheet_state = state
        for cell, value in (cells or {"A1": SOMEBODY}).items():
            sheet[cell] = value

    return change


def hidden_row(file: Any) -> None:
    file["CCAS"]["H9"] = SOMEBODY
    file["CCAS"].row_dimensions[9].hidden = True


def validation(file: Any) -> None:
    rule = DataValidation("list", formula1=f'"{SOMEBODY},Léa Quidam"')
    rule.add("B3")
    file[REQUESTS].add_data_validation(rule)


def prompt(file: Any) -> None:
    rule = DataValidation("whole", formula1="0", promptTitle="Vu avec", prompt="Mme Untel")
    rule.add("B3")
    file[REQUESTS].add_data_validation(rule)


def filtered(file: Any) -> None:
    file[CRECHES].auto_filter.ref = "A1:E9"
    file[CRECHES].auto_filter.add_filter_column(1, [SOMEBODY])


def merged_header(file: Any) -> None:
    file[REQUESTS]["E1"] = "Responsable du dossier"
    file[REQUESTS].merge_cells("E1:G1")


# What was done, and where it must be told: (sheet, row, column).
PLACES: dict[str, tuple[Change, tuple[str | None, int | None, str | None]]] = {
    "a comment": (comment("Enfants :\nLéa Untel\nTom Quidam"), (REQUESTS, 3, "B")),
    "a comment with a civility": (comment("confirmé par Mme Untel"), (REQUESTS, 3, "B")),
    "a comment with a number": (comment("dossier 1234567B"), (REQUESTS, 3, "B")),
    "a comment signed": (comment("Quidam Claude:\nLéa Untel"), (REQUESTS, 3, "B")),
    "a comment with a birth": (comment("né le 12/03/2021"), (REQUESTS, 3, "B")),
    "a header": (lambda f: setattr(f[REQUESTS].oddHeader.center, "text", SOMEBODY), (REQUESTS, None, None)),
    "a footer": (lambda f: setattr(f[REQUESTS].evenFooter.left, "text", "Léa Untel"), (REQUESTS, None, None)),
    "a defined name": (
        lambda f: f.defined_names.add(DefinedName("liste", attr_text=f'"{SOMEBODY}"')),
        (None, None, None),
    ),
    "the word of a name": (
        lambda f: f.defined_names.add(DefinedName("UNTEL_Camille", attr_text="CCAS!$A$1")),
        (None, None, None),
    ),
    "the title": (lambda f: setattr(f.properties, "title", "Léa Untel, Tom Quidam"), (None, None, None)),
    "the keywords": (lambda f: setattr(f.properties, "keywords", "UNTEL Camille; QUIDAM Léa"), (None, None, None)),
    "the author’s number": (lambda f: setattr(f.properties, "creator", "1 85 01 42 302 123"), (None, None, None)),
    "a hidden sheet": (new_sheet("Notes", "hidden"), ("n° 19", 1, "A")),
    "a very hidden sheet": (new_sheet("Notes", "veryHidden"), ("n° 19", 1, "A")),
    "the name of a sheet": (new_sheet("UNTEL Camille", A1="x"), ("n° 19", None, None)),
    "a second sheet of the same name": (new_sheet("C.C.A.S."), ("n° 19", 1, "A")),
    "the guide": (put("Mode d’emploi", "F40", SOMEBODY), ("Mode d’emploi", 40, "F")),
    "a telephone beside the guide": (put("Mode d’emploi", "K10", "06 12 34 56 78"), ("Mode d’emploi", 10, "K")),
    "the lists": (put("Listes", "K2", SOMEBODY), ("Listes", 2, "K")),
    "the first sheet": (put(OFFER.cover, "B7", "Service enfance, Léa Untel"), (OFFER.cover, 7, "B")),
    "a hidden row": (hidden_row, ("CCAS", 9, "H")),
    "far below": (put("CCAS", "A90000", SOMEBODY), ("CCAS", 90000, "A")),
    "far to the right": (put("CCAS", "XFD1", SOMEBODY), ("CCAS", 1, "XFD")),
    "a list of choices": (validation, (REQUESTS, None, None)),
    "the prompt of a cell": (prompt, (REQUESTS, None, None)),
    "a filter": (filtered, (CRECHES, None, None)),
    "a link": (
        lambda f: setattr(f["CCAS"]["A1"], "hyperlink", "mailto:camille.untel@exemple.fr"),
        ("CCAS", None, None),
    ),
    "a formula": (put("CCAS", "B3", f'="{SOMEBODY}"'), ("CCAS", 3, "B")),
    "a format": (lambda f: setattr(f["CCAS"]["B3"], "number_format", f'"{SOMEBODY}"'), (None, None, None)),
    "a merged header": (merged_header, (REQUESTS, 1, "E")),
    "a count": (put(REQUESTS, "B3", SOMEBODY), (REQUESTS, 3, "B")),
    "a number that is a NIR": (put(REQUESTS, "B3", 1850142302123.0), (REQUESTS, 3, "B")),
}


@pytest.mark.parametrize("name", PLACES)
def test_wherever_persons_are_the_file_is_refused(name: str, tmp_path: Path) -> None:
    change, where = PLACES[name]
    error = refusal(changed(change, tmp_path))
    assert where in [(one.sheet, one.row, one.column) for one in error.problems], str(error)
    assert all(one.remedy for one in error.problems)


def drawing(*runs: str) -> str:
    """A text box as Excel writes one; runs: pieces of one line, each with its own letters."""
    pieces = "".join(f"<a:r><a:t>{run}</a:t></a:r>" for run in runs)
    return (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="{DRAWN}"><xdr:sp><xdr:txBody><a:p>{pieces}</a:p></xdr:txBody></xdr:sp></xdr:wsDr>'
    )


def main(tag: str, inside: str) -> str:
    return f'<{tag} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</{tag}>'


# Files of a workbook that openpyxl does not write, as a spreadsheet does.
PARTS = {
    "a text box": ("xl/drawings/drawing9.xml", drawing("UNTEL ", "Camille")),
    "the text for an image": (
        "xl/drawings/drawing9.xml",
        f'<a:x xmlns:a="{DRAWN}"><a:cNvPr name="Image 1" descr="{SOMEBODY}"/></a:x>',
    ),
    "a drawing of the old kind": (
        "xl/drawings/vmlDrawing9.vml",
        f"<xml><v:textbox><div>{SOMEBODY}<br></div></v:textbox></xml>",
    ),
    "a conversation": (
        "xl/threadedComments/threadedComment9.xml",
        f'<T><threadedComment ref="B3" personId="x"><text>{SOMEBODY}</text></threadedComment></T>',
    ),
    "a link to another file": (
        "xl/externalLinks/externalLink9.xml",
        main("externalLink", f"<sheetData><cell r='A1' t='str'><v>{SOMEBODY}</v></cell></sheetData>"),
    ),
    "a pivot table": (
        "xl/pivotCache/pivotCacheRecords9.xml",
        main("pivotCacheRecords", f'<r><s v="{SOMEBODY}"/></r>'),
    ),
    "the history": (
        "xl/revisions/revisionLog9.xml",
        main("revisions", f"<nc><is><t>{SOMEBODY}</t></is></nc>"),
    ),
    "a chart": ("xl/charts/chart9.xml", f"<c><strCache><pt><v>{SOMEBODY}</v></pt></strCache></c>"),
    "a table": ("xl/tables/table9.xml", main("table", f'<tableColumn name="{SOMEBODY}"/>')),
    "a property": ("docProps/custom.xml", f'<P><property name="Enfants"><v>{SOMEBODY}</v></property></P>'),
    "an attached document": ("xl/embeddings/Document.docx", "x"),
    "a file slipped in": ("liste.csv", f"nom\n{SOMEBODY}"),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_the_file_that_no_cell_shows(name: str, tmp_path: Path) -> None:
    part, content = PARTS[name]
    error = refusal(changed(lambda _: None, tmp_path, {part: content}))
    assert [one.file for one in error.problems] == ["offre_locale.xlsx"]


def test_a_drawing_is_told_with_the_sheet_that_bears_it(tmp_path: Path) -> None:
    kind = f"{OFFICE}/drawing"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="../drawings/drawing9.xml"/></Relationships>'
    )
    parts = {"xl/drawings/drawing9.xml": drawing(SOMEBODY), "xl/worksheets/_rels/sheet3.xml.rels": rels}
    (problem,) = refusal(changed(lambda _: None, tmp_path, parts)).problems
    assert problem.sheet == CRECHES
    assert "zone de texte" in problem.what


def test_what_a_formula_gave_and_what_was_erased_are_looked_at(tmp_path: Path) -> None:
    path = changed(put("CCAS", "B3", "=A1"), tmp_path)
    with zipfile.ZipFile(path) as archive:
        raw = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name, content in raw.items() if b"<f>A1</f>" in content)
    cached = raw | {
        sheet: re.sub(rb"<f>A1</f><v ?/>|<f>A1</f><v></v>", f"<f>A1</f><v>{SOMEBODY}</v>".encode(), raw[sheet])
    }
    assert cached != raw
    kept = main("sst", "<si><r><t>UNTEL</t></r><r><t> Camille</t></r></si><si><t>Places</t></si>")
    erased = raw | {"xl/sharedStrings.xml": kept.encode()}
    for held, where in ((cached, ("CCAS", 3, "B")), (erased, (None, None, None))):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in held.items():
                archive.writestr(name, content)
        (problem,) = refusal(path).problems
        assert (problem.sheet, problem.row, problem.column) == where


# ── What is nobody’s ────────────────────────────────────────────────────────────────────────────────────────────────

HARMLESS: dict[str, Change] = {
    "nothing": lambda _: None,
    "the author and who saved": lambda f: [
        setattr(f.properties, "creator", "Camille Untel"),
        setattr(f.properties, "lastModifiedBy", "UNTEL Camille"),
    ],
    "a comment of its author": comment("Quidam Claude:\nrelevé du 12/03/2026, 14 enfants"),
    "a comment on a date": comment("vérifié le 12/03/2026 avec la PMI"),
    "a footer": lambda f: setattr(f[REQUESTS].oddFooter.center, "text", "Page &P de &N – service petite enfance"),
    "a title": lambda f: setattr(f.properties, "title", "Offre locale 2025"),
    "a name of range": lambda f: f.defined_names.add(DefinedName("Communes", attr_text="Listes!$A$2:$A$7")),
    "a link": lambda f: setattr(f[CRECHES]["B3"], "hyperlink", "https://exemple.fr/creche-marie-curie"),
    "places that bear names": lambda f: [
        f[CRECHES].__setitem__(cell, name)
        for cell, name in (("B3", "Crèche Marie-Curie"), ("B4", "Jean Moulin"), ("B5", "MAM Rosa-Parks"))
    ],
    "dates of agrément": lambda f: [
        f["Centre social et EVS"].__setitem__(cell, datetime.date(year, 12, 31))
        for cell, year in (("D3", 2024), ("D4", 2027))
    ],
    "a big count": put("Enfants d’âge scolaire", "B3", 123456),
    "an image": lambda _: None,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_workbook_of_counts_is_read_whatever_surrounds_it(name: str, tmp_path: Path) -> None:
    parts = {"xl/media/image1.png": "x", "docProps/custom.xml": OWNER} if name == "an image" else {}
    sources.source("offre_locale").read(changed(HARMLESS[name], tmp_path, parts))


# What Office writes by itself when a file is labelled.
OWNER = '<P><property name="MSIP_Label_0_Owner"><v>camille.untel@exemple.fr</v></property></P>'


@pytest.mark.parametrize("path", [EXAMPLE, EXAMPLE_AROUND])
def test_the_examples_of_the_project_are_read(path: str) -> None:
    sources.source("offre_locale").read(folders.PROJECT / path)


@pytest.mark.parametrize("book", [OFFER, CAF], ids=lambda book: book.source)
def test_a_template_is_not_refused(book: Any, tmp_path: Path) -> None:
    path = tmp_path / f"{book.source}.xlsx"
    path.write_bytes(templates.workbook(book, "42302", {"42302": "Sorbiers"}))
    with pytest.raises(InputError) as caught:
        recognise(path).read(path)
    assert not isinstance(caught.value, NominativeError)


# ── Whoever reads a workbook ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = own_data(tmp_path / "data")
    monkeypatch.setenv("CTG_DATA", str(folder))
    return folder


@pytest.mark.parametrize("state", ["filled", "as it was laid down, but for a list"])
@pytest.mark.parametrize("words", [("check", SORBIERS), ("diagnostic", SORBIERS, "--date", EDITION), ("ingest",)])
def test_every_command_refuses_and_writes_nothing(
    state: str,
    words: tuple[str, ...],
    data: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = {REQUESTS: [{"Commune": SORBIERS, "Enfants sans place": 17}]} if state == "filled" else {}
    file = filled(OFFER, lines, spelling=SORBIERS)
    new_sheet("UNTEL", A1=SOMEBODY)(file)
    (folder := folders.conventions() / SORBIERS).mkdir(parents=True)
    path = saved(file, folder / "offre_locale.xlsx")
    assert local.workbooks(SORBIERS) == [path]
    # Two files at once: the other one is wrong too, and the code remains that of a list of persons.
    broken = folder / "caf_locale.xlsx"
    broken.write_bytes(b"")
    before = {one: one.read_bytes() for one in data.rglob("*") if one.is_file()}
    monkeypatch.setattr(cli.err, "_file", None)
    with pytest.raises(SystemExit) as ended:
        cli.main((*words, str(broken), str(path)) if words == ("ingest",) else words)
    told = capsys.readouterr()
    assert ended.value.code == 5, told
    assert "cette colonne semble donner des noms de personnes" in told.err
    assert "UNTEL" not in told.out + told.err
    assert {one: one.read_bytes() for one in data.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize("name", ["liste.xlsx", "liste.csv"])
def test_a_file_of_no_known_kind_is_not_quoted_where_it_lists_persons(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith(".csv"):
        path.write_text("Untel;Camille;12/03/2021\nQuidam;Léa;01/02/2020\n", encoding="utf-8")
    else:
        file = openpyxl.Workbook()
        file.active.title = SOMEBODY
        file.save(path)
    with pytest.raises(InputError) as caught:
        ingest([path], Store([tmp_path / "store"]), chain=Chain.REPUBLISHED, date=EDITION)
    assert "non citées" in str(caught.value)
    assert not re.search(r"Untel|Camille|Quidam|2021", str(caught.value), re.IGNORECASE)


# ── Any person anywhere ─────────────────────────────────────────────────────────────────────────────────────────────

SURNAMES, GIVEN = ("Untel", "Quidam", "Truc", "Machin", "Bidule"), ("Camille", "Léa", "Tom", "Aya", "Jean-Paul")
STREETS = ("rue des Essais", "allée du Modèle", "impasse Fictive")


def nir(month: int, order: int) -> str:
    bare = f"285{month:02d}42302{order:03d}"
    return f"{bare}{97 - int(bare) % 97:02d}"


@st.composite
def signs(draw: st.DrawFn) -> tuple[object, tuple[str, ...]]:
    """One recognisable sign of an invented person, and the words of it that no message may quote."""
    surname, given, letter = (
        draw(st.sampled_from(SURNAMES)),
        draw(st.sampled_from(GIVEN)),
        draw(st.sampled_from("AEKZ")),
    )
    month, order, house = draw(st.integers(1, 12)), draw(st.integers(100, 999)), draw(st.integers(10, 999))
    street, figures = draw(st.sampled_from(STREETS)), f"{draw(st.integers(1_100_000, 6_100_000))}"
    number = nir(month, order)
    grouped = " ".join((number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:13]))
    return draw(
        st.sampled_from(
            [
                (f"{surname.upper()} {given}", (surname, given)),
                (f"{given} {surname.upper()}", (surname, given)),
                (f"Mme {surname}", (surname,)),
                (f"M. {surname}", (surname,)),
                (number, (number,)),
                (int(number), (number,)),
                (grouped, (grouped,)),
                (f"{figures}{letter}", (figures,)),
                (f"né le {month:02d}/{month:02d}/2021", ("2021",)),
                (f"{given.lower()}.{surname.lower()}@exemple.fr", (surname, given)),
                (f"{house} {street}", (street,)),
                (f"06 12 34 {house % 90 + 10} 78", ("06 12 34",)),
            ]
        )
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), signs())
def test_a_person_at_a_random_place_is_refused_and_never_quoted(
    data: st.DataObject, sign: tuple[object, tuple[str, ...]]
) -> None:
    said, words = sign
    file = right()
    # In a list of establishments, an address and a telephone are the establishment’s.
    listing = [form.sheet for form in OFFER.forms if form.lists]
    public = isinstance(said, str) and bool(re.search(r"@|^\d+ [a-z]|^06 ", said))
    sheets = [one for one in file.sheetnames if not (public and one in listing)]
    sheet = file[data.draw(st.sampled_from(sheets))]
    match data.draw(st.sampled_from(("cell", "comment", "footer", "new sheet", "choices"))):
        case "cell":
            sheet.cell(data.draw(st.integers(10, 6000)), data.draw(st.integers(11, 80)), said)
        case "comment":
            sheet["B1"].comment = Comment(f"à revoir : {said}", "x")
        case "footer":
            sheet.oddFooter.left.text = f"{said}"
        case "new sheet":
            file.create_sheet(f"{words[0]}", 3)["C7"] = said
        case _:
            rule = DataValidation("list", formula1=f'"{said},autre"')
            rule.add("B4")
            sheet.add_data_validation(rule)
    with tempfile.TemporaryDirectory() as folder:
        path = saved(file, Path(folder) / "offre_locale.xlsx")
        with pytest.raises(NominativeError) as caught:
            sources.source("offre_locale").read(path)
    message = str(caught.value).casefold()
    assert not [word for word in words if word.casefold() in message], message
