"""Every kind of territory is published: tiny and large communes, merged ones, EPCI over two départements, groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from playwright.sync_api import Browser

from ctg_lib import chapters
from ctg_lib.analysis import access_table
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.export import checks, page
from ctg_lib.export.publication import _lacking, _published_values
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from tests.export.watching import violations, watch
from tests.published import EDITION, own_data, published, without_kernel

PLACES = {
    "42045": "39 inhabitants, the fewest of the Loire",
    "42040": "42 inhabitants",
    "42002": "under 200 inhabitants",
    "42084": "made of merged communes",
    "42055": "in an EPCI that lies mostly in the Rhône",
    "42095": "a middle town",
    "42207": "above 10 000 inhabitants: its coverage rate is published",
    "42218": "the largest",
    "42127": "in the mountains",
    "244200770": "an EPCI, from its 53 communes",
    "200066587": "an EPCI of which the sources hold 7 communes out of 32",
    "gier=42207,42225,42259": "a group of communes",
}
# Of the same kind as another: looked at with the long tests.
TWINS = ("42002", "42045", "42040", "42084", "42095", "42127", "42207", "200066587")
each = pytest.mark.parametrize(
    "place", [pytest.param(place, marks=pytest.mark.slow if place in TWINS else ()) for place in PLACES]
)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    loaded = Store()
    return Shelf(loaded.with_tables(access_table.laid(loaded)))


@dataclass(frozen=True)
class Made:
    """A diagnostic, its notebooks as executed here, and its page."""

    diagnostic: Diagnostic
    notebooks: dict[str, nbformat.NotebookNode]
    html: str


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    """Each place is made once, for all the tests that look at it."""
    return {}


@pytest.fixture
def one(place: str, shelf: Shelf, made: dict[str, Made]) -> Made:
    if place not in made:
        diagnostic = Diagnostic(Territory.parse(place), EDITION, shelf)
        notebooks = without_kernel(diagnostic)
        made[place] = Made(diagnostic, notebooks, page.render(diagnostic, notebooks))
    return made[place]


def sentences(html: str) -> list[str]:
    items = re.findall(r"<(?:li|p)\b[^>]*>(.*?)</(?:li|p)>", html, flags=re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", item)) for item in items]


@each
def test_the_page_passes_its_checks(one: Made) -> None:
    checks.check(one.html, _published_values(one.diagnostic))


@each
def test_every_part_of_every_chapter_says_something(one: Made) -> None:
    for chapter, notebook in zip(chapters.every().values(), one.notebooks.values(), strict=True):
        parts = {
            cell.source: cell.outputs[0].data["text/html"]
            for cell in notebook.cells
            if cell.source.startswith("chapter.")
        }
        # Where no loaded file has a figure, the part says which one would.
        assert "<table" in parts["chapter.needs()"] or "n’est pas chargé" in parts["chapter.needs()"], chapter.id
        assert "<table" in parts["chapter.services()"], chapter.id
        assert parts["chapter.gap()"].count("<li>") >= 1 or "<table" in parts["chapter.gap()"], chapter.id
        assert parts["chapter.unknown()"].count("<li>") >= 1, chapter.id
        assert parts["chapter.questions()"].count("<li>") >= 2, chapter.id


# A leftover of a template, a broken agreement, a status that took the place of a number.
BROKEN = re.compile(
    r"\b(?:nan|None|inf)\b|\{|\}|\.\.|,,| ,| \.|\( | \)|\b(?:de|à) les?\b"
    r"|\b(?:est|était|touche) (?:de )?(?:non diffusé|secret|manquant|sans objet)"
    r"|(?<![\d,.])[01] (?:naissances|enfants|habitants|communes|établissements|micro-crèches)\b"
    r"|(?:[2-9]|\d\d) (?:établissement|micro-crèche|enfant|commune|foyer|ménage)\b"
    r"|\b(\w{4,}(?: \w+)?) \(\1\b"
)


@each
def test_sentences_are_whole(one: Made) -> None:
    found = sentences(one.html)
    assert len(found) > 60
    broken = [f"« {wrong[0]} » dans « {text} »" for text in found if (wrong := BROKEN.search(text))]
    assert broken == []


@each
def test_a_zero_of_the_caf_is_never_worded_as_none(one: Made) -> None:
    """A published 0 may hide two households: it is « 0 à 2 », in the table and in the sentences."""
    zeros = one.diagnostic.values.query(
        "status == 'rounded_by_source' and value == 0 and unit in ('foyers', 'personnes')"
    )
    for row in zeros.itertuples():
        key = re.escape(f"{row.indicator}|{row.level}|{row.territory}|{row.vintage}")
        for shown in re.findall(rf'data-cle="{key}"[^>]*>([^<]*)<', one.html):
            assert shown == f"0 à {row.high:.0f}"
    told = " ".join(sentences(one.html)).lower()
    assert not re.search(r"aucun(e)? (foyer|allocataire|personne (couverte|perçoit)|bénéficiaire)", told)
    assert not re.search(r"(pas de|sans) (foyer|allocataire)", told)


def test_some_of_these_places_do_have_a_zero_of_the_caf(shelf: Shelf) -> None:
    values = pd.concat([Diagnostic(Territory.of(code), EDITION, shelf)._rows("ad_rsa") for code in ("42045", "42040")])
    own = values[(values["level"] == "commune") & (values["value"] == 0)]
    assert len(own)
    assert (own["high"] == 2).all()


@each
def test_what_is_secret_or_missing_is_no_number(one: Made) -> None:
    values, html = one.diagnostic.values, one.html
    blank = values[~values["status"].map(lambda status: Status(status).has_value)]
    keys = {"|".join(row) for row in blank[["indicator", "level", "territory", "vintage"]].itertuples(index=False)}
    assert not keys & set(re.findall(r'data-cle="([^"]*)"', html))
    assert "|XX|" not in html


def test_an_epci_is_never_the_sum_of_a_part_of_its_communes(shelf: Shelf) -> None:
    diagnostic = Diagnostic(Territory.of("200066587"), EDITION, shelf)
    own = diagnostic.values[diagnostic.values["territory"] == "200066587"]
    valued = own[own["status"].map(lambda status: Status(status).has_value)]
    # All of them published for the EPCI itself, by their producers.
    published_whole = {"couverture_petite_enfance", "filosofi", "neet", "licences_sportives"}
    assert {source.partition("@")[0] for source in valued["source"]} == published_whole
    assert not valued["method"].str.contains("somme").any()
    told = own.loc[own["indicator"] == "ctx_pop", "method"].iloc[0]
    assert "7 communes sur 32" in told


@pytest.mark.parametrize("place", ["244200770"])
def test_what_a_territory_lacks_is_told(one: Made) -> None:
    """The new series of Filosofi has no EPCI here."""
    (lacking,) = _lacking(one.diagnostic)
    assert "Filosofi" in lacking
    assert "nouvelle série" in lacking


@pytest.mark.slow
@pytest.mark.parametrize("place", ["42002", "42084", "244200770", "200066587", "gier=42207,42225,42259"])
def test_it_is_published_and_opens_offline(place: str, chromium: Browser, tmp_path: Path) -> None:
    made = published(own_data(tmp_path / "donnees"), place)
    assert made.folder.name == Territory.parse(place).code
    opened = watch(chromium, made.page, width=320)
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    opened.context.close()
    assert (opened.requests, opened.errors, width) == ([], [], 320)
    examined = watch(chromium, made.page, inject=True)
    found = violations(examined)
    examined.context.close()
    assert found == []
