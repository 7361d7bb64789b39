"""How an indicator is declared: everything that a reader, an annex or a check needs, over one pure function.

The function receives one frame for all territories at once, with the columns that the declaration names, and returns
either a numerator and a denominator (two series) or a value (one series) for what cannot be added up. It never
divides, rounds, masks, aggregates nor opens a file: the engine does, in one place each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ctg_lib import sources
from ctg_lib.errors import UsageError
from ctg_lib.value import UNITS, Unit

Formula = Callable[[pd.DataFrame], "pd.Series | tuple[pd.Series, pd.Series]"]


class Role(StrEnum):
    """On which side of the diagnostic a figure stands."""

    NEED = "besoin"
    SERVICE = "offre"
    CONTEXT = "contexte"


class Polarity(StrEnum):
    """What a higher value means; `NONE` where it would be wrong to say."""

    NONE = "sans"
    MORE_NEED = "besoin_accru"
    LESS_NEED = "besoin_moindre"
    BETTER_SERVED = "mieux_servi"


class Precision(StrEnum):
    """How the uncertainty of a value is told."""

    EXACT = "exhaustif"
    CENSUS = "recensement"
    QUARTER = "sondage_au_quart"
    POISSON = "poisson"
    BALANCE = "solde"
    ROUNDED = "arrondi_a_la_source"
    NOT_GIVEN = "non_publiee"


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
    """

    source: str
    columns: tuple[str, ...]
    years: int = 1

    @property
    def names(self) -> list[str]:
        """The columns as the function sees them."""
        return [f"{name}-{back}" if back else name for back in range(self.years) for name in self.columns]


@dataclass(frozen=True)
class Indicator:
    """One declared figure. All the text is French: it is printed in tables, annexes and help.

    formula: the computation in words, with the producer's column names. reference: the definition followed.
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
) -> Callable[[Formula], Indicator]:
    """Declare an indicator over the function that follows."""
    if identifier in _REGISTRY:
        raise UsageError(f"L’indicateur « {identifier} » est déclaré deux fois.")
    if theme not in THEMES:
        raise UsageError(f"L’indicateur « {identifier} » nomme un thème inconnu : « {theme} ».")

    def declare(function: Formula) -> Indicator:
        _REGISTRY[identifier] = Indicator(
            id=identifier,
            label=label,
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
        )
        return _REGISTRY[identifier]

    return declare


def declared() -> dict[str, Indicator]:
    """What has been declared so far, by id."""
    return _REGISTRY
