"""What README, LISEZMOI and the other pages say is true: their commands work, their links lead somewhere."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest

from ctg_lib import cli, sources
from ctg_lib.sources.card import RemoteFile
from tests import typed
from tests.jupyterlab import serving
from tests.pages import FRENCH, FRONT_PAGES, PAGES, PROJECT, code_spans, commands, fenced, prose, text
from tests.system import system_program

CTG = ".venv/bin/ctg "
# The commune that LISEZMOI takes for that of its reader.
OWN = "42234"
CAF_FILE = PROJECT / "tests" / "sources" / "caf_communes" / "s_ben_com_f_extrait.csv"


# --- Commands -------------------------------------------------------------------------------------------------------

IN_A_CLONE = {
    "make diagnostic COMMUNE=42302",
    "make diagnostic COMMUNE=Saint-Héand",
    "make diagnostic COMMUNE=42234",
    "make lab",
}
PLANNED = {"make test", "make bench", "make fuzz", "make docs", "make batch EPCI=244200770"}
HERE = {"make"}
# From nothing to the diagnostic of one's own commune, and where a figure of it comes from.
LAST_OF_THE_PATH = f"{CTG}explain 42234 pe_loc_eaje"


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
    # Known to the patch, so that what `--exemple` writes there goes with it.
    monkeypatch.setenv("CTG_CONVENTIONS", "")
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


@pytest.mark.slow
@pytest.mark.parametrize("page", FRONT_PAGES)
@pytest.mark.usefixtures("data_folder", "producer")
def test_the_ctg_commands_of_a_page_work_one_after_the_other(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [one for one in commands(page) if one.startswith(CTG)]
    assert {one.split()[1] for one in asked} >= {"explain", "indicators", "sources", "batch"}
    printed: dict[str, str] = {}
    for command in asked:
        printed[command] = ctg(command, monkeypatch, capsys)
        if page == typed.PAGE and command == f"{CTG}new {OWN}":
            typed.fill(Path("data/conventions") / OWN)
    for command, output in printed.items():
        if " explain " in command:
            assert ("Sorbiers (42302)" if "42302" in command else "Saint-Héand (42234)") in output
            assert "Statut :" in output
        if " batch " in command:
            assert "Sorbiers (42302) : à faire (" in output
            assert not Path("data/output/recap.csv").exists()
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
        own = printed[f"{CTG}explain {OWN} pe_loc_eaje"]
        assert "Valeur : 20" in own
        assert typed.BOOK in own


def test_what_is_typed_in_the_workbook_stands_where_the_page_says(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each cell of the table is empty in the template, but for what it bears in advance, and refused when wrong."""
    ctg(f"{CTG}new {OWN}", monkeypatch, capsys)
    folder = data_folder / "data" / "conventions" / OWN
    book = openpyxl.load_workbook(folder / typed.BOOK)
    assert len(typed.cells()) > 5
    assert {typed.place(book, one).value for one in typed.cells()} == {None}
    path = typed.fill(folder)
    ctg(f"{CTG}check {OWN}", monkeypatch, capsys)
    book = openpyxl.load_workbook(path)
    (places,) = (one for one in typed.cells() if one.column == "Places")
    typed.place(book, places).value = "20 places"
    book.save(path)
    with pytest.raises(AssertionError, match=f"ligne {places.row}, colonne « Places »"):
        ctg(f"{CTG}check {OWN}", monkeypatch, capsys)


