"""Each abbreviation that a page prints is spelled out in it, once, from one table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from ctg_lib.views.abbreviations import ABBREVIATIONS, PLACE, used
from tests.published import Publication
from tests.test_glossary import entries

# Capitals that stand for nothing: numbers of articles, and the classes of a zoning.
NOT_ABBREVIATED = {"II", "III", "IV"}


def capitals(html: str) -> set[str]:
    """The words in capitals of a page, but for commands, names of files and variables, and names of establishments."""
    page = BeautifulSoup(html, "html.parser")
    for one in page.select("script, style, code, .calculs td:nth-child(2), .fichiers td:nth-child(3)"):
        one.decompose()
    for table in page.select("table"):
        if table.select_one("thead th").get_text() in ("Établissement", "Nom"):
            table.decompose()
    return set(re.findall(r"(?<!\w)[A-ZÀ-Ý]{2,}\d*(?!\w)", page.get_text(" ")))


def listed(html: str) -> dict[str, str]:
    rows = BeautifulSoup(html, "html.parser").select("table.sigles tbody tr")
    return {row.th.get_text(): row.td.get_text() for row in rows}


def synthesis(publication: Publication) -> str:
    return (publication.folder / "synthese.html").read_text(encoding="utf-8")


def test_every_word_in_capitals_is_declared_and_spelled_out(html: str) -> None:
    met = capitals(html) - NOT_ABBREVIATED
    assert len(met) > 25
    assert met - set(ABBREVIATIONS) == set()
    assert met - set(listed(html)) == set()


def test_the_list_has_what_the_page_uses_and_nothing_else(html: str) -> None:
    found = listed(html)
    page = BeautifulSoup(html, "html.parser")
    page.select_one("table.sigles").decompose()
    assert set(found) == set(used(str(page)))
    assert {"Caf", "Cnaf", "EAJE", "Insee"} <= set(found) < set(ABBREVIATIONS)
    assert PLACE not in html


def test_the_synthesis_spells_out_its_own_in_one_line(publication: Publication) -> None:
    page = synthesis(publication)
    said = BeautifulSoup(page, "html.parser").select_one("p.sigles").get_text()
    for name in capitals(page) - NOT_ABBREVIATED:
        assert f"{name}, " in said
    assert "BPE, base permanente des équipements" in said
    assert "CTG, " not in said


def test_no_sense_hides_another_abbreviation() -> None:
    for name, sense in ABBREVIATIONS.items():
        assert len(sense) > 8, name
        assert list(words_of(sense)) == [], name


def words_of(sense: str) -> Iterator[str]:
    yield from (word for word in re.findall(r"\w+", sense) if word in ABBREVIATIONS)


def test_the_table_is_in_order_and_the_glossary_has_its_names() -> None:
    assert list(ABBREVIATIONS) == sorted(ABBREVIATIONS, key=str.casefold)
    glossary = {term for term, _, _ in entries()} | set(re.findall(r"\w+", " ".join(row[2] for row in entries())))
    assert set(ABBREVIATIONS) - glossary == set()


def test_only_text_counts() -> None:
    assert used("<p title='EAJE'>La <b>Caf</b></p><script>RSA</script>") == {"Caf": ABBREVIATIONS["Caf"]}
