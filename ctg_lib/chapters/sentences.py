"""Sentences that an elected official would say of a figure, each number tied to its row of the long table."""

from __future__ import annotations

import html
import math

import pandas as pd

from ctg_lib import indicators, parameters
from ctg_lib.analysis.comparison import Z
from ctg_lib.analysis.evolution import between, fair
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.territory import Level, Territory
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import Mark, bounds, changed, keyed, of_kind, origin
from ctg_lib.views.wording import beside, joined, number, period, quantity, readable, row_text
from ctg_lib.views.wording import vintage as vintage_text


def shown(row: pd.Series, *, name: bool = False) -> str:
    """A value inside a sentence, keyed, with its unit's name when asked, and its status when there is no value."""
    if not readable(row):
        return f"<em>{html.escape(row_text(row))}</em>"
    if name and Status(row["status"]) is Status.PUBLISHED:
        return origin(row["indicator"], keyed(row, quantity(row["value"], UNITS[row["unit"]], name=True)))
    return origin(row["indicator"], keyed(row, row_text(row)))


def say(diagnostic: Diagnostic, indicator: str, template: str, against: Level | None = None) -> str:
    """`template` holds `{value}`; the vintage, the comparator and the verdict on the gap are added after it.

    Without a value, the indicator's label, its status and the reason stand in place of the template. against: the
    comparator's level; by default the first one that has a value at the same vintage.
    """
    row = diagnostic.own(indicator)
    when = html.escape(period(row))
    if not readable(row):
        return _without_value(indicators.indicator(indicator).label, row, when)
    start = template.format(value=shown(row))
    within = f", entre {bounds(row, joined(row))}" if beside(row) else ""
    start += f" ({when}{within})"
    other = comparator(diagnostic, indicator, against)
    if other is None:
        return start + "."
    territory, compared = other
    # The reason of what is not compared may count the communes that are loaded.
    gap = of_kind(Mark.TEXT, html.escape(diagnostic.verdict(indicator, territory.level).told))
    return f"{start}, contre {shown(compared)} {html.escape(territory.at_name)}\u00a0: {gap}."


def labelled(diagnostic: Diagnostic, indicator: str) -> str:
    """« Naissances, moyenne de trois ans (2023-2025) : 66, entre 58 et 76 », with its comparator where it has one."""
    row, other = diagnostic.own(indicator), comparator(diagnostic, indicator)
    within = f", entre {bounds(row, joined(row))}" if readable(row) and beside(row) else ""
    against = f", contre {shown(other[1])} {html.escape(other[0].at_name)}" if readable(row) and other else ""
    label = html.escape(indicators.indicator(indicator).label)
    dated = f" ({when})" if (when := html.escape(period(row))) else ""
    return f"{label}{dated}\u00a0: {shown(row)}{within}{against}"


def _without_value(label: str, row: pd.Series, when: str) -> str:
    dated = f" ({when})" if when else ""
    # « secret statistique » and « effectif trop faible » need no second saying; any other reason does.
    told = Status(row["status"]) is Status.SECRET or Status(row["status"]).has_value
    why = "" if told else f" ({of_kind(Mark.TEXT, html.escape(row['method']))})"
    return f"{html.escape(label)}{dated}\u00a0: {html.escape(row_text(row))}{why}."


def comparator(
    diagnostic: Diagnostic, indicator: str, against: Level | None = None
) -> tuple[Territory, pd.Series] | None:
    """The first comparator with a value for a figure that can be compared; counts have none."""
    if not indicators.indicator(indicator).unit.relative:
        return None
    for one in diagnostic.comparators:
        row = diagnostic.row(indicator, one.level)
        if row is not None and readable(row) and against in (None, one.level):
            return one, row
    return None


