"""The cells that indicators read: values, bounds, statuses and reasons, for the wanted territories.

A cell of a wanted territory is the published one where the source publishes that level. Else, when the source may be
added up and *all* its communes have a figure, it is their sum. Else it is missing, with its reason. Never an average of
medians, never a sum over part of the communes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ctg_lib import geography, reads, sources
from ctg_lib.indicators.precision import rounded
from ctg_lib.indicators.targets import Targets
from ctg_lib.sources.card import Source
from ctg_lib.store import INDEX, Store
from ctg_lib.value import SEVERITY, Status

NAMES = {rank: str(status) for rank, status in enumerate(SEVERITY)}
RANK = {str(status): rank for rank, status in enumerate(SEVERITY)}
SUMMED = "somme de {} communes"
# The detail of a cell of a territory that is to be reckoned from its communes, though others of its row are given.
TO_ADD = "à additionner"
# What a detail says, after its « ; », of an estimate that is known from one side only.
BOUNDS = ("au plus", "au moins")
FRANCE, METROPOLITAN = "France", "France métropolitaine"


@dataclass(frozen=True)
class Cells:
    """Frames of one shape: rows (level, territory), columns = variables.

    rank: place of the `Status` of each cell in `SEVERITY`, so that the most blocking of several is their maximum.
    detail: French, the reason or the way; empty where there is nothing to say.
    """

    values: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    rank: pd.DataFrame
    detail: pd.DataFrame

    @classmethod
    def joined(cls, several: list[Cells]) -> Cells:
        """Columns of several cells side by side."""
        return (
            several[0]
            if len(several) == 1
            else cls(*(pd.concat(frames, axis=1) for frames in zip(*several, strict=True)))
        )

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return iter((self.values, self.low, self.high, self.rank, self.detail))

    def each(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Cells:
        """The same change made to every frame."""
        return Cells(*map(change, self))

    def renamed(self, names: Mapping[str, str]) -> Cells:
        """Columns under other names."""
        columns = [names.get(name, name) for name in self.values.columns]
        return self.each(lambda frame: frame.set_axis(columns, axis=1))

    def has(self, *statuses: Status) -> pd.DataFrame:
        """Where the status is one of these."""
        return self.rank.isin([RANK[str(status)] for status in statuses])


# For each table, the files that it was last read from, and its cells: a batch opens a shelf a territory.
_READ: dict[tuple[str, str], tuple[tuple[object, ...], Cells]] = {}


class Shelf:
    """Tables of a store as indicators ask for them: without the year in the names, at today's communes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._tables: dict[tuple[str, str], Cells] = {}

    def vintages(self, source: str, columns: tuple[str, ...]) -> list[str]:
        """Vintages in which the store holds all these variables, oldest first."""
        card = sources.source(source)
        return [
            vintage
            for vintage in self.store.vintages(source)
            if set(columns) <= {card.name_without_year(name) for name in self.store.columns(source, vintage)}
        ]

    def table(self, source: str, vintage: str) -> Cells:
        """The whole table, as stored levels."""
        reads.note(source)
        if (source, vintage) not in self._tables:
            self._tables[source, vintage] = self._kept(sources.source(source), vintage)
        return self._tables[source, vintage]

    def _kept(self, card: Source, vintage: str) -> Cells:
        """A table as this process read it for an earlier shelf, if its files are still those; nothing changes one."""
        files = self.store.files(card.id, vintage)
        if files is None:
            return self._load(card, vintage)
        if _READ.get((card.id, vintage), ((), None))[0] != files:
            _READ[card.id, vintage] = files, self._load(card, vintage)
        return _READ[card.id, vintage][1]

    def _load(self, card: Source, vintage: str) -> Cells:
        values, flags = self.store.read(card.id, vintage)
        own = [name for name in values.columns if card.year_in_name(name) in (None, vintage[2:4])]
        values, flags = values[own], flags[flags["variable"].isin(own)]
        rank, detail = _spread(flags, values)
        low, high = rounded(
            values, rank == RANK[str(Status.ROUNDED)], {**self.store.reach(card.id, vintage), **card.reach}
        )
        floor = rank == RANK[str(Status.CENSORED)]
        cells = Cells(values, low.mask(floor, 0.0), high, rank, detail)
        cells = cells.renamed({name: card.name_without_year(name) for name in values.columns})
        return _at_current_communes(cells, card)


