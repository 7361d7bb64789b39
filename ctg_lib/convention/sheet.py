"""Whether a fiche fits one printed sheet of A4: reckoned from the length of its texts, before anything is laid out.

It is said by `ctg check`, where texts are mended, and stops nothing: a fiche too long is printed on two sheets, and
none of its figures is false. The measures are those of `export/templates/fiches/style.css`; a test prints fiches of
many lengths and holds this reckoning to what comes out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from ctg_lib import indicators
from ctg_lib.convention.actions import Action, Measure
from ctg_lib.convention.objectives import Goals
from ctg_lib.errors import Problem
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.parameters.rubriques import letters
from ctg_lib.views.wording import number

# Of the sheet inside its margins, in millimetres.
HEIGHT = 273.0
# A line of text, a heading of a part, a row of a table beside its lines, a line of a table.
LINE, HEADING, ROW, SMALL = 3.66, 5.5, 0.9, 3.25
# Letters to a line: of the title, of a column of text, of an item in it, of a cell at the top, of a row of funders;
# then of three columns of the follow-up.
TITLE, COLUMN, ITEM, CELL, FUNDERS = 72, 66, 61, 47, 120
NAME, START, WHO = 39, 25, 25
ACROSS = 3
# What follows the label of a figure, and where a measure read in the diagnostic starts from.
FIGURE, READ = 42, 48


def overlong(actions: Iterable[Action], goals: Goals) -> list[Problem]:
    """The fiches that one sheet would not hold, each with about how many letters are too many."""
    found = []
    for one in actions:
        over = height(one, goals) - HEIGHT
        if over > 0:
            letters_over = math.ceil(over / LINE) * 2 * COLUMN
            remedy = f"raccourcir ses textes d’environ {number(letters_over)} signes, ou la couper en deux fiches."
            found.append(one.problem("description", f"la fiche {one.numero} ne tiendrait pas sur une feuille.", remedy))
    return found


def height(action: Action, goals: Goals) -> float:
    """About how high the fiche is once printed, in millimetres; rather more than less: words break where they will."""
    title = _lines(f"Fiche {action.numero}. {action.titre}", TITLE) * 5.5 + 3
    banner = 6 if action.exemple else 0
    signs = LINE * 2 + 2.5
    return title + banner + _top(action, goals) + _text(action) + _budget(action) + _follow_up(action) + signs


def _top(action: Action, goals: Goals) -> float:
    """The grid under the title: its cells fill rows of three, each as high as the highest."""
    issues = goals.answered(action.enjeux, action.objectif)
    cells = [
        f"{action.statut} ({action.motif or ''}) ; par avenant",
        ", ".join(THEMES.get(theme, theme) for theme in action.themes),
        f"{action.public.cible} (environ 1 000)",
        action.territoire,
        action.pilotes.collectivite or "",
        action.pilotes.caf or "",
        *([", ".join(action.partenaires)] if action.partenaires else []),
        *([" ; ".join(f"{one.id}. {one.enonce}" for one in issues)] if issues else []),
        *(f"{one.id}. {one.intitule}" for one in goals.chain(action.objectif)),
    ]
    lines = [1 + _lines(cell, CELL) for cell in cells]
    rows = [max(lines[start : start + ACROSS]) for start in range(0, len(lines), ACROSS)]
    return (sum(rows) + 1) * LINE + len(rows) * 0.6


def _text(action: Action) -> float:
    """The two columns: half of what one would be, and a little for what cannot be cut in the middle."""
    means, when = action.moyens, action.calendrier
    said = [action.constats, action.description]
    labelled = [means.humains, means.materiels, means.nature, action.conditions, action.risques, action.communication]
    said += [f"{one} Conditions" for one in labelled if one]
    labels = [indicators.indicator(name).label + " " * FIGURE for name in action.indicateurs]
    items = [*labels, *action.questions, *(f"{one.document} : {one.quoi or ''}" for one in action.liens)]
    items += [f"15 septembre 2027 : {step.quoi}" for step in when.etapes] if when else []
    items += [" " * 50 + ", ".join(f"{one} ({letters()[one]})" for one in action.schema_petite_enfance)]
    lines = sum(_lines(one, COLUMN) + 0.15 for one in said) + sum(_lines(one, ITEM) for one in items if one.strip())
    headings = 2 + bool(when) + bool(action.questions) + bool(action.liens or action.schema_petite_enfance)
    return ((lines + bool(when)) * LINE + headings * HEADING) / 2


def _budget(action: Action) -> float:
    if not action.budget:
        return 0
    heading = _lines(max(action.funders, key=len, default=""), max(FUNDERS // (len(action.funders) + 2), 1))
    return HEADING + SMALL * heading + ROW + (len(action.budget) + 1) * (SMALL + ROW)


def _follow_up(action: Action) -> float:
    if not action.suivi:
        return 0
    return HEADING + SMALL + ROW + sum(_measure(one) * SMALL + ROW for one in action.suivi)


def _measure(one: Measure) -> int:
    """The lines of its row."""
    name = f"{one.nom} ({one.unite or ''} ; {one.source or ''})"
    start = " " * READ if one.indicateur else "1 000 (15 septembre 2027)"
    return max(_lines(name, NAME), _lines(start, START), _lines(f"{one.qui or ''}, {one.frequence or ''}", WHO))


def _lines(said: str, letters_to_a_line: int) -> int:
    return max(1, math.ceil(len(said) / letters_to_a_line))
