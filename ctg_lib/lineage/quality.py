"""What the data of a territory are worth, source by source: loaded, how old, missing, secret, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache

import pandas as pd

from ctg_lib import folders, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import local_files
from ctg_lib.indicators.cells import RANK, Resolved
from ctg_lib.indicators.targets import Targets
from ctg_lib.sources import acces, local
from ctg_lib.sources.card import Chain, Source
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status
from ctg_lib.views.wording import day, number, plural, vintage

IRIS = "iris"
# The states, what must be mended first.
ABSENT, OUTSIDE, WITHHELD = "non chargée", "ne couvre pas ce territoire", "non diffusée pour ce territoire"
PARTLY, HELD = "le couvre en partie", "chargée"
BLANK, RECEIVED, AWAITED = "posé, encore vide", "reçu", "attendu"
REASONS = {
    "secret": Status.SECRET,
    "masked": Status.MASKED,
    "not_released": Status.NOT_RELEASED,
    "missing": Status.MISSING,
    "rounded": Status.ROUNDED,
}
# The same, of one cell and of several.
WORDS = {
    "secret": ("secrète", "secrètes"),
    "masked": ("masquée ici", "masquées ici"),
    "not_released": ("non diffusée", "non diffusées"),
    "missing": ("manquante", "manquantes"),
    "rounded": ("arrondie", "arrondies"),
}


@dataclass(frozen=True)
class State:
    """One source, seen from a territory.

    vintages: oldest first. age: whole years since the newest, None where nothing is loaded. next: when the producer is
    expected to publish again, in French. communes, covered: how many the territory has, and how many of them the newest
    vintage holds (or its own row does). cells: how many cells of it the indicators read there; secret, masked,
    not_released, missing, rounded: how many of those have that status. waiting: indicators without a figure that read
    this source. local: for a workbook filled on site, whether it was received. remedy: French, a command where one is.
    """

    source: str
    title: str
    producer: str
    state: str
    vintages: tuple[str, ...]
    newest: str
    age: int | None
    next: str
    chain: str
    communes: int
    covered: int
    cells: int
    secret: int
    masked: int
    not_released: int
    missing: int
    rounded: int
    waiting: tuple[str, ...]
    local: str
    remedy: str


@dataclass(frozen=True)
class Quality:
    """The states of every source for a territory on a date; figures: how many indicators have each status there."""

    territory: str
    name: str
    level: str
    date: str
    figures: dict[str, int]
    states: tuple[State, ...]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)

    def as_text(self) -> str:
        """For the screen, in French: the whole in three lines, then what is to be mended, then the rest."""
        loaded = sum(one.state != ABSENT for one in self.states)
        outside = sum(one.state in (OUTSIDE, WITHHELD) for one in self.states)
        valued = sum(count for status, count in self.figures.items() if Status(status).has_value)
        lines = [
            f"{self.name} ({self.territory}), au {day(self.date)}",
            f"  Sources : {number(loaded)} chargées sur {number(len(self.states))}"
            + (f", dont {number(outside)} sans rien sur ce territoire" if outside else ""),
            f"  Indicateurs : {number(valued)} ont un chiffre sur {number(sum(self.figures.values()))}",
        ]
        lines += [
            f"    {Status(status).label} : {number(count)}"
            for status, count in self.figures.items()
            if not Status(status).has_value
        ]
        for state in (ABSENT, OUTSIDE, WITHHELD, PARTLY, HELD):
            own = [one for one in self.states if one.state == state]
            lines += [f"{state[0].upper()}{state[1:]} : {plural(len(own), 'source')}"] if own else []
            lines += [line for one in own for line in _told(one)]
        return "\n".join(lines)


def quality(diagnostic: Diagnostic, today: str) -> Quality:
    """The state of every source for the territory; today: AAAA-MM-JJ, from which ages are told."""
    rows = {name: diagnostic.own(name) for name in indicators.catalogue()}
    counts = pd.Series([str(row["status"]) for row in rows.values()]).value_counts()
    figures = {str(status): int(counts[status]) for status in map(str, Status) if status in counts}
    place = diagnostic.territory
    waiting = _waiting(diagnostic, [name for name, row in rows.items() if not Status(row["status"]).has_value])
    states = [_state(diagnostic, card, today, waiting.get(card.id, [])) for card in sources.catalogue().values()]
    return Quality(place.code, place.name, str(place.level), today, figures, tuple(states))


def _waiting(diagnostic: Diagnostic, names: Sequence[str]) -> dict[str, list[str]]:
    """For each source, those of these indicators that lack something of it: a column, or a number of the territory."""
    shelf = diagnostic.shelf
    seen = Resolved(shelf, Targets.of([diagnostic.territory]))
    found: dict[str, dict[str, None]] = {}
    for name in names:
        for wanted in indicators.indicator(name).inputs:
            held = shelf.vintages(wanted.source, wanted.columns)
            here = bool(held) and seen.cells(wanted.source, held[-1], wanted.columns).values.notna().all(axis=None)
            if not here or len(held) < wanted.years:
                found.setdefault(wanted.source, {})[name] = None
    return {source: list(several) for source, several in found.items()}


CAPTIONS = {
    "source": "Source",
    "title": "Titre",
    "state": "État",
    "newest": "Millésime",
    "age": "Ancienneté (ans)",
    "next": "Prochaine parution",
    "chain": "Provenance",
    "covered": "Communes tenues",
    "communes": "Communes",
    "cells": "Cases lues",
    "secret": "Secrètes",
    "masked": "Masquées ici",
    "not_released": "Non diffusées",
    "missing": "Manquantes",
    "rounded": "Arrondies",
    "local": "Classeur local",
    "remedy": "Remède",
}


def frame(seen: Quality) -> pd.DataFrame:
    """One row a source, French captions (`CAPTIONS`), for a notebook; ages are nullable integers."""
    names = [one.name for one in fields(State) if one.name in CAPTIONS]
    table = pd.DataFrame([{name: getattr(one, name) for name in names} for one in seen.states], columns=names)
    return table.astype({"age": "Int64"})[list(CAPTIONS)].rename(columns=CAPTIONS)


def _state(diagnostic: Diagnostic, card: Source, today: str, waiting: Sequence[str]) -> State:
    store, place = diagnostic.shelf.store, diagnostic.territory
    held = store.vintages(card.id)
    newest = held[-1] if held else ""
    manifests = [part.manifest for year in held for part in store.parts_of(card.id, year)]
    counts, covered = _counted(diagnostic, card, newest) if newest else ({}, 0)
    whole = len(place.communes)
    withheld = card.not_released.get(str(place.level), "")
    nothing = WITHHELD if withheld else OUTSIDE
    state = ABSENT if not held else nothing if not covered else PARTLY if covered < whole else HELD
    received = book_state(card, place)
    chain = sorted({Chain(one.chain) for one in manifests})
    return State(
        source=card.id,
        title=card.title,
        producer=card.producer,
        state=state,
        vintages=tuple(held),
        newest=newest,
        age=_age(newest, today) if newest else None,
        next=card.lag,
        chain=" ; ".join(one.label for one in chain),
        communes=whole,
        covered=covered,
        cells=sum(counts.values()),
        **{name: counts.get(status, 0) for name, status in REASONS.items()},
        waiting=tuple(waiting),
        local=received,
        remedy=withheld if state == WITHHELD else _remedy(card, place, state, received, chain),
    )


def _age(newest: str, today: str) -> int:
    """Whole years: of « 2025-12 » since that month, of « 2022 » or of a quarter since that year."""
    years, month = int(today[:4]) - int(newest[:4]), newest[5:7]
    return years - (month.isdigit() and today[5:7] < month)


def _counted(diagnostic: Diagnostic, card: Source, year: str) -> tuple[dict[Status, int], int]:
    """How many cells of the territory have each status, and how many of its communes the table holds.

    Its own row where it is published, which covers them all; else those of its communes.
    """
    cells, place = diagnostic.shelf.table(card.id, year), diagnostic.territory
    own = (str(place.level), place.code)
    if place.level is Level.FRANCE and own not in cells.rank.index:
        own = (own[0], "FM")
    published = own in cells.rank.index
    held = [own] if published else _parts(cells.rank.index, place)
    read = _columns(card.id)
    columns = [name for name in cells.rank.columns if name in read] or list(cells.rank.columns)
    ranks = cells.rank.loc[held, columns].to_numpy().ravel()
    counts = {status: int((ranks == RANK[str(status)]).sum()) for status in Status}
    covered = len(place.communes) if published else len({code[:5] for _, code in held})
    return counts, covered


def _parts(index: pd.MultiIndex, place: Territory) -> list[tuple[str, str]]:
    """The rows of a table that are parts of a territory: its communes, or their quarters where it has no commune."""
    levels, inside = (str(Level.COMMUNE), IRIS), set(place.communes)
    rows = [[(level, code) for level, code in index if level == one and code[:5] in inside] for one in levels]
    return rows[0] or rows[1]


@cache
def _columns(source: str) -> frozenset[str]:
    """The columns of a source that indicators read."""
    every = (wanted for one in indicators.catalogue().values() for wanted in one.inputs if wanted.source == source)
    return frozenset(name for wanted in every for name in wanted.columns)


def book_state(card: Source, place: Territory) -> str:
    """Of a workbook that is filled on site: whether one with figures lies in a folder of the territory; else empty."""
    if card.book is None:
        return ""
    codes = local_files.folders_of(place) or [place.code]
    if any(local.card_of(path) == card for code in codes for path in local.workbooks(code)):
        return RECEIVED
    laid = any((folders.conventions() / code / f"{card.id}.xlsx").is_file() for code in codes)
    return BLANK if laid else AWAITED


def _remedy(card: Source, place: Territory, state: str, received: str, chains: Sequence[Chain]) -> str:
    if received == AWAITED:
        return f"« ctg new {place.spelling} », puis remplir data/conventions/{place.code}/{card.id}.xlsx"
    if received == BLANK:
        return f"remplir data/conventions/{place.code}/{card.id}.xlsx, puis « ctg check {place.spelling} »"
    if received or Chain.LOCAL in chains:
        return ""
    obtain = f"« ctg fetch {card.id} », puis « ctg ingest » du fichier reçu" if card.files else card.by_hand
    if state in (ABSENT, OUTSIDE, PARTLY):
        return obtain
    # What is reckoned here from other tables has no file that one could ask a producer for.
    reckoned = card.id == acces.SOURCE.id
    return f"pour le fichier du producteur : {obtain}" if Chain.REPUBLISHED in chains and not reckoned else ""


def _told(one: State) -> list[str]:
    lines = [f"  {one.source} : {one.title}"]
    if one.newest:
        old = f", il y a {plural(one.age, 'an')}" if one.age else ""
        lines.append(f"    Millésime : {vintage(one.newest)}{old} ; prochaine parution : {one.next}")
    if one.state == PARTLY:
        lines.append(f"    Communes : {number(one.covered)} sur {number(one.communes)}")
    counts = [plural(count, *WORDS[name]) for name in REASONS if (count := getattr(one, name))]
    if counts:
        lines.append(f"    Cases : {number(one.cells)}, dont {', '.join(counts)}")
    lines += [f"    Classeur : {one.local}"] if one.local else []
    lines += [f"    Provenance : {one.chain}"] if one.chain else []
    if one.waiting:
        first = ", ".join(one.waiting[:_NAMED])
        left = len(one.waiting) - _NAMED
        more = f" et {plural(left, 'autre')}" if left > 0 else ""
        lines.append(f"    Sans chiffre : {first}{more}")
    return [*lines, *([f"    Remède : {one.remedy}"] if one.remedy else [])]


_NAMED = 8
