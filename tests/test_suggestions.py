"""The right name for a wrong one."""

from __future__ import annotations

import pytest

from ctg_lib.suggestions import nearest, plain, says, told

NAMES = {
    "pa_mono": "Familles monoparentales",
    "pe_0_2": "Enfants de moins de 3 ans",
    "ad_rsa": "Foyers percevant le RSA",
}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("pa_mon", "pa_mono"),
        ("PA_MONO", "pa_mono"),
        ("monoparentale", "pa_mono"),
        ("RSA", "ad_rsa"),
        ("foyers percevants le rsa", "ad_rsa"),
        ("moins de 3 ans", "pe_0_2"),
    ],
)
def test_the_likeliest_comes_first(wrong: str, right: str) -> None:
    assert next(iter(nearest(wrong, NAMES))) == right


def test_nothing_is_proposed_for_what_looks_like_nothing() -> None:
    assert nearest("zzzzzz", NAMES) == {}
    assert nearest("", NAMES) == {}


def test_it_proposes_no_more_than_asked() -> None:
    names = {f"ind_{rank}": "Part des enfants" for rank in range(20)}
    assert len(nearest("enfants", names, 3)) == 3


def test_words_are_compared_without_accents_nor_punctuation() -> None:
    assert plain("L’Étrat, œuvre d’Ædes") == "l etrat oeuvre d aedes"
    assert says("Taux d’activité des mères", "meres activ")
    assert not says("Taux d’activité des mères", "pères")
    assert not says("Taux d’activité", " ")


def test_a_proposal_has_its_french_words() -> None:
    assert told({"pa_mono": "Familles monoparentales"}) == "pa_mono (Familles monoparentales)"
