"""Insee, legal populations (populations légales) of each year, at today's communes, from the reference table.

The reference table `populations.parquet` is made from the versions of Etalab's « découpage administratif », which give
each year under the geography of its time; `ctg_lib.sources.decoupage` carries them to the current one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ctg_lib.errors import InputError, Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers, declared_for, failures
from ctg_lib.value import Status

VARIABLES = {"population_municipale": "PMUN", "population_totale": "PTOT"}
_KEY = ["code", "year"]
_REMAKE = "refaire la table par « make reference »."


def read(path: Path) -> list[Table]:
    """One table for each reference year: `PMUN` (municipale) and `PTOT` (totale), persons."""
    long = _opened(Path(path))
    tables = []
    for year, rows in long.groupby("year"):
        numbers = rows.rename(columns=VARIABLES)[list(VARIABLES.values())]
        index = reading.places("commune", rows["code"])
        tables.append(reading.table(SOURCE, str(year), "communes", index, numbers, _gaps(numbers, rows["note"])))
    return tables


def _opened(path: Path) -> pd.DataFrame:
    wanted = [*_KEY, *VARIABLES, "note"]
    try:
        long = pd.read_parquet(path).reset_index(drop=True)
        problems = [
            Problem("elle manque.", path.name, column=name, remedy=_REMAKE) for name in wanted if name not in long
        ]
        if not problems:
            long = long.astype(dict.fromkeys(VARIABLES, float))
            problems = list(_trouble(long, path.name))
    except (OSError, ValueError, TypeError):
        problems = [Problem("lecture impossible.", path.name, remedy=_REMAKE)]
    if problems:
        raise InputError(f"{path.name} n’est pas la table des populations légales.", problems)
    return long


def _trouble(long: pd.DataFrame, name: str) -> Iterator[Problem]:
    """What is wrong in the numbers; a row of this table is known by its commune and year, not by its place."""
    for failure in failures(long[[*_KEY, *VARIABLES]], declared_for(SOURCE.schema, list(VARIABLES)), _KEY):
        code, year = long.loc[failure.row, _KEY]
        column = None if failure.column in _KEY else failure.column
        yield Problem(f"{code}, {year} : {failure.what}", name, column=column, remedy=_REMAKE)


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
    schema=dict.fromkeys(VARIABLES, Numbers(multiple_of=1)),
    secrecy="Aucun secret.",
    caveat=(
        "Population municipale, sauf mention ; les seuils de la loi se lisent sur la population totale. Les années "
        "2018 et 2021 manquent pour les communes hors intercommunalité."
    ),
    lag="fin décembre de la troisième année après l’année de référence (décret annuel)",
    without_address="« make reference », puis « ctg ingest data/reference/populations.parquet »",
)
