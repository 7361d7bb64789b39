"""Classes of a choropleth: few, with round French bounds, and honest when there are few values.

Three methods, which a page names and an analyst may change (`METHODS`). All keep one rule: never more classes than
distinct values, and where there are no more of these than classes asked for, each has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
UNKNOWN = -1


@dataclass(frozen=True)
class Classes:
    """Bounds, lowest and highest included: n + 1 of them for n classes.

    A value is in the first class whose upper bound it does not exceed. The two bounds of the first class are equal
    where it holds one value alone.
    """

    bounds: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def of(self, value: float) -> int:
        """Position of the class of a value, from 0."""
        return int(np.clip(np.searchsorted(self.bounds[1:-1], value, side="left"), 0, len(self) - 1))

    def positions(self, values: Sequence[float]) -> Positions:
        """The same of many values at once; -1 for what is no number."""
        numbers = np.asarray(values, dtype=float)
        return np.where(np.isfinite(numbers), np.searchsorted(self.bounds[1:-1], numbers, side="left"), UNKNOWN)


class Method(Protocol):
    """From values, blanks among them, to at most `count` classes; ValueError when no value is a number.

    digits: decimals to which bounds are rounded, None to leave them. A value then belongs to the class that the
    printed bounds say, and values that no printed bound tells apart are in one class.
    """

    def __call__(self, values: Sequence[float], count: int = 4, digits: int | None = 3) -> Classes: ...


def quantiles(values: Sequence[float], count: int = 4, digits: int | None = 3) -> Classes:
    """Classes of about equal numbers; fewer when values repeat."""
    return _classes(
        values, count, digits, lambda known: _rounded(np.quantile(known, np.linspace(0, 1, count + 1)[1:-1]), digits)
    )


def equal(values: Sequence[float], count: int = 4, digits: int | None = 3) -> Classes:
    """Classes of equal width; one in the middle may hold no value, and the legend says so by being regular."""
    return _classes(
        values,
        count,
        digits,
        lambda known: _rounded(np.linspace(known.min(), known.max(), count + 1)[1:-1], digits),
        regular=True,
    )


def natural(values: Sequence[float], count: int = 4, digits: int | None = 3) -> Classes:
    """Classes whose values differ least from their means: the least sum of squares there is (Fisher, 1958; Jenks)."""
    return _classes(values, count, digits, lambda known: _above(_least_spread(known, count), digits))


METHODS: dict[str, tuple[str, Method]] = {
    "quantiles": ("effectifs égaux", quantiles),
    "equal": ("amplitudes égales", equal),
    "natural": ("seuils naturels", natural),
}


def common(
    several: Sequence[Sequence[float]], method: Method = quantiles, count: int = 4, digits: int | None = 3
) -> Classes:
    """The classes of several series that are compared: those of all their values together."""
    return method([value for one in several for value in one], count, digits)


def moved(before: Classes, after: Classes, values: Sequence[float]) -> NDArray[np.bool_]:
    """Which values change class from one classification to the other; a blank has none and does not move.

    Raises ValueError when the numbers of classes differ: the third of three is not the third of four.
    """
    if len(before) != len(after):
        raise ValueError(f"{len(before)} classes cannot be set beside {len(after)}")
    return np.asarray(before.positions(values) != after.positions(values))


# --- What the methods share -----------------------------------------------------------------------------------------


def _classes(
    values: Sequence[float],
    count: int,
    digits: int | None,
    inner: Callable[[Floats], Floats],
    *,
    regular: bool = False,
) -> Classes:
    """Bounds around all that is known; between them those of the method, or one a value where values are few."""
    if count < 1:
        raise ValueError(f"{count} classes hold nothing")
    known = np.sort(np.asarray(values, dtype=float))
    known = known[np.isfinite(known)]
    if not known.size:
        raise ValueError("no value to class")
    distinct = np.unique(known)
    few = len(distinct) <= count
    low, high = _under(known[0], digits), _above(known[-1], digits)
    bounds = np.unique(_above(distinct[:-1], digits) if few else inner(known))
    kept = bounds > low if regular and not few else _filled(bounds, known)
    return Classes((float(low), *(float(bound) for bound in bounds[kept & (bounds < high)]), float(high)))


def _filled(bounds: Floats, known: Floats) -> NDArray[np.bool_]:
    """Which bounds close a class that holds a value."""
    return np.asarray(np.diff(np.searchsorted(known, bounds, side="right"), prepend=0) > 0)


def _rounded(bounds: Floats, digits: int | None) -> Floats:
    # Adding zero makes one zero of -0 and 0.
    return bounds if digits is None else np.round(bounds, digits) + 0.0


def _above(values: Floats, digits: int | None) -> Floats:
    """Each value, or the next number of `digits` decimals: what is at or under the value stays so."""
    if digits is None:
        return values
    nearest = _rounded(values, digits)
    return np.where(nearest >= values, nearest, _rounded(nearest + 10.0**-digits, digits))


def _under(values: Floats, digits: int | None) -> Floats:
    return -_above(-values, digits) + 0.0


def _least_spread(known: Floats, count: int) -> Floats:
    """The highest values of the first `count` - 1 of the `count` classes of least sum of squares.

    Exact: for each number of classes and each j, the best start of the last class of the j lowest values. That start
    never goes down as j goes up, so that the middle j is solved first, then each half between its neighbours' answers.
    """
    distinct, times = np.unique(known, return_counts=True)
    # Around their mean, squares stay small, and their differences precise.
    around = distinct - known.mean()
    sums = np.array([np.append(0.0, np.cumsum(times * around**power)) for power in (0, 1, 2)])

    def spread(start: Positions, stop: Positions) -> Floats:
        number, total, squares = sums[:, stop] - sums[:, start]
        return np.asarray(squares - total**2 / number)

    stops = np.arange(1, len(distinct) + 1)
    best = np.append(np.inf, spread(np.zeros_like(stops), stops))
    starts = []
    for classes in range(2, count + 1):
        best, start = _one_class_more(best, classes, spread)
        starts.append(start)
    ends = [len(distinct)]
    for start in reversed(starts):
        ends.append(int(start[ends[-1]]))
    return distinct[np.array(ends[:0:-1], dtype=np.intp) - 1]


def _one_class_more(
    best: Floats, classes: int, spread: Callable[[Positions, Positions], Floats]
) -> tuple[Floats, Positions]:
    """The least spread of the j lowest values in `classes` classes, and where the last starts, from one class less."""
    last = len(best) - 1
    found = np.full(last + 1, np.inf)
    # One place more than there are j: the answer beyond the last, which bounds nothing.
    start = np.append(np.zeros(last + 1, dtype=np.intp), last)
    step = 1 << last.bit_length()
    while step := step // 2:
        middle = np.arange(step, last + 1, 2 * step)
        middle = middle[middle >= classes]
        if not middle.size:
            continue
        lowest = np.maximum(start[middle - step], classes - 1)
        highest = np.minimum(start[np.minimum(middle + step, last + 1)], middle - 1)
        # Every candidate of every j in one row: the runs of the j follow one another.
        length = highest - lowest + 1
        run = np.cumsum(length) - length
        candidate = np.arange(length.sum()) + np.repeat(lowest - run, length)
        total = best[candidate] + spread(candidate, np.repeat(middle, length))
        found[middle] = np.minimum.reduceat(total, run)
        equalled = np.flatnonzero(total == np.repeat(found[middle], length))
        _, first = np.unique(np.repeat(middle, length)[equalled], return_index=True)
        start[middle] = candidate[equalled[first]]
    return found, start[:-1]
