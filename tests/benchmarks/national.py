"""`make bench`: every indicator for 35,000 communes, on generated figures, beside the same for one département.

What is printed is the time of one pass on this machine, and ratios within this very run: the only ones that travel.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from ctg_lib import indicators
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.territory import Level, Territory
from tests.benchmarks.generated import GeneratedStore


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds of a piece of work, and what it gave."""
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def one_pass(place: Territory) -> tuple[float, int, int]:
    """CPU seconds, communes and rows: every indicator for all communes of a place, their EPCI, and the place itself."""
    communes = place.members()
    groups = {one.code: one for home in communes for one in home.parents() if one.level is Level.EPCI}
    targets = Targets.of([*communes, *groups.values(), place])
    shelf = Shelf(GeneratedStore(tuple(place.communes)))

    def work() -> int:
        return len(compute(Resolved(shelf, targets), indicators.catalogue().values()))

    seconds, rows = timed(work)
    return seconds, len(communes), rows


def main() -> int:
    """Print the table, in French."""
    small, large = Territory.of("42"), Territory.of("FR")
    one_pass(small)  # imports and caches are not what is measured
    lines = [(place.name, *one_pass(place)) for place in (small, large)]
    out = sys.stdout.write
    out(f"{len(indicators.catalogue())} indicateurs, en une passe ; chiffres générés, et non publiés.\n")
    for name, seconds, communes, rows in lines:
        told = f"{seconds:8.1f} s de processeur pour {communes} communes ({rows} lignes)"
        out(f"{name:20}{told}, soit {1000 * seconds / communes:.2f} ms par commune\n")
    (_, few, some, _), (_, many, every, _) = lines
    out(f"Par commune, la France coûte {(many / every) / (few / some):.2f} fois ce que coûte un département.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
