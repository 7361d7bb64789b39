"""Parity: a verdict where every vote is declared, and otherwise what it would be; nobody's vote is guessed."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.convention.committee import Accord, College, Committee, Decision, Member
from ctg_lib.convention.parity import attendance, parity, standing
from tests.convention.committees import DAY, FILLED, SORBIERS, committee, seated

WAY_OF_COLLEGES = "compter une voix par collège : une décision demande alors l’accord des deux"


def test_what_the_founding_document_of_sorbiers_says_is_no_verdict() -> None:
    found = parity(committee(SORBIERS), DAY)
    assert found.sentence == (
        "5 et 4 personnes citées : non paritaire si toutes ont voix ; le document annonce un nombre égal : "
        "qui vote est à préciser par le comité"
    )
    assert found.verdict is None
    assert found.ways == (
        "limiter à 4 les voix de la collectivité, sur 5 possibles : 4 voix et 4 voix",
        "ajouter 1\u00a0personne ayant voix pour la Caf : 5 voix et 5 voix",
        WAY_OF_COLLEGES,
    )


@pytest.mark.parametrize(
    ("members", "verdict", "sentence"),
    [
        (
            ["collectivité 4", "Caf 4"],
            None,
            "4 et 4 personnes citées : paritaire si toutes ont voix ; qui vote est à préciser par le comité",
        ),
        (["collectivité 4 true", "Caf 4 true"], True, "4 voix et 4 voix : paritaire"),
        (["collectivité 3 true", "Caf 4 true"], False, "3 voix et 4 voix : non paritaire"),
        (["collectivité 4 true", "Caf 4 true", "Caf 2 false"], True, "4 voix et 4 voix : paritaire"),
        (["collectivité 4 true", "Caf 4 true", "partenaire 3 true"], True, "4 voix et 4 voix : paritaire"),
        (["collectivité 4 true", "Caf 4 true", "partenaire 3"], True, "4 voix et 4 voix : paritaire"),
        (
            ["collectivité 5 true", "Caf 4 true", "Caf 1"],
            None,
            "5 et 5 personnes citées : paritaire si toutes ont voix ; qui vote est à préciser par le comité",
        ),
        (
            ["collectivité 4", "collectivité 1 false", "Caf 4"],
            None,
            (
                "5 et 4 personnes citées, dont 1 et 0 sans voix : paritaire si toutes les autres ont voix ; "
                "qui vote est à préciser par le comité"
            ),
        ),
        (
            ["Caf 1"],
            None,
            "0 et 1 personne citée : non paritaire si toutes ont voix ; qui vote est à préciser par le comité",
        ),
        (
            ["collectivité 2 false", "Caf 2 false"],
            None,
            "personne n’a voix, ni pour la collectivité ni pour la Caf",
        ),
        (["partenaire 2 true"], None, "aucun membre de la collectivité ni de la Caf n’est en fonction"),
    ],
)
def test_the_sentence_of_each_comite(members: list[str], verdict: bool | None, sentence: str) -> None:
    found = parity(seated(*members), DAY)
    assert (found.verdict, found.sentence) == (verdict, sentence)


@pytest.mark.parametrize(
    ("members", "ways"),
    [
        (["collectivité 4 true", "Caf 4 true"], ()),
        (["partenaire 2 true"], ()),
        (
            ["collectivité 2 true", "collectivité 3 false", "Caf 4 true"],
            (
                "limiter à 2 les voix de la Caf, au lieu de 4 : 2 voix et 2 voix",
                (
                    "donner voix à 2\u00a0personnes de plus pour la collectivité (déjà citées sans voix, ou nouvelles)"
                    " : 4 voix et 4 voix"
                ),
                WAY_OF_COLLEGES,
            ),
        ),
        # Nobody on one side: limiting the other to none would be no comité.
        (
            ["Caf 3"],
            ("ajouter 3\u00a0personnes ayant voix pour la collectivité : 3 voix et 3 voix", WAY_OF_COLLEGES),
        ),
        (
            ["collectivité 4", "Caf 4"],
            (
                "donner voix à toutes les personnes dont le vote n’est pas déclaré : 4 voix et 4 voix",
                "ne donner voix qu’à une partie d’entre elles, pourvu que chaque côté ait autant de voix",
                WAY_OF_COLLEGES,
            ),
        ),
        # One side has declared everybody: the other may only do as much.
        (
            ["collectivité 4 true", "Caf 4"],
            (
                "donner voix à toutes les personnes dont le vote n’est pas déclaré : 4 voix et 4 voix",
                WAY_OF_COLLEGES,
            ),
        ),
        (
            ["collectivité 1 false", "Caf 1 false"],
            ("donner autant de voix à la collectivité qu’à la Caf", WAY_OF_COLLEGES),
        ),
    ],
)
def test_the_ways_to_settle_it_are_made_from_the_numbers(members: list[str], ways: tuple[str, ...]) -> None:
    assert parity(seated(*members), DAY).ways == ways


def test_a_member_who_left_before_a_vote_does_not_count_and_one_to_come_does_not_either() -> None:
    one = committee(FILLED)
    last = datetime.date(2027, 3, 1)
    assert parity(one, last).sentence == "4 voix et 4 voix : paritaire"
    assert parity(one, last + datetime.timedelta(1)).sentence == "3 voix et 4 voix : non paritaire"
    coming = one.model_copy(
        update={"membres": (*one.membres, Member(id="r", role="R", college="Caf", voix=None, du="2028-01-01"))}
    )
    assert parity(coming, last).verdict is True
    assert parity(coming, datetime.date(2028, 1, 1)).verdict is None, "un vote non déclaré de plus"


def test_the_vote_of_a_partner_is_told_apart() -> None:
    one = committee(FILLED)
    assert parity(one, DAY).aside == ""
    assert parity(one, datetime.date(2027, 1, 1)).aside == "Le partenaire a 1 voix, que la parité ne compte pas"
    two = parity(seated("partenaire 2 true", "partenaire 1"), DAY)
    assert two.aside == "Les partenaires ont 2 voix, que la parité ne compte pas"


MEMBERS = st.lists(
    st.builds(
        Member,
        id=st.just("un"),
        role=st.just("Fonction"),
        college=st.sampled_from(College),
        nombre=st.integers(1, 6),
        voix=st.sampled_from([True, False, None]),
        du=st.sampled_from([None, DAY, DAY + datetime.timedelta(1)]),
        au=st.sampled_from([None, DAY, DAY - datetime.timedelta(1)]),
    ),
    max_size=8,
)
OTHER = {College.COLLECTIVITE: College.CAF, College.CAF: College.COLLECTIVITE, College.PARTNER: College.PARTNER}


@given(MEMBERS)
def test_there_is_a_verdict_only_where_all_is_declared_and_it_is_that_of_a_count_by_hand(members: list[Member]) -> None:
    found = parity(Committee(membres=tuple(members)), DAY)
    there = [
        one for one in members if one.college is not College.PARTNER and one.du in (None, DAY) and one.au in (None, DAY)
    ]
    balance = sum((one.nombre if one.college is College.CAF else -one.nombre) for one in there if one.voix)
    if any(one.voix is None for one in there) or not any(one.voix for one in there):
        assert found.verdict is None
        assert any(one.voix is None for one in there) == found.sentence.endswith("à préciser par le comité")
    else:
        assert found.verdict is (balance == 0)
    assert bool(found.ways) == (bool(there) and found.verdict is not True)


@given(MEMBERS)
def test_neither_college_is_favoured(members: list[Member]) -> None:
    one = parity(Committee(membres=tuple(members)), DAY)
    swapped = [member.model_copy(update={"college": OTHER[member.college]}) for member in members]
    other = parity(Committee(membres=tuple(swapped)), DAY)
    assert one.verdict == other.verdict
    assert (one.collectivite, one.caf) == (other.caf, other.collectivite)
    assert len(one.ways) == len(other.ways)
    marked = [
        way.replace("la collectivité", "X").replace("la Caf", "la collectivité").replace("X", "la Caf")
        for way in one.ways
    ]
    if one.collectivite.possible != one.caf.possible:
        assert tuple(marked) == other.ways


@given(MEMBERS, st.integers(0, 3))
def test_an_abstention_changes_neither_votes_nor_parity(members: list[Member], count: int) -> None:
    decision = {"quoi": "Décider", "abstentions": {"un": count}}
    meeting = {"date": DAY, "instance": "comité opérationnel", "objet": "Objet", "decisions": [decision]}
    silent = Committee(membres=tuple(members))
    assert parity(Committee(membres=tuple(members), reunions=(meeting,)), DAY) == parity(silent, DAY)


# --- Meetings and decisions -----------------------------------------------------------------------------------------


def test_attendance_is_that_of_voters_where_votes_are_declared() -> None:
    one = committee(FILLED)
    later, first = one.reunions
    there = attendance(one, first)
    assert there is not None
    assert there.sentence == "3\u00a0présents de la collectivité, 3 de la Caf (ayant voix)"
    assert there.equal
    assert there.others[College.CAF] == 1, "la personne invitée, présente, n’a pas voix"
    assert attendance(one, later) is None, "personne n’a noté la présence"


def test_attendance_is_that_of_those_cited_where_they_are_not() -> None:
    one = committee(
        SORBIERS
        + """
