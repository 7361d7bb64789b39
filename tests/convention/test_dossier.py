"""All the files of a convention together: each fiche on a day, what is cited and signed, every mistake at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from ctg_lib.convention import dossier
from ctg_lib.convention.actions import State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.committee import Committee
from ctg_lib.convention.dossier import Dossier
from ctg_lib.convention.facts import facts
from ctg_lib.convention.follow_up import Log, Measured, Progress, Reached
from ctg_lib.convention.new import lay_down
from ctg_lib.convention.objectives import Goals
from ctg_lib.convention.observations import Consultation, Observation, Observations
from ctg_lib.convention.opened import held
from ctg_lib.convention.review import Review
from ctg_lib.errors import InputError
from ctg_lib.secrecy.rules import Rules
from tests.convention.committees import FILLED, committee
from tests.convention.evaluated import SORBIERS, action, measure

DAY = datetime.date.fromisoformat


def progress(date: str, state: State, why: str = "", fiche: int = 1) -> Progress:
    return Progress(fiche, DAY(date), state, "coordination", why)


def observation(number: int, **said: object) -> Observation:
    kept: dict[str, object] = {
        "text": "…",
        "theme": "jeunesse",
        "who": "élue",
        "college": "Caf",
        "date": DAY("2027-02-01"),
    }
    return Observation(number, **{**kept, **said})  # type: ignore[arg-type]


# ── A fiche on a day ─────────────────────────────────────────────────────────────────────────────────────────────────

WALK = Log.of(
    [
        progress("2027-03-01", State.STARTED, "Le recrutement est fait."),
        progress("2027-06-01", State.RUNNING),
        progress("2028-01-15", State.ABANDONED, "Trop peu de demandes."),
        progress("2027-04-01", State.ABANDONED, "Une autre fiche.", fiche=2),
    ]
)


@pytest.mark.parametrize(
    ("date", "state", "motive"),
    [
        ("2027-02-28", State.VALIDATED, None),
        ("2027-03-01", State.STARTED, "Le recrutement est fait."),
        ("2027-05-31", State.STARTED, "Le recrutement est fait."),
        ("2027-06-01", State.RUNNING, None),
        ("2028-01-15", State.ABANDONED, "Trop peu de demandes."),
    ],
)
def test_a_fiche_is_in_the_state_that_the_log_gives_it_on_a_day(date: str, state: State, motive: str | None) -> None:
    (one,) = Dossier(SORBIERS, actions=(action(state=State.VALIDATED),), log=WALK).at(DAY(date)).actions
    assert (one.statut, one.motif) == (state, motive)


def test_the_reason_written_in_a_fiche_is_that_of_its_own_state_or_of_giving_it_up() -> None:
    """« reportée » for want of a room, then validated again: the room is no reason of that."""
    written = action(state=State.POSTPONED, motif="Pas de local.")
    back = Log.of([progress("2027-03-01", State.VALIDATED)])
    given_up = Log.of([progress("2027-03-01", State.ABANDONED)])

    def at(log: Log, date: str) -> tuple[State, str | None]:
        (one,) = Dossier(SORBIERS, actions=(written,), log=log).at(DAY(date)).actions
        return one.statut, one.motif

    assert at(back, "2027-02-28") == (State.POSTPONED, "Pas de local.")
    assert at(back, "2027-03-01") == (State.VALIDATED, None)
    assert at(given_up, "2027-03-01") == (State.ABANDONED, "Pas de local.")


def test_the_rest_of_a_dossier_is_the_same_on_any_day() -> None:
    whole = Dossier(SORBIERS, Charter(duree=5), actions=(action(state=State.VALIDATED),), log=WALK)
    then = whole.at(DAY("2027-06-01"))
    assert (then.charter, then.log, then.territory) == (whole.charter, whole.log, whole.territory)
    assert whole.actions[0].statut is State.VALIDATED, "le fichier reste ce qu’il est"


# ── What it rests on ─────────────────────────────────────────────────────────────────────────────────────────────────


def signs(collectivite: str = "", caf: str = "") -> dict[str, object]:
    """Agreements of one day, each on its edition."""
    given = {"collectivite": collectivite, "caf": caf}
    return {side: {"date": "2027-06-30", "edition": edition} for side, edition in given.items() if edition}


def issue(**said: object) -> Goals:
    return Goals.model_validate({"enjeux": [{"id": "E1", "enonce": "…", "themes": ["jeunesse"], **said}]})


def test_every_indicator_that_a_text_names_is_cited_once() -> None:
    fiche = action(measure("impact", "Naissances", indicateur="pe_naiss_3ans"), measure("moyens", "Jours"))
    named = fiche.model_copy(update={"indicateurs": ("ad_rsa",)})
    seen = Observations((observation(1, expected=("pa_mono_pct", "ad_rsa")),))
    whole = Dossier(SORBIERS, observations=seen, goals=issue(indicateurs=["pe_tcg"]), actions=(named,))
    assert whole.cited == {"ad_rsa", "pa_mono_pct", "pe_naiss_3ans", "pe_tcg"}
    assert Dossier(SORBIERS).cited == set()


def test_every_edition_that_something_was_agreed_on_is_known() -> None:
    chapters = {"20_petite_enfance": signs(collectivite="2026-11-05"), "60_acces_droits": {"caf": "2026-12-01"}}
    whole = Dossier(
        SORBIERS,
        Charter(edition=DAY("2026-11-01")),
        Committee.model_validate({"chapitres": chapters}),
        Observations((observation(1, edition=DAY("2026-11-02")), observation(2))),
        issue(validations=signs("2026-11-03", "2026-11-03")),
        (action(validations=signs("2026-11-04", "2026-11-06")),),
    )
    assert whole.editions == {DAY(f"2026-11-0{number}") for number in range(1, 7)}
    assert Dossier(SORBIERS).editions == set()


def test_what_is_told_counts_what_is_there() -> None:
    assert Dossier(SORBIERS).told == "0\u00a0fiche action"
    full = Dossier(
        SORBIERS,
        committee=committee(FILLED),
        observations=Observations((observation(1), observation(2))),
        goals=issue(),
        actions=(action(), action(number=2)),
    )
    meetings = len(committee(FILLED).reunions)
    told = f"{meetings} réunions, 2 observations, 1 enjeu et 2 fiches action"
    assert full.told.replace("\u00a0", " ") == told


# ── What an evaluation counts of it ──────────────────────────────────────────────────────────────────────────────────


def counted(whole: Dossier, date: str) -> dict[str, int | None]:
    review = Review.at(whole.charter, whole.actions, whole.log, DAY(date), 5)
    return {name: value for name, value in vars(facts(whole, review, Rules.ours())).items() if value is not None}


def test_nothing_is_counted_of_what_nobody_wrote() -> None:
    assert counted(Dossier(SORBIERS), "2028-12-31") == {}


def test_facts_are_counted_by_the_day_and_leave_out_what_may_not_be_shown() -> None:
    seen = (
        observation(1, college="habitants"),
        observation(2),
        observation(3, people=3, college="habitants"),
        observation(4, date=DAY("2029-01-01")),
    )
    asked = tuple(
        Consultation(number, DAY(date), "questionnaire papier", "parents", received, ())
        for number, date, received in ((1, "2027-05-01", 80), (2, "2029-05-01", 30))
    )
    calendar = {"debut": "2027-01-01", "fin": "2028-06-30"}
    told = Log.of([progress("2027-03-01", State.STARTED)])
    whole = Dossier(
        SORBIERS,
        observations=Observations(seen, asked),
        goals=issue(),
        actions=(action(state=State.VALIDATED, calendrier=calendar, enjeux=["E1"]),),
        log=told,
    )
    assert counted(whole, "2028-12-31") == {
        "enjeux": 1,
        "answered": 1,
        "overlaps": 0,
        "late": 1,
        "consultations": 1,
        "respondents": 80,
        "observations": 2,
        "by_inhabitants": 1,
    }
    silent = Dossier(SORBIERS, actions=whole.actions, log=Log(measured=(Measured(1, "x", DAY("2027-03-01"), 3.0),)))
    assert "late" not in counted(silent, "2028-12-31"), "sans avancement ni étape, personne n’a dit où l’on en est"


def test_what_was_done_after_its_day_is_late_no_longer() -> None:
    steps = {"etapes": [{"date": "2027-06-30", "quoi": "Ouverture"}]}
    fiche = action(calendrier={"debut": "2027-01-01", "fin": "2029-12-31", **steps})
    begun = progress("2027-01-01", State.RUNNING)
    waiting = Dossier(SORBIERS, actions=(fiche,), log=Log.of([begun]))
    opened = Dossier(SORBIERS, actions=(fiche,), log=Log.of([begun, Reached(1, "Ouverture", DAY("2027-09-30"))]))
    assert [counted(one, "2028-12-31")["late"] for one in (waiting, opened)] == [1, 0]


def test_meetings_and_decisions_are_those_that_were_held() -> None:
    text = """
