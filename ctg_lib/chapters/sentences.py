"""Sentences that an elected official would say of a figure, each number tied to its row of the long table."""

from __future__ import annotations

import html

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.comparison import Gap
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.territory import Level, Territory
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import keyed
from ctg_lib.views.wording import interval, quantity, row_text
from ctg_lib.views.wording import vintage as vintage_text


def shown(row: pd.Series, *, name: bool = False) -> str:
    """A value inside a sentence, keyed, with its unit's name when asked, and its status when there is no value."""
    if name and Status(row["status"]) is Status.PUBLISHED:
        return keyed(row, quantity(row["value"], UNITS[row["unit"]], name=True))
    if not Status(row["status"]).has_value:
        return f"<em>{html.escape(row_text(row))}</em>"
    return keyed(row, row_text(row))


def say(diagnostic: Diagnostic, indicator: str, template: str, against: Level | None = None) -> str:
    """`template` holds `{value}`; the vintage, the comparator and the verdict on the gap are added after it.

    against: the comparator's level; by default the first one that has a value at the same vintage.
    """
    row = diagnostic.own(indicator)
    start = template.format(value=shown(row))
    if not Status(row["status"]).has_value:
        when = f" ({html.escape(vintage_text(row['vintage']))})" if row["vintage"] else ""
        # « secret statistique » needs no second saying; any other reason does.
        why = "" if Status(row["status"]) is Status.SECRET else f"\u00a0: {html.escape(row['method'])}"
        return f"{start}{when}{why}."
    bounds = interval(row)
    between = f", entre {html.escape(bounds.replace(' à ', ' et '))}" if bounds else ""
    start += f" ({html.escape(vintage_text(row['vintage']))}{between})"
    other = _comparator(diagnostic, indicator, against)
    if other is None:
        return start + "."
    territory, compared = other
    gap = diagnostic.verdict(indicator, territory.level)
    verdict = f"\u00a0: {gap.gap.label}" if gap.gap is not Gap.NOT_COMPARED else ""
    return f"{start}, contre {shown(compared)} {html.escape(territory.at_name)}{verdict}."


def _comparator(diagnostic: Diagnostic, indicator: str, against: Level | None) -> tuple[Territory, pd.Series] | None:
    """The first comparator with a value for a figure that can be compared; counts have none."""
    unit = indicators.indicator(indicator).unit
    ratio = pd.notna(diagnostic.own(indicator)["denominator"]) or unit.id in ("part", "euros", "places_pour_100")
    if not ratio:
        return None
    for one in diagnostic.comparators:
        row = diagnostic.row(indicator, one.level)
        if row is not None and Status(row["status"]).has_value and against in (None, one.level):
            return one, row
    return None


def at_level(diagnostic: Diagnostic, indicator: str, level: Level) -> str | None:
    """« 51,7 à Saint-Étienne Métropole », or None where that level has no value."""
    row = diagnostic.row(indicator, level)
    territory = next((one for one in diagnostic.comparators if one.level is level), None)
    if row is None or territory is None or not Status(row["status"]).has_value:
        return None
    return f"{shown(row)} {html.escape(territory.at_name)}"


def births_change(diagnostic: Diagnostic) -> str | None:
    """How the three-year mean of births moved over ten years, and whether it is more than chance."""
    rows = diagnostic.history("pe_naiss_3ans")
    if len(rows) < 11:
        return None
    before, after = rows.iloc[-11], rows.iloc[-1]
    words = f"{shown(before)} par an en {_span(before)}, {shown(after)} par an en {_span(after)}"
    if after["high"] < before["low"]:
        return f"Les naissances reculent nettement\u00a0: {words}."
    if after["low"] > before["high"]:
        return f"Les naissances augmentent nettement\u00a0: {words}."
    return f"Le nombre de naissances ne change pas au-delà du hasard\u00a0: {words}."


def _span(row: pd.Series) -> str:
    last = int(row["vintage"])
    return f"{last - 2}-{last}"


def caf_change(diagnostic: Diagnostic, indicator: str, noun: str) -> str | None:
    """How one of the Caf's counts moved between the first and the last December, rounding taken into account."""
    rows = diagnostic.history(indicator)
    if len(rows) < 2:
        return None
    before, after = rows.iloc[0], rows.iloc[-1]
    words = (
        f"{shown(before)} {noun} en {html.escape(vintage_text(before['vintage']))}, {shown(after)} en "
        f"{html.escape(vintage_text(after['vintage']))}"
    )
    if after["low"] > before["high"]:
        return f"En hausse\u00a0: {words}."
    if after["high"] < before["low"]:
        return f"En baisse\u00a0: {words}."
    return f"Stable, à l’arrondi près\u00a0: {words}."


def kept(*sentences: str | None) -> list[str]:
    """The sentences that there are."""
    return [one for one in sentences if one]
