"""Where an indicator is shown, and what comes of a column: equal to what the chapters show and read when opened."""

from __future__ import annotations

import re

import pytest

from ctg_lib import chapters, folders, indicators, reads, sources
from ctg_lib.chapters.chapter import Chapter
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage import uses
from ctg_lib.store import Store
from ctg_lib.territory import Territory

PARTS = ("needs", "services", "gap", "unknown", "questions")
KEYS = re.compile(r'data-(?:cle|bornes|de|a)="(\w+)\|')


@pytest.fixture(scope="module")
def sorbiers() -> Diagnostic:
    return Diagnostic(Territory.of("42302"), "2026-11-27", Shelf(Store([folders.PROJECT / "data" / "sample"])))


def read_for(chapter: Chapter) -> set[str]:
    """The sources of the indicators that a chapter shows."""
    return {wanted.source for name in chapter.indicators for wanted in indicators.indicator(name).inputs}


@pytest.mark.parametrize("name", chapters.every())
def test_what_a_chapter_shows_and_reads_is_what_is_told_of_it(name: str, sorbiers: Diagnostic) -> None:
    chapter = chapters.every()[name]
    reads.forget()
    opened = chapters.opened(name, sorbiers)
    html = " ".join(getattr(opened, part)().html for part in PARTS)
    lost = [one for one in set(KEYS.findall(html)) if name not in {place.chapter for place in uses.shown(one)}]
    assert lost == [], "montré sans que « ctg explain » le dise"
    beside = set(reads.noted()) - read_for(chapter) - {reads.CONVENTION}
    silent = {source for source in beside if name not in uses.read_by(source)}
    assert silent == set(), "lu sans que « ctg explain --source » le dise"
    told = {source for source in sources.catalogue() if name in uses.read_by(source)}
    assert told - read_for(chapter) <= beside, "dit lu, et ne l’est pas"


@pytest.mark.parametrize("source", sources.catalogue())
def test_a_source_leads_to_every_indicator_that_reads_it(source: str) -> None:
    told = uses.of_source(source)
    reading = [one.id for one in indicators.catalogue().values() if source in {wanted.source for wanted in one.inputs}]
    assert [use.indicator for use in told.indicators] == reading
    text = told.as_text()
    assert sources.source(source).licence in text
    for use in told.indicators:
        assert f"  {use.indicator} : {use.label}" in text


def test_there_and_back() -> None:
    """From each figure down to its columns, and from each of those columns back to the figure."""
    for one in indicators.catalogue().values():
        for wanted in one.inputs:
            for column in wanted.columns:
                assert one.id in {use.indicator for use in uses.of_column(f"{wanted.source}.{column}").indicators}


def test_a_column_is_named_with_its_year_or_alone_where_one_source_has_it() -> None:
    told = uses.of_column("rp.P22_POP0014")
    assert (told.column, told.meaning) == ("P_POP0014", "Personnes de moins de 15 ans")
    assert uses.of_column("indfoy_rsa").source == "caf_communes"
    with pytest.raises(UsageError, match=r"écrire population_legale\.PMUN, population_historique\.PMUN"):
        uses.of_column("PMUN")


@pytest.mark.parametrize(
    ("spelling", "proposed"),
    [
        ("indfoy_ras", "caf_communes.indfoy_rsa"),
        ("caf_communes.indfoy_ras", "indfoy_rsa"),
        ("caf_comunes.indfoy_rsa", "caf_communes"),
        ("INDFOY_RSA", "caf_communes.indfoy_rsa"),
        ("caf_communes.INDFOY_RSA", "indfoy_rsa"),
    ],
)
def test_an_unknown_column_proposes_the_near_ones(spelling: str, proposed: str) -> None:
    with pytest.raises(UsageError, match="Peut-être") as told:
        uses.of_column(spelling)
    assert proposed in str(told.value)


def test_an_unknown_source_proposes_the_near_ones() -> None:
    with pytest.raises(UsageError, match="caf_communes"):
        uses.of_source("caf_comunes")
    with pytest.raises(UsageError, match="« ctg sources »"):
        uses.of_source("zzz")


def test_maps_and_services_are_told() -> None:
    assert "pr_taux_pauvrete" in uses.of_column("filosofi_2023.PR_MD60").maps
    assert "services" in uses.of_source("france_services").maps
    assert uses.of_source("qpv").chapters == ("00_territoire",)
