"""The embedded sample, computed once for all the tests of the engine."""

from __future__ import annotations

import pandas as pd
import pytest

from ctg_lib import folders, indicators
from ctg_lib.analysis import access_table
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.store import Store
from ctg_lib.territory import Level, Territory

# Two communes for which a group is computed, beside every commune of the Loire and what they are compared with.
GROUP = ("saint-chamond-sorbiers", ("42207", "42302"))


@pytest.fixture(scope="session")
def sample() -> Shelf:
    """The tables of the embedded sample, and that of the distances, which is reckoned from them."""
    store = Store([folders.PROJECT / "data" / "sample"])
    return Shelf(store.with_tables(access_table.laid(store)))


@pytest.fixture(scope="session")
def territories() -> list[Territory]:
    """The 320 communes of the Loire, their intercommunalités, the département, its région, France, one group."""
    loire = Territory.of("42")
    epci = {one.code: one for home in loire.members() for one in home.parents() if one.level is Level.EPCI}
    above = [Territory.region("84"), Territory.of("FR"), Territory.group(*GROUP)]
    return [*loire.members(), *(epci[code] for code in sorted(epci)), loire, *above]


@pytest.fixture(scope="session")
def values(sample: Shelf, territories: list[Territory]) -> pd.DataFrame:
    """The long table of every indicator for all of them."""
    return compute(Resolved(sample, Targets.of(territories)), indicators.catalogue().values())
