"""What must not break a batch: each accident is told where it happened, and a rerun gives the bytes of a quiet run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ctg_lib.batch import recap
from ctg_lib.batch.recap import State
from ctg_lib.run.system import available
from ctg_lib.territory import Territory
from tests.batch.lots import CHAPTER, COMMUNES, STRUCK, Lot, light, processes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not available(), reason="ce système ne duplique pas les processus"),
]

ACCIDENTS = {
    "raises": "raise ValueError('la table est vide')",
    "exits": "import os\n    os._exit(3)",
    "crashes": "import os, signal\n    os.kill(os.getpid(), signal.SIGSEGV)",
    "fills memory": "tout = b'0' * (1 << 45)",
    "fills memory slowly": "tout = [bytearray(1 << 28) for _ in range(1 << 12)]",
    "hangs": "import time\n    time.sleep(3600)",
    "patches": "import builtins, json\n    json.dumps = builtins.len = lambda *_: 'faux'",
}
TOLD = {
    "raises": "la table est vide",
    "fills memory": "MemoryError",
    "fills memory slowly": "MemoryError",
    "hangs": "secondes",
}
# What another notebook, or another territory, could see of it.
TRACES = (
    "import os, pandas as pd\n"
    "assert (pd.get_option('display.max_rows'), os.getcwd() == '/') != (7, True)\n"
    "pd.set_option('display.max_rows', 7)\nos.chdir('/')\nos.environ['CTG_DATA'] = '/nulle-part'\nvide = 0"
)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The bytes of a run that nothing disturbed."""
    lot = Lot.light(tmp_path_factory.mktemp("calme"))
    lot.run()
    return lot.bytes()


def test_accidents_in_notebooks_are_told_and_touch_no_other(tmp_path: Path) -> None:
    """Each commune has its own, one has none; the earlier diagnostics outlive it, and the next ones are the same."""
    sound, *struck = [one.code for one in Territory.of("42").members()][: len(ACCIDENTS) + 1]
    lot = Lot.light(tmp_path)
    assert {one["state"] for one in lot.run(sound, *struck).values()} == {"done"}
    before = lot.bytes([sound, *struck])
    happens = dict(zip(struck, ACCIDENTS, strict=True))
    cells = "\n".join(f"if territoire == '{code}':\n    {ACCIDENTS[name]}" for code, name in happens.items())
    light(lot.notebooks or tmp_path, {CHAPTER: cells + "\nvide = 0"})
    told = lot.run("--delai", "60", sound, *struck, code=6)
    assert told[sound]["state"] == "done"
    recapped = {one.code: one for one in recap.read(lot.data / "output")}
    for code, accident in happens.items():
        assert told[code]["state"] == "failed", accident
        assert TOLD.get(accident, "s’est éteint") in told[code]["cause"], accident
        assert told[code]["remedy"] or accident in ("raises", "fills memory", "fills memory slowly")
        assert accident == "hangs" or told[code]["chapter"] == CHAPTER
        assert recapped[code].state is State.FAILED
        assert recapped[code].cause == told[code]["cause"]
    during = lot.bytes(struck)
    assert {name: one for name, one in during.items() if "/" in name} == {
        name: one for name, one in before.items() if name.partition("/")[0] in struck
    }
    assert lot.left() == []
    light(lot.notebooks or tmp_path)
    assert {one["state"] for one in lot.run(sound, *struck).values()} == {"done"}
    assert lot.bytes([sound, *struck]) == before


def test_what_a_notebook_changes_around_it_stays_in_it(tmp_path: Path) -> None:
    lot = Lot.light(tmp_path, {CHAPTER: TRACES, "50_parentalite": TRACES})
    told = lot.run(workers=1)
    assert {one["state"] for one in told.values()} == {"done"}


