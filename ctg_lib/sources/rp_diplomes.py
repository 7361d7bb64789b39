"""Insee, census: highest diploma of those who have left school, `DS_RP_DIPLOMES_PRINC`."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import melodi
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

_LEVELS = ("001T100_RP", "200_RP", "300_RP", "350T351_RP", "500_RP", "600_RP", "700_RP")
CELLS = {f"EDUC_{level}": {"RP_MEASURE": "POP", "AGE": "Y_GE15", "SEX": "_T", "EDUC": level} for level in _LEVELS}


def read(path: Path) -> list[Table]:
    """One table for each year; rows = territories, columns = one level of diploma each (persons)."""
    return melodi.read(path, SOURCE, CELLS)


SOURCE = Source(
    id="rp_diplomes",
    title="Recensement : diplôme le plus élevé des non-scolarisés (DS_RP_DIPLOMES_PRINC)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_RP_DIPLOMES_PRINC",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=melodi.headers(CELLS),
    read=read,
    schema=dict.fromkeys(CELLS, Numbers()),
    secrecy="Aucune case masquée ; les effectifs sous 200 environ sont peu précis.",
    caveat=(
        "Population de 15 ans ou plus non scolarisée : le dénominateur est la somme des sept niveaux de diplôme, non "
        "la population."
    ),
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={
        "2023": (RemoteFile("https://api.insee.fr/melodi/file/DS_RP_DIPLOMES_PRINC/DS_RP_DIPLOMES_PRINC_2023_CSV_FR"),)
    },
    france="France hors Mayotte",
)
