"""The set-up says one thing everywhere: pyproject, the locks, environment.yml, the Makefile, and the tree in git."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.system import firefox_driver, html_checker, system_program

PROJECT = Path(__file__).resolve().parent.parent
RUN, DEV, BOOTSTRAP = "requirements.lock", "requirements-dev.lock", "requirements-bootstrap.lock"

# Names on conda-forge that differ from the package index's beyond case and punctuation: none so far.
CONDA_NAMES: dict[str, str] = {}
# Wheels that conda-forge does not have: pip brings them when it installs the project there.
PIP_ALONE = {"pypandoc-binary", "resvg-py"}

# The machines of an analyst and of continuous integration.
MACHINES = [
    {"python_version": python, "python_full_version": f"{python}.9"} | system
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system in (
        {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
        {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
        {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    )
]

Ranges = dict[str, str]


@cache
def pyproject() -> dict:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def ranges(requirements: list[str]) -> Ranges:
    """Canonical name to range, as `packaging` writes it: order and spaces do not count."""
    return {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, requirements)}


@cache
def locked(lock: str) -> list[tuple[Requirement, list[str]]]:
    """Each item of a lock, with its hashes."""
    text = re.sub(r"^\s*#.*$", "", (PROJECT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    items = text.replace("\\\n", " ").splitlines()
    return [
        (Requirement(item.split(" --hash=")[0].strip()), re.findall(r"--hash=(\S+)", item))
        for item in items
        if item.strip()
    ]


def chosen(lock: str, machine: dict[str, str]) -> Ranges:
    """What a lock installs on one machine: name to `==version`."""
    environment = {**default_environment(), **machine, "extra": ""}
    return {
        canonicalize_name(r.name): str(r.specifier)
        for r, _ in locked(lock)
        if r.marker is None or r.marker.evaluate(environment)
    }


# --- Dependencies ---------------------------------------------------------------------------------------------------


def test_environment_yml_repeats_pyproject() -> None:
    project = pyproject()["project"]
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    listed = environment["dependencies"]
    conda = ranges([entry for entry in listed if isinstance(entry, str) and entry != "pip"])
    expected = ranges(project["dependencies"]) | {
        "python": str(Requirement(f"python{project['requires-python']}").specifier)
    }
    assert conda == {
        CONDA_NAMES.get(name, name): specifier for name, specifier in expected.items() if name not in PIP_ALONE
    }
    assert [entry for entry in listed if isinstance(entry, dict)] == [{"pip": ["-e ."]}]
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_the_tools_of_the_mission_are_dependencies() -> None:
    mission = {"jupyterlab", "pandas", "geopandas", "folium", "seaborn", "papermill", "nbconvert"}
    assert mission <= ranges(pyproject()["project"]["dependencies"]).keys()


# Distributions whose module has another name, and those that no module imports, with what needs them.
MODULES = {
    "pyyaml": "yaml",
    "beautifulsoup4": "bs4",
    "ipython": "IPython",
    "pypandoc-binary": "pypandoc",
    "python-docx": "docx",
    "resvg-py": "resvg_py",
    "pillow": "PIL",
}
NOT_IMPORTED = {
    "jupyterlab": "make lab",
    "jupyterlab-language-pack-fr-fr": "make lab, in French",
}


def imported() -> set[str]:
    """Top modules that the package and its notebooks import, the standard library left out."""
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "ctg_lib").rglob("*.py")]
    for path in (PROJECT / "notebooks").rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names: set[str] = set()
    for node in (node for text in sources for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"ctg_lib"}


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    """A module that only comes along with another may go with it; one that nobody imports costs a download."""
    declared = ranges(pyproject()["project"]["dependencies"]).keys() - NOT_IMPORTED.keys()
    assert imported() == {MODULES.get(name, name) for name in declared}


def test_no_dependency_is_declared_twice() -> None:
    names = [canonicalize_name(Requirement(r).name) for r in pyproject()["project"]["dependencies"]]
    assert sorted(names) == sorted(set(names))


def test_the_build_backend_is_the_same_in_both_places() -> None:
    assert pyproject()["dependency-groups"]["build"] == pyproject()["build-system"]["requires"]


# --- Locks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", [RUN, DEV, BOOTSTRAP])
def test_every_item_is_pinned_and_hashed(lock: str) -> None:
    assert locked(lock)
    for requirement, hashes in locked(lock):
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier)), requirement
        assert requirement.url is None, requirement
        assert hashes, requirement
        assert [h for h in hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", h)] == [], requirement


@pytest.mark.parametrize("lock", [RUN, DEV, BOOTSTRAP])
def test_no_lock_carries_an_address(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert re.findall(r"://|file:|--(?:extra-)?index-url|--find-links|--trusted-host|(?<![\w.])/\w+/\S*", text) == []


def test_bootstrap_is_uv_alone() -> None:
    assert [requirement.name for requirement, _ in locked(BOOTSTRAP)] == ["uv"]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: f"{m['python_version']}-{m['sys_platform']}")
def test_the_run_lock_is_part_of_the_dev_lock(machine: dict[str, str]) -> None:
    run, dev = chosen(RUN, machine), chosen(DEV, machine)
    assert run.items() <= dev.items()
    assert "pytest" in dev
    assert "pytest" not in run


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: f"{m['python_version']}-{m['sys_platform']}")
@pytest.mark.parametrize("lock", [RUN, DEV])
def test_the_lock_answers_pyproject(lock: str, machine: dict[str, str]) -> None:
    """A dependency added or moved in pyproject without `make lock` is caught here."""
    project = pyproject()["project"]
    asked = [*project["dependencies"], *pyproject()["build-system"]["requires"]]
    if lock == DEV:
        asked += project["optional-dependencies"]["dev"]
    versions = chosen(lock, machine)
    for requirement in map(Requirement, asked):
        version = versions[canonicalize_name(requirement.name)].removeprefix("==")
        assert requirement.specifier.contains(version), requirement


# --- Makefile -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make reads, in a folder of its own, with a space in its name; nothing is installed there."""
    folder = tmp_path / "mon diagnostic"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", RUN, DEV, BOOTSTRAP):
        shutil.copyfile(PROJECT / name, folder / name)
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    return folder


