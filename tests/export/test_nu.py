"""The Nu HTML checker of the W3C finds no error in the page."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.published import Publication
from tests.system import html_checker


@pytest.mark.slow
@pytest.mark.parametrize("name", ["diagnostic.html", "synthese.html"])
def test_the_nu_checker_finds_no_error(name: str, publication: Publication) -> None:
    command = [*html_checker(), "--format", "json", "--stdout", "--exit-zero-always", str(publication.folder / name)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(told.stdout)["messages"]
    wrong = [f"ligne {one.get('lastLine')} : {one['message']}" for one in messages if one["type"] != "info"]
    assert wrong == []
