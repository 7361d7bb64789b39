"""Enjeu × action × theme: small plans worked out by hand, then what holds of any."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.convention.actions import Action, Audience, Link, State, Year
from ctg_lib.convention.budget import Budget
from ctg_lib.convention.coherence import coherence
from ctg_lib.convention.objectives import Goal, Goals, Issue, Priority, Rank


def issue(identifier: str, *themes: str, priority: tuple[int, int] | None = None) -> Issue:
    given = Priority(importance=priority[0], capacite=priority[1]) if priority else None
    return Issue(id=identifier, enonce=f"Énoncé {identifier}", themes=themes, priorite=given)


def fiche(number: int, state: State = State.IDEA, themes: tuple[str, ...] = ("jeunesse",), **said: object) -> Action:
    return Action.model_validate(
        {
            "numero": number,
            "titre": f"Titre {number}",
            "statut": state,
            "themes": themes,
            "constats": "Constats",
            "description": "Description",
            "public": Audience(cible="Tous"),
            "territoire": "Ici",
            **said,
        }
    )


GOALS = Goals(
    enjeux=(issue("E1", "jeunesse", "mobilite"), issue("E2", "seniors", priority=(3, 3)), issue("E3", "logement")),
    objectifs=(
        Goal(id="O1", intitule="Haut", niveau=Rank.STRATEGIC, enjeux=("E1",)),
        Goal(id="O1.1", intitule="Bas", niveau=Rank.OPERATIONAL, dans="O1"),
        Goal(id="O2", intitule="Autre", niveau=Rank.STRATEGIC),
    ),
)


def numbers(actions: tuple[Action, ...]) -> list[int]:
    return [one.numero for one in actions]


def test_the_table_has_a_line_for_each_theme_of_each_enjeu_and_for_what_fiches_bring() -> None:
    found = coherence(GOALS, [fiche(1, themes=("jeunesse", "sante"), enjeux=("E1",)), fiche(2, objectif="O1.1")])
    assert [(one.issue.id, one.theme, numbers(one.actions)) for one in found.crossings] == [
        ("E2", "seniors", []),
        ("E1", "jeunesse", [1, 2]),
        ("E1", "mobilite", []),
        ("E1", "sante", [1]),
        ("E3", "logement", []),
    ]
    assert [one.id for one in found.unanswered] == ["E2", "E3"]
    assert found.unfounded == ()
    assert [one.id for one in found.unserved] == ["O2"], "O1 est servi par ce qui sert O1.1"


def test_what_is_put_off_or_given_up_answers_nothing() -> None:
    actions = [
        fiche(1, State.POSTPONED, enjeux=("E1",), objectif="O1.1"),
        fiche(2, State.ABANDONED, enjeux=("E2",), motif="Faute de local"),
        fiche(3),
    ]
    found = coherence(GOALS, actions)
    assert [one.id for one in found.unanswered] == ["E2", "E3"]
    assert [one.id for one in found.waiting] == ["E1"]
    assert [one.id for one in found.unserved] == ["O1", "O1.1", "O2"]
    assert (numbers(found.postponed), numbers(found.abandoned), numbers(found.unfounded)) == ([1], [2], [3])
    assert all(one.actions == () for one in found.crossings)


def test_a_document_that_several_fiches_serve_is_told_however_it_is_spelled() -> None:
    actions = [
        fiche(1, liens=(Link(document="Projet éducatif de territoire"), Link(document="Contrat de ville"))),
        fiche(2, themes=("enfance",), liens=(Link(document="PROJET ÉDUCATIF DE TERRITOIRE"),)),
        fiche(3, State.ABANDONED, motif="non", liens=(Link(document="Contrat de ville"),)),
        fiche(4, liens=(Link(document="Plan vélo"), Link(document="plan velo"))),
    ]
    (overlap,) = coherence(GOALS, actions).overlaps
    assert (overlap.document, numbers(overlap.actions)) == ("Projet éducatif de territoire", [1, 2])
    assert overlap.themes == ("jeunesse", "enfance")


def test_nothing_written_has_nothing_to_tell() -> None:
    found = coherence(Goals(), [])
    assert not any((found.crossings, found.unanswered, found.unfounded, found.unserved, found.overlaps))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(State),
            st.sets(st.sampled_from(["E1", "E2", "E3"])),
            st.sampled_from([None, "O1", "O1.1", "O2"]),
        ),
        max_size=8,
    )
)
def test_each_enjeu_is_answered_or_told_to_be_alone(plan: list[tuple[State, set[str], str | None]]) -> None:
    actions = [
        fiche(number, state, enjeux=tuple(sorted(names)), objectif=aim)
        for number, (state, names, aim) in enumerate(plan, start=1)
    ]
    found = coherence(GOALS, actions)
    answered = {one.issue.id for one in found.crossings if one.actions}
    alone = {one.id for one in (*found.unanswered, *found.waiting)}
    assert answered | alone == {"E1", "E2", "E3"}
    assert not answered & alone
    shown = {action.numero for one in found.crossings for action in one.actions}
    apart = {*numbers(found.unfounded), *numbers(found.postponed), *numbers(found.abandoned)}
    assert shown | apart == {one.numero for one in actions}
    assert not shown & apart


def test_the_budget_tells_apart_what_nobody_pays_and_joins_the_spellings_of_a_funder() -> None:
    money = Budget.of(
        [
            fiche(1, budget=(Year(annee=2027, cout=100, financements={"Caf": 60, "à trouver": 40}),)),
            fiche(2, budget=(Year(annee=2027, cout=50, financements={"CAF": 50}), Year(annee=2028, cout=7))),
        ]
    )
    assert (money.years, money.funders) == ((2027, 2028), ("Caf",))
    assert (money.cost(), money.cost(2027), money.paid("Caf"), money.paid("caf", 2028)) == (157, 150, 110, 0)
    assert (money.to_find(2027), money.to_find(2028), money.to_find()) == (40, 7, 47)


AMOUNTS = st.integers(0, 10**6)


@given(st.lists(st.tuples(st.integers(2027, 2031), st.dictionaries(st.sampled_from("abc"), AMOUNTS)), max_size=6))
def test_what_is_paid_and_what_is_to_be_found_make_the_cost(years: list[tuple[int, dict[str, int]]]) -> None:
    budget = tuple(Year(annee=year, cout=sum(paid.values()), financements=paid) for year, paid in years)
    money = Budget.of([fiche(1, budget=budget)])
    assert money.cost() == sum(map(money.paid, money.funders)) + money.to_find()
    assert money.cost() == sum(map(money.cost, money.years))
