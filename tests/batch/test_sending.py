"""Sent once made, sealed by the manifest: what broke off goes on where it was, what is there is not sent again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

from ctg_lib import folders
from ctg_lib.batch import recap
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.batch.sending import Address, SendingError, send
from ctg_lib.errors import UsageError
from ctg_lib.territory import Territory
from tests.published import own_data

PLACES = ("42005", "42207", "42302")


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Three diagnostics of a few bytes, of which the recap knows; the third failed and has none."""
    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / "donnees")))
    for code in PLACES[:2]:
        made(folders.output() / code, "un")
    outcomes = [Outcome.of(Territory.of(code), State.DONE, date="2026-11-24") for code in PLACES[:2]]
    recap.write([*outcomes, Outcome.of(Territory.of(PLACES[2]), State.FAILED, cause="Non.")], folders.output())
    (folders.output() / "index.html").write_text("sommaire", encoding="utf-8")
    return folders.output()


def made(folder: Path, edition: str) -> None:
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    for name in ("diagnostic.html", "manifest.json", "notebooks/40_jeunesse.ipynb"):
        (folder / name).write_text(f"{name} {edition}", encoding="utf-8")


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is written to a place in memory, in order."""
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    seen: list[str] = []
    watch(monkeypatch, seen.append)
    yield seen
    MemoryFileSystem.store.clear()


def watch(monkeypatch: pytest.MonkeyPatch, before: Callable[[str], object]) -> None:
    plain = MemoryFileSystem.pipe_file

    def pipe_file(self: MemoryFileSystem, path: str, value: bytes, **options: Any) -> None:
        before(path)
        plain(self, path, value, **options)

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", pipe_file)


def held() -> dict[str, bytes]:
    return {path: bytes(file.getbuffer()) for path, file in MemoryFileSystem.store.items()}


def local(output: Path) -> dict[str, bytes]:
    files = [path for path in output.rglob("*") if path.is_file() and ".lot" not in path.parts]
    return {f"/ctg/{path.relative_to(output)}": path.read_bytes() for path in files}


def test_all_of_it_is_there_and_each_seal_comes_last(output: Path, writes: list[str]) -> None:
    assert send(Address.of("memory://ctg")) == list(PLACES[:2])
    assert held() == local(output)
    for code in PLACES[:2]:
        own = [path for path in writes if f"/{code}/" in path]
        assert own[-1].endswith("manifest.json")
    assert [Path(path).name for path in writes[-2:]] == ["recap.csv", "index.html"]


def test_what_is_there_is_not_sent_again_and_what_is_gone_is_removed(output: Path, writes: list[str]) -> None:
    send(Address.of("memory://ctg"))
    made(output / PLACES[1], "deux")
    (output / PLACES[1] / "notebooks" / "40_jeunesse.ipynb").unlink()
    del writes[:]
    assert send(Address.of("memory://ctg")) == [PLACES[1]]
    assert not [path for path in writes if f"/{PLACES[0]}/" in path]
    assert held() == local(output)


def test_a_sending_that_breaks_off_is_told_and_goes_on(
    output: Path, writes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even back to the edition that was there before: what was half sent lost its seal first."""
    send(Address.of("memory://ctg"))
    made(output / PLACES[0], "deux")
    with monkeypatch.context() as broken:
        watch(broken, lambda path: refuse() if path.endswith("40_jeunesse.ipynb") else None)
        with pytest.raises(SendingError, match="n’ont pas tous été envoyés") as told:
            send(Address.of("memory://ctg"))
    assert "PermissionError" in str(told.value)
    assert "rien ne sera recalculé" in str(told.value)
    made(output / PLACES[0], "un")
    assert send(Address.of("memory://ctg")) == [PLACES[0]]
    assert held() == local(output)


def refuse() -> None:
    raise PermissionError("non")


def test_a_folder_is_an_address(output: Path, tmp_path: Path) -> None:
    there = tmp_path / "partage" / "ctg"
    assert send(Address.of(str(there))) == list(PLACES[:2])
    assert {f"/ctg/{path.relative_to(there)}": path.read_bytes() for path in there.rglob("*") if path.is_file()} == (
        local(output)
    )
    assert send(Address.of(f"file://{there}")) == []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real server of this machine, its address with a name and a password, and the folder that it serves."""
    there = tmp_path / "serveur"
    there.mkdir()
    known = DummyAuthorizer()
    known.add_user("moi", "secret", str(there), perm="elradfmw")
    handler = type("Handler", (FTPHandler,), {"authorizer": known})
    with ThreadedFTPServer(("127.0.0.1", 0), handler) as ftp:
        thread = threading.Thread(target=ftp.serve_forever, daemon=True)
        thread.start()
        yield f"ftp://moi:secret@127.0.0.1:{ftp.address[1]}/ctg", there
        ftp.close_all()
        thread.join()


def test_a_server_gets_the_same_files_and_is_asked_for_nothing_twice(output: Path, server: tuple[str, Path]) -> None:
    address, there = server
    assert send(Address.of(address)) == list(PLACES[:2])
    assert {f"/{path.relative_to(there)}": path.read_bytes() for path in there.rglob("*") if path.is_file()} == (
        local(output)
    )
    made(output / PLACES[1], "deux")
    (output / PLACES[1] / "notebooks" / "40_jeunesse.ipynb").unlink()
    assert send(Address.of(address)) == [PLACES[1]]
    assert {f"/{path.relative_to(there)}": path.read_bytes() for path in there.rglob("*") if path.is_file()} == (
        local(output)
    )


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("rien://ici", "« rien://ici » répond"),
        ("gs://seau/dossier", "demande le paquet gcsfs"),
        ("smb://partage/dossier", "demande le paquet smbclient"),
        ("ftp://moi:secret@localhost:1/ici", "« ftp://…@localhost:1/ici » répond"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_at_once(address: str, what: str) -> None:
    with pytest.raises(UsageError, match="--vers") as told:
        Address.of(address)
    assert what in str(told.value)
    assert "secret" not in str(told.value)


def test_the_folder_of_the_batch_is_not_sent_to_itself(output: Path) -> None:
    with pytest.raises(UsageError, match="où les diagnostics sont faits"):
        Address.of(str(output))
