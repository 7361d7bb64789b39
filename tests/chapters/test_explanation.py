"""Every figure can be explained, down to the file, row and column; what is missing says what it waits for."""

from __future__ import annotations

import pytest

from ctg_lib import folders, indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.explanation import explain
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status


@pytest.fixture(scope="module")
def sorbiers() -> Diagnostic:
    shelf = Shelf(Store([folders.PROJECT / "data" / "sample"]))
    return Diagnostic(Territory.of("42302"), "2026-11-27", shelf)


@pytest.mark.parametrize("identifier", indicators.catalogue())
def test_each_indicator_is_explained_to_the_end(sorbiers: Diagnostic, identifier: str) -> None:
    told = explain(sorbiers, identifier)
    one = indicators.indicator(identifier)
    assert told.formula == one.formula
    assert told.secrecy
    text = told.as_text()
    assert one.reference in text
    if Status(told.status).has_value:
        assert {cell.source for cell in told.cells} <= {wanted.source for wanted in one.inputs}
        assert {cell.column for cell in told.cells}
        for cell in told.cells:
            assert cell.file
            assert cell.file in text
            assert cell.licence in text
    else:
        assert len(told.method) > len("manquant")