@pytest.mark.parametrize("victim", ["kernel", "workshop", "worker", "parent"])
def test_killed_at_random_moments_it_ends_as_a_quiet_run(victim: str, quiet: dict[str, str], tmp_path: Path) -> None:
    """Five moments each, twenty in all, those of a seed; as many runs as that takes, over what the others left."""
    lot = Lot.light(tmp_path)
    moments = random.Random(f"42302 {victim}")
    waits = [moments.uniform(0, 8) for _ in range(5)]
    process = lot.start(*COMMUNES)
    for wait in waits:
        time.sleep(wait)
        while not (found := processes(lot)[victim]):
            if process.poll() is not None:
                process.communicate()
                process = lot.start("--forcer", *COMMUNES)
            time.sleep(0.05)
        os.kill(found[0], signal.SIGKILL)
    try:
        process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail(f"le lot ne finit pas : {victim}, {waits}")
    _all_gone(lot)
    assert {one["state"] for one in lot.run().values()} == {"done"}, f"{victim}, {waits}"
    assert lot.bytes() == quiet, f"{victim}, {waits}"
    assert lot.left() == []


def test_ctrl_c_ends_it_cleanly(quiet: dict[str, str], tmp_path: Path) -> None:
    lot = Lot.light(tmp_path)
    process = lot.start(*COMMUNES)
    while not processes(lot)["kernel"]:
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Interrompu" in err
    _all_gone(lot)
    states = {one.state for one in recap.read(lot.data / "output")}
    assert State.WAITING in states
    lot.run()
    assert lot.bytes() == quiet


def test_two_batches_do_not_write_in_one_folder(quiet: dict[str, str], tmp_path: Path) -> None:
    lot = Lot.light(tmp_path)
    with lot.start(*COMMUNES) as first:
        while not processes(lot)["workshop"]:
            assert first.poll() is None
            time.sleep(0.05)
        with lot.start(*COMMUNES) as second:
            _, err = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "un autre lot est en cours" in err
        first.communicate(timeout=300)
        assert first.returncode == 0
    assert lot.bytes() == quiet


# Read by every Python process that starts: the disk is full for the page of one territory.
FULL = """
import errno, os, pathlib
write = pathlib.Path.write_bytes
def refuse(self, data):
    if self.name == "diagnostic.html" and ".{code}-" in str(self) and not pathlib.Path("{mark}").exists():
        write(self, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
    return write(self, data)
pathlib.Path.write_bytes = refuse
"""


def test_a_full_disk_is_an_error_and_no_half_page(quiet: dict[str, str], tmp_path: Path) -> None:
    mark = tmp_path / "place"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(FULL.format(code=STRUCK, mark=mark), encoding="utf-8")
    light_one = Lot.light(tmp_path)
    paths = os.pathsep.join([str(tmp_path / "site"), os.environ.get("PYTHONPATH", "")])
    lot = Lot(light_one.data, light_one.notebooks, {"PYTHONPATH": paths})
    told = lot.run(code=6)
    assert told[STRUCK]["state"] == "failed"
    assert told[STRUCK]["cause"] == "Le disque est plein."
    assert "place libre" in told[STRUCK]["remedy"]
    assert not (lot.data / "output" / STRUCK).exists()
    assert lot.left() == []
    mark.touch()
    lot.run()
    assert lot.bytes() == quiet


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    lot = Lot.light(tmp_path)
    output = lot.data / "output"
    output.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2500k", "tmpfs", str(output)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("ce système ne laisse pas monter un petit disque ; le disque plein est simulé par un autre test")
    try:
        with lot.start(*COMMUNES, workers=1) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode in (1, 6)
        assert "Traceback" not in err
        states = [json.loads(line)["state"] for line in out.splitlines()]
        assert "failed" in states
        for page in output.glob("*/diagnostic.html"):
            assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
        assert lot.left() == []
    finally:
        subprocess.run(["umount", str(output)], check=True)


def _all_gone(lot: Lot) -> None:
    """No process of the batch is left behind."""
    for _ in range(200):
        if not any(processes(lot).values()):
            return
        time.sleep(0.05)
    pytest.fail(f"restent : {processes(lot)}")
