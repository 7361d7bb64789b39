"""The bench of needs and services as widgets of JupyterLab: choices above, what they show below."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets

from ctg_lib.errors import UsageError
from ctg_lib.explorer.background import WARNING
from ctg_lib.explorer.look import alert, displayed, framed

if TYPE_CHECKING:
    from ctg_lib.explorer.needs_services import NeedsServices

LABELS = {
    "need": "Besoin",
    "service": "Service",
    "radius": "Rayon",
    "classes": "Découpage",
    "count": "Nombre",
}


class Panel:
    """Widgets over a bench. choices: by the name of what they choose; said, picture, table: what is shown."""

    def __init__(self, bench: NeedsServices) -> None:
        self.bench = bench
        self.choices: dict[str, Any] = {name: self._dropdown(name) for name in LABELS}
        self.choices["plan"] = ipywidgets.Checkbox(
            value=bench.choice.plan, description=WARNING, indent=False, layout={"width": "auto"}
        )
        self.said, self.picture, self.table = (ipywidgets.HTML(layout={"width": "auto"}) for _ in range(3))
        cutting = ipywidgets.HBox([self.choices["radius"], self.choices["classes"], self.choices["count"]])
        cutting.layout.flex_flow = "row wrap"
        above = [self.choices["need"], self.choices["service"], cutting, self.choices["plan"]]
        self.root = ipywidgets.VBox([*above, self.said, self.picture, self.table])
        self._following = False
        for widget in self.choices.values():
            widget.observe(self._chosen, names="value")
        self.show()

    def bundle(self, **asked: object) -> dict[str, Any]:
        """What JupyterLab displays; the same without choices where widgets are not shown."""
        return displayed(self.root, self.bench.sentence(), asked)

    def follow(self) -> None:
        """Take the choice of the bench, made by a widget or by code, and draw it."""
        self._following = True
        try:
            for name, widget in self.choices.items():
                widget.value = getattr(self.bench.choice, name)
        finally:
            self._following = False
        self.show()

    def show(self) -> None:
        """Draw what the bench says of its choice."""
        bench = self.bench
        self.said.value = framed(f"<p>{html.escape(bench.sentence())}</p><p>{html.escape(bench.sensitivity())}</p>")
        self.picture.value = bench.map().standalone
        self.table.value = framed(bench.table().html)

    def _dropdown(self, name: str) -> Any:
        offered = getattr(self.bench.offered, name)
        return ipywidgets.Dropdown(
            options=[(words, value) for value, words in offered.items()],
            value=getattr(self.bench.choice, name),
            description=LABELS[name],
            layout={"width": "40rem" if name in ("need", "service") else "16rem", "max_width": "100%"},
        )

    def _chosen(self, _: object) -> None:
        if self._following:
            return
        try:
            self.bench.choose(**{name: widget.value for name, widget in self.choices.items()})
        except UsageError as error:
            # The choices say what was asked: the former picture under them would be read as that.
            self.said.value = alert(error)
            self.picture.value = self.table.value = ""
