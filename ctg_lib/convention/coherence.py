"""Whether needs and actions meet: enjeu × action × theme, and what stands alone on either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.objectives import Goal, Goals, Issue
from ctg_lib.views.wording import alphabetical


@dataclass(frozen=True)
class Crossing:
    """A theme of an enjeu, or one that an action brings to it, and the fiches that answer the enjeu in that theme."""

    issue: Issue
    theme: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Overlap:
    """Another scheme that several fiches serve. themes: theirs, in the order of the fiches."""

    document: str
    actions: tuple[Action, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(theme for one in self.actions for theme in one.themes))


@dataclass(frozen=True)
class Coherence:
    """What the fiches make of the enjeux and objectives. Those put off and given up are apart, and answer nothing.

    crossings: by enjeu, the first to act upon first. unanswered: enjeux that no fiche answers. waiting: enjeux that
    only fiches put off answer. unfounded: fiches that answer no enjeu. unserved: objectives that no fiche serves, by
    themselves or through one of those under them.
    """

    crossings: tuple[Crossing, ...]
    unanswered: tuple[Issue, ...]
    waiting: tuple[Issue, ...]
    unfounded: tuple[Action, ...]
    unserved: tuple[Goal, ...]
    overlaps: tuple[Overlap, ...]
    postponed: tuple[Action, ...]
    abandoned: tuple[Action, ...]


def coherence(goals: Goals, actions: Sequence[Action]) -> Coherence:
    """How enjeux, objectives and fiches answer each other."""
    live = carried(actions)
    postponed = tuple(one for one in actions if one.statut is State.POSTPONED)
    alone = [issue for issue in goals.ranked if not _answering(goals, issue, live)]
    served = {goal.id for one in live for goal in goals.chain(one.objectif)}
    return Coherence(
        crossings=tuple(one for issue in goals.ranked for one in _crossings(goals, issue, live)),
        unanswered=tuple(one for one in alone if not _answering(goals, one, postponed)),
        waiting=tuple(one for one in alone if _answering(goals, one, postponed)),
        unfounded=tuple(one for one in live if not goals.answered(one.enjeux, one.objectif)),
        unserved=tuple(one for one in goals.objectifs if one.id not in served),
        overlaps=_overlaps(live),
        postponed=postponed,
        abandoned=tuple(one for one in actions if one.statut is State.ABANDONED),
    )


def carried(actions: Sequence[Action]) -> tuple[Action, ...]:
    """The fiches that are neither put off nor given up."""
    return tuple(one for one in actions if one.statut not in (State.POSTPONED, State.ABANDONED))


def _answering(goals: Goals, issue: Issue, actions: Sequence[Action]) -> tuple[Action, ...]:
    return tuple(one for one in actions if issue in goals.answered(one.enjeux, one.objectif))


def _crossings(goals: Goals, issue: Issue, actions: Sequence[Action]) -> list[Crossing]:
    answering = _answering(goals, issue, actions)
    themes = dict.fromkeys([*issue.themes, *(theme for one in answering for theme in one.themes)])
    return [Crossing(issue, theme, tuple(one for one in answering if theme in one.themes)) for theme in themes]


def _overlaps(actions: Sequence[Action]) -> tuple[Overlap, ...]:
    """The documents that several fiches name, however each spells them."""
    named: dict[str, dict[int, Action]] = {}
    spelled: dict[str, str] = {}
    for one in actions:
        for link in one.liens:
            name = alphabetical(link.document)
            spelled.setdefault(name, link.document)
            named.setdefault(name, {})[one.numero] = one
    return tuple(Overlap(spelled[name], tuple(several.values())) for name, several in named.items() if len(several) > 1)
