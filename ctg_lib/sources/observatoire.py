"""What the exports of the Observatoire des territoires (ANCT) share: one indicator, one level, several years a file.

The level is told by the form of the codes. Codes of two digits are those of départements or of régions (01 is the Ain
or Guadeloupe): the names tell which.
"""

from __future__ import annotations

from pathlib import Path

from ctg_lib.gazetteer import gazetteer
from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table

KEY = ("codgeo", "libgeo", "an")
_FORMS = {"commune": reading.CODE["commune"], "epci": reading.CODE["epci"]}


def read(path: Path, card: Source, column: str) -> list[Table]:
    """One table for each year of the file; its only column keeps the producer's name."""
    sheet = reading.open_sheet(path, (*KEY, column))
    level = _level(sheet)
    codes = sheet.codes("codgeo", level)
    years = sheet.pattern("an", r"20[0-9]{2}", "AAAA")
    numbers, marks = sheet.numbers([column], card.schema, key=["codgeo", "an"])
    sheet.done()
    tables = []
    for year in sorted(set(years)):
        rows = years.eq(year)
        index = reading.places(level, codes[rows])
        tables.append(reading.table(card, year, level, index, numbers[rows], marks[rows]))
    return tables


def _level(sheet: reading.Sheet) -> str:
    """The level that most rows have: the others are then told as wrong codes of that level."""
    codes = sheet.cells["codgeo"].str.strip()
    names = sheet.cells["libgeo"].map(_plain)
    book = gazetteer()
    found = {level: codes.str.fullmatch(form).mean() for level, form in _FORMS.items()}
    for level, areas in (("departement", book.departements), ("region", book.regions)):
        known = {code: _plain(area.name) for code, area in areas.items()}
        found[level] = codes.map(known).eq(names).mean()
    most = max(found, key=lambda level: found[level])
    if found[most] <= 0.5:
        remedy = "donner un fichier de communes, d’intercommunalités, de départements ou de régions."
        sheet.wrong("codes et noms d’aucun niveau connu.", column="codgeo", remedy=remedy)
        sheet.done()
    return most


def _plain(name: str) -> str:
    return name.strip().casefold().replace("’", "'")