class Resolved:
    """A shelf seen from some territories: each table is resolved once, whatever the number of indicators."""

    def __init__(self, shelf: Shelf, targets: Targets) -> None:
        self.shelf, self.targets = shelf, targets
        self._tables: dict[tuple[str, str], tuple[pd.DataFrame, Cells]] = {}
        self._nations: dict[tuple[str, str], str] = {}

    def cells(self, source: str, vintage: str, columns: tuple[str, ...]) -> Cells:
        """Some columns of a table, for the wanted territories: a row for each of `places`, by its number.

        Numbers and not pairs: each step of a computation makes an index again, for each indicator and vintage.
        """
        _, table = self._resolved(source, vintage)
        places = [table.values.columns.get_loc(name) for name in columns]
        return table.each(lambda frame: frame.take(places, axis=1))

    def places(self, source: str, vintage: str) -> pd.DataFrame:
        """The level and territory of each row of `cells`, as the table names them."""
        return self._resolved(source, vintage)[0]

    def _resolved(self, source: str, vintage: str) -> tuple[pd.DataFrame, Cells]:
        if (source, vintage) not in self._tables:
            found = resolve(self.shelf.table(source, vintage), sources.source(source), self.targets)
            places = found.values.index.to_frame(index=False)
            self._tables[source, vintage] = places, found.each(lambda frame: frame.reset_index(drop=True))
        return self._tables[source, vintage]

    def nation(self, source: str, vintage: str) -> str:
        """What « France » covers in a table, in French: what the producer says, else the sum of every commune."""
        if (source, vintage) not in self._nations:
            index = self.shelf.table(source, vintage).values.index
            held = set(index.get_level_values("territory")[index.get_level_values("level") == "france"])
            metropolitan = METROPOLITAN if "FM" in held else FRANCE
            self._nations[source, vintage] = sources.source(source).france if "FR" in held else metropolitan
        return self._nations[source, vintage]


def resolve(cells: Cells, card: Source, targets: Targets) -> Cells:
    """The cells of the wanted territories: published, else summed, else missing with a reason."""
    wanted = _national(targets.rows, cells.values.index)
    published = cells.each(lambda frame: frame.reindex(wanted))
    absent = ~wanted.isin(cells.values.index)
    rank = published.rank.fillna(RANK[str(Status.MISSING)]).astype("int8")
    detail = published.detail.astype(object)
    for level in wanted[absent].get_level_values("level").unique():
        here = absent & (wanted.get_level_values("level") == level)
        reason = card.not_released.get(level, "")
        rank.loc[here] = RANK[str(Status.NOT_RELEASED if reason else Status.MISSING)]
        detail.loc[here] = reason or _absent(card, level)
    published = replace(published, rank=rank, detail=detail)
    if card.additive and len(targets.members):
        _add_up(published, cells, targets, wanted[absent])
    return _completed(published, cells, targets) if card.book else published


def _completed(published: Cells, cells: Cells, targets: Targets) -> Cells:
    """The cells that are to be added up, in rows of which others are given."""
    asked = published.detail == TO_ADD
    rows = asked.any(axis=1)
    if not rows.any():
        return published
    summed = published.each(pd.DataFrame.copy)
    _add_up(summed, cells, targets, published.values.index[rows])
    return Cells(*(own.mask(asked, other) for own, other in zip(published, summed, strict=True)))


def _absent(card: Source, level: str) -> str:
    if level == "commune" or card.additive:
        return "absent des fichiers chargés à ce niveau"
    return "absent des fichiers chargés à ce niveau, et ce chiffre ne se calcule pas depuis les communes"


