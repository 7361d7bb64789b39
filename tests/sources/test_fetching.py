"""Downloads, proved on a server of this machine."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import ctg_lib
from ctg_lib import sources
from ctg_lib.errors import InputError, MissingSourceError, UsageError
from ctg_lib.ingestion import ingest
from ctg_lib.sources import catalogue, fetching
from ctg_lib.sources.card import Chain, RemoteFile, Source
from ctg_lib.store import Store
from tests.sources.tables import EXTRACTS

CAF = (EXTRACTS / "caf_communes/s_ben_com_f_extrait.csv").read_bytes()
PATH = "/api/explore/v2.1/catalog/datasets/s_ben_com_f/exports/csv"


class Site:
    """What the server answers for each path, and the paths that it was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {PATH: CAF}
        self.asked: list[str] = []
        self.cut = False
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                page = site.pages.get(self.path)
                self.send_response(404 if page is None else 200)
                self.send_header("Content-Length", str(len(page or b"")))
                self.end_headers()
                self.wfile.write((page or b"")[: 100 if site.cut else None])

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site = Site()
    yield site
    site.stop()


@pytest.fixture
def card(site: Site) -> Source:
    return replace(catalogue()["caf_communes"], files={"2024-12": (RemoteFile(site.address(PATH)),)})


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_first_download_is_recorded_and_shown(card: Source, tmp_path: Path) -> None:
    said: list[str] = []
    (path,) = fetching.fetch(card, folder=tmp_path, say=said.append)
    assert path == tmp_path / "caf_communes/2024-12/s_ben_com_f.csv"
    assert path.read_bytes() == CAF
    record = json.loads((path.parent / "s_ben_com_f.csv.sha256.json").read_text(encoding="utf-8"))
    assert record == {"url": card.files["2024-12"][0].url, "sha256": digest(CAF), "size": len(CAF)}
    assert fetching.record_of(path) == record
    assert said[0] == f"s_ben_com_f.csv : téléchargement de {record['url']}"
    assert digest(CAF) in said[1]
    assert names(tmp_path) == [
        "caf_communes/2024-12/s_ben_com_f.csv",
        "caf_communes/2024-12/s_ben_com_f.csv.sha256.json",
    ]
    assert path.stat().st_mode & 0o777 == 0o644


def test_what_was_fetched_is_ingested(card: Source, tmp_path: Path) -> None:
    paths = fetching.fetch(card, folder=tmp_path)
    store = Store([tmp_path / "store"])
    ingest(paths, store, chain=Chain.PRODUCER, date="2026-01-01")
    assert store.read("caf_communes", "2024-12")[0].loc[("commune", "42302"), "indfoy_rsa"] == 115


def test_the_second_time_nothing_is_asked(card: Source, site: Site, tmp_path: Path) -> None:
    first = fetching.fetch(card, folder=tmp_path)
    said: list[str] = []
    assert fetching.fetch(card, ["2024-12"], tmp_path, said.append) == first
    assert site.asked == [PATH]
    assert "déjà là" in said[0]


