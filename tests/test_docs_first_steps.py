"""The tutorial of the API: its cells run one after the other, and print what the page says that they print."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from tests.pages import text

PAGE = "docs/premiers_pas.md"
CELL = re.compile(r"^```python\n(.*?)^```$\n\n(?:^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


def cells() -> list[tuple[str, str]]:
    """Each cell, and what it prints; a line that ends in « … » is printed longer."""
    return CELL.findall(text(PAGE))


def test_every_cell_says_what_it_prints() -> None:
    assert len(cells()) == text(PAGE).count("```python\n") > 10
    assert all(printed for _, printed in cells())


def test_the_cells_run_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CTG_CONVENTIONS", raising=False)
    names: dict[str, object] = {}
    for code, expected in cells():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, PAGE, "exec"), names)
        assert printed.getvalue().splitlines() == expected.splitlines(), code
