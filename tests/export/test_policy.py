"""The page's own wall: its content security policy forbids every request, and runs no script but its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.export.watching import watch
from tests.published import Publication


@pytest.fixture(scope="module")
def policy(html: str) -> dict[str, set[str]]:
    (tag,) = re.findall(r"<meta [^>]*Content-Security-Policy[^>]*>", html)
    (content,) = re.findall(r'content="([^"]*)"', tag)
    return {name: set(allowed) for name, *allowed in (rule.split() for rule in content.split(";") if rule.strip())}


def test_everything_is_forbidden_by_default(policy: dict[str, set[str]]) -> None:
    assert policy["default-src"] == {"'none'"}
    assert policy["base-uri"] == policy["form-action"] == {"'none'"}


def test_no_rule_names_an_address(policy: dict[str, set[str]]) -> None:
    """Only inlined data, inlined styles, and scripts by their hash."""
    allowed = set().union(*policy.values())
    assert {one for one in allowed if not one.startswith("'sha256-")} == {"'none'", "data:", "'unsafe-inline'"}
    assert [name for name, rule in policy.items() if "'unsafe-inline'" in rule] == ["style-src"]
    assert not {"connect-src", "frame-src", "object-src", "worker-src", "media-src", "manifest-src"} & set(policy)


def test_it_comes_before_anything_that_it_governs(html: str) -> None:
    assert html.index("Content-Security-Policy") < min(html.index(f"<{tag}") for tag in ("script", "style", "title"))


def test_the_browser_holds_to_it(chromium: Browser, publication: Publication) -> None:
    """A script slipped into the page does not run, and a picture from elsewhere is stopped before it is asked for."""
    path = publication.data / "page_spoliee.html"
    intruder = (
        "<script>document.title = 'intrus'</script>"
        '<img src="http://exemple.invalid/a.png" alt=""><p onclick="1" id="clic">a</p>'
    )
    path.write_text(publication.html.replace("</main>", intruder + "</main>"), encoding="utf-8")
    opened = watch(chromium, path)
    title, errors = opened.page.title(), " ".join(opened.errors)
    opened.context.close()
    assert title.startswith("Diagnostic partagé")
    assert "Content Security Policy" in errors
