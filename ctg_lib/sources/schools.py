"""What the files of the Éducation nationale share: column names, identifiers of schools, dates, the communes covered.

Its portal exports one dataset under two spellings, the labels (« Code INSEE de la commune ») or the technical names
(`code_insee_de_la_commune`): both are read as the second. A school is known by its UAI alone: names change from a file
to the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ctg_lib import geography
from ctg_lib.sources import reading
from ctg_lib.sources.card import PLACE_COLUMNS

UAI = r"[0-9]{7}[A-Z]"
# The last letter of a UAI is the remainder of its seven digits.
_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# The three digits that open a UAI are those of the département, but in Corsica.
_CORSICA = {"620": "2A", "720": "2B"}


def open_export(path: Path, required: Iterable[str], aliases: Mapping[str, str] | None = None) -> reading.Sheet:
    """A CSV of the portal, its columns under their technical names. aliases: labels that do not spell them."""
    sheet = reading.open_sheet(path)
    known = aliases or {}
    names = [known.get(name, name) for name in map(technical, sheet.cells.columns)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        sheet.wrong("cette colonne y est deux fois.", row=1, column=name, remedy="n’en garder qu’une.")
    sheet.done()
    sheet.cells = sheet.cells.set_axis(names, axis=1)
    sheet.require(required)
    return sheet


def technical(label: str) -> str:
    """« Nom de l'établissement » is `nom_de_l_etablissement`, « REP + » is `rep_plus`."""
    plain = unicodedata.normalize("NFD", label.lower().replace("+", " plus"))
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def identifiers(sheet: reading.Sheet, column: str) -> pd.Series:
    """The UAI of each row, well formed, its letter right."""
    codes = sheet.cells[column].str.strip().str.upper()
    formed = codes.str.fullmatch(UAI)
    for row, code in codes[~formed].items():
        lost = re.fullmatch(r"[0-9]{6}[A-Z]", code)
        what = f"« {code} » : le zéro initial a été perdu." if lost else f"« {code} » n’est pas un UAI."
        remedy = f"écrire « 0{code} », colonne au format texte." if lost else "sept chiffres et une lettre."
        sheet.wrong(what, row=row, column=column, remedy=remedy)
    good = codes[formed]
    letters = good.str[:7].astype(int).mod(len(_KEYS)).map(dict(enumerate(_KEYS)))
    for row, code in good[good.str[7] != letters].items():
        what = f"« {code} » : la lettre n’est pas celle de ces chiffres."
        sheet.wrong(what, row=row, column=column, remedy="reprendre l’UAI chez le producteur.")
    return codes


def autumns(sheet: reading.Sheet, column: str, *, since: int, until: int = 2099) -> pd.Series:
    """« 2024-2025 », « 2024 » or « 2024-09-01 » are the vintage `2024-09`; a year outside the series is refused."""
    text = sheet.pattern(column, r"20[0-9]{2}(?:-20[0-9]{2}|-[0-9]{2}-[0-9]{2})?", "2024-2025")
    years = text.str.extract(r"^(20[0-9]{2})", expand=False)
    numbers = years.fillna("0").astype(int)
    for row, year in numbers[numbers.gt(0) & ~numbers.between(since, until)].items():
        bounds = f"depuis {since}" if until == 2099 else f"de {since} à {until}"
        remedy = "ces années sont d’une autre série, à ne pas mêler à celle-ci."
        sheet.wrong(f"rentrée {year} : cette série va {bounds}.", row=row, column=column, remedy=remedy)
    return years + "-09"


def departement(commune: str) -> str:
    """The département of a commune, by its code."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def departement_of_school(uai: str) -> str:
    """The département of a school, by its identifier: `0421476B` is of 42, `9710001A` of 971."""
    opening = uai[:3]
    return _CORSICA.get(opening, opening.removeprefix("0"))


def today(communes: pd.Series) -> pd.Series:
    """The communes that hold today those of a file: a school stays where it stands when its commune is merged."""
    return communes.map(lambda code: geography.history().holder.get(code, code))


def covered(communes: Iterable[str], year: int) -> list[str]:
    """Today's communes of a file, and those of the same départements that it does not name: they have no such school.

    A commune re-created since, and the one that it left, are left out: the file does not tell their schools apart.
    """
    past = geography.history()
    reborn = {code: left for code, left in past.left.items() if past.span[code][0] > year}
    named = set(communes)
    touched = {departement(code) for code in named}
    others = {code for code in reading.current_communes(since=year) if departement(code) in touched}
    return sorted((named | others) - reborn.keys() - set(reborn.values()))


def counts(places: pd.DataFrame, communes: Sequence[str], kinds: Sequence[str]) -> pd.DataFrame:
    """How many of each kind in each commune, zero where there is none: one row a commune, one column a kind."""
    table = pd.crosstab(places["commune"], places["kind"])
    return table.reindex(index=communes, columns=list(kinds), fill_value=0).astype(float).rename_axis(columns=None)


def listing(columns: Mapping[str, object]) -> pd.DataFrame:
    """A table of establishments in the order of their identifiers; without coordinates where none are given."""
    frame = pd.DataFrame(dict(columns))
    for name in ("latitude", "longitude"):
        if name not in frame:
            frame[name] = np.nan
    others = [name for name in frame.columns if name not in PLACE_COLUMNS]
    return frame[[*PLACE_COLUMNS, *others]].sort_values("id").reset_index(drop=True)
