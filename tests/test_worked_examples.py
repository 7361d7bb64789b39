"""The two worked examples of docs/ajouter.md, applied to a copy of the project as they are written."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PAGE = (PROJECT / "docs" / "ajouter.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"`([\w/.]+)`[^`]*?:\n\n```(python|yaml|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MADE_BY_HAND = ("ctg_lib", "tests", "docs", "notebooks")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as it is here, with its sample and a store of its own."""
    for name in MADE_BY_HAND:
        shutil.copytree(
            PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "assets", "vendor")
        )
    (tmp_path / "data").mkdir()
    for name in ("reference", "sample"):
        (tmp_path / "data" / name).symlink_to(PROJECT / "data" / name)
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    """A fingerprint of every file that a person writes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in MADE_BY_HAND
        for path in sorted((folder / name).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def apply(folder: Path, language: str) -> list[str]:
    """Write the blocks of a language where the page says; gives the files named."""
    named = []
    for file, kind, block in BLOCK.findall(PAGE):
        if kind == language:
            path = folder / file
            before = path.read_text(encoding="utf-8")
            path.write_text(patched(before, block) if kind == "diff" else before + block, encoding="utf-8")
            named.append(file)
    return named


def patched(before: str, diff: str) -> str:
    """The text with the lines of a diff replaced: each block of them stands there once."""
    lines = diff.splitlines(keepends=True)
    old, new = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
    assert before.count(old) == 1, "le bloc « diff » n’est plus celui du fichier"
    return before.replace(old, new)


def run(folder: Path, *arguments: str) -> str:
    """Python in the copy, with its own data."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CTG_")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=variables | {"PYTHONPATH": str(folder), "CTG_DATA": str(folder / "data")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ctg(folder: Path, *arguments: str) -> str:
    return run(folder, "-c", "import sys; sys.argv[0] = 'ctg'; from ctg_lib.cli import main; main()", *arguments)


GOLDEN = """
import sys
from ctg_lib import folders, indicators
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.store import Store
from tests.indicators import golden

for case in golden.cases():
    if case.indicator == sys.argv[1]:
        seen = Resolved(Shelf(Store([folders.sample()])), Targets.of([case.place]))
        table = compute(seen, [indicators.indicator(case.indicator)])
        print("différences :", list(golden.differences(case, case.row(table))))
"""


VINTAGES = """
import json
from ctg_lib import folders, sources
from ctg_lib.store import Store
from ctg_lib.vintage import compare

print(json.dumps({
    "known": sorted(sources.source("rp_navettes").files),
    "held": Store([folders.sample(), folders.store()]).vintages("rp_navettes"),
    "reason": compare("rp_navettes", "2023", "2024").reason,
}))
"""


def test_an_indicator_touches_two_files(copy: Path) -> None:
    before = contents(copy)
    written = apply(copy, "python") + apply(copy, "yaml")
    after = contents(copy)
    assert {name for name in after if after[name] != before.get(name)} == set(written)
    assert len(written) == 2
    assert set(before) == set(after)
    told = json.loads(ctg(copy, "explain", "42302", "ctx_20_24_part", "--json"))
    assert told["value"] == pytest.approx(352.3 / 8115.7)
    assert "rp2023_population_sexe_age_quinquennal_dep42.csv" in json.dumps(told)
    assert run(copy, "-c", GOLDEN, "ctx_20_24_part") == "différences : []\n"


def test_a_vintage_touches_one(copy: Path) -> None:
    """The next edition is the small file of today under another year: the figures of 2024 here are made up."""
    before = contents(copy)
    (card,) = apply(copy, "diff")
    after = contents(copy)
    assert {name for name in after if after[name] != before.get(name)} == {card}
    (small,) = (copy / "tests" / "sources" / "rp_navettes").glob("*.csv")
    arrived = copy / "rp2024_emploi.csv"
    arrived.write_text(small.read_text(encoding="utf-8").replace(";2023;", ";2024;"), encoding="utf-8")
    ctg(copy, "ingest", str(arrived), "--date", "2027-09-01")
    assert contents(copy) == after, "lire un fichier ne change rien au code"
    found = json.loads(run(copy, "-c", VINTAGES))
    assert found["known"] == ["2023", "2024"]
    assert found["held"] == ["2023", "2024"]
    assert "partagent des années d’enquête" in found["reason"]
