"""What was published of the figures collected on site: what was told once stays known, what was hidden stays hidden.

One file a territory, beside the data and not in the folder of a diagnostic, that the next one replaces. It holds what
the published files hold, and nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctg_lib import folders, sources
from ctg_lib.errors import InputError, Problem
from ctg_lib.secrecy.bound import Bound, Key
from ctg_lib.secrecy.grid import Row
from ctg_lib.sources.card import Table
from ctg_lib.value import Status

# For each cell, the values under which it was published, oldest first; None where it was hidden.
Told = Mapping[Key, Sequence[float | None]]


@dataclass(frozen=True)
class Ledger:
    """tables: what was told of each source and vintage."""

    tables: Mapping[tuple[str, str], Told]
    told: Told

    @classmethod
    def read(cls, rows: Collection[Row]) -> Ledger:
        """What was published of some territories (level, code); an InputError for a file that is damaged."""
        tables: dict[tuple[str, str], dict[Key, Sequence[float | None]]] = {}
        for row in rows:
            for source, vintage, variable, values in _entries(row):
                tables.setdefault((source, vintage), {})[row, variable] = values
        return cls(tables, {})

    @classmethod
    def blank(cls) -> Ledger:
        """Nothing was ever published."""
        return cls({}, {})

    def of(self, source: str, vintage: str) -> Ledger:
        """That of one table alone."""
        return Ledger({}, self.tables.get((source, vintage), {}))

    def known(self, bound: Bound) -> set[Key]:
        """The cells of a system whose very value was told."""
        true = dict(zip(bound.keys, bound.system.value, strict=True))
        return {key for key, values in self.told.items() if key in true and float(true[key]) in values}

    def hidden(self) -> set[Key]:
        """The cells that were hidden once."""
        return {key for key, values in self.told.items() if None in values}


def write(tables: Sequence[Table]) -> None:
    """Note what some tables, that a document was made from, tell and hide."""
    fresh: dict[Row, list[tuple[str, str, str, float | None]]] = {}
    for table in tables:
        for row, variable, value in _cells(table):
            fresh.setdefault(row, []).append((table.source, table.vintage, variable, value))
    for row, cells in fresh.items():
        held: dict[str, dict[str, list[float | None]]] = _read(_path(row))
        before = json.dumps(held)
        for source, vintage, variable, value in cells:
            values = held.setdefault(f"{source}@{vintage}", {}).setdefault(variable, [])
            if value not in values:
                values.append(value)
        if json.dumps(held) != before:
            folders.write(_path(row), json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _cells(table: Table) -> Iterator[tuple[Row, str, float | None]]:
    """The cells of a table that tell what may be hidden, or hide it."""
    book = sources.source(table.source).book
    hideable = book.hideable if book else set()
    masked = table.flags[table.flags["status"] == str(Status.MASKED)]
    hidden = set(zip(masked["level"], masked["territory"], masked["variable"], strict=True))
    for name in (one for one in table.values if one in hideable):
        for (level, code), value in table.values[name].items():
            if (level, code, name) in hidden:
                yield (level, code), name, None
            elif value == value:
                yield (level, code), name, float(value)


def _entries(row: Row) -> Iterator[tuple[str, str, str, list[float | None]]]:
    for table, variables in _read(_path(row)).items():
        source, _, vintage = table.partition("@")
        for variable, values in variables.items():
            yield source, vintage, variable, values


def _path(row: Row) -> Path:
    return folders.ledger() / f"{row[0]}-{row[1]}.json"


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        assert all(isinstance(values, list) for table in held.values() for values in table.values())
    except (OSError, ValueError, AttributeError, AssertionError):
        what = "le registre de ce qui a été publié est abîmé."
        remedy = "le reprendre d’une sauvegarde ; l’effacer ferait oublier ce qui a déjà été diffusé."
        raise InputError(
            "Ce qui a été publié ne peut pas être relu.", [Problem(what, path.name, remedy=remedy)]
        ) from None
    return dict(held)
