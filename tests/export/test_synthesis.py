"""Two pages: five findings at most, needs face to face with services, and each figure led back to the diagnostic."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pikepdf
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

import ctg_lib
from ctg_lib.analysis.comparison import Gap, Verdict
from ctg_lib.chapters import synthese
from ctg_lib.chapters.crossing import EVERY
from ctg_lib.export import pdf, synthesis
from ctg_lib.views.view import anchor
from tests.export.watching import watch
from tests.published import EDITION, METROPOLE, Publication
from tests.system import system_libraries


@pytest.fixture(scope="module")
def page(publication: Publication) -> BeautifulSoup:
    return BeautifulSoup((publication.folder / "synthese.html").read_text(encoding="utf-8"), "html.parser")


def pages(html: str) -> int:
    with pikepdf.open(io.BytesIO(pdf.pdf(html))) as document:
        return len(document.pages)


def test_it_says_what_stands_out_what_is_due_and_where_it_comes_from(page: BeautifulSoup) -> None:
    assert [one.get_text() for one in page.select("main h2")] == [
        "Ce qui ressort",
        "Ce que les partenaires observent",
        "Ce qui est décidé",
        "Ce que la loi demande",
        "Besoins et réponses",
        "D’où viennent ces chiffres",
    ]
    findings = [re.sub(r"\s", " ", one.get_text()) for one in page.select(".constats li")]
    assert 3 <= len(findings) <= synthese.MOST
    assert "Les naissances reculent" in findings[0]
    assert any("il en manque environ" in one for one in findings)
    text = page.get_text()
    assert "analyse des besoins sociaux, en 2027" in text
    assert "Aucune observation n’est encore consignée" in text
    assert [one.get_text() for one in page.select("tbody th")] == [one.name for one in EVERY]


def test_each_figure_leads_to_its_line_in_the_diagnostic(page: BeautifulSoup, html: str) -> None:
    figures = page.select("data[data-cle]")
    assert len(figures) > 40
    for one in figures:
        link = one.find_parent("a")
        name = anchor(str(one["data-cle"]).split("|")[0])
        assert link["href"] == f"diagnostic.html#{name}"
        assert f'id="{name}"' in html


def test_it_asks_for_nothing_and_runs_nothing(chromium: Browser, publication: Publication) -> None:
    opened = watch(chromium, publication.folder / "synthese.html")
    assert opened.requests == []
    assert opened.errors == []
    assert opened.page.locator("script").count() == 0
    opened.context.close()


def test_it_holds_in_two_pages(publication: Publication) -> None:
    system_libraries(pdf.missing())
    assert pages((publication.folder / "synthese.html").read_text(encoding="utf-8")) == 2


@pytest.mark.slow
@pytest.mark.parametrize("place", [METROPOLE, "42218"])
def test_so_does_that_of_a_town_and_of_an_intercommunalite(place: str) -> None:
    system_libraries(pdf.missing())
    assert pages(synthesis.render(ctg_lib.diagnostic(place, EDITION))) == 2


@pytest.mark.parametrize(
    ("verdicts", "order"),
    [
        # To the disadvantage of the territory first, the widest gap first; then the favourable ones; then the rest.
        ({"a": (Gap.HIGHER, 0.1, True), "b": (Gap.LOWER, -0.2, False), "c": (Gap.HIGHER, 0.3, False)}, "cba"),
        ({"a": (Gap.NOT_SIGNIFICANT, 0.9, None), "b": (Gap.HIGHER, 0.1, None), "c": (Gap.HIGHER, 0.2, True)}, "cba"),
        ({"a": (Gap.NOT_SIGNIFICANT, 0.1, None), "b": (Gap.NOT_SIGNIFICANT, 0.9, None), "c": None}, "ab"),
        # Without a gap, it only makes up three.
        (
            {
                "a": (Gap.NOT_SIGNIFICANT, 0.1, None),
                "b": (Gap.LOWER, -0.1, None),
                "c": (Gap.LOWER, -0.2, None),
                "d": (Gap.LOWER, -0.3, None),
            },
            "dcb",
        ),
        (dict.fromkeys("abcd", (Gap.NOT_SIGNIFICANT, 0.1, None)), "abc"),
        # A figure too small to be compared stands out by chance: it is left out.
        ({"a": (Gap.NOT_COMPARED, float("nan"), None), "b": (Gap.LOWER, -0.1, True), "c": None}, "b"),
    ],
)
def test_what_stands_out_comes_first(verdicts: dict[str, Any], order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    readable = [name for name, verdict in verdicts.items() if verdict]
    level = SimpleNamespace(level="epci")
    diagnostic: Any = SimpleNamespace(
        own=lambda name: name,
        verdict=lambda name, _: Verdict(verdicts[name][0], verdicts[name][1], favourable=verdicts[name][2]),
    )
    monkeypatch.setattr(synthese, "CANDIDATES", dict.fromkeys(verdicts, ""))
    monkeypatch.setattr(synthese, "readable", lambda row: row in readable)
    monkeypatch.setattr(synthese, "comparator", lambda _, __: (level, pd.Series({"value": 1.0})))
    monkeypatch.setattr(synthese, "say", lambda _, name, __: name)
    for name in ("births_change", "counted", "coverage"):
        monkeypatch.setattr(synthese, name, lambda _: None)
    monkeypatch.setattr(synthese.sru, "headline", lambda _: None)
    assert "".join(synthese.essentials(diagnostic)) == order
    # With two findings before them, one without a gap makes up three, and five are the most.
    monkeypatch.setattr(synthese, "births_change", lambda _: "1")
    monkeypatch.setattr(synthese, "coverage", lambda _: "2")
    gaps = sum(one is not None and one[0] in (Gap.HIGHER, Gap.LOWER) for one in verdicts.values())
    assert "".join(synthese.essentials(diagnostic)) == ("12" + order[: max(gaps, 1)])[: synthese.MOST]
