"""A lock that one process holds: another is refused at once, or once it has waited; dead, it holds it no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ctg_lib import locks
from ctg_lib.errors import UsageError

HOLDS = """
import sys, time
from pathlib import Path
from ctg_lib import locks
from ctg_lib.errors import UsageError
with locks.held(Path(sys.argv[1]), UsageError("pris")):
    print("tenu", flush=True)
    time.sleep(600)
"""


def test_a_lock_is_refused_while_it_is_held_and_free_once_its_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "ici" / "verrou"
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "tenu\n"
        with pytest.raises(UsageError, match="occupé"), locks.held(path, UsageError("occupé")):
            pytest.fail("le verrou d’un autre a été pris")
        other.kill()
        other.wait()
    with locks.held(path, UsageError("occupé")):
        pass


def test_what_goes_wrong_under_a_lock_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="autre chose"), locks.held(tmp_path / "verrou", UsageError("occupé")):
        raise ValueError("autre chose")
    with locks.held(tmp_path / "verrou", UsageError("occupé")):
        pass
