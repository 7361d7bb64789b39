"""Where each measure of the fiches started, what was aimed at, where it stands, and what happened elsewhere meanwhile.

A measure is taken on site, and its log is read, or is an indicator of the diagnostic, whose later figure is read where
the two dates may be compared. Nothing here says why a figure changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.evolution import between
from ctg_lib.analysis.trend import Way, move
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.actions import Action, Measure, State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.follow_up import Log
from ctg_lib.convention.frozen import Start, baseline, signed
from ctg_lib.convention.handful import hidden_count
from ctg_lib.indicators.cells import BOUNDS
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.parameters.ruptures import moment
from ctg_lib.value import Status
from ctg_lib.views.wording import readable, row_text
from ctg_lib.vintage import Comparison, Verdict, rolling


class Outcome(StrEnum):
    """Where a measure stands beside its target, as a table prints it."""

    REACHED = "cible atteinte"
    ON_THE_WAY = "en chemin vers la cible"
    NOT_REACHED = "cible non atteinte"
    NOT_MEASURED = "non mesuré"
    NOT_JUDGED = "ne se juge pas"
    NO_TARGET = "sans cible"


# The verdicts that a share of targets reached is reckoned over.
MEASURED = (Outcome.REACHED, Outcome.ON_THE_WAY, Outcome.NOT_REACHED)


@dataclass(frozen=True)
class Record:
    """What is known of a convention on the day of its evaluation.

    kept: the editions whose figures are kept (`frozen.read_editions`). states: the state of the fiches on that day,
    that of their file where it is not said. least: a count of persons under it is not told. of_people: whether a unit,
    as somebody typed it, counts persons.
    """

    charter: Charter
    actions: tuple[Action, ...]
    log: Log
    kept: Mapping[datetime.date, pd.DataFrame]
    date: datetime.date
    least: float
    of_people: Callable[[str], bool]
    states: Mapping[int, State] = field(default_factory=dict)

    def state(self, action: Action) -> State:
        """Where a fiche stands on that day."""
        return self.states.get(action.numero, action.statut)

    @property
    def fiches(self) -> tuple[Action, ...]:
        """The fiches that were not given up."""
        return tuple(one for one in self.actions if self.state(one) is not State.ABANDONED)

    def hides(self, measure: Measure, value: float) -> bool:
        """Whether a figure taken on site is of a handful of persons."""
        return hidden_count(value, self.least) and self.of_people(measure.unite or "")


@dataclass(frozen=True)
class Point:
    """A figure taken on site on a day; hidden: it is of a handful of persons, and is not told."""

    value: float
    date: datetime.date
    hidden: bool


@dataclass(frozen=True)
class Result:
    """A measure of a fiche: its outcome, and what must be known to read it, in French."""

    fiche: Action
    measure: Measure
    outcome: Outcome
    notes: tuple[str, ...]


@dataclass(frozen=True)
class OnSite(Result):
    """A measure taken on site: from the fiche, to the last of the log."""

    departure: Point | None
    arrival: Point | None


@dataclass(frozen=True)
class Read(Result):
    """An indicator of the diagnostic: from the figures that were signed to the newest that may be set after them.

    row: the later row, None where there is none. instead: indicators that could be read in its place, by id.
    """

    start: Start
    row: pd.Series | None
    instead: tuple[str, ...] = ()


def results(record: Record, diagnostic: Diagnostic) -> list[OnSite | Read]:
    """Every measure of every fiche that was not given up, in the order of the fiches."""
    return [
        _read(record, diagnostic, fiche, one) if one.indicateur else _on_site(record, fiche, one)
        for fiche in record.fiches
        for one in fiche.suivi
    ]


def target(measure: Measure) -> float | None:
    """What is aimed at, in the unit of the long table: people write a share as they read it, 12 for 12 %."""
    if measure.cible is None or measure.indicateur is None:
        return measure.cible
    return measure.cible / 100 if indicators.indicator(measure.indicateur).unit.id == "part" else measure.cible


def _on_site(record: Record, fiche: Action, measure: Measure) -> OnSite:
    based = measure.reference
    departure = Point(based.valeur, based.date, record.hides(measure, based.valeur)) if based else None
    taken = [
        one
        for one in record.log.measured
        if (one.fiche, one.measure) == (fiche.numero, measure.nom)
        and one.date <= record.date
        and (based is None or one.date > based.date)
    ]
    if not taken:
        why = f"le journal de suivi n’en dit rien{' depuis la valeur de départ' if based else ''}"
        return OnSite(fiche, measure, Outcome.NOT_MEASURED, (why,), departure, None)
    # Of two figures of one day, the one written last.
    last = max(reversed(taken), key=lambda one: one.date)
    arrival = Point(last.value, last.date, record.hides(measure, last.value))
    if arrival.hidden or (departure and departure.hidden):
        # « Cible atteinte » beside a target of four would tell what the threshold hides.
        why = "l’effectif est trop faible pour être dit"
        return OnSite(fiche, measure, Outcome.NOT_JUDGED, (why,), departure, arrival)
    outcome, said = _judged(measure.cible, departure.value if departure else None, arrival.value)
    return OnSite(fiche, measure, outcome, said, departure, arrival)


def _judged(
    aimed: float | None, start: float | None, value: float, way: Way | None = None
) -> tuple[Outcome, tuple[str, ...]]:
    """Where a value stands between where it started and what was aimed at.

    way: which way it went beyond its margin; None for what is counted one by one.
    """
    if aimed is None:
        return Outcome.NO_TARGET, ()
    if start is None:
        return Outcome.NOT_JUDGED, ("sans valeur de départ, le sens voulu n’est pas connu",)
    if aimed == start:
        still = value == aimed or way is Way.STEADY
        why = "la cible est la valeur de départ : le sens voulu, si le chiffre bouge, n’est pas connu"
        return (Outcome.REACHED, ()) if still else (Outcome.NOT_JUDGED, (why,))
    wanted = Way.UP if aimed > start else Way.DOWN
    if value == aimed or (value > aimed) is (wanted is Way.UP):
        return Outcome.REACHED, ()
    went = Way.STEADY if value == start else Way.UP if value > start else Way.DOWN
    if went is wanted and way is Way.STEADY:
        return Outcome.NOT_REACHED, ("le changement ne dépasse pas la marge d’incertitude",)
    return (Outcome.ON_THE_WAY if went is wanted else Outcome.NOT_REACHED), ()


def _read(record: Record, diagnostic: Diagnostic, fiche: Action, measure: Measure) -> Read:
    one = indicators.indicator(str(measure.indicateur))
    start = baseline(measure, signed(record.charter, fiche), record.kept, diagnostic)
    if start.row is None:
        notes = tuple(filter(None, (start.why, start.remedy.removesuffix("."))))
        return Read(fiche, measure, Outcome.NOT_MEASURED, notes, start, None)
    revised = (
        ("la source a corrigé depuis le chiffre de départ : celui qui a été signé reste",) if start.revised else ()
    )
    row, found = _later(one, start.row, diagnostic, record.date)
    if row is None:
        census = rolling(one.inputs[0].source)
        reasons = (CENSUS, found.reason) if census else (found.reason,)
        instead = tuple(_instead(one, diagnostic, record.date)) if census or found.reason != NO_LATER else ()
        return Read(fiche, measure, Outcome.NOT_MEASURED, (*revised, *reasons), start, None, instead)
    outcome, notes = _judged(target(measure), start.row["value"], row["value"], move(one, start.row, row).way)
    doubt = (DOUBT,) if outcome in MEASURED and _straddles(row, target(measure)) else ()
    warned = (found.reason,) if found.verdict is Verdict.WARNED else ()
    return Read(fiche, measure, outcome, (*revised, *warned, *_shared(start.row, row), *notes, *doubt), start, row)


REVISED = "la source a corrigé depuis le chiffre de départ : celui qui a été signé reste"
CENSUS = "le recensement ne sépare pas l’avant de l’après dans une même convention"
DOUBT = "la cible est dans la marge d’incertitude du chiffre"
NO_LATER = "aucune date plus récente n’est chargée"


def _later(
    one: Indicator, before: pd.Series, diagnostic: Diagnostic, date: datetime.date
) -> tuple[pd.Series | None, Comparison]:
    """The newest row, known on that day, that may be set after another one; none, with the reason of the newest."""
    if one.estimated or one.horizon:
        return None, Comparison(Verdict.REFUSED, "c’est une estimation, qui ne mesure pas un changement")
    rows = [row for row in _until(one.id, diagnostic, date) if moment(row["vintage"]) > moment(before["vintage"])]
    found = [(row, told(one, before, row)) for row in reversed(rows)]
    accepted = next((pair for pair in found if pair[1].verdict is not Verdict.REFUSED), None)
    return accepted or (None, found[0][1] if found else Comparison(Verdict.REFUSED, NO_LATER))


def told(one: Indicator, before: pd.Series, after: pd.Series) -> Comparison:
    """What may be said of a change between two rows of one territory, values known from one side included."""
    if any(_bound(row) for row in (before, after)):
        return Comparison(Verdict.REFUSED, "l’un des deux chiffres n’est qu’une borne")
    return between(one, before, after)


def _bound(row: pd.Series) -> bool:
    """Whether a value is only known from one side."""
    return Status(row["status"]) is Status.CENSORED or row_text(row).startswith(BOUNDS)


def _until(name: str, diagnostic: Diagnostic, date: datetime.date) -> list[pd.Series]:
    """The rows of the territory that may be read and speak of no later day, oldest first."""
    rows = [row for _, row in diagnostic.history(name).iterrows()]
    known = [row for row in rows if readable(row) and moment(row["vintage"]) <= f"{date:%Y-%m}"]
    return sorted(known, key=lambda row: moment(row["vintage"]))


def _instead(one: Indicator, diagnostic: Diagnostic, date: datetime.date) -> Iterator[str]:
    """The indicators of the same theme that are counted each year, and have two dates that may be compared."""
    for name, other in indicators.catalogue().items():
        yearly = not (other.estimated or other.horizon or any(rolling(wanted.source) for wanted in other.inputs))
        if name == one.id or other.theme != one.theme or not yearly:
            continue
        *earlier, last = _until(name, diagnostic, date) or [None]
        if any(told(other, before, last).verdict is not Verdict.REFUSED for before in earlier):
            yield name


def _straddles(row: pd.Series, aimed: float | None) -> bool:
    return aimed is not None and bool(row["low"] <= aimed <= row["high"])


def _shared(before: pd.Series, after: pd.Series) -> tuple[str, ...]:
    """Means of several years may have some of them in common."""
    lead = str(after["source"]).split("@")[0]
    both = set(str(before["source"]).split("+")) & set(str(after["source"]).split("+"))
    years = sorted(token.split("@")[1] for token in both if token.split("@")[0] == lead)
    word = "les années" if len(years) > 1 else "l’année"
    return (f"les deux moyennes ont en commun {word} {' et '.join(years)}",) if years else ()
