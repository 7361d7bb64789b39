"""What the tests of a convention share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published import own_data


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, where nothing is filled yet."""
    folder = own_data(tmp_path / "data")
    monkeypatch.setenv("CTG_DATA", str(folder))
    return folder
