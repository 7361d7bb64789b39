"""The two series of the IPS, which are never compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import ips, ips_avant_2022, ips_series
from ctg_lib.sources.card import PLACE_COLUMNS, Table
from tests.sources.tables import altered, figure, one, read, status

SCHOOLS = "ips/ips_ecoles_2024-2025_extrait.csv"
COLLEGES = "ips/ips_colleges_2025-2026_extrait.csv"
CLOSED = "ips_avant_2022/fr-en-ips_ecoles_2022_extrait.csv"
SORBIERS = {
    "0421476B": 114.1,
    "0421477C": 103.4,
    "0422102G": 119.6,
    "0422199M": 124.3,
    "0421401V": 119.5,
    "0421402W": 115.8,
}
BEFORE = {
    "0421401V": 124.8,
    "0421402W": 115.5,
    "0421476B": 115.9,
    "0421477C": 100.8,
    "0422102G": 112.0,
    "0422199M": 127.5,
}


def indices(table: Table, commune: str) -> dict[str, float]:
    assert table.places is not None
    return table.places[table.places["commune"] == commune].set_index("id")["ips"].to_dict()


def test_the_six_schools_of_sorbiers_in_the_newer_series(extracts: Path) -> None:
    table = one(ips.SOURCE, extracts / SCHOOLS)
    assert (table.vintage, table.part) == ("2024-09", "ecoles")
    assert indices(table, "42302") == SORBIERS
    assert figure(table, "42302", "ecole_publique") == 4
    assert figure(table, "42302", "ecole_privee") == 2
    # A commune of the département without a row has no school with an index: not an absent figure.
    assert figure(table, "42218", "ecole_publique") == 0


def test_the_six_schools_of_sorbiers_in_the_closed_series(extracts: Path) -> None:
    table = one(ips_avant_2022.SOURCE, extracts / CLOSED)
    assert (table.vintage, table.part) == ("2021-09", "ecoles")
    assert indices(table, "42302") == BEFORE
    # The school of Saint-Laurent-Rochefort (42252) stands today in Solore-en-Forez (42084).
    assert figure(table, "42084", "ecole_publique") == 1
    assert ("commune", "42252") not in table.values.index
    assert indices(table, "42084") == {"0420755T": 101.7}
    # No mean is published in that file, and none is made.
    assert list(table.values) == ["ecole_publique", "ecole_privee"]


def test_published_means_stand_at_their_level_and_no_mean_is_made_of_a_commune(extracts: Path) -> None:
    table = one(ips.SOURCE, extracts / SCHOOLS)
    assert figure(table, "FR", "ecole_ips", "france") == 105.8
    assert figure(table, "FR", "ecole_ips_public", "france") == 103.1
    assert figure(table, "FR", "ecole_ips_prive", "france") == 121.5
    assert figure(table, "42", "ecole_ips", "departement") == 102.6
    assert figure(table, "42", "ecole_ips_public", "departement") == 99.9
    assert status(table, "42302", "ecole_ips") == "not_released"
    assert status(table, "FR", "ecole_publique", "france") == "missing"


def test_schools_and_colleges_have_the_same_columns_and_are_told_apart_by_their_names(extracts: Path) -> None:
    table = one(ips.SOURCE, extracts / COLLEGES)
    assert (table.vintage, table.part) == ("2025-09", "colleges")
    assert figure(table, "42", "college_ips", "departement") == 101.5
    assert not [name for name in table.values if name.startswith("ecole")]


def without_names(text: str) -> str:
    return text.replace("ECOLE", "X").replace("COLLEGE", "X")


def test_a_file_that_lists_neither_is_refused(extracts: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ni des écoles, ni des collèges"):
        ips.SOURCE.read(altered(extracts / SCHOOLS, tmp_path, without_names))


def test_the_two_series_are_never_taken_for_each_other(extracts: Path, tmp_path: Path) -> None:
    assert recognise(extracts / SCHOOLS).id == "ips"
    assert recognise(extracts / CLOSED).id == "ips_avant_2022"
    later = altered(extracts / CLOSED, tmp_path, lambda text: text.replace("2021-2022", "2022-2023"))
    with pytest.raises(InputError, match="rentrée 2022 : cette série va de 2016 à 2021"):
        ips_avant_2022.SOURCE.read(later)
    sooner = altered(extracts / SCHOOLS, tmp_path, lambda text: text.replace("2024-2025", "2021-2022"))
    with pytest.raises(InputError, match="rentrée 2021 : cette série va depuis 2022"):
        ips.SOURCE.read(sooner)


LABELS = {
    "rentree_scolaire": "Rentrée scolaire",
    "uai": "UAI",
    "nom_de_l_etablissement": "Nom de l'établissement",
    "code_insee_de_la_commune": "Code INSEE de la commune",
    "secteur": "Secteur",
    "ips": "IPS",
    "ips_national": "IPS national",
    "ips_national_public": "IPS national public",
    "ips_national_prive": "IPS national privé",
    "ips_departemental": "IPS départemental",
    "ips_departemental_public": "IPS départemental public",
    "ips_departemental_prive": "IPS départemental privé",
}


def labelled(text: str) -> str:
    head, *body = text.splitlines()
    return "\n".join([";".join(LABELS[name] for name in head.split(";")), *body]) + "\n"


def test_labels_and_technical_names_give_the_same_table(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / SCHOOLS, tmp_path, labelled)
    assert recognise(path).id == "ips"
    expected, found = one(ips.SOURCE, extracts / SCHOOLS), one(ips.SOURCE, path)
    assert found.values.equals(expected.values)
    assert found.places is not None
    assert found.places.equals(expected.places)


def test_a_school_without_an_index_is_listed_and_not_counted(extracts: Path, tmp_path: Path) -> None:
    """The producer writes NS for a small school: it is there, its index is not published."""
    path = altered(extracts / SCHOOLS, tmp_path, lambda text: text.replace("public;114.1;", "public;NS;"))
    table = one(ips.SOURCE, path)
    assert figure(table, "42302", "ecole_publique") == 3
    found = indices(table, "42302")
    assert len(found) == 6
    assert found["0421476B"] != found["0421476B"]


def test_a_decimal_comma_is_the_same_index(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / SCHOOLS, tmp_path, lambda text: text.replace(".", ","))
    assert one(ips.SOURCE, path).values.equals(one(ips.SOURCE, extracts / SCHOOLS).values)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0421476B", "421476B", "le zéro initial a été perdu"),
        ("0421476B", "0421476C", "la lettre n’est pas celle de ces chiffres"),
        ("0421476B", "0421477C", "ligne en double"),
        ("public;114.1", "mixte;114.1", "secteur « mixte » inconnu"),
        ("114.1", "1141", "dépasse le maximum possible"),
        ("114.1", "abc", "n’est pas un nombre"),
        ("public;114.1;105.8", "public;114.1;105.9", "mais 105.8 sur une autre ligne"),
        ("REEVES;42302", "REEVES;2302", "« 2302 » : le zéro initial a été perdu"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        ips.SOURCE.read(altered(extracts / SCHOOLS, tmp_path, lambda text: text.replace(old, new, 1)))
    assert told in str(caught.value)


def test_places_are_in_the_order_of_their_identifiers(extracts: Path, tmp_path: Path) -> None:
    def turned(text: str) -> str:
        head, *body = text.splitlines()
        return "\n".join([head, *reversed(body)]) + "\n"

    straight, backwards = (
        one(ips.SOURCE, path) for path in (extracts / SCHOOLS, altered(extracts / SCHOOLS, tmp_path, turned))
    )
    assert straight.places is not None
    assert straight.places.equals(backwards.places)
    assert list(straight.places)[: len(PLACE_COLUMNS)] == PLACE_COLUMNS
    assert set(straight.places["kind"]) <= {kind for kinds in ips_series.KINDS.values() for kind in kinds.values()}


@pytest.mark.parametrize(
    ("name", "card", "vintage", "counts"),
    [
        ("services-publics/ips_ecoles_2024-2025_dep42.csv", ips.SOURCE, "2024-09", (322, 95)),
        ("services-publics/ips_colleges_2025-2026_dep42.csv", ips.SOURCE, "2025-09", (50, 26)),
        ("education/fr-en-ips_ecoles_2022.csv", ips_avant_2022.SOURCE, "2021-09", (352, 105)),
        ("education/fr-en-ips_colleges_2022.csv", ips_avant_2022.SOURCE, "2021-09", (50, 26)),
    ],
)
def test_the_real_files(real_files: Path, name: str, card, vintage: str, counts: tuple[int, int]) -> None:
    path = real_files / name
    assert recognise(path).id == card.id
    ((key, table),) = read(card, path).items()
    assert key[0] == vintage
    communes = table.values.loc["commune"]
    assert tuple(communes.iloc[:, :2].sum()) == counts
    assert table.places is not None
    assert table.places["id"].is_unique
    assert table.places["ips"].notna().all()
    # Sorbiers has six schools with an index, and no collège.
    assert len(table.places[table.places["commune"] == "42302"]) == (6 if "ecoles" in name else 0)


def test_several_autumns_of_one_file_are_several_tables(extracts: Path, tmp_path: Path) -> None:
    def doubled(text: str) -> str:
        head, *body = text.splitlines()
        former = [line.replace("2024-2025", "2023-2024").replace("105.8", "105.1") for line in body]
        return "\n".join([head, *body, *former]) + "\n"

    tables = read(ips.SOURCE, altered(extracts / SCHOOLS, tmp_path, doubled))
    assert [vintage for vintage, _ in tables] == ["2023-09", "2024-09"]
    assert figure(tables["2023-09", "ecoles"], "FR", "ecole_ips", "france") == 105.1
