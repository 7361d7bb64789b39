"""What README, LISEZMOI and the other pages say is true: their commands work, their links lead somewhere."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
import unicodedata
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from ctg_lib import __version__, chapters, cli, indicators, sources
from ctg_lib.sources.card import RemoteFile
from tests.system import system_program

PROJECT = Path(__file__).resolve().parent.parent
FRONT_PAGES = ("README.md", "LISEZMOI.md")
FRENCH = ("LISEZMOI.md", "GLOSSARY.md", "CHANGELOG.md")
PAGES = (
    *FRONT_PAGES,
    "GLOSSARY.md",
    "CHANGELOG.md",
    "data/README.md",
    "tests/sources/README.md",
    "tests/golden/LISEZMOI.md",
)
CTG = ".venv/bin/ctg "
CAF_FILE = PROJECT / "tests" / "sources" / "caf_communes" / "s_ben_com_f_extrait.csv"


@cache
def text(page: str) -> str:
    return (PROJECT / page).read_text(encoding="utf-8")


def fenced(page: str, language: str) -> list[str]:
    """The lines of the fenced blocks of one language, in order."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text(page), flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def commands(page: str) -> list[str]:
    return [line.strip() for line in fenced(page, "sh")]


def prose(page: str) -> str:
    """The page without its fenced blocks, its code spans and the targets of its links."""
    return re.sub(r"^```.*?^```$|`[^`\n]*`|\]\([^)]*\)", "", text(page), flags=re.MULTILINE | re.DOTALL)


def code_spans(page: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text(page), flags=re.MULTILINE | re.DOTALL))


# --- Commands -------------------------------------------------------------------------------------------------------

IN_A_CLONE = {"make diagnostic COMMUNE=42302", "make lab"}
PLANNED = {"make test"}
HERE = {"make"}


def test_every_command_of_the_front_pages_has_its_test() -> None:
    """Those of `ctg` are run one after the other, the others are the sets above: a new one is caught here."""
    for page in FRONT_PAGES:
        assert set(re.findall(r"^```(\w*)$", text(page), flags=re.MULTILINE)) <= {"sh", "text", ""}, page
        assert {"make diagnostic COMMUNE=42302", "make test", "make"} <= set(commands(page))
    others = {one for page in FRONT_PAGES for one in commands(page) if not one.startswith(CTG)}
    assert others == IN_A_CLONE | PLANNED | HERE


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the data of the repository in `data/`, where the commands are typed."""
    for name in ("reference", "sample"):
        shutil.copytree(PROJECT / "data" / name, tmp_path / "data" / name)
    monkeypatch.setenv("CTG_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def producer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A local server in the Cnaf's place, at the path of the real address.

    It serves real rows with one figure changed for the purpose: 120 households on RSA at Sorbiers instead of 115.
    """
    content = re.sub(r"^(2024-12;42302;\d+;\d+;)115;", r"\g<1>120;", CAF_FILE.read_text("utf-8"), flags=re.MULTILINE)
    assert content != CAF_FILE.read_text("utf-8")

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    card = sources.source("caf_communes")
    local = f"http://127.0.0.1:{server.server_port}"
    files = {
        year: tuple(RemoteFile(local + urlsplit(remote.url).path) for remote in remotes)
        for year, remotes in card.files.items()
    }
    monkeypatch.setitem(sources.catalogue(), card.id, replace(card, files=files))
    yield
    server.shutdown()
    server.server_close()


