"""A small intercommunalité whose communes filled a workbook: real codes, and invented figures that fit in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ctg_lib.secrecy.bound import Bound, bind
from ctg_lib.secrecy.draft import Key, Label, State
from ctg_lib.secrecy.grid import COMMUNE, Grid
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.card import Table
from tests.attacks.populations import BOOKS, VINTAGE, Population

EPCI = "200023372"
# From the largest to the smallest but for the first: `B` is the one whose figures serve fewest readers.
COMMUNES = ("74056", "74290", "74266", "74143")
A, B, C, D = COMMUNES
WHOLE = ("epci", EPCI)
CAF, OFFER = "caf_locale", "offre_locale"
Figures = Mapping[str, Sequence[float | None]]


def valley(
    source: str,
    figures: Figures,
    *,
    secret: Mapping[tuple[str, str], float] | None = None,
    hours: Mapping[tuple[str, str], tuple[float, ...]] | None = None,
    communes: Sequence[str] = COMMUNES,
) -> Population:
    """What these communes wrote in one workbook: variable → a figure a commune, None where it is blank."""
    frame = pd.DataFrame(figures, index=list(communes), dtype=float)
    return Population(EPCI, COMMUNES, {source: frame}, secret or {}, dict(hours or {}))


def bound(population: Population, *former: State, rules: Rules | None = None) -> Bound:
    """The system of the one workbook of a population. former: what earlier editions said."""
    ((table, _),) = population.laid()
    grid = Grid.of([table], population.members)
    return bind(grid, BOOKS[table.source], rules or Rules.ours(), former)


def cell(commune: str, name: str) -> Key:
    """The figure of a commune, or of the whole valley."""
    return WHOLE if commune == EPCI else (COMMUNE, commune), name


def label(found: Bound, commune: str, name: str) -> Label | None:
    """Why the figure of a commune, or of the whole valley, is not shown by itself."""
    return found.labels.get(cell(commune, name))


def masked(tables: Sequence[Table]) -> set[tuple[str, str]]:
    """The cells (territory, variable) that some tables hide."""
    flags = pd.concat([table.flags for table in tables])
    own = flags[flags["status"] == "masked_here"]
    return set(zip(own["territory"], own["variable"], strict=True))


__all__ = ["CAF", "COMMUNES", "EPCI", "OFFER", "VINTAGE", "WHOLE", "bound", "cell", "label", "masked", "valley"]
