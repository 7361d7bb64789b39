"""How far the services are: a table that nobody publishes, reckoned at each edition from the lists and the outlines.

`analysis.access_table` makes it, and lays it before the store; here is its card, like that of any other table.
"""

from __future__ import annotations

from pathlib import Path

from ctg_lib.errors import InputError
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

# Inhabitants, and children under 5, that weigh the communes of a larger territory.
PEOPLE, CHILDREN = "HAB", "ENF"
# Inhabitants × kilometres to the nearest service of a kind; × how many of them in reach.
FAR, MANY = "HABKM_", "HABN_"
# What follows the second where « in reach » is half as far as usual, or half as far again.
NEARER, FARTHER = "_PRES", "_LOIN"
# Children × places in reach for each, each place shared among all who reach it.
SHARED = "ENFPLACES"


def read(path: Path) -> list[Table]:
    """Nothing: no file holds this table."""
    raise InputError(f"{path.name} : la table des distances ne se lit dans aucun fichier, elle se calcule.")


SOURCE = Source(
    id="acces",
    title="Distances aux services, de commune à commune (calcul)",
    short="ctg_lib, distances d’après les listes de services et les contours",
    producer="ctg_lib, d’après l’Insee (BPE), les listes de services chargées et les contours de l’IGN",
    licence="Licence Ouverte 2.0",
    page="docs/acces.md",
    levels=("commune",),
    headers={},
    read=read,
    schema={rf"{FAR}.*|{MANY}.*|{SHARED}|{PEOPLE}|{CHILDREN}": Numbers(low=0)},
    secrecy="Aucun secret : lieux ouverts au public, populations publiées.",
    caveat=(
        "De point de commune à point de commune, à vol d’oiseau, multiplié par un rapport supposé pour la route : ni "
        "l’adresse des habitants, ni les minutes, ni le relief. Zéro dit que la commune a le service. Un service n’est "
        "connu que dans les communes chargées : près de leur limite, la distance est au plus celle-là."
    ),
    lag="recalculée à chaque édition, d’après les listes chargées ce jour-là",
    without_address="rien à télécharger : la table est calculée d’après les listes et les contours chargés",
)
