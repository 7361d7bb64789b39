"""The territories that a batch is asked for: a département, an intercommunalité, codes, or a list in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ctg_lib.errors import CtgError, InputError, Problem, TerritoryError, UsageError
from ctg_lib.gazetteer import folded, gazetteer
from ctg_lib.territory import Level, Territory

COLUMN, NAME = "code", "nom"
# How a list may call it, as names are compared.
COLUMNS = (COLUMN, "code insee", "insee", "code commune", "codgeo", "siren")
_ASKED = {
    Level.EPCI: "donner le SIREN de l’intercommunalité (neuf chiffres), ou son nom exact.",
    Level.DEPARTEMENT: "donner le code du département (42, 2A, 971), ou son nom exact.",
}
_REMEDY = "une colonne « code », un code Insee ou un SIREN par ligne, en texte (01004 et non 1004)."


def asked(codes: Sequence[str], epci: str, departement: str, listed: Path | None) -> tuple[Territory, ...]:
    """Each territory once, by code.

    Raises UsageError where nothing, or two things, are asked for, TerritoryError for what is none, InputError with
    every mistake of a list.
    """
    given = [bool(codes), bool(epci), bool(departement), listed is not None]
    if sum(given) != 1:
        raise UsageError(
            "Dire de quelles communes, d’une seule façon.",
            [Problem("« --departement 42 », « --epci 244200770 », « --liste fichier.csv », ou des codes.")],
        )
    if listed is not None:
        return _each(read(listed))
    if epci:
        return _each(_of(epci, Level.EPCI).members())
    if departement:
        return _each(_of(departement, Level.DEPARTEMENT).members())
    return _each(map(Territory.parse, codes))


def _each(territories: Iterable[Territory]) -> tuple[Territory, ...]:
    return tuple(sorted(dict.fromkeys(territories), key=lambda one: one.code))


def _of(text: str, level: Level) -> Territory:
    try:
        # « Loire » is a département, and a commune is nearly called so.
        alike = [code for kind, code in gazetteer().index.get(folded(text), ()) if kind is level]
        place = Territory.of(alike[0] if len(alike) == 1 else text)
    except TerritoryError as error:
        # What is refused there may be anything: the remedy is that of what is asked for here.
        problems = [replace(one, remedy=_ASKED[level]) for one in error.problems]
        raise TerritoryError(error.title, problems) from None
    if place.level is not level:
        raise UsageError(f"{place.name} ({place.code}) n’est pas de ce niveau : {level.label} attendue ou attendu.")
    return place


def read(path: Path) -> list[Territory]:
    """The territories of a CSV file: its column « code », or its first one where it has no header."""
    rows = _rows(path)
    head = [folded(cell) for cell in rows[0][1]] if rows else []
    titled = next((head.index(one) for one in COLUMNS if one in head), None)
    place = titled or 0
    named = head.index(NAME) if titled is not None and NAME in head else None
    found: dict[Territory, int] = {}
    problems = []
    for number, cells in rows if titled is None else rows[1:]:
        text = cells[place].strip() if len(cells) > place else ""
        try:
            one = Territory.parse(text)
        except CtgError as error:
            problems.append(_unknown(error, path.name, number))
            continue
        said = cells[named].strip() if named is not None and len(cells) > named else ""
        if said and not _alike(said, one.name):
            what = f"la liste dit « {said} », et {one.code} est {one.name}."
            problems.append(Problem(what, path.name, number, NAME, "corriger le code ou le nom."))
        if one in found:
            what = f"{one.code} est déjà à la ligne {found[one]}."
            problems.append(Problem(what, path.name, number, COLUMN, "n’en garder qu’une ligne."))
        found.setdefault(one, number)
    if not found and not problems:
        problems = [Problem("aucun territoire.", path.name, remedy=_REMEDY)]
    if problems:
        raise InputError(f"{path.name} : la liste n’est pas prise, rien n’est lancé.", problems)
    return list(found)


def _unknown(error: CtgError, file: str, row: int) -> Problem:
    """What is no territory, or may be several, with every remedy."""
    remedies = list(dict.fromkeys(one.remedy for one in error.problems if one.remedy))
    told = [error.title, *(one.what for one in error.problems if len(remedies) > 1)]
    return Problem(" ".join(told), file, row, COLUMN, " ou ".join(remedies) or _REMEDY)


def _alike(one: str, other: str) -> bool:
    """Whether a name may be the other, shortened or not: accents, capitals, hyphens and « St » do not count."""
    said, known = set(folded(one).split()), set(folded(other).split())
    return said <= known or known <= said


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what, remedy = "le fichier n’est pas enregistré en UTF-8.", "l’enregistrer en « CSV UTF-8 »."
        if isinstance(error, OSError):
            what, remedy = "le fichier ne s’ouvre pas.", "vérifier son nom, son dossier et les droits de lecture."
        if isinstance(error, FileNotFoundError):
            what, remedy = "le fichier n’existe pas.", "vérifier son nom et son dossier."
        raise InputError(f"{path.name} ne peut pas être lu.", [Problem(what, path.name, remedy=remedy)]) from None
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    return [(lines.line_num, cells) for cells in lines if any(cell.strip() for cell in cells)]
