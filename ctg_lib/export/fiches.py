"""`fiches.html`: the fiches action of a convention, one printable A4 sheet each, with the figures they rest on."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import jinja2

from ctg_lib import __version__
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG
from ctg_lib.chapters.sentences import labelled, shown
from ctg_lib.convention.actions import Action, Measure
from ctg_lib.convention.objectives import Goals
from ctg_lib.export import pdf
from ctg_lib.export.page import TEMPLATES, faces, finished, letterhead
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.parameters.rubriques import letters
from ctg_lib.views.wording import as_typed, day, euros, period

FILE = "fiches.html"
# How the address of a fiche begins in the page.
ADDRESS = "fiche-"
EXAMPLE = "Exemple : cette fiche montre ce que l’outil fait. Elle n’est celle de personne et n’engage personne."


def render(
    diagnostic: Diagnostic,
    actions: Sequence[Action],
    goals: Goals | None = None,
    baselines: Mapping[tuple[int, str], str] = MappingProxyType({}),
    banners: Mapping[int, str] = MappingProxyType({}),
) -> str:
    """The HTML of the fiches of a territory, in their order, to stand beside its diagnostic.

    goals: the enjeux and objectives that they name. baselines: where a measure that names an indicator starts from, in
    plain French, by the number of its fiche and its own name (« 66 (2023-2025), édition du 24 novembre 2026 »).
    banners: by the number of a fiche, the HTML that says which of its figures changed since it was validated.
    """
    territory = diagnostic.territory
    style = [(TEMPLATES / name / "style.css").read_text(encoding="utf-8") for name in ("diagnostic", "fiches")]
    page = _template().render(
        version=__version__,
        title=f"Fiches action : {territory.name} ({territory.code})",
        name=territory.name,
        frame=CTG.frame,
        edition=day(diagnostic.date),
        style=faces() + "".join(style),
        logos=letterhead(territory),
        actions=actions,
        figures={one.numero: [labelled(diagnostic, name) for name in one.indicateurs] for one in actions},
        purposes={one.numero: list(_purposes(one, goals or Goals())) for one in actions},
        banners=banners,
        details=_details,
        start=lambda action, measure: _start(measure, baselines.get((action.numero, measure.nom), "")),
        current=lambda measure: _current(diagnostic, measure),
        letters=letters(),
        themes=THEMES,
        example=EXAMPLE,
        day=day,
        euros=euros,
        plain=as_typed,
    )
    return finished(page.replace('href="#calcul-', f'href="{CTG.file}#calcul-'))


def overlong(page: str) -> Iterator[str]:
    """The fiches of a page that one sheet does not hold, in French."""
    for name, count in pdf.sheets(page, ADDRESS).items():
        if count > 1:
            fiche = name.removeprefix(ADDRESS)
            yield f"la fiche {fiche} tient sur {count} feuilles A4 : raccourcir ses textes, ou en faire deux fiches."


def _purposes(action: Action, goals: Goals) -> Iterator[tuple[str, str]]:
    """The enjeux that it answers and the objectives that it serves, the widest first, with their statements."""
    issues = [f"{one.id}. {one.enonce}" for one in goals.answered(action.enjeux, action.objectif)] or action.enjeux
    if issues:
        yield "Enjeu" if len(issues) == 1 else "Enjeux", " ; ".join(issues)
    chain = [(str(one.niveau), f"{one.id}. {one.intitule}") for one in reversed(goals.chain(action.objectif))]
    if not chain and action.objectif:
        chain = [("", action.objectif)]
    for rank, said in chain:
        yield f"Objectif {rank}".strip(), said


def _details(action: Action) -> list[tuple[str, str]]:
    """What is said of the action under its description, where something is."""
    said = {
        "Moyens humains": action.moyens.humains,
        "Moyens matériels": action.moyens.materiels,
        "Apports en nature": action.moyens.nature,
        "Conditions de réussite": action.conditions,
        "Risques": action.risques,
        "Communication": action.communication,
    }
    return [(label, words) for label, words in said.items() if words]


def _start(measure: Measure, baseline: str) -> str:
    """Where a measure starts from: what was read for it, or what somebody counted and when."""
    if measure.reference:
        return f"{as_typed(measure.reference.valeur)} ({day(measure.reference.date)})"
    return baseline or ("à lire à la signature" if measure.indicateur else "à relever")


def _current(diagnostic: Diagnostic, measure: Measure) -> str:
    """What the diagnostic says today of a measure that names one of its indicators, keyed and dated."""
    if measure.indicateur is None:
        return "relevé sur place"
    row = diagnostic.own(measure.indicateur)
    return f"{shown(row)} ({html.escape(period(row))})"


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES / "fiches")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html.j2")
