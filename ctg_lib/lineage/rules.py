"""The texts, the rules of secrecy and of method that a figure stands under, and the breaks of its series."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ctg_lib import parameters
from ctg_lib.indicators.declaration import Indicator, Precision
from ctg_lib.parameters import Parameter, ruptures
from ctg_lib.views.wording import as_typed, day, is_order_of_magnitude, too_few, vintage

SAMPLED = ("rp_taux_sondage_complementaire", "rp_seuil_enquete_exhaustive")
FEW = "denominateur_minimal_part"
ROUGH = ("numerateur_ordre_de_grandeur", "demi_intervalle_ordre_de_grandeur")


@dataclass(frozen=True)
class Rule:
    """One constant: what it says, its value, its text and article, since when, and whether the text was read."""

    id: str
    label: str
    value: str
    article: str
    reference: str
    link: str
    since: str
    checked_on: str
    verified: bool

    @property
    def told(self) -> str:
        """French, on one line."""
        parts = [f"{self.label} : {self.value}", self.article, self.reference, f"depuis le {day(self.since)}"]
        read = f"texte lu le {day(self.checked_on)}" if self.link and self.verified else ""
        read = read if self.verified else "à vérifier"
        return " ; ".join(part for part in (*parts, read, self.link) if part)


@dataclass(frozen=True)
class Interruption:
    """A break of the series: between which vintages, what may be said across it, and why."""

    id: str
    verdict: str
    between: tuple[str, ...]
    reason: str
    reference: str

    @property
    def told(self) -> str:
        """French, on one line."""
        when = f"de {vintage(self.between[0])} à {vintage(self.between[1])}" if self.between else "toujours"
        return f"{when}, comparaison {self.verdict} : {self.reason}"


def behind(one: Indicator, row: pd.Series | None = None) -> tuple[Rule, ...]:
    """The rules that bear on an indicator, newest version of each; row: with those that its printed value met."""
    read = {wanted.source for wanted in one.inputs}
    asked = {one.id, *read}
    met = set(SAMPLED) if one.precision is Precision.QUARTER else set()
    if row is not None:
        met |= {FEW} if too_few(row) else set()
        met |= set(ROUGH) if is_order_of_magnitude(row) else set()
    found: dict[str, Parameter] = {}
    for rule in parameters.every():
        if rule.source in read or asked & set(rule.bears_on) or rule.id in met:
            found[rule.id] = rule
    return tuple(_rule(rule) for rule in found.values())


def _rule(one: Parameter) -> Rule:
    unit = "" if one.unit == "effectif" else f" {one.unit}"
    value = f"{as_typed(100 * one.value)}\u202f%" if one.unit == "part" else f"{as_typed(one.value)}{unit}"
    return Rule(
        one.id,
        one.label,
        value,
        one.article,
        one.reference,
        one.link,
        one.valid_from.isoformat(),
        one.checked_on.isoformat(),
        one.verified,
    )


def breaks(one: Indicator, level: str, territory: str) -> tuple[Interruption, ...]:
    """The breaks that lie in the series of an indicator, for a territory."""
    columns = [(wanted.source, name) for wanted in one.inputs for name in wanted.columns]
    return tuple(
        Interruption(broken.id, broken.verdict, broken.between or (), broken.told, broken.reference)
        for broken in ruptures.every()
        if any(source in broken.sources and broken.concerns(name, level, territory) for source, name in columns)
    )
