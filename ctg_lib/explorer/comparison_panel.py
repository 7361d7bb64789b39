"""A comparison as widgets of JupyterLab: the territory, the indicator, whom to set beside it, the verdicts."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import ipywidgets

from ctg_lib.errors import CtgError
from ctg_lib.explorer.fields import IndicatorField, PlaceField, words_of
from ctg_lib.explorer.look import WAITING, alert, displayed, framed, titled
from ctg_lib.reading.comparing import NEIGHBOURS, SIMILAR
from ctg_lib.territory import Level

if TYPE_CHECKING:
    from ctg_lib.explorer.set_beside import Comparison

GROUPS = {
    str(Level.EPCI): "l’intercommunalité",
    str(Level.DEPARTEMENT): "le département",
    str(Level.REGION): "la région",
    str(Level.FRANCE): "la France",
    NEIGHBOURS: "les communes voisines",
    SIMILAR: "les communes semblables",
}


class ComparisonPanel:
    """Widgets over a comparison. boxes: by the name of what each one adds; said, picture, alike: what is shown."""

    def __init__(self, bench: Comparison) -> None:
        self.bench = bench
        self._following = False
        self.place = PlaceField("Territoire", lambda code: self._chosen(territory=code))
        self.indicator = IndicatorField(bench.asked.indicator, lambda name: self._chosen(indicator=name))
        self.boxes = {name: self._box(name, words) for name, words in GROUPS.items()}
        self.added = PlaceField("Ajouter", self._add)
        self.remove = ipywidgets.Button(description="Retirer les territoires ajoutés", layout={"width": "18rem"})
        self.remove.on_click(self._remove)
        self.problem, self.said, self.picture, self.alike = (
            ipywidgets.HTML(layout={"width": "auto"}) for _ in range(4)
        )
        groups = ipywidgets.HBox([ipywidgets.Label("Comparer avec", layout={"width": "7rem"}), *self.boxes.values()])
        groups.layout.flex_flow = "row wrap"
        above = [self.place.root, self.indicator.root, groups, self.added.root, self.remove]
        self.root = ipywidgets.VBox([*above, self.problem, self.said, self.picture, self.alike])
        self.follow()

    def bundle(self, **asked: object) -> dict[str, Any]:
        """What JupyterLab displays; one line of text where widgets are not shown."""
        return displayed(self.root, self.bench.sentence(), asked)

    def follow(self) -> None:
        """Take the choice of the bench, made by a widget or by code, and show it."""
        self._following = True
        try:
            for name, box in self.boxes.items():
                box.value = name in self.bench.others
        finally:
            self._following = False
        self.remove.layout.display = "" if self._by_name() else "none"
        self.indicator.follow(self.bench.asked.indicator)
        self.problem.value = ""
        self.show()

    def show(self) -> None:
        """Show what the bench says of its choice."""
        bench = self.bench
        here = html.escape(words_of(bench.asked.place.territory))
        self.said.value = framed(f"<p>{here}</p><p>{html.escape(bench.sentence())}</p>{bench.table().html}")
        # The former picture, under another table, would be read as its own.
        self.picture.value, self.alike.value = WAITING, ""
        self.picture.value = framed(titled("Avec leurs intervalles", bench.chart()))
        self.alike.value = framed(titled("Parmi les communes semblables", bench.similar()))

    def _box(self, name: str, words: str) -> Any:
        box = ipywidgets.Checkbox(description=words, indent=False, layout={"width": "auto", "margin": "0 1rem 0 0"})
        box.observe(lambda _: self._ticked(), names="value")
        return box

    def _by_name(self) -> tuple[str, ...]:
        return tuple(one for one in self.bench.others if one not in GROUPS)

    def _ticked(self) -> None:
        if not self._following:
            self._chosen(others=[*(name for name, box in self.boxes.items() if box.value), *self._by_name()])

    def _add(self, code: str) -> None:
        if code not in self.bench.others:
            self._chosen(others=[*self.bench.others, code])

    def _remove(self, _: object) -> None:
        self._chosen(others=[one for one in self.bench.others if one in GROUPS])

    def _chosen(self, **given: Any) -> None:
        try:
            self.bench.choose(**given)
        except CtgError as error:
            self.follow()
            self.problem.value = alert(error)