def at_level(diagnostic: Diagnostic, indicator: str, level: Level) -> str | None:
    """« 51,7 à Saint-Étienne Métropole », or None where that level has no value."""
    row = diagnostic.row(indicator, level)
    territory = next((one for one in diagnostic.comparators if one.level is level), None)
    if row is None or territory is None or not readable(row):
        return None
    return f"{shown(row)} {html.escape(territory.at_name)}"


def untold(one: Indicator, before: pd.Series, after: pd.Series) -> str:
    """What stands where a change would be told, had the two figures been comparable: that they are not, and why."""
    why = of_kind(Mark.TEXT, html.escape(between(one, before, after).reason))
    dates = f"entre {html.escape(vintage_text(before['vintage']))} et {html.escape(vintage_text(after['vintage']))}"
    return f"{html.escape(one.label)}\u00a0: évolution non comparée {dates} ({why})."


def births_change(diagnostic: Diagnostic) -> str | None:
    """How the three-year mean of births moved over ten years, whether it is more than chance, and elsewhere."""
    rows = diagnostic.history("pe_naiss_3ans")
    if len(rows) <= DECADE:
        return None
    before, after = rows.iloc[-1 - DECADE], rows.iloc[-1]
    if not fair(indicators.indicator("pe_naiss_3ans"), before, after):
        return untold(indicators.indicator("pe_naiss_3ans"), before, after)
    # A start at the top of the series makes the fall look its largest: the reader must know.
    top = before["value"] == rows["value"].max() and len(rows) > DECADE + 1
    peak = f" (la moyenne la plus haute depuis {period(rows.iloc[0])[:4]})" if top else ""
    words = f"{shown(before)} par an en {_span(before)}{peak}, {shown(after)} par an en {_span(after)}"
    if before["low"] <= after["high"] and after["low"] <= before["high"]:
        return f"Le nombre de naissances ne change pas au-delà du hasard\u00a0: {words}."
    verb = "reculent" if after["value"] < before["value"] else "augmentent"
    others = elsewhere(diagnostic, "pe_naiss_3ans", before, after, counted=3.0)
    change = f", soit {changed(before, after)}" if before["value"] else ""
    return f"Les naissances {verb} nettement\u00a0: {words}{change}{others}."


DECADE = 10


def _span(row: pd.Series) -> str:
    """Years joined by a hyphen that does not break."""
    return html.escape(period(row)).replace("-", "\u2011")


def elsewhere(diagnostic: Diagnostic, indicator: str, before: pd.Series, after: pd.Series, counted: float = 0.0) -> str:
    """« (−18 % à Saint-Étienne Métropole, −21 % dans la Loire) » between the same two dates.

    counted: of how many events each unit of the value is made, where they come by chance (three years of births): a
    change that chance alone could set apart from the others is told as such. 0 where the value is a stock.
    """
    told, changes = [], []
    for one in diagnostic.comparators:
        first = diagnostic.row(indicator, one.level, before["vintage"])
        last = diagnostic.row(indicator, one.level, after["vintage"])
        if first is None or last is None or not readable(first) or not readable(last) or not first["value"]:
            continue
        if fair(indicators.indicator(indicator), first, last):
            told.append(f"{changed(first, last)} {html.escape(one.at_name)}")
            changes.append(last["value"] / first["value"])
    alike = bool(changes) and counted > 0 and all(_by_chance(before, after, counted, ratio) for ratio in changes)
    return f" ({', '.join(told)}{CHANCE if alike else ''})" if told else ""


CHANCE = "\u00a0; l’écart avec ces territoires peut tenir au hasard"


def _by_chance(before: pd.Series, after: pd.Series, counted: float, ratio: float) -> bool:
    """Whether the ratio of two counts may be this other one: on logarithms, 95 %."""
    events = before["value"] * counted, after["value"] * counted
    if not all(events):
        return True
    apart = abs(math.log(after["value"] / before["value"]) - math.log(ratio)) if ratio > 0 else math.inf
    return apart <= Z * math.sqrt(1 / events[0] + 1 / events[1])


