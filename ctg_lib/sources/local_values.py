"""From the rows of a workbook to figures by commune: sums, and reasons for what is missing.

Nothing is hidden yet: `ctg_lib.secrecy` does it, before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ctg_lib.sources.card import PLACE_COLUMNS
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.sources.local_forms import COMPLETE, Book, Form, Kind, Total, folded
from ctg_lib.sources.local_reading import Filled
from ctg_lib.sources.local_rows import Row
from ctg_lib.value import Status

Mark = tuple[Status, str]
NOT_THERE = "non renseigné dans le classeur"
UNFINISHED = "recensement « {} » non terminé : une somme partielle serait fausse"
SECRET = "secret : la Caf ne communique pas cet effectif"
ROUNDED = "arrondi par la Caf au multiple de 5"
Contributions = dict[tuple[str, str], tuple[float, ...]]


@dataclass(frozen=True)
class Figure:
    """A number, or why there is none; a number may carry a mark too. added: what each establishment adds to it."""

    value: float = float("nan")
    mark: Mark | None = None
    added: tuple[float, ...] = ()

    @property
    def known(self) -> bool:
        return not np.isnan(self.value)


def figures(filled: Filled, book: Book) -> tuple[pd.DataFrame, pd.DataFrame, Contributions]:
    """What a workbook says of the communes of its territory.

    Values (rows = communes, columns = variables), their marks as `reading.table` takes them, and what each
    establishment adds where their activity is told.
    """
    communes = filled.territory.communes
    found = {commune: _of_commune(commune, filled, book) for commune in communes}
    values = {name: [found[commune][name].value for commune in communes] for name in book.variables}
    marks = {name: [found[commune][name].mark for commune in communes] for name in book.variables}
    index = pd.Index(communes)
    active = [name for name, rule in book.secrecy.items() if rule == ESTABLISHMENTS]
    added = {(commune, name): found[commune][name].added for commune in communes for name in active}
    return pd.DataFrame(values, index, dtype=float), pd.DataFrame(marks, index, dtype=object), added


def _of_commune(commune: str, filled: Filled, book: Book) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for form in book.forms:
        here = [row for row in filled.rows[form.sheet] if row[form.columns[0].caption] == commune]
        if form.lists:
            complete = filled.cover.states[form.sheet] == COMPLETE
            found |= {one.variable: _total(one, here, form, complete=complete) for one in form.totals}
        else:
            found |= {one.variable: _cell(here, one.caption) for one in form.columns if one.variable}
            found |= {name: _sum([found[part] for part in parts]) for name, parts in form.sums.items()}
    if filled.cover.rounded:
        return {name: replace(one, mark=(Status.ROUNDED, ROUNDED)) if one.known else one for name, one in found.items()}
    return found


def _total(total: Total, rows: Sequence[Row], form: Form, *, complete: bool) -> Figure:
    """What the establishments of a commune have together: nothing is summed while the inventory goes on."""
    if not complete:
        return Figure(mark=(Status.MISSING, UNFINISHED.format(form.sheet)))
    counted = [row for row in rows if all(row[caption] in values for caption, values in total.where.items())]
    if not total.of:
        return Figure(float(len(counted)))
    held = [value for row in counted if isinstance(value := row[total.of], float)]
    if len(held) == len(counted):
        return Figure(float(sum(held)), added=tuple(held))
    lacking = len(counted) - len(held)
    lines = "1 ligne" if lacking == 1 else f"{lacking} lignes"
    return Figure(mark=(Status.MISSING, f"« {total.of} » : non renseigné pour {lines} sur {len(counted)}"))


def _sum(parts: Sequence[Figure]) -> Figure:
    """The parts added up, or why they cannot be."""
    lacking = next((one for one in parts if not one.known), None)
    return Figure(sum(one.value for one in parts)) if lacking is None else Figure(mark=lacking.mark)


def _cell(rows: Sequence[Row], caption: str) -> Figure:
    value = rows[0][caption] if rows else None
    if isinstance(value, float):
        return Figure(value)
    return Figure(mark=(Status.SECRET, SECRET) if value is Status.SECRET else (Status.MISSING, NOT_THERE))


# ── Establishments ───────────────────────────────────────────────────────────────────────────────────────────────────


def places(filled: Filled, book: Book) -> pd.DataFrame | None:
    """The establishments that the workbook names, with what is measured of each; None where it lists none."""
    if not any(form.lists for form in book.forms):
        return None
    rows = [_place(row, form) for form in book.forms if form.lists for row in filled.rows[form.sheet]]
    frame = pd.DataFrame(rows, columns=[*PLACE_COLUMNS, *_measures(book)])
    texts = [*PLACE_COLUMNS[:4], *_measures(book, Kind.DATE)]
    kinds = {name: "str" if name in texts else "float64" for name in frame}
    return frame.astype(kinds).sort_values("id", ignore_index=True)


def _place(row: Row, form: Form) -> dict[str, object]:
    commune, name = row[form.columns[0].caption], row[form.columns[1].caption]
    kind = form.of_kind(Kind.CHOICE)
    degrees = {one.kind.value: row[one.caption] for one in form.columns if one.kind in (Kind.LATITUDE, Kind.LONGITUDE)}
    own = {one.measure: row[one.caption] for one in form.columns if one.measure and row[one.caption] is not None}
    return {
        "id": "-".join(filter(None, (str(commune), folded(form.sheet), folded(name)))).replace(" ", "_"),
        "kind": row[kind.caption] if kind else form.noun,
        "name": name,
        "commune": commune,
        **degrees,
        **own,
    }


def _measures(book: Book, *kinds: Kind) -> Iterable[str]:
    """The names under which establishments keep what is measured of them, those of some kinds alone if said."""
    columns = [one for form in book.forms if form.lists for one in form.columns if one.measure]
    return dict.fromkeys(one.measure for one in columns if not kinds or one.kind in kinds)
