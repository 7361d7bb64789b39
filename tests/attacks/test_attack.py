"""The attack: from what is published of random populations, no hidden count is known better than the rule allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, seed, settings

from ctg_lib import folders, sources
from ctg_lib.convention import local_files
from ctg_lib.secrecy import ledger, protection
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.rules import Rules
from ctg_lib.secrecy.suppression import Pattern, suppress
from ctg_lib.secrecy.system import System
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from tests.attacks.attacker import Cell, Ends, Guess, guess, tagged, together
from tests.attacks.populations import GENERATED, Population, populations
from tests.attacks.publishing import is_few, is_small, protected, public, publish, truths
from tests.published import EDITION, METROPOLE, SORBIERS

pytestmark = pytest.mark.slow

RULES = Rules.ours()
SHARDS = 4
POPULATIONS = 500


@dataclass
class Toll:
    """What an attack found: the hidden sensitive cells looked at, those bounded too tightly, those known exactly."""

    looked: int = 0
    tight: list[tuple[Cell, float, float, float]] = field(default_factory=list)
    recovered: int = 0


def least(cell: Cell, rules: Rules) -> float:
    book = sources.source(cell[0]).book
    assert book is not None
    return rules.least(book.secrecy[cell[4]])


def toll(
    known: Guess, population: Population, rules: Rules = RULES, tag: str = "", said: Mapping[Cell, Ends] | None = None
) -> Toll:
    """Every hidden small count of a population, and every hidden activity of few establishments, attacked.

    said: what the labels of several editions say of a cell, which may be less than one of them alone would leave.
    """
    found = Toll()
    for cell, value in truths(population):
        own = (cell[0], cell[1] + tag, *cell[2:])
        if own not in known.low:
            continue
        if is_small(cell, value, rules):
            low, high = known.interval(own)
            needed = (1.0, least(cell, rules) - 1)
        elif is_few(cell, population, rules):
            low, high = known.interval(own, whole=False)
            needed = (rules.share * value, (2 - rules.share) * value)
        else:
            continue
        if np.isnan(low):
            continue
        ends = (said or {}).get(own, needed)
        needed = (max(needed[0], ends[0]), min(needed[1], ends[1]))
        found.looked += 1
        found.recovered += high - low < 1e-6
        if low > needed[0] + 1e-6 or high < needed[1] - 1e-6:
            found.tight.append((cell, value, low, high))
    return found


def attacked(population: Population, rules: Rules = RULES) -> Toll:
    """One edition, published and attacked."""
    published = publish(population, protected(population, rules))
    members = {population.epci: population.communes}
    return toll(guess([published], members, public(population, rules)), population, rules)


def _many(examples: int, number: int) -> Iterator[Toll]:
    """The attack of so many random populations, always the same ones."""
    found: list[Toll] = []

    @seed(number)
    @settings(GENERATED, max_examples=examples)
    @given(populations())
    def one(population: Population) -> None:
        found.append(attacked(population))

    one()
    yield from found


def test_no_small_count_is_known_better_than_the_rule_says() -> None:
    tolls = list(_many(25, 0))
    assert sum(one.looked for one in tolls) > 50
    assert [cell for one in tolls for cell in one.tight] == []


@pytest.mark.parametrize("shard", range(SHARDS))
def test_five_hundred_populations(shard: int) -> None:
    tolls = list(_many(POPULATIONS // SHARDS, 1 + shard))
    assert sum(one.looked for one in tolls) > 400
    assert sum(one.recovered for one in tolls) == 0
    assert [cell for one in tolls for cell in one.tight] == []


@seed(9)
@settings(GENERATED, max_examples=6)
@given(populations(sheets=12))
def test_populations_that_filled_most_sheets(population: Population) -> None:
    assert attacked(population).tight == []


def test_the_attack_has_teeth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what is hidden beside the small counts, the same attack of the same populations knows many exactly."""

    def small_only(system: System) -> Pattern:
        """Everything that is not hidden by itself is shown."""
        alone = replace(system, hidden=system.hidden, least=np.full(len(system.value), np.nan))
        return suppress(alone)

    monkeypatch.setattr(protection, "suppress", small_only)
    tolls = list(_many(25, 0))
    recovered = sum(one.recovered for one in tolls)
    tight = sum(len(one.tight) for one in tolls)

    assert recovered > 10
    assert tight > recovered


def test_rounded_counts_leave_as_much_to_guess() -> None:
    """Instead of being hidden: nothing bounds a small count better than the rule, though each one is printed."""
    tolls: list[Toll] = []

    @seed(4)
    @settings(GENERATED, max_examples=25)
    @given(populations())
    def one(population: Population) -> None:
        tolls.append(attacked(population, replace(RULES, rounded=True)))

    one()
    assert sum(one.looked for one in tolls) > 50
    assert [cell for one in tolls for cell in one.tight] == []


