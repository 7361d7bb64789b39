"""What this process read: the sources that were asked for, noted where they are opened.

A notebook of a batch runs in a process of its own: what it noted is what it must be run again for.
"""

from __future__ import annotations

# Beside the sources of the catalogue: the files that people wrote of a convention.
CONVENTION = "convention"
_NOTED: set[str] = set()


def note(*sources: str) -> None:
    """These sources were looked at, were it to find that they are not loaded."""
    _NOTED.update(sources)


def noted() -> list[str]:
    """All that was noted since `forget`, in order."""
    return sorted(_NOTED)


def forget() -> None:
    """Nothing was read yet: a fork begins with what its parent read."""
    _NOTED.clear()
