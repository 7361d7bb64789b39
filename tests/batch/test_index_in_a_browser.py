"""`index.html` in a real browser: found by name, by state, by keyboard, on a phone, on paper, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ctg_lib.batch import index_page, places
from ctg_lib.batch.recap import State, merged
from tests.batch.batches import EDITION, REFUSED, SHARED, groupings, loire, loire_files
from tests.export.watching import Watched, violations, watch


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lot") / places.INDEX
    path.write_text(index_page.render(loire(), EDITION, loire_files()), encoding="utf-8")
    return path


@pytest.fixture
def watched(chromium: Browser, path: Path) -> Iterator[Watched]:
    opened = watch(chromium, path)
    yield opened
    opened.context.close()


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def field(page: Page) -> Locator:
    return page.get_by_label("Nom ou code")


def shown(page: Page) -> list[str]:
    return page.locator(".territoires tbody tr:visible th").all_inner_texts()


def announced(page: Page) -> str:
    return page.get_by_role("status").inner_text().replace("\u202f", " ").replace("\u00a0", " ")


def test_nothing_is_asked_and_nothing_fails(watched: Watched) -> None:
    field(watched.page).fill("sorbiers")
    watched.page.mouse.wheel(0, 20_000)
    watched.page.wait_for_timeout(200)
    assert watched.requests == []
    assert watched.errors == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("saint-etienne", ["Saint-Étienne", "Saint-Étienne-le-Molard"]),
        ("  ÉTIENNE saint  ", ["Saint-Étienne", "Saint-Étienne-le-Molard"]),
        ("St Etienne", ["Saint-Étienne", "Saint-Étienne-le-Molard"]),
        ("saint-e", ["Saint-Étienne", "Saint-Étienne-le-Molard"]),
        ("42302", ["Sorbiers"]),
        ("l'etr", ["L’Étrat"]),
        ("boen", ["Boën-sur-Lignon"]),
        ("<zzz>.*(", []),
        ("zzz", []),
    ],
)
def test_a_territory_is_found_however_it_is_typed(page: Page, typed: str, found: list[str]) -> None:
    field(page).press_sequentially(typed)
    assert shown(page) == found
    told = f"{len(found)} territoire{'s' * (len(found) > 1)} sur 320."
    assert announced(page) == (
        told if found else "Aucun territoire ne correspond : vérifier le nom ou le code, ou tout afficher."
    )


def test_the_number_found_is_announced_as_one_types(page: Page) -> None:
    assert announced(page) == "Les 320 territoires sont affichés."
    assert page.get_by_role("status").evaluate("one => one.closest('form, [hidden]')") is None
    field(page).press_sequentially("4230")
    first = announced(page)
    field(page).press_sequentially("2")
    near = [one for one in loire() if one.code.startswith("4230")]
    assert (first, announced(page)) == (f"{len(near)} territoires sur 320.", "1 territoire sur 320.")


def test_states_and_groupings_filter_together_and_all_comes_back(page: Page) -> None:
    page.get_by_label("État", exact=True).select_option("refusé")
    assert shown(page) == ["Andrézieux-Bouthéon", "Saint-Chamond"]
    field(page).fill("chamond")
    assert shown(page) == ["Saint-Chamond"]
    page.get_by_label("Intercommunalité").select_option("CC de Forez-Est")
    assert shown(page) == []
    page.get_by_role("button", name="Tout afficher").click()
    expect(page.locator(".territoires tbody tr[hidden]")).to_have_count(0)
    assert announced(page) == "Les 320 territoires sont affichés."
    page.get_by_label("Intercommunalité").select_option("CC de Forez-Est")
    there = {one.name for one in loire() if one.epci == "CC de Forez-Est"}
    assert len(there) > 30
    assert set(shown(page)) == there


def test_those_with_a_warning_of_their_own_are_found(page: Page) -> None:
    page.get_by_label("État", exact=True).select_option("avec un avertissement")
    assert shown(page) == ["Sorbiers"]
    page.get_by_label("État", exact=True).select_option("fait")
    assert "Sorbiers" in shown(page)


def test_the_keyboard_goes_from_the_search_to_a_diagnostic(page: Page) -> None:
    """The map is no stop: the same links are in the table."""
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
    assert stops == ["Aller au contenu", "Trouver un diagnostic", "récapitulatif des lots (recap.csv)", "texte"]
    page.keyboard.type("sorbiers")
    page.keyboard.press("Enter")
    assert shown(page) == ["Sorbiers"]
    # The state, the intercommunalité, the button, the warning of the row.
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Diagnostic de Sorbiers"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("location.hash") == ""


def test_what_the_columns_are_stays_in_view_and_nothing_shows_through(page: Page) -> None:
    page.locator("#t-42302").scroll_into_view_if_needed()
    for _ in range(4):
        page.mouse.wheel(0, 15)
        page.wait_for_timeout(50)
        for head in page.locator(".territoires thead th").all():
            box = head.bounding_box()
            assert box is not None
            assert box["y"] == 0
            places = [[box["x"] + box["width"] * step / 20, box["height"] / 2] for step in range(1, 20)]
            assert head.evaluate(
                "(one, places) => places.every(at => one.contains(document.elementFromPoint(...at)))", places
            )


@pytest.mark.parametrize(
    "name", ["#texte", "#etat", "#epci", "#recherche button", ".territoires summary", ".documents a"]
)
def test_what_has_the_focus_is_outlined(page: Page, name: str) -> None:
    page.locator(name).first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    look = page.locator(name).first.evaluate(
        "one => { const look = getComputedStyle(one); return [look.outlineStyle, look.outlineWidth]; }"
    )
    assert page.locator(name).first.evaluate("one => one === document.activeElement")
    assert look == ["solid", "3px"]


def test_the_map_leads_to_a_row_that_the_search_had_hidden(page: Page) -> None:
    field(page).fill("sorbiers")
    row = page.locator(f"#t-{REFUSED}")
    assert not row.is_visible()
    page.locator(f'.carte-lot a[href="#t-{REFUSED}"] path').click()
    expect(page.locator(".territoires tbody tr[hidden]")).to_have_count(0)
    assert row.is_visible()
    assert field(page).input_value() == ""
    # The header of the table does not hide it, once the page has scrolled.
    seen = "([row, head]) => head.getBoundingClientRect().bottom <= row.getBoundingClientRect().top + 1"
    head = page.locator(".territoires thead th").first
    page.wait_for_function(seen, arg=[row.element_handle(), head.element_handle()])


def test_without_scripts_the_whole_table_is_there_and_the_search_is_not(chromium: Browser, path: Path) -> None:
    opened = watch(chromium, path, script=False)
    assert opened.page.locator("#recherche").is_hidden()
    assert len(shown(opened.page)) == 320
    assert opened.page.locator(".carte-lot").is_visible()
    assert opened.page.locator("#t-42302 a").first.get_attribute("href") == "42302/diagnostic.html"
    opened.context.close()


@pytest.mark.parametrize("width", [320, 380, 768, 1000])
def test_a_narrow_screen_does_not_scroll_sideways(chromium: Browser, path: Path, width: int) -> None:
    opened = watch(chromium, path, width=width)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    wide = opened.page.evaluate(
        """width => [...document.querySelectorAll('main *')].filter(one =>
             one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 120))""",
        width,
    )
    opened.context.close()
    assert wide == []


def test_on_a_phone_a_link_is_wide_enough_for_a_finger(chromium: Browser, path: Path) -> None:
    opened = watch(chromium, path, width=380)
    boxes = [one.bounding_box() for one in opened.page.locator("#t-42207 .documents a").all()]
    opened.context.close()
    assert len(boxes) == 8
    assert all(box is not None and box["height"] >= 24 for box in boxes)


@pytest.mark.parametrize("width", [380, 1200])
def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, width: int) -> None:
    path = tmp_path / places.INDEX
    some = [one for one in loire() if one.state is not State.DONE or one.warnings != (SHARED,)]
    path.write_text(index_page.render(merged(some, loire()[:20]), EDITION, loire_files()), encoding="utf-8")
    opened = watch(chromium, path, width=width, inject=True)
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = violations(opened)
    opened.context.close()
    assert found == []


def test_on_paper_the_table_is_whole_the_search_is_not_and_nothing_is_folded(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("#recherche").is_hidden()
    assert len(shown(page)) == 320
    assert page.locator("#t-42302 .documents li").all_inner_texts() == ["Diagnostic", "Synthèse", "CSV"]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_what_is_printed_is_what_was_found(page: Page, path: Path) -> None:
    field(page).fill("sorbiers")
    page.pdf(path=path.with_name("trouvé.pdf"), format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert shown(page) == ["Sorbiers"]
    assert announced(page) == "1 territoire sur 320."


def test_every_grouping_of_france_fits_on_a_phone_and_is_found(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / places.INDEX
    files = {one.code: ("diagnostic.html",) for one in groupings()}
    path.write_text(index_page.render(groupings(), EDITION, files), encoding="utf-8")
    opened = watch(chromium, path, width=320)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert opened.page.locator("#epci, #etat").count() == 0, "il n’y a rien à choisir"
    field(opened.page).fill("244200770")
    assert [one.split("\n")[0].strip() for one in shown(opened.page)] == ["Saint-Étienne Métropole"]
    assert announced(opened.page) == f"1 territoire sur {len(groupings()):,}.".replace(",", " ")
    opened.context.close()
