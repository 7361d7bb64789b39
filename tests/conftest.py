"""What every test may use: the real published files where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real published files; the test skips, and says why, where it is absent."""
    folder = Path(os.environ.get("CTG_REAL_FILES") or PROJECT.parent / "shared" / "data-real")
    if not folder.is_dir():
        pytest.skip(f"les fichiers réels ne sont pas là : {folder.name} (variable CTG_REAL_FILES)")
    return folder


@pytest.hookimpl(tryfirst=True)  # before the plug-in reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what is long to make go to the same process: their file, or the one publication of Sorbiers.

    `--dist loadgroup` of pytest-xdist reads the mark; in a single process it changes nothing.
    """
    for item in items:
        shares = "publication" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("publication" if shares else str(item.path)))
