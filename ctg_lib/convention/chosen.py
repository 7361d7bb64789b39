"""The communes that the comité puts in place of those that a distance finds alike, with its reason (`comite.yaml`)."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

from ctg_lib import parameters
from ctg_lib.analysis.similar import Chosen
from ctg_lib.convention.written import Words, Written
from ctg_lib.errors import TerritoryError
from ctg_lib.gazetteer import gazetteer
from ctg_lib.territory import Level, Territory
from ctg_lib.views.wording import plural


class OtherList(Written):
    """communes: codes. raison: why these. date: the day when the comité decided."""

    communes: tuple[Words, ...]
    raison: Words
    date: datetime.date

    @property
    def chosen(self) -> Chosen:
        """As the analysis takes it."""
        return Chosen(self.communes, self.raison.rstrip("."))


def broken(given: OtherList, territory: Territory) -> Iterator[tuple[str, str, str]]:
    """What the rules refuse in a list whose fields are sound: the key, what is wrong, and the remedy, in French."""
    if territory.level is not Level.COMMUNE:
        what = f"{territory.name} n’est pas une commune : elle n’a pas de communes semblables."
        yield "", what, "enlever cette liste."
        return
    least = int(parameters.value("distribution_minimum"))
    times = Counter(given.communes)
    if len(times) < least:
        what = f"{plural(len(times), 'commune')} : trop peu pour en tirer une médiane et des quartiles."
        yield "communes", what, f"en donner au moins {least}."
    for at, code in enumerate(given.communes):
        key = f"communes.{at}"
        if code in given.communes[:at]:
            yield key, f"{code} est écrit {times[code]} fois.", "n’en garder qu’une."
        elif code == territory.code:
            yield key, f"{code} est la commune elle-même.", "l’enlever."
        else:
            yield from _unknown(key, code)


def _unknown(key: str, code: str) -> Iterator[tuple[str, str, str]]:
    try:
        gazetteer().commune(code)
    except TerritoryError as error:
        told = [*error.problems]
        what = f"{error.title} {told[0].what}" if told else error.title
        yield key, what, (told[0].remedy if told else None) or "donner le code Insee d’une commune d’aujourd’hui."


def model(territory: Territory) -> str:
    """The lines to fill in the file of the comité, all commented out; other communes stand as an example."""
    if territory.level is not Level.COMMUNE:
        return "# (Pour une commune seulement : un groupe ou une intercommunalité n’a pas de communes semblables.)"
    least = int(parameters.value("distribution_minimum"))
    around = (territory.parent(level) for level in (Level.DEPARTEMENT, Level.REGION, Level.FRANCE))
    others = next((one.communes for one in around if one and len(one.communes) > least), ())
    codes = [code for code in others if code != territory.code][:least]
    listed = "\n".join(f'#    - "{code}"' for code in codes)
    return (
        "semblables:\n#  communes:\n"
        + listed
        + "\n#  raison: Elles ont construit leur crèche ces dix dernières années\n"
        "#  date: 2026-12-15"
    )
