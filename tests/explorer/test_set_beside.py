"""A territory beside others: the verdicts of the API, in the order asked, with their reasons, and no ranking."""

from __future__ import annotations

import html
import re

import pytest

from ctg_lib import explorer
from ctg_lib.errors import UsageError
from ctg_lib.explorer.comparison_panel import GROUPS
from ctg_lib.explorer.set_beside import FIRST, Comparison
from ctg_lib.views.view import Block, View
from tests.published import EDITION, SORBIERS

LEVELS = ("epci", "departement", "region", "france")
SHARE = "ctx_0_14_part"


@pytest.fixture(scope="module")
def opened() -> Comparison:
    return explorer.comparison(SORBIERS, EDITION)


@pytest.fixture
def bench(opened: Comparison) -> Comparison:
    return opened.choose(territory=SORBIERS, indicator=FIRST, others=LEVELS)


def lines(shown: Block) -> dict[str, list[str]]:
    """The cells of each line of a table, as they are read."""
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', shown.html)
    return {
        html.unescape(name): [html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r"<td>(.*?)</td>", cells)]
        for name, cells in found
    }


def test_the_table_says_what_the_api_says_in_the_order_asked(bench: Comparison) -> None:
    bench.choose(others=["Saint-Chamond", "departement", "42305"])
    frame = bench.frame()
    table = lines(bench.table())
    assert list(table) == ["Sorbiers", "Saint-Chamond", "Loire", "La Talaudière"]
    for row in frame.itertuples():
        assert row.verdict in table[row.name]
    assert "Raison" not in bench.table().html


def test_what_is_not_compared_gives_its_reason(bench: Comparison) -> None:
    cells = lines(bench.table())["Saint-Étienne Métropole"]
    assert "non comparé" in cells
    assert "ne se calcule pas depuis les communes" in cells[-1]


def test_the_sentence_counts_where_there_are_too_many_names(bench: Comparison) -> None:
    few = bench.choose(others=["departement", "france"]).sentence()
    assert few.endswith(". Niveau plus faible, à côté de\u00a0: Loire et France métropolitaine.")
    many = bench.choose(indicator=SHARE, others=["semblables"]).sentence().replace("\u00a0", " ")
    assert re.search(r"(?i)écart non significatif, à côté de : \d+ territoires", many)
    assert bench.choose(others=[]).sentence().endswith("Aucun territoire à côté.")


def test_the_chart_draws_what_may_be_compared_and_nothing_else(bench: Comparison) -> None:
    drawn = bench.chart()
    assert isinstance(drawn, View)
    assert "Loire 16,8" in drawn.alt
    assert "Métropole" not in drawn.alt
    assert isinstance(bench.choose(indicator="ad_rsa").chart(), Block)
    assert "aucun de ces chiffres" in html.unescape(bench.chart().html)


def test_the_communes_alike_come_with_their_distances_and_the_method(bench: Comparison) -> None:
    shown = html.unescape(bench.similar().html).replace("\u00a0", " ")
    assert bench.similar() == bench.asked.reading.similar()
    for words in ("médiane", "Distance", "Variables :", "laissées de côté", "n’est pas un classement"):
        assert words in shown
    assert "se cherchent pour une commune" in bench.choose(territory="42").similar().html


def test_another_territory_keeps_those_that_it_may_be_set_against(bench: Comparison) -> None:
    bench.choose(others=[*LEVELS, "semblables", "42305"])
    assert bench.choose(territory="42305").others == (*LEVELS, "semblables")
    assert bench.choose(territory="42").others == ("region", "france")


def test_bad_names_are_told_and_change_nothing(bench: Comparison) -> None:
    before = bench.asked, bench.others
    with pytest.raises(UsageError) as refused:
        bench.choose(others=["semblable", "Sorbiers"])
    assert "semblables (communes semblables)" in str(refused.value)
    with pytest.raises(UsageError, match="pr_taux_pauvrete"):
        bench.choose(indicator="pauvreté")
    assert (bench.asked, bench.others) == before


# --- Widgets --------------------------------------------------------------------------------------------------------


def test_a_box_adds_a_group_and_takes_it_away(bench: Comparison) -> None:
    panel = bench.panel
    before = panel.said.value
    panel.boxes["voisines"].value = True
    assert bench.others == (*LEVELS, "voisines")
    assert "Saint-Christo-en-Jarez" in html.unescape(panel.said.value)
    panel.boxes["voisines"].value = False
    assert panel.said.value == before


def test_a_name_is_added_then_removed(bench: Comparison) -> None:
    panel = bench.panel
    panel.added.typed.value = "Saint-Chamond"
    assert bench.others == (*LEVELS, "42207")
    assert panel.remove.layout.display == ""
    panel.remove.click()
    assert bench.others == LEVELS
    assert panel.remove.layout.display == "none"


def test_a_refusal_is_told_and_the_boxes_say_what_is_shown(bench: Comparison) -> None:
    panel = bench.choose(territory="42").panel
    panel.boxes["semblables"].value = True
    assert "se cherchent pour une commune" in panel.problem.value
    assert panel.boxes["semblables"].value is False
    panel.boxes["voisines"].value = True
    assert panel.problem.value == ""


def test_widgets_follow_what_code_chooses(bench: Comparison) -> None:
    bench.choose(indicator=SHARE, others=["semblables"])
    panel = bench.panel
    assert panel.indicator.indicator.value == SHARE
    assert {name for name in GROUPS if panel.boxes[name].value} == {"semblables"}
    assert html.escape(bench.sentence()) in panel.said.value