def make(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    for name in (
        "COMMUNE",
        "EPCI",
        "TERRITOIRE",
        "DEPARTEMENT",
        "LIST",
        "DATE",
        "FORMATS",
        "VERS",
        "PYTHON",
        "UPGRADE",
    ):
        kept.pop(name, None)
    return subprocess.run(
        [system_program("make"), *arguments],
        cwd=folder,
        env=kept | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def stamp(folder: Path, *names: str) -> None:
    (folder / ".venv").mkdir(exist_ok=True)
    for name in names:
        (folder / ".venv" / name).touch()


def reaches(folder: Path, *words: str) -> list[str]:
    """The arguments that `ctg` receives from a verb of make; nothing else of them is run."""
    stamp(folder, ".base", ".run")
    program = folder / ".venv" / "bin" / "ctg"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor a in "$@"; do printf "%s\\n" "$a"; done > arguments\n', encoding="utf-8")
    program.chmod(0o755)
    done = make(folder, *words)
    assert done.returncode == 0, done.stderr
    assert not (folder / "sali").exists()
    return (folder / "arguments").read_text(encoding="utf-8").splitlines()


def test_make_alone_prints_verbs_that_exist(clone: Path) -> None:
    shown = make(clone)
    assert shown.returncode == 0, shown.stderr
    verbs = re.findall(r"^  ([a-z-]+) +\S", shown.stdout, flags=re.MULTILINE)
    assert {"diagnostic", "batch", "lab", "test", "test-slow", "check", "lock"} <= set(verbs)
    assert len(shown.stdout.splitlines()) == len(verbs) + 1
    for verb in verbs:
        planned = make(clone, "-n", verb, "COMMUNE=42302")
        assert planned.returncode == 0, (verb, planned.stderr)


@pytest.mark.parametrize("verb", ["batch", "diagnostic", "test"])
def test_a_variable_that_no_verb_reads_is_refused_before_anything(clone: Path, verb: str) -> None:
    refused = make(clone, verb, "COMMUNE=42302", "DEPARTMENT=42", "FORMAT=pdf")
    assert refused.returncode == 2
    assert "Variable inconnue : " in refused.stderr
    assert {"DEPARTMENT", "FORMAT"} == set(refused.stderr.partition(" : ")[2].partition(".")[0].split())
    assert not (clone / ".venv").exists()


def test_every_variable_that_a_verb_reads_is_known() -> None:
    told = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (known,) = re.findall(r"^KNOWN := (.*)$", told, flags=re.MULTILINE)
    asked = set(re.findall(r"\b([A-Z]+)=", make(PROJECT).stdout))
    assert asked
    assert asked <= set(known.split())
    assert set(re.findall(r"\$\$\{?([A-Z]+)\b", told)) <= set(known.split())


def test_a_fresh_clone_installs_from_the_hashed_locks_first(clone: Path) -> None:
    planned = make(clone, "-n", "diagnostic", "COMMUNE=42302").stdout
    steps = ["-m venv", f"-r {BOOTSTRAP}", f"--require-hashes --python .venv/bin/python {RUN}", "--editable", "bin/ctg"]
    places = [planned.find(step) for step in steps]
    assert -1 not in places, planned
    assert places == sorted(places)
    assert DEV not in planned
    installs = [line for line in planned.splitlines() if re.search(r"pip (?:sync|install)", line)]
    assert [
        line for line in installs if "--require-hashes" not in line and "--no-deps --no-build-isolation" not in line
    ] == []


@pytest.mark.parametrize("there", [(".base", ".run"), (".base", ".dev"), (".base", ".run", ".dev")])
def test_a_second_call_installs_nothing(clone: Path, there: tuple[str, ...]) -> None:
    """Above all after `make test`: the diagnostic neither removes nor installs anything."""
    stamp(clone, *there)
    planned = make(clone, "-n", "diagnostic", "COMMUNE=42302").stdout
    assert "bin/ctg diagnostic" in planned
    assert "pip" not in planned


def test_a_new_lock_after_the_tests_keeps_the_dev_packages(clone: Path) -> None:
    stamp(clone, ".base", ".run", ".dev")
    for name in (RUN, DEV):
        os.utime(clone / name, (4_000_000_000, 4_000_000_000))
    planned = make(clone, "-n", "diagnostic", "COMMUNE=42302").stdout
    assert f"--python .venv/bin/python {DEV}" in planned
    assert f"--python .venv/bin/python {RUN}" not in planned


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        (["EPCI=244200770"], ["--epci", "244200770"]),
        (["DEPARTEMENT=42", "DATE=2026-12-31"], ["--departement", "42", "--date", "2026-12-31"]),
        (["LIST=mes communes.csv", "FORMATS=pdf,xlsx"], ["--liste", "mes communes.csv", "--formats", "pdf,xlsx"]),
        (["EPCI=CC Forez-Est`touch sali`;touch sali"], ["--epci", "CC Forez-Est`touch sali`;touch sali"]),
        (
            ["EPCI=244200770", "VERS=/partage/mes diagnostics"],
            ["--epci", "244200770", "--vers", "/partage/mes diagnostics"],
        ),
    ],
)
def test_what_a_batch_is_asked_for_reaches_ctg_as_typed(clone: Path, given: list[str], arguments: list[str]) -> None:
    assert reaches(clone, "batch", *given) == ["batch", *arguments]


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        (["COMMUNE=42302"], ["diagnostic", "42302"]),
        (["EPCI=244200770"], ["diagnostic", "244200770"]),
        (["TERRITOIRE=vallee-du-gier"], ["diagnostic", "vallee-du-gier"]),
        (["COMMUNE=L'Étrat", "DATE=2026-12-31"], ["diagnostic", "L'Étrat", "--date", "2026-12-31"]),
        (["COMMUNE=42302`touch sali`;touch sali"], ["diagnostic", "42302`touch sali`;touch sali"]),
    ],
)
def test_the_territory_reaches_ctg_as_typed(clone: Path, given: list[str], arguments: list[str]) -> None:
    assert reaches(clone, "diagnostic", *given) == arguments


