"""An indicator of a territory set against that of territories of one's choice: verdicts in words, and no ranking."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.comparison import Gap
from ctg_lib.chapters.small import few
from ctg_lib.errors import UsageError
from ctg_lib.explorer.asked import Asked
from ctg_lib.explorer.look import Sentence
from ctg_lib.reading.place import Place
from ctg_lib.reading.reading import Reading
from ctg_lib.views import charts, tables
from ctg_lib.views.view import Block, View, source_line
from ctg_lib.views.wording import interval, listing, plural

if TYPE_CHECKING:
    from ctg_lib.explorer.comparison_panel import ComparisonPanel

FIRST = "pr_taux_pauvrete"
BOUNDED = ("value", "low", "high")
# As many names as a sentence holds.
_NAMED = 6


class Comparison:
    """A territory beside others, for one indicator.

    Displayed in JupyterLab, it is a panel of choices over a table; the same is had by calling `choose`, `sentence`,
    `table`, `chart` and `similar`. Territories come in the order asked, the communes alike in that of their likeness.
    """

    def __init__(self, place: Place) -> None:
        self.asked = Asked(place, FIRST)
        self.others: tuple[str, ...] = tuple(str(one.level) for one in place.diagnostic.comparators)

    def choose(
        self,
        *,
        territory: str | None = None,
        theme: str | None = None,
        indicator: str | None = None,
        others: str | Iterable[str] | None = None,
    ) -> Comparison:
        """Change the territory, the indicator, or those that it is set against, as `Reading.compare` names them.

        Raises UsageError, which lists all that does not exist and the right names; the choice is then what it was.
        """
        asked = self.asked.changed(territory, theme, indicator)
        wanted = self._kept(asked) if others is None else (others,) if isinstance(others, str) else tuple(others)
        asked.reading.compare(wanted)
        self.asked, self.others = asked, wanted
        if "panel" in self.__dict__:
            self.panel.follow()
        return self

    def _kept(self, asked: Asked) -> tuple[str, ...]:
        """Those of now, but for what another territory has not, or is."""
        if asked.place.territory == self.asked.place.territory:
            return self.others
        return tuple(one for one in self.others if _possible(asked, one))

    # --- What it shows ---

    def frame(self) -> pd.DataFrame:
        """The rows of `Reading.compare`."""
        return self._reading.compare(self.others)

    def sentence(self) -> Sentence:
        """The figure, then who is on which side of it, in words."""
        frame = self.frame()
        told = []
        for verdict, names in frame.groupby("verdict", sort=False)["name"]:
            several = listing(list(names)) if len(names) <= _NAMED else plural(len(names), "territoire")
            told.append(f"{verdict}, à côté de\u00a0: {several}")
        said = " ; ".join(told) or "aucun territoire à côté"
        return Sentence(f"{self._reading}. {said[0].upper()}{said[1:]}.")

    def table(self) -> Block:
        """One line a territory, this one first: its figure and its interval, the verdict, and the reason of it."""
        frame, own = self.frame(), self._reading.row
        rows = [own, *(row for _, row in frame.iterrows())]
        bounds = [_bounds(row) for row in rows]
        reasons = [html.escape(text) for text in (own["reason"], *frame["why_not"])]
        cells = {
            "Territoire": [html.escape(row["name"]) for row in rows],
            "Date": [html.escape(row["date"]) for row in rows],
            "Chiffre": [html.escape(row["shown"]) for row in rows],
            **({"Intervalle": bounds} if any(bounds) else {}),
            f"{self._at[0].upper()}{self._at[1:]}": ["", *map(html.escape, frame["verdict"])],
            **({"Raison": reasons} if any(reasons) else {}),
        }
        order = (
            "Dans l’ordre où on les a choisis, les semblables dans celui de la ressemblance\u00a0: pas de classement."
        )
        caveat = indicators.indicator(self.asked.indicator).caveat
        notes = "".join(f'<p class="source">{html.escape(one)}</p>' for one in (order, caveat) if one)
        table = tables.plain(self._title, pd.DataFrame(cells), kind="mots")
        return Block(table + notes + source_line(self._reading.sources))

    def chart(self) -> View | Block:
        """The figures that may be set side by side, with their intervals; why not, where they may not."""
        rows = self.frame()
        rows = rows[rows["verdict"] != Gap.NOT_COMPARED.label]
        own = self._reading.row
        if rows.empty:
            return Block("<p>Rien à dessiner\u00a0: aucun de ces chiffres ne se compare à celui-ci.</p>")
        if few(own.to_frame().T):
            return Block(
                "<p>Rien à dessiner\u00a0: le chiffre porte sur trop peu de personnes. Le tableau le donne.</p>"
            )
        lines = [_dot(row) for row in (own, *(row for _, row in rows.iterrows()))]
        told = [f"{row['name']} {row['shown']}" for row in (own, *(row for _, row in rows.iterrows()))]
        alt = f"Graphique à points, {self._title}\u00a0: {' ; '.join(told)}."
        return View(
            picture=charts.image(charts.gaps(lines, indicators.indicator(self.asked.indicator).unit), alt),
            title=self._title,
            alt=alt,
            sources=self._reading.sources,
            data=self.table().html,
        )

    def similar(self) -> Block:
        """The figure among the communes that are like this one (`Reading.similar`); why not, where there are none."""
        try:
            return self._reading.similar()
        except UsageError as error:
            return Block(f"<p>{html.escape(error.title)}</p>")

    # --- In JupyterLab ---

    @cached_property
    def panel(self) -> ComparisonPanel:
        """The widgets, which follow the choice."""
        from ctg_lib.explorer.comparison_panel import ComparisonPanel

        return ComparisonPanel(self)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.panel.bundle(**asked)

    # --- Of what is asked ---

    @property
    def _reading(self) -> Reading:
        return self.asked.reading

    @property
    def _at(self) -> str:
        return self.asked.place.territory.at_name

    @property
    def _title(self) -> str:
        label = indicators.indicator(self.asked.indicator).label
        return f"{label}\u00a0: {self.asked.place.name} et d’autres"


def _possible(asked: Asked, other: str) -> bool:
    try:
        asked.reading.compare(other)
    except UsageError:
        return False
    return True


def _bounds(row: pd.Series) -> str:
    """The interval of a row, unless the figure already says it."""
    bounds = interval(row)
    return "" if bounds == row["shown"] else html.escape(bounds)


def _dot(row: pd.Series) -> tuple[str, pd.DataFrame]:
    """A line of the chart: the name, and a dot."""
    frame = pd.DataFrame(
        [{"label": "chiffre, et son intervalle s’il en a un", **{name: row[name] for name in BOUNDED}}]
    )
    return "\n".join(textwrap.wrap(row["name"], 34)), frame
