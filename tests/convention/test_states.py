"""Which state of a fiche may follow which: the path that both sides agree on cannot be gone round."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.convention.actions import State
from ctg_lib.convention.states import NEXT, may_follow, refusal

PATH = (State.IDEA, State.TO_VALIDATE, State.VALIDATED, State.STARTED, State.RUNNING, State.DONE, State.LASTING)


@st.composite
def walks(draw: st.DrawFn) -> list[State]:
    """A walk of up to forty steps from the idea, each allowed."""
    walk = [State.IDEA]
    for _ in range(draw(st.integers(0, 40))):
        if not NEXT[walk[-1]]:
            break
        walk.append(draw(st.sampled_from(NEXT[walk[-1]])))
    return walk


def test_every_state_has_its_place() -> None:
    assert set(NEXT) == set(State)
    assert all(may_follow(before, after) for before, after in pairwise(PATH))


@given(walks())
def test_nothing_starts_before_it_is_validated_nor_after_it_is_sent_back(walk: list[State]) -> None:
    for place, state in enumerate(walk):
        if state in (State.STARTED, State.RUNNING, State.DONE, State.LASTING):
            agreed = max((at for at, one in enumerate(walk[:place]) if one is State.VALIDATED), default=-1)
            sent_back = max((at for at, one in enumerate(walk[:place]) if one is State.TO_REVISE), default=-1)
            assert agreed > sent_back


def test_every_path_from_the_idea_to_what_lasts_passes_by_the_agreement() -> None:
    """Without the state of agreement, nothing after it can be reached at all."""
    reached, fresh = {State.IDEA}, [State.IDEA]
    while fresh:
        after = {one for state in fresh for one in NEXT[state] if one is not State.VALIDATED}
        fresh = sorted(after - reached)
        reached |= after
    assert reached == {State.IDEA, State.TO_VALIDATE, State.POSTPONED, State.TO_REVISE, State.ABANDONED}


@given(st.sampled_from(State), st.sampled_from(State))
def test_a_refusal_says_why_and_there_is_one_exactly_where_it_may_not(before: State, after: State) -> None:
    said = refusal(before, after, "faute de local")
    assert (said == "") is may_follow(before, after)
    assert not said or said.endswith(".")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "idée",
            "en cours",
            "« en cours » ne peut pas suivre « idée », que seul peut suivre « à valider », « reportée »",
        ),
        ("validée", "validée", "la fiche est déjà « validée »."),
        ("abandonnée", "en cours", "une fiche abandonnée ne reprend pas"),
        ("pérennisée", "à réviser", "au bout de son chemin"),
        ("réalisée", "abandonnée", "que seul peut suivre « pérennisée »."),
        ("à réviser", "engagée", "« à valider », « reportée » ou « abandonnée »."),
    ],
)
def test_what_is_told(before: str, after: str, told: str) -> None:
    assert told in refusal(State(before), State(after))


@pytest.mark.parametrize("why", ["", "  "])
def test_giving_up_needs_its_reason(why: str) -> None:
    assert refusal(State.RUNNING, State.ABANDONED, why) == "une fiche abandonnée dit pourquoi."
    assert refusal(State.RUNNING, State.ABANDONED, "plus de local") == ""
    assert refusal(State.RUNNING, State.POSTPONED) == ""
