"""Drees, accessibilité potentielle localisée (APL): how many visits to a general practitioner a commune may have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ctg_lib import geography
from ctg_lib.sources import reading, workbooks
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

CODE = "Code commune INSEE"
ALL = "APL aux médecins généralistes"
MEANS = "APL_moyenne_ponderee_population_totale"
# « ou moins » in the sheet of 2024, « et moins » before.
UNDER_65 = r"APL aux médecins généralistes de 65 ans (?:et|ou) moins"
SHEET = r"APL (20[0-9]{2})"
# The workbook opens on a title and notes: how far down its header is looked for.
_DEEPEST_HEADER = 30
# Under these names in the store, whatever the wording of the year.
COLUMNS = ("APL", "APL_65")
_NOT_PUBLISHED = (
    Status.ESTIMATED,
    "moyenne pondérée par la population totale, calculée par un tiers, non par la Drees",
)
_LEVELS = {"DEP": "departement", "FRANCE": "france"}


def read(path: Path) -> list[Table]:
    """One table a year: `APL`, all general practitioners, and `APL_65`, those of 65 or younger.

    The producer's workbook has one sheet a year; a republication has the years in one CSV, and in another the means
    that its author computed: those are stored as estimates of `APL`, for the département and for France.
    """
    if workbooks.is_workbook(path):
        return _of_workbook(path)
    sheet = reading.open_sheet(path)
    if MEANS in sheet.cells:
        return _means(sheet)
    sheet.require([CODE, "annee"])
    years = sheet.pattern("annee", r"20[0-9]{2}", "AAAA")
    return _tables(sheet, years)


def _of_workbook(path: Path) -> list[Table]:
    names = [name for name in workbooks.sheet_names(path) if re.fullmatch(SHEET, name)]
    return [table for name in names for table in _of_sheet(path, name)]


def _of_sheet(path: Path, name: str) -> list[Table]:
    """The table of one year: its header is the row that opens on the code, the row below gives the units."""
    sheet = reading.open_workbook(path, name, header_row=_header_row(path, name), required=[CODE])
    units = sheet.cells[CODE].str.strip().eq("")
    # Notes stand below the last commune in some years: one cell of text.
    notes = sheet.cells.drop(columns=CODE).apply(lambda column: column.str.strip().eq("")).all(axis=1)
    sheet.cells = sheet.cells[~units & ~notes]
    year = re.sub(r"\D", "", name)
    return _tables(sheet, pd.Series(year, index=sheet.cells.index))


def _header_row(path: Path, name: str) -> int:
    """The row of the sheet that opens on the code of the commune; 1 when none does, which is then told."""
    # Openpyxl takes a third of a second to load: only those who read a workbook wait for it.
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    top = book[name].iter_rows(max_row=_DEEPEST_HEADER, max_col=1, values_only=True)
    return next((place for place, (cell,) in enumerate(top, start=1) if str(cell).strip() == CODE), 1)


def _tables(sheet: reading.Sheet, years: pd.Series) -> list[Table]:
    names = {_named(sheet, ALL, re.escape(ALL)): "APL", _named(sheet, UNDER_65, UNDER_65): "APL_65"}
    sheet.done()
    codes = sheet.codes(CODE, "commune")
    blank = sheet.cells[list(names)].apply(lambda column: column.str.strip().eq("")).all(axis=1)
    # A commune that has merged keeps an empty row in a republication: it is no commune of that year.
    gone = blank & ~codes.map(geography.is_current)
    sheet.cells = sheet.cells.rename(columns=names)[~gone].assign(annee=years[~gone])
    numbers, marks = sheet.numbers(COLUMNS, SOURCE.schema, key=["annee", CODE])
    # Those of 65 or younger are some of them all.
    for row in numbers.index[numbers["APL_65"] > numbers["APL"]]:
        sheet.wrong(
            "plus grande que celle de tous les médecins.",
            row=row,
            column="APL_65",
            remedy="vérifier que les deux colonnes ne sont pas interverties.",
        )
    sheet.done()
    tables = []
    for year in sorted(set(years)):
        rows = sheet.cells["annee"].eq(year)
        index = reading.places("commune", codes[rows[rows].index])
        ignored = _merged(codes[gone & years.eq(year)])
        tables.append(reading.table(SOURCE, year, "communes", index, numbers[rows], marks[rows], ignored=ignored))
    return tables


def _named(sheet: reading.Sheet, wanted: str, pattern: str) -> str:
    """The column whose name fits; told as missing under the name that it should have."""
    found = [name for name in sheet.cells.columns if re.fullmatch(pattern, name.strip())]
    if not found:
        remedy = "donner le fichier des médecins généralistes, feuilles et colonnes comprises."
        sheet.wrong("elle manque.", row=1, column=wanted.replace("(?:et|ou)", "ou"), remedy=remedy)
    return found[0] if found else wanted


def _merged(codes: Iterable[str]) -> list[str]:
    gone = sorted(codes)
    return [f"lignes vides de communes réunies à d’autres depuis : {', '.join(gone)}"] if gone else []


def _means(sheet: reading.Sheet) -> list[Table]:
    sheet.require(SOURCE.headers["moyennes"])
    levels = sheet.pattern("niveau", "|".join(_LEVELS), " ou ".join(_LEVELS)).map(_LEVELS)
    years = sheet.pattern("annee", r"20[0-9]{2}", "AAAA")
    codes = sheet.cells["code"].str.strip()
    departements = levels.eq("departement")
    reading.Sheet(sheet.file, sheet.cells[departements], sheet.problems).codes("code", "departement")
    for row, code in codes[levels.eq("france") & ~codes.isin(["F", "FR"])].items():
        sheet.wrong(f"« {code} » n’est pas la France.", row=row, column="code", remedy="écrire F.")
    sheet.cells = sheet.cells.rename(columns={MEANS: "APL"})
    numbers, marks = sheet.numbers(["APL"], SOURCE.schema, key=["niveau", "code", "annee"])
    sheet.done()
    index = pd.MultiIndex.from_arrays([levels, codes.where(departements, "FR")], names=["level", "territory"])
    extra = {"APL": _NOT_PUBLISHED}
    return [
        reading.table(SOURCE, year, "moyennes", index[rows], numbers[rows], marks[rows], extra=extra)
        for year in sorted(set(years))
        if (rows := years.eq(year).to_numpy()).any()
    ]


SOURCE = Source(
    id="apl",
    title="Accessibilité potentielle localisée (APL) aux médecins généralistes",
    short="Drees, accès aux généralistes",
    producer="Drees",
    licence="Licence Ouverte 2.0",
    page=(
        "https://data.drees.solidarites-sante.gouv.fr/explore/dataset/"
        "530_l-accessibilite-potentielle-localisee-apl/information/"
    ),
    levels=("commune", "departement", "france"),
    headers={"annees": (CODE, "annee", re.escape(ALL), UNDER_65), "moyennes": ("niveau", "code", "annee", MEANS)},
    workbook=(SHEET,),
    read=read,
    schema={"APL(_65)?": Numbers(high=100)},
    secrecy="Aucun secret : l’indicateur est calculé pour chaque commune à partir de l’offre de toutes ses voisines.",
    caveat=(
        "Consultations et visites accessibles par la route, par an et par habitant « standardisé » (compté selon ce "
        "que l’on consulte à son âge) : ni les délais, ni les refus de nouveaux patients n’y sont. Aucune moyenne "
        "intercommunale n’est publiée ; celles du département et de la France sont calculées par un tiers."
    ),
    lag="environ dix-huit mois après l’année de référence, d’après les éditions passées",
    files={
        "2024": (
            RemoteFile(
                "https://data.drees.solidarites-sante.gouv.fr/api/datasets/1.0/"
                "530_l-accessibilite-potentielle-localisee-apl/"
            ),
        )
    },
    additive=False,
    france="France hors Mayotte",
    not_released={"epci": "la Drees ne publie cet indicateur que pour les communes"},
)
