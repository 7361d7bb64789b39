"""Vintages of the Code officiel géographique (COG): recognise one, carry figures over mergers and splits.

A commune code is only worth what its vintage says. Communes merge (their counts add up, their medians do not), change
code with their seat, and sometimes part again (nothing can then be said of the parts before). All of it is read from
one table, `communes.parquet`, which `ctg_lib.sources.decoupage` builds from the yearly editions of Etalab.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ctg_lib import folders, parquet
from ctg_lib.errors import InputError, MissingSourceError, Problem
from ctg_lib.value import Status

if TYPE_CHECKING:
    import pandas as pd

CURRENT = "commune-actuelle"
DISTRICT = "arrondissement-municipal"
FLAG_COLUMNS = ["level", "territory", "variable", "status", "detail"]
_REBUILD = "refaire les tables de référence par « make reference »."


@dataclass(frozen=True)
class Passage:
    """How the commune codes of a file become today's communes.

    cog: the vintage of the codes; None when they are older than the oldest edition at hand.
    into: code of the file → today's commune, for every row that counts. Several codes for one commune are to be added.
    refused: today's commune that these codes touch but can give no figure for → the reason, in French.
    included: codes left out because their commune is in the file too (arrondissements of Paris, Lyon, Marseille).
    """

    cog: int | None
    into: Mapping[str, str]
    refused: Mapping[str, str]
    included: tuple[str, ...] = ()

    @cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """Today's communes that are the sum of several codes → these codes."""
        parts = defaultdict(list)
        for code, commune in self.into.items():
            parts[commune].append(code)
        return {commune: tuple(sorted(codes)) for commune, codes in parts.items() if len(codes) > 1}


@dataclass(frozen=True)
class Carried:
    """values: index = today's communes (all current, sorted), the columns of the frame given.

    flags: one row for each cell without figure because of the geography (columns of the store's flags).
    """

    values: pd.DataFrame
    flags: pd.DataFrame
    passage: Passage


