"""« D’où vient ce 25,4 % ? »: from what is printed, a number or a key of the page, to the indicators that print so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pandas as pd

from ctg_lib import indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import Problem, UsageError
from ctg_lib.lineage import uses
from ctg_lib.lineage.uses import Shown
from ctg_lib.territory import Level
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import KEYED_BY, key
from ctg_lib.views.wording import interval, quantity, row_text, vintage


@dataclass(frozen=True)
class Printed:
    """A figure that prints as what was asked: which one, of which territory and vintage, and in which chapters.

    whole: the figure as the page prints it. part: whether what was asked is its value or one of its bounds.
    """

    key: str
    indicator: str
    label: str
    level: str
    territory: str
    vintage: str
    whole: str
    part: str
    shown_in: tuple[Shown, ...]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)

    def as_text(self, spelling: str) -> str:
        """For the screen, in French; spelling: how the territory was named."""
        where = f"{self.level} {self.territory}"
        dated = f" --millesime {self.vintage}" if self.vintage else ""
        lines = [
            f"{self.label} : {self.whole} ({where}, {vintage(self.vintage)} ; {self.part})",
            *(f"  Montré : {place.told}" for place in self.shown_in),
            f"  ctg explain {spelling} {self.indicator}{dated}",
        ]
        return "\n".join(lines)


def of_number(diagnostic: Diagnostic, asked: str) -> list[Printed]:
    """The figures that a page of the territory prints as `asked`, its own first, then those beside it.

    asked: « 25,4 % », « 8 116 », whatever its spaces. UsageError where none prints so.
    """
    wanted = _folded(asked)
    if not re.search(r"\d", wanted):
        raise UsageError(
            f"« {asked} » n’a pas de chiffre.", [Problem("écrire le nombre imprimé, par exemple « 25,4 % »")]
        )
    found = list(_found(diagnostic, wanted))
    if not found:
        raise UsageError(
            f"Aucun chiffre de {diagnostic.territory.name} ne s’imprime « {asked} ».",
            [
                Problem(
                    "cherché parmi les valeurs et les bornes de chaque indicateur, à chaque millésime chargé.",
                    remedy="le recopier comme la page l’écrit, unité comprise ; un compte d’une liste, un seuil ou un "
                    "écart n’est pas un indicateur.",
                )
            ],
        )
    own = str(diagnostic.territory.level)
    newest = {name: diagnostic.vintage(name) for name in {one.indicator for one in found}}
    return sorted(found, key=lambda one: (one.level != own, one.part != VALUE, one.vintage != newest[one.indicator]))


VALUE, BOUND = "la valeur", "une borne de l’intervalle"


def _found(diagnostic: Diagnostic, wanted: str) -> Iterator[Printed]:
    for _, row in diagnostic.values.iterrows():
        if not Status(row["status"]).has_value or pd.isna(row["value"]):
            continue
        whole = row_text(row)
        bounds = interval(row)
        if wanted in {_folded(text) for text in _spellings(row, whole)}:
            yield _printed(row, whole, VALUE)
        elif wanted in {_folded(text) for text in bounds.split(" à ")}:
            yield _printed(row, f"{whole}, {bounds}", BOUND)


def _spellings(row: pd.Series, whole: str) -> tuple[str, ...]:
    """As a table prints it, as a sentence does with its unit, and without the sign of its unit."""
    bare = re.sub(r"[^\d,−]+$", "", whole)
    return whole, quantity(row["value"], UNITS[row["unit"]], name=True), bare


def _printed(row: pd.Series, whole: str, part: str) -> Printed:
    name = str(row["indicator"])
    return Printed(
        key=key(row),
        indicator=name,
        label=indicators.indicator(name).label,
        level=str(row["level"]),
        territory=str(row["territory"]),
        vintage=str(row["vintage"]),
        whole=whole,
        part=part,
        shown_in=uses.shown(name),
    )


def _folded(text: str) -> str:
    """A number as it is compared: neither spaces, capitals nor the shape of the minus sign count."""
    return re.sub(r"[\s\u00a0\u202f]+", "", text).replace("-", "−").replace(".", ",").casefold()


@dataclass(frozen=True)
class Named:
    """What a key of the page names: an indicator, whose territory it is, at which vintage."""

    indicator: str
    level: str
    territory: str
    vintage: str


def of_key(text: str) -> Named:
    """A key as the page carries it (`data-cle`): indicator|level|territory|vintage. UsageError for another shape."""
    parts = text.strip().split("|")
    if len(parts) != len(KEYED_BY) or not all(parts[:3]):
        raise UsageError(
            f"« {text} » n’est pas la clé d’un chiffre.",
            [
                Problem(
                    "une clé a quatre parties : indicateur|niveau|territoire|millésime.", remedy="la recopier entière."
                )
            ],
        )
    named = Named(*parts)
    if named.level == Level.GROUPE:
        remedy = f"« ctg explain nom=code,code {named.indicator} »."
        raise UsageError("La clé d’un groupe ne dit pas ses communes.", [Problem("les donner.", remedy=remedy)])
    return named
