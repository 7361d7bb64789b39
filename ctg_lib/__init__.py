"""ctg_lib: the shared diagnostic of a convention territoriale globale, from open data and local files.

The names below are what a notebook uses; each imports what it needs when it is called, so that `import ctg_lib` costs
nothing.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from ctg_lib.chapters.chapter import Opened as OpenedChapter
    from ctg_lib.chapters.context import Diagnostic
    from ctg_lib.convention.opened import Opened
    from ctg_lib.explorer.needs_services import NeedsServices
    from ctg_lib.reading.place import Place

__version__ = "0.2.0"
__all__ = ["catalogue", "chapter", "diagnostic", "dossier", "explore", "find", "territory", "themes"]


def territory(place: str, date: str = "") -> Place:
    """A territory, to be asked for its figures: `ctg.territory("42302").indicator("pr_taux_pauvrete").compare()`.

    place: code, SIREN, unambiguous name, or group written `identifier=code,code`; `ctg.find` finds a code. date: the
    edition, AAAA-MM-JJ, which leaves out the workbooks filled on site that are of a later year; without it, all that is
    loaded is read. Raises TerritoryError with the candidates or the remedy, UsageError for a date of another form.
    """
    from ctg_lib.reading.place import Place
    from ctg_lib.territory import Territory

    return Place(Territory.parse(place), date)


def find(text: str) -> pd.DataFrame:
    """The territories that a name or a code may mean, the likeliest first, homonyms told apart by their département.

    Columns, all of text: code, name, level, departement and epci (names, empty where there is none), match (French: how
    the name matches). Raises TerritoryError for an empty text, and for a code that nobody bears, with the nearest ones.
    """
    from ctg_lib.reading import listing

    return listing.found(text)


def catalogue(theme: str | None = None, words: str = "") -> pd.DataFrame:
    """The indicators, one row each, as declared: id, theme, label, question, unit, formula, sources, caveat, reference…

    theme: one of `themes()`. words: French words, or starts of words, that the label, the question or the id holds,
    without regard to accents. Raises UsageError for a theme that does not exist.
    """
    from ctg_lib.reading import listing

    return listing.catalogue(theme, words)


def themes() -> dict[str, str]:
    """The themes of the indicators: the id of each, and its French name."""
    from ctg_lib.indicators.declaration import THEMES

    return dict(THEMES)


def diagnostic(place: str, date: str) -> Diagnostic:
    """The values of a territory and of its comparators: `.values` is the long table (see `ctg_lib.value.COLUMNS`).

    place: code, SIREN, unambiguous name, or group written `identifier=code,code`. date: edition date, AAAA-MM-JJ.
    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib.reading.place import opened
    from ctg_lib.territory import Territory

    return opened(Territory.parse(place), date)


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


class _Package(ModuleType):
    """Its functions keep their names: the import of the module `ctg_lib.territory` would take that of `territory`."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
