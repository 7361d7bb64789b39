"""The published page of Sorbiers, its figures, and a real browser to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.published import Publication, sorbiers
from tests.system import system_program


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
def chromium() -> Iterator[Browser]:
    program = system_program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()
