"""A batch: what is to be made again, by whom, and what became of each territory."""

from __future__ import annotations

import hashlib
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ctg_lib import folders, locks
from ctg_lib.batch import cluster, fingerprint, places, recap
from ctg_lib.batch.cluster import Group
from ctg_lib.batch.fingerprint import Conventions, Due, Fingerprint, World
from ctg_lib.batch.job import Answer, Job
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.batch.signals import handled
from ctg_lib.errors import Problem, UsageError
from ctg_lib.territory import Level, Territory

# For so few territories a worker, drawing one for nothing costs more than it saves.
_FEW = 3


@dataclass(frozen=True)
class Order:
    """What is asked of a batch.

    scheduler: the address of a Dask scheduler, empty for a cluster of this machine. seconds: what a cell may take;
    limit: what a territory may. memory: bytes that a territory may take.
    """

    territories: tuple[Territory, ...]
    date: str
    formats: tuple[str, ...] = ()
    workers: int = 1
    scheduler: str = ""
    cold: bool = False
    force: bool = False
    seconds: float = 300.0
    limit: float = 1800.0
    memory: int = 0


@dataclass(frozen=True)
class Step:
    """One more territory: what became of it, why it was made, and how far the batch is.

    made: whether it was, now. left: seconds until the end at this pace; None as long as nobody can say.
    """

    outcome: Outcome
    due: Due
    answer: Answer
    done: int
    total: int
    made: bool = False
    left: float | None = None


def planned(order: Order) -> list[tuple[Territory, Fingerprint, Due]]:
    """For each territory, what it would be made from today, and why it is to be; nothing is run."""
    world, conventions = World.now(), Conventions()
    found = []
    for place in order.territories:
        former = Fingerprint.read(place.code)
        told = conventions.around(place.spelling, former.told if former else None)
        kept = fingerprint.kept(place.code, told)
        wanted = Fingerprint(place.spelling, order.date, order.formats, world, told, {}, kept, "")
        why = fingerprint.due(former, wanted, folders.output() / place.code)
        if order.force:
            why = Due(("demandé par « --forcer »",))
        elif former and not why.reasons:
            wanted = former
        found.append((place, wanted, why))
    return found


def run(order: Order, tell: Callable[[Step], None], begin: Callable[[int], None] = lambda _: None) -> list[Outcome]:
    """Make what is to be made, and write recap.csv and index.html, were it interrupted.

    tell: called with each territory. begin: with how many are to be made, before the first of them. Raises UsageError
    while another batch writes in the same folder, InputError for a recap of earlier batches that cannot be read,
    KeyboardInterrupt once everything is stopped.
    """
    # Being asked to end is like Ctrl-C: workers are stopped, and what is done stays done.
    with _alone(), handled(signal.SIGTERM, _interrupt):
        # One that is damaged is told before the work, not after.
        recap.read(folders.output())
        places.sweep([place.code for place in order.territories])
        plan = planned(order)
        became: dict[str, Outcome] = {}
        made = False
        try:
            for step in _steps(order, plan, begin):
                became[step.outcome.code] = step.outcome
                made |= step.made
                tell(step)
        finally:
            shutil.rmtree(places.passes(), ignore_errors=True)
            if len(became) < len(plan):
                places.sweep([place.code for place in order.territories])
            left = [_outcome(place, Answer(State.WAITING), order) for place, _, _ in plan if place.code not in became]
            report(order, [*became.values(), *left], made=made)
    return list(became.values())


@dataclass
class Pace:
    """How long a batch has left.

    What precedes the first territories, made at once by as many workers, is not counted: it does not come back.
    """

    workers: int
    total: int
    made: int = 0
    begun: float = 0.0

    def left(self, now: float) -> float | None:
        """Seconds, once one more territory is made at that moment; None for the first ones."""
        self.made += 1
        if self.made == self.total:
            return 0.0
        if self.made <= self.workers:
            self.begun = now
            return None
        return (now - self.begun) / (self.made - self.workers) * (self.total - self.made)


def _steps(
    order: Order, plan: Sequence[tuple[Territory, Fingerprint, Due]], begin: Callable[[int], None]
) -> Iterator[Step]:
    """Those that are up to date first, then the others as they come."""
    done = 0
    by_code = {place.code: (place, wanted, why) for place, wanted, why in plan}
    for place, wanted, why in plan:
        if not why.reasons:
            done += 1
            answer = Answer(State.DONE, wanted.warnings)
            yield Step(_outcome(place, answer, order), why, answer, done, len(plan))
    waiting = [(place, wanted, why) for place, wanted, why in plan if why.reasons]
    if not waiting:
        return
    begin(len(waiting))
    with cluster.opened(min(order.workers, len(waiting)), order.scheduler) as client:
        pace = Pace(order.workers, len(waiting))
        for job, answer in cluster.answers(client, _groups(order, waiting), cold=order.cold):
            place, _, why = by_code[job.code]
            done += 1
            yield Step(_outcome(place, answer, order), why, answer, done, len(plan), True, pace.left(time.monotonic()))


def _groups(order: Order, waiting: Sequence[tuple[Territory, Fingerprint, Due]]) -> list[Group]:
    """The territories of a département together: one pass has their figures."""

    def home(one: tuple[Territory, Fingerprint, Due]) -> str:
        above = one[0].parent(Level.DEPARTEMENT)
        return above.code if above else one[0].code

    groups = []
    for name, several in groupby(sorted(waiting, key=lambda one: (home(one), one[0].code)), home):
        own = list(several)
        spellings = tuple(place.spelling for place, _, _ in own)
        folder = places.passes() / f"{name}-{hashlib.sha256(repr(spellings).encode()).hexdigest()[:8]}"
        many = len(own) > _FEW * order.workers
        jobs = tuple(
            Job(place.code, wanted, why.keep, "", order.seconds, order.limit, order.memory, many)
            for place, wanted, why in own
        )
        groups.append(Group(str(folder), spellings, jobs))
    return groups


def _outcome(place: Territory, answer: Answer, order: Order) -> Outcome:
    """What became of a territory; where it was not done, its diagnostic of another day may stand."""
    if answer.state is State.DONE:
        date = order.date
    else:
        standing = Fingerprint.read(place.code)
        date = standing.date if standing else ""
    told: dict[str, Any] = {name: getattr(answer, name) for name in ("warnings", "cause", "remedy", "chapter")}
    return Outcome.of(place, answer.state, date=date, **told)


def report(order: Order, outcomes: Sequence[Outcome], *, made: bool) -> None:
    """What the batches made so far, for a spreadsheet and for people. made: whether a territory was, now.

    One that was may have other files than before, that the page leads to, while its row says the same.
    """
    root = folders.output()
    earlier = recap.read(root)
    together = recap.merged(earlier, outcomes)
    if together == earlier and not made and (root / places.INDEX).exists():
        return
    # A page is made of more than a check that nothing changed needs.
    from ctg_lib.batch import index_page

    recap.write(together, root)
    files = {
        one.code: sorted(path.name for path in (root / one.code).iterdir() if path.is_file())
        for one in together
        if (root / one.code).is_dir()
    }
    folders.write(root / places.INDEX, index_page.render(together, recap.edition(together, order.date), files))


def _alone() -> AbstractContextManager[None]:
    """One batch at a time in a folder."""
    remedy = "attendre sa fin, ou choisir un autre dossier de données (CTG_DATA)."
    problem = Problem("un autre lot est en cours.", folders.output().name, remedy=remedy)
    return locks.held(places.lock(), UsageError("Deux lots ne peuvent pas écrire dans le même dossier.", [problem]))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
