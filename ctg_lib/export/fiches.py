"""`fiches.html`: the fiches action of a convention, one printable A4 sheet each, with the figures they rest on."""

from __future__ import annotations

import html
from collections.abc import Sequence

import jinja2

from ctg_lib import __version__, indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG
from ctg_lib.chapters.sentences import comparator, shown
from ctg_lib.convention.actions import Action
from ctg_lib.export.page import TEMPLATES, faces, finished, letterhead
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.value import UNITS
from ctg_lib.views.view import bounds
from ctg_lib.views.wording import beside, day, joined, number, period, quantity, readable

FILE = "fiches.html"
EXAMPLE = "Exemple : cette fiche montre ce que l’outil fait. Elle n’est celle de personne et n’engage personne."


def render(diagnostic: Diagnostic, actions: Sequence[Action]) -> str:
    """The HTML of the fiches of a territory, in their order, to stand beside its diagnostic."""
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
        figures={one.numero: _figures(diagnostic, one) for one in actions},
        themes=THEMES,
        example=EXAMPLE,
        day=day,
        euros=lambda amount: quantity(amount, UNITS["euros"]),
        plain=_plain,
    )
    return finished(page.replace('href="#calcul-', f'href="{CTG.file}#calcul-'))


def _figures(diagnostic: Diagnostic, action: Action) -> list[str]:
    """« Naissances par an, moyenne de trois ans (2023-2025) : 66 », keyed, for each figure that the fiche names."""
    return [_figure(diagnostic, name) for name in action.indicateurs]


def _figure(diagnostic: Diagnostic, name: str) -> str:
    row, other = diagnostic.own(name), comparator(diagnostic, name)
    between = f", entre {bounds(row, joined(row))}" if readable(row) and beside(row) else ""
    against = f", contre {shown(other[1])} {html.escape(other[0].at_name)}" if readable(row) and other else ""
    label = html.escape(indicators.indicator(name).label)
    return f"{label} ({html.escape(period(row))})\u00a0: {shown(row)}{between}{against}"


def _plain(value: float) -> str:
    """A number that somebody wrote, as French writes it, with the decimals that it has."""
    digits = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return number(value, digits)


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES / "fiches")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html.j2")