def test_the_worked_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sorbiers with its invented workbooks, and those of its intercommunalité, as the diagnostic publishes them."""
    monkeypatch.setenv("CTG_CONVENTIONS", str(folders.examples()))
    place = Territory.of(METROPOLE)
    store = local_files.store(place, EDITION)
    tables = [(table, manifest) for table, manifest in store.laid if sources.source(table.source).book]
    raw = sources.source("offre_locale").read(folders.examples() / SORBIERS / "offre_locale.xlsx")[0]
    figures = {"offre_locale": raw.values.droplevel("level")}
    true = Population(METROPOLE, place.communes, figures, {}, {})
    published = publish(true, tables)
    own = toll(guess([published], {METROPOLE: place.communes}, {}), replace(true, communes=[SORBIERS]))
    assert own.looked >= 3
    assert own.tight == []


# ── Editions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _revised(population: Population, number: int) -> Population:
    """The same workbooks a few months later: some counts were corrected, what they add up to too."""
    draw = np.random.default_rng(number)
    figures = {}
    for source, frame in population.figures.items():
        book = sources.source(source).book
        assert book is not None
        free = [
            name
            for name in frame
            if name in book.secrecy
            and book.secrecy[name] != ESTABLISHMENTS
            and name not in book.sums
            and name not in book.wholes.values()
            and name not in book.wholes
        ]
        changed = frame.copy()
        for name in free:
            commune = str(draw.choice(list(frame.index)))
            if not np.isnan(changed.at[commune, name]):
                changed.loc[commune, name] = float(draw.integers(0, 12))
        for total, parts in ((total, parts) for total, parts in book.sums.items() if total in frame):
            changed[total] = changed[list(parts)].sum(axis=1, skipna=False)
        figures[source] = changed
    return replace(population, figures=figures)


@pytest.fixture
def own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("ctg_lib.folders.ledger", lambda: tmp_path / "ledger")
    return tmp_path / "ledger"


def _editions(population: Population, number: int, several: Sequence[Rules]) -> Iterator[tuple[Rules, set[Cell], Toll]]:
    """Two editions, the second knowing of the first, attacked together; with the cells that the first one told.

    several: the rules that the second one may follow, each in its turn after the same first one.
    """
    rows = [("epci", population.epci), *(("commune", code) for code in population.communes)]
    members = {population.epci: population.communes}
    after = _revised(population, number)
    first = protected(population)
    ledger.write([table for table, _ in first])
    before = guess([publish(population, first)], members, public(population, RULES))
    true = dict(truths(population))
    same = {cell for cell, value in truths(after) if true[cell] == value}
    for later in several:
        second = protected(after, later, Ledger.read(rows))
        now = guess([publish(after, second)], members, public(after, later))
        both = {cell: (before.bounds(cell), now.bounds(cell)) for cell in set(before.low) & set(now.low)}
        said = {cell: (max(one[0], two[0]), min(one[1], two[1])) for cell, (one, two) in both.items()}
        known = together(before, now, same)
        told = {cell for cell in said if before.printed(cell) is not None}
        for whose, rules, tag in ((population, RULES, "#0"), (after, later, "#1")):
            yield later, told, toll(known, whose, rules, tag, {tagged(cell, tag): ends for cell, ends in said.items()})


def test_two_editions_tell_no_more_than_one(own_ledger: Path) -> None:
    """What was told, and that a stricter rule would hide, is known for ever, and bounds its whole and its parts."""
    stricter = replace(RULES, persons=8.0, income=15.0)
    found: list[tuple[Rules, set[Cell], Toll]] = []

    @seed(5)
    @settings(GENERATED, max_examples=60)
    @given(populations())
    def one(population: Population) -> None:
        for path in own_ledger.glob("*.json"):
            path.unlink()
        found.extend(_editions(population, 3, (RULES, stricter)))

    one()
    for later in (RULES, stricter):
        tolls = [(told, one) for rules, told, one in found if rules is later]
        assert sum(one.looked for _, one in tolls) > 150
        recovered = [(told, cell) for told, one in tolls for cell, _, low, high in one.tight if low == high]
        assert [cell for told, cell in recovered if cell not in told] == []
    assert [cell for rules, _, one in found if rules is RULES for cell in one.tight] == []


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def kept(tables: list[protection.Laid]) -> Mapping[str, int]:
    """How many cells are shown, hidden by themselves and hidden beside others."""
    counts = {"shown": 0, "alone": 0, "beside": 0}
    for table, _ in tables:
        book = sources.source(table.source).book
        assert book is not None
        names = [name for name in table.values if name in book.secrecy]
        counts["shown"] += int(table.values[names].notna().to_numpy().sum())
        labels = [one.label for one in table.decisions]
        beside = sum(label in (protection.Label.SHIELD, protection.Label.BLOCK) for label in labels)
        counts["beside"] += beside
        counts["alone"] += len(labels) - beside
        assert (table.flags["status"] == str(Status.MASKED)).sum() == len(labels)
    return counts


def test_most_of_what_is_not_small_is_kept() -> None:
    totals = {"shown": 0, "alone": 0, "beside": 0}

    @seed(2)
    @settings(GENERATED, max_examples=40)
    @given(populations())
    def one(population: Population) -> None:
        for name, count in kept(protected(population)).items():
            totals[name] += count

    one()
    assert totals["alone"] > 100
    assert totals["beside"] < 0.3 * (totals["shown"] + totals["beside"])
