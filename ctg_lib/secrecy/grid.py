"""The figures of several workbooks, put together by commune, and the territories that they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ctg_lib import folders
from ctg_lib.indicators.engine import municipal_populations
from ctg_lib.sources.card import Table
from ctg_lib.store import INDEX
from ctg_lib.value import Status

COMMUNE = "commune"
Row = tuple[str, str]


@dataclass(frozen=True)
class Grid:
    """What is known of one source and vintage.

    values: index commune, columns = variables; nan where nothing is known. statuses: of the same shape, the `Status`
    that a workbook gives to a cell, empty where it gives none. added: what each establishment adds to a figure, by
    (commune, variable). owners: for each commune, the place of the table that its figures are read from. members: the
    communes of each territory (level, code) that they may add up to.
    """

    values: pd.DataFrame
    statuses: pd.DataFrame
    added: Mapping[tuple[str, str], tuple[float, ...]]
    owners: Mapping[str, int]
    members: Mapping[Row, Sequence[str]]

    @classmethod
    def of(cls, tables: Sequence[Table], members: Mapping[Row, Sequence[str]]) -> Grid:
        """The figures of each commune are those of the first table that has it."""
        owners: dict[str, int] = {}
        values, statuses = [], []
        added: dict[tuple[str, str], tuple[float, ...]] = {}
        for place, table in enumerate(tables):
            own = table.values.droplevel("level")
            fresh = [commune for commune in own.index if commune not in owners]
            owners |= dict.fromkeys(fresh, place)
            values.append(own.loc[fresh])
            said = table.flags.pivot(index="territory", columns="variable", values="status")
            statuses.append(said.reindex(index=fresh, columns=own.columns).astype(object).fillna(""))
            added |= {key: what for key, what in table.contributions.items() if key[0] in fresh}
        together = pd.concat(values)
        whole = {row: communes for row, communes in members.items() if set(communes) <= set(together.index)}
        return cls(together, pd.concat(statuses), added, owners, whole)

    def exact(self) -> pd.DataFrame:
        """Where a cell is a number that nobody rounded."""
        return self.values.notna() & (self.statuses != str(Status.ROUNDED))

    def secret(self) -> pd.DataFrame:
        """Where whoever filled the workbook hides a count."""
        return self.statuses == str(Status.SECRET)

    def communes(self, row: Row) -> Sequence[str]:
        """The communes that a row is made of: itself, or those of a territory."""
        return [row[1]] if row[0] == COMMUNE else self.members[row]

    def active(self, row: Row, name: str) -> list[str]:
        """The communes of a row where establishments add something to a figure."""
        return [commune for commune in self.communes(row) if self.added.get((commune, name))]

    def inhabitants(self, row: Row) -> float:
        """How many live there, by the newest legal populations; 0 where that is not known."""
        known = municipal_populations(folders.reference())
        return sum(known.get(commune, 0.0) for commune in self.communes(row))

    def rows(self) -> list[Row]:
        """The communes, then what they add up to."""
        return [*((COMMUNE, commune) for commune in self.values.index), *self.members]

    def totals(self) -> pd.DataFrame:
        """The sums of the territories: index (level, territory), nan where a commune has no exact number."""
        exact = self.values.where(self.exact())
        index = pd.MultiIndex.from_arrays([[row[at] for row in self.members] for at in (0, 1)], names=INDEX)
        sums = [exact.loc[list(communes)].sum(skipna=False) for communes in self.members.values()]
        return pd.DataFrame(sums, index=index, columns=self.values.columns, dtype=float)