@pytest.mark.parametrize("given", [[], ["COMMUNE="], ["COMMUNE=42302", "EPCI=244200770"]])
def test_a_diagnostic_wants_exactly_one_territory(clone: Path, given: list[str]) -> None:
    refused = make(clone, "diagnostic", *given)
    assert refused.returncode != 0
    assert "make diagnostic COMMUNE=42302" in refused.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("given", [[], ["EPCI="], ["COMMUNE=42302"], ["EPCI=244200770", "LIST=communes.csv"]])
def test_a_batch_wants_its_communes_told_in_one_way(clone: Path, given: list[str]) -> None:
    refused = make(clone, "batch", *given)
    assert refused.returncode != 0
    assert "make batch EPCI=244200770, DEPARTEMENT=42 ou LIST=fichier.csv" in refused.stderr
    assert not (clone / ".venv").exists()


def test_an_old_python_is_named_in_french(clone: Path) -> None:
    old = clone / "python-ancien"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    refused = make(clone, "test", "PYTHON=./python-ancien")
    assert refused.returncode != 0
    assert "Il faut Python 3.11 ou plus récent ; trouvé : Python 3.9.2." in refused.stderr
    assert not (clone / ".venv").exists()


# --- System programs ------------------------------------------------------------------------------------------------


def test_a_missing_system_program_skips_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CTG_REQUIRE_SYSTEM", raising=False)
    monkeypatch.setenv("CTG_VNU_JAR", "nulle-part/vnu.jar")
    with pytest.raises(pytest.skip.Exception, match="programme-inexistant"):
        system_program("programme-inexistant")
    with pytest.raises(pytest.skip.Exception, match="CTG_VNU_JAR"):
        html_checker()
    monkeypatch.setenv("CTG_PUPPETEER", "nulle-part/puppeteer-core")
    with pytest.raises(pytest.skip.Exception, match="CTG_PUPPETEER"):
        firefox_driver()
    assert Path(system_program("programme-inexistant", "sh")).is_file()


