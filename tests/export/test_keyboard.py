"""The page by its keyboard alone: every stop is seen, named and in order, and none keeps the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.export.watching import Watched, watch
from tests.published import Publication

NAMES = ["diagnostic.html", "synthese.html"]
# What Tab should stop at, in the order of the document: written without asking the browser where it stops.
# Of several radios of one name, the chosen one alone is a stop: the arrows go to the others.
EXPECTED = """() => [...document.querySelectorAll('a[href], summary, button, input, [tabindex]')].filter(one => {
  return one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}) && (one.type !== 'radio' || one.checked);
})"""
# One stop as it is seen: its name, its line, and whether nothing lies over the part of it that the window shows.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const names = [one.getAttribute('aria-label'), one.labels && one.labels[0].innerText, one.innerText, one.title];
  const seen = [...one.getClientRects()].some(box => {
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const hit = box.bottom > 0 && box.top < innerHeight && document.elementFromPoint(x, y);
    return hit && (one.contains(hit) || hit.contains(one));
  });
  const box = one.getBoundingClientRect();
  return {place: window.stops.indexOf(one), name: (names.find(text => text && text.trim()) || '').trim(), seen,
          line: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), colour: style.outlineColor,
          width: box.width, height: box.height, map: Boolean(one.closest('.folium-map'))};
}"""


@pytest.fixture(scope="module", params=NAMES)
def watched(request: pytest.FixtureRequest, chromium: Browser, publication: Publication) -> Iterator[Watched]:
    opened = watch(chromium, publication.folder / request.param)
    yield opened
    opened.context.close()


def stops_of(page: Page) -> int:
    """How many stops the document has; each is then known by its place."""
    return int(page.evaluate(f"() => (window.stops = ({EXPECTED})()).length"))


def walk(page: Page, key: str, most: int) -> list[dict[str, Any]]:
    """The stops of as many presses of a key, until the page lets go."""
    stops = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    return stops


@pytest.mark.slow
def test_the_whole_page_by_tab_then_part_of_it_back(watched: Watched) -> None:
    page = watched.page
    count = stops_of(page)
    assert count > 40
    stops = walk(page, "Tab", count + 5)
    # Each stop once, in the order of the document, and then out of the page: no trap, nothing left aside.
    assert [one["place"] for one in stops][:count] == list(range(count))
    assert stops[0]["name"] == "Aller au contenu"
    assert [one for one in stops if not any(map(str.isalnum, one["name"])) and one["name"] not in "+−"] == []
    assert [one for one in stops if not one["seen"] or min(one["width"], one["height"]) < 6] == []
    assert [one for one in stops if one["line"] < 2] == []
    longest = inside = 0
    for one in stops:
        inside = inside + 1 if one["map"] else 0
        longest = max(longest, inside)
    assert longest <= 4
    page.evaluate("window.stops.at(-1).focus()")
    back = walk(page, "Shift+Tab", 30)
    assert [one["place"] for one in back] == list(range(count - 2, count - 32, -1))
    assert watched.errors == []


def test_the_stop_after_the_skip_link_is_in_the_content(chromium: Browser, publication: Publication) -> None:
    for name in NAMES:
        opened = watch(chromium, publication.folder / name)
        opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Enter")
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.querySelector('main').contains(document.activeElement)"), name
        opened.context.close()


def test_what_is_folded_opens_and_closes_by_its_two_keys(chromium: Browser, publication: Publication) -> None:
    opened = watch(chromium, publication.page)
    page = opened.page
    folded = page.locator("details")
    assert folded.count() > 10
    for place, key in ((0, "Enter"), (1, "Space")):
        one = folded.nth(place)
        one.locator("summary").focus()
        for state in (True, False):
            page.keyboard.press(key)
            assert one.evaluate("one => one.open") is state
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('details .defile')"), "le tableau ouvert n’est pas atteint"
    opened.context.close()


def test_what_is_wider_than_the_window_scrolls_by_its_arrows(chromium: Browser, publication: Publication) -> None:
    opened = watch(chromium, publication.page, width=320)
    wide = opened.page.locator(".defile").evaluate_all(
        """boxes => boxes.map((box, place) => [place, box]).filter(([, box]) => box.scrollWidth > box.clientWidth + 40
             && box.checkVisibility()).map(([place]) => place)"""
    )
    assert len(wide) > 5
    for place in (wide[0], wide[-1]):
        box = opened.page.locator(".defile").nth(place)
        box.focus()
        opened.page.keyboard.press("ArrowRight")
        # (A function waited for would be evaluated by the page, which its policy forbids.)
        expect(box).not_to_have_js_property("scrollLeft", 0)
    opened.context.close()
