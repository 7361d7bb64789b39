"""One kind of service from every commune at hand: how far, how many in reach, places shared among those who come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ctg_lib.analysis.access import Decay, Floats, Pairs, flat, floating, gaussian, nearest_point, road_detour, within
from ctg_lib.analysis.access_table import Ground, where
from ctg_lib.analysis.service_types import Type
from ctg_lib.analysis.services import Services

# Places are for these people, as far as the tables know them: children under 5, else every inhabitant.
CHILDREN_FIRST = "petite_enfance"
COLUMNS = ["km", "at_most", "count", "at_least", "shared", "decayed", "places_at_least"]


def reached(ground: Ground, services: Services, kind: Type, radius: float) -> pd.DataFrame:
    """`COLUMNS` by commune of the ground, reckoned from commune to commune, as `access_table` does for the indicators.

    km: to the nearest service by the road that is supposed, NaN where no list has any; at_most: whether a commune of
    which nothing is known lies nearer. count: services within `radius` km, NaN where no list has the kind; at_least:
    whether a commune of which nothing is known lies within. shared, decayed: places per head, each place shared among
    all who reach it, in full (2SFCA) or less from afar (E2SFCA); NaN without any capacity or people known;
    places_at_least: whether a service in reach has no known capacity.
    """
    counts = services.counts(ground.communes)[kind.id]
    detour, points = road_detour(), ground.points
    some, silent = counts.gt(0).to_numpy(), counts.isna().to_numpy()
    far = nearest_point(points, points[some], detour=detour).cost
    blind = np.fmin(ground.edge * detour, nearest_point(points, points[silent], detour=detour).cost)
    many = within(Pairs.of_points(points, points, radius, detour=detour), counts.fillna(0).to_numpy())
    shared, decayed, lacking = _places(ground, services.kept[services.kept["type"] == kind.id], kind, radius)
    return pd.DataFrame(
        {
            "km": far,
            "at_most": far > blind,
            "count": many if (~silent).any() else np.full(len(many), np.nan),
            "at_least": blind < radius,
            "shared": shared,
            "decayed": decayed,
            "places_at_least": lacking > 0,
        },
        index=ground.communes,
    )[COLUMNS]


def for_children(kind: Type) -> bool:
    """Whether the places of a kind are shared among the children under 5, and not among all inhabitants."""
    return kind.family == CHILDREN_FIRST


def _places(ground: Ground, supply: pd.DataFrame, kind: Type, radius: float) -> tuple[Floats, Floats, Floats]:
    """Places per head in full and by decay, and how many services in reach have no known capacity."""
    people = ground.children if for_children(kind) else ground.people
    known, silent = supply[supply["capacity"].notna()], supply[supply["capacity"].isna()]
    nothing = np.full(len(people), np.nan)
    if known.empty or np.isnan(people).any():
        return nothing, nothing, np.zeros(len(people))
    detour = road_detour()
    pairs = Pairs.of_points(ground.points, where(ground, known), radius, detour=detour)

    def access(decay: Decay) -> Floats:
        return floating(people, known["capacity"].to_numpy(), pairs, decay).access

    unknown = Pairs.of_points(ground.points, where(ground, silent), radius, detour=detour)
    return access(flat), access(gaussian(radius)), within(unknown, silent["count"].to_numpy())
