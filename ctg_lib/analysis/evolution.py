"""Change over time: whether two values of an indicator may be set one after the other, and where a series breaks."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from ctg_lib.indicators.declaration import Indicator
from ctg_lib.vintage import ALLOWED, Comparison, Verdict, broken, compare, worst


def between(one: Indicator, before: pd.Series, after: pd.Series) -> Comparison:
    """What may be said of a change from one row of the long table to a later one, both of the same territory.

    Every table behind the two is looked at: a denominator that changes meaning breaks a rate as a numerator does. Its
    date only approaches that of the numerator: the rules on dates (census, months) bear on the first input alone.
    """
    found = []
    where = {"level": str(after["level"]), "territory": str(after["territory"])}
    for place, wanted in enumerate(one.inputs):
        run = sorted(_vintages(before, wanted.source) | _vintages(after, wanted.source))
        if len(run) < 2:
            continue
        rule = broken if place else compare
        found += [rule(wanted.source, run[0], run[-1], variable=name, **where) for name in wanted.columns]
    return worst(found)


def breaks(one: Indicator, history: pd.DataFrame) -> list[tuple[int, Comparison]]:
    """The places in the rows of a history, oldest first, where the series breaks: before which row, and why."""
    rows = [row for _, row in history.iterrows()]
    told = [(place, between(one, *pair)) for place, pair in enumerate(pairwise(rows), start=1)]
    return [(place, found) for place, found in told if found.verdict is not Verdict.ALLOWED]


def fair(one: Indicator, before: pd.Series, after: pd.Series) -> bool:
    """Whether nothing stands between the two."""
    return between(one, before, after) == ALLOWED


def _vintages(row: pd.Series, source: str) -> set[str]:
    """The vintages of a source behind a row."""
    tokens = (token.split("@") for token in str(row["source"]).split("+") if token)
    return {vintage for name, vintage in tokens if name == source}
