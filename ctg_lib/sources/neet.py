"""Observatoire des territoires: share of the 15-24 neither employed nor in education (NEET), from the census."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import observatoire
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

SHARE = "part_non_inseres"


def read(path: Path) -> list[Table]:
    """One table for each census year of the file, of one level; `part_non_inseres` is in per cent."""
    return observatoire.read(path, SOURCE, SHARE)


SOURCE = Source(
    id="neet",
    title="Part des 15-24 ans non insérés, ni en emploi ni en formation (Observatoire des territoires)",
    short="Observatoire des territoires, d’après Insee, recensement",
    producer="ANCT, Observatoire des territoires, d’après Insee (recensement)",
    licence="Licence Ouverte 2.0",
    page="https://www.observatoire-des-territoires.gouv.fr/",
    levels=("commune", "epci", "departement", "region"),
    headers={"export": (*observatoire.KEY, SHARE)},
    read=read,
    schema={SHARE: Numbers(high=100)},
    secrecy=(
        "Rien n’est masqué dans un village de quelques jeunes, et les taux de 0 % y sont publiés ; une case vide est "
        "rare (deux communes de la Loire en 2018), et le fichier ne dit pas pourquoi. Il ne donne pas l’effectif."
    ),
    caveat=(
        "Taux publié sans le nombre de jeunes : dans une petite commune il repose sur quelques personnes. Moyenne de "
        "cinq années d’enquête ; ne rapprocher que des années distantes de cinq ans au moins. Au sens du recensement : "
        "ce n’est pas le taux de l’enquête Emploi."
    ),
    lag="irrégulier ; le dernier millésime lu (2018) est ancien, et aucune date n’est annoncée",
    without_address="Site de l’Observatoire des territoires, exportation de l’indicateur, un fichier par niveau.",
    additive=False,
    not_released={"france": "niveau absent des fichiers de l’Observatoire qui ont été lus"},
)
