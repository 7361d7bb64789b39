"""An indicator's whole story for a territory: its question, its figure, its trend, its place, its map, its readers."""

from __future__ import annotations

import html
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ctg_lib import indicators
from ctg_lib.chapters import drawing, mapping
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.distribution import among, peers_of
from ctg_lib.explorer.asked import Asked
from ctg_lib.explorer.look import Sentence
from ctg_lib.lineage import uses
from ctg_lib.reading.definition import Definition
from ctg_lib.reading.place import Place
from ctg_lib.reading.reading import Reading
from ctg_lib.value import Status
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import readable

if TYPE_CHECKING:
    from ctg_lib.explorer.story_panel import StoryPanel

FIRST = "pr_taux_pauvrete"


class Story:
    """An indicator of a territory, told from its question to its file.

    Displayed in JupyterLab, it is a panel of choices over the whole story; each part is had by calling `definition`,
    `figure`, `trend`, `distribution`, `map`, `readers` and `origin`. What cannot be shown says why.
    """

    def __init__(self, place: Place) -> None:
        self.asked = Asked(place, FIRST)

    def choose(self, *, territory: str | None = None, theme: str | None = None, indicator: str | None = None) -> Story:
        """Change the territory (a code or a name), the indicator (an id), or take the first one of a theme.

        Raises UsageError, which lists all that does not exist and the right names; the choice is then what it was.
        """
        self.asked = self.asked.changed(territory, theme, indicator)
        if "panel" in self.__dict__:
            self.panel.follow()
        return self

    # --- What it tells ---

    def definition(self) -> Definition:
        """The question, the formula, the source, the caveat, the reference."""
        return self._reading.definition

    def figure(self) -> Reading:
        """The figure with its interval, beside those of the territories that hold this one, its source, its caveat."""
        return self._reading

    def sentence(self) -> Sentence:
        """The figure in one line."""
        return Sentence(self._reading)

    def trend(self) -> View | Block:
        """The figure over its vintages, its breaks marked and their reasons told."""
        name, label = self.asked.indicator, self._label
        drawn = drawing.trend(self._diagnostic, [name], [label], f"{label} {self._at} : évolution", "")
        if drawn is not None:
            return drawn
        valued = self._diagnostic.history(name)
        if valued.empty:
            return _said(f"Pas d’évolution à montrer\u00a0: {self._why}.")
        return _said("Pas d’évolution à montrer\u00a0: un seul millésime a un chiffre.")

    def distribution(self) -> View | Block:
        """The figure among those of the communes of the département; of an intercommunalité, among its likes."""
        drawn = among(self.asked.indicator)(self._diagnostic)
        if drawn is not None:
            return drawn
        if not readable(self._own):
            return _said(f"Rien à situer parmi les autres\u00a0: {self._why}.")
        peers = peers_of(self._diagnostic, self.asked.indicator)
        if peers is None:
            return _said("Rien à situer\u00a0: aucun département ne contient ce territoire.")
        return _said(
            f"Les {peers.noun[1]} {peers.home.of_name} ne disent rien ici\u00a0: trop peu ont un chiffre, la plupart "
            "ont le même, ou leurs écarts sont surtout ceux de l’enquête."
        )

    def map(self) -> View | Block:
        """The figure over the communes around."""
        drawn = mapping.choropleth(self._diagnostic, [self.asked.indicator], f"{self._label}, commune par commune")
        return drawn or _said("Pas de carte\u00a0: moins de deux communes alentour ont ce chiffre et un contour.")

    def readers(self) -> Block:
        """The chapters of the diagnostic where it is read, and in which part of each."""
        places = "".join(f"<li>{html.escape(place.told)}</li>" for place in uses.shown(self.asked.indicator))
        return Block(f"<ul>{places}</ul>") if places else _said("Aucun chapitre ne le montre.")

    def origin(self) -> Block:
        """Down to the files, the columns, the rows and the texts, as `ctg explain` prints it."""
        return Block(f"<pre>{html.escape(self._reading.explain().as_text())}</pre>")

    # --- In JupyterLab ---

    @cached_property
    def panel(self) -> StoryPanel:
        """The widgets, which follow the choice."""
        from ctg_lib.explorer.story_panel import StoryPanel

        return StoryPanel(self)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.panel.bundle(**asked)

    # --- Of what is asked ---

    @property
    def _reading(self) -> Reading:
        return self.asked.reading

    @property
    def _diagnostic(self) -> Diagnostic:
        return self.asked.place.diagnostic

    @property
    def _own(self) -> Any:
        return self._diagnostic.own(self.asked.indicator)

    @property
    def _label(self) -> str:
        return indicators.indicator(self.asked.indicator).label

    @property
    def _at(self) -> str:
        return self._diagnostic.territory.at_name

    @property
    def _why(self) -> str:
        row = self._reading.row
        return str(row["reason"] or Status(row["status"]).label)


def _said(text: str) -> Block:
    return Block(f"<p>{html.escape(text)}</p>")
