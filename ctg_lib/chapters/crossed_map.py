"""Two figures crossed on one map: a need and an answer, three classes each, and where they do not meet."""

from __future__ import annotations

import html
from collections.abc import Sequence

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.mapping import Figure, figure, ground, lacking, view
from ctg_lib.indicators.declaration import Polarity
from ctg_lib.territory import Territory
from ctg_lib.views.classes import Classes
from ctg_lib.views.map_layers import Shading, crossed
from ctg_lib.views.view import Mark, View, of_kind
from ctg_lib.views.wording import alphabetical, inside, listing, plural

# How many communes a sentence names.
_NAMED = 8


def crossing(diagnostic: Diagnostic, pairs: Sequence[tuple[str, str]], title: str) -> View | None:
    """A need and an answer crossed, three classes each, for each pair; None where no pair has both.

    The second figure of a pair is an answer: the last column is that of its want, whichever way its figure goes.
    """
    found = []
    for need, answer in pairs:
        both = figure(diagnostic, need, count=3), figure(diagnostic, answer, count=3)
        if both[0] is not None and both[1] is not None:
            found.append((both[0], both[1]))
    if not found:
        return None
    shadings = [_crossed(need, answer) for need, answer in found]
    told = [_unmet(diagnostic, need, answer, one) for (need, answer), one in zip(found, shadings, strict=True)]
    message = " ".join([*told, lacking(diagnostic)]).strip()
    figures = list({one.one.id: one for both in found for one in both}.values())
    return view(diagnostic, ground(diagnostic, title, shadings), figures, message)


def _crossed(need: Figure, answer: Figure) -> Shading:
    blanks = need.blanks | answer.blanks
    codes = [code for code in need.values if code in answer.values]
    texts = {
        code: f"{need.one.label} : {need.texts[code]} ; {answer.one.label} : {answer.texts[code]}" for code in codes
    }
    last = len(answer.classes) - 1
    turned = answer.one.polarity is Polarity.BETTER_SERVED
    # By the places of their classes: with its sign turned, a value on a bound would leave the class of its legend.
    places = {code: answer.classes.of(answer.values[code]) for code in codes}
    wants = {code: float(last - place if turned else place) for code, place in places.items()}
    return crossed(
        (need.one.label, answer.one.label),
        ({code: need.values[code] for code in codes}, wants),
        texts,
        {code: why for code, why in blanks.items() if code in codes},
        (need.classes, Classes(tuple(float(place) for place in range(-1, last + 1)))),
        (need.legend, answer.legend[:: -1 if turned else 1]),
    )


def _unmet(diagnostic: Diagnostic, need: Figure, answer: Figure, one: Shading) -> str:
    """The communes where the need is among the strongest and the answer among the scarcest, then the territory's cell.

    Where no commune is in that cell, those of the cell beside it, of a middling need.
    """
    assert one.grid is not None
    cells = [line[-1].mark for line in reversed(one.grid.cells)]
    found = {mark: _in_cell(one, mark) for mark in cells[:-1]}
    last = "la plus rare" if answer.one.polarity is Polarity.BETTER_SERVED else "la plus lointaine"
    said = [f"besoin le plus fort et réponse {last} (case {cells[0]})\u00a0: "]
    said.append(found[cells[0]] or "aucune commune")
    if not found[cells[0]] and len(cells) > 2 and found[cells[1]]:
        said.append(f"\u202f; besoin moyen et réponse {last} (case {cells[1]})\u00a0: {found[cells[1]]}")
    own = [one.marks[code] for code in diagnostic.territory.communes if code in one.marks]
    keys = {key.mark: key.text for line in one.grid.cells for key in line}
    mine = ""
    if len(diagnostic.territory.communes) == 1 and own and own[0] in keys:
        mine = f" {html.escape(diagnostic.territory.name)} est dans la case {own[0]} ({html.escape(keys[own[0]])})."
    title = f"{html.escape(need.one.label)} et {html.escape(inside(answer.one.label))}, "
    return title + of_kind(Mark.COUNT, f"{''.join(said)}.{mine}")


def _in_cell(one: Shading, mark: str) -> str:
    """The communes of the map in a cell, by name; many are counted."""
    names = [Territory.of(code).name for code, its in one.marks.items() if its == mark]
    names.sort(key=alphabetical)
    return html.escape(listing(names)) if len(names) <= _NAMED else plural(len(names), "commune")
