"""What the fiches cost, by year and by whoever pays; what nobody pays yet is told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctg_lib.convention.actions import Action, Year
from ctg_lib.views.wording import alphabetical

# What somebody writes in place of a funder, and what is not shared out at all.
TO_FIND = "À trouver"
_TO_FIND = alphabetical(TO_FIND)


@dataclass(frozen=True)
class Budget:
    """The yearly budgets of some fiches, in current euros.

    A funder is the same however its name is spelled (« Caf », « CAF »); it bears the first spelling.
    """

    actions: tuple[Action, ...]

    @classmethod
    def of(cls, actions: Sequence[Action]) -> Budget:
        return cls(tuple(actions))

    @property
    def lines(self) -> tuple[Year, ...]:
        return tuple(year for one in self.actions for year in one.budget)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({one.annee for one in self.lines}))

    @property
    def funders(self) -> tuple[str, ...]:
        """Those who pay, in the order of the fiches."""
        spelled: dict[str, str] = {}
        for one in self.lines:
            for name in one.financements:
                spelled.setdefault(alphabetical(name), name)
        return tuple(name for key, name in spelled.items() if key != _TO_FIND)

    def cost(self, year: int | None = None) -> float:
        """Of one year, or of all."""
        return sum(one.cout for one in self._of(year))

    def paid(self, funder: str, year: int | None = None) -> float:
        """By one of those who pay, in one year or in all."""
        key = alphabetical(funder)
        return sum(
            euros for one in self._of(year) for name, euros in one.financements.items() if alphabetical(name) == key
        )

    def to_find(self, year: int | None = None) -> float:
        """What nobody pays yet: written « à trouver », or the cost of a year that is not shared out."""
        unshared = sum(one.cout for one in self._of(year) if not one.financements)
        return unshared + self.paid(TO_FIND, year)

    def _of(self, year: int | None) -> tuple[Year, ...]:
        return tuple(one for one in self.lines if year in (None, one.annee))
