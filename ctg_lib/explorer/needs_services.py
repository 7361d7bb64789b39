"""The bench of needs and services: a need, a kind of service, a radius, classes, and what they show."""

from __future__ import annotations

import html
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ctg_lib import parameters
from ctg_lib.analysis.access_table import Ground, ground_of
from ctg_lib.analysis.reach import for_children, reached
from ctg_lib.analysis.service_types import TYPES, Type
from ctg_lib.analysis.services import Services, gather
from ctg_lib.analysis.travel import od_matrix
from ctg_lib.chapters import mapping, services_map
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.mapping import Figure
from ctg_lib.chapters.sentences import shown
from ctg_lib.errors import MissingSourceError, UsageError
from ctg_lib.explorer import background, choices, told
from ctg_lib.explorer.blocks import alone
from ctg_lib.explorer.choices import Choice, Offered
from ctg_lib.explorer.look import Sentence
from ctg_lib.territory import Territory
from ctg_lib.value import UNITS
from ctg_lib.views import classes, tables
from ctg_lib.views.map_layers import MISSING, Shading, shading
from ctg_lib.views.view import Block, Mark, View, of_kind, spoken
from ctg_lib.views.wording import alphabetical, number, plural

if TYPE_CHECKING:
    from ctg_lib.explorer.panel import Panel