membres:
  - {id: elus, role: Élus, college: collectivité, nombre: 2, voix: true}
  - {id: caf, role: Caf, college: Caf, nombre: 2, voix: true}
reunions:
  - {date: 2027-01-10, instance: comité opérationnel, objet: Lecture, presents: {elus: 2, caf: 2},
     decisions: [{quoi: Un, accord: {collectivite: true, caf: true}}, {quoi: Deux, accord: {collectivite: true}}]}
  - {date: 2027-06-10, instance: comité opérationnel, objet: Suite, presents: {elus: 2, caf: 1}}
  - {date: 2029-01-10, instance: comité de pilotage, objet: Bilan, presents: {elus: 1, caf: 1}}
"""
    whole = Dossier(SORBIERS, committee=committee(text))
    assert counted(whole, "2028-12-31") == {"meetings": 2, "parity": 1, "decisions": 2, "agreed": 1}
    assert counted(whole, "2026-12-31") == {}


# ── Read ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("data")
def test_a_folder_laid_down_and_no_folder_both_say_nothing() -> None:
    assert not dossier.has_folder(SORBIERS)
    assert dossier.read(SORBIERS) == Dossier(SORBIERS, goals=Goals())
    lay_down(SORBIERS)
    assert dossier.has_folder(SORBIERS)
    empty = dossier.read(SORBIERS)
    assert (empty.actions, empty.observations, empty.log) == ((), Observations(), Log())
    assert empty.goals is not None
    assert (empty.goals.enjeux, empty.goals.objectifs) == ((), ())
    assert (empty.cited, empty.editions, held(empty)) == (set(), set(), ())


def test_one_reading_tells_the_problems_of_every_file(data: Path) -> None:
    lay_down(SORBIERS)
    folder = data / "conventions" / SORBIERS.code
    (folder / "convention.yaml").write_text("themes: [velo]\n", encoding="utf-8")
    (folder / "comite.yaml").write_text("membre: []\n", encoding="utf-8")
    (folder / "objectifs.yaml").write_text("enjeux: oui\n", encoding="utf-8")
    (folder / "actions" / "01.yaml").write_text("numero: 1\n", encoding="utf-8")
    (folder / "observations.xlsx").write_bytes(b"PK")
    (folder / "chiffres").mkdir()
    (folder / "chiffres" / "2026-11-24.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        dossier.read(SORBIERS)
    named = {str(one.file) for one in refused.value.problems}
    assert named == {
        "convention.yaml",
        "comite.yaml",
        "objectifs.yaml",
        "01.yaml",
        "observations.xlsx",
        "chiffres/2026-11-24.csv",
    }
    assert refused.value.title == f"Convention de Sorbiers : {len(refused.value.problems)} problème(s)."
    assert all(one.remedy for one in refused.value.problems)
