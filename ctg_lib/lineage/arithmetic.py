"""The formula of a figure found again from its function: which columns are added up, above and under the bar.

The function of an indicator is asked what each column does to its answer. A printed formula that says otherwise than
the code is caught here, and nothing is parsed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ctg_lib.indicators.declaration import Indicator

# Numbers of several sizes at which a sum must still be one: a bound or a case would show.
_SIZES = (1.0, 1e3, 1e6)


@dataclass(frozen=True)
class Side:
    """One side of the bar: a constant, and how many times each column is counted (those that are, in order)."""

    constant: float
    times: Mapping[str, float]

    def of(self, numbers: Mapping[str, float]) -> float:
        """Its value for some numbers of the columns."""
        return self.constant + sum(factor * numbers[name] for name, factor in self.times.items())


@dataclass(frozen=True)
class Ratio:
    """`scale` × above / below; without `below`, what is above."""

    above: Side
    below: Side | None
    scale: float

    def of(self, numbers: Mapping[str, float]) -> float:
        """The value for some numbers of the columns; NaN where the denominator is nothing."""
        top = self.above.of(numbers)
        if self.below is None:
            return top
        bottom = self.below.of(numbers)
        return self.scale * top / bottom if bottom else float("nan")


def decomposed(one: Indicator) -> Ratio | None:
    """The sum or ratio of sums that an indicator is; None for a model or a rate that no sum gives."""
    if one.horizon or one.estimated:
        return None
    names = [name for wanted in one.inputs for name in wanted.names]
    with np.errstate(all="ignore"):
        answer = one.function(_probes(names))
    if not isinstance(answer, tuple):
        above, below = _side(answer, names), None
        return None if above is None else Ratio(above, None, 1.0)
    if len(answer) != 2:
        return None
    numerator, denominator = answer
    above = _side(numerator, names)
    below = _side(pd.Series(denominator, index=numerator.index, dtype=float), names)
    return None if above is None or below is None else Ratio(above, below, one.unit.scale)


def _probes(names: Sequence[str]) -> pd.DataFrame:
    """A row of zeros, one with a single 1 for each column, then rows where all columns have numbers."""
    width = len(names)
    mixed = [size * (1 + (np.arange(width) * 7 + 3) % 11) for size in _SIZES]
    return pd.DataFrame(np.vstack([np.zeros(width), np.eye(width), *mixed]), columns=list(names))


def _side(answers: pd.Series, names: Sequence[str]) -> Side | None:
    """What each column adds to an answer; None where its parts do not add up to the whole."""
    found = answers.to_numpy(dtype=float)
    constant, width = found[0], len(names)
    factors = found[1 : width + 1] - constant
    expected = constant + _probes(names).to_numpy()[width + 1 :] @ factors
    if not np.allclose(found[width + 1 :], expected, rtol=1e-9, atol=1e-9, equal_nan=False):
        return None
    times = {name: float(round(factor, 15)) for name, factor in zip(names, factors, strict=True)}
    return Side(float(constant), {name: factor for name, factor in times.items() if factor})
