"""From a file on disk to the store: recognise it, read it, say what it replaces, write it whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd

from ctg_lib import __version__, sources
from ctg_lib.changes import differences
from ctg_lib.errors import CtgError, InputError, Problem, together
from ctg_lib.sources import local, local_persons, opening, workbooks
from ctg_lib.sources.card import Chain, Source, Table
from ctg_lib.store import INDEX, Manifest, Store, sha256

# Above this many départements a file is taken for the whole country, less what it lacks.
_FEW = 4


@dataclass(frozen=True)
class Ingested:
    """What became of one table of a file; `changed` lists the cells that differ from what stood (`differences`)."""

    table: Table
    manifest: Manifest
    written: bool
    changed: pd.DataFrame


def ingest(
    paths: Sequence[Path],
    store: Store,
    *,
    chain: Chain,
    date: str,
    origin: str = "",
    source: str | None = None,
    keep: Callable[[pd.MultiIndex], pd.Series] | None = None,
) -> list[Ingested]:
    """Read every file, then write them all or none; when one is wrong, all problems of all files are told.

    chain, origin: where the bytes came from, kept in the manifest. date: when (AAAA-MM-JJ). keep: rows to keep, for
    a store restricted to some territories.
    """
    read = read_all(paths, store, chain=chain, date=date, origin=origin, source=source, keep=keep)
    # What stands is read before anything is written: a damaged table stops the whole.
    changed = [_changed(table, store) for table, _ in read]
    written = store.write_all(read)
    return [
        Ingested(table, manifest, new, cells)
        for (table, manifest), new, cells in zip(read, written, changed, strict=True)
    ]


def read_all(
    paths: Sequence[Path],
    store: Store,
    *,
    chain: Chain,
    date: str,
    origin: str = "",
    source: str | None = None,
    keep: Callable[[pd.MultiIndex], pd.Series] | None = None,
) -> list[tuple[Table, Manifest]]:
    """What `ingest` would write, checked and not written; its arguments. A spreadsheet filled on site is `LOCAL`.

    date: empty where nobody says when the files are read.
    """
    fresh: list[_Fresh] = []
    wrong: list[CtgError] = []
    for path in map(Path, paths):
        try:
            card = sources.source(source) if source else recognise(path)
            custody = Chain.LOCAL if card.book else chain
            # Whoever gathers the workbooks of a convention sets those of a later year aside.
            tables = [table if card.book else _not_ahead(table, path, date) for table in card.read(path)]
            digest = sha256(path)
            fresh += [_Fresh(table, path, digest, custody, origin or table.origin, date) for table in tables]
        except InputError as error:
            wrong.append(error)
    fresh = _completed(fresh, store)
    wrong += _disagreements(fresh, store)
    if wrong:
        title = f"{len(wrong)} fichiers ne peuvent pas être lus ; rien n’a été enregistré."
        raise wrong[0] if len(wrong) == 1 else together(wrong, title)
    kept = [one.restricted(keep) for one in fresh]
    read = [(one.table, one.manifest) for one in kept if len(one.table.values)]
    _refuse_rivals([manifest for _, manifest in read])
    return read


@dataclass(frozen=True)
class _Fresh:
    """A table as its reader gives it, and where it came from."""

    table: Table
    path: Path
    sha256: str
    chain: Chain
    origin: str
    date: str

    @property
    def manifest(self) -> Manifest:
        return _manifest(self.table, self.path, self.sha256, self.chain, self.origin, self.date)

    def restricted(self, keep: Callable[[pd.MultiIndex], pd.Series] | None) -> _Fresh:
        """The rows to keep, under the name that tells what they cover."""
        return replace(self, table=_named(_restricted(self.table, keep) if keep else self.table, self.chain))


def _not_ahead(table: Table, path: Path, date: str) -> Table:
    if date and table.vintage[:4] > date[:4]:
        problem = Problem(f"{table.vintage}, lu le {date}.", path.name, remedy="corriger la date du fichier.")
        raise InputError(f"{path.name} annonce une date à venir.", [problem])
    return table


def _seen(fresh: Sequence[_Fresh], store: Store) -> Store:
    return store.with_tables([(one.table, one.manifest) for one in fresh])


def _completed(fresh: Sequence[_Fresh], store: Store) -> list[_Fresh]:
    """Each table with what the others, read with it or held, tell of its establishments."""
    seen = _seen(fresh, store)

    def listed(source: str, vintage: str) -> pd.DataFrame:
        return seen.places(source, vintage or max(seen.vintages(source), default=""))

    completed = []
    for one in fresh:
        complete = sources.source(one.table.source).complete
        completed.append(replace(one, table=complete(one.table, listed)) if complete else one)
    return completed


def _disagreements(fresh: Sequence[_Fresh], store: Store) -> list[InputError]:
    """What each table contradicts of those read with it, or already held."""
    seen = _seen(fresh, store)

    def held(source: str, vintage: str) -> pd.DataFrame | None:
        return seen.read(source, vintage)[0] if (source, vintage) in seen.parts else None

    found = []
    for one in fresh:
        control = sources.source(one.table.source).control
        if control and (problems := control(one.table, held)):
            what = "ne s’accorde pas avec ce qui est chargé"
            found.append(InputError(f"{one.path.name} {what} ; rien n’a été enregistré.", problems))
    return found


def recognise(path: Path) -> Source:
    """The source whose columns the file has, or most of them: its reader then says which are missing."""
    if path.suffix == ".parquet":
        # The table of the legal populations is known by its name.
        names = [*opening.parquet_schema(path).names, path.name]
        return _best(path, "colonnes", names, _headers(sources.catalogue().values()))
    if card := local.card_of(path):
        return card
    if workbooks.is_workbook(path):
        names = workbooks.sheet_names(path)
        return _best(path, "feuilles", names, {card.id: (card.workbook,) for card in sources.catalogue().values()})
    foreign = [card for card in sources.catalogue().values() if card.separator != opening.SEPARATOR]
    for card in foreign:
        # Some producers separate with commas: their columns are looked for before the file is told to be no CSV.
        found = _fits(opening.split_header(path, card.separator), card.headers.values())
        if any(one.score >= _ENOUGH for one in found if one.share + _NEAR >= _ENOUGH):
            return card
    usual = [card for card in sources.catalogue().values() if card not in foreign]
    return _best(path, "colonnes", opening.header(path), _headers(usual))


def _headers(cards: Iterable[Source]) -> dict[str, Iterable[Sequence[str]]]:
    return {card.id: tuple(card.headers.values()) for card in cards}


_ENOUGH = 0.5
_NEAR = 0.001


def _best(path: Path, what: str, found: list[str], patterns: dict[str, Iterable[Sequence[str]]]) -> Source:
    """The source that most of its patterns recognise; InputError names what was found instead."""
    fits = [(one, name) for name, several in patterns.items() for one in _fits(found, several)]
    top = max((one.share for one, _ in fits), default=0.0)
    # How near names are settles between shares that are as large; it is long to tell, and the others need it not.
    scores = [(one.score, name) for one, name in fits if one.share >= top - _NEAR] if top + _NEAR >= _ENOUGH else []
    score, best = max(scores, key=lambda pair: pair[0], default=(0.0, ""))
    if score >= _ENOUGH:
        return sources.source(best)
    known = ", ".join(sources.catalogue())
    told = "non citées, elles semblent donner des noms de personnes." if local_persons.personal(found) else _few(found)
    raise InputError(
        f"{path.name} n’est d’aucun format connu.",
        [
            Problem(
                f"{what} lues : {told}",
                file=path.name,
                row=1,
                remedy=f"vérifier le fichier, ou dire la source par --source ({known}).",
            )
        ],
    )


def _few(names: Sequence[str]) -> str:
    return f"{', '.join(names[:12])}{'…' if len(names) > 12 else '.'}"


@dataclass(frozen=True)
class _Fit:
    """How some names fit a set of patterns. share: of the patterns that a name fits; missing: the other patterns."""

    share: float
    missing: Sequence[str]
    rest: Sequence[str]

    @property
    def score(self) -> float:
        """The share; of two as large, the nearer in its names: a changed one tells a table from another like it."""
        near = [
            max((SequenceMatcher(None, one, name).ratio() for name in self.rest), default=0.0) for one in self.missing
        ]
        return self.share + (_NEAR * sum(near) / len(near) if near else 0.0)


def _fits(found: Sequence[str], several: Iterable[Sequence[str]]) -> Iterator[_Fit]:
    """How the names found fit each set of patterns."""
    for patterns in filter(None, several):
        fits = {
            pattern: {name for name in found if re.fullmatch(pattern, name, re.IGNORECASE)}
            for pattern in dict.fromkeys(patterns)
        }
        held = set().union(*fits.values())
        yield _Fit(
            sum(bool(fits[pattern]) for pattern in patterns) / len(patterns),
            [pattern for pattern, names in fits.items() if not names],
            [name for name in found if name not in held],
        )


def _changed(table: Table, store: Store) -> pd.DataFrame:
    known = (table.source, table.vintage) in store.parts
    before = store.read(table.source, table.vintage) if known else (table.values.iloc[:0], table.flags.iloc[:0])
    return differences(before, (table.values, table.flags))


def _restricted(table: Table, keep: Callable[[pd.MultiIndex], pd.Series]) -> Table:
    values = table.values[keep(table.values.index).to_numpy()]
    kept = pd.MultiIndex.from_frame(table.flags[INDEX]).isin(values.index)
    places = table.places
    if places is not None:
        here = values.index[values.index.get_level_values("level") == "commune"].get_level_values("territory")
        places = places[places["commune"].isin(here)]
    return replace(table, values=values, flags=table.flags[kept], places=places)


def _named(table: Table, chain: Chain) -> Table:
    """The part's name tells what would otherwise be overwritten without a word.

    A file of a few départements or of one commune stands beside that of another; the producer's own file stands beside
    a republication, which still serves for the cells that the producer's file has not.
    """
    levels, codes = (table.values.index.get_level_values(name) for name in INDEX)
    communes = sorted(set(codes[levels == "commune"]))
    covered = communes if len(communes) == 1 else sorted({_departement(code) for code in communes})
    told = covered if len(covered) <= _FEW else []
    origin = [str(chain)] if chain is Chain.PRODUCER else []
    return replace(table, part="-".join([table.part, *told, *origin]))


def _departement(commune: str) -> str:
    return commune[:3] if commune.startswith("97") else commune[:2]


def _refuse_rivals(manifests: Sequence[Manifest]) -> None:
    """Refuse two files that would take the same place: only one of them would remain, whichever came last."""
    held: dict[tuple[str, str, str], Manifest] = {}
    problems = []
    for manifest in manifests:
        first = held.setdefault((manifest.source, manifest.vintage, manifest.part), manifest)
        if first.sha256 != manifest.sha256:
            what = f"même table que {first.file} ({manifest.source}, {manifest.vintage})."
            problems.append(Problem(what, manifest.file, remedy="n’en donner qu’un."))
    if problems:
        raise InputError("Plusieurs fichiers portent la même table ; rien n’a été enregistré.", problems)


def _manifest(table: Table, path: Path, digest: str, chain: Chain, origin: str, date: str) -> Manifest:
    return Manifest(
        source=table.source,
        vintage=table.vintage,
        part=table.part,
        file=path.name,
        sha256=digest,
        size=path.stat().st_size,
        chain=str(chain),
        origin=origin,
        ingested=date,
        code=code_version(table.source) + _completion(table),
        rows=len(table.values),
        variables=len(table.values.columns),
        ignored=table.ignored,
    )


def _completion(table: Table) -> str:
    """A fingerprint of the figures that other files completed: they change when those do, the file being the same."""
    if not sources.source(table.source).complete:
        return ""
    return f"+{hashlib.sha256(pd.util.hash_pandas_object(table.values).to_numpy().tobytes()).hexdigest()[:12]}"


@cache
def code_version(source: str) -> str:
    """Version of the package, fingerprint of one reader and of what all share: once changed, files are read again."""
    folder = Path(sources.__file__).parent
    readers = {name for name in sources.MODULES if import_module(f"{sources.__name__}.{name}").SOURCE.id != source}
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        if path.stem not in readers and path.stem != "__init__":
            digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
