"""The lists of what is asked: sourced, made of chapters and figures that exist, and met only by what is there."""

from __future__ import annotations

import datetime

import pytest

import ctg_lib
from ctg_lib import chapters
from ctg_lib.analysis import duty
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.actions import AGREED, Action, State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.checklists import Checklist, Line, Met, Where, checklists
from ctg_lib.convention.objectives import Goals
from ctg_lib.convention.validations import Sign, Validations
from ctg_lib.indicators import catalogue
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.parameters.rubriques import every, letters
from tests.convention.test_coherence import fiche, issue
from tests.published import EDITION

LISTS = every()


@pytest.fixture(scope="module")
def sorbiers() -> Diagnostic:
    return ctg_lib.diagnostic("42302", EDITION)


@pytest.fixture(scope="module")
def saint_etienne() -> Diagnostic:
    return ctg_lib.diagnostic("42218", EDITION)


def lists(
    diagnostic: Diagnostic, *actions: Action, goals: Goals | None = None, themes: tuple[str, ...] = ()
) -> dict[str, Checklist]:
    found = checklists(diagnostic, goals or Goals(), actions, Charter(themes=themes))
    return {one.headings.id: one for one in found}


def line(found: Checklist, heading: str) -> Line:
    return next(one for one in found.lines if one.heading.id == heading)


# ── What is declared ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_list_is_dated_sourced_and_says_whether_its_text_was_read() -> None:
    for one in LISTS:
        assert one.valid_from <= one.checked_on
        assert one.article
        assert one.reference
        assert one.link.startswith("https://") or not one.verified
        assert one.verified or "lu" in one.reference, "ce qui n’a pas été lu dit pourquoi"
    assert [one.id for one in LISTS if not one.verified] == ["abs", "ctg"]


def test_what_answers_a_heading_exists() -> None:
    duties = {one.id for one in (*duty.COMPETENCES, duty.SCHEME)} | {name for name, _ in duty.EVERYWHERE} | {"abs"}
    for heading in (heading for one in LISTS for heading in one.rubriques):
        assert heading.chiffres or heading.lettre or heading.themes or heading.reste, heading.id
        assert set(heading.obligations) <= duties
        assert set(heading.themes) <= set(THEMES)
        for figures in heading.chiffres:
            assert set(figures.indicateurs) <= set(catalogue())
            assert set(figures.indicateurs) <= set(chapters.every()[figures.chapitre].indicators), figures.chapitre


def test_the_scheme_has_as_many_lettered_headings_as_its_article() -> None:
    assert "".join(letters()) == "abcdefgh"
    assert len(letters()) == duty.headings()


# ── What is met ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_written_meets_nothing_but_by_figures(sorbiers: Diagnostic) -> None:
    found = lists(sorbiers)
    for one in found.values():
        for each in one.lines:
            assert {part.where for part in each.by} <= {Where.CHAPTER}
            assert (each.state is Met.MET) is (not each.lacking)
            assert bool(each.by) is (each.state in (Met.MET, Met.PARTLY))


def test_the_scheme_is_optional_here_and_due_in_a_large_town(sorbiers: Diagnostic, saint_etienne: Diagnostic) -> None:
    here, there = lists(sorbiers)["schema"], lists(saint_etienne)["schema"]
    assert here.duty is not None
    assert there.duty is not None
    assert (here.duty.state, there.duty.state) == (duty.State.NOT_DUE, duty.State.DUE)
    asked = {name: (line(here, name).state, line(there, name).state) for name in ("4° a", "4° b", "4° d", "4° h")}
    assert asked == {
        "4° a": (Met.MISSING, Met.MISSING),
        "4° b": (Met.NOT_ASKED, Met.MISSING),
        "4° d": (Met.MISSING, Met.MISSING),
        "4° h": (Met.NOT_ASKED, Met.MISSING),
    }, "planifier et soutenir la qualité sont dus au-dessus de 3 500 habitants, le schéma au-dessus de 10 000"


@pytest.mark.parametrize("state", list(State))
def test_a_letter_is_met_by_a_fiche_that_both_sides_agreed_on(sorbiers: Diagnostic, state: State) -> None:
    found = lists(sorbiers, fiche(7, state, schema_petite_enfance=("b",)))["schema"]
    b = line(found, "4° b")
    if state in AGREED:
        assert (b.state, b.lacking) == (Met.MET, ())
    elif state in (State.POSTPONED, State.ABANDONED):
        assert (b.state, b.by) == (Met.NOT_ASKED, ())
    else:
        assert (b.state, b.lacking) == (Met.PARTLY, (f"accords à donner : la fiche 7 ({state})",))
    assert line(found, "4° c").state is Met.NOT_ASKED


def test_needs_rest_on_figures_and_on_an_enjeu_that_both_sides_validated(sorbiers: Diagnostic) -> None:
    sign = Sign(date=datetime.date(2026, 12, 1))
    one = issue("E1", "petite_enfance")
    waiting = line(lists(sorbiers, goals=Goals(enjeux=(one,)))["schema"], "2°")
    assert "accords à donner : l’enjeu E1" in waiting.lacking
    agreed = one.model_copy(update={"validations": Validations(collectivite=sign, caf=sign)})
    needs = line(lists(sorbiers, goals=Goals(enjeux=(agreed,)))["schema"], "2°")
    assert [part.name for part in needs.by] == ["20_petite_enfance", "50_parentalite", "E1"]
    assert needs.state is Met.PARTLY
    assert needs.lacking == ("pas de chiffre : enfants de moins de 3 ans sans place à la fin de l’année",)


def test_a_theme_is_one_that_the_convention_keeps_and_a_fiche_serves(sorbiers: Diagnostic) -> None:
    youth = fiche(1, State.VALIDATED, themes=("jeunesse",))
    housing = fiche(2, State.RUNNING, themes=("logement",))
    found = lists(sorbiers, youth, housing, themes=("jeunesse", "seniors"))["ctg"]
    assert found.duty is None
    assert line(found, "Jeunesse").state is Met.MET
    assert line(found, "Parentalité").lacking == (
        "convention.yaml ne retient pas ce thème",
        "aucune fiche n’est de ce thème",
    )
    other = line(found, "Un autre thème")
    assert (other.state, other.lacking) == (Met.PARTLY, ("aucune fiche n’est de ce thème",)), (
        "seniors n’est pas logement"
    )
    assert line(lists(sorbiers, housing, themes=("logement",))["ctg"], "Un autre thème").state is Met.MET


def test_what_no_file_shows_is_never_met(sorbiers: Diagnostic) -> None:
    found = lists(sorbiers, *(fiche(at, State.DONE, themes=tuple(THEMES)) for at in (1, 2)), themes=tuple(THEMES))
    left = [one for each in found.values() for one in each.lines if one.heading.reste]
    assert {one.heading.id for one in left} == {"3°", "Partenaires", "Rapport"}
    assert all(one.state is not Met.MET and one.heading.reste in one.lacking for one in left)


def test_a_wider_territory_has_no_list_and_an_example_says_that_it_is_one(sorbiers: Diagnostic) -> None:
    assert lists(ctg_lib.diagnostic("42", EDITION)) == {}
    assert not lists(sorbiers, fiche(1))["ctg"].example
    assert lists(sorbiers, fiche(1, exemple=True))["ctg"].example
