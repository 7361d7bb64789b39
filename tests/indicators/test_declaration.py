"""What every declared indicator owes to its readers: a source, a definition, and the formula that is printed."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest

from ctg_lib import indicators, sources
from ctg_lib.errors import UsageError
from ctg_lib.indicators import declaration
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.declaration import THEMES, Indicator, Input, Polarity, Precision, Role, declared, indicator
from ctg_lib.sources.card import Source
from tests.sources.tables import EXTRACTS

CATALOGUE = indicators.catalogue()
PLAIN = re.compile(r"[\w\s+/()-]+")
each = pytest.mark.parametrize("one", CATALOGUE.values(), ids=list(CATALOGUE))


def frame(one: Indicator) -> pd.DataFrame:
    """Two rows of distinct numbers, with the declared columns and no other."""
    names = [name for wanted in one.inputs for name in wanted.names]
    return pd.DataFrame({name: [7.0 + 3 * i, 1000.0 + i * i] for i, name in enumerate(names)})


def answers(one: Indicator, table: pd.DataFrame) -> list[list[float]]:
    """Numerator and denominator, or the value alone."""
    answer = one.function(table, one.horizon) if one.horizon else one.function(table)
    parts = answer if isinstance(answer, tuple) else (answer,)
    return [list(part) if isinstance(part, pd.Series) else [float(part)] for part in parts]


@each
def test_says_what_a_reader_needs(one: Indicator) -> None:
    for text in (one.label, one.question, one.formula, one.reference):
        assert text == text.strip() != ""
    assert one.question.endswith("?")
    assert not one.label.endswith(".")
    assert one.theme in THEMES
    assert one.caveat == "" or one.caveat.endswith(".")
    for text in (one.label, one.question, one.caveat, one.reference):
        assert "'" not in text, "apostrophe typographique"


@cache
def in_small_files(source: str) -> frozenset[str]:
    """The columns that a reader makes of its small files in the producer's format."""
    card = sources.source(source)
    tables = [table for path in sorted(EXTRACTS.glob(f"{source}/*.*")) for table in card.read(path)]
    return frozenset(card.name_without_year(name) for table in tables for name in table.values.columns)


@each
def test_reads_known_sources_and_columns_that_some_table_has(one: Indicator, sample: Shelf) -> None:
    """In the embedded sample, or where nothing is loaded yet in what the reader makes of a file in the true format."""
    assert one.inputs
    for wanted in one.inputs:
        card = sources.source(wanted.source)
        held = {
            card.name_without_year(name)
            for vintage in sample.store.vintages(wanted.source)
            for name in sample.store.columns(wanted.source, vintage)
        }
        missing = set(wanted.columns) - held
        assert not missing or missing <= in_small_files(wanted.source), f"{wanted.source} n’a pas {sorted(missing)}"


@each
def test_touches_what_it_declares_and_all_of_it(one: Indicator) -> None:
    """The frame has no other column: touching one would fail. A declared column that changes nothing is idle."""
    table = frame(one)
    before = answers(one, table)
    for name in table:
        changed = table.assign(**{name: table[name] + 100})
        assert answers(one, changed) != before, f"{name} est déclarée et ne sert pas"


@each
def test_leaves_its_frame_alone_and_treats_each_row_by_itself(one: Indicator) -> None:
    table = frame(one)
    copy = table.copy(deep=True)
    together = answers(one, table)
    pd.testing.assert_frame_equal(table, copy)
    for row in (0, 1):
        alone = answers(one, table.iloc[[row]])
        assert alone == [[part[row] if len(part) > 1 else part[0]] for part in together]


@each
def test_a_missing_cell_makes_a_missing_value(one: Indicator) -> None:
    """Never a sum over what happens to be there."""
    table = frame(one)
    for name in table:
        holed = table.assign(**{name: [float("nan"), 5.0]})
        first = [part[0] for part in answers(one, holed)]
        assert any(pd.isna(value) for value in first), f"sans {name}, il resterait une valeur"


@each
def test_says_how_its_intervals_are_made(one: Indicator) -> None:
    """A count that its producer rounds is declared so, and an average of three years is a count of Poisson."""
    reaches = [sources.source(wanted.source).reach for wanted in one.inputs]
    if any(wanted.source == "caf_communes" for wanted in one.inputs):
        assert one.precision is Precision.ROUNDED
        assert any(reaches)
    if one.precision is Precision.QUARTER:
        assert any(name.startswith("C_") for wanted in one.inputs for name in wanted.columns)
        assert one.unit.id == "part"
    if one.precision is Precision.POISSON:
        assert not one.unit.relative
    # What subtracts may be negative, and is bounded as a difference.
    assert (one.precision is Precision.BALANCE) is ("−" in one.formula)
    # What is reckoned and not counted says how beside each value, and is the only one to look ahead.
    assert (one.precision is Precision.MODEL) is bool(one.estimated)
    assert not one.horizon or one.estimated


@each
def test_a_service_is_never_said_to_be_a_need(one: Indicator) -> None:
    allowed = {
        Role.SERVICE: {Polarity.NONE, Polarity.BETTER_SERVED},
        Role.NEED: {Polarity.NONE, Polarity.MORE_NEED, Polarity.LESS_NEED},
        Role.CONTEXT: {Polarity.NONE, Polarity.LESS_NEED},
    }
    assert one.polarity in allowed[one.role]


