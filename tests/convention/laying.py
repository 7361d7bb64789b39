"""Workbooks laid in the folders of conventions, as people lay them; the figures are invented, under real codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctg_lib import folders
from ctg_lib.sources.local_forms import Book
from tests.sources.local_books import OFFER, Lines, answers, filled, saved


def lay(
    code: str, lines: Mapping[str, Lines], *, spelling: str = "", name: str = "", year: int = 2025, book: Book = OFFER
) -> Path:
    """A filled workbook in the folder of a territory."""
    folder = folders.conventions() / code
    folder.mkdir(parents=True, exist_ok=True)
    said = answers(book, **{"Année des chiffres": year})
    return saved(filled(book, lines, said, spelling or code), folder / (name or f"{book.source}.xlsx"))
