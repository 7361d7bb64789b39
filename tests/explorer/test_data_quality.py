"""The page of what data are worth: the figures of `ctg qualite`, in tables that say what to do."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from ctg_lib import chapters, explorer, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.explorer.data_quality import DataQuality
from ctg_lib.lineage import quality
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views.view import Block
from tests.published import EDITION, SORBIERS


@pytest.fixture(scope="module", params=[SORBIERS, "200066587"])
def seen(request: pytest.FixtureRequest) -> DataQuality:
    """A commune, and an intercommunalité of which the sample holds a part."""
    return explorer.quality(request.param, EDITION)


def rows(block: Block) -> list[list[str]]:
    """The cells of the body of a table, as they are read."""
    body = "".join(re.findall(r"<tbody>(.*?)</tbody>", block.html, flags=re.DOTALL))
    lines = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line) for line in re.findall(r"<tr>(.*?)</tr>", body)]
    return [[html.unescape(cell) for cell in line] for line in lines]


def test_each_source_is_in_the_table_of_its_state_with_its_remedy(seen: DataQuality) -> None:
    lacking = {name for line in rows(seen.missing()) for name in re.findall(r"\((\w+)\)$", line[0])}
    assert lacking == {one.source for one in seen.seen.states if one.state != quality.HELD}
    assert all(line[3] for line in rows(seen.missing()))
    loaded = {name for line in rows(seen.loaded()) for name in re.findall(r"\((\w+)\)$", line[0])}
    assert loaded == {one.source for one in seen.seen.states if one.newest}
    assert lacking | loaded == set(sources.catalogue())


def test_the_oldest_come_first(seen: DataQuality) -> None:
    ages = [int(found[0]) if (found := re.findall(r"^\d+", line[2])) else 0 for line in rows(seen.loaded())]
    assert ages == sorted(ages, reverse=True)
    assert ages[0] > ages[-1]


def test_chapters_count_their_own_indicators(seen: DataQuality) -> None:
    """Counted again from the rows of the territory."""
    told = {line[0]: line[1:] for line in rows(seen.by_chapter())}
    for chapter in chapters.every().values():
        names = set(chapter.indicators)
        statuses = [Status(seen.diagnostic.own(name)["status"]) for name in names]
        having = sum(status.has_value for status in statuses)
        first, *others = told[chapter.title.replace(" :", "\u00a0:")]
        assert first == f"{having} sur {len(names)}"
        assert having + sum(int(count) for count in others if count != "—") == len(names)


def test_hidden_cells_are_those_of_the_states(seen: DataQuality) -> None:
    told = rows(seen.hidden())
    reasons = list(quality.REASONS)
    for one in seen.seen.states:
        counts = [getattr(one, name) for name in reasons]
        line = [cells for cells in told if cells[0].endswith(f"({one.source})")]
        assert [[0 if cell == "—" else int(cell) for cell in cells[2:]] for cells in line] == [counts] * any(counts)


def test_the_commands_to_copy_are_those_of_what_can_be_fetched(seen: DataQuality) -> None:
    (commands,) = re.findall(r"<pre>(.*?)</pre>", seen.remedies().html)
    for line in commands.split("<br>"):
        *_, verb, name = line.split()
        assert line == f".venv/bin/ctg {verb} {name}"
        if verb == "fetch":
            assert sources.source(name).files
            assert next(one for one in seen.seen.states if one.source == name).state != quality.HELD
    assert commands.endswith(f".venv/bin/ctg new {seen.diagnostic.territory.code}")


def test_one_source_is_told_and_a_wrong_name_is_refused_with_the_right_ones(seen: DataQuality) -> None:
    told = dict(line for line in rows(seen.source("caf_communes")))
    assert told["Producteur"] == "Cnaf"
    assert all(indicators.indicator(name).label in told["Sans chiffre"] for name in seen.seen.states[9].waiting)
    with pytest.raises(UsageError, match=r"Peut-être : .*filosofi"):
        seen.source("filosofy")


def test_an_age_needs_a_date(seen: DataQuality) -> None:
    with pytest.raises(UsageError, match="AAAA-MM-JJ"):
        DataQuality(Diagnostic(Territory.of(SORBIERS), "", seen.diagnostic.shelf))


def test_the_menu_shows_each_table_and_each_source(seen: DataQuality) -> None:
    menu = seen.menus.choices["shown"]
    assert seen.menus.shown.value == seen.summary().html
    for name in ("missing", "remedies", "rp", "by_chapter"):
        menu.value = name
        assert seen.menus.shown.value == seen.offered[name][1]().html
    words = [words for words, _ in menu.options]
    assert len(set(words)) == len(words) == 7 + len(sources.catalogue())
    bundle = seen._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "Ce que chaque chapitre" in bundle["text/plain"]


def test_no_mark_goes_alone_to_the_next_line(seen: DataQuality) -> None:
    for _, draw in seen.offered.values():
        assert not re.search(r" [;:?!»]|« ", re.sub(r"<[^>]+>", "", draw().html))


def test_what_is_displayed_leads_to_no_path_of_this_machine(seen: DataQuality) -> None:
    assert str(Path.home()) not in "".join(draw().html for _, draw in seen.offered.values())
