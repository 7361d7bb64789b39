"""The long table of many territories, computed in one pass: each diagnostic of a batch reads its own rows in it.

A pass over 360 territories costs what one over five does. What a territory alone can change, its own workbooks, is
computed again for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ctg_lib import folders, indicators, parquet
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.store import Manifest

VALUES, INDEX = "values.parquet", "passe.json"
Row = tuple[str, str]


@dataclass(frozen=True)
class Computed:
    """The rows of some territories, computed when they are asked for."""

    seen: Resolved

    def rows(self, indicator: str) -> pd.DataFrame:
        """The long table of one indicator, every vintage at hand."""
        return compute(self.seen, [indicators.indicator(indicator)])


@dataclass(frozen=True)
class Sliced:
    """The same rows, read from a pass that holds these territories."""

    prepared: Prepared
    targets: Targets
    computed: Computed
    own: frozenset[str]

    def rows(self, indicator: str) -> pd.DataFrame:
        """The long table of one indicator; computed where it reads a table that only this territory sees."""
        if any(one.source in self.own for one in indicators.indicator(indicator).inputs):
            return self.computed.rows(indicator)
        starts = self.prepared.blocks[indicator]
        wanted = np.add.outer(np.array(starts, dtype=np.int64), self._places).ravel()
        return self.prepared.table.take(wanted).reset_index(drop=True)

    @cached_property
    def _places(self) -> np.ndarray:
        return np.array([self.prepared.places[row] for row in self.targets.rows], dtype=np.int64)


@dataclass(frozen=True)
class Prepared:
    """table: the long table, a block of rows for each indicator and vintage, the territories in one order in each.

    places: of each (level, territory) in a block. blocks: where those of an indicator begin. laid: the manifests of
    the tables that were laid before the store for all.
    """

    table: pd.DataFrame
    places: dict[Row, int]
    blocks: dict[str, tuple[int, ...]]
    laid: frozenset[Manifest]

    @classmethod
    def compute(cls, shelf: Shelf, targets: Targets) -> Prepared:
        """Every indicator for all of these territories."""
        seen = Computed(Resolved(shelf, targets))
        size, start = len(targets.rows), 0
        frames, blocks = [], {}
        for name in indicators.catalogue():
            frames.append(seen.rows(name))
            blocks[name] = tuple(range(start, start + len(frames[-1]), size))
            start += len(frames[-1])
        places = {(str(level), str(code)): place for place, (level, code) in enumerate(targets.rows)}
        laid = frozenset(manifest for _, manifest in shelf.store.laid)
        return cls(pd.concat(frames, ignore_index=True), places, blocks, laid)

    def seen(self, shelf: Shelf, targets: Targets) -> Sliced | Computed:
        """These territories as a diagnostic looks at them; computed where the pass does not hold all of them."""
        computed = Computed(Resolved(shelf, targets))
        if not self.holds(targets.rows):
            return computed
        own = frozenset(table.source for table, manifest in shelf.store.laid if manifest not in self.laid)
        return Sliced(self, targets, computed, own)

    def holds(self, rows: Iterable[Row]) -> bool:
        """Whether the pass has all of these territories."""
        return self.places.keys() >= set(rows)

    def write(self, folder: Path) -> None:
        """Two files, the index last: without it there is no pass."""
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{VALUES}"
        self.table.to_parquet(fresh, index=False, compression="zstd")
        fresh.replace(folder / VALUES)
        index = {
            "places": [list(row) for row in self.places],
            "blocks": self.blocks,
            "laid": [asdict(one) for one in sorted(self.laid, key=lambda one: (one.source, one.vintage))],
        }
        folders.write(folder / INDEX, json.dumps(index, ensure_ascii=False))

    @classmethod
    def read(cls, folder: Path) -> Prepared:
        """What `write` wrote, on the calling thread."""
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        return cls(
            parquet.frame(folder / VALUES),
            {(level, code): place for place, (level, code) in enumerate(index["places"])},
            {name: tuple(starts) for name, starts in index["blocks"].items()},
            frozenset(Manifest(**{**one, "ignored": tuple(one["ignored"])}) for one in index["laid"]),
        )
