"""What the law asks on a date: each threshold on its two sides, the dates of entry into force, the odd places."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd
import pytest

from ctg_lib.analysis.duty import LISTED_CENTRE, MUNICIPAL, MUNICIPAL_THEN, SRU_RATE, SRU_TARGET, TOTAL, Duty, State
from ctg_lib.analysis.obligations import UNREAD, duties
from ctg_lib.territory import Territory
from ctg_lib.value import Status

DUE, NOT_DUE, COMING, DEPENDS = State.DUE, State.NOT_DUE, State.COMING, State.DEPENDS
NOW = datetime.date(2026, 11, 24)
SORBIERS, PARIS, MAMOUDZOU = "42302", "75056", "97611"
COMPETENCES = ("sppe_recenser", "sppe_informer", "sppe_planifier", "sppe_qualite")


def row(value: float | None, unit: str = "habitants") -> pd.Series:
    status = Status.MISSING if value is None else Status.PUBLISHED
    return pd.Series({"value": value, "status": str(status), "unit": unit, "vintage": "2022", "territory": SORBIERS})


def asked(
    total: float | None, code: str = SORBIERS, on: datetime.date = NOW, **others: float | None
) -> Mapping[str, Duty]:
    """The duties of a commune, by id."""
    rows = {TOTAL: row(total)} | {name: row(value) for name, value in others.items()}
    return {one.id: one for one in duties(Territory.of(code), on, rows)}


def states(found: Mapping[str, Duty]) -> dict[str, State]:
    return {name: one.state for name, one in found.items()}


def test_sorbiers_has_four_competences_no_compulsory_scheme_nor_relay_and_its_analysis_in_2027() -> None:
    found = asked(8224, **{MUNICIPAL: 8116, SRU_RATE: 0.1636, SRU_TARGET: 0.20})
    assert states(found) == dict.fromkeys(COMPETENCES, DUE) | {
        "sppe_schema": NOT_DUE,
        "sppe_convention": NOT_DUE,
        "sppe_relais": NOT_DUE,
        "ccas": DUE,
        "abs": COMING,
        "sru": DUE,
    }
    assert found["abs"].since == datetime.date(2027, 1, 1)
    assert "renouvelés en 2026" in found["abs"].sentence
    assert found["sppe_planifier"].figures[TOTAL]["value"] == 8224
    assert "8 rubriques de l’article D. 214-10-1" in found["sppe_convention"].sentence


def test_a_small_commune_whose_centre_a_directory_names_is_told_when_its_analysis_is_due() -> None:
    named = asked(690, **{LISTED_CENTRE: 1.0})["abs"]
    assert (named.state, named.in_the_year, named.since.year) == (COMING, True, 2027)
    assert named.sentence.startswith(
        "L’annuaire de l’administration nomme un centre communal d’action sociale : s’il est"
    )
    for listed in (None, 0.0):
        assert asked(690, **{LISTED_CENTRE: listed})["abs"].state is DEPENDS


@pytest.mark.parametrize(
    ("total", "planned"), [(3499, NOT_DUE), (3500, NOT_DUE), (3501, DUE), (10000, DUE), (10001, DUE)]
)
def test_three_thousand_five_hundred_is_not_more_than_itself(total: int, planned: State) -> None:
    found = states(asked(total))
    assert (found["sppe_planifier"], found["sppe_qualite"]) == (planned, planned)
    assert (found["sppe_recenser"], found["sppe_informer"]) == (DUE, DUE)


@pytest.mark.parametrize(("total", "scheme"), [(9999, NOT_DUE), (10000, NOT_DUE), (10001, DUE)])
def test_scheme_and_relay_above_ten_thousand(total: int, scheme: State) -> None:
    found = states(asked(total))
    assert (found["sppe_schema"], found["sppe_relais"]) == (scheme, scheme)
    assert found["sppe_convention"] is (NOT_DUE if scheme is NOT_DUE else DEPENDS)


@pytest.mark.parametrize(("total", "centre"), [(1499, NOT_DUE), (1500, DUE), (1501, DUE)])
def test_the_centre_is_due_from_fifteen_hundred_itself(total: int, centre: State) -> None:
    assert states(asked(total))["ccas"] is centre


def test_a_village_of_two_hundred() -> None:
    found = asked(200, **{MUNICIPAL: 195})
    assert states(found) == {
        "sppe_recenser": DUE,
        "sppe_informer": DUE,
        "sppe_planifier": NOT_DUE,
        "sppe_qualite": NOT_DUE,
        "sppe_schema": NOT_DUE,
        "sppe_convention": NOT_DUE,
        "sppe_relais": NOT_DUE,
        "ccas": NOT_DUE,
        "abs": DEPENDS,
        "sru": NOT_DUE,
    }
    assert found["abs"].sentence.startswith("Due si la commune a un centre communal d’action sociale")


@pytest.mark.parametrize(
    ("on", "competence", "relay"),
    [
        ("2024-12-31", COMING, COMING),
        ("2025-01-01", DUE, COMING),
        ("2025-12-31", DUE, COMING),
        ("2026-01-01", DUE, DUE),
    ],
)
def test_competences_of_2025_and_relay_of_2026(on: str, competence: State, relay: State) -> None:
    found = asked(20_000, on=datetime.date.fromisoformat(on))
    assert {found[name].state for name in (*COMPETENCES, "sppe_schema")} == {competence}
    assert found["sppe_relais"].state is relay
    assert found["sppe_relais"].since == datetime.date(2026, 1, 1)
    assert found["sppe_recenser"].since == datetime.date(2025, 1, 1)


def test_what_a_small_commune_will_not_owe_is_not_coming_either() -> None:
    assert states(asked(200, on=datetime.date(2024, 6, 1)))["sppe_relais"] is NOT_DUE


@pytest.mark.parametrize(
    ("on", "year", "state"),
    [
        ("2020-06-27", 2021, COMING),
        ("2020-06-28", 2021, COMING),
        ("2020-12-31", 2021, COMING),
        ("2021-01-01", 2021, DUE),
        ("2024-05-01", 2021, DUE),
        ("2026-03-21", 2021, DUE),
        ("2026-03-22", 2027, COMING),
        ("2027-12-31", 2027, DUE),
    ],
)
def test_the_analysis_is_due_the_year_after_each_renewal(on: str, year: int, state: State) -> None:
    found = asked(5_000, on=datetime.date.fromisoformat(on))["abs"]
    assert (found.state, found.since) == (state, datetime.date(year, 1, 1))
    assert ("il reste dû" in found.sentence) is (int(on[:4]) > year)


def test_without_a_population_what_depends_on_it_is_told_to() -> None:
    found = asked(None)
    depending = (
        "sppe_planifier",
        "sppe_qualite",
        "sppe_schema",
        "sppe_convention",
        "sppe_relais",
        "ccas",
        "abs",
        "sru",
    )
    assert {found[name].state for name in depending} == {DEPENDS}
    assert {found[name].state for name in ("sppe_recenser", "sppe_informer")} == {DUE}
    assert (
        "n’est pas dans les fichiers chargés ; seuil : plus de 3\u202f500 habitants" in found["sppe_planifier"].sentence
    )
    assert not found["sppe_planifier"].figures


def test_a_municipal_population_on_the_other_side_is_told() -> None:
    found = asked(3_560, **{MUNICIPAL_THEN: 3_480})["sppe_planifier"]
    assert found.state is DUE
    assert "est de l’autre côté" in found.sentence
    assert set(found.figures) == {TOTAL, MUNICIPAL_THEN}
    assert "autre côté" not in asked(3_560, **{MUNICIPAL_THEN: 3_540})["sppe_planifier"].sentence


# ── Social housing ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("rate", "state"), [(0.1636, DUE), (0.1999, DUE), (0.20, NOT_DUE), (0.3115, NOT_DUE)])
def test_a_listed_commune_is_held_to_its_own_target(rate: float, state: State) -> None:
    found = asked(8_000, **{SRU_RATE: rate, SRU_TARGET: 0.20})["sru"]
    assert found.state is state
    assert set(found.figures) == {SRU_RATE, SRU_TARGET}


def test_without_its_target_a_listed_commune_is_not_judged() -> None:
    found = asked(8_000, **{SRU_RATE: 0.22})["sru"]
    assert found.state is DEPENDS
    assert "25\u202f% ou 20\u202f%" in found.sentence


@pytest.mark.parametrize(("municipal", "state"), [(3_499, NOT_DUE), (3_500, DEPENDS), (9_000, DEPENDS)])
def test_the_law_on_housing_counts_from_its_threshold_on_the_municipal_population(municipal: int, state: State) -> None:
    assert asked(20_000, **{MUNICIPAL: municipal})["sru"].state is state


def test_the_threshold_is_lower_around_paris() -> None:
    assert asked(2_000, code="77001", **{MUNICIPAL: 1_600})["sru"].state is DEPENDS
    assert asked(2_000, code="77001", **{MUNICIPAL: 1_499})["sru"].state is NOT_DUE


# ── Odd places ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_paris_has_a_centre_of_its_own_whatever_is_known_of_its_population() -> None:
    found = asked(None, code=PARIS)
    assert found["ccas"].state is DUE
    assert "dont un décret fixe le statut" in found["ccas"].sentence
    assert found["abs"].state is COMING


def test_in_mayotte_nothing_is_affirmed() -> None:
    found = asked(80_000, code=MAMOUDZOU, **{MUNICIPAL: 80_000})
    assert {(one.state, one.sentence) for one in found.values()} == {(DEPENDS, UNREAD)}


# ── Several communes ─────────────────────────────────────────────────────────────────────────────────────────────────


def members(*totals: float | None) -> pd.DataFrame:
    return pd.DataFrame([row(value) for value in totals])


def test_an_intercommunalite_depends_on_what_was_transferred() -> None:
    place = Territory.of("200035202")
    found = {one.id: one for one in duties(place, NOW, {TOTAL: row(30_000)}, members(12_000, 3_500, 3_501, 200))}
    assert {one.state for one in found.values()} == {DEPENDS}
    scheme = found["sppe_schema"].sentence
    assert "ce qu’aucun fichier ne dit" in scheme
    assert f"leur population totale, {{{TOTAL}}} : il est dépassé" in scheme
    assert "communes de plus de 10\u202f000 habitants : 1 sur 4" in scheme
    assert "communes de plus de 3\u202f500 habitants : 2 sur 4" in found["sppe_planifier"].sentence
    assert "communes d’au moins 1\u202f500 habitants : 3 sur 4" in found["ccas"].sentence
    assert "en 2027" in found["abs"].sentence


def test_a_group_is_no_public_body() -> None:
    place = Territory.group("gier", ["42207", "42186"])
    found = {one.id: one for one in duties(place, NOW, {TOTAL: row(20_000)}, members(12_000, None))}
    assert {one.state for one in found.values()} == {DEPENDS}
    assert found["sppe_schema"].sentence == (
        "L’obligation est celle des communes de plus de 10\u202f000 habitants : 1 sur 1 (1 sans population connue)."
    )
    assert not found["sppe_schema"].figures
    assert found["sppe_recenser"].sentence == "Chacune des 2 communes y est tenue."


@pytest.mark.parametrize("code", ["42", "FR"])
def test_nothing_is_said_of_wider_territories(code: str) -> None:
    assert duties(Territory.of(code), NOW, {}) == []


def test_each_has_an_article_a_date_and_a_sentence() -> None:
    for place, several in ((Territory.of(SORBIERS), None), (Territory.of("244200770"), members(1.0))):
        for one in duties(place, NOW, {TOTAL: row(5_000)}, several):
            assert one.rule.article
            assert one.rule.link.startswith("https://")
            assert one.sentence.endswith(".")
            assert one.sentence[0].isupper() or one.sentence.startswith("{")
