"""What the command line prints: plain lines, in which a command is told as it can be typed here."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

PROGRAM = "ctg"
# In the middle of a sentence, or alone on a line to copy.
_CALLED = re.compile(rf"(?m)(« |^ +){PROGRAM} ")


class Terminal(Console):
    """A console of plain text; « ctg check 42302 » becomes « .venv/bin/ctg check 42302 » where `ctg` is not found."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(soft_wrap=True, highlight=False, markup=False, emoji=False, stderr=stderr)

    def print(self, *objects: Any, **how: Any) -> None:
        """As rich does."""
        super().print(*(_typed(one) if isinstance(one, str) else one for one in objects), **how)


def _typed(text: str) -> str:
    return _CALLED.sub(lambda found: f"{found[1]}{_program()} ", text)


def _program() -> str:
    """How this very program is called from here: by its name alone where the shell finds it so, else by its path."""
    own = Path(sys.argv[0])
    if own.name != PROGRAM or not own.is_file():
        return PROGRAM
    found = shutil.which(PROGRAM)
    if found and Path(found).resolve() == own.resolve():
        return PROGRAM
    whole, here = own.absolute(), Path.cwd()
    path = str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
    return shlex.quote(path if "/" in path else f"./{path}")
