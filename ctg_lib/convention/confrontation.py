"""An observation set against the figures that should show it: a verdict is proposed, and the reason is said.

The comité decides; what is proposed here binds nobody, and both are kept. A figure confirms only where the gap, or the
change, is larger than everything that it may be off by.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ctg_lib import indicators, parameters
from ctg_lib.analysis.comparison import OF_ANOTHER_SIZE, TOO_SMALL, Gap, of_a_handful, reach
from ctg_lib.analysis.evolution import between, fair
from ctg_lib.analysis.one_sided import ONE_SIDED, proves
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import comparator, shown
from ctg_lib.convention.observation_book import Direction, Verdict
from ctg_lib.convention.observations import Observation
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.territory import Territory
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import Mark, bounds, of_kind, spoken
from ctg_lib.views.wording import beside, joined, period, readable, row_text

UNNAMED = "Aucun indicateur attendu n’est nommé\u00a0: les chiffres ne peuvent ni confirmer ni contredire."
NO_DIRECTION = "Aucun sens attendu n’est dit\u00a0: les chiffres ne peuvent ni confirmer ni contredire."
PROJECTED = "c’est une projection, qui ne constate rien"
NOBODY = "il n’y a pas de territoire de ce niveau à qui comparer"
ONE_DATE = "il n’y a de chiffre qu’à une date"
DISAGREE = "Les chiffres ne disent pas tous la même chose."
_CLAIMS = {Gap.HIGHER: Direction.HIGHER, Gap.LOWER: Direction.LOWER}


@dataclass(frozen=True)
class Part:
    """What one expected indicator makes of an observation; sentence: HTML, its figures tied to their rows."""

    indicator: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True)
class Confrontation:
    """The verdict proposed and what each expected indicator says; lead: what is said before, where there is any."""

    verdict: Verdict
    parts: tuple[Part, ...] = ()
    lead: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The reasoning as HTML, one sentence for each figure."""
        return (*([self.lead] if self.lead else []), *(one.sentence for one in self.parts))

    @property
    def sentence(self) -> str:
        """The whole reasoning as HTML."""
        return " ".join(self.sentences)

    @property
    def plain(self) -> str:
        """The whole reasoning as plain text, for a message."""
        return spoken(self.sentence)


def confront(observation: Observation, diagnostic: Diagnostic) -> Confrontation:
    """The verdict that the figures of a diagnostic suggest on an observation, with its reasoning.

    Raises UsageError for an indicator that does not exist (`read_observations` tells it before).
    """
    claim = observation.direction
    if not observation.expected or claim is None:
        return Confrontation(Verdict.UNTESTABLE, lead=NO_DIRECTION if observation.expected else UNNAMED)
    one_by_one = _over_time if claim.over_time else _against
    parts = tuple(one_by_one(name, claim, observation, diagnostic) for name in observation.expected)
    # What cannot be told counts only where all is so.
    counted = dict.fromkeys(one.verdict for one in parts if one.verdict is not Verdict.UNTESTABLE)
    if len(counted) > 1:
        return Confrontation(Verdict.NUANCED, parts, DISAGREE)
    return Confrontation(next(iter(counted), Verdict.UNTESTABLE), parts)


# ── Higher or lower than somebody ────────────────────────────────────────────────────────────────────────────────────


def _against(name: str, claim: Direction, observation: Observation, diagnostic: Diagnostic) -> Part:
    """What a figure says beside that of a comparator."""
    one, row = indicators.indicator(name), diagnostic.own(name)
    if not readable(row):
        return _unreadable(one, row)
    level = observation.against
    there = [place for place in diagnostic.comparators if level in (None, place.level)]
    other = comparator(diagnostic, name, level)
    if other is None:
        reason = OF_ANOTHER_SIZE if not one.unit.relative else _no_comparator(name, there, diagnostic)
        return _untestable(one, _dated(row), reason)
    place, compared = other
    words = f"{_dated(row)}, contre {shown(compared)} {html.escape(place.at_name)}"
    if one.horizon:
        return _untestable(one, words, PROJECTED)
    gap = diagnostic.verdict(name, place.level)
    if gap.gap is Gap.NOT_COMPARED:
        return _untestable(one, words, gap.reason)
    if gap.gap is Gap.NOT_SIGNIFICANT:
        near = "les deux niveaux sont trop proches" if gap.counted else "l’écart est trop petit"
        return Part(name, Verdict.NUANCED, _said(one, words, f"{near} pour conclure"))
    return _seen(one, words, _CLAIMS[gap.gap], claim)


