"""The territories that a computation is about, and the communes of each: all of them are computed in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ctg_lib.territory import Level, Territory


@dataclass(frozen=True)
class Targets:
    """rows: index (level, territory) wanted. members: level, territory, commune, for every level above communes."""

    rows: pd.MultiIndex
    members: pd.DataFrame

    @cached_property
    def groups(self) -> pd.MultiIndex:
        """The (level, territory) of those that have members, each once."""
        return pd.MultiIndex.from_frame(self.members[["level", "territory"]].drop_duplicates())

    @cached_property
    def owners(self) -> np.ndarray:
        """For each row of `members`, the place of its territory in `groups`."""
        places: np.ndarray = self.groups.get_indexer(pd.MultiIndex.from_frame(self.members[["level", "territory"]]))
        return places

    @cached_property
    def communes(self) -> pd.Index:
        """The commune of each row of `members`, as plain objects: each table looks all of them up."""
        return pd.Index(self.members["commune"].to_numpy(dtype=object), dtype=object)

    @classmethod
    def of(cls, territories: Iterable[Territory]) -> Targets:
        """Each territory once, in the order given."""
        unique = list(dict.fromkeys(territories))
        rows = pd.MultiIndex.from_tuples([(str(one.level), one.code) for one in unique], names=["level", "territory"])
        members = [
            (str(one.level), one.code, commune)
            for one in unique
            if one.level is not Level.COMMUNE
            for commune in one.communes
        ]
        return cls(rows, pd.DataFrame(members, columns=["level", "territory", "commune"], dtype="str"))

    @classmethod
    def around(cls, territory: Territory) -> Targets:
        """The territory and those that it is compared with: intercommunalité, département, région, France."""
        return cls.of([territory, *comparators(territory)])


def comparators(territory: Territory) -> list[Territory]:
    """One territory a level: where it lies over two départements or régions, the one that holds most of it."""
    levels = (Level.EPCI, Level.DEPARTEMENT, Level.REGION, Level.FRANCE)
    return [one for level in levels if (one := territory.parent(level)) is not None]
