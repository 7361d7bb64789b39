from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.loyers import SOURCE
from tests.sources.tables import altered, figure, one, status

BOTH = "loyers/loyers_2025_extrait.csv"
FLATS = "loyers/fictif_pred-app-mef-dhup_2024.csv"


def test_rents_of_sorbiers_with_their_interval(extracts: Path) -> None:
    table = one(SOURCE, extracts / BOTH)
    assert (table.vintage, table.part) == ("2025", "appartement_maison")
    columns = ("loypredm2", "lwr_IPm2", "upr_IPm2", "nbobs_com", "R2_adj")
    assert [figure(table, "42302", f"appartement_{name}") for name in columns] == [11.77, 9.19, 15.07, 516, 0.77]
    assert [figure(table, "42302", f"maison_{name}") for name in columns] == [10.92, 7.83, 15.23, 115, 0.75]


def test_what_a_model_predicts_is_an_estimate_and_says_from_what(extracts: Path) -> None:
    table = one(SOURCE, extracts / BOTH)
    assert status(table, "42302", "appartement_loypredm2") == "estimated"
    assert status(table, "42302", "appartement_nbobs_com") == "published"
    details = table.flags.set_index(["territory", "variable"])["detail"]
    assert details["42302", "maison_upr_IPm2"].endswith("annonces de la commune")
    assert "communes voisines" in details["42001", "appartement_loypredm2"]


def test_the_file_of_the_producer_says_its_kind_in_its_name(extracts: Path, tmp_path: Path) -> None:
    table = one(SOURCE, extracts / FLATS)
    assert (table.vintage, table.part) == ("2024", "appartement")
    assert figure(table, "01001", "appartement_lwr_IPm2") == 8.25
    assert not [name for name in table.values if name.startswith("maison")]
    downloaded = tmp_path / "2023" / "pred-mai-mef-dhup.csv"
    downloaded.parent.mkdir()
    shutil.copy(extracts / FLATS, downloaded)
    table = one(SOURCE, downloaded)
    assert (table.vintage, table.part) == ("2023", "maison")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("annonces_2024.csv", "ni appartements, ni maisons d’après le nom du fichier"),
        ("pred-app12-mef-dhup_2024.csv", "ni appartements, ni maisons d’après le nom du fichier"),
        ("pred-app-mef-dhup.csv", "l’année n’est pas dite"),
    ],
)
def test_a_name_that_says_nothing_is_refused(extracts: Path, tmp_path: Path, name: str, told: str) -> None:
    path = tmp_path / name
    shutil.copy(extracts / FLATS, path)
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_a_kind_without_a_row_is_not_released(extracts: Path, tmp_path: Path) -> None:
    row = "42008;maison;7.55;5.67;10.04;maille;7;0.65\n"
    table = one(SOURCE, altered(extracts / BOTH, tmp_path, lambda text: text.replace(row, "")))
    assert status(table, "42008", "maison_loypredm2") == "not_released"
    assert figure(table, "42008", "appartement_loypredm2") == 7.07


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("11.77;9.19;15.07", "11.77;15.07;9.19", "le loyer n’est pas entre ses deux bornes"),
        ("11.77;9.19;15.07", "1177;9.19;15.07", "dépasse le maximum possible (100)"),
        ("commune;516;0.77", "commune;516;77", "dépasse le maximum possible (1)"),
        ("commune;516;0.77", "quartier;516;0.77", "n’est pas de la forme commune, epci ou maille"),
        ("42302;appartement", "42302;studio", "n’est pas de la forme appartement ou maison"),
        ("42302;maison", "42302;appartement", "ligne en double pour 42302, appartement"),
        ("42302;maison", "99302;maison", "code de commune inconnu"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = altered(extracts / BOTH, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_the_real_file(real_files: Path) -> None:
    path = real_files / "dares-zonages-population/loyers_2025_dep42.csv"
    assert recognise(path).id == "loyers"
    table = one(SOURCE, path)
    assert len(table.values) == 320
    from_the_commune = table.flags[table.flags["detail"].str.endswith("annonces de la commune")]
    counts = from_the_commune["variable"].value_counts()
    assert (counts["appartement_loypredm2"], counts["maison_loypredm2"]) == (70, 39)
