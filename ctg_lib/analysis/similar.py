"""The communes that are like one: a distance over a few published variables, the figure compared left out of it.

Each variable is put on its scale (logarithm, root, or as it is), then counted in robust standard deviations: the median
taken away, divided by 1.4826 times the median absolute deviation. Saint-Étienne alone among villages would stretch a
mean and a standard deviation so far that all villages would look alike; it moves a median and a MAD by nothing. The
distance of two communes is the root mean square of their gaps: 0 for twins, 1 where they differ by one robust standard
deviation a variable. A mean and not a sum, so that leaving a variable out does not bring everybody nearer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ctg_lib import indicators, parameters
from ctg_lib.analysis.comparison import on_few
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.parameters import semblables
from ctg_lib.parameters.semblables import LOG, ROOT, Variable
from ctg_lib.value import Status

# What makes of a median absolute deviation the standard deviation of a normal variable.
CONSISTENT = 1.4826
COMPARED, SAME_COLUMNS, SAME_THING = (
    "c’est le chiffre comparé",
    "calculée à partir des mêmes colonnes que le chiffre comparé",
    "dit presque la même chose que le chiffre comparé",
)
NOT_HERE = "la commune elle-même n’a pas ce chiffre"
ALL_ALIKE = "plus de la moitié des communes ont la même valeur"
NOT_LOADED = "aucun chiffre chargé pour cette commune"


@dataclass(frozen=True)
class Chosen:
    """The list that the comité put in place of the reckoned one, and why."""

    communes: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Peer:
    """A commune like another; distance: in robust standard deviations, not a number where it cannot be reckoned."""

    code: str
    distance: float

    @property
    def far(self) -> bool:
        """Whether it is like it from afar only."""
        return self.distance > parameters.value("semblables_distance_lointaine")


@dataclass(frozen=True)
class Used:
    """A variable of the distance: the date of its figures, and what is taken away and divided by, on its scale."""

    variable: Variable
    vintage: str
    median: float
    spread: float


@dataclass(frozen=True)
class Similar:
    """The communes like one, nearest first, for the comparison of one indicator.

    values: one row for the commune, then one for each peer, one column for each variable used, in the unit of its
    indicator. left_out: variables that do not count, by id, and why (French). without: candidates that lack a variable,
    by code, and which (French). candidates: how many communes a distance was reckoned for.
    reason: that of the comité, where it chose the list; empty where the list is the reckoned one.
    """

    territory: str
    peers: tuple[Peer, ...]
    used: tuple[Used, ...]
    values: pd.DataFrame
    left_out: Mapping[str, str]
    without: Mapping[str, str]
    candidates: int
    reason: str = ""


def set_aside(one: Indicator) -> dict[str, str]:
    """The variables that do not count when `one` is compared, and why: chosen alike in it, communes would be near."""
    told = {variable.indicator: _why_not(variable, one) for variable in semblables.every()}
    return {name: why for name, why in told.items() if why}


def _why_not(variable: Variable, one: Indicator) -> str:
    if variable.indicator == one.id:
        return COMPARED
    if one.id in variable.overlaps:
        return SAME_THING
    # A figure for so many inhabitants is not the number of inhabitants; a variable of size, compared, is.
    reported = variable.size and all(other.indicator != one.id for other in semblables.every())
    shared = _columns(one) & _columns(indicators.indicator(variable.indicator))
    return SAME_COLUMNS if shared and not reported else ""


def _columns(one: Indicator) -> set[tuple[str, str]]:
    return {(wanted.source, column) for wanted in one.inputs for column in wanted.columns}


def similar(code: str, one: Indicator, tables: Mapping[str, pd.DataFrame], chosen: Chosen | None = None) -> Similar:
    """The communes like the one of `code`, among those of `tables`, to compare `one` between them.

    tables: for each variable that counts, by id, rows of the long table (`value.COLUMNS`), one a commune at one date.
    Candidates that lack one of the variables are left aside and told; a variable that the commune lacks is left out.
    With `chosen`, its communes stand in their place. No peer where too few variables are left.
    """
    read = {name: _readable(indicators.indicator(name), rows) for name, rows in tables.items()}
    left_out = set_aside(one)
    used, scaled = [], {}
    for variable in semblables.every():
        name = variable.indicator
        if name in left_out or name not in read:
            continue
        values = _on_scale(read[name], variable.scale)
        median = float(values.median())
        spread = CONSISTENT * float((values - median).abs().median())
        if code not in values.index:
            left_out[name] = NOT_HERE
        elif not spread:
            left_out[name] = ALL_ALIKE
        else:
            used.append(Used(variable, str(tables[name]["vintage"].iloc[0]), median, spread))
            scaled[name] = (values - median) / spread
    everybody = sorted({str(place) for rows in tables.values() for place in rows["territory"]} - {code})
    if len(used) < parameters.value("semblables_variables_minimum"):
        return Similar(code, (), tuple(used), pd.DataFrame(), left_out, {}, 0)
    frame = pd.DataFrame(scaled).reindex([code, *everybody])
    near = _distances(frame, code)
    peers = _listed(near, everybody, chosen)
    shown = pd.DataFrame(read).reindex([code, *(one.code for one in peers)])[list(scaled)]
    lacking = [place for place in everybody if place not in near]
    return Similar(
        territory=code,
        peers=peers,
        used=tuple(used),
        values=shown,
        left_out=left_out,
        without={place: _lacking(frame.loc[place]) for place in lacking},
        candidates=len(near),
        reason=chosen.reason if chosen else "",
    )


def _readable(one: Indicator, rows: pd.DataFrame) -> pd.Series:
    """Values by commune of those that have one that rests on more than a handful."""
    valued = rows["status"].map(lambda status: Status(status).has_value).astype(bool)
    kept = rows[valued & ~on_few(one, rows)]
    return pd.Series(kept["value"].to_numpy(dtype=float), index=kept["territory"].astype(str).to_numpy())


def _on_scale(values: pd.Series, scale: str) -> pd.Series:
    """What has no place on the scale (no logarithm of nothing) has no value on it."""
    if scale == LOG:
        return np.log(values[values > 0])
    return np.sqrt(values[values >= 0]) if scale == ROOT else values


def _distances(frame: pd.DataFrame, code: str) -> dict[str, float]:
    """By code, the distance to the commune, of those that have every variable."""
    whole = frame.dropna()
    gaps = whole.drop(code) - whole.loc[code]
    return {str(place): float(value) for place, value in np.sqrt((gaps**2).mean(axis=1)).items()}


def _listed(near: Mapping[str, float], everybody: list[str], chosen: Chosen | None) -> tuple[Peer, ...]:
    """Nearest first; twins by code, so that the list is the same everywhere. What has no distance comes last."""
    if chosen:
        peers = [Peer(place, near.get(place, np.nan)) for place in chosen.communes]
        return tuple(sorted(peers, key=lambda one: (np.isnan(one.distance), one.distance, one.code)))
    ordered = sorted(((round(distance, 9), place) for place, distance in near.items()))
    return tuple(Peer(place, near[place]) for _, place in ordered[: int(parameters.value("semblables_nombre"))])


def _lacking(row: pd.Series) -> str:
    names = [indicators.indicator(str(name)).label for name in row.index[row.isna()]]
    return NOT_LOADED if len(names) == len(row) else f"pas de chiffre : {' ; '.join(names)}"
