"""What became of the actions, as the log tells it: states, milestones reached, money spent, figures taken."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import pandas as pd

from ctg_lib.convention import registers
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.charter import Charter, read_charter
from ctg_lib.convention.log_book import (
    BOOK,
    DATE,
    EUROS,
    FICHE,
    FUNDER,
    MEASURE,
    MEASURES,
    PROGRESS,
    REACHED,
    SPENDING,
    STATE,
    STEP,
    STEPS,
    VALUE,
    WHO,
    WHY,
)
from ctg_lib.convention.registers import Line
from ctg_lib.errors import InputError, Problem
from ctg_lib.sources.local_cells import shown
from ctg_lib.sources.local_forms import folded
from ctg_lib.territory import Territory
from ctg_lib.views.wording import day, listing

# Why a state may not come after another one, for the reason that is written; empty where it may.
Rule = Callable[[State, State, str], str]
MEND = "corriger le statut ou sa date, ou ajouter la ligne du statut qui manque entre les deux."
# Months before and after the convention in which something may happen to a fiche; any day, while it has no date.
MARGIN = 12
ANY = (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))


@dataclass(frozen=True)
class Progress:
    """A fiche came to a state on a day. who: a function. why: in one's own words, empty where nobody said."""

    fiche: int
    date: datetime.date
    state: State
    who: str = ""
    why: str = ""


@dataclass(frozen=True)
class Reached:
    """A milestone of a fiche was reached on a day."""

    fiche: int
    step: str
    date: datetime.date


@dataclass(frozen=True)
class Spent:
    """Euros that one of those who pay gave to a fiche on a day."""

    fiche: int
    date: datetime.date
    funder: str
    euros: float


@dataclass(frozen=True)
class Measured:
    """A measure of a fiche, by its name, taken on a day. who: a function."""

    fiche: int
    measure: str
    date: datetime.date
    value: float
    who: str = ""


Event = Progress | Reached | Spent | Measured


@dataclass(frozen=True)
class Log:
    """Everything that the log tells, in the order of its dates."""

    progress: tuple[Progress, ...] = ()
    reached: tuple[Reached, ...] = ()
    spent: tuple[Spent, ...] = ()
    measured: tuple[Measured, ...] = ()

    @classmethod
    def of(cls, events: Iterable[Event]) -> Log:
        """The log of some events, in any order."""
        told = sorted(events, key=lambda one: one.date)
        return cls(
            tuple(one for one in told if isinstance(one, Progress)),
            tuple(one for one in told if isinstance(one, Reached)),
            tuple(one for one in told if isinstance(one, Spent)),
            tuple(one for one in told if isinstance(one, Measured)),
        )

    @property
    def told(self) -> tuple[Event, ...]:
        """All of it; nothing where nobody wrote anything."""
        return (*self.progress, *self.reached, *self.spent, *self.measured)

    def until(self, date: datetime.date) -> Log:
        """What it told at the end of a day."""
        return Log.of(one for one in self.told if one.date <= date)


def state_at(action: Action, log: Log, date: datetime.date) -> State:
    """Where a fiche stands on a day: the last state that the log gives it by then, else its own."""
    known = [one for one in log.progress if one.fiche == action.numero and one.date <= date]
    return max(known, key=lambda one: one.date).state if known else action.statut


def read_log(territory: Territory, actions: Sequence[Action], refusal: Rule) -> tuple[Log, list[InputError]]:
    """What the log workbooks of a territory tell of its fiches, and what is wrong, one error a file.

    refusal: that of `states`. A line that is wrong is left out of the log: nothing is made of it.
    """
    lines, refused = registers.read(BOOK, territory)
    charter, _ = read_charter(territory)
    reader = _Reader({one.numero: one for one in actions}, *_window(charter))
    told = [(line, one) for line in lines if (one := _READERS[line.sheet](reader, line))]
    wrong = [*reader.problems, *_twice(told, reader.actions), *_order(told, reader.actions, refusal)]
    bad = {(one.file, one.sheet, one.row) for one in wrong}
    sound = [one for line, one in told if (line.file, line.sheet, line.row) not in bad]
    return Log.of(sound), [*refused, *_by_file(wrong)]


