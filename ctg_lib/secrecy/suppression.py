"""Which cells to hide beside the sensitive ones, so that as little as possible is lost.

A mixed-integer programme chooses them, and linear programmes in the place of an attacker say what it overlooked, until
nothing is left to guess (cuts of Fischetti and Salazar-González). Its limits count nodes and never seconds: the same
cells are hidden on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ctg_lib.secrecy.system import NEAR, Move, Slack, System

NODES = 50_000
# How many small counts a block has at most, whose other possible values are tried, and how many times.
MOST, ROUNDS = 12, 3
# A settled order between cells whose hiding loses as much, that the solver's tolerance does not blur.
TIE = 1e-2


@dataclass(frozen=True)
class Pattern:
    """What is hidden.

    hidden: (n,) which cells are. whole_block: (n,) those hidden because nothing less would do, of which the rule then
    tells nothing.
    """

    hidden: np.ndarray
    whole_block: np.ndarray


def suppress(system: System) -> Pattern:
    """Hide what must be, block by block."""
    hidden, blocks = system.hidden.copy(), np.zeros(len(system.value), dtype=bool)
    for places in system.blocks():
        own = system.part(places)
        if not len(own.sensitive):
            continue
        found = _steady(own)
        if found is None:
            hidden[places] = blocks[places] = ~own.shown
        else:
            hidden[places], _ = found
    return Pattern(hidden, blocks)


def _steady(system: System) -> tuple[np.ndarray, bool] | None:
    """The cells of a block to hide, the same for the other figures that its hidden cells might be.

    Else somebody who knows the rules, and tries them on each, would leave out those that hide other cells. What any of
    them would hide is hidden too; in a block of many small counts, which protect one another, nobody can try them all.
    """
    for _ in range(ROUNDS):
        search = _Search(system)
        found = search.run()
        if found is None or (found[0] <= system.hidden).all() or len(system.sensitive) > MOST:
            return found
        others = [replace(system, value=system.value + steps) for steps in search.distinct_steps()]
        wider = found[0]
        for other in others:
            own = _Search(other).run()
            wider = wider | (own[0] if own else ~system.shown)
        if (wider == found[0]).all():
            return found
        system = replace(system, hidden=wider)
    return _Search(system).run()


class _Search:
    """One block of cells."""

    def __init__(self, system: System) -> None:
        self.system, self.slack = system, Slack(system)
        self.rooms: list[np.ndarray] = []
        self.wanted: list[float] = []
        # The last way found to take each cell where it must be able to go.
        self.steps: dict[tuple[int, int], np.ndarray] = {}
        self.cost = system.cost + np.linspace(0.0, TIE, len(system.cost))

    def run(self) -> tuple[np.ndarray, bool] | None:
        """The cells to hide and whether nothing less would do; None where even hiding all of them leaves a guess."""
        proved = True
        while True:
            cheapest = self._cheapest()
            if cheapest is None:
                return None
            hidden, sure = cheapest
            proved &= sure
            if not self._overlooked(hidden):
                return hidden, proved

    def distinct_steps(self) -> list[np.ndarray]:
        """The ways to every end that must be reached, each once."""
        return list({steps.tobytes(): steps for steps in self.steps.values() if np.any(steps)}.values())

    def _cheapest(self) -> tuple[np.ndarray, bool] | None:
        system = self.system
        if not self.rooms:
            return system.hidden.copy(), True
        found = milp(
            self.cost,
            integrality=np.ones(len(self.cost)),
            bounds=Bounds(system.hidden.astype(float), (~system.shown | system.hidden).astype(float)),
            constraints=LinearConstraint(np.array(self.rooms), np.array(self.wanted) * (1 - NEAR), np.inf),
            options={"node_limit": NODES, "mip_rel_gap": 0.0},
        )
        return None if found.x is None else (found.x > 0.5, bool(found.status == 0))

    def _overlooked(self, hidden: np.ndarray) -> bool:
        """Whether somebody could guess more than the rule says of a cell; what must be hidden then is noted."""
        before = len(self.rooms)
        for place in self.system.sensitive:
            for way in (1, -1):
                steps = self.steps.get((place, way))
                # A way that only moves cells still hidden is still open.
                if steps is None or np.any((np.abs(steps) > NEAR) & ~hidden):
                    self._try(place, way, hidden)
        return len(self.rooms) > before

    def _try(self, place: int, way: int, hidden: np.ndarray) -> None:
        move = self.slack.move(place, way, hidden)
        if not move.enough:
            self._ask(np.minimum(move.room, move.wanted), move.wanted)
            return
        if not self._is_whole(move):
            move = self.slack.move(place, way, hidden, whole=True)
            if not move.enough:
                # By halves only: at least one more cell, whichever.
                self._ask((~hidden).astype(float), 1.0)
                return
        self._note(move.steps)

    def _note(self, steps: np.ndarray) -> None:
        """Every end that a way reaches: what takes a cell up takes another one down."""
        for place in self.system.sensitive:
            for way in (1, -1):
                if way * steps[place] >= self.slack.wanted(place, way) - NEAR:
                    self.steps[place, way] = steps

    def _ask(self, room: np.ndarray, wanted: float) -> None:
        self.rooms.append(room)
        self.wanted.append(wanted)

    def _is_whole(self, move: Move) -> bool:
        steps = move.steps[self.system.whole]
        return bool(np.all(np.abs(steps - np.round(steps)) < NEAR))
