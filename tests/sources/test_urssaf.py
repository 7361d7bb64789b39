from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.urssaf import SECTORS, SOURCE
from tests.sources.tables import altered, figure, one, read, status

TOTALS = "urssaf/urssaf_effectifs_2015-2025_extrait.csv"
SPLIT = "urssaf/urssaf_secteurs_2025_extrait.csv"
FULL = "urssaf/fictif_commune_x_ape.csv"
SORBIERS = (1435, 1460, 1521, 1584, 1649, 1657, 1798, 1783, 1742, 1571, 1639)


def test_a_table_for_each_31_december(extracts: Path) -> None:
    tables = read(SOURCE, extracts / TOTALS)
    assert [vintage for vintage, _ in tables] == [f"{year}-12" for year in range(2015, 2026)]
    assert tuple(figure(table, "42302", "effectifs_salaries") for table in tables.values()) == SORBIERS


def test_a_zero_is_not_a_blank(extracts: Path) -> None:
    """42045 is published with no job; nothing is published of 42008."""
    table = read(SOURCE, extracts / TOTALS)["2025-12", "communes"]
    assert figure(table, "42045", "effectifs_salaries") == 0
    assert status(table, "42045", "effectifs_salaries") == "published"
    assert status(table, "42008", "effectifs_salaries") == "not_released"


def test_the_sectors_of_sorbiers_make_its_total(extracts: Path) -> None:
    table = one(SOURCE, extracts / SPLIT)
    assert (table.vintage, table.part) == ("2025-12", "secteurs")
    found = {name: figure(table, "42302", f"effectifs_salaries_{name}") for name in SECTORS.values()}
    assert found == {
        "industrie": 537,
        "construction": 156,
        "commerce": 493,
        "hotellerie_restauration": 73,
        "services_marchands": 274,
        "services_non_marchands": 106,
        "interim": 0,
    }
    assert sum(found.values()) == figure(table, "42302", "effectifs_salaries") == 1639
    assert figure(table, "42302", "nombre_d_etablissements") == 34 + 51 + 59 + 37 + 10 + 11


def test_the_file_by_activity_is_added_up(extracts: Path) -> None:
    """« GS3 Commerce » is the sector that the republication calls « Commerce »; a blank year is not a zero."""
    tables = read(SOURCE, extracts / FULL)
    before, after = tables["2022-12", "secteurs"], tables["2023-12", "secteurs"]
    assert figure(before, "01001", "effectifs_salaries") == 18
    assert figure(before, "01001", "effectifs_salaries_commerce") == 7
    assert figure(after, "01001", "effectifs_salaries_commerce") == 5
    assert figure(after, "01001", "nombre_d_etablissements") == 3
    assert status(before, "01002", "effectifs_salaries") == "not_released"
    assert figure(after, "01002", "effectifs_salaries_services_non_marchands") == 8
    assert figure(after, "01002", "effectifs_salaries_industrie") == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (TOTALS, "42302;1435", "42302;-1", "négatif"),
        (TOTALS, "42302;1435", "42302;14.5", "n’est pas un nombre entier"),
        (TOTALS, "42302;1435", "42218;1435", "ligne en double pour 42218"),
        (TOTALS, "42302;1435", "99302;1435", "code de commune inconnu"),
        (SPLIT, "42302;Commerce", "42302;Négoce", "« Négoce » n’est pas un grand secteur connu"),
        (SPLIT, "42302;Commerce", "42302;Industrie", "ligne en double pour 42302, Industrie"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    path = altered(extracts / name, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_a_file_without_years_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / TOTALS, tmp_path, lambda text: text.replace("effectifs_salaries_", "effectifs_"))
    with pytest.raises(InputError, match="aucune colonne d’effectifs"):
        SOURCE.read(path)


def test_the_real_files(real_files: Path) -> None:
    folder = real_files / "dares-zonages-population"
    paths = [folder / "urssaf_effectifs_2015-2025_dep42.csv", folder / "urssaf_secteurs_2025_dep42.csv"]
    assert {recognise(path).id for path in paths} == {"urssaf"}
    totals = read(SOURCE, paths[0])["2025-12", "communes"].values["effectifs_salaries"]
    split = one(SOURCE, paths[1]).values["effectifs_salaries"]
    assert totals.sum() == split.sum() == 197_720
    assert totals[totals > 0].equals(split[split > 0])
