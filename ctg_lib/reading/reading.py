"""One indicator of one territory: its figure, its history, what it is set against, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.evolution import breaks
from ctg_lib.chapters import similar
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.distribution import peers_of
from ctg_lib.convention.committee import chosen_communes
from ctg_lib.lineage.figure import Explanation, explain
from ctg_lib.reading import comparing, display, located
from ctg_lib.reading.definition import Definition
from ctg_lib.reading.rows import told
from ctg_lib.value import Status
from ctg_lib.views.view import Block
from ctg_lib.views.wording import inside, joined, readable
from ctg_lib.vintage import ALLOWED

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Reading:
    """An indicator read for a territory. Every frame is a copy, that may be changed at will.

    What a page does not show is in none of them: a cell that its producer or this project hides has no figure, nor has
    a share of fewer than thirty; `reason` says why, in French.
    """

    diagnostic: Diagnostic
    indicator: str

    # ── Its figure ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def row(self) -> pd.Series:
        """The figure of the territory at the vintage that a page shows.

        territory, name, level; vintage, and date in words; value, low, high in `unit` (a share goes from 0 to 1), NaN
        without a figure; numerator and denominator where there are some; shown: the figure as a page writes it, or what
        it writes in its place; status; reason: why there is no figure; method; source: `source@vintage`, joined by `+`.
        """
        return told(self._own.to_frame().T, [self.diagnostic.territory]).iloc[0].rename(self.indicator)

    @property
    def value(self) -> float:
        """The figure alone, in `row["unit"]`; NaN where there is none."""
        return float(self.row["value"])

    @property
    def definition(self) -> Definition:
        """What the indicator is: question, formula, columns, source, caveat, reference."""
        return Definition.of(indicators.indicator(self.indicator))

    def history(self) -> pd.DataFrame:
        """Every vintage at hand, oldest first: the columns of `row`, then `change` and `break_reason`.

        change: whether a change since the figure before may be told: `permise`, `avec réserve`, `refusée`, or empty for
        the first one. break_reason: why not, in French.
        """
        place, one = self.diagnostic.territory, indicators.indicator(self.indicator)
        rows = self.diagnostic.rows(self.indicator)
        rows = rows[(rows["level"] == str(place.level)) & (rows["vintage"] != "")].sort_values("vintage")
        rows = rows.reset_index(drop=True)
        valued = rows[rows["status"].map(lambda status: Status(status).has_value).astype(bool)]
        # The first figure follows none; the others follow freely, unless a break is known.
        verdicts = dict.fromkeys(valued.index[1:], ALLOWED)
        verdicts |= {valued.index[at]: found for at, found in breaks(one, valued)}
        frame = told(rows, [place])
        frame["change"] = [str(verdicts[at].verdict) if at in verdicts else "" for at in rows.index]
        frame["break_reason"] = [verdicts[at].reason if at in verdicts else "" for at in rows.index]
        return frame

    # ── Beside others ────────────────────────────────────────────────────────────────────────────────────────────────

    def compare(self, with_: str | Iterable[str] | None = None) -> pd.DataFrame:
        """The figure set against that of others, one row each, at the same vintage.

        `with_`: a level (`epci`, `departement`, `region`, `france`), `semblables` (the communes that are like this one,
        the nearest first: see `similar`), `voisines` (those that touch it), a code or a name, a group written
        `identifier=code,code`, or several of these; by default the intercommunalité, the département, the région and
        France, as a page does. Columns: those of `row`, for the other territory, then gap (this territory less the
        other, in the unit of the indicator), verdict (`niveau plus élevé`, `niveau plus faible`, `écart non
        significatif`, `niveau proche`, `non comparé`), favourable (True, False, or None where nothing says so), and
        why_not. Territories come in the order asked: there is no ranking. Raises UsageError for one that is not known.
        """
        return comparing.compared(self.diagnostic, indicators.indicator(self.indicator), with_)

    def similar(self) -> Block:
        """The figure among the communes that are like this one, to be displayed: a sentence, a table, and the method.

        It tells their median and quartiles, each commune with its distance, the variables that count and those that are
        left out, and why. The communes are the fifteen nearest, or those that the comité chose, with its reason;
        `compare("semblables")` gives their figures as a frame. Raises UsageError for what is no commune, and
        InputError where the file of the comité cannot be read.
        """
        seen = self.diagnostic
        return similar.block(seen, self.indicator, chosen_communes(seen.territory, seen.date))

    def distribution(self) -> pd.DataFrame:
        """The figure of every commune of the département, by code, at the same vintage: the columns of `row`.

        For an intercommunalité, of those of the département. Empty for a larger territory. There is no ranking: a
        village weighs as much as a town, and small ones spread by chance.
        """
        peers = peers_of(self.diagnostic, self.indicator)
        if peers is None:
            return told(self.diagnostic.rows(self.indicator).iloc[:0], ())
        return told(peers.rows, peers.places).sort_values("territory", ignore_index=True)

    def map(self) -> gpd.GeoDataFrame:
        """The figure over the communes around, at the same vintage: the columns of `row`, inside, geometry (EPSG:4326).

        inside: whether the commune is one of the territory. The communes are those of its intercommunalité and those
        that touch it, as far as their outlines are loaded.
        """
        return located.mapped(self.diagnostic, self.indicator)

    # ── Where it comes from ──────────────────────────────────────────────────────────────────────────────────────────

    def explain(self, vintage: str | None = None) -> Explanation:
        """From the figure to the file, the row and the column, as `ctg explain` tells it; `.as_text()` to read it.

        vintage: by default the one shown. Raises UsageError for one that is not at hand.
        """
        return explain(self.diagnostic, self.indicator, vintage)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the figure as a page cites them, in French, with their chain of custody."""
        return self.diagnostic.source_lines([self.indicator])

    # ── Displayed ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _own(self) -> pd.Series:
        return self.diagnostic.own(self.indicator)

    def __repr__(self) -> str:
        return f"{self._label}, {self._said}"

    def _repr_html_(self) -> str:
        # Beside no figure, nothing is compared.
        compared = self.compare(None if readable(self._own) else ())
        rows = zip(compared["name"], compared["shown"], compared["verdict"], compared["why_not"], strict=True)
        cells = [(name, shown, f"{verdict} ({why})" if why else verdict) for name, shown, verdict, why in rows]
        here = self.diagnostic.territory.at_name
        columns = ("Territoire", "Chiffre", here[0].upper() + here[1:])
        one = indicators.indicator(self.indicator)
        under = [display.captioned("Source", " ; ".join(self.sources))]
        under += [display.captioned("Précaution", one.caveat)] if one.caveat else []
        said = self._said[0].upper() + self._said[1:] + "."
        return display.tabled(self._label, said, columns, cells, under)

    @property
    def _label(self) -> str:
        return indicators.indicator(self.indicator).label

    @property
    def _said(self) -> str:
        """« Sorbiers, 2021 : 8,0 %, entre 7 et 9 », or why there is no figure."""
        row, name = self.row, self.diagnostic.territory.name
        when = f", {inside(row['date'])}" if row["date"] else ""
        between = f", entre {joined(self._own)}" if readable(self._own) and joined(self._own) else ""
        # « secret statistique » needs no second saying.
        why = f" ({row['reason']})" if row["reason"] and row["status"] != Status.SECRET else ""
        return f"{display.captioned(f'{name}{when}', row['shown'])}{between}{why}"
