"""The figures of an edition, kept beside its convention: never changed once signed, and what changed since is named."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import frozen
from ctg_lib.convention.actions import Measure
from ctg_lib.convention.charter import Charter
from ctg_lib.errors import InputError
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS, KEY
from ctg_lib.views.view import spoken
from tests.attacks.publishing import protected
from tests.convention import evaluated
from tests.convention.evaluated import SIGNED, SORBIERS, with_rows
from tests.secrecy.valley import CAF, A, valley

RSA = ("ad_rsa", "commune", "2024-12")
BIRTHS = ("pe_naiss_3ans", "commune", "2025")


def at(diagnostic: Diagnostic, date: str) -> Diagnostic:
    """The same figures, on another day."""
    return Diagnostic(diagnostic.territory, date, diagnostic.shelf).with_values(diagnostic.values)


@pytest.fixture(scope="module")
def shown() -> Diagnostic:
    """Two figures as they are in the sample; no other source is loaded."""
    return at(with_rows({}, "ad_rsa", "pe_naiss_3ans"), str(SIGNED))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    made = tmp_path / "42302"
    made.mkdir()
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kept(diagnostic: Diagnostic) -> pd.DataFrame:
    """The edition that a diagnostic leaves in the folder."""
    assert frozen.freeze(diagnostic, ["ad_rsa"], [])
    values = frozen.read_edition(diagnostic.territory, datetime.date.fromisoformat(diagnostic.date))
    assert values is not None
    return values


def test_an_edition_is_read_back_with_the_vintage_shown_and_all_those_of_what_is_cited(
    folder: Path, shown: Diagnostic
) -> None:
    values = kept(shown)
    own = values[(values["territory"] == "42302") & (values["level"] == "commune")]
    assert list(own[own["indicator"] == "pe_naiss_3ans"]["vintage"]) == ["2025"]
    cited = list(own[own["indicator"] == "ad_rsa"]["vintage"])
    assert cited == ["2020-12", "2021-12", "2022-12", "2023-12", "2024-12"]
    assert set(values["level"]) == {"commune", "epci", "departement", "region", "france"}
    assert set(values["indicator"]) == set(shown.values["indicator"])
    assert list(values.columns) == list(COLUMNS)
    row = own[(own["indicator"] == "pe_naiss_3ans")].iloc[0]
    assert row["value"] == pytest.approx(60.0)
    assert frozen.editions(SORBIERS) == [SIGNED]


def test_the_same_figures_give_the_same_bytes_whatever_the_order_of_the_rows(folder: Path, shown: Diagnostic) -> None:
    first = frozen.freeze(shown, ["ad_rsa", "pe_naiss_3ans"], [])
    assert first == folder / "chiffres" / "2026-11-24.csv"
    before = first.read_bytes()
    shuffled = Diagnostic(SORBIERS, str(SIGNED), shown.shelf).with_values(shown.values.sample(frac=1, random_state=7))
    frozen.freeze(shuffled, ["pe_naiss_3ans", "ad_rsa"], [])
    assert first.read_bytes() == before
    head, table = before.decode().split("\n", 1)
    assert head.startswith("# Chiffres de l’édition du 24 novembre 2026, écrits par « ctg diagnostic »")
    assert table.startswith(",".join(COLUMNS))
    written = pd.read_csv(StringIO(table), dtype=str, keep_default_na=False)
    numbers = [cell for name in ("value", "low", "high") for cell in written[name] if cell]
    assert numbers == [f"{float(cell):.12g}" for cell in numbers]
    assert max(map(len, numbers)) > 10, "une borne de naissances a bien douze chiffres"


def test_an_edition_that_was_signed_is_never_written_again_and_another_one_is(folder: Path, shown: Diagnostic) -> None:
    path = frozen.freeze(shown, [], [SIGNED])
    assert path is not None
    signed = digest(path)
    corrected = at(with_rows({RSA: 120.0}, "pe_naiss_3ans"), str(SIGNED))
    assert frozen.freeze(corrected, ["ad_rsa"], [SIGNED]) == path
    assert digest(path) == signed
    frozen.freeze(corrected, ["ad_rsa"], [datetime.date(2025, 1, 1)])
    assert digest(path) != signed


def test_nothing_is_kept_for_an_example_nor_for_a_territory_without_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Diagnostic
) -> None:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    assert frozen.freeze(shown, [], []) is None
    (tmp_path / "42302").mkdir()
    monkeypatch.setattr(folders, "examples", lambda: tmp_path)
    assert frozen.freeze(shown, [], []) is None
    assert list((tmp_path / "42302").iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("115,113,117", "110,113,117"),
        lambda text: text.split("\n", 1)[1],
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda text: "<<<<<<< HEAD\n" + text,
    ],
    ids=["a figure", "no first line", "cut", "empty", "a merge"],
)
def test_an_edition_that_somebody_changed_is_refused_with_what_to_do(
    folder: Path, shown: Diagnostic, spoil: Callable[[str], str]
) -> None:
    path = frozen.freeze(shown, ["ad_rsa"], [])
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert spoil(text) != text
    path.write_text(spoil(text), encoding="utf-8")
    with pytest.raises(InputError) as error:
        frozen.read_editions(SORBIERS)
    (problem,) = error.value.problems
    assert problem.file == "chiffres/2026-11-24.csv"
    assert "« ctg diagnostic 42302 --date 2026-11-24 »" in str(problem.remedy)


def test_every_damaged_edition_is_told_at_once(folder: Path, shown: Diagnostic) -> None:
    for date in ("2026-11-24", "2027-11-24"):
        path = frozen.freeze(at(shown, date), [], [])
        assert path is not None
        path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError) as error:
        frozen.read_editions(SORBIERS)
    assert len(error.value.problems) == 2


def test_ends_of_line_of_another_system_change_no_figure(folder: Path, shown: Diagnostic) -> None:
    path = frozen.freeze(shown, [], [])
    assert path is not None
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert frozen.read_editions(SORBIERS)[SIGNED]["value"].notna().any()


def test_what_is_hidden_on_site_never_enters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    (tmp_path / A).mkdir()
    store = Store(roots=[]).with_tables(protected(valley(CAF, {"IMPAYES": [3, 20, 30, 40]})))
    diagnostic = Diagnostic(Territory.of(A), "2026-11-24", Shelf(store))
    values = kept(diagnostic)
    masked = values[values["status"] == "masked_here"]
    assert "lo_impayes" in set(masked["indicator"]), sorted(set(masked["indicator"]))
    assert masked[["value", "low", "high", "numerator", "denominator"]].isna().all(axis=None)


def test_a_baseline_is_the_figure_that_was_signed_at_the_vintage_asked_or_the_one_shown(
    folder: Path, shown: Diagnostic
) -> None:
    editions = {SIGNED: kept(shown)}
    later = with_rows({("ad_rsa", "commune", "2022-12"): 105.0})
    asked = Measure(nature="impact", nom="RSA", indicateur="ad_rsa", millesime="2022-12")
    start = frozen.baseline(asked, SIGNED, editions, later)
    assert start.row is not None
    assert (start.row["value"], start.edition, start.revised, start.held) == (100.0, SIGNED, True, False)
    newest = Measure(nature="impact", nom="RSA", indicateur="ad_rsa")
    start = frozen.baseline(newest, SIGNED, editions, later)
    assert start.row is not None
    assert (start.row["vintage"], start.row["value"], start.held) == ("2024-12", 115.0, True)


def test_without_the_edition_the_vintage_is_read_in_what_is_loaded_and_else_the_remedy_is_told(
    shown: Diagnostic,
) -> None:
    asked = Measure(nature="impact", nom="RSA", indicateur="ad_rsa", millesime="2022-12")
    start = frozen.baseline(asked, SIGNED, {}, shown)
    assert start.row is not None
    assert (start.row["value"], start.edition, start.held) == (100.0, None, True)
    plain = Measure(nature="impact", nom="RSA", indicateur="ad_rsa")
    start = frozen.baseline(plain, SIGNED, {}, shown)
    assert start.row is None
    assert start.why == "les chiffres de l’édition du 24 novembre 2026 ne sont pas conservés"
    assert "« ctg diagnostic 42302 --date 2026-11-24 »" in start.remedy
    start = frozen.baseline(plain, None, {}, shown)
    assert (start.why, start.remedy) == (
        "l’édition signée n’est pas dite",
        "écrire « edition » dans convention.yaml.",
    )
    unknown = Measure(nature="impact", nom="RSA", indicateur="ad_rsa", millesime="1999-12")
    assert frozen.baseline(unknown, SIGNED, {}, shown).why == "aucun chiffre n’est connu pour « 1999-12 »"


def test_a_figure_that_is_secret_today_is_no_baseline_because_it_once_was_told(folder: Path, shown: Diagnostic) -> None:
    editions = {SIGNED: kept(shown)}
    values = shown.values.copy()
    here = (values[KEY[0]] == "ad_rsa") & (values["level"] == "commune") & (values["vintage"] == "2024-12")
    values.loc[here, ["value", "low", "high", "numerator"]] = float("nan")
    values.loc[here, "status"] = "masked_here"
    today = Diagnostic(SORBIERS, "2027-11-24", Shelf(Store([]))).with_values(values)
    start = frozen.baseline(
        Measure(nature="impact", nom="RSA", indicateur="ad_rsa", millesime="2024-12"), SIGNED, editions, today
    )
    assert (start.row, start.why) == (None, "la valeur de départ est couverte par le secret")
    told = spoken(frozen.banner(["ad_rsa"], SIGNED, editions, today).html)
    assert "115" not in told
    assert "un chiffre secret" in told


def test_the_edition_signed_comes_first_then_the_last_that_was_agreed_on() -> None:
    agreed = {"collectivite": {"date": "2026-12-01", "edition": "2026-10-01"},
              "caf": {"date": "2026-12-03", "edition": "2026-11-01"}}  # fmt: skip
    fiche = evaluated.action(validations=agreed)
    assert frozen.signed(Charter(edition=SIGNED), fiche) == SIGNED
    assert frozen.signed(Charter(), fiche) == datetime.date(2026, 11, 1)
    assert frozen.signed(Charter(), evaluated.action()) is None


def test_the_banner_names_what_changed_and_only_that(folder: Path, shown: Diagnostic) -> None:
    values = shown.values[~((shown.values["indicator"] == "pe_naiss_3ans") & (shown.values["vintage"] == "2025"))]
    editions = {SIGNED: kept(Diagnostic(SORBIERS, str(SIGNED), shown.shelf).with_values(values))}
    names = ["pe_naiss_3ans", "ad_rsa", "ad_alloc"]
    later = at(shown, "2027-11-24")
    assert spoken(frozen.banner(names, SIGNED, editions, later).html) == (
        "Ce texte a été validé sur les chiffres du 24 novembre 2026. Depuis\u00a0: "
        "Naissances, moyenne de trois ans 64,0 → 60,0 (2023-2025)."
    )
    corrected = with_rows({RSA: 120.0}, "pe_naiss_3ans")
    told = spoken(frozen.banner(names, SIGNED, editions, corrected, what="Cette fiche").html)
    assert told == (
        "Cette fiche a été validée sur les chiffres du 24 novembre 2026. Depuis\u00a0: "
        "Naissances, moyenne de trois ans 64,0 → 60,0 (2023-2025)\u202f; "
        "Foyers percevant le RSA 115 → 120 (décembre 2024, chiffre corrigé depuis)."
    )


def test_the_banner_says_nothing_where_nothing_changed_and_that_it_cannot_tell_without_the_edition(
    folder: Path, shown: Diagnostic
) -> None:
    editions = {SIGNED: kept(shown)}
    assert frozen.banner(["ad_rsa", "pe_naiss_3ans"], SIGNED, editions, at(shown, "2027-11-24")).html == ""
    assert frozen.banner(["ad_rsa"], SIGNED, editions, with_rows({RSA: 115.0000000001})).html == ""
    assert frozen.changed_since(["nobody_knows"], editions[SIGNED], shown) == []
    lost = spoken(frozen.banner(["ad_rsa"], datetime.date(2025, 11, 24), editions, shown).html)
    assert lost == (
        "Ce texte a été validé sur les chiffres du 24 novembre 2025, qui ne sont pas conservés\u00a0: "
        "on ne peut pas dire ce qui a changé depuis."
    )


def test_a_figure_that_came_or_went_is_named_too(folder: Path, shown: Diagnostic) -> None:
    values = shown.values[shown.values["indicator"] != "ad_rsa"]
    none = Diagnostic(SORBIERS, str(SIGNED), Shelf(Store([]))).with_values(values)
    told = spoken(frozen.banner(["ad_rsa"], SIGNED, {SIGNED: kept(none)}, at(shown, "2027-11-24")).html)
    assert told.endswith("Foyers percevant le RSA manquant → 115 (décembre 2024).")
    gone = spoken(frozen.banner(["ad_rsa"], SIGNED, {SIGNED: kept(shown)}, at(none, "2027-11-24")).html)
    assert gone.endswith("Foyers percevant le RSA 115 → manquant.")


def test_several_texts_each_have_their_banner_and_those_of_a_lost_edition_share_one(
    folder: Path, shown: Diagnostic
) -> None:
    values = {SIGNED: kept(shown)}
    lost, other = datetime.date(2025, 11, 24), datetime.date(2024, 11, 24)
    texts = [
        ("L’enjeu E1", ["ad_rsa"], SIGNED),
        ("L’enjeu E2", ["pe_naiss_3ans"], SIGNED),
        ("L’enjeu E1", ["ad_rsa"], lost),
        ("Le verdict de l’observation 3", ["ad_rsa"], other),
        ("L’enjeu <b>E3</b>", ["ad_rsa"], lost),
    ]
    block = frozen.since(texts, values, with_rows({RSA: 120.0}, "pe_naiss_3ans"))
    told = spoken(block.html.replace("</p>", "\n</p>")).split("\n")
    lead = "ne sont pas conservés\u00a0: on ne peut pas dire ce qui a changé depuis ce qui a été validé sur eux"
    change = "Foyers percevant le RSA 115 → 120 (décembre 2024, chiffre corrigé depuis)"
    assert [one.strip() for one in told if one.strip()] == [
        f"L’enjeu E1 a été validé sur les chiffres du 24 novembre 2026. Depuis\u00a0: {change}.",
        f"Les chiffres du 24 novembre 2025 {lead} (l’enjeu E1 ; l’enjeu <b>E3</b>).",
        f"Les chiffres du 24 novembre 2024 {lead} (le verdict de l’observation 3).",
    ]
    assert "<b>" not in block.html
    assert frozen.since([], values, shown).html == ""


def test_more_changes_than_a_sentence_holds_are_counted_then_listed(
    folder: Path, shown: Diagnostic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frozen, "SHORT", 1)
    editions = {SIGNED: kept(shown)}
    later = with_rows({RSA: 120.0, BIRTHS: 70.0})
    block = frozen.since([("L’enjeu E1", ["ad_rsa", "pe_naiss_3ans"], SIGNED)], editions, later)
    told = spoken(block.html)
    assert told.startswith("L’enjeu E1 a été validé sur les chiffres du 24 novembre 2026. Depuis, 2\u00a0chiffres ont")
    assert block.html.count("<li>") == 2
    assert "60,0 → 70,0" in told
