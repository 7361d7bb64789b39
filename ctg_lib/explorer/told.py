"""The words of the bench: cells of its table, and how the picture changes with the choices not made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ctg_lib.analysis.access import road_detour
from ctg_lib.chapters.mapping import Figure
from ctg_lib.explorer.choices import RADII, Choice
from ctg_lib.value import UNITS
from ctg_lib.views.classes import METHODS, moved
from ctg_lib.views.wording import THIN, listing, number, plural, quantity

NOTHING = "—"


def cost(radius: float, unit: str) -> str:
    """« 10 km », « 10 minutes ». unit: « km » or « minutes »."""
    return f"{number(radius)}\u00a0{unit}"


def far(row: pd.Series, unit: str) -> str:
    """How far the nearest service is (row of `analysis.reach.COLUMNS`): « 2,4 km », « au plus 8,1 km »."""
    if np.isnan(row["cost"]):
        return NOTHING
    if row["cost"] == 0:
        return "dans la commune"
    return f"{'au plus ' if row['at_most'] else ''}{quantity(row['cost'], UNITS[unit], name=unit != 'km')}"


def counted(row: pd.Series) -> str:
    """How many services are in reach: « 3 », « au moins 3 », « 0 connu »."""
    return _at_least(row["count"], bounded=row["at_least"])


def places(row: pd.Series, name: str, scale: int) -> str:
    """Places shared, for so many people: « 12,5 », « au moins 12,5 », « 0,0 connu »."""
    return _at_least(row[name] * scale, bounded=row["places_at_least"], digits=1)


def _at_least(value: float, *, bounded: bool, digits: int = 0) -> str:
    if np.isnan(value):
        return NOTHING
    if bounded and number(value, digits) == number(0, digits):
        # « au moins 0 » would say nothing.
        return f"{number(0, digits)} connu"
    return f"{'au moins ' if bounded else ''}{number(value, digits)}"


def other_classes(one: Figure, choice: Choice) -> Iterator[str]:
    """For each other way of cutting the classes, how many communes would change colour."""
    for name, (label, method) in METHODS.items():
        if name == choice.classes:
            continue
        other = one.cut(method, choice.count)
        if len(other.classes) != len(one.classes):
            # The third of three is not the third of four: no commune can be said to have moved.
            many = plural(len(other.classes), "classe")
            yield f"Avec des {label}, il y aurait {many} au lieu de {number(len(one.classes))}."
            continue
        moving = int(moved(one.classes, other.classes, one.known).sum())
        how_many = f"{plural(moving, 'commune')} sur {number(len(one.known))}" if moving else "aucune commune ne"
        yield f"Avec des {label}, {how_many} {'changeraient' if moving > 1 else 'changerait'} de couleur."


def other_radii(reach: pd.DataFrame, radius: float, unit: str) -> str:
    """How many communes have the service in reach, and how many lose or gain it at the radii below and above."""
    known = reach.dropna(subset=["cost"])
    if known.empty:
        return ""
    near, place = known["cost"] <= radius, RADII.index(radius)
    others = [RADII[beside] for beside in (place - 1, place + 1) if 0 <= beside < len(RADII)]
    changes = [_change(cost(other, unit), int((known["cost"] <= other).sum() - near.sum())) for other in others]
    bounded = "au moins " if (known["at_most"] & ~near).any() else ""
    verb = "ont" if near.sum() > 1 else "a"
    count = f"{bounded}{plural(near.sum(), 'commune')} sur {number(len(known))} {verb}"
    return f"À {cost(radius, unit)}, {count} ce service à portée{THIN}; {listing(changes)}."


def _change(radius: str, more: int) -> str:
    if not more:
        return f"aucune de plus ni de moins à {radius}"
    return f"{number(abs(more))} de {'plus' if more > 0 else 'moins'} à {radius}"


def notes(*, shared: bool, file: str = "") -> str:
    """What stands under the table: how its distances are reckoned, and why places are shared or are not.

    file: the name of the one that the costs come from, if any.
    """
    detour = number(road_detour(), 1)
    estimated = (
        f"Distances estimées, de commune à commune, à vol d’oiseau × {detour} pour la route\u00a0: ni une adresse, ni "
        "des minutes. « Au plus », « au moins », « 0 connu »\u00a0: une commune plus proche n’est dans aucune liste "
        f"chargée. « {NOTHING} »\u00a0: aucune liste chargée ne le dit."
    )
    given = (
        f"Trajets de commune à commune lus dans {file}\u00a0: une paire qui n’y est pas est hors de portée. "
        f"« {NOTHING} »\u00a0: aucun service connu à portée, ou aucune liste chargée ne le dit."
    )
    reckoned = given if file else estimated
    places_told = (
        f"Places partagées entre tous ceux qui les atteignent dans le rayon{THIN}; « au moins »\u00a0: un service à "
        "portée n’a pas de capacité connue. Les habitants des communes qui ne sont pas chargées n’y sont pas."
        if shared
        else "Les places ne se partagent pas\u00a0: aucune capacité n’est connue pour ce service. Le classeur "
        "« offre_locale.xlsx » ou la base permanente des équipements détaillée la donnent."
    )
    return f'<p class="source">{reckoned}</p><p class="source">{places_told}</p>'
