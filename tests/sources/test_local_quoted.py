"""A message never quotes a count of persons: it is copied into an e-mail, and the small number with it."""

from __future__ import annotations

import datetime
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctg_lib import sources
from ctg_lib.errors import InputError, NominativeError
from ctg_lib.sources import local_cells
from ctg_lib.sources.local_cells import Trouble
from ctg_lib.sources.local_forms import ROUNDED, Book, Column, Form, Kind
from tests.sources.local_books import CAF, CAF_LINES, OFFER, OFFER_LINES, answers, filled, saved

BOOKS = {OFFER.source: (OFFER, OFFER_LINES), CAF.source: (CAF, CAF_LINES)}
FORMS = [(book, form) for book, _ in BOOKS.values() for form in book.forms]
COUNTED = [(book, form, column) for book, form in FORMS for column in form.columns if column.secrecy]
PARTS = [one for one in COUNTED if one[2].within]
SECRET = Column("Enfants", "", Kind.COUNT, 7, high=100, secrecy="secret_local_personnes")
OPEN = Column("Places", "", Kind.COUNT, 7, high=100)


def digits(number: int) -> st.SearchStrategy[object]:
    """What somebody may type instead of a number, with figures that no message has of itself."""
    return st.sampled_from(
        [
            -number,
            number + 0.5,
            number * 1_000_000,
            f"{number}.5",
            f"{number} enfants",
            f"environ {number}",
            f"{number} 000",
            f"{number},5",
            f"< {number}",
            f"#{number}",
            datetime.date(number, 7, 7),
        ]
    )


MISTAKES = st.integers(6700, 6999).flatmap(lambda number: st.tuples(st.just(str(number)), digits(number)))


@given(MISTAKES)
def test_a_cell_that_counts_persons_is_not_quoted(mistake: tuple[str, object]) -> None:
    figures, typed = mistake
    trouble = local_cells.read(typed, SECRET)
    assert isinstance(trouble, Trouble)
    assert figures not in f"{trouble.what}{trouble.remedy}"
    assert trouble.what.endswith(".")
    assert trouble.remedy


@given(MISTAKES)
def test_a_cell_that_counts_places_is(mistake: tuple[str, object]) -> None:
    """The same mistakes elsewhere are quoted: the test above does not hold for want of anything to quote."""
    figures, typed = mistake
    trouble = local_cells.read(typed, OPEN)
    assert isinstance(trouble, Trouble)
    assert figures in f"{trouble.what}{trouble.remedy}".replace(" ", "")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(COUNTED), MISTAKES)
def test_a_workbook_with_a_wrong_count_tells_its_place_alone(
    where: tuple[Book, Form, Column], mistake: tuple[str, object]
) -> None:
    book, form, column = where
    figures, typed = mistake
    message = refusal(book, form, {column.caption: typed})
    assert figures not in message
    assert f"colonne « {column.caption} »" in message


@pytest.mark.parametrize(("book", "form", "column"), PARTS, ids=[column.caption for *_, column in PARTS])
def test_a_part_above_its_whole_is_told_without_either(book: Book, form: Form, column: Column) -> None:
    around = {form.column(column.within).within: 4903} if form.column(column.within).within else {}
    message = refusal(book, form, {**around, column.within: 3701, column.caption: 3802})
    assert "est plus que" in message
    assert not re.search("3701|3802", message)


def test_counts_that_are_not_rounded_are_not_quoted() -> None:
    form = CAF.forms[0]
    said = answers(CAF) | ({CAF.rounding.label: ROUNDED} if CAF.rounding else {})
    message = refusal(CAF, form, {form.columns[1].caption: 6703}, said)
    assert "n’est pas un multiple de 5" in message
    assert "6703" not in message


def refusal(book: Book, form: Form, cells: dict[str, object], said: dict[str, object] | None = None) -> str:
    """What is told of a workbook that is right but for these cells of the first line of a sheet."""
    _, lines = BOOKS[book.source]
    first = {**lines[form.sheet][0], **cells}
    with tempfile.TemporaryDirectory() as folder:
        path = saved(filled(book, {form.sheet: [first]}, said), Path(folder) / f"{book.source}.xlsx")
        with pytest.raises(InputError) as caught:
            sources.source(book.source).read(path)
    assert not isinstance(caught.value, NominativeError)
    return str(caught.value)
