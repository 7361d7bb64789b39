"""Every figure leads to the line of the annex that tells where it comes from; a command checks a page again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ctg_lib import cli, indicators
from ctg_lib.errors import InputError, UsageError
from ctg_lib.views.view import anchor
from tests.published import Publication


@pytest.fixture(scope="module")
def page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def test_every_figure_of_a_sentence_or_of_a_table_leads_to_its_line(page: BeautifulSoup) -> None:
    lost = []
    for one in page.select("main data[data-cle]"):
        if one.find_parent("details"):
            continue
        wanted = f"#{anchor(str(one['data-cle']).split('|')[0])}"
        row = one.find_parent("tr")
        inside = one.find_parent("a") or (row and row.find("a", class_="origine"))
        if not inside or inside["href"] != wanted:
            lost.append(one["data-cle"])
    assert lost == []


def test_the_line_tells_formula_source_vintage_and_the_command(page: BeautifulSoup) -> None:
    line = page.find(id=anchor("pr_taux_pauvrete")).find_parent("tr").get_text(" ")
    for told in (
        "ctg explain 42302 pr_taux_pauvrete",
        "Filosofi 2023",
        indicators.indicator("pr_taux_pauvrete").caveat,
    ):
        assert re.sub(r"\s", "", told).replace("'", "’") in re.sub(r"\s", "", line).replace("'", "’")


def test_a_page_as_published_passes_the_command(
    publication: Publication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check(publication.page, monkeypatch) == 0
    assert "peut être diffusée" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("</h1>", "</h1><img src='https://exemple.invalid/a.png' alt='Une photographie de la mairie'>", "extérieur"),
        (">18,0", ">18.0", "point décimal"),
        ('value="0.09"', 'value="0.19"', "diffère de indicators.csv"),
        ("</h1>", "</h1><h4>Trop bas</h4>", "niveau de titre est sauté"),
        ('" alt="', '" alt="" data-autre="', "sans texte de remplacement"),
    ],
)
def test_a_page_that_was_touched_is_refused(
    before: str,
    after: str,
    told: str,
    publication: Publication,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copy(publication.folder / "indicators.csv", tmp_path)
    assert before in publication.html
    path = tmp_path / "diagnostic.html"
    path.write_text(publication.html.replace(before, after, 1), encoding="utf-8")
    assert check(path, monkeypatch) == 5
    said = " ".join(capsys.readouterr().err.split())
    assert "ne peut pas être publiée" in said
    assert told in said


def test_a_page_without_its_figures_or_no_page_at_all_is_told(publication: Publication, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absente\.html"):
        cli.check_command(page=tmp_path / "absente.html")
    page = Path(shutil.copy(publication.page, tmp_path))
    with pytest.raises(InputError, match=r"indicators\.csv"):
        cli.check_command(page=page)
    (tmp_path / "indicators.csv").write_text("indicator,territory\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="n’est pas la table d’un diagnostic"):
        cli.check_command(page=page)


def check(path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(cli.out, "_file", None)
    monkeypatch.setattr(cli.err, "_file", None)
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", "--page", str(path)])
    return ended.value.code
