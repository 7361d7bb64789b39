"""The one pass over every territory of a batch: their figures, those of all that they are compared and mapped with.

`python -m ctg_lib.batch.vectorised FOLDER CODE…`: the figures of these territories and of their départements, in the
folder of a pass. A process of its own: it may have as many threads as its libraries want.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import local_files
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.prepared import Prepared
from ctg_lib.indicators.targets import Targets, comparators
from ctg_lib.territory import Level, Territory


def main(words: list[str]) -> None:
    """Compute, and write."""
    folder, *spellings = words
    places = [Territory.parse(one) for one in spellings]
    shelf = Shelf(local_files.store(_nobody(), ""))
    Prepared.compute(shelf, Targets.of(held(places, shelf))).write(Path(folder))


def _nobody() -> Territory:
    """A territory that nobody fills a workbook for: the store as all see it."""
    return Territory.of("FR")


def held(places: Iterable[Territory], shelf: Shelf) -> list[Territory]:
    """All that the diagnostics of some territories look at.

    Themselves and what they are compared with; every commune and intercommunalité of their départements, among which
    they are placed; the communes that their maps show.
    """
    found: dict[Territory, None] = {}
    for place in places:
        found |= dict.fromkeys([place, *comparators(place)])
    for home in [one for one in found if one.level is Level.DEPARTEMENT]:
        found |= dict.fromkeys(home.members())
        epcis = dict.fromkeys(one for commune in home.members() if (one := commune.parent(Level.EPCI)))
        found |= epcis
    around = dict.fromkeys(code for place in places for code in _mapped(place, shelf))
    return list(found | dict.fromkeys(map(Territory.of, around)))


def _mapped(place: Territory, shelf: Shelf) -> tuple[str, ...]:
    diagnostic = Diagnostic(place, "", shelf)
    return (*diagnostic.surroundings, *diagnostic.neighbours)


if __name__ == "__main__":
    main(sys.argv[1:])
