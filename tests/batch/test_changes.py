"""What is made again when something changed, and nothing else; what a batch refuses, and with which words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ctg_lib import folders
from tests.batch.lots import CHAPTER, COMMUNES, READS, Lot, light

pytestmark = pytest.mark.slow


def test_ordinary_kernels_give_the_same_bytes(made: Lot, tmp_path: Path) -> None:
    cold = Lot(Lot.light(tmp_path).data, made.notebooks)
    cold.run("--cold", COMMUNES[0])
    names = [name for name in made.bytes() if name.startswith(COMMUNES[0])]
    assert {name: cold.bytes()[name] for name in names} == {name: made.bytes()[name] for name in names}


def test_a_source_that_is_refreshed_runs_what_reads_it_alone(made: Lot, tmp_path: Path) -> None:
    """And an executed notebook that somebody altered is not taken again as it is."""
    lot = _copied(made, tmp_path)
    before = lot.bytes()
    _own_sample(lot)
    why = lot.run("--pourquoi", *COMMUNES)
    assert all(one["reasons"] == [] for one in why.values()), "the same files elsewhere are no other files"
    _stamp(lot.data / "sample" / "filosofi_2023")
    altered = lot.data / "output" / COMMUNES[0] / "notebooks" / "74_seniors.ipynb"
    altered.write_text(altered.read_text(encoding="utf-8").replace("Rien", "RIEN"), encoding="utf-8")
    why = lot.run("--pourquoi", *COMMUNES)
    assert all(len(one["kept"]) == 15 and CHAPTER not in one["kept"] for one in why.values())
    told = lot.run()
    assert all(one["reasons"] == ["les sources filosofi_2023"] for one in told.values())
    assert [set(told[code]["ran"]) for code in COMMUNES] == [{CHAPTER, "74_seniors"}, {CHAPTER}, {CHAPTER}]
    assert all(one["reasons"] == [] for one in lot.run("--pourquoi", *COMMUNES).values())
    name = f"{COMMUNES[0]}/notebooks/74_seniors.ipynb"
    assert lot.bytes()[name] == before[name]


def test_a_notebook_that_is_changed_is_run_alone(made: Lot, tmp_path: Path) -> None:
    lot = _copied(made, tmp_path)
    light(lot.notebooks or tmp_path, {"50_parentalite": "autre = 1", CHAPTER: READS})
    why = lot.run("--pourquoi", *COMMUNES)
    assert all(one["reasons"] == ["les carnets 50_parentalite"] for one in why.values())
    assert all(len(one["kept"]) == 15 and "50_parentalite" not in one["kept"] for one in why.values())


def _copied(made: Lot, folder: Path) -> Lot:
    """The same batch, once made, for a test to change."""
    assert made.notebooks
    shutil.copytree(made.data, folder / "donnees", symlinks=True)
    return Lot(folder / "donnees", Path(shutil.copytree(made.notebooks, folder / "carnets")))


def _own_sample(lot: Lot) -> None:
    """A sample that the test may change, in place of a link to that of the project."""
    sample = lot.data / "sample"
    sample.unlink()
    shutil.copytree(folders.PROJECT / "data" / "sample", sample)


def _stamp(source: Path) -> None:
    """As if the producer had published the files of a source again: another hash, the same figures."""
    for path in source.rglob("manifest.json"):
        held = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**held, "sha256": "0" * 64}, ensure_ascii=False, indent=1), encoding="utf-8")