def ctg(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints; it must end well."""
    monkeypatch.setattr(sys, "argv", ["ctg", *shlex.split(command.removeprefix(CTG))])
    code: object = 0
    try:
        cli.main()
    except SystemExit as end:
        code = end.code
    printed = capsys.readouterr()
    assert not code, f"{command}\n{printed.err}"
    return printed.out


@pytest.mark.parametrize("page", FRONT_PAGES)
@pytest.mark.usefixtures("data_folder", "producer")
def test_the_ctg_commands_of_a_page_work_one_after_the_other(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = [one for one in commands(page) if one.startswith(CTG)]
    assert {one.split()[1] for one in typed} >= {"explain", "indicators", "sources"}
    printed = {one: ctg(one, monkeypatch, capsys) for one in typed}
    for command, output in printed.items():
        if " explain " in command:
            assert "Sorbiers (42302)" in output
            assert "Statut :" in output
    if page == "LISEZMOI.md":
        shown = next(output for command, output in printed.items() if " ingest " in command)
        assert "fichier du producteur" in shown
        for line in fenced(page, "text"):
            assert line in shown.splitlines()
        after = ctg(f"{CTG}explain 42302 ad_rsa", monkeypatch, capsys)
        assert "Valeur : 120, entre 118 et 122" in after
        assert "fichier du producteur" in after
        shutil.rmtree("data/store/caf_communes")
        assert "Valeur : 115, entre 113 et 117" in ctg(f"{CTG}explain 42302 ad_rsa", monkeypatch, capsys)


def clean_environment(**variables: str) -> dict[str, str]:
    """As a user's terminal: nothing of the make or the tests that run this."""
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "COMMUNE", "EPCI", "TERRITOIRE", "DATE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("CTG_")}
    return kept | variables


def make(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [system_program("make"), *arguments],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_alone_and_make_test_resolve() -> None:
    """`make` is run. `make test` is this very suite: it is only planned here (`make -n`), down to pytest."""
    verbs = re.findall(r"^  ([a-z-]+) +\S", make(PROJECT), flags=re.MULTILINE)
    assert "diagnostic" in verbs
    assert 'python -m pytest -m "not slow"' in make(PROJECT, "-n", "test")


@pytest.mark.slow
def test_the_front_pages_work_in_a_fresh_clone(tmp_path: Path) -> None:
    """A clone of the last commit, with nothing beside it: set-up, diagnostic and page, then the lab.

    The set-up downloads the packages of the lock.
    """
    if not (PROJECT / ".git").exists():
        pytest.skip("ce dossier n’est pas un dépôt git : rien à cloner")
    clone = tmp_path / "depot"
    subprocess.run([system_program("git"), "clone", "--quiet", PROJECT, clone], check=True, timeout=120)
    make(clone, "diagnostic", "COMMUNE=42302")
    written = clone / "data" / "output" / "42302"
    page = (written / "diagnostic.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Sorbiers" in page
    assert "Chiffres republiés" in page
    told = set(re.findall(r"^\| `([\w.]+/?)` \|", text("LISEZMOI.md"), flags=re.MULTILINE))
    assert {path.name + "/" * path.is_dir() for path in written.iterdir()} == told
    with lab(clone, tmp_path) as address:
        listing = address._replace(path="/api/contents/", fragment="").geturl()
        with urllib.request.urlopen(listing, timeout=60) as answer:
            names = {entry["name"] for entry in json.load(answer)["content"]}
    assert "50_parentalite.ipynb" in names


@contextlib.contextmanager
def lab(clone: Path, folder: Path) -> Iterator[object]:
    """`make lab` as typed, with a browser that opens nothing; gives the address that JupyterLab prints."""
    config = folder / "jupyter"
    config.mkdir()
    settings = {"ServerApp": {"allow_root": True, "open_browser": False}}
    (config / "jupyter_server_config.json").write_text(json.dumps(settings), encoding="utf-8")
    places = dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"), str(config))
    log = folder / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [system_program("make"), "lab"],
            cwd=clone,
            env=clean_environment(**places),
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + 120
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text("utf-8"))):
            assert server.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.5)
        yield urlsplit(found[0])
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def test_verbs_and_commands_named_in_passing_exist() -> None:
    verbs = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), flags=re.MULTILINE))
    named = {one.name for one in cli.app.registered_commands}
    said = [span for page in PAGES for span in code_spans(page)]
    made = {found[1] for span in said if (found := re.match(r"make ([a-z][a-z-]*)", span))}
    typed = {found[1] for span in said if (found := re.match(r"ctg ([a-z]+)", span))}
    assert made - verbs == set()
    assert typed - named == set()
    assert made >= {"diagnostic", "reference", "lock", "check"}


# --- Links, folders, pictures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", text(page))
    local = [target for target in targets if not urlsplit(target).scheme]
    broken = [target for target in local if not ((PROJECT / page).parent / target.split("#")[0]).exists()]
    assert broken == []
    assert [target for target in local if "#" in target] == []  # none so far: a heading would have to be checked


def test_the_pages_lead_to_one_another() -> None:
    targets = {page: set(re.findall(r"\]\(([^)\s]+)\)", text(page))) for page in FRONT_PAGES}
    shared = {"GLOSSARY.md", "CHANGELOG.md", "data/README.md", "docs/page.png"}
    assert targets["README.md"] >= shared | {"LISEZMOI.md", "LICENSE"}
    assert targets["LISEZMOI.md"] >= shared | {"README.md"}


