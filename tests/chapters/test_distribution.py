"""Where a territory stands among others: quartiles beside numpy's, both sides of each word, and no rank."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from ctg_lib import chapters, folders, indicators, sources
from ctg_lib.analysis.group import Quartiles
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.distribution import among, position
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.sources.rp_ages import aged
from ctg_lib.store import Store
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status
from ctg_lib.views import embedded
from ctg_lib.views.view import Block, View
from tests.indicators.fictitious import Cell, Place, shelf

SAMPLE = Shelf(Store([folders.PROJECT / "data" / "sample"]))
DRAWN = ("ctx_0_14_part", "ad_couv", "se_75p_part", "pr_med")
HERE, TINY = "42302", "42040"
LOIRE = Territory.of("42")
GROUP = "vallee-du-gier=42207,42225,42302"


def of(place: str, on: Shelf = SAMPLE) -> Diagnostic:
    return Diagnostic(Territory.parse(place), "2026-11-24", on)


def view(place: str, name: str, on: Shelf = SAMPLE) -> View:
    drawn = among(name)(of(place, on))
    assert isinstance(drawn, View)
    return drawn


def plain(text: str) -> str:
    """As it is read."""
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").replace("\u202f", " ")


def number(text: str) -> float:
    return float(re.sub(r"[^\d,]", "", text).replace(",", "."))


def cells(view: View) -> dict[str, str]:
    return {
        plain(heading): plain(cell)
        for heading, cell in re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', view.data, flags=re.DOTALL)
    }


# ── Real communes ────────────────────────────────────────────────────────────────────────────────────────────────────


def published(name: str) -> pd.Series:
    """The values of the communes of the Loire that may be shown, by another way than the chart's."""
    rows = compute(Resolved(SAMPLE, Targets.of(LOIRE.members())), [indicators.indicator(name)])
    rows = rows[rows["vintage"] == of(HERE).vintage(name)]
    valued = rows["status"].map(lambda status: Status(status).has_value)
    few = (rows["unit"] == "part") & (rows["denominator"] < 30)
    return rows[valued & ~few]["value"]


@pytest.mark.parametrize("name", DRAWN)
def test_the_quartiles_are_those_of_numpy(name: str) -> None:
    values, told = published(name), list(cells(view(HERE, name)).values())
    scale = 100 if indicators.indicator(name).unit.id == "part" else 1
    digits = indicators.indicator(name).unit.digits
    for shown, expected in zip(told[:3], np.percentile(values, [25, 50, 75]), strict=True):
        assert number(shown) == pytest.approx(scale * expected, abs=0.51 * 10**-digits)
    assert number(told[3]) == len(values)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("place", [HERE, "42218", GROUP])
def test_the_territory_s_own_figure_leads_to_its_row_and_nobody_is_ranked(place: str, name: str) -> None:
    seen = of(place)
    drawn = among(name)(seen)
    if seen.own(name)["status"] == Status.MISSING:
        # A median of medians is none: a group has no median income.
        assert (drawn, name, place) == (None, "pr_med", GROUP)
        return
    assert isinstance(drawn, View)
    key = f'data-cle="{name}|{seen.territory.level}|{seen.territory.code}|{seen.vintage(name)}"'
    assert drawn.message.count(key) == 1
    assert drawn.data.count("data-cle") == drawn.data.count(key) == 1
    assert not re.search(r"\brang|\bclass|\d+ ?e sur|premi|derni", plain(drawn.html))
    assert seen.territory.name in drawn.alt
    assert "communes de la Loire" in drawn.alt.replace("par commune", "communes")


def test_the_words_in_the_picture_hold_together() -> None:
    drawing = embedded.drawing(view(HERE, "se_75p_part").picture.split('src="')[1].split('"')[0])
    assert drawing
    assert ">Sorbiers\u00a0: 10,6\u202f%<" in drawing


def test_what_is_left_out_is_counted_with_its_reason() -> None:
    told = view(HERE, "pr_med")
    assert "La moitié des 313 communes de la Loire qui ont un chiffre à montrer sont entre" in plain(told.message)
    assert "Laissées de côté : 7 communes (non diffusé : 7)." in plain(told.message)
    assert cells(told)["Laissées de côté, non diffusé"] == "7"
    whole = view(HERE, "se_75p_part")
    assert plain(whole.message).startswith("La moitié des communes de la Loire sont entre 7,6 % et 12,7 % ; Sorbiers")
    assert "Laissées" not in whole.message + whole.data


def test_a_spread_made_by_the_survey_is_not_drawn() -> None:
    """One family in four is asked in a small commune: most intervals are wider than the middle half itself."""
    assert among("pa_mono_pct")(of(HERE)) is None


