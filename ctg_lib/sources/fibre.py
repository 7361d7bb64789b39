"""ANCT, France Très Haut Débit: premises that fibre can reach by commune, and the closing of the copper network."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

PREMISES, REACHED = "locaux_arcep", "locaux_ftth"
# Premises that copper will have left by the end of a year (two digits): a running total.
CLOSED = r"ferm_cu[0-9]{2}"
NEEDED = ("insee_com", PREMISES, REACHED, "trimestre")


def read(path: Path) -> list[Table]:
    """One table, of the quarter that the file says: premises, those that fibre reaches, those that copper leaves."""
    sheet = reading.open_sheet(path, NEEDED)
    codes = sheet.codes("insee_com", "commune")
    quarters = sheet.pattern("trimestre", r"20[0-9]{2} ?-?T[1-4]", "2026 T2")
    closings = sorted(name for name in sheet.cells.columns if re.fullmatch(CLOSED, name))
    numbers, marks = sheet.numbers([PREMISES, REACHED, *closings], SOURCE.schema, key=["insee_com"])
    if quarters.nunique() > 1:
        sheet.wrong("plusieurs trimestres dans un même fichier.", column="trimestre", remedy="n’en garder qu’un.")
    _check_order(sheet, numbers, closings)
    sheet.done()
    others = [name for name in sheet.cells.columns if name not in (*numbers.columns, "insee_com", "trimestre")]
    ignored = [f"colonne « {name} » : réseau, sans usage ici" for name in others]
    quarter = quarters.iloc[0]
    index = reading.places("commune", codes)
    vintage = f"{quarter[:4]}-{quarter[-2:]}"
    return [reading.table(SOURCE, vintage, "communes", index, numbers, marks, ignored=ignored)]


def _check_order(sheet: reading.Sheet, numbers: pd.DataFrame, closings: list[str]) -> None:
    """Fibre reaches no more premises than there are, and a running total never goes down."""
    pairs = [(REACHED, PREMISES, "plus de locaux raccordables que de locaux."), *_running(closings)]
    for less, more, what in pairs:
        for row in numbers.index[numbers[less] > numbers[more]]:
            remedy = "vérifier que les deux colonnes ne sont pas interverties."
            sheet.wrong(what, row=row, column=less, remedy=remedy)


def _running(closings: list[str]) -> list[tuple[str, str, str]]:
    return [
        (before, after, f"plus de locaux que dans {after}, qui les cumule.") for before, after in pairwise(closings)
    ]


SOURCE = Source(
    id="fibre",
    title="France Très Haut Débit : locaux raccordables à la fibre et fermeture du cuivre, par commune",
    short="ANCT, France Très Haut Débit",
    producer="ANCT, d’après l’Arcep",
    licence="Licence Ouverte 2.0",
    page="https://cartefibre.arcep.fr/",
    levels=("commune",),
    headers={"communes": (*NEEDED, CLOSED)},
    read=read,
    schema={f"{PREMISES}|{REACHED}|{CLOSED}": Numbers()},
    secrecy="Aucun secret.",
    caveat=(
        "Locaux, professionnels compris : ce n’est pas un nombre de logements. Raccordable ne veut dire ni raccordé ni "
        "abonné, et ne dit rien de l’aisance des habitants avec internet."
    ),
    lag="chaque trimestre, quelques mois après sa fin, d’après les éditions passées",
    without_address="site data.gouv.fr, organisation ANCT, indicateur France Très Haut Débit",
)
