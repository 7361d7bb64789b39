"""What was told once stays known, what was hidden once stays hidden: the registry of what was published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from tests.secrecy.valley import CAF, COMMUNES, EPCI, OFFER, WHOLE, A, B, C, D, cell, masked, valley

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


def held(folder: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """File → table → its entries, oldest first."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def said(folder: Path, source: str, name: str) -> dict[str, list[float | str]]:
    """File → what its entries say of one variable, oldest first."""
    tables = {file: one.get(f"{source}@{VINTAGE}", []) for file, one in held(folder).items()}
    return {file: [one["cells"][name] for one in entries] for file, entries in tables.items()}


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
    assert said(kept, CAF, "IMPAYES") == {
        f"commune-{A}": ["petit effectif<5"],
        f"commune-{B}": ["protège un autre<5"],
        f"commune-{C}": [30.0],
        f"commune-{D}": [40.0],
        f"epci-{EPCI}": [93.0],
    }
    edition(population)
    assert contents(kept) == before


def test_no_number_of_a_hidden_cell_is_in_the_registry(kept: Path) -> None:
    """Numbers that stand nowhere else: 3, and what is hidden beside it, 21."""
    edition(valley(CAF, {"IMPAYES": [3, 21, 65, 77]}))
    assert numbers(kept) == {65, 77, 166}


def numbers(folder: Path) -> set[float]:
    """Every number that the registry tells, whatever it is of."""
    cells = [entry["cells"] for one in held(folder).values() for entries in one.values() for entry in entries]
    return {value for own in cells for value in own.values() if not isinstance(value, str)}


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
        for key, (entry,) in tables.items():
            for variable, value in entry["cells"].items():
                place = name.partition("-")[2], key.partition("@")[0], variable
                assert value == shown.get(place) or (place not in shown and isinstance(value, str))


def test_a_figure_that_changed_is_known_under_both_values(kept: Path) -> None:
    edition(valley(CAF, {"IMPAYES": [50, 20, 30, 40]}))
    edition(valley(CAF, {"IMPAYES": [52, 20, 30, 40]}))
    assert said(kept, CAF, "IMPAYES")[f"commune-{A}"] == [50, 52]
    assert said(kept, CAF, "IMPAYES")[f"commune-{B}"] == [20], "ce qui n’a pas changé n’est pas écrit deux fois"


def test_a_figure_that_is_blanked_is_noted_no_more_and_what_stands_is_not_noted_again(kept: Path) -> None:
    edition(valley(CAF, {"IMPAYES": [50, 20, 30, 40], "AAH": [50, 20, 30, 40]}))
    before = contents(kept)
    blanked = valley(CAF, {"IMPAYES": [50, 20, 30, 40], "AAH": [None, 20, 30, 40]})
    edition(blanked)
    edition(blanked)
    assert contents(kept) == before, "ce qui fut dit reste dit"


def test_nothing_is_noted_of_what_nobody_has_to_hide(kept: Path) -> None:
    edition(valley(OFFER, {"EAJE_PLACES": [3, 20, 30, 40], "AM_ACTIVES": [3, 20, 30, 40]}))
    (entry,) = held(kept)[f"commune-{A}"][f"{OFFER}@{VINTAGE}"]
    assert entry["cells"] == {"AM_ACTIVES": 3.0}, "le tout d’une part secrète"
    assert all("EAJE_PLACES" not in text.decode() for text in contents(kept).values())


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
def test_a_total_that_changed_while_something_under_it_is_hidden_is_hidden_too() -> None:
    """93 and then 94: whoever reads both editions would know by how much the two hidden counts grew."""
    figures = [3, 20, 30, 40]
    assert (EPCI, "IMPAYES") not in hidden(edition(valley(CAF, {"IMPAYES": figures})))
    assert (EPCI, "IMPAYES") in hidden(edition(valley(CAF, {"IMPAYES": [4, 20, 30, 40]})))


@pytest.mark.usefixtures("kept")
def test_a_total_that_changed_with_what_is_shown_under_it_is_shown() -> None:
    edition(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}))
    assert hidden(edition(valley(CAF, {"IMPAYES": [3, 20, 30, 45]}))) == {(A, "IMPAYES"), (B, "IMPAYES")}


@pytest.mark.usefixtures("kept")
def test_a_whole_that_changed_is_shown_where_its_part_always_was() -> None:
    """What is left of it was never printed, but anybody could reckon it: nothing was hidden that it could tell."""
    figures = {"AM_ACTIVES": [20, 20, 30, 40], "AM_55_PLUS": [10, 10, 10, 10]}
    assert hidden(edition(valley(OFFER, figures))) == set()
    assert hidden(edition(valley(OFFER, figures | {"AM_ACTIVES": [21, 20, 30, 40]}))) == set()


@pytest.mark.usefixtures("kept")
def test_the_same_rounded_edition_twice_hides_the_same() -> None:
    """5 was told of 3, and of 5: a rounded value is not what was counted, and binds nothing."""
    population = valley(CAF, {"AAH": [3, 5, 10, 40], "IMPAYES": [3, 5, 10, 40]})
    rules = replace(OURS, rounded=True)
    once, before = hidden(edition(population, rules)), contents(folders.ledger())
    assert once == set()
    assert hidden(edition(population, rules)) == once
    assert contents(folders.ledger()) == before


