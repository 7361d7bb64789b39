"""The live map: folium on Leaflet, without a single request, as a fragment of a page that holds Leaflet once."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from itertools import count
from typing import Any

import branca
import folium
import numpy as np
import shapely
from branca.element import MacroElement, Template

from ctg_lib.sources import contours
from ctg_lib.views.charts import INK
from ctg_lib.views.map_layers import BLANK, Drawn, Point

SCRIPTS = ("leaflet.js", "carte.js")
# Points across, in pixels: a service without a known capacity, then the least and the most of those that have one.
SIZE, LEAST, MOST = 24, 18, 44
UNPLACED = "Position dans la commune inconnue."


class _Shown(MacroElement):  # type: ignore[misc]
    """What `carte.js` draws on the map of folium."""

    _template = Template("{% macro script(this, kwargs) %}ctgCarte({{ this.map }}, {{ this.spec }});{% endmacro %}")

    def __init__(self, chart: folium.Map, spec: str) -> None:
        super().__init__()
        self.map, self.spec = chart.get_name(), spec


def body(drawn: Drawn, height: int = 420) -> str:
    """The map as a fragment: outlines, container, style and script.

    The outlines bear a name made from what they are: a page that has the same ones twice may keep the first.
    """
    shapes = outlines(drawn)
    with _numbered(drawn.title):
        chart = folium.Map(
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            prefer_canvas=True,
            height=height,
            zoom_snap=0.25,
            # A wheel or a finger that goes down the page must not be caught by the map.
            scroll_wheel_zoom=False,
        )
        _Shown(chart, _json(_spec(drawn, shapes))).add_to(chart)
        root = chart.get_root()
        root.render()
        container, script = root.html.render().strip(), root.script.render()
    named = container.replace(
        'class="folium-map"',
        f'class="folium-map" role="region" aria-label="Carte : {html.escape(drawn.title, quote=True)}"',
    )
    style = f"<style>#{chart.get_name()}{{height:{height}px;width:100%;position:relative}}</style>"
    return f'<div class="carte">{style}{_embedded(shapes)}{named}<script>{script}</script></div>'


def outlines(drawn: Drawn) -> str:
    """What the maps of one territory share: the outlines as GeoJSON, a point in each, the lines around the territory.

    In the order of the codes: the same text for every map of the same communes.
    """
    ordered = drawn.outlines.sort_values("code")
    return _collection(
        tuple(zip(ordered["code"], ordered["nom"], ordered.geometry, strict=True)), tuple(borders(drawn))
    )


# A diagnostic has a dozen maps of the same communes; what is remembered is known by the shapes themselves.
@lru_cache(maxsize=16)
def _collection(
    communes: tuple[tuple[str, str, shapely.Geometry], ...], surrounded: tuple[tuple[frozenset[str], float], ...]
) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": name, "centre": _at(shape.representative_point())},
            "geometry": shapely.geometry.mapping(shape),
        }
        for code, name, shape in communes
    ]
    around = [
        {"rings": _rings(_lines(tuple(shape for code, _, shape in communes if code in codes))), "weight": weight}
        for codes, weight in surrounded
    ]
    return _json({"type": "FeatureCollection", "features": features, "borders": around})


def address(shapes: str) -> str:
    """The id of some outlines in a page."""
    return f"contours-{hashlib.sha256(shapes.encode()).hexdigest()[:16]}"


def _embedded(shapes: str) -> str:
    return f'<script id="{address(shapes)}" type="application/json">{shapes}</script>'


# The legend takes as many lines as its width asks for: the frame follows, where what surrounds it lets it.
_FITTED = (
    "<script>new ResizeObserver(() => { if (frameElement) frameElement.style.height = "
    "`${document.body.offsetHeight}px`; }).observe(document.body);</script>"
)


def alone(drawn: Drawn, fragment: str, look: str) -> str:
    """The map in an iframe, for JupyterLab: nothing of it leaves the computer. fragment: the map and its legend."""
    scripts = "".join(f"<script>{asset(name)}</script>" for name in SCRIPTS)
    whole = (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{html.escape(drawn.title)}</title>'
        f"<style>{asset('leaflet.css')}{look}</style>{scripts}</head>"
        f"<body style='margin:0;display:flow-root;font-family:sans-serif'>{fragment}{_FITTED}</body></html>"
    )
    source = html.escape(whole, quote=True)
    return (
        f'<iframe title="{html.escape(drawn.title, quote=True)}" srcdoc="{source}" width="100%" height="600" '
        'style="border:0"></iframe>'
    )


@cache
def asset(name: str) -> str:
    """A script or a style of the maps, fit to stand inside a page."""
    text = files("ctg_lib.export").joinpath("assets", name).read_text(encoding="utf-8")
    if name == "leaflet.css":
        # Pictures of the layers control and of default markers: neither is used, and each would be a request.
        lines = (line for line in text.splitlines() if "url(" not in line and "behavior:" not in line)
        return "\n".join(line for line in lines if "mix-blend-mode" not in line)
    return text.replace("//# sourceMappingURL=leaflet.js.map", "").replace("</script", "<\\/script")


@contextmanager
def _numbered(title: str) -> Iterator[None]:
    """Element names made from the title and a count: branca draws them at random, and no two runs would be alike."""
    stem, numbers = hashlib.sha256(title.encode()).hexdigest()[:24], count()
    usual = branca.element.Element.__dict__["_generate_id"]
    branca.element.Element._generate_id = classmethod(lambda cls: f"{stem}{next(numbers):08x}")
    try:
        yield
    finally:
        branca.element.Element._generate_id = usual


def _spec(drawn: Drawn, shapes: str) -> dict[str, Any]:
    families = {one.family.id: {"shape": one.family.shape} for one in drawn.layers}
    return {
        "outlines": address(shapes),
        "ink": INK,
        "blank": BLANK,
        "focus": list(drawn.focus),
        "shadings": [
            {
                "fills": dict(one.fills),
                "texts": dict(one.texts),
                "marks": dict(one.marks),
                "label": one.label,
            }
            for one in drawn.shadings
        ],
        "families": families,
        "unplaced": UNPLACED,
        "points": [_point(one) for one in drawn.points],
        "groups": [
            {
                "at": [one.latitude, one.longitude],
                "nom": one.commune,
                "items": [[item.family, item.count, item.text] for item in one.items],
            }
            for one in drawn.groups
        ],
    }


def _point(one: Point) -> dict[str, Any]:
    known = not np.isnan(one.capacity)
    return {
        "at": [one.latitude, one.longitude],
        "family": one.family,
        "letter": one.letter,
        "texts": one.text.split("\n"),
        "known": known,
        "size": across(one.capacity),
    }


def across(capacity: float) -> int:
    """How wide the symbol of a service is: its surface follows its capacity, where that is known."""
    return SIZE if np.isnan(capacity) else round(min(MOST, max(LEAST, 4.4 * capacity**0.5)))


def borders(drawn: Drawn) -> list[tuple[frozenset[str], float]]:
    """What is surrounded, and how thick: the intercommunalité first, then the territory over it."""
    return [(codes, weight) for codes, weight in ((drawn.around, 1.8), (drawn.subject, 3.2)) if codes]


def _rings(lines: Sequence[shapely.LinearRing]) -> list[list[list[float]]]:
    """Lines as latitudes and longitudes."""
    return [[[lat, lon] for lon, lat in ring.coords] for ring in lines]


def edge(drawn: Drawn, codes: frozenset[str]) -> Sequence[shapely.LinearRing]:
    """The lines around some communes together: of each piece, and of each hole."""
    return _lines(tuple(drawn.outlines.geometry[drawn.outlines["code"].isin(codes)]))


@lru_cache(maxsize=64)
def _lines(shapes: tuple[shapely.Geometry, ...]) -> tuple[shapely.LinearRing, ...]:
    return tuple(contours.rings(shapely.union_all(list(shapes))))


def _at(point: shapely.Point) -> list[float]:
    return [round(point.y, 4), round(point.x, 4)]


def _json(content: object) -> str:
    """JSON that no name can break out of, whatever it holds."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
