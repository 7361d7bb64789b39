"""The analysis of social needs: the figures of the diagnostic, in the order of the publics it is about."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from ctg_lib import chapters
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import ABS, CTG, document
from ctg_lib.cli import main
from ctg_lib.errors import UsageError
from ctg_lib.export import page, synthesis
from ctg_lib.export.checks import check
from ctg_lib.territory import Territory
from tests.export.watching import watch
from tests.published import EDITION, SORBIERS, Publication, own_data


@pytest.fixture(scope="module")
def analysis(publication: Publication, diagnostic: Diagnostic) -> str:
    return page.render(diagnostic, publication.notebooks, ABS)


def keys(html: str) -> Counter[str]:
    return Counter(re.findall(r'data-cle="([^"]+)"', html))


def test_it_tells_the_same_figures_as_the_diagnostic(analysis: str, html: str) -> None:
    assert keys(analysis) == keys(html)
    assert len(keys(html)) > 300


def test_it_passes_the_same_checks(analysis: str, diagnostic: Diagnostic, publication: Publication) -> None:
    check(analysis, publication.values, ABS.file)
    check(synthesis.render(diagnostic, ABS), publication.values, "synthese.html")


def test_every_chapter_is_in_each_document_once() -> None:
    for one in (CTG, ABS):
        assert sorted(name for part in one.parts for name in part.chapters) == sorted(chapters.every())


def test_its_parts_are_the_publics_and_its_chapters_stand_under_them(analysis: str) -> None:
    soup = BeautifulSoup(analysis, "html.parser")
    titles = [(one.name, one.get_text()) for one in soup.select("main h2, main h3[id]")]
    wanted = [
        line
        for part in ABS.parts
        for line in [("h2", part.title), *(("h3", chapters.every()[name].title) for name in part.chapters)]
    ]
    assert titles == [("h2", "L’essentiel"), *wanted, ("h2", "Méthode et sources")]
    contents = [one.get_text() for one in soup.select("nav.sommaire a")]
    assert contents == [label for _, label in titles]


def test_it_says_for_whom_and_when_it_is_due(analysis: str) -> None:
    text = BeautifulSoup(analysis, "html.parser").get_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert "pour celui de 2026, en 2027 (CASF, art. R. 123-1)" in text
    assert "familles, jeunes, personnes âgées, personnes handicapées, personnes en difficulté" in text
    assert "conseil d’administration" in text


def test_its_words_are_those_of_a_ccas(analysis: str, html: str, diagnostic: Diagnostic) -> None:
    """Each word that is replaced is still one of the diagnostic: none is there for nothing."""
    both = html + synthesis.render(diagnostic)
    spaced = re.sub(r"[\u202f\u00a0]", " ", both)
    assert [word for word in ABS.words if word not in spaced] == []
    other = re.sub(r"[\u202f\u00a0]", " ", analysis + synthesis.render(diagnostic, ABS))
    assert [word for word in ABS.words if word in other] == []


def test_it_looks_and_reads_without_an_error(chromium: Browser, analysis: str, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("abs") / ABS.file
    path.write_text(analysis, encoding="utf-8")
    seen = watch(chromium, path)
    assert seen.requests == []
    assert seen.errors == []
    seen.context.close()


@pytest.mark.parametrize("place", ["42", "FR"])
def test_a_territory_without_a_ccas_is_refused(place: str) -> None:
    with pytest.raises(UsageError, match="pas de centre d’action sociale"):
        ABS.refuse(Territory.of(place))
    CTG.refuse(Territory.of(place))


def test_an_unknown_document_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="« ctg »"):
        document("budget")
    with pytest.raises(SystemExit) as done:
        main(["diagnostic", SORBIERS, "--kind", "budget"])
    assert done.value.code == 2
    assert "« abs »" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_writes_every_file_of_it(publication: Publication, tmp_path: Path) -> None:
    """Beside the folder of the diagnostic, which it leaves alone."""
    data = own_data(tmp_path / "donnees")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTG_DATA", str(data))
        with pytest.raises(SystemExit) as done:
            main(["diagnostic", SORBIERS, "--kind", "abs", "--date", EDITION])
    assert done.value.code == 0
    assert [path.name for path in (data / "output").iterdir()] == [f"{SORBIERS}-abs"]
    written = {path.name for path in (data / "output" / f"{SORBIERS}-abs").iterdir()}
    names = {path.name.replace("diagnostic", "abs") for path in publication.folder.iterdir()}
    assert written == names
    manifest = json.loads((data / "output" / f"{SORBIERS}-abs" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["document"] == "abs"
