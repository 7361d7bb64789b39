"""What was told once stays known, what was hidden once stays hidden: the registry of what was published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctg_lib import folders
from ctg_lib.errors import InputError
from ctg_lib.secrecy import ledger
from ctg_lib.secrecy.grid import COMMUNE
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import Laid, protect
from ctg_lib.secrecy.rules import Rules
from tests.attacks.populations import VINTAGE, Population, populations
from tests.secrecy.valley import CAF, COMMUNES, EPCI, OFFER, WHOLE, A, B, C, D, masked, valley

OURS = Rules.ours()
ROWS = [*((COMMUNE, commune) for commune in COMMUNES), WHOLE]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the registry of a test lies."""
    monkeypatch.setattr(folders, "ledger", lambda: tmp_path / "ledger")
    return tmp_path / "ledger"


def edition(population: Population, rules: Rules = OURS, vintage: str = VINTAGE) -> list[Laid]:
    """A diagnostic is made from some workbooks, and published."""
    laid = [(replace(table, vintage=vintage), replace(where, vintage=vintage)) for table, where in population.laid()]
    rows = [*((COMMUNE, commune) for commune in population.communes), *population.members]
    safe = protect(laid, population.members, rules, Ledger.read(rows))
    ledger.write([table for table, _ in safe])
    return safe


def hidden(laid: Sequence[Laid]) -> set[tuple[str, str]]:
    return masked([table for table, _ in laid])


def held(folder: Path) -> dict[str, dict[str, dict[str, list[float | None]]]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def reason(laid: Sequence[Laid], commune: str, name: str) -> str:
    flags = pd.concat([table.flags for table, _ in laid]).set_index(["territory", "variable"])["detail"]
    return str(flags[commune, name])


# ── What is noted ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_told_and_what_is_hidden_is_noted_once(kept: Path) -> None:
    population = valley(CAF, {"IMPAYES": [3, 20, 30, 40]})
    edition(population)
    before = contents(kept)
    table = f"{CAF}@{VINTAGE}"
    assert {name: one[table]["IMPAYES"] for name, one in held(kept).items()} == {
        f"commune-{A}": [None],
        f"commune-{B}": [None],
        f"commune-{C}": [30.0],
        f"commune-{D}": [40.0],
        f"epci-{EPCI}": [93.0],
    }
    edition(population)
    assert contents(kept) == before


def test_no_number_of_a_hidden_cell_is_in_the_registry(kept: Path) -> None:
    """Numbers that stand nowhere else: 3, and what is hidden beside it, 21."""
    edition(valley(CAF, {"IMPAYES": [3, 21, 65, 77]}))
    text = "".join(path.read_text(encoding="utf-8") for path in kept.iterdir())
    numbers = {float(word) for word in text.replace(",", " ").split() if word.replace(".", "").isdigit()}
    assert numbers == {65, 77, 166}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(population=populations())
def test_the_registry_holds_what_the_tables_show_and_nothing_more(
    population: Population, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("registre")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "ledger", lambda: folder)
        shown = {}
        for table, _ in edition(population):
            for (_, code), row in table.values.iterrows():
                shown |= {(code, table.source, name): value for name, value in row.items() if value == value}
    for name, tables in held(folder).items():
        for key, variables in tables.items():
            for variable, values in variables.items():
                cell = name.partition("-")[2], key.partition("@")[0], variable
                assert values == [shown.get(cell)]


def test_a_figure_that_changed_is_known_under_both_values(kept: Path) -> None:
    edition(valley(CAF, {"IMPAYES": [50, 20, 30, 40]}))
    edition(valley(CAF, {"IMPAYES": [52, 20, 30, 40]}))
    assert held(kept)[f"commune-{A}"][f"{CAF}@{VINTAGE}"]["IMPAYES"] == [50, 52]


def test_nothing_is_noted_of_what_nobody_has_to_hide(kept: Path) -> None:
    edition(valley(OFFER, {"EAJE_PLACES": [3, 20, 30, 40], "AM_ACTIVES": [3, 20, 30, 40]}))
    assert held(kept)[f"commune-{A}"] == {f"{OFFER}@{VINTAGE}": {"AM_ACTIVES": [3.0]}}, "le tout d’une part secrète"
    assert all("EAJE_PLACES" not in table for one in held(kept).values() for table in one.values())


# ── What it makes of the next edition ───────────────────────────────────────────────────────────────────────────────


def test_what_was_hidden_once_stays_hidden_though_the_figures_changed(kept: Path) -> None:
    first, then = valley(CAF, {"IMPAYES": [3, 20, 30, 40]}), valley(CAF, {"IMPAYES": [30, 60, 70, 80]})
    assert hidden(edition(first)) == {(A, "IMPAYES"), (B, "IMPAYES")}
    assert hidden(protect(then.laid(), then.members, OURS, Ledger.blank())) == set(), "seule, la seconde montre tout"
    assert hidden(edition(then)) >= {(A, "IMPAYES"), (B, "IMPAYES")}
    assert kept.is_dir()


@pytest.mark.usefixtures("kept")
def test_what_was_hidden_of_one_year_is_not_of_another_one() -> None:
    edition(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}), vintage="2024")
    assert hidden(edition(valley(CAF, {"IMPAYES": [30, 60, 70, 80]}))) == set()


