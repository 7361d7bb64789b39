from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.fibre import SOURCE
from tests.sources.tables import altered, figure, one

EXTRACT = "fibre/fibre_2026T2_extrait.csv"


def test_premises_that_fibre_reaches(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2026-T2", "communes")
    assert figure(table, "42302", "locaux_arcep") == 4357
    assert figure(table, "42302", "locaux_ftth") == 4300


def test_copper_leaves_sorbiers_in_2029(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert figure(table, "42302", "ferm_cu28") == 0
    assert figure(table, "42302", "ferm_cu29") == figure(table, "42302", "locaux_arcep")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("42302;4357;4300", "42302;4300;4357", "plus de locaux raccordables que de locaux"),
        ("42302;4357;4300", "42302;4357;-1", "négatif"),
        ("0;0;0;0;4357;4357", "0;0;0;4358;4357;4357", "plus de locaux que dans ferm_cu29"),
        ("42302;", "42218;", "ligne en double pour 42218"),
        ("42302;", "99302;", "code de commune inconnu"),
        ("Orange;AMII;2026 T2", "Orange;AMII;2026", "n’est pas de la forme 2026 T2"),
        ("Orange;AMII;2026 T2", "Orange;AMII;2026 T1", "plusieurs trimestres"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_the_real_file(real_files: Path) -> None:
    path = real_files / "dares-zonages-population/fibre_2026T2_dep42.csv"
    assert recognise(path).id == "fibre"
    values = one(SOURCE, path).values
    assert len(values) == 320
    assert values[["locaux_arcep", "locaux_ftth"]].sum().to_list() == [495_381, 490_401]
    assert values["ferm_cu30"].equals(values["locaux_arcep"].rename("ferm_cu30"))
