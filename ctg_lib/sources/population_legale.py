"""Insee, legal populations (populations légales) of each year, at today's communes, from the reference table.

The reference table `populations.parquet` is made from the versions of Etalab's « découpage administratif », which give
each year under the geography of its time; `ctg_lib.sources.decoupage` carries them to the current one.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.errors import InputError, Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.value import Status

VARIABLES = {"population_municipale": "PMUN", "population_totale": "PTOT"}


def read(path: Path) -> list[Table]:
    """One table for each reference year: `PMUN` (municipale) and `PTOT` (totale), persons."""
    long = _opened(Path(path))
    tables = []
    for year, rows in long.groupby("year"):
        numbers = rows.rename(columns=VARIABLES)[list(VARIABLES.values())].astype(float)
        index = reading.places("commune", rows["code"])
        tables.append(reading.table(SOURCE, str(year), "communes", index, numbers, _gaps(numbers, rows["note"])))
    return tables


def _opened(path: Path) -> pd.DataFrame:
    wanted = ["code", "year", *VARIABLES, "note"]
    try:
        long = pd.read_parquet(path)
        problems = [Problem("elle manque.", path.name, column=name) for name in wanted if name not in long]
    except (OSError, ValueError):
        problems = [Problem("lecture impossible.", path.name, remedy="refaire la table par « make reference ».")]
    if not problems:
        twice = long[long.duplicated(["code", "year"])]
        problems = [
            Problem(f"{code}, {year} : deux lignes.", path.name, remedy="refaire la table par « make reference ».")
            for code, year in zip(twice["code"], twice["year"], strict=True)
        ]
    if problems:
        raise InputError(f"{path.name} n’est pas la table des populations légales.", problems)
    return long


def _gaps(numbers: pd.DataFrame, notes: pd.Series) -> pd.DataFrame:
    """A blank is explained: by the note of the reference table, else by what the year's files carry."""
    reasons = notes.astype(object).where(notes.notna() & notes.ne(""), "absente des fichiers de cette année-là")
    marks = pd.Series([(Status.MISSING, reason) for reason in reasons], index=numbers.index, dtype=object)
    return pd.DataFrame({name: marks.where(numbers[name].isna()) for name in numbers})


SOURCE = Source(
    id="population_legale",
    title="Populations légales (municipale et totale) au découpage communal actuel",
    short="Insee, populations légales",
    producer="Insee, d’après les éditions du découpage administratif d’Etalab",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/information/2008354",
    levels=("commune",),
    headers={"reference": ("populations.parquet",)},
    read=read,
    secrecy="Aucun secret.",
    caveat=(
        "Population municipale, sauf mention ; les seuils de la loi se lisent sur la population totale. Les années "
        "2018 et 2021 manquent pour les communes hors intercommunalité."
    ),
    lag="fin décembre de la troisième année après l’année de référence (décret annuel)",
)
