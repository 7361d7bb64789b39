"""The way in as widgets of JupyterLab: a name to type, the territories that bear it, what is loaded for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from ctg_lib.explorer.fields import PlaceField
from ctg_lib.explorer.look import displayed, framed

if TYPE_CHECKING:
    from ctg_lib.explorer.place_search import Finder


class FinderPanel:
    """Widgets over a finder. place: the field; said: what is shown of the territory."""

    def __init__(self, bench: Finder) -> None:
        self.bench = bench
        self.place = PlaceField("Territoire", self._chosen)
        self.said = ipywidgets.HTML(layout={"width": "auto"})
        self.root = ipywidgets.VBox([self.place.root, self.said])
        self.follow()

    def bundle(self, **asked: object) -> dict[str, Any]:
        """What JupyterLab displays; one line of text where widgets are not shown."""
        return displayed(self.root, self.bench.sentence(), asked)

    def follow(self) -> None:
        """Take the territory of the bench, chosen by a widget or by code, and show it."""
        self.said.value = framed(f"<p>{self.bench.place.name}\u00a0: lecture de ce qui est chargé…</p>")
        self.said.value = framed(self.bench.card())

    def _chosen(self, code: str) -> None:
        self.bench.choose(code)
