"""The page as its reader sets it: larger or wider text, colours of their own, less movement."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.export.watching import Watched, watch
from tests.published import Publication

NAMES = ["diagnostic.html", "synthese.html"]
# WCAG 1.4.12, RGAA 10.12.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
    "p { margin-bottom: 2em !important }"
)
# Text cut off by its own box, pushed out of the page, or laid over the text of another.
SPOILED = """() => {
  const shown = [...document.querySelectorAll('body *')].filter(one =>
    !one.closest('.folium-map, .evitement') && one.checkVisibility());
  const cut = shown.filter(one => {
    const style = getComputedStyle(one);
    const held = [style.overflowX, style.overflowY].some(way => way === 'hidden' || way === 'clip');
    return held && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
  });
  const out = shown.filter(one => {
    const box = one.getBoundingClientRect();
    return box.right > innerWidth + 1 && !one.closest('.defile') && box.width > 0;
  });
  const blocks = shown.filter(one => one.matches('h1,h2,h3,p,li,summary,caption,th,td,figcaption,img') &&
    !one.closest('.defile') && !one.querySelector('p,li'));
  const boxes = blocks.map(one => one.getBoundingClientRect());
  const over = blocks.filter((one, place) => place && boxes[place].top < boxes[place - 1].bottom - 2 &&
    boxes[place].left < boxes[place - 1].right - 2 && boxes[place - 1].left < boxes[place].right - 2 &&
    boxes[place].bottom > boxes[place - 1].top && !blocks[place - 1].contains(one));
  const cells = shown.filter(one => one.matches('th, td') && one.scrollWidth > one.clientWidth + 1);
  return [['coupé', cut], ['hors de la page', out], ['recouvert', over], ['déborde de sa case', cells]].flatMap(
    ([what, found]) => found.map(one => `${what} : ${one.outerHTML.slice(0, 120)}`));
}"""


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@contextmanager
def opened(chromium: Browser, publication: Publication, name: str, width: int = 1280) -> Iterator[Page]:
    watched: Watched = watch(chromium, publication.folder / name, width=width)
    unfold(watched.page)
    yield watched.page
    watched.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_text_twice_as_large_is_neither_cut_nor_covered(chromium: Browser, publication: Publication, name: str) -> None:
    with opened(chromium, publication, name) as page:
        before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main td')).fontSize)")
        page.add_style_tag(content="html { font-size: 200% !important }")
        after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main td')).fontSize)")
        assert after == pytest.approx(2 * before)
        assert page.evaluate(SPOILED) == []
        assert not sideways(page)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_zoomed_twice_is_neither_cut_nor_covered(chromium: Browser, publication: Publication, name: str) -> None:
    with opened(chromium, publication, name, width=640) as page:
        assert page.evaluate(SPOILED) == []
        assert not sideways(page)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 1280])
def test_text_spaced_out_is_neither_cut_nor_covered(
    chromium: Browser, publication: Publication, width: int, name: str
) -> None:
    with opened(chromium, publication, name, width=width) as page:
        page.add_style_tag(content=SPACED)
        assert page.evaluate(SPOILED) == []
        assert not sideways(page)


def test_what_is_spoiled_is_seen(chromium: Browser, publication: Publication) -> None:
    """A list that stays empty means something only if it can fill."""
    with opened(chromium, publication, "synthese.html") as page:
        page.add_style_tag(content="h2 { height: 4px; overflow: hidden } main p { margin-top: -3em; width: 200vw }")
        told = " ".join(page.evaluate(SPOILED))
        assert "coupé" in told
        assert "recouvert" in told
        assert "hors de la page" in told


def colours(png: bytes) -> dict[tuple[int, ...], int]:
    """How many pixels of each colour a screenshot has."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return {colour: count for count, colour in picture.getcolors(picture.width * picture.height) or []}


@pytest.fixture(scope="module")
def forced(chromium: Browser, publication: Publication) -> Iterator[Page]:
    """Light on dark, as the high contrast of a system gives it."""
    watched = watch(chromium, publication.page, forced_colors="active", color_scheme="dark")
    assert watched.page.evaluate("matchMedia('(forced-colors: active)').matches")
    yield watched.page
    watched.context.close()


def test_the_keys_of_a_map_keep_their_colours_when_colours_are_forced(forced: Page) -> None:
    keys = forced.locator(".vive .pastille")
    shown = keys.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    wanted = keys.evaluate_all("all => all.map(one => one.style.backgroundColor)")
    assert len(set(shown)) >= 4
    assert shown == wanted
    assert set(keys.evaluate_all("all => all.map(one => getComputedStyle(one).borderTopWidth)")) == {"1px"}


def test_drawings_stay_on_white_when_colours_are_forced(forced: Page) -> None:
    """Dark ink on the dark ground of a forced scheme would not be seen."""
    picture = forced.locator("main figure img:visible").first
    found = colours(picture.screenshot())
    assert max(found, key=lambda one: found[one]) == (255, 255, 255)
    assert forced.locator(".folium-map").first.evaluate("one => getComputedStyle(one).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_focus_and_links_are_still_seen_when_colours_are_forced(forced: Page) -> None:
    forced.keyboard.press("Tab")
    skip = forced.locator(".evitement")
    assert skip.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)") >= 2
    assert skip.evaluate("one => getComputedStyle(one).outlineColor !== getComputedStyle(one).backgroundColor")
    link = forced.locator("main a.origine").first
    assert link.evaluate("one => getComputedStyle(one).textDecorationLine") == "underline"
    paint = link.evaluate("one => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]")
    assert paint[0] != paint[1]


def test_a_dark_browser_changes_nothing(chromium: Browser, publication: Publication) -> None:
    shots = []
    for scheme in ("light", "dark"):
        watched = watch(chromium, publication.folder / "synthese.html", color_scheme=scheme)
        shots.append(watched.page.screenshot())
        watched.context.close()
    assert shots[0] == shots[1]


def test_more_contrast_darkens_what_is_grey(chromium: Browser, publication: Publication) -> None:
    watched = watch(chromium, publication.page, contrast="more")
    grey = watched.page.locator(".source").first.evaluate("one => getComputedStyle(one).color")
    ink = watched.page.locator("body").evaluate("one => getComputedStyle(one).color")
    watched.context.close()
    assert grey == ink


def test_less_movement_leaves_the_map_without_any(chromium: Browser, publication: Publication) -> None:
    watched = watch(chromium, publication.page, reduced_motion="reduce")
    moving = watched.page.locator(".folium-map *").evaluate_all(
        "all => all.filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
    )
    watched.context.close()
    assert moving == 0


def test_escape_takes_away_what_the_pointer_made_appear(chromium: Browser, publication: Publication) -> None:
    watched = watch(chromium, publication.page)
    page = watched.page
    plan = page.locator(".folium-map").first
    plan.scroll_into_view_if_needed()
    box = plan.bounding_box()
    assert box is not None
    # A first movement only enters the map.
    for step in (2, 0):
        page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2)
    plan.locator(".leaflet-tooltip").wait_for()
    page.keyboard.press("Escape")
    # It fades out; left alone it would stay.
    plan.locator(".leaflet-tooltip").wait_for(state="detached")
    assert watched.errors == []
    watched.context.close()
