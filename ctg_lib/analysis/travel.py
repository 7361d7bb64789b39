"""Travel times or distances that an analyst has computed elsewhere: a file of origins and destinations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ctg_lib.analysis.access import Floats, Pairs
from ctg_lib.sources import reading
from ctg_lib.value import Status

ORIGIN, DESTINATION = "origine", "destination"
UNITS = ("minutes", "km")


@dataclass(frozen=True, eq=False)
class Travel:
    """What the file holds: its origins and destinations, sorted, and the pairs between their positions.

    A pair that the file leaves out cannot be told from one out of reach: `absent` names whom it knows nothing of.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    pairs: Pairs

    def absent(self, demands: Sequence[str], supplies: Sequence[str]) -> tuple[list[str], list[str]]:
        """Demands and supplies that no line of the file names."""
        known = set(self.origins), set(self.destinations)
        return [name for name in demands if name not in known[0]], [name for name in supplies if name not in known[1]]

    def between(self, demands: Sequence[str], supplies: Sequence[str]) -> Pairs:
        """The pairs between the positions of two lists of names, each name once; the rest of the file is left out."""
        for names in (demands, supplies):
            if len(set(names)) < len(names):
                raise ValueError("a name is given twice")
        demand = pd.Index(demands).get_indexer(pd.Index(self.origins))[self.pairs.demand]
        supply = pd.Index(supplies).get_indexer(pd.Index(self.destinations))[self.pairs.supply]
        kept = (demand >= 0) & (supply >= 0)
        found = self.pairs
        return Pairs(demand[kept], supply[kept], found.cost[kept], len(demands), len(supplies), found.reach, found.unit)


def od_matrix(path: Path) -> Travel:
    """Read a CSV (UTF-8, `;`) of columns `origine`, `destination`, and either `minutes` or `km`.

    Raises one InputError that lists every problem of the file, with its line, its column and the remedy.
    """
    sheet = reading.open_sheet(path, [ORIGIN, DESTINATION])
    unit = _unit(sheet)
    names = sheet.cells[[ORIGIN, DESTINATION]].apply(lambda column: column.str.strip())
    for column in (ORIGIN, DESTINATION):
        for row in names.index[names[column] == ""]:
            sheet.wrong("case vide.", row=row, column=column, remedy="écrire le code, ou retirer la ligne.")
    given = names[(names != "").all(axis=1)]
    for row in given.index[given.duplicated()]:
        what = f"le trajet de {given.at[row, ORIGIN]} à {given.at[row, DESTINATION]} est déjà donné plus haut."
        sheet.wrong(what, row=row, column=DESTINATION, remedy="n’en garder qu’une ligne.")
    cost = _costs(sheet, unit)
    sheet.done()
    demand, origins = pd.factorize(names[ORIGIN], sort=True)
    supply, destinations = pd.factorize(names[DESTINATION], sort=True)
    pairs = Pairs(demand, supply, cost, len(origins), len(destinations), math.inf, unit)
    return Travel(tuple(origins), tuple(destinations), pairs)


def _unit(sheet: reading.Sheet) -> str:
    """The one column of costs; without exactly one, nothing else is worth reading."""
    found = [unit for unit in UNITS if unit in sheet.cells.columns]
    if len(found) != 1:
        what = "les deux colonnes « minutes » et « km » sont là." if found else "ni « minutes » ni « km »."
        sheet.wrong(what, row=1, remedy="garder une colonne de coût, et une seule : « minutes » ou « km ».")
    sheet.done()
    return found[0]


def _costs(sheet: reading.Sheet, unit: str) -> Floats:
    values, marks = sheet.parsed([unit], codes={"": (Status.MISSING, "case vide")})
    for row in marks.index[marks[unit].notna()]:
        remedy = "écrire le nombre, ou retirer la ligne si la destination ne peut pas être atteinte."
        sheet.wrong("case vide.", row=row, column=unit, remedy=remedy)
    costs = values[unit]
    for row in costs.index[(costs < 0) | np.isinf(costs)]:
        text = sheet.cells.at[row, unit].strip()
        what = f"« {text} » n’est pas un coût possible : il est négatif ou sans mesure."
        sheet.wrong(what, row=row, column=unit, remedy="corriger le nombre, ou retirer la ligne.")
    return np.asarray(costs, dtype=float)
