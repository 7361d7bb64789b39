"""A convention opened on a date: what the cells of its notebooks display."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ctg_lib import chapters
from ctg_lib.chapters import similar
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import circle, frozen, local_files, secrecy_rules
from ctg_lib.convention.checklists import checklists
from ctg_lib.convention.criteria import grid
from ctg_lib.convention.dossier import Dossier
from ctg_lib.convention.elsewhere import Compared, comparisons
from ctg_lib.convention.evaluation import OnSite, Read, Record, results
from ctg_lib.convention.facts import facts
from ctg_lib.convention.objectives import Goals
from ctg_lib.convention.parts import action_plan, crossed_views, governance, identity
from ctg_lib.convention.parts import evaluation as evaluated
from ctg_lib.convention.parts import review as reviewed
from ctg_lib.convention.parts.gantt import gantt
from ctg_lib.convention.person_units import counts_people
from ctg_lib.convention.review import Review
from ctg_lib.convention.validations import Validations
from ctg_lib.secrecy.rules import Rules
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import day, period, row_text

# The notebooks of the convention that stand in the diagnostic, once there is something to tell.
GOVERNANCE, CROSSED, PLAN = "05_gouvernance", "85_regards_croises", "91_plan_actions"


def held(dossier: Dossier) -> tuple[str, ...]:
    """The notebooks of the diagnostic that the files of a convention give something to tell."""
    found = {
        GOVERNANCE: bool(dossier.committee and dossier.committee.membres) or identity.described(dossier.charter),
        CROSSED: bool(dossier.observations.seen or dossier.observations.consulted),
        PLAN: bool(dossier.actions or (dossier.goals and (dossier.goals.enjeux or dossier.goals.objectifs))),
    }
    return tuple(name for name, true in found.items() if true)


@dataclass(frozen=True)
class Opened:
    """The files of a convention in front of the figures of its territory."""

    dossier: Dossier
    diagnostic: Diagnostic

    @property
    def date(self) -> datetime.date:
        return datetime.date.fromisoformat(self.diagnostic.date)

    @property
    def goals(self) -> Goals:
        return self.dossier.goals or Goals()

    @cached_property
    def rules(self) -> Rules:
        """The strictest rules of secrecy of those that are told together."""
        place = self.dossier.territory
        return secrecy_rules.rules(circle.around(place), local_files.folders_of(place))[0]

    @cached_property
    def kept(self) -> Mapping[datetime.date, pd.DataFrame]:
        """The editions whose figures are kept beside the convention."""
        return frozen.read_editions(self.dossier.territory)

    # ── Who signs, who decides ───────────────────────────────────────────────────────────────────────────────────────

    def identity(self) -> Block:
        """Who signs what, for how long, where one stands."""
        return identity.identity(self.dossier.charter, self.date)

    def committee(self) -> Block:
        """Who sits in the comité, and whether it is in equal number."""
        committee = self.dossier.committee
        if committee is None:
            return governance.members(committee, self.date)
        return Block.stack([governance.members(committee, self.date), governance.parity(committee, self.date)])

    def meetings(self) -> Block:
        """The meetings, and what was decided."""
        return governance.meetings(self.dossier.committee)

    def validations(self) -> Block:
        """What each side validated of the chapters, and what changed in their figures since."""
        committee = self.dossier.committee
        signed = [
            (f"Le chapitre « {one.title} »", one.indicators, committee.chapitres[name])
            for name, one in chapters.every().items()
            if committee and name in committee.chapitres
        ]
        return Block.stack([governance.chapter_validations(committee, self.date), self._since(signed)])

    # ── What is observed, and what the figures say ───────────────────────────────────────────────────────────────────

    def observations(self) -> Block:
        """What is observed on the ground, the verdict that the figures propose, and that of the comité."""
        decided = [
            (f"Le verdict de l’observation {one.number}", one.expected, one.edition)
            for one in self.dossier.observations.seen
            if one.edition and not one.of_few(self.rules.persons)
        ]
        table = crossed_views.observations(self.dossier.observations, self.diagnostic, self.rules)
        return Block.stack([table, frozen.since(decided, self.kept, self.diagnostic)])

    def consultations(self) -> Block:
        """What the inhabitants who were asked said."""
        return crossed_views.consultations(self.dossier.observations, self.rules)

    def similar(self, indicator: str) -> Block:
        """An indicator among the communes like this one: those that the comité chose, else those that are nearest."""
        committee = self.dossier.committee
        other = committee.semblables if committee else None
        return similar.block(self.diagnostic, indicator, other.chosen if other else None)

    # ── The plan ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def issues(self) -> Block:
        """The enjeux, what they rest on, and what changed in their figures since they were validated."""
        signed = [(f"L’enjeu {one.id}", one.indicateurs, one.validations) for one in self.goals.ranked]
        return Block.stack([action_plan.issues(self.goals, self.diagnostic), self._since(signed)])

    def objectives(self) -> Block:
        """The tree of the objectives."""
        return action_plan.objectives(self.goals, self.dossier.actions)

    def coherence(self) -> Block:
        """Which enjeu has which action, which has none."""
        return action_plan.coherence(self.goals, self.dossier.actions)

    def actions(self) -> Block:
        """The fiches, one a line."""
        return action_plan.actions(self.dossier.actions)

    def changed(self) -> dict[int, str]:
        """By the number of a fiche, what changed in its figures since it was validated (HTML)."""
        told = {
            one.numero: self._since([("Cette fiche", one.indicateurs, one.validations)]).html
            for one in self.dossier.actions
        }
        return {number: said for number, said in told.items() if said}

    def baselines(self) -> dict[tuple[int, str], str]:
        """Where the measures that the diagnostic gives start from, by the number of their fiche and their name."""
        found = {}
        for fiche in self.dossier.actions:
            edition = frozen.signed(self.dossier.charter, fiche)
            for one in (one for one in fiche.suivi if one.indicateur):
                start = frozen.baseline(one, edition, self.kept, self.diagnostic)
                if start.row is not None:
                    said = f"{row_text(start.row)} ({period(start.row)})"
                    signed = f", édition du {day(start.edition)}" if start.edition else ""
                    found[fiche.numero, one.nom] = said + signed
        return found

    def budget(self) -> Block:
        """What the fiches cost, by year and by whoever pays."""
        return action_plan.budget(self.dossier.actions)

    def checklists(self) -> Block:
        """What the law asks of such a document, met or missing."""
        lists = checklists(self.diagnostic, self.goals, self.dossier.actions, self.dossier.charter)
        return action_plan.checklists(lists)

    # ── The review ───────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def review(self) -> Review:
        """What became of the actions by the date."""
        own = self.dossier
        return Review.at(own.charter, own.actions, own.log, self.date, self.rules.persons)

    def progress(self) -> Block:
        """Where the fiches stand, and what is late, over budget, or not measured."""
        return reviewed.summary(self.review)

    def calendar(self) -> Block | View:
        """The Gantt chart."""
        return gantt(self.review)

    def late(self) -> Block:
        """What is late."""
        return reviewed.late(self.review)

    def spending(self) -> Block:
        """What was planned and spent."""
        return reviewed.budget(self.review)

    def measures(self) -> Block:
        """What was measured."""
        return reviewed.measures(self.review)

    def unmeasured(self) -> Block:
        """What was not measured and should have been."""
        return reviewed.unmeasured(self.review)

    # ── The evaluation ───────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def record(self) -> Record:
        """What the evaluation reads."""
        own = self.dossier
        return Record(own.charter, own.actions, own.log, self.kept, self.date, self.rules.persons, counts_people)

    @cached_property
    def found(self) -> list[OnSite | Read]:
        """The result of each measure."""
        return results(self.record, self.diagnostic)

    @cached_property
    def compared(self) -> list[Compared]:
        """What happened elsewhere between the same two dates."""
        return comparisons(self.found, self.record, self.diagnostic)

    def grid(self) -> Block:
        """The nine criteria, and what the files say of each."""
        counted = facts(self.dossier, self.review, self.rules)
        return evaluated.grid(grid(self.record, self.found, self.compared, counted))

    def results(self) -> Block:
        """Where each measure started, what was aimed at, where it stands."""
        return evaluated.results(self.found, self.diagnostic)

    def comparisons(self) -> Block:
        """What the figures did here, and elsewhere between the same dates."""
        return evaluated.comparisons(self.compared, self.diagnostic)

    def evaluation_questions(self) -> Block:
        """What the fiches ask of the evaluation."""
        return evaluated.questions(self.record)

    def _since(self, signed: list[tuple[str, tuple[str, ...], Validations]]) -> Block:
        """What changed in the figures of some texts since each edition that they were validated on."""
        read = [(what, names, one) for what, names, given in signed for one in sorted(given.at(self.date).editions)]
        return frozen.since(read, self.kept, self.diagnostic)
