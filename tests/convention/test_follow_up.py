"""The log of the actions: read against the fiches, every mistake told at once with its place and its remedy."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from ctg_lib import folders
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.follow_up import Log, Measured, Progress, Reached, Spent, read_log, shifted, state_at
from ctg_lib.convention.log_book import BOOK
from ctg_lib.errors import InputError, NominativeError
from ctg_lib.sources.local_forms import EXAMPLE, Kind
from ctg_lib.territory import Territory
from tests.convention.logs import SORBIERS, action, day, lay, refusal, template
from tests.sources.local_books import Lines

PLACE = Territory.of(SORBIERS)
STEPS, SPENT, TAKEN = "Étapes", "Dépenses", "Mesures"
pytestmark = pytest.mark.usefixtures("data")


def charter(text: str) -> None:
    folder = folders.conventions() / SORBIERS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "convention.yaml").write_text(text, encoding="utf-8")


def told(
    sheet: str, *lines: dict[str, object], actions: Sequence[Action] = (action(),), name: str = "suivi.xlsx"
) -> list[str]:
    """What is wrong in one sheet, without its place: « ligne 3, colonne : quoi Remède : … »."""
    lay({sheet: lines}, name)
    _, errors = read_log(PLACE, actions, refusal)
    return [
        f"{one.row}, {one.column} : {one.what} > {one.remedy}"
        for error in errors
        for one in error.problems
        if (one.sheet, one.file) == (sheet, name)
    ]


def state(date: str, said: State | str, fiche: int = 1, **others: object) -> dict[str, object]:
    return {"Fiche": fiche, "Date": day(date), "Statut": str(said), **others}


def step(words: str, date: str = "2027-06-15") -> dict[str, object]:
    return {"Fiche": 1, "Étape": words, "Faite le": day(date)}


def spent(funder: str, euros: float, date: str = "2027-06-15") -> dict[str, object]:
    return {"Fiche": 1, "Date": day(date), "Financeur": funder, "Montant": euros}


def taken(name: str, value: float = 12, date: str = "2027-12-31") -> dict[str, object]:
    return {"Fiche": 1, "Indicateur": name, "Date": day(date), "Valeur": value, "Par": "responsable du lieu"}


FULL: dict[str, Lines] = {
    "Avancement": [
        state("2028-01-10", State.RUNNING),
        state("2027-02-01", State.STARTED, Par="coordination", Pourquoi="Le recrutement est fait."),
    ],
    STEPS: [step("ouverture du lieu"), step("Premier bilan", "2028-04-02")],
    SPENT: [spent("CAF", 1250.5), spent("Commune", 300), spent("Commune", 300)],
    TAKEN: [taken("Familles accueillies", 24)],
}


def test_a_log_is_read_in_the_order_of_its_dates_with_the_words_of_the_fiche() -> None:
    lay(FULL)
    log, errors = read_log(PLACE, [action()], refusal)
    assert errors == []
    assert log == Log(
        (
            Progress(1, day("2027-02-01"), State.STARTED, "coordination", "Le recrutement est fait."),
            Progress(1, day("2028-01-10"), State.RUNNING),
        ),
        (
            Reached(1, "Ouverture du lieu", day("2027-06-15")),
            Reached(1, "Premier bilan avec les familles", day("2028-04-02")),
        ),
        (
            Spent(1, day("2027-06-15"), "Caf", 1250.5),
            Spent(1, day("2027-06-15"), "Commune", 300),
            Spent(1, day("2027-06-15"), "Commune", 300),
        ),
        (Measured(1, "Familles accueillies", day("2027-12-31"), 24, "responsable du lieu"),),
    )


def test_several_workbooks_make_one_log_and_an_untouched_one_says_nothing() -> None:
    lay({})
    assert read_log(PLACE, [action()], refusal) == (Log(), [])
    lay({STEPS: [step("Ouverture du lieu")]}, "suivi_2027.xlsx")
    lay({STEPS: [step("Premier bilan", "2028-04-02")]}, "Suivi 2028.xlsx")
    log, errors = read_log(PLACE, [action()], refusal)
    assert (len(log.reached), errors) == (2, [])


def test_no_folder_is_an_empty_log() -> None:
    assert read_log(PLACE, [action()], refusal) == (Log(), [])


def test_the_template_has_an_example_in_each_sheet_and_the_same_bytes_each_time() -> None:
    assert template() == template()
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["Suivi", "Mode d’emploi", "Avancement", "Étapes", "Dépenses", "Mesures", "Listes"]
    for form in BOOK.forms:
        assert form.lists
        assert book[form.sheet]["A2"].value == EXAMPLE
        assert form.columns[0].kind is Kind.COUNT
    assert [cell.value for cell in book["Avancement"][1]] == ["Fiche *", "Date *", "Statut *", "Par", "Pourquoi"]


@pytest.mark.parametrize(
    ("sheet", "line", "expected"),
    [
        (
            "Avancement",
            state("2027-02-01", State.STARTED, fiche=7),
            "3, Fiche : il n’y a pas de fiche 7. > écrire le numéro d’une fiche : 1.",
        ),
        (
            STEPS,
            step("Ouvertures des lieux"),
            (
                "3, Étape : « Ouvertures des lieux » n’est pas une étape de la fiche 1. > sans doute "
                "« Ouverture du lieu » ; "
                "étapes de la fiche : « Ouverture du lieu », « Premier bilan avec les familles »."
            ),
        ),
        (
            STEPS,
            step("Fête"),
            (
                "3, Étape : « Fête » n’est pas une étape de la fiche 1. > "
                "étapes de la fiche : « Ouverture du lieu », « Premier bilan avec les familles »."
            ),
        ),
        (
            SPENT,
            spent("Département", 10),
            (
                "3, Financeur : « Département » n’est pas un financeur de la fiche 1. > "
                "financeurs de la fiche : « Commune », « Caf »."
            ),
        ),
        (
            TAKEN,
            taken("Familles reçues"),
            (
                "3, Indicateur : « Familles reçues » n’est pas un indicateur de suivi de la fiche 1. > sans doute "
                "« Familles accueillies » ; "
                "indicateurs de suivi de la fiche : « Familles accueillies », « Naissances »."
            ),
        ),
        (
            TAKEN,
            taken("Naissances"),
            (
                "3, Indicateur : « Naissances » est un indicateur du diagnostic : il est lu, jamais saisi. > "
                "supprimer la ligne."
            ),
        ),
        (
            "Avancement",
            state("2027-02-01", State.DONE),
            (
                "3, Statut : fiche 1 : « réalisée » ne peut pas suivre « validée ». > corriger le statut ou sa date, "
                "ou ajouter la ligne du statut qui manque entre les deux."
            ),
        ),
        (
            "Avancement",
            state("2027-02-01", State.ABANDONED),
            "3, Pourquoi : une fiche abandonnée dit pourquoi. > écrire le motif.",
        ),
        (
            STEPS,
            step("Ouverture du lieu", "1999-12-31"),
            (
                "3, Faite le : le 31 décembre 1999 est trop loin de la convention (attendu : du 1er janvier 2000 au "
                "31 décembre 2100). > corriger la date."
            ),
        ),
    ],
)
def test_each_mistake_says_where_what_and_how_to_mend_it(sheet: str, line: dict[str, object], expected: str) -> None:
    assert told(sheet, line) == [expected]


def test_the_same_thing_twice() -> None:
    assert told("Avancement", state("2027-02-01", State.STARTED), state("2027-02-01", State.RUNNING)) == [
        "4, Date : la fiche a déjà un statut ce jour-là, à la ligne 3. > ne garder qu’une des deux lignes."
    ]
    assert told(STEPS, step("Ouverture du lieu"), step("Ouverture", "2027-07-01")) == [
        "4, Étape : l’étape est déjà dite faite à la ligne 3. > ne garder qu’une des deux lignes."
    ]
    assert told(TAKEN, taken("Familles accueillies"), taken("Familles accueillies", 13)) == [
        "4, Date : l’indicateur a déjà une valeur ce jour-là, à la ligne 3. > ne garder qu’une des deux lignes."
    ]
    assert told(SPENT, spent("Caf", 10), spent("Caf", 10)) == []


def test_the_same_thing_in_two_workbooks_names_the_other_one() -> None:
    lay({STEPS: [step("Ouverture du lieu")]})
    assert told(STEPS, step("Ouverture du lieu"), name="suivi_b.xlsx") == [
        "3, Étape : l’étape est déjà dite faite à la ligne 3 de suivi.xlsx. > ne garder qu’une des deux lignes."
    ]


def test_two_milestones_of_the_same_words_are_reached_once_each() -> None:
    points = [{"date": day(date), "quoi": "Point d’étape"} for date in ("2027-06-30", "2028-06-30")]
    calendar = {"debut": day("2027-01-01"), "fin": day("2028-12-31"), "etapes": points}
    fiche = action(calendrier=calendar)
    dates = [step("Point d’étape", date) for date in ("2027-07-01", "2028-07-01", "2028-08-01")]
    assert told(STEPS, *dates[:2], actions=[fiche]) == []
    assert len(told(STEPS, *dates, actions=[fiche])) == 1


def test_a_fiche_without_calendar_funder_or_measure_says_that_it_has_none() -> None:
    bare = action(statut="idée", budget=[], calendrier=None, suivi=[])
    for sheet, line, noun in (
        (STEPS, step("Ouverture"), "étapes"),
        (SPENT, spent("Caf", 1), "financeurs"),
        (TAKEN, taken("Familles"), "indicateurs de suivi"),
    ):
        (said,) = told(sheet, line, actions=[bare])
        assert said.endswith(f"> la fiche n’a pas de {noun} : les y écrire.")
    (said,) = told(STEPS, step("Ouverture"), actions=[])
    assert said == "3, Fiche : il n’y a pas de fiche 1. > écrire d’abord la fiche action."


def test_words_that_begin_two_names_name_none() -> None:
    steps = [{"date": day("2027-06-30"), "quoi": f"Ouverture du {one}"} for one in ("lieu", "relais")]
    calendar = {"debut": day("2027-01-01"), "fin": day("2028-12-31"), "etapes": steps}
    assert len(told(STEPS, step("Ouverture"), step("…"), actions=[action(calendrier=calendar)])) == 2


def test_states_are_followed_by_date_whatever_the_order_of_the_lines() -> None:
    lines = [state("2028-01-01", State.RUNNING), state("2027-02-01", State.STARTED), state("2029-01-01", State.DONE)]
    assert told("Avancement", *lines) == []
    lines[1] = state("2028-06-01", State.STARTED)
    assert [one[:1] for one in told("Avancement", *lines)] == ["3", "4", "5"]


@pytest.mark.parametrize("own", [State.RUNNING, State.STARTED])
def test_a_fiche_brought_up_to_date_is_not_held_against_its_own_log(own: State) -> None:
    lines = [state("2027-02-01", State.STARTED), state("2028-01-01", State.RUNNING)]
    assert told("Avancement", *lines, actions=[action(statut=str(own))]) == []
    assert len(told("Avancement", *lines, actions=[action(statut="à valider")])) == 1


def test_a_state_told_again_is_no_change_and_a_motive_of_the_fiche_is_one() -> None:
    assert told("Avancement", state("2027-02-01", State.STARTED), state("2027-09-01", State.STARTED)) == []
    assert told("Avancement", state("2027-02-01", State.ABANDONED, Pourquoi="Le local a été vendu.")) == []
    assert told("Avancement", state("2027-02-01", State.ABANDONED), actions=[action(motif="Le local est vendu.")]) == []


def test_dates_stand_within_a_year_of_the_convention() -> None:
    charter(f'territoire: "{SORBIERS}"\ndebut: 2027-01-01\nduree: 4\n')
    dates = ("2026-01-01", "2025-12-31", "2031-12-31", "2032-01-01")
    lines = [spent("Caf", 1, date) for date in dates]
    between = "est trop loin de la convention (attendu : du 1er janvier 2026 au 31 décembre 2031). > corriger la date."
    assert told(SPENT, *lines) == [
        f"4, Date : le 31 décembre 2025 {between}",
        f"6, Date : le 1er janvier 2032 {between}",
    ]


def test_every_mistake_of_every_workbook_is_told_in_one_run() -> None:
    lay(
        {
            TAKEN: [taken("Naissances"), taken("Rien")],
            "Avancement": [state("2027-02-01", State.DONE), state("2027-03-01", State.ABANDONED, fiche=2)],
            STEPS: [step("Fête"), step("Ouverture du lieu")],
        }
    )
    lay({SPENT: [spent("Région", 5)]}, "suivi_2.xlsx")
    lay({SPENT: [{"Fiche": 1, "Date": "hier", "Financeur": "=A1", "Montant": -5}]}, "suivi_3.xlsx")
    log, errors = read_log(PLACE, [action()], refusal)
    assert [error.title for error in errors] == [
        "suivi_3.xlsx : 3 problèmes ; rien n’a été enregistré.",
        "suivi.xlsx : 5 problème(s).",
        "suivi_2.xlsx : 1 problème(s).",
    ]
    assert [one.sheet for one in errors[1].problems] == ["Avancement", "Avancement", STEPS, TAKEN, TAKEN]
    assert all(one.file and one.row and one.column and one.remedy for error in errors for one in error.problems)
    # What is wrong is left out, what is right is not.
    assert [one.step for one in log.reached] == ["Ouverture du lieu"]
    assert not log.progress + log.spent + log.measured


def test_a_count_of_persons_is_never_quoted_and_a_list_of_them_is_refused() -> None:
    lay({TAKEN: [{**taken("Familles accueillies"), "Valeur": "3 familles"}]})
    _, (error,) = read_log(PLACE, [action()], refusal)
    assert "3 familles" not in str(error)
    lay({TAKEN: [{**taken("Familles accueillies"), "Par": "Mme Dupont"}]})
    _, (error,) = read_log(PLACE, [action()], refusal)
    assert isinstance(error, NominativeError)
    assert "Dupont" not in str(error)


def test_cells_that_begin_as_formulas_are_texts_or_are_refused() -> None:
    said = {"Par": "@coordination", "Pourquoi": "+ d’accueil, - de délai : <b>oui</b>"}
    lay({"Avancement": [state("2027-02-01", State.STARTED, **said)]})
    log, errors = read_log(PLACE, [action()], refusal)
    assert errors == []
    assert (log.progress[0].who, log.progress[0].why) == tuple(said.values())
    lay({"Avancement": [state("2027-02-01", State.STARTED, Pourquoi='=HYPERLINK("x")')]})
    _, (error,) = read_log(PLACE, [action()], refusal)
    assert isinstance(error, InputError)
    assert "la case contient une formule" in str(error)


def test_the_state_at_a_date() -> None:
    fiche = action()
    log = Log((Progress(1, day("2027-02-01"), State.STARTED), Progress(2, day("2027-03-01"), State.DONE)))
    assert state_at(fiche, log, day("2027-01-31")) is State.VALIDATED
    assert state_at(fiche, log, day("2027-02-01")) is State.STARTED
    assert state_at(fiche, log, day("2030-01-01")) is State.STARTED
    assert state_at(action(3, statut="idée"), log, day("2030-01-01")) is State.IDEA


def test_months_later() -> None:
    assert shifted(day("2028-02-29"), 12) == day("2029-02-28")
    assert shifted(day("2027-01-31"), 1) == day("2027-02-28")
    assert shifted(day("2027-01-01"), -12) == day("2026-01-01")
