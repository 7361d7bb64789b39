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
    "caf_communes",
    "couverture_petite_enfance",
    "etat_civil",
    "filosofi",
    "filosofi_2023",
    "population_legale",
    "rp_diplomes",
    "rp_logement",
    "rp_navettes",
    "rp_ages",
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
