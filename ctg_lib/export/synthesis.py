"""`synthese.html`: two A4 pages for those who read no more. Every figure is one of the diagnostic, and leads to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import jinja2

from ctg_lib import __version__, sources
from ctg_lib.analysis.duty import Duty, State
from ctg_lib.chapters import every, obligations, synthese
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import EVERY, crossing
from ctg_lib.chapters.documents import CTG, Document
from ctg_lib.convention.actions import AGREED, Action
from ctg_lib.export import fiches
from ctg_lib.export.annex import example, tables_behind
from ctg_lib.export.page import faces, finished, letterhead
from ctg_lib.views import abbreviations
from ctg_lib.views.view import keys
from ctg_lib.views.wording import day, inside

# Of each kind of fiches: what two pages have room for.
MOST = 4
TEMPLATES = Path(__file__).parent / "templates"


def render(diagnostic: Diagnostic, document: Document = CTG, actions: Sequence[Action] = (), observed: str = "") -> str:
    """The HTML of the synthesis of a document, to stand beside its page.

    actions: the fiches of the convention. observed: how many observations were collected, in French; empty for none.
    """
    style = [(TEMPLATES / name / "style.css").read_text(encoding="utf-8") for name in ("diagnostic", "synthese")]
    table = crossing(*EVERY)(diagnostic)
    findings = synthese.essentials(diagnostic)
    shown = set(re.findall(r'data-cle="([^"]+)"', "".join(findings) + table.html))
    used = tables_behind(diagnostic.values[keys(diagnostic.values).isin(shown)])
    republished = [diagnostic.republished(name, year) for name, year in used]
    page = _template().render(
        version=__version__,
        title=f"Synthèse {document.short} : {diagnostic.territory.name} ({diagnostic.territory.code})",
        name=diagnostic.territory.name,
        edition=day(diagnostic.date),
        style=faces() + "".join(style),
        findings=findings,
        table=table.html,
        questions=every()["90_synthese"].questions(diagnostic),
        duties=[_duty(one) for one in obligations.asked_of(diagnostic) if one.state in (State.DUE, State.COMING)],
        sources=sorted({sources.source(name).short for name, _ in used}),
        republished=any(republished),
        everything=all(republished),
        diagnostic=document.file,
        logos=letterhead(diagnostic.territory),
        convention=document.id == CTG.id,
        agreed=[one for one in actions if one.statut in AGREED],
        studied=[one for one in actions if one.statut not in AGREED],
        example=example(),
        examples=any(one.exemple for one in actions),
        fiches=fiches.FILE,
        most=MOST,
        observed=observed,
        over=document.over_synthesis,
    )
    senses = " ; ".join(f"{name}, {inside(sense)}" for name, sense in abbreviations.used(page).items())
    page = page.replace(abbreviations.PLACE, senses, 1)
    # Its figures lead to the annex of the whole diagnostic: this page has none.
    return finished(document.reworded(page.replace('href="#calcul-', f'href="{document.file}#calcul-')))


def _duty(one: Duty) -> str:
    when = f", {obligations.when(one)}" if one.state is State.COMING else ""
    return f"{one.title}{when} ({one.rule.article})"


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES / "synthese")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html.j2")
