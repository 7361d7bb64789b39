"""The story of an indicator as widgets of JupyterLab: choices above, the whole story below."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets

from ctg_lib.explorer.fields import IndicatorField, PlaceField, words_of
from ctg_lib.explorer.look import WAITING, displayed, framed, titled

if TYPE_CHECKING:
    from ctg_lib.explorer.indicator_story import Story


class StoryPanel:
    """Widgets over a story. place, indicator: the fields; said, pictures, origin: what is shown."""

    def __init__(self, bench: Story) -> None:
        self.bench = bench
        self.place = PlaceField("Territoire", lambda code: self._chosen(territory=code))
        self.indicator = IndicatorField(bench.asked.indicator, lambda name: self._chosen(indicator=name))
        self.said, self.pictures, self.origin = (ipywidgets.HTML(layout={"width": "auto"}) for _ in range(3))
        shown = [self.said, self.pictures, self.origin]
        self.root = ipywidgets.VBox([self.place.root, self.indicator.root, *shown])
        self.show()

    def bundle(self, **asked: object) -> dict[str, Any]:
        """What JupyterLab displays; one line of text where widgets are not shown."""
        return displayed(self.root, self.bench.sentence(), asked)

    def follow(self) -> None:
        """Take the choice of the bench, made by a widget or by code, and tell its story."""
        self.indicator.follow(self.bench.asked.indicator)
        self.show()

    def show(self) -> None:
        """Tell the story of what is chosen, the figure first: the rest takes a moment."""
        bench = self.bench
        here = html.escape(words_of(bench.asked.place.territory))
        self.said.value = framed(
            f"<p>{here}</p>"
            + titled("Son chiffre", bench.figure()._repr_html_())
            + titled("Ce que c’est", bench.definition()._repr_html_())
        )
        # The former pictures, under another figure, would be read as its own.
        self.pictures.value, self.origin.value = WAITING, ""
        self.pictures.value = framed(
            titled("Au fil du temps", bench.trend())
            + titled("Parmi les communes", bench.distribution())
            + titled("Sur la carte", bench.map())
        )
        told = f"<details><summary>Du chiffre à la ligne du fichier</summary>{bench.origin().html}</details>"
        self.origin.value = framed(titled("Qui le lit", bench.readers()) + titled("D’où il vient", told))

    def _chosen(self, **given: str) -> None:
        self.bench.choose(**given)
