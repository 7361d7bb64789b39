"""Rows and maps to draw: every figure and name here is fictitious."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from ctg_lib.analysis.service_types import FAMILIES
from ctg_lib.value import COLUMNS
from ctg_lib.views.classes import Classes
from ctg_lib.views.map_layers import SECRET, Drawn, Group, Item, Layer, Point, Shading, crossed, shading

NARROW = "\u202f"


def row(**changes: Any) -> pd.Series:
    """A row of the long table: 18,5 % of an invented commune."""
    usual: dict[str, Any] = {
        "indicator": "ctx_0_14_part",
        "territory": "01001",
        "level": "commune",
        "vintage": "2022",
        "unit": "part",
        "value": 0.185,
        "low": float("nan"),
        "high": float("nan"),
        "numerator": 1_850.0,
        "denominator": 10_000.0,
        "status": "published",
        "method": "calculé à partir d’effectifs publiés",
        "source": "rp@2022",
    }
    return pd.Series({**usual, **changes})[list(COLUMNS)]


def blank(status: str, method: str, **changes: Any) -> pd.Series:
    """A row without a value, and why."""
    nothing = dict.fromkeys(("value", "low", "high", "numerator", "denominator"), float("nan"))
    return row(**nothing, status=status, method=method, **changes)


# Invented communes in a row, one of them with an awkward name.
NAMES = ("Alpha", "Bravo-l’Étang", "Charlie <b>&</b>", "Delta", "Écho")
WORST = "A</script><script>alert(1)</script>"


def outlines(names: Sequence[str] = NAMES) -> gpd.GeoDataFrame:
    """A square for each name, from west to east; codes from 01001."""
    edges = [round(4 + place / 10, 1) for place in range(len(names) + 1)]
    squares = [box(west, 45, east, 45.1) for west, east in pairwise(edges)]
    codes = [f"01{place:03}" for place in range(1, len(names) + 1)]
    return gpd.GeoDataFrame({"code": codes, "nom": list(names)}, geometry=squares, crs="EPSG:4326")


def shaded(blanks: Mapping[str, str] | None = None, label: str = "Part des moins de 15 ans") -> Shading:
    """A share over the five communes, in three classes; Delta has none, unless `blanks` tells others."""
    blanks = {"01004": SECRET} if blanks is None else blanks
    known = {"01001": 0.10, "01002": 0.15, "01003": 0.20, "01004": 0.25, "01005": 0.30}
    values = {code: value for code, value in known.items() if code not in blanks} | dict.fromkeys(blanks, float("nan"))
    texts = {
        code: f"pas de part en {code}" if code in blanks else f"{value:.0%} de part" for code, value in values.items()
    }
    return shading(label, values, texts, blanks, THIRDS, ("10 à 16 %", "16 à 22 %", "22 à 30 %"))


THIRDS = Classes((0.10, 0.16, 0.22, 0.30))


def met(blanks: Mapping[str, str] | None = None) -> Shading:
    """Two figures crossed over nine communes, one in each cell: 01001 in A1, 01002 in A2… 01009 in C3."""
    codes = [f"01{place:03}" for place in range(1, 10)]
    needs = {code: (0.12, 0.2, 0.28)[place // 3] for place, code in enumerate(codes)}
    wants = {code: (0.12, 0.2, 0.28)[place % 3] for place, code in enumerate(codes)}
    legends = (("peu", "assez", "beaucoup"), ("près", "plus loin", "très loin"))
    texts = {code: f"mots de {code}" for code in codes}
    return crossed(("Enfants", "Distance"), (needs, wants), texts, blanks or {}, (THIRDS, THIRDS), legends)


def drawn(**changes: Any) -> Drawn:
    """The five communes; Bravo is the territory, its intercommunalité has Alpha and Charlie too."""
    usual: dict[str, Any] = {
        "title": "Où les « petits » vivent-ils ?",
        "outlines": outlines(),
        "subject": frozenset({"01002"}),
        "around": frozenset({"01001", "01002", "01003"}),
        "focus": ("01001", "01002", "01003", "01004", "01005"),
        "shadings": (shaded(),),
    }
    return Drawn(**{**usual, **changes})


def served(**changes: Any) -> Drawn:
    """The same with services: two crèches at their points, one of unknown capacity; two schools somewhere in Écho."""
    creches = Layer(FAMILIES["petite_enfance"], {"C": "crèche"}, shown=True)
    schools = Layer(FAMILIES["enfance"], {"É": "école"}, shown=False)
    usual: dict[str, Any] = {
        "layers": (creches, schools),
        "points": (
            Point(45.05, 4.12, "petite_enfance", "C", "Les Hirondelles\ncrèche, Bravo-l’Étang\n30 places", 30.0),
            Point(45.05, 4.25, "petite_enfance", "C", "Les Mésanges\ncrèche, Charlie"),
        ),
        "groups": (
            Group(
                45.05, 4.45, "Écho", (Item("enfance", "É", 2, "2 écoles"), Item("petite_enfance", "C", 1, "1 crèche"))
            ),
            Group(45.05, 4.35, "Delta", (Item("enfance", "É", 1, "1 école"),)),
        ),
    }
    return drawn(**{**usual, **changes})
