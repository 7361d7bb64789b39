"""What the chapters on children and young people say of schools and of rates without a count, from the small files."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from ctg_lib.chapters import enfance, jeunesse, schools
from ctg_lib.chapters.chapter import Opened
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.ingestion import ingest
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from ctg_lib.territory import Territory

EXTRACTS = Path(__file__).parent.parent / "sources"
FOLDERS = ("ips", "ips_avant_2022", "neet", "licences_sportives", "rp_ages", "bpe")
NEWER, CLOSED = (
    "IPS à Sorbiers, écoles, rentrée 2024 (série depuis 2022)",
    "IPS à Sorbiers, écoles, rentrée 2021 (série close)",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    store = Store([tmp_path_factory.mktemp("store")])
    paths = [
        path
        for folder in FOLDERS
        for path in sorted((EXTRACTS / folder).glob("*.csv"))
        if not path.name.startswith(("fictif", "bpe18"))
    ]
    ingest(paths, store, chain=Chain.REPUBLISHED, date="2026-11-24")
    return Shelf(store)


def plain(markup: str) -> str:
    """The text as it is read, one line a row of a table, cells apart by a bar."""
    text = re.sub(r"</(?:td|th)>", "|", markup)
    text = re.sub(r"</(?:tr|li|p|caption)>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").replace("\u202f", " ")


def needs(shelf: Shelf, code: str) -> str:
    return plain(Opened(enfance.CHAPTER, Diagnostic(Territory.of(code), "2026-11-24", shelf)).needs().html)


def gap(shelf: Shelf, code: str) -> str:
    return plain(Opened(jeunesse.CHAPTER, Diagnostic(Territory.of(code), "2026-11-24", shelf)).gap().html)


def rows(text: str, caption: str) -> dict[str, list[str]]:
    """The rows of a table by their heading."""
    body = text.split(caption)[1].split("Source")[0]
    cells = [line.strip("|").split("|") for line in body.splitlines() if "|" in line]
    found: dict[str, list[str]] = {}
    for heading, *others in cells[1:]:
        found.setdefault(heading, []).extend(others)
    return found


def test_the_six_schools_of_sorbiers_stand_in_two_tables_that_nothing_compares(shelf: Shelf) -> None:
    text = needs(shelf, "42302")
    newer, closed = rows(text, NEWER), rows(text, CLOSED)
    assert schools.MEANING.replace("\u00a0", " ") in text
    assert newer["ECOLE ELEMENTAIRE MAGAND"] == ["publique", "103,4"]
    assert closed["ECOLE ELEMENTAIRE MAGAND"] == ["publique", "100,8"]
    named = [name for name in newer if name.startswith("ECOLE")]
    assert len(named) == 6
    assert sorted(named) == sorted(closed)
    # Published means go with the series that publishes them.
    assert newer["Moyenne publiée, France"] == ["publique", "103,1", "privée", "121,5"]
    assert newer["Moyenne publiée, Loire"] == ["publique", "99,9", "privée", "112,0"]
    assert not [name for name in closed if "Moyenne" in name]
    assert "un écart entre les deux tableaux n’est pas une évolution" in text
    # Nor a mean of the six, nor a change from one table to the other.
    assert "116,1" not in text
    assert "2,6" not in text.split(NEWER)[1]


def test_schools_and_colleges_of_one_autumn_do_not_hide_each_other(shelf: Shelf) -> None:
    """In the closed series both files are of the rentrée 2021."""
    text = plain(Opened(jeunesse.CHAPTER, Diagnostic(Territory.of("42207"), "2026-11-24", shelf)).services().html)
    assert "COLLEGE ENNEMOND RICHARD|public|89,8" in text
    assert "ECOLE ELEMENTAIRE MAGAND" in needs(shelf, "42302").split(CLOSED)[1]


def test_a_commune_without_an_index_says_so_once(shelf: Shelf) -> None:
    text = needs(shelf, "42045")
    assert text.count("Aucune école n’a d’IPS publié à La Chambonie.") == 1
    assert "série close" not in text


def test_a_long_list_is_counted_and_its_means_stay(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctg_lib.chapters.schools.parameters.value", lambda name: 5 if "liste" in name else 30)
    text = needs(shelf, "42302")
    assert "6 écoles à Sorbiers : la liste serait trop longue ici." in text
    assert "MAGAND" not in text
    assert "Moyenne publiée, France" in text


def test_a_rate_without_its_count_is_told_without_a_verdict(shelf: Shelf) -> None:
    text = gap(shelf, "42302")
    assert (
        "De 15 à 24 ans, 11,0 % des jeunes ne sont ni en emploi ni en formation (2018), contre 17,0 % à Saint-Étienne "
        "Métropole, 16,0 % dans la Loire et 14,1 % en Auvergne-Rhône-Alpes ; ce chiffre est ancien, et sa marge "
        "d’erreur n’est pas publiée."
    ) in text
    assert "Il y a 55,3 licences sportives pour 100 enfants de moins de 15 ans (2018), contre 50,3" in text


def test_a_village_has_no_ratio_of_a_handful(shelf: Shelf) -> None:
    """La Chambonie: one child of 5 to 9, one young of 15 to 19."""
    for text in (needs(shelf, "42045"), gap(shelf, "42045")):
        assert "pour 100 enfants de 5 à 9 ans" not in text
        assert "Pour 100 jeunes" not in text


def test_a_commune_made_of_three_has_no_rate_and_the_reason(shelf: Shelf) -> None:
    text = gap(shelf, "42084")
    assert "commune née de la réunion de 42084, 42109 et 42252 : ce chiffre ne s’additionne pas" in text
