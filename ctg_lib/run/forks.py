"""Kernels forked from this very process: it has one thread, and holds what they are to find."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from multiprocessing.connection import Connection

from ctg_lib.run import kernel
from ctg_lib.run.warm import Kernel


class Forks:
    """Where the process that publishes a territory takes its kernels, one after the other."""

    def __init__(self) -> None:
        self.last: Forked | None = None

    def fork(self) -> Forked:
        """A kernel of one's own. Raises DeadKernelError where it dies at once."""
        ours, theirs = socket.socketpair()
        with theirs:
            kernel.fork(theirs.fileno(), ours)
        self.last = Forked(Connection(ours.detach()))
        return self.last


class Forked(Kernel):
    """One fork of this process, which also buries it. read: the sources that its cells looked at, once it is closed."""

    read: list[str] | None = None

    def close(self) -> None:
        """Ask what it read, and end it."""
        self.read = self.ask_reads()
        super().close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.number, signal.SIGKILL)
            os.waitpid(self.number, 0)
