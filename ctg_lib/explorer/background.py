"""The plan of the IGN under a map of JupyterLab, for whoever asks for it: the one thing here that leaves the computer.

An exported page never has it: it is laid in the stand-alone map alone, and the policy of a page refuses any address.
"""

from __future__ import annotations

import json
import re

from ctg_lib.views import maps
from ctg_lib.views.leaflet import alone, asset
from ctg_lib.views.map_layers import Drawn

# Open service of the Géoplateforme, without a key: https://geoservices.ign.fr/services-geoplateforme-diffusion
PLAN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
DEEPEST = 19
CREDIT = "Fond de plan : © IGN, Géoplateforme"
WARNING = "Fond de plan de l’IGN (envoie à l’IGN l’adresse de votre ordinateur et la zone regardée)"


def over_plan(drawn: Drawn) -> str:
    """The stand-alone map over the plan, its colours let through."""
    fragment = maps.live(drawn)
    found = re.search(r'id="(map_\w+)"', fragment)
    assert found is not None, "a map of folium bears its name"
    options = json.dumps({"maxZoom": DEEPEST, "attribution": CREDIT}, ensure_ascii=False)
    script = (
        f"<script>L.tileLayer({json.dumps(PLAN)}, {options}).addTo({found[1]});"
        f"L.control.attribution({{prefix: false}}).addTo({found[1]});</script>"
    )
    return alone(drawn, fragment + script, asset("carte.css") + ".leaflet-overlay-pane canvas { opacity: .6; }")
