"""Whom a figure is set against, as one asks for them, and the verdict on each gap."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ctg_lib.analysis.comparison import SAMPLED, TOO_SMALL, Gap, Verdict, compare, of_a_handful, reach
from ctg_lib.chapters import similar
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.committee import chosen_communes
from ctg_lib.errors import Problem, TerritoryError, UsageError
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.reading.rows import told
from ctg_lib.sources import contours
from ctg_lib.suggestions import nearest
from ctg_lib.suggestions import told as proposed
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status

_LEVELS = {str(level): level.label for level in (Level.EPCI, Level.DEPARTEMENT, Level.REGION, Level.FRANCE)}
# Several communes by one name: those that are like the commune, the nearest first; those that touch the territory.
SIMILAR, NEIGHBOURS = "semblables", "voisines"
_NAMES = {**_LEVELS, SIMILAR: "communes semblables", NEIGHBOURS: "communes qui le touchent"}


def compared(diagnostic: Diagnostic, one: Indicator, with_: str | Iterable[str] | None) -> pd.DataFrame:
    """One row for each of those asked, in the order asked: `rows.COLUMNS`, gap, verdict, favourable, why_not."""
    others = asked(diagnostic, one, with_)
    own, rows = diagnostic.own(one.id), _rows(diagnostic, one, others)
    verdicts = [_verdict(one, own, row) for row in rows]
    frame = told(pd.DataFrame(rows, columns=own.index), others)
    frame["gap"] = [found.size for found in verdicts]
    frame["verdict"] = [found.label for found in verdicts]
    frame["favourable"] = pd.Series([found.favourable for found in verdicts], dtype=object)
    frame["why_not"] = [found.reason for found in verdicts]
    return frame


def _rows(diagnostic: Diagnostic, one: Indicator, others: list[Territory]) -> list[pd.Series]:
    table = diagnostic.across(one.id, others)
    # France may be its metropolitan part alone, under a code of its own: the level finds it.
    found = {(row["level"], row["territory"]): row for _, row in table.iterrows()}
    levels = {row["level"]: row for row in found.values()}
    return [found.get((str(other.level), other.code), levels[str(other.level)]) for other in others]


def _verdict(one: Indicator, own: pd.Series, other: pd.Series) -> Verdict:
    """As a page says it; a commune that one compares with is granted the doubt that the first one is."""
    if other["level"] == str(Level.COMMUNE) and Status(other["status"]).has_value:
        if of_a_handful(one, other):
            return Verdict(Gap.NOT_COMPARED, reason=TOO_SMALL)
        if one.precision in SAMPLED:
            low, high = reach(one, other)
            other = pd.Series({**other, "low": low, "high": high})
    return compare(one, own, other)


def asked(diagnostic: Diagnostic, one: Indicator, with_: str | Iterable[str] | None) -> list[Territory]:
    """Those to compare with, each once; UsageError lists all that are not known."""
    if with_ is None:
        return diagnostic.comparators
    names = [with_] if isinstance(with_, str) else list(with_)
    found: list[Territory] = []
    problems: list[Problem] = []
    for name in names:
        try:
            found += _several(diagnostic, one, name)
        except UsageError as error:
            problems += [Problem(error.title), *error.problems]
    if problems:
        raise UsageError("Ce territoire de comparaison n’est pas connu.", problems)
    return list(dict.fromkeys(found))


def _several(diagnostic: Diagnostic, one: Indicator, name: str) -> list[Territory]:
    if name == NEIGHBOURS:
        return [Territory.of(code) for code in contours.neighbours(diagnostic.territory.communes)]
    if name != SIMILAR:
        return [_one(diagnostic, name)]
    seen = similar.compared(diagnostic, one.id, chosen_communes(diagnostic.territory, diagnostic.date))
    if not seen.similar.peers:
        raise UsageError(f"Pas de communes semblables\u202f: {seen.verdict.reason}.")
    return [Territory.of(peer.code) for peer in seen.similar.peers]


def _one(diagnostic: Diagnostic, name: str) -> Territory:
    place = diagnostic.territory
    if name in _LEVELS:
        above = next((each for each in diagnostic.comparators if str(each.level) == name), None)
        if above is None:
            there = ", ".join(str(each.level) for each in diagnostic.comparators) or "aucun"
            what = f"{place.name} ({place.code}) ne se compare pas au niveau « {name} »."
            raise UsageError(what, [Problem(f"niveaux possibles : {there}.")])
        return above
    try:
        other = Territory.parse(name)
    except TerritoryError as error:
        hint = [Problem(f"niveaux : {proposed(nearest(str(name), _NAMES) or _NAMES)}.")]
        raise UsageError(error.title, [*error.problems, *hint]) from None
    if other == place:
        raise UsageError(f"{place.name} ({place.code}) est le territoire lui-même : il faut en nommer un autre.")
    return other
