"""Parity of the comité: as many votes for the collectivité as for the Caf, on a day; partners are apart.

Nobody's vote is guessed: where one is not declared, there is no verdict, but what it would be and how to settle it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from ctg_lib.convention.committee import College, Committee, Decision, Meeting, Member
from ctg_lib.convention.validations import SIDES
from ctg_lib.views.wording import listing, number, plural

# The colleges that decide together, as a sentence names them.
COLLEGES = {College.COLLECTIVITE: SIDES["collectivite"], College.CAF: SIDES["caf"]}
TO_SETTLE = "qui vote est à préciser par le comité"


@dataclass(frozen=True)
class Seats:
    """The persons of one college on a day: cited in all, with a declared vote, and without any declaration."""

    cited: int
    votes: int
    undeclared: int

    @classmethod
    def of(cls, members: Iterable[Member], college: College) -> Seats:
        """Those of one college among members in office."""
        own = [one for one in members if one.college is college]
        return cls(
            sum(one.nombre for one in own),
            sum(one.nombre for one in own if one.voix),
            sum(one.nombre for one in own if one.voix is None),
        )

    @property
    def possible(self) -> int:
        """The votes there would be if everybody had one of whom nothing says the contrary."""
        return self.votes + self.undeclared

    @property
    def without(self) -> int:
        """Those who are declared without a vote."""
        return self.cited - self.possible


@dataclass(frozen=True)
class Parity:
    """What can be said of parity on a day. announced: whether the document announces an equal number."""

    collectivite: Seats
    caf: Seats
    partners: Seats
    announced: bool

    @property
    def declared(self) -> bool:
        """Whether everybody of the two colleges is declared with or without a vote."""
        return not self.collectivite.undeclared and not self.caf.undeclared

    @property
    def verdict(self) -> bool | None:
        """Whether the comité is in equal number; None where a vote is not declared, or where nobody votes."""
        if not self.declared or not self.collectivite.votes + self.caf.votes:
            return None
        return self.collectivite.votes == self.caf.votes

    @property
    def short(self) -> str:
        """« 4 voix et 4 voix : paritaire », « 5 et 4 personnes citées : non paritaire si toutes ont voix »."""
        ours, theirs = self.collectivite, self.caf
        if not ours.cited + theirs.cited:
            return "aucun membre de la collectivité ni de la Caf n’est en fonction"
        if self.declared:
            if self.verdict is None:
                return "personne n’a voix, ni pour la collectivité ni pour la Caf"
            return f"{number(ours.votes)} voix et {number(theirs.votes)} voix : {_worded(ours.votes == theirs.votes)}"
        people = "personnes citées" if ours.cited + theirs.cited > 1 else "personne citée"
        told = f"{number(ours.cited)} et {number(theirs.cited)} {people}"
        everybody = "toutes ont voix"
        if ours.without + theirs.without:
            told += f", dont {number(ours.without)} et {number(theirs.without)} sans voix"
            everybody = "toutes les autres ont voix"
        return f"{told} : {_worded(ours.possible == theirs.possible)} si {everybody}"

    @property
    def sentence(self) -> str:
        """The same, with what the document announces and what is left to settle where votes are not declared."""
        if self.declared:
            return self.short
        settled = f"le document annonce un nombre égal : {TO_SETTLE}" if self.announced else TO_SETTLE
        return f"{self.short} ; {settled}"

    @property
    def ways(self) -> tuple[str, ...]:
        """How the comité may settle it, made from the numbers; none where it is in equal number."""
        if self.verdict or not self.collectivite.cited + self.caf.cited:
            return ()
        level = self.collectivite.possible == self.caf.possible
        found = _kept(self.collectivite, self.caf) if level else _levelled(self.collectivite, self.caf)
        return (*found, "compter une voix par collège : une décision demande alors l’accord des deux")

    @property
    def aside(self) -> str:
        """What partners have, that parity does not count; empty where they have no vote."""
        if not self.partners.votes:
            return ""
        whose = "Le partenaire" if self.partners.cited == 1 else "Les partenaires"
        verb = "a" if self.partners.cited == 1 else "ont"
        return f"{whose} {verb} {number(self.partners.votes)} voix, que la parité ne compte pas"


def parity(committee: Committee, date: datetime.date) -> Parity:
    """Parity on a day, among the members then in office."""
    members = committee.in_office(date)
    ours, theirs, partners = (Seats.of(members, college) for college in College)
    return Parity(ours, theirs, partners, committee.nombre_egal_annonce)


def _worded(equal: bool) -> str:
    return "paritaire" if equal else "non paritaire"


def _reached(votes: int) -> str:
    return f"{number(votes)} voix et {number(votes)} voix"


def _levelled(ours: Seats, theirs: Seats) -> list[str]:
    """The ways to as many votes on each side, where there would not be."""
    sides = zip((ours, theirs), COLLEGES.values(), strict=True)
    (less, smaller), (more, larger) = sorted(sides, key=lambda one: one[0].possible)
    few, many = less.possible, more.possible
    against = f"sur {number(many)} possibles" if more.undeclared else f"au lieu de {number(many)}"
    kept = f"limiter à {number(few)} les voix de {larger}, {against} : {_reached(few)}"
    persons, s = plural(many - few, "personne"), "s" if many - few > 1 else ""
    added = f"ajouter {persons} ayant voix pour {smaller}"
    if less.without:
        added = f"donner voix à {persons} de plus pour {smaller} (déjà citée{s} sans voix, ou nouvelle{s})"
    return [*([kept] if few else []), f"{added} : {_reached(many)}"]


def _kept(ours: Seats, theirs: Seats) -> list[str]:
    """The ways to a verdict where there would be as many votes on each side if everybody left had one."""
    if not ours.possible:
        return ["donner autant de voix à la collectivité qu’à la Caf"]
    everybody = f"donner voix à toutes les personnes dont le vote n’est pas déclaré : {_reached(ours.possible)}"
    some = "ne donner voix qu’à une partie d’entre elles, pourvu que chaque côté ait autant de voix"
    return [everybody, *([some] if min(ours.undeclared, theirs.undeclared) > 1 else [])]


# ── Meetings and decisions ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Attendance:
    """How many were present, by college. voting: whether those counted have a vote, or are cited without anyone saying.

    others: by college, those present without a vote, where votes are declared.
    """

    present: dict[College, int]
    others: dict[College, int]
    voting: bool

    @property
    def sentence(self) -> str:
        """« 4 présents de la collectivité, 3 de la Caf »; « ayant voix » where that is known."""
        ours, theirs = (self.present[college] for college in COLLEGES)
        first, second = COLLEGES.values()
        told = f"{plural(ours, 'présent')} de {first}, {number(theirs)} de {second}"
        return f"{told} (ayant voix)" if self.voting else told

    @property
    def equal(self) -> bool:
        """Whether both sides were there in equal number."""
        ours, theirs = (self.present[college] for college in COLLEGES)
        return ours == theirs


def attendance(committee: Committee, meeting: Meeting) -> Attendance | None:
    """Who was there, among those who vote or, where that is not declared, among those cited; None if nobody noted it.

    Partners are counted with or without a vote.
    """
    if not meeting.presents:
        return None
    voting = parity(committee, meeting.date).declared
    present, others = dict.fromkeys(College, 0), dict.fromkeys(College, 0)
    for member in committee.membres:
        counted = not voting or bool(member.voix) or member.college is College.PARTNER
        (present if counted else others)[member.college] += meeting.presents.get(member.id, 0)
    return Attendance(present, others, voting)


@dataclass(frozen=True)
class Standing:
    """Where a decision stands between the two sides: what was noted, and what follows from it, in French."""

    noted: str
    means: str


def standing(decision: Decision) -> Standing:
    """What the agreement of each side makes of a decision; an agreement that nobody noted is neither yes nor no."""
    said = {name: getattr(decision.accord, side) for side, name in SIDES.items()}
    if all(said.values()):
        return Standing("accord des deux côtés", "décision commune")
    unknown = [name for name, one in said.items() if one is None]
    refused = [f"de {name}" for name, one in said.items() if one is False]
    told = [f"accord de {name}" for name, one in said.items() if one]
    if refused:
        told.append(f"refus {listing(refused)}")
    told += [f"accord de {name} non consigné" for name in unknown]
    if refused:
        return Standing(" ; ".join(told), "il n’y a pas de décision commune")
    return Standing(" ; ".join(told), "à confirmer : une décision commune demande les deux accords")