class History:
    """The communes since the oldest edition: what each code was, when, and the commune that holds it today."""

    def __init__(self, communes: Mapping[str, list[Any]]) -> None:
        """communes: columns code, type, chef_lieu, premier_cog, dernier_cog, issue_de (see `sources.decoupage`)."""
        rows = zip(*(communes[name] for name in _COLUMNS), strict=True)
        self.holder: dict[str, str] = {}
        self.kind: dict[str, str] = {}
        self.span: dict[str, tuple[int, int]] = {}
        self.left: dict[str, str] = {}
        self.former: dict[str, set[str]] = defaultdict(set)
        for code, kind, holder, first, last, left in rows:
            self.holder[code], self.kind[code] = holder, kind
            if first is not None:
                self.span[code] = (int(first), int(last))
            if left is not None:
                self.left[code] = left
            if kind not in (CURRENT, DISTRICT):
                self.former[holder].add(code)
        self.cog = max(last for _, last in self.span.values())
        self.years = range(min(first for first, _ in self.span.values()), self.cog + 1)
        self.current = frozenset(code for code, kind in self.kind.items() if kind == CURRENT)
        self.districts: dict[str, set[str]] = defaultdict(set)
        for code, kind in self.kind.items():
            if kind == DISTRICT:
                self.districts[self.holder[code]].add(code)

    def recognise(self, codes: Iterable[str]) -> tuple[int, ...]:
        """Vintages in which every one of these codes is a commune (or an arrondissement municipal), oldest first."""
        spans = [self.span.get(code) for code in set(codes) if self.kind.get(code) != DISTRICT]
        known = [span for span in spans if span is not None]
        if len(known) < len(spans):
            return ()
        return tuple(year for year in self.years if all(first <= year <= last for first, last in known))

    def passage(self, codes: Iterable[str], cog: int | None = None) -> Passage:
        """The way from these codes to today's communes.

        cog: their vintage where it is known; by default the newest that they fit. Raises InputError, with every
        code listed, for codes that never were communes and for a mixture of vintages.
        """
        given = set(codes)
        self._refuse_orphans(given)
        districts = {code for code in given if self.kind[code] == DISTRICT}
        cog = self._vintage(given - districts) if cog is None else self._checked(given - districts, cog)
        into, refused = self._communes(given - districts, cog)
        whole, partial, included = self._cities(given, districts)
        into.update(whole)
        refused.update(partial)
        return Passage(cog, dict(sorted(into.items())), dict(sorted(refused.items())), tuple(sorted(included)))

    def _vintage(self, codes: set[str]) -> int | None:
        years = self.recognise(codes)
        if years:
            return years[-1]
        if codes - self.span.keys():
            return None  # at least one code had disappeared before the oldest edition
        fits = {year: self._outside(codes, year) for year in self.years}
        best = min(reversed(self.years), key=lambda year: len(fits[year]))
        self._refuse_mixture(best, fits[best])
        return None

    def _checked(self, codes: set[str], cog: int) -> int:
        if cog not in self.years:
            title = f"La géographie {cog} n’est pas connue ici ({self.years[0]} à {self.cog})."
            raise InputError(title, [Problem(f"année {cog}.", remedy="donner une année connue, ou aucune.")])
        self._refuse_mixture(cog, self._outside(codes, cog))
        return cog

    def _outside(self, codes: set[str], year: int) -> list[str]:
        return sorted(code for code in codes if year not in range(*_half_open(self.span.get(code))))

    def _refuse_mixture(self, cog: int, outside: list[str]) -> None:
        if outside:
            problems = [
                Problem(f"{code} n’est pas une commune en {cog}.", remedy=_remedy(self, code)) for code in outside
            ]
            raise InputError(f"Des communes ne sont pas de la même géographie que les autres ({cog}).", problems)

    def _refuse_orphans(self, codes: set[str]) -> None:
        orphans = sorted((code for code in codes if code not in self.kind), key=str)
        if orphans:
            problems = [
                Problem(f"« {code} » n’est dans aucune géographie connue.", remedy=_guess(self, code))
                for code in orphans
            ]
            raise InputError(f"{len(orphans)} code(s) de commune inconnu(s) : rien n’a été reporté.", problems)

    def _communes(self, codes: set[str], cog: int | None) -> tuple[dict[str, str], dict[str, str]]:
        """Rows that count, and communes without figure, arrondissements apart."""
        into, refused = {}, {}
        by_holder = defaultdict(set)
        for code in codes:
            by_holder[self.holder[code]].add(code)
        for commune, parts in by_holder.items():
            missing = self.parts(commune, cog or self.years[0]) - parts
            if cog is None and parts != self.parts(commune, self.years[0]):
                # Older than the oldest edition: nothing tells which former communes had already merged, so that
                # either the perimeter of that edition or every former commune is needed.
                missing = ({commune} | self.former[commune]) - parts
            if missing:
                refused[commune] = f"somme incomplète : il manque {_listed(missing)}"
            else:
                into.update(dict.fromkeys(parts, commune))
        for reborn, reason in self._splits(codes, cog).items():
            refused[reborn] = reason
        return {code: commune for code, commune in into.items() if commune not in refused}, refused

    def parts(self, commune: str, cog: int) -> set[str]:
        """Communes of a vintage whose sum is today's commune (splits apart)."""
        own = {commune} | self.former[commune]
        return {code for code in own if cog in range(*_half_open(self.span.get(code)))}

    def _splits(self, codes: set[str], cog: int | None) -> dict[str, str]:
        """Communes that were still one at the vintage: neither the one left nor those re-created have a figure."""
        together = defaultdict(list)
        for reborn, left in sorted(self.left.items()):
            apart = reborn in codes if cog is None else cog >= self.span[reborn][0]
            if left in codes and not apart:
                together[left].append(reborn)
        refused = {}
        for left, parts in together.items():
            year = max(self.span[code][0] for code in parts)
            refused[self.holder[left]] = f"périmètre réduit en {year} : avant, il comprenait aussi {_listed(parts)}"
            for code in parts:
                refused[code] = f"commune rétablie en {self.span[code][0]} : avant, elle est comptée avec {left}"
        return refused

    def _cities(self, codes: set[str], districts: set[str]) -> tuple[dict[str, str], dict[str, str], set[str]]:
        """Arrondissements: left out beside their commune, else added up when all of them are there."""
        whole, partial, included = {}, {}, set()
        for commune in sorted({self.holder[code] for code in districts}):
            found, missing = self.districts[commune] & codes, self.districts[commune] - codes
            if commune in codes:
                included |= found
            elif missing:
                partial[commune] = f"somme incomplète : {len(missing)} arrondissement(s) manquent"
            else:
                whole.update(dict.fromkeys(found, commune))
        return whole, partial, included


_COLUMNS = ("code", "type", "chef_lieu", "premier_cog", "dernier_cog", "issue_de")


