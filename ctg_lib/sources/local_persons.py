"""A workbook that lists persons is refused before anything is read: names, birth dates, addresses, file numbers.

What is found is told by its place alone, never quoted. A list of establishments is not a list of persons: their name,
address and telephone are public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ctg_lib.errors import NominativeError, Problem
from ctg_lib.sources.local_forms import folded

REMEDY = (
    "n’écrire que des nombres d’enfants ou de foyers, et des noms de lieux : une liste de personnes se remplace par "
    "des effectifs, et se supprime du classeur."
)
# Headers that only a list of persons has, looked for in the folded text of a short cell.
PERSONAL = {
    r"prenoms?": "des prénoms",
    r"nom de (famille|naissance)|nom d usage|civilite": "des noms de personnes",
    r"noms?( de| du| des| d)?( l| la| le)? (enfants?|parents?|pere|mere|familles?|allocataires?|demandeurs?"
    r"|beneficiaires?|assistantes? maternelles?|usagers?|jeunes?|habitants?|personnes?)": "des noms de personnes",
    r"(date|jour|annee|lieu) (de )?naissance|date naiss|nee? le|ne e le|ddn": "des dates de naissance",
    r"(numero|num|n|no)( d| de l| de)? ?(allocataires?|dossier caf)|matricule": "des numéros d’allocataire",
    r"nir|(numero|num|n|no)( de)? (securite sociale|secu|ss)": "des numéros de sécurité sociale",
    r"adresse (personnelle|du domicile|de la famille|des parents|de l enfant|du demandeur)": (
        "des adresses personnelles"
    ),
}
# The whole of a header, where the sheet lists no establishment: there, a name or an address is that of a person.
AMBIGUOUS = {
    r"noms?|enfant|famille|parent|allocataire|beneficiaire|assistante maternelle": "des noms de personnes",
    r"adresses?( postale)?": "des adresses personnelles",
    r"telephones?|tel|portable|courriels?|e ?mails?|adresse (mail|electronique)": "des coordonnées personnelles",
}
# The name of an establishment, as headers say it.
PLACE = re.compile(
    r"(nom (de l |du |de la |de )?)?(etablissement|structure|relais|lieu|accueil|creche|organisme|association|centre)s?"
)
# A social-security number: sex, year, month, département, commune, order, and perhaps its key.
NIR = re.compile(
    r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?", re.IGNORECASE
)
CIVILITY = re.compile(r"(?:M\.|Mr\.?|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+[A-ZÉÈÀ]")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
# Seven figures and a letter: a household of the Caf, unless the letter is the one that a school would have.
ALLOCATAIRE = re.compile(r"(\d{7})\s?([A-Z])")
SCHOOL_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
HEADING = 60


@dataclass(frozen=True)
class Grid:
    """The filled cells of one sheet: (row, column, value), as they are typed.

    lists: whether it is one of ours, that lists establishments. ours: folded, the texts that the template wrote.
    """

    sheet: str
    cells: list[tuple[int, int, object]]
    lists: bool
    ours: frozenset[str]


def refuse(file: str, grids: Iterable[Grid]) -> None:
    """Raise NominativeError where a sheet looks like a list of persons, with the first sign of each of its columns."""
    problems = [problem for grid in grids for problem in _signs(file, grid)]
    if problems:
        raise NominativeError(
            f"{file} semble contenir des données nominatives : rien n’en a été lu, rien n’a été enregistré.", problems
        )


def _signs(file: str, grid: Grid) -> Iterator[Problem]:
    """One problem a column, from left to right."""
    # Openpyxl takes a third of a second to load, and whoever has a grid has loaded it.
    from openpyxl.utils import get_column_letter

    about_places = grid.lists or any(_heading(cell) and PLACE.fullmatch(folded(cell)) for _, _, cell in grid.cells)
    told: set[int] = set()
    for row, column, cell in sorted(grid.cells, key=lambda one: (one[1], one[0])):
        if column in told or folded(cell) in grid.ours:
            continue
        if sign := _sign(cell, about_places):
            told.add(column)
            what = f"cette colonne semble donner {sign}."
            yield Problem(what, file, row, get_column_letter(column), REMEDY, sheet=grid.sheet)


def _heading(cell: object) -> bool:
    """Whether a cell may be a column’s name: a short text without many figures."""
    return isinstance(cell, str) and len(cell) <= HEADING and not re.search(r"\d{3}", cell)


def _sign(cell: object, about_places: bool) -> str | None:
    """What a cell gives away, or None."""
    if _heading(cell):
        words = folded(cell)
        if found := next((told for header, told in PERSONAL.items() if re.search(rf"\b(?:{header})\b", words)), None):
            return found
        if not about_places:
            found = next((told for header, told in AMBIGUOUS.items() if re.fullmatch(header, words)), None)
            if found:
                return found
    return _content(cell, about_places)


def _content(cell: object, about_places: bool) -> str | None:
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if NIR.fullmatch(text) and _fits_its_key(re.sub(r"\s", "", text).upper()):
        return "des numéros de sécurité sociale"
    if CIVILITY.match(text):
        return "des noms de personnes"
    number = ALLOCATAIRE.fullmatch(text)
    if number and number[2] != SCHOOL_LETTERS[int(number[1]) % len(SCHOOL_LETTERS)]:
        return "des numéros d’allocataire"
    return "des coordonnées personnelles" if not about_places and MAIL.fullmatch(text) else None


def _fits_its_key(bare: str) -> bool:
    """A number of thirteen figures is taken for one; with fifteen, the last two must be its key."""
    if len(bare) == 13:
        return True
    number = bare[:13].replace("2A", "19").replace("2B", "18")
    return int(bare[13:]) == 97 - int(number) % 97
