"""Indicators: one module a theme. `catalogue()` is the only way in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

from ctg_lib.errors import UsageError
from ctg_lib.indicators.declaration import THEMES, Indicator, declared
from ctg_lib.suggestions import nearest, told

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
    """The indicator of that id; `UsageError` proposes the nearest ones, by id or by the words of a label."""
    known = catalogue()
    if identifier not in known:
        close = nearest(str(identifier), {one.id: one.label for one in known.values()})
        hint = f" Peut-être : {told(close)}\u202f?" if close else " « ctg indicators » en donne la liste."
        raise UsageError(f"L’indicateur « {identifier} » n’existe pas.{hint}")
    return known[identifier]


def in_theme(theme: str | None) -> list[Indicator]:
    """The indicators of a theme, or of all; `UsageError` gives the themes, the nearest first."""
    if theme is not None and theme not in THEMES:
        close = nearest(theme, THEMES)
        hint = f" Peut-être : {told(close)}\u202f?" if close else ""
        raise UsageError(f"Le thème « {theme} » n’existe pas.{hint} Thèmes : {', '.join(THEMES)}.")
    return [one for one in catalogue().values() if theme in (None, one.theme)]


@contextmanager
def tried(one: Indicator) -> Iterator[None]:
    """Within, the catalogue has this indicator too, in place of the one that bears its id."""
    known = catalogue()
    before = dict(known)
    known[one.id] = one
    try:
        yield
    finally:
        known.clear()
        known.update(before)
