"""The page of one's own files: from nothing to the chapter, with an invented example until something is filled."""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

import ctg_lib as ctg
from ctg_lib import explorer, folders, sources
from ctg_lib.convention.new import lay_down
from ctg_lib.explorer import faulty
from ctg_lib.explorer.workbooks import OwnFiles
from ctg_lib.territory import Territory
from ctg_lib.typesetting import typeset
from tests.explorer.test_data_quality import rows
from tests.published import EDITION, SORBIERS, own_data


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = own_data(tmp_path / "donnees")
    monkeypatch.setenv("CTG_DATA", str(folder))
    monkeypatch.delenv("CTG_CONVENTIONS", raising=False)
    return folder


@pytest.fixture
def filled(data: Path) -> OwnFiles:
    """The example in the folder of the convention, as if it were the commune's own."""
    lay_down(Territory.of(SORBIERS))
    shutil.copy(folders.examples() / SORBIERS / "offre_locale.xlsx", data / "conventions" / SORBIERS)
    return explorer.own_files(SORBIERS, EDITION)


@pytest.mark.usefixtures("data")
def test_without_any_file_the_example_is_shown_and_says_that_it_is_invented() -> None:
    seen = explorer.own_files(SORBIERS, EDITION)
    assert seen.invented
    assert [line[2:] for line in rows(seen.folder())] == [["attendu", ".venv/bin/ctg new 42302"]] * 2
    assert "inventés" in seen.told().html
    told = {line[0]: line[1:] for line in rows(seen.brings())}
    assert told["Assistantes maternelles en activité"] == ["manquant", "19", "Petite enfance"]
    assert "masqué" in [cells[1] for cells in told.values()]
    assert "CTG_CONVENTIONS" not in os.environ
    assert ctg.territory(SORBIERS).indicator("pe_loc_eaje").row["status"] == "missing"


@pytest.mark.usefixtures("data")
def test_a_territory_without_an_example_is_shown_that_of_sorbiers() -> None:
    seen = explorer.own_files("42207", EDITION)
    assert (seen.invented, seen.shown) == (True, Territory.of(SORBIERS))
    assert "Saint-Chamond" in seen.folder().html
    assert "Sorbiers" in seen.told().html
    assert "Sorbiers" in seen.check().html


def test_a_workbook_laid_down_is_blank_and_one_filled_takes_the_place_of_the_example(filled: OwnFiles) -> None:
    assert not filled.invented
    assert [line[2] for line in rows(filled.folder())] == ["reçu", "posé, encore vide"]
    assert "inventé" not in filled.told().html
    assert "Rien à corriger" in filled.check().html
    assert "Assistantes maternelles en activité" in filled.brings().html
    assert "Exemple A (multi-accueil)" in filled.in_chapter("20_petite_enfance").html


def test_every_mistake_is_told_with_its_place_and_the_file_stays_as_it_is(filled: OwnFiles, data: Path) -> None:
    path = data / "conventions" / SORBIERS / "offre_locale.xlsx"
    faulty._spoil(path)
    before = path.read_bytes()
    told = rows(filled.check())
    assert [line[:4] for line in told] == [
        ["offre_locale.xlsx", sheet, "3", column] for sheet, column, _ in faulty.MISTAKES
    ]
    assert all(line[4] and line[5] for line in told)
    assert rows(filled.brings()) == rows(filled.in_chapter("20_petite_enfance")) == told
    assert path.read_bytes() == before


def test_the_mistakes_shown_for_example_are_those_of_a_copy(data: Path) -> None:
    told = rows(OwnFiles.mistakes())
    assert [line[1] for line in told] == [sheet for sheet, *_ in faulty.MISTAKES]
    assert told[0][4] == "«\u00a030 places\u00a0» n’est pas un nombre."
    workbook = openpyxl.load_workbook(folders.examples() / SORBIERS / "offre_locale.xlsx")
    assert workbook["EAJE et MAM"].cell(3, 5).value == 30
    assert not (data / "conventions").exists()


@pytest.mark.usefixtures("data")
def test_the_guide_tells_every_column_of_every_sheet() -> None:
    seen = explorer.own_files(SORBIERS, EDITION)
    for card in sources.catalogue().values():
        for form in card.book.forms if card.book else ():
            told = rows(seen.guide(form.sheet, card.id))
            assert [html.unescape(line[0]) for line in told] == [typeset(one.caption) for one in form.columns]
    places = {line[0]: line[4] for line in rows(seen.guide("EAJE et MAM"))}
    assert places["Latitude"] == "45,4857"
    dates = {line[0]: line[4] for line in rows(seen.guide("Centre social et EVS"))}
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", dates["Agrément jusqu’au"])


@pytest.mark.usefixtures("data")
def test_the_menu_shows_each_table_and_each_sheet() -> None:
    seen = explorer.own_files(SORBIERS, EDITION)
    menu = seen.menus.choices["shown"]
    assert seen.menus.shown.value == seen.folder().html
    for name in ("check", "caf_locale/Handicap"):
        menu.value = name
        assert seen.menus.shown.value == seen.offered[name][1]().html


@pytest.mark.usefixtures("data")
def test_the_invented_travel_times_are_read() -> None:
    """By hand: La Talaudière is the nearest of the file."""
    seen = explorer.own_files(SORBIERS, EDITION)
    table = ctg.explore(SORBIERS, EDITION, seen.travel).choose(service="college", radius=10).table().html
    assert "trajets.csv" in table
    (line,) = re.findall(r'<th[^>]* scope="row">Sorbiers</th>(.*?)</tr>', table)
    assert html.unescape(line).count("7,0\u00a0minutes") == 1
