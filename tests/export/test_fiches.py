"""The page of the fiches action: one A4 sheet each, its figures keyed, whatever was typed escaped."""

from __future__ import annotations

import io
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
from ctg_lib.export import fiches, pdf, synthesis
from ctg_lib.export.checks import check
from ctg_lib.territory import Territory
from tests.convention.plans import goals_and_actions
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
    assert follow_up[2][2:5] == ["à relever", "relevé sur place", "à fixer"]


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
    assert re.search(r"À l’étude, à réviser, reportées ou abandonnées : 2\. Une idée", told)
    other = BeautifulSoup(synthesis.render(diagnostic, ABS), "html.parser").get_text(" ")
    assert "Ce qui est décidé" not in other, "un CCAS n’a rien décidé là"
    assert "Aucun objectif ni aucune fiche" not in decided


# ── A fiche where nothing is left empty ──────────────────────────────────────────────────────────────────────────────

GOALS, PLAN = goals_and_actions()
FULL = PLAN[0]
BASELINES = {(1, "Naissances par an"): "60,0 (2023-2025), édition du 24 novembre 2026"}


def sheets(page: str) -> int:
    """The sheets of the PDF of a page, the contents left out."""
    with pikepdf.open(io.BytesIO(pdf.pdf(page))) as printed:
        return len(printed.pages) - 1


def of_length(action: Action, times: float) -> Action:
    """The same fiche, its sentences so many times as long."""

    def stretched(text: str | None) -> str:
        return ((text or "") * 4)[: int(len(text or "") * times)].strip() or "x"

    names = ("constats", "description", "conditions", "risques", "communication")
    said = {name: stretched(getattr(action, name)) for name in names}
    return action.model_copy(update={**said, "questions": tuple(map(stretched, action.questions))})


def test_a_full_fiche_passes_the_checks_and_shows_all_that_was_written(
    diagnostic: Diagnostic, publication: Publication
) -> None:
    html = fiches.render(diagnostic, PLAN, GOALS, BASELINES)
    check(html, publication.values, fiches.FILE)
    soup = BeautifulSoup(html, "html.parser")
    cells = {plain(one.dt.text): plain(one.dd.text) for one in soup.select("article")[0].select("dl div")}
    assert cells["Statut"] == "en cours ; par avenant"
    assert cells["Enjeu"] == "E1. Trouver une place d’accueil pour chaque jeune enfant"
    assert list(cells)[-2:] == ["Objectif stratégique", "Objectif opérationnel"]
    assert cells["Objectif opérationnel"] == "O1.1. Ouvrir des places là où il en manque"
    said = plain(soup.select("article")[0].get_text(" ", strip=True))
    for one in ("Apports en nature", "Communication", "Projet éducatif de territoire : Le passage", "h (évaluation)"):
        assert one in said
    assert "validé par la Caf le 3 décembre 2026 (chiffres de l’édition du 24 novembre 2026)" in said


def test_a_measure_of_the_diagnostic_shows_where_it_starts_and_today_s_figure(diagnostic: Diagnostic) -> None:
    def births(html: str) -> list[str]:
        row = BeautifulSoup(html, "html.parser").select("article .suivi tr")[4]
        return [plain(cell.get_text(" ", strip=True)) for cell in row.select("td")]

    known = fiches.render(diagnostic, [FULL], GOALS, BASELINES)
    assert births(known)[1:3] == ["60,0 (2023-2025), édition du 24 novembre 2026", "60,0 (2023-2025)"]
    assert births(fiches.render(diagnostic, [FULL], GOALS))[1] == "à lire à la signature"
    assert 'data-cle="pe_naiss_3ans|commune|42302|2025"' in known.partition("Comment on saura")[2]
    typed = fiches.render(diagnostic, [FULL], GOALS, {(1, "Naissances par an"): "<b>60</b>"})
    assert "&lt;b&gt;60&lt;/b&gt;" in typed


def test_without_the_file_of_objectives_a_fiche_shows_the_names_that_it_gives(diagnostic: Diagnostic) -> None:
    html = fiches.render(diagnostic, [FULL])
    cells = BeautifulSoup(html, "html.parser").select("article dl div")
    assert [plain(one.get_text(" ", strip=True)) for one in cells[-2:]] == ["Enjeu E1", "Objectif O1.1"]


def test_a_full_fiche_is_one_sheet_in_the_pdf_and_from_a_browser(
    diagnostic: Diagnostic, chromium: Browser, tmp_path: Path
) -> None:
    html = fiches.render(diagnostic, [FULL, PLAN[1]], GOALS, BASELINES)
    assert pdf.sheets(html, fiches.ADDRESS) == {"fiche-1": 1, "fiche-2": 1}
    assert sheets(html) == 2
    path = tmp_path / "fiches.html"
    path.write_text(html, encoding="utf-8")
    opened = watch(chromium, path)
    opened.page.pdf(path=tmp_path / "fiches.pdf", format="A4", prefer_css_page_size=True)
    opened.page.emulate_media(media="print")
    sizes = opened.page.evaluate(SIZES)
    opened.context.close()
    with pikepdf.open(tmp_path / "fiches.pdf") as printed:
        assert len(printed.pages) == 3
        assert [round(float(side)) for side in printed.pages[1].mediabox[2:]] == [595, 842]
    assert min(sizes) >= 8 - 0.01, "en points : plus petit ne se lit pas"


# The sizes of all the letters of the fiches once printed, in points.
SIZES = """() => [...document.querySelectorAll("article *")]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .map(one => parseFloat(getComputedStyle(one).fontSize) * 0.75)"""


@pytest.mark.parametrize("times", [1.0, 3.0])
def test_a_fiche_that_takes_several_sheets_is_counted(diagnostic: Diagnostic, times: float) -> None:
    html = fiches.render(diagnostic, [of_length(FULL, times), PLAN[1]], GOALS, BASELINES)
    counted = pdf.sheets(html, fiches.ADDRESS)
    assert list(counted) == ["fiche-1", "fiche-2"]
    assert sum(counted.values()) == sheets(html)
    assert (counted["fiche-1"] > 1) is (times > 1)
    assert list(fiches.overlong(html)) == (
        ["la fiche 1 tient sur 2 feuilles A4 : raccourcir ses textes, ou en faire deux fiches."] if times > 1 else []
    )
