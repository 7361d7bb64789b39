"""What the command line prints: a command that is told can be typed from where one is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ctg_lib.terminal import Terminal

TOLD = "Remède : « ctg fetch bpe », puis « ctg ingest » ; voir « ctgx ».\n  ctg explain 42302"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "mon projet" / ".venv" / "bin" / "ctg"
    found.parent.mkdir(parents=True)
    found.write_text("#!/bin/sh\n", encoding="utf-8")
    found.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(found)])
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.chdir(tmp_path)
    return found


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    Terminal().print(TOLD)
    return capsys.readouterr().out.rstrip("\n")


@pytest.mark.parametrize(
    ("here", "typed"),
    [
        ("mon projet", ".venv/bin/ctg"),
        (".", "'mon projet/.venv/bin/ctg'"),
        ("mon projet/.venv/bin", "./ctg"),
    ],
)
def test_it_is_told_by_its_path_from_here(
    program: Path, here: str, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(here)
    told = f"Remède : « {typed} fetch bpe », puis « {typed} ingest » ; voir « ctgx ».\n  {typed} explain 42302"
    assert printed(capsys) == told


def test_from_outside_of_the_project_the_path_is_whole(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir("/usr")
    assert f"« '{program}' fetch bpe »" in printed(capsys)


def test_by_its_name_alone_where_the_shell_finds_it(
    program: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert printed(capsys) == TOLD


def test_by_its_name_alone_where_another_program_calls_the_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert printed(capsys) == TOLD
