"""Where a batch keeps what it needs from one run to the next: a hidden folder among the diagnostics."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ctg_lib import folders, locks
from ctg_lib.errors import UsageError

# Where people open the diagnostics of the batches from, beside their folders.
INDEX = "index.html"
_DYING = 5.0


def home() -> Path:
    """The hidden folder: what is in it may be deleted, and all is made again."""
    return folders.output() / ".lot"


def lock() -> Path:
    """Held as long as a batch runs."""
    return home() / "verrou"


def fingerprint(code: str) -> Path:
    """What the diagnostic of a territory was made from."""
    return home() / "empreintes" / f"{code}.json"


def journal(code: str) -> Path:
    """The details of an error that nobody foresaw, for whoever mends the program."""
    return home() / "journal" / f"{code}.txt"


def passes() -> Path:
    """The figures computed for all, a folder for each pass."""
    return home() / "passes"


def sweep(codes: Iterable[str]) -> None:
    """Remove what a run that was killed left half-written, and put back a folder that it had set aside.

    What a process that lives is writing is left to it.
    """
    names = "|".join(map(re.escape, codes))
    # `tempfile` ends its names with eight characters of these.
    left = re.compile(rf"\.({names})(?:-[a-z0-9_]{{8}}|{re.escape(folders.FORMER)})")
    for path in sorted(folders.output().glob(".*")):
        if not (found := left.fullmatch(path.name)):
            continue
        folder = folders.output() / found[1]
        # The kernels of a process that was killed die a moment after it.
        with suppress(UsageError), locks.held(folders.lock(folder), UsageError(""), patience=_DYING):
            if path == folders.former(folder):
                folders.restore(folder)
            else:
                shutil.rmtree(path, ignore_errors=True)
