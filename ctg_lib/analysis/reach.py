"""One kind of service from every commune at hand: how far, how many in reach, places shared among those who come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ctg_lib.analysis.access import Floats, Pairs, flat, gaussian, nearest, nearest_point, road_detour, within
from ctg_lib.analysis.access_table import Ground, nearest_km, places_per_head, towards
from ctg_lib.analysis.service_types import Type
from ctg_lib.analysis.services import Services
from ctg_lib.analysis.travel import Travel

# Places are for these people, as far as the tables know them: children under 5, else every inhabitant.
CHILDREN_FIRST = "petite_enfance"
COLUMNS = ["cost", "at_most", "count", "at_least", "shared", "decayed", "places_at_least"]


def reached(
    ground: Ground, services: Services, kind: Type, radius: float, travel: Travel | None = None
) -> pd.DataFrame:
    """`COLUMNS` by commune of the ground, reckoned from commune to commune.

    travel: costs between communes, in minutes or km, from a file; without it, kilometres by the road that is supposed,
    as `access_table` does for the indicators. cost: to the nearest service, NaN where no list has any; at_most: whether
    a commune of which nothing is known lies nearer. count: services within `radius`, NaN where no list has the kind;
    at_least: whether a commune of which nothing is known lies within. shared, decayed: places per head, each place
    shared among all who reach it, in full (2SFCA) or less from afar (E2SFCA); NaN without any capacity or people known;
    places_at_least: whether a service in reach has no known capacity.
    """
    counts = services.counts(ground.communes)[kind.id]
    some, silent = counts.gt(0).to_numpy(), counts.isna().to_numpy()
    here = services.kept[services.kept["type"] == kind.id]
    if travel is None:
        far = nearest_km(ground, here, counts.to_numpy())
        unseen = nearest_point(ground.points, ground.points[silent], detour=road_detour()).cost
        blind = np.fmin(ground.edge * road_detour(), unseen)
        to = partial(towards, ground, radius=radius)
    else:
        # Of what lies beyond its last line, a file says nothing: no bound can be told from it.
        pairs = _of_file(ground, travel)
        far, blind = (nearest(_towards(pairs, chosen)).cost for chosen in (some, silent))
        to = partial(_spread, ground, pairs.narrowed(radius))
    many = within(to(here), here["count"].to_numpy())
    shared, decayed, lacking = _places(ground, here, kind, radius, to)
    return pd.DataFrame(
        {
            "cost": far,
            "at_most": far > blind,
            "count": many if (~silent).any() else np.full(len(many), np.nan),
            "at_least": blind < radius,
            "shared": shared,
            "decayed": decayed,
            "places_at_least": lacking > 0,
        },
        index=ground.communes,
    )[COLUMNS]


def _of_file(ground: Ground, travel: Travel) -> Pairs:
    """From each commune to each other that the file gives, each at no cost from itself where it does not say."""
    found = travel.between(ground.communes, ground.communes)
    own = np.setdiff1d(np.arange(len(ground.communes)), found.demand[found.demand == found.supply])
    return replace(
        found,
        demand=np.concatenate([found.demand, own]),
        supply=np.concatenate([found.supply, own]),
        cost=np.concatenate([found.cost, np.zeros(len(own))]),
    )


def _towards(pairs: Pairs, chosen: NDArray[np.bool_]) -> Pairs:
    """The pairs that lead to some of the supplies."""
    kept = chosen[pairs.supply]
    return replace(pairs, demand=pairs.demand[kept], supply=pairs.supply[kept], cost=pairs.cost[kept])


def for_children(kind: Type) -> bool:
    """Whether the places of a kind are shared among the children under 5, and not among all inhabitants."""
    return kind.family == CHILDREN_FIRST


def _places(
    ground: Ground, supply: pd.DataFrame, kind: Type, radius: float, to: Callable[[pd.DataFrame], Pairs]
) -> tuple[Floats, Floats, Floats]:
    """Places per head in full and by decay, and how many services in reach have no known capacity."""
    people = ground.children if for_children(kind) else ground.people
    found = places_per_head(people, supply, to, [flat, gaussian(radius)])
    if found is None:
        nothing = np.full(len(people), np.nan)
        return nothing, nothing, np.zeros(len(people))
    (shared, decayed), lacking = found
    return shared, decayed, lacking


def _spread(ground: Ground, pairs: Pairs, rows: pd.DataFrame) -> Pairs:
    """Pairs towards services, from those towards the communes that they are in."""
    communes = ground.rank[rows["commune"]].to_numpy()
    table = pd.DataFrame({"demand": pairs.demand, "commune": pairs.supply, "cost": pairs.cost})
    services = pd.DataFrame({"commune": communes, "supply": np.arange(len(communes))})
    joined = table.merge(services, on="commune")
    return Pairs(
        joined["demand"].to_numpy(),
        joined["supply"].to_numpy(),
        joined["cost"].to_numpy(),
        pairs.demands,
        len(communes),
        pairs.reach,
        pairs.unit,
    )
