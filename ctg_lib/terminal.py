"""What the command line prints: plain lines, in which a command is told as it can be typed here."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

PROGRAM = "ctg"
_QUOTED = f"« {PROGRAM} "


class Terminal(Console):
    """A console of plain text; « ctg check 42302 » becomes « .venv/bin/ctg check 42302 » where `ctg` is not found."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(soft_wrap=True, highlight=False, markup=False, emoji=False, stderr=stderr)

    def print(self, *objects: Any, **how: Any) -> None:
        """As rich does."""
        typed = _QUOTED.replace(PROGRAM, _program())
        super().print(*(one.replace(_QUOTED, typed) if isinstance(one, str) else one for one in objects), **how)


def _program() -> str:
    """How this very program is called from here: by its name alone where the shell finds it so, else by its path."""
    own = Path(sys.argv[0])
    if own.name != PROGRAM or not own.is_file():
        return PROGRAM
    found = shutil.which(PROGRAM)
    if found and Path(found).resolve() == own.resolve():
        return PROGRAM
    here = Path.cwd()
    return str(own.absolute().relative_to(here) if own.absolute().is_relative_to(here) else own.absolute())
