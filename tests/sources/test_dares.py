from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.dares import CELLS, SOURCE
from tests.sources.tables import altered, figure, read, status

EXTRACT = "dares/dares_defm_abc_extrait.csv"
FULL = "dares/fictif_defm_communales-brutes.csv"
SORBIERS = (445, 450, 450, 445, 445, 475, 440, 435, 445, 460)


def test_a_table_for_each_fourth_quarter(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert [vintage for vintage, _ in tables] == [f"{year}-T4" for year in range(2015, 2025)]
    assert tuple(figure(table, "42302", "defm_abc") for table in tables.values()) == SORBIERS
    assert all(list(table.values) == ["defm_abc"] for table in tables.values())


def test_every_count_is_rounded_at_source(extracts: Path) -> None:
    table = read(SOURCE, extracts / EXTRACT)["2024-T4", "communes"]
    assert status(table, "42302", "defm_abc") == "rounded_by_source"
    assert SOURCE.reach[r"defm_abc\w*"] == pytest.approx(2.33, abs=0.01)


def test_sexes_and_ages_of_the_full_file(extracts: Path) -> None:
    table = read(SOURCE, extracts / FULL)["2024-T4", "communes"]
    assert list(table.values) == list(CELLS.values())
    assert list(table.values.loc[("commune", "01001")]) == [
        125,
        65,
        60,
        30,
        65,
        30,
    ]
    assert "2 lignes de cumul (code « Total »)" in table.ignored
    assert "1 ligne de croisement du sexe et de l’âge" in table.ignored


def labelled(text: str) -> str:
    head, *body = text.splitlines()
    names = (
        "Date;Code région;Région;Code département;Département;Code commune;Commune;Type de données;Catégorie;Sexe;"
        "Tranche d'âge;Nombre de demandeurs d'emploi"
    )
    assert len(names.split(";")) == len(head.split(";"))
    return "\ufeff" + "\n".join([names, *body]) + "\n"


def test_labels_and_technical_names_give_the_same_tables(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / FULL, tmp_path, labelled)
    assert recognise(path).id == "dares"
    expected, found = read(SOURCE, extracts / FULL), read(SOURCE, path)
    assert all(found[key].values.equals(expected[key].values) for key in expected)


def test_arrondissements_are_counted_once(extracts: Path, tmp_path: Path) -> None:
    """Paris has a row of its own; those of its arrondissements would double it."""

    def with_paris(text: str) -> str:
        row = "2024-T4;{};Total;Total;ABC;{}\n"
        return text + row.format("75056", 195) + row.format("75101", 95) + row.format("75120", 100)

    table = read(SOURCE, altered(extracts / EXTRACT, tmp_path, with_paris))["2024-T4", "communes"]
    assert figure(table, "75056", "defm_abc") == 195
    assert ("commune", "75101") not in table.values.index
    assert "2 lignes d’arrondissements, déjà comptés dans leur commune" in table.ignored


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2024-T4;42302;Total;Total;ABC;460", "2024-T4;42302;Total;Total;ABC;461", "n’est pas un multiple de 5"),
        ("2024-T4;42302;Total;Total;ABC;460", "2024-T4;42302;Total;Total;ABC;-5", "négatif"),
        ("2024-T4;42302;Total;Total;ABC;460", "2024-T4;42302;Total;Total;A;460", "n’est pas de la forme ABC"),
        ("2024-T4;42302", "2024-T3;42302", "seul le quatrième trimestre est publié"),
        ("2024-T4;42302", "2023-T4;42302", "ligne en double"),
        ("2024-T4;42302;Total", "2024-T4;42302;Tous", "« Tous » n’est pas une valeur connue"),
        ("2024-T4;42302", "2024-T4;99302", "code de commune inconnu"),
        ("sexe;", "genre;", "sexe"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_women_and_men_make_the_total(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / FULL, tmp_path, lambda text: text.replace("Femmes;Total;425", "Femmes;Total;325"))
    with pytest.raises(InputError, match="01004, 2024-T4 : femmes et hommes ne font pas le total"):
        SOURCE.read(path)


def test_a_detail_without_a_row_is_not_a_zero(extracts: Path, tmp_path: Path) -> None:
    row = "2024-T4;84;Région fictive;01;Département fictif;01002;Bravo;Brutes;ABC;Total;Moins de 25 ans;0\n"
    path = altered(extracts / FULL, tmp_path, lambda text: text.replace(row, ""))
    table = read(SOURCE, path)["2024-T4", "communes"]
    assert status(table, "01002", "defm_abc_moins_25") == "not_released"
    assert status(table, "01002", "defm_abc") == "rounded_by_source"


def test_the_real_file(real_files: Path) -> None:
    path = real_files / "dares-zonages-population/dares_defm_abc_2015T4-2024T4_dep42.csv"
    assert recognise(path).id == "dares"
    tables = read(SOURCE, path)
    assert {len(table.values) for table in tables.values()} == {320}
    newest = tables["2024-T4", "communes"]
    assert newest.values["defm_abc"].sum() == 60_900
    assert figure(newest, "42302", "defm_abc") == 460
