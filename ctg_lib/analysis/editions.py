"""Two editions of one diagnostic: which figures changed, and whether the data, the method or the boundaries did it.

A figure that changed of vintage may also have been told otherwise at its former vintage: the change is split in two
steps where both editions hold the former vintage, the first from one edition to the other, the second in time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.evolution import between
from ctg_lib.value import Status
from ctg_lib.vintage import Comparison

# Two figures nearer than this are one: they were written with twelve digits.
_SAME = 1e-9


class Cause(StrEnum):
    """What makes a figure another one."""

    NEW_DATA = "donnée plus récente"
    REVISED = "donnée révisée"
    METHOD = "méthode"
    BOUNDARIES = "périmètre"
    APPEARED = "chiffre nouveau"
    VANISHED = "chiffre qui n’est plus donné"


@dataclass(frozen=True)
class Edition:
    """A published diagnostic: its long table, and what its manifest says of what made it.

    files: for each `source@vintage`, the hashes of the files read. definitions: for each indicator, the hash of its
    declaration and computation. perimeters: for each (level, code), the hash of its communes.
    """

    document: str
    territory: str
    level: str
    name: str
    date: str
    values: pd.DataFrame
    files: Mapping[str, frozenset[str]]
    definitions: Mapping[str, str]
    perimeters: Mapping[tuple[str, str], str]

    def shown(self) -> dict[str, pd.Series]:
        """For each indicator, the territory's own row as the page shows it: the newest with a value if any."""
        own = self.values[(self.values["territory"] == self.territory) & (self.values["level"] == self.level)]
        valued = own["status"].map(lambda status: Status(status).has_value)
        ordered = own.assign(valued=valued).sort_values(["indicator", "valued", "vintage"], kind="stable")
        return {str(row["indicator"]): row for _, row in ordered.groupby("indicator", sort=False).tail(1).iterrows()}

    def row(self, indicator: str, vintage: str) -> pd.Series | None:
        """The territory's own row at a vintage."""
        own = self.values[
            (self.values["indicator"] == indicator)
            & (self.values["territory"] == self.territory)
            & (self.values["level"] == self.level)
            & (self.values["vintage"] == vintage)
        ]
        return own.iloc[0] if len(own) else None


@dataclass(frozen=True)
class Change:
    """One step from a figure to another. before, after: rows of the two editions (or of the new one, in time).

    told: whether the second may be set after the first, for a change in time. why: what is known of the cause.
    """

    indicator: str
    cause: Cause
    before: pd.Series | None
    after: pd.Series | None
    told: Comparison | None = None
    why: str = ""


def changes(old: Edition, new: Edition) -> list[Change]:
    """Every change of a figure of the territory that the new edition shows, in the order of the catalogue."""
    before, after = old.shown(), new.shown()
    order = {name: place for place, name in enumerate(indicators.catalogue())}
    names = sorted({*before, *after}, key=lambda name: (order.get(name, len(order)), name))
    return [one for name in names for one in _of_one(name, old, new, before.get(name), after.get(name))]


def _of_one(
    name: str, old: Edition, new: Edition, before: pd.Series | None, after: pd.Series | None
) -> Iterator[Change]:
    had, has = (row is not None and Status(row["status"]).has_value for row in (before, after))
    if before is None or after is None or had != has:
        if had or has:
            why = "" if before is not None and after is not None else _catalogue(after is not None)
            yield Change(name, Cause.APPEARED if has else Cause.VANISHED, before, after, why=why)
        return
    if not has:
        return
    again = after if before["vintage"] == after["vintage"] else new.row(name, str(before["vintage"]))
    if again is not None and Status(again["status"]).has_value and _differ(before, again):
        yield _restated(name, old, new, before, again)
    if before["vintage"] != after["vintage"]:
        start = before if again is None or not Status(again["status"]).has_value else again
        yield Change(name, Cause.NEW_DATA, start, after, told=between(indicators.indicator(name), start, after))


def _catalogue(entered: bool) -> str:
    return "indicateur ajouté au catalogue" if entered else "indicateur retiré du catalogue"


def _differ(one: pd.Series, other: pd.Series) -> bool:
    return bool(abs(one["value"] - other["value"]) > _SAME * max(1.0, abs(one["value"])))


def _restated(name: str, old: Edition, new: Edition, before: pd.Series, after: pd.Series) -> Change:
    """The same vintage told otherwise: boundaries first, for they change every sum; then the files, then the method."""
    place = (new.level, new.territory)
    tokens = {token for row in (before, after) for token in str(row["source"]).split("+") if token}
    found = {
        Cause.BOUNDARIES: old.perimeters.get(place) != new.perimeters.get(place),
        Cause.REVISED: any(old.files.get(token) != new.files.get(token) for token in tokens),
        Cause.METHOD: old.definitions.get(name) != new.definitions.get(name),
    }
    causes = [cause for cause, true in found.items() if true]
    if not causes:
        why = "ni les fichiers lus, ni la définition, ni le périmètre : c’est le programme, ou une retouche à la main"
        return Change(name, Cause.METHOD, before, after, why=why)
    also = " et ".join(causes[1:])
    why = f"{also} aussi : les effets ne se séparent pas" if also else ""
    return Change(name, causes[0], before, after, why=why)
