"""What was published of the figures collected on site: what was told once stays known, what was hidden stays hidden.

One file a territory, beside the data and not in the folder of a diagnostic, that the next one replaces. It holds what
the published files hold, and nothing more. Editions are numbered in the order in which they were made.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import numpy as np

from ctg_lib import folders, sources
from ctg_lib.errors import InputError, Problem
from ctg_lib.secrecy.draft import Key, Label, State, words
from ctg_lib.secrecy.grid import Row
from ctg_lib.sources.card import Table


@dataclass(frozen=True)
class Ledger:
    """states: of each source and vintage, what the successive editions said, oldest first."""

    states: Mapping[tuple[str, str], Sequence[State]]

    @classmethod
    def read(cls, rows: Collection[Row]) -> Ledger:
        """What was published of some territories (level, code); an InputError for a file that is damaged."""
        entries = [(row, *entry) for row in rows for entry in _entries(row)]
        states: dict[tuple[str, str], list[State]] = {}
        for edition in sorted({number for *_, number, _ in entries}):
            for table in dict.fromkeys(table for _, table, number, _ in entries if number == edition):
                states.setdefault(table, []).append(_standing(entries, table, edition))
        return cls(states)

    @classmethod
    def blank(cls) -> Ledger:
        """Nothing was ever published."""
        return cls({})

    def of(self, source: str, vintage: str) -> Sequence[State]:
        """What was said of one table."""
        return self.states.get((source, vintage), ())


# By `source@vintage`, the entries of a file, oldest first: the number of an edition, and what it said of each variable.
_Held = dict[str, list[dict[str, Any]]]
# A territory, a table, the number of an edition, and what it said of each variable.
_Entry = tuple[Row, tuple[str, str], int, Mapping[str, float | str]]


def _standing(entries: Sequence[_Entry], table: tuple[str, str], edition: int) -> State:
    """What stood after an edition: of each territory, the last that was written of it."""
    found: dict[Key, float | str] = {}
    for row, own, number, cells in sorted(entries, key=lambda entry: entry[2]):
        if own == table and number <= edition:
            found |= {(row, name): value for name, value in cells.items()}
    return found


def write(tables: Sequence[Table]) -> None:
    """Note what some tables, that a document was made from, tell and hide, unless all of it was noted already."""
    said: dict[tuple[Row, str], dict[str, float | str]] = {}
    for table in tables:
        for row, variable, value in _cells(table):
            said.setdefault((row, f"{table.source}@{table.vintage}"), {})[variable] = value
    if said:
        folders.ledger().mkdir(parents=True, exist_ok=True)
        # Two territories of a batch may tell of the same ones at the same time: neither forgets what the other noted.
        with filelock.FileLock(folders.ledger() / ".verrou"):
            _note(said)


def _note(said: Mapping[tuple[Row, str], dict[str, float | str]]) -> None:
    held = {row: _read(_path(row)) for row, _ in said}
    fresh = {
        (row, name): cells for (row, name), cells in said.items() if not cells.items() <= _last(held[row], name).items()
    }
    numbers = [entry["edition"] for own in held.values() for several in own.values() for entry in several]
    for (row, name), cells in fresh.items():
        held[row].setdefault(name, []).append({"edition": max(numbers, default=0) + 1, "cells": cells})
    for row in dict.fromkeys(row for row, _ in fresh):
        folders.write(_path(row), json.dumps(held[row], ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _last(held: _Held, table: str) -> Mapping[str, float | str]:
    """All that is known to have been said of a table, the last word on each variable."""
    found: dict[str, float | str] = {}
    for entry in held.get(table, []):
        found |= entry["cells"]
    return found


def _cells(table: Table) -> Iterator[tuple[Row, str, float | str]]:
    """The cells of a table that tell what may be hidden, or hide it."""
    book = sources.source(table.source).book
    hideable = book.hideable if book else set()
    hidden = {
        (one.level, one.territory, one.variable): words(Label(one.label), one.least)
        for one in table.decisions
        if one.label == Label.ROUNDED or np.isnan(table.values.at[(one.level, one.territory), one.variable])
    }
    for name in (one for one in table.values if one in hideable):
        for (level, code), value in table.values[name].items():
            if (level, code, name) in hidden:
                yield (level, code), name, hidden[level, code, name]
            elif value == value:
                yield (level, code), name, float(value)


def _entries(row: Row) -> Iterator[tuple[tuple[str, str], int, Mapping[str, float | str]]]:
    for table, several in _read(_path(row)).items():
        source, _, vintage = table.partition("@")
        for entry in several:
            yield (source, vintage), entry["edition"], entry["cells"]


def _path(row: Row) -> Path:
    return folders.ledger() / f"{row[0]}-{row[1]}.json"


def _read(path: Path) -> _Held:
    if not path.exists():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if not all(entry["edition"] > 0 and entry["cells"].items() for several in held.values() for entry in several):
            raise ValueError
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        what = "le registre de ce qui a été publié est abîmé."
        remedy = "le reprendre d’une sauvegarde ; l’effacer ferait oublier ce qui a déjà été diffusé."
        raise InputError(
            "Ce qui a été publié ne peut pas être relu.", [Problem(what, path.name, remedy=remedy)]
        ) from None
    return dict(held)