@pytest.mark.usefixtures("kept")
def test_a_whole_hidden_for_its_part_stays_hidden_when_the_part_is_blanked() -> None:
    """0 of 3 childminders are 55 or more: 3 would be those who are not. The whole alone, told later, would say it."""
    first = valley(OFFER, {"AM_ACTIVES": [3, 20, 30, 40], "AM_55_PLUS": [0, 10, 10, 10]})
    assert (A, "AM_ACTIVES") in hidden(edition(first))
    then = valley(OFFER, {"AM_ACTIVES": [3, 20, 30, 40], "AM_55_PLUS": [None, 10, 10, 10]})
    assert hidden(protect(then.laid(), then.members, OURS, Ledger.blank())) == set()
    assert (A, "AM_ACTIVES") in hidden(edition(then))


@pytest.mark.usefixtures("kept")
def test_what_was_told_once_and_is_hidden_now_is_said_so() -> None:
    population = valley(CAF, {"IMPAYES": [17, 50, 60, 70]})
    assert hidden(edition(population)) == set()
    later = edition(population, replace(OURS, persons=20))
    assert (A, "IMPAYES") in hidden(later)
    assert reason(later, A, "IMPAYES").startswith("effectif de moins de 20")
    assert reason(later, A, "IMPAYES").endswith(" ; déjà donné dans une édition antérieure")


@pytest.mark.usefixtures("kept")
def test_a_cell_hidden_for_the_first_time_is_not_said_to_have_been_given() -> None:
    assert "déjà donné" not in reason(edition(valley(CAF, {"IMPAYES": [3, 50, 60, 70]})), A, "IMPAYES")


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=3))
def test_no_edition_shows_what_an_earlier_one_hid(
    tmp_path_factory: pytest.TempPathFactory, editions: list[list[float | None]]
) -> None:
    """Unless its very value had been told before that."""
    folder = tmp_path_factory.mktemp("registre")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "ledger", lambda: folder)
        ever: set[tuple[str, str]] = set()
        for figures in editions:
            told = {name: one[f"{CAF}@{VINTAGE}"]["IMPAYES"] for name, one in held(folder).items()}
            laid = edition(valley(CAF, {"IMPAYES": figures}))
            now = hidden(laid)
            for commune, _ in ever - now:
                true = sum(value or 0 for value in figures)
                value = true if commune == EPCI else figures[COMMUNES.index(commune)]
                name = f"epci-{commune}" if commune == EPCI else f"commune-{commune}"
                assert value in told[name]
            ever |= now


@pytest.mark.usefixtures("kept")
def test_the_same_edition_twice_changes_no_byte() -> None:
    population = valley(CAF, {"IMPAYES": [3, 20, 30, 40], "AAH": [2, 15, 25, 35]})
    once = edition(population)
    before = contents(folders.ledger())
    again = edition(population)
    assert contents(folders.ledger()) == before
    for (table, where), (other, there) in zip(once, again, strict=True):
        pd.testing.assert_frame_equal(table.values, other.values)
        pd.testing.assert_frame_equal(table.flags, other.flags)
        assert (table.decisions, where) == (other.decisions, there)


# ── The file ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"caf_locale@2025": 3}', '{"caf_locale@2025": {"IMPAYES": 3}}', "\x00\xff"]
)
def test_a_damaged_registry_is_one_clear_error(text: str, kept: Path) -> None:
    kept.mkdir()
    (kept / f"commune-{A}.json").write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match="ne peut pas être relu") as caught:
        Ledger.read(ROWS)
    (problem,) = caught.value.problems
    assert problem.file == f"commune-{A}.json"
    assert "d’une sauvegarde" in str(problem.remedy)
    assert caught.value.exit_code == 3
    assert str(kept) not in str(caught.value)


def test_without_a_registry_nothing_was_published(kept: Path) -> None:
    assert Ledger.read(ROWS) == Ledger.blank()
    assert not kept.exists(), "lire n’écrit rien"
