"""Whatever is typed into a template that the template allows comes back as it was, added up as a naive hand would."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctg_lib import sources
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.card import Table
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import Book, Column, Form, Kind, folded
from tests.sources.local_books import CAF, LETTERS, OFFER, filled, protected, saved
from tests.sources.tables import figure, status

# A workbook takes half a second to be written and read: few examples, each of several lines on each sheet.
LIGHT = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Lines = dict[str, list[dict[str, object]]]
NAMES = st.lists(
    st.sampled_from(["Aigle", "Bruant", "Cigogne", "Dindon", "Épervier", "Faucon"]), min_size=1, max_size=3
)


def cell(column: Column) -> st.SearchStrategy[object]:
    """Something that may be typed in a column, or nothing where it may stay blank."""
    values: dict[Kind, st.SearchStrategy[object]] = {
        Kind.COMMUNE: st.sampled_from(sorted(LETTERS)),
        Kind.NAME: NAMES.map(" ".join),
        Kind.CHOICE: st.sampled_from(column.choices or ("",)),
        Kind.COUNT: st.integers(0, int(min(column.high, 400))),
        Kind.AMOUNT: st.integers(0, 400).map(lambda tenths: tenths / 10),
        Kind.DATE: st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 1, 1)),
        Kind.LATITUDE: st.just(46.1),
        Kind.LONGITUDE: st.just(4.9),
    }
    typed = values[column.kind]
    whole = column.kind in (Kind.LATITUDE, Kind.LONGITUDE)
    return typed if column.required or whole else st.none() | typed


@st.composite
def lines(draw: st.DrawFn, form: Form) -> list[dict[str, object]]:
    """Several lines of a sheet, each commune (or each name in it) once, each part within its whole."""
    found: dict[object, dict[str, object]] = {}
    for _ in range(draw(st.integers(0, 4))):
        line = {column.caption: draw(cell(column)) for column in form.columns}
        for column in form.columns:
            part, whole = line[column.caption], line.get(column.within)
            if isinstance(part, int) and isinstance(whole, int):
                line[column.caption] = min(part, whole)
        name = form.of_kind(Kind.NAME)
        found[line[form.columns[0].caption], folded(line[name.caption]) if name else ""] = line
    return list(found.values())


def workbooks(book: Book) -> st.SearchStrategy[Lines]:
    return st.fixed_dictionaries({form.sheet: lines(form) for form in book.forms}).filter(
        lambda typed: any(
            any(value is not None for caption, value in line.items() if caption != "Commune")
            for several in typed.values()
            for line in several
        )
    )


def round_trip(book: Book, typed: Lines) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        path = saved(filled(book, typed), Path(folder) / f"{book.source}.xlsx")
        (table,) = sources.source(book.source).read(path)
    return table


def expected(book: Book, typed: Lines) -> dict[tuple[str, str], float]:
    """Each figure, counted line by line; NaN where a line that counts has no number, or where there is no line."""
    found = {}
    for form in book.forms:
        for commune in LETTERS:
            here = [line for line in typed[form.sheet] if line["Commune"] == commune]
            for total in form.totals:
                counted = [line for line in here if all(line[at] in values for at, values in total.where.items())]
                numbers = [1.0 if not total.of else _number(line[total.of]) for line in counted]
                found[commune, total.variable] = sum(numbers, 0.0)
            for column in form.columns:
                if column.variable:
                    found[commune, column.variable] = _number(here[0][column.caption]) if here else float("nan")
            for name, parts in form.sums.items():
                found[commune, name] = sum(found[commune, part] for part in parts)
    return found


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(value))


def check(book: Book, typed: Lines, table: Table) -> None:
    """What is read is what was typed; of what is shown, the figures are those, and none of them is small."""
    shown, rules = protected(table), Rules.ours()
    for (commune, variable), true in expected(book, typed).items():
        read, mark = figure(shown, commune, variable), status(shown, commune, variable)
        assert figure(table, commune, variable) == pytest.approx(true, nan_ok=True)
        rule = book.secrecy.get(variable, "")
        if np.isnan(true):
            assert np.isnan(read)
            assert mark == status(table, commune, variable) == "missing"
        elif mark == "masked_here":
            assert rule or variable in book.wholes.values()
            assert np.isnan(read)
        else:
            assert read == pytest.approx(true)
            if rule == ESTABLISHMENTS:
                assert not rules.is_secret(table.contributions[commune, variable]), "l’activité d’un seul est passée"
            elif rule:
                assert not 0 < read < rules.least(rule), "un petit effectif est passé"


@LIGHT
@given(workbooks(OFFER))
def test_what_a_commune_types_comes_back(typed: Lines) -> None:
    table = round_trip(OFFER, typed)
    check(OFFER, typed, table)
    assert table.places is not None
    listed = [line for form in OFFER.forms if form.lists for line in typed[form.sheet]]
    assert len(table.places) == len(listed)


@LIGHT
@given(workbooks(CAF))
def test_what_the_caf_types_comes_back(typed: Lines) -> None:
    check(CAF, typed, round_trip(CAF, typed))
