"""Insee, Filosofi 2012 to 2021: living standards and poverty; the series that closed with 2021.

Two products carry it: `cc_filosofi_AAAA_*` (median `MED`, poverty `TP60`, deciles) and `FILO*_DISP_*` (median `Q2`,
deciles, sources of income). Each is one part of the year's table. Nothing here may be added up or averaged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ctg_lib.errors import InputError, Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

VARIABLE = r"[A-Z][A-Z0-9_]*?(?P<year>1[2-9]|2[01])$"
LEVELS = {"COM": "commune", "EPCI": "epci", "DEP": "departement", "REG": "region", "METROPOLE": "france"}
POVERTY = "TP60"
# The code of the one row of the national files.
METROPOLITAN = "1"
# Shares of disposable income: negative for taxes, hence above 100 for others where taxes weigh (107.1 is published).
_SHARES = ("PIMPOT", "PBEN", "PPAT", "PACT", "PTSA", "PCHO", "PPEN", "PPSOC", "PPFAM", "PPMINI", "PPLOGT")
_TEXT = ("CODGEO", "LIBGEO")
FLOOR = 5.0


def read(path: Path) -> list[Table]:
    """One table; the level is told by the file name (`…_COM`, `_EPCI`, `_DEP`, `_REG`, `_METROPOLE`)."""
    sheet = reading.open_sheet(path, ["CODGEO"])
    columns = [name for name in sheet.cells.columns if name not in _TEXT]
    year = _year(sheet, columns)
    # Ratios that FILO*_DISP does not date (`RD`, `Q3_Q1`) belong to the year of the others.
    level = _level(path)
    codes = _codes(sheet, level, int(year))
    known = reading.ABSENT_CODES | reading.SECRET_CODES
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["CODGEO"], codes=known)
    sheet.done()
    product = "cc_filosofi" if any(name.startswith("MED") for name in columns) else "disp"
    table = reading.table(SOURCE, f"20{year}", f"{product}_{level}", reading.places(level, codes), numbers, marks)
    return [with_rounding(with_floor(table))]


def with_floor(table: Table) -> Table:
    """Flag the poverty rates of 5 % of communes and EPCI: Insee publishes this floor in place of any lower rate.

    The files say so by their values: none is lower, and 5,0 is ten times as frequent as 5,1.
    """
    blocks = [table.flags]
    below_departement = table.values.index.get_level_values("level").isin(["commune", "epci"])
    for column in table.values.columns[table.values.columns.str.startswith(POVERTY)]:
        floored = table.values.index[(table.values[column] == FLOOR) & below_departement]
        blocks.append(reading.flag(floored, column, str(Status.CENSORED), "publié 5 % pour « 5 % ou moins »"))
    return replace(table, flags=pd.concat(blocks, ignore_index=True))


def with_rounding(table: Table) -> Table:
    """Flag the poverty rates of communes where Insee rounds them all to the unit; a floor stays a floor.

    The files say so by their values: every rate of the 4,397 communes of 2021 is whole, by age and tenure as well,
    while those of EPCI have a decimal. One rate with a decimal, and the file is not a rounded one.
    """
    rates = table.values.filter(regex=f"^{POVERTY}")
    rates = rates[rates.index.get_level_values("level") == "commune"]
    if not (rates.isna() | rates.mod(1).eq(0)).all(axis=None):
        return table
    blocks = [table.flags]
    for column in rates:
        whole = rates.index[rates[column].notna() & rates[column].ne(FLOOR)]
        blocks.append(reading.flag(whole, column, str(Status.ROUNDED), "arrondi à l’unité par l’Insee"))
    return replace(table, flags=pd.concat(blocks, ignore_index=True))


def _year(sheet: reading.Sheet, columns: list[str]) -> str:
    years = sorted({year for name in columns if (year := SOURCE.year_in_name(name))})
    if len(years) != 1:
        found = ", ".join(years) or "aucun"
        what = f"un seul millésime attendu dans les noms de colonnes, trouvé : {found}."
        sheet.wrong(what, row=1, remedy="reprendre le fichier du producteur, un par millésime.")
        sheet.done()
    return years[0]


def _level(path: Path) -> str:
    found = re.search(rf"_({'|'.join(LEVELS)})(?=[._])", Path(path).name)
    if not found:
        raise InputError(
            f"{Path(path).name} : le niveau géographique n’est pas dit.",
            [
                Problem(
                    "les codes de département et de région se confondent.",
                    file=Path(path).name,
                    remedy="garder le nom du producteur, qui finit par _COM, _EPCI, _DEP, _REG ou _METROPOLE.",
                )
            ],
        )
    return LEVELS[found[1]]


def _codes(sheet: reading.Sheet, level: str, year: int) -> pd.Series:
    if level == "france":
        codes = sheet.cells["CODGEO"].str.strip()
        for row, code in codes[codes != METROPOLITAN].items():
            remedy = f"une seule ligne, de code {METROPOLITAN} ; reprendre le fichier du producteur."
            sheet.wrong(f"« {code} » n’est pas la France métropolitaine.", row=row, column="CODGEO", remedy=remedy)
        return pd.Series("FM", index=codes.index)
    return sheet.codes("CODGEO", level, current=year >= 21)


SOURCE = Source(
    id="filosofi",
    title="Filosofi, revenus et pauvreté des ménages, série 2012-2021",
    short="Insee, Filosofi",
    producer="Insee-DGFiP-Cnaf-Cnav-CCMSA",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/metadonnees/source/serie/s1172",
    levels=("commune", "epci", "departement", "region", "france"),
    headers={
        "cc_filosofi": ("CODGEO", r"NBMENFISC\d\d", r"MED\d\d", r"TP60\d\d"),
        "disp": ("CODGEO", r"NBMEN\d\d", r"Q2\d\d", r"D1\d\d"),
    },
    read=read,
    schema={
        rf"(?:{'|'.join(_SHARES)}).*": Numbers(low=-200, high=200),
        rf"(?:{POVERTY}|PIMP).*": Numbers(high=100),
        r".*": Numbers(),
    },
    secrecy=(
        "Aucune statistique sous 11 ménages fiscaux. D’après les fichiers, la médiane d’une commune paraît à partir de "
        "50 ménages ou de 100 personnes, les déciles et la composition des revenus à partir de 1 000 ménages ou de "
        "2 000 personnes, le taux de pauvreté à partir de 200 personnes pauvres environ (déduit). « s » = secret ; un "
        "taux de pauvreté sous 5 % y est publié 5 %, et aucun plafond ne s’y lit."
    ),
    caveat=(
        "Niveau de vie par unité de consommation, ménages fiscaux ordinaires. Une médiane ne se moyenne pas : celle de "
        "l’intercommunalité est lue dans son fichier, jamais calculée depuis les communes. Taux de pauvreté communaux "
        "arrondis à l’unité."
    ),
    lag="série close : remplacée par une nouvelle série à partir de 2023 (2022 n’a pas été produit)",
    files={"2021": (RemoteFile("https://www.insee.fr/fr/statistiques/fichier/7756729/base-cc-filosofi-2021_CSV.zip"),)},
    additive=False,
    reach={rf"{POVERTY}\w*": 0.5},
    france="France métropolitaine",
    year=VARIABLE,
)