def test_a_missing_system_program_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTG_REQUIRE_SYSTEM", "1")
    monkeypatch.delenv("CTG_VNU_JAR", raising=False)
    with pytest.raises(pytest.fail.Exception, match="programme-inexistant"):
        system_program("programme-inexistant")
    with pytest.raises(pytest.fail.Exception, match="CTG_VNU_JAR"):
        html_checker()
    monkeypatch.delenv("CTG_PUPPETEER", raising=False)
    with pytest.raises(pytest.fail.Exception, match="CTG_PUPPETEER"):
        firefox_driver()


# --- The tree -------------------------------------------------------------------------------------------------------

# Written in two parts, so that this file does not name them either.
REGISTRY_HOSTS = [
    name + ending
    for name, ending in [
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("ana", "conda.org"),
        ("ana", "conda.com"),
        ("crates", ".io"),
        ("proxy.go", "lang.org"),
    ]
]


def kept_files() -> list[Path]:
    """What git holds or would hold; in a copy without git, all but what the tools leave behind."""
    git = shutil.which("git")
    if git and (PROJECT / ".git").exists():
        listing = subprocess.run(
            [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=PROJECT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        paths = [PROJECT / name for name in listing.stdout.split("\0") if name]
    else:
        left_behind = re.compile(r"(?:^|/)(?:\.venv|\.\w+_cache|\.hypothesis|__pycache__)/|^data/(?:raw|store|output)/")
        paths = [path for path in PROJECT.rglob("*") if not left_behind.search(path.relative_to(PROJECT).as_posix())]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(b"|".join(re.escape(host).encode() for host in REGISTRY_HOSTS), flags=re.IGNORECASE)
    files = kept_files()
    assert PROJECT / "pyproject.toml" in files
    named = {}
    for path in files:
        # What another test writes beside may be gone by now.
        with contextlib.suppress(FileNotFoundError):
            named[path.relative_to(PROJECT).as_posix()] = hosts.findall(path.read_bytes())[:3]
    assert {path: found for path, found in named.items() if found} == {}