def clean_environment(**variables: str) -> dict[str, str]:
    """As a user's terminal: nothing of the make or the tests that run this."""
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "COMMUNE", "EPCI", "TERRITOIRE", "DATE"}
    ours |= {"DEPARTEMENT", "LIST", "FORMATS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("CTG_")}
    return kept | variables


def make(folder: Path, *arguments: str) -> str:
    return run(folder, shlex.join(["make", *arguments]))


def run(folder: Path, command: str) -> str:
    """A command as it is typed in a terminal; it must end well."""
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [system_program(program) if "/" not in program else program, *arguments],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_make_alone_resolves_and_so_do_the_verbs_that_are_planned() -> None:
    """`make` is run. `make test` is this very suite: it is only planned (`make -n`), down to pytest; batches too."""
    verbs = re.findall(r"^  ([a-z-]+) +\S", make(PROJECT), flags=re.MULTILINE)
    assert "diagnostic" in verbs
    assert 'python -m pytest -m "not slow"' in make(PROJECT, "-n", "test")
    for command in [
        one for page in (*FRONT_PAGES, "docs/lots.md") for one in commands(page) if one.startswith("make batch")
    ]:
        assert "bin/ctg batch" in make(PROJECT, "-n", *shlex.split(command)[1:])


@pytest.mark.slow
def test_the_front_pages_work_in_a_fresh_clone(tmp_path: Path) -> None:
    """A clone of the last commit, with nothing beside it: set-up, diagnostic and page, then the lab.

    The set-up downloads the packages of the lock.
    """
    if not (PROJECT / ".git").exists():
        pytest.skip("ce dossier n’est pas un dépôt git : rien à cloner")
    clone = tmp_path / "depot"
    subprocess.run([system_program("git"), "clone", "--quiet", PROJECT, clone], check=True, timeout=120)
    for command in commands("LISEZMOI.md")[: commands("LISEZMOI.md").index(LAST_OF_THE_PATH) + 1]:
        run(clone, command)
        if command == f"{CTG}new {OWN}":
            typed.fill(clone / "data" / "conventions" / OWN)
    own = (clone / "data" / "output" / OWN / "diagnostic.html").read_text(encoding="utf-8")
    assert "Crèche d’essai" in own
    written = clone / "data" / "output" / "42302"
    page = (written / "diagnostic.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Sorbiers" in page
    assert "Chiffres republiés" in page
    told = re.findall(r"^\| `([\w.]+/?)` \| (s’il y a lieu)?", text("LISEZMOI.md"), flags=re.MULTILINE)
    made = {path.name + "/" * path.is_dir() for path in written.iterdir()}
    assert {name for name, sometimes in told if not sometimes} <= made <= {name for name, _ in told}
    with lab(clone, tmp_path) as address:
        listing = address._replace(path="/api/contents/notebooks", fragment="").geturl()
        with urllib.request.urlopen(listing, timeout=60) as answer:
            names = {entry["name"] for entry in json.load(answer)["content"]}
    assert "50_parentalite.ipynb" in names


@contextlib.contextmanager
def lab(clone: Path, folder: Path) -> Iterator[object]:
    """`make lab` as typed, with a browser that opens nothing; gives the address that JupyterLab prints."""
    with serving([system_program("make"), "lab"], clone, folder, clean_environment()) as address:
        yield urlsplit(address)


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
    shared = {"GLOSSARY.md", "CHANGELOG.md", "data/README.md", "docs/lots.md", "docs/page.png"}
    assert targets["README.md"] >= shared | {"LISEZMOI.md", "LICENSE"}
    assert targets["LISEZMOI.md"] >= shared | {"README.md"}


@pytest.mark.parametrize("page", PAGES)
def test_every_folder_and_file_named_exists(page: str) -> None:
    # `ctg new` lays down the folders of conventions, that belong to whoever fills them.
    made_here = [*(line.strip("/") for line in text(".gitignore").splitlines()), "data/conventions"]
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


@pytest.mark.parametrize("path", sorted((PROJECT / "docs").glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_light_and_shown_with_words(path: Path) -> None:
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert 600 <= width <= 1200
    assert height <= 1600
    assert len(content) < 250_000
    assert re.search(rf"!\[[^\]]{{20,}}\]\(docs/{path.name}\)", text("LISEZMOI.md"))


def test_the_pictures_are_those_that_a_command_makes() -> None:
    made = set(re.findall(r'\blight\(.*"(\w+)"', text("tests/pictures.py")))
    assert made == {path.stem for path in (PROJECT / "docs").glob("*.png")}


def test_the_page_is_seen_from_both_ways_in() -> None:
    for page in FRONT_PAGES:
        assert re.search(r"!\[[^\]]{20,}\]\(docs/page\.png\)", text(page))


# --- French typography ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", FRENCH)
def test_french_punctuation_is_held_by_no_break_spaces(page: str) -> None:
    """U+00A0 before : ; ? ! » and after «, and the curved apostrophe; an editor's plain space is shown by its place."""
    said = "\n".join(re.sub(r"^\|[ :-]+\|[ |:-]*$", "", line) for line in prose(page).splitlines())
    wrong = re.findall(r".{0,20}(?:[^\S\n\u00a0][:;?!»]|«[^\u00a0]|\w[;?!»]|\w').{0,20}", said)
    assert wrong == []
