"""Frames with a place on a map, in EPSG:4326: services, outlines, an indicator over communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from ctg_lib.analysis.service_types import FAMILIES, TYPES
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.reading.rows import told
from ctg_lib.sources import contours
from ctg_lib.territory import Territory

if TYPE_CHECKING:
    import geopandas as gpd

DEGREES = "EPSG:4326"


def services(diagnostic: Diagnostic) -> gpd.GeoDataFrame:
    """The services of the communes of a territory; without geometry where no list says where they are."""
    import geopandas as gpd

    kept = diagnostic.services.kept
    found = kept[kept["commune"].isin(diagnostic.territory.communes)].reset_index(drop=True)
    known = found["latitude"].notna() & found["longitude"].notna()
    points = [
        shapely.Point(longitude, latitude) if sure else None
        for longitude, latitude, sure in zip(found["longitude"], found["latitude"], known, strict=True)
    ]
    kinds = [TYPES[name] for name in found["type"]]
    return gpd.GeoDataFrame(
        {
            "type": found["type"],
            "service": [kind.one for kind in kinds],
            "family": [FAMILIES[kind.family].label for kind in kinds],
            "name": found["name"],
            "commune": found["commune"],
            "commune_name": [Territory.of(code).name for code in found["commune"]],
            "capacity": found["capacity"],
            "count": found["count"],
            "source": found["source"],
            "located": known,
        },
        geometry=points,
        crs=DEGREES,
    )


def outline(territory: Territory) -> gpd.GeoDataFrame:
    """The communes of a territory as one shape."""
    import geopandas as gpd

    shape = contours.outlines(territory.communes).geometry.union_all()
    return gpd.GeoDataFrame({"code": [territory.code], "name": [territory.name]}, geometry=[shape], crs=DEGREES)


def mapped(diagnostic: Diagnostic, indicator: str) -> gpd.GeoDataFrame:
    """An indicator over the communes of the surroundings and those that touch them, where they have an outline."""
    import geopandas as gpd

    codes = contours.drawable((*diagnostic.surroundings, *diagnostic.neighbours))
    shapes = contours.outlines(codes).set_index("code").geometry
    rows = told(diagnostic.communes(indicator), map(Territory.of, codes))
    rows = rows[rows["territory"].isin(codes)].reset_index(drop=True)
    rows["inside"] = rows["territory"].isin(diagnostic.territory.communes)
    return gpd.GeoDataFrame(rows, geometry=list(shapes.loc[rows["territory"]]), crs=DEGREES)
