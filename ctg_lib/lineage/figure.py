"""A printed figure, explained to the end: its numbers, its columns, their files and lines, its rules, its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pandas as pd

from ctg_lib import indicators, sources
from ctg_lib.analysis.comparison import compare
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.indicators.cells import Resolved
from ctg_lib.indicators.declaration import Indicator, Input
from ctg_lib.indicators.targets import Targets
from ctg_lib.lineage import cells, columns, rules, uses
from ctg_lib.lineage.arithmetic import Ratio, decomposed
from ctg_lib.lineage.cells import Cell
from ctg_lib.lineage.rules import Interruption, Rule
from ctg_lib.lineage.uses import Shown
from ctg_lib.territory import Level
from ctg_lib.value import Status
from ctg_lib.views.view import key
from ctg_lib.views.wording import interval, period, row_text


@dataclass(frozen=True)
class Term:
    """A column that a figure is made of, at one vintage, and its number for the territory.

    name: as the formula names it (`name-1` is a year before). above, below: how many times it is counted in the
    numerator and in the denominator; None where the figure is no sum nor ratio of sums. rows: how many were added up.
    """

    name: str
    source: str
    vintage: str
    column: str
    meaning: str
    codes: tuple[str, ...]
    number: float | None
    above: float | None
    below: float | None
    rows: int


@dataclass(frozen=True)
class Card:
    """The dataset behind some terms: what its page and its producer say."""

    source: str
    title: str
    producer: str
    licence: str
    page: str
    caveat: str
    secrecy: str


@dataclass(frozen=True)
class Beside:
    """The same figure of a territory that it is compared with."""

    level: str
    territory: str
    name: str
    shown: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Explanation:
    """Everything that is known of one figure; `cells` are those of the territory, or of each of its communes."""

    key: str
    indicator: str
    label: str
    question: str
    territory: str
    name: str
    level: str
    vintage: str
    period: str
    shown: str
    value: float | None
    low: float | None
    high: float | None
    numerator: float | None
    denominator: float | None
    unit: str
    interval: str
    status: str
    method: str
    formula: str
    precision: str
    additive: bool
    scale: float
    constants: tuple[float, float | None] | None
    reference: str
    caveat: str
    secrecy: tuple[str, ...]
    terms: tuple[Term, ...]
    cells: tuple[Cell, ...]
    sources: tuple[Card, ...]
    rules: tuple[Rule, ...]
    breaks: tuple[Interruption, ...]
    shown_in: tuple[Shown, ...]
    compared: tuple[Beside, ...]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)

    def as_text(self) -> str:
        """For the screen, in French."""
        # What is printed knows what is explained: not the other way round.
        from ctg_lib.lineage import told

        return told.text(self)


def explain(diagnostic: Diagnostic, identifier: str, vintage: str | None = None) -> Explanation:
    """The explanation of an indicator for the territory; UsageError when it or that vintage is not known."""
    one = indicators.indicator(identifier)
    year = vintage or diagnostic.vintage(identifier)
    row = diagnostic.row(identifier, vintage=year)
    if row is None:
        own = diagnostic.history(identifier)["vintage"]
        raise UsageError(f"« {identifier} » n’a pas de millésime {year}. Millésimes : {', '.join(own.unique())}.")
    ratio = decomposed(one)
    read = list(_read(diagnostic, one, row["source"], ratio))
    cards = [sources.source(name) for name in dict.fromkeys(wanted.source for wanted in one.inputs)]
    below = ratio.below if ratio else None
    return Explanation(
        key=key(row),
        indicator=one.id,
        label=one.label,
        question=one.question,
        territory=diagnostic.territory.code,
        name=diagnostic.territory.name,
        level=str(diagnostic.territory.level),
        vintage=year,
        period=period(row),
        shown=row_text(row),
        value=_known(row["value"]),
        low=_known(row["low"]),
        high=_known(row["high"]),
        numerator=_known(row["numerator"]),
        denominator=_known(row["denominator"]),
        unit=row["unit"],
        interval=interval(row),
        status=row["status"],
        method=row["method"],
        formula=one.formula,
        precision=str(one.precision),
        additive=one.additive,
        scale=ratio.scale if ratio else one.unit.scale,
        constants=(ratio.above.constant, below.constant if below else None) if ratio else None,
        reference=one.reference,
        caveat=one.caveat,
        secrecy=tuple(dict.fromkeys(card.secrecy for card in cards)),
        terms=tuple(term for term, _ in read),
        cells=tuple(cell for _, several in read for cell in several),
        sources=tuple(
            Card(card.id, card.title, card.producer, card.licence, card.page, card.caveat, card.secrecy)
            for card in cards
        ),
        rules=rules.behind(one, row),
        breaks=rules.breaks(one, str(diagnostic.territory.level), diagnostic.territory.code),
        shown_in=uses.shown(identifier),
        compared=tuple(_beside(diagnostic, one, year, row)),
    )


def _known(number: float) -> float | None:
    return None if pd.isna(number) else float(number)


def _read(
    diagnostic: Diagnostic, one: Indicator, tokens: str, ratio: Ratio | None
) -> Iterator[tuple[Term, list[Cell]]]:
    """Each column that was read, and its cells; those that the formula counts on neither side are left out."""
    shelf, place = diagnostic.shelf, diagnostic.territory
    seen = Resolved(shelf, Targets.of([place]))
    for wanted, back, year in _runs(one, tokens):
        card = sources.source(wanted.source)
        numbers = seen.cells(wanted.source, year, wanted.columns).values.iloc[0]
        found = cells.read(shelf.store, place, card, year, wanted.columns)
        named = {
            name: [cell for cell in found if card.name_without_year(cell.column) == name] for name in wanted.columns
        }
        for column in wanted.columns:
            name = wanted.named(column, back)
            told = columns.codes(card.id, column)
            above, below = _sides(ratio, name)
            if ratio and not (above or below):
                continue
            yield (
                Term(
                    name=name,
                    source=card.id,
                    vintage=year,
                    column=column,
                    meaning=columns.meaning(card.id, column),
                    codes=tuple(f"{dimension} = {code}" for dimension, code in told.items()),
                    number=_known(numbers[column]),
                    above=above,
                    below=below,
                    rows=len(named[column]),
                ),
                named[column],
            )


def _runs(one: Indicator, tokens: str) -> Iterator[tuple[Input, int, str]]:
    """Each input with each of the vintages that were read for it, which stand in that order in a row's `source`."""
    years = iter([token.split("@")[1] for token in tokens.split("+") if token])
    for wanted in one.inputs:
        for back in range(wanted.years):
            if year := next(years, ""):
                yield wanted, back, year


def _sides(ratio: Ratio | None, name: str) -> tuple[float | None, float | None]:
    if ratio is None:
        return None, None
    return ratio.above.times.get(name, 0.0), ratio.below.times.get(name, 0.0) if ratio.below else 0.0


def _beside(diagnostic: Diagnostic, one: Indicator, year: str, row: pd.Series) -> Iterator[Beside]:
    """The territories that the page sets beside this one, at the same vintage, with the verdict on each gap."""
    for place in diagnostic.comparators:
        other = diagnostic.row(one.id, Level(place.level), year)
        verdict = compare(one, row, other)
        yield Beside(
            str(place.level),
            place.code,
            place.name,
            row_text(other) if other is not None else "manquant",
            verdict.label,
            # Beside another territory, a reason that is of this one would be read as its own.
            verdict.reason if Status(row["status"]).has_value else f"ici\u00a0: {verdict.reason}",
        )
