"""The engine: it divides, bounds, aggregates and explains, once for all indicators and all territories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from ctg_lib import folders, geography, parameters, sources
from ctg_lib.indicators import precision
from ctg_lib.indicators.cells import FRANCE, RANK, Cells, Resolved, Shelf
from ctg_lib.indicators.declaration import Indicator, Input, Precision
from ctg_lib.store import INDEX
from ctg_lib.value import COLUMNS, KEY, SEVERITY, Status

HAS_VALUE = [str(status) for status in SEVERITY if status.has_value]
# By rank: whether there is a value, the status as the long table writes it, and as French says it.
_VALUED = np.array([status.has_value for status in SEVERITY])
_WORDS = np.array([str(status) for status in SEVERITY], dtype=object)
_LABELS = np.array([status.label for status in SEVERITY], dtype=object)


def compute(seen: Resolved, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """The long table (`value.COLUMNS`) of these indicators for the territories of `seen`, every vintage at hand.

    One row per indicator, territory and vintage, in the order of the catalogue; an indicator whose source is not loaded
    has one row per territory, vintage empty, status missing, and says which source it waits for.
    """
    frames = [frame for one in indicators for frame in _all_vintages(seen, one)]
    table = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    # A vintage has each territory once.
    if len(frames) > 1 or not seen.targets.rows.is_unique:
        doubled = table.duplicated(KEY)
        assert not doubled.any(), f"deux valeurs pour une clé : {table.loc[doubled, KEY].to_dict('records')}"
    return table


def _all_vintages(seen: Resolved, one: Indicator) -> list[pd.DataFrame]:
    lead = one.inputs[0]
    held = seen.shelf.vintages(lead.source, lead.columns)
    if one.estimated:
        # What is reckoned from today's coefficients says nothing of former years.
        held = held[-1:]
    frames = [_one_vintage(seen, one, chosen) for vintage in held if (chosen := _choose(seen.shelf, one, vintage))]
    return frames or [_waiting(seen, one)]


def _choose(shelf: Shelf, one: Indicator, vintage: str) -> list[tuple[Input, list[str]]] | None:
    """For each input, the vintages to read, newest first; None when one of them is not held."""
    chosen: list[tuple[Input, list[str]]] = []
    for position, wanted in enumerate(one.inputs):
        held = shelf.vintages(wanted.source, wanted.columns)
        newest = vintage if position == 0 else _followed(held, wanted, chosen[wanted.follows][1][0])
        run = [str(int(newest[:4]) - back) + newest[4:] for back in range(wanted.years)] if newest else []
        if not run or not set(run) <= set(held):
            return None
        chosen.append((wanted, run))
    return chosen


def _followed(held: list[str], wanted: Input, vintage: str) -> str:
    """The vintage of an input that goes with that of the one it follows; empty if it is not held."""
    if wanted.lag is None:
        return _nearest(held, vintage)
    year = str(int(vintage[:4]) - wanted.lag)
    return max((one for one in held if one[:4] == year), default="")


def _nearest(held: list[str], vintage: str) -> str:
    """The vintage fewest years away from the lead's, the older of two as near; empty if none."""
    return min(held, key=lambda one: (abs(int(one[:4]) - int(vintage[:4])), one), default="")


def _one_vintage(seen: Resolved, one: Indicator, chosen: list[tuple[Input, list[str]]]) -> pd.DataFrame:
    lead = chosen[0][1][0]
    nation, places = seen.nation(chosen[0][0].source, lead), seen.places(chosen[0][0].source, lead)
    national = (places["level"] == "france").to_numpy()
    parts: list[Cells] = []
    for wanted, run in chosen:
        for back, vintage in enumerate(run):
            cells = seen.cells(wanted.source, vintage, wanted.columns)
            if seen.nation(wanted.source, vintage) != nation:
                cells = _without_nation(cells, national)
            same = wanted.named("", back) == ""
            names = {column: wanted.named(column, back) for column in wanted.columns}
            parts.append(cells if same else cells.renamed(names))
    joined = Cells.joined(parts)
    source = "+".join(f"{wanted.source}@{vintage}" for wanted, run in chosen for vintage in run)
    late = [(wanted, run) for wanted, run in chosen[1:] if wanted.lag is None and run[0][:4] != lead[:4]]
    other = ", ".join(f"{sources.source(wanted.source).short} {run[0]}" for wanted, run in late)
    tables = []
    for ahead in range(1, one.horizon + 1) if one.horizon else [0]:
        numbers, rank, method = _evaluate(one, joined, places, ahead)
        if late and not one.estimated:
            approximate = f" ; approché : dénominateur d’une autre date ({other})"
            method = np.where(_VALUED[rank], method + approximate, method)
        if nation != FRANCE:
            method = np.where(national & _VALUED[rank], method + f" ; périmètre : {nation}", method)
        vintage = _ahead(lead, ahead)
        tables.append(_rows(one, places, vintage, {**numbers, "status": _WORDS[rank], "method": method}, source))
    return pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]


