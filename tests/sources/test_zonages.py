"""The classes that Insee gives to communes: density, areas of attraction. Small files of fictitious communes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources import aires, densite
from ctg_lib.sources.card import Source
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.densite import _OF_SEVEN
from tests.sources.tables import altered, figure, one

DENSITY = "densite/fictif_grille_densite_2025.csv"
AREAS = "aires/fictif_AAV2020_au_01-01-2025.csv"


def workbook(source: Path, path: Path, sheet: str, above: int) -> Path:
    """The same table as the producer publishes it: a sheet whose first rows are titles."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for _ in range(above):
        page.append(["Titre"])
    for line in source.read_text(encoding="utf-8").splitlines():
        page.append(line.split(";"))
    book.save(path)
    return path


def test_classes_of_density(extracts: Path) -> None:
    table = one(densite.SOURCE, extracts / DENSITY)
    assert (table.vintage, table.part) == ("2025", "communes")
    assert (figure(table, "01004", "DENS"), figure(table, "01004", "DENS7")) == (2, 3)
    assert list(table.values) == ["DENS", "DENS7"]


def test_categories_in_an_area(extracts: Path) -> None:
    table = one(aires.SOURCE, extracts / AREAS)
    assert table.vintage == "2025"
    found = {code: int(value) for code, value in table.values.loc["commune", "CATEAAV2020"].items()}
    assert found == {"01001": 30, "01002": 20, "01004": 13, "01005": 11}


@pytest.mark.parametrize(
    ("card", "name", "file", "sheet", "above"),
    [
        (densite.SOURCE, DENSITY, "fichier_diffusion_2025.xlsx", "Maille communale", 4),
        (aires.SOURCE, AREAS, "AAV2020_au_01-01-2025.xlsx", "Composition_communale", 5),
    ],
)
def test_the_workbooks_of_the_producer(
    extracts: Path, tmp_path: Path, card: Source, name: str, file: str, sheet: str, above: int
) -> None:
    table = one(card, workbook(extracts / name, tmp_path / file, sheet, above))
    expected = one(card, extracts / name)
    assert table.values.equals(expected.values)
    assert table.vintage == expected.vintage


@pytest.mark.parametrize("card", [densite.SOURCE, aires.SOURCE])
def test_a_class_is_never_added_up(card: Source) -> None:
    assert not card.additive


@pytest.mark.parametrize(
    ("card", "name", "before", "after", "told"),
    [
        (densite.SOURCE, DENSITY, ";7;Rural", ";8;Rural", "dépasse le maximum possible"),
        (densite.SOURCE, DENSITY, ";7;Rural", ";2;Rural", "la classe 2 sur sept n’est pas dans la classe 3 sur trois"),
        (densite.SOURCE, DENSITY, "01002;", "1002;", "le zéro initial a été perdu"),
        (aires.SOURCE, AREAS, "Écho;20", "Écho;21", "« 21 » n’est pas une catégorie"),
        (aires.SOURCE, AREAS, "01002;", "01001;", "ligne en double pour 01001"),
    ],
)
def test_what_is_no_class_is_refused(
    extracts: Path, tmp_path: Path, card: Source, name: str, before: str, after: str, told: str
) -> None:
    path = altered(extracts / name, tmp_path, lambda text: text.replace(before, after))
    with pytest.raises(InputError) as caught:
        card.read(path)
    assert told in str(caught.value)
    assert all(problem.remedy for problem in caught.value.problems)


def test_the_seven_classes_are_parts_of_the_three() -> None:
    assert sorted(_OF_SEVEN) == list(range(1, 8))
    assert set(_OF_SEVEN.values()) == {1, 2, 3}
    assert list(_OF_SEVEN.values()) == sorted(_OF_SEVEN.values())


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("fichier_diffusion_2025.xlsx", "2025"),
        ("AAV2020_au_01-01-2026.xlsx", "2026"),
        ("reference_IRIS_geo2024.csv", "2024"),
        ("BTX_TD_FAM6_2019.csv", "2019"),
    ],
)
def test_the_year_of_a_file_is_the_last_of_its_name(name: str, year: str) -> None:
    assert year_of(Path("2031") / name) == year


@pytest.mark.parametrize("name", ["grille.csv", "extrait_20231.csv", "AAV1999.csv"])
def test_a_file_that_says_no_year_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="l’année n’est pas dite"):
        year_of(Path(name))
