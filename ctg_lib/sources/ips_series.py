"""What the two series of the indice de position sociale (IPS) share: one row a school or a collège, never both.

The files of schools and those of collèges have the same columns: what they list is told by the names of most of their
rows, which open with ECOLE or COLLEGE.
"""

from __future__ import annotations

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.schema import Numbers, Schema

SECTORS = {"public": "public", "prive": "prive", "prive_sous_contrat": "prive"}
KINDS = {
    "ecole": {"public": "ecole_publique", "prive": "ecole_privee"},
    "college": {"public": "college_public", "prive": "college_prive"},
}
# Codes that stand for an index that is not published; the portal does not say more.
CODES = reading.ABSENT_CODES | {"NS": reading.ABSENT_CODES["ns"], "NA": reading.ABSENT_CODES["nd"]}
KEY = ("rentree_scolaire", "uai")
NEEDED = (*KEY, "nom_de_l_etablissement", "code_insee_de_la_commune", "secteur", "ips")
# The mean of a school is far inside the bounds of one pupil.
INDEX = Numbers(low=30, high=200)
SCHEMA: Schema = {r"ips\w*": INDEX}
# The label of 2022 lacks a letter.
ALIASES = {"nom_de_l_etablissment": "nom_de_l_etablissement"}


def establishments(sheet: reading.Sheet, *, since: int, until: int = 2099) -> pd.DataFrame:
    """The rows of a file (index = its lines): id, kind, name, commune (of today), ips (NaN: not published), vintage.

    since, until: first and last rentrée of the series.
    """
    what = listed(sheet)
    sectors = sheet.cells["secteur"].map(schools.technical).map(SECTORS)
    for row, sector in sheet.cells["secteur"][sectors.isna()].items():
        sheet.wrong(f"secteur « {sector} » inconnu.", row=row, column="secteur", remedy="public ou privé.")
    numbers, _ = sheet.numbers(["ips"], SCHEMA, key=KEY, codes=CODES)
    return pd.DataFrame(
        {
            "id": schools.identifiers(sheet, "uai"),
            "kind": sectors.map(KINDS[what]),
            "name": sheet.cells["nom_de_l_etablissement"].str.strip(),
            "commune": schools.today(sheet.codes("code_insee_de_la_commune", "commune")),
            "ips": numbers["ips"],
            "vintage": schools.autumns(sheet, "rentree_scolaire", since=since, until=until),
        }
    )


def listed(sheet: reading.Sheet) -> str:
    """« ecole » or « college »: what most names of the file say."""
    names = sheet.cells["nom_de_l_etablissement"].map(schools.technical)
    shares = {what: names.str.startswith(what).mean() for what in KINDS}
    most = max(shares, key=lambda what: shares[what])
    if shares[most] <= 0.5:
        remedy = "donner le fichier des écoles, ou celui des collèges, chacun à part."
        sheet.wrong("ni des écoles, ni des collèges d’après les noms.", column="nom_de_l_etablissement", remedy=remedy)
        sheet.done()
    return most


def places(found: pd.DataFrame) -> pd.DataFrame:
    """The establishments as a table stores them."""
    return schools.listing(found.drop(columns="vintage"))
