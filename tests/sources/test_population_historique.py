from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.population_historique import DEFINITIONS, SOURCE, control
from tests.sources.tables import altered, figure, read

EXTRACT = "population_historique/population_historique_extrait.csv"
YEARS = {
    "PTOT": ["1876", "1901", "1921", "1936", "1954"],
    "PSDC": ["1968", "1975", "1982", "1990", "1999"],
    "PMUN": ["2010", "2015", "2020", "2023"],
}
SORBIERS = (1990, 1890, 1721, 1863, 2232, 3648, 5464, 6424, 7101, 7399, 7717, 8083, 8009, 8116)


def test_each_definition_has_its_years_and_its_column(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert [vintage for vintage, _ in tables] == [year for years in YEARS.values() for year in years]
    for definition, years in YEARS.items():
        for year in years:
            assert list(tables[year, "communes"].values) == [definition]


def test_sorbiers_since_1876(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT).values()
    assert tuple(figure(table, "42302", table.values.columns[0]) for table in tables) == SORBIERS


def test_the_maximum_that_a_third_party_worked_out_is_not_read(extracts: Path) -> None:
    table = next(iter(read(SOURCE, extracts / EXTRACT).values()))
    assert [note.split(" : ")[0] for note in table.ignored] == [
        "colonne « annee_maximum »",
        "colonne « population_maximum »",
    ]


def test_the_workbook_of_the_producer_has_its_names_on_the_sixth_row(extracts: Path, tmp_path: Path) -> None:
    rows = [line.split(";") for line in (extracts / EXTRACT).read_text(encoding="utf-8").splitlines()]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "pop_1876_2023"
    for _ in range(5):
        sheet.append(["Titre et notes"])
    for row in rows:
        sheet.append([cell if place == 0 or not cell.isdigit() else int(cell) for place, cell in enumerate(row[:15])])
    path = tmp_path / "base-pop-historiques-1876-2023.xlsx"
    book.save(path)
    found, expected = read(SOURCE, path), read(SOURCE, extracts / EXTRACT)
    assert list(found) == list(expected)
    for key, table in found.items():
        assert table.values.equals(expected[key].values)


def test_a_file_without_dated_populations_is_another_file(extracts: Path, tmp_path: Path) -> None:
    path = altered(
        extracts / EXTRACT, tmp_path, lambda text: text.replace("PTOT", "T").replace("PSDC", "S").replace("PMUN", "M")
    )
    with pytest.raises(InputError, match="aucune colonne de population datée"):
        SOURCE.read(path)


def test_half_an_inhabitant_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace(";8116;2023", ";8116,5;2023"))
    with pytest.raises(InputError, match="n’est pas un nombre entier d’habitants"):
        SOURCE.read(path)


def test_it_must_agree_with_the_legal_populations(extracts: Path) -> None:
    """The municipal population of a year is one figure, in whichever file: another one is of another geography."""
    tables = read(SOURCE, extracts / EXTRACT)
    table = tables["2023", "communes"]
    legal = table.values.rename(columns={"PMUN": "PMUN"}).copy()
    assert control(table, lambda source, vintage: legal) == []
    assert control(table, lambda source, vintage: None) == []
    assert control(tables["1999", "communes"], lambda source, vintage: legal) == []
    legal.loc[("commune", "42302"), "PMUN"] = 8071.0
    (problem,) = control(table, lambda source, vintage: legal)
    assert problem.what == "42302 : 8116 habitants en 2023, contre 8071 dans les populations légales."
    assert problem.column == "PMUN2023"


def test_the_real_file(real_files: Path) -> None:
    tables = read(SOURCE, real_files / "dares-zonages-population/population_historique_dep42.csv")
    assert {len(table.values) for table in tables.values()} == {320}
    sums = {vintage: table.values.iloc[:, 0].sum() for (vintage, _), table in tables.items()}
    # The Loire: fewer inhabitants in 1999 than in 1990, whatever the definition of each.
    assert (sums["1876"], sums["1954"], sums["1999"], sums["2023"]) == (590_613, 653_829, 728_524, 774_133)
    assert {table.values.columns[0] for table in tables.values()} == set(DEFINITIONS)
