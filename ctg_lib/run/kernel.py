"""The process that kernels are forked from: it has imported everything, and computed a territory where one is named.

`python -m ctg_lib.run.kernel DESCRIPTOR [TERRITORY DATE]`, started by `ctg_lib.run.warm`: each descriptor received over
the socket is one notebook's, answered by a fresh fork. It ends when the other side closes, and its forks with it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import random
import signal
import socket
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from ctg_lib import reads

# What the chapters import when they draw: paid once here rather than in each fork.
_HEAVY = ("ctg_lib.chapters", "ctg_lib.run.shell", "folium", "geopandas", "matplotlib.pyplot", "seaborn")
_DIE_WITH_PARENT = 1


def main(words: list[str]) -> None:
    """Prepare, then fork on demand."""
    with socket.socket(fileno=int(words[0])) as control:
        load()
        values = _prepared(*words[1:]) if words[1:] else None
        share()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        _serve(control, values)


def load() -> None:
    """Import all that a chapter draws with."""
    for name in _HEAVY:
        importlib.import_module(name)


def share() -> None:
    """What is shared with the forks stays shared: a collection in one of them would copy every page that it marks."""
    gc.collect()
    gc.freeze()


def _prepared(territory: str, date: str) -> Any:
    import ctg_lib
    from ctg_lib.chapters import context, every

    every()
    diagnostic = ctg_lib.diagnostic(territory, date)
    context.keep(diagnostic)
    return diagnostic.values


def _serve(control: socket.socket, values: Any) -> None:
    while True:
        asked, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not asked:
            return
        fork(descriptors[0], control, values)
        os.close(descriptors[0])


def fork(descriptor: int, ours: socket.socket, values: Any = None) -> int:
    """A fork that lives one notebook over a descriptor; its number. ours: what the fork must not hold open."""
    alone()
    parent = os.getpid()
    number = os.fork()
    if number == 0:
        ours.close()
        live(Connection(descriptor), values, parent)
        os._exit(0)
    return number


def alone() -> None:
    """Refuse to fork beside another thread: a lock that it holds would stay closed for ever in the fork."""
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"{threads} threads: a process that forks must have one")


def die_with(parent: int) -> bool:
    """From now on the death of its parent kills this process; False where it is dead already."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    return os.getppid() == parent


def live(connection: Connection, values: Any, parent: int) -> None:
    """One notebook: a number for whoever must stop it, then an answer for each cell, until the other side closes."""
    if not die_with(parent):
        return
    reads.forget()
    random.seed()
    np.random.seed()  # noqa: NPY002 - the generator that a notebook may use without naming it
    from ctg_lib.run.shell import Shell

    shell = None
    connection.send_bytes(str(os.getpid()).encode())
    while True:
        try:
            asked = connection.recv_bytes().decode()
        except EOFError:
            return
        if asked == VALUES:
            connection.send(values)
            continue
        if asked == READS:
            connection.send_bytes(json.dumps(reads.noted()).encode())
            continue
        shell = shell or Shell.instance()
        outputs, count = shell.run(asked)
        connection.send_bytes(json.dumps([outputs, count]).encode())


# No cells: what the process that publishes asks for, the values once, and what a notebook read.
VALUES = "\0valeurs"
READS = "\0lectures"

if __name__ == "__main__":
    main(sys.argv[1:])
