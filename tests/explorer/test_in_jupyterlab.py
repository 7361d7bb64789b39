"""The explorer's notebook in JupyterLab itself, in Chromium: widgets work, the map is drawn, nothing leaves."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.jupyterlab import serving
from tests.published import PROJECT

pytestmark = pytest.mark.slow
NAME = "15_besoins_services.ipynb"
# What the IGN would be asked, and nobody else.
PLAN = "data.geopf.fr"
NEED = "Autonomie et seniors : Part des 75 ans et plus parmi les habitants"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab of its own, over a copy of the notebook."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / NAME).write_bytes((PROJECT / "notebooks" / "explorer" / NAME).read_bytes())
    command = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser"]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with serving(command, notebooks, tmp_path, environment, root_dir=str(notebooks)) as address:
        yield address.replace("/lab?", f"/lab/tree/{NAME}?")


def painted(page: Page, title: str) -> str:
    """What stands on the canvas of the panel's map of that title, once it is there."""
    handle = page.wait_for_selector(f'.widget-html iframe[title^="{title}"]', timeout=60_000)
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_selector("canvas", timeout=30_000)
    page.wait_for_timeout(1000)
    picture: str = frame.evaluate("() => document.querySelector('canvas').toDataURL()")
    assert len(picture) > 5000
    return picture


def test_a_choice_redraws_the_map_and_only_the_plan_leaves(lab: str, chromium: Browser, tmp_path: Path) -> None:
    elsewhere: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 1500}, locale="fr-FR")
    page = context.new_page()

    def decide(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", decide)
    page.goto(lab)
    page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=120_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=120_000)
    # The first « idle » is that of a kernel not yet joined: cells sent to it then are lost.
    page.wait_for_timeout(3000)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    # The choice that the last cells of the notebook leave.
    before = painted(page, "Part des 0-4 ans")
    panel = page.locator(".jp-Notebook .widget-vbox").first
    panel.locator("select").first.select_option(label=NEED)
    assert painted(page, "Part des 75 ans") != before
    assert elsewhere == []
    panel.locator("input[type=checkbox]").first.check()
    page.wait_for_timeout(5000)
    painted(page, "Part des 75 ans")
    page.screenshot(path=tmp_path / "panneau.png")
    context.close()
    assert elsewhere
    assert {urlsplit(one).hostname for one in elsewhere} == {PLAN}
