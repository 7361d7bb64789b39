"""Published datasets: one module each, with its card and its reader. The only way in is `catalogue()`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ctg_lib.errors import UsageError
from ctg_lib.sources.card import Source

# In order of recognition: a census file may carry a few columns of Filosofi, never the other way round; every long
# census table has the columns of the ages.
MODULES = (
    "rp",
    "bpe",
    "acces_equipements",
    "apl",
    "france_services",
    "services_publics",
    "finess",
    "conseillers_numeriques",
    "rna",
    "caf_communes",
    "caf_qf",
    "caf_iris",
    "couverture_2020",
    "couverture_petite_enfance",
    "places_petite_enfance",
    "etat_civil",
    "filosofi",
    "filosofi_2023",
    "filosofi_iris",
    "population_legale",
    "population_historique",
    "superficie",
    "densite",
    "aires",
    "iris",
    "rp_iris",
    "rp_familles",
    "rp_familles_age",
    "rp_td_fam6",
    # The newer IPS first: their files also have the columns of the closed series.
    "ips",
    "ips_avant_2022",
    "en_annuaire",
    "en_effectifs",
    "neet",
    "licences_sportives",
    "dares",
    "urssaf",
    "sru",
    "fibre",
    "loyers",
    "zonages",
    "qpv",
    "lovac",
    "rpls",
    "dpe",
    "rp_diplomes",
    "rp_logement",
    "rp_navettes",
    "rp_ages",
    "offre_locale",
    "caf_locale",
    "acces",
)


@cache
def catalogue() -> dict[str, Source]:
    """Every source, by id."""
    cards = [import_module(f"ctg_lib.sources.{name}").SOURCE for name in MODULES]
    return {card.id: card for card in cards}


def source(identifier: str) -> Source:
    """The source of that id; `UsageError` names the known ones."""
    if identifier not in catalogue():
        raise UsageError(f"La source « {identifier} » n’existe pas. Sources connues : {', '.join(catalogue())}.")
    return catalogue()[identifier]
