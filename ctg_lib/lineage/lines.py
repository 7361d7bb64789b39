"""The lines of a published file that hold a territory, where the file still lies in `data/raw/`.

The store keeps the code of a territory and not the number of its line: it is found again in the file itself, known by
its fingerprint. A line is claimed only where one alone holds the code, and where the number there is the stored one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ctg_lib import folders
from ctg_lib.errors import InputError
from ctg_lib.lineage.columns import codes
from ctg_lib.sources import opening, workbooks
from ctg_lib.sources.card import Source
from ctg_lib.store import Manifest, sha256

# The column of the figures, where a file has one observation a row.
OBSERVED = "OBS_VALUE"


@dataclass(frozen=True)
class Place:
    """Where a cell stands in its file. lines: as a spreadsheet numbers them, the header being line 1.

    column: the one that holds the number; empty where several lines make it. why: French, what keeps from saying more.
    """

    lines: tuple[int, ...] = ()
    column: str = ""
    why: str = ""

    @property
    def exact(self) -> bool:
        """Whether one line and one column hold the number."""
        return len(self.lines) == 1 and bool(self.column)


@dataclass(frozen=True)
class Wanted:
    """One stored cell: the code of its row, the name of its column in the store and without the year, its number."""

    code: str
    named: str
    column: str
    vintage: str
    value: float


def find(path: Path | None, card: Source, wanted: Wanted) -> Place:
    """The place of a stored cell in the file that it was read from (`held`)."""
    if path is None:
        return Place(why=_absent(card))
    if path.suffix == ".parquet" or workbooks.is_workbook(path):
        return Place(why="un tel fichier n’a pas de lignes numérotées comme un CSV : chercher le code du territoire")
    try:
        cells = _cells(path, card.separator)
    except InputError:
        return Place(why="le fichier de data/raw ne se lit pas seul comme un CSV")
    return _narrowed(cells, _lines(path, card.separator, wanted.code), card, wanted)


def held(manifest: Manifest) -> Path | None:
    """The very file in `data/raw/` that a manifest names, or None: one of another fingerprint is another file."""
    named = _named(folders.raw(), manifest.file)
    return next((path for path in named if _is(path, manifest.size, manifest.sha256)), None)


def _named(folder: Path, name: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.name == name) if folder.is_dir() else []


def _is(path: Path, size: int, digest: str) -> bool:
    found = path.stat()
    return found.st_size == size and _digest(path, found.st_mtime_ns) == digest


@lru_cache(maxsize=64)
def _digest(path: Path, changed: int) -> str:
    """changed: when the file was last written, which makes another entry of the cache."""
    return sha256(path)


def _absent(card: Source) -> str:
    again = f"« ctg fetch {card.id} »" if card.files else "le reprendre chez qui l’a publié"
    return f"la base garde le code et non la ligne, et ce fichier n’est pas dans data/raw ({again})"


@lru_cache(maxsize=8)
def _cells(path: Path, separator: str) -> pd.DataFrame:
    """All cells as text, index = line number."""
    return opening.table(path, separator)[0]


@lru_cache(maxsize=64)
def _of_codes(path: Path, separator: str, column: str) -> dict[str, tuple[int, ...]]:
    """For each text of a column, its lines."""
    texts = _cells(path, separator)[column].str.strip()
    return {str(code): tuple(int(line) for line in lines) for code, lines in texts.groupby(texts).groups.items()}


def _lines(path: Path, separator: str, code: str) -> tuple[int, ...]:
    """The lines of a code: in the first column that holds it."""
    for column in _cells(path, separator).columns:
        if found := _of_codes(path, separator, column).get(code):
            return found
    return ()


def _narrowed(cells: pd.DataFrame, lines: tuple[int, ...], card: Source, wanted: Wanted) -> Place:
    """Among the lines of a territory, the one of a cell."""
    if not lines:
        return Place(why="aucune ligne n’a ce code : le chiffre y est réuni à partir d’autres codes")
    own = cells.loc[list(lines)]
    for text in (wanted.vintage, wanted.vintage[:4]):
        own = _with(own, {"": text}) if len(own) > 1 else own
    column = _header(own, wanted)
    if not column and len(own) > 1:
        asked = codes(card.id, wanted.column) or {"": wanted.column}
        narrowed = _with(own, asked)
        if len(narrowed) == len(own) and wanted.value == 0:
            return Place(
                why=f"aucune ligne de ce code ne porte {' ni '.join(asked.values())} : le zéro est cette absence"
            )
        own = narrowed
    if len(own) > 1:
        told = f"{len(own)} lignes de ce code, que la base compte ou additionne"
        return Place(tuple(map(int, own.index)), why=told)
    return _exact(own.iloc[0], int(own.index[0]), column, wanted)


def _exact(line: pd.Series, number: int, column: str, wanted: Wanted) -> Place:
    """The place in the one line of a territory: the column that holds the stored number, if one does."""
    if not column:
        same = [str(name) for name in line.index if _number(line[name]) == wanted.value]
        column = OBSERVED if OBSERVED in same else same[0] if len(same) == 1 else ""
    blank = wanted.value != wanted.value
    if column and (blank or _number(line[column]) == wanted.value):
        return Place((number,), column)
    return Place((number,), why="la ligne est celle du territoire ; le nombre y est calculé à partir de ses cases")


def _header(own: pd.DataFrame, wanted: Wanted) -> str:
    """The column of the file that has the name of the stored one, whatever its capitals, or that name and the year."""
    known = {str(name).casefold(): str(name) for name in own.columns}
    for name in (wanted.named, f"{wanted.named}_{wanted.vintage[:4]}", wanted.column):
        if name.casefold() in known:
            return known[name.casefold()]
    return ""


def _with(own: pd.DataFrame, asked: Mapping[str, str]) -> pd.DataFrame:
    """The lines where each column has the text that is asked; under an empty name, any column. All, if none has."""
    kept = own
    for name, text in asked.items():
        looked = [name] if name in own.columns else ([] if name else list(own.columns))
        if looked:
            hit = pd.concat([kept[one].str.strip().eq(text) for one in looked], axis=1).any(axis=1)
            kept = kept[hit] if hit.any() else kept
    return kept


def _number(text: object) -> float:
    try:
        return float(str(text).strip().replace(",", "."))
    except ValueError:
        return float("nan")
