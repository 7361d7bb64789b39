"""Small numbers are worded, not drawn: no picture rests on a handful of people, and nothing that it said is lost."""

from __future__ import annotations

import pandas as pd
import pytest

from ctg_lib import chapters, folders, parameters
from ctg_lib.chapters import drawing, petite_enfance, small
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.sources.rp_ages import aged
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.views.view import Block, View, spoken
from tests.indicators.fictitious import Cell, Place, shelf

HERE, AROUND = "42302", ("departement", "42")
# La Chamba, 42 inhabitants.
TINY = Diagnostic(Territory.of("42040"), "2026-11-24", Shelf(Store([folders.PROJECT / "data" / "sample"])))
LEAST = parameters.value("numerateur_ordre_de_grandeur")


def of(tables: dict[str, dict[Place, dict[str, Cell]]]) -> Diagnostic:
    return Diagnostic(Territory.of(HERE), "2026-11-24", shelf(tables))


def row(unit: str, numerator: float, denominator: float = float("nan")) -> pd.DataFrame:
    return pd.DataFrame([{"unit": unit, "numerator": numerator, "denominator": denominator}])


def plain(text: str) -> str:
    return spoken(text).replace("\u00a0", " ").replace("\u202f", " ")


# ── What is too small ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "small_enough"),
    [
        ("foyers", LEAST - 1, float("nan"), True),
        ("foyers", LEAST, float("nan"), False),
        ("part", LEAST - 1, 500.0, True),
        ("part", LEAST, 500.0, False),
        # Three years of births: their sum is what chance bears on.
        ("naissances_par_an", LEAST + 1, 3.0, False),
        # A rate or an index published alone: the count behind it is unknown.
        ("places_pour_100", 7.0, float("nan"), False),
        ("consultations", 2.9, float("nan"), False),
    ],
)
def test_a_figure_is_small_by_its_count_where_that_is_known(
    unit: str, numerator: float, denominator: float, small_enough: bool
) -> None:
    assert small.few(row(unit, numerator, denominator)) is small_enough


def test_one_figure_large_enough_is_reason_to_draw() -> None:
    assert not small.few(pd.concat([row("foyers", 2.0), row("foyers", LEAST)]))
    assert small.few(pd.concat([row("foyers", 2.0), row("foyers", 3.0)]))


# ── Births ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def born(yearly: float) -> View | Block:
    tables: dict[str, dict[Place, dict[str, Cell]]] = {
        f"etat_civil@{year}": {HERE: {"naissances": yearly}} for year in range(2012, 2026)
    }
    drawn = petite_enfance._births(of(tables))
    assert drawn is not None
    return drawn


def test_three_births_a_year_are_a_sentence_and_a_table() -> None:
    assert isinstance(born(60), View)
    told = born(3)
    assert isinstance(told, Block)
    assert "<img" not in told.html
    assert "Le nombre de naissances ne change pas au-delà du hasard : " in plain(told.html)
    assert "Les effectifs sont trop petits pour un dessin (moins de 20) : le tableau les donne." in plain(told.html)
    assert told.html.count('data-cle="pe_naiss|commune|42302|') == 14
    assert "Source" in told.html


# ── Shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def aging(old: float) -> View | Block | None:
    """800 inhabitants, of whom so many of 75 and over, most of them under 80."""
    late = aged(75)
    ages: dict[str, Cell] = dict.fromkeys(aged(), (800 - old) / (len(aged()) - len(late)))
    ages |= dict.fromkeys(late, 1.0)
    ages[late[0]] = old - len(late) + 1
    around: dict[str, Cell] = dict.fromkeys(aged(), 10_000.0)
    return drawing.gaps(of({"rp_ages@2023": {HERE: ages, AROUND: around}}), ("se_75p_part", "se_80p_part"), "Les aînés")


def test_a_share_of_a_handful_has_no_dot_but_its_name_and_its_figure() -> None:
    view = aging(100)
    assert isinstance(view, View)
    assert "Part des 75 ans et plus" in view.alt
    assert "Part des 80 ans et plus" not in view.alt
    assert (
        "Effectifs trop petits pour un dessin (moins de 20) : part des 80 ans et plus parmi les habitants. "
        "Le tableau les donne."
    ) in plain(view.message)
    assert 'data-cle="se_80p_part|commune|42302|2023"' in view.data


def test_where_every_share_is_of_a_handful_nothing_is_drawn() -> None:
    told = aging(19)
    assert isinstance(told, Block)
    assert 'data-cle="se_75p_part|commune|42302|2023"' in told.html


# ── Ages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("each", "kind"), [(LEAST / 2 - 0.1, Block), (LEAST / 2, View)])
def test_a_pyramid_needs_an_age_band_that_is_more_than_a_handful(each: float, kind: type) -> None:
    around: dict[str, Cell] = dict.fromkeys(aged(), 10_000.0)
    ages: dict[str, Cell] = dict.fromkeys(aged(), each)
    drawn = drawing.age_pyramid(of({"rp_ages@2023": {HERE: ages, AROUND: around}}))
    assert isinstance(drawn, kind)
    assert "La tranche la plus nombreuse est celle des 0-4 ans, 5,0 % de la population." in plain(drawn.html)


# ── A real commune of 42 inhabitants ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_no_curve_no_bar_and_no_dot_of_a_tiny_commune_rests_on_a_handful(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    seen = View.__post_init__

    def noted(view: View) -> None:
        drawn.append(view.alt)
        seen(view)

    monkeypatch.setattr(View, "__post_init__", noted)
    for chapter in chapters.every().values():
        for draw in (*chapter.need_views, *chapter.service_views, *chapter.gap_views):
            draw(TINY)
    assert drawn, "rien n’est dessiné : l’épreuve ne prouve rien"
    kept = [alt for alt in drawn if not alt.startswith("Carte")]
    # What stays: the inhabitants over time, an access index of the Drees, bars of its comparators alone.
    assert {alt.split(",")[0] for alt in kept} == {"Courbes", "Barres empilées", "Barres en cascade"}
    assert [alt for alt in kept if alt.startswith("Courbe")] == [
        alt for alt in kept if "population municipale" in alt or "médecins généralistes" in alt
    ]
    assert not [alt for alt in kept if alt.startswith("Barres") and TINY.territory.name in alt]
