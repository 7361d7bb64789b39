"""Random populations: what the communes of an intercommunalité would write of themselves. All of it is invented."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from ctg_lib import sources
from ctg_lib.gazetteer import gazetteer
from ctg_lib.secrecy.grid import Row
from ctg_lib.secrecy.protection import Laid
from ctg_lib.sources.card import FLAG_COLUMNS, Chain, Table
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import Book
from ctg_lib.store import INDEX, Manifest
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status

VINTAGE = "2025"
BOOKS: dict[str, Book] = {card.id: card.book for card in sources.catalogue().values() if card.book}
# The sheets that have something to hide.
SHEETS = sorted({book.captions[name].split(" : ")[0] for book in BOOKS.values() for name in book.secrecy})
# Most counts of a small town are small, and those are what secrecy is about.
COUNT = st.one_of(st.just(0), st.integers(1, 4), st.integers(1, 14), st.integers(5, 40), st.integers(15, 300))


# Always the same populations under one seed, and none made smaller: how many are attacked is each test's business.
GENERATED = settings(
    deadline=None,
    database=None,
    derandomize=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Population:
    """One intercommunalité and what its communes wrote, by source: index commune, columns = variables.

    secret: the true counts that the Caf hides, by (commune, variable): no workbook has them. hours: what each crèche
    adds to a figure.
    """

    epci: str
    communes: Sequence[str]
    figures: dict[str, pd.DataFrame]
    secret: Mapping[tuple[str, str], float]
    hours: dict[tuple[str, str], tuple[float, ...]]

    @property
    def members(self) -> dict[Row, Sequence[str]]:
        """What the communes add up to."""
        return {("epci", self.epci): self.communes}

    def true(self, source: str) -> pd.DataFrame:
        """The figures of a source, with what the Caf hides; the intercommunalité is the last row."""
        frame = self.figures[source].copy()
        for (commune, name), value in self.secret.items():
            if name in frame:
                frame.loc[commune, name] = value
        return pd.concat([frame, frame.sum(skipna=False).to_frame(self.epci).T])

    def laid(self) -> list[Laid]:
        """The workbooks, as they are read: nothing of them is protected yet."""
        return [(self._table(name), manifest(name)) for name in self.figures]

    def _table(self, source: str) -> Table:
        frame = self.figures[source]
        index = pd.MultiIndex.from_product([["commune"], frame.index], names=INDEX)
        marks = [
            ("commune", commune, name, str(Status.SECRET if (commune, name) in self.secret else Status.MISSING), "")
            for name in frame
            for commune in frame.index[frame[name].isna()]
        ]
        hours = {key: added for key, added in self.hours.items() if key[1] in frame}
        flags = pd.DataFrame(marks, columns=FLAG_COLUMNS, dtype="str")
        values = frame.set_axis(index)
        return Table(source, VINTAGE, "classeur", values, flags, unprotected=True, contributions=hours)


def manifest(source: str, file: str = "classeur.xlsx") -> Manifest:
    """Where a workbook of a test came from."""
    today = datetime.date(2026, 11, 27).isoformat()
    return Manifest(source, VINTAGE, "classeur", file, "0" * 64, 1, str(Chain.LOCAL), "essai", today, "essai", 1, 1)


@cache
def small() -> list[str]:
    """The intercommunalités of few communes, where everybody knows everybody: real codes, for figures that are not."""
    return sorted(code for code, communes in gazetteer().members[Level.EPCI].items() if 4 <= len(communes) <= 9)


@st.composite
def populations(draw: st.DrawFn, *, sheets: int = 2) -> Population:
    """An intercommunalité whose communes filled some sheets, with what they left blank and what the Caf hides."""
    epci = draw(st.sampled_from(small()))
    communes = Territory.of(epci).communes
    chosen = draw(st.lists(st.sampled_from(SHEETS), min_size=1, max_size=sheets, unique=True))
    figures: dict[str, pd.DataFrame] = {}
    hours: dict[tuple[str, str], tuple[float, ...]] = {}
    for source, book in BOOKS.items():
        names = [name for name in book.variables if book.captions[name].split(" : ")[0] in chosen]
        rows = {commune: _commune(draw, book, names) for commune in communes if names}
        hours |= {(commune, name): added for commune, (_, worked) in rows.items() for name, added in worked.items()}
        if names:
            cells = {commune: own for commune, (own, _) in rows.items()}
            figures[source] = pd.DataFrame.from_dict(cells, orient="index", dtype=float)
    return _with_holes(draw, Population(epci, communes, figures, {}, hours))


def _commune(
    draw: st.DrawFn, book: Book, names: Sequence[str]
) -> tuple[dict[str, float], dict[str, tuple[float, ...]]]:
    """The figures of one commune, that agree with one another, and the hours of each crèche."""
    found = {name: float(draw(COUNT)) for name in names}
    # A whole is its part and the rest; the innermost parts come first.
    for part in sorted(set(book.wholes) & set(names), key=lambda name: (-_depth(book, name), name)):
        found[book.wholes[part]] = found[part] + draw(COUNT)
    for overlap in (one for one in book.overlaps if one.whole in names):
        first, second = overlap.parts
        both, only_first, only_second = (draw(COUNT) for _ in range(3))
        found |= {first: float(both + only_first), second: float(both + only_second)}
        found[overlap.whole] = float(both + only_first + only_second)
    for total, parts in ((total, parts) for total, parts in book.sums.items() if total in names):
        found[total] = sum(found[part] for part in parts)
    hours = {}
    for name in (name for name in names if book.secrecy.get(name) == ESTABLISHMENTS):
        hours[name] = tuple(map(float, draw(st.lists(st.integers(500, 40_000), max_size=4))))
        found[name] = sum(hours[name])
    return found, hours


def _depth(book: Book, name: str) -> int:
    return 1 + _depth(book, book.wholes[name]) if name in book.wholes else 0


def _with_holes(draw: st.DrawFn, whole: Population) -> Population:
    """A column that some communes left blank, and another that the Caf hides for some of them."""
    if "caf_locale" not in whole.figures:
        return whole
    book, frame = BOOKS["caf_locale"], whole.figures["caf_locale"].copy()
    parts = [name for name in frame if name not in book.sums and name not in book.wholes.values()]
    blank, hidden = draw(st.sampled_from(parts)), draw(st.sampled_from(parts))
    holes = set(draw(st.lists(st.sampled_from(list(whole.communes)), max_size=2)))
    silent = set(draw(st.lists(st.sampled_from(list(whole.communes)), max_size=3)))
    secret: dict[tuple[str, str], float] = {}
    for commune in silent:
        if 0 < frame.at[commune, hidden] < 11:
            for name in (hidden, *(total for total, parts in book.sums.items() if hidden in parts)):
                secret[commune, name] = float(frame.at[commune, name])
                frame.loc[commune, name] = float("nan")
    for commune in holes:
        if (commune, blank) not in secret:
            frame.loc[commune, blank] = float("nan")
    for total, parts in ((total, parts) for total, parts in book.sums.items() if total in frame):
        frame[total] = frame[total].where(frame[list(parts)].notna().all(axis=1))
    figures = {**whole.figures, "caf_locale": frame}
    return Population(whole.epci, whole.communes, figures, secret, whole.hours)