@pytest.mark.usefixtures("kept")
def test_what_was_hidden_is_not_rounded_afterwards() -> None:
    """1 and 18 make 19, which the first edition tells: that 18 is rounded to 20 would give back the 1."""
    population = valley(CAF, {"IMPAYES": [1, 18, 30, 40]})
    first = hidden(edition(population))
    assert hidden(edition(population, replace(OURS, rounded=True))) >= first == {(A, "IMPAYES"), (B, "IMPAYES")}


@pytest.mark.usefixtures("kept")
def test_what_was_rounded_binds_the_counts_that_are_hidden_afterwards() -> None:
    """What was only ever told rounded is not told exactly beside a total that was not."""
    population = valley(CAF, {"IMPAYES": [1, 18, 28, 40]})
    assert hidden(edition(population, replace(OURS, rounded=True))) == set()
    assert said(folders.ledger(), CAF, "IMPAYES")[f"commune-{A}"] == ["arrondi<5"]
    assert hidden(edition(population)) >= {(one, "IMPAYES") for one in COMMUNES}


@pytest.mark.usefixtures("kept")
def test_a_total_that_would_give_back_what_was_rounded_is_hidden() -> None:
    population = valley(CAF, {"IMPAYES": [1, 18, 28, 38]})
    edition(population, replace(OURS, rounded=True))
    assert (EPCI, "IMPAYES") in hidden(edition(population)), "85 est la plus petite somme qui s’arrondisse ainsi"


@pytest.mark.usefixtures("kept")
def test_the_order_of_the_workbooks_changes_nothing_to_what_is_hidden() -> None:
    """Neither that of the first edition, which is alone in having a registry, nor that of the second."""
    workbooks = [
        valley(CAF, {"IMPAYES": figures}, communes=communes)
        for figures, communes in (([3, 20], (A, B)), ([30, 20], (C, D)))
    ]
    seen = []
    for several in (workbooks, workbooks[::-1]):
        laid = [one for workbook in several for one in workbook.laid()]
        safe = protect(laid, workbooks[0].members, OURS, Ledger.read(ROWS))
        ledger.write([table for table, _ in safe])
        seen.append((hidden(safe), contents(folders.ledger())))
    assert seen[0] == seen[1]
    assert seen[0][0] == {(A, "IMPAYES"), (B, "IMPAYES")}
    blank = protect(laid, workbooks[0].members, OURS, Ledger.blank())
    assert hidden(blank) == seen[0][0], "le choix ne dépend que de ce qui est public"


@pytest.mark.usefixtures("kept")
def test_what_a_document_of_few_communes_told_binds_that_of_all() -> None:
    """A commune is alone in the first edition; the others come with the second one, and cannot give it away."""
    alone = valley(CAF, {"IMPAYES": [17]}, communes=[A])
    assert hidden(edition(alone)) == set()
    assert said(folders.ledger(), CAF, "IMPAYES") == {f"commune-{A}": [17]}
    strict = edition(valley(CAF, {"IMPAYES": [17, 3, 60, 70]}), replace(OURS, persons=20))
    assert reason(strict, A, "IMPAYES").endswith("déjà donné dans une édition antérieure")
    beside = hidden(strict) - {(A, "IMPAYES"), (B, "IMPAYES")}
    assert beside, "17 est connu : il ne protège pas l’autre"


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
            told = said(folder, CAF, "IMPAYES")
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


# ── Several editions ────────────────────────────────────────────────────────────────────────────────────────────────


def test_editions_are_numbered_over_all_the_territories_that_are_told_together(kept: Path) -> None:
    """A commune whose figures changed later than those of others takes the next number of all, not of its own file."""
    for figures in ([50, 20, 30, 40], [52, 20, 30, 40], [52, 20, 30, 45]):
        edition(valley(CAF, {"IMPAYES": figures}))
    table = f"{CAF}@{VINTAGE}"
    numbered = {name: [entry["edition"] for entry in one[table]] for name, one in held(kept).items()}
    assert numbered == {
        f"commune-{A}": [1, 2],
        f"commune-{B}": [1],
        f"commune-{C}": [1],
        f"commune-{D}": [1, 3],
        f"epci-{EPCI}": [1, 2, 3],
    }
    states = Ledger.read(ROWS).of(CAF, VINTAGE)
    assert [[state[cell(one, "IMPAYES")] for one in (*COMMUNES, EPCI)] for state in states] == [
        [50, 20, 30, 40, 140],
        [52, 20, 30, 40, 142],
        [52, 20, 30, 45, 147],
    ]


def test_a_registry_of_another_territory_says_nothing_here(kept: Path) -> None:
    edition(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}))
    (state,) = Ledger.read([(COMMUNE, C)]).of(CAF, VINTAGE)
    assert state == {cell(C, "IMPAYES"): 30.0}
    assert Ledger.read([(COMMUNE, "42302")]) == Ledger.blank()
    assert Ledger.read(ROWS).of(OFFER, VINTAGE) == ()
    assert Ledger.read(ROWS).of(CAF, "2024") == ()
    assert len(list(kept.glob("*.json"))) == 5


# ── The file ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        "\x00\xff",
        '{"caf_locale@2025": 3}',
        '{"caf_locale@2025": {"IMPAYES": 3}}',
        '{"caf_locale@2025": [{"cells": {"IMPAYES": 3}}]}',
        '{"caf_locale@2025": [{"edition": 1}]}',
        '{"caf_locale@2025": [{"edition": 0, "cells": {}}]}',
        '{"caf_locale@2025": [{"edition": 1, "cells": [3]}]}',
    ],
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
