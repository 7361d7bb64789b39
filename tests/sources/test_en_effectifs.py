"""Pupils and classes by school: fictitious schools in the producer's columns, and how they find their communes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import ingest, recognise
from ctg_lib.sources import en_annuaire, en_effectifs
from ctg_lib.sources.card import PLACE_COLUMNS, Chain, Table
from ctg_lib.sources.en_effectifs import COUNTED, PARTS, PUPILS, SOURCE, Listed, complete
from ctg_lib.store import Store
from tests.sources.tables import altered, figure, one, read, status
from tests.sources.test_contract import check

FILE = "en_effectifs/fictif_effectifs.csv"
DIRECTORY = "en_annuaire/fictif_annuaire.csv"
NOTHING = pd.DataFrame(columns=PLACE_COLUMNS)


@pytest.fixture
def autumn(extracts: Path) -> Table:
    return read(SOURCE, extracts / FILE)["2024-09", "ecoles"]


def held(extracts: Path, **others: pd.DataFrame) -> Listed:
    """The store with the fictitious directory, less or more what a test says."""
    directory = one(en_annuaire.SOURCE, extracts / DIRECTORY).places
    assert directory is not None
    found = {"en_annuaire": directory, **others}
    return lambda source, vintage: found.get(source, NOTHING)


def test_read_alone_the_file_gives_departements_and_schools(autumn: Table) -> None:
    assert list(autumn.values.index) == [("departement", "01")]
    # 92 + 162 + 74 + 40 + 70 pupils in 4 + 7 + 3 + 2 + 3 classes.
    assert figure(autumn, "01", PUPILS, "departement") == 438
    assert figure(autumn, "01", "nombre_total_classes", "departement") == 19
    assert autumn.places is not None
    assert autumn.places.set_index("id")[PUPILS].to_dict() == {
        "0019901G": 92,
        "0019902H": 162,
        "0019903J": 74,
        "0019904K": 40,
        "0019905L": 70,
    }
    # The postal code of the file, which two communes share, is never read as a commune.
    assert autumn.places["commune"].isna().all()


def test_two_autumns_are_two_tables(extracts: Path) -> None:
    assert [vintage for vintage, _ in read(SOURCE, extracts / FILE)] == ["2019-09", "2024-09"]


def test_once_the_directory_is_held_schools_are_in_their_communes(autumn: Table, extracts: Path) -> None:
    table = complete(autumn, held(extracts))
    check(table)
    assert [figure(table, "01001", name) for name in COUNTED] == [14, 328, 116, 200, 12]
    assert [figure(table, "01002", name) for name in COUNTED] == [2, 40, 15, 25, 0]
    assert figure(table, "01004", PUPILS) == 70
    # A commune of the département without a school has no pupil in its schools: a zero, not a hole.
    assert figure(table, "01005", PUPILS) == 0
    assert figure(table, "01", PUPILS, "departement") == 438
    assert table.places is not None
    assert table.places["commune"].notna().all()


def test_without_any_directory_nothing_is_placed(autumn: Table) -> None:
    assert complete(autumn, lambda source, vintage: NOTHING) is autumn


def test_a_school_that_is_in_no_list_costs_the_communes_that_may_be_its_own(autumn: Table, extracts: Path) -> None:
    """BRAVO is the name of no commune of the département: none of them is sure to be whole."""
    directory = held(extracts)("en_annuaire", "")
    table = complete(autumn, held(extracts, en_annuaire=directory[directory["id"] != "0019904K"]))
    check(table)
    assert status(table, "01001", PUPILS) == "missing"
    assert "0019904K" in table.flags.query("territory == '01001' and variable == @PUPILS")["detail"].iloc[0]
    assert figure(table, "01", PUPILS, "departement") == 438


def test_a_school_lost_in_a_commune_of_that_name_costs_that_commune_alone(
    autumn: Table, extracts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert autumn.places is not None
    directory = held(extracts)("en_annuaire", "")
    real = autumn.places["id"].eq("0019904K")
    renamed = autumn.places.assign(commune_nommee=autumn.places["commune_nommee"].mask(real, "L ABERGEMENT DE VAREY"))
    table = Table(SOURCE.id, "2024-09", "ecoles", autumn.values, autumn.flags, places=renamed)
    found = complete(table, held(extracts, en_annuaire=directory[directory["id"] != "0019904K"]))
    assert status(found, "01002", PUPILS) == "missing"
    assert figure(found, "01001", PUPILS) == 328


def test_the_mean_index_is_weighed_by_the_pupils_of_the_same_autumn(autumn: Table, extracts: Path) -> None:
    """Alpha: 150 pupils at 100 and 50 at 120, that is 15,000 + 6,000 for 200 pupils."""
    ips = pd.DataFrame(
        {
            "id": ["0019902H", "0019903J"],
            "commune": ["01001", "01001"],
            "ips": [100.0, 120.0],
            "ips_national_public": [103.0, 103.0],
        }
    )
    table = complete(autumn, held(extracts, ips=ips))
    check(table)
    assert figure(table, "01001", "eleves_ips") == 200
    assert figure(table, "01001", "eleves_x_ips") == 21_000
    assert figure(table, "01001", "eleves_x_ips_national_public") == 20_600
    # No school of that commune has an index.
    assert status(table, "01002", "eleves_x_ips") == "missing"


def exported(text: str) -> str:
    """The technical names of the portal, where the postal code is called the Insee code of the commune."""
    labels = {label: name for name, label in zip(TECHNICAL, text.splitlines()[0].split(";"), strict=True)}
    head, *body = text.splitlines()
    return "\n".join([";".join(labels[label] for label in head.split(";")), *body]) + "\n"


TECHNICAL = (
    "rentree_scolaire",
    "region_academique",
    "academie",
    "departement",
    "commune",
    "numero_ecole",
    "denomination_principale",
    "patronyme",
    "secteur",
    "rep",
    "rep_plus",
    "nombre_total_classes",
    "nombre_total_eleves",
    "nombre_eleves_preelementaire_hors_ulis",
    "nombre_eleves_elementaire_hors_ulis",
    "nombre_eleves_ulis",
    "nombre_eleves_cp_hors_ulis",
    "nombre_eleves_ce1_hors_ulis",
    "nombre_eleves_ce2_hors_ulis",
    "nombre_eleves_cm1_hors_ulis",
    "nombre_eleves_cm2_hors_ulis",
    "tri",
    "code_commune_insee",
)


def test_labels_and_technical_names_give_the_same_tables(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / FILE, tmp_path, exported)
    assert recognise(path).id == "en_effectifs"
    expected = read(SOURCE, extracts / FILE)
    for key, table in read(SOURCE, path).items():
        assert table.values.equals(expected[key].values)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0;0;4;92;92;", "0;0;4;92;93;", "les élèves par niveau sont plus nombreux que le total"),
        ("0;0;4;92;92;", "0;0;4;92,5;92;", "n’est pas un nombre entier d’élèves"),
        ("0;0;4;92;92;", "0;0;4;;92;", "n’est pas un nombre"),
        ("0019901G", "0019902H", "ligne en double"),
        ("0019901G", "19901G", "n’est pas un UAI"),
        ("ALPHA;PUBLIC", "ALPHA;MIXTE", "secteur « MIXTE » inconnu"),
        ("2024;REGION", "24;REGION", "n’est pas de la forme"),
        ("Nombre total d'élèves", "Elèves", "nombre_total_eleves"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        SOURCE.read(altered(extracts / FILE, tmp_path, lambda text: text.replace(old, new, 1)))
    assert told in str(caught.value)


def test_a_school_of_no_known_departement_is_listed_and_counted_nowhere(extracts: Path, tmp_path: Path) -> None:
    letter = "ABCDEFGHJKLMNPRSTUVWXYZ"[9_990_001 % 23]
    path = altered(extracts / FILE, tmp_path, lambda text: text.replace("0019905L", f"9990001{letter}"))
    table = read(SOURCE, path)["2024-09", "ecoles"]
    assert figure(table, "01", PUPILS, "departement") == 368
    assert table.ignored == ("1 écoles hors des départements",)
    assert table.places is not None
    assert len(table.places) == 5


def test_the_format_of_reference(real_files: Path) -> None:
    """The first ten rows of the Ille-et-Vilaine, added up by hand: 1,802 pupils, 80 classes."""
    path = real_files / "formats-reference/fr-en-ecoles-effectifs-nb_classes.csv"
    assert recognise(path).id == "en_effectifs"
    table = one(SOURCE, path)
    assert table.vintage == "2022-09"
    row = table.values.loc[("departement", "35")]
    assert (row[PUPILS], row["nombre_total_classes"], row["nombre_eleves_ulis"]) == (1802, 80, 13)
    assert row[list(PARTS)].sum() == row[PUPILS]


def test_the_module_says_where_its_communes_come_from() -> None:
    assert "annuaire" in SOURCE.not_released["commune"]
    assert en_effectifs.__doc__ is not None
    assert "postal code" in en_effectifs.__doc__


def pupils(store: Store) -> pd.Series:
    values, _ = store.read(SOURCE.id, "2024-09", [PUPILS])
    return values[PUPILS]


def test_read_after_the_directory_or_with_it_the_communes_have_their_pupils(extracts: Path, tmp_path: Path) -> None:
    after, together = Store([tmp_path / "after"]), Store([tmp_path / "together"])
    ingest([extracts / FILE], after, chain=Chain.PRODUCER, date="2026-01-01")
    assert set(pupils(after).index.get_level_values("level")) == {"departement"}
    ingest([extracts / DIRECTORY], after, chain=Chain.PRODUCER, date="2026-01-02")
    # The same file, read again: what the directory tells is new.
    found = ingest([extracts / FILE], after, chain=Chain.PRODUCER, date="2026-01-03")
    assert [one.written for one in found if one.table.vintage == "2024-09"] == [True]
    assert pupils(after)["commune", "01001"] == 328
    ingest([extracts / FILE, extracts / DIRECTORY], together, chain=Chain.PRODUCER, date="2026-01-03")
    pd.testing.assert_series_equal(pupils(together), pupils(after))
    assert not any(one.written for one in ingest([extracts / FILE], after, chain=Chain.PRODUCER, date="2026-01-04"))
