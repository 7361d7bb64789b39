"""Each part of a convention displays something, empty or on the example, whose figures are the real ones."""

from __future__ import annotations

import datetime
import inspect
import os
from collections.abc import Iterator
from typing import Any

import nbformat
import pandas as pd
import pytest

import ctg_lib
from ctg_lib import folders
from ctg_lib.convention import dossier, example, frozen
from ctg_lib.convention.opened import CROSSED, GOVERNANCE, PLAN, Opened, held
from ctg_lib.errors import UsageError
from ctg_lib.value import KEY
from ctg_lib.views.view import Block, View, spoken
from tests.convention.evaluated import SORBIERS, diagnostic

# The notebooks of a convention, whose cells are the methods looked at.
NOTEBOOKS = (GOVERNANCE, CROSSED, PLAN, "92_bilan", "93_evaluation")
DATE, SIGNED = datetime.date(2026, 1, 31), datetime.date(2023, 11, 27)


def cells(notebook: str) -> list[str]:
    """The methods that the cells of a notebook call, in order."""
    node = nbformat.read(folders.notebooks() / f"{notebook}.ipynb", 4)
    calls = [cell.source for cell in node.cells if cell.source.startswith("convention.")]
    return [one.removeprefix("convention.").removesuffix("()") for one in calls]


METHODS = [method for name in NOTEBOOKS for method in cells(name)]


@pytest.fixture(scope="module")
def shown() -> Iterator[Opened]:
    """The example of Sorbiers on a day of its third year, read as `--exemple` reads it."""
    with pytest.MonkeyPatch.context() as patch:
        # Known to the patch, so that what `show` writes goes with it.
        patch.setenv("CTG_CONVENTIONS", "")
        example.show(SORBIERS.code)
        assert folders.example_shown()
        yield ctg_lib.dossier(SORBIERS.code, str(DATE))


@pytest.fixture
def empty() -> Opened:
    return Opened(dossier.Dossier(SORBIERS), diagnostic())


def displayed(opened: Opened, method: str) -> Any:
    """What a cell displays, as a notebook takes it."""
    block = getattr(opened, method)()
    assert isinstance(block, Block | View)
    assert block._repr_mimebundle_()["text/html"] == block.html
    return block


def test_every_method_that_displays_has_its_cell() -> None:
    """Those that ask what to compare are called from the bench of the analyst, and stand in no notebook of a page."""
    given = {name: inspect.signature(one) for name, one in vars(Opened).items() if callable(one)}
    shown = {name for name, one in given.items() if one.return_annotation in ("Block", "Block | View")}
    own = [name for name in shown if not name.startswith("_") and len(given[name].parameters) == 1]
    assert sorted(METHODS) == sorted(own)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.usefixtures("data")
def test_an_empty_dossier_says_in_a_sentence_what_is_missing(method: str, empty: Opened) -> None:
    said = spoken(displayed(empty, method).html)
    assert said.strip().endswith((".", "»")) or "<table" in getattr(empty, method)().html
    assert "None" not in said
    assert "nan" not in said.split()


@pytest.mark.parametrize("method", METHODS)
def test_the_example_displays_every_part(method: str, shown: Opened) -> None:
    said = spoken(displayed(shown, method).html)
    assert len(said) > 40
    assert "None" not in said


def test_an_empty_dossier_has_no_notebook_of_its_own_and_the_example_has_all(shown: Opened) -> None:
    assert held(dossier.Dossier(SORBIERS)) == ()
    assert held(shown.dossier) == (GOVERNANCE, CROSSED, PLAN)


def test_the_example_is_marked_as_such_in_every_file(shown: Opened) -> None:
    own = shown.dossier
    assert own.charter.exemple
    assert own.committee is not None
    assert own.committee.exemple
    assert shown.goals.exemple
    assert all(one.exemple for one in own.actions)


def test_the_fiches_of_the_example_are_in_the_state_of_the_day(shown: Opened) -> None:
    before = dossier.read(SORBIERS).at(datetime.date(2023, 12, 31))
    states = [{one.numero: str(one.statut) for one in each.actions} for each in (before, shown.dossier)]
    assert states[0] != states[1]
    assert states[0][1] == "validée"


def test_an_example_that_is_not_there_is_refused_and_nothing_is_shown_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CTG_CONVENTIONS", raising=False)
    with pytest.raises(UsageError, match=r"Exemples : .*42302"):
        example.show("42207")
    assert "CTG_CONVENTIONS" not in os.environ


@pytest.mark.parametrize("before", [None, "ailleurs"])
def test_an_example_shown_for_a_while_leaves_things_as_they_were(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CTG_CONVENTIONS", raising=False)
    if before:
        monkeypatch.setenv("CTG_CONVENTIONS", before)
    with example.shown(SORBIERS.code):
        assert folders.example_shown()
    assert os.environ.get("CTG_CONVENTIONS") == before
    with pytest.raises(ZeroDivisionError), example.shown(SORBIERS.code):
        _ = 1 / 0
    assert os.environ.get("CTG_CONVENTIONS") == before


@pytest.mark.usefixtures("shown")
def test_the_figures_that_the_example_signed_are_the_real_ones() -> None:
    """Every row of its kept edition is the one that the embedded sample gives today, whatever its status."""
    kept = frozen.read_edition(SORBIERS, SIGNED)
    assert kept is not None
    assert len(kept) > 200
    today = pd.concat([diagnostic()._rows(name) for name in kept["indicator"].unique()]).set_index(KEY)
    # As a kept edition is written: twelve digits, nothing where there is nothing.
    rows = today.loc[pd.MultiIndex.from_frame(kept[KEY])].reset_index()[list(kept.columns)]
    pd.testing.assert_frame_equal(rows.astype(kept.dtypes), kept, rtol=1e-11, atol=0, check_names=False)
    assert set(kept["vintage"].str[:4]) <= {"", *map(str, range(1876, 2024))}, "rien n’est d’après l’édition"
