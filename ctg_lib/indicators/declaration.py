"""How an indicator is declared: everything that a reader, an annex or a check needs, over one pure function.

The function receives one frame for all territories at once, with the columns that the declaration names, and returns
either a numerator and a denominator (two series) or a value (one series) for what cannot be added up. It never
divides, rounds, masks, aggregates nor opens a file: the engine does, in one place each.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pandas as pd

from ctg_lib import sources
from ctg_lib.errors import UsageError
from ctg_lib.value import UNITS, Unit

# A frame gives a value, or a numerator and a denominator; a model takes the years ahead too, and gives its bounds.
Formula = Callable[..., Any]


class Role(StrEnum):
    """On which side of the diagnostic a figure stands."""

    NEED = "besoin"
    SERVICE = "offre"
    CONTEXT = "contexte"

    @property
    def label(self) -> str:
        """French, for a dictionary."""
        return {Role.NEED: "besoin", Role.SERVICE: "réponse", Role.CONTEXT: "contexte"}[self]


class Polarity(StrEnum):
    """What a higher value means; `NONE` where it would be wrong to say."""

    NONE = "sans"
    MORE_NEED = "besoin_accru"
    LESS_NEED = "besoin_moindre"
    BETTER_SERVED = "mieux_servi"

    @property
    def label(self) -> str:
        """French, for a dictionary."""
        return {
            Polarity.NONE: "sans sens de lecture",
            Polarity.MORE_NEED: "plus élevé = besoin plus fort",
            Polarity.LESS_NEED: "plus élevé = besoin moins fort",
            Polarity.BETTER_SERVED: "plus élevé = mieux servi",
        }[self]


class Precision(StrEnum):
    """How the uncertainty of a value is told."""

    EXACT = "exhaustif"
    CENSUS = "recensement"
    QUARTER = "sondage_au_quart"
    POISSON = "poisson"
    BALANCE = "solde"
    ROUNDED = "arrondi_a_la_source"
    NOT_GIVEN = "non_publiee"
    MODEL = "modele"

    @property
    def label(self) -> str:
        """French, for a dictionary and the annex of a page."""
        return _PRECISION[self]


_PRECISION = {
    Precision.EXACT: "dénombrement, sans intervalle",
    Precision.CENSUS: "recensement : estimation, intervalle non publié",
    Precision.QUARTER: "un questionnaire sur quatre dans les communes de moins de 10 000 habitants : intervalle à 95 %",
    Precision.POISSON: "comptage complet : intervalle de Poisson exact à 95 %, pour la part du hasard",
    Precision.BALANCE: "différence de deux comptages : intervalle à 95 % (approximation normale)",
    Precision.ROUNDED: "arrondi à la source : bornes certaines",
    Precision.NOT_GIVEN: "précision non publiée par le producteur",
    Precision.MODEL: "estimation du projet : intervalle à 95 % de ce que le hasard peut changer",
}


THEMES = {
    "portrait": "Portrait du territoire",
    "petite_enfance": "Petite enfance",
    "enfance": "Enfance",
    "jeunesse": "Jeunesse",
    "parentalite": "Parentalité et familles",
    "vie_sociale": "Animation de la vie sociale",
    "acces_droits": "Accès aux droits",
    "logement": "Logement",
    "precarite": "Précarité et insertion",
    "handicap": "Handicap",
    "seniors": "Autonomie et seniors",
    "mobilite": "Mobilité",
    "sante": "Santé",
}


@dataclass(frozen=True)
class Input:
    """Columns that an indicator reads from one source, under their names without the year.

    years: how many successive vintages are read; the older ones are columns `name-1`, `name-2`…
    follows: the place of the input whose vintage this one is nearest to: the first, unless said.
    lag: it is read that many years before that vintage, and only there.
    prefix: opens the names of its columns, where two inputs read the same ones at different dates.
    """

    source: str
    columns: tuple[str, ...]
    years: int = 1
    follows: int = 0
    lag: int | None = None
    prefix: str = ""

    @property
    def names(self) -> list[str]:
        """The columns as the function sees them."""
        return [self.named(name, back) for back in range(self.years) for name in self.columns]

    def named(self, column: str, back: int) -> str:
        """One column as the function sees it, so many years back."""
        return f"{self.prefix}{column}-{back}" if back else f"{self.prefix}{column}"


@dataclass(frozen=True)
class Indicator:
    """One declared figure. All the text is French: it is printed in tables, annexes and help.

    formula: the computation in words, with the producer's column names. reference: the definition followed.
    estimated: for what is reckoned and not counted, how, in a few words printed beside each value: it is then made
        from the newest vintage alone. horizon: how many years ahead of it the function is asked for, one value each.
    """

    id: str
    label: str
    question: str
    theme: str
    role: Role
    unit: Unit
    inputs: tuple[Input, ...]
    formula: str
    reference: str
    function: Formula
    precision: Precision
    polarity: Polarity = Polarity.NONE
    caveat: str = ""
    estimated: str = ""
    horizon: int = 0

    @property
    def definition(self) -> str:
        """Hash of what makes its values: what it reads, and the code of its function. Another one is another method."""
        code = inspect.getsource(self.function)
        made = repr((self.inputs, self.formula, self.unit.id, self.precision, self.horizon, code))
        return hashlib.sha256(made.encode()).hexdigest()[:16]

    @property
    def additive(self) -> bool:
        """Whether its cells may be summed over communes."""
        return all(sources.source(one.source).additive for one in self.inputs)


_REGISTRY: dict[str, Indicator] = {}


def indicator(
    identifier: str,
    *,
    label: str,
    question: str,
    theme: str,
    role: Role,
    unit: str,
    inputs: tuple[Input, ...],
    formula: str,
    reference: str,
    precision: Precision,
    polarity: Polarity = Polarity.NONE,
    caveat: str = "",
    estimated: str = "",
    horizon: int = 0,
) -> Callable[[Formula], Indicator]:
    """Declare an indicator over the function that follows."""
    if identifier in _REGISTRY:
        raise UsageError(f"L’indicateur « {identifier} » est déclaré deux fois.")
    if theme not in THEMES:
        raise UsageError(f"L’indicateur « {identifier} » nomme un thème inconnu : « {theme} ».")

    def declare(function: Formula) -> Indicator:
        _REGISTRY[identifier] = Indicator(
            id=identifier,
            # A picture breaks its lines by itself: the thousands of a label must hold together.
            label=re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "\u202f", label),
            question=question,
            theme=theme,
            role=role,
            unit=UNITS[unit],
            inputs=inputs,
            formula=formula,
            reference=reference,
            function=function,
            precision=precision,
            polarity=polarity,
            caveat=caveat,
            estimated=estimated,
            horizon=horizon,
        )
        return _REGISTRY[identifier]

    return declare


def total(identifier: str, read: Input, **said: Any) -> Indicator:
    """Declare the sum of some columns of one source, or the one column as it is published.

    said: what `indicator` asks for beside the inputs; the printed formula is made from the columns unless given.
    """
    names = read.names

    def added(t: pd.DataFrame) -> pd.Series:
        return t[names].sum(axis=1, skipna=False)

    return indicator(identifier, inputs=(read,), **{"formula": " + ".join(names), **said})(added)


def ratio(identifier: str, over: Input, under: Input, **said: Any) -> Indicator:
    """Declare the sum of some columns over the sum of others, of the same source or of two.

    said: as for `total`.
    """
    above, below = over.names, under.names
    union = replace(over, columns=tuple(dict.fromkeys(above + below)))
    inputs = (union,) if over.source == under.source else (over, under)

    def divided(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        return t[above].sum(axis=1, skipna=False), t[below].sum(axis=1, skipna=False)

    scale = UNITS[str(said["unit"])].scale
    words = f"{_summed(above)} / {_summed(below)}"
    if scale != 1:
        words = f"{scale:,.0f} × ".replace(",", "\u202f") + words
    return indicator(identifier, inputs=inputs, **{"formula": words, **said})(divided)


def _summed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"({' + '.join(names)})"


def declared() -> dict[str, Indicator]:
    """What has been declared so far, by id."""
    return _REGISTRY


@contextmanager
def set_aside() -> Iterator[dict[str, Indicator]]:
    """Declare for a try: what is declared inside enters the dictionary given, and no catalogue; an id may be taken."""
    before, tried = dict(_REGISTRY), dict[str, Indicator]()
    _REGISTRY.clear()
    try:
        yield tried
    finally:
        tried.update(_REGISTRY)
        _REGISTRY.clear()
        _REGISTRY.update(before)
