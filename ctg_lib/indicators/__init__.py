"""Indicators: one module a theme. `catalogue()` is the only way in."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module

from ctg_lib.errors import UsageError
from ctg_lib.indicators.declaration import THEMES, Indicator, declared

MODULES = (
    "portrait",
    "portrait_ages",
    "petite_enfance",
    "petite_enfance_offre",
    "petite_enfance_projection",
    "familles_emploi",
    "enfance",
    "jeunesse",
    "parentalite",
    "parentalite_caf",
    "vie_sociale",
    "acces_droits",
    "numerique",
    "acces_services",
    "acces",
    "acces_equipements",
    "logement",
    "logement_parc",
    "precarite",
    "emploi",
    "handicap",
    "seniors",
    "seniors_offre",
    "mobilite",
    "sante",
    "recensement_local",
    "recensement_services",
    "recensement_caf",
)


@cache
def catalogue() -> dict[str, Indicator]:
    """Every declared indicator by id, in the order of the themes."""
    for name in MODULES:
        import_module(f"ctg_lib.indicators.{name}")
    order = list(THEMES)
    return dict(sorted(declared().items(), key=lambda item: order.index(item[1].theme)))


def indicator(identifier: str) -> Indicator:
    """The indicator of that id; `UsageError` proposes the nearest names."""
    known = catalogue()
    if identifier not in known:
        close = get_close_matches(identifier, known, n=3, cutoff=0.4)
        hint = f" Peut-être : {', '.join(close)} ?" if close else " « ctg indicators » en donne la liste."
        raise UsageError(f"L’indicateur « {identifier} » n’existe pas.{hint}")
    return known[identifier]
