"""NEET and sports licences, by level: the same four columns, and codes that two levels share."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import licences_sportives, neet
from ctg_lib.sources.card import Source
from tests.sources.tables import altered, figure, read, status

NEET = "neet/neet_{}_2018_extrait.csv"
SPORT = "licences_sportives/licsport_{}_2018_extrait.csv"
SHARE, RATE = neet.SHARE, licences_sportives.RATE


def test_the_years_of_sorbiers(extracts: Path) -> None:
    tables = read(neet.SOURCE, extracts / NEET.format("communes"))
    found = {vintage: figure(table, "42302", SHARE) for (vintage, _), table in tables.items()}
    assert found == {"2008": 6.3, "2013": 10.6, "2018": 11.0}


@pytest.mark.parametrize(
    ("file", "level", "territory", "expected"),
    [
        ("epci", "epci", "244200770", 17.0),
        ("dpt", "departement", "42", 16.0),
        ("region", "region", "84", 14.1),
    ],
)
def test_each_level_of_neet(extracts: Path, file: str, level: str, territory: str, expected: float) -> None:
    table = read(neet.SOURCE, extracts / NEET.format(file))["2018", level]
    assert figure(table, territory, SHARE, level) == expected


@pytest.mark.parametrize(
    ("file", "level", "territory", "expected"),
    [
        ("communes", "commune", "42302", 55.3),
        ("epci", "epci", "244200770", 50.3),
        ("departement", "departement", "42", 53.4),
        ("region", "region", "84", 51.2),
    ],
)
def test_each_level_of_licences(extracts: Path, file: str, level: str, territory: str, expected: float) -> None:
    table = read(licences_sportives.SOURCE, extracts / SPORT.format(file))["2018", level]
    assert figure(table, territory, RATE, level) == expected


def test_the_same_code_is_a_departement_or_a_region_by_its_name(extracts: Path) -> None:
    """01 is the Ain in a file and Guadeloupe in the other."""
    ain = read(neet.SOURCE, extracts / NEET.format("dpt"))["2018", "departement"]
    guadeloupe = read(neet.SOURCE, extracts / NEET.format("region"))["2018", "region"]
    assert figure(ain, "01", SHARE, "departement") == 14.2
    assert figure(guadeloupe, "01", SHARE, "region") == 24.0


def test_a_blank_is_not_a_zero(extracts: Path) -> None:
    table = read(neet.SOURCE, extracts / NEET.format("dpt"))["2018", "departement"]
    assert status(table, "976", SHARE, "departement") == "not_released"
    village = read(neet.SOURCE, extracts / NEET.format("communes"))["2018", "commune"]
    assert figure(village, "42247", SHARE) == 0
    assert status(village, "42247", SHARE) == "published"


def test_more_licences_than_children_is_accepted(extracts: Path) -> None:
    table = read(licences_sportives.SOURCE, extracts / SPORT.format("communes"))["2018", "commune"]
    assert figure(table, "42247", RATE) == 326


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("42302;Sorbiers;2018;11,00", "42302;Sorbiers;2018;1100", "dépasse le maximum possible"),
        ("42302;Sorbiers;2018;11,00", "42302;Sorbiers;2013;11,00", "ligne en double"),
        ("42302;Sorbiers;2018", "42302;Sorbiers;18", "n’est pas de la forme AAAA"),
        ("42302;Sorbiers;2018", "Total;Sorbiers;2018", "n’est pas un code"),
        ("42302;Sorbiers;2018", "99302;Sorbiers;2018", "code de commune inconnu"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = altered(extracts / NEET.format("communes"), tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        neet.SOURCE.read(path)
    assert told in str(caught.value)


def test_codes_of_no_level_are_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / NEET.format("dpt"), tmp_path, lambda text: text.replace("Loire", "X").replace("Ain", "Y"))
    path = altered(path, tmp_path, lambda text: text.replace("Rhône", "Z"))
    with pytest.raises(InputError, match="codes et noms d’aucun niveau connu"):
        neet.SOURCE.read(path)


@pytest.mark.parametrize(
    ("card", "pattern", "vintages"),
    [
        (neet.SOURCE, "neet_*.csv", {"2007", "2008", "2012", "2013", "2017", "2018"}),
        (licences_sportives.SOURCE, "licsport_*.csv", {"2016", "2018"}),
    ],
)
def test_the_real_files(real_files: Path, card: Source, pattern: str, vintages: set[str]) -> None:
    paths = sorted((real_files / "observatoire-territoires").glob(pattern))
    assert {recognise(path).id for path in paths} == {card.id}
    tables = {key: table for path in paths for key, table in read(card, path).items()}
    assert {vintage for vintage, _ in tables} == vintages
    assert {level for _, level in tables} == {"commune", "epci", "departement", "region"}
    assert len(tables["2018", "epci"].values) == 1254
    assert len(tables["2018", "departement"].values) == 101
