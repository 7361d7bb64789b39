"""Choropleths: folium without a single request, and the same map as a still SVG for paper and for closed scripts."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any

import branca
import folium
import geopandas as gpd
from branca.element import MacroElement, Template
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ctg_lib.views.charts import INK, RULE, canvas, image, styled
from ctg_lib.views.classes import Classes

RAMP = ("#e6efef", "#b3d1d2", "#6fa5a8", "#2f767b", "#0b4a50")
BLANK = "#f4f1ea"
HATCH = "////"
DASHES = "3 4"


@dataclass(frozen=True)
class Layer:
    """What a choropleth draws.

    frame: GeoDataFrame (EPSG:4326) with columns code, nom, value (NaN where there is none), shown (French text of the
    value or of its status). subject: code of the commune that stands out. legend: one label a class.
    """

    frame: gpd.GeoDataFrame
    classes: Classes
    legend: tuple[str, ...]
    subject: str
    label: str
    blank: str

    @property
    def ramp(self) -> list[str]:
        """One colour a class, from light to dark."""
        steps = max(len(self.classes) - 1, 1)
        return [RAMP[round(place * (len(RAMP) - 1) / steps)] for place in range(len(self.classes))]


class _Controls(MacroElement):  # type: ignore[misc]
    """Zoom buttons with French titles, Leaflet's own being English; Escape takes away what the pointer made appear."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "L.control.zoom({zoomInTitle: 'Zoomer', zoomOutTitle: 'Dézoomer'}).addTo({{ this._parent.get_name() }});"
        "L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});"
        "document.addEventListener('keydown', key => key.key === 'Escape' && "
        "{{ this._parent.get_name() }}.eachLayer(one => one.closeTooltip && one.closeTooltip()));"
        "{% endmacro %}"
    )


def body(layer: Layer, title: str, height: int = 420) -> str:
    """The live map as a fragment of a page that already holds Leaflet: container, style and script."""
    with _numbered(title):
        chart = _folium(layer, height)
        root = chart.get_root()
        root.render()
        container = root.html.render().strip()
        script = root.script.render()
    named = container.replace(
        'class="folium-map"', f'class="folium-map" role="region" aria-label="Carte : {html.escape(title, quote=True)}"'
    )
    style = f"<style>#{chart.get_name()}{{height:{height}px;width:100%;position:relative}}</style>"
    return f'<div class="carte">{style}{named}<script>{script}</script></div>'


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


def page(layer: Layer, title: str) -> str:
    """The live map alone in an iframe, for JupyterLab."""
    alone = (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{asset('leaflet.css')}</style><script>{asset('leaflet.js')}</script></head>"
        f"<body style='margin:0'>{body(layer, title)}</body></html>"
    )
    source = html.escape(alone, quote=True)
    return f'<iframe title="{html.escape(title, quote=True)}" srcdoc="{source}" width="100%" height="430"></iframe>'


