"""The table of distances, held beside naive loops over the real communes of the Loire."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from ctg_lib import folders, parameters
from ctg_lib.analysis import access_table
from ctg_lib.analysis.access_table import COUNTED, NEAREST
from ctg_lib.analysis.services import gather
from ctg_lib.indicators import indicator
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.ingestion import read_all
from ctg_lib.sources import contours
from ctg_lib.sources.acces import CHILDREN, FAR, MANY, PEOPLE, SHARED
from ctg_lib.sources.card import Chain, Table
from ctg_lib.store import Manifest, Store
from ctg_lib.territory import Territory
from tests.analysis.lists import laid, store
from tests.sources.local_books import OFFER, answer, answers, may_be_shown, saved, template, type_line

SAMPLE = folders.PROJECT / "data" / "sample"
SORBIERS, SEM = "42302", "244200770"
DETOUR, RADIUS = parameters.value("detour_route"), parameters.value("rayon_acces")
AT_MOST = "au plus"
Point = tuple[float, float]


def kilometres(one: Point, other: Point) -> float:
    """Haversine, by road."""
    (south, west), (north, east) = ([math.radians(each) for each in point] for point in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return DETOUR * 2 * 6371.0088 * math.asin(math.sqrt(half))


@pytest.fixture(scope="module")
def loire() -> Store:
    return Store([SAMPLE])


@pytest.fixture(scope="module")
def made(loire: Store) -> tuple[Table, Manifest]:
    (one,) = access_table.laid(loire)
    return one


@pytest.fixture(scope="module")
def values(made: tuple[Table, Manifest]) -> pd.DataFrame:
    return made[0].values.loc["commune"]


@pytest.fixture(scope="module")
def points() -> dict[str, Point]:
    """A point in each commune."""
    frame = contours.outlines(Territory.of("42").communes)
    inside = [shapely.point_on_surface(shape) for shape in frame.geometry]
    return {code: (point.y, point.x) for code, point in zip(frame["code"], inside, strict=True)}


@pytest.fixture(scope="module")
def counts(loire: Store) -> pd.DataFrame:
    communes = Territory.of("42").communes
    return gather(loire, communes).counts(communes)


def reasons(table: Table, variable: str) -> pd.Series:
    flags = table.flags[table.flags["variable"] == variable]
    return flags.set_index("territory")["detail"]


# ── Distances ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_commune_of_the_loire_has_its_inhabitants_and_a_distance(values: pd.DataFrame, loire: Store) -> None:
    assert len(values) == 320
    people, _ = loire.read("population_legale", loire.vintages("population_legale")[-1], ["PMUN"])
    assert values[PEOPLE].tolist() == people.loc["commune"]["PMUN"].reindex(values.index).tolist()
    assert values[[FAR + name for name in NEAREST]].notna().all(axis=None)


@pytest.mark.parametrize(("name", "kinds"), NEAREST.items())
def test_zero_where_the_commune_has_it_and_there_only(
    name: str, kinds: tuple[str, ...], values: pd.DataFrame, counts: pd.DataFrame
) -> None:
    has = counts[list(kinds)].sum(axis=1).gt(0).reindex(values.index)
    assert has.any()
    assert not has.all()
    assert (values[FAR + name].eq(0) == (has | values[PEOPLE].eq(0))).all()


@pytest.mark.parametrize("name", ["accueil", "rpe", "lycee", "france_services", "generaliste"])
def test_a_loop_over_all_communes_finds_the_same_distance_and_as_many_in_reach(
    name: str, values: pd.DataFrame, counts: pd.DataFrame, points: dict[str, Point]
) -> None:
    here = counts[list(NEAREST[name])].sum(axis=1)
    found = gather(Store([SAMPLE]), values.index).kept
    found = found[found["type"].isin(NEAREST[name])]
    # A service stands at its own point where a list gives one, else at that of its commune.
    spots = [
        (points[row["commune"]] if pd.isna(row["latitude"]) else (row["latitude"], row["longitude"]), row["count"])
        for _, row in found.iterrows()
    ]
    for code in values.index[::16]:
        away = [(kilometres(points[code], spot), many) for spot, many in spots]
        nearest = 0.0 if here[code] > 0 else min(distance for distance, _ in away)
        assert values.at[code, FAR + name] / values.at[code, PEOPLE] == pytest.approx(nearest, abs=1e-6)
        if name in COUNTED:
            many = sum(some for distance, some in away if distance <= RADIUS)
            assert values.at[code, MANY + name] / values.at[code, PEOPLE] == pytest.approx(many)


def test_at_most_only_where_a_commune_that_is_not_loaded_may_be_nearer(
    made: tuple[Table, Manifest], values: pd.DataFrame, points: dict[str, Point]
) -> None:
    """The edge of the département, in metres of Lambert 93: within 2 % of it, either answer is right."""
    frame = contours.outlines(values.index)
    edge = frame.to_crs(2154).geometry.union_all().boundary
    spots = gpd.GeoSeries([shapely.Point(points[code][::-1]) for code in values.index], crs=4326).to_crs(2154)
    reach = DETOUR * spots.distance(edge).to_numpy() / 1000
    for name in NEAREST:
        far = (values[FAR + name] / values[PEOPLE]).to_numpy()
        bound = reasons(made[0], FAR + name).reindex(values.index).str.contains(AT_MOST).to_numpy()
        clear = abs(far - reach) > 0.02 * reach
        assert (bound == (far > reach))[clear].all()
        assert bound.any()
        assert not bound.all()
    assert AT_MOST not in reasons(made[0], FAR + "accueil")[SORBIERS]


def test_an_intercommunalite_has_the_distance_of_its_mean_inhabitant(loire: Store) -> None:
    seen = loire.with_tables(access_table.laid(loire))
    epci = Territory.of(SEM)
    targets = Targets.of([epci, *map(Territory.of, epci.communes)])
    rows = compute(Resolved(Shelf(seen), targets), [indicator("pe_rpe_km")]).set_index(["level", "territory"])
    communes = rows.loc["commune"]
    assert len(communes) == 53
    mean = np.average(communes["value"], weights=communes["denominator"])
    assert rows.at[("epci", SEM), "value"] == pytest.approx(mean, rel=1e-12)
    assert rows.at[("epci", SEM), "value"] != pytest.approx(communes["value"].mean(), rel=0.05)
    assert rows.at[("epci", SEM), "status"] == "estimated"


# ── What is not there ────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_without_the_list_of_facilities_or_without_inhabitants() -> None:
    assert access_table.laid(store()) == []
    people = laid("population_legale", {SORBIERS: {"PMUN": 8000}})
    assert access_table.laid(store(people)) == []
    assert access_table.laid(store(laid("bpe", {SORBIERS: {"D502": 1}}))) == []
    nowhere = laid("bpe", {"01001": {"D502": 1}}), laid("population_legale", {"01001": {"PMUN": 100}})
    assert access_table.laid(store(*nowhere)) == [], "aucun contour"


def test_a_kind_that_no_list_tells_is_missing_with_its_reason() -> None:
    two = {SORBIERS: 1.0, "42207": 0.0}
    lists = (
        laid("bpe", {code: {"D502": count, "D509": 0.0} for code, count in two.items()}),
        laid("population_legale", {code: {"PMUN": 1000.0} for code in two}),
    )
    ((table, _),) = access_table.laid(store(*lists))
    assert table.values[FAR + "accueil"].tolist()[1] == 0
    assert table.values[FAR + "lycee"].isna().all()
    assert set(reasons(table, FAR + "lycee")) == {"aucune liste chargée ne dit où est ce service"}
    assert set(reasons(table, CHILDREN)) == {"pas d’âge détaillé chargé"}


def test_places_are_not_shared_without_capacities_nor_without_children(made: tuple[Table, Manifest]) -> None:
    assert made[0].values[SHARED].isna().all()
    assert reasons(made[0], SHARED).str.startswith("aucune capacité de crèche connue").all()
    place = {"kind": "D502", "name": "Les Lutins", "commune": SORBIERS, "places": 20.0}
    lists = (
        laid("bpe", {SORBIERS: {"D502": 1.0}}, [place]),
        laid("population_legale", {SORBIERS: {"PMUN": 1000.0}}),
    )
    ((table, _),) = access_table.laid(store(*lists))
    assert table.values[SHARED].isna().all()
    assert "âge détaillé" in reasons(table, SHARED)[SORBIERS]


def test_the_manifest_says_what_was_read_and_moves_with_it(made: tuple[Table, Manifest], tmp_path: Path) -> None:
    table, manifest = made
    assert (manifest.source, manifest.vintage, manifest.rows) == ("acces", "2025", 320)
    assert "Insee, BPE" in manifest.origin
    assert "Insee, populations légales" in manifest.origin
    ((again, same),) = access_table.laid(Store([SAMPLE]))
    assert access_table.laid(Store([SAMPLE]))[0][0] is again, "les mêmes fichiers : calculé une fois"
    assert same == manifest
    pd.testing.assert_frame_equal(again.values, table.values)
    ((_, other),) = access_table.laid(with_workbook(tmp_path))
    assert other.sha256 != manifest.sha256
    assert "Recensement local" in other.origin


# ── Places shared among the children in reach ────────────────────────────────────────────────────────────────────────

HIRONDELLES = {"Nom de l’établissement": "Les Hirondelles", "Type": "Multi-accueil", "Financement": "PSU", "Places": 30}
MESANGES = {"Nom de l’établissement": "Les Mésanges", "Type": "Micro-crèche", "Financement": "Paje (hors PSU)"}
WHERE = (45.492, 4.448)


def with_workbook(folder: Path) -> Store:
    """The Loire, and two places of Sorbiers with their capacities; the workbook says where one of them is."""
    file = template(OFFER, SORBIERS, {SORBIERS: "Sorbiers"})
    answer(file, OFFER, answers(OFFER))
    for line in (HIRONDELLES | {"Latitude": WHERE[0], "Longitude": WHERE[1]}, MESANGES | {"Places": 12}):
        type_line(file["EAJE et MAM"], {"Commune": SORBIERS, **line})
    loaded = Store([SAMPLE])
    path = saved(file, folder / "offre_locale.xlsx")
    return loaded.with_tables(may_be_shown(read_all([path], loaded, chain=Chain.LOCAL, date="2026-11-24")))


def weight(away: float) -> float:
    """The bell of Dai (2010): 1 on the spot, 0 at the radius."""
    edge = math.exp(-0.5)
    return max((math.exp(-0.5 * (away / RADIUS) ** 2) - edge) / (1 - edge), 0.0) if away < RADIUS else 0.0


def test_places_are_not_shared_where_a_creche_in_reach_has_no_known_capacity(
    tmp_path: Path, points: dict[str, Point], counts: pd.DataFrame
) -> None:
    ((table, _),) = access_table.laid(with_workbook(tmp_path))
    values, told = table.values.loc["commune"], reasons(table, SHARED)
    # Elsewhere, the published list counts crèches without their capacity.
    silent = counts[["creche", "micro_creche"]].sum(axis=1).drop(SORBIERS)
    for code in (SORBIERS, "42207", "42218", "42040"):
        unknown = sum(
            count for other, count in silent.items() if count and kilometres(points[code], points[other]) <= RADIUS
        )
        assert np.isnan(values.at[code, SHARED]) == bool(unknown)
        if unknown > 1:
            assert told[code] == f"{unknown:.0f} lieux à portée n’ont pas de capacité connue"
    assert values[SHARED].isna().any()


def test_places_of_the_example_are_shared_as_by_hand(points: dict[str, Point]) -> None:
    """The invented offer of the whole intercommunalité: every crèche within reach of Sorbiers has its places."""
    store, books = Store([SAMPLE]), sorted(folders.examples().glob("*/offre_locale.xlsx"))
    seen = store.with_tables(may_be_shown(read_all(books, store, chain=Chain.LOCAL, date="2026-11-24")))
    ((table, _),) = access_table.laid(seen)
    values = table.values.loc["commune"]
    kept = gather(seen, values.index).kept
    kept = kept[kept["type"].isin(["creche", "micro_creche"]) & kept["capacity"].notna()]
    shared = 0.0
    for _, row in kept.iterrows():
        spot = points[row["commune"]] if pd.isna(row["latitude"]) else (row["latitude"], row["longitude"])
        comers = sum(weight(kilometres(points[code], spot)) * values.at[code, CHILDREN] for code in values.index)
        shared += weight(kilometres(points[SORBIERS], spot)) * row["capacity"] / comers
    assert shared > 0
    assert values.at[SORBIERS, SHARED] == pytest.approx(shared * values.at[SORBIERS, CHILDREN], rel=1e-9)
