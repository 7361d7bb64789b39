"""The executed notebooks of Sorbiers."""

from __future__ import annotations

import pytest

from tests.published import Publication, sorbiers


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return sorbiers(tmp_path_factory)
