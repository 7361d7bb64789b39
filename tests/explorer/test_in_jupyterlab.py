"""The notebooks to explore with in JupyterLab itself, as `make lab` opens it, in Chromium: choices change the view.

JupyterLab is in French, it opens on the home page, and nothing leaves the machine but the plan of the IGN, when asked.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from tests.jupyterlab import joined, run, serving, stop_kernels
from tests.published import PROJECT
from tests.system import system_program

pytestmark = pytest.mark.slow
HOME = "00_accueil.ipynb"
# Cells of a kernel just started, beside other tests.
LONG = 180_000
# What the IGN would be asked, and nobody else.
PLAN = "data.geopf.fr"
PICTURE = "(canvas) => { canvas.scrollIntoView(); return canvas.toDataURL(); }"
NEED = "Autonomie et seniors : Part des 75 ans et plus parmi les habitants"


@dataclass
class Lab:
    """A JupyterLab of its own, a page of it, and the addresses that were asked of anybody else."""

    address: str
    page: Page
    elsewhere: list[str] = field(default_factory=list)

    def decide(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def open(self, name: str = HOME) -> None:
        """What the address opens, or another notebook; run from top to bottom."""
        # `reset` forgets the tabs that another test left open.
        self.page.goto(self.address.replace(HOME, name) + "&reset")
        button = self.page.locator(".jp-NotebookPanel-toolbar").get_by_text("Tout exécuter")
        run(self.page, self.address, name, button.click)

    @property
    def panel(self) -> Locator:
        return self.page.locator(".jp-Notebook .jp-OutputArea-output .widget-vbox").first

    def typed(self, label: str, text: str) -> None:
        box = self.panel.locator(".widget-text", has=self.page.get_by_text(label, exact=True)).first.locator("input")
        box.fill(text)
        box.press("Enter")

    def chosen(self, label: str, words: str) -> None:
        row = self.panel.locator(".widget-dropdown", has=self.page.get_by_text(label, exact=True)).first
        row.locator("select").select_option(label=words, timeout=LONG)

    def says(self, words: str) -> None:
        self.panel.locator(".widget-html").get_by_text(words).first.wait_for(timeout=LONG)


@dataclass(frozen=True)
class Served:
    """The address that `make lab` prints; settings: where JupyterLab keeps those of whoever opened it."""

    address: str
    settings: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`make lab`, over a copy of the notebooks: nothing is written in the project."""
    folder = tmp_path_factory.mktemp("lab")
    project = folder / "projet"
    shutil.copytree(PROJECT / "notebooks", project / "notebooks")
    for name in ("Makefile", "pyproject.toml", *(path.name for path in PROJECT.glob("requirements*.lock"))):
        (project / name).symlink_to(PROJECT / name)
    (project / ".venv").symlink_to(PROJECT / ".venv", target_is_directory=True)
    # What is set up already is not set up again, whatever the dates of the files.
    command = [system_program("make"), "lab", "--old-file=.venv/.dev", "--old-file=.venv/.run"]
    with serving(command, project, folder, os.environ | {"PYTHONPATH": str(PROJECT)}) as address:
        yield Served(address, folder / "jupyter" / "lab" / "user-settings")


@pytest.fixture
def lab(served: Served, chromium: Browser) -> Iterator[Lab]:
    context = chromium.new_context(viewport={"width": 1280, "height": 1500}, locale="fr-FR")
    one = Lab(served.address, context.new_page())
    context.route("**/*", one.decide)
    try:
        yield one
    finally:
        context.close()
        stop_kernels(served.address)


def painted(page: Page, title: str) -> str:
    """What stands on the canvas of the panel's map of that title, once it no longer changes.

    A cell still running draws the map again in a frame of its own: each look finds the frame anew, and one that is
    taken away meanwhile shows nothing.
    """
    canvas = page.locator(f'.widget-html iframe[title^="{title}"]').last.content_frame.locator("canvas").first
    until = time.monotonic() + LONG / 1000
    before, picture = "", ""
    while picture != before or len(picture) <= 5000:
        assert time.monotonic() < until, "la carte change encore, ou reste vide"
        page.wait_for_timeout(1500)
        before = picture
        try:
            picture = str(canvas.evaluate(PICTURE, timeout=60_000))
        except Error:
            picture = ""
    return picture


