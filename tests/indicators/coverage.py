"""How often the intervals hold the true figure, by exact summation over all that may be observed; no chance in it.

`python -m tests.indicators.coverage` prints the table of `docs/intervalles.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from ctg_lib.indicators import precision
from ctg_lib.views.wording import number

SIZES = (10, 20, 30, 50, 100, 200, 500, 1000, 2000)
SHARES = tuple(round(0.01 * step, 2) for step in range(1, 100))
MEANS = (*(round(0.1 * step, 1) for step in range(1, 1000)), *map(float, range(100, 1001)))
# How many households are counted; one in four is processed.
HOUSEHOLDS = (40, 80, 120, 200, 400, 1000, 2000, 4000)


@dataclass(frozen=True)
class Point:
    """The exact coverage at one point of a grid. size: what is counted; true: the true share, or the true mean."""

    size: int
    true: float
    coverage: float


def _held(low: pd.Series, high: pd.Series, true: float) -> np.ndarray:
    # A bound that is the true value but for the last bit holds it.
    return ((low <= true + 1e-12) & (true <= high + 1e-12)).to_numpy()


@cache
def _wilson(size: int) -> tuple[pd.Series, pd.Series]:
    count = pd.Series(np.arange(size + 1.0))
    return precision.wilson(count, pd.Series(float(size), index=count.index), 1.0)


def of_wilson(size: int, share: float) -> float:
    """Of a share asked of `size` people drawn from very many."""
    return float(stats.binom.pmf(np.arange(size + 1), size, share) @ _held(*_wilson(size), share))


@cache
def _poisson(most: int) -> tuple[pd.Series, pd.Series]:
    return precision.poisson(pd.Series(np.arange(most + 1.0)))


def of_poisson(mean: float) -> float:
    """Of a number of events; what is beyond the sum (less than one in 10^12) is counted as missed."""
    most = int(stats.poisson.ppf(1 - 1e-13, mean)) + 1
    return float(stats.poisson.pmf(np.arange(most + 1), mean) @ _held(*_poisson(most), mean))


@cache
def _quarter(households: int) -> tuple[pd.Series, pd.Series]:
    found = pd.Series(np.arange(households // 4 + 1) * 4.0)
    everybody = pd.Series(float(households), index=found.index)
    return precision.quarter_sample(found, everybody, everybody > 0)


def of_quarter(households: int, concerned: int) -> float:
    """Of a share among households of which a quarter is drawn without replacement, `concerned` of them concerned."""
    drawn = households // 4
    chances = stats.hypergeom.pmf(np.arange(drawn + 1), households, concerned, drawn)
    return float(chances @ _held(*_quarter(households), concerned / households))


@cache
def wilson_grid() -> tuple[Point, ...]:
    return tuple(Point(size, share, of_wilson(size, share)) for size in SIZES for share in SHARES)


@cache
def poisson_grid() -> tuple[Point, ...]:
    return tuple(Point(0, mean, of_poisson(mean)) for mean in MEANS)


@cache
def quarter_grid() -> tuple[Point, ...]:
    several = [(size, max(1, round(size * share))) for size in HOUSEHOLDS for share in SHARES]
    return tuple(Point(size, some / size, of_quarter(size, some)) for size, some in dict.fromkeys(several))


def mean(points: tuple[Point, ...]) -> float:
    return float(np.mean([one.coverage for one in points]))


def worst(points: tuple[Point, ...]) -> Point:
    return min(points, key=lambda one: (round(one.coverage, 12), one.size, one.true))


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────

THIN = "\u202f"


def table() -> str:
    """What `docs/intervalles.md` says of the coverage, in Markdown."""
    head = "| Intervalle | Grille | En moyenne | Au pire | Où |\n|---|---|---|---|---|\n"
    return head + "\n".join(f"| {' | '.join(cells)} |" for cells in _cells())


def _cells() -> Iterator[tuple[str, ...]]:
    shares = f"part de 1 à 99{THIN}%"
    low = worst(wilson_grid())
    sizes = f"{number(SIZES[0])} à {number(SIZES[-1])} personnes"
    yield (
        "Wilson",
        f"{sizes}, {shares}",
        *_told(wilson_grid()),
        f"{number(low.size)} personnes, part de {_part(low.true)}",
    )
    low = worst(quarter_grid())
    sizes = f"{number(HOUSEHOLDS[0])} à {number(HOUSEHOLDS[-1])} ménages"
    where = f"{number(low.size)} ménages, part de {_part(low.true)}"
    yield "Sondage au quart", f"{sizes}, {shares}", *_told(quarter_grid()), where
    low = worst(poisson_grid())
    grid = f"moyenne de {number(MEANS[0], 1)} à {number(MEANS[-1])} événements"
    yield "Poisson exact", grid, *_told(poisson_grid()), f"moyenne de {number(low.true, 1)}"


def _part(share: float) -> str:
    return f"{number(100 * share, 1)}{THIN}%"


def _told(points: tuple[Point, ...]) -> tuple[str, str]:
    return f"{number(100 * mean(points), 2)}{THIN}%", f"{number(100 * worst(points).coverage, 2)}{THIN}%"


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
