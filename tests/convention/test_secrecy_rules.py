"""`convention.yaml`: rules of secrecy that a convention makes stricter, never looser, and agreements."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ctg_lib
from ctg_lib import cli, folders
from ctg_lib.analysis import access_table
from ctg_lib.convention import charter, circle, local_files, secrecy_rules
from ctg_lib.convention import written as yaml_files
from ctg_lib.convention.new import lay_down
from ctg_lib.errors import InputError, Problem
from ctg_lib.secrecy.rules import Agreement, Rules, rounded
from ctg_lib.sources.local_early import INCOME, PERSONS
from ctg_lib.sources.local_forms import Book
from ctg_lib.territory import Territory
from tests.convention.laying import lay
from tests.published import EDITION, SORBIERS
from tests.sources.local_books import CAF, OFFER, Lines

# A small intercommunalité: real codes, invented figures.
VALLEY, FAR = "200023372", "42207"
A, B, C, D = "74056", "74143", "74266", "74290"
OURS = Rules.ours()
HOURS = "EAJE_HEURES_REALISEES"
CAPTION = "EAJE et MAM : Heures réalisées par an"
REQUESTS, ARREARS = "DEMANDES_NON_SATISFAITES", "IMPAYES"


@pytest.fixture(autouse=True)
def _alone(data: Path) -> None:
    """A data folder of one's own."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The distances to services take seconds, and are the business of other tests."""
    monkeypatch.setattr(access_table, "laid", lambda _: [])


def written(code: str, *lines: str) -> Path:
    """A `convention.yaml`, from the lines under `secret:`."""
    return raw(code, "\n".join(["secret:", *(f"  {line}" for line in lines), ""]))


def raw(code: str, text: str) -> Path:
    path = folders.conventions() / code / charter.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def asked(**counts: int) -> dict[str, Lines]:
    """Requests that found no place, by commune (`_74056=17`)."""
    return {
        "Demandes non satisfaites": [
            {"Commune": code[1:], "Enfants sans place": count} for code, count in counts.items()
        ]
    }


def creches(commune: str, *hours: int) -> dict[str, Lines]:
    return {
        "EAJE et MAM": [
            {"Commune": commune, "Nom de l’établissement": f"Crèche {'ABCDE'[rank]}", "Type": "Multi-accueil",
             "Financement": "PSU", "Places": 20, "Heures réalisées par an": worked, "Heures théoriques par an": 50000}
            for rank, worked in enumerate(hours)
        ]
    }  # fmt: skip


def consent(commune: str = A, caption: str = CAPTION) -> list[str]:
    return [
        "accords:",
        f'  - chiffre: "{caption}"',
        f'    communes: ["{commune}"]',
        '    qui: "les gestionnaires"',
        "    date: 2026-01-15",
        '    pourquoi: "l’occupation éclaire le besoin"',
    ]


def rules(place: str) -> tuple[Rules, tuple[str, ...]]:
    territory = Territory.parse(place)
    return secrecy_rules.rules(circle.around(territory), local_files.folders_of(territory))


def cell(place: str, commune: str, name: str, book: Book = OFFER) -> tuple[float, str, str]:
    """Value, status and reason of a cell, as a diagnostic reads it."""
    values, flags = local_files.store(Territory.parse(place), EDITION).read(book.source, "2025", [name])
    level = "commune" if len(commune) == 5 else "epci"
    own = flags.set_index(["level", "territory", "variable"])
    key = (level, commune, name)
    status, detail = own.loc[key, ["status", "detail"]] if key in own.index else ("published", "")
    return float(values.at[(level, commune), name]), str(status), str(detail)


def status(place: str, commune: str, name: str, book: Book = OFFER) -> str:
    return cell(place, commune, name, book)[1]


