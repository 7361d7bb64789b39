"""Who can reach what: distances, the nearest service, services within a radius, places per head shared by catchment.

Points are arrays of shape (n, 2): latitude and longitude in degrees. A *demand* is where people are (a commune, an
IRIS), a *supply* where a service is; both are known by their position, from 0. Costs are kilometres or minutes.

Two-step floating catchment area: Luo and Wang, 2003 (2SFCA); with a decay inside the catchment, Luo and Qi, 2009
(E2SFCA, by steps) and Dai, 2010 (Gaussian).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from ctg_lib import parameters

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Decay = Callable[[Floats], Floats]

# Mean radius of the Earth (IUGG, GRS 80).
EARTH_KM = 6371.0088
# Two costs nearer than that, in the unit sphere's radius, are one: some micrometres on the ground.
TIE = 1e-12
NO_SUPPLY = -1


class Reach(StrEnum):
    """What stands behind the value of a demand; every one but the first tells why it is zero, or whom it counts."""

    REACHED = "reached"
    NOTHING = "nothing_in_reach"
    NO_CAPACITY = "no_capacity_in_reach"
    NO_POPULATION = "no_population"

    @property
    def label(self) -> str:
        """French words for a table cell or a tooltip."""
        return {
            Reach.REACHED: "au moins un service à portée",
            Reach.NOTHING: "aucun service à portée",
            Reach.NO_CAPACITY: "services à portée, mais sans place",
            Reach.NO_POPULATION: "personne à desservir ici",
        }[self]


def _status(reasons: Mapping[Reach, NDArray[np.bool_]]) -> NDArray[np.object_]:
    """For each demand, the first reason that holds; reached where none does."""
    # As objects: numpy would make plain text of them.
    told = [np.array(reason, dtype=object) for reason in reasons]
    return np.select(list(reasons.values()), told, default=np.array(Reach.REACHED, dtype=object))


# --- Distances ------------------------------------------------------------------------------------------------------


def road_detour() -> float:
    """What a distance as the crow flies is multiplied by to stand for one by road: an assumption, told as such."""
    return parameters.value("detour_route")


def distance(one: ArrayLike, other: ArrayLike, *, detour: float = 1.0) -> Floats:
    """Great-circle distances in km, row by row, between two arrays of points of the same length.

    Raises ValueError for a point that is none, lengths that differ, a detour below 1.
    """
    first, second = _on_sphere(one), _on_sphere(other)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} points beside {len(second)}")
    return _kilometres(np.sqrt(((first - second) ** 2).sum(axis=1)), _checked_detour(detour))


def _on_sphere(points: ArrayLike) -> Floats:
    """Unit vectors, shape (n, 3). ValueError for what is no latitude and longitude."""
    degrees = np.asarray(points, dtype=float)
    degrees = degrees.reshape(-1, 2) if degrees.size == 0 else degrees
    if degrees.ndim != 2 or degrees.shape[1] != 2:
        raise ValueError(f"points are (latitude, longitude) rows, not an array of shape {degrees.shape}")
    if not (np.abs(degrees) <= (90, 180)).all():
        raise ValueError("a point is missing, or is no latitude and longitude in degrees")
    latitude, longitude = np.radians(degrees).T
    across = np.cos(latitude)
    return np.column_stack([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)])


def _kilometres(chord: Floats, detour: float) -> Floats:
    """Length of the arc above a chord of the unit sphere; exact, the chord only makes the search fast."""
    return np.asarray(2 * EARTH_KM * detour * np.arcsin(np.minimum(chord / 2, 1.0)))


def _checked_detour(detour: float) -> float:
    if not (np.isfinite(detour) and detour >= 1):
        raise ValueError(f"no way is {detour} times the straight one")
    return detour


# --- Who reaches whom -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Pairs:
    """Who reaches whom, and at what cost: three arrays of one length, a pair each, in no order, each pair once.

    demands, supplies: how many there are, reached or not. reach: the cost up to which pairs were looked for; a pair
    that is not there costs more. Infinite for a file, which says all it knows. unit: « km » or « minutes ».
    """

    demand: Positions
    supply: Positions
    cost: Floats
    demands: int
    supplies: int
    reach: float
    unit: str = "km"

    def __post_init__(self) -> None:
        if not len(self.demand) == len(self.supply) == len(self.cost):
            raise ValueError("the three arrays of pairs are not of one length")
        for positions, count in ((self.demand, self.demands), (self.supply, self.supplies)):
            if len(positions) and not 0 <= positions.min() <= positions.max() < count:
                raise ValueError(f"a pair points at a position outside 0…{count - 1}")
        # Written so that a missing cost fails as well.
        if not ((self.cost >= 0) & (self.cost <= self.reach) & (self.cost < np.inf)).all():
            raise ValueError(f"costs must lie between 0 and {self.reach}")
        keys = np.sort(self.demand.astype(np.int64) * max(self.supplies, 1) + self.supply)
        if (keys[1:] == keys[:-1]).any():
            raise ValueError("a pair is given twice: its service would count twice")

    def __len__(self) -> int:
        return len(self.cost)

    @classmethod
    def of_points(cls, demand: ArrayLike, supply: ArrayLike, radius: float, *, detour: float = 1.0) -> Pairs:
        """All pairs of points at `radius` km or less.

        detour: 1 for the great circle, `road_detour()` for the road it may stand for; the radius is then by road.
        Raises ValueError for a point that is none, a radius that is not positive, a detour below 1.
        """
        homes, services = _on_sphere(demand), _on_sphere(supply)
        if not (np.isfinite(radius) and radius > 0):
            raise ValueError(f"a radius is a positive number of km, not {radius}")
        angle = min(radius / (EARTH_KM * _checked_detour(detour)), np.pi)
        # A hair more than the chord: what lies on the circle is decided on the arc.
        limit = 2 * np.sin(angle / 2) + TIE
        found = KDTree(homes).sparse_distance_matrix(KDTree(services), limit, output_type="ndarray")
        cost = _kilometres(found["v"], detour)
        kept = cost <= radius
        return cls(found["i"][kept], found["j"][kept], cost[kept], len(homes), len(services), radius)

    def narrowed(self, radius: float) -> Pairs:
        """The pairs that cost `radius` or less: a smaller catchment without a new search."""
        if not 0 < radius <= self.reach:
            raise ValueError(f"pairs are known up to {self.reach} {self.unit}, not to {radius}")
        kept = self.cost <= radius
        return Pairs(
            self.demand[kept], self.supply[kept], self.cost[kept], self.demands, self.supplies, radius, self.unit
        )


# --- The nearest, and how many --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Nearest:
    """For each demand: the cost of the nearest supply (NaN without one), its position (-1 without one), the status.

    Of supplies at the same cost, the first in the list.
    """

    cost: Floats
    supply: Positions
    status: NDArray[np.object_]


def nearest(pairs: Pairs) -> Nearest:
    """The nearest supply among the pairs: beyond their reach, none."""
    cost = np.full(pairs.demands, np.inf)
    np.minimum.at(cost, pairs.demand, pairs.cost)
    # The tie of nearest_point, in the unit of the pairs: minutes from a file are equal or are not.
    first = pairs.cost <= cost[pairs.demand] + (TIE * EARTH_KM if pairs.unit == "km" else 0)
    supply = np.full(pairs.demands, pairs.supplies, dtype=np.intp)
    np.minimum.at(supply, pairs.demand[first], pairs.supply[first])
    return _nearest(cost, supply, np.isfinite(cost))


def nearest_point(demand: ArrayLike, supply: ArrayLike, *, detour: float = 1.0) -> Nearest:
    """The nearest supply of all, however far, in km. Raises ValueError as `Pairs.of_points` does."""
    homes, services = _on_sphere(demand), _on_sphere(supply)
    _checked_detour(detour)
    if not (len(homes) and len(services)):
        nowhere = np.zeros(len(homes), dtype=bool)
        return _nearest(np.full(len(homes), np.inf), np.zeros(len(homes), dtype=np.intp), nowhere)
    # Many services share one point (the centre of their commune): each point is searched once, for its first service.
    places, first = np.unique(services, axis=0, return_index=True)
    tree = KDTree(places)
    chord, _ = tree.query(homes)
    tied = tree.query_ball_point(homes, chord + TIE)
    position = np.fromiter((first[equals].min() for equals in tied), dtype=np.intp, count=len(homes))
    return _nearest(_kilometres(chord, detour), position, np.ones(len(homes), dtype=bool))


def _nearest(cost: Floats, supply: Positions, found: NDArray[np.bool_]) -> Nearest:
    status = _status({Reach.NOTHING: ~found})
    return Nearest(np.where(found, cost, np.nan), np.where(found, supply, NO_SUPPLY), status)


def within(pairs: Pairs, weights: ArrayLike | None = None) -> Floats:
    """For each demand, how many supplies are in reach, or how much of `weights` (one number a supply: places, staff).

    No supply is shared here: `floating` does that. Raises ValueError for a weight that is negative or missing.
    """
    each = np.ones(pairs.supplies) if weights is None else _quantities(weights, pairs.supplies, "weight")
    return _summed(pairs.demand, each[pairs.supply], pairs.demands)


def _summed(positions: Positions, amounts: Floats, count: int) -> Floats:
    """The total of the amounts at each of `count` positions."""
    return np.asarray(np.bincount(positions, amounts, minlength=count), dtype=float)


def _quantities(values: ArrayLike, count: int, name: str) -> Floats:
    numbers = np.asarray(values, dtype=float)
    if numbers.shape != (count,):
        raise ValueError(f"{count} values of {name} are wanted, not an array of shape {numbers.shape}")
    if not (np.isfinite(numbers) & (numbers >= 0)).all():
        raise ValueError(f"a {name} is negative or missing: nothing can be shared from it")
    return numbers


# --- Places per head ------------------------------------------------------------------------------------------------


def flat(cost: Floats) -> Floats:
    """No decay: all that is in the catchment counts in full (2SFCA)."""
    return np.ones_like(cost)


def gaussian(reach: float) -> Decay:
    """From 1 on the spot down a bell to 0 at `reach` and beyond (Dai, 2010)."""
    if not reach > 0:
        raise ValueError(f"a catchment is wider than {reach}")
    edge = np.exp(-0.5)

    def decay(cost: Floats) -> Floats:
        bell = (np.exp(-0.5 * (cost / reach) ** 2) - edge) / (1 - edge)
        return np.where(cost < reach, np.maximum(bell, 0.0), 0.0)

    return decay


def steps(weights: Mapping[float, float]) -> Decay:
    """The weight up to and including each limit, 0 beyond the last: {5: 1.0, 10: 0.68, 15: 0.22} (Luo and Qi, 2009)."""
    limits = np.array(sorted(weights))
    values = np.array([*(weights[limit] for limit in limits), 0.0])

    def decay(cost: Floats) -> Floats:
        return np.asarray(values[np.searchsorted(limits, cost, side="left")])

    return decay


@dataclass(frozen=True, eq=False)
class Floating:
    """Places per head, each supply shared among all who reach it.

    access, status: one a demand; a demand without population has what somebody who came to live there would find
    beside the others. ratio, lost: one a supply; its places per head, and whether nobody reaches it (its ratio is 0).
    The populations times their access add up to `capacity_reached`; what is lost is `capacity_lost`.
    """

    access: Floats
    status: NDArray[np.object_]
    ratio: Floats
    lost: NDArray[np.bool_]
    capacity_reached: float
    capacity_lost: float


def floating(population: ArrayLike, capacity: ArrayLike, pairs: Pairs, decay: Decay = flat) -> Floating:
    """2SFCA with the `flat` decay, E2SFCA with `gaussian` or `steps`.

    population: one number a demand, capacity: one a supply. First each supply is divided among the people who reach
    it, counted in full nearby and less afar; then each demand adds up what it reaches, with the same weights. Raises
    ValueError for a number that is negative or missing.
    """
    people = _quantities(population, pairs.demands, "population")
    places = _quantities(capacity, pairs.supplies, "capacity")
    weight = decay(pairs.cost)
    if weight.shape != pairs.cost.shape or not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("a decay gives one weight a pair, finite and not negative")
    comers = _summed(pairs.supply, weight * people[pairs.demand], pairs.supplies)
    lost = comers == 0
    ratio = np.divide(places, comers, out=np.zeros(pairs.supplies), where=~lost)
    access = _summed(pairs.demand, weight * ratio[pairs.supply], pairs.demands)
    reached = _summed(pairs.demand, weight, pairs.demands) > 0
    status = _status({Reach.NOTHING: ~reached, Reach.NO_POPULATION: people == 0, Reach.NO_CAPACITY: access == 0})
    return Floating(access, status, ratio, lost, float(places[~lost].sum()), float(places[lost].sum()))
