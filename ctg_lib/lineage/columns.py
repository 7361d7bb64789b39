"""What a producer's column means, in French, and how its file writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import yaml

from ctg_lib import indicators, sources
from ctg_lib.sources import rp_ages
from ctg_lib.sources.card import Source


def meaning(source: str, column: str) -> str:
    """What a column means (its name without the year); empty where nobody has written it.

    A workbook says it itself, `columns.yaml` where a column is only a part of a figure, else the label of the indicator
    that gives the column as it is.
    """
    card = sources.source(source)
    if card.book:
        return _of_a_workbook(card, column)
    for pattern, words in _written().get(source, {}).items():
        if found := re.fullmatch(pattern, column):
            return found.expand(words)
    return _labels().get((source, column), "")


def codes(source: str, column: str) -> Mapping[str, str]:
    """For a dataset published with one observation a row, the code of each dimension that makes a column of ours.

    Empty for the others. Column name in the file → code there.
    """
    module = import_module(f"{sources.__name__}.{source}")
    if source == rp_ages.SOURCE.id:
        sex, age = column.split("_", 1)
        return {"SEX": sex, "AGE": age}
    cells = getattr(module, "CELLS", {})
    found = cells.get(column, {}) if isinstance(cells, dict) else {}
    return found if isinstance(found, dict) else {}


def _of_a_workbook(card: Source, column: str) -> str:
    assert card.book is not None
    caption = card.book.captions.get(column, "")
    told = card.book.columns.get(column)
    totals = [one for form in card.book.forms for one in form.totals if one.variable == column]
    kinds = [f"{name} : {' ou '.join(values)}" for one in totals for name, values in one.where.items()]
    among = f", seulement {' ; '.join(kinds)}" if kinds else ""
    return f"{caption}{among} ({told.explains.rstrip('.')})" if told else f"{caption}{among}"


@cache
def _written() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("columns.yaml")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _labels() -> dict[tuple[str, str], str]:
    """The labels of the indicators that give a column as it is published."""
    found: dict[tuple[str, str], str] = {}
    for one in indicators.catalogue().values():
        named = {(wanted.source, name) for wanted in one.inputs for name in wanted.columns}
        if len(named) == 1 and one.inputs[0].years == 1 and not one.estimated:
            label = one.label.removeprefix("dont ")
            found.setdefault(named.pop(), f"{label[0].upper()}{label[1:]}")
    return found
