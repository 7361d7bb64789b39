"""The shape that the Cnaf gives to its childcare files: one file a level, told by the suffix of its columns.

Two series are published with the same column names: the current files, with the last two years, and the closed ones
(`_hist`), 2017 to 2022. They disagree on 2022, which was revised. The columns of the closed series are therefore stored
under other names (`txcouv_hist`): the current file is the one that the indicators read, whatever the order in which the
files were given, and no line ever joins the two.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table

# suffix of the columns: (level, key column)
LEVELS = {
    "com": ("commune", "numcom"),
    "epci": ("epci", "numepci"),
    "dep": ("departement", "numdep"),
    "reg": ("region", "numregi"),
    "nat": ("france", ""),
}
HIST = "_hist"
# The current series starts there: a file with an earlier year is of the closed one, whatever its name.
FIRST_CURRENT = "2022"
# Rows of no territory: `XX`, `XXX` (communes outside an EPCI, unknown) and `COM` (overseas collectivities).
TECHNICAL = r"X+|COM|"
# The closed national file shortens three names.
_SHORTENED = {"psu": "psu_col", "am": "am_ind", "gad": "gad_ind"}


def headers(dataset: str, total: str, part: str) -> dict[str, tuple[str, ...]]:
    """The columns by which each file of a dataset is recognised. total, part: opening of the names of its columns."""
    return {
        f"{dataset}_{suffix}": ("annee", *([key] if key else []), f"{total}_{suffix}", rf"{part}\w+_{suffix}")
        for suffix, (_, key) in LEVELS.items()
    }


def read(path: Path, card: Source, total: str, parts: str) -> list[Table]:
    """One table for each year of the file, its columns under the same name at each level.

    total: the column of all kinds of care, without its suffix. parts: pattern of the names to keep, total included.
    """
    sheet = reading.open_sheet(path, ["annee"])
    suffix = _suffix(set(sheet.cells.columns), total)
    level, key = LEVELS[suffix]
    sheet.require([f"{total}_{suffix}", *([key] if key else [])])
    ignored = _drop_technical_rows(sheet, key)
    codes = sheet.codes(key, level) if key else pd.Series("FR", index=sheet.cells.index)
    # A day of the year, as in the national file, or the year alone: two rows of one year are still one too many.
    years = sheet.pattern("annee", r"20[0-9]{2}(?:-[0-9]{2}-[0-9]{2}.*)?", "AAAA").str[:4]
    sheet.cells = sheet.cells.assign(annee=years)
    names = _names(list(sheet.cells.columns), suffix, parts)
    numbers, marks = sheet.numbers(list(names), card.schema, key=["annee", key] if key else ["annee"])
    for part in names:
        above = numbers[part] > numbers[f"{total}_{suffix}"]
        for row in numbers.index[above]:
            sheet.wrong(
                f"une partie ({numbers.at[row, part]:g}) plus grande que l’ensemble.",
                row=row,
                column=part,
                remedy="vérifier que les colonnes ne sont pas interverties.",
            )
    sheet.done()
    closed = HIST if HIST in Path(path).name.lower() or (years < FIRST_CURRENT).any() else ""
    numbers, marks = (frame.rename(columns=names).add_suffix(closed) for frame in (numbers, marks))
    tables = []
    for year in sorted(set(years)):
        rows = years.eq(year)
        index = reading.places(level, codes[rows])
        part = f"{suffix}{closed.replace('_', '-')}"
        tables.append(reading.table(card, year, part, index, numbers[rows], marks[rows], ignored=ignored))
    return tables


def _names(columns: list[str], suffix: str, parts: str) -> dict[str, str]:
    """The columns to keep, and each without its suffix: `txcouv_eaje_epci` is `txcouv_eaje`."""
    kept = {name: name.removesuffix(f"_{suffix}") for name in columns if re.fullmatch(parts, name)}
    for name, short in kept.items():
        opening, _, kind = short.partition("_")
        kept[name] = f"{opening}_{_SHORTENED.get(kind, kind)}" if kind else short
    return kept


def _suffix(columns: set[str], total: str) -> str:
    """The level of the file: by the total that it carries, else (the total is missing) by its key."""
    by_total = [suffix for suffix in LEVELS if f"{total}_{suffix}" in columns]
    by_key = [suffix for suffix, (_, key) in LEVELS.items() if key in columns]
    return next(iter([*by_total, *by_key]), "nat")


def _drop_technical_rows(sheet: reading.Sheet, key: str) -> tuple[str, ...]:
    if not key:
        return ()
    technical = sheet.cells[key].str.strip().str.fullmatch(TECHNICAL)
    found = sorted(set(sheet.cells.loc[technical, key].str.strip()))
    sheet.cells = sheet.cells[~technical]
    return tuple(f"ligne technique « {code} » écartée" for code in found)
