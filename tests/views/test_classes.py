from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.views.classes import Classes, quantiles

numbers = st.lists(st.floats(-1000, 1000).map(lambda value: round(value, 4)), min_size=1, max_size=60)


@given(numbers, st.integers(1, 6))
@settings(deadline=None)
def test_every_value_has_its_class_and_lies_in_it(values: list[float], count: int) -> None:
    classes = quantiles(values, count)
    assert 1 <= len(classes) <= count
    assert list(classes.bounds) == sorted(classes.bounds)
    for value in values:
        position = classes.of(value)
        assert 0 <= position < len(classes)
        assert classes.bounds[position] <= value <= classes.bounds[position + 1]
        if position:
            assert value > classes.bounds[position]


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
        with pytest.raises(ValueError, match="no value to class"):
            quantiles(nothing)
