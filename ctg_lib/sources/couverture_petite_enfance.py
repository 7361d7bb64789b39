"""Cnaf, `txcouv_pe_*`: places in formal childcare per 100 children under 3."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import childcare
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

RATE = "txcouv"
_PORTAL = "https://data.caf.fr/api/explore/v2.1/catalog/datasets/txcouv_pe_{}/exports/csv"


def read(path: Path) -> list[Table]:
    """One table for each year of the file. The rates of the closed series (`_hist`) end in `_hist` in the store."""
    return childcare.read(path, SOURCE, RATE, rf"{RATE}\w*")


SOURCE = Source(
    id="couverture_petite_enfance",
    title="Taux de couverture global de l’accueil formel des enfants de moins de 3 ans (txcouv_pe)",
    short="Cnaf, taux de couverture",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/explore/dataset/txcouv_pe_epci/",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=childcare.headers("txcouv_pe", RATE, "txcouv_"),
    read=read,
    # Places may be more than children (4 EPCI exceed 100): the bound only catches a wrong decimal mark.
    schema={rf"{RATE}\w*": Numbers(high=300)},
    secrecy="Taux arrondis à 0,1 par la Cnaf ; niveau communal diffusé au-dessus de 10 000 habitants seulement.",
    caveat=(
        "Capacité théorique, places occupées ou non, rapportée à tous les enfants de moins de 3 ans qui résident là ; "
        "les familles vont et viennent entre communes. Ce n’est pas une part d’enfants accueillis : le taux peut "
        "dépasser 100. La série 2017-2022 (fichiers « _hist »), non révisée, ne se prolonge pas par la série courante."
    ),
    lag="environ vingt-quatre mois après la date de référence (décembre N paraît vers janvier N + 3)",
    files={
        "2022": tuple(RemoteFile(_PORTAL.format(f"{key}_hist")) for key in childcare.LEVELS),
        "2023": tuple(RemoteFile(_PORTAL.format(key)) for key in childcare.LEVELS),
    },
    additive=False,
    not_released={"commune": "la Cnaf ne publie ce taux que pour les communes de plus de 10 000 habitants"},
    france="France hors Mayotte",
)
