"""The services of some communes, from every list loaded: one truth for each kind and commune, the others beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from ctg_lib.analysis.service_types import TYPES, Reading, Type
from ctg_lib.sources.lists import bare
from ctg_lib.store import Store

# Of one service: `type` of `TYPES`; its name, empty where the list only counts; degrees and places where they are
# known (NaN else); how many it stands for; `source@vintage`.
COLUMNS = ["type", "commune", "name", "latitude", "longitude", "capacity", "count", "source"]
# Two places of one kind nearer than this, in degrees (about 100 m), are taken for one.
_SAME_PLACE = 0.001


@dataclass(frozen=True)
class Services:
    """What the lists say.

    kept: `COLUMNS`, what is shown, in the order of the kinds, then by commune and name. aside: `COLUMNS` and `reason`
    (French): what another list says of the same kind and commune, and why it is not added. known: for each kind, the
    communes that some list covers: elsewhere, no service seen is not no service.
    """

    kept: pd.DataFrame
    aside: pd.DataFrame
    known: dict[str, frozenset[str]]

    def counts(self, communes: Iterable[str]) -> pd.DataFrame:
        """How many of each kind in each of these communes: NaN where no list says anything of it."""
        wanted = list(communes)
        table = self._counted.reindex(index=wanted, columns=list(TYPES), fill_value=0).astype(float).fillna(0.0)
        covered = pd.DataFrame({kind: table.index.isin(list(self.known.get(kind, ()))) for kind in TYPES}, table.index)
        return table.where(covered | table.ne(0)).rename_axis(index=None, columns=None)

    @cached_property
    def _counted(self) -> pd.DataFrame:
        """How many of each kind (columns) in each commune."""
        return self.kept.pivot_table(index="commune", columns="type", values="count", aggfunc="sum", fill_value=0)


def gather(store: Store, communes: Iterable[str]) -> Services:
    """The services of these communes, of every kind that a loaded list knows."""
    lists = _Lists(store, pd.Index(list(communes)))
    kept, aside, known = [], [], {}
    for kind in TYPES.values():
        mine, other, covered = _of_kind(lists, kind)
        kept.append(mine)
        aside.append(other)
        known[kind.id] = covered
    order = ["type", "commune", "name"]
    ranked = pd.concat(kept, ignore_index=True)
    ranked["type"] = pd.Categorical(ranked["type"], list(TYPES))
    ranked = ranked.sort_values(order, kind="stable").astype({"type": "str"}).reset_index(drop=True)
    return Services(ranked[COLUMNS], pd.concat(aside, ignore_index=True)[[*COLUMNS, "reason"]], known)


@dataclass(frozen=True)
class _Lists:
    """The lists of a store at their newest vintage, each read once, for the communes wanted."""

    store: Store
    wanted: pd.Index

    @cached_property
    def _held(self) -> dict[str, _Newest]:
        return {}

    def newest(self, source: str) -> _Newest | None:
        """What a list has; None where the source is not loaded."""
        vintages = self.store.vintages(source)
        if not vintages:
            return None
        if source not in self._held:
            columns = sorted({name for kind in TYPES.values() for one in kind.readings for name in _counting(one)})
            values, _ = self.store.read(source, vintages[-1], columns)
            communal = values.index.get_level_values("level") == "commune"
            counted = values[communal].droplevel("level")
            places = self.store.places(source, vintages[-1])
            here = places[places["commune"].isin(self.wanted)]
            self._held[source] = _Newest(vintages[-1], counted, frozenset(places["kind"]), here)
        return self._held[source]


@dataclass(frozen=True)
class _Newest:
    """A list at its newest vintage.

    counted: what it counts in every commune. kinds: those of the places that it names anywhere. here: these places, in
    the communes wanted.
    """

    vintage: str
    counted: pd.DataFrame
    kinds: frozenset[str]
    here: pd.DataFrame


def _counting(reading: Reading) -> tuple[str, ...]:
    """The variables that say how many there are, or whether the list is complete."""
    return (*reading.columns, *reading.kinds, *([reading.whole] if reading.whole else []))


@dataclass(frozen=True)
class _List:
    """What one list has of a kind. rows: `COLUMNS`. whole: the communes for which it says it all."""

    rows: pd.DataFrame
    whole: frozenset[str]
    named: bool


def _of_kind(lists: _Lists, kind: Type) -> tuple[pd.DataFrame, pd.DataFrame, frozenset[str]]:
    """Kept, aside (with its reason), and the communes covered."""
    kept, aside = _empty(), _empty().assign(reason="")
    settled: frozenset[str] = frozenset()
    for reading in kind.readings:
        one = _list(lists, kind, reading)
        if one is None:
            continue
        late = one.rows["commune"].isin(settled)
        beside = [one.rows[late].assign(reason="une liste plus sûre couvre la commune")]
        fresh = one.rows[~late]
        held = fresh["commune"].isin(kept["commune"])
        if not one.named:
            beside.append(fresh[held].assign(reason="un compte sans noms : il ne s’ajoute pas à une liste de noms"))
            fresh = fresh[~held]
        elif reading.partial:
            # Two lists of other dates name one place in two ways: in a commune that one has, the other adds nothing.
            beside.append(fresh[held].assign(reason="une autre liste en nomme déjà dans la commune"))
            fresh = fresh[~held]
        else:
            kept, fresh, doubles = _matched(kept, fresh)
            beside.append(doubles)
        kept = pd.concat([kept, fresh], ignore_index=True)
        aside = pd.concat([aside, *beside], ignore_index=True)
        settled |= one.whole
    return kept, aside, settled


def _list(lists: _Lists, kind: Type, reading: Reading) -> _List | None:
    """What a list has of a kind in the communes wanted; None where it is not loaded, or does not tell this kind."""
    found = lists.newest(reading.source)
    if found is None:
        return None
    counted, wanted = found.counted, lists.wanted
    token = f"{reading.source}@{found.vintage}"
    if not {*reading.columns, *([reading.whole] if reading.whole else [])} <= set(counted):
        return None
    if reading.columns:
        return _counted(counted[list(reading.columns)], kind, wanted, token)
    if found.kinds.isdisjoint(reading.kinds) and not reading.whole:
        return None
    column = reading.whole or next((name for name in reading.kinds if name in counted), "")
    told = counted.index[counted[column].notna()] if column else counted.index
    whole = frozenset() if reading.partial else frozenset(told.intersection(wanted))
    here = found.here[found.here["kind"].isin(reading.kinds)]
    rows = here.assign(type=kind.id, capacity=here.get(reading.capacity, np.nan), count=1, source=token)
    return _List(rows[COLUMNS].reset_index(drop=True), whole, named=True)


def _counted(values: pd.DataFrame, kind: Type, wanted: pd.Index, token: str) -> _List:
    """A line a commune where the list counts at least one."""
    total = values.reindex(values.index.intersection(wanted)).sum(axis=1, skipna=False).dropna()
    some = total[total > 0]
    rows = pd.DataFrame({"commune": some.index, "count": some.astype(int).to_numpy()})
    rows = rows.assign(type=kind.id, name="", latitude=np.nan, longitude=np.nan, capacity=np.nan, source=token)
    return _List(rows[COLUMNS], frozenset(total.index), named=False)


def _matched(kept: pd.DataFrame, fresh: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Names of one list beside those of another in the same commune.

    A double is set aside, and lends its place or its capacity to the one that is kept where that one has none.
    """
    kept = kept.copy()
    doubles: dict[int, str] = {}
    # A name that was matched once stands for that place, and for no other of the list.
    taken: set[int] = set()
    for place, row in fresh[fresh["commune"].isin(kept["commune"])].iterrows():
        near = kept[kept["commune"] == row["commune"]]
        same = next((rank for rank, one in near.iterrows() if rank not in taken and _same(one, row)), None)
        if same is None:
            continue
        taken.add(same)
        doubles[place] = f"déjà compté : « {kept.at[same, 'name']} »"
        for name in ("latitude", "longitude", "capacity"):
            if pd.isna(kept.at[same, name]):
                kept.at[same, name] = row[name]
    beside = fresh.loc[list(doubles)].assign(reason=list(doubles.values()))
    return kept, fresh.drop(index=list(doubles)), beside


def _same(one: pd.Series, other: pd.Series) -> bool:
    """Whether two names, or two points, are those of one place."""
    first, second = (f" {bare(each['name'])} " for each in (one, other))
    if first.strip() and second.strip() and (first in second or second in first):
        return True
    return bool(
        abs(one["latitude"] - other["latitude"]) < _SAME_PLACE
        and abs(one["longitude"] - other["longitude"]) < _SAME_PLACE
    )


@cache
def _empty() -> pd.DataFrame:
    kinds = dict.fromkeys(COLUMNS, "str") | dict.fromkeys(("latitude", "longitude", "capacity"), "float")
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()}).astype({"count": "int64"})
