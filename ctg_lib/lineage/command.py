"""`ctg explain`: what it is asked, told apart, and what it answers, as text or for a machine."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctg_lib.errors import Problem, UsageError
from ctg_lib.territory import Level, Territory

if TYPE_CHECKING:
    from ctg_lib.chapters.context import Diagnostic

# From a territory as a command line names it, and the date of an edition or nothing.
Look = Callable[[str, str], "Diagnostic"]

WAYS = (
    "un chiffre : « ctg explain 42302 pr_taux_pauvrete », ou sa clé dans la page",
    "un nombre imprimé : « ctg explain 42302 --chiffre '25,4 %' »",
    "une colonne : « ctg explain --colonne caf_communes.indfoy_rsa »",
    "une source : « ctg explain --source caf_communes »",
)


@dataclass(frozen=True)
class Asked:
    """The words of the command; empty where they were not given."""

    territory: str = ""
    indicator: str = ""
    vintage: str = ""
    number: str = ""
    column: str = ""
    source: str = ""


@dataclass(frozen=True)
class Answer:
    """What to print: French text, or the same for machines."""

    text: str
    content: object


def answer(asked: Asked, look: Look) -> Answer:
    """The explanation that was asked for; look: what opens the diagnostic of a territory (`ctg_lib.diagnostic`).

    UsageError where it is none of `WAYS`, or names what does not exist.
    """
    if asked.column or asked.source:
        return _back(asked)
    if not asked.territory:
        raise _misused("Il manque TERRITOIRE : code Insee, SIREN, nom, ou groupe.")
    if "|" in asked.territory:
        return _of_key(asked, look)
    if asked.number:
        return _of_number(asked, look)
    if not asked.indicator:
        raise _misused("Il manque INDICATEUR : Identifiant de l’indicateur, ou --chiffre.")
    return _figure(look(asked.territory, ""), asked.indicator, asked.vintage)


def _misused(what: str) -> UsageError:
    return UsageError(
        "La commande ne peut pas être comprise.", [Problem(what), *(Problem(f"expliquer {way}.") for way in WAYS)]
    )


def _figure(seen: Diagnostic, indicator: str, vintage: str) -> Answer:
    from ctg_lib.lineage.figure import explain

    told = explain(seen, indicator, vintage or None)
    return Answer(told.as_text(), told.as_dict())


def _of_key(asked: Asked, look: Look) -> Answer:
    from ctg_lib.lineage.printed import of_key

    if asked.indicator or asked.vintage or asked.number:
        raise _misused("La clé d’un chiffre dit déjà l’indicateur, le territoire et le millésime : la donner seule.")
    named = of_key(asked.territory)
    return _figure(look(_written(named.level, named.territory), ""), named.indicator, named.vintage)


def _of_number(asked: Asked, look: Look) -> Answer:
    from ctg_lib.lineage.printed import of_number

    if asked.indicator or asked.vintage:
        raise _misused("Avec --chiffre, donner le territoire seul.")
    seen = look(asked.territory, "")
    found = of_number(seen, asked.number)
    return Answer(
        "\n".join(one.as_text(_spelled(seen.territory, one.level, one.territory)) for one in found),
        [one.as_dict() for one in found],
    )


def _spelled(place: Territory, level: str, code: str) -> str:
    """How the territory of a figure is written on a command line: that of the page, or one that it is compared with."""
    own = (level, code) == (str(place.level), place.code)
    return shlex.quote(place.spelling if own else _written(level, code))


def _written(level: str, code: str) -> str:
    """A territory as a command takes it: two digits are a département, so that a région is named."""
    return Territory.region(code).name if level == Level.REGION else code


def _back(asked: Asked) -> Answer:
    from ctg_lib.lineage.uses import of_column, of_source

    if asked.territory or asked.indicator or asked.vintage or asked.number or (asked.column and asked.source):
        raise _misused("--colonne et --source se donnent seules : elles valent pour tous les territoires.")
    told = of_column(asked.column) if asked.column else of_source(asked.source)
    return Answer(told.as_text(), told.as_dict())
