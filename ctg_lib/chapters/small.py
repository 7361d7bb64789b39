"""Small numbers are worded, not drawn: which counts a picture may rest on, and what stands in its place."""

from __future__ import annotations

import html

import pandas as pd

from ctg_lib import parameters
from ctg_lib.value import UNITS
from ctg_lib.views.view import Block, Mark, detailed, of_kind, source_line
from ctg_lib.views.wording import number


def least() -> float:
    """The count from which a figure is more than an order of magnitude, and may be drawn."""
    return float(parameters.value("numerateur_ordre_de_grandeur"))


def few(rows: pd.DataFrame) -> bool:
    """Whether each of these rows of the long table rests on a count below `least`; False where the count is unknown.

    A rate or an index published alone (no denominator) hides its count: its chapter decides whether it means anything.
    """
    counted = rows["denominator"].notna() | ~rows["unit"].map(lambda unit: UNITS[unit].relative).astype(bool)
    return bool((counted & (rows["numerator"].abs() < least())).all())


def worded(title: str, message: str, sources: tuple[str, ...], data: str) -> Block:
    """What stands in place of a picture: its sentence (HTML), why nothing is drawn, and its table of numbers."""
    said = f"{message} " if message else ""
    under = of_kind(Mark.THRESHOLD, number(least()))
    return Block(
        f"<p><strong>{html.escape(title)}</strong></p><p>{said}Les effectifs sont trop petits pour un dessin (moins de "
        f"{under})\u00a0: le tableau les donne.</p>{source_line(sources)}{detailed(title, data)}"
    )