def _add_up(published: Cells, cells: Cells, targets: Targets, absent: pd.MultiIndex) -> None:
    """Fill the absent rows with the sum of their communes, where every commune has a figure."""
    levels, codes = (cells.values.index.get_level_values(name) for name in INDEX)
    held_codes = codes[levels == "commune"].to_numpy(dtype=object)
    here = pd.Index(held_codes, dtype=object).get_indexer(targets.communes) >= 0
    held = np.bincount(targets.owners, here, len(targets.groups)).astype(int)
    sizes = np.bincount(targets.owners, minlength=len(targets.groups))
    wanted = targets.groups.isin(absent)
    for place in np.flatnonzero(wanted & (held < sizes)):
        row = targets.groups[place]
        # Where not one commune has a figure, that the producer publishes nothing here says more.
        if held[place] or (published.rank.loc[row] != RANK[str(Status.NOT_RELEASED)]).any():
            published.rank.loc[row] = RANK[str(Status.MISSING)]
            published.detail.loc[row] = _incomplete(held[place], sizes[place])
    # The others have all their communes in the table: a sum over 35,000 of which 320 are held is never begun.
    whole = wanted & (held == sizes)
    if whole.any():
        _sum(published, cells, targets, whole)


def _sum(published: Cells, cells: Cells, targets: Targets, whole: np.ndarray) -> None:
    """The sums of territories whose every commune is in the table, cell by cell where each has a number.

    whole: for each of `targets.groups`, whether it is one of them. Arrays and not frames: this runs for every table.
    """
    chosen = np.flatnonzero(whole[targets.owners])
    # Members of a territory side by side, so that one stroke reduces each.
    chosen = chosen[np.argsort(targets.owners[chosen], kind="stable")]
    groups, starts, sizes = np.unique(targets.owners[chosen], return_index=True, return_counts=True)
    places = pd.MultiIndex.from_arrays([["commune"] * len(chosen), targets.members["commune"].iloc[chosen]])
    rows, into = cells.values.index.get_indexer(places), published.values.index.get_indexer(targets.groups[groups])

    def reduced(frame: pd.DataFrame, by: np.ufunc) -> np.ndarray:
        return np.asarray(by.reduceat(frame.to_numpy()[rows], starts, axis=0))

    counts = reduced(cells.values.notna().astype(int), np.add)
    complete = counts == sizes[:, None]
    for name in ("values", "low", "high"):
        sums = np.where(complete, reduced(getattr(cells, name), np.add), np.nan)
        getattr(published, name).iloc[into] = sums
    worst = np.where(complete, reduced(cells.rank, np.maximum), RANK[str(Status.MISSING)])
    published.rank.iloc[into] = worst.astype("int8")
    details = np.split(cells.detail.to_numpy()[rows], starts[1:])
    told = [
        [_of_sum(own[:, place], some, int(rank)) for place, (some, rank) in enumerate(zip(row, ranks, strict=True))]
        for own, row, ranks in zip(details, counts, worst, strict=True)
    ]
    published.detail.iloc[into] = np.array(told, dtype=object)


def _of_sum(details: np.ndarray, some: int, rank: int) -> str:
    """How a sum was made of the cells of some communes, or why it was not. details: what is said of each cell."""
    size = len(details)
    if some < size:
        reasons = set(details)
        # Where no commune has a figure for one and the same reason, that one is the reason.
        return str(reasons.pop()) if not some and len(reasons) == 1 and "" not in reasons else _incomplete(some, size)
    if rank != RANK[str(Status.ESTIMATED)]:
        return SUMMED.format(_grouped(size))
    said = [f"d’après les valeurs estimées de {_grouped(size)} communes"]
    # A bound among those that are added makes one of the sum.
    found = [bound for bound in BOUNDS if any(f"; {bound}" in one for one in details)]
    said += [f"{bound} : certaines ne le sont qu’à une borne près" for bound in found]
    return " ; ".join(said)