@cache
def asset(name: str) -> str:
    """A vendored file of Leaflet, fit to stand inside a page."""
    text = files("ctg_lib.export").joinpath("assets", name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        # Pictures of the layers control and of default markers: neither is used, and each would be a request.
        lines = (line for line in text.splitlines() if "url(" not in line and "behavior:" not in line)
        return "\n".join(line for line in lines if "mix-blend-mode" not in line)
    return text.replace("//# sourceMappingURL=leaflet.js.map", "").replace("</script", "<\\/script")


def _folium(layer: Layer, height: int) -> folium.Map:
    west, south, east, north = layer.frame.total_bounds
    chart = folium.Map(
        tiles=None, zoom_control=False, attribution_control=False, prefer_canvas=True, height=height, zoom_snap=0.25
    )
    folium.GeoJson(
        layer.frame[["geometry", "code", "nom", "shown", "fill", "weight"]],
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(["nom", "shown"], aliases=["", layer.label + "\u00a0:"], sticky=True),
    ).add_to(chart)
    chart.fit_bounds([[south, west], [north, east]], padding=(8, 8))
    _Controls().add_to(chart)
    return chart


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    one = feature["properties"]
    drawn = {"fillColor": one["fill"], "fillOpacity": 1, "color": INK, "weight": one["weight"], "opacity": 0.8}
    # Where there is no value, the tint alone would pass for that of the lowest class.
    return drawn | ({"dashArray": DASHES} if one["fill"] == BLANK else {})


def painted(layer: Layer) -> Layer:
    """The layer with the colour and outline of each commune, the subject drawn last."""
    frame = layer.frame.copy()
    frame["fill"] = [BLANK if value != value else layer.ramp[layer.classes.of(value)] for value in frame["value"]]
    frame["weight"] = [3.0 if code == layer.subject else 0.7 for code in frame["code"]]
    ordered = frame.sort_values("weight", kind="stable").reset_index(drop=True)
    return replace(layer, frame=ordered)


@styled
def still(layer: Layer) -> Figure:
    """The same map, classes and colours, without script."""
    figure, axes = canvas(5.6, left=0.02, bottom=0.1)
    axes.set_axis_off()
    frame = layer.frame
    blank = frame["value"].isna()
    if blank.any():
        frame[blank].plot(ax=axes, color=BLANK, edgecolor=RULE, hatch=HATCH, linewidth=0.4)
    frame[~blank].plot(ax=axes, color=list(frame.loc[~blank, "fill"]), edgecolor=INK, linewidth=0.3)
    subject = frame[frame["code"] == layer.subject]
    if len(subject):
        subject.boundary.plot(ax=axes, color=INK, linewidth=2)
        point = subject.geometry.iloc[0].representative_point()
        # On a ground of its own: on the darkest class, a name in ink would not be read.
        ground = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5}
        axes.annotate(
            subject["nom"].iloc[0],
            (point.x, point.y),
            ha="center",
            va="center",
            fontsize=9,
            color=INK,
            bbox=ground,
        )
    axes.set_aspect(1 / 0.7)
    # The classes in one row, from light to dark: on several, a legend is filled downwards and its order is lost.
    *keys, last = _keys(layer, bool(blank.any()))
    rows = ([*keys], [last]) if blank.any() else ([*keys, last], [])
    for height, row in zip((0.04, 0.0), rows, strict=True):
        figure.legend(
            handles=row,
            loc="lower center",
            ncols=max(len(row), 1),
            bbox_to_anchor=(0.5, height),
            frameon=False,
            fontsize=9,
            handlelength=1.4,
            columnspacing=1.2,
        )
    return figure


def _keys(layer: Layer, blank: bool) -> list[Patch]:
    pairs = zip(layer.ramp, layer.legend, strict=True)
    keys = [Patch(facecolor=fill, edgecolor=INK, label=text) for fill, text in pairs]
    return keys + ([Patch(facecolor=BLANK, edgecolor=RULE, hatch=HATCH, label=layer.blank)] if blank else [])


def legend(layer: Layer) -> str:
    """The legend as HTML, for the live map."""
    pairs = list(zip(layer.ramp, layer.legend, strict=True))
    if layer.frame["value"].isna().any():
        pairs.append((BLANK, layer.blank))
    keys = [
        f'<li><span class="pastille{" sans" if fill == BLANK else ""}" style="background:{fill}"></span>'
        f"{html.escape(text)}</li>"
        for fill, text in pairs
    ]
    return f'<ul class="legende" aria-label="Légende de la carte">{"".join(keys)}</ul>'


def picture(layer: Layer, title: str, alt: str) -> tuple[str, str]:
    """The picture of a map view, and its stand-alone page for JupyterLab.

    The still map and the live one stand side by side: the page shows the live one on screen where scripts run.
    """
    ready = painted(layer)
    live = f'<div class="vive">{body(ready, title)}{legend(ready)}</div>'
    return f'<div class="carte-double"><div class="fixe">{image(still(ready), alt)}</div>{live}</div>', page(
        ready, title
    )
