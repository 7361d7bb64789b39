"""A workbook that lists persons is refused before anything is read, and its message gives nobody away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ctg_lib import sources
from ctg_lib.errors import InputError, NominativeError
from ctg_lib.ingestion import ingest
from ctg_lib.sources import local_persons, local_signs
from ctg_lib.sources.card import Chain
from ctg_lib.sources.local_forms import folded
from ctg_lib.sources.local_persons import Grid
from ctg_lib.store import Store
from tests.sources.local_books import CAF, CAF_LINES, OFFER, OFFER_LINES, filled, saved

REQUESTS = "Demandes non satisfaites"
# A fictitious number with its right key: 97 less the remainder of the first thirteen figures by 97.
NIR = f"1850142302123{97 - 1850142302123 % 97:02d}"


def grid(*rows: tuple[object, ...], lists: bool = False) -> Grid:
    cells = [(row, place, cell) for row, held in enumerate(rows, start=1) for place, cell in enumerate(held, start=1)]
    return Grid("Essai", [one for one in cells if one[2] is not None], lists, frozenset({folded("Commune")}))


def refused(*rows: tuple[object, ...], lists: bool = False) -> list[tuple[int | None, str | None, str]]:
    """Row, column and message of each sign that is told; none where the sheet is accepted."""
    try:
        local_persons.refuse("essai.xlsx", [grid(*rows, lists=lists)])
    except NominativeError as error:
        return [(one.row, one.column, one.what) for one in error.problems]
    return []


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Prénom", "des prénoms"),
        ("Prénom de l’enfant", "des prénoms"),
        ("Nom et prénom", "des prénoms"),
        ("NOM", "des noms de personnes"),
        ("Nom de famille", "des noms"),
        ("Nom de l’enfant", "des noms"),
        ("Nom du parent", "des noms"),
        ("Nom des assistantes maternelles", "des noms"),
        ("Civilité", "des noms"),
        ("Date de naissance", "des dates de naissance"),
        ("date naissance enfant", "des dates de naissance"),
        ("Né(e) le", "des dates de naissance"),
        ("N° allocataire", "des numéros d’allocataire"),
        ("Numéro d’allocataire Caf", "des numéros d’allocataire"),
        ("Matricule", "des numéros d’allocataire"),
        ("NIR", "des numéros de sécurité sociale"),
        ("N° sécurité sociale", "des numéros de sécurité sociale"),
        ("Adresse", "des adresses personnelles"),
        ("Adresse du domicile", "des adresses personnelles"),
        ("Téléphone", "des coordonnées"),
        ("E-mail", "des coordonnées"),
    ],
)
def test_a_header_of_a_list_of_persons(header: str, words: str) -> None:
    ((row, column, what),) = refused(("Commune", header), ("01001", "x"))
    assert (row, column) == (1, "B")
    assert words in what


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (NIR, "sécurité sociale"),
        (f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}", "sécurité sociale"),
        (int(NIR), "sécurité sociale"),
        (float(NIR[:13]), "sécurité sociale"),
        ("2 85 01 2A 004 123", "sécurité sociale"),
        ("Mme Untel", "noms de personnes"),
        ("M. Untel", "noms de personnes"),
        ("1234567 B", "numéros d’allocataire"),
        ("untel@exemple.fr", "coordonnées"),
    ],
)
def test_a_cell_that_gives_somebody_away(cell: object, words: str) -> None:
    ((row, column, what),) = refused(("Commune", "Divers"), ("01001", cell))
    assert (row, column) == (2, "B")
    assert words in what


def test_each_column_is_told_once_and_nothing_is_quoted() -> None:
    rows = [("Nom", "Date de naissance", "Places"), *(("Untel", "01/02/2024", 3) for _ in range(50))]
    told = refused(*rows)
    assert [(row, column) for row, column, _ in told] == [(1, "A"), (1, "B")]
    assert "Untel" not in str(told)


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Nom de l’établissement", "Adresse", "Téléphone", "Courriel"),
            ("Les Lutins", "1 rue du Pré", "04 77 00 00 00", "a@b.fr"),
        ),
        (("Structure", "Nom", "Adresse"), ("Les Lutins", "Crèche", "1 rue du Pré")),
        (("Commune", "Nombre d’enfants", "Familles", "Naissances"), ("01001", 12, 8, 40)),
        (("Identifiant", "Places"), ("0420123" + local_signs.SCHOOL_LETTERS[420123 % 23], 20)),
        (("Nom du relais", "Heures"), ("Crèche Madame de Sévigné", 12)),
        (("Commune", "SIRET"), ("01001", 21420302800012)),
        (("Commune", "Total"), ("01001", "185014230212398")),
    ],
)
def test_establishments_and_counts_are_not_persons(rows: tuple[tuple[object, ...], ...]) -> None:
    assert refused(*rows) == []


def test_in_a_sheet_of_ours_that_lists_establishments_a_name_is_that_of_a_place() -> None:
    assert refused(("Commune", "Nom", "Adresse"), ("01001", "Les Lutins", "1 rue du Pré"), lists=True) == []
    assert refused(("Commune", "Nom", "Prénom"), ("01001", "Untel", "Camille"), lists=True)


@pytest.mark.parametrize("book", [OFFER, CAF], ids=lambda book: book.source)
def test_our_own_words_are_never_taken_for_a_name(book: Any, tmp_path: Path) -> None:
    lines = OFFER_LINES if book is OFFER else CAF_LINES
    sources.source(book.source).read(saved(filled(book, lines), tmp_path / f"{book.source}.xlsx"))


@pytest.mark.parametrize("where", ["a sheet of ours", "an added sheet", "a hidden sheet"])
def test_the_whole_workbook_is_refused_whatever_else_is_wrong(where: str, tmp_path: Path) -> None:
    file = filled(OFFER, OFFER_LINES)
    sheet = file[REQUESTS] if where == "a sheet of ours" else file.create_sheet("Liste d’attente")
    sheet["E1"], sheet["E3"] = "Nom de l’enfant", "Untel Camille"
    if where == "a hidden sheet":
        sheet.sheet_state = "veryHidden"
    file["EAJE et MAM"]["E3"] = "beaucoup"
    path = saved(file, tmp_path / "offre_locale.xlsx")
    with pytest.raises(NominativeError) as caught:
        ingest([path], Store([tmp_path / "store"]), chain=Chain.REPUBLISHED, date="2026-11-24")
    error = caught.value
    assert error.exit_code == 5
    assert isinstance(error, InputError)
    assert [(one.sheet, one.row, one.column) for one in error.problems] == [(sheet.title, 1, "E")]
    assert "rien n’en a été lu" in error.title
    assert "Untel" not in str(error)
    assert "beaucoup" not in str(error), "rien d’autre n’est lu"
    assert not (tmp_path / "store").exists()