def _rows(
    one: Indicator, places: pd.DataFrame, vintage: str, columns: Mapping[str, object], source: str
) -> pd.DataFrame:
    """Rows of the long table, made at one stroke: this too runs for each indicator and vintage."""
    said = {"indicator": one.id, "vintage": vintage, "unit": one.unit.id, "source": source}
    given = {**{name: places[name] for name in INDEX}, **said, **columns}
    return pd.DataFrame({name: given[name] for name in COLUMNS}, index=places.index)


def _ahead(vintage: str, years: int) -> str:
    return str(int(vintage[:4]) + years) + vintage[4:]


def _without_nation(part: Cells, national: np.ndarray) -> Cells:
    """The same cells where « France » is not that of another part: no ratio is computed across both."""
    moved = part.each(pd.DataFrame.copy)
    for frame in (moved.values, moved.low, moved.high):
        frame.loc[national] = np.nan
    moved.rank.loc[national] = RANK[str(Status.MISSING)]
    moved.detail.loc[national] = "les deux sources n’ont pas le même périmètre national"
    return moved


@dataclass(frozen=True)
class _Answer:
    """What the function of an indicator gives: a numerator and a denominator, or a value, with its bounds if it has."""

    numerator: pd.Series
    denominator: pd.Series | None = None
    low: pd.Series | None = None
    high: pd.Series | None = None


def _evaluate(
    one: Indicator, cells: Cells, places: pd.DataFrame, ahead: int
) -> tuple[dict[str, object], np.ndarray, np.ndarray]:
    """The numbers of one indicator at one vintage, by column, the rank of each status, and each method.

    Statuses are arrays of ranks and not columns of words: this runs for each indicator and vintage.
    """
    answer = _ask(one, cells.values, ahead)
    numerator, denominator = answer.numerator, answer.denominator
    rank = cells.rank.to_numpy(dtype=np.int8).max(axis=1)
    if one.estimated:
        rank = np.maximum(rank, RANK[str(Status.ESTIMATED)])
    value, empty = numerator, np.zeros(len(rank), dtype=bool)
    if denominator is not None:
        value = one.unit.scale * numerator / denominator.where(denominator != 0)
        empty = (denominator == 0).to_numpy() & _VALUED[rank]
    elif one.estimated:
        # A model has no answer where what it divides by is nothing: no birth, no child to expect.
        empty = numerator.isna().to_numpy() & _VALUED[rank]
    rank = np.where(empty, RANK[str(Status.NOT_APPLICABLE)], rank)
    shown = _VALUED[rank]
    low, high = _bounds(one, cells, places, answer)
    numbers = {"value": value, "low": low, "high": high, "numerator": numerator, "denominator": denominator}
    columns: dict[str, object] = {
        name: np.nan if column is None else np.where(shown, column.to_numpy(dtype=float), np.nan)
        for name, column in numbers.items()
    }
    return columns, rank, np.where(empty, "le dénominateur est nul", _method(one, cells, rank))


def _ask(one: Indicator, frame: pd.DataFrame, ahead: int) -> _Answer:
    """The function's answer; a scalar denominator (a number of years) becomes a series."""
    answer = one.function(frame, ahead) if one.horizon else one.function(frame)
    if not isinstance(answer, tuple):
        return _Answer(answer)
    if one.precision is Precision.MODEL:
        value, low, high = answer
        return _Answer(value, None, low, high)
    numerator, denominator = answer
    return _Answer(numerator, pd.Series(denominator, index=frame.index, dtype=float))


