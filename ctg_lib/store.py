"""The store: one tidy table for each source and vintage, with its flags and the manifest of where it came from.

A vintage is often published in several files (one per level, one per subject). Each file is one *part*, a folder
`<source>/<vintage>/<part>/` that holds `values.parquet`, `flags.parquet`, `manifest.json` and, where the file lists
establishments, `places.parquet`. Parts are written whole or not at all, and those that they replace are kept until
then. Several roots are read as one (what the analyst ingested, then the embedded sample): the producer's own file wins
over a republication, then the first root over the next, cell by cell.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from ctg_lib import folders, parquet, reads
from ctg_lib.errors import CtgError, InputError, MissingSourceError, Problem, UsageError
from ctg_lib.sources.card import FLAG_COLUMNS, PLACE_COLUMNS, Chain, Table

INDEX = ["level", "territory"]
Cells = tuple[pd.DataFrame, pd.DataFrame]


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

    @cached_property
    def rows(self) -> pd.MultiIndex:
        """The territories that the part holds: (level, territory)."""
        return pd.MultiIndex.from_frame(_read(self.folder / "values.parquet", INDEX))

    def values(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Index (level, territory); the producer's variables, or those asked for that the part has."""
        wanted = self.columns if columns is None else [name for name in columns if name in self.columns]
        return _read(self.folder / "values.parquet", [*INDEX, *wanted]).set_index(INDEX)

    def flags(self) -> pd.DataFrame:
        return _read(self.folder / "flags.parquet", FLAG_COLUMNS)

    def places(self) -> pd.DataFrame | None:
        """The establishments that the part lists, or None where it lists none."""
        path = self.folder / "places.parquet"
        return _read(path) if path.exists() else None


