"""Fields that several benches share: a territory found by its name, an indicator found by its theme or its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from ctg_lib import indicators
from ctg_lib.errors import CtgError, UsageError
from ctg_lib.explorer.look import alert, framed
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.reading import listing
from ctg_lib.territory import Level, Territory
from ctg_lib.views.wording import number

WIDE = {"width": "40rem", "max_width": "100%"}
_STYLE = {"description_width": "6.5rem"}


def places(text: str) -> dict[str, str]:
    """The territories that a text may mean, the likeliest first: the code of each, and its words.

    « Sorbiers, commune, Hautes-Alpes (05169) ». Without the régions, whose codes are those of départements. Raises
    TerritoryError for an empty text, and for a code that nobody bears.
    """
    found = listing.found(text)
    found = found[~found["level"].isin([str(Level.REGION), str(Level.FRANCE)])]
    return {
        row["code"]: _words(row["name"], row["level"], row["departement"], row["code"]) for _, row in found.iterrows()
    }


def words_of(place: Territory) -> str:
    """The same words of a territory that is known."""
    home = place.parents() if place.level in (Level.COMMUNE, Level.EPCI) else ()
    names = ", ".join(one.name for one in home if one.level is Level.DEPARTEMENT)
    return _words(place.name, str(place.level), names, place.code)


def _words(name: str, level: str, home: str, code: str) -> str:
    return ", ".join(part for part in (name, Level(level).label, home) if part) + f" ({code})"


class PlaceField:
    """A name to type, and the territories that it may mean; `taken` is told the code of the one that is chosen.

    Where a name means one territory alone, it is chosen; where it means several, none is before somebody chooses.
    """

    def __init__(self, label: str, taken: Callable[[str], None]) -> None:
        self._taken = taken
        self.typed = ipywidgets.Text(
            description=label,
            placeholder="un nom ou un code Insee, puis Entrée",
            continuous_update=False,
            layout=WIDE,
            style=_STYLE,
        )
        self.matches = ipywidgets.Dropdown(options=[], description="", layout=WIDE, style=_STYLE)
        self.said = ipywidgets.HTML()
        self.root = ipywidgets.VBox([self.typed, self.matches, self.said])
        self._following = False
        self.typed.observe(self._searched, names="value")
        self.matches.observe(self._chosen, names="value")
        self.matches.layout.display = "none"

    def _searched(self, change: dict[str, Any]) -> None:
        self.said.value = ""
        if self._following or not change["new"].strip():
            return
        try:
            found = places(change["new"])
        except UsageError as error:
            self._offer({})
            self.said.value = alert(error)
            return
        self._offer(found)
        if len(found) == 1:
            self._take(next(iter(found)))
        elif found:
            self.said.value = framed(
                "<p role='status'>Aucun n’est encore choisi\u00a0: ce qui suit n’a pas changé.</p>"
            )
        else:
            self.said.value = alert(UsageError("Aucun territoire ne porte ce nom."))

    def _offer(self, found: dict[str, str]) -> None:
        several = f"{number(len(found))} territoires possibles\u00a0: choisir…"
        self._following = True
        try:
            self.matches.options = [(several, ""), *((words, code) for code, words in found.items())] if found else []
            self.matches.value = "" if found else None
            self.matches.layout.display = "" if len(found) > 1 else "none"
        finally:
            self._following = False

    def _chosen(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"]:
            self._take(change["new"])

    def _take(self, code: str) -> None:
        self.said.value = ""
        try:
            self._taken(code)
        except CtgError as error:
            self.said.value = alert(error)


class IndicatorField:
    """A theme, words, and the indicators of that theme that hold them; `taken` is told the id of the one chosen."""

    def __init__(self, current: str, taken: Callable[[str], None]) -> None:
        self._taken = taken
        self._following = False
        one = indicators.indicator(current)
        self.theme = ipywidgets.Dropdown(
            options=[(words, name) for name, words in THEMES.items() if indicators.in_theme(name)],
            value=one.theme,
            description="Thème",
            layout=WIDE,
            style=_STYLE,
        )
        self.words = ipywidgets.Text(
            description="Mots",
            placeholder="pour chercher dans tous les thèmes : « pauvreté enfants », puis Entrée",
            continuous_update=False,
            layout=WIDE,
            style=_STYLE,
        )
        self.indicator = ipywidgets.Dropdown(description="Indicateur", layout=WIDE, style=_STYLE)
        self.said = ipywidgets.HTML()
        self.root = ipywidgets.VBox([self.theme, self.words, self.indicator, self.said])
        self.follow(current)
        for widget, told in ((self.theme, self._themed), (self.words, self._worded), (self.indicator, self._chosen)):
            widget.observe(told, names="value")

    def follow(self, identifier: str) -> None:
        """Show an indicator that was chosen, among those of its theme where it is not among those offered."""
        one = indicators.indicator(identifier)
        self._following = True
        try:
            self.theme.value = one.theme
            if identifier not in {value for _, value in self.indicator.options}:
                self.words.value = ""
                self._offer({each.id: each.label for each in indicators.in_theme(one.theme)})
            self.indicator.value = identifier
        finally:
            self._following = False

    def _offer(self, found: dict[str, str]) -> None:
        self.indicator.options = [(words, name) for name, words in found.items()]

    def _themed(self, change: dict[str, Any]) -> None:
        if not self._following:
            self._propose({one.id: one.label for one in indicators.in_theme(change["new"])})

    def _worded(self, change: dict[str, Any]) -> None:
        self.said.value = ""
        if self._following:
            return
        if not change["new"].strip():
            self._themed({"new": self.theme.value})
            return
        rows = listing.catalogue(None, change["new"])
        if rows.empty:
            self.said.value = alert(UsageError("Aucun indicateur ne porte ces mots."))
            return
        themes = rows["theme"].map(THEMES)
        self._propose(dict(zip(rows["id"], themes + "\u00a0: " + rows["label"], strict=True)))

    def _propose(self, found: dict[str, str]) -> None:
        """Offer these, and take the first one, unless the one of now is among them."""
        current = self.indicator.value
        self._following = True
        try:
            self._offer(found)
            self.indicator.value = current if current in found else next(iter(found))
        finally:
            self._following = False
        if self.indicator.value != current:
            self._taken(self.indicator.value)

    def _chosen(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"]:
            self._taken(change["new"])
