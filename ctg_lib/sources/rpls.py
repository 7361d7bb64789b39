"""Insee and SDES, répertoire des logements locatifs des bailleurs sociaux (RPLS), by commune, on 1 January.

The year is in the name of the file alone (`data_RPLS2024_COM.csv`). Communes without social housing have no row.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.errors import InputError, Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

DWELLINGS = "nbLsPls"
COLUMNS = (DWELLINGS, "txVac", "txVac3m", "txRot", "txLsPlai", "moyLoy", "medLoy")
# The row is under statistical secrecy: its blanks are then no oversight.
NOTE = "Note"
_PLM = r"751(?:0[1-9]|1[0-9]|20)|6938[1-9]|132(?:0[1-9]|1[0-6])"


def read(path: Path) -> list[Table]:
    """One table, of 1 January of the year in the file name: social dwellings, vacancy, turnover, rents."""
    sheet = reading.open_sheet(path, ["CodGeo", NOTE, *COLUMNS])
    year = re.search(r"RPLS_?(20[0-9]{2})", Path(path).name)
    if year is None:
        what = "l’année n’est pas dans le nom du fichier (data_RPLS2024_COM.csv)."
        raise InputError(f"{Path(path).name} : l’année n’est pas dite.", [Problem(what, Path(path).name)])
    arrondissements = sheet.cells["CodGeo"].str.strip().str.fullmatch(_PLM)
    sheet.cells = sheet.cells[~arrondissements]
    codes = sheet.codes("CodGeo", "commune")
    secret = sheet.pattern(NOTE, "[01]", "0 ou 1") == "1"
    known = reading.ABSENT_CODES | reading.SECRET_CODES
    numbers, marks = sheet.numbers(list(COLUMNS), SOURCE.schema, key=["CodGeo"], codes=known)
    sheet.done()
    hidden = pd.Series([reading.SECRET_CODES["s"]] * len(marks), marks.index)
    marks = marks.mask(marks.notna() & secret.to_numpy()[:, None], hidden, axis=0)
    others = [name for name in sheet.cells.columns if name not in ("CodGeo", NOTE, *COLUMNS)]
    ignored = [f"colonne « {name} » : sans usage ici" for name in others]
    if arrondissements.any():
        count = int(arrondissements.sum())
        ignored.append(f"{count} ligne{'s' if count > 1 else ''} d’arrondissements, déjà comptés dans leur commune")
    index = reading.places("commune", codes)
    return [reading.table(SOURCE, f"{year[1]}-01", "communes", index, numbers, marks, ignored=ignored)]


SOURCE = Source(
    id="rpls",
    title="Répertoire des logements locatifs des bailleurs sociaux (RPLS), par commune",
    short="SDES et Insee, RPLS",
    producer="SDES et Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/8736658",
    levels=("commune",),
    headers={"communes": ("CodGeo", NOTE, *COLUMNS)},
    read=read,
    schema={
        DWELLINGS: Numbers(multiple_of=1, otherwise="n’est pas un nombre entier de logements"),
        r"tx\w+": Numbers(high=100),
        r"(?:moy|med)Loy": Numbers(high=50),
    },
    secrecy="Lignes marquées « 1 » : secret statistique, quelques logements seulement.",
    caveat=(
        "Logements des bailleurs sociaux au 1er janvier, d’après eux : ni le décompte de la loi SRU ni celui du "
        "recensement. Une commune sans ligne n’a pas de logement de bailleur social, ou le fichier ne la suit pas. "
        "Taux en pour cent, loyers en euros par mètre carré."
    ),
    lag="environ un an après le 1er janvier, d’après les éditions passées",
    files={"2024-01": (RemoteFile("https://www.insee.fr/fr/statistiques/fichier/8736658/RPLS_01-01-2024_Iris.zip"),)},
    additive=False,
    not_released={"commune": "aucune ligne pour cette commune : sans logement de bailleur social, ou non suivie"},
)
