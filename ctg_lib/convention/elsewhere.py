"""What happened elsewhere between the two dates of a result: the changes of the comparators, set against its own.

A change that is larger or smaller than elsewhere is told as such, and never explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.trend import Apart, Move, move, obstacle
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.evaluation import Read, Record, Result, told
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.territory import Territory
from ctg_lib.value import KEY
from ctg_lib.views.wording import readable
from ctg_lib.vintage import Verdict


@dataclass(frozen=True)
class Elsewhere:
    """The change of a comparator between the two dates, and how that of the territory stands against it."""

    territory: Territory
    before: pd.Series
    after: pd.Series
    move: Move
    apart: Apart


@dataclass(frozen=True)
class Compared:
    """The change of an indicator, and what happened elsewhere; why there is nothing to set it against, in French.

    before, after: the two rows that it lies between, both as they are loaded today wherever they are.
    """

    result: Read
    before: pd.Series
    after: pd.Series
    move: Move
    elsewhere: tuple[Elsewhere, ...]
    why: str


def comparisons(found: Sequence[Result], record: Record, diagnostic: Diagnostic) -> list[Compared]:
    """For each indicator of the diagnostic that has a result, what happened elsewhere between the same two dates.

    A figure that its producer corrected is taken as it is today at both dates: the change is then one of time alone.
    """
    return [
        _compared(one, one.row, record, diagnostic) for one in found if isinstance(one, Read) and one.row is not None
    ]


def _compared(result: Read, after: pd.Series, record: Record, diagnostic: Diagnostic) -> Compared:
    one = indicators.indicator(str(result.measure.indicateur))
    start = result.start
    loaded = start.today is not None and readable(start.today)
    before = start.today if loaded else start.row
    assert before is not None, "a result has a start"
    own = move(one, before, after)
    why = obstacle(one, before, after)
    kept = None if loaded or start.edition is None else record.kept[start.edition]
    others = () if why else tuple(_elsewhere(one, own, before, after, kept, diagnostic))
    return Compared(result, before, after, own, others, why or ("" if others else NOBODY))


NOBODY = "aucun territoire de comparaison n’a de chiffre à ces deux dates"


def _elsewhere(
    one: Indicator, own: Move, before: pd.Series, after: pd.Series, kept: pd.DataFrame | None, diagnostic: Diagnostic
) -> Iterator[Elsewhere]:
    """kept: the edition that the first date is read in, where what is loaded no longer has it."""
    for place in diagnostic.comparators:
        loaded = diagnostic.row(one.id, place.level, before["vintage"])
        first = loaded if kept is None else _row(kept, before, place)
        last = diagnostic.row(one.id, place.level, after["vintage"])
        if first is None or last is None or not readable(first) or not readable(last):
            continue
        if told(one, first, last).verdict is Verdict.REFUSED or obstacle(one, first, last):
            continue
        change = move(one, first, last)
        yield Elsewhere(place, first, last, change, own.against(change))


def _row(kept: pd.DataFrame, like: pd.Series, place: Territory) -> pd.Series | None:
    """The row of a comparator at the indicator and vintage of another row."""
    wanted = [like["indicator"], place.code, str(place.level), like["vintage"]]
    rows = kept[(kept[KEY] == wanted).all(axis=1)]
    return rows.iloc[0] if len(rows) else None
