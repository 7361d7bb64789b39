from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.services_publics import SOURCE
from tests.sources.tables import altered, figure, one, status

EXTRACT = "services_publics/services_2026-10-09_extrait.csv"


def test_sorbiers_in_october_2026(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2026-10", "services")
    expected = {"ecole": 8, "college": 0, "lycee": 1, "ccas": 1, "france_services": 0, "sante": 0, "point_justice": 0}
    assert {name: figure(table, "42302", name) for name in expected} == expected


def test_sites_of_one_school_count_once(extracts: Path) -> None:
    """0421058X has two rows at Saint-Galmier, 0420976H two at Saint-Étienne."""
    table = one(SOURCE, extracts / EXTRACT)
    assert figure(table, "42222", "college") == 2
    assert figure(table, "42218", "lycee") == 1
    assert "2 lignes d’autres sites d’un même établissement" in table.ignored


def test_sections_and_equipment_are_no_places(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert figure(table, "42095", "college") == 3
    assert figure(table, "42187", "sante") == 1
    assert "2 lignes : sections d’un collège ou d’un lycée" in table.ignored
    assert any(told.startswith("3 lignes : équipements matériels lourds") for told in table.ignored)
    assert table.places is not None
    assert not table.places["name"].str.startswith(("EML", "Section")).any()


def test_two_places_of_one_name_are_two_places(extracts: Path) -> None:
    assert figure(one(SOURCE, extracts / EXTRACT), "42187", "france_services") == 3


def test_a_commune_that_the_directory_does_not_name_may_have_a_ccas(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert status(table, "42187", "ccas") == "not_released"
    assert "ce n’est pas une absence" in table.flags["detail"].iloc[0]
    # The other kinds are zeros.
    assert figure(table, "42218", "point_justice") == 0


def test_emergencies_are_those_of_the_register(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert [figure(table, code, "urgences") for code in ("42095", "42187", "42222")] == [1, 1, 0]


def test_what_is_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / EXTRACT
    with pytest.raises(InputError, match="la date n’est pas dite"):
        SOURCE.read(altered(source, tmp_path, lambda text: text + "\n", "services.csv"))
    for change, told in (
        (("0421476B", "0421476C"), "la lettre"),
        (("42302;ccas", "42302;cias"), "n’est pas de la forme"),
        (("42302;ccas", "9302;ccas"), "9302"),
        ((";;OUI;", ";;PEUT-ETRE;"), "OUI, NON"),
    ):
        with pytest.raises(InputError) as caught:
            SOURCE.read(altered(source, tmp_path, lambda text, pair=change: text.replace(*pair), source.name))
        assert told in " ".join(str(problem) for problem in caught.value.problems)


def test_it_is_recognised(extracts: Path) -> None:
    assert recognise(extracts / EXTRACT) is SOURCE


def test_the_real_file(real_files: Path) -> None:
    table = one(SOURCE, real_files / "services-publics/services_2026-10-09_dep42.csv")
    sums = {
        "ecole": 577,
        "college": 80,
        "lycee": 76,
        "france_services": 33,
        "ccas": 109,
        "sante": 56,
        "point_justice": 14,
        "urgences": 8,
    }
    assert {name: table.values[name].sum() for name in sums} == sums
    assert len(table.values) == 320
    assert figure(table, "42302", "ecole") == 8
    # No CCAS in the directory for two towns that have one.
    for code in ("42279", "42044"):
        assert status(table, code, "ccas") == "not_released"
