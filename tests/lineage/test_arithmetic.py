"""The formula of an indicator found again from its function: sums, ratios, and what is neither."""

from __future__ import annotations

import ast
import re

import pandas as pd
import pytest

from ctg_lib import indicators
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.lineage.arithmetic import decomposed

# The printed formula, where it is nothing but names of columns and signs.
SIGNS = str.maketrans({"−": "-", "×": "*"})


def test_a_ratio_has_its_columns_on_each_side_of_the_bar() -> None:
    found = decomposed(indicators.indicator("pa_mono_pct"))
    assert found is not None
    assert found.below is not None
    assert dict(found.above.times) == {"C_FAMMONO": 1.0}
    assert dict(found.below.times) == {"C_COUPAENF": 1.0, "C_FAMMONO": 1.0, "C_COUPSENF": 1.0}
    assert found.of({"C_FAMMONO": 1, "C_COUPAENF": 2, "C_COUPSENF": 1}) == 0.25


def test_a_constant_under_the_bar_and_a_difference_above_it() -> None:
    years, balance = (
        decomposed(indicators.indicator("pe_naiss_3ans")),
        decomposed(indicators.indicator("ctx_solde_nat")),
    )
    assert years is not None
    assert years.below is not None
    assert (years.below.constant, dict(years.below.times)) == (3.0, {})
    assert balance is not None
    assert balance.above.times["deces"] == -balance.above.times["naissances"] < 0


def test_a_denominator_of_nothing_gives_no_value() -> None:
    found = decomposed(indicators.indicator("ad_couv"))
    assert found is not None
    assert pd.isna(found.of({"indnbp_ndur": 0, "PMUN": 0}))


@pytest.mark.parametrize("name", ["pe_tcg_reste", "se_75p_evol", "pe_0_2_tendance", "lo_sru_manque"])
def test_a_bound_a_power_or_a_model_is_no_ratio(name: str) -> None:
    assert decomposed(indicators.indicator(name)) is None


def spelled() -> list[Indicator]:
    """Those whose printed formula can be computed as it is written."""
    found = []
    for one in indicators.catalogue().values():
        names = sorted({name for wanted in one.inputs for name in wanted.names}, key=len, reverse=True)
        text = one.formula
        for place, name in enumerate(names):
            text = re.sub(rf"(?<![\w:-]){re.escape(name)}(?![\w-])", f"§{place}§", text)
        if re.fullmatch(r"[\d\s()+\-−×/§\u202f]+", text) and "§" in text:
            found.append(one)
    return found


@pytest.mark.parametrize("one", spelled(), ids=lambda one: one.id)
def test_a_formula_printed_with_columns_is_the_one_that_is_computed(one: Indicator) -> None:
    names = [name for wanted in one.inputs for name in wanted.names]
    numbers = {name: 3.0 + 7 * place % 31 for place, name in enumerate(names)}
    text = re.sub(r"(?<=\d)[\s\u202f](?=\d{3})", "", one.formula).translate(SIGNS)
    for place, name in enumerate(sorted(names, key=len, reverse=True)):
        text = re.sub(rf"(?<![\w:-]){re.escape(name)}(?![\w-])", f"v{place}", text)
        numbers[f"v{place}"] = numbers[name]
    ratio = decomposed(one)
    assert ratio is not None
    assert computed(ast.parse(text, mode="eval").body, numbers) == pytest.approx(ratio.of(numbers))


def test_most_formulas_are_printed_with_their_columns() -> None:
    assert len(spelled()) > 250


def computed(node: ast.expr, numbers: dict[str, float]) -> float:
    """An arithmetic expression over names, and nothing else."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id=name):
            return numbers[name]
        case ast.BinOp(left=left, op=op, right=right):
            a, b = computed(left, numbers), computed(right, numbers)
            return {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b, ast.Div: a / b}[type(op)]
    raise AssertionError(ast.dump(node))
