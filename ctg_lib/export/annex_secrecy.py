"""The part of the annex that tells what was hidden, under which rule, and who agreed that a figure be shown."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

import pandas as pd

from ctg_lib import parameters, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.gazetteer import gazetteer
from ctg_lib.parameters import Parameter
from ctg_lib.secrecy import record
from ctg_lib.secrecy.draft import Label
from ctg_lib.secrecy.record import Entry
from ctg_lib.sources.local_early import ESTABLISHMENTS, INCOME, PERSONS
from ctg_lib.views import tables
from ctg_lib.views.view import Mark
from ctg_lib.views.wording import number, plural

# How the ids of the rules of the project begin.
OURS = "secret_"
# A longer list of places tells nobody anything: the record for machines has it.
NAMED = 4


def decisions(diagnostic: Diagnostic, used: Collection[str]) -> str:
    """What was decided of the figures collected on site; nothing where none is used."""
    if not _on_site(used):
        return ""
    entries = list(record.entries(diagnostic.shelf.store))
    return _summary(entries) + _table(entries)


def rules(used: Collection[str]) -> list[Parameter]:
    """The rules of secrecy of some sources: those of their producers, and ours where figures were collected on site."""
    local = _on_site(used)
    found = [one for one in parameters.every() if one.source in used or (local and one.id.startswith(OURS))]
    return sorted(found, key=lambda one: not one.id.startswith(OURS))


def _on_site(used: Collection[str]) -> bool:
    """Whether some figures were collected on site."""
    return any(sources.source(name).book for name in used)


def is_rule(one: Parameter) -> bool:
    """Whether a constant is a rule of secrecy."""
    return bool(one.source) or one.id.startswith(OURS)


def _summary(entries: Sequence[Entry]) -> str:
    counts = {label: sum(one.decision.label == label for one in entries) for label in Label}
    small, few = counts[Label.SMALL] + counts[Label.TOGETHER], counts[Label.FEW]
    beside = counts[Label.SHIELD] + counts[Label.BLOCK] + counts[Label.FORMER]
    opening = (
        "Les effectifs recueillis sur place sont protégés avant toute diffusion, et de la même façon dans tous les "
        "documents : page, synthèse, tableur, données, carnets. Ce qui est masqué ici ne figure nulle part."
    )
    told = [plural(small, "effectif trop petit est masqué", "effectifs trop petits sont masqués")]
    told += [f"{plural(beside, 'autre')} l’est pour qu’aucun ne se retrouve par soustraction"] if beside == 1 else []
    told += [f"{plural(beside, 'autre')} le sont pour qu’aucun ne se retrouve par soustraction"] if beside > 1 else []
    told += [f"{plural(few, 'chiffre')} sur l’activité de peu d’établissements"] if few else []
    hidden = ", ".join(told) + "."
    said = [opening, hidden, *_stricter(entries)]
    if counts[Label.ROUNDED]:
        said.append(
            f"{plural(counts[Label.ROUNDED], 'effectif arrondi', 'effectifs arrondis')} au lieu d’être masqués, comme "
            "la convention le demande ; un petit effectif n’est jamais arrondi à zéro."
        )
    elif beside > small:
        said.append(
            "Il a fallu masquer plus d’effectifs autour que de petits effectifs : l’arrondi (« arrondi: true » dans "
            "convention.yaml) en dirait davantage."
        )
    return f'<p data-nombre="{Mark.TEXT}">{" ".join(said)}</p>'


def _stricter(entries: Iterable[Entry]) -> Iterator[str]:
    """The thresholds that a convention wants higher than those of the project."""
    books = {card.id: card.book for card in sources.catalogue().values() if card.book}
    for rule in (PERSONS, INCOME, ESTABLISHMENTS):
        own = [one for one in entries if books[one.source].secrecy.get(one.decision.variable) == rule]
        least = max((one.decision.least for one in own), default=0.0)
        if least > parameters.value(rule):
            yield f"La convention relève un seuil : {number(least)} au lieu de {number(parameters.value(rule))}."


def _table(entries: Iterable[Entry]) -> str:
    """One line for each figure, year and reason: where it holds."""
    ordered = sorted(entries, key=_line)
    if not ordered:
        return ""
    rows = []
    for (source, caption, vintage, reason), several in groupby(ordered, key=_line):
        own = list(several)
        places = [_place(one.decision.level, one.decision.territory) for one in own]
        shown = ", ".join(places) if len(places) <= NAMED else plural(len(places), "territoire")
        agreed = " ; ".join(dict.fromkeys(one.decision.why for one in own if one.decision.why))
        why = f"{reason}. {agreed}" if agreed else reason
        rows.append((caption, vintage, shown, why, sources.source(source).short))
    columns = ["Effectif", "Année", "Où", "Règle et raison", "Source"]
    frame = pd.DataFrame([[html.escape(text) for text in row] for row in rows], columns=columns)
    return tables.plain("Ce qui est masqué, arrondi ou montré par accord", frame, Mark.TEXT, kind="secret")


def _line(one: Entry) -> tuple[str, str, str, str]:
    return one.source, one.caption, one.vintage, one.decision.reason


def _place(level: str, code: str) -> str:
    """The name of a territory and its code: names have homonyms."""
    known = gazetteer()
    named = known.communes if level == "commune" else known.epci
    return f"{named[code].name} ({code})" if code in named else code
