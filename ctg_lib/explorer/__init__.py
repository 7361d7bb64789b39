"""Benches where an analyst tries choices and sees at once what they change; nothing of them enters a diagnostic.

What the notebooks of `notebooks/explorer/` open, beside `ctg_lib.explore`. Each works without widgets, and is a panel
of choices where it is displayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctg_lib.explorer.indicator_story import Story
    from ctg_lib.explorer.place_search import Finder
    from ctg_lib.explorer.set_beside import Comparison


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
