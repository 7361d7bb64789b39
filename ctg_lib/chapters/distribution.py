"""Where a territory stands among the communes of its département: the middle half told, and no rank ever."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ctg_lib import indicators, parameters
from ctg_lib.analysis.group import Quartiles, Side, quartiles, side
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.chapters.small import few, worded
from ctg_lib.gazetteer import gazetteer
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.territory import Level, Territory
from ctg_lib.views import charts, tables
from ctg_lib.views.distribution import Marked
from ctg_lib.views.distribution import distribution as picture
from ctg_lib.views.view import Block, Mark, View, of_kind
from ctg_lib.views.wording import listing, number, plural, quantity, readable, row_text


@dataclass(frozen=True)
class Peers:
    """Those that a territory stands among, and their rows of the long table.

    noun: what they are, one and many. home: the département that holds them. places: the territories themselves.
    """

    noun: tuple[str, str]
    home: Territory
    places: tuple[Territory, ...]
    rows: pd.DataFrame

    @cached_property
    def readable(self) -> pd.DataFrame:
        return self.rows[[readable(row) for _, row in self.rows.iterrows()]]

    @cached_property
    def quartiles(self) -> Quartiles:
        return quartiles(self.readable["value"])

    @property
    def vague(self) -> int:
        """For how many the interval is wider than the middle half: their place among the others is chance."""
        first, _, third = self.quartiles
        return int((self.readable["high"] - self.readable["low"] > third - first).sum())

    @property
    def telling(self) -> bool:
        """Whether there are enough of them, not all alike, and mostly known well enough."""
        enough = len(self.readable) >= parameters.value("distribution_minimum")
        return enough and self.quartiles[0] < self.quartiles[2] and 2 * self.vague <= len(self.readable)

    @property
    def left_out(self) -> dict[str, int]:
        """How many have no figure to show, by reason."""
        rows = self.rows.drop(self.readable.index)
        return {str(reason): int(count) for reason, count in rows.apply(row_text, axis=1).value_counts().items()}


def among(name: str) -> Callable[[Diagnostic], View | Block | None]:
    """A view: an indicator over the communes of the département, or the intercommunalités for one of them.

    None where the territory has no figure, and where its peers say nothing: fewer than `distribution_minimum` with a
    figure, the very same figure for half of them, or a spread that is mostly that of the survey. A territory whose own
    figure rests on a handful is not placed.
    """

    def draw(diagnostic: Diagnostic) -> View | Block | None:
        own, one = diagnostic.own(name), indicators.indicator(name)
        peers = peers_of(diagnostic, name) if readable(own) else None
        if peers is None or not peers.telling:
            return None
        place = diagnostic.territory.name
        title = f"{one.label} : {place} parmi les {peers.noun[1]} {peers.home.of_name}"
        sources, data = diagnostic.source_lines([name]), _table(title, place, own, one, peers)
        if few(own.to_frame().T):
            return worded(title, f"{_half(one, peers)}. {_caution(peers)}", sources, data)
        alt = _alt(place, own, one, peers)
        figure = picture(
            list(peers.readable["value"]),
            peers.quartiles,
            Marked(place, own["value"], own["low"], own["high"], f"{place}\u00a0: {row_text(own)}"),
            one.unit,
            (f"une {peers.noun[0]}", f"la moitié des {peers.noun[1]}"),
        )
        where = f"{html.escape(place)}, à {shown(own)}, {position(one, own, peers.quartiles)}"
        return View(
            picture=charts.image(figure, alt),
            title=title,
            alt=alt,
            sources=sources,
            data=data,
            message=f"{_half(one, peers)}\u00a0; {where}. {_caution(peers)}",
        )

    return draw


def peers_of(diagnostic: Diagnostic, name: str) -> Peers | None:
    """Those that a territory stands among for an indicator; None for what no département holds."""
    place = diagnostic.territory
    home = place.parent(Level.DEPARTEMENT)
    if home is None:
        return None
    if place.level is Level.EPCI:
        codes = {gazetteer().communes[commune].epci for commune in home.communes}
        several = [Territory.of(code) for code in sorted(code for code in codes if code)]
        # One that lies over two départements is among those of the one that holds most of it.
        others, noun = [one for one in several if one.parent(Level.DEPARTEMENT) == home], "intercommunalité"
    else:
        others, noun = list(home.members()), "commune"
    return Peers((noun, f"{noun}s"), home, tuple(others), diagnostic.across(name, others))


POSITIONS = {
    Side.WITHIN: "est dans cette moitié",
    Side.BELOW: "est en dessous",
    Side.ABOVE: "est au-dessus",
    Side.EDGE: "est dans cette moitié ou en dehors\u00a0: le chiffre n’est pas assez précis pour trancher",
}


def position(one: Indicator, own: pd.Series, middle: Quartiles) -> str:
    """Whether the territory is in the middle half, as far as the precision of its figure lets it be said."""
    return POSITIONS[side(one, own, middle)]


def _half(one: Indicator, peers: Peers) -> str:
    first, _, third = (quantity(bound, one.unit) for bound in peers.quartiles)
    there = f"{peers.noun[1]} {peers.home.of_name}"
    if peers.left_out:
        there = f"{number(len(peers.readable))} {there} qui ont un chiffre à montrer"
    there, between = of_kind(Mark.COUNT, html.escape(there)), of_kind(Mark.AXIS, f"{first} et {third}")
    return f"La moitié des {there} sont entre {between}"


def _caution(peers: Peers) -> str:
    """Who is not drawn and why, whose dot says little, and that a village weighs as much as a town."""
    told = []
    if peers.left_out:
        count = plural(sum(peers.left_out.values()), *peers.noun)
        reasons = listing([f"{reason} : {number(some)}" for reason, some in peers.left_out.items()])
        told.append(f"Laissées de côté : {count} ({html.escape(reasons)}).")
    if peers.vague:
        told.append(
            f"Pour {plural(peers.vague, *peers.noun)}, l’incertitude du chiffre est plus large que l’écart entre ces "
            "deux bornes : le point, seul, ne dit presque rien."
        )
    told.append(f"Chaque {peers.noun[0]} compte pour une, quelle que soit sa taille.")
    return of_kind(Mark.COUNT, " ".join(told))


def _alt(place: str, own: pd.Series, one: Indicator, peers: Peers) -> str:
    values = peers.readable["value"]
    first, median, third = (quantity(bound, one.unit) for bound in peers.quartiles)
    return (
        f"Nuage de {number(len(values))} points, un par {peers.noun[0]} {peers.home.of_name}, {one.label} : la moitié "
        f"entre {first} et {third}, médiane {median}. {place}, {row_text(own)}, "
        f"{position(one, own, peers.quartiles)}."
    )


def _table(title: str, place: str, own: pd.Series, one: Indicator, peers: Peers) -> str:
    """The three quartiles, how many are counted, and the territory's own figure.

    Not one line a commune: the figures of the others are theirs, and 320 of them would hide the five that matter.
    """
    first, median, third = (of_kind(Mark.AXIS, quantity(bound, one.unit)) for bound in peers.quartiles)
    lines = {
        f"Un quart des {peers.noun[1]} ont moins de": first,
        f"La moitié des {peers.noun[1]} ont moins de (médiane)": median,
        f"Trois quarts des {peers.noun[1]} ont moins de": third,
        f"{peers.noun[1].capitalize()} comptées": of_kind(Mark.COUNT, number(len(peers.readable))),
        **{f"Laissées de côté, {reason}": of_kind(Mark.COUNT, number(some)) for reason, some in peers.left_out.items()},
        html.escape(place): tables.with_bounds(own),
    }
    return tables.plain(title, pd.DataFrame({"Repère": list(lines), one.label: list(lines.values())}))
