"""Classes of a choropleth: few, with round French bounds, and honest when there are few values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Classes:
    """Bounds, lowest and highest included: n + 1 of them for n classes.

    A value is in the first class whose upper bound it does not exceed.
    """

    bounds: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def of(self, value: float) -> int:
        """Position of the class of a value, from 0."""
        return int(np.clip(np.searchsorted(self.bounds[1:-1], value, side="left"), 0, len(self) - 1))


def quantiles(values: Sequence[float], count: int = 4, digits: int = 3) -> Classes:
    """Classes of about equal numbers, bounds rounded to `digits` decimals; fewer when values repeat."""
    known = np.asarray([value for value in values if np.isfinite(value)], dtype=float)
    if not known.size:
        raise ValueError("no value to class")
    inner = np.round(np.quantile(known, np.linspace(0, 1, count + 1)[1:-1]), digits)
    low, high = np.floor(known.min() * 10**digits) / 10**digits, np.ceil(known.max() * 10**digits) / 10**digits
    kept = [float(bound) for bound in np.unique(inner) if low < bound < high]
    return Classes((float(low), *kept, float(high)))
