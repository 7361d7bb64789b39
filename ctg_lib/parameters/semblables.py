"""The variables that say whether two communes are alike. Declared once, in `semblables.yaml`, each with its reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

LOG, ROOT, PLAIN = "log", "racine", "telle quelle"


class Variable(BaseModel):
    """One variable.

    indicator: id in the catalogue. scale: on which differences are taken. size: whether it says how large a commune
    is. reason, source: French. overlaps: indicators that say the same thing from other columns.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str
    scale: Literal["log", "racine", "telle quelle"]
    size: bool = False
    reason: str = Field(min_length=20)
    source: str = Field(min_length=5)
    overlaps: tuple[str, ...] = ()


@cache
def every() -> tuple[Variable, ...]:
    """All the variables, in the order of the file."""
    entries = yaml.safe_load((Path(__file__).parent / "semblables.yaml").read_text(encoding="utf-8"))
    return tuple(Variable(**entry) for entry in entries)
