"""What a signal does for the length of a `with`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def handled(number: signal.Signals, handler: Callable[..., None] | signal.Handlers) -> Iterator[None]:
    """Answer a signal so, then as before; where another thread than the first asks, nothing changes."""
    before = signal.getsignal(number)
    try:
        signal.signal(number, handler)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(number, before)
