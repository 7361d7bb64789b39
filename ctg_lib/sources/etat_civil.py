"""Insee, état civil: births and deaths by commune of residence, one table a year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ctg_lib.sources import melodi, opening, reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

VARIABLES = ("naissances", "deces")
# How the two datasets of Melodi code them: live births, deaths.
MEASURES = {"LVB": "naissances", "DTH": "deces"}
_FILE = "https://api.insee.fr/melodi/file/{0}/{0}_2025_CSV_FR"


def read(path: Path) -> list[Table]:
    """One table for each year: `naissances` by residence of the mother, `deces` by residence of the deceased.

    Insee publishes one long file for each; a republication may have both as columns. Communes only.
    """
    header = opening.header(path)
    return _of_one_measure(path) if "OBS_VALUE" in header else _of_both(path)


def _of_one_measure(path: Path) -> list[Table]:
    sheet = reading.open_sheet(path, SOURCE.headers["melodi"])
    found = sorted(set(sheet.cells["EC_MEASURE"].str.strip()) & set(MEASURES))
    cells = {MEASURES[code]: {"EC_MEASURE": code} for code in found or MEASURES}
    tables = melodi.tables(sheet, SOURCE, cells, levels=SOURCE.levels)
    return [replace(table, part="_".join(cells)) for table in tables]


def _of_both(path: Path) -> list[Table]:
    sheet = reading.open_sheet(path, SOURCE.headers["annuel"])
    codes = sheet.codes("GEO", "commune")
    years = sheet.pattern("TIME_PERIOD", r"(?:19|20)[0-9]{2}", "AAAA")
    numbers, marks = sheet.numbers(VARIABLES, SOURCE.schema, key=["GEO", "TIME_PERIOD"])
    sheet.done()
    tables = []
    for year in sorted(set(years)):
        rows = years.eq(year)
        index = reading.places("commune", codes[rows])
        tables.append(reading.table(SOURCE, year, "communes", index, numbers[rows], marks[rows]))
    return tables


SOURCE = Source(
    id="etat_civil",
    title="Naissances et décès domiciliés par commune",
    short="Insee, état civil",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/1893255",
    levels=("commune",),
    headers={
        "annuel": ("GEO", "TIME_PERIOD", "naissances", "deces"),
        "melodi": (*melodi.KEY, "EC_MEASURE", "OBS_VALUE"),
    },
    read=read,
    schema={
        "naissances|deces": Numbers(high=100_000, multiple_of=1, otherwise="n’est pas un nombre entier d’événements")
    },
    secrecy="Aucun secret : événements comptés un à un.",
    caveat=(
        "Événements comptés au domicile (de la mère, du défunt). Les petits nombres varient beaucoup d’une année à "
        "l’autre : lire des moyennes de plusieurs années, avec leur intervalle."
    ),
    lag="six à douze mois après l’année de référence, d’après les éditions passées",
    files={
        "2025": tuple(
            RemoteFile(_FILE.format(name)) for name in ("DS_ETAT_CIVIL_NAIS_COMMUNES", "DS_ETAT_CIVIL_DECES_COMMUNES")
        )
    },
)
