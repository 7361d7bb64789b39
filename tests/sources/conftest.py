from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.tables import EXTRACTS


@pytest.fixture
def extracts() -> Path:
    """The small files in the producers' formats."""
    return EXTRACTS
