"""Communes that are alike: the distance beside a naive one, what is left out of it, and what does not change it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import indicators, parameters
from ctg_lib.analysis.similar import (
    ALL_ALIKE,
    COMPARED,
    NOT_HERE,
    SAME_COLUMNS,
    SAME_THING,
    Chosen,
    Similar,
    set_aside,
    similar,
)
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.parameters import semblables
from ctg_lib.parameters.semblables import LOG, ROOT, Variable
from ctg_lib.value import Status

CATALOGUE = indicators.catalogue()
VARIABLES = {one.indicator: one for one in semblables.every()}
# It shares no column with any variable, and says nothing that one of them says.
UNEMPLOYMENT = CATALOGUE["pr_chom"]
HERE = "42302"
Values = Mapping[str, Mapping[str, float | None]]


def tables(values: Values, *, denominator: float = 1_000.0) -> dict[str, pd.DataFrame]:
    """Rows of the long table: for each variable, the value of each commune; None where it is secret."""
    return {
        name: pd.DataFrame(
            [
                {
                    "territory": code,
                    "value": math.nan if value is None else value,
                    "denominator": denominator,
                    "status": str(Status.SECRET if value is None else Status.PUBLISHED),
                    "vintage": "2023",
                }
                for code, value in of.items()
            ]
        )
        for name, of in values.items()
    }


def naive(values: Values, code: str) -> dict[str, float]:
    """The distance as the documentation says it, commune by commune, in plain Python."""
    change = {LOG: math.log, ROOT: math.sqrt}
    scaled: dict[str, dict[str, float]] = {}
    for name, of in values.items():
        put = change.get(VARIABLES[name].scale, float)
        on_scale = {place: put(value) for place, value in of.items() if value is not None}
        middle = statistics.median(on_scale.values())
        mad = statistics.median(abs(value - middle) for value in on_scale.values())
        if mad and code in on_scale:
            scaled[name] = {place: (value - middle) / (1.4826 * mad) for place, value in on_scale.items()}
    found = {}
    for place in set.intersection(*(set(of) for of in scaled.values())) - {code}:
        gaps = [(of[place] - of[code]) ** 2 for of in scaled.values()]
        found[place] = math.sqrt(sum(gaps) / len(gaps))
    return found


codes = [HERE, *(f"01{number:03d}" for number in range(1, 25))]
# Shares and counts alike: what matters is that they are positive, and seldom equal.
numbers = st.floats(0.01, 0.99, allow_nan=False).map(lambda value: round(value, 6))


# Distinct: what half the communes share would be left out.
columns = st.lists(numbers, min_size=len(codes), max_size=len(codes), unique=True)


@st.composite
def worlds(draw: st.DrawFn, *, blanks: bool = False) -> Values:
    blank = draw(st.sets(st.tuples(st.sampled_from(list(VARIABLES)), st.sampled_from(codes[1:])), max_size=6 * blanks))
    drawn = {name: zip(codes, draw(columns), strict=True) for name in VARIABLES}
    return {name: {code: None if (name, code) in blank else v for code, v in of} for name, of in drawn.items()}


def near(found: Similar) -> dict[str, float]:
    return {one.code: one.distance for one in found.peers}


# ── The distance ─────────────────────────────────────────────────────────────────────────────────────────────────────


@given(worlds(blanks=True))
@settings(deadline=None, max_examples=20)
def test_the_distance_is_the_naive_one_and_the_nearest_are_kept(world: Values) -> None:
    found, expected = similar(HERE, UNEMPLOYMENT, tables(world)), naive(world, HERE)
    kept = sorted(expected.values())[: int(parameters.value("semblables_nombre"))]
    assert [one.distance for one in found.peers] == pytest.approx(kept, abs=1e-9)
    for code, distance in near(found).items():
        assert distance == pytest.approx(expected[code], abs=1e-9)
    assert found.candidates == len(expected)
    assert set(found.without) == set(codes) - {HERE} - set(expected)
    assert HERE not in near(found)


@given(worlds(), st.permutations(codes), st.permutations(list(VARIABLES)))
@settings(deadline=None, max_examples=20)
def test_neither_the_order_of_the_communes_nor_that_of_the_tables_matters(
    world: Values, rows: list[str], names: list[str]
) -> None:
    mixed = {name: {code: world[name][code] for code in rows} for name in names}
    one, other = similar(HERE, UNEMPLOYMENT, tables(world)), similar(HERE, UNEMPLOYMENT, tables(mixed))
    assert one.peers == other.peers
    pd.testing.assert_frame_equal(one.values, other.values)


@given(worlds(), st.floats(0.01, 100), st.floats(0.01, 0.9))
@settings(deadline=None, max_examples=20)
def test_units_do_not_matter(world: Values, factor: float, shift: float) -> None:
    """Square miles for km², thousands for ones, per mille for %; a constant added to a share taken as it is."""
    moved = {
        name: {
            code: (value or 0) * factor + (shift if VARIABLES[name].scale not in (LOG, ROOT) else 0)
            for code, value in of.items()
        }
        for name, of in world.items()
    }
    one, other = similar(HERE, UNEMPLOYMENT, tables(world)), similar(HERE, UNEMPLOYMENT, tables(moved))
    assert [peer.distance for peer in other.peers] == pytest.approx([peer.distance for peer in one.peers], rel=1e-6)


@given(worlds())
@settings(deadline=None, max_examples=20)
def test_two_communes_are_as_far_seen_from_either(world: Values) -> None:
    """From a list of all: among as many communes as are kept, everybody is."""
    few = {name: {code: of[code] for code in codes[:12]} for name, of in world.items()}
    for other in codes[1:12]:
        there = near(similar(HERE, UNEMPLOYMENT, tables(few)))[other]
        assert near(similar(other, UNEMPLOYMENT, tables(few)))[HERE] == pytest.approx(there, abs=1e-12)


def even(*, twins: int = 0) -> dict[str, dict[str, float | None]]:
    """Communes a step apart in everything; the first ones are the very same."""
    return {name: {code: 0.1 + 0.01 * max(0, at - twins) for at, code in enumerate(codes)} for name in VARIABLES}


def test_a_twin_is_at_nothing_and_twins_are_in_the_order_of_their_codes() -> None:
    found = similar(HERE, UNEMPLOYMENT, tables(even(twins=3)))
    assert list(near(found).items())[:3] == [("01001", 0.0), ("01002", 0.0), ("01003", 0.0)]
    assert list(near(found)) == codes[1:16]


def test_one_commune_out_of_all_bounds_brings_nobody_nearer() -> None:
    """With a mean and a standard deviation, a city among villages makes them all alike."""
    world = even()
    before = near(similar(HERE, UNEMPLOYMENT, tables(world)))
    world["ctx_pop_legale"] = {**world["ctx_pop_legale"], codes[-1]: 1e9}
    after = near(similar(HERE, UNEMPLOYMENT, tables(world)))
    assert after == pytest.approx(before, rel=1e-9)


# ── What is left out ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", VARIABLES)
def test_the_compared_indicator_is_left_out_and_changing_it_changes_nothing(name: str) -> None:
    assert set_aside(CATALOGUE[name])[name] == COMPARED
    world = even()
    before = similar(HERE, CATALOGUE[name], tables(world))
    world[name] = {code: 0.99 - 0.01 * at for at, code in enumerate(codes)}
    after = similar(HERE, CATALOGUE[name], tables(world))
    assert before.peers == after.peers
    assert name not in before.values.columns
    assert before.left_out[name] == COMPARED
    assert all(one.variable.indicator != name for one in before.used)


@pytest.mark.parametrize(
    ("compared", "aside"),
    [
        # The complement, and the other ways to work or to go to work, are shares of the same people.
        ("mo_hors", {"mo_sur_place": SAME_COLUMNS}),
        ("mo_voit", {"mo_sur_place": SAME_COLUMNS}),
        ("lo_prop", {"lo_hlm": SAME_COLUMNS}),
        ("ctx_15_29_part", {"ctx_0_14_part": SAME_COLUMNS, "ctx_75p_part": SAME_COLUMNS}),
        # The same thing from another table.
        ("pr_taux_pauvrete", {"pr_med": SAME_THING}),
        ("pe_0_4_part", {"ctx_0_14_part": SAME_THING}),
        ("se_75p_part", {"ctx_75p_part": SAME_THING}),
        # Of two variables of size, one is made of the other.
        ("ctx_dens", {"ctx_pop_legale": SAME_COLUMNS, "ctx_dens": COMPARED}),
        # A rate for so many inhabitants is not a number of inhabitants.
        ("sa_gen", {}),
        ("pr_chom", {}),
        ("pa_mono_pct", {}),
    ],
)
def test_what_says_the_same_thing_is_left_out_with_its_reason(compared: str, aside: dict[str, str]) -> None:
    assert set_aside(CATALOGUE[compared]) == aside


@pytest.mark.parametrize("one", CATALOGUE.values(), ids=lambda one: one.id)
def test_enough_variables_are_left_for_any_indicator(one: Indicator) -> None:
    assert len(VARIABLES) - len(set_aside(one)) >= parameters.value("semblables_variables_minimum")


def test_a_variable_that_the_commune_lacks_is_left_out_for_all() -> None:
    world = even()
    world["pr_med"] = {**world["pr_med"], HERE: None}
    found = similar(HERE, UNEMPLOYMENT, tables(world))
    assert found.left_out == {"pr_med": NOT_HERE}
    assert found.without == {}
    rest = naive({name: of for name, of in world.items() if name != "pr_med"}, HERE)
    assert near(found) == pytest.approx({code: rest[code] for code in codes[1:16]})


def test_a_commune_that_lacks_a_variable_is_left_aside_and_the_variable_named() -> None:
    world = even()
    world["pr_med"] = {**world["pr_med"], "01001": None}
    found = similar(HERE, UNEMPLOYMENT, tables(world))
    assert found.without == {"01001": f"pas de chiffre : {CATALOGUE['pr_med'].label}"}
    assert "01001" not in near(found)
    assert found.left_out == {}


def test_a_share_of_a_handful_is_no_figure() -> None:
    read = tables(even())
    read["lo_hlm"].loc[read["lo_hlm"]["territory"] == "01001", "denominator"] = 29.0
    assert set(similar(HERE, UNEMPLOYMENT, read).without) == {"01001"}
    # A small area is no handful of anything.
    read["lo_hlm"]["denominator"] = 1_000.0
    read["ctx_dens"]["denominator"] = 3.0
    assert similar(HERE, UNEMPLOYMENT, read).without == {}


def test_what_half_the_communes_share_measures_no_likeness() -> None:
    world = even()
    world["lo_hlm"] = {code: 0.0 if at % 3 else 0.1 for at, code in enumerate(codes)}
    assert similar(HERE, UNEMPLOYMENT, tables(world)).left_out == {"lo_hlm": ALL_ALIKE}


def test_with_too_few_variables_nobody_is_like_anybody() -> None:
    three = dict(list(even().items())[:3])
    assert similar(HERE, UNEMPLOYMENT, tables(three)).peers == ()


# ── The list of the comité ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_the_comite_takes_the_place_of_the_reckoned_one_with_the_same_distances() -> None:
    world = even()
    own = naive(world, HERE)
    chosen = Chosen(("01024", "01003", "42999"), "même bassin de vie")
    found = similar(HERE, UNEMPLOYMENT, tables(world), chosen)
    assert [one.code for one in found.peers] == ["01003", "01024", "42999"]
    assert found.peers[0].distance == pytest.approx(own["01003"])
    assert found.peers[1].distance == pytest.approx(own["01024"])
    # What nothing is known of has no distance, and comes last.
    assert math.isnan(found.peers[2].distance)
    assert found.reason == "même bassin de vie"
    assert list(found.values.index) == [HERE, "01003", "01024", "42999"]


# ── The declarations ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("one", VARIABLES.values(), ids=lambda one: one.indicator)
def test_each_variable_is_in_the_catalogue_public_and_comparable(one: Variable) -> None:
    declared = CATALOGUE[one.indicator]
    assert declared.unit.relative or one.size
    # No variable of a survey of one household in four, whose noise would be the distance of small communes.
    assert declared.precision.value != "sondage_au_quart"
    assert {each for each in one.overlaps if each not in CATALOGUE} == set()
    assert one.indicator not in one.overlaps
    for other in VARIABLES.values():
        assert other.indicator not in one.overlaps


def test_a_size_is_counted_in_ratios() -> None:
    assert {one.scale for one in VARIABLES.values() if one.size} == {LOG}
    assert len(VARIABLES) == len(semblables.every()) <= 10
