"""Too few people: what a sentence says of them, and counts that no subtraction may give."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.convention.handful import Withheld, few_people, hidden_count, withheld

FEW = """
    Deux familles du hameau attendent une place.
    3 enfants sont sans solution le mercredi.
    Une maman est venue en parler.
    Une seule famille s’en plaint.
    Deux ou trois familles demandent un accueil le soir.
    4 à 5 familles vivent en caravane.
    2-3 jeunes traînent devant la salle.
    Trois autres jeunes mamans élèvent seules leurs enfants.
    L’unique habitant du lieu-dit ne conduit plus.
    La seule famille du hameau a un enfant handicapé.
    Trois de nos familles ont été relogées.
    DEUX FAMILLES SONT SANS EAU.
    Il reste quatre personnes âgées au bourg.
    Deux demandes refusées l’an dernier pour des enfants handicapés.
    Quatre-vingts familles, dont 2 familles sans logement.
    Un enfant est gardé par sa grand-mère.
"""
MANY = """
    Les familles attendent longtemps une place en crèche.
    Vingt-deux familles attendent, et quatre-vingt-deux enfants sont inscrits.
    5 familles, cinq familles, cent deux familles, mille deux familles, 1 002 familles.
    Une famille sur trois et 3 enfants sur 10 ; une famille monoparentale sur quatre.
    Les familles de trois enfants et plus cherchent des logements plus grands.
    Les parents d’un enfant en situation de handicap ne trouvent pas de répit.
    Les familles avec deux enfants déménagent.
    Il manque un foyer de jeunes travailleurs.
    Aucune famille ne s’en plaint, 0 enfant sans place, zéro enfant refusé.
    2,5 enfants par famille en moyenne, et 1,8 enfant au bourg.
    Une dizaine de familles viennent au lieu d’accueil.
    La garde est le souci numéro un des familles, et le souci n° 1 des parents.
    De 0 à 3 ans, les enfants sont gardés à domicile.
    Le troisième enfant, le 3e enfant, un deuxième enfant.
    Il y a une demande forte de places, et deux médecins partent.
    En 2026, deux classes ferment ; 50 % des familles en parlent.
    Deux lieux accueillent enfants et parents.
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("text", lines(FEW))
def test_a_handful_is_seen(text: str) -> None:
    assert few_people(text, 5)


@pytest.mark.parametrize("text", lines(MANY))
def test_what_only_sounds_like_a_handful_is_told(text: str) -> None:
    assert not few_people(text, 5)


def test_the_threshold_is_that_of_the_convention() -> None:
    assert few_people("Une dizaine de familles attendent.", 11)
    assert few_people("Dix-sept familles attendent.", 20)
    assert not few_people("Dix-sept familles attendent.", 17)


WORDS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize")


@given(st.integers(2, 14), st.integers(1, 13), st.booleans(), st.sampled_from(["familles", "enfants", "jeunes mères"]))
def test_every_number_under_the_threshold_and_no_other(least: int, count: int, spelled: bool, noun: str) -> None:
    text = f"Au bourg, {WORDS[count - 1] if spelled else count} {noun} attendent."
    assert few_people(text, least) is (count < least)


@given(st.text(alphabet="deux trois 2 3 un une familles enfants sur de et ou à-’,.%°"), st.integers(1, 30))
def test_a_higher_threshold_never_shows_more(text: str, least: int) -> None:
    assert few_people(text, least + 1) or not few_people(text, least)


@given(st.text(), st.integers(1, 30))
def test_any_text_has_an_answer(text: str, least: int) -> None:
    assert few_people(text, least) in (True, False)


@given(st.one_of(st.none(), st.integers(0, 30)), st.integers(1, 12))
def test_a_count_is_hidden_from_one_to_the_threshold(value: int | None, least: int) -> None:
    assert hidden_count(value, least) is (value in range(1, least))


# --- Answers that may add up -----------------------------------------------------------------------------------------

LEAST = 3


@pytest.mark.parametrize(
    ("counts", "total", "kept"),
    [
        ([12, 30], 42, Withheld()),
        ([0, 42], 42, Withheld()),
        ([2, 30, 50], 82, Withheld(frozenset({0}), frozenset({1}))),
        # Other answers were not written, or each gave several: nothing can be subtracted.
        ([3], 100, Withheld(frozenset({0}))),
        ([3, 80, 60], 100, Withheld(frozenset({0}))),
        # 5 is the least that it can be, and the next one is no larger: 4 would be found.
        ([4, 5, 5, 210], 224, Withheld(whole=True)),
        ([1, 5], 6, Withheld(whole=True)),
        ([3, 4], 7, Withheld(whole=True)),
    ],
)
def test_the_smallest_of_the_others_is_withheld_with_a_small_one(counts: list[int], total: int, kept: Withheld) -> None:
    assert withheld(counts, total, 5) == kept


def released(counts: Sequence[int]) -> tuple[object, ...]:
    """All that a page tells of some counts that add up."""
    kept = withheld(counts, sum(counts), LEAST)
    cells = ["few" if at in kept.few else "beside" if at in kept.beside else one for at, one in enumerate(counts)]
    return (sum(counts), *(["hidden"] * len(counts) if kept.whole else cells))


@cache
def alike(many: int, total: int) -> dict[tuple[object, ...], list[tuple[int, ...]]]:
    """Every set of so many answers that adds up to a total, by the page that it gives."""
    found: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for counts in product(range(total + 1), repeat=many):
        if sum(counts) == total:
            found.setdefault(released(counts), []).append(counts)
    return found


@pytest.mark.parametrize("many", [2, 3, 4])
def test_no_reader_who_knows_the_rule_finds_a_small_count(many: int) -> None:
    """The attack itself, on every set of answers up to a total: who gave the same page has not the same small counts.

    A total under the threshold is told of nobody.
    """
    for total in range(LEAST, 17 if many < 4 else 13):
        for page, several in alike(many, total).items():
            for at in range(many):
                held = {counts[at] for counts in several}
                assert len(held) > 1 or not hidden_count(held.pop(), LEAST), page
