"""One writer at a time: a lock of the system, which lets go of it when the process that holds it dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from ctg_lib.errors import UsageError


@contextmanager
def held(path: Path, refusal: UsageError, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of a file. refusal: raised where another process still has it after `patience` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=patience)
    except filelock.Timeout:
        raise refusal from None
    try:
        yield
    finally:
        lock.release()
