"""The review of the actions at a date: where each stands, what is late, over its budget, or was not measured.

Nothing after the date is looked at, so that the review of a past year stays what it was. Figures that count a few
people are hidden here: what displays a review never holds them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ctg_lib.convention import person_units
from ctg_lib.convention.actions import Action, Frequency, Measure, State
from ctg_lib.convention.budget import TO_FIND
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.follow_up import Log, Measured, shifted, state_at
from ctg_lib.value import Status
from ctg_lib.views.wording import alphabetical

DAY = datetime.timedelta(days=1)
# What was once in one of these has begun; what is in one of the last has nothing left to do.
BEGUN = (State.STARTED, State.RUNNING, State.DONE, State.LASTING)
ENDED = (State.DONE, State.LASTING, State.ABANDONED)
# Under a cent, two sums of euros are the same.
CENT = 0.005
# A figure, or `Status.MASKED` where it counts a few people; None where there is none.
Figure = float | Status | None


@dataclass(frozen=True)
class Review:
    """What is looked at, and when. log: what it tells by the date. least: people under that number are hidden."""

    charter: Charter
    actions: tuple[Action, ...]
    log: Log
    date: datetime.date
    least: float

    @classmethod
    def at(cls, charter: Charter, actions: Sequence[Action], log: Log, date: datetime.date, least: float) -> Review:
        """A review, by number of fiche."""
        return cls(charter, tuple(sorted(actions, key=lambda one: one.numero)), log.until(date), date, least)

    def state(self, action: Action) -> State:
        """Where a fiche stands at the date."""
        return state_at(action, self.log, self.date)

    def begun(self, action: Action) -> datetime.date | None:
        """The day when a fiche began: that of the log, else that of its calendar; None where it has not begun."""
        known = [one for one in self.log.progress if one.fiche == action.numero and one.state in BEGUN]
        if known:
            return known[0].date
        calendar = action.calendrier
        return calendar.debut if calendar and self.state(action) in BEGUN else None

    def closed(self, action: Action) -> datetime.date | None:
        """The day when a fiche was done or given up; None where it goes on."""
        if self.state(action) not in (State.DONE, State.ABANDONED):
            return None
        known = [one for one in self.log.progress if one.fiche == action.numero]
        calendar = action.calendrier
        return known[-1].date if known else calendar.fin if calendar else self.date


def states(review: Review) -> dict[State, list[int]]:
    """The numbers of the fiches in each state that some are in, in the order of the states."""
    found = {state: [one.numero for one in review.actions if review.state(one) is state] for state in State}
    return {state: numbers for state, numbers in found.items() if numbers}


# ── What is late ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Delay(StrEnum):
    """What is late of a fiche, in French."""

    START = "pas encore engagée"
    STEP = "étape non faite"
    STEP_DONE = "étape faite après sa date"
    END = "pas encore terminée"


@dataclass(frozen=True)
class Late:
    """Something that a fiche was to do by a day. days: after it, until it was done or until the date of the review."""

    fiche: int
    delay: Delay
    due: datetime.date
    days: int
    step: str = ""
    reached: datetime.date | None = None


def late(review: Review) -> list[Late]:
    """What was due and was not done, or was done after its day, by fiche and date; nothing of what was given up.

    A milestone is due on its day; a fiche has the whole of its first and last days to begin and to end.
    """
    return [
        one
        for action in review.actions
        if review.state(action) is not State.ABANDONED
        for one in sorted(_late(review, action), key=lambda one: one.due)
    ]


def _late(review: Review, action: Action) -> Iterator[Late]:
    calendar, number = action.calendrier, action.numero
    if calendar is None:
        return
    if calendar.debut < review.date and review.begun(action) is None:
        yield Late(number, Delay.START, calendar.debut, (review.date - calendar.debut).days)
    for words, due, reached in steps(review, action):
        if reached is None and due <= review.date:
            yield Late(number, Delay.STEP, due, (review.date - due).days, words)
        elif reached is not None and due < reached:
            yield Late(number, Delay.STEP_DONE, due, (reached - due).days, words, reached)
    if calendar.fin < review.date and review.state(action) not in ENDED:
        yield Late(number, Delay.END, calendar.fin, (review.date - calendar.fin).days)


def steps(review: Review, action: Action) -> list[tuple[str, datetime.date, datetime.date | None]]:
    """The milestones of a fiche by date: its words, when it is due, when it was reached.

    Of those that bear the same words, the first to be reached is the first that was due.
    """
    reached: dict[str, list[datetime.date]] = defaultdict(list)
    for one in review.log.reached:
        if one.fiche == action.numero:
            reached[one.step].append(one.date)
    planned = sorted(action.calendrier.etapes, key=lambda one: one.date) if action.calendrier else []
    return [(one.quoi, one.date, reached[one.quoi].pop(0) if reached[one.quoi] else None) for one in planned]


# ── Money ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Money:
    """Euros of a fiche, in a year, by who pays (empty: nobody yet): planned, and spent by the date."""

    fiche: int
    year: int
    funder: str
    planned: float
    spent: float


def money(review: Review) -> list[Money]:
    """Every year and funder of every fiche that has a budget or was spent on; every sum is made from these lines.

    A funder is the same however its name is spelled (« Caf », « CAF »); it bears its first spelling.
    """
    planned: dict[tuple[int, int, str], float] = defaultdict(float)
    spent: dict[tuple[int, int, str], float] = defaultdict(float)
    spelled = {alphabetical(TO_FIND): ""}
    for action in review.actions:
        for year in action.budget:
            for funder, euros in (year.financements or {TO_FIND: year.cout}).items():
                name = spelled.setdefault(alphabetical(funder), funder)
                planned[action.numero, year.annee, name] += euros
    for one in review.log.spent:
        spent[one.fiche, one.date.year, spelled.get(alphabetical(one.funder), one.funder)] += one.euros
    # In the order in which the fiches name those who pay.
    return [
        Money(*key, planned.get(key, 0.0), spent.get(key, 0.0))
        for key in sorted({**planned, **spent}, key=lambda key: key[:2])
    ]


@dataclass(frozen=True)
class Over:
    """A fiche on which more was spent than planned up to the year of the date, or in one year, or by one funder."""

    fiche: int
    planned: float
    spent: float
    year: int | None = None
    funder: str = ""

    @property
    def excess(self) -> float:
        return self.spent - self.planned


def over(review: Review) -> list[Over]:
    """What was spent above what was planned. The year of the date counts whole, as budgets are voted.

    A fiche with one year, or one funder, so far is told once.
    """
    found = []
    lines = [one for one in money(review) if one.year <= review.date.year]
    for action in review.actions:
        own = [one for one in lines if one.fiche == action.numero]
        years, funders = sorted({one.year for one in own}), list(dict.fromkeys(one.funder for one in own))
        found.append(_over(own))
        found += [_over([one for one in own if one.year == year], year) for year in years if len(years) > 1]
        found += [
            _over([one for one in own if one.funder == funder], funder=funder)
            for funder in funders
            if funder and len(funders) > 1
        ]
    return [one for one in found if one and one.excess > CENT]


def _over(lines: Sequence[Money], year: int | None = None, funder: str = "") -> Over | None:
    if not lines:
        return None
    planned, spent = sum(one.planned for one in lines), sum(one.spent for one in lines)
    return Over(lines[0].fiche, planned, spent, year, funder)


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Reading:
    """A measure of a fiche at the date. way: the part of the way from baseline to target that is done (1: all of it).

    indicator: that of the diagnostic whose figures are read, so that none is here.
    """

    fiche: int
    name: str
    unit: str
    indicator: str = ""
    baseline: Figure = None
    based: datetime.date | None = None
    value: Figure = None
    taken: datetime.date | None = None
    who: str = ""
    target: float | None = None
    way: Figure = None


def readings(review: Review) -> list[Reading]:
    """Every measure of every fiche, with its last value by the date."""
    return [_reading(review, action, one) for action in review.actions for one in action.suivi]


def _reading(review: Review, action: Action, measure: Measure) -> Reading:
    unit = measure.unite or ""
    if measure.indicateur:
        return Reading(action.numero, measure.nom, unit, measure.indicateur, target=measure.cible)
    last, start = next(reversed(_taken(review, action, measure)), None), measure.reference
    value = None if last is None else person_units.told(last.value, unit, review.least)
    baseline = None if start is None else person_units.told(start.valeur, unit, review.least)
    return Reading(
        fiche=action.numero,
        name=measure.nom,
        unit=unit,
        baseline=baseline,
        based=start.date if start else None,
        value=value,
        taken=last.date if last else None,
        who=(last.who if last else "") or measure.qui or "",
        target=measure.cible,
        way=_way(baseline, value, measure.cible),
    )


def _taken(review: Review, action: Action, measure: Measure) -> list[Measured]:
    """The values of a measure, the last one last."""
    return [one for one in review.log.measured if (one.fiche, one.measure) == (action.numero, measure.nom)]


def _way(baseline: Figure, value: Figure, target: float | None) -> Figure:
    """With the target, it would give away what is hidden of the two others; none where there was no way to go."""
    if baseline is None or value is None or target is None:
        return None
    if isinstance(baseline, Status) or isinstance(value, Status):
        return Status.MASKED
    return None if target == baseline else (value - baseline) / (target - baseline)


@dataclass(frozen=True)
class Unmeasured:
    """A measure whose figure was due on a day and was not taken. days: until the date. last: when one was."""

    fiche: int
    name: str
    frequency: Frequency
    due: datetime.date
    days: int
    last: datetime.date | None


def unmeasured(review: Review) -> list[Unmeasured]:
    """The figures that were due by the date, for the fiches that began, and are neither put off nor given up."""
    return [
        one
        for action in review.actions
        if (begun := review.begun(action)) and review.state(action) not in (State.POSTPONED, State.ABANDONED)
        for measure in action.suivi
        if (one := _unmeasured(review, action, measure, begun))
    ]


def _unmeasured(review: Review, action: Action, measure: Measure, begun: datetime.date) -> Unmeasured | None:
    """What the diagnostic reads is never waited for, nor is what has no frequency."""
    if measure.indicateur or measure.frequence is None:
        return None
    dates = [one.date for one in _taken(review, action, measure)]
    closed, end = review.closed(action), review.charter.fin
    months = measure.frequence.months
    if months is None:
        over_by = closed or (action.calendrier.fin if action.calendrier else None)
        due = None if dates else min((one for one in (over_by, end) if one), default=None)
    else:
        # The first figure is due on the last day of the first period, and the next so many months after the last one.
        due = shifted(max([begun - DAY, *dates]), months)
        if any(one < due for one in (closed, end) if one):
            return None
    if due is None or due > review.date:
        return None
    last = dates[-1] if dates else None
    return Unmeasured(action.numero, measure.nom, measure.frequence, due, (review.date - due).days, last)
