"""The outlines of the territories of a batch, laid out for a small drawing inside a page."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ctg_lib.batch.recap import Outcome
from ctg_lib.gazetteer import gazetteer
from ctg_lib.sources import contours
from ctg_lib.territory import Level

# Units of the drawing along its longer side, and how many of them a detail must be wide to be kept.
LENGTH, DETAIL = 1000, 1.5


@dataclass(frozen=True)
class Sheet:
    """A drawing, `width` × `height` units; paths: for each code, in their order, the outline as SVG writes it.

    ground: the outline of what lies under all of them, empty for nothing.
    """

    width: int
    height: int
    paths: dict[str, str]
    ground: str = ""


def sheet(outcomes: Sequence[Outcome], within: Collection[str] = ()) -> Sheet | None:
    """The territories that can be drawn, the widest first so that none hides another; None where none can be.

    within: the communes of what they are in, drawn under them where every one of them can be. A group of communes has
    no outline here: its code does not say which they are.
    """
    held = {one.code: _communes(one) for one in outcomes}
    there = set(contours.drawable({code for codes in held.values() for code in codes}))
    drawn = {code: codes for code, codes in held.items() if codes and there.issuperset(codes)}
    if not drawn:
        return None
    ground = set(within) if len(contours.drawable(within)) == len(within) else set()
    wanted = sorted(ground.union(*drawn.values()))
    shapes, width, height = _flat(contours.outlines(wanted).geometry.to_numpy())
    # Borders in common stay in common.
    light = dict(zip(wanted, shapely.coverage_simplify(shapes, DETAIL), strict=True))

    def around(codes: Iterable[str]) -> str:
        return _path(shapely.union_all([light[one] for one in codes]))

    ordered = sorted(drawn, key=lambda code: (-len(drawn[code]), code))
    paths = {code: around(drawn[code]) for code in ordered}
    under = around(sorted(ground)) if ground else ""
    return Sheet(width, height, {code: path for code, path in paths.items() if path}, under)


def _communes(one: Outcome) -> tuple[str, ...]:
    if one.level is Level.COMMUNE:
        return (one.code,)
    return gazetteer().members[Level.EPCI].get(one.code, ()) if one.level is Level.EPCI else ()


def _flat(shapes: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], int, int]:
    """Longitudes and latitudes as units of the drawing, from its top left corner, with its width and its height."""
    west, south, east, north = shapely.total_bounds(shapes)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = LENGTH / max((east - west) * shrink, north - south)

    def placed(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack([(points[:, 0] - west) * shrink * scale, (north - points[:, 1]) * scale])

    flat: np.ndarray[Any, Any] = shapely.transform(shapes, placed)
    return flat, math.ceil((east - west) * shrink * scale), math.ceil((north - south) * scale)


def _path(shape: shapely.Geometry) -> str:
    lines = contours.rings(shape)
    return "".join(_ring(np.rint(np.asarray(ring.coords)).astype(int).tolist()) for ring in lines)


def _ring(points: list[list[int]]) -> str:
    """Each point as its distance from the one before, in whole units; nothing of a ring that has no surface left."""
    (x, y), *others = points
    start, steps = f"M{x} {y}l", []
    for across, down in others[:-1]:
        if (across, down) != (x, y):
            steps.append(f"{across - x} {down - y}")
        x, y = across, down
    return f"{start}{' '.join(steps)}z" if len(steps) > 1 else ""
