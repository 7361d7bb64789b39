"""The page as an elected official opens it: a real browser, no network, a phone, paper, scripts off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from ctg_lib import chapters
from tests.export.watching import Watched, violations, watch
from tests.published import Publication


@pytest.fixture(scope="module")
def watched(chromium: Browser, publication: Publication) -> Iterator[Watched]:
    opened = watch(chromium, publication.page)
    yield opened
    opened.context.close()


@pytest.fixture(scope="module")
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture(scope="module")
def still(chromium: Browser, publication: Publication) -> Iterator[Page]:
    """The same page where scripts do not run."""
    opened = watch(chromium, publication.page, script=False)
    yield opened.page
    opened.context.close()


def test_nothing_is_asked_and_nothing_fails(watched: Watched) -> None:
    watched.page.mouse.wheel(0, 20_000)
    watched.page.locator(".folium-map").first.hover()
    watched.page.wait_for_timeout(300)
    assert watched.requests == []
    assert watched.errors == []


def test_the_counter_sees_a_request(chromium: Browser, publication: Publication) -> None:
    """A count of zero means something only if one request is counted."""
    path = publication.data / "page_qui_demande.html"
    path.write_text('<!DOCTYPE html><title>a</title><img src="http://exemple.invalid/a.png" alt="">', encoding="utf-8")
    opened = watch(chromium, path)
    opened.context.close()
    assert set(opened.requests) == {"http://exemple.invalid/a.png"}


def test_title_language_and_one_main_heading(page: Page) -> None:
    assert page.title() == "Diagnostic partagé\u00a0: Sorbiers (42302), 24 novembre 2026"
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("h1").all_inner_texts() == ["Sorbiers"]
    assert page.locator("main").count() == 1
    assert page.evaluate("document.characterSet") == "UTF-8"


def test_headings_follow_each_other_without_a_skip(page: Page) -> None:
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(2) >= len(chapters.every()) + 2


def test_every_chapter_is_in_the_contents_and_every_link_of_the_contents_leads_to_its_title(page: Page) -> None:
    links = page.evaluate(
        """[...document.querySelectorAll('nav a')].map(link => {
             const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
             const title = target && (/^H/.test(target.tagName) ? target : target.querySelector('h2'));
             return [link.innerText.trim(), title ? title.innerText.trim() : null];
           })"""
    )
    assert [label for label, title in links if label != title] == []
    assert {chapter.title for chapter in chapters.every().values()} <= {label for label, _ in links}
    titles = page.locator("main h2").all_inner_texts()
    assert [label for label, _ in links] == titles


def test_every_figure_has_its_title_its_alternative_its_source_and_its_numbers(page: Page) -> None:
    figures = page.locator("figure")
    assert figures.count() >= 8
    for place in range(figures.count()):
        figure = figures.nth(place)
        title = figure.locator("figcaption strong").inner_text()
        alternative = figure.locator("img").first.get_attribute("alt") or ""
        assert len(alternative) > 40, title
        assert figure.locator(".source").inner_text().startswith("Source"), title
        numbers = figure.locator("xpath=following-sibling::*[1][self::details]//table")
        # Under a map of services stands a second one: how many there are in each commune.
        assert 1 <= numbers.count() <= 2, title
        for table in numbers.all():
            assert table.locator("tbody tr").count() >= 1, title


def test_every_table_has_a_caption_and_every_heading_its_scope(page: Page) -> None:
    found = page.evaluate(
        """[...document.querySelectorAll('table:not(.leaflet-tooltip *)')].map(table => ({
             caption: table.caption ? table.caption.textContent.trim() : '',
             loose: [...table.querySelectorAll('th')].filter(th => !['col', 'row'].includes(th.scope)).length,
             empty: [...table.querySelectorAll('th,td')].filter(cell => !cell.textContent.trim()).length,
             rows: [...table.tBodies].flatMap(body => [...body.rows]).every(row => row.cells[0].tagName === 'TH')}))"""
    )
    assert len(found) > 20
    assert [one for one in found if not one["caption"] or one["loose"] or one["empty"] or not one["rows"]] == []


def test_the_map_is_drawn_with_french_words(page: Page) -> None:
    container = page.locator(".folium-map").first
    container.scroll_into_view_if_needed()
    assert container.get_attribute("role") == "region"
    assert (container.get_attribute("aria-label") or "").strip()
    titles = container.locator("a[role=button]").evaluate_all("links => links.map(link => link.title)")
    assert titles == ["Zoomer", "Dézoomer"]
    colours = container.locator("canvas").first.evaluate(
        """canvas => {
             const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
             const counts = {};
             for (let at = 0; at < pixels.length; at += 4)
               if (pixels[at + 3] === 255) {
                 const colour = `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`;
                 counts[colour] = (counts[colour] || 0) + 1;
               }
             return Object.values(counts).filter(count => count > 400).length;
           }"""
    )
    assert colours >= 4, "la carte n’a pas ses classes de couleur"


def test_the_map_says_each_commune_in_french(page: Page) -> None:
    container = page.locator(".folium-map").first
    container.scroll_into_view_if_needed()
    box = container.bounding_box()
    assert box is not None
    seen = set()
    for step in range(1, 20):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * step / 20)
        tooltip = container.locator(".leaflet-tooltip")
        seen |= set(tooltip.all_inner_texts())
    assert len(seen) >= 3
    for text in seen:
        assert "," in text or "secret" in text or "manquant" in text
        assert "None" not in text
        assert "nan" not in text.lower().split()


def test_scripts_on_show_the_live_map_only(page: Page) -> None:
    assert page.locator(".vive").first.is_visible()
    assert not page.locator(".fixe").first.is_visible()


def test_without_scripts_the_still_map_takes_its_place(still: Page) -> None:
    assert not still.locator(".vive").first.is_visible()
    picture = still.locator(".fixe img").first
    assert picture.is_visible()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] > 200


def test_on_paper_the_still_map_takes_its_place_and_every_chapter_is_printed(
    chromium: Browser, publication: Publication
) -> None:
    opened = watch(chromium, publication.page)
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".fixe img").first.is_visible()
    assert not opened.page.locator(".vive").first.is_visible()
    assert opened.page.locator("main h2").first.is_visible()
    opened.context.close()


@pytest.mark.parametrize("name", ["diagnostic.html", "synthese.html"])
@pytest.mark.parametrize("width", [320, 768])
def test_a_narrow_screen_does_not_scroll_sideways(
    chromium: Browser, publication: Publication, width: int, name: str
) -> None:
    opened = watch(chromium, publication.folder / name, width=width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    wide = opened.page.evaluate(
        """width => [...document.querySelectorAll('main *')].filter(one => {
             const box = one.getBoundingClientRect();
             return box.right > width + 1 && !one.closest('.defile, .folium-map');
           }).map(one => one.outerHTML.slice(0, 120))""",
        width,
    )
    opened.context.close()
    assert wide == []


def test_tables_that_scroll_can_be_reached_by_the_keyboard(page: Page) -> None:
    loose = page.evaluate(
        """[...document.querySelectorAll('table:not(.leaflet-tooltip *)')].filter(table => {
             const box = table.closest('[role=region]');
             return !box || box.tabIndex !== 0 || !box.getAttribute('aria-label');
           }).length"""
    )
    assert loose == 0


def test_the_keyboard_leaves_the_map(page: Page) -> None:
    """Shapes drawn on a canvas are no stops: the map and its two buttons, then out."""
    page.locator(".folium-map").first.focus()
    inside = 0
    for _ in range(12):
        page.keyboard.press("Tab")
        if not page.evaluate("Boolean(document.activeElement.closest('.folium-map'))"):
            break
        inside += 1
    assert inside <= 4


def test_the_first_stop_skips_to_the_content(chromium: Browser, publication: Publication) -> None:
    opened = watch(chromium, publication.page)
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.innerText") == "Aller au contenu"
    assert opened.page.locator(".evitement").is_visible()
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("location.hash") == "#contenu"
    opened.context.close()


@pytest.mark.parametrize("name", ["diagnostic.html", "synthese.html"])
@pytest.mark.parametrize("width", [pytest.param(320, marks=pytest.mark.slow), 1200])
def test_axe_finds_nothing(chromium: Browser, publication: Publication, width: int, name: str) -> None:
    opened = watch(chromium, publication.folder / name, width=width, inject=True)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = violations(opened)
    opened.context.close()
    assert found == []
