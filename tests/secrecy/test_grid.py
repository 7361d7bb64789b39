"""The figures of several workbooks, commune by commune, and the territories that they add up to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.secrecy.grid import COMMUNE, Grid
from ctg_lib.sources.card import Table
from ctg_lib.value import Status
from tests.secrecy.valley import CAF, COMMUNES, EPCI, OFFER, WHOLE, A, B, C, D, valley

HOURS = "EAJE_HEURES_REALISEES"
MEMBERS = {WHOLE: COMMUNES}


def whole(**figures: list[float | None]) -> Table:
    """The workbook of the intercommunalité."""
    ((table, _),) = valley(CAF, figures).laid()
    return table


def own(commune: str, **figures: float | None) -> Table:
    """That of one commune."""
    ((table, _),) = valley(CAF, {name: [value] for name, value in figures.items()}, communes=[commune]).laid()
    return table


def said(table: Table, commune: str, name: str, status: Status) -> Table:
    """The same table, a cell of which has a status."""
    flags = table.flags.copy()
    flags.loc[len(flags)] = [COMMUNE, commune, name, str(status), ""]
    return replace(table, flags=flags)


def test_the_workbook_of_a_commune_wins_over_that_of_its_intercommunalite() -> None:
    grid = Grid.of([own(B, IMPAYES=12), whole(IMPAYES=[10, 99, 30, 40])], MEMBERS)
    assert grid.values["IMPAYES"].to_dict() == {A: 10, B: 12, C: 30, D: 40}
    assert grid.owners == {B: 0, A: 1, C: 1, D: 1}
    assert grid.totals().at[WHOLE, "IMPAYES"] == 92


def test_a_blank_of_the_nearer_workbook_is_not_filled_from_the_other_one() -> None:
    """What the commune left blank, it did not count; the other count is of other people."""
    grid = Grid.of([own(B, IMPAYES=None), whole(IMPAYES=[10, 99, 30, 40])], MEMBERS)
    assert np.isnan(grid.values.at[B, "IMPAYES"])
    assert np.isnan(grid.totals().at[WHOLE, "IMPAYES"])


def test_the_first_table_wins_whichever_it_is() -> None:
    grid = Grid.of([whole(IMPAYES=[10, 99, 30, 40]), own(B, IMPAYES=12)], MEMBERS)
    assert grid.values.at[B, "IMPAYES"] == 99
    assert set(grid.owners.values()) == {0}


def test_what_establishments_add_follows_the_table_that_the_figure_is_read_from() -> None:
    far = valley(OFFER, {HOURS: [3000, 900, 0, 0]}, hours={(A, HOURS): (1000, 2000), (B, HOURS): (900,)})
    near = valley(OFFER, {HOURS: [500]}, hours={(A, HOURS): (200, 300)}, communes=[A])
    grid = Grid.of([near.laid()[0][0], far.laid()[0][0]], MEMBERS)
    assert grid.added == {(A, HOURS): (200, 300), (B, HOURS): (900,)}


def test_a_territory_is_added_up_only_where_each_of_its_communes_is_exact() -> None:
    table = whole(IMPAYES=[10, 20, 30, 40], NON_DECENCE=[1, None, 3, 4], AAH=[5, 10, 15, 20], AEEH=[5, 6, 7, None])
    table = said(table, C, "AAH", Status.ROUNDED)
    totals = Grid.of([table], MEMBERS).totals()
    assert totals.index.to_list() == [WHOLE]
    assert totals.loc[WHOLE, "IMPAYES"] == 100
    assert totals.loc[WHOLE, ["NON_DECENCE", "AAH", "AEEH"]].isna().all()


def test_a_territory_of_which_a_commune_is_in_no_workbook_is_left_out() -> None:
    grid = Grid.of([own(A, IMPAYES=10), own(B, IMPAYES=20)], {**MEMBERS, ("groupe", "haut"): (A, B)})
    assert set(grid.members) == {("groupe", "haut")}
    assert grid.totals().at[("groupe", "haut"), "IMPAYES"] == 30
    assert grid.rows() == [(COMMUNE, A), (COMMUNE, B), ("groupe", "haut")]
    assert list(grid.communes(("groupe", "haut"))) == [A, B]
    assert grid.communes((COMMUNE, A)) == [A]


def test_what_the_caf_hides_is_told_from_a_blank() -> None:
    ((table, _),) = valley(CAF, {"AAH": [None, None, 15, 20]}, secret={(A, "AAH"): 3}).laid()
    grid = Grid.of([table], MEMBERS)
    assert grid.secret()["AAH"].to_list() == [True, False, False, False]
    assert grid.exact()["AAH"].to_list() == [False, False, True, True]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.none() | st.integers(0, 300), min_size=4, max_size=4), st.sets(st.sampled_from(COMMUNES)))
def test_a_sum_is_that_of_the_figures_that_are_shown(figures: list[float | None], nearer: set[str]) -> None:
    """Whichever communes have a workbook of their own, one more than in the other; a hole makes a hole."""
    more = {commune: None if value is None else value + 1 for commune, value in zip(COMMUNES, figures, strict=True)}
    near = [own(commune, IMPAYES=more[commune]) for commune in sorted(nearer)]
    grid = Grid.of([*near, whole(IMPAYES=figures)], MEMBERS)
    if any(value is None for value in figures):
        assert np.isnan(grid.totals().at[("epci", EPCI), "IMPAYES"])
    else:
        expected = sum(value or 0 for value in figures) + len(nearer)
        assert grid.totals().at[("epci", EPCI), "IMPAYES"] == pytest.approx(expected)
