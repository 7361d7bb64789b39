"""The notebooks to explore with: pages and not programs, linked together, run from top to bottom without a click."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import papermill
import pytest

from ctg_lib import chapters, folders
from ctg_lib.run.notebook import execute
from tests.published import EDITION, SORBIERS

FOLDER = folders.notebooks() / "explorer"
EVERY = sorted(FOLDER.glob("*.ipynb"))
HOME = FOLDER / "00_accueil.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"
# Run by tests of their own, which look at what they leave.
ELSEWHERE = {"15_besoins_services", "40_qualite", "50_mon_fichier", "60_nouvel_indicateur"}

each = pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)


def sources(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def links(path: Path) -> list[str]:
    return [one for text in sources(path, "markdown") for one in re.findall(r"\]\(([^)]+)\)", text)]


def test_the_home_page_leads_to_every_other_and_each_says_what_it_is_for() -> None:
    assert set(links(HOME)) == {path.name for path in EVERY} - {HOME.name}
    (listed,) = [text for text in sources(HOME, "markdown") if "](" in text]
    items = re.findall(r"(?m)^- \[[^\]]{5,}\]\([^)]+\)\u00a0: .{30,}\.$", listed)
    assert len(items) == len(EVERY) - 1


@each
def test_links_lead_to_a_notebook(path: Path) -> None:
    assert [one for one in links(path) if not (FOLDER / one).is_file()] == []


@each
def test_it_is_a_page_and_not_a_program(path: Path) -> None:
    node = nbformat.read(path, 4)
    assert node.cells[0].source.startswith(f"# {node.metadata.title}\n")
    parameters, opening, *_ = sources(path, "code")
    assert {"territoire", "date_edition"} <= set(papermill.inspect_notebook(str(path)))
    assert re.match(r"(import ctg_lib as ctg|from ctg_lib import explorer)\n\n\w+ = ", opening)
    assert all(isinstance(one, ast.AnnAssign) for one in ast.parse(parameters).body)
    for cell in node.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
        assert set(cell.metadata) <= {"tags"}


@each
def test_code_defines_nothing_and_computes_nothing(path: Path) -> None:
    for code in sources(path, "code"):
        forbidden = ast.FunctionDef | ast.Lambda | ast.For | ast.While | ast.If | ast.BinOp
        assert not [one for one in ast.walk(ast.parse(code)) if isinstance(one, forbidden)]


@each
def test_prose_is_french_without_a_digit_typed(path: Path) -> None:
    for text in sources(path, "markdown"):
        assert not re.search(r"\d", re.sub(r"\]\([^)]+\)", "]", text))
        assert not re.search(r"['\"]", text)
        assert not re.search(r"(?<=\S) [:;!?»]|« ", text)


def test_none_is_a_chapter_and_no_two_have_one_title() -> None:
    assert not {path.stem for path in EVERY} & set(chapters.every())
    titles = [nbformat.read(path, 4).metadata.title for path in EVERY]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", [path for path in EVERY if path.stem not in ELSEWHERE], ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom_without_a_click(path: Path, tmp_path: Path) -> None:
    node = execute(path, tmp_path / "essai.ipynb", {"territoire": SORBIERS, "date_edition": EDITION})
    shown = [cell.outputs for cell in node.cells if cell.cell_type == "code"][3:]
    assert all(len(outputs) == 1 for outputs in shown)
    assert all(one.output_type == "execute_result" for outputs in shown for one in outputs)
    assert WIDGET in shown[0][0].data
    assert len(shown[0][0].data["text/plain"]) > 20
