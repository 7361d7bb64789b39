"""The table of distances to services (`sources.acces`): reckoned for every commune at hand, laid before the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from ctg_lib import folders, geography, parameters
from ctg_lib.analysis.access import (
    Decay,
    Floats,
    Pairs,
    floating,
    gaussian,
    nearest_point,
    road_detour,
    within,
)
from ctg_lib.analysis.service_types import LISTS
from ctg_lib.analysis.services import Services, gather
from ctg_lib.sources import acces, contours, reading, source
from ctg_lib.sources.acces import CHILDREN, FAR, FARTHER, MANY, NEARER, PEOPLE, SHARED
from ctg_lib.sources.card import Chain, Table
from ctg_lib.store import Manifest, Store
from ctg_lib.value import Status

# Kinds whose nearest one is looked for; the others are either everywhere or no place that one goes to.
NEAREST = {
    "accueil": ("creche", "micro_creche"),
    "rpe": ("rpe",),
    "alsh": ("alsh",),
    "ecole": ("ecole",),
    "college": ("college",),
    "lycee": ("lycee",),
    "france_services": ("france_services",),
    "generaliste": ("generaliste",),
    "pharmacie": ("pharmacie",),
    "bibliotheque": ("bibliotheque",),
    "hebergement_ages": ("hebergement_ages",),
}
# Those that are counted within the radius and, for the first, within shorter and longer ones: ending of the column,
# share of the radius.
COUNTED = {"accueil": {"": 1.0, NEARER: 0.5, FARTHER: 1.5}, "generaliste": {"": 1.0}}
# Those whose places, where they are known, are shared among the children in reach.
WITH_PLACES = ("creche", "micro_creche")
KM_PER_DEGREE = 111.195
# What it is reckoned from.
READ = (*LISTS, "population_legale", "rp_ages")
_BPE = "bpe"
_CHILDREN = ("F_Y0T4", "M_Y0T4")

Marks = dict[str, "pd.Series[object]"]


def laid(store: Store) -> list[tuple[Table, Manifest]]:
    """The table for every commune whose outline, inhabitants and facilities are at hand; nothing where none is."""
    if not store.vintages(_BPE):
        return []
    read = _read(store)
    # A process that writes several diagnostics, or opens several chapters, reckons once for the same files.
    key = (str(folders.reference()), *sorted((one.source, one.vintage, one.part, one.sha256) for one in read))
    if key not in _RECKONED:
        _RECKONED.clear()
        _RECKONED[key] = _reckoned(store, read)
    return _RECKONED[key]


_RECKONED: dict[tuple[object, ...], list[tuple[Table, Manifest]]] = {}


def _read(store: Store) -> list[Manifest]:
    """Where each list that may be read came from."""
    return [part.manifest for (source, _), parts in store.parts.items() if source in READ for part in parts]


def _reckoned(store: Store, read: list[Manifest]) -> list[tuple[Table, Manifest]]:
    vintages = store.vintages(_BPE)
    ground = ground_of(store, vintages[-1])
    if ground is None:
        return []
    services = gather(store, ground.communes)
    values, marks = _distances(ground, services)
    shared, why = _shared(ground, services)
    values[SHARED], marks[SHARED] = shared, why
    index = reading.places("commune", ground.communes)
    table = reading.table(
        acces.SOURCE,
        vintages[-1],
        "calcul",
        index,
        values.reset_index(drop=True).set_axis(index),
        pd.DataFrame(marks).set_axis(index),
    )
    return [(table, _manifest(table, read))]


@dataclass(frozen=True)
class Ground:
    """The communes, each with the point that stands for it (latitude, longitude), its people, its children under 5.

    edge: kilometres from each point to the nearest commune that is not loaded.
    """

    communes: list[str]
    points: np.ndarray
    people: np.ndarray
    children: np.ndarray
    edge: np.ndarray

    @property
    def rank(self) -> pd.Series:
        """The place of each commune in the arrays."""
        return pd.Series(range(len(self.communes)), index=self.communes)


def ground_of(store: Store, vintage: str) -> Ground | None:
    """The communes that a vintage of the BPE lists, whose outline and inhabitants are at hand; None without any."""
    listed = _communal(store, _BPE, vintage, ("D502",))
    people = _newest(store, "population_legale", ("PMUN",))
    if listed is None or people is None:
        return None
    communes = sorted(set(listed.index) & set(people.index[people.notna()]) & geography.current_communes())
    communes = contours.drawable(communes)
    if not communes:
        return None
    shapes = contours.outlines(communes).geometry.to_numpy()
    points = shapely.point_on_surface(shapes)
    children = _newest(store, "rp_ages", _CHILDREN)
    if children is None:
        children = pd.Series(dtype=float)
    return Ground(
        communes,
        np.column_stack([shapely.get_y(points), shapely.get_x(points)]),
        people.reindex(communes).to_numpy(dtype=float),
        children.reindex(communes).to_numpy(dtype=float),
        _to_the_edge(shapes, points),
    )


def _communal(store: Store, source: str, vintage: str, columns: Sequence[str]) -> pd.Series | None:
    """The sum of some columns, by commune; None where the table lacks one of them."""
    if not set(columns) <= set(store.columns(source, vintage)):
        return None
    values, _ = store.read(source, vintage, list(columns))
    here = values[values.index.get_level_values("level") == "commune"].droplevel("level")
    return here.sum(axis=1, skipna=False)


def _newest(store: Store, source: str, columns: Sequence[str]) -> pd.Series | None:
    vintages = store.vintages(source)
    return _communal(store, source, vintages[-1], columns) if vintages else None


def _to_the_edge(shapes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Kilometres from each point to the outer line of all these communes together."""
    lines = shapely.boundary(shapely.coverage_union_all(shapes))
    stretch = np.cos(np.radians(float(shapely.get_y(points).mean())))

    def flat(degrees: np.ndarray) -> np.ndarray:
        return np.asarray(degrees * (stretch * KM_PER_DEGREE, KM_PER_DEGREE))

    return np.asarray(shapely.distance(shapely.transform(lines, flat), shapely.transform(points, flat)))


