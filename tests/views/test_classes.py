"""Classes beside mapclassify where both define them, and beside all the ways there are to cut a few values."""

from __future__ import annotations

import math
import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.views import classes as views
from ctg_lib.views.classes import METHODS, Classes, Method, equal, natural, quantiles

EVERY = [method for _, method in METHODS.values()]
numbers = st.lists(st.floats(-1000, 1000).map(lambda value: round(value, 4)), min_size=1, max_size=60)


@pytest.mark.parametrize("method", EVERY)
@given(values=numbers, count=st.integers(1, 6), digits=st.sampled_from([None, -1, 0, 3]))
@settings(deadline=None)
def test_every_value_has_its_class_and_lies_in_it(
    method: Method, values: list[float], count: int, digits: int | None
) -> None:
    classes = method(values, count, digits)
    assert 1 <= len(classes) <= count
    assert list(classes.bounds) == sorted(classes.bounds)
    for value in values:
        position = classes.of(value)
        assert 0 <= position < len(classes)
        assert classes.bounds[position] <= value <= classes.bounds[position + 1]
        if position:
            assert value > classes.bounds[position]
    assert classes.positions(values).tolist() == [classes.of(value) for value in values]
    if digits is not None:
        assert all(bound == round(bound, digits) for bound in classes.bounds)


@given(st.lists(st.integers(0, 10_000), min_size=8, max_size=60, unique=True))
@settings(deadline=None)
def test_classes_hold_about_as_many_values_each(values: list[int]) -> None:
    """Bounds are rounded and a value on a bound goes down: one more or one less than a quarter, two at most."""
    classes = quantiles([float(value) for value in values], 4, digits=3)
    assert len(classes) == 4
    sizes = [sum(classes.of(value) == position for value in values) for position in range(4)]
    assert max(sizes) - min(sizes) <= 2


def test_bounds_are_round_and_cover_the_ends() -> None:
    classes = quantiles([0.12345, 0.2, 0.3, 0.4, 0.98765], 4, digits=2)
    assert classes.bounds[0] == 0.12
    assert classes.bounds[-1] == 0.99
    assert all(round(bound, 2) == bound for bound in classes.bounds)


def test_fewer_classes_where_values_repeat() -> None:
    classes = quantiles([1.0, 1.0, 1.0, 1.0, 5.0], 4, digits=0)
    assert len(classes) < 4
    assert classes.of(1.0) == 0
    alone = quantiles([7.0], 4)
    assert alone.bounds == (7.0, 7.0)
    assert (len(alone), alone.of(7.0)) == (1, 0)


def test_a_value_on_a_bound_is_in_the_class_below() -> None:
    classes = Classes((0.0, 10.0, 20.0))
    assert [classes.of(value) for value in (0, 10, 10.5, 20, -3, 99)] == [0, 0, 1, 1, 0, 1]


def test_blanks_are_left_out_and_nothing_is_no_map() -> None:
    assert quantiles([float("nan"), 1.0, 2.0, math.inf], 2).bounds[-1] == 2.0
    for nothing in ([], [float("nan")], list(np.array([]))):
        for method in EVERY:
            with pytest.raises(ValueError, match="no value to class"):
                method(nothing)
    with pytest.raises(ValueError, match="0 classes"):
        equal([1.0, 2.0], 0)


# --- Few values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", EVERY)
@given(values=st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=30), count=st.integers(1, 7))
@settings(deadline=None)
def test_never_more_classes_than_values_and_one_each_where_they_are_few(
    method: Method, values: list[float], count: int
) -> None:
    for digits in (None, 0, 2):
        classes, distinct = method(values, count, digits), sorted(set(values))
        assert len(classes) <= min(count, len(distinct))
        if len(distinct) <= count:
            assert [classes.of(value) for value in distinct] == list(range(len(distinct)))


@pytest.mark.parametrize("method", [quantiles, natural])
@given(values=numbers, count=st.integers(1, 6), digits=st.sampled_from([None, 0, 3]))
@settings(deadline=None)
def test_no_class_is_empty_but_among_equal_widths(
    method: Method, values: list[float], count: int, digits: int | None
) -> None:
    classes = method(values, count, digits)
    assert set(classes.positions(values)) == set(range(len(classes)))


def test_what_no_printed_bound_tells_apart_is_one_class() -> None:
    assert natural([0.1231, 0.1232, 0.5], 4, digits=2).bounds == (0.12, 0.13, 0.5)
    assert natural([0.1231, 0.1232, 0.5], 4, digits=4).bounds == (0.1231, 0.1231, 0.1232, 0.5)


def test_a_zero_that_many_share_is_a_class_alone() -> None:
    values = [0.0] * 10 + [1.0, 2.0, 3.0, 4.0, 5.0]
    for method in (quantiles, natural):
        assert method(values, 4).positions(values).tolist()[:11] == [0] * 10 + [1]