def _window(charter: Charter) -> tuple[datetime.date, datetime.date]:
    """The days that may be those of something that happened to a fiche: the convention, and a year on each side."""
    if charter.debut is None or charter.fin is None:
        return ANY
    return shifted(charter.debut, -MARGIN), shifted(charter.fin, MARGIN)


def shifted(date: datetime.date, months: int) -> datetime.date:
    """A day so many months later; the last of the month where that month is too short."""
    later = pd.Timestamp(date) + pd.DateOffset(months=months)
    return datetime.date(later.year, later.month, later.day)


@dataclass(frozen=True)
class _Reader:
    """Lines read one by one against the fiches; what is wrong goes to `problems`."""

    actions: Mapping[int, Action]
    first: datetime.date
    last: datetime.date
    problems: list[Problem] = field(default_factory=list)

    def progress(self, line: Line) -> Progress | None:
        action, date, state = self._fiche(line), self._day(line, DATE), State(line.text(STATE))
        if action is None or date is None:
            return None
        return Progress(action.numero, date, state, line.text(WHO), line.text(WHY))

    def reached(self, line: Line) -> Reached | None:
        action, date = self._fiche(line), self._day(line, REACHED)
        if action is None:
            return None
        steps = [one.quoi for one in action.calendrier.etapes] if action.calendrier else []
        step = self._named(line, STEP, steps, f"n’est pas une étape de la fiche {action.numero}.", "étapes")
        return Reached(action.numero, step, date) if step and date else None

    def spent(self, line: Line) -> Spent | None:
        action, date, euros = self._fiche(line), self._day(line, DATE), line.number(EUROS)
        if action is None:
            return None
        what = f"n’est pas un financeur de la fiche {action.numero}."
        funder = self._named(line, FUNDER, action.funders, what, "financeurs")
        return Spent(action.numero, date, funder, euros) if funder and date and euros is not None else None

    def measured(self, line: Line) -> Measured | None:
        action, date, value = self._fiche(line), self._day(line, DATE), line.number(VALUE)
        if action is None:
            return None
        what = f"n’est pas un indicateur de suivi de la fiche {action.numero}."
        name = self._named(line, MEASURE, [one.nom for one in action.suivi], what, "indicateurs de suivi")
        if any(one.nom == name and one.indicateur for one in action.suivi):
            what = f"{shown(name)} est un indicateur du diagnostic : il est lu, jamais saisi."
            self._wrong(line, MEASURE, what, "supprimer la ligne.")
            return None
        if name is None or date is None or value is None:
            return None
        return Measured(action.numero, name, date, value, line.text(WHO))

    def _fiche(self, line: Line) -> Action | None:
        said = line.number(FICHE)
        action = None if said is None else self.actions.get(int(said))
        if action is None:
            known = listing([str(one) for one in sorted(self.actions)], "ou")
            remedy = f"écrire le numéro d’une fiche : {known}." if known else "écrire d’abord la fiche action."
            self._wrong(line, FICHE, f"il n’y a pas de fiche {said:g}.", remedy)
        return action

    def _day(self, line: Line, caption: str) -> datetime.date | None:
        date = line.date(caption)
        if date is None or self.first <= date <= self.last:
            return date
        what = f"le {day(date)} est trop loin de la convention (attendu : du {day(self.first)} au {day(self.last)})."
        self._wrong(line, caption, what, "corriger la date.")
        return None

    def _named(self, line: Line, caption: str, known: Sequence[str], what: str, noun: str) -> str | None:
        """The name of the fiche that a cell means: whole, or by its first words where they are those of one alone."""
        said, spelled = folded(line.text(caption)), {folded(one): one for one in known}
        meant = [key for key in spelled if key == said] or [key for key in spelled if key.startswith(f"{said} ")]
        if said and len(meant) == 1:
            return spelled[meant[0]]
        near = get_close_matches(said, spelled, n=1)
        hint = f"sans doute « {spelled[near[0]]} » ; " if near else ""
        listed = ", ".join(f"« {one} »" for one in dict.fromkeys(known))
        remedy = f"{hint}{noun} de la fiche : {listed}." if known else f"la fiche n’a pas de {noun} : les y écrire."
        self._wrong(line, caption, f"{shown(line.text(caption))} {what}", remedy)
        return None

    def _wrong(self, line: Line, caption: str, what: str, remedy: str) -> None:
        self.problems.append(line.problem(caption, what, remedy))