def carry(frame: pd.DataFrame, *, additive: bool = True, cog: int | None = None) -> Carried:
    """Figures by commune, brought to today's communes.

    frame: index = commune codes (text, each once), numeric columns. additive: counts are summed over merged communes
    (a missing part makes the sum missing); medians, rates and indices are not: the merged commune is flagged. A
    commune that merely changed code keeps its figure. Communes that parted have none, and the flag says so.
    Raises InputError: unknown codes, twice the same code, mixture of vintages.
    """
    # What only finds a territory by its name does not wait for it.
    import pandas as pd

    twice = sorted(set(frame.index[frame.index.duplicated()]))
    if twice:
        problems = [Problem(f"{code} figure plusieurs fois.", remedy="ne garder qu’une ligne.") for code in twice]
        raise InputError("Des communes sont en double.", problems)
    passage = history().passage(frame.index, cog)
    refused = dict(passage.refused)
    if not additive:
        refused |= {commune: _not_additive(commune, parts) for commune, parts in passage.sums.items()}
    kept = frame.loc[[code for code in frame.index if passage.into.get(code, "") not in {"", *refused}]]
    holders = pd.Index([passage.into[code] for code in kept.index], name=frame.index.name, dtype="str")
    values = kept.groupby(holders).sum(min_count=1).astype("float64") if len(kept) else kept.astype("float64")
    blank = kept.isna().groupby(holders).any() if len(kept) else kept.isna()
    values = values.mask(blank).reindex(sorted([*values.index, *refused])).rename_axis(frame.index.name)
    flags = [
        ("commune", commune, str(column), str(Status.MISSING), reason)
        for commune, reason in sorted(refused.items())
        for column in frame.columns
    ]
    return Carried(values, pd.DataFrame(flags, columns=FLAG_COLUMNS, dtype="str"), passage)


def _not_additive(commune: str, parts: Iterable[str]) -> str:
    if commune in history().districts:
        return "publié par arrondissement : ce chiffre ne s’additionne pas"
    return f"commune née de la réunion de {_listed(parts)} : ce chiffre ne s’additionne pas"


def history() -> History:
    """The history of the communes, read once for each reference folder."""
    return _history(folders.reference())


def current() -> int:
    """Year of the current COG."""
    return history().cog


def current_communes() -> frozenset[str]:
    """Codes of today's communes, overseas collectivities included."""
    return history().current


def is_current(code: str) -> bool:
    """Whether the code is one of today's communes."""
    return code in history().current


def recognise(codes: Iterable[str]) -> tuple[int, ...]:
    """COG vintages that all these commune codes fit, oldest first; none for older or mixed codes."""
    return history().recognise(codes)


def passage(codes: Iterable[str], cog: int | None = None) -> Passage:
    """The way from these commune codes to today's communes (see `History.passage`)."""
    return history().passage(codes, cog)


def read_table(name: str, columns: Iterable[str]) -> pa.Table:
    """Some columns of a reference table, in the order asked.

    Raises MissingSourceError when the table is absent, InputError when it cannot be read.
    """
    path, wanted = folders.reference() / f"{name}.parquet", list(columns)
    if not path.exists():
        problem = Problem("table absente.", file=path.name, remedy=_REBUILD)
        raise MissingSourceError("Les tables de référence des territoires manquent.", [problem])
    try:
        return parquet.table(path, wanted)
    except (OSError, KeyError, pa.ArrowException) as error:
        problem = Problem(f"lecture impossible ({type(error).__name__}).", file=path.name, remedy=_REBUILD)
        raise InputError("Une table de référence des territoires est abîmée.", [problem]) from None


def table(name: str, columns: Iterable[str]) -> dict[str, list[Any]]:
    """The same as lists, by column."""
    lists: dict[str, list[Any]] = read_table(name, columns).to_pydict()
    return lists


@cache
def _history(folder: Path) -> History:
    """`folder` keys the cache: it is the one that `table` reads."""
    return History(table("communes", _COLUMNS))


def _listed(codes: Iterable[str]) -> str:
    *first, last = sorted(codes)
    return f"{', '.join(first)} et {last}" if first else last


def _half_open(span: tuple[int, int] | None) -> tuple[int, int]:
    return (span[0], span[1] + 1) if span else (0, 0)


def _remedy(history: History, code: str) -> str:
    holder = history.holder.get(code)
    return f"sa commune actuelle est {holder}." if holder and holder != code else "vérifier l’année du fichier."


def _guess(history: History, code: object) -> str:
    if not isinstance(code, str):
        return "les codes sont du texte, jamais des nombres."
    padded = code.zfill(5)
    if padded != code and padded in history.kind:
        return f"le zéro initial a été perdu : écrire {padded}, colonne au format texte."
    return "corriger le code ou retirer la ligne."
