"""Insee, populations of the communes at each census since 1876, at today's communes, under three definitions.

`PTOT`, total population, up to 1954; `PSDC`, population without double counts, from 1962 to 1999; `PMUN`, municipal
population, since 2006. They do not count the same persons: each stays a variable of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ctg_lib.errors import Problem
from ctg_lib.sources import reading, workbooks
from ctg_lib.sources.card import Held, RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

DEFINITIONS = ("PTOT", "PSDC", "PMUN")
VARIABLE = rf"(?P<definition>{'|'.join(DEFINITIONS)})(?P<census>(?:18|19|20)[0-9]{{2}})"
SHEET = r"pop_1876_20[0-9]{2}"
HEADER_ROW = 6
_PLACE = ("CODGEO", "REG", "DEP", "LIBGEO")


def read(path: Path) -> list[Table]:
    """One table for each census, under its year; its one column is the definition (`PMUN2023` is `PMUN` of 2023)."""
    sheet = _opened(path)
    found = {name: match for name in sheet.cells.columns if (match := re.fullmatch(VARIABLE, name))}
    if not found:
        remedy = "donner la base des populations historiques de l’Insee."
        sheet.wrong("aucune colonne de population datée (PMUN2023, PSDC1999, PTOT1954…).", row=1, remedy=remedy)
        sheet.done()
    codes = sheet.codes("CODGEO", "commune")
    numbers, marks = sheet.numbers(list(found), SOURCE.schema, key=["CODGEO"])
    sheet.done()
    others = [name for name in sheet.cells.columns if name not in found and name not in _PLACE]
    ignored = [f"colonne « {name} » : calcul d’un tiers sur la série, non lue" for name in others]
    index = reading.places("commune", codes)
    tables = []
    for year in sorted({match["census"] for match in found.values()}):
        names = {name: match["definition"] for name, match in found.items() if match["census"] == year}
        own, why = (frame[list(names)].rename(columns=names) for frame in (numbers, marks))
        tables.append(reading.table(SOURCE, year, "communes", index, own, why, ignored=ignored))
    return tables


def _opened(path: Path) -> reading.Sheet:
    """The CSV, or the sheet of Insee's workbook, whose first rows are titles."""
    if not workbooks.is_workbook(path):
        return reading.open_sheet(path, ["CODGEO"])
    names = workbooks.sheet_names(path)
    sheet = next((name for name in names if re.fullmatch(SHEET, name)), names[0])
    return reading.open_workbook(path, sheet, header_row=HEADER_ROW, required=["CODGEO"])


def control(table: Table, held: Held) -> list[Problem]:
    """A municipal population is the legal one of its year: the two files of Insee must say the same."""
    legal = held("population_legale", table.vintage)
    if legal is None or "PMUN" not in table.values:
        return []
    return list(_differences(table, legal["PMUN"].dropna().to_dict()))


def _differences(table: Table, legal: dict[tuple[str, str], float]) -> Iterator[Problem]:
    for place, value in table.values["PMUN"].dropna().items():
        if place in legal and legal[place] != value:
            yield Problem(
                f"{place[1]} : {value:.0f} habitants en {table.vintage}, contre {legal[place]:.0f} dans les "
                "populations légales.",
                column=f"PMUN{table.vintage}",
                remedy="vérifier la géographie du fichier, ou reprendre celui de l’Insee.",
            )


SOURCE = Source(
    id="population_historique",
    title="Population des communes aux recensements depuis 1876 (base-pop-historiques)",
    short="Insee, populations historiques",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/3698339",
    levels=("commune",),
    headers={"commune": ("CODGEO", rf"(?:{'|'.join(DEFINITIONS)})[0-9]{{4}}", r"PTOT1[89][0-9]{2}")},
    workbook=(SHEET,),
    read=read,
    schema={VARIABLE: Numbers(high=10_000_000, multiple_of=1, otherwise="n’est pas un nombre entier d’habitants")},
    secrecy="Aucun secret.",
    caveat=(
        "La définition change deux fois : population totale jusqu’en 1954, population sans doubles comptes de 1962 à "
        "1999, population municipale depuis 2006. On ne calcule aucune évolution d’une définition à l’autre. Communes "
        "au découpage actuel : les anciennes communes réunies depuis sont additionnées."
    ),
    lag="début de la quatrième année après l’année de référence, d’après les éditions passées",
    files={
        "2023": (
            RemoteFile("https://www.insee.fr/fr/statistiques/fichier/3698339/base-pop-historiques-1876-2023.xlsx"),
        )
    },
    control=control,
)
