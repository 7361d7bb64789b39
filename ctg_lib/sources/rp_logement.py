"""Insee, census: dwellings by use and households by tenure, `DS_RP_LOGEMENT_PRINC`."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import melodi
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

_USES = ("DW_MAIN", "DW_SEC_DW_OCC", "DW_VAC")
_TENURES = ("100", "211", "221", "212_222", "300")
CELLS = {
    "DWELLINGS": {"RP_MEASURE": "DWELLINGS", "OCS": "_T"},
    **{f"OCS_{use}": {"RP_MEASURE": "DWELLINGS", "OCS": use} for use in _USES},
    **{f"TSH_{tenure}": {"RP_MEASURE": "DWELLINGS", "OCS": "DW_MAIN", "TSH": tenure} for tenure in _TENURES},
}


def read(path: Path) -> list[Table]:
    """One table for each year; rows = territories, columns = one use or tenure each (dwellings)."""
    return melodi.read(path, SOURCE, CELLS)


SOURCE = Source(
    id="rp_logement",
    title="Recensement : logements et statut d’occupation (DS_RP_LOGEMENT_PRINC)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_RP_LOGEMENT_PRINC",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=melodi.headers(CELLS),
    read=read,
    schema=dict.fromkeys(CELLS, Numbers()),
    secrecy="Aucune case masquée ; les effectifs sous 200 environ sont peu précis.",
    caveat=(
        "Le statut d’occupation est celui que déclarent les habitants : le parc social du recensement n’est pas le "
        "répertoire des bailleurs (RPLS) et n’inclut pas les logements sociaux vacants."
    ),
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={
        "2023": (RemoteFile("https://api.insee.fr/melodi/file/DS_RP_LOGEMENT_PRINC/DS_RP_LOGEMENT_PRINC_2023_CSV_FR"),)
    },
    france="France hors Mayotte",
)
