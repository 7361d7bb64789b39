"""Insee, Filosofi by IRIS, 2012 to 2021: living standards in the quarters of the larger communes.

Two incomes, never to be mixed: `DISP_…`, disposable (after taxes and benefits), and `DEC_…`, declared (before). The
IRIS that are too small for the tax secrecy are left out of the file or marked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

VARIABLE = r"(?:DISP|DEC)_[A-Z0-9]+?(?P<year>1[2-9]|2[01])$"
_TEXT = ("IRIS", "LIBIRIS", "COM", "LIBCOM")
# The note of 2014 is the only column that is not dated.
_UNDATED = "note"
_MEANINGLESS = {"so": (Status.NOT_APPLICABLE, "sans objet d’après le producteur")}
_KNOWN = reading.ABSENT_CODES | reading.SECRET_CODES | _MEANINGLESS
# What Insee rounds to the unit where the whole file is so (declared incomes of 2021).
WHOLE = r"DEC_(?:TP60|PIMP)\w*"


def read(path: Path) -> list[Table]:
    """One table: rows = IRIS, columns as Insee names them (`DISP_MED19`, `DEC_TP6021`…), notes of quality included."""
    sheet = reading.open_sheet(path, ["IRIS"])
    columns = [name for name in sheet.cells.columns if name not in _TEXT]
    for name in columns:
        if not re.match(VARIABLE, name) and name != _UNDATED:
            sheet.wrong("nom de colonne inconnu.", row=1, column=name, remedy="garder les noms du producteur.")
    years = {SOURCE.year_in_name(name) for name in columns} - {None}
    incomes = {name.split("_")[0] for name in columns if name != _UNDATED}
    if len(years) != 1 or len(incomes) != 1:
        found = ", ".join(sorted(f"{income} 20{year}" for income in incomes for year in map(str, years)))
        remedy = "un fichier par année et par revenu (déclaré ou disponible)."
        sheet.wrong(f"un seul revenu d’une seule année attendu, trouvé : {found or 'aucun'}.", row=1, remedy=remedy)
    sheet.done()
    iris = sheet.codes("IRIS", "iris")
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["IRIS"], codes=_KNOWN)
    sheet.done()
    index = reading.places("iris", iris)
    table = reading.table(SOURCE, f"20{years.pop()}", incomes.pop().lower(), index, numbers, marks)
    return [_with_rounding(table)]


def _with_rounding(table: Table) -> Table:
    """Flag the rates of declared income where every one of the file is whole: 8 % is from 7.5 to 8.5."""
    rates = table.values.loc[:, table.values.columns.str.fullmatch(WHOLE)]
    if rates.empty or not (rates.isna() | rates.mod(1).eq(0)).all(axis=None):
        return table
    blocks = [table.flags]
    for column in rates:
        filled = rates.index[rates[column].notna()]
        blocks.append(reading.flag(filled, column, str(Status.ROUNDED), "arrondi à l’unité par l’Insee"))
    return replace(table, flags=pd.concat(blocks, ignore_index=True))


SOURCE = Source(
    id="filosofi_iris",
    title="Filosofi par IRIS (quartier statistique), revenu disponible ou déclaré, série 2012-2021",
    short="Insee, Filosofi par quartier",
    producer="Insee-DGFiP-Cnaf-Cnav-CCMSA",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/8229323",
    levels=("iris",),
    headers={
        "disponible": ("IRIS", r"DISP_MED\d\d", r"DISP_Q1\d\d", r"DISP_D1\d\d"),
        "declare": ("IRIS", r"DEC_MED\d\d", r"DEC_Q1\d\d", r"DEC_D1\d\d"),
    },
    read=read,
    schema={
        # Shares of income: taxes are negative, so that others may pass 100.
        r"(?:DISP|DEC)_P(?!IMP\d\d$)\w*": Numbers(low=-200, high=200),
        r"(?:DISP|DEC)_(?:TP60|PIMP)\d\d": Numbers(high=100),
        r".*": Numbers(),
    },
    secrecy=(
        "Aucun IRIS sous les seuils du secret fiscal ; « ns » = non significatif, « so » = sans objet, case vide = non "
        "diffusé. Avant 2020, seuls les IRIS des communes d’au moins 10 000 habitants (population ancienne) étaient "
        "publiés ; depuis, ceux des communes d’au moins 5 000."
    ),
    caveat=(
        "Deux revenus, à ne pas comparer : disponible (après impôts et prestations, DISP) et déclaré (avant, DEC) ; un "
        "taux de bas revenus déclarés n’est pas un taux de pauvreté. Une médiane ne se moyenne pas. Le sens des "
        "colonnes NOTE et INCERT, qui qualifient la précision, est à vérifier chez l’Insee."
    ),
    lag="série close : remplacée par une nouvelle à partir de 2023",
    files={
        "2021": (
            RemoteFile(
                "https://www.insee.fr/fr/statistiques/fichier/8229323/BASE_TD_FILO_IRIS_2021_DISP_CSV.zip",
            ),
            RemoteFile(
                "https://www.insee.fr/fr/statistiques/fichier/8229323/BASE_TD_FILO_IRIS_2021_DEC_CSV.zip",
            ),
        )
    },
    additive=False,
    reach={WHOLE: 0.5},
    year=VARIABLE,
)