def _incomplete(held: int, total: int) -> str:
    if not held:
        return "aucune de ses communes n’est dans les fichiers chargés, et ce niveau n’y est pas publié"
    some = f"{_grouped(held)} commune{'s' if held > 1 else ''} sur {_grouped(total)}"
    return f"couverture incomplète : {some} dans les fichiers chargés"


def _grouped(count: int) -> str:
    """Thousands apart, as French writes them."""
    return f"{count:,}".replace(",", "\u202f")


def _national(rows: pd.MultiIndex, held: pd.MultiIndex) -> pd.MultiIndex:
    """Where a source has metropolitan France only, « France » is that perimeter, under its own code."""
    if ("france", "FR") in rows and ("france", "FR") not in held and ("france", "FM") in held:
        pairs = [("france", "FM") if pair == ("france", "FR") else pair for pair in rows]
        return pd.MultiIndex.from_tuples(pairs, names=INDEX)
    return rows


def _at_current_communes(cells: Cells, card: Source) -> Cells:
    """Carry communes merged since to today's ones: counts are summed, what cannot be added is missing."""
    communal = cells.values.index.get_level_values("level") == "commune"
    codes = cells.values.index[communal].get_level_values("territory")
    if geography.current_communes().issuperset(codes):
        return cells
    passage = geography.passage(codes)
    here = cells.each(lambda frame: frame[communal].droplevel("level"))
    carried = [geography.carry(frame, additive=card.additive) for frame in (here.values, here.low, here.high)]
    values = carried[0].values
    holders = pd.Index([passage.into.get(code, "") for code in codes])
    rank, reasons = here.rank.set_axis(holders), here.detail.set_axis(holders)
    worst = rank.groupby(level=0).max().reindex(values.index, fill_value=RANK[str(Status.MISSING)])
    detail = reasons[~reasons.index.duplicated()].reindex(values.index).fillna("")
    for commune, parts in passage.sums.items():
        detail.loc[commune] = _detail_of_parts(values.loc[commune], rank.loc[commune], reasons.loc[commune], parts)
    for flag in carried[0].flags.itertuples():
        worst.loc[flag.territory, flag.variable] = RANK[flag.status]
        detail.loc[flag.territory, flag.variable] = flag.detail
    fresh = Cells(values, carried[1].values, carried[2].values, worst.astype("int8"), detail)
    above = cells.each(lambda frame: frame[~communal])
    pairs = zip(above, fresh, strict=True)
    return Cells(*(pd.concat([one, pd.concat({"commune": other}, names=INDEX)]) for one, other in pairs))


def _detail_of_parts(total: pd.Series, ranks: pd.DataFrame, reasons: pd.DataFrame, parts: tuple[str, ...]) -> list[str]:
    """For each variable of a merged commune: how its parts were added up, or the reason of the most blocking one."""
    worst = reasons.to_numpy()[ranks.to_numpy().argmax(axis=0), range(len(ranks.columns))]
    summed = f"somme des communes réunies depuis ({', '.join(parts)})"
    return [summed if known else reason for known, reason in zip(total.notna(), worst, strict=True)]


def _spread(flags: pd.DataFrame, values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rank and detail of every cell of a table, from its sparse flags.

    A cell without a number nor a flag was in none of the files: the parts of a table do not cover the same rows.
    """
    hole = values.isna().to_numpy()
    rank = np.where(hole, RANK[str(Status.MISSING)], RANK[str(Status.PUBLISHED)]).astype("int8")
    detail = np.where(hole, "absent des fichiers chargés", "").astype(object)
    row = values.index.get_indexer(pd.MultiIndex.from_frame(flags[INDEX]))
    column = values.columns.get_indexer(flags["variable"])
    rank[row, column] = flags["status"].map(RANK).to_numpy()
    detail[row, column] = flags["detail"].to_numpy()
    # Without its dtype said, pandas would make a frame of strings of the texts, that takes no other row later.
    return pd.DataFrame(rank, values.index, values.columns), pd.DataFrame(detail, values.index, values.columns, object)
