"""What a batch says while it runs: the start, how far it is, how long is left."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from ctg_lib.batch.attempt import _refused
from ctg_lib.batch.command import Request, Teller
from ctg_lib.batch.fingerprint import Due
from ctg_lib.batch.job import Answer
from ctg_lib.batch.lot import Pace, Step
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.errors import InputError, Problem, UsageError
from ctg_lib.territory import Territory

SORBIERS = Outcome.of(Territory.of("42302"), State.DONE, date="2026-11-24")


def test_the_pace_is_that_of_those_made_since_the_first_ones() -> None:
    """Two workers: thirty seconds to start, then a territory every five seconds for each."""
    pace = Pace(workers=2, total=10)
    seen = [pace.left(now) for now in (35.0, 35.0, 40.0, 40.0, 45.0, 45.0, 50.0, 50.0, 55.0, 55.0)]
    assert seen[:2] == [None, None]
    assert seen[3] == pytest.approx(2.5 * 6)
    assert seen[7] == pytest.approx(2.5 * 2)
    assert seen[-1] == 0.0


def test_for_few_territories_nobody_says_how_long_until_the_end() -> None:
    pace = Pace(workers=4, total=3)
    assert [pace.left(now) for now in (30.0, 31.0, 32.0)] == [None, None, 0.0]


def told(*steps: Step, begun: int = 0, as_json: bool = False) -> list[str]:
    stream = io.StringIO()
    tell = Teller(Console(file=stream, width=200), as_json)
    if begun:
        tell.begin(begun)
    for one in steps:
        tell(one)
    return stream.getvalue().splitlines()


def step(done: int, total: int, left: float | None, *, made: bool = True) -> Step:
    return Step(SORBIERS, Due(("demandé",) if made else ()), Answer(State.DONE), done, total, made, left)


def test_the_start_is_told_and_how_far_it_is() -> None:
    assert told(begun=1) == ["Mise en route : les chiffres d’abord, ensemble, puis le diagnostic."]
    assert told(begun=50) == ["Mise en route : les chiffres d’abord, ensemble, puis 50 diagnostics."]
    assert told(begun=50, as_json=True) == []
    assert told(step(10, 50, 240.0)) == ["10 sur 50 : 1 fait ; reste environ 4 min."]
    assert told(step(10, 50, None)) == ["10 sur 50 : 1 fait."]
    assert told(step(50, 50, 0.0)) == ["50 sur 50 : 1 fait ; c’est fini."]
    assert told(step(10, 50, None, made=False)) == []


def test_the_faults_of_a_refused_territory_are_told_one_a_line() -> None:
    faults = [Problem(f"faute {number}", "fiche.yaml", remedy="corriger") for number in (1, 2)]
    several = _refused(InputError("La convention ne peut pas être lue.", faults))
    assert several.cause.split("\n") == [
        "La convention ne peut pas être lue.",
        *(f"fiche.yaml : faute {n}" for n in (1, 2)),
    ]
    assert several.remedy == "corriger"
    refused = Outcome.of(Territory.of("42302"), State.REFUSED, cause=several.cause, remedy=several.remedy)
    shown = told(Step(refused, Due(("demandé",)), several, 1, 1, True, 0.0))
    assert shown[1:4] == ["  - fiche.yaml : faute 1", "  - fiche.yaml : faute 2", "  Remède : corriger"]
    alone = _refused(InputError("La convention ne peut pas être lue.", faults[:1]))
    assert alone.cause == "La convention ne peut pas être lue. fiche.yaml : faute 1"


@pytest.mark.parametrize(("workers", "limit"), [(0, 1800), (-1, 1800), (1, 0)])
def test_no_worker_and_no_time_are_refused(workers: int, limit: int) -> None:
    asked = Request(("42302",), "", "", None, "2026-11-24", (), workers, "", limit, False, False, "")
    with pytest.raises(UsageError, match="d’au moins 1"):
        asked.order()
