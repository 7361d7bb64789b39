"""What an indicator is, told from its declaration."""

from __future__ import annotations

import pytest

import ctg_lib as ctg
from ctg_lib import indicators
from ctg_lib.reading.definition import CAPTIONS, Definition


@pytest.mark.parametrize("name", list(indicators.catalogue()))
def test_every_indicator_says_all_of_its_declaration(name: str) -> None:
    one, told = indicators.indicator(name), Definition.of(indicators.indicator(name))
    assert (told.question, told.formula, told.caveat) == (one.question, one.formula, one.caveat)
    assert set(told.columns) == {wanted.source for wanted in one.inputs}
    assert {column for found in told.columns.values() for column in found} == {
        column for wanted in one.inputs for column in wanted.columns
    }
    shown = told._repr_html_()
    assert shown.count("<tr>") == len(CAPTIONS) - (not one.caveat)


def test_it_is_read_as_text_too() -> None:
    lines = str(ctg.territory("42302").indicator("ad_rsa").definition).splitlines()
    assert lines[0] == "Foyers percevant le RSA (ad_rsa)"
    assert "  Calcul : indfoy_rsa" in lines
    assert any(line.startswith("  Lu dans : caf_communes (indfoy_rsa") for line in lines)
    assert any("Licence Ouverte" in line for line in lines)