def _no_comparator(name: str, there: Sequence[Territory], diagnostic: Diagnostic) -> str:
    """Why no comparator stands beside a figure."""
    if not there:
        return NOBODY
    return f"{there[0].at_name}, {diagnostic.verdict(name, there[0].level).reason}"


# ── More or less than before ─────────────────────────────────────────────────────────────────────────────────────────


def _over_time(name: str, claim: Direction, observation: Observation, diagnostic: Diagnostic) -> Part:
    """What a figure says beside what it was at the earliest date that may fairly be set before it."""
    one, after = indicators.indicator(name), diagnostic.own(name)
    if not readable(after):
        return _unreadable(one, after)
    rows = [row for _, row in diagnostic.history(name).iterrows() if row["vintage"] < after["vintage"]]
    earlier = [row for row in rows if readable(row)]
    before = next((row for row in earlier if fair(one, row, after)), None)
    if before is None:
        reason = between(one, earlier[0], after).reason if earlier else ONE_DATE
        return _untestable(one, _dated(after), reason)
    words = f"{_dated(before)}, puis {_dated(after)}"
    if one.horizon:
        return _untestable(one, words, PROJECTED)
    if of_a_handful(one, before) or of_a_handful(one, after):
        return _untestable(one, words, TOO_SMALL)
    (low, high), (later_low, later_high) = reach(one, before), reach(one, after)
    if later_low <= high and low <= later_high:
        return Part(
            name, Verdict.NUANCED, _said(one, words, "les marges d’erreur se recouvrent, l’outil ne conclut pas")
        )
    if _slight(before, after):
        return Part(name, Verdict.NUANCED, _said(one, words, "c’est presque stable"))
    rising = later_low > high
    if not proves(after, before, higher=rising):
        return _untestable(one, words, ONE_SIDED)
    return _seen(one, words, Direction.RISING if rising else Direction.FALLING, claim)


def _slight(before: pd.Series, after: pd.Series) -> bool:
    """Whether the diagnostic calls such a change « presque stable »."""
    change = abs(after["value"] - before["value"])
    return bool(change < parameters.value("evolution_notable") * abs(before["value"]))


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _dated(row: pd.Series) -> str:
    """« 60,0 (2023-2025, entre 51,6 et 69,4) »."""
    counted = Status(row["status"]) is Status.PUBLISHED and not UNITS[row["unit"]].relative
    apart = f", entre {bounds(row, joined(row))}" if beside(row) else ""
    return f"{shown(row, name=counted)} ({html.escape(period(row))}{apart})"


def _seen(one: Indicator, words: str, found: Direction, claim: Direction) -> Part:
    """A gap or a change beyond doubt, in the claimed sense or in the other."""
    if found is claim:
        return Part(one.id, Verdict.CONFIRMED, _said(one, words, f"c’est {found}, comme observé"))
    return Part(one.id, Verdict.CONTRADICTED, _said(one, words, f"c’est {found}, contrairement à l’observation"))


def _untestable(one: Indicator, words: str, reason: str) -> Part:
    return Part(one.id, Verdict.UNTESTABLE, _said(one, words, _text(reason)))


def _unreadable(one: Indicator, row: pd.Series) -> Part:
    """There is no value, or none that may be shown: its status, and why unless the status says it."""
    status, when = Status(row["status"]), period(row)
    dated = f" ({html.escape(when)})" if when else ""
    told = status is Status.SECRET or status.has_value
    reason = "" if told else f" ({_text(row['method'])})"
    return Part(one.id, Verdict.UNTESTABLE, f"{_label(one)}{dated}\u00a0: {html.escape(row_text(row))}{reason}.")


def _said(one: Indicator, words: str, conclusion: str) -> str:
    return f"{_label(one)}\u00a0: {words}\u00a0; {conclusion}."


def _label(one: Indicator) -> str:
    return _text(one.label[:1].upper() + one.label[1:])


def _text(words: str) -> str:
    """Words of a declaration, whose numbers are no figures of the territory."""
    return of_kind(Mark.TEXT, html.escape(words, quote=False))
