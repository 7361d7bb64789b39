"""The store: one tidy table for each source and vintage, with its flags and the manifest of where it came from.

A vintage is often published in several files (one per level, one per subject). Each file is one *part*, a folder
`<source>/<vintage>/<part>/` that holds `values.parquet`, `flags.parquet` and `manifest.json`. A part is written whole
or not at all, and the one that it replaces is kept until then. Several roots are read as one (what the analyst
ingested, then the embedded sample): the producer's own file wins over a republication, then the first root over the
next, cell by cell.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from ctg_lib import folders
from ctg_lib.errors import CtgError, InputError, MissingSourceError, Problem
from ctg_lib.sources.card import FLAG_COLUMNS, Chain, Table

INDEX = ["level", "territory"]
_FORMER = ".ancien"


@dataclass(frozen=True)
class Manifest:
    """Where a part came from: the file and its hash, the chain of custody, when and by which code it was read."""

    source: str
    vintage: str
    part: str
    file: str
    sha256: str
    size: int
    chain: str
    origin: str
    ingested: str
    code: str
    rows: int
    variables: int
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One stored file: its folder and its manifest; the frames are read when asked."""

    folder: Path
    manifest: Manifest
    rank: int

    @cached_property
    def columns(self) -> list[str]:
        try:
            names = pq.read_schema(self.folder / "values.parquet").names
        except (OSError, ValueError) as error:
            raise _damaged(self.folder / "values.parquet", error) from None
        return [name for name in names if name not in INDEX]

    def values(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Index (level, territory); the producer's variables, or those asked for that the part has."""
        wanted = self.columns if columns is None else [name for name in columns if name in self.columns]
        return _read(self.folder / "values.parquet", [*INDEX, *wanted]).set_index(INDEX)

    def flags(self) -> pd.DataFrame:
        return _read(self.folder / "flags.parquet", FLAG_COLUMNS)


class Store:
    """Reads one or several roots as one; writes into the first."""

    def __init__(self, roots: Iterable[Path] | None = None) -> None:
        """roots: by default the analyst's store, the embedded sample, then the reference tables."""
        given = [folders.store(), folders.sample()] if roots is None else roots
        self.roots = [Path(root) for root in given]

    @cached_property
    def parts(self) -> dict[tuple[str, str], list[Part]]:
        """Every part by (source, vintage), the most trusted first."""
        found: dict[tuple[str, str], list[Part]] = {}
        for rank, root in enumerate(self.roots):
            for folder in _folders(root):
                part = Part(folder, _manifest(folder / "manifest.json"), rank)
                found.setdefault((part.manifest.source, part.manifest.vintage), []).append(part)
        for parts in found.values():
            parts.sort(key=lambda part: (part.manifest.chain != Chain.PRODUCER, part.rank, part.manifest.part))
        return found

    def vintages(self, source: str) -> list[str]:
        """Vintages held for a source, oldest first."""
        return sorted(vintage for name, vintage in self.parts if name == source)

    def columns(self, source: str, vintage: str) -> list[str]:
        """Variables held for a source and vintage."""
        return list(dict.fromkeys(name for part in self.parts.get((source, vintage), []) for name in part.columns))

    def read(
        self, source: str, vintage: str, columns: Sequence[str] | None = None
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Values (index (level, territory)) and flags of one table, all its parts put together.

        Raises MissingSourceError when nothing is held.
        """
        parts = self.parts.get((source, vintage))
        if not parts:
            raise MissingSourceError(f"La table {source}, millésime {vintage}, n’est pas chargée.")
        values, flags = pd.DataFrame(), pd.DataFrame(columns=FLAG_COLUMNS, dtype="str")
        for part in reversed(parts):
            own, own_flags = part.values(columns), part.flags()
            own_flags = own_flags[own_flags["variable"].isin(own.columns)]
            values, flags = _laid_over(values, flags, own, own_flags)
        return values.sort_index(), flags.reset_index(drop=True)

    def origin(self, source: str, vintage: str, level: str, territory: str, column: str) -> Part | None:
        """The part that a cell is read from."""
        for part in self.parts.get((source, vintage), []):
            if column in part.columns and (level, territory) in part.values([column]).index:
                return part
        return None

    def write(self, table: Table, manifest: Manifest) -> bool:
        """Write one part, whole or not at all; False when the same file already stands there."""
        folder = self.roots[0] / table.source / table.vintage / table.part
        if (folder / "manifest.json").exists():
            known = _manifest(folder / "manifest.json")
            if replace(manifest, ingested="") == replace(known, ingested=""):
                return False
        try:
            _write_part(folder, table, manifest)
        except OSError as error:
            remedy = "vérifier la place libre et les droits d’écriture."
            raise CtgError(
                f"La table {table.source}, {table.vintage} ne peut pas être écrite ; celle qui est là reste intacte.",
                [Problem(f"le disque répond : {error.__class__.__name__}.", folder, remedy=remedy)],
            ) from error
        self.__dict__.pop("parts", None)
        return True


def differences(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Cells that two tables both have and that differ: columns level, territory, variable, before, after."""
    rows = old.index.intersection(new.index)
    columns = [name for name in old.columns if name in new.columns]
    before, after = old.loc[rows, columns].stack(future_stack=True), new.loc[rows, columns].stack(future_stack=True)
    differ = (before != after) & ~(before.isna() & after.isna())
    frame = pd.DataFrame({"before": before[differ], "after": after[differ]}).reset_index()
    return frame.set_axis([*INDEX, "variable", "before", "after"], axis=1)


def sha256(path: Path) -> str:
    """Hash of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _laid_over(
    values: pd.DataFrame, flags: pd.DataFrame, own: pd.DataFrame, own_flags: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells of a more trusted part replace those below, blanks (with their reason) included."""
    if values.columns.empty:
        return own, own_flags
    rows = values.index.union(own.index)
    columns = [*values.columns, *(name for name in own.columns if name not in values.columns)]
    values = values.reindex(index=rows, columns=columns)
    values.loc[own.index, list(own.columns)] = own
    covered = pd.MultiIndex.from_frame(flags[INDEX]).isin(own.index) & flags["variable"].isin(own.columns)
    return values, pd.concat([flags[~covered], own_flags], ignore_index=True)


def _write_part(folder: Path, table: Table, manifest: Manifest) -> None:
    """Write beside, under a hidden name, then put in place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".ecriture-", dir=folder.parent))
    try:
        _write(table.values.reset_index(), fresh / "values.parquet")
        _write(table.flags[FLAG_COLUMNS], fresh / "flags.parquet")
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
        (fresh / "manifest.json").write_text(text + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """Put a finished folder in place; the former one goes only once the new one stands."""
    former = _former(folder)
    if folder.exists():
        shutil.rmtree(former, ignore_errors=True)
        folder.rename(former)
    try:
        fresh.rename(folder)
    except OSError:
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _former(folder: Path) -> Path:
    """Where a part waits while the next one takes its place."""
    return folder.with_name(f".{folder.name}{_FORMER}")


def _folders(root: Path) -> list[Path]:
    """The folder of each part; where a power cut fell between the two renames of `_swap`, the former part."""
    standing = [path.parent for path in root.glob("[!.]*/[!.]*/[!.]*/manifest.json")]
    waiting = [path.parent for path in root.glob(f"[!.]*/[!.]*/.*{_FORMER}/manifest.json")]
    held = {_former(folder) for folder in standing}
    return sorted([*standing, *(folder for folder in waiting if folder not in held)])


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False, compression="zstd")


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        return pd.read_parquet(path, columns=columns)
    except (OSError, ValueError, KeyError) as error:
        raise _damaged(path, error) from None


def _manifest(path: Path) -> Manifest:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**{**fields, "ignored": tuple(fields["ignored"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> InputError:
    where = Path(*path.parts[-4:])
    return InputError(
        f"La table {where.parent} de la base est abîmée.",
        [
            Problem(
                f"{type(error).__name__} à la lecture.",
                file=where,
                remedy="effacer ce dossier et relire le fichier d’origine par « ctg ingest ».",
            )
        ],
    )
