"""A store for every commune of France whose figures are all generated: good for timing, and for nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ctg_lib import indicators, sources
from ctg_lib.sources.card import FLAG_COLUMNS
from ctg_lib.store import INDEX
from ctg_lib.value import Status

YEAR = 2024
YEARS = 10


@dataclass(frozen=True)
class GeneratedStore:
    """What `Shelf` asks of a store: ten vintages of each source, with every column that an indicator reads.

    communes: codes. Rounded sources have their flags, and one cell in a hundred is secret.
    """

    communes: tuple[str, ...]
    seed: int = 0
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in indicators.catalogue().values():
            for wanted in one.inputs:
                held = self._columns.setdefault(wanted.source, [])
                held += [name for name in wanted.columns if name not in held]

    def files(self, *_: str) -> None:
        """No file: nothing of it is kept from one shelf to the next."""

    def reach(self, *_: str) -> dict[str, float]:
        """Nothing is rounded on site."""
        return {}

    def vintages(self, source: str) -> list[str]:
        if source not in self._columns:
            return []
        years = YEARS if source == "etat_civil" else 1
        return [str(YEAR - back) for back in reversed(range(years))]

    def columns(self, source: str, vintage: str) -> list[str]:
        return self._columns[source]

    def read(self, source: str, vintage: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        names = self._columns[source]
        draw = np.random.default_rng([self.seed, int(vintage), sum(map(ord, source))])
        index = pd.MultiIndex.from_arrays([["commune"] * len(self.communes), list(self.communes)], names=INDEX)
        numbers = draw.poisson(200.0, (len(index), len(names))).astype(float)
        card = sources.source(source)
        if card.reach:
            numbers = 5.0 * np.round(numbers / 5)
        values = pd.DataFrame(numbers, index=index, columns=names)
        hidden = draw.random(numbers.shape) < 0.01
        statuses = np.where(hidden, str(Status.SECRET), str(Status.ROUNDED if card.reach else Status.PUBLISHED))
        row, column = (statuses != str(Status.PUBLISHED)).nonzero()
        flags = pd.DataFrame(
            {
                "level": "commune",
                "territory": np.array(self.communes, dtype=object)[row],
                "variable": np.array(names, dtype=object)[column],
                "status": statuses[row, column],
                "detail": "chiffre généré",
            },
            columns=FLAG_COLUMNS,
        )
        return values.mask(hidden), flags
