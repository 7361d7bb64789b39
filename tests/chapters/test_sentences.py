"""Sentences on change over time, from small fictitious tables: what they say, and what they refuse to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

import ctg_lib
from ctg_lib import indicators
from ctg_lib.chapters import sentences
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import births_change, caf_change, say
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status
from tests.indicators.fictitious import Cell, Place, shelf

SORBIERS, LOIRE = "42302", ("departement", "42")
Tables = Mapping[str, Mapping[Place, Mapping[str, Cell]]]


def diagnostic(tables: Tables) -> Diagnostic:
    return Diagnostic(Territory.of(SORBIERS), "2026-11-24", shelf(tables))


def plain(sentence: str | None) -> str | None:
    """The sentence as it is read: without its tags, its no-break spaces and hyphens made plain."""
    if sentence is None:
        return None
    text = re.sub(r"<[^>]+>", "", sentence)
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-").replace("\u2212", "-")


# ── Births ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def births(yearly: Sequence[int]) -> str | None:
    """The sentence on births that begin in 2013, in Sorbiers and, ten fewer each year, in the Loire."""
    tables: dict[str, dict[Place, dict[str, Cell]]] = {
        f"etat_civil@{2013 + rank}": {
            SORBIERS: {"naissances": float(count)},
            LOIRE: {"naissances": 1000.0 - 10 * rank},
        }
        for rank, count in enumerate(yearly)
    }
    return plain(births_change(diagnostic(tables)))


def test_births_that_fall_beyond_chance_are_told_with_the_change_here_and_elsewhere() -> None:
    assert births([100] * 3 + [80] * 7 + [60] * 3) == (
        "Les naissances reculent nettement : 100,0 par an en 2013-2015, 60,0 par an en 2023-2025, "
        "soit -40 % (-10 % dans la Loire)."
    )


def test_births_that_rise_beyond_chance() -> None:
    assert births([60] * 10 + [100] * 3) == (
        "Les naissances augmentent nettement : 60,0 par an en 2013-2015, 100,0 par an en 2023-2025, "
        "soit +67 % (-10 % dans la Loire)."
    )


def test_births_within_chance_have_no_percentage() -> None:
    """60 against 51 a year: the interval of the first begins at 51,6, and that of the second ends at 59,8."""
    assert births([60] * 10 + [51] * 3) == (
        "Le nombre de naissances ne change pas au-delà du hasard : 60,0 par an en 2013-2015, 51,0 par an en 2023-2025."
    )


def test_ten_years_are_needed_to_speak_of_births() -> None:
    """Thirteen years of births make eleven means, hence ten years between the first and the last."""
    assert births([100] * 6 + [60] * 6) is None
    assert births([100] * 6 + [60] * 7) is not None


# ── Counts of the Caf ────────────────────────────────────────────────────────────────────────────────────────────────


def caf(indicator: str, counts: Mapping[int, int]) -> str | None:
    """The sentence on a count of the Caf by year, a hundred times as great in the Loire."""
    column = {"lo_al": "indfoy_ndural", "ad_rsa": "indfoy_rsa"}[indicator]
    tables: dict[str, dict[Place, dict[str, Cell]]] = {
        f"caf_communes@{year}-12": {
            SORBIERS: {column: (float(count), Status.ROUNDED)},
            LOIRE: {column: (100.0 * count, Status.ROUNDED)},
        }
        for year, count in counts.items()
    }
    return plain(caf_change(diagnostic(tables), indicator, "foyers"))


def test_the_reform_of_housing_aid_in_january_2021_is_never_crossed() -> None:
    counts = {2018: 400, 2020: 380, 2021: 300, 2024: 330}
    assert caf("lo_al", counts) == (
        "En hausse : 300 foyers en décembre 2021, 330 en décembre 2024, soit +10 % (+10 % dans la Loire)."
    )
    # Before it, or for another benefit, the first December is the first.
    assert caf("lo_al", {2018: 400, 2020: 300}) == (
        "En baisse : 400 foyers en décembre 2018, 300 en décembre 2020, soit -25 % (-25 % dans la Loire)."
    )
    assert caf("ad_rsa", counts) == (
        "En baisse : 400 foyers en décembre 2018, 330 en décembre 2024, soit -18 % (-18 % dans la Loire)."
    )


def test_the_reason_is_said_where_every_earlier_december_lies_before_the_reform() -> None:
    assert caf("lo_al", {2018: 400, 2020: 400, 2021: 300}) == (
        f"{indicators.indicator('lo_al').label} : évolution non comparée entre décembre 2020 et décembre 2021 "
        "(le calcul des aides au logement a changé en janvier 2021 : la baisse d’alors n’est pas celle du besoin)."
    )
    assert caf("ad_rsa", {2018: 400, 2020: 400, 2021: 300}) is not None
    assert caf("lo_al", {2024: 300}) is None


def test_a_change_within_the_rounding_is_stable() -> None:
    """300 is 298 to 302, 304 is 302 to 306: they may be the same."""
    assert caf("ad_rsa", {2021: 300, 2024: 304}) == (
        "Stable, à l’arrondi près : 300 foyers en décembre 2021, 304 en décembre 2024."
    )


@pytest.mark.parametrize(
    ("count", "trend"), [(305, "Presque stable"), (314, "Presque stable"), (286, "Presque stable"), (315, "En hausse")]
)
def test_a_change_under_five_per_cent_is_almost_stable(count: int, trend: str) -> None:
    assert str(caf("ad_rsa", {2021: 300, 2024: count})).startswith(f"{trend} : 300 foyers")


def test_under_fifty_households_what_the_rounding_leaves_stands_for_a_percentage() -> None:
    assert caf("ad_rsa", {2021: 45, 2024: 60}) == (
        "En hausse : 45 foyers en décembre 2021, 60 en décembre 2024, soit au moins 11 de plus (+33 % dans la Loire)."
    )
    assert "soit +20 %" in str(caf("ad_rsa", {2021: 50, 2024: 60}))
    assert caf("ad_rsa", {2021: 0, 2024: 60}) == (
        "En hausse : 0 à 2 foyers en décembre 2021, 60 en décembre 2024, soit au moins 56 de plus."
    )
    assert "25 en décembre 2024, soit au moins 1 de moins" in str(caf("ad_rsa", {2021: 30, 2024: 25}))


def test_a_series_that_wanders_is_told_by_its_range_and_not_by_its_two_ends() -> None:
    assert caf("ad_rsa", {2020: 15, 2021: 15, 2022: 25, 2023: 20, 2024: 20}) == (
        "Sans tendance nette : de 15 à 25 foyers selon l’année depuis décembre 2020, 20 en décembre 2024."
    )
    assert str(caf("ad_rsa", {2021: 100, 2022: 70, 2024: 130})).startswith("Sans tendance nette : de 70 à 130 foyers")
    # Beyond its ends by less than it changed, it went somewhere; where it hardly changed, it is almost stable.
    assert str(caf("ad_rsa", {2021: 100, 2022: 140, 2024: 130})).startswith("En hausse : 100 foyers")
    assert str(caf("ad_rsa", {2021: 300, 2022: 400, 2024: 310})).startswith("Presque stable : 300 foyers")


# ── One figure ───────────────────────────────────────────────────────────────────────────────────────────────────────


def unemployment(out_of_work: float, active: float) -> str | None:
    columns = {"P22_CHOM1524": out_of_work, "P22_ACT1524": active}
    tables: Tables = {"rp@2022": {SORBIERS: columns, LOIRE: {"P22_CHOM1524": 5_000.0, "P22_ACT1524": 20_000.0}}}
    return plain(say(diagnostic(tables), "je_cho_1524", "Chez les jeunes actifs, {value} de chômage"))


def test_a_share_of_a_handful_stands_under_its_label_without_a_figure() -> None:
    sentence = str(unemployment(20.0, 29.0))
    assert sentence.endswith(" (2022) : effectif trop faible.")
    assert not re.search(r"\d %|contre", sentence)


def test_a_share_of_enough_is_told_against_the_first_comparator_that_has_one() -> None:
    sentence = str(unemployment(100.0, 1_000.0))
    assert sentence.startswith("Chez les jeunes actifs, 10,0 % de chômage (2022), contre 25,0 % dans la Loire")


def test_a_share_of_a_handful_is_no_comparator_either() -> None:
    """A département of 20 young workers is made up: nobody is told to be above or below it."""
    own, few = {"P22_CHOM1524": 100.0, "P22_ACT1524": 1_000.0}, {"P22_CHOM1524": 5.0, "P22_ACT1524": 20.0}
    seen = diagnostic({"rp@2022": {SORBIERS: own, LOIRE: few}})
    assert seen.row("je_cho_1524", Level.DEPARTEMENT) is not None
    assert plain(say(seen, "je_cho_1524", "{value} de chômage")) == "10,0 % de chômage (2022)."


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "chance"),
    [
        # 250 births, then 180: −28 %, somewhere between −41 % and −13 %.
        (250, 180, 0.82, True),
        (250, 180, 0.60, True),
        (250, 180, 0.88, False),
        (250, 180, 0.58, False),
        (25_000, 18_000, 0.82, False),
        (250, 250, 1.0, True),
        (3, 0, 0.5, True),
    ],
)
def test_two_changes_are_set_apart_only_beyond_chance(before: int, after: int, elsewhere: float, chance: bool) -> None:
    rows = [pd.Series({"value": count / 3}) for count in (before, after)]
    assert sentences._by_chance(*rows, 3.0, elsewhere) is chance


def test_births_tell_when_the_change_elsewhere_is_no_other() -> None:
    told = births_change(ctg_lib.diagnostic("42302", "2026-11-24"))
    assert told is not None
    assert sentences.CHANCE + ")" in told
    assert "hasard" not in str(births_change(ctg_lib.diagnostic("244200770", "2026-11-24")))
