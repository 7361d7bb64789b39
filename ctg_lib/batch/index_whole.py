"""What the batches of an index are as a whole: where they are, how many there are, what all of them warn of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctg_lib.batch.recap import Outcome, State
from ctg_lib.gazetteer import gazetteer
from ctg_lib.territory import Level
from ctg_lib.views.view import Mark, of_kind
from ctg_lib.views.wording import alphabetical, listing, number, plural

# How each state is named in style and script.
SLUGS = {State.DONE: "fait", State.REFUSED: "refuse", State.FAILED: "echec", State.WAITING: "attente"}
# How a state is told of one diagnostic, of several.
TOLD = {
    State.DONE: ("fait", "faits"),
    State.REFUSED: ("refusé", "refusés"),
    State.FAILED: ("en\u00a0échec", "en\u00a0échec"),
    State.WAITING: ("à\u00a0faire", "à\u00a0faire"),
}
_NOUNS = {
    Level.COMMUNE: ("commune", "communes"),
    Level.EPCI: ("intercommunalité", "intercommunalités"),
    Level.GROUPE: ("groupe de communes", "groupes de communes"),
}


@dataclass(frozen=True)
class Home:
    """What all of them are in: an intercommunalité, at most three départements; alone, one is its own home.

    communes: all of its own; empty without a name, or where those that are in it are not all communes.
    """

    name: str
    communes: frozenset[str] = frozenset()


def home_of(outcomes: Sequence[Outcome]) -> Home:
    """The smallest that holds all; without a name where nothing does."""
    if len(outcomes) == 1:
        return Home(outcomes[0].name)
    book = gazetteer()
    communes = [book.communes[one.code] for one in outcomes if one.code in book.communes]
    groupings = {book.communes[one.code].epci if one.code in book.communes else one.epci for one in outcomes}
    if len(groupings) == 1 and not groupings & {"", None}:
        name, level, codes = outcomes[0].epci, Level.EPCI, {one.epci for one in communes}
    else:
        areas = {one.departement for one in outcomes}
        name = listing(sorted(areas, key=alphabetical)) if len(areas) <= 3 and "" not in areas else ""
        level, codes = Level.DEPARTEMENT, {one.departement for one in communes}
    if not name or len(communes) < len(outcomes):
        return Home(name)
    return Home(name, frozenset(one for code in codes for one in book.members[level][str(code)]))


def counted(outcomes: Sequence[Outcome], whole: int = 0) -> list[str]:
    """« 320 communes », « 2 intercommunalités »: of each level that there is; « 3 communes sur 53 » of a whole."""
    counts = Counter(one.level for one in outcomes)
    told = [plural(counts[level], one, many) for level, (one, many) in _NOUNS.items() if counts[level]]
    return [f"{told[0]} sur {number(whole)}"] if len(outcomes) < whole else told


def summary(states: Mapping[State, int]) -> str:
    """« 315 diagnostics sont faits sur 320 ; 3 sont refusés, 2 en échec. », as HTML."""
    total, done = sum(states.values()), states.get(State.DONE, 0)
    if not total:
        return "Aucun diagnostic n’a encore été demandé."
    if done == total:
        return f"Les {_count(total)} diagnostics sont faits." if total > 1 else "Le diagnostic est fait."
    told: list[str] = []
    for state in (one for one in State if one is not State.DONE and one in states):
        count = states[state]
        verb = "" if told else ("sont " if count > 1 else "est ")
        told.append(f"{_count(count)} {verb}{TOLD[state][count > 1]}")
    if not done:
        return f"Aucun diagnostic n’est fait sur {_count(total)} ; {listing(told)}."
    verb = "diagnostics sont faits" if done > 1 else "diagnostic est fait"
    return f"{_count(done)} {verb} sur {_count(total)} ; {listing(told)}."


def _count(value: int) -> str:
    return of_kind(Mark.COUNT, number(value))


def shared_by(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The warnings that every diagnostic done has, said once for all; none where there is only one diagnostic."""
    done = [one.warnings for one in outcomes if one.state is State.DONE]
    return tuple(text for text in done[0] if all(text in one for one in done)) if len(done) > 1 else ()
