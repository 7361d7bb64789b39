"""The cells of a system as it is written down, and the words by which a document says why it shows no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from ctg_lib.secrecy.grid import Row
from ctg_lib.secrecy.rules import alike

Key = tuple[Row, str]
# What an edition said of cells: a value, or the words in place of one that it hid (`words`).
State = Mapping[Key, float | str]
# What comes before the name of a cell that nobody prints.
REST, BOTH, PUBLIC = "reste de ", "commun à ", "total public de "


class Label(StrEnum):
    """Why a cell is not simply shown."""

    SMALL = "petit effectif"
    TOGETHER = "petit ensemble"
    FEW = "peu d’établissements"
    SHIELD = "protège un autre"
    BLOCK = "bloc entier"
    FORMER = "édition antérieure"
    ROUNDED = "arrondi"
    AGREED = "accord"


def words(label: Label, least: float) -> str:
    """What an edition said of a cell that it hid: why, and under which threshold."""
    return f"{label}<{least:g}"


def heard(said: str, value: float) -> tuple[float, float]:
    """Between which bounds everybody then knows a count to be; its value tells to what it was rounded."""
    label, _, least = said.partition("<")
    return alike(value, float(least)) if label == Label.ROUNDED else between(Label(label), float(least))


def between(label: Label, least: float) -> tuple[float, float]:
    """Between which bounds the count of a hidden cell is known to be."""
    if label is Label.SMALL:
        return 1.0, least - 1
    if label is Label.TOGETHER:
        return 0.0, least - 1
    # Hidden beside another one, and not said to be small: everybody knows that it is not.
    return (least if label is Label.SHIELD else 0.0), np.inf


@dataclass
class Draft:
    """A system being written."""

    values: dict[Key, float] = field(default_factory=dict)
    relations: list[dict[Key, float]] = field(default_factory=list)
    labels: dict[Key, Label] = field(default_factory=dict)
    unseen: set[Key] = field(default_factory=set)
    supposed: set[Key] = field(default_factory=set)
    spread: dict[Key, tuple[float, float]] = field(default_factory=dict)
    said: dict[Key, set[str]] = field(default_factory=dict)
    rounded: set[Key] = field(default_factory=set)

    def bind(self, whole: Key, parts: Mapping[Key, float]) -> None:
        """A whole that is the sum of its parts, each as many times as is said."""
        self.relations.append({whole: -1.0, **parts})
