"""The process of one thread that a worker starts, and that forks: one process a territory, and in it one a notebook.

`python -m ctg_lib.batch.workshop DESCRIPTOR`, started by `ctg_lib.batch.worker`: each job received over the socket is
done in a fork, watched, and answered. It ends when the other side closes, and its forks with it.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

from ctg_lib.batch import places
from ctg_lib.batch.attempt import attempt
from ctg_lib.batch.job import Answer, Job
from ctg_lib.batch.recap import State
from ctg_lib.batch.rehearsal import rehearse
from ctg_lib.export.publication import Means
from ctg_lib.indicators.prepared import Prepared
from ctg_lib.run import kernel
from ctg_lib.run.forks import Forks

_AGAIN = "relancer la même commande : ce qui est fait ne sera pas refait."


def main(words: list[str]) -> None:
    """Prepare, then one job after another, until the other side closes."""
    with Connection(int(words[0])) as control:
        kernel.load()
        shop = Workshop(control)
        while True:
            try:
                job = Job.of(control.recv_bytes())
            except EOFError:
                return
            control.send_bytes(shop.do(job).as_json().encode())


class Workshop:
    """What stays from one territory to the next: the figures of a pass, and all that was read once."""

    def __init__(self, control: Connection) -> None:
        self._control = control
        self._passed = ""
        self._prepared: Prepared | None = None

    def do(self, job: Job) -> Answer:
        """One job, in a fork that is watched."""
        self._prepare(job)
        kernel.alone()
        ours, theirs = Pipe(duplex=False)
        parent = os.getpid()
        number = os.fork()
        if number == 0:
            self._control.close()
            ours.close()
            self._live(job, theirs, parent)
            os._exit(0)
        theirs.close()
        # Both sides say it: neither waits for the other.
        with suppress(OSError):
            os.setpgid(number, number)
        try:
            answer = self._watched(job, ours)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(number, signal.SIGKILL)
            os.waitpid(number, 0)
            ours.close()
        if answer.state is State.FAILED:
            places.sweep([job.code])
        return answer

    def _watched(self, job: Job, ours: Connection) -> Answer:
        """The answer of the fork, or what became of it."""
        ready = wait([ours, self._control], timeout=job.limit)
        if not ready:
            return Answer.late(job)
        if ours not in ready:
            # Whoever asked is gone: nobody waits for the answer.
            raise SystemExit(0)
        try:
            return Answer.of(ours.recv_bytes())
        except (EOFError, OSError, ValueError, TypeError):
            return Answer.dead("Le calcul s’est éteint avant la fin", _AGAIN)

    def _live(self, job: Job, answer: Connection, parent: int) -> None:
        if not kernel.die_with(parent):
            return
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if job.memory:
            limit = _virtual() + job.memory
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        means = Means(Forks(), at_once=1, seconds=job.seconds, prepared=self._prepared)
        answer.send_bytes(attempt(job, means).as_json().encode())

    def _prepare(self, job: Job) -> None:
        """The figures of the pass that the job names; what every territory reads is read here, once."""
        if not job.passed or job.passed == self._passed:
            return
        self._prepared = Prepared.read(Path(job.passed))
        self._passed = job.passed
        if job.many:
            rehearse(job.wanted.spelling, job.wanted.date, self._prepared)
        kernel.share()


def _virtual() -> int:
    """The bytes of memory that this process has the address of."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main(sys.argv[1:])
