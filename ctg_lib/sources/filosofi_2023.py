"""Insee, Filosofi from 2023: a new series, with median living standard and poverty rate only below the région."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from ctg_lib.sources import melodi, reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

POVERTY = "PR_MD60"
CELLS = {name: {"FILOSOFI_MEASURE": name} for name in ("MED_SL", POVERTY)}


def read(path: Path) -> list[Table]:
    """One table for each year from 2023: `MED_SL` in euros a year, `PR_MD60` in per cent.

    Insee also publishes 2021 in this shape: it is of the former series, and left out.
    """
    tables = melodi.read(path, SOURCE, CELLS, first_year="2023")
    return [_with_rounding(table) for table in tables]


def _with_rounding(table: Table) -> Table:
    """Flag the whole poverty rates of communes: Insee rounds them to the unit, but for the largest communes.

    The file says so by its values: of 55 rates in the Loire, all are whole but those of Saint-Étienne and
    Saint-Chamond. Medians are rounded to ten euros at every level, which the card says: no interval would show it.
    """
    rates = table.values[POVERTY]
    whole = rates.index[rates.mod(1).eq(0) & (rates.index.get_level_values("level") == "commune")]
    rounded = reading.flag(whole, POVERTY, str(Status.ROUNDED), "arrondi à l’unité par l’Insee")
    return replace(table, flags=pd.concat([table.flags, rounded], ignore_index=True))


SOURCE = Source(
    id="filosofi_2023",
    title="Filosofi, niveau de vie et pauvreté, nouvelle série depuis 2023 (DS_FILOSOFI_CC)",
    short="Insee, Filosofi",
    producer="Insee-DGFiP-Cnaf-Cnav-CCMSA",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_FILOSOFI_CC",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=melodi.headers(CELLS),
    read=read,
    schema={"MED_SL": Numbers(high=1_000_000), POVERTY: Numbers(high=100)},
    secrecy=(
        "Seuils de diffusion de l’Insee à vérifier pour la nouvelle série : dans la Loire, aucune commune de moins de "
        "117 habitants n’a de médiane. Des taux communaux de 4 % y sont publiés : le plancher de 5 % de la série close "
        "ne s’y lit plus."
    ),
    caveat=(
        "Nouvelle méthode : l’Insee proscrit toute comparaison avec les millésimes 2021 et antérieurs. Médianes "
        "arrondies à la dizaine d’euros, taux communaux arrondis à l’unité."
    ),
    lag="deux ans et demi à trois ans après l’année de revenus, d’après les éditions passées",
    files={"2023": (RemoteFile("https://api.insee.fr/melodi/file/DS_FILOSOFI_CC/DS_FILOSOFI_CC_2023_CSV_FR"),)},
    additive=False,
    reach={POVERTY: 0.5},
    france="France métropolitaine",
)
