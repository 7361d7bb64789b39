"""Insee, census: where employed residents work and how they travel, `DS_RP_NAVETTES_PRINC`."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import melodi
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

_EMPLOYED = {"RP_MEASURE": "POP", "AGE": "Y_GE15", "EMPSTA_ENQ": "1"}
_PLACES = ("10", "21", "22", "23", "24T30")
_TRANSPORTS = ("1", "2", "3", "4", "5", "6")
CELLS = {
    "POP": _EMPLOYED,
    **{f"WORK_AREA_{place}": {**_EMPLOYED, "WORK_AREA": place} for place in _PLACES},
    **{f"TRANS_{mode}": {**_EMPLOYED, "TRANS": mode} for mode in _TRANSPORTS},
}


def read(path: Path) -> list[Table]:
    """One table for each year; rows = territories, columns = one place or means of transport each (persons)."""
    return melodi.read(path, SOURCE, CELLS)


SOURCE = Source(
    id="rp_navettes",
    title="Recensement : lieu de travail et transport des actifs occupés (DS_RP_NAVETTES_PRINC)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_RP_NAVETTES_PRINC",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=melodi.headers(CELLS),
    read=read,
    schema=dict.fromkeys(CELLS, Numbers()),
    secrecy="Aucune case masquée ; les effectifs sous 200 environ sont peu précis.",
    caveat=("Actifs occupés de 15 ans ou plus, au lieu de résidence ; un seul mode de transport, le principal."),
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={
        "2023": (RemoteFile("https://api.insee.fr/melodi/file/DS_RP_NAVETTES_PRINC/DS_RP_NAVETTES_PRINC_2023_CSV_FR"),)
    },
    france="France hors Mayotte",
)
