"""The maps of the published page, in a browser: their switches, their legends, their keyboard, what they weigh."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG, Part
from ctg_lib.export import page as laid
from tests.export.watching import watch
from tests.published import Publication

CHAPTER = "15_carte_besoins_services"
SERVICES = "Carte\u00a0: Quels services, et où"
# What Tab stops at inside one element: of several radios of one name, the chosen one alone.
STOPS = """one => [...one.querySelectorAll('a[href], button, input, [tabindex]')].filter(
  each => each.tabIndex >= 0 && each.checkVisibility() && (each.type !== 'radio' || each.checked)).length"""
PIXELS = "canvas => canvas.toDataURL().length + canvas.toDataURL().slice(-4000)"


@pytest.fixture(scope="module")
def page(chromium: Browser, publication: Publication) -> Iterator[Page]:
    opened = watch(chromium, publication.page)
    yield opened.page
    assert opened.errors == []
    opened.context.close()


def double(page: Page, name: str) -> Locator:
    """The map of that name, with its switches and legends."""
    found = page.locator(".carte-double").filter(has=page.locator(f'[aria-label^="{name}"]'))
    assert found.count() == 1
    found.scroll_into_view_if_needed()
    return found


def specs(html: str) -> list[dict[str, Any]]:
    """What each map of the page was given to draw."""
    return [json.loads(found) for found in re.findall(r"ctgCarte\(map_\w+, (\{.*?\})\);", html)]


def test_the_chapter_alone_weighs_less_than_two_million_bytes(diagnostic: Diagnostic, publication: Publication) -> None:
    alone = laid.render(diagnostic, publication.notebooks, replace(CTG, parts=(Part("", "", (CHAPTER,)),)))
    assert alone.count('class="folium-map"') == 4
    assert len(alone.encode()) < 2_000_000


def test_leaflet_and_the_outlines_stand_once_however_many_maps(html: str) -> None:
    assert html.count('class="folium-map"') > 10
    assert html.count("window.L=e") + html.count("leafletjs.com") >= 1
    assert len(re.findall(r'<script id="contours-\w+" type="application/json">', html)) == 1
    assert len({one["outlines"] for one in specs(html)}) == 1
    assert html.count("var ctgCarte =") == 1


def test_eight_kinds_of_services_or_more_are_on_the_map_of_sorbiers(html: str) -> None:
    (services,) = [one for one in specs(html) if len(one["families"]) == 7]
    here = next(one for one in services["groups"] if one["nom"] == "Sorbiers")
    assert len(here["items"]) >= 8
    # The list of France services gives points; no list gives a capacity.
    assert {one["letter"] for one in services["points"]} >= {"Fs"}
    assert not any(one["known"] for one in services["points"])


def test_every_map_is_left_within_fifteen_stops(page: Page) -> None:
    counts = page.locator(".carte-double").evaluate_all(f"all => all.map({STOPS})")
    assert len(counts) > 10
    assert max(counts) <= 15
    assert min(counts) >= 3, "la carte, et ses deux boutons"


def test_another_figure_is_another_picture_and_another_legend(page: Page) -> None:
    shown = double(page, SERVICES)
    canvas = shown.locator("canvas").first
    before, words = canvas.evaluate(PIXELS), shown.locator("[data-couche]:visible").inner_text()
    shown.get_by_role("radio", name="Part des 75 ans").check()
    # It is drawn at the next frame.
    other = f"([canvas, before]) => ({PIXELS})(canvas) !== before"
    page.wait_for_function(other, arg=[canvas.element_handle(), before])
    assert shown.locator("[data-couche]:visible").count() == 1
    assert shown.locator("[data-couche]:visible").inner_text() != words
    shown.get_by_role("radio").first.check()
    assert shown.locator("[data-couche]:visible").inner_text() == words


def test_families_of_services_come_and_go(page: Page) -> None:
    shown = double(page, SERVICES)
    first = shown.locator(".leaflet-marker-pane .groupe").count()
    assert first > 10
    assert shown.locator(".leaflet-marker-pane .lieu").count() == 0
    shown.get_by_label("Accès aux droits").check()
    assert shown.locator(".leaflet-marker-pane .lieu").count() > 5
    for name in ("Petite enfance", "Accès aux droits"):
        shown.get_by_label(name).uncheck()
    assert shown.locator(".leaflet-marker-pane .groupe").count() == 0
    shown.get_by_label("Petite enfance").check()
    assert shown.locator(".leaflet-marker-pane .groupe").count() == first


def test_a_group_says_what_it_holds_and_that_its_place_is_not_known(page: Page) -> None:
    shown = double(page, SERVICES)
    shown.locator(".leaflet-marker-pane .groupe").first.hover(force=True)
    told = shown.locator(".leaflet-tooltip").first.inner_text()
    assert "Position dans la commune inconnue." in told
    assert len(told.splitlines()) >= 3
