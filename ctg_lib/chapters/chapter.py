"""A chapter: needs, services, the gap between them, what is not known, what the comité should look into."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ctg_lib import indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.value import Status
from ctg_lib.views.tables import Line, comparison
from ctg_lib.views.view import Block, Mark, View, of_kind
from ctg_lib.views.wording import readable

Draw = Callable[[Diagnostic], "View | Block | None"]
Say = Callable[[Diagnostic], list[str]]
_NAMED = 4


@dataclass(frozen=True)
class Chapter:
    """The declaration of a chapter: which indicators, which views, in which order.

    needs, services: indicator ids. need_views, service_views, gap_views: what is drawn in each part; a function
    returns None when the territory has nothing to draw there. gap, questions: sentences made from the values.
    others: indicators shown by the views only. captions: of the two tables. mapped: indicators whose every commune is
    shown on a map.
    unknown: what no loaded file can say, and who knows it. answered: for some of those sentences, the indicator that
    makes them untrue once it has a figure.
    """

    id: str
    title: str
    needs: tuple[str, ...]
    services: tuple[str, ...]
    gap: Say
    questions: Say
    unknown: tuple[str, ...]
    need_views: tuple[Draw, ...] = ()
    service_views: tuple[Draw, ...] = ()
    gap_views: tuple[Draw, ...] = ()
    others: tuple[str, ...] = ()
    captions: tuple[str, str] = ("", "")
    mapped: tuple[str, ...] = ()
    answered: Mapping[str, str] = field(default_factory=dict)

    @property
    def indicators(self) -> tuple[str, ...]:
        return self.needs + self.services + self.others


@dataclass(frozen=True)
class Opened:
    """A chapter opened on a territory: what the cells of its notebook display."""

    chapter: Chapter
    diagnostic: Diagnostic

    def needs(self) -> Block:
        """The table of needs, then its charts."""
        return self._part(
            self.chapter.captions[0] or f"{self.chapter.title} : les besoins",
            self.chapter.needs,
            self.chapter.need_views,
        )

    def services(self) -> Block:
        """The table of services, then its charts."""
        return self._part(
            self.chapter.captions[1] or f"{self.chapter.title} : les réponses",
            self.chapter.services,
            self.chapter.service_views,
        )

    def gap(self) -> Block:
        """What needs and services say once side by side."""
        said = self.chapter.gap(self.diagnostic)
        return Block.stack([*self._drawn(self.chapter.gap_views), *([_items(said)] if said else [])])

    def unknown(self) -> Block:
        """Figures that are missing, each with its reason, then what no file can say."""
        missing: dict[str, list[str]] = {}
        for name in dict.fromkeys(self.chapter.indicators):
            row = self.diagnostic.own(name)
            status = Status(row["status"])
            if not status.has_value:
                reason = "" if status is Status.SECRET else f" ({row['method']})"
                missing.setdefault(f"{status.label}{reason}", []).append(indicators.indicator(name).label)
        told = [f"{reason[0].upper()}{reason[1:]} : {_enumerated(labels)}." for reason, labels in missing.items()]
        still = [
            one
            for one in self.chapter.unknown
            if one not in self.chapter.answered or not readable(self.diagnostic.own(self.chapter.answered[one]))
        ]
        return _items([of_kind(Mark.TEXT, one) for one in (*map(text, told), *still)])

    def questions(self) -> Block:
        """What the comité should look into, from the values."""
        return _items(self.chapter.questions(self.diagnostic))

    def _part(self, caption: str, names: tuple[str, ...], draws: tuple[Draw, ...]) -> Block:
        blocks: list[Block] = []
        if names:
            blocks.append(compared(self.diagnostic, caption, names))
        return Block.stack([*blocks, *self._drawn(draws)])

    def _drawn(self, draws: tuple[Draw, ...]) -> list[Block]:
        views = [draw(self.diagnostic) for draw in draws]
        return [view if isinstance(view, Block) else Block(view.html) for view in views if view is not None]


def compared(diagnostic: Diagnostic, caption: str, names: tuple[str, ...]) -> Block:
    """The comparison table of some indicators: the territory, then its comparators, at one named vintage a line."""
    columns = [diagnostic.territory.name, *(one.name for one in diagnostic.comparators)]
    lines = [
        Line(
            indicators.indicator(name).label,
            (diagnostic.own(name), *(diagnostic.row(name, one.level) for one in diagnostic.comparators)),
        )
        for name in names
    ]
    return comparison(caption, columns, lines, diagnostic.source_lines(list(names)))


def known(caption: str, names: tuple[str, ...]) -> Draw:
    """A view: the comparison table of those of these figures that the territory has; None where it has none.

    The others are told, with what they wait for, among what is not known.
    """

    def draw(diagnostic: Diagnostic) -> Block | None:
        shown = held(diagnostic, names)
        return compared(diagnostic, caption, shown) if shown else None

    return draw


def held(diagnostic: Diagnostic, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these indicators that have a figure to read for the territory."""
    return tuple(name for name in names if readable(diagnostic.own(name)))


def _enumerated(labels: list[str]) -> str:
    """What is missing for one reason: the first ones named, the others counted, for the annex lists them all."""
    if len(labels) <= _NAMED + 1:
        return " ; ".join(labels)
    # « dont places en crèche » says nothing away from the line that it details.
    first = [label for label in labels if not label.startswith("dont ")][:_NAMED]
    return f"{' ; '.join(first)} ; et {len(labels) - len(first)} autres chiffres"


def _items(sentences: list[str]) -> Block:
    """Sentences as a list; they are HTML already (keyed numbers), written by our own code."""
    if not sentences:
        return Block("<p>Rien à signaler dans les fichiers chargés.</p>")
    return Block("<ul>" + "".join(f"<li>{sentence}</li>" for sentence in sentences) + "</ul>")


def text(value: str) -> str:
    """Plain text made safe to stand in a sentence."""
    return html.escape(value, quote=False)
