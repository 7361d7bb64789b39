"""What the pages say of chapters, themes, sources and tables is what there is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import yaml

from ctg_lib import __version__, chapters, indicators, sources
from ctg_lib.indicators.declaration import THEMES, Role
from tests.pages import PROJECT, prose, text


def test_the_front_pages_name_every_chapter() -> None:
    for page in ("README.md", "CHANGELOG.md"):
        said = set(re.findall(r"[a-z]+", without_accents(prose(page))))
        words = {word for one in chapters.every() for word in one.split("_")[1:]}
        assert words - said == set(), page


def without_accents(words: str) -> str:
    letters = unicodedata.normalize("NFD", words.casefold())
    return "".join(character for character in letters if not unicodedata.combining(character))


def test_every_theme_has_its_chapter_its_needs_and_its_services() -> None:
    with_chapter = {one.split("_", 1)[1] for one in chapters.every()}
    assert set(THEMES) <= with_chapter
    catalogue = indicators.catalogue().values()
    assert len(catalogue) >= 140
    for theme in THEMES:
        roles = {one.role for one in catalogue if one.theme == theme}
        # A portrait answers to nothing: it is what needs and services are read against.
        assert Role.NEED in roles, theme
        assert Role.SERVICE in roles or theme == "portrait", theme


def test_no_address_has_been_verified_as_the_pages_say() -> None:
    remotes = [one for card in sources.catalogue().values() for files in card.files.values() for one in files]
    assert remotes
    assert {one.verified for one in remotes} == {"never"}


def test_the_changelog_holds_the_version_of_the_package() -> None:
    found = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", text("CHANGELOG.md"), flags=re.MULTILINE)
    assert found[0][0] == __version__
    assert [day for _, day in found] == sorted((day for _, day in found), reverse=True)


def test_the_data_page_names_every_table_and_file() -> None:
    page = text("data/README.md")
    reference = {path.name for path in (PROJECT / "data" / "reference").iterdir()}
    assert {name for name in reference if f"`{name}`" not in page} == set()
    recipe = yaml.safe_load((PROJECT / "data" / "sample" / "recipe.yaml").read_text("utf-8"))
    for entry in recipe["files"]:
        assert f"`{Path(entry['path']).name}`" in page
        found = re.search(r"\(([\w.-]+/[\w.-]+)\)", entry["origin"])
        assert found
        assert found[1] in page


def test_the_data_page_names_every_source_and_vintage() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", text("data/README.md"), flags=re.MULTILINE)
    said: dict[str, set[str]] = {}
    for source, years in rows:
        spans = re.findall(r"\b(\d{4})(?: to (\d{4}))?", years)
        said.setdefault(source, set()).update(
            str(year) for first, last in spans for year in range(int(first), int(last or first) + 1)
        )
    held: dict[str, set[str]] = {}
    for path in (PROJECT / "data" / "sample").glob("*/*/"):
        held.setdefault(path.parent.name, set()).add(path.name[:4])
    assert said == held
