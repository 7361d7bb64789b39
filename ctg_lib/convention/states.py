"""Which state of a fiche may follow which, and why another may not."""

from __future__ import annotations

from collections.abc import Mapping

from ctg_lib.convention.actions import State
from ctg_lib.views.wording import listing

# At any time before it is done, an action may be put off, given up, or sent back to be written anew.
_ASIDE = (State.POSTPONED, State.ABANDONED)
_BACK = (State.TO_REVISE, *_ASIDE)
# What was put off takes its place back where both sides agreed, or is agreed upon; what is revised is agreed upon anew.
NEXT: Mapping[State, tuple[State, ...]] = {
    State.IDEA: (State.TO_VALIDATE, *_ASIDE),
    State.TO_VALIDATE: (State.VALIDATED, *_BACK),
    State.VALIDATED: (State.STARTED, *_BACK),
    State.STARTED: (State.RUNNING, *_BACK),
    State.RUNNING: (State.DONE, *_BACK),
    State.DONE: (State.LASTING,),
    State.LASTING: (),
    State.POSTPONED: (State.TO_VALIDATE, State.VALIDATED, State.TO_REVISE, State.ABANDONED),
    State.TO_REVISE: (State.TO_VALIDATE, *_ASIDE),
    State.ABANDONED: (),
}
_ENDS = {
    State.LASTING: "une action pérennisée est au bout de son chemin.",
    State.ABANDONED: "une fiche abandonnée ne reprend pas : en écrire une autre, qui la cite.",
}


def may_follow(before: State, after: State) -> bool:
    """Whether a fiche may go from one state straight to another."""
    return after in NEXT[before]


def refusal(before: State, after: State, why: str = "") -> str:
    """Why a fiche may not go from one state to another, in French; empty when it may.

    why: the reason that was written, which giving up asks for.
    """
    if after is before:
        return f"la fiche est déjà « {after} »."
    if not NEXT[before]:
        return _ENDS[before]
    if not may_follow(before, after):
        allowed = listing([f"« {one} »" for one in NEXT[before]], "ou")
        return f"« {after} » ne peut pas suivre « {before} », que seul peut suivre {allowed}."
    return "une fiche abandonnée dit pourquoi." if after is State.ABANDONED and not why.strip() else ""
