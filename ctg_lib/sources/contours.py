"""Outlines of communes, by département, at the current geography: Etalab's simplified contours, from IGN's.

`python -m ctg_lib.sources.contours FILE [AAAA] [producteur] [voisines]` makes
`data/reference/contours_communes_<dep>.geojson.gz` from a GeoJSON of whole départements, with a JSON beside it that
says where it came from: the same bytes each time. `voisines` takes some communes of a département, to be drawn around
others. Fit for a map; neither for measuring areas nor for placing an address near a border.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from ctg_lib import articles, folders
from ctg_lib.errors import CtgError, InputError, MissingSourceError, Problem, UsageError
from ctg_lib.gazetteer import Level, gazetteer
from ctg_lib.sources.card import Chain

if TYPE_CHECKING:
    import geopandas as gpd

# Degrees, about 10 m: the resolution of the source. The same rounding for all keeps the borders that communes share.
DIGITS = 4
# Overlaps or gaps beyond this share of the area mean that communes were simplified one by one.
TOLERANCE = 1e-6
# What two outlines that are one fail to share, of the length of a border.
TRACE = 1e-3
REBUILD = "python -m ctg_lib.sources.contours FICHIER.geojson"


@dataclass(frozen=True)
class Origin:
    """Where a file of outlines came from.

    vintage: year of the outlines, empty where it is not told. partial: whether it has some communes only of its
    départements.
    """

    vintage: str
    chain: Chain
    republished_by: str = ""
    partial: bool = False


# Files seen, by sha256.
KNOWN = {
    "b176946b8e808cf563eb9641047095c5ec7f6702c7ac3bd1b12f0a50fdbb3c34": Origin(
        "2025",
        Chain.REPUBLISHED,
        "GitHub, MayetSoft/rouages.fr, public/territoires/dep/42-contours.json, "
        "version 12ff24e10a8c4ac8fd008ed97a3cb7ab4ced0c39",
    ),
    "812793e3772544a014e58aee07a07e6fbc7d711831cc930600748b5ef656bd87": Origin(
        "2025",
        Chain.REPUBLISHED,
        "GitHub, MayetSoft/rouages.fr, public/territoires/dep/69-contours.json, "
        "version 12ff24e10a8c4ac8fd008ed97a3cb7ab4ced0c39",
        partial=True,
    ),
}
CARD = {
    "titre": "Contours simplifiés des communes (100 m)",
    "producteur": "Etalab (data.gouv.fr, jeu 683424e996857155175d4f68), d’après ADMIN EXPRESS de l’IGN",
    "licence": "Licence Ouverte",
    "reperes": "EPSG:4326, longitude puis latitude, arrondies à 0,0001 degré",
    "usage": "cartes seulement : ni mesure de surface, ni adresse près d’une limite",
}
Shapes = dict[str, Any]


def read(path: Path, *, partial: bool = False) -> Shapes:
    """Commune → its shape, from a GeoJSON (plain or gzip) of whole départements, in longitude and latitude.

    partial: some communes of a département are enough, and what lies between them is not looked at.

    Raises InputError with every problem: unreadable file, unknown or merged communes, communes missing from a
    département, invalid shapes, overlaps and gaps between neighbours.
    """
    name = Path(path).name
    shapes: Shapes = {}
    problems: list[Problem] = []
    for rank, feature in enumerate(_features(path), start=1):
        code = (feature.get("properties") or {}).get("code")
        try:
            geometry = shapely.transform(shape(feature["geometry"]), lambda points: np.round(points, DIGITS))
        except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError):
            problems.append(Problem(f"objet {rank} ({code}) : contour illisible.", file=name))
            continue
        problems += [
            Problem(f"objet {rank} : {what}", file=name, remedy=remedy)
            for what, remedy in _trouble(code, geometry, shapes)
        ]
        shapes[str(code)] = geometry
    if not partial:
        problems += [Problem(what, file=name, remedy=_WHOLE) for what in _absent(shapes)]
    if not problems:
        problems = [Problem(what, file=name, remedy=_TOPOLOGY) for what in _loose_borders(shapes, holes=not partial)]
    if problems:
        raise InputError(f"{name} : contours refusés, rien n’a été enregistré.", problems)
    return dict(sorted(shapes.items()))


_WHOLE = "donner le fichier du département entier, au découpage actuel."
_TOPOLOGY = "prendre des contours simplifiés ensemble, qui gardent les limites communes."


def _features(path: Path) -> Iterator[dict[str, Any]]:
    name = Path(path).name
    try:
        raw = Path(path).read_bytes()
        content = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        features = content["features"]
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        problem = Problem(f"lecture impossible ({type(error).__name__}).", file=name, remedy="donner un GeoJSON.")
        raise InputError(f"{name} n’est pas un fichier de contours.", [problem]) from None
    yield from features


def _trouble(code: object, geometry: Any, known: Shapes) -> Iterator[tuple[str, str]]:
    """What is wrong with one commune, and the remedy, in French."""
    try:
        gazetteer().commune(code)
    except CtgError as error:
        yield error.title, _WHOLE
    if code in known:
        yield f"{code} figure deux fois.", "ne garder qu’un contour par commune."
    if geometry.is_empty or geometry.geom_type not in ("Polygon", "MultiPolygon") or not geometry.is_valid:
        yield f"{code} : contour invalide ({shapely.is_valid_reason(geometry)}).", _TOPOLOGY
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        yield f"{code} : coordonnées hors du globe (fichier en Lambert ?).", "convertir en longitude et latitude."


def _absent(shapes: Shapes) -> Iterator[str]:
    """Communes that lack from a département that the file has in part."""
    book = gazetteer()
    for departement in sorted({book.communes[code].departement for code in shapes if code in book.communes}):
        lacking = sorted(set(book.members[Level.DEPARTEMENT][departement]) - shapes.keys())
        if lacking:
            shown = ", ".join(lacking[:8]) + ("…" if len(lacking) > 8 else "")
            yield f"département {departement} : {len(lacking)} commune(s) sans contour ({shown})."


def _loose_borders(shapes: Shapes, *, holes: bool) -> Iterator[str]:
    """Overlaps of neighbours and, where they are all there, holes that no commune fills."""
    union = shapely.union_all(list(shapes.values()))
    overlap = sum(one.area for one in shapes.values()) - union.area
    empty = sum(shapely.Polygon(ring).area for part in shapely.get_parts(union) for ring in part.interiors)
    for what, area in (("se chevauchent", overlap), ("laissent des trous entre elles", empty if holes else 0.0)):
        if area > TOLERANCE * union.area:
            yield f"des communes voisines {what} ({area / union.area:.1e} de la surface)."


def write(path: Path, target: Path, origin: Origin | None = None) -> list[Path]:
    """Outlines of `path` into `target`, two files a département, all ready before the first is put in place.

    origin: by default that of the known file with this sha256, else a republication of unknown vintage.
    """
    raw = Path(path).read_bytes() if Path(path).is_file() else b""
    digest = hashlib.sha256(raw).hexdigest()
    origin = origin or KNOWN.get(digest) or Origin("", Chain.REPUBLISHED)
    shapes = read(path, partial=origin.partial)
    by_departement: dict[str, Shapes] = {}
    for code, geometry in shapes.items():
        by_departement.setdefault(gazetteer().communes[code].departement, {})[code] = geometry
    target.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(prefix=".ecriture-", dir=target) as name:
        for departement, part in by_departement.items():
            stem = Path(name) / f"contours_communes_{departement}"
            stem.with_suffix(".geojson.gz").write_bytes(gzip.compress(_geojson(part), 9, mtime=0))
            card = {
                **CARD,
                **{_FIELDS[field]: str(value) for field, value in asdict(origin).items() if field in _FIELDS},
                "couverture": "quelques communes" if origin.partial else "département entier",
                "emprise": [float(bound) for bound in shapely.total_bounds(list(part.values()))],
                "geographie": gazetteer().cog,
                "communes": len(part),
                "fichier": Path(path).name,
                "sha256": digest,
                "octets": len(raw),
            }
            text = json.dumps(card, ensure_ascii=False, indent=1)
            stem.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        for fresh in sorted(Path(name).iterdir()):
            written.append(fresh.replace(target / fresh.name))
    return written


_FIELDS = {"vintage": "millesime", "chain": "chaine", "republished_by": "republie_par"}


def _geojson(shapes: Shapes) -> bytes:
    """One line a commune, no names: they are in the table of communes."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": {"code": code}, "geometry": mapping(geometry)}, separators=(",", ":")
        )
        for code, geometry in shapes.items()
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode("ascii")


