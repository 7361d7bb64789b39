"""One cell of a spreadsheet filled by hand: what it says, or what is wrong with it and how to mend it.

Nothing is guessed, and a count of persons is never quoted: a message is copied into an e-mail or a log. A number typed
as text is taken when it can be read in one way only (`12`, `12,5`); spaces, units, points, percentages and dates that
the spreadsheet made of numbers are told, each with its remedy.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from ctg_lib.sources.local_forms import UNKNOWN, Column, Kind, folded

PLAIN = re.compile(r"-?[0-9]+(?:,[0-9]{1,2}|,[0-9]{4,})?")
SPACED = re.compile(r"-?[0-9]{1,3}(?:[\s\u00a0\u202f][0-9]{3})+(?:,[0-9]+)?")
COMMUNE = re.compile(r"((?:[0-9]{2}|2[AB])[0-9]{3})(?:\s*[-–—]\s*\S.*)?")
ALONE = "écrire le nombre seul, sans unité ni espace, avec une virgule pour les décimales."
TOTALS = {"total", "totaux", "ensemble", "somme", "sous total", "total general"}
LONGEST = {Kind.NAME: 120, Kind.TEXT: 600}
# Degrees of metropolitan France: overseas, only those of the globe are checked.
METROPOLE = {Kind.LATITUDE: (41.0, 51.5), Kind.LONGITUDE: (-5.5, 10.0)}
GLOBE = {Kind.LATITUDE: (-90.0, 90.0), Kind.LONGITUDE: (-180.0, 180.0)}


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a cell, and the remedy; French."""

    what: str
    remedy: str


Read = str | float | Trouble | None


def read(cell: object, column: Column) -> Read:
    """What a cell says: a text, a number, None where it is blank, or a `Trouble`."""
    if blank(cell):
        return Trouble("la case est vide.", f"y mettre : {column.kind.told}.") if column.required else None
    if isinstance(cell, str):
        text = " ".join(cell.split())
        if text.startswith("="):
            return Trouble("la case contient une formule.", "copier la case, puis coller « valeurs seulement ».")
        if text.startswith("#"):
            what = f"{_told(text, column)} : une formule n’a pas pu être calculée."
            return Trouble(what, "écrire le nombre lui-même.")
        return _READERS[column.kind](text, column)
    return _READERS[column.kind](cell, column)


def blank(cell: object) -> bool:
    """Whether a cell holds nothing to be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_total(cell: object) -> bool:
    """Whether a cell opens a row of totals."""
    words = folded(cell).split()
    return isinstance(cell, str) and (" ".join(words) in TOTALS or words[:1] in (["total"], ["totaux"]))


def shown(cell: object) -> str:
    """A cell as a French spreadsheet shows it, inside quotation marks."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"« {cell:%d/%m/%Y} »"
    if isinstance(cell, bool):
        return f"« {'VRAI' if cell else 'FAUX'} »"
    text = f"{cell:.10g}".replace(".", ",") if isinstance(cell, float) else str(cell).strip()
    return f"« {text[:40]}… »" if len(text) > 40 else f"« {text} »"


def _told(cell: object, column: Column) -> str:
    """What a message says of a cell: its content, unless it counts persons."""
    return "le contenu de la case" if column.secrecy else shown(cell)


def _number(cell: object, column: Column) -> Read:
    value = _as_float(cell, column)
    if isinstance(value, Trouble):
        return value
    told = _told(cell, column)
    if value < 0 and column.kind in (Kind.COUNT, Kind.AMOUNT):
        return Trouble(f"{told} : un nombre négatif n’existe pas ici.", UNKNOWN)
    if column.kind is Kind.COUNT and not value.is_integer():
        return Trouble(f"{told} n’est pas un nombre entier.", "écrire un nombre entier.")
    low, high = GLOBE.get(column.kind, (0.0, column.high))
    if not low <= value <= high:
        return Trouble(
            f"{told} dépasse ce qui est possible ({low:.10g} à {high:.10g}).", "vérifier le nombre et la virgule."
        )
    return value


def _as_float(cell: object, column: Column) -> float | Trouble:
    told = _told(cell, column)
    if isinstance(cell, bool):
        return Trouble(f"{told} n’est pas un nombre.", UNKNOWN)
    if isinstance(cell, int | float):
        # Adding zero makes one zero of « -0 » and « 0 ».
        return float(cell) + 0.0
    if not isinstance(cell, str):
        return Trouble(f"{told} est une date.", "remettre la case au format Nombre, et retaper le nombre.")
    if PLAIN.fullmatch(cell):
        return float(cell.replace(",", ".")) + 0.0
    if SPACED.fullmatch(cell):
        bare = "le nombre sans espaces" if column.secrecy else "".join(cell.split())
        return Trouble(f"{told} est un texte et non un nombre, à cause des espaces.", f"taper {bare}.")
    # Nobody who typed a number with its unit means that it is not known.
    typed = any(map(str.isdigit, cell))
    return Trouble(f"{told} n’est pas un nombre.", ALONE if typed else UNKNOWN)


def _text(cell: object, column: Column) -> Read:
    if not isinstance(cell, str):
        # It may be a telephone or the number of a file: it is not quoted.
        return Trouble("un nombre n’est pas un nom.", "écrire le nom en toutes lettres.")
    if len(cell) > (longest := LONGEST[column.kind]):
        remedy = "n’écrire que le nom." if column.kind is Kind.NAME else "le resserrer."
        return Trouble(f"le texte fait plus de {longest} caractères.", remedy)
    return cell


def _choice(cell: object, column: Column) -> Read:
    known = {folded(one): one for one in column.choices}
    found = known.get(folded(cell))
    if found is not None:
        return found
    near = get_close_matches(folded(cell), known, n=1)
    hint = f"sans doute « {known[near[0]]} »" if near else "choisir dans la liste"
    listed = ", ".join(f"« {one} »" for one in column.choices)
    return Trouble(f"{shown(cell)} n’est pas dans la liste.", f"{hint} ; valeurs permises : {listed}.")


def _date(cell: object, column: Column) -> Read:
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell:%d/%m/%Y}"
    return Trouble(
        f"{shown(cell)} n’est pas une date pour le tableur, mais un {'texte' if isinstance(cell, str) else 'nombre'}.",
        "mettre la case au format Date, et retaper JJ/MM/AAAA.",
    )


def _commune(cell: object, column: Column) -> Read:
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    if found := COMMUNE.fullmatch(text):
        return found[1]
    if re.fullmatch(r"[0-9]{4}", text):
        return Trouble(f"« {text} » : le zéro initial a été perdu.", f"écrire 0{text}, case au format Texte.")
    return Trouble(f"{shown(cell)} n’est pas un code de commune.", "choisir la commune dans la liste.")


_READERS: dict[Kind, Callable[[object, Column], Read]] = {
    Kind.COMMUNE: _commune,
    Kind.NAME: _text,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.COUNT: _number,
    Kind.AMOUNT: _number,
    Kind.DATE: _date,
    Kind.LATITUDE: _number,
    Kind.LONGITUDE: _number,
}


def misplaced(kind: Kind, degrees: float, commune: str) -> Trouble | None:
    """A coordinate that is not in metropolitan France, for a commune that is: most often the two are swapped."""
    low, high = METROPOLE[kind]
    if commune.startswith("97") or low <= degrees <= high:
        return None
    return Trouble(
        f"{shown(degrees)} n’est pas en métropole (de {low:g} à {high:g} degrés).",
        "vérifier que latitude et longitude ne sont pas interverties.",
    )
