"""The card of a published dataset: who makes it, under which licence, at which levels, with which traps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pandas as pd

from ctg_lib.errors import Problem
from ctg_lib.sources.local_forms import Book
from ctg_lib.sources.schema import Schema


class Chain(StrEnum):
    """The chain of custody: from whom the bytes that were read came."""

    PRODUCER = "producteur"
    REPUBLISHED = "republie"
    LOCAL = "local"

    @property
    def label(self) -> str:
        return {
            Chain.PRODUCER: "fichier du producteur",
            Chain.REPUBLISHED: "republié par un tiers, non comparé au fichier du producteur",
            Chain.LOCAL: "recensé sur place",
        }[self]


@dataclass(frozen=True)
class RemoteFile:
    """A file on the producer's site.

    `sha256` and `size` stay empty until the producer's own file has been seen: the first download records them beside
    the file, shows them, and every later download must match. `verified` is the date at which the address answered.
    """

    url: str
    sha256: str = ""
    size: int | None = None
    verified: str = "never"


@dataclass(frozen=True)
class Decision:
    """What was decided of one figure collected on site that is not simply shown.

    label: the rule, in a few French words. least: its threshold. reason: French, what is said in place of the figure or
    beside it. who, why: who agreed that it be shown, and why; empty where nobody was asked.
    """

    level: str
    territory: str
    variable: str
    label: str
    least: float
    reason: str
    who: str = ""
    why: str = ""


@dataclass(frozen=True)
class Table:
    """One tidy table read from one file: rows = territories, columns = the producer's variables.

    values: index (level, territory), float columns under the producer's names.
    flags: one row for each cell that is not a plain published number; columns level, territory, variable, status
        (`Status`), detail (French, may be empty).
    ignored: columns or rows of the file that are not taken, with the reason, in French.
    places: the establishments of the file where it lists them, one row each: `PLACE_COLUMNS` and, as floats, what is
        measured of each.
    origin: what the file itself says of where its figures come from, in French.
    reach: for the variables that were rounded here, how far the true value may be from the one that is shown.
    decisions: what was hidden, rounded or shown by agreement in a protected table.
    unprotected: whether it holds figures that must not be shown before small ones are hidden (`ctg_lib.secrecy`).
    contributions: of an unprotected table, what each establishment adds to a figure that tells of their activity, by
        (commune, variable).
    """

    source: str
    vintage: str
    part: str
    values: pd.DataFrame
    flags: pd.DataFrame
    ignored: tuple[str, ...] = ()
    places: pd.DataFrame | None = None
    origin: str = ""
    reach: Mapping[str, float] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    unprotected: bool = False
    contributions: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)


FLAG_COLUMNS = ["level", "territory", "variable", "status", "detail"]
# An establishment: its identifier at the producer, what it is, its name, its commune; degrees where they are known.
PLACE_COLUMNS = ["id", "kind", "name", "commune", "latitude", "longitude"]

# What the store holds of a table, or None: (source, vintage) -> values.
Held = Callable[[str, str], "pd.DataFrame | None"]
# The establishments that it holds of a source: of its newest vintage, or of the one that is named.
Listed = Callable[[str, str], pd.DataFrame]


@dataclass(frozen=True)
class Source:
    """A dataset and how to read it; one module of this package declares one.

    headers: for each shape in which the dataset is published, patterns of the columns by which it is recognised.
    schema: what the numbers of its columns may be, by patterns of their names; the first that fits counts.
    year: pattern whose group named `year` holds the vintage in a column name (`P22_POP` is `P_POP` of 2022): the
        name without it is what an indicator asks for.
    additive: whether its cells are counts, that may be summed over communes.
    reach: for the variables that the producer rounds (patterns), how far the true value may be from the printed one.
    not_released: for a level, why the producer publishes nothing there (French).
    france: the perimeter of its national figures (French).
    lag: the rule that says when the next vintage is due, with its reference (French).
    without_address: how its file is obtained where no address is known (French).
    separator: what stands between the cells of its CSV files.
    workbook: patterns of the sheets by which a spreadsheet of this source is recognised.
    complete: what other sources tell of the establishments of a table (in which commune they are), added at ingestion.
    control: what a table must agree with among those already held, checked at ingestion.
    book: for a spreadsheet filled on site, its declaration; whoever gives the file, its chain is then `Chain.LOCAL`.
    """

    id: str
    title: str
    short: str
    producer: str
    licence: str
    page: str
    levels: tuple[str, ...]
    headers: Mapping[str, tuple[str, ...]]
    read: Callable[[Path], list[Table]]
    schema: Schema
    secrecy: str
    caveat: str
    lag: str
    files: Mapping[str, tuple[RemoteFile, ...]] = field(default_factory=dict)
    additive: bool = True
    reach: Mapping[str, float] = field(default_factory=dict)
    not_released: Mapping[str, str] = field(default_factory=dict)
    france: str = "France"
    without_address: str = ""
    year: str = ""
    separator: str = ";"
    workbook: tuple[str, ...] = ()
    complete: Callable[[Table, Listed], Table] | None = None
    control: Callable[[Table, Held], list[Problem]] | None = None
    book: Book | None = None

    @property
    def by_hand(self) -> str:
        """How its file is obtained where `ctg fetch` knows no address."""
        return self.without_address or f"« ctg ingest », après avoir pris le fichier à partir de {self.page}"

    @property
    def name(self) -> str:
        """The title without the name of the file, for those who read a page and never saw the file."""
        return re.sub(r" \([^()]*\)$", "", self.title)

    def name_without_year(self, column: str) -> str:
        """`P22_POP0014` is `P_POP0014`, `MED21` is `MED`; unchanged where the dataset does not date its columns."""
        if not self.year:
            return column
        found = re.match(self.year, column)
        if not found:
            return column
        start, end = found.span("year")
        return column[:start] + column[end:]

    def year_in_name(self, column: str) -> str | None:
        """The two digits of the vintage in a column name, or None."""
        found = re.match(self.year, column) if self.year else None
        return found["year"] if found else None