def test_a_long_download_says_how_far_it_is(
    card: Source, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_STEP", 2_000_000)
    site.pages[PATH] = CAF + b"\n" * 5_000_000
    said: list[str] = []
    fetching.fetch(card, folder=tmp_path, say=said.append)
    assert [line for line in said if "Mo" in line] == [
        "s_ben_com_f.csv : 2 Mo reçus sur 5",
        "s_ben_com_f.csv : 4 Mo reçus sur 5",
    ]


@pytest.fixture
def small(card: Source, site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, Source]:
    """A catalogue of three: one that the site has, one that it has not, one without address."""
    catalogue()
    lost = replace(card, id="bpe", files={"2025": (RemoteFile(site.address("/perdu.csv")),)})
    cards = {"caf_communes": card, "bpe": lost, "population_legale": sources.source("population_legale")}
    monkeypatch.setattr(sources, "catalogue", lambda: cards)
    return cards


def test_without_names_all_are_fetched_but_those_without_address(
    small: dict[str, Source], site: Site, tmp_path: Path
) -> None:
    site.pages["/perdu.csv"] = CAF
    said: list[str] = []
    fetched = list(fetching.fetch_all(folder=tmp_path, say=said.append))
    assert [(name, path.name) for name, path in fetched] == [
        ("caf_communes", "s_ben_com_f.csv"),
        ("bpe", "perdu.csv"),
    ]
    assert said[0].startswith("population_legale : pas d’adresse de téléchargement, source passée.")
    assert "make reference" in said[0]


def test_a_source_that_fails_does_not_keep_the_others(small: dict[str, Source], tmp_path: Path) -> None:
    said: list[str] = []
    fetching_all = fetching.fetch_all(["bpe", "caf_communes"], tmp_path, said.append)
    assert next(fetching_all)[0] == "caf_communes"
    with pytest.raises(MissingSourceError, match="répond 404"):
        next(fetching_all)
    assert "bpe : échec, dont le détail est donné à la fin." in said


def test_every_source_that_fails_is_told_in_one_error(small: dict[str, Source], site: Site, tmp_path: Path) -> None:
    site.pages[PATH] = b"<html>"
    with pytest.raises(InputError, match="2 sources") as caught:
        list(fetching.fetch_all(folder=tmp_path))
    assert {problem.file for problem in caught.value.problems} == {"s_ben_com_f.csv", "perdu.csv"}


def test_a_name_that_cannot_be_fetched_is_told_before_anything_is(
    small: dict[str, Source], site: Site, tmp_path: Path
) -> None:
    with pytest.raises(MissingSourceError, match="make reference") as caught:
        fetching.fetch_all(["caf_communes", "population_legale"], tmp_path)
    assert caught.value.exit_code == 4
    with pytest.raises(UsageError, match="inconnue"):
        fetching.fetch_all(["caf_communes", "inconnue"], tmp_path)
    assert site.asked == []


def test_a_file_spoiled_on_the_disk_is_downloaded_again(card: Source, site: Site, tmp_path: Path) -> None:
    (path,) = fetching.fetch(card, folder=tmp_path)
    path.write_bytes(b"abime")
    fetching.fetch(card, folder=tmp_path)
    assert path.read_bytes() == CAF
    assert len(site.asked) == 2


def test_a_file_that_changed_is_refused_and_nothing_is_lost(card: Source, site: Site, tmp_path: Path) -> None:
    (path,) = fetching.fetch(card, folder=tmp_path)
    path.unlink()
    site.pages[PATH] = CAF + b"2024-12;42004;5;5;0;0;0;0;0\n"
    with pytest.raises(InputError) as caught:
        fetching.fetch(card, folder=tmp_path)
    assert caught.value.exit_code == 3
    (problem,) = caught.value.problems
    assert digest(CAF) in problem.what
    assert digest(site.pages[PATH]) in problem.what
    assert "effacer s_ben_com_f.csv.sha256.json" in str(problem.remedy)
    assert names(tmp_path) == ["caf_communes/2024-12/s_ben_com_f.csv.sha256.json"]
    # The remedy works: without the record, the new file is taken.
    (tmp_path / names(tmp_path)[0]).unlink()
    (path,) = fetching.fetch(card, folder=tmp_path)
    assert path.read_bytes() == site.pages[PATH]


@pytest.mark.parametrize(
    ("known", "words"), [({"sha256": "0" * 64}, "sha256 attendu 0000"), ({"size": 12}, "12 attendus")]
)
def test_the_hash_and_size_of_the_card_are_enforced_at_once(
    card: Source, tmp_path: Path, known: dict, words: str
) -> None:
    (remote,) = card.files["2024-12"]
    card = replace(card, files={"2024-12": (replace(remote, **known),)})
    with pytest.raises(InputError, match=words):
        fetching.fetch(card, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_page_of_the_portal_is_not_a_file(card: Source, site: Site, tmp_path: Path) -> None:
    site.pages[PATH] = b"\xef\xbb\xbf<!DOCTYPE html><title>Maintenance</title>"
    with pytest.raises(InputError, match="une page web a été reçue"):
        fetching.fetch(card, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_server_that_is_down(card: Source, site: Site, tmp_path: Path) -> None:
    site.stop()
    with pytest.raises(MissingSourceError) as caught:
        fetching.fetch(card, folder=tmp_path)
    assert caught.value.exit_code == 4
    (problem,) = caught.value.problems
    assert card.files["2024-12"][0].url in problem.what
    assert "ne répond pas" in problem.what
    assert "ctg ingest" in str(problem.remedy)
    assert not list(tmp_path.iterdir())


def test_an_address_that_is_gone(card: Source, site: Site, tmp_path: Path) -> None:
    site.pages.clear()
    with pytest.raises(MissingSourceError, match="répond 404") as caught:
        fetching.fetch(card, folder=tmp_path)
    assert caught.value.exit_code == 4
    assert not list(tmp_path.iterdir())


def test_a_line_cut_in_the_middle_leaves_nothing(card: Source, site: Site, tmp_path: Path) -> None:
    site.cut = True
    with pytest.raises(MissingSourceError):
        fetching.fetch(card, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_every_address_that_fails_is_told_and_the_good_ones_are_kept(card: Source, site: Site, tmp_path: Path) -> None:
    files = tuple(RemoteFile(site.address(path)) for path in ("/perdu.csv", PATH, "/page.csv"))
    site.pages["/page.csv"] = b"<html>"
    with pytest.raises(InputError) as caught:
        fetching.fetch(replace(card, files={"2024-12": files}), folder=tmp_path)
    assert {problem.file for problem in caught.value.problems} == {"perdu.csv", "page.csv"}
    assert "caf_communes/2024-12/s_ben_com_f.csv" in names(tmp_path)


def archive(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            target.writestr(name, content)
    return buffer.getvalue()


def melodi(card: Source, site: Site, content: bytes) -> Source:
    path = "/melodi/file/DS_FILOSOFI_CC/DS_FILOSOFI_CC_2023_CSV_FR"
    site.pages[path] = content
    return replace(card, id="filosofi_2023", files={"2023": (RemoteFile(site.address(path)),)})


def test_an_archive_is_unpacked_without_the_description_of_its_columns(
    card: Source, site: Site, tmp_path: Path
) -> None:
    content = archive(
        ("dossier/DS_FILOSOFI_CC_2023_data.csv", CAF),
        ("DS_FILOSOFI_CC_2023_metadata.csv", b"x"),
        ("meta_dossier_complet.csv", b"x"),
        ("lisezmoi.txt", b"x"),
    )
    card = melodi(card, site, content)
    (path,) = fetching.fetch(card, folder=tmp_path)
    assert path == tmp_path / "filosofi_2023/2023/DS_FILOSOFI_CC_2023_data.csv"
    assert path.read_bytes() == CAF
    # A member that someone changed is unpacked again.
    path.write_bytes(b"x")
    assert fetching.fetch(card, folder=tmp_path) == [path]
    assert path.read_bytes() == CAF


def test_a_path_inside_an_archive_leads_nowhere_else(card: Source, site: Site, tmp_path: Path) -> None:
    card = melodi(card, site, archive(("../../../dehors.csv", CAF)))
    (path,) = fetching.fetch(card, folder=tmp_path / "raw")
    assert path == tmp_path / "raw/filosofi_2023/2023/dehors.csv"
    assert names(tmp_path) == names(tmp_path / "raw") or all(name.startswith("raw/") for name in names(tmp_path))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: content[:40] + bytes(40) + content[80:], "abîmée"),
        (lambda content: archive(("lisezmoi.txt", b"x")), "aucun CSV"),
    ],
)
def test_a_spoiled_archive(
    card: Source, site: Site, tmp_path: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    card = melodi(card, site, spoil(archive(("a_data.csv", CAF))))
    with pytest.raises(InputError, match=words):
        fetching.fetch(card, folder=tmp_path)
    assert not [name for name in names(tmp_path) if name.endswith(".csv")]


def test_a_record_that_cannot_be_read_is_told(card: Source, tmp_path: Path) -> None:
    (path,) = fetching.fetch(card, folder=tmp_path)
    path.with_name(path.name + ".sha256.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="la note du premier téléchargement est illisible"):
        fetching.fetch(card, folder=tmp_path)


def test_an_unknown_vintage_or_a_card_without_address(card: Source, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"2019-12.*Connus : 2024-12"):
        fetching.fetch(card, ["2019-12"], tmp_path)
    with pytest.raises(MissingSourceError, match="Pas d’adresse de téléchargement pour caf_communes") as caught:
        fetching.fetch(replace(card, files={}), folder=tmp_path)
    assert card.page in str(caught.value)


def test_files_of_one_vintage_have_names_of_their_own() -> None:
    for source in catalogue().values():
        for vintage, files in source.files.items():
            found = [fetching.file_name(file.url) for file in files]
            assert len(set(found)) == len(found), (source.id, vintage)
            assert all(found)


def test_only_this_module_touches_the_network() -> None:
    package = Path(ctg_lib.__file__).parent
    network = re.compile(
        r"^\s*(?:import|from)\s+(?:pooch|requests|urllib\.request|urllib3|http|ssl|ftplib)\b", re.MULTILINE
    )
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))}
    assert [name for name, text in texts.items() if network.search(text)] == ["fetching.py"]
    # A pair of sockets joins two processes of one machine: nothing is bound, nothing is reached.
    pairs = {
        name: text for name, text in texts.items() if re.search(r"^\s*(?:import|from)\s+socket\b", text, re.MULTILINE)
    }
    assert set(pairs) == {"kernel.py", "warm.py", "forks.py", "worker.py"}
    assert not any(re.search(r"AF_INET|\.(?:connect|bind|listen)\(|create_", text) for text in pairs.values())
    # A batch has its cluster on this very machine, unless it is given the address of a scheduler.
    clusters = {
        name for name, text in texts.items() if re.search(r"^\s*(?:import|from)\s+distributed\b", text, re.MULTILINE)
    }
    assert clusters == {"cluster.py"}
    assert 'host="127.0.0.1"' in texts["cluster.py"]
