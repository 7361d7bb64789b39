"""The notebooks on data, on one's own files and on a new indicator: run to their end, with the example of the docs."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import nbformat
import pytest

from ctg_lib import folders
from ctg_lib.run.notebook import execute
from tests.pages import text
from tests.published import EDITION, METROPOLE, SORBIERS

NAMES = ("40_qualite", "50_mon_fichier", "60_nouvel_indicateur")
WIDGET = "application/vnd.jupyter.widget-view+json"
# A territory with an example of its own, one without any.
PLACES = (SORBIERS, *(pytest.param(code, marks=pytest.mark.slow) for code in (METROPOLE, "42207")))


def path(name: str) -> Path:
    return folders.notebooks() / "explorer" / f"{name}.ipynb"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_top_to_bottom_without_a_click(name: str, place: str, tmp_path: Path) -> None:
    """Each cell that ends on an expression shows one thing; the choices come first, and are told without widgets."""
    node = execute(path(name), tmp_path / "essai.ipynb", {"territoire": place, "date_edition": EDITION})
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    shown = [cell.outputs for cell in code if isinstance(ast.parse(cell.source).body[-1], ast.Expr)]
    assert [len(outputs) for outputs in shown] == [1] * len(shown)
    first, *others = (outputs[0].data for outputs in shown)
    assert WIDGET in first
    assert len(first["text/plain"]) > 20
    assert all("text/html" in one and WIDGET not in one for one in others)
    assert "role='alert'" not in str([first, *others])


def test_the_declaration_tried_is_the_one_of_the_worked_example() -> None:
    """Word for word: what was tried is what is written for good. So no function has to be defined in a notebook."""
    (example,) = re.findall(r"^```python\n(.*?)^```$", text("docs/ajouter.md"), flags=re.MULTILINE | re.DOTALL)
    code = [cell.source for cell in nbformat.read(path("60_nouvel_indicateur"), 4).cells if cell.cell_type == "code"]
    (tried,) = (re.search(r"^with essai:\n((?:    .*\n)+)", one, flags=re.MULTILINE) for one in code if "essai:" in one)
    assert tried is not None
    assert textwrap.dedent(tried[1]).strip() == example.strip()
    assert not [one for one in ast.walk(ast.parse("\n".join(code))) if isinstance(one, ast.FunctionDef | ast.Lambda)]


@pytest.mark.parametrize("name", NAMES)
def test_its_links_lead_somewhere(name: str) -> None:
    prose = "\n".join(cell.source for cell in nbformat.read(path(name), 4).cells if cell.cell_type == "markdown")
    assert [one for one in re.findall(r"\]\(([^)]+)\)", prose) if not (path(name).parent / one).is_file()] == []