def refused(place: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        rules(place)
    assert caught.value.exit_code == 3
    assert {one.file for one in caught.value.problems} == {charter.FILE}
    assert all(one.remedy for one in caught.value.problems)
    return caught.value.problems


# ── The template ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", [A, VALLEY, f"haut={A},{B}"])
def test_the_template_is_valid_and_changes_nothing(place: str) -> None:
    folder = lay_down(Territory.parse(place)).path
    assert (folder / charter.FILE).is_file()
    convention, _, problems = yaml_files.read(folder / charter.FILE, charter.Charter, folder)
    assert problems == []
    assert convention is not None
    assert convention.secret.personnes == OURS.persons
    assert convention.secret.part_etablissement == OURS.share
    if place != f"haut={A},{B}":
        assert rules(place) == (OURS, ())


@pytest.mark.usefixtures("quick")
def test_the_template_hides_nothing_more_than_no_file_at_all() -> None:
    lay(A, asked(_74056=17) | {"CCAS": [{"Commune": A, "Aides accordées": 2}]})
    before = local_files.store(Territory.of(A), EDITION).laid
    raw(A, charter.model(Territory.of(A)))
    for (table, where), (other, there) in zip(before, local_files.store(Territory.of(A), EDITION).laid, strict=True):
        pd.testing.assert_frame_equal(table.values, other.values)
        assert where == there


def test_the_model_of_an_agreement_is_one_that_would_be_taken() -> None:
    text = charter.model(Territory.of(A))
    model = text[text.index("  # accords:") : text.index("  # Chiffres pour lesquels")]
    raw(A, "secret:\n" + model.replace("  # ", "  "))
    (agreement,) = rules(A)[0].agreements
    assert (agreement.variable, agreement.commune, agreement.date) == (HOURS, A, datetime.date(2026, 1, 31))


def test_every_key_is_in_the_template() -> None:
    text = charter.model(Territory.of(A))
    assert all(f"  {key}:" in text or f"# {key}:" in text for key in charter.Secrecy.model_fields)
    assert all(f" {key}:" in text for key in charter.Consent.model_fields)


# ── Stricter ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("line", "shown"), [("personnes: 17", True), ("personnes: 18", False), ("revenus: 99", True)])
def test_a_higher_threshold_hides_more(line: str, shown: bool) -> None:
    lay(A, asked(_74056=17))
    assert cell(A, A, REQUESTS)[:2] == (17, "published")
    written(A, line)
    value, mark, detail = cell(A, A, REQUESTS)
    assert (value == 17, mark) == (shown, "published" if shown else "masked_here")
    assert shown or "effectif de moins de 18" in detail


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("line", "shown"), [("revenus: 40", True), ("revenus: 41", False), ("personnes: 99", True)])
def test_a_higher_threshold_of_income_hides_more_of_income(line: str, shown: bool) -> None:
    lay(A, {"Part des prestations": [{"Commune": A, "Foyers de référence": 40}]}, book=CAF)
    written(A, line)
    assert (status(A, A, "FOYERS_REFERENCE", CAF) == "published") is shown


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("etablissements: 3", True),
        ("etablissements: 4", False),
        ("part_etablissement: 0.6", True),
        ("part_etablissement: 0.5", False),
    ],
)
def test_more_creches_or_more_even_ones_may_be_asked_for(line: str, shown: bool) -> None:
    lay(A, creches(A, 30000, 12000, 8000))
    written(A, line)
    assert (status(A, A, HOURS) == "published") is shown


# ── Never looser, and every mistake ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ("personnes: 4", "personnes", "5 au moins, ou rien."),
        ("personnes: 0", "personnes", "5 au moins, ou rien."),
        ("personnes: -20", "personnes", "5 au moins, ou rien."),
        ("revenus: 10", "revenus", "11 au moins, ou rien."),
        ("etablissements: 2", "etablissements", "3 au moins, ou rien."),
        ("part_etablissement: 0.9", "part_etablissement", "0,85 au plus, ou rien."),
    ],
)
def test_a_looser_rule_is_refused(line: str, key: str, remedy: str) -> None:
    written(A, "arrondi: false", line)
    (problem,) = refused(A)
    assert (problem.row, problem.column, problem.remedy) == (3, f"secret.{key}", remedy)
    assert "masquerait moins que la règle" in problem.what


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("personne: 6", "cette clé n’existe pas."),
        ("personnes: cinq", "un nombre entier est attendu."),
        ("personnes: 5.5", "un nombre entier est attendu."),
        ("personnes: 100000", "le nombre est trop grand."),
        ("personnes: .nan", "un nombre est attendu."),
        ("personnes: .inf", "un nombre est attendu."),
        ("arrondi: peut-être", "true ou false est attendu."),
        ("part_etablissement: .nan", "un nombre est attendu."),
        ("accords: [{chiffre: x}]", "la clé manque."),
        ("accords: ferme", "une liste est attendue."),
    ],
)
def test_a_mistake_is_told_with_its_line(line: str, what: str) -> None:
    written(A, line)
    problems = refused(A)
    assert {(one.what, one.row) for one in problems} == {(what, 2)}


def test_several_mistakes_are_told_at_once() -> None:
    written(A, "personnes: 4", "revenus: 5", *consent(FAR, "Logement : Impayés de loyer"))
    assert [one.row for one in refused(A)] == [2, 3, 5, 6]
    written(A, "personne: 6", "revenu: 12")
    assert [one.row for one in refused(A)] == [2, 3]


def test_the_mistakes_of_every_folder_of_ones_own_are_told_at_once() -> None:
    written(A, "personnes: 4")
    written(VALLEY, "revenus: 5")
    assert [one.column for one in refused(A)] == ["secret.personnes", "secret.revenus"]


