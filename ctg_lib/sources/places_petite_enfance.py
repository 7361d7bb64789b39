"""Cnaf, `nbpla_pe_*`: number of places in formal childcare for children under 3, by kind of care."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import childcare
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

TOTAL = "tot_offre"
_PORTAL = "https://data.caf.fr/api/explore/v2.1/catalog/datasets/nbpla_pe_{}/exports/csv"


def read(path: Path) -> list[Table]:
    """One table for each year of the file. The places of the closed series (`_hist`) end in `_hist` in the store."""
    return childcare.read(path, SOURCE, TOTAL, rf"{TOTAL}_\w+|pl_\w+")


SOURCE = Source(
    id="places_petite_enfance",
    title="Nombre de places d’accueil formel des enfants de moins de 3 ans, par mode d’accueil (nbpla_pe)",
    short="Cnaf, places d’accueil",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/explore/dataset/nbpla_pe_epci/",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=childcare.headers("nbpla_pe", TOTAL, "pl_"),
    read=read,
    # The most that France has is under two millions: the bound catches another unit, or two columns in one.
    schema={rf"{TOTAL}_\w+|pl_\w+": Numbers(high=5_000_000)},
    secrecy="Aucun secret signalé ; niveau communal diffusé au-dessus de 10 000 habitants seulement.",
    caveat=(
        "Capacité théorique de décembre : places des crèches d’après les agréments, places estimées d’après l’usage "
        "pour les micro-crèches Paje, l’école avant 3 ans et la garde à domicile. Une assistante maternelle sans "
        "enfant ce mois-là n’est pas comptée. Un enfant accueilli à deux endroits occupe deux places. L’ensemble se "
        "lit, il ne se refait pas en additionnant les parties."
    ),
    lag="environ vingt-quatre mois après la date de référence (décembre N paraît vers janvier N + 3)",
    files={
        "2022": tuple(RemoteFile(_PORTAL.format(f"{key}_hist")) for key in childcare.LEVELS),
        "2023": tuple(RemoteFile(_PORTAL.format(key)) for key in childcare.LEVELS),
    },
    not_released={"commune": "la Cnaf ne publie ces places que pour les communes de plus de 10 000 habitants"},
    # The départements have a row for Mayotte, the nation does not count it.
    france="France hors Mayotte",
)
