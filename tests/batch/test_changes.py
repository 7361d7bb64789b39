"""What is made again when something changed, and nothing else; what a batch refuses, and with which words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ctg_lib import folders
from ctg_lib.batch import recap
from ctg_lib.batch.recap import State
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


def test_what_is_missing_is_made_again(made: Lot, tmp_path: Path) -> None:
    lot = _copied(made, tmp_path)
    before = lot.bytes()
    (lot.data / "output" / COMMUNES[1] / "synthese.html").unlink()
    shutil.rmtree(lot.data / "output" / COMMUNES[2])
    told = lot.run()
    assert {code for code, one in told.items() if one["ran"]} == {COMMUNES[1], COMMUNES[2]}
    assert lot.bytes() == before


def test_a_folder_of_a_convention_concerns_its_territory_and_those_told_with_it(made: Lot, tmp_path: Path) -> None:
    lot = _copied(made, tmp_path)
    (lot.data / "conventions" / "42302").mkdir(parents=True)
    (lot.data / "conventions" / "42302" / "convention.yaml").write_text("titre: Convention\n", encoding="utf-8")
    far = lot.run("--pourquoi", "42302", "42001", "42186")
    assert far["42302"]["reasons"] == ["le dossier de la convention"]
    assert far["42186"]["reasons"] == ["pas encore de diagnostic écrit par un lot"]


def test_a_list_from_a_file_is_told_with_every_mistake(made: Lot, tmp_path: Path) -> None:
    listed = tmp_path / "communes.csv"
    listed.write_text("code;nom\n42302;Sorbiers\n1004;Ambérieu\n42302;Sorbiers\n99999;Rien\n", encoding="utf-8")
    with made.start("--liste", str(listed)) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert all(f"ligne {row}" in err for row in (3, 4, 5))
    assert "01004" in err


def test_a_territory_that_is_refused_is_told_with_its_remedy(made: Lot, tmp_path: Path) -> None:
    lot = _copied(made, tmp_path)
    (lot.data / "conventions" / "42302").mkdir(parents=True)
    (lot.data / "conventions" / "42302" / "convention.yaml").write_text("signature: hier\n", encoding="utf-8")
    told = lot.run(*COMMUNES, "05169", code=6)
    # Nothing is loaded of the other Sorbiers.
    assert told["05169"]["state"] == "refused"
    assert "Aucune des sources" in told["05169"]["cause"]
    assert told["42302"]["state"] == "refused"
    assert told["42302"]["cause"]
    assert told["42302"]["remedy"]
    assert told["42005"]["state"] == "done"
    row = next(one for one in recap.read(lot.data / "output") if one.code == "42302")
    assert row.state is State.REFUSED
    assert row.date == "2026-11-24", "the earlier diagnostic stands"
    assert "convention.yaml" in row.cause


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
