"""A workbook that lists persons is refused before anything is read, and its message gives nobody away."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from ctg_lib import sources
from ctg_lib.errors import InputError, NominativeError
from ctg_lib.ingestion import ingest
from ctg_lib.sources import local_persons, local_signs
from ctg_lib.sources.card import Chain
from ctg_lib.sources.local_forms import Kind, folded
from ctg_lib.sources.local_persons import Grid
from ctg_lib.store import Store
from tests.sources.local_books import CAF, CAF_LINES, OFFER, OFFER_LINES, filled, saved

REQUESTS = "Demandes non satisfaites"
# A fictitious number with its right key: 97 less the remainder of the first thirteen figures by 97.
NIR = f"1850142302123{97 - 1850142302123 % 97:02d}"


def grid(*rows: tuple[object, ...], lists: bool = False, **looked: Any) -> Grid:
    cells = [(row, place, cell) for row, held in enumerate(rows, start=1) for place, cell in enumerate(held, start=1)]
    return Grid("Essai", [one for one in cells if one[2] is not None], lists, frozenset({folded("Commune")}), **looked)


def refused(*rows: tuple[object, ...], lists: bool = False, **looked: Any) -> list[tuple[int | None, str | None, str]]:
    """Row, column and message of each sign that is told; none where the sheet is accepted."""
    try:
        local_persons.refuse("essai.xlsx", [grid(*rows, lists=lists, **looked)])
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
        ("NOM PRENOM", "des prénoms"),
        ("Nom / Prénom", "des prénoms"),
        ("Nom & prénom", "des prénoms"),
        ("Nom 1", "des noms"),
        ("Nom d’usage", "des noms"),
        ("Nom de jeune fille", "des noms"),
        ("Nom parent 1", "des noms"),
        ("Nom de la mère", "des noms"),
        ("Nom du responsable", "des noms"),
        ("Nom de la directrice", "des noms"),
        ("Nom assmat", "des noms"),
        ("Resp. dossier", "des noms"),
        ("Responsable du dossier", "des noms"),
        ("Parent 1", "des noms"),
        ("PARENT 2", "des noms"),
        ("Mère", "des noms"),
        ("Conjoint", "des noms"),
        ("Représentant légal", "des noms"),
        ("Famille", "des noms"),
        ("Identité", "des noms"),
        ("DDN", "des dates de naissance"),
        ("D.D.N.", "des dates de naissance"),
        ("NE LE", "des dates de naissance"),
        ("Née le :", "des dates de naissance"),
        ("Né(e) le (JJ/MM/AAAA)", "des dates de naissance"),
        ("Date naiss.", "des dates de naissance"),
        ("Dt naissance", "des dates de naissance"),
        ("date de nais.", "des dates de naissance"),
        ("Date prévue de naissance", "des dates de naissance"),
        ("Lieu de naissance", "des dates de naissance"),
        ("Naissance", "des dates de naissance"),
        ("N° alloc.", "des numéros d’allocataire"),
        ("NO ALLOC", "des numéros d’allocataire"),
        ("Num. allocataire", "des numéros d’allocataire"),
        ("Numéro CAF", "des numéros d’allocataire"),
        ("N° dossier", "des numéros d’allocataire"),
        ("Numéro de dossier famille", "des numéros d’allocataire"),
        ("N° sécu", "des numéros de sécurité sociale"),
        ("N° SS", "des numéros de sécurité sociale"),
        ("Adresse parents", "des adresses personnelles"),
        ("Adresse 1", "des adresses personnelles"),
        ("Rue", "des adresses personnelles"),
        ("Code postal", "des adresses personnelles"),
        ("Tél. portable", "des coordonnées"),
        ("Tél. mère", "des coordonnées"),
        ("Mail parent 1", "des coordonnées"),
        ("Adresse mail", "des coordonnées"),
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
        ("camille.untel@exemple.fr", "coordonnées"),
        ("1.85.01.42.302.123", "sécurité sociale"),
        ("1 85 01 42 302 123 99", "sécurité sociale"),
        (f"NIR {NIR}", "sécurité sociale"),
        ("mme untel", "noms de personnes"),
        ("MME UNTEL", "noms de personnes"),
        ("Mr Untel", "noms de personnes"),
        ("M UNTEL", "noms de personnes"),
        ("Famille UNTEL", "noms de personnes"),
        ("vu avec Mme Untel", "noms de personnes"),
        ("1234567b", "numéros d’allocataire"),
        ("0123456 C", "numéros d’allocataire"),
        ("né le 12/03/2021", "dates de naissance"),
        ("née en 2019", "dates de naissance"),
        ("06 12 34 56 78", "coordonnées"),
        ("0612345678", "coordonnées"),
        ("06.12.34.56.78", "coordonnées"),
        ("+33 6 12 34 56 78", "coordonnées"),
        ("+33(0)612345678", "coordonnées"),
        ("12 rue des Lilas", "adresses"),
        ("3 bis, allée des Tilleuls", "adresses"),
        ("3bis allee des tilleuls", "adresses"),
        ("12, RUE DES LILAS 01001 ALPHA", "adresses"),
        ("4 place de la Mairie", "adresses"),
        ("7 lotissement Les Prés", "adresses"),
        ("UNTEL Léa", "noms de personnes"),
        ("Léa UNTEL", "noms de personnes"),
        ("Léa Untel", "noms de personnes"),
        ("UNTEL LEA", "noms de personnes"),
        ("Untel Léa", "noms de personnes"),
        ("untel léa", "noms de personnes"),
        ("UNTEL, Léa", "noms de personnes"),
        ("N’UNTEL Aya", "noms de personnes"),
        ("De Untel Jean-Paul", "noms de personnes"),
        ("Léa Untel (3 ans)", "noms de personnes"),
        ("1. Léa Untel", "noms de personnes"),
        ("Léa Untel 12/03/2021", "noms de personnes"),
        ("service petite enfance, Léa Untel", "noms de personnes"),
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
    "dates",
    [
        (datetime.date(2021, 3, 12), datetime.date(2023, 7, 1)),
        ("12/03/2021", "1/7/2023"),
        ("12-03-2021", datetime.date(2023, 7, 1)),
    ],
    ids=str,
)
def test_dates_of_several_years_are_birth_dates_outside_of_a_column_of_dates(dates: tuple[object, object]) -> None:
    rows = [("01001", None, one) for one in dates]
    assert refused(*rows, lists=True) == [(1, "C", "cette colonne semble donner des dates de naissance.")]
    assert refused(*rows, lists=True, kinds={3: Kind.DATE}) == []
    assert refused(rows[0]) == [], "une date seule est une faute de frappe : le lecteur la dit"


LISTED = ("Léa Untel", "Tom Quidam", "Zoé Petit")


def test_in_a_column_of_places_a_name_alone_cannot_be_told_and_a_list_can() -> None:
    """What `docs/fichiers_locaux.md` says: a bare name may be that of a school, several are a list of persons."""
    named = {2: Kind.NAME}
    for one in (*LISTED, "UNTEL LEA", "Untel"):
        assert refused(("01001", one), lists=True, kinds=named) == []
    ((row, column, what),) = refused(*(("01001", one) for one in LISTED), lists=True, kinds=named)
    assert (row, column) == (1, "B")
    assert "noms de personnes" in what
    assert refused(*(("01001", f"École {one}") for one in LISTED), lists=True, kinds=named) == []
    ((_, _, what),) = refused(*(("01001", one.split()[0]) for one in LISTED), lists=True, kinds=named)
    assert "prénoms" in what


@pytest.mark.parametrize("name", ["UNTEL Léa", "Léa UNTEL", "Mme Untel", "M. Untel", "1234567 B", NIR, "née le 3/2/20"])
def test_in_a_column_of_places_what_no_place_is_called(name: str) -> None:
    assert [row for row, *_ in refused(("01001", name), lists=True, kinds={2: Kind.NAME})] == [1]


PLACES = """
Crèche Marie-Curie ; École Jean Moulin ; Maison Rosa-Parks ; Jean Moulin ; JEAN MOULIN ; Louise MICHEL ; Simone Veil ;
Crèche 12 rue des Lilas ; Crèche Madame de Sévigné ; Espace Mme de Staël ; Les Lutins ; Les P’tits Loups ; MAM Câlin ;
MAM Camille ; ALSH Jean Durand ; La Maison de Léa ; Le Jardin d’Emma ; Chez Léa ; Lutins et Compagnie ; Pomme d’Api ;
Les Petits Pas ; Centre social Louise-Michel ; Quartier Beaulieu ; Crèche Saint-Jean ; Saint-Étienne ; Sainte Marie ;
Tom Pouce ; Petit Prince ; Rose des vents ; Arc-en-ciel ; ABC Puériculture ; EAJE CAPUCINE ; Victor & Cie ;
Multi-accueil Pauline Kergomard ; L’Île aux Enfants ; Pierre Blanche ; Claire Fontaine ; Martin Pêcheur ; Villa Rose ;
École maternelle 2 allée du Parc ; Espace jeunes ; PIJ ; L’Escale ; Halte-garderie municipale ; Jules et Julie ;
Centre Pierre et Marie Curie ; Maison de l’enfance ; Rue des Lilas ; 01001 – Pierre Alpha ; Hameau du Moulin
"""


@pytest.mark.parametrize("name", [" ".join(one.split()) for one in PLACES.split(";")])
def test_the_name_of_a_place_is_not_that_of_a_person(name: str) -> None:
    assert refused(("01001", name), lists=True, kinds={2: Kind.NAME}) == []
    assert refused(("Commune", "Divers"), ("01001", name)) == []


COUNTS = """
Nombre d’enfants ; Familles ; Foyers ; Enfants ; Naissances ; Places ; Domiciliations ; Nombre de dossiers ; Total ;
Code Insee ; Bénéficiaires ; Allocataires ; Nombre d’allocataires ; Habitants ; Assistantes maternelles ; Date ; Année ;
Enfants nés en 2024 ; Effectifs ; SIRET ; Parents isolés ; Jeunes suivis ; Nom de la commune ; Nom du quartier ; N° ;
Agrément ; Remarques ; Date d’agrément ; N° d’agrément ; Ne pas remplir ; Familles monoparentales
"""


@pytest.mark.parametrize("header", [" ".join(one.split()) for one in COUNTS.split(";")])
def test_the_header_of_a_count_is_not_that_of_a_list(header: str) -> None:
    assert refused(("Commune", header), ("01001", 1234567)) == []


ORIGINS = """
tableur d’essai ; Service petite enfance, tableau de bord de janvier 2026 ; Caf, extraction du 12/03/2026 ;
état civil, dates de naissance non transmises ; creche@ville.fr ; service.enfance@ville-exemple.fr ;
CCAS, 04 77 00 00 00 ; mairie, 12 place de la Mairie ; 1234567 ; Comptés le 31/12/2025 ; Madame le maire ;
Enquête 2025 (questionnaire) ; Ne le remplir qu’une fois ; Total : 1234567 ; 20 enfants nés en 2024
"""


@pytest.mark.parametrize("text", [" ".join(one.split()) for one in ORIGINS.split(";")])
def test_a_sentence_that_names_nobody(text: str) -> None:
    assert refused(("D’où viennent les chiffres", text), free=frozenset({2})) == []


def test_a_commune_called_street_is_a_commune() -> None:
    assert refused(("Commune",), ("Rue",), kinds={1: Kind.COMMUNE}) == []
    assert refused(("Commune",), ("Rue",)) != []


def test_what_is_left_of_the_name_of_a_structure_is_of_a_person() -> None:
    assert [column for _, column, _ in refused(("Nom", "Adresse", "Crèche"), ("x", "y", "Les Lutins"))] == ["A", "B"]


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
    # The name of a sheet that is not of the template may be that of a person: it is told by its number.
    told = sheet.title if where == "a sheet of ours" else f"n° {len(file.sheetnames)}"
    assert [(one.sheet, one.row, one.column) for one in error.problems] == [(told, 1, "E")]
    assert "rien n’en a été lu" in error.title
    assert "Untel" not in str(error)
    assert "beaucoup" not in str(error), "rien d’autre n’est lu"
    assert not (tmp_path / "store").exists()
