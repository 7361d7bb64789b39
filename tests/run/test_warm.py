"""Kernels forked from a warm process: what an ordinary kernel gives, and each notebook alone with its accidents."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill
import pytest

from ctg_lib import folders
from ctg_lib.run.notebook import NotebookError, execute
from ctg_lib.run.system import available
from ctg_lib.run.warm import Warm
from tests.published import EDITION, own_data
from tests.run.test_notebook import RIGHT, notebook, texts

pytestmark = pytest.mark.skipif(not available(), reason="ce système ne duplique pas les processus")

# Everything that a notebook shows: text, a table, pictures, what is printed, names kept from a cell to the next.
SHOWN = (
    "import pandas as pd\nframe = pd.DataFrame({'a': [1, 2]})\nframe",
    "display(frame['a'].sum(), 'deux')\nprint('bruit')\nframe['a'].mean()",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "from IPython.display import SVG, Image\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')",
    "",
    "_ = 3\n%time pass",
    "async def late():\n    return 5\nawait late()",
    "f'{territoire} {date_edition}'",
)
# What an accident in one notebook could leave to the next.
HARMFUL = (
    "import os; os._exit(3)",
    "import sys; sys.exit(1)",
    "raise ValueError('la table est vide')",
    "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "import builtins; builtins.len = lambda _: 'faux'",
    "import json; json.dumps = lambda *_: 'faux'",
    "x = (",
)


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """One process, without a territory."""
    with Warm() as started:
        yield started


def test_a_fork_gives_the_notebook_of_an_ordinary_kernel(warm: Warm, tmp_path: Path) -> None:
    path = notebook(tmp_path, *SHOWN)
    places = [tmp_path / name / path.name for name in ("froid", "chaud")]
    execute(path, places[0], RIGHT)
    node = execute(path, places[1], RIGHT, warm)
    assert places[1].read_text() == places[0].read_text()
    assert any("image/png" in one.get("data", {}) for cell in node.cells for one in cell.get("outputs", []))


@pytest.mark.slow
def test_a_chapter_is_the_same_byte_for_byte(warm: Warm, tmp_path: Path) -> None:
    path = folders.notebooks() / "10_portrait.ipynb"
    places = [tmp_path / name / path.name for name in ("froid", "chaud")]
    for place, engine in zip(places, (None, warm), strict=True):
        execute(path, place, RIGHT, engine)
    assert places[0].read_bytes() == places[1].read_bytes()


def test_forks_do_not_meet(warm: Warm, tmp_path: Path) -> None:
    """Names, options, folder and environment stay in the fork that changed them."""
    change = notebook(
        tmp_path,
        "import os, pandas as pd, matplotlib as mpl, ctg_lib",
        "kept = 1\npd.options.display.max_rows = 7\nmpl.rcParams['lines.linewidth'] = 9",
        "os.chdir('/')\nos.environ['A'] = 'b'",
        "ctg_lib.chapter = None\npd.DataFrame.head = None",
        name="change.ipynb",
    )
    look = notebook(
        tmp_path,
        "import os, pandas as pd, matplotlib as mpl, ctg_lib",
        "('kept' in globals(), pd.options.display.max_rows, mpl.rcParams['lines.linewidth'], os.environ.get('A'))",
        "(os.getcwd(), ctg_lib.chapter is None, pd.DataFrame.head is None)",
        name="regarde.ipynb",
    )
    before = texts(execute(look, tmp_path / "avant" / look.name, RIGHT, warm))
    execute(change, tmp_path / "change" / change.name, RIGHT, warm)
    assert texts(execute(look, tmp_path / "apres" / look.name, RIGHT, warm)) == before
    assert before == ["(False, 60, 1.5, None)", f"('{Path.cwd()}', False, False)"]


@pytest.mark.parametrize("accident", HARMFUL)
def test_an_accident_is_told_and_touches_no_other(accident: str, warm: Warm, tmp_path: Path) -> None:
    """A fork that changed what it answers with still gives its notebook, or counts as dead: never another figure."""
    path = notebook(tmp_path, accident, "40 + 2")
    try:
        shown = texts(execute(path, tmp_path / "un" / path.name, RIGHT, warm))
    except NotebookError as error:
        shown = [str(error).splitlines()[0]]
    assert shown in (["42"], ["Le carnet essai.ipynb s’est arrêté."])
    sound = notebook(tmp_path, "40 + 2", name="sain.ipynb")
    assert texts(execute(sound, tmp_path / "deux" / sound.name, RIGHT, warm)) == ["42"]


def test_a_failing_cell_is_told_as_by_an_ordinary_kernel(warm: Warm, tmp_path: Path) -> None:
    path = notebook(tmp_path, "1 + 1", 'raise ValueError("la table est vide")', "3")
    told = []
    for name, engine in (("froid", None), ("chaud", warm)):
        with pytest.raises(NotebookError) as failed:
            execute(path, tmp_path / name / path.name, RIGHT, engine)
        told.append(str(failed.value))
    assert told[0] == told[1]


def test_a_cell_that_never_ends_is_stopped(warm: Warm, tmp_path: Path) -> None:
    path = notebook(tmp_path, "import os; os.getpid()", "while True: pass")
    target = tmp_path / "sortie.ipynb"
    with pytest.raises(Exception, match="Kernel died"):
        papermill.execute_notebook(
            str(path), str(target), engine_name="ctg", warm=warm, execution_timeout=1, progress_bar=False
        )
    number = int(texts(nbformat.read(target, 4))[0])
    _wait_for_the_end_of(number)


def test_forks_end_with_their_process(tmp_path: Path) -> None:
    with Warm() as started:
        kernel = started.fork()
        number = int(kernel.run("import os; os.getpid()", 60)[0][0]["data"]["text/plain"])
        os.kill(started.process.pid, signal.SIGKILL)
        _wait_for_the_end_of(number)
    path = notebook(tmp_path, "1")
    with pytest.raises(NotebookError, match="noyau de calcul s’est éteint"):
        execute(path, tmp_path / "un" / path.name, RIGHT, started)


def test_papermill_alone_may_use_the_engine(tmp_path: Path) -> None:
    path, target = notebook(tmp_path, "40 + 2"), tmp_path / "sortie.ipynb"
    papermill.execute_notebook(str(path), str(target), engine_name="ctg", progress_bar=False)
    assert texts(nbformat.read(target, 4)) == ["42"]


def test_a_process_that_cannot_prepare_gives_no_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is met again, and told, by whoever asks for the same territory."""
    from ctg_lib.territory import Territory

    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / "donnees")))
    territory = Territory.of("42302")
    monkeypatch.setenv("CTG_DATA", str(tmp_path / "ailleurs"))
    with Warm(territory, EDITION) as started:
        assert started.values() is None


def _wait_for_the_end_of(number: int) -> None:
    for _ in range(100):
        if not Path(f"/proc/{number}").exists():
            return
        time.sleep(0.1)
    pytest.fail("le noyau tourne encore")
