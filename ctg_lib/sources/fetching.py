"""Official files by url and sha256: the only module of the project that touches the network.

A card rarely knows the hash of the producer's file beforehand. It is then taken at the first download, shown, written
beside the file (`<file>.sha256.json`) and enforced afterwards: a file that changed is refused until someone decides.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pooch
import requests

from ctg_lib import folders, sources
from ctg_lib.errors import CtgError, InputError, MissingSourceError, Problem, UsageError
from ctg_lib.sources.card import RemoteFile, Source

RECORD = ".sha256.json"
_TIMEOUT = 30
_CHUNK = 1 << 16
_MEGABYTE = 1_000_000
_STEP = 20 * _MEGABYTE


class _UnexpectedError(ValueError):
    """What was received is not the file expected; told in French by `problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def fetch_all(
    names: Sequence[str] | None = None,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Iterator[tuple[str, Path]]:
    """Download the files of several sources, all those of the catalogue by default: (source, path) as they come.

    Without names, a source that has no address is passed over, and `say` tells how its file is obtained. Raises, before
    anything is downloaded, UsageError for an unknown name and MissingSourceError for a source without address; at the
    end, the errors of `fetch`, those of every source together.
    """
    cards = [sources.source(name) for name in names or sources.catalogue()]
    without = [card for card in cards if not card.files]
    if names and without:
        raise _without_address(without)
    for card in without:
        say(f"{card.id} : pas d’adresse de téléchargement, source passée. {card.by_hand}")
    return _fetched([card for card in cards if card.files], folder, say)


def _fetched(cards: Sequence[Source], folder: Path | None, say: Callable[[str], None]) -> Iterator[tuple[str, Path]]:
    wrong: list[InputError | MissingSourceError] = []
    for card in cards:
        try:
            for path in fetch(card, folder=folder, say=say):
                yield card.id, path
        except (InputError, MissingSourceError) as error:
            wrong.append(error)
            if len(cards) > 1:
                say(f"{card.id} : échec, dont le détail est donné à la fin.")
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        kind = InputError if any(isinstance(error, InputError) for error in wrong) else MissingSourceError
        problems = [problem for error in wrong for problem in error.problems]
        raise kind(f"{len(wrong)} sources n’ont pas pu être téléchargées en entier.", problems)


def fetch(
    source: Source,
    vintages: Iterable[str] | None = None,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Download the files of a card and give the paths to read, archives unpacked: `<folder>/<source>/<vintage>/…`.

    vintages: all those of the card by default. folder: `folders.raw()` by default. say: told, in French, what was
    received and its hash. A file already there and unchanged is not asked for again.

    Raises UsageError (unknown vintage), MissingSourceError (no address, no answer, refused by the server) and
    InputError (other bytes than expected); nothing half-written is left, the files that came are kept.
    """
    paths: list[Path] = []
    unreachable: list[Problem] = []
    unexpected: list[Problem] = []
    for vintage in _wanted(source, vintages):
        target = (folders.raw() if folder is None else folder) / source.id / vintage
        for remote in source.files[vintage]:
            try:
                paths += _unpacked(_downloaded(remote, target / file_name(remote.url), say))
            except _UnexpectedError as error:
                unexpected.append(error.problem)
            except requests.RequestException as error:
                unreachable.append(_no_answer(remote, error))
            except OSError as error:
                remedy = "vérifier la place libre et les droits d’écriture."
                what = f"le disque répond : {error.__class__.__name__}."
                raise CtgError(f"{target} ne peut pas être écrit.", [Problem(what, target, remedy=remedy)]) from error
    if unexpected:
        raise InputError(f"{source.id} : ce qui a été reçu n’est pas attendu.", [*unexpected, *unreachable])
    if unreachable:
        raise MissingSourceError(f"{source.id} : des fichiers n’ont pas pu être téléchargés.", unreachable)
    return paths


def file_name(url: str) -> str:
    """The name of a downloaded file: the end of its address; the exports of a portal are named after the dataset."""
    path = PurePosixPath(urlsplit(url).path)
    if len(path.parts) > 3 and path.parts[-2] == "exports":
        return f"{path.parts[-3]}.{path.name}"
    return path.name


def record_of(path: Path) -> dict[str, str | int]:
    """What was noted at the first download of a file: `url`, `sha256`, `size`; empty when it was not downloaded."""
    record = path.with_name(path.name + RECORD)
    if not record.is_file():
        return {}
    try:
        return dict(json.loads(record.read_text(encoding="utf-8")))
    except ValueError:
        remedy = "l’effacer, et le fichier avec lui, puis télécharger à nouveau."
        raise _UnexpectedError(
            Problem("la note du premier téléchargement est illisible.", record, remedy=remedy)
        ) from None


def _wanted(source: Source, vintages: Iterable[str] | None) -> list[str]:
    if not source.files:
        raise _without_address([source])
    wanted = list(source.files) if vintages is None else list(vintages)
    unknown = [vintage for vintage in wanted if vintage not in source.files]
    if unknown:
        known = ", ".join(source.files)
        raise UsageError(f"{source.id} : millésime sans adresse ({', '.join(unknown)}). Connus : {known}.")
    return wanted


def _without_address(cards: Sequence[Source]) -> MissingSourceError:
    names = ", ".join(card.id for card in cards)
    title = f"Pas d’adresse de téléchargement pour {names} ; rien n’a été téléchargé."
    return MissingSourceError(title, [Problem(f"{card.title}.", card.id, remedy=card.by_hand) for card in cards])


def _downloaded(remote: RemoteFile, path: Path, say: Callable[[str], None]) -> Path:
    """The file, from the disk when its hash is the one known, else from the network."""
    record = record_of(path)
    known = remote.sha256 or str(record.get("sha256", ""))
    download = _Download(remote, path, known, say)
    try:
        pooch.retrieve(
            remote.url,
            known_hash=f"sha256:{known}" if known else None,
            fname=path.name,
            path=path.parent,
            downloader=download,
        )
    finally:
        _remove_if_empty(path.parent)
    if download.received:
        path.chmod(0o644)
    if not record:
        record = {"url": remote.url, "sha256": pooch.file_hash(str(path)), "size": path.stat().st_size}
        _write_atomically(path.with_name(path.name + RECORD), (json.dumps(record, indent=1) + "\n").encode())
        say(f"{path.name} : {record['size']} octets, sha256 {record['sha256']}, relevé au premier téléchargement.")
    elif download.received:
        say(f"{path.name} : téléchargé, sha256 conforme.")
    else:
        say(f"{path.name} : déjà là, sha256 conforme.")
    return path


class _Download:
    """Pooch's downloader, which looks at what it received before it is put in place."""

    def __init__(self, remote: RemoteFile, path: Path, known: str, say: Callable[[str], None]) -> None:
        self.remote, self.path, self.known, self.say, self.received = remote, path, known, say, False

    def __call__(self, url: str, output_file: str, pooch_instance: object) -> None:
        self.say(f"{self.path.name} : téléchargement de {url}")
        progress = _Progress(self.path.name, self.say)
        downloader = pooch.HTTPDownloader(progressbar=progress, timeout=_TIMEOUT, chunk_size=_CHUNK)
        downloader(url, output_file, pooch_instance)
        found, size = pooch.file_hash(output_file), Path(output_file).stat().st_size
        with Path(output_file).open("rb") as stream:
            start = stream.read(256).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        if start.startswith((b"<!doctype html", b"<html")):
            self._refuse("une page web a été reçue à la place du fichier.", "ouvrir l’adresse dans un navigateur.")
        if self.remote.size is not None and size != self.remote.size:
            self._refuse(f"{size} octets reçus, {self.remote.size} attendus.", "télécharger à nouveau.")
        if self.known and found != self.known:
            self._refuse(
                f"le fichier a changé : sha256 attendu {self.known}, reçu {found}.",
                "vérifier chez le producteur ce qui a changé ; pour accepter le nouveau fichier, effacer "
                f"{self.path.name}{RECORD} et télécharger à nouveau.",
            )
        self.received = True

    def _refuse(self, what: str, remedy: str) -> None:
        raise _UnexpectedError(Problem(f"{self.remote.url} : {what}", self.path.name, remedy=remedy))


class _Progress:
    """What pooch drives as a progress bar (it sets `total`): one line each time that `_STEP` more bytes have come."""

    def __init__(self, name: str, say: Callable[[str], None]) -> None:
        self.name, self.say, self.total, self.received, self.next = name, say, 0, 0, float(_STEP)

    def update(self, size: int) -> None:
        self.received += size
        if self.received >= self.next:
            self.next += _STEP
            whole = f" sur {self.total // _MEGABYTE}" if self.total else ""
            self.say(f"{self.name} : {self.received // _MEGABYTE} Mo reçus{whole}")

    def reset(self) -> None:
        """Pooch then fills its bar: nothing more is to be told."""
        self.next = float("inf")

    def close(self) -> None:
        """Nothing is held open."""


def _no_answer(remote: RemoteFile, error: requests.RequestException) -> Problem:
    status = getattr(error.response, "status_code", None)
    name = file_name(remote.url)
    if status is not None:
        remedy = "le producteur a pu déplacer le fichier : le chercher sur sa page, puis le lire par « ctg ingest »."
        return Problem(f"{remote.url} répond {status}.", name, remedy=remedy)
    remedy = "vérifier la connexion, ou télécharger le fichier ailleurs et le lire par « ctg ingest »."
    return Problem(f"{remote.url} ne répond pas ({error.__class__.__name__}).", name, remedy=remedy)


def _unpacked(path: Path) -> list[Path]:
    """The CSV files of an archive, beside it (those that describe the columns stay inside); else the file itself."""
    if not zipfile.is_zipfile(path):
        return [path]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_data(member.filename)]
            targets = [_extracted(archive, member, path.parent) for member in members]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        remedy = f"effacer {path.name} et {path.name}{RECORD}, puis télécharger à nouveau."
        raise _UnexpectedError(Problem("l’archive est abîmée ou chiffrée.", path.name, remedy=remedy)) from None
    if not targets:
        raise _UnexpectedError(Problem("l’archive ne contient aucun CSV.", path.name, remedy="vérifier l’adresse."))
    return targets


def _is_data(name: str) -> bool:
    name = PurePosixPath(name).name.lower()
    return name.endswith((".csv", ".csv.gz")) and not name.startswith(("meta", "varmod")) and "metadata" not in name


def _extracted(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """One member beside its archive, under its bare name: a path inside the archive leads nowhere else."""
    target = folder / PurePosixPath(member.filename).name
    if not (target.is_file() and zlib.crc32(target.read_bytes()) == member.CRC):
        _write_atomically(target, archive.read(member))
    return target


def _write_atomically(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.ecriture")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    """A download that failed leaves no empty folder behind."""
    for place in (folder, folder.parent):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