_READERS: Mapping[str, Callable[[_Reader, Line], Event | None]] = {
    PROGRESS.sheet: _Reader.progress,
    STEPS.sheet: _Reader.reached,
    SPENDING.sheet: _Reader.spent,
    MEASURES.sheet: _Reader.measured,
}
Told = Sequence[tuple[Line, Event]]


def _twice(told: Told, actions: Mapping[int, Action]) -> Iterator[Problem]:
    """The same thing told again. Two milestones may bear the same words: they are then reached once each."""
    before: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line, one in told:
        key, caption, what, times = _identity(one, actions)
        if not key:
            continue
        if len(before[key]) < times:
            before[key].append(line)
            continue
        first = before[key][0]
        where = f"à la ligne {first.row}" + (f" de {first.file}" if first.file != line.file else "")
        yield line.problem(caption, f"{what} {where}.", "ne garder qu’une des deux lignes.")


def _identity(one: Event, actions: Mapping[int, Action]) -> tuple[tuple[object, ...], str, str, int]:
    """What makes an event the same as another one, the column that says it, how that is told, how often it may be."""
    match one:
        case Progress():
            return (one.fiche, one.date), DATE, "la fiche a déjà un statut ce jour-là,", 1
        case Reached():
            calendar = actions[one.fiche].calendrier
            times = sum(step.quoi == one.step for step in calendar.etapes) if calendar else 1
            return (one.fiche, one.step), STEP, "l’étape est déjà dite faite", times
        case Measured():
            return (one.fiche, one.measure, one.date), DATE, "l’indicateur a déjà une valeur ce jour-là,", 1
        case _:
            # Two invoices of one day are two expenses.
            return (), "", "", 0


def _order(told: Told, actions: Mapping[int, Action], refusal: Rule) -> Iterator[Problem]:
    """States that may not come after the one before, by date; a state told again is no change.

    The first follows the one that the fiche bears, unless that is one of those that the log tells: the fiche was then
    brought up to date.
    """
    by_fiche: dict[int, list[tuple[Line, Progress]]] = defaultdict(list)
    for line, one in told:
        if isinstance(one, Progress):
            by_fiche[one.fiche].append((line, one))
    for number, several in by_fiche.items():
        own, motive = actions[number].statut, actions[number].motif or ""
        before = None if own in {one.state for _, one in several} else own
        for line, one in sorted(several, key=lambda pair: pair[1].date):
            why = one.why or motive
            if one.state is State.ABANDONED and not why:
                yield line.problem(WHY, "une fiche abandonnée dit pourquoi.", "écrire le motif.")
            elif before and before is not one.state and (reason := refusal(before, one.state, why)):
                yield line.problem(STATE, f"fiche {number} : {reason}", MEND)
            before = one.state


def _by_file(problems: Iterable[Problem]) -> Iterator[InputError]:
    """One error a file, sheet by sheet from top to bottom."""
    sheets = [form.sheet for form in BOOK.forms]
    files: dict[str, list[Problem]] = defaultdict(list)
    for one in problems:
        files[str(one.file)].append(one)
    for file, several in sorted(files.items()):
        told = sorted(several, key=lambda one: (sheets.index(one.sheet or ""), one.row or 0))
        yield InputError(f"{file} : {len(told)} problème(s).", told)