# ── The printed formula is the one that is computed ──────────────────────────────────────────────────────────────────

_OPERATORS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Div: operator.truediv,
}


def plain_formulas() -> Iterator[tuple[str, ast.expr]]:
    """Indicators whose formula is plain arithmetic over column names."""
    for one in CATALOGUE.values():
        if PLAIN.fullmatch(one.formula):
            try:
                tree = ast.parse(one.formula, mode="eval").body
            except SyntaxError:
                continue
            columns = {name for wanted in one.inputs for name in wanted.names}
            if {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} <= columns:
                yield one.id, tree


def worked_out(node: ast.expr, cells: dict[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Name):
        return cells[node.id]
    if isinstance(node, ast.Constant):
        return Fraction(node.value)
    assert isinstance(node, ast.BinOp)
    return _OPERATORS[type(node.op)](worked_out(node.left, cells), worked_out(node.right, cells))


@pytest.mark.parametrize(("identifier", "tree"), [pytest.param(*pair, id=pair[0]) for pair in plain_formulas()])
def test_the_printed_formula_is_the_one_that_is_computed(identifier: str, tree: ast.expr) -> None:
    """Read from the text that the annex prints, and computed with fractions."""
    one = CATALOGUE[identifier]
    table = frame(one)
    parts = answers(one, table)
    for row in (0, 1):
        expected = worked_out(tree, {str(name): Fraction(table[name].iloc[row]) for name in table})
        found = parts[0][row] if len(parts) == 1 else one.unit.scale * parts[0][row] / parts[1][row]
        assert found == pytest.approx(float(one.unit.scale * expected if len(parts) > 1 else expected), rel=1e-12)


def test_most_formulas_are_plain_arithmetic() -> None:
    assert len(list(plain_formulas())) > 0.6 * len(CATALOGUE)


# ── The catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_catalogue_follows_the_themes_and_is_as_large_as_promised() -> None:
    themes = [one.theme for one in CATALOGUE.values()]
    order = [theme for theme in THEMES if theme in themes]
    assert list(dict.fromkeys(themes)) == order
    promised = {
        "portrait",
        "petite_enfance",
        "enfance",
        "jeunesse",
        "parentalite",
        "acces_droits",
        "precarite",
        "logement",
        "seniors",
        "vie_sociale",
    }
    assert promised <= set(themes)
    assert len(CATALOGUE) >= 40


def test_an_unknown_name_is_refused_with_the_nearest_ones() -> None:
    assert indicators.indicator("pa_mono") is CATALOGUE["pa_mono"]
    with pytest.raises(UsageError, match=r"« pa_mon » n’existe pas\. Peut-être : .*pa_mono"):
        indicators.indicator("pa_mon")
    with pytest.raises(UsageError, match="« ctg indicators » en donne la liste"):
        indicators.indicator("zzzzzz")


def test_two_declarations_of_one_name_and_unknown_themes_are_refused() -> None:
    def declare(identifier: str, theme: str) -> None:
        indicator(
            identifier,
            label="x",
            question="x ?",
            theme=theme,
            role=Role.CONTEXT,
            unit="part",
            inputs=(),
            formula="x",
            reference="x",
            precision=Precision.EXACT,
        )

    before = dict(declared())
    with pytest.raises(UsageError, match="« ctx_pop » est déclaré deux fois"):
        declare("ctx_pop", "portrait")
    with pytest.raises(UsageError, match="thème inconnu : « astrologie »"):
        declare("zz_essai", "astrologie")
    assert declared() == before


def test_what_is_declared_aside_enters_no_catalogue_but_while_it_is_tried() -> None:
    before, registry = dict(indicators.catalogue()), dict(declared())
    with declaration.set_aside() as aside:
        one = declaration.total("ctx_pop", Input("rp", ("P_POP",)), **ESSAI)
    assert aside == {"ctx_pop": one}
    assert declared() == registry
    with indicators.tried(one):
        assert indicators.indicator("ctx_pop") is one
    assert indicators.catalogue() == before
    assert list(indicators.catalogue()) == list(before)


ESSAI = {
    "label": "x",
    "question": "x ?",
    "theme": "portrait",
    "role": Role.CONTEXT,
    "unit": "habitants",
    "reference": "x",
    "precision": Precision.EXACT,
}


def test_the_names_of_earlier_years_carry_their_distance() -> None:
    assert Input("etat_civil", ("naissances", "deces"), years=2).names == [
        "naissances",
        "deces",
        "naissances-1",
        "deces-1",
    ]


def test_medians_are_never_added_up() -> None:
    assert not CATALOGUE["pr_med"].additive
    assert not CATALOGUE["pe_tcg"].additive
    assert CATALOGUE["ad_rsa_pct"].additive


def test_the_card_drops_the_year_of_column_names() -> None:
    card: Source = sources.source("rp")
    assert card.name_without_year("C22_FAMMONO") == "C_FAMMONO"
    assert card.name_without_year("LIBGEO") == "LIBGEO"
