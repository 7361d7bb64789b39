"""The directory of schools: fictitious establishments in the producer's columns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import schools
from ctg_lib.sources.en_annuaire import KINDS, SERVICES, SOURCE
from tests.sources.tables import altered, figure, one

FILE = "en_annuaire/fictif_annuaire.csv"


def test_establishments_by_kind(extracts: Path) -> None:
    table = one(SOURCE, extracts / FILE)
    assert list(table.values) == [*KINDS, *SERVICES]
    alpha = {name: figure(table, "01001", name) for name in table.values}
    assert {name: count for name, count in alpha.items() if count} == {
        "ecole_maternelle": 1,
        "ecole_elementaire": 1,
        "ecole_primaire": 1,
        "college": 1,
        "ecole_ulis": 1,
        "ecole_restauration": 2,
        "college_ulis": 1,
    }
    assert figure(table, "01005", "lycee") == 1
    assert figure(table, "01005", "medico_social") == 1


def test_the_list_is_dated_by_its_newest_row(extracts: Path) -> None:
    assert one(SOURCE, extracts / FILE).vintage == "2026-10"


def test_two_sites_of_one_school_count_once_and_the_first_is_kept(extracts: Path) -> None:
    table = one(SOURCE, extracts / FILE)
    assert figure(table, "01004", "ecole_elementaire") == 1
    assert table.places is not None
    assert table.places["id"].is_unique
    assert table.places.set_index("id").loc["0019905L", "latitude"] == 46.005


def test_what_is_no_open_establishment_is_left_out_and_told(extracts: Path) -> None:
    table = one(SOURCE, extracts / FILE)
    assert table.ignored == (
        "1 lignes : établissements qui ne sont pas ouverts",
        "1 lignes : services ou lieux d’information, hors enseignement",
        "1 lignes : sections d’un autre établissement",
        "1 lignes d’autres sites d’un même établissement",
    )
    assert figure(table, "01007", "ecole_primaire") == 0
    assert figure(table, "01001", "college") == 1


def test_places_have_their_coordinates_where_the_file_has_them(extracts: Path) -> None:
    table = one(SOURCE, extracts / FILE)
    assert table.places is not None
    places = table.places.set_index("id")
    assert (places.loc["0019901G", "latitude"], places.loc["0019901G", "longitude"]) == (46.001, 5.001)
    assert pd.isna(places.loc["0019904K", "latitude"])
    # What the directory does not say is not a « no ».
    assert pd.isna(places.loc["0019903J", "ulis"])
    assert places.loc["0019904K", "ulis"] == 0


def test_technical_names_give_the_same_table(extracts: Path, tmp_path: Path) -> None:
    def exported(text: str) -> str:
        head, *body = text.splitlines()
        return "\n".join([";".join(map(schools.technical, head.split(";"))), *body]) + "\n"

    path = altered(extracts / FILE, tmp_path, exported)
    assert recognise(path).id == "en_annuaire"
    assert one(SOURCE, path).values.equals(one(SOURCE, extracts / FILE).values)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0019901G", "0019901H", "la lettre n’est pas celle de ces chiffres"),
        ("0019901G", "19901G", "n’est pas un UAI"),
        (";01999;01001;", ";01999;1001;", "le zéro initial a été perdu"),
        ("46.001;5.001;", "46001;5.001;", "dépasse le maximum possible"),
        ("2026-10-08", "08/10/2026", "n’est pas de la forme AAAA-MM-JJ"),
        ("OUVERT", "FERME", ""),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    times = 1 if told else -1
    path = altered(extracts / FILE, tmp_path, lambda text: text.replace(old, new, times))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert (told or "aucun établissement ouvert") in str(caught.value)


def test_the_format_of_reference(real_files: Path) -> None:
    """The first ten rows of the Ille-et-Vilaine: all schools, all with a canteen, one with an ULIS."""
    path = real_files / "formats-reference/fr-en-annuaire-education.csv"
    assert recognise(path).id == "en_annuaire"
    table = one(SOURCE, path)
    assert table.vintage == "2023-06"
    counts = table.values.sum()
    assert counts[["ecole_maternelle", "ecole_elementaire", "ecole_primaire"]].to_list() == [1, 4, 5]
    assert (counts["ecole_restauration"], counts["ecole_ulis"]) == (10, 1)
