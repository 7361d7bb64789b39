"""The published page of Sorbiers, and its figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import ctg_lib
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.export import publication as room
from tests.published import EDITION, SORBIERS, Publication, own_data, sorbiers


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return sorbiers(tmp_path_factory)


@pytest.fixture(scope="session")
def html(publication: Publication) -> str:
    return publication.html


@pytest.fixture(scope="session")
def values(publication: Publication) -> pd.DataFrame:
    return publication.values


@pytest.fixture(scope="session")
def diagnostic(publication: Publication) -> Diagnostic:
    """The diagnostic of the publication, which has nothing to compute again."""
    values = publication.values
    mapped = (values["level"] == "commune") & (values["territory"] != SORBIERS)
    return ctg_lib.diagnostic(SORBIERS, EDITION).with_values(values[~mapped].reset_index(drop=True))


@pytest.fixture
def data(publication: Publication, diagnostic: Diagnostic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder where Sorbiers is published in a second: the notebooks are those that the kernels executed."""

    def execute(_: Path, target: Path, *__: object) -> nbformat.NotebookNode:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(publication.folder / "notebooks" / target.name, target)
        return nbformat.read(target, 4)

    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / "donnees")))
    monkeypatch.setattr(room, "execute", execute)
    monkeypatch.setattr(room, "available", lambda: False)
    monkeypatch.setattr(room, "Diagnostic", lambda *_: diagnostic)
    # Laid out once already, from these very notebooks, and checked against these very figures.
    laid, check = publication.html, room.checks.check
    monkeypatch.setattr(room.page, "render", lambda *_: laid)
    monkeypatch.setattr(room.checks, "check", lambda page, *said: None if page == laid else check(page, *said))
    return tmp_path / "donnees"
