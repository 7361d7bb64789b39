"""A map as a view shows it: still on paper and where scripts are closed, live elsewhere, with its switches."""

from __future__ import annotations

import hashlib
import html

from ctg_lib.views.charts import image
from ctg_lib.views.leaflet import alone, asset, body
from ctg_lib.views.map_layers import Drawn, Grid, Key, Layer, Shading
from ctg_lib.views.still_map import still

SHAPES = {
    "circle": "●",
    "square": "■",
    "triangle": "▲",
    "diamond": "◆",
    "pentagon": "⬟",
    "plus": "✚",
    "hexagon": "⬢",
}


def picture(drawn: Drawn, alt: str) -> tuple[str, str]:
    """The picture of a map view, and its stand-alone page for JupyterLab.

    The still map and the live one stand side by side: the page shows the live one on screen where scripts run.
    """
    moving = live(drawn)
    return f'<div class="carte-double"><div class="fixe">{image(still(drawn), alt)}</div>{moving}</div>', alone(
        drawn, moving, asset("carte.css")
    )


def live(drawn: Drawn) -> str:
    """The map that moves, with its switches and its legends."""
    return f'<div class="vive">{switches(drawn)}{body(drawn)}{legends(drawn)}</div>'


def switches(drawn: Drawn) -> str:
    """What the reader may choose: one figure among several, and which services stand on it."""
    name = f"couleur-{hashlib.sha256(drawn.title.encode()).hexdigest()[:8]}"
    figures = "".join(
        f'<label><input type="radio" name="{name}" value="{place}"{" checked" if not place else ""}> '
        f"{html.escape(one.label)}</label>"
        for place, one in enumerate(drawn.shadings)
    )
    services = "".join(
        f'<label><input type="checkbox" value="{one.family.id}"{" checked" if one.shown else ""}> '
        f'<span aria-hidden="true">{SHAPES[one.family.shape]}</span> {html.escape(one.family.label)}</label>'
        for one in drawn.layers
    )
    parts = [("Couleur des communes", figures)] if len(drawn.shadings) > 1 else []
    parts += [("Services affichés", services)] if services else []
    return "".join(
        f'<fieldset class="couches"><legend>{legend}</legend>{choices}</fieldset>' for legend, choices in parts
    )


def legends(drawn: Drawn) -> str:
    """One legend a figure, of which the script shows that of the colours on the map; then that of the symbols."""
    shown = "".join(
        f'<div data-couche="{place}"{" hidden" if place else ""}>{_legend(one)}</div>'
        for place, one in enumerate(drawn.shadings)
    )
    return shown + _symbols(drawn)


def _legend(one: Shading) -> str:
    keys = f'<ul class="legende" aria-label="Légende : {html.escape(one.label, quote=True)}">{_keys(one.keys)}</ul>'
    title = "" if one.grid else f'<p class="legende-titre" data-nombre="axe">{html.escape(one.label)}</p>'
    return title + (_grid(one.grid) if one.grid else "") + (keys if one.keys else "")


def _keys(keys: tuple[Key, ...]) -> str:
    return "".join(
        f'<li><span class="pastille{" sans" if key.mark else ""}" style="background:{key.colour}">'
        f"{html.escape(key.mark)}</span>{html.escape(key.text)}</li>"
        for key in keys
    )


def _grid(grid: Grid) -> str:
    """Two figures crossed: the most of the first one above, the most of the second one on the right."""
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in grid.columns)
    body = "".join(
        f'<tr><th scope="row">{html.escape(text)}</th>'
        + "".join(f'<td style="background:{key.colour}"><span class="code">{key.mark}</span></td>' for key in line)
        + "</tr>"
        for text, line in zip(reversed(grid.rows), reversed(grid.cells), strict=True)
    )
    caption = f"En lignes\u00a0: {html.escape(grid.down)}. En colonnes\u00a0: {html.escape(grid.across)}."
    return (
        f'<div class="defile" tabindex="0" role="region" aria-label="Légende\u00a0: {caption}">'
        f'<table class="croisee legende-croisee" data-nombre="axe"><caption>{caption}</caption>'
        f'<thead><tr><th scope="col">Légende</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _symbols(drawn: Drawn) -> str:
    if not drawn.layers:
        return ""
    lines = [_family(one) for one in drawn.layers]
    if drawn.groups:
        lines.append(
            '<li><span class="groupe">n</span> nombre de services affichés, posé au milieu de la commune\u00a0: '
            "position dans la commune inconnue. Sans cadre\u00a0: aucun dans les listes chargées</li>"
        )
    if drawn.points:
        lines.append("<li>symbole vide\u00a0: capacité inconnue\u00a0; plein\u00a0: sa surface suit la capacité</li>")
    return f'<ul class="legende symboles" aria-label="Légende des services">{"".join(lines)}</ul>'


def _family(one: Layer) -> str:
    """The letters of a family, shown while its services are."""
    letters = ", ".join(f"<b>{html.escape(letter)}</b> {html.escape(text)}" for letter, text in one.letters.items())
    shape = f'<span aria-hidden="true">{SHAPES[one.family.shape]}</span>'
    return f'<li data-famille="{one.family.id}">{shape} {html.escape(one.family.label)}\u00a0: {letters}</li>'
