"""A territory as one asks it for things: who is around, its indicators, its services, its outline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ctg_lib import indicators
from ctg_lib.chapters.context import Diagnostic, kept
from ctg_lib.convention import local_files
from ctg_lib.dates import is_date
from ctg_lib.errors import UsageError
from ctg_lib.indicators.cells import Shelf
from ctg_lib.reading import display, listing, located
from ctg_lib.reading.reading import Reading
from ctg_lib.reading.rows import told
from ctg_lib.sources import contours
from ctg_lib.territory import Level, Territory
from ctg_lib.views.wording import WIDE, day, plural

if TYPE_CHECKING:
    import geopandas as gpd


def opened(territory: Territory, date: str) -> Diagnostic:
    """The figures of a territory on a date: those that this process keeps, else read anew."""
    return kept(territory, date) or Diagnostic(territory, date, Shelf(local_files.store(territory, date)))


@dataclass(frozen=True)
class Place:
    """A territory and its figures, from what is loaded; nothing is read before it is asked for.

    date: the edition, `AAAA-MM-JJ`. It changes one thing here: the workbooks filled on site that are of a later year
    are left out. Empty, all of them are read: the clock never is.
    """

    territory: Territory
    date: str = ""

    def __post_init__(self) -> None:
        if self.date and not is_date(self.date):
            raise UsageError(f"« {self.date} » n’est pas une date de la forme AAAA-MM-JJ.")

    # ── What it is, and what surrounds it ────────────────────────────────────────────────────────────────────────────

    @property
    def code(self) -> str:
        """As published: text, always (`42302`, `244200770`, `42`, `FR`), or the identifier of a group."""
        return self.territory.code

    @property
    def name(self) -> str:
        """As published, in French."""
        return self.territory.name

    @property
    def level(self) -> str:
        """`commune`, `epci`, `departement`, `region`, `france` or `groupe`."""
        return str(self.territory.level)

    @property
    def parents(self) -> tuple[Place, ...]:
        """Intercommunalité, département(s), région(s), France: those that exist, each a `Place` on the same date."""
        return tuple(Place(one, self.date) for one in self.territory.parents())

    def members(self) -> pd.DataFrame:
        """Its communes, by code: one row for a commune.

        Columns: code, name, epci (SIREN), departement (code), population (legal, municipale, persons), year.
        """
        return listing.communes(self.territory.communes)

    def neighbours(self) -> pd.DataFrame:
        """The communes that share a border with it, by code, with the columns of `members`.

        Only those whose outlines are at hand: beyond the départements that are loaded, nothing is known.
        """
        return listing.communes(contours.neighbours(self.territory.communes))

    # ── Its figures ──────────────────────────────────────────────────────────────────────────────────────────────────

    def indicator(self, identifier: str) -> Reading:
        """One indicator of the territory, by its id (`ctg.catalogue()` gives them).

        Raises UsageError, which proposes the nearest ids, also from French words of their labels.
        """
        return Reading(self.diagnostic, indicators.indicator(identifier).id)

    def indicators(self, theme: str | None = None) -> pd.DataFrame:
        """The figures of the territory, one row an indicator, at the vintage that a page shows.

        theme: one of `ctg.themes()`; all of them by default, which takes a few seconds. Columns: indicator, label,
        theme, then those of `Reading.row`. Raises UsageError for a theme that does not exist.
        """
        wanted = indicators.in_theme(theme)
        rows = told(pd.DataFrame([self.diagnostic.own(one.id) for one in wanted]), [self.territory])
        rows.insert(0, "indicator", [one.id for one in wanted])
        rows.insert(1, "label", [one.label for one in wanted])
        rows.insert(2, "theme", [one.theme for one in wanted])
        return rows

    # ── On a map ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def services(self) -> gpd.GeoDataFrame:
        """The services of its communes that the loaded lists know, as points (EPSG:4326, degrees).

        Columns: type (id), service and family (French), name, commune (code), commune_name, capacity (places, NaN where
        unknown), count, source, located, geometry. One row stands for `count` services. Where no list says where a
        service is, `located` is False and there is no geometry: it is somewhere in the commune. A kind without any row
        is not a kind without any service: see `service_counts`.
        """
        return located.services(self.diagnostic)

    def service_counts(self) -> pd.DataFrame:
        """How many services of each kind in each commune: index = commune (code), columns = kinds (id).

        NaN where no loaded list speaks of that kind in that commune: it is not 0.
        """
        counts = self.diagnostic.services.counts(self.territory.communes)
        return counts.rename_axis(index="commune", columns="type")

    def outline(self) -> gpd.GeoDataFrame:
        """Its outline, in one row: code, name, geometry (EPSG:4326, simplified to 100 m: for maps, not for measuring).

        Raises MissingSourceError with the communes whose outlines are not loaded.
        """
        return located.outline(self.territory)

    @cached_property
    def diagnostic(self) -> Diagnostic:
        """What the chapters draw from, for whoever needs more."""
        return opened(self.territory, self.date)

    # ── Displayed ────────────────────────────────────────────────────────────────────────────────────────────────────

    def __repr__(self) -> str:
        return f"{self.name} ({self.code}), {Level(self.level).label}"

    def _repr_html_(self) -> str:
        above = [(one.territory.level.label.capitalize(), f"{one.name} ({one.code})") for one in self.parents]
        people = self.territory.population()
        legal = people.note if people.value is None else f"{plural(people.value, 'habitant')} ({people.year})"
        parts = [
            ("Niveau", self.territory.level.label),
            *([] if self.level == Level.COMMUNE else [("Communes", str(len(self.territory.communes)))]),
            *(one for one in above if one[1] != "France (FR)"),
            ("Population municipale", legal),
            ("Date d’édition", day(self.date) if self.date else "aucune" + WIDE + ": tout ce qui est chargé est lu"),
            ("Ce qu’on peut demander", 'un chiffre, .indicator("…"), d’un thème, .indicators("…"), ou .services()'),
        ]
        return display.listed(f"{self.name} ({self.code})", parts)
