"""Benches where an analyst tries choices and sees at once what they change; nothing of them enters a diagnostic.

What the notebooks of `notebooks/explorer/` open, beside `ctg_lib.explore`. Each works without widgets, and is a panel
of choices where it is displayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctg_lib.explorer.data_quality import DataQuality
    from ctg_lib.explorer.indicator_story import Story
    from ctg_lib.explorer.place_search import Finder
    from ctg_lib.explorer.set_beside import Comparison
    from ctg_lib.explorer.trying import Trial
    from ctg_lib.explorer.workbooks import OwnFiles


def finder(place: str, date: str) -> Finder:
    """The way in: a territory found by its name, what is loaded for it on a date (AAAA-MM-JJ), the indicators.

    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib import territory
    from ctg_lib.explorer.place_search import Finder

    return Finder(territory(place, date))


def story(place: str, date: str) -> Story:
    """An indicator's whole story for a territory on a date (AAAA-MM-JJ), from its question to its file.

    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib import territory
    from ctg_lib.explorer.indicator_story import Story

    return Story(territory(place, date))


def comparison(place: str, date: str) -> Comparison:
    """An indicator of a territory on a date (AAAA-MM-JJ) set against that of others, and of the communes like it.

    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib import territory
    from ctg_lib.explorer.set_beside import Comparison

    return Comparison(territory(place, date))


def quality(place: str, date: str) -> DataQuality:
    """What the data of a territory are worth on a date (AAAA-MM-JJ), and the remedy of each hole.

    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib import diagnostic
    from ctg_lib.explorer.data_quality import DataQuality

    return DataQuality(diagnostic(place, date))


def own_files(place: str, date: str) -> OwnFiles:
    """The workbooks that a commune and its Caf fill: where they are, what is wrong in them, what they add.

    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib.explorer.workbooks import OwnFiles
    from ctg_lib.territory import Territory

    return OwnFiles(Territory.parse(place), date)


def trial(place: str, date: str) -> Trial:
    """A new indicator to try on a territory: `with essai: ratio(…)`, then what it gives.

    Raises TerritoryError with the candidates or the remedy.
    """
    from ctg_lib import diagnostic
    from ctg_lib.explorer.trying import Trial

    return Trial(diagnostic(place, date))
