"""`make bench`: places per head for 35,000 communes that share 100,000 services, beside pysal's `access`.

Both are run in turn, several times, and only their ratios are told: what is printed of one machine does not travel. The
points are generated: towns of unequal size, services where people are. `access` builds no table of costs of that size
(it would cross all points with all services): the one it is given is made by geopandas, as its users do.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
from access.fca import two_stage_fca

from ctg_lib.analysis.access import Floating, Pairs, floating
from ctg_lib.views import wording
from tests.benchmarks.national import timed

DEMANDS, SUPPLIES, RADIUS_KM, ROUNDS = 35_000, 100_000, 10.0, 5
# Degrees, kilometres in one of latitude, and the metres of the legal projection of mainland France.
CORNERS, KM_A_DEGREE, DEGREES, METRES = ((42.8, -1.5), (50.5, 7.0)), 111.2, 4326, 2154


class Country:
    """Towns and services of one seed."""

    def __init__(self, seed: int = 0) -> None:
        draw = np.random.default_rng(seed)
        self.demand = draw.uniform(*CORNERS, size=(DEMANDS, 2))
        self.population = np.ceil(draw.lognormal(3.5, 1.3, DEMANDS))
        homes = draw.choice(DEMANDS, SUPPLIES, p=self.population / self.population.sum())
        self.supply = self.demand[homes] + draw.normal(0, 1.5 / KM_A_DEGREE, size=(SUPPLIES, 2))
        self.capacity = draw.integers(1, 60, SUPPLIES).astype(float)

    def pairs(self) -> Pairs:
        """Who reaches whom."""
        return Pairs.of_points(self.demand, self.supply, RADIUS_KM)

    def ours(self, pairs: Pairs) -> Floating:
        """The two steps."""
        return floating(self.population, self.capacity, pairs)

    def theirs(self, costs: pd.DataFrame) -> pd.Series:
        """The same by `access`, on a table of costs."""
        demand = pd.DataFrame({"demand": self.population}, index=pd.RangeIndex(DEMANDS, name="geoid"))
        supply = pd.DataFrame({"supply": self.capacity}, index=pd.RangeIndex(SUPPLIES, name="geoid"))
        return two_stage_fca(demand, supply, costs, max_cost=RADIUS_KM, demand_index=True)

    def joined(self) -> pd.DataFrame:
        """The table of costs by geopandas, in kilometres of the projection."""
        sides = [
            gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T[::-1], crs=DEGREES)).to_crs(METRES)
            for points in (self.demand, self.supply)
        ]
        met = gpd.sjoin(*sides, predicate="dwithin", distance=1000 * RADIUS_KM)
        origin, dest = met.index.to_numpy(), met["index_right"].to_numpy()
        metres = sides[0].geometry.array[origin].distance(sides[1].geometry.array[dest])
        return pd.DataFrame({"origin": origin, "dest": dest, "cost": metres / 1000})


def main() -> int:
    """Print the ratios, in French; 1 when the two do not agree."""
    country = Country()
    pairs = country.pairs()
    costs = pd.DataFrame({"origin": pairs.demand, "dest": pairs.supply, "cost": pairs.cost})
    # The first pass is compared; its imports and caches are not what is measured.
    expected = country.theirs(costs).reindex(range(DEMANDS)).fillna(0.0)
    gap = float(np.max(np.abs(country.ours(pairs).access - expected) / np.maximum(expected, 1e-9)))
    rivals: dict[str, Callable[[], int]] = {
        "ctg_lib, paires déjà cherchées": lambda: len(country.ours(pairs).access),
        "pysal access, table des trajets déjà prête": lambda: len(country.theirs(costs)),
        "pysal access, table faite par geopandas": lambda: len(country.theirs(country.joined())),
    }
    whole: list[float] = []
    ratios: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(ROUNDS):
        seconds, _ = timed(lambda: len(country.ours(country.pairs()).access))
        whole.append(seconds)
        for name, work in rivals.items():
            ratios[name].append(timed(work)[0] / seconds)
    out = sys.stdout.write
    out(
        f"Places par habitant : {wording.number(DEMANDS)} communes, {wording.number(SUPPLIES)} services, "
        f"{wording.number(len(pairs))} paires à {RADIUS_KM:.0f} km ou moins ; points générés, {ROUNDS} tours.\n"
    )
    out(f"{'ctg_lib, recherche des paires comprise':44}{_told(whole)} s de processeur\n")
    for name, found in ratios.items():
        out(f"{name:44}{_told(found)} fois ce temps\n")
    out(f"Plus grand écart relatif entre les résultats : {gap:.0e}\n")
    return 0 if gap < 1e-12 else 1


def _told(values: list[float]) -> str:
    low, middle, high = (wording.number(one, 2) for one in (min(values), statistics.median(values), max(values)))
    return f"{middle} (de {low} à {high})"


if __name__ == "__main__":
    sys.exit(main())
