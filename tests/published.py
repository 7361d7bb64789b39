"""The diagnostic of Sorbiers, published once for all tests that look at it, and diagnostics built without a kernel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from ctg_lib import chapters, folders
from ctg_lib.chapters.chapter import Opened
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.export import data, page
from ctg_lib.export.publication import publish
from ctg_lib.territory import Territory

PROJECT = Path(__file__).resolve().parent.parent
SORBIERS, METROPOLE = "42302", "244200770"
EDITION = "2026-11-24"
KEY = ["indicator", "level", "territory", "vintage"]
_MADE: dict[str, Publication] = {}


@dataclass(frozen=True)
class Publication:
    """A published folder, and the data folder that it lies in."""

    data: Path
    folder: Path

    @property
    def page(self) -> Path:
        return self.folder / "diagnostic.html"

    @property
    def html(self) -> str:
        return self.page.read_text(encoding="utf-8")

    @property
    def values(self) -> pd.DataFrame:
        return data.read_csv(self.folder / "indicators.csv")

    @property
    def notebooks(self) -> dict[str, nbformat.NotebookNode]:
        return {path.stem: nbformat.read(path, 4) for path in sorted((self.folder / "notebooks").glob("*.ipynb"))}


def own_data(folder: Path) -> Path:
    """A data folder of one's own: the embedded sample and references are those of the project, the rest is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("sample", "reference"):
        (folder / name).symlink_to(PROJECT / "data" / name, target_is_directory=True)
    return folder


def sorbiers(factory: pytest.TempPathFactory) -> Publication:
    """Sorbiers, through the real kernels, once a session whoever asks."""
    if SORBIERS not in _MADE:
        _MADE[SORBIERS] = published(own_data(factory.mktemp("donnees")), SORBIERS)
    return _MADE[SORBIERS]


def published(data: Path, place: str) -> Publication:
    """A territory through the real kernels, into this data folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTG_DATA", str(data))
        return Publication(data, publish(Territory.parse(place), EDITION).folder)


def without_kernel(diagnostic: Diagnostic) -> dict[str, nbformat.NotebookNode]:
    """What the notebooks would be once executed, their cells called in this very process."""
    return {name: _executed(name, chapters.opened(name, diagnostic)) for name in chapters.every()}


def page_of(diagnostic: Diagnostic) -> str:
    """The page of a diagnostic, without a kernel."""
    return page.render(diagnostic, without_kernel(diagnostic))


def _executed(name: str, opened: Opened) -> nbformat.NotebookNode:
    node = nbformat.read(folders.notebooks() / f"{name}.ipynb", 4)
    for cell in node.cells:
        if found := re.fullmatch(r"chapter\.(\w+)\(\)", cell.source):
            shown = getattr(opened, found[1])()._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=shown, execution_count=1)]
    return node