def _distances(ground: Ground, services: Services) -> tuple[pd.DataFrame, Marks]:
    """Columns of people, of people × kilometres and of people × how many, and why some have no value or are bounds."""
    values = {PEOPLE: ground.people, CHILDREN: ground.children}
    marks: Marks = {PEOPLE: _plain(ground), CHILDREN: _gaps(ground.children, "pas d’âge détaillé chargé")}
    counts = services.counts(ground.communes)
    detour, radius = road_detour(), parameters.value("rayon_acces")
    for name, kinds in NEAREST.items():
        here = counts[list(kinds)].sum(axis=1, skipna=False)
        supply = services.kept[services.kept["type"].isin(kinds)]
        known = bool(here.notna().any())
        far = nearest_km(ground, supply, here.to_numpy())
        values[FAR + name] = ground.people * far
        marks[FAR + name] = _bounded(ground, far, detour, "au plus") if len(supply) else _none(ground)
        for ending, share in COUNTED.get(name, {}).items():
            many = within(towards(ground, supply, share * radius), supply["count"].to_numpy())
            column = MANY + name + ending
            values[column] = ground.people * many if known else np.full(len(many), np.nan)
            beyond = np.full(len(ground.communes), share * radius)
            marks[column] = _bounded(ground, beyond, detour, "au moins") if known else _none(ground)
    return pd.DataFrame(values, index=ground.communes), marks


def nearest_km(ground: Ground, supply: pd.DataFrame, here: np.ndarray) -> np.ndarray:
    """Kilometres by the road that is supposed to the nearest of some services; NaN where there is none.

    A service whose point is known is there, another one at the point of its commune. here: how many each commune has;
    one that has some is at 0 km, wherever they stand.
    """
    far = nearest_point(ground.points, where(ground, supply), detour=road_detour()).cost
    return np.where(here > 0, 0.0, far)


def _bounded(ground: Ground, far: np.ndarray, detour: float, word: str) -> pd.Series[object]:
    """The mark of each commune: estimated, and a bound where what is not loaded is nearer than what was found."""
    how = f"estimé : de commune à commune, à vol d’oiseau × {detour:.1f}".replace(".", ",")
    open_ended = far > ground.edge * detour
    told = [f"{how} ; {word} : des communes plus proches ne sont pas chargées" if one else how for one in open_ended]
    return pd.Series([(Status.ESTIMATED, one) for one in told], dtype=object)


