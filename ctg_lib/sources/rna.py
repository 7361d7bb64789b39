"""Répertoire national des associations (waldec): associations declared and not dissolved, by commune of their seat.

Columns of the store, one row a commune: `ACTIVES`, and `RECENTES`, those of them created in the year of the file or in
the four before.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.lists import month_of

NEEDED = ("id", "date_creat", "date_disso", "position", "adrs_codeinsee")
ACTIVE, RECENT = "ACTIVES", "RECENTES"
# Years over which an association is called new: those without news are the more numerous the older they are.
YEARS = 5
_DAY = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?"
_NONE = ("", "0001-01-01", "1900-01-01")


def read(path: Path) -> list[Table]:
    """One table, of the day in the file name. No name, address or person is stored: counts alone.

    An association is counted where its seat is; one whose seat has no code of commune, or abroad, is left out.
    """
    sheet = reading.open_sheet(path, NEEDED)
    vintage = month_of(path)
    positions = sheet.pattern("position", "[ADRS]?", "A (active), D (dissoute) ou S (supprimée)")
    # A row that slid by a cell has its identifier elsewhere: nothing else of it would be sure.
    sheet.pattern("id", "W[0-9A-Z]{9}", "W et neuf caractères")
    dissolved = ~sheet.pattern("date_disso", _DAY, "AAAA-MM-JJ").isin(_NONE)
    codes = sheet.cells["adrs_codeinsee"].str.strip()
    unknown = ~reading.are_known(codes, "commune")
    every = codes[~unknown]
    # The register is typed by hand: a code that is no commune is a gap of the register, not a fault of the file.
    closed = dissolved | positions.isin(["D", "S"])
    sheet.cells = sheet.cells[~closed & ~unknown]
    created = _years(sheet, "date_creat")
    for row in sheet.cells.index[sheet.cells["id"].str.strip().duplicated()]:
        sheet.wrong("même association que plus haut.", row=row, column="id", remedy="ne garder qu’une ligne.")
    sheet.done()
    seats = codes[sheet.cells.index]
    communes = schools.covered(every, int(vintage[:4]))
    fresh = created > int(vintage[:4]) - YEARS
    values = pd.DataFrame(
        {
            ACTIVE: seats.value_counts().reindex(communes, fill_value=0).astype(float),
            RECENT: seats[fresh].value_counts().reindex(communes, fill_value=0).astype(float),
        }
    )
    told = {"dissoutes ou supprimées": closed, "sans commune connue": ~closed & unknown}
    ignored = [f"{int(rows.sum())} associations {reason}" for reason, rows in told.items() if rows.any()]
    index = reading.places("commune", values.index)
    return [reading.table(SOURCE, vintage, "associations", index, values, values.iloc[:, :0], ignored=ignored)]


def _years(sheet: reading.Sheet, column: str) -> pd.Series:
    """The year of a date, 0 where the register has none."""
    text = sheet.pattern(column, _DAY, "AAAA-MM-JJ")
    return pd.to_numeric(text.str[:4].where(~text.isin(_NONE)), errors="coerce").fillna(0).astype(int)


SOURCE = Source(
    id="rna",
    title="Répertoire national des associations (waldec) : associations déclarées, par commune du siège",
    short="Ministère de l’Intérieur, RNA",
    producer="ministère de l’Intérieur",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/repertoire-national-des-associations/",
    levels=("commune",),
    headers={"waldec": ("id", "date_creat", "date_disso", "position", "objet_social1", "adrs_codeinsee")},
    read=read,
    schema={},
    secrecy="Aucun secret : comptes seuls ; ni nom, ni adresse, ni personne n’est repris.",
    caveat=(
        "Associations déclarées et non dissoutes : beaucoup n’ont plus d’activité et ne l’ont pas dit, d’autant plus "
        "qu’elles sont anciennes. Comptées à leur siège, qui peut être le domicile d’un membre. Les associations "
        "déclarées avant 2009 et jamais revues depuis sont dans un autre fichier."
    ),
    lag="mis à jour chaque mois, d’après la fiche du portail",
    files={"2026-10": (RemoteFile("https://media.interieur.gouv.fr/rna/rna_waldec_20261001.zip"),)},
)
