"""From a population to what is published of it: the table of indicators and the record, as a diagnostic writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctg_lib import indicators, sources
from ctg_lib.export import data
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.secrecy import record
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import Laid, protect
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.attacks.attacker import Cell
from tests.attacks.populations import VINTAGE, Population

# Those that read the workbooks and nothing else: the others wait for sources that a population does not have.
LOCAL = [
    one
    for one in indicators.catalogue().values()
    if all(sources.source(wanted.source).book for wanted in one.inputs) and not one.horizon
]


def protected(population: Population, rules: Rules | None = None, ledger: Ledger | None = None) -> list[Laid]:
    """The tables of a population as they may be shown."""
    return protect(population.laid(), population.members, rules or Rules.ours(), ledger or Ledger.blank())


def publish(population: Population, tables: Sequence[Laid]) -> tuple[str, str]:
    """The text of `indicators.csv`, for the communes and their intercommunalité, and that of `secret.json`."""
    store = Store(roots=[]).with_tables(tables)
    held = {name for table, _ in tables for name in table.values}
    readable = [one for one in LOCAL if set(one.inputs[0].columns) <= held]
    places = [Territory.of(population.epci), *map(Territory.of, population.communes)]
    values = compute(Resolved(Shelf(store), Targets.of(places)), readable)
    return data.csv(values), record.as_json(store)


def truths(population: Population) -> Iterator[tuple[Cell, float]]:
    """Every count that a population has, its totals too: (cell, true value)."""
    for source in population.figures:
        for name, column in population.true(source).items():
            for place, value in column.items():
                yield (source, VINTAGE, _level(population, str(place)), str(place), str(name)), float(value)


def _level(population: Population, place: str) -> str:
    return "epci" if place == population.epci else "commune"


def public(population: Population, rules: Rules) -> dict[Cell, float]:
    """The totals that producers publish of a population, before they round them, but for the smallest."""
    found: dict[Cell, float] = {}
    for source in population.figures:
        book, true = sources.source(source).book, population.true(source)
        assert book is not None
        for parts in (parts for parts in book.public_sums if set(parts) <= set(true)):
            for place, total in true[list(parts)].sum(axis=1, skipna=False).items():
                if total >= rules.least(book.secrecy[parts[0]]):
                    found[source, VINTAGE, _level(population, str(place)), str(place), parts[0]] = float(total)
        for name in book.public_above & set(true):
            total = float(true.at[population.epci, name])
            if total >= rules.least(book.secrecy[name]):
                found[source, VINTAGE, "epci", population.epci, name] = total
    return found


def is_few(cell: Cell, population: Population, rules: Rules) -> bool:
    """Whether a figure tells of the activity of one establishment, or nearly."""
    book = sources.source(cell[0]).book
    if not book or book.secrecy.get(cell[4]) != ESTABLISHMENTS:
        return False
    communes = population.communes if cell[2] == "epci" else [cell[3]]
    return rules.is_secret(tuple(one for code in communes for one in population.hours.get((code, cell[4]), ())))


def is_small(cell: Cell, value: float, rules: Rules) -> bool:
    """Whether a count is one that the rule hides."""
    book = sources.source(cell[0]).book
    rule = book.secrecy.get(cell[4], "") if book else ""
    return rule not in ("", ESTABLISHMENTS) and 0 < value < rules.least(rule)
