"""No trend crosses a break unmarked: lines are cut or marked, and the sentence under each chart says why."""

from __future__ import annotations

import re
from itertools import pairwise

import pandas as pd
import pytest

from ctg_lib import folders, indicators
from ctg_lib.analysis.evolution import between
from ctg_lib.chapters import drawing, petite_enfance
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.marks import Marks, instants, marked
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.views import embedded
from ctg_lib.views.view import View
from ctg_lib.views.wording import row_text
from ctg_lib.vintage import Comparison, Verdict
from tests.indicators.fictitious import Cell, Place, shelf

SHELF = Shelf(Store([folders.PROJECT / "data" / "sample"]))
SEEN = {code: Diagnostic(Territory.of(code), "2026-11-24", SHELF) for code in ("42302", "244200770")}


def drawn(code: str, *names: str) -> View:
    view = drawing.trend(SEEN[code], names, [f"série {place}" for place, _ in enumerate(names)], "Titre", "Message.")
    assert view is not None
    return view


def notes(html: str) -> list[str]:
    return [re.sub(r"\s", " ", text) for text in re.findall(r"<li>(.*?)</li>", html)]


def svg(view: View) -> str:
    found = re.search(r'src="([^"]+)"', view.picture)
    drawing = embedded.drawing(found[1]) if found else None
    assert drawing
    return drawing


def broken(code: str, name: str) -> list[Comparison]:
    """What stands between each two vintages that follow one another, where something does."""
    rows = [row for _, row in SEEN[code].history(name).iterrows()]
    found = [between(indicators.indicator(name), before, after) for before, after in pairwise(rows)]
    return [one for one in found if one.verdict is not Verdict.ALLOWED]


@pytest.mark.parametrize("code", ["42302", pytest.param("244200770", marks=pytest.mark.slow)])
def test_a_trend_of_any_indicator_marks_every_break_between_its_ends(code: str) -> None:
    names = [name for name in indicators.catalogue() if len(SEEN[code].history(name)) > 1]
    assert len(names) > 15
    drawings: dict[tuple[Comparison, ...], str] = {}
    for name in names:
        found = broken(code, name)
        marks = marked([name], ["série"], [SEEN[code].history(name)])
        assert len(marks.lines) == len(marks.calls) == len(found), name
        assert len(marks.notes.texts) == len(set(found)), name
        assert all(any(one.reason in text for text in marks.notes.texts) for one in found), name
        assert len(set(marks.parts[0])) - 1 == sum(one.verdict is Verdict.REFUSED for one in found), name
        drawings.setdefault(tuple(found), name)
    # One picture for each way of breaking: in the drawing, under it, in the table and in the words read aloud.
    for found, name in drawings.items():
        view = drawn(code, name)
        for told in (notes(view.picture), notes(view.data)):
            assert len(told) == len(set(found)), name
            assert all(any(re.sub(r"\s", " ", one.reason) in text for text in told) for one in found), name
        assert all(one.reason in view.alt for one in found), name
        assert len(re.findall(r'<th scope="row">[^<]+<sup class="appel">', view.data)) == len(found), name
        assert svg(view).count("stroke-dasharray") == len(found), name


def test_a_refused_break_cuts_the_line_and_a_warned_one_does_not() -> None:
    seen = SEEN["42302"]
    population, housing = (seen.history(name) for name in ("ctx_pop_legale", "lo_al"))
    assert marked(["ctx_pop_legale"], ["population"], [population]).parts == [[0, 1, 2, 3, 4, 5]]
    assert marked(["lo_al"], ["foyers"], [housing]).parts == [[0] * len(housing)]


def test_a_reason_that_repeats_is_told_once_and_called_at_each_place() -> None:
    view = drawn("42302", "ctx_pop_legale")
    assert len(notes(view.picture)) == 1
    assert notes(view.picture)[0].startswith("Entre 2018 et 2023, à chacun des 5 traits, courbe coupée : recensement")
    assert view.data.count('<sup class="appel">(1)</sup>') == 5


def test_of_several_lines_those_that_break_are_named() -> None:
    (told,) = notes(drawn("42302", "ad_ppa", "lo_al").picture)
    assert told.startswith("Entre décembre 2020 et décembre 2021, à lire avec réserve (série 1) : le calcul")
    assert "série" not in notes(drawn("42302", "lo_al").picture)[0]


def test_without_a_break_nothing_is_added() -> None:
    view = drawn("42302", "ad_rsa")
    assert "<ol" not in view.picture + view.data
    assert "Rupture" not in view.alt
    assert marked(["ad_rsa"], ["RSA"], [SEEN["42302"].history("ad_rsa")]).lines == []


def test_two_breaks_at_one_place_are_both_called() -> None:
    """A household benefit and a coverage rate cannot be drawn together, but two benefits may break at one date."""
    tables: dict[str, dict[Place, dict[str, Cell]]] = {
        f"caf_communes@{year}-12": {"42302": {"indfoy_ppa": 100.0, "indfoy_rsa": 50.0}}
        for year in (2015, 2016, 2018, 2019)
    }
    seen = Diagnostic(Territory.of("42302"), "2026-11-24", shelf(tables))
    marks = marked(["ad_ppa", "ad_rsa"], ["prime", "RSA"], [seen.history("ad_ppa"), seen.history("ad_rsa")])
    assert [(line, number) for line, number in marks.lines] == [(2015.5, "1"), (2018.5, "2")]
    assert marks.parts == [[0, 1, 1, 1], [0, 1, 1, 1]]
    assert set(marks.calls) == {"2016-12", "2019-12"}
    assert "(prime)" in marks.notes.texts[1]


def test_years_stand_alone_and_months_where_there_are_several_a_year() -> None:
    yearly, monthly = (pd.DataFrame({"vintage": dates}) for dates in (["2021-12", "2022-12"], ["2021-T2", "2021-T4"]))
    assert [list(one) for one in instants([yearly])] == [[2021, 2022]]
    assert [list(one) for one in instants([monthly])] == [[2021.5, 2022.0]]
    assert Marks().notes.html() == ""


def test_scenarios_start_from_what_is_known() -> None:
    view = petite_enfance._coming(SEEN["42302"])
    assert isinstance(view, View)
    today = SEEN["42302"].own("pe_0_2")
    assert view.data.count(f'data-cle="pe_0_2|commune|42302|{today["vintage"]}"') == 2
    assert view.alt.count(f": de {row_text(today)} en {today['vintage']} à ") == 2
