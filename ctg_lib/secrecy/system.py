"""Cells bound by sums, seen as somebody who wants to guess a hidden one sees them.

A hidden cell is known between two bounds (`low`, `high`), a shown one exactly, and every relation between cells holds.
A sensitive cell is safe when both ends of what must stay possible of it (`least`, `most`) can be reached: then whoever
reads everything that is shown, and knows the rule, cannot say more than the rule itself says.

The formulation is the usual one of cell suppression (Fischetti and Salazar-González, 2001; Hundepool et al.,
Statistical Disclosure Control, 2012, ch. 4), with the bounds of the rule in place of protection levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

NEAR = 1e-6


@dataclass(frozen=True)
class System:
    """n cells and m relations.

    value: the true values. low, high: what the rule tells everybody of a cell once it is hidden; infinite where it
    tells nothing. least, most: what must stay possible of a sensitive cell, nan for the others. cost: what is lost by
    hiding it. hidden, shown: what is settled already; a cell may be neither. whole: the cells that are counts.
    relations: (m, n), whose product with the values is 0.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    least: np.ndarray
    most: np.ndarray
    cost: np.ndarray
    hidden: np.ndarray
    shown: np.ndarray
    whole: np.ndarray
    relations: csr_array

    @property
    def sensitive(self) -> np.ndarray:
        """The places of the cells of which something must stay possible."""
        return np.flatnonzero(~np.isnan(self.least) & ~self.shown)

    def blocks(self) -> Iterator[np.ndarray]:
        """The places of the cells that relations bind together; a cell that none binds stands alone."""
        bound = abs(self.relations)
        count, labels = connected_components(bound.T @ bound, directed=False)
        order = np.argsort(labels, kind="stable")
        yield from np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1])

    def part(self, places: np.ndarray) -> System:
        """The system of some cells, that no relation binds to others."""
        own = self.relations[:, places]
        fields = {name: getattr(self, name)[places] for name in _ARRAYS}
        return System(**fields, relations=own[own.count_nonzero(axis=1) > 0])


_ARRAYS = ("value", "low", "high", "least", "most", "cost", "hidden", "shown", "whole")


@dataclass(frozen=True)
class Move:
    """How far a cell can be taken one way, the other hidden cells following.

    enough: whether the end of what must stay possible is reached. steps: (n,) by how much each cell moves. room: (n,)
    what each cell would add if it were hidden: the hidden cells of any safe pattern have a `room` of `wanted` in all.
    """

    enough: bool
    steps: np.ndarray
    room: np.ndarray
    wanted: float


class Slack:
    """By how much each cell of a system may move, hidden."""

    def __init__(self, system: System) -> None:
        self.system = system
        ends = np.concatenate([system.most - system.value, system.value - system.least, [1.0]])
        # Nothing needs to move further than what is asked of the most demanding cell; twice, where sums of sums bind.
        self.widest = 2 * float(np.nanmax(ends))
        self.down = np.clip(system.value - system.low, 0.0, self.widest)
        self.up = np.clip(system.high - system.value, 0.0, self.widest)

    def wanted(self, place: int, way: int) -> float:
        """How far a sensitive cell must be able to go, up (way 1) or down (-1)."""
        end = self.system.most if way > 0 else self.system.least
        return max(0.0, float(way * (end[place] - self.system.value[place])))

    def move(self, place: int, way: int, hidden: np.ndarray, *, whole: bool = False) -> Move:
        """Take one cell up (way 1) or down (-1) as far as the relations and the shown cells allow.

        whole: counts move by whole numbers.
        """
        system, count = self.system, len(self.system.value)
        wanted = self.wanted(place, way)
        aim = np.zeros(count)
        aim[place] = -way
        bounds = np.column_stack([-self.down * hidden, self.up * hidden])
        # No further than wanted: what is beyond interests nobody, and the room of the others is told better.
        bounds[place] = (0.0, wanted) if way > 0 else (-wanted, 0.0)
        found = linprog(
            aim,
            A_eq=system.relations if system.relations.shape[0] else None,
            b_eq=np.zeros(system.relations.shape[0]) if system.relations.shape[0] else None,
            bounds=bounds,
            integrality=system.whole.astype(int) if whole else None,
            method="highs",
        )
        reached = -found.fun
        room = np.zeros(count)
        if not whole:
            # One of the two is 0; of a cell that cannot move, the solver is free to choose which.
            price = found.lower.marginals + found.upper.marginals
            room = self.down * np.maximum(price, 0) + self.up * np.maximum(-price, 0)
            room[place] = 0.0
        return Move(bool(reached >= wanted - NEAR), found.x, room, wanted)
