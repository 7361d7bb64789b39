"""The site that `make docs` builds: no warning, every link leads somewhere, and nothing asks for the network."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

import ctg_lib as ctg
from ctg_lib import indicators
from tests.pages import PROJECT, text

pytestmark = pytest.mark.slow


class Links(HTMLParser):
    """What a page leads to (`href` of links), what it loads by itself, and the anchors that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.leads: set[str] = set()
        self.loads: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.anchors |= {said[name] for name in ("id", "name") if name in said}
        if tag == "a" and "href" in said:
            self.leads.add(said["href"])
        self.loads |= {said[name] for name in ("src", "srcset", "poster", "data") if name in said}
        if tag == "link" and "href" in said:
            self.loads.add(said["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as the Makefile does, in a folder of its own: a warning is a failure."""
    (command,) = re.findall(r"^\t@\$\(BIN\)/python -m (sphinx .*) build/docs$", text("Makefile"), flags=re.MULTILINE)
    folder = tmp_path_factory.mktemp("site")
    words = command.replace("build/doctrees", str(folder / "doctrees")).split()
    done = subprocess.run(
        [sys.executable, "-m", *words, str(folder / "docs")],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return folder / "docs"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    found = {page: Links(page) for page in sorted(site.rglob("*.html")) if "_static" not in page.parts}
    assert len(found) > 15
    return found


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[Path, Links]) -> None:
    broken = []
    for page, links in pages.items():
        for target in links.leads | links.loads:
            parts = urlsplit(target)
            if parts.scheme in ("http", "https", "mailto", "data"):
                continue
            there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchored = there.suffix == ".html" and parts.fragment
            held = pages[there].anchors if anchored and there in pages else {unquote(parts.fragment)}
            if not there.is_file() or site not in there.parents or unquote(parts.fragment) not in held | {""}:
                broken.append((str(page.relative_to(site)), target))
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(site: Path, pages: dict[Path, Links]) -> None:
    remote = re.compile(r"^(?:https?:)?//")
    assert [(page, one) for page, links in pages.items() for one in links.loads if remote.match(one)] == []
    for sheet in site.rglob("*.css"):
        asked = re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')\s]+)", sheet.read_text(encoding="utf-8"))
        assert [one for one in asked if remote.match(one)] == [], sheet


def test_a_browser_asks_for_no_address_and_finds_what_is_searched(site: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    asked: list[Request] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/index.html")
    page.fill("input.sidebar-search", "pauvreté")
    page.press("input.sidebar-search", "Enter")
    # Results are written one after another.
    page.locator("#search-results li a", has_text="Dictionnaire").first.click()
    page.wait_for_selector("h1:has-text('Dictionnaire')")
    assert {urlsplit(one.url).scheme for one in asked} <= {"file", "data"}
    assert wrong == []
    page.close()


@pytest.mark.parametrize("width", [380, 1400])
def test_no_page_is_wider_than_the_screen(pages: dict[Path, Links], chromium: Browser, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    wide = [one.name for one in pages if one.name != "index.html" and _overflow(page, one) > 0]
    page.close()
    assert wide == []


def _overflow(page: Page, path: Path) -> int:
    page.goto(path.as_uri())
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_reference_has_every_public_name_and_no_other(site: Path) -> None:
    html = (site / "docs" / "api.html").read_text(encoding="utf-8")
    there = {name.rpartition(".")[2] for name in re.findall(r'<dt [^>]*id="(ctg_lib\.\w+)"', html)}
    assert there == set(ctg.__all__)
    members = set(re.findall(r'id="ctg_lib\.reading\.(?:place\.Place|reading\.Reading)\.(\w+)"', html))
    assert {"indicator", "services", "outline", "compare", "history", "map", "explain", "definition"} <= members
    assert [name for name in members if name.startswith("_")] == []


def test_the_dictionary_is_whole(site: Path) -> None:
    html = (site / "docs" / "dictionnaire.html").read_text(encoding="utf-8")
    told = set(re.findall(r'<h3><code class="[^"]*"><span class="pre">(\w+)</span></code>', html))
    assert told == set(indicators.catalogue())


def test_the_site_speaks_french_and_says_which_pages_do_not(pages: dict[Path, Links]) -> None:
    theme = re.compile(r"Toggle|Made with|On this page|Back to top|Skip to content|<span>(?:Next|Previous)</span>")
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert theme.findall(html) == [], page
        assert '<html class="no-js" lang="fr"' in html or page.name == "index.html", page
        english = re.search(r'<article role="main" lang="en"', html) is not None
        said = re.sub(r"<[^>]+>", " ", html.partition("<article")[2].partition("</article>")[0]).split()
        assert english == (said.count("the") > said.count("la")), page
