"""What the numbers of a published table may be: declared by each source, checked by pandera, told in French here alone.

The text of a file (codes, marks, separators) is the business of `reading`; here everything is already a number or a
blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pandera.pandas import Check

LARGEST = float(np.finfo(float).max)
UNIT = "vérifier l’unité et la marque décimale."
ASK = "vérifier chez le producteur."
_TWICE = "multiple_fields_uniqueness"
_BLANK = "not_nullable"


@dataclass(frozen=True)
class Numbers:
    """What the numbers of a column may be.

    low, high: bounds that no number may leave; None for those of a computer. multiple_of: they are whole multiples of
    it; `otherwise` says in French what the others are not, `remedy` what to do then. blank: whether a code of the
    producer may stand in place of a number.
    """

    low: float | None = 0.0
    high: float | None = None
    multiple_of: int | None = None
    otherwise: str = "n’est pas un nombre entier"
    remedy: str = ASK
    blank: bool = True


Schema = Mapping[str, Numbers]


@dataclass(frozen=True)
class Failure:
    """One number or row that is refused: its label in the frame, its column, and the French of a `Problem`.

    blank: there is no number at all where there must be one.
    """

    row: int
    column: str
    what: str
    remedy: str
    blank: bool = False


@dataclass(frozen=True)
class _Rule:
    """One check of pandera, and how to say in French that a value does not pass it."""

    check: Check
    says: str
    remedy: str


def failures(frame: pd.DataFrame, declared: Schema, key: Sequence[str] = ()) -> Iterator[Failure]:
    """Everything wrong in a frame, lazily found by pandera, column by column from top to bottom.

    frame: columns of `declared` (float) and of `key` (text, two rows never the same); index = unique row numbers.
    """
    # Pandera takes a second to load: only those who read a published file wait for it.
    import pandera.pandas as pa

    rules = {column: _rules(numbers) for column, numbers in declared.items()}
    columns = {
        column: pa.Column(float, [rule.check for rule in rules[column]], nullable=numbers.blank)
        for column, numbers in declared.items()
    }
    schema = pa.DataFrameSchema(columns, unique=list(key) or None, report_duplicates="exclude_first")
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        names = dict(zip(frame.index, frame[list(key)].astype(str).itertuples(index=False), strict=True))
        fields = (cases[name] for name in ("index", "column", "check", "check_number", "failure_case"))
        for label, column, check, number, value in zip(*fields, strict=True):
            row = int(label)
            if check == _TWICE:
                # Pandera tells each column of the key; the row is told once.
                if column == key[0]:
                    what = f"ligne en double pour {', '.join(names[row])}."
                    yield Failure(row, column, what, "ne garder qu’une ligne par clé.")
            elif check == _BLANK:
                yield Failure(row, column, "pas de nombre.", "reprendre le fichier entier.", blank=True)
            else:
                rule = rules[column][number]
                yield Failure(row, column, rule.says.format(value=f"{value:.10g}"), rule.remedy)


def _rules(numbers: Numbers) -> list[_Rule]:
    """The checks of a column, all vectorised: a national file is checked in a blink."""
    import pandera.pandas as pa

    low = -LARGEST if numbers.low is None else numbers.low
    high = LARGEST if numbers.high is None else numbers.high
    least = "" if low == -LARGEST else f" ({low:g})"
    most = "" if high == LARGEST else f" ({high:g})"
    negative = "{value} : un nombre négatif n’est pas possible ici."
    rules = [
        _Rule(pa.Check.ge(low), f"{{value}} est sous le minimum possible{least}." if low else negative, ASK),
        _Rule(pa.Check.le(high), f"{{value}} dépasse le maximum possible{most}.", UNIT),
    ]
    if base := numbers.multiple_of:
        # What is infinite has no remainder, and is already told by its bound.
        whole = pa.Check(lambda values: values.mod(base).fillna(0).eq(0))
        rules.append(_Rule(whole, f"{{value}} {numbers.otherwise}.", numbers.remedy))
    return rules


def declared_for(schema: Schema, columns: Sequence[str]) -> dict[str, Numbers]:
    """What each column may hold: the first pattern of a source's schema that its name matches whole."""
    return {name: next(schema[pattern] for pattern in schema if re.fullmatch(pattern, name)) for name in columns}
