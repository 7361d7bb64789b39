"""ctg_lib: the shared diagnostic of a convention territoriale globale, from open data and local files.

The names below are what a notebook uses; each imports what it needs when it is called, so that `import ctg_lib` costs
nothing.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctg_lib.chapters.chapter import Opened as OpenedChapter
    from ctg_lib.chapters.context import Diagnostic
    from ctg_lib.convention.opened import Opened
    from ctg_lib.explorer.needs_services import NeedsServices

__version__ = "0.2.0"
__all__ = ["chapter", "diagnostic", "dossier", "explore"]


def diagnostic(place: str, date: str) -> Diagnostic:
    """The values of a territory and of its comparators: `.values` is the long table (see `ctg_lib.value.COLUMNS`).

    place: code, SIREN, unambiguous name, or group written `identifier=code,code`. date: edition date, AAAA-MM-JJ.
    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib.chapters.context import Diagnostic, kept
    from ctg_lib.convention import local_files
    from ctg_lib.indicators.cells import Shelf
    from ctg_lib.territory import Territory

    territory = Territory.parse(place)
    return kept(territory, date) or Diagnostic(territory, date, Shelf(local_files.store(territory, date)))


def chapter(identifier: str, place: str, date: str) -> OpenedChapter:
    """A chapter opened on a territory: `.needs()`, `.services()`, `.gap()`, `.unknown()`, `.questions()` display it."""
    from ctg_lib import chapters

    return chapters.opened(identifier, diagnostic(place, date))


def dossier(place: str, date: str) -> Opened:
    """The convention of a territory on a date: its comité, observations, enjeux, fiches, review and evaluation.

    Each method displays one part of it. Raises InputError with every problem of the files that people wrote.
    """
    from ctg_lib.convention import dossier as dossiers
    from ctg_lib.convention.opened import Opened

    seen = diagnostic(place, date)
    return Opened(dossiers.read(seen.territory).at(datetime.date.fromisoformat(date)), seen)


def explore(place: str, date: str, travel: str | Path | None = None) -> NeedsServices:
    """The bench of needs and services of a territory: displayed, it is a panel of choices over a map and a table.

    Without widgets: `.choose(need=, service=, radius=, classes=, count=, plan=)`, then `.map()`, `.sentence()`,
    `.sensitivity()`, `.table()`; `.offered` lists what may be chosen. travel: a CSV of costs between communes, columns
    `origine`, `destination`, `minutes` or `km`, in place of distances as the crow flies.
    """
    from ctg_lib.explorer.needs_services import NeedsServices

    return NeedsServices(diagnostic(place, date), Path(travel) if travel else None)