class NeedsServices:
    """A need and a kind of service over the communes of a territory and of its surroundings.

    Displayed in JupyterLab, it is a panel of choices over a map and a table; the same is had by calling `choose`,
    `map`, `table`, `sentence` and `sensitivity`. travel: a file of costs between communes (`analysis.travel`), in place
    of distances as the crow flies. Raises MissingSourceError where no list of facilities is loaded, InputError for a
    file that cannot be read.
    """

    def __init__(self, diagnostic: Diagnostic, travel: Path | None = None) -> None:
        self.diagnostic = diagnostic
        self.file = travel.name if travel else ""
        self._travel = od_matrix(travel) if travel else None
        self.unit = self._travel.pairs.unit if self._travel else "km"
        self.choice: Choice = self.offered.first(parameters.value("rayon_acces"))
        self._figure: Figure = self._found(self.choice)

    # --- What is at hand ---

    @cached_property
    def _ground(self) -> Ground:
        store = self.diagnostic.shelf.store
        vintages = store.vintages("bpe")
        ground = ground_of(store, vintages[-1]) if vintages else None
        if ground is None:
            raise MissingSourceError(
                "Les distances aux services ne se calculent pas encore : il faut la base permanente des équipements "
                "(bpe), les populations légales et les contours des communes. « ctg fetch bpe » la télécharge."
            )
        return ground

    @cached_property
    def _services(self) -> Services:
        return gather(self.diagnostic.shelf.store, self._ground.communes)

    @cached_property
    def offered(self) -> Offered:
        """What may be chosen: for each part of a choice, the names to write and their French words."""
        return choices.offered(self.diagnostic, self._services, self.unit)

    # --- Choosing ---

    def choose(self, **given: object) -> NeedsServices:
        """Change the choice, by the names of `offered`: need, service, radius, classes, count, plan.

        Raises UsageError, which lists all that does not exist and the right names; the choice is then what it was.
        """
        choice = self.offered.changed(self.choice, given)
        self._figure = self._found(choice)
        self.choice = choice
        if "panel" in self.__dict__:
            self.panel.follow()
        return self

    def _found(self, choice: Choice) -> Figure:
        found = mapping.figure(self.diagnostic, choice.need, classes.METHODS[choice.classes][1], choice.count)
        if found is None:
            raise UsageError(f"« {self.offered.need[choice.need]} » n’a de chiffre dans aucune commune de la carte.")
        return found

    @property
    def _kind(self) -> Type:
        return TYPES[self.choice.service]

    @property
    def _reach(self) -> pd.DataFrame:
        """`analysis.reach.COLUMNS` for the communes of the map; a commune of which nothing is loaded has no number."""
        key = self.choice.service, self.choice.radius
        if key not in self._reckoned:
            self._reckoned[key] = reached(self._ground, self._services, self._kind, self.choice.radius, self._travel)
        return self._reckoned[key].reindex(list(self._figure.values))

    @cached_property
    def _reckoned(self) -> dict[tuple[str, float], pd.DataFrame]:
        return {}

    # --- What it shows ---

    def map(self) -> View:
        """The need by classes, the services over it, then how many are in reach, as a view of JupyterLab."""
        one = self._figure
        shadings = [shading(one.one.label, one.values, one.texts, one.blanks, one.classes, one.legend)]
        shadings += [near] if (near := self._near()) else []
        kept = self._services.kept
        found = kept[kept["type"] == self._kind.id]
        title = f"{one.one.label} et {self._kind.many}"
        drawn = mapping.ground(self.diagnostic, title, shadings)
        drawn = services_map.with_services(drawn, found, (self._kind.family,))
        view = mapping.view(
            self.diagnostic, drawn, [one], self._message(), tokens=tuple(dict.fromkeys(found["source"]))
        )
        return replace(view, standalone=background.over_plan(drawn)) if self.choice.plan else view

    def _near(self) -> Shading | None:
        """How many services are within the radius, by classes cut as those of the need are."""
        reach = self._reach
        values = {str(code): float(value) for code, value in reach["count"].items()}
        known = [value for value in values.values() if value == value]
        if len(known) < 2:
            return None
        cut = classes.METHODS[self.choice.classes][1](known, self.choice.count, 0)
        return shading(
            self._in_reach,
            values,
            {str(code): told.counted(row) for code, row in reach.iterrows()},
            {code: MISSING for code, value in values.items() if value != value},
            cut,
            mapping.steps((min(known), *cut.bounds[1:-1], max(known)), UNITS["equipements"]),
        )

    def sentence(self) -> Sentence:
        """What the map shows, in words: the territory's own figure, its nearest service, how far the communes go."""
        return Sentence(spoken(self._message()))

    def _message(self) -> str:
        territory, label = self.diagnostic.territory, html.escape(self._figure.one.label)
        own = f"{label} {html.escape(territory.at_name)}\u00a0: {shown(self.diagnostic.own(self.choice.need))}."
        return f"{own} {mapping.spread(self._figure)} {self._answer()}"

    def _answer(self) -> str:
        """How near the service is: of the territory where it is one commune, else of its communes together."""
        own = self._reach.reindex(list(self.diagnostic.territory.communes)).dropna(subset=["count"])
        one, radius = html.escape(self._kind.one), of_kind(Mark.THRESHOLD, told.cost(self.choice.radius, self.unit))
        if own.empty:
            return f"Service ({one})\u00a0: aucune liste chargée n’en dit rien ici."
        if len(own) == 1:
            near = of_kind(Mark.COUNT, told.far(own.iloc[0], self.unit))
            many = of_kind(Mark.COUNT, told.counted(own.iloc[0]))
            return f"Service le plus proche ({one})\u00a0: {near} ; à moins de {radius}\u00a0: {many}."
        some = of_kind(Mark.COUNT, f"{plural(own['count'].gt(0).sum(), 'commune')} sur {number(len(own))}")
        return f"Un service ({one}) à moins de {radius}\u00a0: {some} du territoire."

    def sensitivity(self) -> Sentence:
        """What another way of cutting the classes, then another radius, would change, in one line."""
        classed = told.other_classes(self._figure, self.choice)
        return Sentence(" ".join([*classed, told.other_radii(self._reach, self.choice.radius, self.unit)]).strip())

    def table(self) -> Block:
        """Need, nearest service, how many in reach, places shared where known: of the territory, then of the others."""
        reach, label = self._reach, self._figure.one.label
        names = {code: Territory.of(code).name for code in map(str, reach.index)}
        own = set(self.diagnostic.territory.communes)
        codes = sorted(names, key=lambda code: (code not in own, alphabetical(names[code])))
        rows = [reach.loc[code] for code in codes]
        frame = {
            "Commune": [html.escape(names[code]) for code in codes],
            label: [html.escape(self._figure.texts[code]) for code in codes],
            f"Service le plus proche ({self._kind.one})": [told.far(row, self.unit) for row in rows],
            self._in_reach: [told.counted(row) for row in rows],
        }
        shared = bool(reach["shared"].notna().any())
        if shared:
            people, scale = ("enfants de 0 à 4 ans", 100) if for_children(self._kind) else ("habitants", 1000)
            frame[f"Places partagées pour {number(scale)} {people} (2SFCA)"] = [
                told.places(row, "shared", scale) for row in rows
            ]
            frame["Les mêmes, celles qui sont loin comptées moins (E2SFCA)"] = [
                told.places(row, "decayed", scale) for row in rows
            ]
        caption = f"{label} et {self._kind.many}, commune par commune"
        under = told.notes(shared=shared, file=html.escape(self.file))
        return alone(Block(tables.plain(caption, pd.DataFrame(frame)) + under))

    @property
    def _in_reach(self) -> str:
        many = self._kind.many
        return f"{many[0].upper()}{many[1:]} à moins de {told.cost(self.choice.radius, self.unit)}"

    # --- In JupyterLab ---

    @cached_property
    def panel(self) -> Panel:
        """The widgets, which follow the choice: `panel.choices["need"].value` and the others."""
        from ctg_lib.explorer.panel import Panel

        return Panel(self)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.panel.bundle(**asked)
