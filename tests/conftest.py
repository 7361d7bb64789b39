"""What every test may use: the real published files where they are at hand, a real browser to look at a page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.system import system_program

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real published files; the test skips, and says why, where it is absent."""
    folder = Path(os.environ.get("CTG_REAL_FILES") or PROJECT.parent / "shared" / "data-real")
    if not folder.is_dir():
        pytest.skip(f"les fichiers réels ne sont pas là : {folder.name} (variable CTG_REAL_FILES)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = system_program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


class BySharing(LoadScopeScheduling):
    """Tests that share what is long to make go to one process: the readers of one publication, or one place, or a file.

    (Marks of groups would say it in each file, but pytest 9.2 no longer carries them to the plug-in.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, rest = nodeid.partition("::")
        if file.endswith("test_territories.py"):
            return f"{file}{rest.partition('[')[2]}"
        return "publication" if file.startswith(PUBLICATION) else file


PUBLICATION = ("tests/export/", "tests/notebooks/", "tests/attacks/test_published.py")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharing:
    """What `pytest --numprocesses` asks; without it, nothing here runs."""
    return BySharing(config, log)
