"""Spreadsheets as people fill them: each mistake is told with its sheet, row, column and remedy, all at once."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ctg_lib import sources
from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import local_grid
from ctg_lib.sources.local_forms import ORIGIN, PLACE, ROUNDED, YEAR, Book
from tests.sources.local_books import CAF, CAF_LINES, OFFER, OFFER_LINES, answer, filled, saved, type_line

CRECHES, MINDERS, REQUESTS = "EAJE et MAM", "Assistantes maternelles", "Demandes non satisfaites"
SOCIAL, LEISURE = "Centre social et EVS", "ALSH et périscolaire"
Change = Callable[[Any], object]
Told = list[tuple[str | None, int | None, str | None, str]]


@dataclass(frozen=True)
class Case:
    """What somebody did to a workbook that was right, and what must be told: (sheet, row, column, words)."""

    name: str
    change: Change
    told: Told
    book: Book = OFFER


def put(sheet: str, cell: str, value: object) -> Change:
    """Type something into a cell."""
    return lambda file: file[sheet].__setitem__(cell, value)


def said(book: Book = OFFER, **answers: object) -> Change:
    """Answer the first sheet otherwise; `_` stands for the label of a question."""
    labels = {"year": YEAR.label, "place": PLACE.label, "origin": ORIGIN.label, "creches": f"Recensement « {CRECHES} »"}
    labels["rounding"] = book.rounding.label if book.rounding else ""
    return lambda file: answer(file, book, {labels[name]: value for name, value in answers.items()})


def each(*changes: Change) -> Change:
    return lambda file: [change(file) for change in changes]


def line(sheet: str, **cells: object) -> Change:
    """Add a line; captions are given by position of the columns."""
    return lambda file: type_line(file[sheet], cells)


def creche(*cells: object) -> Change:
    """Add an establishment: commune, name, type, financing, places, then the optional cells."""
    captions = [column.caption for column in OFFER.forms[0].columns]
    return lambda file: type_line(file[CRECHES], dict(zip(captions, cells, strict=False)))


def hide_rows(file: Any) -> None:
    for row in (4, 5):
        file[CRECHES].row_dimensions[row].hidden = True


CASES = [
    # ── Numbers ──
    Case(
        "nombre en texte, avec une espace",
        put(CRECHES, "G3", "60 000"),
        [(CRECHES, 3, "Heures théoriques par an", "taper 60000")],
    ),
    Case(
        "espace fine",
        put(CRECHES, "F3", "45\u202f000"),
        [(CRECHES, 3, "Heures réalisées par an", "à cause des espaces")],
    ),
    Case(
        "point décimal en texte",
        put("RPE", "C3", "1.5"),
        [("RPE", 3, "Équivalents temps plein", "« 1.5 » n’est pas un nombre")],
    ),
    Case(
        "virgule dans un entier",
        put(CRECHES, "E3", 30.5),
        [(CRECHES, 3, "Places", "« 30,5 » n’est pas un nombre entier")],
    ),
    Case(
        "milliers à l’anglaise", put(CRECHES, "G3", "60,000"), [(CRECHES, 3, "Heures théoriques par an", "« 60,000 »")]
    ),
    Case("unité", put(CRECHES, "E3", "30 places"), [(CRECHES, 3, "Places", "« 30 places » n’est pas un nombre")]),
    Case("tiret pour rien", put(MINDERS, "E5", "-"), [(MINDERS, 5, "Âgées de 55 ans et plus", "laisser la case vide")]),
    Case(
        "« NC »",
        put(REQUESTS, "B6", "NC"),
        [(REQUESTS, 6, "Enfants sans place", "le contenu de la case n’est pas un nombre")],
    ),
    Case("environ", put(REQUESTS, "B3", "une vingtaine"), [(REQUESTS, 3, "Enfants sans place", "n’est pas un nombre")]),
    Case("négatif", put(REQUESTS, "B3", -3), [(REQUESTS, 3, "Enfants sans place", "négatif")]),
    Case("un zéro de trop", put(CRECHES, "E3", 3000), [(CRECHES, 3, "Places", "0 à 500")]),
    Case(
        "date à la place d’un nombre",
        put(CRECHES, "E3", datetime.date(2026, 1, 2)),
        [(CRECHES, 3, "Places", "« 02/01/2026 » est une date")],
    ),
    Case("vrai ou faux", put("CCAS", "B3", True), [("CCAS", 3, "Aides accordées", "n’est pas un nombre")]),
    Case("vrai ou faux pour des places", put(CRECHES, "E3", False), [(CRECHES, 3, "Places", "« FAUX »")]),
    Case(
        "secret dans un classeur qui n’en a pas",
        put("CCAS", "B3", "s"),
        [("CCAS", 3, "Aides accordées", "n’est pas un nombre")],
    ),
    # ── Formulas ──
    Case("formule", put(CRECHES, "E3", "=12+18"), [(CRECHES, 3, "Places", "coller « valeurs seulement »")]),
    Case("formule qui a échoué", put(CRECHES, "E3", "#REF!"), [(CRECHES, 3, "Places", "n’a pas pu être calculée")]),
    # ── Dates ──
    Case("date en texte", put(SOCIAL, "D3", "31/12/2027"), [(SOCIAL, 3, "Agrément jusqu’au", "mais un texte")]),
    Case("année pour date", put(SOCIAL, "D3", 2027), [(SOCIAL, 3, "Agrément jusqu’au", "mais un nombre")]),
    # ── Drop-downs, names, communes ──
    Case(
        "valeur hors de la liste",
        put(CRECHES, "C3", "Multiaccueil"),
        [(CRECHES, 3, "Type", "sans doute « Multi-accueil »")],
    ),
    Case(
        "valeur loin de la liste",
        put(CRECHES, "D3", "privé"),
        [(CRECHES, 3, "Financement", "« PSU », « Paje (hors PSU) », « autre »")],
    ),
    Case("nom oublié", put(CRECHES, "B3", None), [(CRECHES, 3, "Nom de l’établissement", "la case est vide")]),
    Case("nom trop long", put(CRECHES, "B3", "x" * 200), [(CRECHES, 3, "Nom de l’établissement", "plus de 120")]),
    Case("nombre pour nom", put(CRECHES, "B3", 12), [(CRECHES, 3, "Nom de l’établissement", "n’est pas un nom")]),
    Case("commune oubliée", put(CRECHES, "A3", None), [(CRECHES, 3, "Commune", "la case est vide")]),
    Case("zéro initial perdu", put(CRECHES, "A3", 1001), [(CRECHES, 3, "Commune", "écrire 01001")]),
    Case("nom de commune", put(CRECHES, "A3", "Alpha"), [(CRECHES, 3, "Commune", "choisir la commune")]),
    Case(
        "commune d’ailleurs",
        put(CRECHES, "A3", "42302"),
        [(CRECHES, 3, "Commune", "n’est pas une commune du territoire")],
    ),
    Case("places oubliées", put(CRECHES, "E4", None), [(CRECHES, 4, "Places", "la case est vide")]),
    # ── Lines ──
    Case(
        "établissement donné deux fois",
        creche("01001", "les hirondelles ", "Crèche collective", "PSU", 10),
        [(CRECHES, 7, "Nom de l’établissement", "déjà donné à la ligne 3")],
    ),
    Case(
        "commune donnée deux fois",
        each(*(put(REQUESTS, f"{c}9", v) for c, v in (("A", "01001"), ("B", 3), ("C", 1)))),
        [(REQUESTS, 9, "Commune", "déjà donné à la ligne 3")],
    ),
    Case("total en bas", creche("Total", None, None, None, 70), [(CRECHES, 7, "Commune", "ligne de total")]),
    Case(
        "total dans le nom",
        creche(None, "TOTAL GÉNÉRAL", None, None, 70),
        [(CRECHES, 7, "Nom de l’établissement", "ligne de total")],
    ),
    Case(
        "total d’une feuille par commune", put(REQUESTS, "A9", "Ensemble"), [(REQUESTS, 9, "Commune", "ligne de total")]
    ),
    Case("exemple modifié", put(CRECHES, "E2", 30), [(CRECHES, 2, "Commune", "la ligne d’exemple a été modifiée")]),
    Case(
        "exemple gardé sous un vrai code",
        put(CRECHES, "A2", "01001"),
        [(CRECHES, 2, "Commune", "reprend celle de l’exemple")],
    ),
    Case(
        "exemple recouvert",
        each(put(CRECHES, "B2", "La vraie crèche"), put(CRECHES, "E2", 18)),
        [(CRECHES, 2, "Commune", "remplacer « EXEMPLE »")],
    ),
    Case(
        "partie plus grande que le tout",
        put(MINDERS, "E3", 26),
        [(MINDERS, 3, "Âgées de 55 ans et plus", "ce nombre est plus que « En activité », dont")],
    ),
    Case(
        "partie plus grande que le tout, sans personne à reconnaître",
        put(MINDERS, "C3", 31),
        [(MINDERS, 3, "En activité", "31 est plus que « Agréées » (30)")],
    ),
    Case(
        "latitude et longitude interverties",
        each(put(CRECHES, "H3", 4.92), put(CRECHES, "I3", 46.15)),
        [(CRECHES, 3, "Latitude", "interverties"), (CRECHES, 3, "Longitude", "interverties")],
    ),
    Case("une coordonnée sans l’autre", put(CRECHES, "I3", None), [(CRECHES, 3, "Longitude", "donner les deux")]),
    # ── Sheets and columns ──
    Case("colonne retirée", lambda f: f[CRECHES].delete_cols(4), [(CRECHES, 1, "Financement", "la colonne manque")]),
    Case("colonne renommée", put(CRECHES, "E1", "Place"), [(CRECHES, 1, "Places", "elle s’appelle « Place »")]),
    Case(
        "colonne en trop",
        each(put(CRECHES, "J1", "Remarques"), put(CRECHES, "J3", "à revoir")),
        [(CRECHES, 1, "Remarques", "rien n’en serait lu")],
    ),
    Case("colonne sans nom", put(CRECHES, "K3", 12), [(CRECHES, 1, None, "la colonne n° 11 contient des valeurs")]),
    Case(
        "colonne en double",
        each(put(CRECHES, "J1", "Places"), put(CRECHES, "J3", 4)),
        [(CRECHES, 1, "Places", "deux colonnes portent ce nom")],
    ),
    Case(
        "cellules fusionnées",
        lambda f: f[CRECHES].merge_cells("D3:D4"),
        [(CRECHES, 3, None, "cellules fusionnées (D3:D4)"), (CRECHES, 4, "Financement", "la case est vide")],
    ),
    Case(
        "en-tête fusionné",
        lambda f: f[LEISURE].merge_cells("C1:E1"),
        [
            (LEISURE, 1, None, "cellules fusionnées (C1:E1)"),
            (LEISURE, 1, "Places le mercredi", "manque"),
            (LEISURE, 1, "Places en vacances", "manque"),
            (LEISURE, 1, None, "la colonne n° 4"),
            (LEISURE, 1, None, "la colonne n° 5"),
        ],
    ),
    Case(
        "feuille renommée",
        lambda f: setattr(f[MINDERS], "title", "Assistante maternelle"),
        [("Assistante maternelle", None, None, f"la renommer « {MINDERS} »")],
    ),
    Case(
        "feuille en trop",
        each(lambda f: f.create_sheet("Budget"), put("Budget", "A1", "Recettes")),
        [("Budget", None, None, "la supprimer du classeur")],
    ),
    Case(
        "feuille masquée",
        lambda f: setattr(f[MINDERS], "sheet_state", "hidden"),
        [(MINDERS, None, None, "la feuille est masquée")],
    ),
    Case("lignes masquées par un filtre", hide_rows, [(CRECHES, None, None, "2 lignes sont masquées")]),
    Case(
        "une ligne masquée",
        lambda f: setattr(f[CRECHES].row_dimensions[4], "hidden", True),
        [(CRECHES, None, None, "la ligne 4 est masquée")],
    ),
    Case(
        "colonne masquée",
        lambda f: setattr(f[CRECHES].column_dimensions["F"], "hidden", True),
        [(CRECHES, None, None, "colonne masquée : F")],
    ),
    Case("feuille vidée", lambda f: f["RPE"].delete_rows(1, 20), [("RPE", None, None, "la feuille est vide")]),
    Case(
        "en-tête effacé", lambda f: f[LEISURE].delete_rows(1), [(LEISURE, None, None, "les noms de colonnes manquent")]
    ),
    Case("valeur égarée tout en bas", put("RPE", "A6000", "x"), [("RPE", None, None, "jusqu’à la ligne 6000")]),
    # ── The first sheet ──
    Case("année oubliée", said(year=None), [(OFFER.cover, 5, "Réponse", "l’année n’est pas dite")]),
    Case("année scolaire", said(year="2024-2025"), [(OFFER.cover, 5, "Réponse", "« 2024-2025 » n’est pas une année")]),
    Case("territoire effacé", said(place=None), [(OFFER.cover, 6, "Réponse", "le territoire n’est pas dit")]),
    Case("territoire sans son zéro", said(place=1001), [(OFFER.cover, 6, "Réponse", "écrire 01001")]),
    Case("département", said(place="01"), [(OFFER.cover, 6, "Réponse", "n’est ni une commune")]),
    Case(
        "recensement non dit",
        said(creches=None),
        [(OFFER.cover, 8, "Réponse", "il n’est pas dit si le recensement est complet")],
    ),
    Case("recensement mal dit", said(creches="oui"), [(OFFER.cover, 8, "Réponse", "« oui » n’est pas dans la liste")]),
    Case(
        "question effacée",
        lambda f: f[OFFER.cover].delete_rows(7),
        [(OFFER.cover, None, "Réponse", "la question a été effacée")],
    ),
    # ── What the Caf gives ──
    Case(
        "arrondi non dit",
        said(CAF, rounding=None),
        [(CAF.cover, 8, "Réponse", "il faut dire si les effectifs sont arrondis")],
        CAF,
    ),
    Case(
        "dits arrondis, mais exacts",
        said(CAF, rounding=ROUNDED),
        [
            ("Part des prestations", 3, "Prestations : 100 %", "le nombre n’est pas un multiple de 5"),
            ("Part des prestations", 4, "Prestations : 50 % et plus", "multiple"),
            ("Part des prestations", 4, "Prestations : 100 %", "multiple"),
            ("Quotient familial", 4, "QF de 0 à 399 €", "multiple"),
            ("Handicap", 3, "Bénéficiaires de l’AAH", "multiple"),
            ("Handicap", 3, "Enfants ouvrant droit à l’AEEH", "multiple"),
            ("Handicap", 4, "Enfants ouvrant droit à l’AEEH", "multiple"),
            ("Jeunes de 18 à 24 ans", 3, "Prime d’activité ou aide au logement", "multiple"),
            ("Jeunes de 18 à 24 ans", 3, "dont prime d’activité", "multiple"),
            ("Garde d’enfants (CMG)", 3, "Garde à domicile", "multiple"),
            ("Logement", 3, "Impayés de loyer", "multiple"),
            ("Logement", 3, "Logements non décents", "multiple"),
        ],
        CAF,
    ),
    # ── Everything at once ──
    Case(
        "dix fautes sur cinq feuilles",
        each(
            said(year="x"),
            put(CRECHES, "E3", "30 places"),
            put(CRECHES, "C4", "Micro crèches"),
            creche("Total", None, None, None, 62),
            put(MINDERS, "E3", "12,5"),
            put(REQUESTS, "B4", "1 200"),
            put("CCAS", "B3", "="),
            put(LEISURE, "C3", None),
            put(SOCIAL, "D4", "2027"),
        ),
        [
            (OFFER.cover, 5, "Réponse", "« x »"),
            (CRECHES, 3, "Places", "« 30 places »"),
            (CRECHES, 4, "Type", "sans doute « Micro-crèche »"),
            (CRECHES, 7, "Commune", "total"),
            (MINDERS, 3, "Âgées de 55 ans et plus", "le contenu de la case n’est pas un nombre entier"),
            (REQUESTS, 4, "Enfants sans place", "taper le nombre sans espaces"),
            (LEISURE, 3, "Places matin et soir", "vide"),
            (SOCIAL, 4, "Agrément jusqu’au", "texte"),
            ("CCAS", 3, "Aides accordées", "formule"),
        ],
    ),
]


@cache
def right(source: str) -> bytes:
    """A workbook without a fault, made once for all cases."""
    buffer = io.BytesIO()
    (filled(OFFER, OFFER_LINES) if source == OFFER.source else filled(CAF, CAF_LINES)).save(buffer)
    return buffer.getvalue()


def broken(case: Case, folder: Path) -> Path:
    file = openpyxl.load_workbook(io.BytesIO(right(case.book.source)))
    case.change(file)
    return saved(file, folder / f"{case.book.source}.xlsx")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_mistake_is_told_with_its_place_and_its_remedy(case: Case, tmp_path: Path) -> None:
    path = broken(case, tmp_path)
    with pytest.raises(InputError) as caught:
        recognise(path).read(path)
    error = caught.value
    found = [(one.sheet, one.row, one.column) for one in error.problems]
    assert found == [one[:3] for one in case.told], str(error)
    for problem, (*_, words) in zip(error.problems, case.told, strict=True):
        assert words in f"{problem.what} {problem.remedy}", str(error)
        assert problem.file == path.name
        assert problem.remedy
        assert problem.what.endswith("."), problem.what
        assert not re.search(r"\b(error|invalid|None|row|column|file|sheet)\b", str(problem)), str(problem)
    assert str(len(error.problems)) in error.title
    assert error.exit_code == 3


# ── What is not a workbook ──────────────────────────────────────────────────────────────────────────────────────────

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = {
    "offre_locale.xls": (OLE + bytes(600), "ancien classeur Excel"),
    "offre_locale.xlsx": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "offre_locale.ods": (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "OpenDocument",
    ),
    "caf_locale.xlsx": (b"", "le fichier est vide"),
    "caf_locale.csv": (b"commune;AAH\n01001;12\n", "ce n’est pas un classeur"),
    "offre_locale_2025.xlsx": (b"PK\x03\x04" + bytes(300), "abîmé"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_another_kind_of_file_is_told_how_to_be_saved(name: str, tmp_path: Path) -> None:
    content, words = FOREIGN[name]
    path = tmp_path / name
    path.write_bytes(content)
    card = recognise(path)
    assert name.startswith(card.id)
    with pytest.raises(InputError, match=words) as caught:
        card.read(path)
    (problem,) = caught.value.problems
    assert problem.remedy


def test_a_workbook_cut_by_a_bad_copy_is_told(tmp_path: Path) -> None:
    path = saved(filled(OFFER, OFFER_LINES), tmp_path / "offre_locale.xlsx")
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(InputError, match="abîmé"):
        recognise(path).read(path)


@pytest.mark.parametrize(
    ("error", "words"), [(PermissionError(13, "x"), "le fermer dans le tableur"), (OSError(5, "x"), "abîmé")]
)
def test_a_file_held_by_another_program_is_told(
    error: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(filled(OFFER, OFFER_LINES), tmp_path / "offre_locale.xlsx")

    def refused(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(openpyxl, "load_workbook", refused)
        with pytest.raises(InputError, match=words):
            local_grid.pages(path)


@pytest.mark.parametrize(("name", "words"), [("absent.xlsx", "n’existe pas"), (".", "c’est un dossier")])
def test_what_is_not_there(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        sources.source("offre_locale").read(tmp_path / name)


def test_a_template_that_nobody_filled_says_so(tmp_path: Path) -> None:
    path = saved(filled(OFFER, {}), tmp_path / "offre_locale.xlsx")
    with pytest.raises(InputError, match="aucune feuille n’est remplie"):
        recognise(path).read(path)


def test_a_cover_that_was_removed_stops_the_reading(tmp_path: Path) -> None:
    file = filled(OFFER, OFFER_LINES)
    file.remove(file[OFFER.cover])
    path = saved(file, tmp_path / "offre_locale.xlsx")
    with pytest.raises(InputError, match=f"la feuille « {OFFER.cover} » manque"):
        sources.source("offre_locale").read(path)
