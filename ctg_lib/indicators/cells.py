"""The cells that indicators read: values, bounds, statuses and reasons, for the wanted territories.

A cell of a wanted territory is the published one where the source publishes that level. Else, when the source may be
added up and *all* its communes have a figure, it is their sum. Else it is missing, with its reason. Never an average of
medians, never a sum over part of the communes.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pandas.core.groupby import DataFrameGroupBy

from ctg_lib import geography, sources
from ctg_lib.indicators.precision import rounded
from ctg_lib.indicators.targets import Targets
from ctg_lib.sources.card import Source
from ctg_lib.store import INDEX, Store
from ctg_lib.value import SEVERITY, Status

NAMES = {rank: str(status) for rank, status in enumerate(SEVERITY)}
RANK = {str(status): rank for rank, status in enumerate(SEVERITY)}
SUMMED = "somme de {} communes"
FRANCE, METROPOLITAN = "France", "France métropolitaine"


@dataclass(frozen=True)
class Cells:
    """Frames of one shape: rows (level, territory), columns = variables.

    status: `Status` as text. detail: French, the reason or the way; empty where there is nothing to say.
    """

    values: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    status: pd.DataFrame
    detail: pd.DataFrame

    @classmethod
    def joined(cls, several: list[Cells]) -> Cells:
        """Columns of several cells side by side."""
        return cls(*(pd.concat([getattr(one, name) for one in several], axis=1) for name in cls.__annotations__))

    def renamed(self, suffix: str) -> Cells:
        return Cells(*(getattr(self, name).add_suffix(suffix) for name in Cells.__annotations__))


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
        if (source, vintage) not in self._tables:
            self._tables[source, vintage] = self._load(sources.source(source), vintage)
        return self._tables[source, vintage]

    def _load(self, card: Source, vintage: str) -> Cells:
        values, flags = self.store.read(card.id, vintage)
        own = [name for name in values.columns if card.year_in_name(name) in (None, vintage[2:4])]
        values, flags = values[own], flags[flags["variable"].isin(own)]
        status = _spread(flags, "status", values)
        detail = _spread(flags, "detail", values)
        # A cell without a number nor a flag was in none of the files: the parts of a table do not cover the same rows.
        hole = values.isna() & status.isna()
        status = status.mask(hole, str(Status.MISSING)).fillna(str(Status.PUBLISHED))
        detail = detail.mask(hole, "absent des fichiers chargés").fillna("")
        low, high = rounded(values, status == str(Status.ROUNDED), card.reach)
        floor = status == str(Status.CENSORED)
        cells = Cells(values, low.mask(floor, 0.0), high, status, detail)
        cells = Cells(*(getattr(cells, name).rename(columns=card.name_without_year) for name in Cells.__annotations__))
        return _at_current_communes(cells, card)


class Resolved:
    """A shelf seen from some territories: each table is resolved once, whatever the number of indicators."""

    def __init__(self, shelf: Shelf, targets: Targets) -> None:
        self.shelf, self.targets = shelf, targets
        self._tables: dict[tuple[str, str], Cells] = {}

    def cells(self, source: str, vintage: str, columns: tuple[str, ...]) -> Cells:
        """Some columns of a table, for the wanted territories."""
        if (source, vintage) not in self._tables:
            table = self.shelf.table(source, vintage)
            self._tables[source, vintage] = resolve(table, sources.source(source), self.targets)
        whole = self._tables[source, vintage]
        return Cells(*(getattr(whole, name)[list(columns)] for name in Cells.__annotations__))

    def nation(self, source: str, vintage: str) -> str:
        """What « France » covers in a table, in French: what the producer says, else the sum of every commune."""
        held = self.shelf.table(source, vintage).values.index
        if ("france", "FR") in held:
            return sources.source(source).france
        return METROPOLITAN if ("france", "FM") in held else FRANCE


def resolve(cells: Cells, card: Source, targets: Targets) -> Cells:
    """The cells of the wanted territories: published, else summed, else missing with a reason."""
    wanted = _national(targets.rows, cells.values.index)
    published = Cells(
        cells.values.reindex(wanted),
        cells.low.reindex(wanted),
        cells.high.reindex(wanted),
        cells.status.reindex(wanted),
        cells.detail.reindex(wanted),
    )
    absent = wanted[~wanted.isin(cells.values.index)]
    for level, territory in absent:
        reason = card.not_released.get(level, "")
        status = Status.NOT_RELEASED if reason else Status.MISSING
        published.status.loc[(level, territory)] = str(status)
        published.detail.loc[(level, territory)] = reason or _absent(card, level)
    if card.additive and len(targets.members):
        _add_up(published, cells, targets.members, absent)
    return published


def _absent(card: Source, level: str) -> str:
    if level == "commune" or card.additive:
        return "absent des fichiers chargés à ce niveau"
    return "absent des fichiers chargés à ce niveau, et ce chiffre ne se calcule pas depuis les communes"


def _add_up(published: Cells, cells: Cells, members: pd.DataFrame, absent: pd.MultiIndex) -> None:
    """Fill the absent rows with the sum of their communes, where every commune has a figure."""
    wanted = members[pd.MultiIndex.from_frame(members[INDEX]).isin(absent)]
    levels, codes = cells.values.index.get_level_values("level"), cells.values.index.get_level_values("territory")
    here = wanted["commune"].isin(codes[levels == "commune"])
    held = here.groupby([wanted["level"], wanted["territory"]]).agg(["sum", "size"])
    for row in held.index[held["sum"] < held["size"]]:
        published.status.loc[row] = str(Status.MISSING)
        published.detail.loc[row] = _incomplete(*held.loc[row])
    whole = held.index[held["sum"] == held["size"]]
    wanted = wanted[pd.MultiIndex.from_frame(wanted[INDEX]).isin(whole)]
    if wanted.empty:
        return
    places = pd.MultiIndex.from_arrays([["commune"] * len(wanted), wanted["commune"]], names=INDEX)
    target = pd.MultiIndex.from_frame(wanted[INDEX])

    def by_target(frame: pd.DataFrame) -> DataFrameGroupBy:
        return frame.loc[places].set_axis(target).groupby(level=INDEX)

    complete = by_target(cells.values.notna()).all()
    for name in ("values", "low", "high"):
        sums = by_target(getattr(cells, name)).sum().where(complete)
        getattr(published, name).loc[sums.index] = sums
    ranks = by_target(cells.status.replace(RANK).astype(int)).max()
    counts = by_target(cells.values.notna()).sum()
    for row in complete.index:
        for column in complete.columns:
            fine = complete.at[row, column]
            published.status.loc[row, column] = NAMES[ranks.at[row, column]] if fine else str(Status.MISSING)
            total = int(held.at[row, "size"])
            published.detail.loc[row, column] = (
                SUMMED.format(_grouped(total)) if fine else _incomplete(int(counts.at[row, column]), total)
            )


def _incomplete(held: int, total: int) -> str:
    if not held:
        return "aucune de ses communes n’est dans les fichiers chargés, et ce niveau n’y est pas publié"
    some = f"{_grouped(held)} communes sur {_grouped(total)} ont" if held > 1 else f"1 commune sur {_grouped(total)} a"
    return f"{some} un chiffre dans les fichiers chargés, et une somme partielle serait fausse"


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
    if all(geography.is_current(code) for code in codes):
        return cells
    passage = geography.passage(codes)
    carried = {}
    for name in ("values", "low", "high"):
        frame = getattr(cells, name)[communal].droplevel("level")
        carried[name] = geography.carry(frame, additive=card.additive)
    values = carried["values"].values
    holders = [passage.into.get(code, "") for code in codes]
    ranks = cells.status[communal].replace(RANK).astype(int).set_axis(holders)
    reasons = cells.detail[communal].set_axis(holders)
    status = ranks.groupby(level=0).max().reindex(values.index, fill_value=RANK[str(Status.MISSING)]).map(NAMES.get)
    detail = reasons[~reasons.index.duplicated()].reindex(values.index).fillna("")
    for commune, parts in passage.sums.items():
        detail.loc[commune] = _detail_of_parts(values.loc[commune], ranks.loc[commune], reasons.loc[commune], parts)
    for flag in carried["values"].flags.itertuples():
        status.loc[flag.territory, flag.variable] = flag.status
        detail.loc[flag.territory, flag.variable] = flag.detail
    fresh = Cells(values, carried["low"].values, carried["high"].values, status, detail)
    return Cells(
        *(
            pd.concat([getattr(cells, name)[~communal], pd.concat({"commune": getattr(fresh, name)}, names=INDEX)])
            for name in Cells.__annotations__
        )
    )


def _detail_of_parts(total: pd.Series, ranks: pd.DataFrame, reasons: pd.DataFrame, parts: tuple[str, ...]) -> list[str]:
    """For each variable of a merged commune: how its parts were added up, or the reason of the most blocking one."""
    worst = reasons.to_numpy()[ranks.to_numpy().argmax(axis=0), range(len(ranks.columns))]
    summed = f"somme des communes réunies depuis ({', '.join(parts)})"
    return [summed if known else reason for known, reason in zip(total.notna(), worst, strict=True)]


def _spread(flags: pd.DataFrame, what: str, values: pd.DataFrame) -> pd.DataFrame:
    """Flags as a frame of the shape of the values, empty where there is no flag."""
    wide = flags.pivot(index=INDEX, columns="variable", values=what)
    return wide.reindex(index=values.index, columns=values.columns).astype("object")
