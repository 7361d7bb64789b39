"""Rows and maps to draw: every figure and name here is fictitious."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from ctg_lib.value import COLUMNS
from ctg_lib.views.classes import Classes
from ctg_lib.views.maps import Layer

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


def layer(**changes: Any) -> Layer:
    """Five invented communes in a row, one without a figure, one of them with an awkward name."""
    names = ["Alpha", "Bravo-l’Étang", "Charlie <b>&</b>", "Delta", "Écho"]
    values = [0.10, 0.15, 0.20, float("nan"), 0.30]
    frame = gpd.GeoDataFrame(
        {
            "code": [f"0100{place}" for place in range(1, 6)],
            "nom": names,
            "value": values,
            "shown": ["10,0 %", "15,0 %", "20,0 %", "secret statistique", "30,0 %"],
        },
        geometry=[box(4 + place / 10, 45, 4.1 + place / 10, 45.1) for place in range(5)],
        crs="EPSG:4326",
    )
    usual: dict[str, Any] = {
        "frame": frame,
        "classes": Classes((0.10, 0.16, 0.22, 0.30)),
        "legend": ("10 à 16 %", "16 à 22 %", "22 à 30 %"),
        "subject": "01002",
        "label": "Part des moins de 15 ans",
        "blank": "pas de chiffre",
    }
    return Layer(**{**usual, **changes})
