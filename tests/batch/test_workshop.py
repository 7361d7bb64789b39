"""The process that forks has one thread and little in it; what a notebook says that it read is all that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctg_lib import chapters, folders, reads
from ctg_lib.batch.attempt import _spelled
from ctg_lib.batch.fingerprint import Conventions
from ctg_lib.batch.job import Answer, Job
from ctg_lib.batch.recap import State
from ctg_lib.batch.worker import Worker
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import local_files
from ctg_lib.indicators.cells import Shelf
from ctg_lib.run.system import available
from ctg_lib.run.warm import ONE_THREAD
from ctg_lib.territory import Territory
from tests.batch.test_fingerprint import TOLD, WORLD
from tests.published import EDITION, PROJECT, SORBIERS, own_data

forking = pytest.mark.skipif(not available(), reason="ce système ne duplique pas les processus")
LOADED = """
import sys
import ctg_lib.batch.workshop
from ctg_lib.run import kernel
kernel.load()
kernel.alone()
print(sorted({"distributed", "dask", "duckdb"} & set(sys.modules)))
"""


@forking
def test_what_forks_has_one_thread_and_knows_nothing_of_dask() -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED], env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == "[]", run.stderr


@forking
def test_a_workshop_ends_with_its_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = Worker({"CTG_DATA": str(own_data(tmp_path))})
    worker._open()
    process = worker._process
    assert process
    assert process.poll() is None
    worker.close()
    assert process.poll() is not None


def test_jobs_and_answers_cross_as_they_are() -> None:
    from ctg_lib.batch.fingerprint import Fingerprint

    wanted = Fingerprint("42302", EDITION, ("pdf",), WORLD, TOLD, {"a": ["rp"], "b": None}, "", "")
    job = Job("42302", wanted, ("a",), "passe", 3.0, 4.0, 5, True)
    assert Job.of(job.as_json()) == job
    answer = Answer(State.FAILED, ("à savoir",), "cause", "remède", "40_jeunesse", ("a", "b"))
    assert Answer.of(answer.as_json().encode()) == answer


@pytest.fixture(scope="module")
def whole() -> dict[str, tuple[str, list[str]]]:
    """Each chapter of Sorbiers as it is shown, and what it read for that."""
    return shown()


def shown() -> dict[str, tuple[str, list[str]]]:
    place = Territory.of(SORBIERS)
    diagnostic = Diagnostic(place, EDITION, Shelf(local_files.store(place, EDITION)))
    _ = diagnostic.services
    found = {}
    for name in chapters.every():
        reads.forget()
        opened = chapters.opened(name, diagnostic)
        parts = (opened.needs, opened.services, opened.gap, opened.unknown, opened.questions)
        html = "".join(part().html for part in parts)
        found[name] = html, list(_spelled({name: reads.noted()})[name] or ())
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "source", ["rp", "bpe", "filosofi_2023", "caf_communes", "apl", "zonages", "ips", "france_services"]
)
def test_without_a_source_only_the_chapters_that_read_it_change(
    source: str, whole: dict[str, tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Were a read not noted, its notebook would stay as it was when that source changes."""
    own_data(tmp_path)
    (tmp_path / "sample").unlink()
    (tmp_path / "sample").mkdir()
    for path in (PROJECT / "data" / "sample").iterdir():
        if path.name != source:
            (tmp_path / "sample" / path.name).symlink_to(path, target_is_directory=path.is_dir())
    (tmp_path / "conventions").symlink_to(PROJECT / "data" / "conventions", target_is_directory=True)
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    assert not (folders.sample() / source).exists()
    changed = {name for name, (html, _) in shown().items() if html != whole[name][0]}
    assert changed <= {name for name, (_, read) in whole.items() if source in read}
    assert changed, "the source serves some chapter"


@pytest.mark.slow
def test_what_makes_no_figure_changes_no_chapter_of_figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Fiches, committee, objectives, observations and follow-up of the example are taken away; then a workbook is."""
    shutil.copytree(folders.examples(), tmp_path / "conventions")
    monkeypatch.setenv("CTG_CONVENTIONS", str(tmp_path / "conventions"))
    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / "donnees")))
    made, before = shown(), Conventions()
    own = tmp_path / "conventions" / SORBIERS
    shutil.rmtree(own / "actions")
    for name in ("comite.yaml", "objectifs.yaml", "observations.xlsx", "suivi.xlsx"):
        (own / name).unlink()
    after = Conventions()
    assert (after.written == before.written, after.figures == before.figures) == (False, True)
    assert {name for name, (html, _) in shown().items() if html != made[name][0]} == set()
    (own / "offre_locale.xlsx").unlink()
    assert Conventions().figures != before.figures
    changed = {name for name, (html, _) in shown().items() if html != made[name][0]}
    assert changed
    assert changed <= {name for name, (_, read) in made.items() if {"offre_locale", "acces"} & set(read)}
