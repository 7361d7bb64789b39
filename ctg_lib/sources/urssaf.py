"""Urssaf: jobs of the private sector where they are located, each 31 December, and the establishments that hold them.

The producer's file has one row a commune and activity (APE), and a pair of columns a year; a republication may have
one row a commune, or one a commune and large sector. The last two differ: the newest year alone is split by sector.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

JOBS, PLACES = "effectifs_salaries", "nombre_d_etablissements"
YEARLY = rf"(?P<what>{JOBS}|{PLACES})_(?P<year>20[0-9]{{2}})"
COMMUNE, SECTOR, ACTIVITY = "code_commune", "grand_secteur_d_activite", "code_ape"
# « GS2 Construction » or « Construction »: the end of the variable of each sector.
SECTORS = {
    "industrie": "industrie",
    "construction": "construction",
    "commerce": "commerce",
    "hotellerie_restauration": "hotellerie_restauration",
    "autres_services_marchands_hors_interim": "services_marchands",
    "services_non_marchands": "services_non_marchands",
    "interim": "interim",
}
_NOTHING = (Status.NOT_RELEASED, "aucune ligne publiée pour cette commune : aucun employeur privé, ou non diffusé")
_WHOLE = Numbers(multiple_of=1, otherwise="n’est pas un nombre entier de salariés ou d’établissements")


def read(path: Path) -> list[Table]:
    """One table for each 31 December: jobs and establishments, all of them and by large sector where the file says."""
    sheet = reading.open_sheet(path, [COMMUNE])
    columns = [name for name in sheet.cells.columns if re.fullmatch(YEARLY, name)]
    if not columns:
        sheet.wrong("aucune colonne d’effectifs (effectifs_salaries_2025…).", row=1, remedy="reprendre le fichier.")
        sheet.done()
    codes = sheet.codes(COMMUNE, "commune")
    sectors = _sectors(sheet)
    key = [name for name in (COMMUNE, ACTIVITY, SECTOR) if name in sheet.cells]
    numbers, _ = sheet.numbers(columns, SOURCE.schema, key=key)
    sheet.done()
    others = [name for name in sheet.cells if name not in columns and name not in key]
    ignored = [f"colonne « {name} » : déjà dite par le code" for name in others]
    part = "secteurs" if sectors is not None else "communes"
    tables = []
    for year in sorted({match["year"] for name in columns if (match := re.fullmatch(YEARLY, name))}):
        values = _values(numbers, codes, sectors, year)
        marks = pd.DataFrame(index=values.index, columns=values.columns, dtype=object)
        marks = marks.mask(values.isna(), pd.Series([_NOTHING] * len(values), values.index), axis=0)
        index = reading.places("commune", values.index)
        tables.append(reading.table(SOURCE, f"{year}-12", part, index, values, marks, ignored=ignored))
    return tables


def _sectors(sheet: reading.Sheet) -> pd.Series | None:
    """The variable of the sector of each row; None where the file does not tell sectors."""
    if SECTOR not in sheet.cells:
        return None
    names = sheet.cells[SECTOR].str.replace(r"^\s*GS[0-9]+\s+", "", regex=True).map(schools.technical)
    for row, name in sheet.cells.loc[~names.isin(list(SECTORS)), SECTOR].items():
        sheet.wrong(f"« {name} » n’est pas un grand secteur connu.", row=row, column=SECTOR, remedy="le corriger.")
    return names.map(SECTORS)


def _values(numbers: pd.DataFrame, codes: pd.Series, sectors: pd.Series | None, year: str) -> pd.DataFrame:
    """Totals by commune, then by sector. A sector without a row has no employer there: it counts zero."""
    frames = {}
    for what in (JOBS, PLACES):
        if f"{what}_{year}" not in numbers:
            continue
        own = numbers[f"{what}_{year}"]
        # A year that no row of the commune fills stays blank: it is not a zero.
        frames[what] = own.groupby(codes).sum(min_count=1)
        if sectors is not None:
            split = own.groupby([codes, sectors]).sum(min_count=1).unstack().reindex(columns=list(SECTORS.values()))
            filled = split.fillna(0.0).where(frames[what].notna(), axis=0)
            frames |= {f"{what}_{name}": filled[name] for name in filled}
    return pd.DataFrame(frames)


SOURCE = Source(
    id="urssaf",
    title="Effectifs salariés et établissements employeurs du secteur privé, au lieu de travail, au 31 décembre",
    short="Urssaf, effectifs salariés",
    producer="Urssaf",
    # Two readers of its page disagree: the doubt is told.
    licence="Licence Ouverte 2.0 (ODbL d’après un autre relevé : à vérifier)",
    page=("https://open.urssaf.fr/explore/dataset/etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last/"),
    levels=("commune",),
    headers={
        "communes": (COMMUNE, rf"{JOBS}_20[0-9]{{2}}"),
        "secteurs": (COMMUNE, SECTOR, rf"{JOBS}_20[0-9]{{2}}"),
        "ape": (COMMUNE, ACTIVITY, SECTOR, rf"{JOBS}_20[0-9]{{2}}", rf"{PLACES}_20[0-9]{{2}}"),
    },
    read=read,
    schema={YEARLY: _WHOLE},
    secrecy="Aucune case masquée d’après le fichier lu ; un secteur d’un seul employeur est publié comme les autres.",
    caveat=(
        "Emplois situés dans la commune, quel que soit le domicile du salarié ; secteur privé du régime général : ni "
        "agriculture, ni fonction publique, ni indépendants. Les apprentis sont comptés depuis la publication de juin "
        "2023, sans que l’on sache si les années d’avant ont été recalculées. Un établissement qui déménage fait "
        "bouger le chiffre d’une petite commune."
    ),
    lag="vers la fin du cinquième mois de l’année suivante, d’après les éditions passées (version du 29 mai 2026)",
    files={
        "2025-12": (
            RemoteFile(
                "https://open.urssaf.fr/api/explore/v2.1/catalog/datasets/"
                "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last/exports/csv?delimiter=%3B"
            ),
        )
    },
)
