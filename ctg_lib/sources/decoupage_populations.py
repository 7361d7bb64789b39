"""Legal populations of the editions of Etalab's « découpage administratif », carried to today's communes.

The files of one edition bear populations of *different* years (`EDITIONS`), `communes.json` one year ahead of
`epci.json`. Only `epci.json` has the total population and stands on the perimeter of its edition: in 3.1.1,
`communes.json` has the communes of 2023 with the perimeters of 2022. It is therefore read first, and `communes.json`
serves for what it lacks: the year 2023, and the communes outside any EPCI.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pyarrow as pa

from ctg_lib.errors import InputError, Problem
from ctg_lib.geography import CURRENT, History
from ctg_lib.value import Status

Row = dict[str, Any]
Package = dict[str, list[Row]]
# (municipale, totale) of a commune; the total is missing in communes.json
Pair = tuple[int, int | None]


@dataclass(frozen=True)
class Edition:
    """One version of the package: its COG, and the reference year of the populations of each of its files."""

    version: str
    cog: int
    communes_year: int
    epci_year: int

    @property
    def archive(self) -> str:
        return f"etalab-decoupage-administratif-{self.version}.tgz"


EDITIONS = (
    Edition("1.1.1", 2021, 2019, 2018),
    Edition("2.3.1", 2022, 2020, 2019),
    Edition("3.1.1", 2023, 2020, 2020),
    Edition("4.1.0", 2024, 2022, 2021),
    Edition("5.3.0", 2025, 2023, 2022),
    Edition("6.0.0", 2026, 2023, 2022),
)
SCHEMA = pa.schema(
    {
        "code": pa.string(),
        "year": pa.int16(),
        "population_municipale": pa.int32(),
        "population_totale": pa.int32(),
        "fichier": pa.string(),
        "status": pa.string(),
        "note": pa.string(),
    }
)
MAYOTTE = "976"
# Every edition repeats for Mayotte the populations of this census, whatever year it gives the rest of France.
MAYOTTE_YEAR = 2017
COLLECTIVITY = "com"
NO_MAYOTTE = f"Mayotte : les fichiers répètent le recensement de {MAYOTTE_YEAR}, quelle que soit l’année"
NO_COLLECTIVITY = "collectivité d’outre-mer : les fichiers ne disent pas de quelle année est le chiffre"
NO_EPCI = "cette année-là n’est donnée que par intercommunalité, et la commune n’est dans aucune"
TOTAL_NOT_SUMMED = "la population totale ne s’additionne pas (une personne peut y être comptée à part)"


@dataclass(frozen=True)
class Figures:
    """What one file says of one year, at today's communes.

    given: commune → its pair. refused: commune → why the geography leaves it without figure. sums: commune → the
    former communes added up.
    """

    file: str
    year: int
    given: Mapping[str, Pair]
    refused: Mapping[str, str]
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def has_dated_population(commune: Row) -> bool:
    """Whether the year of this commune's population is that of its file: not at Mayotte, nor in the collectivities."""
    return bool(commune["departement"] != MAYOTTE and commune["zone"] != COLLECTIVITY)


def series(packages: Mapping[int, Package], history: History, today: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Legal populations by (commune, year), sorted, and the comparison of the years that several files give.

    today: records of the current communes. Every commune has a row for each year, with the reason where there is no
    figure; the communes of Mayotte have one more, the year of their census.
    """
    by_year: dict[int, list[Figures]] = {}
    for figures in _figures(packages, history):
        by_year.setdefault(figures.year, []).append(figures)
    rows = []
    for commune in sorted(today, key=lambda row: row["code"]):
        if commune["departement"] == MAYOTTE:
            rows.append(_mayotte(commune["code"], packages))
        for year in sorted(by_year):
            rows.append(_row(commune, year, by_year[year]))
    return rows, _overlaps(by_year, {row["code"] for row in today if has_dated_population(row)})


def _figures(packages: Mapping[int, Package], history: History) -> Iterator[Figures]:
    """The files from the newest edition to the oldest, `epci.json` before `communes.json`."""
    for edition in reversed(EDITIONS):
        package = packages[edition.cog]
        members: dict[str, Pair] = {
            row["code"]: (row["populationMunicipale"], row["populationTotale"])
            for group in package["epci"]
            for row in group["membres"]
        }
        places: dict[str, Pair] = {
            row["code"]: (row["population"], None)
            for row in package["communes"]
            if row["type"] == CURRENT and "population" in row
        }
        yield _carried(f"{edition.version}/epci.json", edition.epci_year, edition.cog, members, history)
        yield _carried(f"{edition.version}/communes.json", edition.communes_year, edition.cog, places, history)


def _carried(file: str, year: int, cog: int, pairs: Mapping[str, Pair], history: History) -> Figures:
    passage = history.passage(pairs, cog)
    given: dict[str, Pair] = {commune: pairs[code] for code, commune in passage.into.items()}
    for commune, codes in passage.sums.items():
        given[commune] = (sum(pairs[code][0] for code in codes), None)
    return Figures(file, year, given, passage.refused, passage.sums)


def _row(commune: Row, year: int, files: Sequence[Figures]) -> Row:
    """The figure of the first file that has one, else the reason why there is none."""
    code = commune["code"]
    row: Row = {"code": code, "year": year, "status": str(Status.MISSING)}
    if commune["departement"] == MAYOTTE:
        return row | {"note": NO_MAYOTTE}
    if commune["zone"] == COLLECTIVITY:
        return row | {"note": NO_COLLECTIVITY}
    for figures in files:
        if code in figures.given:
            municipale, totale = figures.given[code]
            parts = figures.sums.get(code)
            note = f"somme de {' et '.join(parts)}, réunies depuis ; {TOTAL_NOT_SUMMED}" if parts else None
            return row | {
                "population_municipale": municipale,
                "population_totale": totale,
                "fichier": figures.file,
                "status": str(Status.PUBLISHED),
                "note": note,
            }
    return row | {"note": next((one.refused[code] for one in files if code in one.refused), NO_EPCI)}


def _mayotte(code: str, packages: Mapping[int, Package]) -> Row:
    """The census of Mayotte, from the newest edition; InputError if the editions stop repeating it."""
    found = {
        (member["populationMunicipale"], member["populationTotale"])
        for package in packages.values()
        for group in package["epci"]
        for member in group["membres"]
        if member["code"] == code
    }
    if len(found) != 1:
        problem = Problem(f"{code} : {len(found)} populations différentes.", remedy="revoir l’année de Mayotte.")
        raise InputError("Les éditions ne répètent plus le même recensement de Mayotte.", [problem])
    municipale, totale = found.pop()
    return {
        "code": code,
        "year": MAYOTTE_YEAR,
        "population_municipale": municipale,
        "population_totale": totale,
        "fichier": f"{EDITIONS[-1].version}/epci.json",
        "status": str(Status.PUBLISHED),
    }


def _overlaps(by_year: Mapping[int, Sequence[Figures]], communes: set[str]) -> list[Row]:
    """For each year and each pair of files that give it: communes compared, and those whose figures differ."""
    table = []
    for year in sorted(by_year):
        for one, other in combinations(by_year[year], 2):
            both = sorted(communes & one.given.keys() & other.given.keys())
            differ = [code for code in both if one.given[code][0] != other.given[code][0]]
            table.append(
                {
                    "annee": year,
                    "fichiers": [one.file, other.file],
                    "communes_comparees": len(both),
                    "ecarts": [[code, one.given[code][0], other.given[code][0]] for code in differ],
                }
            )
    return table
