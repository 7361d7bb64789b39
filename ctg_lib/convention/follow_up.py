"""What became of the actions, as the log tells it: states, milestones reached, money spent, figures taken."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ctg_lib.convention.actions import State


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


@dataclass(frozen=True)
class Log:
    """Everything that the log tells, in the order of its dates."""

    progress: tuple[Progress, ...] = ()
    reached: tuple[Reached, ...] = ()
    spent: tuple[Spent, ...] = ()
    measured: tuple[Measured, ...] = ()
