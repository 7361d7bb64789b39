"""The numbers that pandera refuses are those that a plain loop refuses, and each is told in French with its place."""

from __future__ import annotations

import math
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.sources import catalogue
from ctg_lib.sources.schema import ASK, LARGEST, UNIT, Failure, Numbers, declared_for, failures

FIVES = Numbers(multiple_of=5, otherwise="n’est pas un multiple de 5", remedy="voir la Cnaf.")


def found(frame: pd.DataFrame, declared: dict[str, Numbers], *key: str) -> list[Failure]:
    return list(failures(frame, declared, key))


def test_each_failure_says_the_row_the_column_and_the_remedy() -> None:
    frame = pd.DataFrame({"taux": [12.5, 150.0, -1.0], "foyers": [5.0, 7.0, 10.0]}, index=[2, 4, 9])
    assert found(frame, {"taux": Numbers(high=100), "foyers": FIVES}) == [
        Failure(9, "taux", "-1 : un nombre négatif n’est pas possible ici.", ASK),
        Failure(4, "taux", "150 dépasse le maximum possible (100).", UNIT),
        Failure(4, "foyers", "7 n’est pas un multiple de 5.", "voir la Cnaf."),
    ]


def test_a_key_is_told_once_for_each_row_too_many() -> None:
    frame = pd.DataFrame(
        {"an": ["2024", "2024", "2024", "2023"], "code": ["42302", "42302", "42302", "42302"], "x": 1.0},
        index=[2, 3, 5, 8],
    )
    told = found(frame, {"x": Numbers()}, "an", "code")
    assert [(one.row, one.column, one.what) for one in told] == [
        (3, "an", "ligne en double pour 2024, 42302."),
        (5, "an", "ligne en double pour 2024, 42302."),
    ]


def test_a_blank_is_a_failure_only_where_a_number_must_stand() -> None:
    frame = pd.DataFrame({"x": [1.0, math.nan]}, index=[2, 3])
    assert not found(frame, {"x": Numbers()})
    (told,) = found(frame, {"x": Numbers(blank=False)})
    assert (told.row, told.column, told.blank) == (3, "x", True)


NUMBERS = st.builds(
    Numbers,
    low=st.none() | st.sampled_from([0.0, -2.0]),
    high=st.none() | st.sampled_from([7.0, 100.0]),
    multiple_of=st.none() | st.sampled_from([1, 5]),
)
CELLS = st.one_of(st.integers(-10, 200).map(float), st.sampled_from([math.nan, math.inf, -math.inf, 0.5, 100.1]))


def refused(cell: float, numbers: Numbers) -> int:
    """For how many reasons a plain reading of the declaration refuses a cell."""
    if math.isnan(cell):
        return 0
    low = -LARGEST if numbers.low is None else numbers.low
    high = LARGEST if numbers.high is None else numbers.high
    broken = bool(numbers.multiple_of) and math.isfinite(cell) and cell % numbers.multiple_of != 0
    return (cell < low) + (cell > high) + broken


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=12), NUMBERS)
def test_the_same_cells_as_a_plain_loop(cells: list[float], numbers: Numbers) -> None:
    told = found(pd.DataFrame({"x": cells}), {"x": numbers})
    expected = [row for row, cell in enumerate(cells) for _ in range(refused(cell, numbers))]
    assert sorted(one.row for one in told) == expected


def test_the_first_pattern_that_fits_counts() -> None:
    schema = catalogue()["filosofi"].schema
    declared = declared_for(schema, ["TP6021", "PIMP21", "PIMPOT21", "MED21"])
    assert [(numbers.low, numbers.high) for numbers in declared.values()] == [
        (0, 100),
        (0, 100),
        (-200, 200),
        (0, None),
    ]


@pytest.mark.parametrize("card", catalogue().values(), ids=lambda card: card.id)
def test_every_source_declares_its_numbers(card) -> None:
    # Two lists of establishments have no number at all: what is counted there is their rows.
    assert card.schema or card.id in {"services_publics", "rna"}
    assert all(isinstance(numbers, Numbers) for numbers in card.schema.values())


def test_pandera_is_loaded_by_those_who_read_a_file_alone() -> None:
    code = "import sys, ctg_lib.ingestion, ctg_lib.sources as s; s.catalogue(); sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
