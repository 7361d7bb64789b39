"""The figures for machines: one content in every form, described so that a stranger can read it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from ctg_lib.export import page_tables
from ctg_lib.export.data import CAPTIONS
from ctg_lib.export.page_tables import BOUNDS, NOTES, Cell
from ctg_lib.export.spreadsheet import COVER, DICTIONARY, VALUES, number_format, sheet_name, workbook
from ctg_lib.territory import Level
from ctg_lib.value import COLUMNS, Status
from tests.published import EDITION, Publication

ROW = {"indicator": "pr_part", "level": "commune", "territory": "42302", "vintage": "2023"}


@pytest.fixture(scope="module")
def package(publication: Publication) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((publication.folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def book(publication: Publication) -> Workbook:
    return openpyxl.load_workbook(publication.folder / "indicators.xlsx")


def test_the_json_has_the_rows_of_the_csv(publication: Publication) -> None:
    read = json.loads((publication.folder / "indicators.json").read_text(encoding="utf-8"))
    assert read["territory"] == {"code": "42302", "level": "commune", "name": "Sorbiers"}
    assert read["edition"] == EDITION
    assert tuple(read["values"][0]) == COLUMNS
    pd.testing.assert_frame_equal(pd.DataFrame(read["values"]), publication.values, check_dtype=False)


def test_the_package_describes_each_file_as_it_is(publication: Publication, package: dict[str, Any]) -> None:
    files = [one for one in package["resources"] if "path" in one]
    assert {one["path"] for one in files} == {"indicators.csv", "indicators.json", "indicators.xlsx"}
    for one in files:
        content = (publication.folder / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    names = [one["name"] for one in package["resources"]]
    assert all(re.fullmatch(r"[a-z0-9._-]+", name) for name in [*names, package["name"]])
    assert len(names) == len(set(names))
    assert all(one["title"] for one in package["sources"])
    assert any("Filosofi" in one["title"] for one in package["sources"])


def test_every_cell_of_the_csv_is_what_its_column_announces(publication: Publication, package: dict[str, Any]) -> None:
    (schema,) = (one["schema"] for one in package["resources"] if one["name"] == "indicators")
    values = publication.values
    assert [one["name"] for one in schema["fields"]] == list(values.columns)
    for one in schema["fields"]:
        column, constraints = values[one["name"]], one.get("constraints", {})
        assert pd.api.types.is_numeric_dtype(column) is (one["type"] == "number"), one["name"]
        assert one["description"]
        if constraints.get("required"):
            assert column.ne("").all(), one["name"]
        if "enum" in constraints:
            assert set(column) <= set(constraints["enum"]), one["name"]
    assert not values.duplicated(schema["primaryKey"]).any()


def test_the_dictionary_inside_the_package_knows_every_indicator(
    publication: Publication, package: dict[str, Any]
) -> None:
    (table,) = (one for one in package["resources"] if one["name"] == "dictionary")
    assert {one["id"] for one in table["data"]} == set(publication.values["indicator"])
    assert all(list(one) == [field["name"] for field in table["schema"]["fields"]] for one in table["data"])
    assert all(one[name] for one in table["data"] for name in one if name != "caveat")


def test_the_long_table_of_the_spreadsheet_is_that_of_the_csv(publication: Publication, book: Workbook) -> None:
    head, *lines = book[VALUES].iter_rows(values_only=True)
    assert head == tuple(CAPTIONS.values())
    assert tuple(CAPTIONS) == COLUMNS
    read = pd.DataFrame(lines, columns=list(COLUMNS))
    words = {"level": {one.label: str(one) for one in Level}, "status": {one.label: str(one) for one in Status}}
    for name, known in words.items():
        read[name] = read[name].map(known)
    # Units of one label are many: they are told apart by their indicator.
    assert read["unit"].ne("").all()
    read["unit"] = publication.values["unit"]
    texts = [name for name in COLUMNS if not pd.api.types.is_numeric_dtype(publication.values[name])]
    read[texts] = read[texts].fillna("")
    pd.testing.assert_frame_equal(read, publication.values, check_dtype=False, rtol=1e-15)
    assert book[VALUES].freeze_panes == "B2"
    assert book[VALUES].auto_filter.ref


def test_every_table_of_the_page_is_in_the_spreadsheet_with_its_sources(
    publication: Publication, book: Workbook
) -> None:
    captions = re.findall(r"<caption>(.*?)</caption>", publication.html)
    held = {cell.value for sheet in book for cell in sheet["A"] if cell.value}
    assert [one for one in captions if one not in held] == []
    assert len(captions) > 50
    chapters = [name for name in book.sheetnames if name not in (COVER, VALUES, DICTIONARY, "Méthode et sources")]
    for name in chapters:
        assert any(str(cell.value).startswith("Source") for cell in book[name]["A"]), name


def test_a_number_tied_to_its_row_is_that_row_and_shows_as_on_the_page(
    publication: Publication, book: Workbook
) -> None:
    sheet = book["Précarité et insertion"]
    (line,) = (row for row in sheet.iter_rows() if str(row[0].value).startswith("Taux de pauvreté (nouvelle"))
    (row,) = publication.values.query(
        "indicator == 'pr_taux_pauvrete' and territory == '42302' and vintage == '2023'"
    ).itertuples()
    assert line[1].value == row.value
    assert line[1].number_format == "#,##0.0%"


def test_the_same_page_gives_the_same_bytes(publication: Publication) -> None:
    again = workbook(publication.html, publication.values, EDITION)
    assert again == (publication.folder / "indicators.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("shown", "cell"),
    [
        ("12\u202f345", Cell(12345.0)),
        ("−3,5", Cell(-3.5, "", 1)),
        ("12,5\u202f%", Cell(0.125, "", 1, "%")),
        ("1\u202f200\u00a0€", Cell(1200.0, "", 0, "€")),
        ("2023", Cell(2023.0)),
        ("1,2 à 3,4", Cell("1,2 à 3,4")),
        ("042", Cell(42.0)),
        ("secret statistique<sup class='appel'>(1)</sup>", Cell("secret statistique")),
        ("=1+1", Cell("=1+1")),
        ("<a href='#a'>Oui</a> <b>non</b>", Cell("Oui non")),
        ("RSA : 115 <small class='bornes'>(113 à 117)</small><br>\n APL : 3", Cell("RSA : 115 (113 à 117)\nAPL : 3")),
    ],
)
def test_a_cell_is_a_number_only_when_all_of_it_is_one(shown: str, cell: Cell) -> None:
    (found,) = table(f"<tr><th scope='row'>A</th><td>{shown}</td></tr>").lines
    assert found[1] == cell


def test_a_tied_number_has_its_full_value_its_bounds_and_its_notes() -> None:
    tied = '<data value="0.25" data-cle="pr_part|commune|42302|2023">25,0\u202f%</data>'
    read = table(
        f"<tr><th scope='row'>A</th><td>{tied}<sup class='appel'>(1)</sup>"
        "<small class='bornes'>24 à 26</small></td></tr>"
        "<tr><th scope='row'>B</th><td>manquant<sup class='appel'>(2)</sup></td></tr>"
    )
    assert read.head == ["Quoi", "Ici", f"Ici, {BOUNDS[0]}", f"Ici, {BOUNDS[1]}", NOTES]
    assert read.lines == [
        [Cell("A"), Cell(0.2512, "part"), Cell(0.24, "part"), Cell(0.26, "part"), Cell("(1)")],
        [Cell("B"), Cell("manquant"), Cell(""), Cell(""), Cell("(2)")],
    ]
    assert read.under == ["(1) Rond.", "Source : X."]
    assert number_format(read.lines[0][1]) == "#,##0.0%"


@pytest.mark.parametrize(
    ("title", "name"), [("L’accès : droits/aides", "L'accès   droits aides"), ("a" * 40, "a" * 31)]
)
def test_a_title_becomes_a_name_that_spreadsheets_take(title: str, name: str) -> None:
    assert sheet_name(title) == name


def table(body: str) -> page_tables.Table:
    page = (
        "<title>T</title><main><h2>Un</h2><table><caption>C</caption><thead><tr><th>Quoi</th><th>Ici</th></tr></thead>"
        f"<tbody>{body}</tbody></table><ol class='notes'><li>Rond.</li></ol><p class='source'>Source : X.</p></main>"
    )
    row = pd.Series(ROW | {"unit": "part", "value": 0.2512, "low": 0.24, "high": 0.26})
    _, _, chapters = page_tables.read(page, {"pr_part|commune|42302|2023": row})
    return chapters["Un"][0]
