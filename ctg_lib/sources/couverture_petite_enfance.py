"""Cnaf, `txcouv_pe_*`: places in formal childcare per 100 children under 3."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

# suffix of the columns: (level, key column)
LEVELS = {
    "com": ("commune", "numcom"),
    "epci": ("epci", "numepci"),
    "dep": ("departement", "numdep"),
    "reg": ("region", "numregi"),
    "nat": ("france", ""),
}
_PORTAL = "https://data.caf.fr/api/explore/v2.1/catalog/datasets/txcouv_pe_{}/exports/csv"


def read(path: Path) -> list[Table]:
    """One table for each year of the file; the level is told by the suffix of its columns."""
    sheet = reading.open_sheet(path, ["annee"])
    suffix = _suffix(set(sheet.cells.columns))
    level, key = LEVELS[suffix]
    sheet.require([f"txcouv_{suffix}", *([key] if key else [])])
    ignored = _drop_technical_rows(sheet, key)
    codes = sheet.codes(key, level) if key else pd.Series("FR", index=sheet.cells.index)
    years = sheet.pattern("annee", r"20[0-9]{2}(?:-[0-9]{2}-[0-9]{2})?", "AAAA").str[:4]
    # A day of the year, or the year alone: two rows of one year are still one too many.
    sheet.cells = sheet.cells.assign(annee=years)
    columns = [name for name in sheet.cells.columns if name.startswith("txcouv_")]
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["annee", key] if key else ["annee"])
    sheet.done()
    # The same variable at each level: txcouv_eaje_com and txcouv_eaje_epci are one column of the store.
    shorter = {name: name.removesuffix(f"_{suffix}") for name in columns}
    numbers, marks = numbers.rename(columns=shorter), marks.rename(columns=shorter)
    tables = []
    for year in sorted(set(years)):
        rows = years.eq(year)
        index = reading.places(level, codes[rows])
        tables.append(reading.table(SOURCE, year, suffix, index, numbers[rows], marks[rows], ignored=ignored))
    return tables


def _suffix(columns: set[str]) -> str:
    """The level of the file: by the rate that it carries, else (the rate is missing) by its key."""
    by_rate = [suffix for suffix in LEVELS if f"txcouv_{suffix}" in columns]
    by_key = [suffix for suffix, (_, key) in LEVELS.items() if key in columns]
    return next(iter([*by_rate, *by_key]), "nat")


def _drop_technical_rows(sheet: reading.Sheet, key: str) -> tuple[str, ...]:
    """Rows of no territory: `XX…` (communes outside an EPCI) and `COM` (overseas collectivities) are no places."""
    if not key:
        return ()
    technical = sheet.cells[key].str.strip().str.fullmatch(r"X+|COM|")
    found = sorted(set(sheet.cells.loc[technical, key].str.strip()))
    sheet.cells = sheet.cells[~technical]
    return tuple(f"ligne technique « {code} » écartée" for code in found)


SOURCE = Source(
    id="couverture_petite_enfance",
    title="Taux de couverture global de l’accueil formel des enfants de moins de 3 ans (txcouv_pe)",
    short="Cnaf, taux de couverture",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/explore/dataset/txcouv_pe_epci/",
    levels=("commune", "epci", "departement", "region", "france"),
    headers={
        f"txcouv_pe_{suffix}": ("annee", *([key] if key else []), f"txcouv_{suffix}", rf"txcouv_\w+_{suffix}")
        for suffix, (_, key) in LEVELS.items()
    },
    read=read,
    # Places may be more than children (4 EPCI exceed 100): the bound only catches a wrong decimal mark.
    schema={r"txcouv_\w+": Numbers(high=300)},
    secrecy="Taux arrondis à 0,1 par la Cnaf ; niveau communal diffusé au-dessus de 10 000 habitants seulement.",
    caveat=(
        "Capacité théorique, places occupées ou non, rapportée à tous les enfants de moins de 3 ans qui résident là ; "
        "les familles vont et viennent entre communes. Ce n’est pas une part d’enfants accueillis : le taux peut "
        "dépasser 100."
    ),
    lag="environ vingt-quatre mois après la date de référence (décembre N paraît vers janvier N + 3)",
    files={"2023": tuple(RemoteFile(_PORTAL.format(key)) for key in LEVELS)},
    additive=False,
    not_released={"commune": "la Cnaf ne publie ce taux que pour les communes de plus de 10 000 habitants"},
    france="France hors Mayotte",
)