def outlines(codes: Iterable[str]) -> gpd.GeoDataFrame:
    """Outlines of communes, in the order given: columns code, nom, geometry (EPSG:4326).

    Raises MissingSourceError with every code that has no outline.
    """
    import geopandas as gpd

    wanted = list(codes)
    book = gazetteer()
    shapes = _around(wanted)
    lacking = [code for code in wanted if code not in shapes]
    if lacking:
        problem = Problem(f"communes sans contour : {', '.join(lacking)}.", remedy=f"« {REBUILD} ».")
        raise MissingSourceError(f"Il manque le contour de {len(lacking)} commune(s) pour la carte.", [problem])
    names = [articles.typographic(book.communes[code].name or code) for code in wanted]
    return gpd.GeoDataFrame({"code": wanted, "nom": names}, geometry=[shapes[code] for code in wanted], crs="EPSG:4326")


def drawable(codes: Iterable[str]) -> list[str]:
    """Those of these communes that have an outline, in the order given."""
    wanted = list(codes)
    shapes = _around(wanted)
    return [code for code in wanted if code in shapes]


def neighbours(codes: Iterable[str]) -> list[str]:
    """The communes that share a border with these and are none of them, as far as their outlines are at hand."""
    inside = set(codes)
    own = tuple(shape for code, shape in _around(inside).items() if code in inside)
    if not own:
        return []
    others = {code: shape for code, shape in _near(*shapely.total_bounds(own)).items() if code not in inside}
    borders = zip(others, _shared(own, tuple(others.values())), strict=True)
    # A corner in common is no border.
    return sorted(code for code, length in borders if length > 0)


