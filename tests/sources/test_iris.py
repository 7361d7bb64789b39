"""Quarters (IRIS): their list, and incomes in them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources import filosofi_iris, iris
from ctg_lib.sources.card import PLACE_COLUMNS
from tests.sources.tables import altered, figure, one, status

LIST = "iris/iris_2021_extrait.csv"
INCOMES = "filosofi_iris/BASE_TD_FILO_{}.csv"


def test_the_list_counts_the_quarters_of_each_commune_and_names_them(extracts: Path) -> None:
    table = one(iris.SOURCE, extracts / LIST)
    assert (table.vintage, table.part) == ("2021", "communes")
    assert tuple(table.values.loc[("commune", "42302")]) == (3, 0, 0, 0)
    assert tuple(table.values.loc[("commune", "42184")]) == (4, 1, 1, 0)
    # A commune that is not divided stands for its only quarter.
    assert tuple(table.values.loc[("commune", "42045")]) == (0, 0, 0, 1)
    assert table.places is not None
    assert list(table.places) == PLACE_COLUMNS
    sorbiers = table.places[table.places["commune"] == "42302"]
    assert list(sorbiers["name"]) == ["Sud", "Nord-Est", "Nord-Ouest"]
    assert table.places["latitude"].isna().all()


def test_the_workbook_of_the_list(extracts: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Emboitements_IRIS"
    for _ in range(5):
        page.append(["Titre"])
    for line in (extracts / LIST).read_text(encoding="utf-8-sig").splitlines():
        page.append(line.split(";"))
    book.save(tmp_path / "reference_IRIS_geo2021.xlsx")
    table = one(iris.SOURCE, tmp_path / "reference_IRIS_geo2021.xlsx")
    assert table.values.equals(one(iris.SOURCE, extracts / LIST).values)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("423020101", "42302_0101", "« 42302_0101 » n’est pas un code d’IRIS"),
        ("423020102;", "423020101;", "ligne en double pour 423020101"),
        ("4230201;42302;Sorbiers", "4230201;42184;Sorbiers", "n’est pas de la commune 42184"),
        (";H;4230201", ";X;4230201", "n’est pas de la forme H, A, D ou Z"),
    ],
)
def test_a_list_that_does_not_hold_together_is_refused(
    extracts: Path, tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(InputError) as caught:
        iris.SOURCE.read(altered(extracts / LIST, tmp_path, lambda text: text.replace(before, after)))
    assert told in str(caught.value)


def test_disposable_and_declared_incomes_keep_their_names(extracts: Path) -> None:
    disposable = one(filosofi_iris.SOURCE, extracts / INCOMES.format("DISP_IRIS_2019"))
    declared = one(filosofi_iris.SOURCE, extracts / INCOMES.format("IRIS_2021_DEC"))
    assert (disposable.vintage, disposable.part) == ("2019", "disp")
    assert (declared.vintage, declared.part) == ("2021", "dec")
    assert figure(disposable, "420440101", "DISP_MED19", "iris") == 16_950
    assert figure(declared, "423020101", "DEC_MED21", "iris") == 23_280
    card = filosofi_iris.SOURCE
    assert card.name_without_year("DISP_MED19") == "DISP_MED"
    assert card.name_without_year("DEC_MED21") == "DEC_MED"
    assert card.name_without_year("DISP_S80S2014") == "DISP_S80S20"


def test_why_a_quarter_has_no_figure(extracts: Path) -> None:
    disposable = one(filosofi_iris.SOURCE, extracts / INCOMES.format("DISP_IRIS_2019"))
    assert status(disposable, "420440201", "DISP_TP6019", "iris") == "not_released"
    declared = one(filosofi_iris.SOURCE, extracts / INCOMES.format("IRIS_2021_DEC"))
    assert status(declared, "420950301", "DEC_MED21", "iris") == "not_released"
    assert status(declared, "420950301", "DEC_NOTE21", "iris") == "not_applicable"
    details = declared.flags.set_index("variable")["detail"]
    assert set(details["DEC_MED21"]) == {"non significatif d’après le producteur"}


def test_the_rates_of_declared_income_are_rounded_to_the_unit(extracts: Path) -> None:
    declared = one(filosofi_iris.SOURCE, extracts / INCOMES.format("IRIS_2021_DEC"))
    assert figure(declared, "423020101", "DEC_TP6021", "iris") == 21
    assert status(declared, "423020101", "DEC_TP6021", "iris") == "rounded_by_source"
    assert status(declared, "423020101", "DEC_PIMP21", "iris") == "rounded_by_source"
    assert status(declared, "423020101", "DEC_MED21", "iris") == "published"
    disposable = one(filosofi_iris.SOURCE, extracts / INCOMES.format("DISP_IRIS_2019"))
    assert status(disposable, "420440101", "DISP_TP6019", "iris") == "published"


def test_each_shape_is_read(extracts: Path) -> None:
    """2014 has a note without year, 2015 a quarter with a note, 2017 nameless columns at the end."""
    oldest = one(filosofi_iris.SOURCE, extracts / INCOMES.format("DISP_IRIS_2014"))
    assert figure(oldest, "420440201", "note", "iris") == 0
    assert figure(oldest, "420440201", "DISP_MED14", "iris") == 13_830.6
    noted = one(filosofi_iris.SOURCE, extracts / INCOMES.format("DISP_IRIS_2015"))
    assert figure(noted, "422180901", "DISP_NOTE15", "iris") == 1
    assert "" not in one(filosofi_iris.SOURCE, extracts / INCOMES.format("DISP_IRIS_2017")).values


def test_two_years_or_two_incomes_in_one_file_are_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / INCOMES.format("DISP_IRIS_2019")
    for old, new in (("DISP_MED19", "DISP_MED18"), ("DISP_MED19", "DEC_MED19")):
        path = altered(source, tmp_path, lambda text, old=old, new=new: text.replace(old, new))
        with pytest.raises(InputError, match="un seul revenu d’une seule année attendu"):
            filosofi_iris.SOURCE.read(path)


def test_medians_of_quarters_are_never_added_up() -> None:
    assert not filosofi_iris.SOURCE.additive
    assert filosofi_iris.SOURCE.levels == ("iris",)


def test_the_real_list(real_files: Path) -> None:
    table = one(iris.SOURCE, real_files / "insee-cog/iris_2021.csv")
    assert tuple(table.values.sum()) == (189, 4, 1, 299)
    # 323 communes in 2021; 299 are not divided.
    assert len(table.values) == 323
    assert table.places is not None
    assert len(table.places) == 493


@pytest.mark.parametrize(
    ("name", "rows", "sorbiers"),
    [("DISP_IRIS_2014", 146, 0), ("DISP_IRIS_2016", 145, 0), ("DISP_IRIS_2018", 145, 0), ("IRIS_2021_DEC", 194, 3)],
)
def test_the_real_incomes(real_files: Path, name: str, rows: int, sorbiers: int) -> None:
    """Sorbiers, between 5,000 and 10,000 inhabitants, enters with the files of 2020 and after."""
    table = one(filosofi_iris.SOURCE, real_files / f"insee-filosofi-iris/BASE_TD_FILO_{name}.csv")
    codes = table.values.loc["iris"].index
    assert len(codes) == rows
    assert codes.str.startswith("42302").sum() == sorbiers
