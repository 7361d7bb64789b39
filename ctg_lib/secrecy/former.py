"""What earlier editions add to what can be reckoned: what they told, what they hid, and what that left to reckon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctg_lib.secrecy.draft import PUBLIC, Draft, Key, Label, State
from ctg_lib.secrecy.system import NEAR


def remembered(draft: Draft, former: Sequence[State]) -> tuple[set[Key], set[Key]]:
    """The cells whose very value was told before, and those that were hidden and whose value never was.

    What an edition left to reckon is a relation too: the sum of what it hid, where it is still the same today. Where it
    is not, the whole is hidden: beside the former one, it would tell by how much a hidden count changed.
    """
    held = [key for key in draft.values if key not in draft.unseen]
    known = {key for key in held if any(state.get(key) == draft.values[key] for state in former)}
    for key in held:
        draft.said[key] = {said for state in former if isinstance(said := state.get(key), str)}
    hidden = {key for key, said in draft.said.items() if said}
    sums: dict[frozenset[tuple[Key, float]], float] = {}
    for relation in list(draft.relations):
        for state in former:
            rest, left = _left(relation, state, draft.unseen)
            if rest and abs(sum(weight * draft.values[key] for key, weight in rest.items()) + left) < NEAR:
                sums[frozenset(rest.items())] = left
            elif rest.keys() - draft.unseen:
                hidden.add(next(key for key, weight in relation.items() if weight < 0))
    for at, (terms, left) in enumerate(sums.items()):
        total = (("avant", str(at)), PUBLIC)
        draft.values[total] = -left
        draft.unseen.add(total)
        draft.spread[total] = (-left, -left)
        draft.bind(total, dict(terms))
    return known, hidden - known


def last_said(key: Key, former: Sequence[State]) -> Label:
    """Why a figure that an edition hid is hidden still: as that edition said, unless it was for being small itself."""
    said = str(former[-1].get(key, "")).partition("<")[0] if former else ""
    return Label(said) if said in (Label.SHIELD, Label.BLOCK) else Label.FORMER


def _left(relation: Mapping[Key, float], state: State, unseen: set[Key]) -> tuple[dict[Key, float], float]:
    """What an edition hid of a relation, and what it told of it, added up; nothing where it did not speak of it all."""
    told = {key: value for key in relation if isinstance(value := state.get(key), float)}
    rest = {key: weight for key, weight in relation.items() if key not in told}
    if not all(key in state or key in unseen for key in rest):
        return {}, 0.0
    return rest, sum(relation[key] * value for key, value in told.items())
