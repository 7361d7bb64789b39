"""The way in: a territory found by its name, what is loaded for it in one line, and the indicators to look up."""

from __future__ import annotations

import html
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ctg_lib.explorer.long_table import LongTable
from ctg_lib.explorer.look import Sentence
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.lineage.quality import ABSENT, OUTSIDE, WITHHELD, Quality, quality
from ctg_lib.reading import listing
from ctg_lib.reading.place import Place
from ctg_lib.territory import Level, Territory
from ctg_lib.value import UNITS, Status
from ctg_lib.views.wording import number, plural

if TYPE_CHECKING:
    from ctg_lib.explorer.finder_panel import FinderPanel

PLACES = {"name": "Nom", "level": "Niveau", "departement": "Département", "epci": "Intercommunalité", "code": "Code"}
INDICATORS = {
    "label": "Indicateur",
    "theme": "Thème",
    "question": "Question",
    "unit": "Unité",
    "caveat": "Précaution",
    "id": "Nom à écrire",
}


class Finder:
    """A territory, and what is known of it.

    Displayed in JupyterLab, it is a field to type a name in; the same is had by calling `choose`, `sentence`, `places`
    and `indicators`.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    def choose(self, territory: str) -> Finder:
        """Change the territory: a code, or a name that one territory alone bears.

        Raises TerritoryError with the candidates; the choice is then what it was.
        """
        found = Territory.parse(territory)
        if found != self.place.territory:
            self.place = Place(found, self.place.date)
            self.__dict__.pop("quality", None)
        if "panel" in self.__dict__:
            self.panel.follow()
        return self

    @cached_property
    def quality(self) -> Quality:
        """What the data of the territory are worth, source by source; a few seconds the first time."""
        return quality(self.place.diagnostic, self.place.date)

    def sentence(self) -> Sentence:
        """What is loaded for the territory, in one line."""
        seen = self.quality
        loaded = sum(one.state != ABSENT for one in seen.states)
        silent = sum(one.state in (OUTSIDE, WITHHELD) for one in seen.states)
        known = sum(count for status, count in seen.figures.items() if Status(status).has_value)
        without = f", dont {number(silent)} sans rien sur ce territoire" if silent else ""
        return Sentence(
            f"{self.place.name} ({self.place.code})\u00a0: {plural(known, 'indicateur')} sur "
            f"{number(sum(seen.figures.values()))} {'ont' if known > 1 else 'a'} un chiffre ; "
            f"{plural(loaded, 'source chargée', 'sources chargées')} sur {number(len(seen.states))}{without}."
        )

    def places(self, text: str) -> LongTable:
        """The territories that a text may mean, the likeliest first, homonyms told apart by their département."""
        found = listing.found(text)
        found["level"] = [Level(one).label for one in found["level"]]
        return LongTable(found[list(PLACES)].rename(columns=PLACES), f"Territoires trouvés pour « {text} »")

    def indicators(self, theme: str | None = None, words: str = "") -> LongTable:
        """The catalogue, or what of it is of a theme and holds these words, to search in."""
        rows = listing.catalogue(theme, words)
        rows["theme"] = rows["theme"].map(THEMES)
        rows["unit"] = [UNITS[one].label for one in rows["unit"]]
        return LongTable(rows[list(INDICATORS)].rename(columns=INDICATORS), "Les indicateurs")

    # --- In JupyterLab ---

    @cached_property
    def panel(self) -> FinderPanel:
        """The widgets, which follow the choice."""
        from ctg_lib.explorer.finder_panel import FinderPanel

        return FinderPanel(self)

    def card(self) -> str:
        """The territory in a few lines, then what is loaded for it, as HTML."""
        return f"{self.place._repr_html_()}<p><strong>{html.escape(self.sentence())}</strong></p>"

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.panel.bundle(**asked)
