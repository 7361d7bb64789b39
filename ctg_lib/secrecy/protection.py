"""From workbooks as they were filled to tables that may be shown: small counts hidden, and what would tell them.

Everything that leaves reads these tables and nothing else: what is hidden here is in no page, file, notebook or log.
The figures of all the communes that are told together are decided on at once, whichever document is being written: two
documents never hide different cells, whose difference would tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from ctg_lib import sources
from ctg_lib.indicators.cells import SUMMED, TO_ADD
from ctg_lib.secrecy.bound import Bound, bind
from ctg_lib.secrecy.draft import Key, Label, State
from ctg_lib.secrecy.grid import COMMUNE, Grid, Row
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.rules import Rules, rounded
from ctg_lib.secrecy.suppression import suppress
from ctg_lib.sources.card import FLAG_COLUMNS, Decision, Table
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import Book
from ctg_lib.store import Manifest
from ctg_lib.value import Status

TOTALS = "totaux"
SUMS = "les classeurs des communes, additionnés"
Laid = tuple[Table, Manifest]


def protect(laid: Sequence[Laid], members: Mapping[Row, Sequence[str]], rules: Rules, ledger: Ledger) -> list[Laid]:
    """The tables that may be shown in place of some that may not, and those of the territories that they add up to.

    laid: unprotected, the most trusted first. members: the communes of each territory (level, code). ledger: what was
    published of them so far.
    """
    groups: dict[tuple[str, str], list[Laid]] = {}
    for table, manifest in laid:
        groups.setdefault((table.source, table.vintage), []).append((table, manifest))
    return [one for group in groups.values() for one in _protected(group, members, rules, ledger)]


def _protected(
    laid: Sequence[Laid], members: Mapping[Row, Sequence[str]], rules: Rules, ledger: Ledger
) -> Iterable[Laid]:
    source, vintage = laid[0][0].source, laid[0][0].vintage
    book = sources.source(source).book
    assert book is not None, f"{source} is not filled on site"
    grid = Grid.of([table for table, _ in laid], members)
    told = _Told.of(grid, book, rules, ledger.of(source, vintage))
    for place, (table, manifest) in enumerate(laid):
        own = [commune for commune, owner in grid.owners.items() if owner == place]
        safe = _shown(table, own, told)
        yield safe, replace(manifest, sha256=_print(safe), size=0)
    if grid.members:
        safe = _totals(laid[0][0], grid, told)
        manifest = replace(laid[0][1], part=TOTALS, file=SUMS, sha256=_print(safe), size=0, rows=len(grid.members))
        yield safe, manifest


# ── What is hidden ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Told:
    """What is decided of the cells of a grid: `labels` of those that are not simply shown; `before`: told already."""

    book: Book
    rules: Rules
    labels: Mapping[Key, Label]
    before: Collection[Key]

    @classmethod
    def of(cls, grid: Grid, book: Book, rules: Rules, former: Sequence[State]) -> Self:
        """The decisions that lose least, among those that earlier editions do not contradict."""
        bound = bind(grid, book, rules, former)
        labels = _labels(bound)
        return cls(book, rules, labels, bound.known & set(labels))

    def decision(self, key: Key) -> Decision:
        """Of a cell that is hidden."""
        (level, code), name = key
        label, least = self.labels[key], self.least(name)
        already = BEFORE if key in self.before else ""
        return Decision(level, code, name, label, least, _REASONS[label].format(least) + already)

    def least(self, name: str) -> float:
        """The threshold of a variable; 0 where it has none."""
        return self.rules.least(self.book.secrecy.get(name, ""))

    def counts(self) -> list[tuple[str, str]]:
        """The variables that count persons or households, and their rule."""
        return [(name, rule) for name, rule in self.book.secrecy.items() if rule != ESTABLISHMENTS]


def _labels(bound: Bound) -> dict[Key, Label]:
    """Every cell that must not be shown, and why."""
    pattern = suppress(bound.system)
    beside = {
        key: Label.BLOCK if block else bound.kept.get(key, Label.SHIELD)
        for key, is_hidden, block in zip(bound.keys, pattern.hidden, pattern.whole_block, strict=True)
        # Rounded where it may be; where even so it would be guessed, nothing of its block is told.
        if is_hidden and (block or key not in bound.rounded)
    }
    own = {key: label for key, label in bound.labels.items() if beside.get(key) is not Label.BLOCK}
    return beside | own


_REASONS = {
    Label.SMALL: "effectif de moins de {:g}, pour que personne ne soit reconnu",
    Label.TOGETHER: "moins de {:g} dans l’ensemble : aucun détail n’en est donné",
    Label.FEW: "activité de moins de {:g} établissements, ou presque d’un seul, sans accord de ses gestionnaires",
    Label.SHIELD: "pour qu’un autre effectif masqué ne se déduise pas d’un total",
    Label.BLOCK: "avec ceux qui s’y additionnent : aucun ne peut être donné sans en révéler un autre",
    Label.FORMER: "masqué dans une édition antérieure, dont il ferait connaître un chiffre",
    Label.ROUNDED: "arrondi au multiple de {:g} pour que personne ne soit reconnu",
    Label.AGREED: "donné avec l’accord de : {} ({:%d/%m/%Y})",
}
BEFORE = " ; déjà donné dans une édition antérieure"
_STATUSES = {Label.ROUNDED: Status.ROUNDED, Label.AGREED: Status.PUBLISHED}


# ── What is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


def _shown(table: Table, communes: Sequence[str], told: _Told) -> Table:
    """The figures that a workbook gives of some communes, without those that are hidden."""
    values = table.values[table.values.index.get_level_values("territory").isin(communes)].copy()
    flags = table.flags[table.flags["territory"].isin(communes)]
    # What whoever filled the workbook hides is told as such.
    held = [(row, name) for row in values.index for name in values if not np.isnan(values.at[row, name])]
    decisions = [told.decision(key) for key in held if key in told.labels]
    for one in decisions:
        values.loc[(one.level, one.territory), one.variable] = np.nan
    decisions += _agreements(values, told)
    if told.rules.rounded:
        decisions += _round(values, flags, told)
    return replace(
        table,
        values=values,
        flags=_marked(flags, decisions),
        places=table.places[table.places["commune"].isin(communes)] if table.places is not None else None,
        reach={name: told.rules.step(rule) - 1 for name, rule in told.counts()} if told.rules.rounded else {},
        decisions=tuple(decisions),
        unprotected=False,
        contributions={},
    )


def _marked(flags: pd.DataFrame, decisions: Sequence[Decision]) -> pd.DataFrame:
    """The flags of a table, those of the decided cells in place of what stood there."""
    marks = pd.DataFrame(
        [
            (one.level, one.territory, one.variable, str(_STATUSES.get(Label(one.label), Status.MASKED)), one.reason)
            for one in decisions
        ],
        columns=FLAG_COLUMNS,
        dtype="str",
    )
    cell = FLAG_COLUMNS[:3]
    covered = pd.MultiIndex.from_frame(flags[cell]).isin(pd.MultiIndex.from_frame(marks[cell]))
    return pd.concat([flags[~covered], marks], ignore_index=True)


def _agreements(values: pd.DataFrame, told: _Told) -> list[Decision]:
    """The figures that are shown because those whom they tell of agree."""
    found = []
    for one in told.rules.agreements:
        key = ((COMMUNE, one.commune), one.variable)
        if key[0] in values.index and one.variable in values and not np.isnan(values.at[key]):
            reason = _REASONS[Label.AGREED].format(one.who, one.date)
            least = told.least(one.variable)
            found.append(Decision(*key[0], one.variable, Label.AGREED, least, reason, one.who, one.why))
    return found


def _round(values: pd.DataFrame, flags: pd.DataFrame, told: _Told) -> list[Decision]:
    """Round the counts in place; sums are then made of rounded ones, and tell nothing more."""
    done = set(zip(flags["territory"], flags["variable"], strict=True))
    decisions = []
    for name, rule in ((name, rule) for name, rule in told.counts() if name in values):
        step = told.rules.step(rule)
        for level, code in values.index:
            value = values.at[(level, code), name]
            if not np.isnan(value) and (code, name) not in done:
                values.loc[(level, code), name] = rounded(float(value), step)
                reason = _REASONS[Label.ROUNDED].format(step)
                decisions.append(Decision(level, code, name, Label.ROUNDED, told.least(name), reason))
    return decisions


def _totals(like: Table, grid: Grid, told: _Told) -> Table:
    """The sums of the territories: shown where they may be; made of what is shown of their communes elsewhere."""
    values = grid.totals()
    if told.rules.rounded:
        values[[name for name, _ in told.counts() if name in values]] = np.nan
    # Where a commune gives no number there is nothing to hide.
    held = [(row, name) for row in values.index for name in values if not np.isnan(values.at[row, name])]
    decisions = [told.decision(key) for key in held if key in told.labels]
    for one in decisions:
        values.loc[(one.level, one.territory), one.variable] = np.nan
    hidden = {(one.level, one.territory, one.variable) for one in decisions}
    marks = [
        (*row, name, Status.MISSING, TO_ADD)
        if np.isnan(values.at[row, name])
        else (*row, name, Status.PUBLISHED, SUMMED.format(len(grid.members[row])))
        for row in values.index
        for name in values
        if (*row, name) not in hidden
    ]
    flags = _marked(pd.DataFrame(marks, columns=FLAG_COLUMNS, dtype="str"), decisions)
    return Table(like.source, like.vintage, TOTALS, values, flags, decisions=tuple(decisions))


def _print(table: Table) -> str:
    """The fingerprint of what is shown: that of the workbook would let anybody try every hidden number in its place."""
    digest = hashlib.sha256()
    for frame in (table.values.reset_index(), table.flags):
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.hexdigest()
