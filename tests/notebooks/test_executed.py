"""What the kernels leave: every part displayed, nothing of the run itself."""

from __future__ import annotations

import json

import nbformat
import pytest

from ctg_lib import chapters
from ctg_lib.views.view import FRAGMENT
from tests.published import EDITION, SORBIERS, Publication

NAMES = list(chapters.every())


@pytest.fixture(params=NAMES)
def executed(request: pytest.FixtureRequest, publication: Publication) -> nbformat.NotebookNode:
    return publication.notebooks[request.param]


def test_every_notebook_is_there(publication: Publication) -> None:
    assert list(publication.notebooks) == NAMES


def test_each_part_displays_something(executed: nbformat.NotebookNode) -> None:
    shown = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.startswith("chapter.")]
    assert len(shown) == 5
    for cell in shown:
        (output,) = cell.outputs
        assert output.output_type == "execute_result"
        assert len(output.data[FRAGMENT]) > 20
        assert "text/html" in output.data


def test_the_parameters_are_those_that_were_given(executed: nbformat.NotebookNode) -> None:
    (injected,) = [cell for cell in executed.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    assert f'territoire = "{SORBIERS}"' in injected.source
    assert f'date_edition = "{EDITION}"' in injected.source


def test_no_time_no_log_no_folder_of_this_machine(executed: nbformat.NotebookNode, publication: Publication) -> None:
    text = json.dumps(executed)
    for trace in ("papermill", "iopub", "start_time", "duration", "stream", "Traceback", str(publication.data)):
        assert trace not in text


def test_it_is_a_valid_notebook(executed: nbformat.NotebookNode) -> None:
    nbformat.validate(executed)
    ids = [cell.id for cell in executed.cells]
    assert len(set(ids)) == len(ids)
