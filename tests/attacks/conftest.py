"""What the attackers look at: a small folder that is honest, and the published folder of Sorbiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.export import docx, pdf
from tests.attacks import small
from tests.published import Publication, sorbiers
from tests.system import system_libraries


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder without a leak."""
    system_libraries(pdf.missing())
    system_libraries(docx.missing())
    return small.write(tmp_path_factory.mktemp("honnete") / "42302")


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return sorbiers(tmp_path_factory)
