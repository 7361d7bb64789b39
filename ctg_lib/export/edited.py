"""What people wrote into a published folder, which the next edition takes the place of: set aside, never lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ctg_lib.store import sha256


def set_aside(folder: Path) -> tuple[str, ...]:
    """Copy the files that are no longer as they were published beside the folder, and say so in French, a line each.

    A folder without a manifest that can be read has nothing to compare with: all of its own files are taken.
    """
    if not folder.is_dir():
        return ()
    try:
        published = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    except (OSError, ValueError, KeyError):
        published = {}
    told = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"):
        name = path.relative_to(folder).as_posix()
        if published.get(name) != (digest := sha256(path)):
            # Its hash in its name: the same file is kept once, another one beside it.
            kept = folder.with_name(f"{folder.name}-modifies") / f"{path.stem}-{digest[:8]}{path.suffix}"
            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, kept)
            told.append(f"{name} avait été modifié depuis qu’il a été écrit : il est gardé dans {kept}.")
    return tuple(told)
