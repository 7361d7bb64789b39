"""The page from its file, in two browsers, where there is no network at all: it asks for nothing and nothing fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.published import PROJECT, Publication
from tests.system import firefox_driver, system_program, without_network

pytestmark = pytest.mark.slow
NAMES = ["diagnostic.html", "synthese.html"]
FAULTY = (
    '<!DOCTYPE html><html lang="fr"><title>a</title><img src="http://exemple.invalid/a.png" alt="">'
    "<script>throw new Error('panne')</script></html>"
)


def told(*command: str) -> dict[str, Any]:
    done = subprocess.run(
        [*without_network(), *command], capture_output=True, text=True, check=False, timeout=180, cwd=PROJECT
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def firefox(page: Path, screenshot: Path) -> dict[str, Any]:
    return told(*firefox_driver(), page.as_uri(), str(screenshot))


def chromium(page: Path) -> dict[str, Any]:
    program = system_program("chromium", "chromium-browser", "google-chrome")
    return told(sys.executable, "-m", "tests.export.chromium_alone", program, str(page))


def test_there_is_no_network_there() -> None:
    names = subprocess.run(
        [*without_network(), "cat", "/proc/net/dev"], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split(":")[0].strip() for line in names.splitlines() if ":" in line] == ["lo"]


@pytest.mark.parametrize("name", NAMES)
def test_firefox_asks_for_nothing_and_shows_the_page(name: str, publication: Publication, tmp_path: Path) -> None:
    seen = firefox(publication.folder / name, tmp_path / "page.png")
    assert seen["requests"] == []
    assert seen["errors"] == []
    assert "Sorbiers (42302)" in seen["title"]
    assert not seen["sideways"]
    assert len(seen["fonts"]) >= 3
    picture = Image.open(tmp_path / "page.png").convert("RGB")
    assert len(picture.getcolors(picture.width * picture.height) or []) > 50
    if name == "diagnostic.html":
        assert seen["colours"] >= 4, "la carte n’a pas ses classes de couleur"


@pytest.mark.parametrize("name", NAMES)
def test_chromium_asks_for_nothing(name: str, publication: Publication) -> None:
    seen = chromium(publication.folder / name)
    assert seen["requests"] == []
    assert seen["errors"] == []
    assert "Sorbiers (42302)" in seen["title"]


def test_both_see_a_request_and_an_error(tmp_path: Path) -> None:
    """A count of zero means something only if one is counted."""
    page = tmp_path / "fautive.html"
    page.write_text(FAULTY, encoding="utf-8")
    for seen in (firefox(page, tmp_path / "page.png"), chromium(page)):
        assert any("exemple.invalid/a.png" in one for one in seen["requests"])
        assert any("panne" in one for one in seen["errors"])
