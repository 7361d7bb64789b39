"""What a Dask worker does: it never forks itself, it asks the workshop that it has started.

One workshop a worker, started at its first job and again where it died; it ends with the worker, whose end of the
socket closes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection

from ctg_lib.batch.job import Answer, Job
from ctg_lib.run.warm import ONE_THREAD


class Worker:
    """The workshop of this process, and the socket to it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """environment: what says where the data lie (`ctg_lib.folders`)."""
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def do(self, job: Job) -> Answer:
        """One job; where the workshop itself dies under it, that is the answer."""
        try:
            connection = self._open()
            connection.send_bytes(job.as_json().encode())
            return Answer.of(connection.recv_bytes())
        except (OSError, EOFError):
            self.close()
            return Answer.dead("L’atelier de calcul s’est éteint", "relancer la même commande.")

    def close(self) -> None:
        """End the workshop, and what it runs."""
        if self._connection:
            self._connection.close()
        if self._process:
            # It ends by itself when the socket closes; its forks go with it.
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _open(self) -> Connection:
        if self._connection is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "ctg_lib.batch.workshop", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    env=os.environ | ONE_THREAD | self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            self._connection = Connection(ours.detach())
        return self._connection
