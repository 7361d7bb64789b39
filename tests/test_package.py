"""The names of the package: they cost nothing until they are called, and stay what they are."""

from __future__ import annotations

import subprocess
import sys

import ctg_lib as ctg
from tests.pages import PROJECT

HEAVY = ("pandas", "numpy", "pyarrow", "geopandas", "matplotlib", "ctg_lib.territory", "ctg_lib.indicators")
ALONE = """
import sys
import ctg_lib as ctg
assert not {heavy!r} & set(sys.modules), "importing the package imports what it does not use"
import ctg_lib.territory
from ctg_lib import indicators
from ctg_lib.territory import Territory
assert callable(ctg.territory) and Territory.of("42302").name == "Sorbiers"
assert ctg.territory("42302").name == "Sorbiers"
assert indicators.catalogue()
"""


def test_the_package_is_light_and_the_module_territory_does_not_take_the_name_of_the_function() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE.format(heavy=set(HEAVY))],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_every_public_name_is_a_documented_function() -> None:
    for name in ctg.__all__:
        assert getattr(ctg, name).__doc__, name
