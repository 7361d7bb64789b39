"""What a notebook shows of an object of this room: a title, a few lines, a small table. French, and nothing to load."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from ctg_lib.views.wording import WIDE

# JupyterLab styles tables as frames: numbers to the right, no line broken.
_LEFT = "text-align: left; white-space: normal; vertical-align: top"


def listed(title: str, parts: Iterable[tuple[str, str]]) -> str:
    """A title over lines of a caption and a text."""
    rows = "".join(
        f'<tr><th scope="row" style="{_LEFT}">{html.escape(caption)}</th>'
        f'<td style="{_LEFT}; max-width: 46rem">{html.escape(text)}</td></tr>'
        for caption, text in parts
    )
    return f'<div lang="fr">{heading(title)}<table><tbody>{rows}</tbody></table></div>'


def tabled(title: str, said: str, columns: Sequence[str], rows: Iterable[Sequence[str]], under: Sequence[str]) -> str:
    """A title, a sentence, a table (nothing where it has no row), and lines in small under it."""
    head = "".join(f'<th scope="col" style="{_LEFT}">{html.escape(name)}</th>' for name in columns)
    cells = ["".join(f'<td style="{_LEFT}">{html.escape(cell)}</td>' for cell in row) for row in rows]
    body = "".join(f"<tr>{one}</tr>" for one in cells)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    small = "".join(f"<p><small>{html.escape(line)}</small></p>" for line in under)
    return f'<div lang="fr">{heading(title)}<p>{html.escape(said)}</p>{table}{small}</div>'


def heading(title: str) -> str:
    """A title that is none of the titles of the notebook."""
    return f"<p><strong>{html.escape(title)}</strong></p>"


def captioned(caption: str, text: str) -> str:
    """« Source : Insee »."""
    return f"{caption}{WIDE}: {text}"
