"""Ademe, diagnostics de performance énergétique of existing dwellings: certificates counted by commune and class.

One row a certificate, millions in the whole base: an extract of some communes or départements is enough. A certificate
is made when a dwelling is sold or let: they are not a sample of the stock.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

SEPARATOR = ","
NUMBER, COMMUNE, CLASS, DAY, KIND = (
    "numero_dpe",
    "code_insee_ban",
    "etiquette_dpe",
    "date_etablissement_dpe",
    "type_batiment",
)
NEEDED = (NUMBER, COMMUNE, CLASS, DAY, KIND)
CLASSES = tuple("ABCDEFG")


def read(path: Path) -> list[Table]:
    """One table, of the month of the newest certificate: how many of each class (`etiquette_A`…) in each commune."""
    sheet = reading.open_sheet(path, NEEDED, separator=SEPARATOR)
    day = sheet.pattern(DAY, r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", "AAAA-MM-JJ").max()
    doubled = sheet.cells[NUMBER].str.strip().duplicated()
    for row, number in sheet.cells.loc[doubled, NUMBER].items():
        sheet.wrong(f"ligne en double pour {number}.", row=row, column=NUMBER, remedy="ne garder qu’une ligne.")
    ignored = _drop_others(sheet)
    codes = sheet.codes(COMMUNE, "commune")
    classes = sheet.pattern(CLASS, "[A-G]", "une lettre de A à G")
    sheet.done()
    values = pd.crosstab(codes, classes).reindex(columns=list(CLASSES), fill_value=0).astype(float)
    values = values.rename(columns=lambda letter: f"etiquette_{letter}").rename_axis(columns=None)
    index = reading.places("commune", values.index)
    part = "diagnostics"
    return [reading.table(SOURCE, day[:7], part, index, values, values.iloc[:, :0], ignored=ignored)]


def _drop_others(sheet: reading.Sheet) -> list[str]:
    """Certificates of whole buildings, and those that no commune could be found for."""
    gone = {
        "d’immeubles entiers": sheet.cells[KIND].str.strip().eq("immeuble"),
        "sans commune": sheet.cells[COMMUNE].str.strip().eq(""),
    }
    left, told = pd.Series(True, index=sheet.cells.index), []
    for which, rows in gone.items():
        if (left & rows).any():
            count = int((left & rows).sum())
            told.append(f"{count} diagnostic{'s' if count > 1 else ''} {which}")
        left &= ~rows
    sheet.cells = sheet.cells[left]
    if sheet.cells.empty:
        sheet.wrong("aucun diagnostic de logement rattaché à une commune.", remedy="reprendre le fichier.")
        sheet.done()
    return told


SOURCE = Source(
    id="dpe",
    title="Diagnostics de performance énergétique des logements existants (depuis juillet 2021)",
    short="Ademe, DPE",
    producer="Ademe",
    licence="Licence Ouverte 2.0",
    page="https://data.ademe.fr/datasets/dpe03existant",
    levels=("commune",),
    headers={"diagnostics": NEEDED},
    separator=SEPARATOR,
    read=read,
    schema={r"etiquette_[A-G]": Numbers()},
    secrecy="Aucun secret à la source ; sous 30 diagnostics, aucune part n’est affichée.",
    caveat=(
        "Diagnostics faits lors d’une vente, d’une location ou de travaux : ni tous les logements, ni un échantillon "
        "d’entre eux ; un logement diagnostiqué deux fois compte deux fois. Le mode de calcul a changé plusieurs fois "
        "(2021, 2024, 2026 : à vérifier)."
    ),
    lag="mis à jour en continu, d’après la fiche du jeu",
    without_address=(
        "site data.ademe.fr, jeu « DPE logements existants (depuis juillet 2021) », export CSV filtré sur les communes "
        f"voulues, colonnes {', '.join(NEEDED)}"
    ),
)
