from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.qpv import SOURCE
from tests.sources.tables import altered, figure, one, read, status

PEOPLE, INCOMES, WORK = "qpv/DEMO_2022.csv", "qpv/REVN_2022.csv", "qpv/IPRO_2022.csv"


def test_thin_spaces_and_commas_are_read(extracts: Path) -> None:
    people = read(SOURCE, extracts / PEOPLE)["2022", "demographie"]
    assert figure(people, "QP042002", "POP_MUN", "qpv") == 2983
    assert figure(people, "QP042002", "TX_F", "qpv") == 52.2
    incomes = one(SOURCE, extracts / INCOMES)
    assert figure(incomes, "QP042002", "DISP_Q2", "qpv") == 14_640
    assert figure(incomes, "QP042002", "TP60", "qpv") == 36.3
    assert figure(incomes, "QP042002", "PIMPOT", "qpv") == -9.2


def test_columns_without_a_name_are_empty_and_left_out(extracts: Path) -> None:
    for name, width in ((PEOPLE, 29), (INCOMES, 27), (WORK, 55)):
        table = SOURCE.read(extracts / name)[0]
        assert len(table.values.columns) == width
        assert "" not in table.values.columns


def test_the_two_columns_of_one_letter_do_not_mean_the_same(extracts: Path) -> None:
    """`A` counts beneficiaries of the Caf in two files, job seekers of category A in the third."""
    people = read(SOURCE, extracts / PEOPLE)["2022", "demographie"]
    incomes, work = one(SOURCE, extracts / INCOMES), one(SOURCE, extracts / WORK)
    assert figure(people, "QP042002", "A", "qpv") == figure(incomes, "QP042002", "A", "qpv") == 730
    assert figure(work, "QP042002", "DEFM_A", "qpv") == 188
    assert "A" not in work.values


def test_a_blank_is_not_a_zero(extracts: Path) -> None:
    incomes = one(SOURCE, extracts / INCOMES)
    assert status(incomes, "QP042004", "PMIMP", "qpv") == "not_released"
    assert figure(incomes, "QP042015", "DECUC_D1", "qpv") == 0
    assert status(incomes, "QP042015", "DECUC_D1", "qpv") == "published"


def test_not_significant_is_told(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / INCOMES, tmp_path, lambda text: text.replace(";36,3;", ";ns;"), name="REVN_2022.csv")
    table = one(SOURCE, path)
    assert status(table, "QP042002", "TP60", "qpv") == "not_released"
    assert "non significatif d’après le producteur" in set(table.flags["detail"])


def test_a_neighbourhood_of_two_communes_is_listed_in_both(extracts: Path) -> None:
    table = read(SOURCE, extracts / PEOPLE)["2022", "communes"]
    assert table.places is not None
    listed = table.places.groupby("id")["commune"].apply(list).to_dict()
    assert listed["QP042004"] == ["42044", "42183"]
    assert figure(table, "42044", "quartiers_2015") == 1
    assert figure(table, "42302", "quartiers_2015") == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (PEOPLE, "QP042002", "QP42002", "n’est pas un code de quartier prioritaire"),
        (PEOPLE, "QP042002", "QP042004", "ligne en double pour QP042004"),
        (PEOPLE, "52,2", "522", "dépasse le maximum possible (100)"),
        (PEOPLE, "POP_MUN", "POP", "ni démographie, ni revenus, ni insertion"),
        (INCOMES, "36,3", "trente", "« trente » n’est pas un nombre"),
        (WORK, "44,9", "-44,9", "négatif"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    path = altered(extracts / name, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_a_commune_that_is_not_found_is_told(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / PEOPLE, tmp_path, lambda text: text.replace(";Andrézieux-Bouthéon;", ";Alpha;"))
    table = read(SOURCE, path)["2022", "communes"]
    assert table.ignored == ("QP042002 : commune « Alpha » absente du découpage actuel",)


def test_the_real_files(real_files: Path) -> None:
    paths = sorted((real_files / "anct-qpv").glob("*.csv"))
    assert {recognise(path).id for path in paths} == {"qpv"}
    tables = {key: table for path in paths for key, table in read(SOURCE, path).items()}
    assert {part for _, part in tables} == {"demographie", "revenus", "insertion", "communes"}
    assert {len(tables["2022", part].values) for part in ("demographie", "revenus", "insertion")} == {19}
    assert tables["2022", "communes"].ignored == ()
    assert tables["2022", "communes"].values["quartiers_2015"].sum() == 21
