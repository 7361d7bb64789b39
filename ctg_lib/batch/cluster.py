"""The workers of a batch: those of a local cluster, or of any Dask scheduler by its address.

`distributed` is imported by the process that leads the batch and by its workers, never by those that fork.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ctg_lib.batch.job import Answer, Job
from ctg_lib.batch.recap import State
from ctg_lib.batch.signals import handled
from ctg_lib.errors import Problem, UsageError

if TYPE_CHECKING:
    from distributed import Client

    from ctg_lib.batch.worker import Worker

# Territories asked for ahead, for each worker: enough that none waits, and no queue of 35,000 to hold.
_AHEAD = 3
# A worker lost so many times over one territory: it is that territory.
_LOSSES = 2


@dataclass(frozen=True)
class Group:
    """Jobs that one pass serves. folder: of the pass; spellings: the territories that it is made for."""

    folder: str
    spellings: tuple[str, ...]
    jobs: tuple[Job, ...]


def environment() -> dict[str, str]:
    """What a process needs to find the same folders, wherever it is started."""
    return {name: value for name, value in os.environ.items() if name.startswith(("CTG_", "PYTHON"))}


def prepare(folder: str, spellings: Sequence[str], given: Mapping[str, str]) -> str:
    """Make the pass of a group; empty where it cannot be made: each territory will meet the cause and tell it."""
    words = [sys.executable, "-m", "ctg_lib.batch.vectorised", folder, *spellings]
    run = subprocess.run(
        words, env=os.environ | dict(given), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return folder if run.returncode == 0 else ""


def perform(text: str, passed: str, given: Mapping[str, str], cold: bool) -> str:
    """One job, by the workshop of this worker or, cold, by a process of its own."""
    job = replace(Job.of(text), passed=passed)
    if cold:
        from ctg_lib.batch import alone

        return alone.done(job, os.environ | dict(given)).as_json()
    return _worker(tuple(sorted(given.items()))).do(job).as_json()


@cache
def _worker(given: tuple[tuple[str, str], ...]) -> Worker:
    # The worker alone needs it, and not the process that leads the batch.
    from ctg_lib.batch.worker import Worker

    return Worker(dict(given))


@contextmanager
def opened(workers: int, scheduler: str) -> Iterator[Client]:
    """A client of the scheduler at this address; without one, a cluster of this machine, closed at the end."""
    import dask
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.scheduler.allowed-failures": _LOSSES, "distributed.comm.timeouts.connect": "20s"})
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler:
        try:
            client = Client(scheduler, timeout="20s")
        except (OSError, ValueError) as error:
            raise _unreached(scheduler, error) from None
        with client:
            yield client
        return
    # The workers do not hear Ctrl-C: the process that leads does, and stops them.
    with handled(signal.SIGINT, signal.SIG_IGN):
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
    with cluster, Client(cluster) as client:
        yield client


def _unreached(scheduler: str, error: Exception) -> UsageError:
    remedy = "vérifier l’adresse, et que « dask scheduler » y tourne."
    problem = Problem(f"« {scheduler} » ne répond pas ({type(error).__name__}).", remedy=remedy)
    return UsageError("L’ordonnanceur Dask ne peut pas être joint.", [problem])


def answers(client: Client, groups: Sequence[Group], *, cold: bool) -> Iterator[tuple[Job, Answer]]:
    """Each job with its answer, as they come; what a worker that is lost was at is done again by another."""
    from distributed import as_completed

    given = environment()
    waiting = _submitted(client, groups, given, cold)
    asked: dict[Any, Job] = {}
    coming: Any = as_completed()
    for future, job in waiting:
        asked[future] = job
        coming.add(future)
        # Workers come and go: those of this moment.
        if len(asked) >= _AHEAD * max(1, len(client.nthreads())):
            yield _answer(next(coming), asked)
    while asked:
        yield _answer(next(coming), asked)


def _submitted(
    client: Client, groups: Sequence[Group], given: Mapping[str, str], cold: bool
) -> Iterator[tuple[Any, Job]]:
    for group in groups:
        passed = client.submit(prepare, group.folder, group.spellings, given, pure=False)
        for job in group.jobs:
            yield client.submit(perform, job.as_json(), passed, given, cold, pure=False), job


def _answer(future: Any, asked: dict[Any, Job]) -> tuple[Job, Answer]:
    job = asked.pop(future)
    if future.status == "finished":
        return job, Answer.of(future.result())
    cause = f"Les ouvriers s’éteignent sur ce territoire ({type(future.exception()).__name__})."
    return job, Answer(State.FAILED, cause=cause, remedy="relancer la même commande, avec « --ouvriers 1 ».")
