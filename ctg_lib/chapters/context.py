"""What a chapter draws from: one territory, one edition date, and the one long table of its values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import pandas as pd

from ctg_lib import indicators, reads, sources
from ctg_lib.analysis.comparison import Verdict, compare
from ctg_lib.analysis.service_types import LISTS
from ctg_lib.analysis.services import Services, gather
from ctg_lib.gazetteer import gazetteer
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.prepared import Computed, Prepared, Sliced
from ctg_lib.indicators.targets import Targets, comparators
from ctg_lib.sources import contours
from ctg_lib.sources.card import Chain
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status
from ctg_lib.views.wording import span

REPUBLISHED = "republié"
# Diagnostics that this process computed once for all of its notebooks (`run.kernel`).
_KEPT: dict[tuple[Territory, str], Diagnostic] = {}


def keep(diagnostic: Diagnostic) -> None:
    """Hand this very diagnostic, with what it has computed, to whoever asks for its territory and date from now on."""
    _KEPT[diagnostic.territory, diagnostic.date] = diagnostic


def kept(territory: Territory, date: str) -> Diagnostic | None:
    """The diagnostic that `keep` was given, if any."""
    return _KEPT.get((territory, date))


@dataclass(frozen=True)
class Diagnostic:
    """A territory looked at on a date, over a store; prepared: a pass that holds its rows, where one was made."""

    territory: Territory
    date: str
    shelf: Shelf
    prepared: Prepared | None = None

    def with_values(self, values: pd.DataFrame) -> Self:
        """The same, its long table (`values`) computed elsewhere."""
        rows = values.groupby("indicator", sort=False)
        self._computed.update((str(name), own.reset_index(drop=True)) for name, own in rows)
        return self

    @cached_property
    def values(self) -> pd.DataFrame:
        """The long table of every indicator for the territory and those that it is compared with."""
        return pd.concat([self._rows(name) for name in indicators.catalogue()], ignore_index=True)

    @cached_property
    def comparators(self) -> list[Territory]:
        """Intercommunalité, département, région, France, where they exist and are not the territory itself."""
        return comparators(self.territory)

    @cached_property
    def _seen(self) -> Sliced | Computed:
        return self._looked_at(Targets.around(self.territory))

    def _looked_at(self, targets: Targets) -> Sliced | Computed:
        return self.prepared.seen(self.shelf, targets) if self.prepared else Computed(Resolved(self.shelf, targets))

    @cached_property
    def _computed(self) -> dict[str, pd.DataFrame]:
        return {}

    def _rows(self, indicator: str) -> pd.DataFrame:
        """The long table of one indicator, computed when first asked: a chapter pays for what it shows."""
        _note(indicator)
        if indicator not in self._computed:
            self._computed[indicator] = self._seen.rows(indicator)
        return self._computed[indicator]

    def rows(self, indicator: str) -> pd.DataFrame:
        """The long table of one indicator, every vintage, for the territory and its comparators, as a copy."""
        return self._rows(indicator).copy()

    def vintage(self, indicator: str) -> str:
        """The vintage shown: the newest with a value for the territory, else the newest."""
        if indicator not in self._vintages:
            self._vintages[indicator] = self._newest(indicator)
        return self._vintages[indicator]

    @cached_property
    def _vintages(self) -> dict[str, str]:
        return {}

    def _newest(self, indicator: str) -> str:
        own = self._own(indicator)
        valued = own[own["status"].map(lambda status: Status(status).has_value)]
        return str((valued if len(valued) else own)["vintage"].max())

    def row(self, indicator: str, level: Level | None = None, vintage: str | None = None) -> pd.Series | None:
        """The row of an indicator for the territory, or for its comparator of that level; None where there is none."""
        if indicator not in self._indexed:
            rows = self._rows(indicator)
            keys = zip(rows["level"], rows["vintage"], strict=True)
            self._indexed[indicator] = {key: place for place, key in reversed(list(enumerate(keys)))}
        wanted = str(level or self.territory.level), vintage or self.vintage(indicator)
        place = self._indexed[indicator].get(wanted)
        return None if place is None else self._rows(indicator).iloc[place]

    @cached_property
    def _indexed(self) -> dict[str, dict[tuple[str, str], int]]:
        """For each indicator asked, the place of its first row of a level and vintage."""
        return {}

    def own(self, indicator: str, vintage: str | None = None) -> pd.Series:
        """The territory's own row: there is always one, with a reason when it has no value."""
        row = self.row(indicator, vintage=vintage)
        assert row is not None, f"no row for {indicator}"
        return row

    def history(self, indicator: str, level: Level | None = None) -> pd.DataFrame:
        """The rows of all vintages, oldest first, that have a value."""
        rows = self._rows(indicator)
        rows = rows[rows["level"] == str(level or self.territory.level)]
        return rows[rows["status"].map(lambda status: Status(status).has_value)].sort_values("vintage")

    def verdict(self, indicator: str, level: Level) -> Verdict:
        """How the territory's value stands against its comparator of that level."""
        return compare(indicators.indicator(indicator), self.own(indicator), self.row(indicator, level))

    def communes(self, indicator: str) -> pd.DataFrame:
        """The long table of one indicator for every commune of the surroundings and those that touch them."""
        _note(indicator)
        if indicator not in self._mapped:
            self._mapped[indicator] = self._at_vintage(self._around, indicator)
        return self._mapped[indicator]

    @cached_property
    def _mapped(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _around(self) -> Sliced | Computed:
        """Every commune of the maps: their tables are resolved once, whatever the number of indicators."""
        return self._looked_at(Targets.of(map(Territory.of, (*self.surroundings, *self.neighbours))))

    def across(self, indicator: str, territories: Iterable[Territory]) -> pd.DataFrame:
        """The long table of one indicator for these territories, at the vintage shown for this one."""
        _note(indicator)
        asked = tuple(territories)
        if asked not in self._beside:
            self._beside.clear()
            self._beside[asked] = self._looked_at(Targets.of(asked))
        return self._at_vintage(self._beside[asked], indicator)

    @cached_property
    def _beside(self) -> dict[tuple[Territory, ...], Sliced | Computed]:
        """The territories last set beside this one: often asked again for another indicator, tables resolved once."""
        return {}

    def _at_vintage(self, seen: Sliced | Computed, indicator: str) -> pd.DataFrame:
        table = seen.rows(indicator)
        return table[table["vintage"] == self.vintage(indicator)]

    @cached_property
    def surroundings(self) -> tuple[str, ...]:
        """The communes to map: those of every intercommunalité that the territory is of, or its own."""
        book = gazetteer()
        homes = dict.fromkeys(book.communes[code].epci for code in self.territory.communes if code in book.communes)
        around = (code for home in homes if home for code in Territory.of(home).communes)
        return tuple(dict.fromkeys((*self.territory.communes, *around)))

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """The communes that touch the surroundings, as far as their outlines are at hand."""
        return tuple(contours.neighbours(self.surroundings))

    @property
    def services(self) -> Services:
        """The services of the surroundings and of what touches them, from every list loaded."""
        reads.note(*LISTS)
        return self._services

    @cached_property
    def _services(self) -> Services:
        return gather(self.shelf.store, (*self.surroundings, *self.neighbours))

    def source_lines(self, used: list[str]) -> tuple[str, ...]:
        """« Insee, recensement 2022 (republié) » for each table behind these indicators, at the vintage shown."""
        tokens = [token for name in used for token in str(self.own(name)["source"]).split("+") if token]
        if not tokens:
            waiting = {one.source for name in used for one in indicators.indicator(name).inputs}
            return tuple(f"{sources.source(name).short} (non chargée)" for name in sorted(waiting))
        return self.told(tokens)

    def told(self, tokens: Iterable[str]) -> tuple[str, ...]:
        """Source lines of `source@vintage` tokens: one a source, its vintages together, the chain of custody told."""
        years: dict[str, list[str]] = {}
        for token in tokens:
            name, year = token.split("@")
            years.setdefault(name, []).append(year)
        lines: dict[str, None] = {}
        for name, found in years.items():
            chain = f" ({REPUBLISHED})" if any(self.republished(name, year) for year in found) else ""
            lines[f"{sources.source(name).short} {span(found)}{chain}"] = None
        return tuple(lines)

    def republished(self, source: str, vintage: str) -> bool:
        """Whether any file behind a table is a republication."""
        reads.note(source)
        parts = self.shelf.store.parts.get((source, vintage), [])
        return any(part.manifest.chain == Chain.REPUBLISHED for part in parts)

    def _own(self, indicator: str) -> pd.DataFrame:
        rows = self._rows(indicator)
        return rows[rows["level"] == str(self.territory.level)]


def _note(indicator: str) -> None:
    """Its sources were looked at, were its rows computed before this process began."""
    reads.note(*(one.source for one in indicators.indicator(indicator).inputs))
