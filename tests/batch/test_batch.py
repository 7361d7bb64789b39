"""A batch by its command: what it makes, what it does not make again, what it says; cold or warm, the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib import folders, locks
from ctg_lib.batch import places, recap
from ctg_lib.batch.recap import State
from ctg_lib.errors import UsageError
from tests.batch.lots import COMMUNES, Lot


def test_each_territory_has_its_folder_and_the_batch_its_recap(made: Lot) -> None:
    output = made.data / "output"
    for code in COMMUNES:
        assert {"diagnostic.html", "synthese.html", "indicators.csv", "manifest.json"} <= {
            path.name for path in (output / code).iterdir()
        }
    assert [(one.code, one.state) for one in recap.read(output)] == [(code, State.DONE) for code in COMMUNES]
    index = (output / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{code}/diagnostic.html"' in index for code in COMMUNES)
    assert made.left() == []
    assert not (output / ".lot" / "passes").exists()


def test_nothing_changed_nothing_runs(made: Lot) -> None:
    before = made.bytes()
    times = {path: path.stat().st_mtime_ns for path in (made.data / "output").rglob("*") if ".lot" not in path.parts}
    told = made.run()
    assert all(one["reasons"] == [] and one["ran"] == [] and one["state"] == "done" for one in told.values())
    assert made.bytes() == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_to_see_that_nothing_changed_nothing_heavy_is_loaded(made: Lot) -> None:
    """What draws, and what reads tables, takes seconds to load."""
    with Lot(made.data, made.notebooks, {"PYTHONPROFILEIMPORTTIME": "1"}).start(*COMMUNES) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    loaded = {line.rpartition("|")[2].strip() for line in err.splitlines() if line.startswith("import time:")}
    assert "ctg_lib.batch.lot" in loaded
    assert not loaded & {"pandas", "geopandas", "matplotlib", "folium", "distributed", "ctg_lib.batch.index_page"}


@pytest.mark.slow
def test_all_of_it_is_made_again_when_forced_and_gives_the_same_bytes(made: Lot) -> None:
    before = made.bytes()
    told = made.run("--forcer", *COMMUNES, workers=1)
    assert all(len(one["ran"]) == 16 for one in told.values())
    assert made.bytes() == before


def test_a_recap_that_is_damaged_is_told_before_the_work(tmp_path: Path) -> None:
    lot = Lot.light(tmp_path)
    (lot.data / "output").mkdir()
    (lot.data / "output" / "recap.csv").write_text("Code;Nom\n42302;Sorbiers\n", encoding="utf-8")
    with lot.start(*COMMUNES) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert "recap.csv, ligne 1" in err
    assert sorted(path.name for path in (lot.data / "output").iterdir()) == [".lot", "recap.csv"]


def test_what_a_live_process_is_writing_is_not_swept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    monkeypatch.setattr(places, "_DYING", 0.0)
    left = [tmp_path / "output" / name for name in (".42302-abcdefgh", ".42207-abcdefgh", ".42005.ancien")]
    for folder in left:
        folder.mkdir(parents=True)
    with locks.held(folders.lock(tmp_path / "output" / "42302"), UsageError("occupé")):
        places.sweep(COMMUNES)
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == [".42302-abcdefgh", "42005"]
    places.sweep(COMMUNES)
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["42005"]


def test_the_places_of_a_batch_are_in_one_hidden_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    for path in (places.lock(), places.passes(), places.fingerprint("42302"), places.journal("42302")):
        assert path.is_relative_to(tmp_path / "output" / ".lot")
