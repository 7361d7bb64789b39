"""Parameters that are right, or refused before a kernel starts; notebooks that fail, and those that run together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from ctg_lib import folders
from ctg_lib.errors import UsageError
from ctg_lib.run.notebook import NotebookError, check_parameters, execute, timeless
from tests.published import own_data

CHAPTER = folders.notebooks() / "10_portrait.ipynb"
RIGHT = {"territoire": "42302", "date_edition": "2026-11-24"}


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: Any, **__: Any) -> None:
        pytest.fail("un noyau a démarré")

    monkeypatch.setattr(papermill, "execute_notebook", started)


def notebook(folder: Path, *cells: str, name: str = "essai.ipynb") -> Path:
    """A notebook with the two parameters and these cells."""
    first = nbformat.v4.new_code_cell(
        'territoire: str = "42302"\ndate_edition: str = "2026-11-24"', metadata={"tags": ["parameters"]}
    )
    node = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / name
    nbformat.write(node, path)
    return path


def texts(node: nbformat.NotebookNode) -> list[str]:
    return [output.data["text/plain"] for cell in node.cells for output in cell.get("outputs", [])]


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        (RIGHT | {"commune": "42302"}, "« commune » n’existe pas"),
        ({"territoire": "42302"}, "« date_edition » manque"),
        ({"date_edition": "2026-11-24"}, "« territoire » manque"),
        ({}, "« territoire » manque"),
        (RIGHT | {"territoire": 42302}, "un nombre : les codes sont du texte"),
        (RIGHT | {"territoire": None}, "vaut None"),
        (RIGHT | {"territoire": "1004"}, "écrire 01004"),
        (RIGHT | {"territoire": ""}, "territoire"),
        (RIGHT | {"territoire": "99999"}, "99999"),
        (RIGHT | {"territoire": "Sorbiers"}, "désigne 2 territoires"),
        (RIGHT | {"territoire": "42004"}, "42004"),
        (RIGHT | {"territoire": "69381"}, "69381"),
        (RIGHT | {"date_edition": "2026-13-40"}, "« 2026-13-40 » n’est pas une date"),
        (RIGHT | {"date_edition": "2026-02-30"}, "« 2026-02-30 » n’est pas une date"),
        (RIGHT | {"date_edition": "24/11/2026"}, "n’est pas une date"),
        (RIGHT | {"date_edition": "20261124"}, "n’est pas une date"),
        (RIGHT | {"date_edition": "2026-W48-2"}, "n’est pas une date"),
        (RIGHT | {"date_edition": ""}, "n’est pas une date"),
    ],
)
def test_a_wrong_parameter_is_refused_before_a_kernel(given: dict[str, Any], told: str, tmp_path: Path) -> None:
    target = tmp_path / "sortie" / "essai.ipynb"
    with pytest.raises(UsageError) as refused:
        execute(CHAPTER, target, given)
    assert told in str(refused.value)
    assert refused.value.exit_code == 2
    assert not target.parent.exists()


@pytest.mark.usefixtures("no_kernel")
def test_every_wrong_parameter_is_told_at_once() -> None:
    with pytest.raises(UsageError) as refused:
        check_parameters(CHAPTER, {"commune": "42302", "territoire": 1004})
    told = str(refused.value)
    for part in (
        "« commune » n’existe pas",
        "« date_edition » manque",
        "« territoire » vaut 1004",
        "10_portrait.ipynb",
    ):
        assert part in told
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("place", ["42302", "244200770", "gier=42207,42225"])
def test_right_parameters_pass(place: str) -> None:
    check_parameters(CHAPTER, RIGHT | {"territoire": place})


def test_a_code_keeps_its_zero_and_a_group_its_communes(tmp_path: Path) -> None:
    path = notebook(tmp_path, "territoire")
    for place in ("01004", "gier=42207,42225"):
        node = execute(path, tmp_path / "executes" / path.name, RIGHT | {"territoire": place})
        assert texts(node) == [f"'{place}'"]


def test_a_failing_cell_is_told_in_french_with_its_place(tmp_path: Path) -> None:
    path = notebook(tmp_path, "1 + 1", 'raise ValueError("la table est vide")')
    with pytest.raises(NotebookError) as failed:
        execute(path, tmp_path / "executes" / path.name, RIGHT)
    told = str(failed.value)
    assert "Le carnet essai.ipynb s’est arrêté." in told
    assert "ValueError : la table est vide" in told
    assert "cellule 4" in told
    assert "Traceback" not in told


def test_a_kernel_that_dies_is_told_as_well(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os", "os._exit(1)")
    with pytest.raises(NotebookError, match="noyau de calcul s’est éteint"):
        execute(path, tmp_path / "executes" / path.name, RIGHT)


def test_two_threads_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One folder before and after, for the process and the kernels: a relative CTG_DATA leads to the same place."""
    own_data(tmp_path / "donnees")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CTG_DATA", "donnees")
    cells = ("from ctg_lib import folders", "str(folders.data().resolve())", "territoire")
    (tmp_path / "carnets").mkdir()
    paths = [notebook(tmp_path / "carnets", *cells, name=f"essai_{place}.ipynb") for place in range(2)]
    places = ["42302", "42207"]
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(execute, path, tmp_path / "executes" / path.name, RIGHT | {"territoire": place})
            for path, place in zip(paths, places, strict=True)
        ]
        shown = [texts(job.result()) for job in jobs]
    assert shown == [[f"'{tmp_path / 'donnees'}'", f"'{place}'"] for place in places]
    assert Path.cwd() == tmp_path


def test_what_is_saved_has_no_trace_of_the_run(tmp_path: Path) -> None:
    path = notebook(tmp_path, 'print("bruit")', "import warnings; warnings.warn('bruit')", "territoire")
    first, second = (tmp_path / name / path.name for name in ("un", "deux"))
    node = execute(path, first, RIGHT)
    execute(path, second, RIGHT)
    assert first.read_bytes() == second.read_bytes()
    assert texts(node) == ["'42302'"]
    assert "bruit" not in "".join(str(cell.get("outputs")) for cell in node.cells)
    assert str(tmp_path) not in first.read_text(encoding="utf-8")


def test_timeless_keeps_what_is_shown() -> None:
    output = nbformat.v4.new_output("execute_result", data={"text/plain": "8071"}, execution_count=3)
    log = nbformat.v4.new_output("stream", name="stderr", text="Warning")
    cell = nbformat.v4.new_code_cell("a", outputs=[log, output], metadata={"papermill": {}, "execution": {}})
    injected = nbformat.v4.new_code_cell("b", metadata={"tags": ["injected-parameters"]})
    node = timeless(nbformat.v4.new_notebook(cells=[cell, injected, nbformat.v4.new_markdown_cell("c")]))
    assert node.cells[0].outputs == [output]
    assert dict(node.cells[0].metadata) == {}
    assert node.cells[1].id == "parametres-1"
    nbformat.validate(node)
