"""The comité: who sits there by function, its meetings and decisions, and what each side validated (`comite.yaml`).

The keys are French: those who fill the file are no programmers. Nobody is named, a function is enough.
"""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files
from string import Template
from typing import Annotated

from pydantic import Field, model_validator

from ctg_lib import chapters, folders
from ctg_lib.analysis.similar import Chosen
from ctg_lib.convention import chosen, validations
from ctg_lib.convention.chosen import OtherList
from ctg_lib.convention.nobody import named, typed
from ctg_lib.convention.validations import Validations
from ctg_lib.convention.written import Words, Written, read
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Territory
from ctg_lib.views.wording import day, plural

FILE = "comite.yaml"
# Strict: « elus: true » is no number of persons.
Headcount = Annotated[int, Field(strict=True, ge=0)]
_WORD = re.compile(r"[a-z0-9_-]{1,30}")


class College(StrEnum):
    """Whom a member sits for."""

    COLLECTIVITE = "collectivité"
    CAF = "Caf"
    PARTNER = "partenaire"


class Quality(StrEnum):
    """What a member is."""

    ELECTED = "élu"
    STAFF = "agent"
    EXPERT = "expert"


class Body(StrEnum):
    """What meets."""

    OPERATIONAL = "comité opérationnel"
    STEERING = "comité de pilotage"
    THEMATIC = "groupe thématique"


class Member(Written):
    """A seat, or several alike: `nombre` persons. voix: whether they vote; None where nobody said so."""

    id: Words
    role: Words
    college: College
    qualite: Quality | None = None
    nombre: Annotated[int, Field(strict=True, ge=1)] = 1
    voix: bool | None = None
    du: datetime.date | None = None
    au: datetime.date | None = None

    def sits(self, date: datetime.date) -> bool:
        """Whether the member is in office on a day; the first and the last one count."""
        return (self.du is None or self.du <= date) and (self.au is None or date <= self.au)


class Accord(Written):
    """Whether each side agreed to a decision; None where it was not noted."""

    collectivite: bool | None = None
    caf: bool | None = None


class Decision(Written):
    """What was decided. abstentions: how many persons, by id of member."""

    quoi: Words
    accord: Accord = Accord()
    abstentions: dict[Words, Headcount] = Field(default_factory=dict)
    note: Words | None = None


class Meeting(Written):
    """A meeting. presents: how many persons, by id of member; nobody noted them where it is empty."""

    date: datetime.date
    instance: Body
    objet: Words
    presents: dict[Words, Headcount] = Field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


class Committee(Written):
    """The file of the comité.

    source: the document that tells who sits there. semblables: the communes to compare with, if it chose them.
    """

    exemple: bool = False
    source: Words | None = None
    nombre_egal_annonce: bool = False
    membres: tuple[Member, ...] = ()
    reunions: tuple[Meeting, ...] = ()
    chapitres: dict[Words, Validations] = Field(default_factory=dict)
    semblables: OtherList | None = None

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, given: object) -> object:
        """A key of the template under which nothing was written yet says nothing."""
        return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given

    def in_office(self, date: datetime.date) -> tuple[Member, ...]:
        """The members on a day, in the order of the file."""
        return tuple(one for one in self.membres if one.sits(date))

    def member(self, identifier: str) -> Member | None:
        """The member that bears an id."""
        return next((one for one in self.membres if one.id == identifier), None)


def model(territory: Territory) -> str:
    """The file to fill: every example in it is commented out, so that it says nothing until somebody writes."""
    text = files("ctg_lib.convention").joinpath("modele_comite.yaml").read_text(encoding="utf-8")
    known = textwrap.fill(
        ", ".join(chapters.every()), 100, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )
    return Template(text).substitute(
        territoire=f"{territory.of_name} ({territory.code})", chapitres=known, semblables=chosen.model(territory)
    )


def read_committee(territory: Territory) -> tuple[Committee | None, list[Problem]]:
    """The comité of a territory, and every problem of its file: line, key, remedy.

    No comité where something is wrong; neither comité nor problem where there is no file.
    """
    folder = folders.conventions() / territory.code
    if not (folder / FILE).is_file():
        return None, []
    committee, lines, problems = read(folder / FILE, Committee, folder)
    if committee is not None:
        wrong = [*_broken(committee), *_chosen(committee, territory)]
        problems += [Problem(what, FILE, _line(lines, key), key, remedy) for key, what, remedy in wrong]
    return (None if problems else committee), problems


