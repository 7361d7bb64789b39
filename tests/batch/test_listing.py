"""Which territories a batch is asked for, and every mistake of a list at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.batch.listing import asked, read
from ctg_lib.errors import CtgError, InputError, TerritoryError, UsageError


def test_a_departement_an_intercommunalite_and_codes() -> None:
    assert len(asked([], "", "42", None)) == 320
    assert asked([], "", "Loire", None) == asked([], "", "42", None)
    assert len(asked([], "Saint-Étienne Métropole", "", None)) == 53
    assert len(asked([], "244200770", "", None)) == 53
    assert [one.code for one in asked(["42302", "42005", "42302"], "", "", None)] == ["42005", "42302"]


@pytest.mark.parametrize(
    "given", [([], "", "", None), (["42302"], "", "42", None), ([], "244200770", "42", None), (["42302"], "", "", "x")]
)
def test_one_way_of_asking_and_one_only(given: tuple[list[str], str, str, str | None]) -> None:
    codes, epci, departement, listed = given
    with pytest.raises(UsageError, match="d’une seule façon"):
        asked(codes, epci, departement, Path(listed) if listed else None)


@pytest.mark.parametrize(
    ("epci", "departement", "remedy"),
    [
        ("", "Loir", "le code du département"),
        ("", "99", "le code du département"),
        ("Saint Etienne Metropol", "", "SIREN"),
    ],
)
def test_a_name_misspelt_has_the_remedy_of_what_was_asked(epci: str, departement: str, remedy: str) -> None:
    with pytest.raises(TerritoryError) as refused:
        asked([], epci, departement, None)
    assert refused.value.problems
    assert all(remedy in one.remedy for one in refused.value.problems)


def test_a_level_for_another() -> None:
    with pytest.raises(UsageError, match="Sorbiers"):
        asked([], "42302", "", None)
    with pytest.raises(TerritoryError):
        asked(["99999"], "", "", None)


@pytest.mark.parametrize(
    "text",
    [
        "code\n42302\n42005\n",
        "nom,code\nSorbiers,42302\nAndrézieux,42005\n",
        "\ufeffCode;nom\n42302;Sorbiers\n\n42005;Andrézieux\n",
        "42302\n42005\n",
        '"code"\n"42302"\n"42005"\n',
        "Nom;Code INSEE\nSorbiers;42302\nAndrézieux;42005\n",
        "CODGEO,LIBGEO\n42302,Sorbiers\n42005,Andrézieux-Bouthéon\n",
    ],
)
def test_a_list_as_spreadsheets_write_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(text, encoding="utf-8")
    assert [one.code for one in read(path)] == ["42302", "42005"]


def test_every_mistake_of_a_list_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("rang,code\nA,42302\nB,1004\nC,42302\nD,\nE,99999\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(path)
    assert [problem.row for problem in refused.value.problems] == [3, 4, 5, 6]
    assert all(problem.remedy and problem.column == "code" for problem in refused.value.problems)


@pytest.mark.parametrize("content", [b"", b"code\n", b"\n\n", b"code\n\xff\xfe4\x002\x00", b"PK\x03\x04\xff\xfe\x80"])
def test_what_is_no_list(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(content)
    with pytest.raises(CtgError, match=r"liste\.csv"):
        read(path)
    with pytest.raises(InputError, match=r"absente\.csv"):
        read(tmp_path / "absente.csv")


def test_a_code_that_is_not_that_of_the_name_beside_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    path.write_text("code;nom\n42275;Saint-Paul-en-Cornillon\n42302;SORBIERS\n42207;St Chamond\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read(path)
    assert "ligne 2" in str(told.value)
    assert "la liste dit « Saint-Paul-en-Cornillon », et 42275 est Saint-Priest-en-Jarez" in str(told.value)
    assert len(told.value.problems) == 1


def test_every_commune_of_a_name_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    path.write_text("code\nSorbiers\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"05169.*ou écrire 42302"):
        read(path)


def test_a_list_that_does_not_exist_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="vérifier son nom et son dossier"):
        read(tmp_path / "absent.csv")
