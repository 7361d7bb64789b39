"""The glossary: in order, true to the code, and complete for what the code and the page name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from ctg_lib import chapters, indicators, parameters, sources
from ctg_lib.analysis.comparison import Gap
from ctg_lib.indicators.declaration import THEMES, Role
from ctg_lib.sources.card import Chain
from ctg_lib.territory import Level
from ctg_lib.value import Status

PROJECT = Path(__file__).resolve().parent.parent


@cache
def entries() -> list[tuple[str, str, str]]:
    """French term, English with the name in the code, meaning."""
    lines = (PROJECT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    assert {len(row) for row in rows} == {3}
    return [(term, english, meaning) for term, english, meaning in rows[1:]]


def sort_key(term: str) -> str:
    """As a French dictionary: neither capitals nor accents nor apostrophes count."""
    letters = unicodedata.normalize("NFD", term.casefold().replace("œ", "oe"))
    return "".join(character for character in letters if character.isalnum() or character == " ")


def names_in_code() -> set[str]:
    """The names between backticks, `Role.NEED` for its last part."""
    return {span.split(".")[-1] for _, english, _ in entries() for span in re.findall(r"`([^`]+)`", english)}


def test_it_is_in_alphabetical_order_and_each_row_is_whole() -> None:
    terms = [term for term, _, _ in entries()]
    assert terms == sorted(terms, key=sort_key)
    assert len(set(terms)) == len(terms)
    assert [term for term, english, meaning in entries() if not english or len(meaning) < 15] == []


def test_every_name_that_it_gives_is_in_the_code() -> None:
    files = [path for path in (PROJECT / "ctg_lib").rglob("*") if path.suffix in (".py", ".yaml", ".j2")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*files, *(PROJECT / "notebooks").glob("*.ipynb")])
    words = set(re.findall(r"[\w-]+", code)) | set(re.findall(r"\w+", code))
    assert names_in_code() - words == set()


def test_it_has_what_the_code_names() -> None:
    """Statuses, levels, provenances, verdicts, sides, themes and sources: one added to the code is asked for here."""
    named = {str(one) for kind in (Status, Level, Chain, Gap) for one in kind} | {one.name for one in Role}
    assert (named | set(THEMES) | set(sources.catalogue())) - names_in_code() == set()


def test_it_has_the_abbreviations_that_a_reader_meets() -> None:
    printed = [
        *(f"{one.title} {one.producer} {one.secrecy} {one.caveat}" for one in sources.catalogue().values()),
        *(f"{one.label} {one.question} {one.caveat} {one.reference}" for one in indicators.catalogue().values()),
        *(" ".join((one.title, *one.unknown)) for one in chapters.every().values()),
        *(f"{one.label} {one.reference}" for one in parameters.every()),
    ]
    met = {word for line in printed for word in re.findall(r"(?<!\w)[A-ZÉ]{2,}(?!\w)", line)}
    assert len(met) > 10
    roman = {"III"}
    assert met - {term for term, _, _ in entries()} - roman == set()