def test_a_handful_is_not_placed_but_the_others_are_told() -> None:
    told = among("ad_couv")(of(TINY))
    assert isinstance(told, Block)
    assert "<img" not in told.html
    assert "La moitié des communes de la Loire sont entre" in plain(told.html)
    assert "La Chamba, à" not in plain(told.html)
    assert "Les effectifs sont trop petits pour un dessin" in told.html


def test_an_intercommunalite_stands_among_those_of_its_departement() -> None:
    covered = view("244200770", "ad_couv")
    assert "intercommunalités de la Loire" in covered.message
    assert "Saint-Étienne Métropole" in covered.alt
    held = {one.parent(Level.EPCI) for one in LOIRE.members()}
    here = [one for one in held if one and one.parent(Level.DEPARTEMENT) == LOIRE]
    assert number(cells(covered)["Intercommunalités comptées"]) == len(here)


@pytest.mark.parametrize("place", ["42", "FR"])
def test_what_is_larger_than_an_intercommunalite_stands_among_nothing(place: str) -> None:
    assert among("se_75p_part")(of(place)) is None


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_of_others_is_public(name: str) -> None:
    assert not any(sources.source(one.source).book for one in indicators.indicator(name).inputs)


def test_one_a_chapter_at_most() -> None:
    seen = of(HERE)
    for chapter in chapters.every().values():
        views = [draw(seen) for draw in chapter.need_views if getattr(draw, "__qualname__", "").startswith("among")]
        assert len(views) <= 1
    assert sum("among" in getattr(d, "__qualname__", "") for c in chapters.every().values() for d in c.need_views) == 4


def test_the_same_bytes_twice() -> None:
    assert view(HERE, "se_75p_part").html == view(HERE, "se_75p_part").html


# ── Fictitious communes ──────────────────────────────────────────────────────────────────────────────────────────────


def aging(shares: list[float], inhabitants: float = 100_000) -> Shelf:
    """Sorbiers, then other communes of the Loire, with such shares of 75 and over."""
    codes = [HERE, *(code for code in LOIRE.communes if code != HERE)][: len(shares)]
    table: dict[Place, dict[str, Cell]] = {}
    for code, share in zip(codes, shares, strict=True):
        old, young = aged(75), [band for band in aged() if band not in aged(75)]
        table[code] = dict.fromkeys(old, inhabitants * share / len(old))
        table[code] |= dict.fromkeys(young, inhabitants * (1 - share) / len(young))
    return shelf({"rp_ages@2023": table})


TEN_OTHERS = [0.06, 0.07, 0.08, 0.09, 0.10, 0.10, 0.11, 0.12, 0.13, 0.14]


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (0.02, "est en dessous."),
        (0.10, "est dans cette moitié."),
        (0.30, "est au-dessus."),
        (0.126, "est dans cette moitié ou en dehors : le chiffre n’est pas assez précis pour trancher."),
    ],
)
def test_where_it_stands_is_said_as_far_as_the_figure_allows(own: float, words: str) -> None:
    drawn = view(HERE, "se_75p_part", aging([own, *TEN_OTHERS]))
    assert words in plain(drawn.message)
    assert words in plain(drawn.alt)
    assert "Laissées de côté : 309 communes (" in plain(drawn.message)


def test_the_same_figure_is_inside_with_a_narrow_interval_and_at_the_limit_with_a_wide_one() -> None:
    row = of(HERE, aging([0.10, *TEN_OTHERS])).own("se_75p_part")
    one = indicators.indicator("se_75p_part")
    quartiles = Quartiles(0.09, 0.10, 0.12)
    assert position(one, row, quartiles) == "est dans cette moitié"
    wide = row.copy()
    wide["low"], wide["high"] = 0.08, 0.13
    assert position(one, wide, quartiles).startswith("est dans cette moitié ou en dehors")


def test_under_ten_territories_nothing_is_drawn() -> None:
    assert among("se_75p_part")(of(HERE, aging(TEN_OTHERS[:9]))) is None
    assert among("se_75p_part")(of(HERE, aging(TEN_OTHERS))) is not None


def test_where_half_are_alike_nothing_is_drawn() -> None:
    assert among("se_75p_part")(of(HERE, aging([0.05, *[0.1] * 12, 0.2]))) is None


def test_a_territory_without_figure_is_not_drawn() -> None:
    without = aging([0.1, *TEN_OTHERS]).store.tables["rp_ages@2023"]
    others = {place: row for place, row in without.items() if place != HERE}
    assert among("se_75p_part")(of(HERE, shelf({"rp_ages@2023": others}))) is None


def test_every_value_adds_a_dot() -> None:
    sizes = [len(view(HERE, "se_75p_part", aging([0.1, *TEN_OTHERS * times])).picture) for times in (1, 4, 16)]
    assert all(before < after for before, after in pairwise(sizes))
