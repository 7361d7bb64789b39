"""What the tables of Insee's Melodi platform share: territories, years, and the two shapes in which they come.

Long, as Insee publishes them: one row for each observation, one column for each dimension, `OBS_VALUE`. Wide, as they
are sometimes republished: one column for each cell that this project uses. A source names its cells once, by the code
of each dimension that is not at its total, and both shapes give the same table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Schema, declared_for
from ctg_lib.value import Status

Cells = Mapping[str, Mapping[str, str]]

KEY = ("GEO", "GEO_OBJECT", "TIME_PERIOD")
LEVELS = {"COM": "commune", "EPCI": "epci", "DEP": "departement", "REG": "region", "FRANCE": "france"}
LEVEL_ORDER = tuple(LEVELS.values())
# National perimeters as Melodi codes them: France without Mayotte (shown as FR), metropolitan France (kept apart).
NATIONS = {"F": "FR", "FR": "FR", "FM": "FM"}
# Geographies that Melodi also publishes and that no page uses: arrondissements, cantons, zones for study.
OTHER_LEVELS = r"ARM|ARR|CV|EPT|COM[AD]|(?:AAV|ARR|BV|CV|UU|ZE)[0-9]{4}"
TOTAL = "_T"
# A code of a dimension, as SDMX writes them.
CODE = r"[A-Za-z0-9_@$\-]+"
# Columns that describe an observation and do not identify it.
ATTRIBUTES = frozenset(
    {"FREQ", "OBS_VALUE", "OBS_STATUS", "OBS_STATUS_FR", "CONF_STATUS", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS"}
)
CONFIDENTIAL = (Status.SECRET, "secret statistique à la source")
# OBS_STATUS: why an observation carries no number.
_REASONS = {
    "K": (Status.NOT_APPLICABLE, "comprise dans une autre commune d’après le producteur"),
    "M": (Status.NOT_RELEASED, "valeur manquante d’après le producteur"),
    "O": (Status.NOT_RELEASED, "valeur manquante d’après le producteur"),
}
NO_ROW = (Status.NOT_RELEASED, "aucune ligne dans le fichier : nul ou non diffusé, le fichier ne le dit pas")


def headers(cells: Cells) -> dict[str, tuple[str, ...]]:
    """The columns by which each shape of a source is recognised."""
    dimensions = {name: None for fixed in cells.values() for name in fixed}
    return {"long": (*KEY, *dimensions, "OBS_VALUE"), "large": (*KEY, *cells)}


def read(
    path: Path,
    card: Source,
    cells: Cells,
    *,
    levels: Sequence[str] = LEVEL_ORDER,
    first_year: str = "",
) -> list[Table]:
    """One table for each year of a file of either shape: rows = territories, columns = `cells`.

    levels: those to keep; the others are told as ignored, with the years before `first_year`.
    """
    return tables(reading.open_sheet(path, KEY), card, cells, levels=levels, first_year=first_year)


def tables(
    sheet: reading.Sheet,
    card: Source,
    cells: Cells,
    *,
    levels: Sequence[str] = LEVEL_ORDER,
    first_year: str = "",
) -> list[Table]:
    """The same, of a sheet that is already open."""
    ignored = [*_drop_levels(sheet, levels), *_drop_years(sheet, first_year)]
    long = "OBS_VALUE" in sheet.cells
    index, years, numbers, marks = (_long if long else _wide)(sheet, cells, card.schema)
    sheet.done()
    return [
        reading.table(card, year, part(index[chosen]), index[chosen], numbers[chosen], marks[chosen], ignored=ignored)
        for year in sorted(set(years))
        if (chosen := (years == year).to_numpy()).any()
    ]


def places(sheet: reading.Sheet) -> pd.MultiIndex:
    """The (level, territory) index of the rows; unknown levels and codes become problems of the sheet."""
    kinds = sheet.cells["GEO_OBJECT"].str.strip()
    unknown = kinds[~kinds.isin(list(LEVELS))]
    for kind, rows in unknown.groupby(unknown):
        what = f"« {kind} » n’est pas un niveau connu ({len(rows)} ligne{'s' if len(rows) > 1 else ''})."
        remedy = f"un de : {', '.join(LEVELS)}."
        sheet.wrong(what, row=rows.index[0], column="GEO_OBJECT", remedy=remedy)
    levels = kinds.map(LEVELS)
    codes = sheet.cells["GEO"].str.strip()
    for level in sorted(set(levels.dropna()) - {"france"}):
        reading.Sheet(sheet.file, sheet.cells[levels == level], sheet.problems).codes("GEO", level)
    nation = codes[levels == "france"]
    for row, code in nation[~nation.isin(list(NATIONS))].items():
        remedy = f"un de : {', '.join(NATIONS)}."
        sheet.wrong(f"« {code} » n’est pas un périmètre national connu.", row=row, column="GEO", remedy=remedy)
    codes = codes.where(levels != "france", codes.map(NATIONS))
    return pd.MultiIndex.from_arrays([levels, codes], names=["level", "territory"])


def part(index: pd.MultiIndex) -> str:
    """The name of a stored part: its levels, so that two files of one table do not overwrite each other."""
    held = set(index.get_level_values("level"))
    return "_".join(level for level in LEVEL_ORDER if level in held)


def _drop_levels(sheet: reading.Sheet, levels: Sequence[str]) -> list[str]:
    kinds = sheet.cells["GEO_OBJECT"].str.strip()
    unused = [kind for kind, level in LEVELS.items() if level not in levels]
    other = kinds.str.fullmatch(OTHER_LEVELS) | kinds.isin(unused)
    sheet.cells = sheet.cells[~other]
    return [
        f"niveau « {kind} » : {count} lignes non lues" for kind, count in sorted(kinds[other].value_counts().items())
    ]


def _drop_years(sheet: reading.Sheet, first_year: str) -> list[str]:
    years = sheet.cells["TIME_PERIOD"].str.strip()
    before = years.str.fullmatch("[0-9]{4}") & (years < first_year)
    if before.all():
        sheet.wrong(
            f"aucune ligne à partir de {first_year}.",
            column="TIME_PERIOD",
            remedy="les années antérieures sont d’une autre série, à ne pas mêler à celle-ci.",
        )
        sheet.done()
    sheet.cells = sheet.cells[~before]
    return [f"année {year} : autre série, non lue" for year in sorted(set(years[before]))]


def _wide(
    sheet: reading.Sheet, cells: Cells, schema: Schema
) -> tuple[pd.MultiIndex, pd.Series, pd.DataFrame, pd.DataFrame]:
    sheet.require(cells)
    index = places(sheet)
    years = sheet.pattern("TIME_PERIOD", r"20[0-9]{2}", "AAAA")
    return index, years, *sheet.numbers(list(cells), schema, key=KEY)


def _long(
    sheet: reading.Sheet, cells: Cells, schema: Schema
) -> tuple[pd.MultiIndex, pd.Series, pd.DataFrame, pd.DataFrame]:
    sheet.require({name: None for fixed in cells.values() for name in fixed})
    sheet.cells = sheet.cells.assign(variable=_variables(sheet, cells))
    sheet.cells = sheet.cells[sheet.cells["variable"].ne("")]
    index = places(sheet)
    sheet.pattern("TIME_PERIOD", r"20[0-9]{2}", "AAAA")
    numbers, marks = observations(sheet)
    declared = declared_for(schema, list(cells))
    # Cells that may hold the same are checked together: they share the one column of the file.
    for kind in dict.fromkeys(declared.values()):
        rows = sheet.cells["variable"].isin([name for name in cells if declared[name] == kind])
        sheet.check(numbers[rows], {"OBS_VALUE": kind}, [*KEY, "variable"])
    sheet.done()
    long = pd.DataFrame(
        {
            "level": index.get_level_values(0),
            "territory": index.get_level_values(1),
            "year": sheet.cells["TIME_PERIOD"].str.strip().to_numpy(),
            "variable": sheet.cells["variable"].to_numpy(),
            "number": numbers["OBS_VALUE"].to_numpy(),
            "mark": marks["OBS_VALUE"].to_numpy(),
        }
    )
    wide = long.pivot(index=["year", "level", "territory"], columns="variable", values=["number", "mark"])
    values = wide["number"].reindex(columns=list(cells)).rename_axis(columns=None).astype(float)
    reasons = wide["mark"].reindex(columns=list(cells)).rename_axis(columns=None).astype(object)
    # A cell without a row has neither number nor reason: Insee leaves out some of the empty cells.
    absent = values.isna() & reasons.isna()
    reasons = reasons.mask(absent, pd.Series([NO_ROW] * len(reasons), index=reasons.index), axis=0)
    year = values.index.get_level_values("year")
    return values.index.droplevel("year"), pd.Series(year), values, reasons


def _variables(sheet: reading.Sheet, cells: Cells) -> pd.Series:
    """For each row the cell that it is, or an empty text: every dimension that a cell does not fix is at its total."""
    names = [name for name in sheet.cells.columns if name not in ATTRIBUTES and name not in KEY]
    codes = {name: sheet.cells[name].str.strip() for name in names}
    for name in {name for fixed in cells.values() for name in fixed}:
        # A row whose code is damaged would be one that nobody asks for, and its figure would be gone unseen.
        for row, code in codes[name][~codes[name].str.fullmatch(CODE)].items():
            sheet.wrong(f"« {code} » n’est pas un code de modalité.", row=row, column=name, remedy="le corriger.")
    at_total = {name: code == TOTAL for name, code in codes.items()}
    variables = pd.Series("", index=sheet.cells.index, dtype="str")
    for name, fixed in cells.items():
        chosen = pd.Series(True, index=sheet.cells.index)
        for dimension in names:
            chosen &= codes[dimension] == fixed[dimension] if dimension in fixed else at_total[dimension]
        if not chosen.any():
            asked = ", ".join(f"{dimension} = {code}" for dimension, code in fixed.items())
            sheet.wrong(f"aucune ligne pour {asked} (variable {name}).", remedy="reprendre le fichier entier.")
        variables = variables.mask(chosen, name)
    return variables


def observations(sheet: reading.Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`OBS_VALUE` of each row, and why there is none, after the statuses that the row carries."""
    numbers, marks = sheet.parsed(["OBS_VALUE"])
    reasons = marks["OBS_VALUE"]
    if "OBS_STATUS" in sheet.cells:
        told = sheet.cells["OBS_STATUS"].str.strip().map(_REASONS)
        reasons = reasons.mask(told.notna(), told)
    if "CONF_STATUS" in sheet.cells:
        secret = sheet.cells["CONF_STATUS"].str.strip() == "C"
        reasons = reasons.mask(secret, pd.Series([CONFIDENTIAL] * len(reasons), index=reasons.index))
    return numbers.where(reasons.isna().to_frame("OBS_VALUE")), reasons.to_frame("OBS_VALUE")
