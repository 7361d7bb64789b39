"""Looking into the tables that a reader gives, and writing altered copies of small files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ctg_lib.sources.card import Source, Table

EXTRACTS = Path(__file__).parent


def read(card: Source, path: Path) -> dict[tuple[str, str], Table]:
    """The tables of a file by (vintage, part)."""
    return {(table.vintage, table.part): table for table in card.read(path)}


def one(card: Source, path: Path) -> Table:
    """The only table of a file."""
    (table,) = card.read(path)
    return table


def figure(table: Table, territory: str, variable: str, level: str = "commune") -> float:
    return float(table.values.loc[(level, territory), variable])


def status(table: Table, territory: str, variable: str, level: str = "commune") -> str:
    """Status of a cell: `published` where nothing is flagged."""
    flags = table.flags
    found = flags[(flags["level"] == level) & (flags["territory"] == territory) & (flags["variable"] == variable)]
    assert len(found) <= 1, "une case n’a qu’un statut"
    return found["status"].iloc[0] if len(found) else "published"


def altered(source: Path, folder: Path, change: Callable[[str], str], name: str = "") -> Path:
    """A copy of a small file, its text changed; the change must change something."""
    text = source.read_text(encoding="utf-8-sig")
    new = change(text)
    assert new != text, "la modification n’a rien modifié"
    path = folder / (name or source.name)
    path.write_text(new, encoding="utf-8")
    return path
