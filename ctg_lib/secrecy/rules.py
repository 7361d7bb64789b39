"""The rules that hide what was collected on site: those of the project, or stricter ones that a convention asks for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ctg_lib import parameters
from ctg_lib.sources.local_early import ESTABLISHMENTS, INCOME, PERSONS

SHARE = "secret_etablissements_part"
FIVE = 5


@dataclass(frozen=True)
class Agreement:
    """Establishments that let their own activity be told, and who says so; persons cannot be asked, so never theirs."""

    variable: str
    commune: str
    who: str
    why: str
    date: datetime.date


@dataclass(frozen=True)
class Rules:
    """From when a figure is shown.

    persons, income: the count under which one of persons, or of households by income, is hidden. establishments, share:
    under that number, or when one of them makes more than that share, what they do is hidden. rounded: whether counts
    of persons are rounded instead. agreements: what is shown all the same.
    """

    persons: float
    income: float
    establishments: float
    share: float
    rounded: bool = False
    agreements: tuple[Agreement, ...] = ()

    @classmethod
    def ours(cls) -> Rules:
        """Those of the project, of today."""
        return cls(
            persons=parameters.value(PERSONS),
            income=parameters.value(INCOME),
            establishments=parameters.value(ESTABLISHMENTS),
            share=parameters.value(SHARE),
        )

    @classmethod
    def strictest(cls, several: Iterable[Rules]) -> Rules:
        """Of conventions whose figures meet, the strictest rule of any, and the agreements of all."""
        strict = cls.ours()
        for one in several:
            strict = replace(
                strict,
                persons=max(strict.persons, one.persons),
                income=max(strict.income, one.income),
                establishments=max(strict.establishments, one.establishments),
                share=min(strict.share, one.share),
                rounded=strict.rounded or one.rounded,
                agreements=strict.agreements + one.agreements,
            )
        return strict

    def least(self, rule: str) -> float:
        """The number from which a figure under a rule (`Column.secrecy`) is shown; 0 where there is no rule."""
        return {"": 0.0, PERSONS: self.persons, INCOME: self.income, ESTABLISHMENTS: self.establishments}[rule]

    def step(self, rule: str) -> float:
        """The multiple to which counts under a rule are rounded."""
        return _step(self.least(rule))

    def agreed(self, variable: str, communes: Iterable[str]) -> list[Agreement]:
        """The agreements that let a figure of these communes be told, when each has one; else none."""
        own = {one.commune: one for one in self.agreements if one.variable == variable}
        asked = list(communes)
        return [own[commune] for commune in asked] if set(asked) <= set(own) else []

    def is_secret(self, added: tuple[float, ...]) -> bool:
        """Whether what some establishments add up to tells of one of them."""
        if not added or sum(added) == 0:
            return False
        return len(added) < self.establishments or max(added) > self.share * sum(added)


def rounded(value: float, step: float) -> float:
    """The nearest multiple; a count that is not 0 is never told as 0, so that 1 is not told from what is hidden."""
    return 0.0 if value == 0 else max(step, step * float(int(value / step + 0.5)))


def alike(count: float, least: float) -> tuple[float, float]:
    """The least and the most of the counts that are rounded as one is, under a threshold."""
    step = _step(least)
    told = rounded(count, step)
    same = [one for one in range(int(told + step) + 1) if rounded(one, step) == told]
    return float(same[0]), float(same[-1])


def _step(least: float) -> float:
    """Under a threshold, what would be hidden all falls on the first multiple."""
    step = float(FIVE)
    while _top(step) < least - 1:
        step += FIVE
    return step


def _top(step: float) -> float:
    """The largest count that is rounded to the first multiple."""
    return float(next(count for count in range(int(2 * step), 0, -1) if rounded(count, step) == step))
