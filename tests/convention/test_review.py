"""The review of the actions at a date, by hand, then against a naive recomputation on generated plans and logs."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.convention.actions import Action, Frequency, State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.follow_up import Event, Log, Measured, Progress, Reached, Spent
from ctg_lib.convention.person_units import counts_people, told
from ctg_lib.convention.review import (
    CENT,
    Delay,
    Late,
    Money,
    Over,
    Review,
    Unmeasured,
    late,
    money,
    over,
    readings,
    states,
    unmeasured,
)
from ctg_lib.value import Status
from tests.convention.logs import action, day

CHARTER = Charter(debut=day("2027-01-01"))
OPENED, ASSESSED = "Ouverture du lieu", "Premier bilan avec les familles"
FAMILIES = "Familles accueillies"


def at(date: str, *events: Event, actions: list[Action] | None = None, charter: Charter = CHARTER) -> Review:
    return Review.at(charter, actions or [action()], Log.of(events), day(date), 5)


def came(date: str, state: State, fiche: int = 1) -> Progress:
    return Progress(fiche, day(date), state)


STARTED = came("2027-01-15", State.STARTED)


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_states_are_those_of_the_day() -> None:
    fiches = [action(2, statut="idée"), action(1), action(3)]
    events = (STARTED, came("2028-01-01", State.RUNNING))
    assert states(at("2027-01-14", *events, actions=fiches)) == {State.IDEA: [2], State.VALIDATED: [1, 3]}
    told_in = states(at("2027-12-31", *events, actions=fiches))
    assert told_in == {State.IDEA: [2], State.VALIDATED: [3], State.STARTED: [1]}


def test_a_fiche_begins_the_day_after_its_start_at_the_latest() -> None:
    assert late(at("2027-01-01")) == []
    assert late(at("2027-01-11")) == [Late(1, Delay.START, day("2027-01-01"), 10)]
    assert late(at("2027-01-20", STARTED)) == []


def test_a_milestone_is_due_on_its_day() -> None:
    assert late(at("2027-06-29", STARTED)) == []
    assert late(at("2027-06-30", STARTED)) == [Late(1, Delay.STEP, day("2027-06-30"), 0, OPENED)]
    assert late(at("2027-07-10", STARTED)) == [Late(1, Delay.STEP, day("2027-06-30"), 10, OPENED)]


def test_a_milestone_reached_after_its_day_stays_told_and_the_future_is_not_known() -> None:
    done = Reached(1, OPENED, day("2027-07-05"))
    assert late(at("2027-07-04", STARTED, done)) == [Late(1, Delay.STEP, day("2027-06-30"), 4, OPENED)]
    assert late(at("2027-12-31", STARTED, done)) == [
        Late(1, Delay.STEP_DONE, day("2027-06-30"), 5, OPENED, day("2027-07-05"))
    ]
    assert late(at("2027-12-31", STARTED, Reached(1, OPENED, day("2027-06-30")))) == []


@pytest.mark.parametrize("state", [State.DONE, State.LASTING])
def test_a_fiche_ends_by_the_day_after_its_end(state: State) -> None:
    steps = (Reached(1, OPENED, day("2027-06-01")), Reached(1, ASSESSED, day("2028-03-01")))
    assert late(at("2028-12-31", STARTED, *steps)) == []
    assert late(at("2029-01-02", STARTED, *steps)) == [Late(1, Delay.END, day("2028-12-31"), 2)]
    assert late(at("2029-01-02", STARTED, *steps, came("2028-12-01", state))) == []


def test_nothing_is_late_of_what_was_given_up_and_what_was_put_off_still_is() -> None:
    assert late(at("2030-01-01", came("2027-02-01", State.ABANDONED))) == []
    put_off = late(at("2028-01-01", came("2027-02-01", State.POSTPONED)))
    assert [one.delay for one in put_off] == [Delay.START, Delay.STEP]


def test_milestones_of_the_same_words_are_reached_in_order() -> None:
    points = [{"date": day(date), "quoi": "Point d’étape"} for date in ("2028-06-30", "2027-06-30")]
    fiche = action(calendrier={"debut": day("2027-01-01"), "fin": day("2028-12-31"), "etapes": points})
    seen = at("2028-07-01", STARTED, Reached(1, "Point d’étape", day("2027-06-01")), actions=[fiche])
    assert late(seen) == [Late(1, Delay.STEP, day("2028-06-30"), 1, "Point d’étape")]


def test_a_fiche_without_dates_is_never_late() -> None:
    assert late(at("2030-01-01", actions=[action(statut="idée", calendrier=None)])) == []


def test_money_is_over_by_fiche_by_year_and_by_funder() -> None:
    spent = (Spent(1, day("2027-05-01"), "Commune", 5_000), Spent(1, day("2027-06-01"), "Caf", 4_500))
    assert over(at("2027-12-31", *spent)) == [Over(1, 4_000, 4_500, funder="Caf")]
    more = Spent(1, day("2027-07-01"), "Commune", 1_000)
    assert over(at("2027-12-31", *spent, more)) == [Over(1, 10_000, 10_500), Over(1, 4_000, 4_500, funder="Caf")]
    # The next year makes up for it: the fiche is within its budget, the first year stays told.
    assert over(at("2028-12-31", *spent, more)) == [Over(1, 10_000, 10_500, 2027)]


def test_money_without_a_budget_is_over() -> None:
    seen = at("2027-12-31", Spent(1, day("2027-05-01"), "Commune", 10), actions=[action(budget=[])])
    assert over(seen) == [Over(1, 0, 10)]


def test_a_cost_that_nobody_is_said_to_pay_is_planned_all_the_same() -> None:
    seen = at("2027-12-31", actions=[action(budget=[{"annee": 2027, "cout": 500}])])
    assert money(seen) == [Money(1, 2027, "", 500, 0)]


def test_a_funder_is_the_same_however_it_is_spelled_and_what_is_to_find_is_nobodys() -> None:
    budget = [
        {"annee": 2027, "cout": 500, "financements": {"Caf": 300, "à trouver": 200}},
        {"annee": 2028, "cout": 100, "financements": {"CAF": 100}},
    ]
    seen = at("2028-12-31", Spent(1, day("2028-05-01"), "CAF", 350), actions=[action(budget=budget)])
    assert money(seen) == [Money(1, 2027, "Caf", 300, 0), Money(1, 2027, "", 200, 0), Money(1, 2028, "Caf", 100, 350)]
    assert over(seen) == [Over(1, 100, 350, 2028)]


def test_a_yearly_figure_is_due_on_the_last_day_of_each_year_of_the_fiche() -> None:
    begun = came("2027-01-01", State.STARTED)
    assert unmeasured(at("2027-12-30", begun)) == []
    assert unmeasured(at("2027-12-31", begun)) == [Unmeasured(1, FAMILIES, Frequency.YEAR, day("2027-12-31"), 0, None)]
    taken = Measured(1, FAMILIES, day("2027-12-15"), 12)
    assert unmeasured(at("2027-12-31", begun, taken)) == []
    assert unmeasured(at("2028-12-31", begun, taken)) == [
        Unmeasured(1, FAMILIES, Frequency.YEAR, day("2028-12-15"), 16, day("2027-12-15"))
    ]


@pytest.mark.parametrize("state", [None, State.POSTPONED, State.ABANDONED])
def test_nothing_is_measured_before_a_fiche_begins_nor_once_it_is_put_off_or_given_up(state: State | None) -> None:
    events = [] if state is None else [STARTED, came("2027-03-01", state)]
    assert unmeasured(at("2030-01-01", *events)) == []


def test_nothing_is_due_after_a_fiche_is_done_nor_after_the_convention() -> None:
    taken = Measured(1, FAMILIES, day("2028-06-01"), 12)
    assert unmeasured(at("2030-01-01", STARTED, taken, came("2028-12-31", State.DONE))) == []
    lasting = (STARTED, came("2028-12-31", State.LASTING))
    assert len(unmeasured(at("2030-01-01", *lasting, taken))) == 1
    late_one = Measured(1, FAMILIES, day("2030-06-01"), 12)
    assert unmeasured(at("2032-01-01", *lasting, late_one)) == []


def test_a_figure_of_the_end_is_due_when_the_fiche_or_the_convention_has_ended() -> None:
    once = {"nature": "résultat", "nom": "À la fin", "unite": "places", "source": "Service", "frequence": "à la fin"}
    fiche = action(suivi=[once])
    seen = [unmeasured(at(date, STARTED, actions=[fiche])) for date in ("2028-12-30", "2028-12-31")]
    assert seen == [[], [Unmeasured(1, "À la fin", Frequency.ONCE, day("2028-12-31"), 0, None)]]
    done = came("2028-02-01", State.DONE)
    (early,) = unmeasured(at("2028-02-11", STARTED, done, actions=[fiche]))
    assert (early.due, early.days) == (day("2028-02-01"), 10)
    assert unmeasured(at("2030-01-01", STARTED, Measured(1, "À la fin", day("2028-11-01"), 3), actions=[fiche])) == []
    endless = action(statut="engagée", suivi=[once], calendrier=None)
    (last,) = unmeasured(at("2031-01-01", STARTED, actions=[endless]))
    assert last.due == day("2030-12-31")


def test_what_the_diagnostic_reads_is_never_waited_for() -> None:
    read = {"nature": "impact", "nom": "Naissances", "indicateur": "pe_naiss_3ans", "frequence": "chaque mois"}
    seen = at("2030-01-01", STARTED, actions=[action(suivi=[read])])
    assert unmeasured(seen) == []
    (reading,) = readings(seen)
    assert (reading.indicator, reading.value, reading.baseline, reading.way) == ("pe_naiss_3ans", None, None, None)


def measure(unit: str, start: float | None, target: float | None) -> dict[str, Any]:
    based = {} if start is None else {"reference": {"valeur": start, "date": day("2026-12-31")}}
    return {
        "nature": "résultat",
        "nom": "M",
        "unite": unit,
        "source": "Service",
        "cible": target,
        "qui": "RPE",
        **based,
    }


@pytest.mark.parametrize(
    ("unit", "start", "value", "target", "expected"),
    [
        ("places", 10, 25, 40, (10, 25, 0.5)),
        ("places", 40, 55, 40, (40, 55, None)),
        ("jours d’attente", 30, 24, 20, (30, 24, 0.6)),
        ("places", 10, 5, 20, (10, 5, -0.5)),
        ("places", None, 25, 40, (None, 25, None)),
        ("places", 10, 25, None, (10, 25, None)),
        ("places", 0, 3, 12, (0, 3, 0.25)),
        ("familles", 0, 3, 12, (0, Status.MASKED, Status.MASKED)),
        ("familles", 4, 8, 12, (Status.MASKED, 8, Status.MASKED)),
        ("familles", 5, 8, 11, (5, 8, 0.5)),
        ("familles", 8, 0, 12, (8, 0, -2)),
        ("familles", None, 3, None, (None, Status.MASKED, None)),
    ],
)
def test_the_part_of_the_way_and_what_is_hidden_of_it(
    unit: str, start: float | None, value: float, target: float | None, expected: tuple[object, ...]
) -> None:
    fiche = action(suivi=[measure(unit, start, target)])
    seen = at("2028-01-01", Measured(1, "M", day("2027-12-31"), value), actions=[fiche])
    (reading,) = readings(seen)
    assert (reading.baseline, reading.value, reading.way) == expected
    assert (reading.taken, reading.who, reading.target) == (day("2027-12-31"), "RPE", target)


def test_the_last_value_by_the_date_and_who_took_it() -> None:
    events = (
        Measured(1, FAMILIES, day("2028-01-10"), 30, "coordination"),
        Measured(1, FAMILIES, day("2027-06-01"), 20),
    )
    first, last = (readings(at(date, *events))[0] for date in ("2028-01-09", "2028-01-10"))
    assert (first.value, first.who) == (20, "Responsable du lieu")
    assert (last.value, last.who) == (30, "coordination")


PEOPLE = (
    "familles, enfants, personnes, foyers, ménages, jeunes, parents, allocataires, bénéficiaires, habitants, élèves, "
    "assistantes maternelles, usagers, participants, adhérents, Famille, nombre d’enfants, nouvelles familles, "
    "enfants de moins de 3 ans, familles par an, jeunes mères, participant(e)s, demandes sans réponse, dossiers"
)
THINGS = (
    "places, heures, places pour 100 enfants, heures par enfant, % des familles, taux de familles, part des enfants, "
    "euros par famille, €, ateliers parents-enfants, réunions de parents, lieux d’accueil, postes, jours"
)


@pytest.mark.parametrize("unit", PEOPLE.split(", "))
def test_units_that_count_people(unit: str) -> None:
    assert counts_people(unit)
    assert told(4, unit, 5) is Status.MASKED
    assert (told(0, unit, 5), told(5, unit, 5)) == (0, 5)


@pytest.mark.parametrize("unit", [*THINGS.split(", "), "", "…"])
def test_units_that_count_none(unit: str) -> None:
    assert not counts_people(unit)
    assert told(4, unit, 5) == 4


# ── Against a naive recomputation ────────────────────────────────────────────────────────────────────────────────────

DAYS = st.dates(day("2026-06-01"), day("2032-06-30"))
FUNDERS = ("Commune", "Caf", "Département")
EUROS = st.integers(0, 20_000).map(float)


@st.composite
def fiches(draw: st.DrawFn, numero: int) -> Action:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    due = draw(st.lists(st.dates(first, last), max_size=4))
    shares = draw(
        st.dictionaries(st.integers(2026, 2032), st.dictionaries(st.sampled_from(FUNDERS), EUROS), max_size=4)
    )
    measures = draw(st.lists(st.sampled_from([None, *Frequency]), max_size=3))
    return action(
        numero,
        statut=str(draw(st.sampled_from(State))),
        calendrier={
            "debut": first,
            "fin": last,
            "etapes": [{"date": one, "quoi": f"É{rank % 2}"} for rank, one in enumerate(due)],
        },
        budget=[
            {"annee": year, "cout": sum(paid.values()) if paid else 7.0, "financements": paid}
            for year, paid in shares.items()
        ],
        suivi=[
            {**measure("familles", 0, 9), "nom": f"M{rank}", "frequence": one and str(one)}
            for rank, one in enumerate(measures)
        ],
    )


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    plan = [draw(fiches(number)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    events: list[Event] = []
    for one in plan:
        events += [
            Progress(one.numero, date, draw(st.sampled_from(State)))
            for date in draw(st.lists(DAYS, max_size=3, unique=True))
        ]
        reached = [step.quoi for step in one.calendrier.etapes if draw(st.booleans())] if one.calendrier else []
        events += [Reached(one.numero, words, draw(DAYS)) for words in reached]
        events += [Spent(one.numero, draw(DAYS), name, draw(EUROS)) for name in one.funders if draw(st.booleans())]
        events += [Measured(one.numero, each.nom, draw(DAYS), 1) for each in one.suivi if draw(st.booleans())]
    charter = Charter(debut=draw(st.one_of(st.none(), st.just(day("2027-01-01")))))
    return Review.at(charter, plan, Log.of(draw(st.permutations(events))), draw(DAYS), 5)


def last_state(review: Review, one: Action) -> State:
    state = one.statut
    for entry in review.log.progress:
        if entry.fiche == one.numero:
            state = entry.state
    return state


WORKING = {"engagée", "en cours", "réalisée", "pérennisée"}


def first_day(review: Review, one: Action) -> datetime.date | None:
    for entry in review.log.progress:
        if entry.fiche == one.numero and entry.state in WORKING:
            return entry.date
    return one.calendrier.debut if one.calendrier and last_state(review, one) in WORKING else None


@settings(max_examples=150, deadline=None)
@given(reviews())
def test_what_is_late_is_what_a_walk_through_the_days_finds(review: Review) -> None:
    expected = []
    for one in review.actions:
        if last_state(review, one) == "abandonnée" or one.calendrier is None:
            continue
        if one.calendrier.debut < review.date and first_day(review, one) is None:
            expected.append((one.numero, "pas encore engagée", one.calendrier.debut, review.date))
        for words in {step.quoi for step in one.calendrier.etapes}:
            due = sorted(step.date for step in one.calendrier.etapes if step.quoi == words)
            met = sorted(e.date for e in review.log.reached if (e.fiche, e.step) == (one.numero, words))
            for rank, date in enumerate(due):
                if rank < len(met) and met[rank] > date:
                    expected.append((one.numero, "étape faite après sa date", date, met[rank]))
                if rank >= len(met) and date <= review.date:
                    expected.append((one.numero, "étape non faite", date, review.date))
        if one.calendrier.fin < review.date and last_state(review, one) not in ("réalisée", "pérennisée"):
            expected.append((one.numero, "pas encore terminée", one.calendrier.fin, review.date))
    found = late(review)
    assert sorted((one.fiche, str(one.delay), one.due, one.days) for one in found) == sorted(
        (fiche, delay, due, until.toordinal() - due.toordinal()) for fiche, delay, due, until in expected
    )


def planned_in(one: Action, years: set[int], funder: str | None = None) -> float:
    return sum(
        (year.cout if funder is None else year.financements.get(funder, 0))
        for year in one.budget
        if year.annee in years
    )


def spent_in(review: Review, one: Action, years: set[int], funder: str | None = None) -> float:
    return sum(
        entry.euros
        for entry in review.log.spent
        if entry.fiche == one.numero and entry.date.year in years and funder in (None, entry.funder)
    )


@settings(max_examples=150, deadline=None)
@given(reviews())
def test_what_is_over_is_what_adding_up_again_finds(review: Review) -> None:
    expected = set()
    for one in review.actions:
        until = {year for year in range(2020, 2040) if year <= review.date.year}
        known = {year.annee for year in one.budget} | {e.date.year for e in review.log.spent if e.fiche == one.numero}
        paying = {name for year in one.budget if year.annee in until for name in (year.financements or {"": 0})} | {
            e.funder for e in review.log.spent if e.fiche == one.numero
        }
        cases: list[tuple[set[int], int | None, str | None]] = [(until, None, None)]
        cases += [({year}, year, None) for year in known & until if len(known & until) > 1]
        cases += [(until, None, name) for name in paying if name and len(paying) > 1]
        for years, year, funder in cases:
            gone, meant = spent_in(review, one, years, funder), planned_in(one, years, funder)
            if gone > meant + CENT:
                expected.add((one.numero, year, funder or "", meant, gone))
    assert {(one.fiche, one.year, one.funder, one.planned, one.spent) for one in over(review)} == expected
    lines = money(review)
    assert sum(one.planned for one in lines) == sum(one.cost for one in review.actions)
    assert sum(one.spent for one in lines) == sum(entry.euros for entry in review.log.spent)


def months_after(date: datetime.date, months: int) -> datetime.date:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def waited_for(review: Review) -> Iterator[tuple[int, str, datetime.date]]:
    every = {"chaque mois": 1, "chaque trimestre": 3, "chaque semestre": 6, "chaque année": 12}
    for one in review.actions:
        begun, state, end = first_day(review, one), last_state(review, one), review.charter.fin
        if begun is None or state in ("reportée", "abandonnée") or one.calendrier is None:
            continue
        changes = [e.date for e in review.log.progress if e.fiche == one.numero]
        closed = None
        if state == "réalisée":
            closed = changes[-1] if changes else one.calendrier.fin
        for each in one.suivi:
            dates = [e.date for e in review.log.measured if (e.fiche, e.measure) == (one.numero, each.nom)]
            if each.frequence is None:
                continue
            if str(each.frequence) == "à la fin":
                due = min([closed or one.calendrier.fin] + ([end] if end else []))
                if not dates and due <= review.date:
                    yield one.numero, each.nom, due
                continue
            from_then = max([*dates, begun - datetime.timedelta(days=1)])
            due = months_after(from_then, every[str(each.frequence)])
            if due <= min([review.date] + ([closed] if closed else []) + ([end] if end else [])):
                yield one.numero, each.nom, due


@settings(max_examples=200, deadline=None)
@given(reviews())
def test_what_was_not_measured_is_what_counting_the_months_finds(review: Review) -> None:
    assert [(one.fiche, one.name, one.due) for one in unmeasured(review)] == list(waited_for(review))
    assert all(one.days == (review.date - one.due).days >= 0 for one in unmeasured(review))


@settings(max_examples=100, deadline=None)
@given(reviews())
def test_each_fiche_is_in_one_state_and_no_hidden_figure_is_in_a_reading(review: Review) -> None:
    assert {number: state for state, numbers in states(review).items() for number in numbers} == {
        one.numero: last_state(review, one) for one in review.actions
    }
    assert all(one.value in (None, Status.MASKED) for one in readings(review))


@settings(max_examples=100, deadline=None)
@given(reviews(), DAYS)
def test_what_happens_after_the_date_changes_nothing(review: Review, other: datetime.date) -> None:
    later = max(review.date, other) + datetime.timedelta(days=1)
    more = (
        Progress(1, later, State.DONE),
        Spent(1, later, "Caf", 1e6),
        Reached(1, "É0", later),
        Measured(1, "M0", later, 9),
    )
    events = (*review.log.progress, *review.log.reached, *review.log.spent, *review.log.measured, *more)
    assert Review.at(review.charter, review.actions, Log.of(events), review.date, 5) == review