def test_a_mistake_of_a_workbook_is_told_with_those_of_the_rules() -> None:
    lay(A, {"Demandes non satisfaites": [{"Commune": A, "Enfants sans place": "une vingtaine"}]})
    written(A, "personnes: 4")
    with pytest.raises(InputError) as caught:
        local_files.gather(Territory.of(A), EDITION)
    assert {one.file for one in caught.value.problems} == {charter.FILE, "offre_locale.xlsx"}


def test_the_command_says_it_and_stops(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    written(A, "personnes: 4")
    monkeypatch.setattr(cli.err, "_file", None)
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", A])
    assert ended.value.code == 3
    told = capsys.readouterr().err
    assert "convention.yaml, ligne 2, colonne « secret.personnes »" in told.replace("\u00a0", " ")
    assert "5 au moins, ou rien." in told


# ── Agreements ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
def test_creches_that_agree_are_shown_with_who_agreed_and_when() -> None:
    lay(A, creches(A, 30000, 12000))
    assert status(A, A, HOURS) == "masked_here"
    written(A, *consent())
    value, mark, detail = cell(A, A, HOURS)
    assert (value, mark) == (42000, "published")
    assert detail == "donné avec l’accord de : les gestionnaires (15/01/2026)"
    (decision,) = [
        one
        for table, _ in local_files.store(Territory.of(A), EDITION).laid
        for one in table.decisions
        if one.variable == HOURS
    ]
    assert (decision.who, decision.why) == ("les gestionnaires", "l’occupation éclaire le besoin")


def test_the_method_of_the_indicator_says_who_agreed() -> None:
    lay(SORBIERS, creches(SORBIERS, 30000, 12000))
    assert ctg_lib.diagnostic(SORBIERS, EDITION).own("pe_eaje_occ")["status"] == "masked_here"
    written(SORBIERS, *consent(SORBIERS))
    row = ctg_lib.diagnostic(SORBIERS, EDITION).own("pe_eaje_occ")
    assert row["value"] == pytest.approx(0.42)
    assert "donné avec l’accord de : les gestionnaires (15/01/2026)" in row["method"]


@pytest.mark.usefixtures("quick")
def test_an_agreement_of_one_commune_shows_nothing_of_another() -> None:
    lay(VALLEY, {"EAJE et MAM": [*creches(A, 30000)["EAJE et MAM"], *creches(B, 12000)["EAJE et MAM"]]})
    written(VALLEY, *consent(A))
    assert status(VALLEY, A, HOURS) == "published"
    assert status(VALLEY, B, HOURS) == "masked_here"
    assert status(VALLEY, VALLEY, HOURS) == "masked_here", "42 000 moins ce qui est donné serait l’autre"


@pytest.mark.parametrize(
    "caption", ["Logement : Impayés de loyer", "Demandes non satisfaites : Enfants sans place", "autre chose"]
)
def test_nobody_may_agree_for_persons(caption: str) -> None:
    written(A, *consent(caption=caption))
    (problem,) = refused(A)
    assert (problem.row, problem.column) == (3, "secret.accords.0.chiffre")
    assert "nul ne peut accepter pour des personnes" in problem.what
    assert CAPTION in str(problem.remedy)


@pytest.mark.parametrize("commune", [B, FAR, "99999", VALLEY])
def test_nobody_agrees_for_a_commune_elsewhere(commune: str) -> None:
    written(A, *consent(commune))
    (problem,) = refused(A)
    assert (problem.row, problem.column) == (4, "secret.accords.0.communes")
    assert problem.what.startswith(f"{commune} n’est pas une commune ")


# ── Conventions whose figures meet ──────────────────────────────────────────────────────────────────────────────────


def test_the_strictest_rule_of_two_conventions_holds_for_both() -> None:
    written(A, "personnes: 20", "part_etablissement: 0.6")
    written(D, "personnes: 8", "revenus: 30", *consent(D))
    for place in (A, B, D, VALLEY):
        asked_for, warnings = rules(place)
        assert warnings == ()
        assert (asked_for.persons, asked_for.income, asked_for.establishments, asked_for.share) == (20, 30, 3, 0.6)
        assert [one.commune for one in asked_for.agreements] == [D]
    written(FAR, "personnes: 50")
    assert rules(A)[0].persons == 20, "celle d’ailleurs n’en est pas"


@pytest.mark.usefixtures("quick")
def test_what_a_commune_hides_its_neighbour_hides_too() -> None:
    lay(VALLEY, asked(_74056=17, _74143=19, _74266=33, _74290=44))
    assert status(B, B, REQUESTS) == "published"
    written(A, "personnes: 20")
    assert [status(place, B, REQUESTS) for place in (A, B, VALLEY)] == ["masked_here"] * 3


@pytest.mark.usefixtures("quick")
def test_a_broken_convention_of_a_neighbour_is_a_warning_and_ones_own_an_error() -> None:
    lay(B, asked(_74143=17))
    written(A, "personnes: 4")
    gathered = local_files.gather(Territory.of(B), EDITION)
    assert gathered.warnings == (f"{A}/convention.yaml n’est pas suivi : voir « ctg check {A} ».",)
    assert cell(B, B, REQUESTS)[:2] == (17, "published")
    refused(A)
    refused(VALLEY)


# ── Rounding ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick")
def test_counts_are_rounded_and_none_is_hidden() -> None:
    counts = {A: 1, B: 12, C: 0, D: 43}
    lines = [{"Commune": one, "Impayés de loyer": count} for one, count in counts.items()]
    bands = [{"Commune": one, "Foyers de référence": count} for one, count in counts.items()]
    lay(VALLEY, {"Logement": lines, "Part des prestations": bands}, book=CAF)
    written(VALLEY, "arrondi: true")
    store = local_files.store(Territory.of(VALLEY), EDITION)
    values, flags = store.read(CAF.source, "2025", [ARREARS, "FOYERS_REFERENCE"])
    assert "masked_here" not in set(flags["status"])
    reach = store.reach(CAF.source, "2025")
    for name, rule in ((ARREARS, PERSONS), ("FOYERS_REFERENCE", INCOME)):
        step = OURS.step(rule)
        for commune, true in counts.items():
            shown = values.at[("commune", commune), name]
            assert shown % step == 0
            assert (shown == 0) == (true == 0)
            assert shown - reach[name] <= true <= shown + reach[name]
            assert status(VALLEY, commune, name, CAF) == "rounded_by_source"


def test_the_sum_of_rounded_figures_is_that_of_what_is_shown() -> None:
    """12, 13 and 0 are shown as 10, 15 and 0: 25 is their sum, and bounds say how far the true one may be."""
    lay(VALLEY, asked(_74056=12, _74143=13, _74266=0, _74290=3))
    written(VALLEY, "arrondi: true")
    row = ctg_lib.diagnostic(VALLEY, EDITION).own("pe_attente")
    assert row["value"] == 10 + 15 + 0 + 5
    assert row["low"] <= 28 <= row["high"]


@pytest.mark.usefixtures("quick")
def test_what_creches_do_is_hidden_and_never_rounded() -> None:
    lay(A, creches(A, 30001, 12003))
    written(A, "arrondi: true")
    assert status(A, A, HOURS) == "masked_here"
    lay(A, creches(A, 30001, 12003, 9001))
    assert cell(A, A, HOURS)[:2] == (51005, "published")


STEPS = st.integers(1, 40).map(lambda times: 5.0 * times)


@settings(derandomize=True)
@given(st.integers(0, 100_000), STEPS)
def test_a_rounded_count_is_a_near_multiple_and_never_a_zero_that_is_not(count: int, step: float) -> None:
    shown = rounded(count, step)
    assert shown % step == 0
    assert (shown == 0) == (count == 0)
    assert abs(shown - count) < step
    assert abs(shown - count) <= step / 2 or shown == step


@settings(derandomize=True)
@given(st.integers(0, 5_000), st.integers(0, 5_000), STEPS)
def test_more_is_never_shown_as_less(one: int, other: int, step: float) -> None:
    assert (rounded(one, step) <= rounded(other, step)) or one > other


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(5, 300), st.sampled_from([PERSONS, INCOME]))
def test_the_first_multiple_covers_everything_that_would_be_hidden(least: int, rule: str) -> None:
    """Whoever reads it learns nothing more than that the count is small; a smaller step would tell more."""
    step = Rules(least, least, 3, 0.85).step(rule)
    assert step % 5 == 0
    assert {rounded(count, step) for count in range(1, least)} == {step}
    smaller = step - 5
    assert smaller == 0 or {rounded(count, smaller) for count in range(1, least)} != {smaller}


def test_the_strictest_of_none_is_ours_and_an_agreement_needs_every_commune() -> None:
    day = datetime.date(2026, 1, 15)
    agreed = (Agreement(HOURS, A, "x", "y", day), Agreement(HOURS, B, "x", "y", day))
    given_rules = Rules(5, 11, 3, 0.85, agreements=agreed)
    assert Rules.strictest([]) == OURS
    assert list(given_rules.agreed(HOURS, [A, B])) == list(agreed)
    assert given_rules.agreed(HOURS, [A, C]) == []
    assert given_rules.agreed(ARREARS, [A]) == []
