"""The floor of a batch: its content, made by one plain process without a notebook, a kernel or a fork.

`python -m tests.benchmarks.floor CODE…` prints the seconds that each of these communes takes, once the first has
been made: what is slow the first time is not what is measured.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from ctg_lib.batch.vectorised import held
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import local_files
from ctg_lib.export import checks, data, publication, synthesis
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.prepared import Prepared
from ctg_lib.indicators.targets import Targets
from ctg_lib.territory import Territory
from tests.published import EDITION, page_of


def made(place: Territory, prepared: Prepared) -> int:
    """One commune: its chapters, its page and its synthesis, checked, its figures; their size."""
    diagnostic = Diagnostic(place, EDITION, Shelf(local_files.store(place, EDITION)), prepared)
    values = publication._published_values(diagnostic)
    html, short = page_of(diagnostic), synthesis.render(diagnostic)
    checks.check(html, values)
    checks.check(short, values)
    return len(html) + len(short) + len(data.csv(values)) + len(data.as_json(diagnostic, values))


def main(codes: Sequence[str]) -> int:
    """Print what a commune costs."""
    places = [Territory.of(code) for code in codes]
    shelf = Shelf(local_files.store(Territory.of("FR"), ""))
    prepared = Prepared.compute(shelf, Targets.of(held(places, shelf)))
    made(places[0], prepared)
    begun = time.monotonic()
    for place in places:
        made(place, prepared)
    sys.stdout.write(str((time.monotonic() - begun) / len(places)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
