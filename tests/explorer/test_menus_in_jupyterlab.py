"""The menus of the notebooks on data, files and indicators, in JupyterLab itself: a choice changes what is shown."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.jupyterlab import IDLE, RUN_ALL, run, serving, stop_kernels
from tests.published import PROJECT

pytestmark = pytest.mark.slow
# What is chosen in turn in the menu of each, and words that are then read.
CHOICES = {
    "40_qualite": {
        "Ce qui manque, et le remède": "« ctg fetch finess »",
        "bpe : Base permanente des équipements, dénombrement par commune": "environ douze mois après",
    },
    "50_mon_fichier": {
        "Ce que les classeurs ajoutent": "Assistantes maternelles en activité",
        "Remplir caf_locale.xlsx, feuille « Handicap »": "Bénéficiaires de l’AAH",
    },
    "60_nouvel_indicateur": {
        "Ce qu’il reste à écrire": "tests/golden/portrait.yaml",
        "Dans le chapitre « Jeunesse »": "avec l’indicateur essayé",
    },
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of its own, over a copy of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(PROJECT / "notebooks" / "explorer", folder / "notebooks")
    command = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser", "--LabApp.default_url=/lab"]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with serving(command, folder, folder, environment, root_dir=str(folder / "notebooks")) as address:
        yield address


@pytest.fixture
def page(lab: str, chromium: Browser) -> Iterator[Page]:
    """A page of its own; the kernels that it left end with it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1500}, locale="fr-FR")
    try:
        yield context.new_page()
    finally:
        context.close()
        stop_kernels(lab)


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_changes_what_is_shown_and_nothing_leaves(name: str, lab: str, page: Page, tmp_path: Path) -> None:
    elsewhere: list[str] = []

    def decide(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    page.context.route("**/*", decide)
    # A workspace of its own: the notebooks that another test left open would come back, hidden, and be waited for.
    page.goto(lab.replace("/lab?", f"/lab/workspaces/{name}/tree/{name}.ipynb?"))
    run(page, lab, f"{name}.ipynb", lambda: page.evaluate(RUN_ALL))
    panel = page.locator(".jp-Notebook .jp-OutputArea-output .widget-vbox").first
    panel.locator("table").first.wait_for(timeout=120_000)
    # Nothing is chosen while cells are still running: the kernel answers in turn.
    page.wait_for_selector(IDLE, timeout=300_000)
    for words, read in CHOICES[name].items():
        # A cell out of sight has no text that is seen: its whole text is read.
        before = panel.text_content() or ""
        panel.locator("select").select_option(label=words)
        expect(panel).not_to_have_text(before, timeout=60_000)
        panel.get_by_text(read).first.wait_for(timeout=60_000)
    page.screenshot(path=tmp_path / f"{name}.png")
    assert elsewhere == []
