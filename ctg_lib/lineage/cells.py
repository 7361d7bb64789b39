"""The stored cells behind a figure: those of the territory where they are published, else those of its communes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ctg_lib import geography
from ctg_lib.gazetteer import gazetteer
from ctg_lib.indicators.cells import TO_ADD
from ctg_lib.lineage import lines
from ctg_lib.lineage.lines import Wanted
from ctg_lib.sources import acces
from ctg_lib.sources.card import Chain, Source
from ctg_lib.store import Manifest, Store
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status

Row = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """One cell read: which file, which sheet, row (the code of a territory) and column, and what stands there.

    number: None where the cell is blank; what is masked is blank in the store itself. line: that of the file, where one
    alone holds the number; lines: those of the territory; line_why: French, what keeps from saying more.
    """

    source: str
    vintage: str
    file: str
    sha256: str
    chain: str
    origin: str
    ingested: str
    sheet: str
    row: str
    name: str
    column: str
    written: str
    number: float | None
    value: str
    status: str
    detail: str
    line: int | None = None
    lines: tuple[int, ...] = ()
    line_why: str = ""


def read(store: Store, territory: Territory, card: Source, year: str, columns: Sequence[str]) -> list[Cell]:
    """The cells of some columns (names without the year), column by column, their rows in the order of the communes."""
    named = {column: _named(store, card, year, column) for column in columns}
    values, flags = store.read(card.id, year, list(named.values()))
    keys = zip(flags["level"], flags["territory"], flags["variable"], strict=True)
    told = dict(zip(keys, zip(flags["status"], flags["detail"], strict=True), strict=True))
    found = []
    paths: dict[Manifest, Path | None] = {}
    for column, name in named.items():
        for level, code in _rows(values[name], territory, told):
            part = store.origin(card.id, year, level, code, name)
            assert part is not None, f"no part holds {card.id} {year} {level} {code}"
            number = float(values.at[(level, code), name])
            status, detail = told.get((level, code, name), ("", ""))
            cell = _cell(card, part.manifest, year, code, name, number)
            default = Status.PUBLISHED if number == number else Status.MISSING
            cell = replace(cell, status=Status(status or default).label, detail=detail)
            if part.manifest not in paths:
                paths[part.manifest] = lines.held(part.manifest)
            wanted = Wanted(code, name, column, year, number)
            found.append(_placed(cell, paths[part.manifest], card, wanted))
    return found


def _named(store: Store, card: Source, year: str, column: str) -> str:
    """The column as the file of that year names it."""
    names = store.columns(card.id, year)
    return next(
        name
        for name in names
        if card.name_without_year(name) == column and card.year_in_name(name) in (None, year[2:4])
    )


def _rows(column: pd.Series, territory: Territory, told: dict[tuple[str, str, str], tuple[str, str]]) -> list[Row]:
    """The rows that a figure is read from: the territory's own, or those of its communes, merged ones told apart."""
    own = (str(territory.level), territory.code)
    if territory.level is Level.FRANCE and own not in column.index:
        own = (own[0], "FM")
    to_add = told.get((*own, str(column.name)), ("", ""))[1] == TO_ADD
    # The code of a merged commune may be that of one of those that it was made of: its own row is not all of it.
    if own in column.index and not to_add and territory.level is not Level.COMMUNE:
        return [own]
    level = str(Level.COMMUNE)
    codes = column.index[column.index.get_level_values("level") == level].get_level_values("territory")
    return [(level, code) for code in _parts(territory.communes, codes) if (level, code) in column.index]


def _parts(communes: Sequence[str], codes: pd.Index) -> Iterator[str]:
    """The codes under which the file knows each commune: its own, or those of the communes that became it."""
    if geography.current_communes().issuperset(codes):
        yield from communes
        return
    former: dict[str, list[str]] = {}
    for code, commune in geography.passage(codes).into.items():
        former.setdefault(commune, []).append(code)
    for commune in communes:
        yield from former.get(commune, [])


def _cell(card: Source, manifest: Manifest, year: str, code: str, name: str, number: float) -> Cell:
    sheet, caption = _of_a_workbook(card, name)
    return Cell(
        source=card.id,
        vintage=year,
        file=manifest.file,
        sha256=manifest.sha256,
        chain=Chain(manifest.chain).label,
        origin=manifest.origin,
        ingested=manifest.ingested,
        sheet=sheet,
        row=code,
        name=_name(code),
        column=name,
        written=caption or name,
        number=None if number != number else number,
        value="vide" if number != number else f"{number:.12g}".replace(".", ","),
        status="",
        detail="",
    )


def _of_a_workbook(card: Source, name: str) -> tuple[str, str]:
    """The sheet and the caption of a column that was filled on site; empty for a producer's file."""
    if card.book is None:
        return "", ""
    form = next((one for one in card.book.forms if name in one.variables), None)
    told = card.book.columns.get(name)
    counted = "nombre de lignes" if form and form.lists else "ensemble"
    return (form.sheet if form else ""), (told.caption if told else counted)


def _placed(cell: Cell, path: Path | None, card: Source, wanted: Wanted) -> Cell:
    """The cell with its place in the file; not where it was filled on site: a line could tell what is hidden."""
    if card.book:
        return replace(cell, line_why="c’est celle de la commune, dans la feuille du classeur")
    if card.id == acces.SOURCE.id:
        return replace(cell, line_why="calculé ici, à partir des listes et des tables chargées")
    place = lines.find(path, card, wanted)
    return replace(
        cell,
        written=place.column or cell.written,
        line=place.lines[0] if place.exact else None,
        lines=place.lines,
        line_why=place.why,
    )


def _name(code: str) -> str:
    """The name of a territory in the gazetteer; empty for one that it does not know under that code."""
    commune = gazetteer().communes.get(code)
    return (commune.name or "").replace("'", "’") if commune else ""
