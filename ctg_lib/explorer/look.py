"""How what a bench says looks in the widgets of JupyterLab, which styles tables of outputs, not those of widgets."""

from __future__ import annotations

import html
from typing import Any

from ctg_lib.errors import CtgError
from ctg_lib.explorer.blocks import unlinked
from ctg_lib.views.view import Block, View

_LOOK = """<style>
.ctg-banc { line-height: 1.45; }
.ctg-banc :is(p, ul, ol) { margin: .4rem 0; max-width: 60rem; }
.ctg-banc h3 { font-size: 1.1em; margin: 1.2rem 0 .2rem; }
.ctg-banc table { border-collapse: collapse; line-height: 1.35; }
.ctg-banc :is(th, td) { padding: .15rem .6rem; border-bottom: 1px solid var(--jp-border-color2, #d5dbdf); }
.ctg-banc td { text-align: right; }
.ctg-banc th { text-align: left; vertical-align: bottom; }
.ctg-banc table.mots :is(th, td) { text-align: left; vertical-align: top; }
.ctg-banc caption { text-align: left; font-weight: 600; }
.ctg-banc .defile { max-height: 26rem; overflow: auto; }
.ctg-banc :is(.source, .notes) { font-size: .9em; }
.ctg-banc figure { margin: .4rem 0; }
.ctg-banc img { max-width: 100%; height: auto; }
.ctg-banc pre { white-space: pre-wrap; max-height: 26rem; overflow: auto; }
.ctg-banc summary { cursor: pointer; }
</style>"""


class Sentence(str):
    """A text that a cell of a notebook shows as it is read, and not as a programmer would write it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f'<p lang="fr">{html.escape(self)}</p>'


WAITING = "<p>Un instant…</p>"


def displayed(root: Any, text: str, asked: dict[str, object]) -> dict[str, Any]:
    """What JupyterLab displays of some widgets; the text alone where widgets are not shown."""
    return {**root._repr_mimebundle_(**asked), "text/plain": text}


def framed(content: str) -> str:
    """Some HTML with the look of the benches."""
    return f'{_LOOK}<div class="ctg-banc" lang="fr">{content}</div>'


def alert(error: CtgError) -> str:
    """What is wrong with a choice, line by line."""
    first, *others = str(error).splitlines()
    told = "".join(f"<br>{html.escape(line)}" for line in others)
    return framed(f"<p role='alert'><strong>{html.escape(first)}</strong>{told}</p>")


def titled(title: str, shown: View | Block | str) -> str:
    """A part of a bench under its title; of a map, the one that stands alone. shown: HTML, where it is a text."""
    content = shown if isinstance(shown, str) else standing(shown)
    return f"<h3>{html.escape(title)}</h3>{content}"


def standing(shown: View | Block) -> str:
    """The HTML that JupyterLab shows of it; without the links to the annex, which is in the page alone."""
    if isinstance(shown, View) and shown.standalone:
        return shown.standalone
    return unlinked(shown.html)