reunions:
  - date: 2026-12-15
    instance: comité opérationnel
    objet: Objet
    presents: {elus: 3, dgs: 1, caf: 3}
"""
    )
    there = attendance(one, one.reunions[0])
    assert there is not None
    assert there.sentence == "4\u00a0présents de la collectivité, 3 de la Caf"
    assert not there.equal


@pytest.mark.parametrize(
    ("ours", "theirs", "noted", "means"),
    [
        (True, True, "accord des deux côtés", "décision commune"),
        (True, None, "accord de la collectivité ; accord de la Caf non consigné", "à confirmer"),
        (
            None,
            None,
            "accord de la collectivité non consigné ; accord de la Caf non consigné",
            "à confirmer",
        ),
        (True, False, "accord de la collectivité ; refus de la Caf", "il n’y a pas de décision commune"),
        (False, False, "refus de la collectivité et de la Caf", "il n’y a pas de décision commune"),
        (None, False, "refus de la Caf ; accord de la collectivité non consigné", "il n’y a pas de décision commune"),
    ],
)
def test_a_decision_wants_the_agreement_of_both(ours: bool | None, theirs: bool | None, noted: str, means: str) -> None:
    found = standing(Decision(quoi="Décider", accord=Accord(collectivite=ours, caf=theirs)))
    assert found.noted == noted
    assert found.means.startswith(means)
