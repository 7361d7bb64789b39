"""Somebody who wants to know: what can be said of each hidden count, from the published files and nothing else.

The attacker reads the table of indicators and the record of what was hidden, both published, and knows what everybody
may know: the dictionary (which columns an indicator adds up, which are parts of which), the communes of each
intercommunalité, the rules and their thresholds, that a count is a whole number and not negative, the totals that
producers publish. Earlier editions are read the same way, and the attacker is told which counts did not change.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from ctg_lib import indicators, sources
from ctg_lib.secrecy.draft import Label
from ctg_lib.secrecy.rules import Rules, rounded
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import Book
from ctg_lib.value import Status

Cell = tuple[str, str, str, str, str]
Ends = tuple[float, float]
# The Cnaf rounds to the nearest multiple.
STEP, REACH = 5.0, 2.0
# Nothing that is counted in a small town is larger.
MOST = 1e6


@dataclass
class Guess:
    """What is known of the cells (source, vintage, level, territory, variable): bounds, and relations lo ≤ Σ ≤ hi."""

    low: dict[Cell, float] = field(default_factory=dict)
    high: dict[Cell, float] = field(default_factory=dict)
    relations: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)

    def narrow(self, cell: Cell, low: float, high: float) -> None:
        """One more thing known of a cell."""
        self.low[cell] = max(self.low.get(cell, 0.0), low)
        self.high[cell] = min(self.high.get(cell, MOST), high)

    def bounds(self, cell: Cell) -> Ends:
        """What is said of a cell alone."""
        return self.low.get(cell, 0.0), self.high.get(cell, MOST)

    def printed(self, cell: Cell) -> float | None:
        """The value of a cell that is printed as such."""
        found = (low for terms, low, high in self.relations if set(terms) == {cell} and low == high)
        return next(found, None)

    def interval(self, cell: Cell, *, whole: bool = True) -> tuple[float, float]:
        """The tightest bounds of a cell; nan where what is known contradicts itself."""
        cells = list(self.low)
        place = {one: at for at, one in enumerate(cells)}
        rows = np.zeros((len(self.relations), len(cells)))
        for at, (terms, _, _) in enumerate(self.relations):
            for one, weight in terms.items():
                rows[at, place[one]] = weight
        near = self._reached(rows, place[cell])
        rows = rows[np.ix_(near[0], near[1])]
        some = [cells[at] for at in np.flatnonzero(near[1])]
        limits = [limit for limit, kept in zip(self.relations, near[0], strict=True) if kept]
        ends = []
        for way in (1.0, -1.0):
            aim = np.zeros(len(some))
            aim[some.index(cell)] = way
            found = milp(
                aim,
                integrality=np.full(len(some), int(whole)),
                bounds=Bounds([self.low[one] for one in some], [self.high[one] for one in some]),
                constraints=[LinearConstraint(rows, [one[1] for one in limits], [one[2] for one in limits])]
                if limits
                else (),
            )
            ends.append(float("nan") if found.x is None else way * found.fun)
        return ends[0], ends[1]

    @staticmethod
    def _reached(rows: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
        """The relations and the cells that have to do with one of them."""
        cells = np.zeros(rows.shape[1], dtype=bool)
        cells[start] = True
        while True:
            kept = (np.abs(rows[:, cells]) > 0).any(axis=1)
            wider = cells | (np.abs(rows[kept]) > 0).any(axis=0)
            if (wider == cells).all():
                return kept, cells
            cells = wider


def guess(
    published: Iterable[tuple[str, str]],
    communes: Mapping[str, Sequence[str]],
    public: Mapping[Cell, float],
) -> Guess:
    """What some editions (the text of `indicators.csv`, that of `secret.json`) tell together.

    communes: those of each intercommunalité. public: the totals that producers publish, by their cell or, for a sum of
    columns, by that of the first one.
    """
    known = Guess()
    for table, record in published:
        _read_record(known, record)
        _read_table(known, table)
    _add_up(known, communes)
    for source, vintage, level, code in {cell[:4] for cell in known.low}:
        book = sources.source(source).book
        assert book is not None
        _within(known, (source, vintage, level, code), book)
    for cell, total in public.items():
        _read_public(known, cell, total, communes)
    return known


def together(before: Guess, now: Guess, same: set[Cell]) -> Guess:
    """Two editions. same: the cells that did not change, which the attacker is told: more than anybody could know.

    The vintages of their cells are told apart as « #0 » and « #1 ».
    """
    known = Guess()
    for tag, one in (("#0", before), ("#1", now)):
        known.low |= {tagged(cell, tag): value for cell, value in one.low.items()}
        known.high |= {tagged(cell, tag): value for cell, value in one.high.items()}
        known.relations += [
            ({tagged(cell, tag): weight for cell, weight in terms.items()}, low, high)
            for terms, low, high in one.relations
        ]
    for cell in same & set(before.low) & set(now.low):
        known.relations.append(({tagged(cell, "#0"): 1.0, tagged(cell, "#1"): -1.0}, 0.0, 0.0))
    return known


def tagged(cell: Cell, tag: str) -> Cell:
    """A cell of one edition."""
    return (cell[0], cell[1] + tag, *cell[2:])


def _read_record(known: Guess, record: str) -> None:
    for one in json.loads(record)["decisions"]:
        cell = (one["source"], one["vintage"], one["level"], one["territory"], one["variable"])
        least = one["least"]
        if one["label"] in (Label.ROUNDED, Label.AGREED):
            continue
        if one["label"] == Label.SMALL:
            known.narrow(cell, 1, least - 1)
        elif one["label"] == Label.TOGETHER:
            known.narrow(cell, 0, least - 1)
        elif one["label"] == Label.SHIELD and one["counts"]:
            # Not told to be small, and a zero is never hidden beside another: it is not small.
            known.narrow(cell, least, MOST)
        else:
            known.narrow(cell, 0, MOST)


def _read_table(known: Guess, table: str) -> None:
    for row in csv.DictReader(io.StringIO(table)):
        if row["value"] == "":
            continue
        blurred = row["status"] == Status.ROUNDED
        if blurred and row["level"] != "commune":
            # A sum of rounded counts, each of which is printed too.
            continue
        one = indicators.catalogue()[row["indicator"]]
        if len(one.inputs) > 1 or not sources.source(one.inputs[0].source).book or one.horizon:
            # Not of the workbooks alone: what they share with other sources is printed by itself too.
            continue
        (wanted,), vintage = one.inputs, row["source"].split("@")[1]
        cells = [(wanted.source, vintage, row["level"], row["territory"], name) for name in wanted.columns]
        for weights, printed in zip(_weights(one.id), (row["numerator"], row["denominator"]), strict=False):
            terms = {cell: weight for cell, weight in zip(cells, weights, strict=True) if weight}
            for cell in terms:
                known.narrow(cell, 0, MOST)
            low, high = _true(float(printed), list(terms)) if blurred else (float(printed), float(printed))
            known.relations.append((terms, low, high))


def _true(printed: float, cells: Sequence[Cell]) -> Ends:
    """Between what the sum of some counts is, when each was rounded here before they were added up."""
    step = max(_step(cell) for cell in cells)
    if not step:
        return printed, printed
    if len(cells) > 1:
        return printed - len(cells) * step, printed + len(cells) * step
    fits = [count for count in range(int(printed + 2 * step) + 1) if rounded(count, step) == printed]
    return float(fits[0]), float(fits[-1])


def _step(cell: Cell) -> float:
    book = sources.source(cell[0]).book
    rule = book.secrecy.get(cell[4], "") if book else ""
    return Rules.ours().step(rule) if rule and rule != ESTABLISHMENTS else 0.0


@cache
def _weights(name: str) -> list[list[float]]:
    """How many times each column is in the numerator of an indicator, and in its denominator."""
    one = indicators.indicator(name)
    names = list(one.inputs[0].columns)
    answer = one.function(pd.DataFrame(np.eye(len(names)), columns=names))
    return [list(map(float, part)) for part in (answer if isinstance(answer, tuple) else (answer,))]


def _add_up(known: Guess, communes: Mapping[str, Sequence[str]]) -> None:
    kinds = {(cell[0], cell[1], cell[4]) for cell in known.low}
    for source, vintage, name in sorted(kinds):
        for epci, members in communes.items():
            whole = (source, vintage, "epci", epci, name)
            parts = [(source, vintage, "commune", code, name) for code in members]
            for cell in (whole, *parts):
                known.narrow(cell, 0, MOST)
            known.relations.append(({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0.0, 0.0))


def _within(known: Guess, row: tuple[str, str, str, str], book: Book) -> None:
    def cell(name: str) -> Cell:
        known.narrow((*row, name), 0, MOST)
        return (*row, name)

    for part, whole in book.wholes.items():
        known.relations.append(({cell(whole): 1.0, cell(part): -1.0}, 0.0, MOST))
    for total, parts in book.sums.items():
        known.relations.append(({cell(total): -1.0, **{cell(part): 1.0 for part in parts}}, 0.0, 0.0))
    for overlap in book.overlaps:
        first, second = map(cell, overlap.parts)
        known.relations.append(({first: 1.0, second: 1.0, cell(overlap.whole): -1.0}, 0.0, MOST))


def _read_public(known: Guess, cell: Cell, total: float, communes: Mapping[str, Sequence[str]]) -> None:
    source, vintage, level, code, name = cell
    book = sources.source(source).book
    assert book is not None
    parts = next((parts for parts in book.public_sums if parts[0] == name), None)
    if parts:
        terms = {(source, vintage, level, code, part): 1.0 for part in parts}
    else:
        terms = {(source, vintage, "commune", commune, name): 1.0 for commune in communes[code]}
    for one in terms:
        known.narrow(one, 0, MOST)
    printed = STEP * np.floor(total / STEP + 0.5)
    known.relations.append((terms, printed - REACH, printed + REACH))
