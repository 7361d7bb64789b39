"""Outlines: invented squares for every refusal, then the real outlines of the Loire."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from ctg_lib import folders
from ctg_lib.errors import InputError, MissingSourceError
from ctg_lib.sources import contours, decoupage
from ctg_lib.sources.card import Chain
from ctg_lib.territory import Territory
from tests import fictitious_france as invented

# Six squares in a row, touching: the communes of the invented département 01.
ROW = (invented.ALPHA, invented.DELTA, invented.ECHO, invented.FOXTROT, invented.GOLF, invented.CITY)


def square(west: float, south: float = 45.0, size: float = 0.1) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def squares() -> dict[str, dict[str, Any]]:
    return {code: square(4.0 + rank / 10) for rank, code in enumerate(ROW)}


def geojson(shapes: dict[str, Any]) -> bytes:
    features = [
        {"type": "Feature", "properties": {"code": code, "nom": "peu importe"}, "geometry": shape}
        for code, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reference folder of the invented country, without outlines."""
    decoupage.write(invented.write_archives(tmp_path / "archives"), tmp_path / "data" / "reference")
    monkeypatch.setenv("CTG_DATA", str(tmp_path / "data"))
    return tmp_path


def put(folder: Path, content: bytes, name: str = "contours.geojson") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def fingerprints(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


# ── Invented squares ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("packed", [False, True])
def test_outlines_come_back_in_the_order_asked(country: Path, packed: bool) -> None:
    content = geojson(squares())
    written = contours.write(put(country, gzip.compress(content, mtime=0) if packed else content), folders.reference())
    assert [path.name for path in written] == ["contours_communes_01.geojson.gz", "contours_communes_01.json"]
    frame = contours.outlines([invented.GOLF, invented.ALPHA])
    assert list(frame.columns) == ["code", "nom", "geometry"]
    assert frame[["code", "nom"]].to_numpy().tolist() == [[invented.GOLF, "Golf"], [invented.ALPHA, "Alpha"]]
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.iloc[1].equals(shapely.box(4.0, 45.0, 4.1, 45.1))


def test_the_same_bytes_twice(country: Path) -> None:
    path = put(country, geojson(squares()))
    contours.write(path, folders.reference())
    before = fingerprints(folders.reference())
    other = put(country, geojson(dict(reversed(squares().items()))), "other_order.geojson")
    contours.write(other, country / "again")
    contours.write(path, folders.reference())
    assert fingerprints(folders.reference()) == before
    name = "contours_communes_01.geojson.gz"
    assert fingerprints(country / "again")[name] == before[name]


def test_neighbours_keep_the_border_that_they_share(country: Path) -> None:
    """Rounding moves the points of both in the same way."""
    shapes = {code: square(4.0 + rank * 0.10003, size=0.10003) for rank, code in enumerate(ROW)}
    contours.write(put(country, geojson(shapes)), folders.reference())
    assert shapely.coverage_is_valid(list(contours.outlines(ROW).geometry))


def test_the_card_says_where_it_came_from(country: Path) -> None:
    path = put(country, geojson(squares()))
    contours.write(path, folders.reference())
    card = json.loads((folders.reference() / "contours_communes_01.json").read_text(encoding="utf-8"))
    assert card["chaine"] == "republie"
    assert card["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (card["communes"], card["geographie"], card["millesime"]) == (6, 2026, "")
    assert contours.credit().startswith("Etalab, d’après l’IGN, contours (republié")
    contours.write(path, folders.reference(), contours.Origin("2025", Chain.PRODUCER))
    assert contours.credit() == "Etalab, d’après l’IGN, contours 2025"


def test_communes_without_outline_are_all_listed(country: Path) -> None:
    contours.write(put(country, geojson(squares())), folders.reference())
    with pytest.raises(MissingSourceError) as caught:
        contours.outlines([invented.ALPHA, invented.MAYOTTE, "99999"])
    assert "97601, 99999" in caught.value.problems[0].what
    assert "contours" in (caught.value.problems[0].remedy or "")


def test_nothing_loaded_at_all(country: Path) -> None:
    with pytest.raises(MissingSourceError, match="2 commune"):
        contours.outlines(ROW[:2])
    with pytest.raises(MissingSourceError):
        contours.credit()


BOWTIE = {"type": "Polygon", "coordinates": [[[4.0, 45.0], [4.1, 45.1], [4.1, 45.0], [4.0, 45.1], [4.0, 45.0]]]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({invented.ALPHA: BOWTIE}, f"{invented.ALPHA} : contour invalide"),
        ({invented.ALPHA: {"type": "Point", "coordinates": [4.0, 45.0]}}, f"{invented.ALPHA} : contour invalide"),
        ({invented.ALPHA: {"type": "Polygon", "coordinates": []}}, f"{invented.ALPHA} : contour invalide"),
        ({invented.ALPHA: None}, f"({invented.ALPHA}) : contour illisible"),
        ({invented.ALPHA: {"type": "Polygon", "coordinates": "??"}}, "contour illisible"),
        ({invented.ALPHA: square(800_000.0, 6_400_000.0, 100.0)}, "Lambert"),
        ({invented.ALPHA: square(4.05)}, "se chevauchent"),
        ({invented.BRAVO: square(4.7)}, f"{invented.BRAVO} (Bravo) n’est plus une commune"),
        ({"99999": square(4.7)}, "« 99999 » : code inconnu"),
    ],
)
def test_bad_shapes_are_refused(country: Path, change: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        contours.read(put(country, geojson({**squares(), **change})))
    assert expected in str(caught.value)
    assert all(problem.file == "contours.geojson" for problem in caught.value.problems)


def test_a_hole_that_no_commune_fills_is_refused(country: Path) -> None:
    """Two communes close a ring around a gap."""
    around = shapely.box(4.0, 46.0, 4.3, 46.3).difference(shapely.box(4.1, 46.1, 4.2, 46.2))
    half = shapely.box(4.0, 46.0, 4.15, 46.3)
    shapes = squares() | {
        invented.ALPHA: shapely.geometry.mapping(around.intersection(half)),
        invented.DELTA: shapely.geometry.mapping(around.difference(half)),
    }
    with pytest.raises(InputError, match="trous"):
        contours.read(put(country, geojson(shapes)))


def test_every_problem_at_once_and_the_former_outlines_stay(country: Path) -> None:
    contours.write(put(country, geojson(squares())), folders.reference())
    before = fingerprints(folders.reference())
    shapes = {**squares(), "99999": square(4.7), invented.DELTA: BOWTIE}
    del shapes[invented.GOLF]
    twice = json.loads(geojson(shapes))
    twice["features"].append(twice["features"][0])
    with pytest.raises(InputError) as caught:
        contours.write(put(country, json.dumps(twice).encode()), folders.reference())
    told = str(caught.value)
    for expected in ("99999", "contour invalide", "figure deux fois", f"1 commune(s) sans contour ({invented.GOLF})"):
        assert expected in told
    assert fingerprints(folders.reference()) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"type": "Topology"}', gzip.compress(b"{}", mtime=0)[:-4], b"\xff\xfe\x00", b"code;nom\n"],
)
def test_what_is_not_geojson_is_refused(country: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"contours\.geojson"):
        contours.read(put(country, content))


