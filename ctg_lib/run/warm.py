"""Warm kernels: each notebook in a fresh fork of one process that has imported everything.

The isolation of a new process without its start-up. Linux only; elsewhere, or when the process cannot start, the
ordinary kernel runs the same cells and gives the same notebook.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

import nbformat
import pandas as pd
from nbclient.exceptions import DeadKernelError

from ctg_lib.run.kernel import READS, VALUES
from ctg_lib.territory import Territory

# A fork needs a process of one thread: numerical libraries and Arrow's allocator would start theirs on import.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # As an ordinary kernel does, for a notebook that draws with pyplot.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


class Warm:
    """The process that kernels are forked from, for the length of a `with`."""

    def __init__(self, territory: Territory | None = None, date: str = "") -> None:
        """territory, date: a diagnostic that it computes once, for all of its notebooks."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        place = [territory.spelling, date] if territory else []
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ctg_lib.run.kernel", str(theirs.fileno()), *place],
                pass_fds=[theirs.fileno()],
                env=os.environ | ONE_THREAD,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._control.close()
        # It may still be computing what nobody waits for any more; its forks end with it.
        self.process.kill()
        self.process.wait()

    def values(self) -> pd.DataFrame | None:
        """The long table of the diagnostic, or None where it failed: whoever computes it again will meet the cause."""
        try:
            with closing(self.fork()) as kernel:
                return kernel.ask_values()
        except DeadKernelError:
            return None

    def fork(self) -> Kernel:
        """A kernel of one's own. Raises DeadKernelError where the process is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"1"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise DeadKernelError("Kernel died") from None
        return Kernel(Connection(ours.detach()))


class SlowKernelError(DeadKernelError):
    """A cell took longer than it may; its kernel is stopped."""


class Kernel:
    """One fork, seen from the process that asked for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        try:
            self.number = int(connection.recv_bytes())
        except (EOFError, OSError, ValueError):
            connection.close()
            raise DeadKernelError("Kernel died") from None

    def close(self) -> None:
        """The fork ends by itself when nothing more can come."""
        self._connection.close()

    def run(self, source: str, seconds: float | None) -> tuple[list[dict[str, Any]], int]:
        """One cell: its outputs and its number.

        Raises DeadKernelError when the fork dies or answers nonsense, SlowKernelError when it does not in time.
        """
        try:
            self._connection.send_bytes(source.encode())
            if not self._connection.poll(seconds):
                os.kill(self.number, signal.SIGKILL)
                raise SlowKernelError("Kernel died: too slow")
            outputs, count = json.loads(self._connection.recv_bytes())
            return [nbformat.from_dict(one) for one in outputs], int(count)
        except (OSError, EOFError, ValueError, TypeError, AttributeError):
            raise DeadKernelError("Kernel died") from None

    def ask_reads(self) -> list[str] | None:
        """The sources that its cells looked at (`reads`); None where it can no longer say."""
        try:
            self._connection.send_bytes(READS.encode())
            return [str(one) for one in json.loads(self._connection.recv_bytes())]
        except (OSError, EOFError, ValueError, TypeError):
            return None

    def ask_values(self) -> pd.DataFrame:
        """The long table of the diagnostic that the process has computed."""
        try:
            self._connection.send_bytes(VALUES.encode())
            return self._connection.recv()
        except (OSError, EOFError):
            raise DeadKernelError("Kernel died") from None
