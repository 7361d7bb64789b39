"""Breaks: where a series stops meaning what it meant. Declared once, in `ruptures.yaml`; nothing crosses one unmarked.

The rules that hold for every vintage of a source (the rolling census, months that do not match) are in
`ctg_lib.vintage`, which also says which breaks lie between two vintages.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

REFUSED, WARNED = "refusée", "avec réserve"


class Break(BaseModel):
    """One break.

    sources: ids; a change of series from a source to another names both. variables: patterns of the columns concerned,
    without the year in their names, all by default; except_variables: those that it spares. levels, territories: where
    it holds, everywhere by default. between: last vintage of the old series and first of the new one; without it, any
    two vintages are on two sides of it. reason: French, for an elected reader, in the middle of a sentence.
    verified: whether it was read at the producer, or seen in its files; when not, the reason ends by saying so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"[a-z0-9_]+")
    sources: tuple[str, ...] = Field(min_length=1)
    variables: tuple[str, ...] = (".*",)
    except_variables: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    kind: Literal["serie", "code", "perimetre", "reforme", "definition", "enquete"]
    verdict: Literal["refusée", "avec réserve"]
    reason: str = Field(min_length=20)
    reference: str = Field(min_length=5)
    verified: bool
    checked_on: datetime.date

    @model_validator(mode="after")
    def _consistent(self) -> Break:
        if self.between and moment(self.between[0]) >= moment(self.between[1]):
            raise ValueError(f"« {self.id} » : le premier millésime de « between » précède le second")
        for pattern in (*self.variables, *self.except_variables):
            re.compile(pattern)
        return self

    @property
    def told(self) -> str:
        """The reason, and the doubt that remains on it."""
        return self.reason if self.verified else f"{self.reason} (à vérifier)"

    @property
    def across(self) -> bool:
        """Whether it stands between two sources, the old series and the new one."""
        return self.kind == "serie" and len(self.sources) > 1

    def concerns(self, variable: str, level: str, territory: str) -> bool:
        """Whether it holds for these; what is left empty is not known, and only a break of everything holds there."""
        if variable:
            named = any(re.fullmatch(pattern, variable) for pattern in self.variables)
            spared = any(re.fullmatch(pattern, variable) for pattern in self.except_variables)
        else:
            named, spared = self.variables == (".*",), False
        here = (not self.levels or level in self.levels) and (not self.territories or territory in self.territories)
        return named and not spared and here

    def separates(self, before: str, after: str) -> bool:
        """Whether it lies between two different vintages, given in order.

        A vintage inside `between` is of a series that is not known: it is on neither side.
        """
        if not self.between:
            return True
        last, first = map(moment, self.between)
        return moment(before) < first and moment(after) > last


def moment(vintage: str) -> str:
    """Vintages of any grain on one scale: a year and a quarter stand at their last month."""
    if len(vintage) == 4:
        return f"{vintage}-12"
    return f"{vintage[:4]}-{3 * int(vintage[6]):02d}" if vintage[5] == "T" else vintage


@cache
def every() -> tuple[Break, ...]:
    """All the breaks declared, in the order of the file."""
    entries = yaml.safe_load((Path(__file__).parent / "ruptures.yaml").read_text(encoding="utf-8"))
    return tuple(Break(**entry) for entry in entries)
