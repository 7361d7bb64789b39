"""Each decision of secrecy: which figure, under which rule, why, and who agreed that it be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from ctg_lib import sources
from ctg_lib.sources.card import Decision
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.store import Store


@dataclass(frozen=True)
class Entry:
    """A decision, and the figure that it is about: `caption` as the workbook names it; `counts`: whether of persons."""

    source: str
    vintage: str
    caption: str
    counts: bool
    decision: Decision


def entries(store: Store) -> Iterator[Entry]:
    """Every decision behind what a store shows, table by table."""
    for table, _ in store.laid:
        book = sources.source(table.source).book
        if book is None:
            continue
        for one in table.decisions:
            counts = book.secrecy.get(one.variable) != ESTABLISHMENTS
            yield Entry(table.source, table.vintage, book.captions[one.variable], counts, one)


def as_json(store: Store) -> str:
    """The decisions for a machine: nothing in it but what the pages tell."""
    found = [
        {
            "source": one.source,
            "vintage": one.vintage,
            **asdict(one.decision),
            "caption": one.caption,
            "counts": one.counts,
        }
        for one in entries(store)
    ]
    return json.dumps({"decisions": found}, ensure_ascii=False, indent=1) + "\n"
