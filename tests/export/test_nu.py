"""The Nu HTML checker of the W3C finds no error in the page."""

from __future__ import annotations

import pytest

from tests.export.watching import html_errors
from tests.published import Publication


@pytest.mark.slow
@pytest.mark.parametrize("name", ["diagnostic.html", "synthese.html"])
def test_the_nu_checker_finds_no_error(name: str, publication: Publication) -> None:
    assert html_errors(publication.folder / name) == []
