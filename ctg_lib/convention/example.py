"""An invented convention in place of a real one: what the tool does with figures that only a commune has."""

from __future__ import annotations

import os

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