def chosen_communes(territory: Territory, date: str) -> Chosen | None:
    """The communes that the comité chose to compare with, as known on a date (AAAA-MM-JJ; empty: whatever the date).

    Raises InputError with every problem of its file.
    """
    committee, problems = read_committee(territory)
    if problems:
        raise InputError(f"Le comité {territory.of_name} ne se lit pas.", problems)
    other = committee.semblables if committee else None
    return other.chosen if other and (not date or str(other.date) <= date) else None


def _line(lines: dict[str, int], key: str) -> int | None:
    """The line of a key; of what it belongs to where it has none of its own."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key)


def _broken(committee: Committee) -> Iterator[tuple[str, str, str]]:
    """What the rules refuse in a comité whose fields are sound: the key, what is wrong, and the remedy, in French."""
    yield from _members(committee)
    yield from _meetings(committee)
    yield from _chapters(committee)
    yield from named(typed(committee.model_dump()))


def _members(committee: Committee) -> Iterator[tuple[str, str, str]]:
    for at, one in enumerate(committee.membres):
        key = f"membres.{at}"
        if committee.member(one.id) is not one:
            yield f"{key}.id", f"le mot « {one.id} » désigne déjà un autre membre.", "en changer."
        if not _WORD.fullmatch(one.id):
            what = f"« {one.id} » n’est pas un mot simple."
            yield f"{key}.id", what, "des minuscules sans accent, des chiffres ou des tirets : elus, dgs, caf-1."
        if one.du and one.au and one.au < one.du:
            yield f"{key}.au", "la fin est avant le début.", "corriger l’une des deux dates."


def _meetings(committee: Committee) -> Iterator[tuple[str, str, str]]:
    seen: set[tuple[object, ...]] = set()
    for at, one in enumerate(committee.reunions):
        key = f"reunions.{at}"
        # Two thematic groups may meet on the same day.
        same = (one.date, one.instance, one.objet if one.instance is Body.THEMATIC else "")
        if same in seen:
            what = f"cette réunion ({one.instance}, {day(one.date)}) est écrite deux fois."
            yield f"{key}.date", what, "réunir les deux, ou corriger une date."
        seen.add(same)
        for name, count in one.presents.items():
            yield from _present(committee, one, f"{key}.presents.{name}", name, count)
        for rank, decision in enumerate(one.decisions):
            for name, count in decision.abstentions.items():
                yield from _abstaining(committee, one, f"{key}.decisions.{rank}.abstentions.{name}", name, count)


def _present(committee: Committee, meeting: Meeting, key: str, name: str, count: int) -> Iterator[tuple[str, str, str]]:
    yield from _unseated(committee, meeting, key, name)
    member = committee.member(name)
    if member and count > member.nombre:
        there, seats = plural(count, "présent"), plural(member.nombre, "personne")
        yield key, f"{there} pour {seats}.", "corriger l’un des deux nombres."


def _abstaining(
    committee: Committee, meeting: Meeting, key: str, name: str, count: int
) -> Iterator[tuple[str, str, str]]:
    there, member = meeting.presents.get(name, 0), committee.member(name)
    # Said once: where the member is noted present, it was.
    if name not in meeting.presents and not (member and member.sits(meeting.date)):
        yield from _unseated(committee, meeting, key, name)
    elif member and count > there:
        what = f"{plural(count, 'abstention')} pour {plural(there, 'présent')}."
        yield key, what, "corriger l’un des deux nombres : qui s’abstient est noté parmi les présents."


def _unseated(committee: Committee, meeting: Meeting, key: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Somebody who is no member, or not on that day."""
    member = committee.member(name)
    if member is None:
        known = ", ".join(dict.fromkeys(one.id for one in committee.membres))
        remedy = f"choisir parmi : {known}." if known else "décrire d’abord les membres."
        yield key, f"« {name} » n’est l’« id » d’aucun membre.", remedy
    elif not member.sits(meeting.date):
        what = f"« {name} » n’est pas en fonction le {day(meeting.date)}."
        yield key, what, "corriger la date de la réunion, ou « du » et « au » du membre."


def _chapters(committee: Committee) -> Iterator[tuple[str, str, str]]:
    for name, signed in committee.chapitres.items():
        key = f"chapitres.{name}"
        if name not in chapters.every():
            yield key, f"le chapitre « {name} » n’existe pas.", f"choisir parmi : {', '.join(chapters.every())}."
        for part, what, remedy in validations.broken_rules(signed):
            yield f"{key}.{part}", what, remedy


def _chosen(committee: Committee, territory: Territory) -> Iterator[tuple[str, str, str]]:
    given = committee.semblables
    for part, what, remedy in chosen.broken(given, territory) if given else ():
        yield f"semblables.{part}".rstrip("."), what, remedy