def _none(ground: Ground) -> pd.Series[object]:
    mark = (Status.MISSING, "aucune liste chargée ne dit où est ce service")
    return pd.Series([mark] * len(ground.communes), dtype=object)


def _plain(ground: Ground) -> pd.Series[object]:
    return pd.Series([None] * len(ground.communes), dtype=object)


def _gaps(values: np.ndarray, why: str) -> pd.Series[object]:
    return pd.Series([(Status.MISSING, why) if one != one else None for one in values], dtype=object)


def _shared(ground: Ground, services: Services) -> tuple[np.ndarray, pd.Series[object]]:
    """Children × places in reach (E2SFCA), and what the places counted leave out."""
    supply = services.kept[services.kept["type"].isin(WITH_PLACES)]
    radius = parameters.value("rayon_acces")
    found = places_per_head(ground.children, supply, lambda rows: towards(ground, rows, radius), [gaussian(radius)])
    if found is None:
        lacking = "des communes n’ont pas d’âge détaillé chargé : on ne sait pas entre combien d’enfants partager"
        if supply["capacity"].isna().all():
            lacking = "aucune capacité de crèche connue : « offre_locale.xlsx » ou la BPE détaillée la donnent"
        count = len(ground.communes)
        return np.full(count, np.nan), pd.Series([(Status.MISSING, lacking)] * count, dtype=object)
    (access,), unknown = found
    how = (Status.ESTIMATED, f"estimé : places partagées entre les enfants à moins de {radius:.0f} km")
    # A sum of the places that are known would read as that of all, a hundred times too low.
    marks = [(Status.MISSING, _lacking(some)) if some else how for some in unknown]
    return np.where(unknown > 0, np.nan, ground.children * access), pd.Series(marks, dtype=object)


def places_per_head(
    people: np.ndarray, supply: pd.DataFrame, to: Callable[[pd.DataFrame], Pairs], decays: Sequence[Decay]
) -> tuple[list[Floats], Floats] | None:
    """Places for each of the people of each commune, by each decay, and how many services in reach tell no capacity.

    to: who reaches some of the services (rows of `analysis.services.COLUMNS`). None where no capacity is known, or the
    people of a commune are not.
    """
    known, silent = supply[supply["capacity"].notna()], supply[supply["capacity"].isna()]
    if known.empty or np.isnan(people).any():
        return None
    reach, places = to(known), known["capacity"].to_numpy()
    shared = [floating(people, places, reach, decay).access for decay in decays]
    return shared, within(to(silent), silent["count"].to_numpy())


def towards(ground: Ground, rows: pd.DataFrame, radius: float) -> Pairs:
    """From each commune to some services, as far as `radius` km by the road that is supposed."""
    return Pairs.of_points(ground.points, where(ground, rows), radius, detour=road_detour())


def _lacking(places: float) -> str:
    if places == 1:
        return "un lieu à portée n’a pas de capacité connue"
    return f"{places:.0f} lieux à portée n’ont pas de capacité connue"


def where(ground: Ground, rows: pd.DataFrame) -> np.ndarray:
    """The point of each service: its own, else that of its commune."""
    own = rows[["latitude", "longitude"]].to_numpy(dtype=float)
    return np.asarray(np.where(np.isnan(own), ground.points[ground.rank[rows["commune"]].to_numpy()], own))


def _manifest(table: Table, read: list[Manifest]) -> Manifest:
    """What was read to reckon the table: the hash of the hashes, and the names in words."""
    digest = hashlib.sha256("".join(sorted(one.sha256 for one in read)).encode()).hexdigest()
    names = sorted({source(one.source).short for one in read})
    republished = any(one.chain == Chain.REPUBLISHED for one in read)
    return Manifest(
        source=table.source,
        vintage=table.vintage,
        part=table.part,
        file="calcul des distances",
        sha256=digest,
        size=0,
        chain=str(Chain.REPUBLISHED if republished else Chain.PRODUCER),
        origin=f"calculé à chaque édition d’après {' ; '.join(names)} ; contours des communes",
        ingested="",
        code=hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16],
        rows=len(table.values),
        variables=len(table.values.columns),
    )
