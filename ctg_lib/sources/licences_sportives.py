"""Observatoire des territoires: sports licences held by children under 15, for 100 of them."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import observatoire
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

RATE = "p_licsport014"


def read(path: Path) -> list[Table]:
    """One table for each year of the file, of one level; `p_licsport014` is for 100 children, and may exceed 100."""
    return observatoire.read(path, SOURCE, RATE)


SOURCE = Source(
    id="licences_sportives",
    title="Licences sportives des 0-14 ans pour 100 enfants (Observatoire des territoires)",
    short="Observatoire des territoires, d’après Injep",
    producer="ANCT, Observatoire des territoires, d’après Injep (licences) et Insee (recensement)",
    licence="Licence Ouverte 2.0",
    page="https://www.observatoire-des-territoires.gouv.fr/",
    levels=("commune", "epci", "departement", "region"),
    headers={"export": (*observatoire.KEY, RATE)},
    read=read,
    # One child may hold several licences (326 for 100 in a village): the bound only catches a wrong decimal mark.
    schema={RATE: Numbers(high=1000)},
    secrecy=(
        "Une case vide est rare (deux villages de la Loire en 2018), et le fichier ne dit pas si elle est masquée ou "
        "sans enfant. Il ne donne pas l’effectif."
    ),
    caveat=(
        "Des licences, non des enfants : un enfant peut en avoir plusieurs, ou aucune et pratiquer ; le chiffre peut "
        "dépasser 100. Toutes les licences ne sont pas localisées. Dans un village, quelques licences suffisent à "
        "changer beaucoup le chiffre."
    ),
    lag="irrégulier ; le dernier millésime lu (2018) est ancien, et aucune date n’est annoncée",
    without_address="Site de l’Observatoire des territoires, exportation de l’indicateur, un fichier par niveau.",
    additive=False,
    not_released={"france": "niveau absent des fichiers de l’Observatoire qui ont été lus"},
)