def caf_change(diagnostic: Diagnostic, indicator: str, noun: str) -> str | None:
    """How one of the Caf's counts moved up to the last December: `rounded_change`."""
    return rounded_change(diagnostic, indicator, at="en", since="depuis", noun=f" {noun}")


def rounded_change(
    diagnostic: Diagnostic, indicator: str, *, at: str, since: str, subject: str = "", noun: str = ""
) -> str | None:
    """How a count that its producer rounds moved up to the last date, rounding taken into account.

    It starts from the first date that may be compared with the last: a reform of the benefit is never crossed. Where
    there is none, the reason stands in place of the change. at, since: before a date. subject: before the trend
    (« Le nombre d’inscrits est »). noun: after the first count.
    """
    declared = indicators.indicator(indicator)
    rows = diagnostic.history(indicator)
    if len(rows) < 2:
        return None
    after = rows.iloc[-1]
    before = next((row for _, row in rows.iloc[:-1].iterrows() if fair(declared, row, after)), None)
    if before is None:
        return untold(declared, rows.iloc[-2], after)
    if max(before["value"], after["value"]) < parameters.value("numerateur_ordre_de_grandeur"):
        # A handful: the rounding is as large as any change.
        return None
    start, end = (html.escape(vintage_text(row["vintage"])) for row in (before, after))
    last = f"{shown(after)} {at} {end}"
    words = f"{shown(before)}{noun} {at} {start}, {last}"
    small = before["value"] and abs(after["value"] / before["value"] - 1) < parameters.value("evolution_notable")
    if before["low"] <= after["high"] and after["low"] <= before["high"]:
        trend, told = "stable, à l’arrondi près", words
    elif not small and (swing := swings(rows, before, after)):
        low, high = map(shown, swing)
        trend, told = "sans tendance nette", f"de {low} à {high}{noun} selon l’année {since} {start}, {last}"
    else:
        trend = "presque stable" if small else ("en hausse" if after["value"] > before["value"] else "en baisse")
        told = f"{words}, soit {by_how_much(before, after)}{elsewhere(diagnostic, indicator, before, after)}"
    lead = f"{subject} {trend}" if subject else f"{trend[0].upper()}{trend[1:]}"
    return f"{lead}\u00a0: {told}."


def swings(rows: pd.DataFrame, before: pd.Series, after: pd.Series) -> tuple[pd.Series, pd.Series] | None:
    """The lowest and the highest of a series that went beyond its two ends by as much as it changed: it has no trend.

    rows: oldest first, each with a value. None where the change is wider than what lies beyond it.
    """
    since = rows[(rows["vintage"] >= before["vintage"]) & (rows["vintage"] <= after["vintage"])]
    low, high = since.loc[since["value"].idxmin()], since.loc[since["value"].idxmax()]
    least, most = sorted((before["value"], after["value"]))
    beyond = max(high["value"] - most, least - low["value"])
    return (low, high) if beyond > 0 and beyond >= most - least else None


def by_how_much(before: pd.Series, after: pd.Series) -> str:
    """« −28 % »; of fewer than some fifty, what the rounding of two counts leaves of it: « au moins 1 de moins »."""
    if before["value"] >= COMPARABLE:
        return changed(before, after)
    more, fewer = after["low"] - before["high"], before["low"] - after["high"]
    least = f"au moins {number(max(more, fewer))} de {'plus' if more > fewer else 'moins'}"
    return of_kind(Mark.COUNT, least)


# Under some fifty households, a percentage of change says more of the rounding than of the Caf's counts.
COMPARABLE = 50


def to_fives(producer: str) -> str:
    """What must be known of counts that their producer rounds to five."""
    warning = "au multiple de 5\u00a0: un écart de 5 peut n’être que de 1"
    return f"Effectifs arrondis par {producer} {of_kind(Mark.THRESHOLD, warning)}."


def kept(*sentences: str | None) -> list[str]:
    """The sentences that there are."""
    return [one for one in sentences if one]
