"""Access beside pysal's `access` and a loop that anybody can follow; distances beside a sphere of pyproj."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from ctg_lib import parameters
from ctg_lib.analysis import access
from ctg_lib.analysis.access import EARTH_KM, Decay, Pairs, Reach
from ctg_lib.analysis.travel import od_matrix
from ctg_lib.errors import InputError

SPHERE = Geod(a=1000 * EARTH_KM, b=1000 * EARTH_KM)
SETTINGS = settings(deadline=None, max_examples=150)

STEPS = {2.0: 1.0, 5.0: 0.68, 10.0: 0.22}
DECAYS: dict[str, Decay] = {
    "flat": access.flat,
    "gaussian": access.gaussian(10.0),
    "steps": access.steps(STEPS),
}
# The same three, one cost at a time, as a reader of the papers would write them.
ONE_BY_ONE: dict[str, Callable[[float], float]] = {
    "flat": lambda cost: 1.0,
    "gaussian": lambda cost: (math.exp(-0.5 * (cost / 10) ** 2) - math.exp(-0.5)) / (1 - math.exp(-0.5)),
    "steps": lambda cost: next((weight for limit, weight in STEPS.items() if cost <= limit), 0.0),
}


@st.composite
def points(draw: st.DrawFn, least: int = 0, most: int = 12) -> np.ndarray:
    """Some within twenty kilometres of one another, others anywhere on Earth."""
    near = st.tuples(st.floats(45.4, 45.55), st.floats(4.3, 4.5))
    anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    rows = draw(st.lists(near | anywhere, min_size=least, max_size=most))
    return np.array(rows, dtype=float).reshape(-1, 2)


@st.composite
def cases(draw: st.DrawFn, *, least_population: int = 0) -> tuple[np.ndarray, np.ndarray, Pairs]:
    """Populations, capacities and the pairs of a random table of costs up to 10, where some pairs are out of reach."""
    demands, supplies = draw(st.integers(0, 7)), draw(st.integers(0, 7))
    population = draw(st.lists(st.integers(least_population, 5000), min_size=demands, max_size=demands))
    capacity = draw(st.lists(st.integers(0, 90), min_size=supplies, max_size=supplies))
    size = demands * supplies
    cost = np.array(draw(st.lists(st.floats(0, 20).map(lambda one: round(one, 3)), min_size=size, max_size=size)))
    demand, supply = np.divmod(np.flatnonzero(cost <= 10), max(supplies, 1))
    pairs = Pairs(demand, supply, cost[cost <= 10].astype(float), demands, supplies, 10.0)
    return np.array(population, dtype=float), np.array(capacity, dtype=float), pairs


def of_costs(costs: list[list[float]], reach: float = 10.0) -> Pairs:
    """Pairs of a table of costs, a line a demand."""
    table = np.array(costs, dtype=float)
    demand, supply = np.nonzero(table <= reach)
    return Pairs(demand, supply, table[demand, supply], *table.shape, reach)


# --- Distances and pairs --------------------------------------------------------------------------------------------


@given(st.integers(0, 12).flatmap(lambda size: st.tuples(points(size, size), points(size, size))))
@SETTINGS
def test_distances_are_those_of_a_sphere(both: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = both
    expected = np.array(SPHERE.inv(one[:, 1], one[:, 0], other[:, 1], other[:, 0])[2]) / 1000
    found = access.distance(one, other)
    # Near the antipode, an arc loses half the digits of its chord: a hundred metres in twenty thousand kilometres.
    assert found == pytest.approx(expected, abs=0.2)
    assert found[expected < 19_000] == pytest.approx(expected[expected < 19_000], rel=1e-9, abs=1e-8)
    assert access.distance(one, other, detour=1.3) == pytest.approx(1.3 * access.distance(one, other))


@given(points(), points(), st.sampled_from([0.5, 10.0, 500.0, 30_000.0]), st.sampled_from([1.0, 1.3]))
@SETTINGS
def test_pairs_are_all_those_within_the_radius_and_no_other(
    demand: np.ndarray, supply: np.ndarray, radius: float, detour: float
) -> None:
    pairs = Pairs.of_points(demand, supply, radius, detour=detour)
    found = dict(zip(zip(pairs.demand.tolist(), pairs.supply.tolist(), strict=True), pairs.cost, strict=True))
    assert (len(found), pairs.demands, pairs.supplies) == (len(pairs), len(demand), len(supply))
    for i, home in enumerate(demand):
        for j, service in enumerate(supply):
            apart = access.distance([home], [service], detour=detour)[0]
            if abs(apart - radius) > 1e-6:
                assert ((i, j) in found) == (apart < radius)
            if (i, j) in found:
                assert found[i, j] == pytest.approx(apart, abs=1e-8)


@given(points(), points())
@SETTINGS
def test_narrowed_pairs_are_those_of_the_smaller_radius(demand: np.ndarray, supply: np.ndarray) -> None:
    def listed(pairs: Pairs) -> set[tuple[int, int]]:
        return set(zip(pairs.demand.tolist(), pairs.supply.tolist(), strict=True))

    wide = Pairs.of_points(demand, supply, 15.0)
    assert listed(wide.narrowed(5.0)) == listed(Pairs.of_points(demand, supply, 5.0))
    for radius in (0.0, 15.1, math.nan):
        with pytest.raises(ValueError, match="known up to 15"):
            wide.narrowed(radius)


def test_the_other_side_of_the_date_line_is_near() -> None:
    """Wallis is no nearer to the Greenwich meridian than Fiji is: longitudes wrap."""
    pairs = Pairs.of_points([[-17.0, 179.99]], [[-17.0, -179.99]], 5.0)
    assert pairs.cost == pytest.approx([2 * 0.01 * math.radians(1) * EARTH_KM * math.cos(math.radians(17))], rel=1e-6)


def test_the_detour_is_a_stated_assumption() -> None:
    assert access.road_detour() == parameters.value("detour_route")
    straight = Pairs.of_points([[45.0, 4.0]], [[45.08, 4.0]], 10.0)
    assert len(straight) == 1
    assert len(Pairs.of_points([[45.0, 4.0]], [[45.08, 4.0]], 10.0, detour=access.road_detour())) == 0


@pytest.mark.parametrize("wrong", [[[math.nan, 4.0]], [[4.0, 200.0]], [[91.0, 4.0]], [[45.0, 4.0, 1.0]], [45.0, 4.0]])
def test_what_is_no_point_is_refused(wrong: list) -> None:
    for call in (
        lambda: Pairs.of_points(wrong, [[45.0, 4.0]], 10.0),
        lambda: Pairs.of_points([[45.0, 4.0]], wrong, 10.0),
        lambda: access.nearest_point([[45.0, 4.0]], wrong),
    ):
        with pytest.raises(ValueError, match="latitude"):
            call()


def test_impossible_radius_detour_and_pairs_are_refused() -> None:
    here = [[45.0, 4.0]]
    for radius in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="radius"):
            Pairs.of_points(here, here, radius)
    for detour in (0.9, math.nan, math.inf):
        for call in (access.distance, access.nearest_point, lambda *both, **way: Pairs.of_points(*both, 10.0, **way)):
            with pytest.raises(ValueError, match="straight"):
                call(here, here, detour=detour)
    with pytest.raises(ValueError, match="points beside"):
        access.distance(here, [*here, *here])
    twice = (np.array([0, 0]), np.array([1, 1]), np.array([1.0, 2.0]), 1, 2, 10.0)
    for change, said in [
        ({}, "twice"),
        ({1: np.array([0, 2])}, "outside"),
        ({1: np.array([0, -1])}, "outside"),
        ({1: np.array([0])}, "one length"),
        ({2: np.array([1.0, 11.0])}, "between 0 and 10"),
        ({2: np.array([1.0, math.nan])}, "between 0 and 10"),
        ({2: np.array([1.0, -1.0])}, "between 0 and 10"),
        ({2: np.array([1.0, math.inf]), 5: math.inf}, "between 0 and inf"),
    ]:
        with pytest.raises(ValueError, match=said):
            Pairs(*[change.get(place, value) for place, value in enumerate(twice)])


# --- Nearest, within ------------------------------------------------------------------------------------------------


@given(cases())
@SETTINGS
def test_nearest_and_within_equal_a_loop(case: tuple[np.ndarray, np.ndarray, Pairs]) -> None:
    _, capacity, pairs = case
    found = access.nearest(pairs)
    triples = list(zip(pairs.demand, pairs.supply, pairs.cost, strict=True))
    for home in range(pairs.demands):
        reached = sorted((cost, service) for demand, service, cost in triples if demand == home)
        assert access.within(pairs)[home] == len(reached)
        assert access.within(pairs, capacity)[home] == sum(capacity[service] for _, service in reached)
        if reached:
            assert (found.cost[home], found.supply[home], found.status[home]) == (*reached[0], Reach.REACHED)
        else:
            assert math.isnan(found.cost[home])
            assert (found.supply[home], found.status[home]) == (-1, Reach.NOTHING)


@given(points(), points(least=1))
@SETTINGS
def test_the_nearest_point_is_the_nearest_of_all_pairs(demand: np.ndarray, supply: np.ndarray) -> None:
    alone, among = access.nearest_point(demand, supply), access.nearest(Pairs.of_points(demand, supply, 30_000.0))
    assert alone.cost == pytest.approx(among.cost, abs=0.2)
    for home, (one, other) in enumerate(zip(alone.supply, among.supply, strict=True)):
        assert access.distance(demand[[home]], supply[[one]]) == pytest.approx(
            access.distance(demand[[home]], supply[[other]]), abs=1e-6
        )


def test_of_services_as_near_the_first_is_named() -> None:
    home = [[45.0, 4.0]]
    supply = [[46.0, 4.0], [45.0, 4.1], [45.0, 3.9], [45.0, 4.1], [45.0, 3.9]]
    assert access.nearest_point(home, supply).supply.tolist() == [1]
    assert access.nearest(Pairs.of_points(home, supply, 20.0)).supply.tolist() == [1]
    turned = supply[::-1]
    assert access.nearest_point(home, turned).supply.tolist() == [0]
    assert access.nearest(Pairs.of_points(home, turned, 20.0)).supply.tolist() == [0]


def test_an_island_has_a_nearest_service_overseas_and_none_in_reach() -> None:
    """Sein, eight kilometres off its cape; Saint-Denis de La Réunion, nine thousand from Paris."""
    homes, services = [[48.037, -4.851], [-20.882, 55.450]], [[48.036, -4.740], [48.857, 2.352]]
    far = access.nearest_point(homes, services)
    assert far.cost.round() == pytest.approx([8, 9374], abs=30)
    assert far.supply.tolist() == [0, 1]
    near = access.nearest(Pairs.of_points(homes, services, 10.0))
    assert near.status.tolist() == [Reach.REACHED, Reach.NOTHING]


def test_without_demand_or_supply_there_is_nothing_and_it_is_told() -> None:
    nowhere, here = np.empty((0, 2)), [[45.0, 4.0]]
    for found in (access.nearest_point(here, nowhere), access.nearest(Pairs.of_points(here, nowhere, 10.0))):
        assert (found.status.tolist(), found.supply.tolist()) == ([Reach.NOTHING], [-1])
        assert np.isnan(found.cost).all()
    assert len(access.nearest_point(nowhere, here).cost) == len(access.nearest_point(nowhere, nowhere).cost) == 0
    lonely = access.floating([120], [], Pairs.of_points(here, [], 10.0))
    assert (lonely.access.tolist(), lonely.status.tolist()) == ([0.0], [Reach.NOTHING])
    unused = access.floating([], [30], Pairs.of_points([], here, 10.0))
    assert (unused.capacity_reached, unused.capacity_lost, unused.lost.tolist()) == (0.0, 30.0, [True])
    alone = access.floating([120], [30], Pairs.of_points(here, here, 10.0))
    assert (alone.access.tolist(), alone.status.tolist()) == ([0.25], [Reach.REACHED])


# --- Places per head ------------------------------------------------------------------------------------------------


def by_loop(
    population: np.ndarray, capacity: np.ndarray, pairs: Pairs, weight: Callable[[float], float]
) -> list[float]:
    """The two steps as the papers write them, one pair after the other."""
    triples = [(i, j, weight(cost)) for i, j, cost in zip(pairs.demand, pairs.supply, pairs.cost, strict=True)]
    found = [0.0] * pairs.demands
    for service in range(pairs.supplies):
        comers = math.fsum(population[i] * w for i, j, w in triples if j == service)
        for i, j, w in triples:
            if j == service and comers > 0:
                found[i] += w * capacity[service] / comers
    return found


@pytest.mark.parametrize("name", DECAYS)
@given(case=cases())
@SETTINGS
def test_floating_equals_the_loop(case: tuple[np.ndarray, np.ndarray, Pairs], name: str) -> None:
    found = access.floating(*case, DECAYS[name])
    assert found.access == pytest.approx(by_loop(*case, ONE_BY_ONE[name]), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", DECAYS)
@given(case=cases(least_population=1))
@SETTINGS
def test_floating_equals_pysal(case: tuple[np.ndarray, np.ndarray, Pairs], name: str) -> None:
    """Where `access` says nothing of a demand, it reaches nothing. It divides by zero where nobody lives: left out."""
    from access.fca import two_stage_fca  # a second to import, for this test alone

    population, capacity, pairs = case
    if not len(pairs):
        assert access.floating(*case).status.tolist() == [Reach.NOTHING] * pairs.demands
        return
    costs = pd.DataFrame({"origin": pairs.demand, "dest": pairs.supply, "cost": pairs.cost})
    # A weight of nought is no reach: `access` divides by it, where it is alone.
    costs = costs[[ONE_BY_ONE[name](cost) > 0 for cost in costs["cost"]]]
    expected = two_stage_fca(
        pd.DataFrame({"geoid": range(pairs.demands), "demand": population}).set_index("geoid"),
        pd.DataFrame({"geoid": range(pairs.supplies), "supply": capacity}).set_index("geoid"),
        costs,
        max_cost=pairs.reach,
        demand_index=True,
        weight_fn=ONE_BY_ONE[name],
    )
    found = access.floating(*case, DECAYS[name])
    assert found.access == pytest.approx(expected.reindex(range(pairs.demands)).fillna(0.0).to_numpy(), rel=1e-12)
    assert set(np.flatnonzero(found.status == Reach.NOTHING)) == set(range(pairs.demands)) - set(expected.index)


@given(case=cases())
@SETTINGS
def test_within_equals_the_catchments_of_pysal(case: tuple[np.ndarray, np.ndarray, Pairs]) -> None:
    from access.fca import weighted_catchment

    _, capacity, pairs = case
    costs = pd.DataFrame({"origin": pairs.supply, "dest": pairs.demand, "cost": pairs.cost})
    supply = pd.DataFrame({"geoid": range(pairs.supplies), "places": capacity})
    expected = weighted_catchment(supply, costs, max_cost=5.0, loc_value="places")
    found = access.within(pairs.narrowed(5.0), capacity)
    assert found.tolist() == expected.reindex(range(pairs.demands)).fillna(0.0).tolist()


@pytest.mark.parametrize("name", DECAYS)
@given(case=cases())
@SETTINGS
def test_no_place_is_made_or_lost_in_silence(case: tuple[np.ndarray, np.ndarray, Pairs], name: str) -> None:
    population, capacity, _ = case
    found = access.floating(*case, DECAYS[name])
    assert np.isfinite(found.access).all()
    assert (population * found.access).sum() == pytest.approx(found.capacity_reached, rel=1e-12)
    assert found.capacity_reached + found.capacity_lost == capacity.sum()
    assert found.capacity_lost == capacity[found.lost].sum()
    assert (found.ratio[found.lost] == 0).all()
    # A zero has a reason, and a value has none to give.
    for value, people, status in zip(found.access, population, found.status, strict=True):
        assert isinstance(status, Reach)
        assert (status is Reach.REACHED) == (value > 0 and people > 0)
        assert value == 0 or status in (Reach.REACHED, Reach.NO_POPULATION)


def test_two_towns_that_share_a_nursery() -> None:
    """By hand: 30 places for 100 + 200 children are a tenth each; the 10 places of the second town are its own."""
    found = access.floating([100, 200, 50], [30, 10, 8], of_costs([[2, 99, 99], [6, 1, 99], [99, 99, 99]]))
    assert found.access == pytest.approx([0.1, 0.15, 0.0])
    assert found.status.tolist() == [Reach.REACHED, Reach.REACHED, Reach.NOTHING]
    assert found.lost.tolist() == [False, False, True]
    assert (found.capacity_reached, found.capacity_lost) == (40.0, 8.0)


def test_every_status_is_met_and_worded() -> None:
    costs = [[1, 99, 99], [1, 99, 99], [99, 1, 99], [99, 99, 99], [99, 99, 1]]
    found = access.floating([10, 0, 10, 10, 0], [5, 0, 7], of_costs(costs))
    assert found.access.tolist() == [0.5, 0.5, 0.0, 0.0, 0.0]
    assert found.status.tolist() == [
        Reach.REACHED,
        Reach.NO_POPULATION,
        Reach.NO_CAPACITY,
        Reach.NOTHING,
        Reach.NO_POPULATION,
    ]
    assert found.capacity_lost == 7
    assert len({status.label for status in Reach}) == len(Reach)


def test_decays_fall_from_one_to_nothing_at_the_edge() -> None:
    bell = access.gaussian(10.0)(np.array([0.0, 2.0, 5.0, 9.99, 10.0, 12.0]))
    assert bell[0] == 1
    assert (np.diff(bell[:5]) < 0).all()
    assert bell[4:].tolist() == [0.0, 0.0]
    assert access.steps(STEPS)(np.array([0, 2, 2.1, 5, 10, 10.1])).tolist() == [1, 1, 0.68, 0.68, 0.22, 0]
    with pytest.raises(ValueError, match="catchment"):
        access.gaussian(0.0)
    # Just on the edge of the bell, a service is out of reach.
    assert access.floating([5], [5], of_costs([[10]]), access.gaussian(10.0)).status.tolist() == [Reach.NOTHING]


@pytest.mark.parametrize("wrong", [[-1.0, 2.0], [math.nan, 2.0], [math.inf, 2.0], [1.0], [[1.0, 2.0]]])
def test_what_cannot_be_shared_is_refused(wrong: list) -> None:
    pairs = of_costs([[1, 2], [3, 4]])
    for call in (
        lambda: access.floating(wrong, [1, 1], pairs),
        lambda: access.floating([1, 1], wrong, pairs),
        lambda: access.within(pairs, wrong),
    ):
        with pytest.raises(ValueError, match=r"negative or missing|are wanted"):
            call()
    for decay in (lambda cost: -cost, lambda cost: cost * math.nan, lambda cost: cost[:1]):
        with pytest.raises(ValueError, match="one weight a pair"):
            access.floating([1, 1], [1, 1], pairs, decay)


# --- A matrix from a file -------------------------------------------------------------------------------------------


def written(folder: Path, text: str) -> Path:
    path = folder / "trajets.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_matrix_of_minutes_is_read_and_set_between_our_places(tmp_path: Path) -> None:
    travel = od_matrix(
        written(tmp_path, "origine;destination;minutes\n42302;A;12,5\n42218;B;0\n42302;B;7\n42999;A;3\n")
    )
    assert (travel.origins, travel.destinations) == (("42218", "42302", "42999"), ("A", "B"))
    assert (travel.pairs.unit, travel.pairs.reach) == ("minutes", math.inf)
    pairs = travel.between(["42302", "42001", "42218"], ["B", "C", "A"])
    assert sorted(zip(pairs.demand, pairs.supply, pairs.cost, strict=True)) == [(0, 0, 7), (0, 2, 12.5), (2, 0, 0)]
    assert (pairs.demands, pairs.supplies) == (3, 3)
    assert travel.absent(["42302", "42001"], ["B", "C"]) == (["42001"], ["C"])
    assert access.nearest(pairs).status.tolist() == [Reach.REACHED, Reach.NOTHING, Reach.REACHED]
    assert access.within(pairs.narrowed(10)).tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="twice"):
        travel.between(["42302", "42302"], ["A"])


def test_all_that_is_wrong_in_a_matrix_is_told_at_once(tmp_path: Path) -> None:
    lines = ["1;A;5", ";A;5", "1;;5", "1;B;loin", "1;C;", "1;D;-3", "1;A;6", "1;E;1e999"]
    path = written(tmp_path, "\n".join(["origine;destination;km", *lines, ""]))
    with pytest.raises(InputError) as told:
        od_matrix(path)
    found = [(one.row, one.column) for one in told.value.problems]
    assert found == [
        (3, "origine"),
        (4, "destination"),
        (5, "km"),
        (6, "km"),
        (7, "km"),
        (8, "destination"),
        (9, "km"),
    ]
    assert all(one.remedy and one.file == "trajets.csv" for one in told.value.problems)
    assert "7 problèmes" in told.value.title


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("origine;destination", "ni « minutes » ni « km »"),
        ("origine;destination;km;minutes", "les deux colonnes"),
        ("depart;destination;km", "colonne « origine »"),
        ("origine,destination,km", "séparateur"),
    ],
)
def test_a_matrix_without_its_columns_is_refused(tmp_path: Path, header: str, said: str) -> None:
    path = written(tmp_path, f"{header}\n{header.replace('origine', '1').replace('destination', '2')}\n")
    with pytest.raises(InputError, match=said):
        od_matrix(path)
