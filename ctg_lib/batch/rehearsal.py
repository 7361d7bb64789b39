"""Draw a whole diagnostic once and keep nothing of it: what is slow the first time is paid before the forks part."""

from __future__ import annotations

from contextlib import suppress

import nbformat

from ctg_lib import chapters
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG
from ctg_lib.convention import local_files
from ctg_lib.export import checks, data, page
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.prepared import Prepared
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS

_PARTS = ("needs", "services", "gap", "unknown", "questions")


def rehearse(spelling: str, date: str, prepared: Prepared) -> None:
    """Fonts, tables, outlines, templates: read by this process, and so by the forks to come.

    A territory that cannot be drawn will say so when its turn comes.
    """
    with suppress(Exception):
        place = Territory.parse(spelling)
        diagnostic = Diagnostic(place, date, Shelf(local_files.store(place, date)), prepared)
        notebooks = {name: _drawn(name, diagnostic) for name in CTG.chapters}
        html = page.render(diagnostic, notebooks)
        checks.check(html, diagnostic.values[list(COLUMNS)])
        data.as_json(diagnostic, diagnostic.values[list(COLUMNS)])


def _drawn(name: str, diagnostic: Diagnostic) -> nbformat.NotebookNode:
    """A chapter as its notebook would show it, part by part."""
    opened = chapters.opened(name, diagnostic)
    shown = [getattr(opened, part)()._repr_mimebundle_() for part in _PARTS]
    outputs = [nbformat.v4.new_output("display_data", data=one) for one in shown]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[one]) for one in outputs])