def _bounds(
    one: Indicator, cells: Cells, places: pd.DataFrame, answer: _Answer
) -> tuple[pd.Series | None, pd.Series | None]:
    """The bounds of each value; None where nothing makes any of them uncertain."""
    scale, numerator, denominator = one.unit.scale, answer.numerator, answer.denominator
    if answer.low is not None and answer.high is not None:
        return answer.low, answer.high
    if one.precision is Precision.POISSON:
        low, high = precision.poisson(numerator)
        by = 1.0 if denominator is None else denominator
        return scale * low / by, scale * high / by
    if one.precision is Precision.BALANCE and denominator is not None:
        lead = one.inputs[0]
        low, high = precision.balance(numerator, cells.values[lead.names].sum(axis=1), lead.years)
        return scale * low / denominator, scale * high / denominator
    if one.precision is Precision.QUARTER and denominator is not None:
        low, high = precision.quarter_sample(numerator, denominator, _surveyed_in_part(places))
        return scale * low, scale * high
    fuzzy = cells.has(Status.ROUNDED, Status.CENSORED).any(axis=1)
    if not fuzzy.any():
        return None, None
    lowest, highest = _ask(one, cells.low, 0), _ask(one, cells.high, 0)
    if lowest.denominator is None or highest.denominator is None:
        return lowest.numerator.where(fuzzy), highest.numerator.where(fuzzy)
    low = scale * lowest.numerator / highest.denominator.where(highest.denominator != 0)
    high = scale * highest.numerator / lowest.denominator.where(lowest.denominator != 0)
    return low.where(fuzzy), high.where(fuzzy)


def _surveyed_in_part(places: pd.DataFrame) -> pd.Series:
    """Communes small enough for one questionnaire in four to be processed."""
    threshold = parameters.value("rp_seuil_enquete_exhaustive")
    population = places["territory"].map(municipal_populations(folders.reference()))
    return (places["level"] == "commune") & (population < threshold)


@cache
def municipal_populations(folder: Path) -> dict[str, float]:
    """The newest legal population of each commune; `folder` keys the cache."""
    table = geography.read_table("populations", ("code", "year", "population_municipale")).to_pandas(use_threads=False)
    held = table.dropna(subset=["population_municipale"]).sort_values("year")
    return dict(zip(held["code"], held["population_municipale"].astype(float), strict=True))


def _method(one: Indicator, cells: Cells, rank: np.ndarray) -> np.ndarray:
    """How the value was obtained, or why there is none: the detail of the most blocking cell."""
    worst = cells.rank.to_numpy().argmax(axis=1)
    detail = cells.detail.to_numpy()[np.arange(len(worst)), worst]
    shown = _VALUED[rank]
    if one.estimated:
        detail = np.where(shown, f"estimation : {one.estimated}", detail)
    plain = _plainly(one, len(cells.values.columns))
    return np.where(detail != "", detail, np.where(shown, plain, _LABELS[rank]))


def _plainly(one: Indicator, columns: int) -> str:
    """How a value that calls for no remark was obtained; nobody publishes what a commune or its Caf writes down."""
    if any(sources.source(wanted.source).book for wanted in one.inputs):
        return "donné par un classeur local" if columns == 1 else "calculé à partir d’un classeur local"
    return "valeur publiée" if columns == 1 else "calculé à partir d’effectifs publiés"


def _waiting(seen: Resolved, one: Indicator) -> pd.DataFrame:
    """The rows of an indicator whose sources, or some of their vintages, are not loaded."""
    blank = dict.fromkeys(("value", "low", "high", "numerator", "denominator"), np.nan)
    said = {"status": str(Status.MISSING), "method": _awaited(seen.shelf, one)}
    return _rows(one, seen.targets.rows.to_frame(index=False), "", {**blank, **said}, "")


def _awaited(shelf: Shelf, one: Indicator) -> str:
    """What is waited for: sources not loaded, else a detail that the loaded files lack, else years."""
    lacking = [wanted for wanted in one.inputs if not shelf.vintages(wanted.source, wanted.columns)]
    unloaded = list(dict.fromkeys(wanted.source for wanted in lacking if not shelf.vintages(wanted.source, ())))
    if unloaded:
        titles = " et ".join(sources.source(name).name for name in unloaded)
        several = len(unloaded) > 1
        return f"en attente {'de sources non chargées' if several else 'd’une source non chargée'} : {titles}"
    if lacking:
        title = sources.source(lacking[0].source).name
        return f"en attente d’un fichier qui ait ce détail : {title}"
    short = max(one.inputs, key=lambda wanted: wanted.years)
    if short.years > 1:
        return f"en attente de {short.years} années qui se suivent : {sources.source(short.source).name}"
    titles = " et ".join(dict.fromkeys(sources.source(wanted.source).name for wanted in one.inputs))
    return f"en attente d’une autre date, celles qui sont chargées ne vont pas ensemble : {titles}"
