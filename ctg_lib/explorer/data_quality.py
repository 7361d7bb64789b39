"""What the data of a territory are worth, in plain tables: loaded, old, missing, hidden, and the remedies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from ctg_lib import chapters, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.explorer import blocks
from ctg_lib.lineage import quality
from ctg_lib.lineage.quality import REASONS, WORDS, Quality, State
from ctg_lib.sources.card import Chain
from ctg_lib.suggestions import nearest
from ctg_lib.suggestions import told as proposed
from ctg_lib.value import Status
from ctg_lib.views.view import Block
from ctg_lib.views.wording import day, number, plural, vintage

if TYPE_CHECKING:
    from ctg_lib.explorer.menus import Menus

LACKING = (quality.ABSENT, quality.OUTSIDE, quality.WITHHELD, quality.PARTLY)
NOTHING = "—"
_NAMED = 5


class DataQuality:
    """The sources of a territory, on the date of its edition, from which ages are told.

    Displayed in JupyterLab, it is a choice of tables; each is also had by its method, and `frame` is for pandas. Raises
    UsageError for an edition without a date.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        if not diagnostic.date:
            raise UsageError("L’ancienneté se compte depuis une date : la donner, sous la forme AAAA-MM-JJ.")
        self.diagnostic = diagnostic

    @cached_property
    def seen(self) -> Quality:
        """What `ctg qualite` tells."""
        return quality.quality(self.diagnostic, self.diagnostic.date)

    def frame(self) -> pd.DataFrame:
        """One row a source, every column, under French captions (`lineage.quality.CAPTIONS`)."""
        return quality.frame(self.seen)

    # --- The tables ---

    def summary(self) -> Block:
        """How many sources are loaded, how many figures there are, and why the others are not."""
        seen = self.seen
        loaded = [one for one in seen.states if one.newest]
        republished = [one for one in loaded if Chain.REPUBLISHED.label in one.chain]
        valued = sum(count for status, count in seen.figures.items() if Status(status).has_value)
        parts = [
            ("Sources chargées", f"{number(len(loaded))} sur {number(len(seen.states))}"),
            ("Dont republiées par un tiers", f"{number(len(republished))}, à confirmer avec le producteur"),
            ("Indicateurs qui ont un chiffre", f"{number(valued)} sur {number(sum(seen.figures.values()))}"),
            *(
                (Status(status).label[0].upper() + Status(status).label[1:], number(count))
                for status, count in seen.figures.items()
                if not Status(status).has_value
            ),
        ]
        return blocks.listed(f"{seen.name} ({seen.territory}), au {day(seen.date)}", parts)

    def by_chapter(self) -> Block:
        """For each chapter, how many of its indicators have a figure, and how many wait, and for what."""
        rows = [self._chapter(one.title, dict.fromkeys(one.indicators)) for one in chapters.every().values()]
        columns = ("Chapitre", "Ont un chiffre", "Secret", "Non diffusé", "Manquant", "Autre raison")
        return _table("Ce que chaque chapitre peut dire", "", columns, rows)

    def _chapter(self, title: str, names: Iterable[str]) -> tuple[str, ...]:
        statuses = [Status(self.diagnostic.own(name)["status"]) for name in names]
        apart = (Status.SECRET, Status.NOT_RELEASED, Status.MISSING)
        other = [one for one in statuses if not one.has_value and one not in apart]
        counts = [sum(one.has_value for one in statuses), *(statuses.count(one) for one in apart), len(other)]
        return title, f"{number(counts[0])} sur {number(len(statuses))}", *(_count(count) for count in counts[1:])

    def missing(self) -> Block:
        """The sources that say nothing here, or not of all its communes, what waits for each, and the remedy."""
        rows = [
            (_named(one), _state(one), self._waiting(one), one.remedy or NOTHING)
            for state in LACKING
            for one in self.seen.states
            if one.state == state
        ]
        said = "Rien ne manque." if not rows else "Ce qui attend une source est marqué « manquant » dans le diagnostic."
        return _table("Ce qui manque, et le remède", said, ("Source", "État", "Attendent", "Remède"), rows)

    def loaded(self) -> Block:
        """What is loaded, the oldest first: its vintage, its age, when the next one is expected, from whose hand."""
        held = sorted((one for one in self.seen.states if one.newest), key=lambda one: (-(one.age or 0), one.newest))
        rows = [(_named(one), vintage(one.newest), _age(one), one.next, one.chain) for one in held]
        said = f"Ancienneté comptée en années révolues, au {day(self.seen.date)}."
        columns = ("Source", "Millésime", "Ancienneté", "Prochaine parution", "Provenance")
        return _table("Ce qui est chargé, le plus ancien d’abord", said, columns, rows)

    def hidden(self) -> Block:
        """The cells that are secret, masked, not released, missing or rounded, source by source."""
        told = [one for one in self.seen.states if any(getattr(one, name) for name in REASONS)]
        rows = [(_named(one), number(one.cells), *(_count(getattr(one, name)) for name in REASONS)) for one in told]
        captions = [quality.CAPTIONS[name] for name in ("cells", *REASONS)]
        said = (
            "Une case secrète ou non diffusée ne se retrouve pas : c’est le producteur qui la cache, ou ne la publie "
            "pas à ce niveau. Une case arrondie est lue avec ses bornes."
        )
        return _table("Ce qui est caché ou arrondi", said, ("Source", *captions), rows)

    def workbooks(self) -> Block:
        """The workbooks filled on site: awaited, laid down or received, and what to do."""
        rows = [
            (_named(one), one.local, self._waiting(one), one.remedy or NOTHING) for one in self.seen.states if one.local
        ]
        return _table("Les classeurs remplis sur place", "", ("Classeur", "État", "Attendent", "Remède"), rows)

    def remedies(self) -> Block:
        """The commands to type, one a line, then what has to be fetched by hand."""
        wanted = [one for one in self.seen.states if one.state in LACKING and one.state != quality.WITHHELD]
        fetched = [one.source for one in wanted if sources.source(one.source).files and not one.local]
        new = any(one.local == quality.AWAITED for one in wanted)
        place = self.diagnostic.territory.spelling
        lines = [f".venv/bin/ctg fetch {name}" for name in fetched] + [f".venv/bin/ctg new {place}"] * new
        commands = (
            Block(f"<pre>{'<br>'.join(lines)}</pre>") if lines else blocks.said("Aucune commande : rien ne manque.")
        )
        then = "Chaque téléchargement dit où est le fichier reçu : le donner à <code>.venv/bin/ctg ingest</code>."
        hand = [(_named(one), one.remedy) for one in wanted if not sources.source(one.source).files and not one.local]
        return Block.stack(
            [
                blocks.tabled("Les commandes à recopier dans le terminal", "", (), ()),
                commands,
                *([blocks.said(then)] if fetched else []),
                *([_table("À demander, ou à prendre à la main", "", ("Source", "Où"), hand)] if hand else []),
            ]
        )

    def source(self, identifier: str) -> Block:
        """All that is known of one source here; UsageError proposes the nearest names."""
        known = {one.source: one for one in self.seen.states}
        if identifier not in known:
            close = nearest(identifier, {one.source: one.title for one in self.seen.states})
            hint = f" Peut-être : {proposed(close)}\u202f?" if close else ""
            raise UsageError(f"La source « {identifier} » n’existe pas.{hint} Sources : {', '.join(known)}.")
        one = known[identifier]
        cells = [plural(count, *WORDS[name]) for name in REASONS if (count := getattr(one, name))]
        parts = [
            ("Titre", one.title),
            ("Producteur", one.producer),
            ("État", _state(one)),
            ("Millésimes", ", ".join(map(vintage, one.vintages))),
            ("Ancienneté", _age(one) if one.newest else ""),
            ("Prochaine parution", one.next),
            ("Provenance", one.chain),
            (
                "Cases lues ici",
                f"{number(one.cells)}{', dont ' + ', '.join(cells) if cells else ''}" if one.cells else "",
            ),
            ("Classeur", one.local),
            ("Sans chiffre", " ; ".join(indicators.indicator(name).label for name in one.waiting)),
            ("Remède", one.remedy),
        ]
        return blocks.listed(one.source, [(caption, text) for caption, text in parts if text])

    def _waiting(self, one: State) -> str:
        """The labels of the first indicators that wait for a source, and how many others."""
        labels = [indicators.indicator(name).label for name in one.waiting[:_NAMED]]
        left = len(one.waiting) - len(labels)
        return " ; ".join([*labels, *([f"et {plural(left, 'autre')}"] if left > 0 else [])]) or NOTHING

    # --- In JupyterLab ---

    @cached_property
    def offered(self) -> Mapping[str, tuple[str, Callable[[], Block]]]:
        """What may be shown, by name (a table, or a source): its French words, and how it is made."""
        tables: dict[str, tuple[str, Callable[[], Block]]] = {
            "summary": ("L’essentiel", self.summary),
            "by_chapter": ("Chapitre par chapitre", self.by_chapter),
            "missing": ("Ce qui manque, et le remède", self.missing),
            "loaded": ("Ce qui est chargé : son âge, la suite attendue", self.loaded),
            "hidden": ("Ce qui est secret, non diffusé, arrondi", self.hidden),
            "workbooks": ("Les classeurs remplis sur place", self.workbooks),
            "remedies": ("Les commandes à recopier", self.remedies),
        }
        every = ((one.source, one.title) for one in self.seen.states)
        return tables | {name: (f"{name} : {title}", partial(self.source, name)) for name, title in every}

    @cached_property
    def menus(self) -> Menus:
        """The widget: `menus.choices["shown"].value`, a name of `offered`."""
        from ctg_lib.explorer.menus import parts

        return parts(self.offered)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.menus.bundle(**asked)


def _table(title: str, said: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Block:
    return blocks.tabled(title, said, list(columns), rows)


def _named(one: State) -> str:
    return f"{one.title} ({one.source})"


def _state(one: State) -> str:
    if one.state != quality.PARTLY:
        return one.state
    return f"{one.state} : {number(one.covered)} communes sur {number(one.communes)}"


def _age(one: State) -> str:
    return "de l’année" if not one.age else plural(one.age, "an")


def _count(count: int) -> str:
    return number(count) if count else NOTHING
