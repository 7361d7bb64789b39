"""From the figures of some communes to the system of cells that somebody could solve, and what each cell is told to be.

The cells are the figures, those of the territories that they add up to, and what nobody prints and anybody reckons:
the rest of a whole less its part, what two parts share, a total that a producer publishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from ctg_lib.secrecy.grid import COMMUNE, Grid, Row
from ctg_lib.secrecy.rules import FIVE, Rules, alike
from ctg_lib.secrecy.system import NEAR, System
from ctg_lib.sources.local import REACH
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import Book

Key = tuple[Row, str]
# What an edition said of cells: a value, or the words in place of one that it hid (`words`).
State = Mapping[Key, float | str]
# What comes before the name of a cell that nobody prints.
REST, BOTH, PUBLIC = "reste de ", "commun à ", "total public de "


class Label(StrEnum):
    """Why a cell is not simply shown."""

    SMALL = "petit effectif"
    TOGETHER = "petit ensemble"
    FEW = "peu d’établissements"
    SHIELD = "protège un autre"
    BLOCK = "bloc entier"
    ROUNDED = "arrondi"
    AGREED = "accord"


def words(label: Label, least: float) -> str:
    """What an edition said of a cell that it hid: why, and under which threshold."""
    return f"{label}<{least:g}"


def _heard(said: str, value: float) -> tuple[float, float]:
    """Between which bounds everybody then knows a count to be; its value tells to what it was rounded."""
    label, _, least = said.partition("<")
    return alike(value, float(least)) if label == Label.ROUNDED else _between(Label(label), float(least))


def _between(label: Label, least: float) -> tuple[float, float]:
    """Between which bounds the count of a hidden cell is known to be."""
    if label is Label.SMALL:
        return 1.0, least - 1
    if label is Label.TOGETHER:
        return 0.0, least - 1
    # Hidden beside another one, and not said to be small: everybody knows that it is not.
    return (least if label is Label.SHIELD else 0.0), np.inf


@dataclass
class _Draft:
    """A system being written."""

    values: dict[Key, float] = field(default_factory=dict)
    relations: list[dict[Key, float]] = field(default_factory=list)
    labels: dict[Key, Label] = field(default_factory=dict)
    unseen: set[Key] = field(default_factory=set)
    supposed: set[Key] = field(default_factory=set)
    spread: dict[Key, tuple[float, float]] = field(default_factory=dict)
    said: dict[Key, set[str]] = field(default_factory=dict)
    rounded: set[Key] = field(default_factory=set)

    def bind(self, whole: Key, parts: Mapping[Key, float]) -> None:
        """A whole that is the sum of its parts, each as many times as is said."""
        self.relations.append({whole: -1.0, **parts})


@dataclass(frozen=True)
class Bound:
    """A system, and what stands at each place of it.

    labels: the cells that are hidden whatever is beside them. known: those that an earlier edition told. rounded: those
    that are rounded, so that nobody sees them as they are.
    """

    keys: Sequence[Key]
    system: System
    labels: Mapping[Key, Label]
    known: set[Key]
    rounded: set[Key]


def bind(grid: Grid, book: Book, rules: Rules, former: Sequence[State] = ()) -> Bound:
    """The system of a grid. former: what earlier editions said of its cells."""
    draft = _Draft()
    every = pd.concat([grid.values.where(grid.exact()), grid.totals().droplevel("level")])
    for row, (_, numbers) in zip(grid.rows(), every.iterrows(), strict=True):
        draft.values |= {(row, name): float(numbers[name]) for name in every if not np.isnan(numbers[name])}
    if rules.rounded:
        _blur(draft, book, rules, former)
    _suppose(draft, grid, book, rules)
    _add_up(draft, grid)
    for row in grid.rows():
        _within_row(draft, grid, book, rules, row)
    _label(draft, grid, book, rules)
    # What was rounded once, and is again, is not hidden.
    told = [{key: said for key, said in state.items() if key not in draft.rounded} for state in former]
    known, hidden = _remembered(draft, told)
    return _settled(draft, book, rules, known, hidden)


def _blur(draft: _Draft, book: Book, rules: Rules, former: Sequence[State]) -> None:
    """The counts that are rounded: nobody sees them, and everybody knows between what they are.

    Of the territories, only sums of rounded counts are told, which say nothing more. What an edition told as it is
    stays known, and what one hid stays hidden.
    """
    for key, value in draft.values.items():
        rule = book.secrecy.get(key[1], ESTABLISHMENTS)
        said = {str(state.get(key, Label.ROUNDED)).partition("<")[0] for state in former}
        if rule != ESTABLISHMENTS and said <= {Label.ROUNDED}:
            draft.rounded.add(key)
            draft.spread[key] = alike(value, rules.least(rule)) if key[0][0] == COMMUNE else (0.0, np.inf)
    draft.unseen |= draft.rounded


def _suppose(draft: _Draft, grid: Grid, book: Book, rules: Rules) -> None:
    """What the Caf hides of a total that is public must not be reckoned from the rest, whatever it is.

    It is given a value all the same, from which it must be able to go as far up and down as any small count may. The
    totals that it is in are then cells too, that nobody prints.
    """
    secret = grid.secret()
    public = {part for parts in book.public_sums for part in parts} | book.public_above
    for name in (name for name in secret if name in public):
        for commune in secret.index[secret[name]]:
            draft.values[(COMMUNE, commune), name] = rules.least(book.secrecy[name]) - 1
            draft.labels[(COMMUNE, commune), name] = Label.SMALL
            draft.supposed.add(((COMMUNE, commune), name))
        for row, communes in grid.members.items():
            cells = [((COMMUNE, commune), name) for commune in communes]
            if (row, name) not in draft.values and all(key in draft.values for key in cells):
                draft.values[row, name] = sum(draft.values[key] for key in cells)
                draft.unseen.add((row, name))
                draft.supposed.add((row, name))


# ── Relations ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_up(draft: _Draft, grid: Grid) -> None:
    """Each territory is the sum of its communes."""
    for row, name in [key for key in draft.values if key[0][0] != COMMUNE]:
        draft.bind((row, name), {((COMMUNE, commune), name): 1.0 for commune in grid.members[row]})


def _within_row(draft: _Draft, grid: Grid, book: Book, rules: Rules, row: Row) -> None:
    for total, parts in book.sums.items():
        if (row, total) in draft.values:
            draft.bind((row, total), {(row, part): 1.0 for part in parts})
    for part, whole in book.wholes.items():
        if (row, part) in draft.values and (row, whole) in draft.values:
            rest = (row, REST + part)
            draft.values[rest] = draft.values[row, whole] - draft.values[row, part]
            draft.unseen.add(rest)
            draft.bind((row, whole), {(row, part): 1.0, rest: 1.0})
    for overlap in book.overlaps:
        keys = [(row, name) for name in (*overlap.parts, overlap.whole)]
        if all(key in draft.values for key in keys):
            both = (row, BOTH + overlap.whole)
            draft.values[both] = draft.values[keys[0]] + draft.values[keys[1]] - draft.values[keys[2]]
            draft.unseen.add(both)
            draft.bind(keys[2], {keys[0]: 1.0, keys[1]: 1.0, both: -1.0})
    sums = [(parts[0], [(row, part) for part in parts]) for parts in book.public_sums]
    if row[0] != COMMUNE:
        sums += [(name, [((COMMUNE, one), name) for one in grid.members[row]]) for name in sorted(book.public_above)]
    for name, cells in sums:
        _public(draft, (row, PUBLIC + name), cells, rules.least(book.secrecy[name]))


def _public(draft: _Draft, total: Key, cells: Sequence[Key], least: float) -> None:
    """A total that everybody knows to within a rounding, unless it is so small that hiding its parts is in vain.

    Where a part is supposed, how the total was rounded is not known: it is taken for exact.
    """
    if not all(key in draft.values for key in cells):
        return
    exact = sum(draft.values[key] for key in cells)
    if exact < least:
        return
    printed = FIVE * np.floor(exact / FIVE + 0.5)
    draft.values[total] = exact
    draft.unseen.add(total)
    fixed = any(key in draft.supposed for key in cells)
    draft.spread[total] = (exact, exact) if fixed else (printed - REACH, printed + REACH)
    draft.bind(total, dict.fromkeys(cells, 1.0))


# ── Earlier editions ─────────────────────────────────────────────────────────────────────────────────────────────────


def _remembered(draft: _Draft, former: Sequence[State]) -> tuple[set[Key], set[Key]]:
    """The cells whose very value was told before, and those that were hidden and whose value never was.

    What an edition left to reckon is a relation too: the sum of what it hid, where it is still the same today. Where it
    is not, the whole is hidden: beside the former one, it would tell by how much a hidden count changed.
    """
    held = [key for key in draft.values if key not in draft.unseen]
    known = {key for key in held if any(state.get(key) == draft.values[key] for state in former)}
    for key in held:
        draft.said[key] = {said for state in former if isinstance(said := state.get(key), str)}
    hidden = {key for key, said in draft.said.items() if said}
    sums: dict[frozenset[tuple[Key, float]], float] = {}
    for relation in list(draft.relations):
        for state in former:
            rest, left = _left(relation, state, draft.unseen)
            if rest and abs(sum(weight * draft.values[key] for key, weight in rest.items()) + left) < NEAR:
                sums[frozenset(rest.items())] = left
            elif rest.keys() - draft.unseen:
                hidden.add(next(key for key, weight in relation.items() if weight < 0))
    for at, (terms, left) in enumerate(sums.items()):
        total = (("avant", str(at)), PUBLIC)
        draft.values[total] = -left
        draft.unseen.add(total)
        draft.spread[total] = (-left, -left)
        draft.bind(total, dict(terms))
    return known, hidden - known


def _left(relation: Mapping[Key, float], state: State, unseen: set[Key]) -> tuple[dict[Key, float], float]:
    """What an edition hid of a relation, and what it told of it, added up; nothing where it did not speak of it all."""
    told = {key: value for key in relation if isinstance(value := state.get(key), float)}
    rest = {key: weight for key, weight in relation.items() if key not in told}
    if not all(key in state or key in unseen for key in rest):
        return {}, 0.0
    return rest, sum(relation[key] * value for key, value in told.items())


# ── What each cell is told to be ─────────────────────────────────────────────────────────────────────────────────────


def _label(draft: _Draft, grid: Grid, book: Book, rules: Rules) -> None:
    """The cells that are hidden by themselves.

    Where a whole is small, nothing inside is told, zeros included: that one part is 0 says much of the others.
    """
    together = set()
    for key, value in draft.values.items():
        rule = book.secrecy.get(key[1], "")
        if not rule or key in draft.labels or key in draft.rounded:
            continue
        if rule == ESTABLISHMENTS:
            active = [commune for commune in grid.communes(key[0]) if grid.added.get((commune, key[1]))]
            added = tuple(one for commune in active for one in grid.added[commune, key[1]])
            if rules.is_secret(added) and not rules.agreed(key[1], active):
                draft.labels[key] = Label.FEW
        elif 0 < value < rules.least(rule):
            draft.labels[key] = Label.SMALL
            together |= set(_inside(key, grid, book)) & set(draft.values)
    for key in together:
        draft.labels[key] = Label.TOGETHER


def _inside(key: Key, grid: Grid, book: Book) -> Iterator[Key]:
    """The parts of a whole, their parts too: its communes, the columns that it adds up or that are within it."""
    row, name = key
    parts = [*book.sums.get(name, ()), *(part for part, whole in book.wholes.items() if whole == name)]
    own = [(row, part) for part in parts if part in book.secrecy]
    if row[0] != COMMUNE:
        own += [((COMMUNE, commune), name) for commune in grid.members[row]]
    for one in own:
        yield one
        yield from _inside(one, grid, book)


# ── The system ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _settled(draft: _Draft, book: Book, rules: Rules, known: set[Key], hidden: set[Key]) -> Bound:
    keys = list(draft.values)
    places = {key: place for place, key in enumerate(keys)}
    value = np.array(list(draft.values.values()))
    low, high, least, most = _bounds(draft, book, rules)
    labelled = np.array([key in draft.labels or key in hidden or key in draft.unseen for key in keys], dtype=bool)
    told = np.array([_is_told(key, draft, book, hidden) or key in known for key in keys], dtype=bool)
    entries = [(at, places[key], weight) for at, one in enumerate(draft.relations) for key, weight in one.items()]
    rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    system = System(
        value=value,
        low=low,
        high=high,
        least=least,
        most=most,
        cost=np.array([_cost(key, draft) for key in keys]),
        hidden=labelled & ~told,
        shown=told,
        whole=np.array([book.secrecy.get(key[1]) != ESTABLISHMENTS for key in keys], dtype=bool),
        relations=coo_array((weights, (rows, columns)), shape=(len(draft.relations), len(keys))).tocsr(),
    )
    return Bound(keys, system, draft.labels, known, draft.rounded)


def _is_told(key: Key, draft: _Draft, book: Book, hidden: set[Key]) -> bool:
    """What cannot be hidden, or would be in vain: what no rule hides, what a producer publishes, a zero told so far.

    The whole of a secret part may have to be hidden, though no rule asks it for itself: it says how large the part is.
    """
    if key in draft.unseen or key in draft.labels:
        return False
    row, name = key
    if key in hidden:
        return False
    published = name in book.sums or (row[0] != COMMUNE and name in book.public_above)
    return name not in book.hideable or published or draft.values[key] == 0


def _bounds(draft: _Draft, book: Book, rules: Rules) -> tuple[np.ndarray, ...]:
    """low, high: what is known of each cell once hidden. least, most: what must stay possible."""
    found = [_bounds_of(key, value, draft, book, rules) for key, value in draft.values.items()]
    return tuple(np.array(one, dtype=float) for one in zip(*found, strict=True)) if found else (np.empty(0),) * 4


def _bounds_of(key: Key, value: float, draft: _Draft, book: Book, rules: Rules) -> tuple[float, float, float, float]:
    label = draft.labels.get(key)
    nothing = (float("nan"), float("nan"))
    if key in draft.spread:
        least = rules.least(book.secrecy[key[1]]) if key in draft.rounded and key[0][0] == COMMUNE else 0.0
        return *draft.spread[key], *((1.0, least - 1) if 0 < value < least else nothing)
    if label is Label.FEW:
        return 0.0, np.inf, rules.share * value, (2 - rules.share) * value
    if key in draft.unseen:
        measured = book.secrecy.get(key[1].removeprefix(REST).removeprefix(BOTH))
        least = rules.least(measured) if measured else 0.0
        return (0.0, np.inf, 1.0, least - 1) if 0 < value < least else (0.0, np.inf, *nothing)
    rule = book.secrecy.get(key[1], "")
    if rule in ("", ESTABLISHMENTS):
        return 0.0, np.inf, *nothing
    least = rules.least(rule)
    if key in draft.supposed:
        return 1.0, 2 * least - 3, 1.0, 2 * least - 3
    low, high = _between(label or Label.SHIELD, least) if value else (0.0, least - 1 if label else np.inf)
    for before in (_heard(said, value) for said in sorted(draft.said.get(key, ()))):
        # What an earlier edition said of another count is no longer said of this one.
        low, high = (max(low, before[0]), min(high, before[1])) if before[0] <= value <= before[1] else (low, high)
    return (low, high, max(1.0, low), min(least - 1, high)) if 0 < value < least else (low, high, *nothing)


def _cost(key: Key, draft: _Draft) -> float:
    """What is lost by hiding a cell: as much as the figure is worth (its logarithm).

    Three times as much for a total, which many documents compare with; nothing for what is not printed.
    """
    if key in draft.unseen:
        return 0.0
    return float(np.log2(2 + draft.values[key])) * (3.0 if key[0][0] != COMMUNE else 1.0)
