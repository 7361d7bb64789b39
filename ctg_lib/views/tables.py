"""Tables: caption, scopes, a note for every blank."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ctg_lib.value import Status
from ctg_lib.views.view import Block, Mark, keyed, origin, source_line, under
from ctg_lib.views.wording import (
    CHANCE_ALONE,
    beside,
    is_complete_count,
    is_order_of_magnitude,
    period,
    readable,
    row_text,
)

NO_ROW = "pas de chiffre de même date à ce niveau"
FEW = "part calculée sur moins de trente unités : elle n’est pas affichée"


@dataclass
class Notes:
    """Reasons printed under a table, each once, called by a number from the cells."""

    texts: list[str] = field(default_factory=list)

    def call(self, text: str) -> str:
        if text not in self.texts:
            self.texts.append(text)
        # Between parentheses: read aloud or copied, « 60,0 » called by note 1 must not become 60,01.
        return f'<sup class="appel">({self.texts.index(text) + 1})</sup>'

    def html(self) -> str:
        if not self.texts:
            return ""
        items = "".join(f"<li>{html.escape(text[0].upper() + text[1:])}.</li>" for text in self.texts)
        return f'<ol class="notes">{items}</ol>'


@dataclass(frozen=True)
class Line:
    """One line of a comparison table: its heading and one row of the long table for each column (None = no row)."""

    heading: str
    cells: tuple[pd.Series | None, ...]


def comparison(caption: str, columns: Sequence[str], lines: Sequence[Line], sources: tuple[str, ...]) -> Block:
    """A table of indicators (lines) by territories (columns); the first column is the territory itself.

    A column without any value is left out and its absence told in a note.
    """
    notes = Notes()
    kept = [
        index for index in range(len(columns)) if index == 0 or any(_has_value(line.cells[index]) for line in lines)
    ]
    head = "".join(f'<th scope="col">{html.escape(columns[index])}</th>' for index in kept)
    body = "".join(_line(line, kept, notes) for line in lines)
    table = (
        f'<div class="defile" tabindex="0" role="region" aria-label="{html.escape(caption, quote=True)}">'
        f'<table class="comparaison"><caption>{html.escape(caption)}</caption>'
        f'<thead><tr><th scope="col">Indicateur et date</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    gone = [index for index in range(len(columns)) if index not in kept]
    return Block(table + notes.html() + _absent(gone, columns, lines) + source_line(sources))


def _absent(gone: Sequence[int], columns: Sequence[str], lines: Sequence[Line]) -> str:
    """The territories left out, each with the reasons that its lines give."""
    if not gone:
        return ""
    why: dict[str, list[str]] = {}
    for index in gone:
        rows = [line.cells[index] for line in lines]
        reasons = dict.fromkeys(NO_ROW if row is None else str(row["method"]) for row in rows)
        why.setdefault(" ; ".join(reasons), []).append(columns[index])
    told = ". ".join(f"{', '.join(names)} : {reasons}" for reasons, names in why.items())
    return f'<p class="source">Sans chiffre ici. {html.escape(told)}.</p>'


def _has_value(row: pd.Series | None) -> bool:
    return row is not None and Status(row["status"]).has_value


def _line(line: Line, kept: list[int], notes: Notes) -> str:
    rows = [line.cells[index] for index in kept]
    dates = {period(row) for row in rows if row is not None and row["vintage"]}
    cells = "".join(f"<td>{_cell(row, notes)}</td>" for row in rows)
    date = f'<small class="date">{html.escape(", ".join(sorted(dates)))}</small>' if dates else ""
    names = [row["indicator"] for row in rows if row is not None]
    heading = origin(names[0], html.escape(line.heading)) if names else html.escape(line.heading)
    return f'<tr><th scope="row" data-nombre="{Mark.TEXT}">{heading} {date}</th>{cells}</tr>'


def _cell(row: pd.Series | None, notes: Notes) -> str:
    if row is None:
        return f'<span class="vide">non comparé{notes.call(NO_ROW)}</span>'
    text = row_text(row)
    if not _has_value(row):
        return f'<span class="vide">{html.escape(text)}{notes.call(row["method"])}</span>'
    if not readable(row):
        return f'<span class="vide">{html.escape(text)}{notes.call(FEW)}</span>'
    bounds = beside(row)
    small = under(row, bounds) if bounds else ""
    calls = "".join(notes.call(note) for note in _remarks(row))
    return f"{keyed(row, text)}{calls}{small}"


def with_bounds(row: pd.Series) -> str:
    """A figure in a cell of a plain table, tied to its row, and its bounds unless they repeat it."""
    bounds = beside(row)
    return keyed(row, row_text(row)) + (f" {under(row, bounds)}" if bounds else "")


def _remarks(row: pd.Series) -> Iterator[str]:
    """What must be known of a value to read it: all counted, rough, approximate, a sum of rounded, which France."""
    method = str(row["method"])
    if is_complete_count(row):
        yield f"tout est compté : {CHANCE_ALONE}"
    if is_order_of_magnitude(row):
        yield "ordre de grandeur : l’intervalle est large ou l’effectif petit"
    if row["status"] == Status.ESTIMATED:
        yield re.split(" ; (?=approché|périmètre)", method)[0]
    for part in method.split(" ; "):
        if part.startswith("approché"):
            yield part
        elif part.startswith("périmètre : "):
            yield part.removeprefix("périmètre : ")
    if method.startswith("somme") and row["status"] == Status.ROUNDED:
        yield "somme des effectifs communaux arrondis, et non chiffre publié par le producteur à ce niveau"


def plain(caption: str, frame: pd.DataFrame, mark: Mark | None = None, *, kind: str = "") -> str:
    """A table of text already in French: columns as headers, first column as row headings.

    mark: what its numbers are, where they are not tied to rows of the long table. kind: the class of the table, where
    the style sheet has widths for its columns.
    """
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in frame.columns)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"
        for first, *others in frame.itertuples(index=False, name=None)
    )
    named = f' class="{kind}"' if kind else ""
    nature = f' data-nombre="{mark}"' if mark else ""
    # What names the region is what the table is: its words may be those that somebody typed.
    return (
        f'<div class="defile" tabindex="0" role="region" aria-label="{html.escape(caption, quote=True)}"{nature}>'
        f"<table{named}{nature}><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}"
        "</tbody></table></div>"
    )
