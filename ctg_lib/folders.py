"""Where things lie: one place that knows the folders of the project, and how one takes the place of another.

`CTG_DATA` moves the whole data folder (tests, a network share); nothing else in the code builds these paths.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FORMER = ".ancien"
PROJECT = Path(__file__).resolve().parent.parent


def data() -> Path:
    """The data folder: `CTG_DATA` where set, else `data/` beside the package."""
    return Path(os.environ.get("CTG_DATA") or PROJECT / "data")


def reference() -> Path:
    """Territories, legal populations and outlines, in git."""
    return data() / "reference"


def sample() -> Path:
    """The embedded real sample, in git, laid out like the store."""
    return data() / "sample"


def store() -> Path:
    """What the analyst has ingested, not in git; it takes precedence over the sample."""
    return data() / "store"


def raw() -> Path:
    """Downloads, kept as the producer published them, not in git."""
    return data() / "raw"


def output() -> Path:
    """Diagnostics, one folder per territory, not in git."""
    return data() / "output"


def notebooks() -> Path:
    """The chapters' notebooks."""
    return PROJECT / "notebooks"


def former(folder: Path) -> Path:
    """Where a folder waits, hidden, while the next one takes its place."""
    return folder.with_name(f".{folder.name}{FORMER}")


def swap(fresh: Path, folder: Path) -> None:
    """Put a finished folder in place of another; the former one goes only once the new one stands."""
    waiting = former(folder)
    if folder.exists():
        shutil.rmtree(waiting, ignore_errors=True)
        folder.rename(waiting)
    try:
        fresh.rename(folder)
    except OSError:
        if waiting.exists():
            waiting.rename(folder)
        raise
    shutil.rmtree(waiting, ignore_errors=True)
