"""The two pages on batches: every option and no other, commands that their programs would take, where figures go."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from distributed import SSHCluster
from distributed.cli import dask_scheduler, dask_ssh, dask_worker

from ctg_lib import cli
from ctg_lib.batch import command
from ctg_lib.batch.command import SOME_FAILED
from ctg_lib.batch.listing import read
from ctg_lib.batch.recap import HEADER, State
from tests.pages import code_spans, commands, fenced, prose, text

PAGE, CLUSTER = "docs/lots.md", "docs/grappe.md"
PROGRAMS = {"scheduler": dask_scheduler.main, "worker": dask_worker.main, "ssh": dask_ssh.main}


def options(program: Any) -> set[str]:
    return {name for one in program.params for name in (*one.opts, *one.secondary_opts)}


def ctg_options() -> set[str]:
    batch = typer.main.get_command(cli.app).commands["batch"]  # type: ignore[attr-defined]
    return {name for name in options(batch) | {"--help"} if name.startswith("--")}


def test_the_table_has_every_option_and_no_other() -> None:
    cells = re.findall(r"^\| (`[^|]+) \|", text(PAGE), flags=re.MULTILINE)
    assert set(re.findall(r"`(--[a-z]+)`", " ".join(cells))) == ctg_options()


def test_the_options_that_its_commands_use_exist() -> None:
    lines = [line for page in (PAGE, CLUSTER) for line in commands(page) if "bin/ctg batch" in line]
    assert len(lines) >= 3
    used = {word for line in lines for word in shlex.split(line) if word.startswith("--")}
    lots = re.findall(r"^ +lot = \[(.*)\]$|run\(\[\*lot, (.*)\]\)", text(CLUSTER), flags=re.MULTILINE)
    assert len(lots) == 6
    used |= set(re.findall(r"--[a-z]+", str(lots)))
    assert used <= ctg_options()


def test_dask_takes_the_commands_given_for_it() -> None:
    lines = [line.partition("bin/dask ")[2] for line in commands(CLUSTER) if "bin/dask " in line]
    assert {line.split()[0] for line in lines} == set(PROGRAMS)
    for line in lines:
        program, *words = shlex.split(line)
        assert {word for word in words if word.startswith("--")} <= options(PROGRAMS[program]), line


def python_blocks() -> list[ast.Module]:
    return [
        ast.parse(one) for one in re.findall(r"^```python\n(.*?)^```$", text(CLUSTER), flags=re.MULTILINE | re.DOTALL)
    ]


def test_its_programs_are_python_and_the_one_that_can_be_looked_at_names_what_exists() -> None:
    blocks = python_blocks()
    assert len(blocks) == 3
    calls = [node for block in blocks for node in ast.walk(block) if isinstance(node, ast.Call)]
    (ssh,) = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == SSHCluster.__name__]
    assert {keyword.arg for keyword in ssh.keywords} <= set(SSHCluster.__annotations__)


def test_every_worker_has_one_thread() -> None:
    workers = [line for line in commands(CLUSTER) if "dask worker" in line or "dask ssh" in line]
    assert workers
    assert all("--nthreads 1" in line for line in workers)
    assert '"nthreads": 1' in text(CLUSTER)
    assert "dask worker --nthreads 1" in text(CLUSTER)


def test_the_states_the_columns_and_the_exit_code_are_those_of_the_program() -> None:
    states = re.findall(r"^\| (fait|refusé|en échec|à faire) \|", text(PAGE), flags=re.MULTILINE)
    assert states == list(State)
    said = prose(PAGE).casefold().replace("\n", " ")
    assert ", ".join(HEADER).casefold() in said
    assert f"{SOME_FAILED}\u00a0: au moins un" in said


def test_the_fields_of_its_json_are_those_of_the_program() -> None:
    source = ast.parse(Path(command.__file__).read_text(encoding="utf-8"))
    keys = [key for node in ast.walk(source) if isinstance(node, ast.Dict) for key in node.keys]
    written = {str(key.value) for key in keys if isinstance(key, ast.Constant) and str(key.value).islower()}
    (paragraph,) = re.findall(r"\*\*En JSON\.\*\*.*?\n\n", text(PAGE), flags=re.DOTALL)
    # `done` is a state and a field.
    assert set(re.findall(r"`([a-z]+)`", paragraph)) == written | {"refused", "failed"}


def test_its_list_would_be_taken(tmp_path: Path) -> None:
    lines = fenced(PAGE, "text")
    path = tmp_path / "communes.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(read(path)) == len(lines) - 1


@pytest.mark.parametrize("mark", ["<!-- mesures -->", "<!-- /mesures -->"])
def test_there_is_a_place_for_what_is_measured(mark: str) -> None:
    assert text(PAGE).count(mark) == 1
    assert "make bench TOUT=1" in code_spans(PAGE)
