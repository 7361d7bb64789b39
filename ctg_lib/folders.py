"""Where things lie: one place that knows the folders of the project, and how one takes the place of another.

`CTG_DATA` moves the whole data folder (tests, a network share); nothing else in the code builds these paths.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
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


def conventions() -> Path:
    """What is filled on site, one folder a convention; running again never touches what a person wrote there.

    `CTG_CONVENTIONS` moves it: `ctg diagnostic --exemple` reads `examples()` in its place.
    """
    return Path(os.environ.get("CTG_CONVENTIONS") or data() / "conventions")


def ledger() -> Path:
    """What was published of the figures collected on site, one file a territory, not in git."""
    return data() / "ledger"


def examples() -> Path:
    """Invented conventions, in git: what the tool does with figures that only a commune has."""
    return PROJECT / "data" / "examples"


def example_shown() -> bool:
    """Whether what is read is invented."""
    return conventions() == examples()


def notebooks() -> Path:
    """The chapters' notebooks; `CTG_NOTEBOOKS` moves them (an analyst's own, tests)."""
    return Path(os.environ.get("CTG_NOTEBOOKS") or PROJECT / "notebooks")


def write(path: Path, text: str) -> None:
    """Write a file whole, or leave the one that stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        # A temporary file is its owner's alone; what is written here is for colleagues too.
        Path(fresh).chmod(0o644)
        Path(fresh).replace(path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def lock(folder: Path) -> Path:
    """Held by the process that writes a folder of `output()` anew."""
    return data() / ".verrous" / folder.name


def former(folder: Path) -> Path:
    """Where a folder waits, hidden, while the next one takes its place."""
    return folder.with_name(f".{folder.name}{FORMER}")


def swap(fresh: Path, folder: Path) -> None:
    """Put a finished folder in place of another; the former one goes only once the new one stands."""
    swap_all([(fresh, folder)])


def swap_all(pairs: Iterable[tuple[Path, Path]]) -> None:
    """The same for several pairs (new folder, the one whose place it takes): all or none.

    On an error, or Ctrl-C, everything is put back as it was. A power cut between two renames leaves each folder whole,
    the former one or the new one; `restore` brings back one that was put aside.
    """
    begun: list[tuple[Path, Path]] = []
    try:
        for fresh, folder in pairs:
            begun.append((fresh, folder))
            if folder.exists():
                shutil.rmtree(former(folder), ignore_errors=True)
                folder.rename(former(folder))
            fresh.rename(folder)
    except BaseException:
        for fresh, folder in reversed(begun):
            # As far as the disk allows: what cannot be put back must not keep the others from it.
            with suppress(OSError):
                if folder.exists() and not fresh.exists():
                    folder.rename(fresh)
                restore(folder)
        raise
    for _, folder in begun:
        shutil.rmtree(former(folder), ignore_errors=True)


def restore(folder: Path) -> None:
    """Where the power failed between the two renames of `swap`, the former folder takes its place again."""
    if former(folder).exists() and not folder.exists():
        former(folder).rename(folder)
