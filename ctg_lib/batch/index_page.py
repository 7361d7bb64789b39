"""`index.html`: where to find the diagnostics of the batches, beside their folders, and how each territory stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from ctg_lib import __version__
from ctg_lib.batch import recap
from ctg_lib.batch.index_map import figure
from ctg_lib.batch.index_rows import names_of, row
from ctg_lib.batch.index_whole import SLUGS, counted, home_of, shared_by, summary
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.chapters.documents import CTG
from ctg_lib.export.page import TEMPLATES, faces, finished
from ctg_lib.territory import Level
from ctg_lib.views.wording import alphabetical, day

_ROOM = Path(__file__).parent / "templates"
# What the states that need it mean, under the summary.
_MEANING = {
    State.REFUSED: "une donnée à corriger, des sources qui manquent, le secret statistique, le contrôle de la page "
    "ou un autre calcul en cours empêche de publier.",
    State.FAILED: "le calcul s’est arrêté avant la fin.",
    State.WAITING: "le lot a été interrompu avant ce territoire.",
}


def render(outcomes: Sequence[Outcome], date: str, files: Mapping[str, Sequence[str]]) -> str:
    """The whole page. date: AAAA-MM-JJ, of the batch. files: by code, the names of the files in a territory's folder.

    One outcome a territory, in any order; a link is made only to a file that is there.
    """
    ordered = sorted(outcomes, key=lambda one: (alphabetical(one.name), one.code))
    names = names_of(ordered)
    shared = shared_by(ordered)
    rows = [row(one, names[one.code], date, files.get(one.code, ()), shared) for one in ordered]
    states = Counter(one.state for one in ordered)
    home = home_of(ordered)
    page = _template().render(
        version=__version__,
        title=f"Diagnostics partagés{f' : {home.name}' if home.name else ''}, {day(date)}",
        over=f"{CTG.frame}{' · diagnostics partagés' if home.name else ''}",
        heading=home.name or "Diagnostics partagés",
        subtitle=" · ".join([*counted(ordered, len(home.communes)), f"édition du {day(date)}"]),
        style=faces() + (TEMPLATES / "diagnostic" / "style.css").read_text(encoding="utf-8") + _own("style.css"),
        script=_own("search.js"),
        summary=summary(states),
        meanings={state: _MEANING[state] for state in State if state in states and state in _MEANING},
        shared=shared,
        recap=recap.FILE,
        figure=figure(ordered, names, files, home),
        rows=rows,
        states=[state for state in State if state in states],
        epci=sorted({one.epci for one in rows}, key=alphabetical),
        slugs=SLUGS,
        warned=any(one.warnings for one in rows),
        communes=all(one.level is Level.COMMUNE for one in ordered),
    )
    return finished(page)


def _own(name: str) -> str:
    return (_ROOM / name).read_text(encoding="utf-8")


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(_ROOM)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html.j2")
