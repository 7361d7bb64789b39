"""From the figures of some communes to the system of cells that somebody could solve, and what each cell is told to be.

The cells are the figures, those of the territories that they add up to, and what nobody prints and anybody reckons:
the rest of a whole less its part, what two parts share, a total that a producer publishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from ctg_lib.secrecy.draft import BOTH, PUBLIC, REST, Draft, Key, Label, State, between, heard
from ctg_lib.secrecy.former import last_said, remembered
from ctg_lib.secrecy.grid import COMMUNE, Grid, Row
from ctg_lib.secrecy.rules import FIVE, Rules, alike
from ctg_lib.secrecy.system import System
from ctg_lib.sources.local import REACH
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import Book


@dataclass(frozen=True)
class Bound:
    """A system, and what stands at each place of it.

    labels: the cells that are hidden whatever is beside them. known: those that an earlier edition told. rounded: those
    that are rounded, so that nobody sees them as they are. kept: those that are hidden because an edition hid them, and
    what is said of them.
    """

    keys: Sequence[Key]
    system: System
    labels: Mapping[Key, Label]
    known: set[Key]
    rounded: set[Key]
    kept: Mapping[Key, Label]


def bind(grid: Grid, book: Book, rules: Rules, former: Sequence[State] = ()) -> Bound:
    """The system of a grid. former: what earlier editions said of its cells."""
    draft = Draft()
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
    known, hidden = remembered(draft, told)
    # Those who run establishments may agree after an edition that hid what they do.
    hidden = {key for key in hidden if not _is_agreed(key, grid, book, rules)}
    return _settled(draft, grid, book, rules, known, hidden, told)


def _blur(draft: Draft, book: Book, rules: Rules, former: Sequence[State]) -> None:
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


def _suppose(draft: Draft, grid: Grid, book: Book, rules: Rules) -> None:
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


def _add_up(draft: Draft, grid: Grid) -> None:
    """Each territory is the sum of its communes."""
    for row, name in [key for key in draft.values if key[0][0] != COMMUNE]:
        draft.bind((row, name), {((COMMUNE, commune), name): 1.0 for commune in grid.members[row]})


def _within_row(draft: Draft, grid: Grid, book: Book, rules: Rules, row: Row) -> None:
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


def _public(draft: Draft, total: Key, cells: Sequence[Key], least: float) -> None:
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


# ── What each cell is told to be ─────────────────────────────────────────────────────────────────────────────────────


def _label(draft: Draft, grid: Grid, book: Book, rules: Rules) -> None:
    """The cells that are hidden by themselves.

    Where a whole is small, nothing inside is told, zeros included: that one part is 0 says much of the others.
    """
    together = set()
    for key, value in draft.values.items():
        rule = book.secrecy.get(key[1], "")
        if not rule or key in draft.labels or key in draft.rounded:
            continue
        if rule == ESTABLISHMENTS:
            if _tells_of_few(key, draft, grid, rules):
                draft.labels[key] = Label.FEW
        elif 0 < value < rules.least(rule):
            draft.labels[key] = Label.SMALL
            together |= set(_inside(key, grid, book)) & set(draft.values)
    for key in together:
        draft.labels[key] = Label.TOGETHER


def _tells_of_few(key: Key, draft: Draft, grid: Grid, rules: Rules) -> bool:
    """Whether a figure tells what few establishments do: those that it adds up, or those of them that are hidden.

    Hidden together, two communes of one crèche each would tell each manager of the other, by the total less what is
    shown; one hidden alone takes with it, as any figure, one that leaves room. Communes come before their territories.
    """
    row, name = key
    active = grid.active(row, name)
    hidden = [commune for commune in active if draft.labels.get(((COMMUNE, commune), name)) is Label.FEW]
    return any(
        rules.is_secret(tuple(one for commune in some for one in grid.added[commune, name]))
        and not rules.agreed(name, some)
        for some in (active, hidden if len(hidden) > 1 else [])
    )


def _is_agreed(key: Key, grid: Grid, book: Book, rules: Rules) -> bool:
    """Whether a figure tells of establishments alone, all of which agreed."""
    row, name = key
    return book.secrecy.get(name) == ESTABLISHMENTS and bool(rules.agreed(name, grid.active(row, name)))


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


def _settled(
    draft: Draft,
    grid: Grid,
    book: Book,
    rules: Rules,
    known: set[Key],
    hidden: set[Key],
    former: Sequence[State],
) -> Bound:
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
        cost=np.array([_cost(key, draft, grid, book) for key in keys]),
        hidden=labelled & ~told,
        shown=told,
        whole=np.array([book.secrecy.get(key[1]) != ESTABLISHMENTS for key in keys], dtype=bool),
        relations=coo_array((weights, (rows, columns)), shape=(len(draft.relations), len(keys))).tocsr(),
    )
    kept = {key: last_said(key, former) for key in hidden}
    return Bound(keys, system, draft.labels, known, draft.rounded, kept)


def _is_told(key: Key, draft: Draft, book: Book, hidden: set[Key]) -> bool:
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


def _bounds(draft: Draft, book: Book, rules: Rules) -> tuple[np.ndarray, ...]:
    """low, high: what is known of each cell once hidden. least, most: what must stay possible."""
    found = [_bounds_of(key, value, draft, book, rules) for key, value in draft.values.items()]
    return tuple(np.array(one, dtype=float) for one in zip(*found, strict=True)) if found else (np.empty(0),) * 4


def _bounds_of(key: Key, value: float, draft: Draft, book: Book, rules: Rules) -> tuple[float, float, float, float]:
    label = draft.labels.get(key)
    nothing = (float("nan"), float("nan"))
    if key in draft.spread:
        least = rules.least(book.secrecy[key[1]]) if key in draft.rounded and key[0][0] == COMMUNE else 0.0
        return *draft.spread[key], *((1.0, least - 1) if 0 < value < least else nothing)
    if label is Label.FEW:
        return 0.0, np.inf, rules.share * value, (2 - rules.share) * value
    if key in draft.unseen:
        least = rules.least(book.secrecy.get(key[1].removeprefix(REST).removeprefix(BOTH), ""))
        return (0.0, np.inf, 1.0, least - 1) if 0 < value < least else (0.0, np.inf, *nothing)
    rule = book.secrecy.get(key[1], "")
    if rule in ("", ESTABLISHMENTS):
        return 0.0, np.inf, *nothing
    least = rules.least(rule)
    if key in draft.supposed:
        return 1.0, 2 * least - 3, 1.0, 2 * least - 3
    low, high = between(label or Label.SHIELD, least) if value else (0.0, least - 1 if label else np.inf)
    for before in (heard(said, value) for said in sorted(draft.said.get(key, ()))):
        # What an earlier edition said of another count is no longer said of this one.
        low, high = (max(low, before[0]), min(high, before[1])) if before[0] <= value <= before[1] else (low, high)
    return (low, high, max(1.0, low), min(least - 1, high)) if 0 < value < least else (low, high, *nothing)


def _cost(key: Key, draft: Draft, grid: Grid, book: Book) -> float:
    """What is lost by hiding a cell; nothing for what is not printed.

    A figure serves as many readers as its territory has inhabitants (their logarithm), a total three times as many, and
    a workbook names first what matters most. Never the figure itself: which one is hidden would say how large it is.
    """
    if key in draft.unseen:
        return 0.0
    row, name = key
    rank = 2.0 - book.variables.index(name) / len(book.variables)
    return rank * float(np.log10(10 + grid.inhabitants(row))) * (3.0 if row[0] != COMMUNE else 1.0)
