"""The page of the fiches action: one A4 sheet each, its figures keyed, whatever was typed escaped."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import ABS
from ctg_lib.convention import plan
from ctg_lib.convention.actions import Action
from ctg_lib.export import fiches, synthesis
from ctg_lib.export.checks import check
from ctg_lib.territory import Territory
from tests.convention.test_actions import EXAMPLES
from tests.export.watching import html_errors, violations, watch
from tests.published import SORBIERS, Publication


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> list[Action]:
    folder = tmp_path_factory.mktemp("conventions")
    shutil.copytree(EXAMPLES, folder / SORBIERS / plan.FOLDER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "conventions", lambda: folder)
        return plan.actions(Territory.of(SORBIERS))


@pytest.fixture(scope="module")
def page(diagnostic: Diagnostic, actions: list[Action]) -> str:
    return fiches.render(diagnostic, actions)


@pytest.fixture(scope="module")
def path(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fiches") / fiches.FILE
    path.write_text(page, encoding="utf-8")
    return path


def test_it_passes_the_checks_of_every_page(page: str, publication: Publication) -> None:
    check(page, publication.values, fiches.FILE)
    shown = re.findall(r'data-cle="([^"|]+)', page)
    assert shown == ["pe_naiss_3ans", "pe_0_4"], "le taux de couverture n’est pas publié pour la commune"
    assert "non diffusé" in page


def test_axe_and_the_html_checker_find_nothing(path: Path, chromium: Browser) -> None:
    assert html_errors(path) == []
    opened = watch(chromium, path, inject=True)
    assert violations(opened) == []
    assert opened.requests == []
    opened.context.close()


def test_each_fiche_is_one_sheet_of_a4(path: Path, chromium: Browser, tmp_path: Path) -> None:
    opened = watch(chromium, path)
    opened.page.pdf(path=tmp_path / "fiches.pdf", format="A4", prefer_css_page_size=True)
    opened.context.close()
    with pikepdf.open(tmp_path / "fiches.pdf") as printed:
        assert len(printed.pages) == 3, "le sommaire, puis une page par fiche"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_what_was_typed_is_shown_as_typed(page: str) -> None:
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} =1+1" in page
    assert BeautifulSoup(page, "html.parser").select("article b") == []


def test_budget_and_follow_up_are_those_of_the_file(page: str) -> None:
    soup = BeautifulSoup(page, "html.parser")
    budget, follow_up = (
        [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tr")]
        for table in soup.select("table")
    )
    assert budget[0] == ["Année", "Coût", "Commune", "Caf"]
    assert [re.sub(r"\s", " ", cell) for cell in budget[-1]] == ["Total", "6 001 €", "4 501 €", "1 500 €"]
    assert budget[2][-1] == "—"
    assert follow_up[1][2].startswith("0 (31 décembre 2026)")
    assert follow_up[2][2:4] == ["à relever", "à fixer"]


def test_an_example_says_so_on_its_sheet_and_in_the_synthesis(
    page: str, diagnostic: Diagnostic, actions: list[Action], publication: Publication
) -> None:
    assert page.count("n’engage personne") == 2
    html = synthesis.render(diagnostic, actions=actions)
    check(html, publication.values, "synthese.html")
    decided = BeautifulSoup(html, "html.parser").get_text(" ", strip=True)
    assert "des exemples, qui n’engagent personne" in decided
    told = plain(decided)
    assert re.search(
        r"Validées par la collectivité et par la Caf : 1\. Recenser les places d’accueil \(validée\)", told
    )
    assert re.search(r"À l’étude, reportées ou abandonnées : 2\. Une idée", told)
    other = BeautifulSoup(synthesis.render(diagnostic, ABS), "html.parser").get_text(" ")
    assert "Ce qui est décidé" not in other, "un CCAS n’a rien décidé là"
    assert "Aucun objectif ni aucune fiche" not in decided
