"""Drop-downs of JupyterLab over a part of a page: one for each thing to choose, and what it shows below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets

from ctg_lib.errors import CtgError
from ctg_lib.explorer import look
from ctg_lib.views.view import Block, View, spoken

# The class by which JupyterLab lays out the tables of outputs, which those of widgets have not by themselves.
AS_AN_OUTPUT = "jp-RenderedHTMLCommon"


@dataclass(frozen=True)
class Menu:
    """label: what is chosen. options: the names to choose from, and their French words. first: what is chosen first."""

    label: str
    options: Mapping[str, str]
    first: str = ""


class Menus:
    """Widgets over what `draw` makes of the names chosen. choices: by the name of what they choose; shown: the rest.

    A refusal takes the place of what was shown: under another choice, the former picture would be read as its own.
    """

    def __init__(self, menus: Mapping[str, Menu], draw: Callable[..., Block | View]) -> None:
        self.draw = draw
        self.choices: dict[str, Any] = {name: _dropdown(menu) for name, menu in menus.items()}
        self.shown = ipywidgets.HTML(layout={"width": "auto"})
        self.shown.add_class(AS_AN_OUTPUT)
        self.root = ipywidgets.VBox([*self.choices.values(), self.shown])
        for widget in self.choices.values():
            widget.observe(self._chosen, names="value")
        self._chosen()

    def bundle(self, **asked: object) -> dict[str, Any]:
        """What JupyterLab displays; the words alone where widgets are not shown."""
        return look.displayed(self.root, spoken(self.shown.value), asked)

    def _chosen(self, _: object = None) -> None:
        try:
            found = self.draw(**{name: widget.value for name, widget in self.choices.items()})
        except CtgError as error:
            self.shown.value = look.alert(error)
        else:
            self.shown.value = look.standing(found)


def parts(offered: Mapping[str, tuple[str, Callable[[], Block | View]]]) -> Menus:
    """One menu, `shown`, over the parts of a bench. offered: by name, the French words of each, and how it is made."""
    words = {name: words for name, (words, _) in offered.items()}
    return Menus({"shown": Menu("Montrer", words)}, lambda shown: offered[shown][1]())


def _dropdown(menu: Menu) -> Any:
    return ipywidgets.Dropdown(
        options=[(words, name) for name, words in menu.options.items()],
        value=menu.first or next(iter(menu.options)),
        description=menu.label,
        layout={"width": "40rem", "max_width": "100%"},
    )
