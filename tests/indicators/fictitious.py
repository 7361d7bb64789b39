"""A store whose tables are written in the test: every figure in it is fictitious, whatever the codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ctg_lib.indicators.cells import Shelf
from ctg_lib.sources.card import FLAG_COLUMNS
from ctg_lib.store import INDEX, Part
from ctg_lib.value import Status

# A cell is a number, or what its producer says of it.
Cell = float | tuple[float | None, Status] | tuple[float | None, Status, str]
Place = str | tuple[str, str]


@dataclass(frozen=True)
class FictitiousStore:
    """What `Shelf` asks of a store, over tables given as `source@vintage` → place → variable → cell.

    A place is a commune code, or a pair (level, code).
    """

    tables: Mapping[str, Mapping[Place, Mapping[str, Cell]]]

    @property
    def parts(self) -> dict[tuple[str, str], list[Part]]:
        """No file lies behind a table: none is a republication."""
        return {}

    def files(self, *_: str) -> None:
        """No file: nothing of it is kept from one shelf to the next."""

    def reach(self, *_: str) -> dict[str, float]:
        """Nothing is rounded on site."""
        return {}

    def vintages(self, source: str) -> list[str]:
        return sorted(key.split("@")[1] for key in self.tables if key.split("@")[0] == source)

    def columns(self, source: str, vintage: str) -> list[str]:
        return list(dict.fromkeys(name for cells in self.tables[f"{source}@{vintage}"].values() for name in cells))

    def read(self, source: str, vintage: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows, flags = {}, []
        for place, cells in self.tables[f"{source}@{vintage}"].items():
            where = ("commune", place) if isinstance(place, str) else place
            rows[where] = {name: cell[0] if isinstance(cell, tuple) else cell for name, cell in cells.items()}
            for name, cell in cells.items():
                if isinstance(cell, tuple):
                    status, detail = cell[1], cell[2] if len(cell) > 2 else ""
                    flags.append((*where, name, str(status), detail))
        values = pd.DataFrame.from_dict(rows, orient="index", dtype=float)
        values.index = pd.MultiIndex.from_tuples(rows, names=INDEX)
        return values.sort_index(), pd.DataFrame(flags, columns=FLAG_COLUMNS, dtype="str")


def shelf(tables: Mapping[str, Mapping[Place, Mapping[str, Cell]]]) -> Shelf:
    """A shelf over fictitious tables."""
    return Shelf(FictitiousStore(tables))