# --- Beside mapclassify ---------------------------------------------------------------------------------------------


def filled(bounds: np.ndarray, values: list[float]) -> list[float]:
    """Upper bounds of classes that hold a value."""
    up_to = np.searchsorted(np.sort(values), bounds, side="right")
    return list(bounds[np.diff(up_to, prepend=0) > 0])


def upper(method: Method, values: list[float], count: int) -> list[float]:
    return list(method(values, count, None).bounds[1:])


many = st.lists(st.integers(-2000, 2000).map(lambda value: value / 8), min_size=7, max_size=60).filter(
    lambda values: len(set(values)) > 6
)


@given(many, st.integers(2, 6))
@settings(deadline=None)
def test_quantiles_are_those_of_mapclassify(values: list[float], count: int) -> None:
    """Where values repeat, mapclassify may keep a class that holds none: it is dropped here."""
    from mapclassify import Quantiles  # seconds to import, for these tests alone

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # fewer classes than asked, where values repeat
        expected = Quantiles(values, count).bins
    # Within rounding: both interpolate, not in the same order.
    ours = upper(quantiles, values, count)
    assert ours == pytest.approx(filled(expected + 1e-9, values), abs=1e-8)


@given(many, st.integers(2, 6))
@settings(deadline=None)
def test_equal_widths_are_those_of_mapclassify(values: list[float], count: int) -> None:
    from mapclassify import EqualInterval

    assert upper(equal, values, count) == pytest.approx(list(EqualInterval(np.array(values), count).bins), abs=1e-9)


def spread(values: list[float], bounds: list[float]) -> float:
    """Sum of squares around the mean of each class, in exact order and in full."""
    known, lower, total = np.array(sorted(values)), -math.inf, 0.0
    for bound in bounds:
        inside = known[(known > lower) & (known <= bound)]
        total += float(((inside - inside.mean()) ** 2).sum()) if inside.size else 0.0
        lower = bound
    return total


@given(many, st.integers(2, 6))
@settings(deadline=None)
def test_natural_breaks_are_those_of_mapclassify(values: list[float], count: int) -> None:
    """Both are optimal; where two cuts are as good, or nearly (mapclassify counts in single precision), each has one.

    mapclassify may also cut between two equal values, and then has one class less than it says: it cannot do better.
    """
    from mapclassify import FisherJenks

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # numba is not installed
        expected = list(FisherJenks(values, count).bins)
    ours = upper(natural, values, count)
    assert len(ours) == count
    if ours != expected:
        assert spread(values, ours) == pytest.approx(spread(values, expected), rel=1e-3)
        assert spread(values, ours) <= spread(values, expected) + 1e-9


@given(st.lists(st.integers(0, 60).map(float), min_size=2, max_size=9), st.integers(1, 5))
@settings(deadline=None)
def test_no_other_cut_spreads_less(values: list[float], count: int) -> None:
    distinct = sorted(set(values))
    if len(distinct) <= count:
        return
    cuts = [[*inner, distinct[-1]] for inner in combinations(distinct[:-1], count - 1)]
    ours = upper(natural, values, count)
    assert spread(values, ours) == pytest.approx(min(spread(values, cut) for cut in cuts), abs=1e-9)


def test_natural_breaks_of_thousands_are_found_and_far_from_zero_too() -> None:
    """Tight heaps far from zero: where squares are large, their small differences are kept."""
    heaps = 1e6 + np.repeat([0.0, 10.0, 50.0, 51.0], 2500) + np.tile(np.linspace(0, 0.5, 2500), 4)
    assert upper(natural, list(heaps), 3) == [1e6 + 0.5, 1e6 + 10.5, 1e6 + 51.5]


# --- Compared maps --------------------------------------------------------------------------------------------------


def test_methods_have_french_names_that_a_list_may_show() -> None:
    assert {name: label for name, (label, _) in METHODS.items()} == {
        "quantiles": "effectifs égaux",
        "equal": "amplitudes égales",
        "natural": "seuils naturels",
    }


@pytest.mark.parametrize("method", EVERY)
def test_compared_series_share_their_classes(method: Method) -> None:
    one, other = [1.0, 2.0, math.nan, 4.0], np.array([10.0, 20.0, 40.0])
    assert views.common([one, other], method, 3, 0) == method([*one, *other], 3, 0)
    with pytest.raises(ValueError, match="no value"):
        views.common([], method)


def test_what_moves_is_what_changes_class() -> None:
    before, after = Classes((0.0, 10.0, 20.0)), Classes((0.0, 5.0, 20.0))
    found = views.moved(before, after, [1.0, 5.0, 5.1, 10.0, 10.1, math.nan])
    assert found.tolist() == [False, False, True, True, False, False]
    with pytest.raises(ValueError, match="cannot be set beside"):
        views.moved(before, Classes((0.0, 20.0)), [1.0])
