"""The notebooks on data, on one's own files and on a new indicator: pages, that run to their end on any territory."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import nbformat
import papermill
import pytest

from ctg_lib import chapters, folders
from ctg_lib.run.notebook import execute
from tests.pages import text
from tests.published import EDITION, SORBIERS

NAMES = ("40_qualite", "50_mon_fichier", "60_nouvel_indicateur")
each = pytest.mark.parametrize("name", NAMES)


def path(name: str) -> Path:
    return folders.notebooks() / "explorer" / f"{name}.ipynb"


def cells(name: str, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path(name), 4).cells if cell.cell_type == kind]


@each
def test_it_is_a_page_and_not_a_program(name: str) -> None:
    """No function, nothing left in it, no digit in its prose; a declaration is one call, so that none is needed."""
    assert list(papermill.inspect_notebook(str(path(name)))) == ["territoire", "date_edition"]
    for cell in cells(name, "code"):
        assert (cell.outputs, cell.execution_count) == ([], None)
        nodes = ast.walk(ast.parse(cell.source))
        assert not [one for one in nodes if isinstance(one, ast.FunctionDef | ast.Lambda | ast.For | ast.If)]
    prose = "\n".join(cell.source for cell in cells(name, "markdown"))
    # The numbers of files that it names are no figures.
    said = re.sub(r"`[^`]*`|\]\([^)]*\)", "", prose)
    assert not re.search(r"\d|'|\"| [;:?!»]|« ", said)


@each
def test_its_title_is_its_first_line_and_no_chapter_has_its_name(name: str) -> None:
    node = nbformat.read(path(name), 4)
    assert node.cells[0].source.startswith(f"# {node.metadata.title}\n")
    assert name not in chapters.every()


@each
def test_its_links_lead_somewhere(name: str) -> None:
    prose = "\n".join(cell.source for cell in cells(name, "markdown"))
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        assert (path(name).parent / target).is_file(), target
    for other in re.findall(r"`(\w+\.ipynb)`", prose):
        assert (path(name).parent / other).is_file(), other


@pytest.mark.parametrize("place", [SORBIERS, pytest.param("244200770", marks=pytest.mark.slow)])
@each
def test_it_runs_from_top_to_bottom_without_a_click(name: str, place: str, tmp_path: Path) -> None:
    node = execute(path(name), tmp_path / "essai.ipynb", {"territoire": place, "date_edition": EDITION})
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    shown = [
        cell for cell in code if not isinstance(ast.parse(cell.source).body[-1], ast.AnnAssign | ast.Assign | ast.With)
    ]
    assert [len(cell.outputs) for cell in shown] == [1] * len(shown)
    bundles = [cell.outputs[0].data for cell in shown]
    assert sum("application/vnd.jupyter.widget-view+json" in one for one in bundles) == 1
    assert all("text/html" in one or "application/vnd.jupyter.widget-view+json" in one for one in bundles)


def test_the_declaration_tried_is_the_one_of_the_worked_example() -> None:
    """Word for word: what was tried is what is written for good."""
    (example,) = re.findall(r"^```python\n(.*?)^```$", text("docs/ajouter.md"), flags=re.MULTILINE | re.DOTALL)
    (cell,) = [one.source for one in cells("60_nouvel_indicateur", "code") if one.source.startswith("with essai:")]
    assert textwrap.dedent(cell.partition("\n")[2]) == example.strip()
