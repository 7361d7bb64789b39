"""What is hidden beside the small counts is enough, and as little as can be: held against trying every choice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ctg_lib.secrecy.suppression import _Search, suppress
from ctg_lib.secrecy.system import System

K = 5


def table(counts: np.ndarray) -> System:
    """A table of counts with its margins: rows and columns add up; small counts and small margins are hidden."""
    rows, columns = counts.shape
    full = np.zeros((rows + 1, columns + 1))
    full[:rows, :columns] = counts
    full[rows, :columns] = counts.sum(axis=0)
    full[:, columns] = full[:, :columns].sum(axis=1)
    value = full.ravel()
    relations = []
    for lines in (np.arange(full.size).reshape(full.shape), np.arange(full.size).reshape(full.shape).T):
        for line in lines:
            relation = np.zeros(full.size)
            relation[line] = [*([1.0] * (len(line) - 1)), -1.0]
            relations.append(relation)
    return system(value, np.array(relations))


def system(value: np.ndarray, relations: np.ndarray) -> System:
    """Counts of persons under the rule of `K`."""
    small = (value > 0) & (value < K)
    return System(
        value=value,
        low=np.where(small, 1.0, np.where(value >= K, K, 0.0)),
        high=np.where(small, K - 1.0, np.inf),
        least=np.where(small, 1.0, np.nan),
        most=np.where(small, K - 1.0, np.nan),
        cost=np.log2(2 + value),
        hidden=small,
        shown=value == 0,
        whole=np.ones(len(value), dtype=bool),
        relations=csr_array(relations),
    )


def guesses(one: System, hidden: np.ndarray) -> Iterator[tuple[int, float, float]]:
    """The tightest bounds of each sensitive cell: whole numbers that fit everything shown, found one end at a time."""
    low, high = np.where(hidden, one.low, one.value), np.where(hidden, np.minimum(one.high, 1e4), one.value)
    held = LinearConstraint(one.relations.toarray(), 0, 0)
    for place in np.flatnonzero(~np.isnan(one.least)):
        aim = np.zeros(len(one.value))
        aim[place] = 1
        ends = [
            way * milp(way * aim, integrality=np.ones(len(aim)), bounds=Bounds(low, high), constraints=held).fun
            for way in (1, -1)
        ]
        yield int(place), ends[0], ends[1]


def safe(one: System, hidden: np.ndarray) -> bool:
    """Whether every sensitive cell may still be anything that the rule allows."""
    return all(low <= one.least[at] + 1e-6 and high >= one.most[at] - 1e-6 for at, low, high in guesses(one, hidden))


def cheapest(one: System) -> float | None:
    """What is lost at least by a safe choice, trying all of them, the smallest first."""
    free = np.flatnonzero(~one.hidden & ~one.shown)
    best = None
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            lost = float(one.cost[list(chosen)].sum())
            if best is None or lost < best - 1e-9:
                hidden = one.hidden.copy()
                hidden[list(chosen)] = True
                best = lost if safe(one, hidden) else best
        # One more cell costs at least as much as the cheapest ones together.
        if best is not None and float(np.sort(one.cost[free])[: size + 1].sum()) >= best:
            break
    return best


small_tables = st.tuples(st.integers(2, 3), st.integers(2, 2)).flatmap(
    lambda shape: st.lists(
        st.one_of(st.integers(0, 4), st.integers(0, 30)),
        min_size=shape[0] * shape[1],
        max_size=shape[0] * shape[1],
    ).map(lambda cells: np.array(cells, dtype=float).reshape(shape))
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(small_tables)
def test_as_little_as_possible_is_hidden_and_nothing_can_be_guessed(counts: np.ndarray) -> None:
    """The search finds the optimum; what is added for every other possible value to hide the same is safe too."""
    one = table(counts)
    found, least = suppress(one), cheapest(one)
    searched = [(places, _Search(one.part(places)).run()) for places in one.blocks() if len(one.part(places).sensitive)]
    if any(own is None for _, own in searched):
        assert least is None, "moins que le bloc entier aurait suffi"
        return
    hidden = one.hidden.copy()
    for places, own in searched:
        assert own is not None
        hidden[places], proved = own
        assert proved
    assert least is not None
    assert float(one.cost[hidden & ~one.hidden].sum()) == pytest.approx(least)
    assert (hidden <= found.hidden).all()
    assert found.whole_block.any() or safe(one, found.hidden)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.integers(0, 4), st.integers(0, 60)), min_size=3, max_size=25))
def test_a_row_and_its_total(counts: list[int]) -> None:
    value = np.array([*counts, sum(counts)], dtype=float)
    one = system(value, np.array([[*([1.0] * len(counts)), -1.0]]))
    found = suppress(one)
    if not found.whole_block.any():
        assert safe(one, found.hidden)
    again = suppress(one)
    assert (found.hidden == again.hidden).all()


def test_a_lone_small_count_takes_a_second_one_with_it() -> None:
    """3 hidden beside a total of 60: the cheapest other count that leaves room is hidden too, and not the total."""
    one = system(np.array([3.0, 9.0, 20.0, 28.0, 60.0]), np.array([[1.0, 1.0, 1.0, 1.0, -1.0]]))
    assert list(np.flatnonzero(suppress(one).hidden)) == [0, 1]


def test_a_count_too_near_the_rule_leaves_no_room() -> None:
    """Beside 1, a hidden 5 could not be less than 5: 1 could be nothing else. 8 is needed, for 1 to be up to 4."""
    one = system(np.array([1.0, 5.0, 8.0, 14.0]), np.array([[1.0, 1.0, 1.0, -1.0]]))
    searched = _Search(one).run()
    assert searched is not None
    hidden = np.flatnonzero(searched[0])
    assert 2 in hidden or 3 in hidden
    assert 1 not in hidden
    # Were the small one 4, the 5 would have been hidden: whoever tries that must not be able to leave it out.
    assert suppress(one).hidden[1]


def test_two_ones_beside_a_total_would_be_two_ones() -> None:
    """1 and 1 hidden, 2 left of the total: each would be known. A third count is hidden."""
    one = system(np.array([1.0, 1.0, 20.0, 22.0]), np.array([[1.0, 1.0, 1.0, -1.0]]))
    assert suppress(one).hidden.sum() == 3


def test_what_nothing_binds_needs_nothing_else() -> None:
    one = system(np.array([3.0, 9.0]), np.zeros((0, 2)))
    assert list(suppress(one).hidden) == [True, False]


def test_where_nothing_less_will_do_the_whole_block_is_hidden() -> None:
    """A total that everybody knows, made of small counts only: it tells that each is at most what the others leave."""
    one = system(np.array([1.0, 1.0, 2.0]), np.array([[1.0, 1.0, -1.0]]))
    known = System(**{**vars(one), "shown": np.array([False, False, True]), "hidden": np.array([True, True, False])})
    assert list(suppress(known).whole_block) == [True, True, False]