@pytest.mark.parametrize("page", PAGES)
def test_every_folder_and_file_named_exists(page: str) -> None:
    made_here = [line.strip("/") for line in text(".gitignore").splitlines()]
    path = re.compile(r"[.\w-]+(?:/[\w.-]+)*/|[\w/]+\.(?:py|yaml|yml|lock)")
    spans = [span for span in code_spans(page) if path.fullmatch(span)]
    here = [PROJECT, (PROJECT / page).parent]
    missing = [
        span
        for span in spans
        if not any((place / span).exists() for place in here)
        and not any(span.strip("/") == name or span.startswith(f"{name}/") for name in made_here)
    ]
    assert missing == []


def test_the_map_names_every_package() -> None:
    packages = {f"ctg_lib/{path.parent.name}/" for path in (PROJECT / "ctg_lib").glob("*/__init__.py")}
    packages |= {"ctg_lib/", "notebooks/", "tests/", "docs/", "data/reference/", "data/sample/"}
    assert packages - set(code_spans("README.md")) == set()


def test_the_picture_is_light() -> None:
    content = (PROJECT / "docs" / "page.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert 600 <= width <= 1200
    assert height <= 1600
    assert len(content) < 250_000
    for page in FRONT_PAGES:
        assert re.search(r"!\[[^\]]{20,}\]\(docs/page\.png\)", text(page))


# --- What is said of the content ------------------------------------------------------------------------------------


def test_the_front_pages_name_every_chapter() -> None:
    for page in ("README.md", "CHANGELOG.md"):
        said = set(re.findall(r"[a-z]+", without_accents(prose(page))))
        words = {word for one in chapters.every() for word in one.split("_")[1:]}
        assert words - said == set(), page


def without_accents(words: str) -> str:
    letters = unicodedata.normalize("NFD", words.casefold())
    return "".join(character for character in letters if not unicodedata.combining(character))


def test_the_themes_said_to_be_missing_are_missing() -> None:
    with_figures = {one.theme for one in indicators.catalogue().values()}
    with_chapter = {one.split("_", 1)[1] for one in chapters.every()}
    for theme in ("handicap", "mobilite", "sante"):
        assert theme not in with_figures | with_chapter
    for theme in ("enfance", "jeunesse", "vie_sociale", "seniors"):
        assert theme in with_figures - with_chapter


def test_no_address_has_been_verified_as_the_pages_say() -> None:
    remotes = [one for card in sources.catalogue().values() for files in card.files.values() for one in files]
    assert remotes
    assert {one.verified for one in remotes} == {"never"}


def test_the_changelog_holds_the_version_of_the_package() -> None:
    found = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", text("CHANGELOG.md"), flags=re.MULTILINE)
    assert found[0][0] == __version__
    assert [day for _, day in found] == sorted((day for _, day in found), reverse=True)


def test_the_data_page_names_every_table_and_file() -> None:
    page = text("data/README.md")
    reference = {path.name for path in (PROJECT / "data" / "reference").iterdir()}
    assert {name for name in reference if f"`{name}`" not in page} == set()
    recipe = yaml.safe_load((PROJECT / "data" / "sample" / "recipe.yaml").read_text("utf-8"))
    for entry in recipe["files"]:
        assert f"`{Path(entry['path']).name}`" in page
        found = re.search(r"\(([\w.-]+/[\w.-]+)\)", entry["origin"])
        assert found
        assert found[1] in page


def test_the_data_page_names_every_source_and_vintage() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", text("data/README.md"), flags=re.MULTILINE)
    said: dict[str, set[str]] = {}
    for source, years in rows:
        spans = re.findall(r"\b(\d{4})(?: to (\d{4}))?", years)
        said.setdefault(source, set()).update(
            str(year) for first, last in spans for year in range(int(first), int(last or first) + 1)
        )
    held: dict[str, set[str]] = {}
    for path in (PROJECT / "data" / "sample").glob("*/*/"):
        held.setdefault(path.parent.name, set()).add(path.name[:4])
    assert said == held


# --- French typography ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", FRENCH)
def test_french_punctuation_is_held_by_no_break_spaces(page: str) -> None:
    """U+00A0 before : ; ? ! » and after «, and the curved apostrophe; an editor's plain space is shown by its place."""
    said = "\n".join(re.sub(r"^\|[ :-]+\|[ |:-]*$", "", line) for line in prose(page).splitlines())
    wrong = re.findall(r".{0,20}(?:[^\S\n\u00a0][:;?!»]|«[^\u00a0]|\w[;?!»]|\w').{0,20}", said)
    assert wrong == []