@dataclass(frozen=True)
class Laid:
    """A table that no root holds, read as a part all the same; the lower its rank, the more it is trusted."""

    table: Table
    manifest: Manifest
    rank: int

    @property
    def columns(self) -> list[str]:
        return list(self.table.values.columns)

    @property
    def rows(self) -> pd.MultiIndex:
        """The territories that the table holds: (level, territory)."""
        return self.table.values.index

    def values(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Index (level, territory); the variables, or those asked for that the table has."""
        assert not self.table.unprotected, f"{self.manifest.file} : des effectifs que rien ne protège encore"
        wanted = self.columns if columns is None else [name for name in columns if name in self.columns]
        return self.table.values[wanted]

    def flags(self) -> pd.DataFrame:
        return self.table.flags

    def places(self) -> pd.DataFrame | None:
        """The establishments that the table lists, or None where it lists none."""
        return self.table.places


class Store:
    """Reads one or several roots as one; writes into the first."""

    def __init__(self, roots: Iterable[Path] | None = None, laid: Sequence[tuple[Table, Manifest]] = ()) -> None:
        """roots: by default the analyst's store, then the embedded sample. laid: tables read before those, not written.

        Of two tables that are laid, the first given wins.
        """
        given = [folders.store(), folders.sample()] if roots is None else roots
        self.roots = [Path(root) for root in given]
        self.laid = tuple(laid)

    def with_tables(self, tables: Sequence[tuple[Table, Manifest]]) -> Store:
        """This store seen through some tables that lie elsewhere: they are read first, and nothing is written."""
        return Store(self.roots, [*tables, *self.laid])

    @cached_property
    def parts(self) -> dict[tuple[str, str], list[Part | Laid]]:
        """Every part still read, by (source, vintage), the most trusted first."""
        found: dict[tuple[str, str], list[Part | Laid]] = {}
        for rank, (table, manifest) in enumerate(self.laid, start=-len(self.laid)):
            found.setdefault((table.source, table.vintage), []).append(Laid(table, manifest, rank))
        for rank, root in enumerate(self.roots):
            for folder in _folders(root):
                part = Part(folder, _manifest(folder / "manifest.json"), rank)
                found.setdefault((part.manifest.source, part.manifest.vintage), []).append(part)
        for parts in found.values():
            parts.sort(key=lambda part: (part.manifest.chain != Chain.PRODUCER, part.rank, part.manifest.part))
        return {key: _standing(parts) for key, parts in found.items()}

    def parts_of(self, source: str, vintage: str) -> list[Part | Laid]:
        """The parts of one table, the most trusted first; none where it is not held."""
        reads.note(source)
        return self.parts.get((source, vintage), [])

    def vintages(self, source: str) -> list[str]:
        """Vintages held for a source, oldest first."""
        reads.note(source)
        return sorted(vintage for name, vintage in self.parts if name == source)

    def files(self, source: str, vintage: str) -> tuple[object, ...] | None:
        """What a table is read from, as long as it does not change; None where a part of it lies in no file."""
        parts = self.parts_of(source, vintage)
        if not parts or not all(isinstance(part, Part) for part in parts):
            return None
        paths = [part.folder / "values.parquet" for part in parts if isinstance(part, Part)]
        return tuple((path, path.stat().st_mtime_ns, part.manifest) for path, part in zip(paths, parts, strict=True))

    def columns(self, source: str, vintage: str) -> list[str]:
        """Variables held for a source and vintage."""
        return list(dict.fromkeys(name for part in self.parts_of(source, vintage) for name in part.columns))

    def read(self, source: str, vintage: str, columns: Sequence[str] | None = None) -> Cells:
        """Values (index (level, territory)) and flags of one table, all its parts put together.

        Raises MissingSourceError when nothing is held.
        """
        parts = self.parts_of(source, vintage)
        if not parts:
            raise MissingSourceError(f"La table {source}, millésime {vintage}, n’est pas chargée.")
        values, flags = pd.DataFrame(), pd.DataFrame(columns=FLAG_COLUMNS, dtype="str")
        for part in reversed(parts):
            own, own_flags = part.values(columns), part.flags()
            own_flags = own_flags[own_flags["variable"].isin(own.columns)]
            values, flags = _laid_over(values, flags, own, own_flags)
        return values.sort_index(), flags.reset_index(drop=True)

    def places(self, source: str, vintage: str) -> pd.DataFrame:
        """The establishments of one table, all parts together (`PLACE_COLUMNS`, measures); empty where none is listed.

        In a commune that a more trusted part covers, the kinds that this part lists are read there alone.
        """
        frames: list[pd.DataFrame] = []
        covered: set[tuple[str, str]] = set()
        for part in self.parts_of(source, vintage):
            own = part.places()
            if own is not None:
                seen = [place in covered for place in zip(own["commune"], own["kind"], strict=True)]
                frames.append(own[~np.array(seen, dtype=bool)])
                communes = {code for level, code in part.rows if level == "commune"}
                covered |= set(product(communes, own["kind"].unique()))
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=PLACE_COLUMNS)

    def reach(self, source: str, vintage: str) -> dict[str, float]:
        """How far a value may be from the true one, for the variables of a table that were rounded on site."""
        found: dict[str, float] = {}
        for part in self.parts_of(source, vintage):
            for name, width in part.table.reach.items() if isinstance(part, Laid) else ():
                found[name] = max(width, found.get(name, 0.0))
        return found

    def origin(self, source: str, vintage: str, level: str, territory: str, column: str) -> Part | Laid | None:
        """The part that a cell is read from."""
        for part in self.parts_of(source, vintage):
            if column in part.columns and (level, territory) in part.rows:
                return part
        return None

    def write(self, table: Table, manifest: Manifest) -> bool:
        """Write one part, whole or not at all; False when the same file already stands there."""
        return self.write_all([(table, manifest)])[0]

    def write_all(self, parts: Sequence[tuple[Table, Manifest]]) -> list[bool]:
        """Write several parts, all or none; for each, False when the same file already stands there.

        Raises CtgError when the disk refuses one of them: what stood before still stands.
        """
        _refuse_unprotected(parts)
        root = self.roots[0]
        pending: dict[Path, tuple[Table, Manifest]] = {}
        written = []
        for table, manifest in parts:
            folder = root / table.source / table.vintage / table.part
            stands = _stands(folder, manifest)
            written.append(not stands and folder not in pending)
            if stands:
                # Left by a power cut that came before it could go.
                shutil.rmtree(folders.former(folder), ignore_errors=True)
            elif folder not in pending:
                pending[folder] = table, manifest
        try:
            _write_parts(root, pending)
        except OSError as error:
            remedy = "vérifier la place libre et les droits d’écriture."
            raise CtgError(
                "La base ne peut pas être écrite ; ce qui y était reste intact, rien n’a été enregistré.",
                [Problem(f"le disque répond : {error.__class__.__name__}.", error.filename or root, remedy=remedy)],
            ) from error
        self.__dict__.pop("parts", None)
        return written


def _refuse_unprotected(parts: Sequence[tuple[Table, Manifest]]) -> None:
    """What small counts nobody has hidden yet never lies in the store, where a copy of it would give them away."""
    names = dict.fromkeys(manifest.file for table, manifest in parts if table.unprotected)
    if names:
        remedy = "le poser dans data/conventions/<code>/ (« ctg new ») : il y est relu à chaque édition."
        raise UsageError(
            "Un classeur rempli sur place ne s’enregistre pas dans la base.",
            [Problem("ses petits effectifs y seraient lisibles.", name, remedy=remedy) for name in names],
        )


def sha256(path: Path) -> str:
    """Hash of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _standing(parts: Sequence[Part | Laid]) -> list[Part | Laid]:
    """Without the parts of which no cell is read any more: the producer's own file has all of what they held."""
    kept: list[Part | Laid] = []
    for part in parts:
        if not any(_covers(better, part) for better in kept):
            kept.append(part)
    return kept


def _covers(better: Part | Laid, part: Part | Laid) -> bool:
    if (better.manifest.chain, better.rank) == (part.manifest.chain, part.rank):
        return False
    return set(part.columns) <= set(better.columns) and bool(part.rows.isin(better.rows).all())


def _laid_over(values: pd.DataFrame, flags: pd.DataFrame, own: pd.DataFrame, own_flags: pd.DataFrame) -> Cells:
    """Cells of a more trusted part replace those below, blanks (with their reason) included."""
    if values.columns.empty:
        return own, own_flags
    rows = values.index.union(own.index)
    columns = [*values.columns, *(name for name in own.columns if name not in values.columns)]
    values = values.reindex(index=rows, columns=columns)
    values.loc[own.index, list(own.columns)] = own
    covered = pd.MultiIndex.from_frame(flags[INDEX]).isin(own.index) & flags["variable"].isin(own.columns)
    return values, pd.concat([flags[~covered], own_flags], ignore_index=True)


def _stands(folder: Path, manifest: Manifest) -> bool:
    """Whether a part was already written from the same file by the same code, whatever the day."""
    path = folder / "manifest.json"
    return path.exists() and replace(_manifest(path), ingested="") == replace(manifest, ingested="")


def _write_parts(root: Path, parts: Mapping[Path, tuple[Table, Manifest]]) -> None:
    """Write every part under a hidden folder, then put them all in place."""
    if not parts:
        return
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".ecriture-", dir=root, ignore_cleanup_errors=True) as hidden:
        staged = {folder: Path(hidden) / str(number) for number, folder in enumerate(parts)}
        for folder, (table, manifest) in parts.items():
            staged[folder].mkdir()
            _write(table.values.reset_index(), staged[folder] / "values.parquet")
            _write(table.flags[FLAG_COLUMNS], staged[folder] / "flags.parquet")
            if table.places is not None:
                _write(table.places, staged[folder] / "places.parquet")
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
            (staged[folder] / "manifest.json").write_text(text + "\n", encoding="utf-8")
        for folder in parts:
            folder.parent.mkdir(parents=True, exist_ok=True)
        folders.swap_all((fresh, folder) for folder, fresh in staged.items())


def _folders(root: Path) -> list[Path]:
    """The folder of each part; where a power cut fell between the two renames of a swap, the former part."""
    standing = [path.parent for path in root.glob("[!.]*/[!.]*/[!.]*/manifest.json")]
    waiting = [path.parent for path in root.glob(f"[!.]*/[!.]*/.*{folders.FORMER}/manifest.json")]
    held = {folders.former(folder) for folder in standing}
    return sorted([*standing, *(folder for folder in waiting if folder not in held)])


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False, compression="zstd")


def _read(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    try:
        return parquet.frame(path, columns)
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