def test_the_command_answers_with_exit_codes(country: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(put(country, geojson(squares())))
    assert contours.main([path, "2025", "producteur"]) == 0
    assert "contours_communes_01.geojson.gz" in capsys.readouterr().out
    assert contours.credit() == "Etalab, d’après l’IGN, contours 2025"
    assert contours.main([]) == 2
    assert contours.main([path, "bientôt"]) == 2
    assert contours.main([str(country / "absent.geojson")]) == 3
    assert "Traceback" not in capsys.readouterr().err


# ── The real outlines of the Loire ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def real() -> gpd.GeoDataFrame:
    return contours.outlines(Territory.of("42").communes)


def test_the_320_communes_are_valid_shapes(real: gpd.GeoDataFrame) -> None:
    assert len(real) == 320
    assert real.is_valid.all()
    assert real.total_bounds[0] > 3.6
    assert real.total_bounds[2] < 4.8
    assert real.loc[real.geom_type == "MultiPolygon", "code"].tolist() == ["42050", "42218"]


def test_areas_are_those_of_the_provenance(real: gpd.GeoDataFrame) -> None:
    areas = real.set_index("code").geometry.to_crs(2154).area / 1e6
    assert areas["42302"] == pytest.approx(12.14, abs=0.05)
    assert areas["42218"] == pytest.approx(80.1, abs=0.3)
    assert areas.sum() == pytest.approx(4804, abs=15)


def test_shared_borders_are_kept_but_for_one_known_overlap(real: gpd.GeoDataFrame) -> None:
    edges = shapely.coverage_invalid_edges(list(real.geometry))
    assert [code for code, edge in zip(real["code"], edges, strict=True) if not edge.is_empty] == ["42218", "42237"]
    metric = real.set_index("code").geometry.to_crs(2154)
    assert metric["42218"].intersection(metric["42237"]).area < 60


def test_inner_borders_are_drawn_by_two_communes_exactly(real: gpd.GeoDataFrame) -> None:
    segments: Counter[frozenset[tuple[float, float]]] = Counter()
    for geometry in real.geometry:
        for part in shapely.get_parts(geometry):
            points = list(part.exterior.coords)
            segments.update(frozenset(pair) for pair in pairwise(points))
    by_use = Counter(segments.values())
    # The source has 6 307 inner and 1 311 outer ones; mending 42218 opened one border, that of the known overlap.
    assert by_use == {2: 6306, 1: 1314}


def test_the_metropole_can_be_drawn_and_the_monts_du_lyonnais_cannot() -> None:
    assert len(contours.outlines(Territory.of("244200770").communes)) == 53
    with pytest.raises(MissingSourceError, match="23 commune"):
        contours.outlines(Territory.of("200066587").communes)


def test_the_committed_outlines_are_those_of_the_real_file(real_files: Path, tmp_path: Path) -> None:
    contours.write(real_files / "contours" / "contours_communes_dep42.geojson", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folders.reference() / path.name).read_bytes(), path.name


def test_the_old_geography_is_refused_with_its_six_merged_communes(real_files: Path) -> None:
    with pytest.raises(InputError) as caught:
        contours.read(real_files / "geometrie" / "communes-42-loire.geojson")
    told = str(caught.value)
    assert len(caught.value.problems) == 6
    assert all(code in told for code in ("42004", "42072", "42082", "42109", "42252", "42291"))


def test_the_card_of_the_real_outlines() -> None:
    card = json.loads((folders.reference() / "contours_communes_42.json").read_text(encoding="utf-8"))
    assert card["chaine"] == "republie"
    assert card["millesime"] == "2025"
    assert card["republie_par"]
    assert card["communes"] == 320
    assert "contours 2025 (republié par un tiers" in contours.credit()