# These two are asked for each map of a diagnostic, of the same communes.
@lru_cache(maxsize=16)
def _shared(inside: tuple[Any, ...], others: tuple[Any, ...]) -> tuple[float, ...]:
    """How long a border each of the others has in common with the shapes inside, taken together."""
    return tuple(shapely.length(shapely.intersection(shapely.union_all(list(inside)), list(others))))


def bare_border(codes: Iterable[str]) -> bool:
    """Whether some of the line around these communes has no outline at hand on its other side.

    A coast and the edge of the country are such lines too.
    """
    wanted = set(codes)
    beside = neighbours(wanted)
    others = _around(beside)
    inside = [shape for code, shape in _around(wanted).items() if code in wanted]
    return _bare(tuple(inside), tuple(others[code] for code in beside))


@lru_cache(maxsize=16)
def _bare(inside: tuple[Any, ...], beside: tuple[Any, ...]) -> bool:
    """Whether some of the line around these shapes is none of the lines around the others."""
    line = shapely.boundary(shapely.union_all(list(inside)))
    shared = shapely.union_all(shapely.boundary(list(beside)))
    return bool(shapely.difference(line, shared).length > TRACE * line.length)


def _near(west: float, south: float, east: float, north: float) -> Shapes:
    """The outlines that reach into a box, from the files whose own box does."""
    box = shapely.box(west, south, east, north)
    shapes: Shapes = {}
    for path in sorted(folders.reference().glob("contours_communes_*.json")):
        if box.intersects(shapely.box(*json.loads(path.read_text(encoding="utf-8"))["emprise"])):
            shapes |= _shapes(path.with_suffix(".geojson.gz"))
    return {code: shape for code, shape in shapes.items() if shape.intersects(box)}


def _around(codes: Iterable[str]) -> Shapes:
    """The outlines of every département that these communes belong to, as far as they are at hand."""
    book = gazetteer()
    shapes: Shapes = {}
    for departement in sorted({book.communes[code].departement for code in codes if code in book.communes}):
        shapes |= _shapes(folders.reference() / f"contours_communes_{departement}.geojson.gz")
    return shapes


@cache
def _shapes(path: Path) -> Shapes:
    if not path.exists():
        return {}
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in _features(path)}


def rings(shape: shapely.Geometry) -> list[shapely.LinearRing]:
    """The lines of a shape: around each of its pieces, and around each hole."""
    return [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]


def credit() -> str:
    """The source line of a map: « Etalab, d’après l’IGN, contours 2025 (republié par un tiers…) »."""
    lines = set()
    for path in folders.reference().glob("contours_communes_*.json"):
        card = json.loads(path.read_text(encoding="utf-8"))
        chain = Chain(card["chaine"])
        told = "" if chain is Chain.PRODUCER else f" ({chain.label})"
        lines.add(" ".join(f"Etalab, d’après l’IGN, contours {card['millesime']}".split()) + told)
    if not lines:
        problem = Problem("aucune fiche de contours.", remedy=f"« {REBUILD} ».")
        raise MissingSourceError("Il manque les contours des communes.", [problem])
    return " ; ".join(sorted(lines))


_WORDS = ("producteur", "voisines")


def main(arguments: Sequence[str]) -> int:
    """Command of the module: the file, then its vintage and the word `producteur` where they hold."""
    try:
        if not arguments:
            raise UsageError(f"Usage : {REBUILD} [AAAA] [producteur] [voisines]")
        file, *words = arguments
        unknown = [word for word in words if word not in _WORDS and not re.fullmatch(r"20\d{2}", word)]
        if unknown:
            raise UsageError(f"« {unknown[0]} » n’est ni une année, ni « producteur », ni « voisines ».")
        vintage = next((word for word in words if word not in _WORDS), "")
        chain = Chain.PRODUCER if "producteur" in words else Chain.REPUBLISHED
        given = Origin(vintage, chain, partial="voisines" in words) if words else None
        written = write(Path(file), folders.reference(), given)
    except CtgError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    for path in written:
        sys.stdout.write(f"{path.name} : {path.stat().st_size} octets\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
