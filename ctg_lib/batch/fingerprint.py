"""What the outputs of a territory were made from, and what has changed since: nothing changed, nothing runs.

Beside what is told of the whole (code, libraries, reference tables), each executed notebook names the sources that its
cells looked at: it is run again for one of those, and for no other.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import ctg_lib
from ctg_lib import folders, reads
from ctg_lib.batch import places

# As `convention` and `sources.local` name them: seconds of imports, to tell that nothing changed.
CHARTER, ASIDE = "convention.yaml", ("observations", "suivi")
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class World:
    """Hashes of what every territory reads. sources: of all the files of each; notebooks: of each, by chapter."""

    code: str
    libraries: str
    reference: str
    sources: Mapping[str, str]
    notebooks: Mapping[str, str]

    @classmethod
    def now(cls) -> Self:
        """As the files are on this machine."""
        package = Path(ctg_lib.__file__).parent
        code = [path for path in package.rglob("*") if "__pycache__" not in path.parts]
        parts: dict[str, list[Path]] = {}
        for root in (folders.store(), folders.sample()):
            for path in root.glob("[!.]*/[!.]*/*/*"):
                parts.setdefault(path.relative_to(root).parts[0], []).append(path)
        return cls(
            digest(package, code),
            _libraries(),
            digest(folders.reference(), folders.reference().rglob("*")),
            {source: digest(folders.data(), paths) for source, paths in sorted(parts.items())},
            {path.stem: digest(path.parent, [path]) for path in sorted(folders.notebooks().glob("*.ipynb"))},
        )


def digest(root: Path, paths: Iterable[Path]) -> str:
    """One hash of some files, their names under a root and what they hold; folders are passed over."""
    found = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            name = path.relative_to(root).as_posix()
            found.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:32]


def _libraries() -> str:
    """Python, and what is installed beside it, with its version."""
    installed = {path.name for entry in sys.path for path in Path(entry).glob("*.dist-info")}
    return hashlib.sha256(repr((sys.version, sorted(installed))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Told:
    """What people wrote around a territory.

    circle: the folders told together with it (`convention.circle`). codes: all the territories that these hold.
    world: the hash of what says which folders these are. written: the hash of what they hold; figures: of that part of
    it which figures are made from.
    """

    world: str = ""
    circle: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    written: str = ""
    figures: str = ""


class Conventions:
    """The folders of conventions, each hashed once; a folder of a group is read to know its communes."""

    def __init__(self) -> None:
        held = sorted(path for path in folders.conventions().glob("*") if path.is_dir())
        people = {path: _by_people(path) for path in held}
        self.written = {path.name: digest(path, own) for path, own in people.items()}
        self.figures = {path.name: digest(path, _of_figures(path, own)) for path, own in people.items()}
        groups = [name for name in self.written if not re.fullmatch(r"\w{5}|\d{9}", name)]
        told = repr((list(self.written), [self.written[name] for name in groups]))
        self.world = hashlib.sha256(told.encode()).hexdigest()[:32]

    def around(self, spelling: str, former: Told | None) -> Told:
        """What is told together with a territory; former: what was, still right as long as the world is."""
        if not self.written:
            return Told(self.world)
        if former and former.world == self.world:
            circle, codes = former.circle, former.codes
        else:
            circle, codes = _circle(spelling)
        return Told(self.world, circle, codes, _together(circle, self.written), _together(circle, self.figures))


def _together(circle: Sequence[str], hashes: Mapping[str, str]) -> str:
    """One hash for some folders; empty for none."""
    mine = repr([(name, hashes[name]) for name in circle if name in hashes])
    return hashlib.sha256(mine.encode()).hexdigest()[:32] if circle else ""


def _circle(spelling: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # Seconds of imports, for the few territories that have a folder near them.
    from ctg_lib.convention import circle
    from ctg_lib.territory import Territory

    around = circle.around(Territory.parse(spelling))
    codes = {code for place in around for code in (place.code, *place.communes)}
    return tuple(place.code for place in around), tuple(sorted(codes))


def _by_people(folder: Path) -> list[Path]:
    """The files of a convention but for those that the program keeps there, and what a spreadsheet leaves beside."""
    parts = ((path, path.relative_to(folder).parts) for path in folder.rglob("*"))
    return [path for path, under in parts if under[0] != "chiffres" and not under[-1].startswith((".", "~$"))]


def _of_figures(folder: Path, by_people: Iterable[Path]) -> list[Path]:
    """Those of the files of a convention that figures depend on, all of them at the top of its folder.

    Any spreadsheet but those of the observations and of the follow-up, and the convention itself, which says what is
    hidden.
    """
    top = [path for path in by_people if path.parent == folder and not path.name.casefold().startswith(ASIDE)]
    return [path for path in top if path.name == CHARTER or path.suffix.lower() in SPREADSHEETS]


def kept(code: str, told: Told) -> str:
    """Hash of what the program itself wrote around a territory: what it published, and the editions it keeps."""
    names = {*told.codes, code}
    ledger = [path for path in folders.ledger().glob("*.json") if path.stem.partition("-")[2] in names]
    editions = (folders.conventions() / code / "chiffres").glob("*.csv")
    return digest(folders.ledger(), ledger) + digest(folders.conventions(), editions)


@dataclass(frozen=True)
class Fingerprint:
    """What one folder of outputs was made from.

    reads: the sources of each chapter, None where nobody can say. kept: of what the program itself keeps. manifest:
    the hash of the folder's own, which another run replaces. files: the size of each, by name.
    """

    spelling: str
    date: str
    formats: tuple[str, ...]
    world: World
    told: Told
    reads: Mapping[str, Sequence[str] | None]
    kept: str
    manifest: str
    warnings: tuple[str, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)

    def write(self, code: str) -> None:
        folders.write(places.fingerprint(code), json.dumps(asdict(self), ensure_ascii=False, sort_keys=True) + "\n")

    @classmethod
    def of(cls, held: dict[str, Any]) -> Self:
        """From what JSON makes of one: it knows no tuple."""
        told: dict[str, Any] = {
            name: tuple(one) if isinstance(one, list) else one for name, one in held["told"].items()
        }
        given: dict[str, Any] = {name: tuple(held[name]) for name in ("formats", "warnings")}
        return cls(**{**held, **given, "world": World(**held["world"]), "told": Told(**told)})

    @classmethod
    def read(cls, code: str) -> Self | None:
        """That of a territory; None where there is none that can be read."""
        try:
            return cls.of(json.loads(places.fingerprint(code).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


@dataclass(frozen=True)
class Due:
    """Why a territory is to be made again, in French; no reason, nothing to do. keep: chapters that need not be run."""

    reasons: tuple[str, ...]
    keep: tuple[str, ...] = ()


def due(former: Fingerprint | None, wanted: Fingerprint, folder: Path) -> Due:
    """What is to be made of a territory. wanted: what it would be made from today, its reads and outputs unknown."""
    if former is None or not folder.is_dir():
        return Due(("pas encore de diagnostic écrit par un lot",))
    whole = [
        *(["la date d’édition"] if former.date != wanted.date else []),
        *(["le territoire demandé"] if former.spelling != wanted.spelling else []),
        *(["le programme"] if former.world.code != wanted.world.code else []),
        *(["les bibliothèques installées"] if former.world.libraries != wanted.world.libraries else []),
        *(["les tables de référence"] if former.world.reference != wanted.world.reference else []),
        *(["ses fichiers de sortie"] if not _stands(former, folder) else []),
    ]
    if whole:
        return Due(tuple(whole))
    changed = _differing(former.world.sources, wanted.world.sources)
    notebooks = _differing(former.world.notebooks, wanted.world.notebooks)
    figures = former.told.figures != wanted.told.figures or former.kept != wanted.kept
    written = figures or former.told.written != wanted.told.written
    reasons = [
        *([f"les sources {', '.join(sorted(changed))}"] if changed else []),
        *([f"les carnets {', '.join(sorted(notebooks))}"] if notebooks else []),
        *(["le dossier de la convention"] if written else []),
        *(["les formats demandés"] if not set(wanted.formats) <= set(former.formats) else []),
    ]
    if not reasons:
        return Due(())
    touched = changed | ({reads.CONVENTION} if written else set()) | (_local() if figures else set())
    keep = [
        name
        for name, read in former.reads.items()
        if read is not None and name not in notebooks and not touched & set(read)
    ]
    return Due(tuple(reasons), tuple(keep))


def _local() -> set[str]:
    """The sources that figures of a convention's files are in: its workbooks, and what is reckoned with them."""
    from ctg_lib import sources

    return {"acces", *(one.id for one in sources.catalogue().values() if one.book)}


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _stands(former: Fingerprint, folder: Path) -> bool:
    """Whether the folder is the one that was written, none of its files missing or of another size."""
    try:
        sizes = {name: (folder / name).stat().st_size for name in former.files}
        manifest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    except OSError:
        return False
    return sizes == dict(former.files) and manifest == former.manifest
