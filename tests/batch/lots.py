"""Batches that a test can afford: the chapters' names over notebooks of one line, run by the real command."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from ctg_lib import chapters
from tests.published import EDITION, own_data

# Three communes of one intercommunalité, and the one that accidents happen to.
COMMUNES = ("42005", "42207", "42302")
STRUCK = "42207"
CHAPTER = "40_jeunesse"
# A notebook that reads one figure.
READS = "import ctg_lib as ctg\n\nctg.diagnostic(territoire, date_edition).own('pr_taux_pauvrete')\nvide = 0"
_FIRST = 'territoire: str = "42302"\ndate_edition: str = "2026-11-24"'
_LAST = "from ctg_lib.views.view import Block\n\nBlock('<p>Rien à dire.</p>')"


def light(folder: Path, cells: Mapping[str, str] | None = None) -> Path:
    """A folder of notebooks that show a sentence each; cells: what some of them do first."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chapter in chapters.every().items():
        first = nbformat.v4.new_code_cell(_FIRST, metadata={"tags": ["parameters"]}, id="1")
        middle = nbformat.v4.new_code_cell((cells or {}).get(name, "vide = 0"), id="2")
        last = nbformat.v4.new_code_cell(_LAST, id="3")
        title = nbformat.v4.new_markdown_cell(f"# {chapter.title}", id="0")
        node = nbformat.v4.new_notebook(cells=[title, first, middle, last])
        node.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(node, folder / f"{name}.ipynb")
    return folder


@dataclass(frozen=True)
class Lot:
    """A data folder, the notebooks that a batch runs there, and what else its processes find in their environment."""

    data: Path
    notebooks: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def light(cls, folder: Path, cells: Mapping[str, str] | None = None) -> Lot:
        return cls(own_data(folder / "donnees"), light(folder / "carnets", cells))

    def command(self, *words: str, workers: int = 2) -> list[str]:
        options = ["--date", EDITION, "--ouvriers", str(workers), "--json"]
        return [sys.executable, "-m", "ctg_lib.cli", "batch", *options, *words]

    @property
    def environ(self) -> dict[str, str]:
        own = {"CTG_DATA": str(self.data)} | ({"CTG_NOTEBOOKS": str(self.notebooks)} if self.notebooks else {})
        return os.environ | own | dict(self.environment)

    def start(self, *words: str, workers: int = 2) -> subprocess.Popen[str]:
        """A batch that goes on while the test does: in a group of its own, as in a terminal."""
        return subprocess.Popen(
            self.command(*words, workers=workers),
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, workers: int = 2, code: int = 0) -> dict[str, dict[str, Any]]:
        """A batch to its end: what it said of each territory."""
        with self.start(*(words or COMMUNES), workers=workers) as process:
            try:
                out, err = process.communicate(timeout=540)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == code, err or out
        assert "Traceback" not in err, err
        return {line["territory"]: line for line in map(json.loads, out.splitlines())}

    def bytes(self, codes: Sequence[str] = COMMUNES) -> dict[str, str]:
        """The hash of every file that the batch leaves for people: those of some territories, the recap, the index."""
        output = self.data / "output"
        paths = [path for code in codes for path in (output / code).rglob("*") if path.is_file()]
        found = {str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        for name in ("recap.csv", "index.html"):
            found[name] = hashlib.sha256((output / name).read_bytes()).hexdigest()
        return found

    def left(self) -> list[str]:
        """What an accident left behind, hidden beside the diagnostics."""
        return [path.name for path in (self.data / "output").glob(".*") if path.name != ".lot"]


def processes(lot: Lot) -> dict[str, list[int]]:
    """The processes of a batch that are alive, by what they do: parent, worker, workshop, kernel."""
    found: dict[str, list[int]] = {"parent": [], "worker": [], "workshop": [], "kernel": []}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().decode(errors="replace")
            environ = (path / "environ").read_bytes().decode(errors="replace")
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if f"CTG_DATA={lot.data}\0" not in environ:
            continue
        if "ctg_lib.batch.workshop" in words:
            above = Path(f"/proc/{parent}/cmdline")
            fork = above.exists() and "ctg_lib.batch.workshop" in above.read_bytes().decode(errors="replace")
            found["kernel" if fork else "workshop"].append(int(path.name))
        elif "ctg_lib.cli" in words:
            found["parent"].append(int(path.name))
        elif "spawn_main" in words or "forkserver" in words:
            found["worker"].append(int(path.name))
    return found
