"""What the benches show, as blocks whose French marks cannot go alone to the next line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ctg_lib.reading import display
from ctg_lib.typesetting import typeset
from ctg_lib.views.view import Block


def tabled(
    title: str, said: str, columns: Sequence[str], rows: Iterable[Sequence[str]], under: Sequence[str] = ()
) -> Block:
    """A title, a sentence, a table (nothing where it has no row), and lines in small under it; plain text, escaped."""
    return Block(typeset(display.tabled(title, said, columns, rows, under)))


def listed(title: str, parts: Iterable[tuple[str, str]]) -> Block:
    """A title over lines of a caption and a text; plain text, escaped."""
    return Block(typeset(display.listed(title, parts)))


def said(html: str) -> Block:
    """A paragraph, of HTML of ours."""
    return Block(f'<p lang="fr">{typeset(html)}</p>')


def alone(block: Block) -> Block:
    """A part of a page outside of it, its headings to the left: what leads to the annex of the page leads nowhere."""
    return Block(unlinked(block.html).replace('<th scope="row"', '<th style="text-align: left" scope="row"'))


def unlinked(html: str) -> str:
    """The same words without what leads to the annex of a page."""
    return re.sub(r'<a class="origine"[^>]*>(.*?)</a>', r"\1", html, flags=re.DOTALL)
