"""An invented convention in place of a real one: what the tool does with figures that only a commune has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ctg_lib import folders
from ctg_lib.errors import UsageError


def show(code: str) -> None:
    """Read the example of a territory in place of its own folder, in this process and those that it starts.

    Raises UsageError, that names the examples there are, for a territory that has none.
    """
    known = sorted(path.name for path in folders.examples().iterdir() if path.is_dir())
    if code not in known:
        raise UsageError(f"Il n’y a pas d’exemple pour « {code} ». Exemples : {', '.join(known)}.")
    os.environ["CTG_CONVENTIONS"] = str(folders.examples())


@contextmanager
def shown(code: str) -> Iterator[None]:
    """The same for a while: what is opened inside is of the example, and stays so."""
    before = os.environ.get("CTG_CONVENTIONS")
    show(code)
    try:
        yield
    finally:
        if before is None:
            del os.environ["CTG_CONVENTIONS"]
        else:
            os.environ["CTG_CONVENTIONS"] = before