def test_it_opens_in_french_on_the_home_page(lab: Lab, tmp_path: Path) -> None:
    assert urlsplit(lab.address).path == "/lab/tree/notebooks/explorer/00_accueil.ipynb"
    lab.open()
    page = lab.page
    menus = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert menus[:3] == ["Fichier", "Édition", "Affichage"]
    assert page.locator(".jp-Notebook h1").first.inner_text().startswith("Accueil")
    lab.says("Sorbiers (42302)")
    page.screenshot(path=tmp_path / "accueil.png")
    # Neither news asked for, nor a version looked up, nor a manager of extensions.
    assert page.locator(".jp-toast-message, .Toastify__toast").count() == 0
    assert page.locator('[data-id="extensionmanager.main-view"]').count() == 0
    assert lab.elsewhere == []


def test_a_territory_is_found_by_its_name_and_a_link_leads_on(lab: Lab) -> None:
    lab.open()
    lab.says("Sorbiers (42302)")
    lab.typed("Territoire", "Sorbiers")
    lab.panel.locator("select").select_option(label="Sorbiers, commune, Hautes-Alpes (05169)")
    lab.says("CC du Sisteronais-Buëch")
    lab.typed("Territoire", "La Talaudière")
    lab.says("La Talaudière (42305)")
    table = lab.page.locator(".dt-container", has_text="Précaution").first
    table.wait_for(timeout=LONG)
    assert "pr_taux_pauvrete" not in table.inner_text()
    table.get_by_label("Chercher").fill("pauvreté")
    expect(table).to_contain_text("pr_taux_pauvrete", timeout=30_000)
    lab.page.locator(".jp-RenderedMarkdown a", has_text="Comparer").first.click()
    lab.page.wait_for_selector(".lm-TabBar-tab.lm-mod-current >> text=30_comparer.ipynb", timeout=30_000)
    assert lab.elsewhere == []


def test_an_indicator_and_a_territory_change_the_whole_story(lab: Lab, tmp_path: Path) -> None:
    lab.open("20_indicateur.ipynb")
    # What the last cells leave.
    first = painted(lab.page, "Part des moins de 15 ans")
    lab.chosen("Thème", "Précarité et insertion")
    lab.chosen("Indicateur", "Taux de pauvreté (nouvelle série)")
    lab.says("Combien vivent sous le seuil de pauvreté")
    assert painted(lab.page, "Taux de pauvreté (nouvelle série)") != first
    lab.typed("Territoire", "Saint-Chamond")
    lab.says("Saint-Chamond, commune, Loire (42207)")
    lab.page.screenshot(path=tmp_path / "histoire.png")
    assert lab.elsewhere == []


def test_a_box_and_a_name_change_who_is_compared(lab: Lab, tmp_path: Path) -> None:
    lab.open("30_comparer.ipynb")
    lab.says("Saint-Chamond")
    lab.panel.get_by_text("les communes voisines").click()
    lab.says("Saint-Christo-en-Jarez")
    lab.typed("Ajouter", "42187")
    lab.says("Roanne")
    lab.chosen("Indicateur", "Part des 75 ans et plus")
    lab.says("Part des 75 ans et plus, Sorbiers")
    lab.page.screenshot(path=tmp_path / "comparaison.png")
    assert lab.elsewhere == []


def test_a_choice_redraws_the_map_and_only_the_plan_leaves(lab: Lab, tmp_path: Path) -> None:
    lab.open("15_besoins_services.ipynb")
    page = lab.page
    # The choice that the last cells of the notebook leave.
    before = painted(page, "Part des 0-4 ans")
    lab.chosen("Rayon", "20 km")
    lab.says("moins de 20 km")
    lab.chosen("Besoin", NEED)
    assert painted(page, "Part des 75 ans") != before
    assert lab.elsewhere == []
    lab.panel.locator("input[type=checkbox]").first.check()
    until = time.monotonic() + LONG / 1000
    while not lab.elsewhere:
        assert time.monotonic() < until, "le plan n’est demandé à personne"
        page.wait_for_timeout(250)
    painted(page, "Part des 75 ans")
    page.screenshot(path=tmp_path / "panneau.png")
    assert {urlsplit(one).hostname for one in lab.elsewhere} == {PLAN}


def test_what_an_analyst_chose_for_their_own_stays_theirs(lab: Lab, served: Served) -> None:
    """The settings of the project are defaults, that theirs come before."""
    own = served.settings / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('{"locale": "default"}', encoding="utf-8")
    try:
        lab.page.goto(lab.address + "&reset")
        joined(lab.page, lab.address, HOME)
        assert lab.page.locator(".lm-MenuBar-itemLabel").first.inner_text() == "File"
        assert own.read_text("utf-8") == '{"locale": "default"}'
    finally:
        own.unlink()
