"""Zonings and programmes of the State that a commune is in: ANCT, mountain, ABC, priority neighbourhoods, TLV.

Each official list has one row a beneficiary; a republication puts them together, one row a commune. The ABC list of
another date is read too: where the two disagree, both are told. Names (CRTE, Territoire d’industrie, neighbourhoods)
are in the places, everything else is a number.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers

# Columns of 0 and 1, each with the programme that it stands for. Two acronyms were spelled out by guess.
PROGRAMMES = {
    "pvd": "Petites villes de demain",
    "acv": "Action cœur de ville",
    "va": "Villages d’avenir",
    "ami": "Avenir montagnes ingénierie",
    "amm": "Avenir montagnes mobilités",
    "cite": "Cités éducatives",
    "cde": "Cités de l’emploi",
    "fabp": "Fabriques prospectives",
    "habinclus": "Habitat inclusif",
}
GUESSED = ("ami", "amm")
# Columns of names, and the kind of place that each is; several names are separated by a bar.
NAMES = {"lib_ti": "territoire_industrie", "lib_crte": "crte", "lib_qp": "qpv"}
MOUNTAIN, TENSE, ABC = "zone_montagne", "zonage_tlv", "abc"
# What the numbers of these columns mean, in French.
MOUNTAIN_LABELS = {0: "non", 1: "oui", 2: "en partie"}
TENSE_LABELS = {0: "non tendue", 1: "tendue", 2: "touristique et tendue"}
ABC_LABELS = {1: "A bis", 2: "A", 3: "B1", 4: "B2", 5: "C"}
_ABC_CODES = {label.replace(" ", ""): str(code) for code, label in ABC_LABELS.items()}
_SINCE = r"Zon(?:e|age ABC) en vigueur depuis le (?P<day>1er|[0-9]{1,2}) (?P<month>\w+) (?P<year>20[0-9]{2})"
_MONTHS = [
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
]
_FLAGS = (*PROGRAMMES, MOUNTAIN, TENSE)


def read(path: Path) -> list[Table]:
    """One table: numbers by commune, and the names that apply to each; or the ABC classes alone of another list."""
    sheet = reading.open_sheet(path)
    dated = [match for name in sheet.cells.columns if (match := re.fullmatch(_SINCE, name))]
    if len(dated) != 1:
        what = "la colonne du zonage ABC, avec sa date, manque ou est double."
        sheet.wrong(what, row=1, remedy="reprendre le fichier du producteur, colonnes comprises.")
        sheet.done()
    sheet.cells = sheet.cells.assign(**{ABC: _classes(sheet, dated[0][0])})
    whole = "insee_com" in sheet.cells
    sheet.require((*_FLAGS, *NAMES) if whole else ("CODGEO",))
    key = "insee_com" if whole else "CODGEO"
    codes = sheet.codes(key, "commune")
    columns = [*_FLAGS, ABC] if whole else [ABC]
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=[key])
    sheet.done()
    index = reading.places("commune", codes)
    if not whole:
        others = [name for name in sheet.cells.columns if name not in (ABC, key, dated[0][0])]
        ignored = [f"colonne « {name} » : sans usage ici" for name in others]
        return [reading.table(SOURCE, _month(sheet, dated[0]), "abc", index, numbers, marks, ignored=ignored)]
    listed = _listed(sheet, codes)
    for kind in NAMES.values():
        own = listed.loc[listed["kind"] == kind, "commune"].value_counts()
        numbers[kind] = codes.map(own).fillna(0.0).astype(float)
        marks[kind] = pd.Series(index=marks.index, dtype=object)
    return [reading.table(SOURCE, year_of(path), "communes", index, numbers, marks, places=listed)]


def _classes(sheet: reading.Sheet, column: str) -> pd.Series:
    """The number of each ABC class, as text."""
    classes = sheet.cells[column].str.replace(r"\s", "", regex=True)
    for row, name in classes[~classes.isin(list(_ABC_CODES))].items():
        remedy = f"une de : {', '.join(ABC_LABELS.values())}."
        sheet.wrong(f"« {name} » n’est pas une classe du zonage ABC.", row=row, column=column, remedy=remedy)
    return classes.map(_ABC_CODES).fillna("")


def _month(sheet: reading.Sheet, dated: re.Match[str]) -> str:
    """The vintage of « 5 juillet 2024 »: `2024-07`."""
    if dated["month"] not in _MONTHS:
        sheet.wrong(f"« {dated['month']} » n’est pas un mois.", row=1, column=dated[0], remedy="corriger la date.")
        sheet.done()
    return f"{dated['year']}-{_MONTHS.index(dated['month']) + 1:02d}"


def _listed(sheet: reading.Sheet, codes: pd.Series) -> pd.DataFrame:
    """One row for each name that applies to a commune."""
    rows = []
    for column, kind in NAMES.items():
        names = sheet.cells[column].str.split("|").explode().str.strip()
        names = names[names.ne("")]
        ranks = names.groupby(level=0).cumcount() + 1
        ids = [f"{codes[row]}-{kind}-{rank}" for row, rank in ranks.items()]
        own = {"id": ids, "kind": kind, "name": names.to_numpy(), "commune": codes[names.index].to_numpy()}
        rows.append(schools.listing(own))
    return pd.concat(rows, ignore_index=True)


SOURCE = Source(
    id="zonages",
    title="Zonages et dispositifs de l’État par commune (ANCT, montagne, ABC, quartiers prioritaires, TLV)",
    short="ANCT et ministères, zonages",
    producer="ANCT ; ministères chargés de l’Agriculture et du Logement",
    licence="Licence Ouverte 2.0",
    page="https://www.observatoire-des-territoires.gouv.fr/",
    levels=("commune",),
    headers={
        "communes": ("insee_com", *_FLAGS, *NAMES, r"Zonage ABC en vigueur depuis le .*"),
        "abc": ("CODGEO", "LIBGEO", r"Zone en vigueur depuis le .*", r"Reclassement .*"),
    },
    read=read,
    schema={
        "|".join(PROGRAMMES): Numbers(high=1, multiple_of=1, otherwise="n’est ni 0 ni 1"),
        f"{MOUNTAIN}|{TENSE}": Numbers(high=2, multiple_of=1, otherwise="n’est ni 0, ni 1, ni 2"),
        ABC: Numbers(low=1, high=len(ABC_LABELS)),
    },
    secrecy="Aucun secret : des listes publiques.",
    caveat=(
        "Présence dans des listes de dates différentes, de septembre 2025 à septembre 2026 ; zone de montagne : "
        "classement de 2017 reporté sur les communes actuelles, et « en partie » ne vaut pas « oui ». Quartiers "
        "prioritaires : liste de 2024, par leurs noms ; deux quartiers de communes différentes peuvent porter le même. "
        "Sigles « ami » et « amm » développés par supposition. France ruralités revitalisation (ex-ZRR) n’y est pas."
    ),
    lag="chaque liste a son rythme ; aucune date n’est annoncée",
    without_address="une liste par dispositif sur data.gouv.fr, réunies par un tiers à une ligne par commune",
    additive=False,
)
