"""A view: something to look at that cannot exist without its words, its source and its numbers."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ctg_lib.views.wording import evolution

# What the export reads; JupyterLab shows `text/html`. A map differs between the two, everything else is the same.
FRAGMENT = "application/vnd.ctg.fragment+html"
MINIMUM_ALT = 20


@dataclass(frozen=True)
class Block:
    """A piece of HTML that displays itself in JupyterLab and in the exported page."""

    html: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, FRAGMENT: self.html, "text/plain": "(élément de page)"}

    @classmethod
    def stack(cls, blocks: list[Block]) -> Block:
        """Several pieces one under the other."""
        return cls("\n".join(block.html for block in blocks))


@dataclass(frozen=True)
class View:
    """A chart or a map with its title, alternative text, source line and data table.

    picture: the HTML of the picture itself, `img` or map body. alt: at least one French sentence that says what the
    picture shows. sources: one line for each dataset, vintage and chain of custody included. data: the table of the
    numbers drawn, as HTML, with its caption. message: the sentence under the title, made from the values.
    """

    picture: str
    title: str
    alt: str
    sources: tuple[str, ...]
    data: str
    message: str = ""
    standalone: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "data", "picture"):
            if not getattr(self, name).strip():
                raise ValueError(f"a view needs its {name}")
        if len(self.alt) < MINIMUM_ALT or not self.sources:
            raise ValueError(f"a view needs an alternative text and a source: {self.title}")

    @property
    def html(self) -> str:
        message = f"<p>{self.message}</p>" if self.message else ""
        return (
            f'<figure class="vue"><figcaption><strong>{html.escape(self.title)}</strong>{message}</figcaption>'
            f"{self.picture}{source_line(self.sources)}</figure>{detailed(self.title, self.data)}"
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.standalone or self.html, FRAGMENT: self.html, "text/plain": self.alt}


def detailed(title: str, data: str) -> str:
    """The table of numbers (HTML) of what bears this title, folded under it."""
    return f'<details class="donnees"><summary>Les chiffres de « {html.escape(title)} »</summary>{data}</details>'


def source_line(sources: tuple[str, ...]) -> str:
    """« Source : … » under a figure or a table."""
    word = "Source" if len(sources) == 1 else "Sources"
    told = " ; ".join(html.escape(one) for one in sources)
    return f'<p class="source">{word}\u00a0: {told}.</p>'


def origin(indicator: str, shown: str) -> str:
    """What leads to the line of the annex that tells where an indicator comes from; shown: HTML.

    Its title says where it leads: out of its sentence, « 83,3 » alone would not.
    """
    words = re.sub(r"<[^>]+>", "", shown)
    return f'<a class="origine" href="#{anchor(indicator)}" title="{words} : calcul et source">{shown}</a>'


def anchor(indicator: str) -> str:
    """The address of an indicator's line in the annex."""
    return f"calcul-{indicator}"


# What names a row of the long table in a page.
KEYED_BY = ["indicator", "level", "territory", "vintage"]


def keys(values: pd.DataFrame) -> pd.Series:
    """For each row of a long table, the key that `keyed` gives it in a page."""
    first, *others = (values[name] for name in KEYED_BY)
    return first.str.cat(others, sep="|")


def key(row: pd.Series) -> str:
    """The key of one row of the long table in a page."""
    return "|".join(row[name] for name in KEYED_BY)


def keyed(row: pd.Series, text: str) -> str:
    """A number of the page, tied to its row of the long table so that the two can be compared."""
    if pd.isna(row["value"]):
        return html.escape(text)
    return f'<data value="{row["value"]:.12g}" data-cle="{key(row)}">{html.escape(text)}</data>'


def bounds(row: pd.Series, text: str) -> str:
    """The bounds of a row inside a sentence, tied to it as its value is."""
    return f'<span data-bornes="{key(row)}">{html.escape(text)}</span>'


def under(row: pd.Series, text: str) -> str:
    """The bounds of a row, small, under or beside its value in a cell."""
    return f'<small class="bornes" data-bornes="{key(row)}">{html.escape(text)}</small>'


def changed(before: pd.Series, after: pd.Series) -> str:
    """« −28 % », tied to the two rows that it is the change between."""
    return f'<span data-de="{key(before)}" data-a="{key(after)}">{html.escape(evolution(before, after))}</span>'


class Mark(StrEnum):
    """What a number of the page is that states nothing of a territory by a row of the long table."""

    YEAR = "annee"
    LAW = "loi"
    THRESHOLD = "seuil"
    AXIS = "axe"
    COUNT = "compte"
    # Words of method, or of a declaration.
    TEXT = "texte"
    # What people wrote of their convention, in their words: neither its numbers nor its spelling are ours.
    TYPED = "saisi"
    # A cell of a source that stands under the table: an establishment, a zone, an age of the pyramid.
    SOURCE = "source"
    # A figure of an earlier edition, from the table that stands in its folder.
    EDITION = "edition"


def spoken(message: str) -> str:
    """The words of some HTML of ours, for an alternative text."""
    return html.unescape(re.sub(r"<[^>]+>", "", message))


def of_kind(mark: Mark, content: str) -> str:
    """Some HTML whose numbers are of one kind, and tied to no row."""
    return f'<span data-nombre="{mark}">{content}</span>'
