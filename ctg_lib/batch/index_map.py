"""The map of an index: every territory that has an outline, on that of the place they are a part of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctg_lib.batch.index_rows import Name, address
from ctg_lib.batch.index_whole import SLUGS, TOLD, Home, counted
from ctg_lib.batch.outline_map import Sheet, sheet
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.chapters.documents import CTG
from ctg_lib.sources import contours
from ctg_lib.views.view import source_line
from ctg_lib.views.wording import alphabetical, listing, number, plural

# How each state is drawn.
_DRAWN = {
    State.DONE: "couleur pleine",
    State.REFUSED: "hachures",
    State.FAILED: "quadrillage",
    State.WAITING: "points",
}
# Names that a sentence lists before it counts the others.
NAMED = 12
_ABSENT = ("absent", "absents")


@dataclass(frozen=True)
class Place:
    """A territory of the map: what it leads to, and what is said of it."""

    path: str
    address: str
    title: str
    slug: str


@dataclass(frozen=True)
class Figure:
    """The map of a batch. alt: what it shows, in words. absent: which territories it lacks, empty for none.

    ground: the outline of what all of them are in, empty where they fill it.
    """

    width: int
    height: int
    alt: str
    places: tuple[Place, ...]
    ground: str
    legend: tuple[tuple[str, str], ...]
    absent: str
    source: str


def figure(
    outcomes: Sequence[Outcome], names: Mapping[str, Name], files: Mapping[str, Sequence[str]], home: Home
) -> Figure | None:
    """None where no territory has an outline. names, files: by code; one whose page is there leads to it."""
    others = max(0, len(home.communes) - len(outcomes))
    laid = sheet(outcomes, home.communes if others else ())
    if laid is None:
        return None
    by_code = {one.code: one for one in outcomes}
    drawn = [by_code[code] for code in laid.paths]
    counts = Counter(one.state for one in drawn)
    present = [state for state in State if state in counts]
    absent = [names[one.code].shown for one in outcomes if one.code not in laid.paths]
    around = [plural(others, "autre commune", "autres communes")] if laid.ground else []
    return Figure(
        laid.width,
        laid.height,
        _alternative(drawn, names, present, around),
        tuple(_placed(one, names[one.code], laid, files) for one in drawn),
        laid.ground,
        (
            *((SLUGS[state], f"{state} ({number(counts[state])})") for state in present),
            *(("autour", words) for words in around),
        ),
        _absent(absent),
        source_line((contours.credit(),)),
    )


def _absent(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"Sans contour dans les fichiers de l’outil, {_ABSENT[len(names) > 1]} de la carte : {_listed(names)}."


def _placed(one: Outcome, name: Name, laid: Sheet, files: Mapping[str, Sequence[str]]) -> Place:
    there = CTG.file in files.get(one.code, ())
    leads = address(one.code, CTG.file) if there else f"#t-{one.code}"
    return Place(laid.paths[one.code], leads, f"{name.shown} ({one.code}) : {one.state}", SLUGS[one.state])


def _alternative(
    drawn: Sequence[Outcome], names: Mapping[str, Name], present: Sequence[State], around: Sequence[str]
) -> str:
    told = []
    for state in present:
        here = sorted((names[one.code].shown for one in drawn if one.state is state), key=alphabetical)
        which = f" ({_listed(here)})" if state is not State.DONE else ""
        words = plural(len(here), f"diagnostic {TOLD[state][0]}", f"diagnostics {TOLD[state][1]}")
        told.append(f"en {_DRAWN[state]}, {words}{which}")
    told += [f"en gris, {words}" for words in around]
    return f"Carte de {listing(counted(drawn))} : {' ; '.join(told)}. Le tableau qui suit donne les mêmes liens."


def _listed(names: Sequence[str]) -> str:
    """The first names, then how many others."""
    others = len(names) - NAMED
    return listing([*names[:NAMED], f"{number(others)} autre{'s' * (others > 1)}"] if others > 0 else list(names))
