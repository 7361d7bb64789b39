"""Everything that people wrote of a convention, read together: one run tells what is wrong in all of its files."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from ctg_lib import folders, reads
from ctg_lib.convention import frozen, log_book, plan, registers
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.charter import Charter, read_charter
from ctg_lib.convention.committee import Committee, read_committee
from ctg_lib.convention.follow_up import Log, read_log, state_at
from ctg_lib.convention.linked import broken_links
from ctg_lib.convention.objectives import Goals, read_goals
from ctg_lib.convention.observations import Observations, read_observations
from ctg_lib.convention.states import refusal
from ctg_lib.errors import InputError, together
from ctg_lib.territory import Territory
from ctg_lib.views.wording import listing, plural


@dataclass(frozen=True)
class Dossier:
    """The files of a convention; what nobody wrote is empty, or None for a file that is not there."""

    territory: Territory
    charter: Charter = field(default_factory=Charter)
    committee: Committee | None = None
    observations: Observations = field(default_factory=Observations)
    goals: Goals | None = None
    actions: tuple[Action, ...] = ()
    log: Log = field(default_factory=Log)

    def at(self, date: datetime.date) -> Dossier:
        """The same on a day: each fiche in the state that the log gives it, nothing told that is still to come."""
        committee, goals = self.committee, self.goals
        if committee:
            held = tuple(one for one in committee.reunions if one.date <= date)
            other = committee.semblables
            kept = other if other and other.date <= date else None
            committee = committee.model_copy(update={"reunions": held, "semblables": kept})
        if goals:
            signed = [one.model_copy(update={"validations": one.validations.at(date)}) for one in goals.enjeux]
            goals = goals.model_copy(update={"enjeux": tuple(signed)})
        actions = tuple(_at(one, self.log, date) for one in self.actions)
        return replace(self, committee=committee, goals=goals, actions=actions)

    @property
    def observed(self) -> str:
        """« 9 observations recueillies, 6 examinées par le comité »; empty where there is none."""
        seen = self.observations.seen
        decided = sum(one.verdict is not None for one in seen)
        told = plural(len(seen), "observation recueillie", "observations recueillies")
        examined = plural(decided, "examinée", "examinées")
        return f"{told}, {examined} par le comité" if seen else ""

    @property
    def told(self) -> str:
        """« 12 observations, 4 enjeux, 6 fiches action », for whoever checks a folder."""
        counts = [
            (len(self.committee.reunions) if self.committee else 0, "réunion", "réunions"),
            (len(self.observations.seen), "observation", "observations"),
            (len(self.goals.enjeux) if self.goals else 0, "enjeu", "enjeux"),
        ]
        held = [plural(count, one, many) for count, one, many in counts if count]
        return listing([*held, f"{plural(len(self.actions), 'fiche')} action"])

    @property
    def cited(self) -> set[str]:
        """The indicators that some text rests on."""
        named = [one.expected for one in self.observations.seen]
        named += [one.indicateurs for one in (self.goals.enjeux if self.goals else ())]
        named += [one.indicateurs for one in self.actions]
        named += [(each.indicateur,) for one in self.actions for each in one.suivi if each.indicateur]
        return {name for several in named for name in several}

    @property
    def editions(self) -> set[datetime.date]:
        """The editions of the figures that somebody validated something on, or signed."""
        signed = [one.validations for one in self.actions]
        signed += [one.validations for one in (self.goals.enjeux if self.goals else ())]
        signed += list(self.committee.chapitres.values()) if self.committee else []
        decided = {one.edition for one in self.observations.seen if one.edition}
        own = {self.charter.edition} if self.charter.edition else set()
        return own | decided | {edition for one in signed for edition in one.editions}


def _at(action: Action, log: Log, date: datetime.date) -> Action:
    told = [one for one in log.until(date).progress if one.fiche == action.numero]
    state, why = state_at(action, log, date), told[-1].why if told else ""
    # What the file gives as a reason is that of its own state, or of giving up.
    kept = action.motif if state in (action.statut, State.ABANDONED) else None
    given = action.validations.at(date)
    return action.model_copy(update={"statut": state, "motif": why or kept, "validations": given})


def has_folder(territory: Territory) -> bool:
    """Whether anybody laid down the folder of a convention."""
    return (folders.conventions() / territory.code).is_dir()


def read(territory: Territory) -> Dossier:
    """The dossier of a territory.

    Raises InputError with every problem of every file, or NominativeError where one of them lists persons.
    """
    reads.note(reads.CONVENTION)
    charter, wrong = read_charter(territory)
    committee, of_committee = read_committee(territory)
    goals, of_goals = read_goals(territory)
    observations, of_observations = read_observations(territory)
    refused = list(of_observations)
    actions: tuple[Action, ...] = ()
    log = Log()
    of_log: list[InputError] = []
    try:
        actions = tuple(plan.actions(territory))
        log, of_log = read_log(territory, actions, refusal)
    except InputError as error:
        # Without the fiches, each row of the log would be about one that does not exist: its cells alone are looked at.
        refused.append(error)
        of_log = registers.read(log_book.BOOK, territory)[1]
    numbers = None if of_observations else {one.number for one in observations.seen}
    wrong = [*wrong, *broken_links(actions, goals, numbers, charter)]
    try:
        frozen.read_editions(territory)
    except InputError as error:
        refused.append(error)
    if wrong := [*wrong, *of_committee, *of_goals]:
        refused = [InputError("", wrong), *refused]
    if refused := [*refused, *of_log]:
        count = sum(len(error.problems) for error in refused)
        raise together(refused, f"Convention {territory.of_name} : {count} problème(s).")
    return Dossier(territory, charter, committee, observations, goals, actions, log)
