"""A notebook is a page, not a program: the same short skeleton in each, nothing computed, nothing left behind."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import papermill
import pytest

from ctg_lib import chapters, folders

CONVENTION = {
    "05_gouvernance": ["identity", "committee", "meetings", "validations"],
    "85_regards_croises": ["observations", "consultations"],
    "91_plan_actions": ["issues", "objectives", "coherence", "actions", "budget", "checklists"],
    "92_bilan": ["progress", "calendar", "late", "spending", "measures", "unmeasured"],
    "93_evaluation": ["grid", "results", "comparisons", "evaluation_questions"],
}
EVERY = sorted(folders.notebooks().glob("*.ipynb"))
NOTEBOOKS = [path for path in EVERY if path.stem not in CONVENTION]
CALLS = ["needs", "services", "gap", "unknown", "questions"]
EXPECTED = [
    "00_territoire",
    "10_portrait",
    "15_carte_besoins_services",
    "20_petite_enfance",
    "30_enfance",
    "40_jeunesse",
    "50_parentalite",
    "55_vie_sociale",
    "60_acces_droits",
    "70_logement",
    "72_handicap",
    "74_seniors",
    "76_mobilite",
    "78_sante",
    "80_precarite",
    "90_synthese",
]

each = pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)


def calls(path: Path) -> list[str]:
    """What a notebook displays, in order: the five parts of a chapter, or those of the convention."""
    if path.stem in CONVENTION:
        return [f"convention.{name}()" for name in CONVENTION[path.stem]]
    return [f"chapter.{name}()" for name in CALLS]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, nbformat.NO_CONVERT)


def sources(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in read(path).cells if cell.cell_type == kind]


def test_there_is_one_notebook_a_chapter_in_the_order_of_the_document() -> None:
    assert [path.stem for path in NOTEBOOKS] == EXPECTED == list(chapters.every())


def test_the_notebooks_of_the_convention_are_there() -> None:
    assert {path.stem for path in EVERY} - {path.stem for path in NOTEBOOKS} == set(CONVENTION)


def test_titles_are_unique_and_are_those_of_the_chapters() -> None:
    titles = {path.stem: read(path).metadata.title for path in EVERY}
    assert len(set(titles.values())) == len(titles)
    titles = {path.stem: titles[path.stem] for path in NOTEBOOKS}
    assert titles == {name: chapter.title for name, chapter in chapters.every().items()}


@each
def test_the_first_cell_is_the_title_and_what_the_chapter_is_about(path: Path) -> None:
    first = read(path).cells[0]
    heading, _, about = first.source.partition("\n")
    assert heading == f"# {read(path).metadata.title}"
    assert about.strip().endswith(".")


@each
def test_no_output_no_count_no_leftover_is_kept(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert set(cell.metadata) <= {"tags"}


@each
def test_the_code_opens_the_chapter_and_displays_its_parts(path: Path) -> None:
    """Nothing is defined, read, written or computed: two imports' worth of code, then one call a cell."""
    parameters, opening, *parts = sources(path, "code")
    opened = f'chapter = ctg.chapter("{path.stem}", territoire, date_edition)'
    if path.stem in CONVENTION:
        opened = "convention = ctg.dossier(territoire, date_edition)"
    assert opening == f"import ctg_lib as ctg\n\n{opened}"
    assert parts == calls(path)
    assert all(isinstance(one, ast.AnnAssign) for one in ast.parse(parameters).body)


@each
def test_parameters_are_texts_with_their_help_and_the_same_everywhere(path: Path) -> None:
    declared = papermill.inspect_notebook(str(path))
    assert list(declared) == ["territoire", "date_edition"]
    for one in declared.values():
        assert one["inferred_type_name"] == "str"
        assert len(one["help"]) > 15
    assert [cell.metadata.get("tags", []) for cell in read(path).cells].count(["parameters"]) == 1
    assert sources(path, "code")[0] == sources(NOTEBOOKS[0], "code")[0]


@each
def test_prose_holds_no_digit(path: Path) -> None:
    assert [text for text in sources(path, "markdown") if re.search(r"\d", text)] == []


@each
def test_headings_go_down_one_level_at_a_time_and_each_opens_on_a_part(path: Path) -> None:
    cells = read(path).cells
    levels = [len(found[1]) for cell in cells for found in re.finditer(r"(?m)^(#+) ", cell.source)]
    assert levels == [1] + [2] * len(calls(path))
    after = [cells[place + 1].source for place, cell in enumerate(cells[:-1]) if cell.source.startswith("## ")]
    assert after == calls(path)


@each
def test_french_typography_in_prose(path: Path) -> None:
    for text in sources(path, "markdown"):
        assert "'" not in text
        assert '"' not in text
