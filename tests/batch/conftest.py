"""A batch that was made, for the tests that look at it or change a copy of it."""

from __future__ import annotations

import pytest

from tests.batch.lots import CHAPTER, COMMUNES, READS, Lot


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Lot:
    """Three communes, light notebooks, one of which reads a figure; each test leaves it so."""
    lot = Lot.light(tmp_path_factory.mktemp("lot"), {CHAPTER: READS})
    told = lot.run()
    assert {code: one["state"] for code, one in told.items()} == dict.fromkeys(COMMUNES, "done")
    assert all(one["reasons"] == ["pas encore de diagnostic écrit par un lot"] for one in told.values())
    return lot
