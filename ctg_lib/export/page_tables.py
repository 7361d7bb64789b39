"""The tables of a page as data: captions, headers, numbers that are numbers again, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd
from bs4 import BeautifulSoup, Tag

# A number alone in its cell, as French writes it: sign, thousands apart, decimal comma, and what a format can show.
_NUMBER = re.compile(r"([−-]?\d{1,3}(?:\u202f\d{3})*|[−-]?\d+)(?:,(\d+))?(\u202f%|\u00a0€)?")
BOUNDS = ("borne basse", "borne haute")
NOTES = "Notes"


@dataclass(frozen=True)
class Cell:
    """One cell. A number has a unit (`value.UNITS`) when it is tied to a row, else the digits that the page shows."""

    value: float | str
    unit: str = ""
    digits: int = 0
    suffix: str = ""


@dataclass
class Table:
    """One table: its caption, one heading a column, as many cells on each line, and the texts that follow it."""

    caption: str
    head: list[str]
    lines: list[list[Cell]]
    under: list[str] = field(default_factory=list)


def read(page: str, rows: Mapping[str, pd.Series]) -> tuple[str, list[str], dict[str, list[Table]]]:
    """The title of a page, its warnings, and its tables by chapter; rows: the long table, by the keys of the page."""
    soup = BeautifulSoup(page, "html.parser")
    warnings = [_text(one) for one in soup.select("aside.bandeau p")]
    chapters: dict[str, list[Table]] = {}
    current: list[Table] = []
    waiting: list[str] = []
    for one in soup.select("main h2, main table, main ol.notes li, main p.source"):
        if one.name == "h2":
            current = chapters.setdefault(_text(one), [])
        elif one.name == "table":
            current.append(_table(one, rows))
            current[-1].under += waiting
            waiting = []
        elif one.find_parent("figure"):
            # The source of a picture comes before the table of its numbers.
            waiting.append(_text(one))
        elif current:
            current[-1].under.append(_numbered(one) if one.name == "li" else _text(one))
    return _text(soup.title) if soup.title else "", warnings, {name: own for name, own in chapters.items() if own}


def _table(table: Tag, rows: Mapping[str, pd.Series]) -> Table:
    caption = table.caption
    head = [_text(one) for one in table.select("thead th")]
    lines = [line.find_all(["th", "td"]) for line in table.select("tbody tr")]
    bounded = [any(_bounds(line[place], rows) for line in lines) for place in range(len(head))]
    noted = any(line.select("sup.appel") for cells in lines for line in cells)
    names: list[str] = []
    for heading, wide in zip(head, bounded, strict=True):
        names += [heading, *(f"{heading}, {bound}" for bound in BOUNDS)] if wide else [heading]
    found = [[*_cells(line, bounded, rows), *([Cell(_calls(line))] if noted else [])] for line in lines]
    return Table(_text(caption) if caption else "", [*names, *([NOTES] if noted else [])], found)


def _cells(line: list[Tag], bounded: list[bool], rows: Mapping[str, pd.Series]) -> Iterator[Cell]:
    for cell, wide in zip(line, bounded, strict=True):
        yield _cell(cell, rows)
        if wide:
            yield from _bounds(cell, rows) or (Cell(""), Cell(""))


def _cell(cell: Tag, rows: Mapping[str, pd.Series]) -> Cell:
    tied = cell.select("data[data-cle]")
    shown = _shown(cell)
    if len(tied) == 1 and shown == _text(tied[0]):
        row = rows[str(tied[0]["data-cle"])]
        return Cell(float(row["value"]), str(row["unit"]))
    if found := _NUMBER.fullmatch(shown):
        whole, decimals, suffix = found[1].replace("\u202f", "").replace("−", "-"), found[2] or "", found[3] or ""
        value = float(f"{whole}.{decimals or 0}")
        percent = suffix.endswith("%")
        return Cell(value / 100 if percent else value, "", len(decimals), suffix.strip())
    return Cell(_lines(cell))


def _bounds(cell: Tag, rows: Mapping[str, pd.Series]) -> list[Cell]:
    """The two bounds of a number that prints its interval; none elsewhere."""
    tied = cell.select("data[data-cle]")
    if len(tied) != 1 or not cell.select("small.bornes") or _shown(cell) != _text(tied[0]):
        return []
    row = rows[str(tied[0]["data-cle"])]
    return [Cell(float(row[name]), str(row["unit"])) for name in ("low", "high")]


def _shown(cell: Tag) -> str:
    """What the cell says beside its notes and its interval."""
    return _text(cell, without=("sup.appel", "small.bornes"))


def _lines(cell: Tag) -> str:
    """The words of a cell without its notes, one line where the page has one."""
    left = {id(one) for one in cell.select("sup.appel")}
    pieces = [
        "\n" if isinstance(one, Tag) else re.sub(r"[ \n\t]+", " ", str(one))
        for one in cell.descendants
        if (not isinstance(one, Tag) or one.name == "br") and not any(id(parent) in left for parent in one.parents)
    ]
    return "\n".join(line.strip() for line in "".join(pieces).split("\n")).strip()


def _calls(line: list[Tag]) -> str:
    return " ".join(dict.fromkeys(_text(one) for cell in line for one in cell.select("sup.appel")))


def _numbered(item: Tag) -> str:
    """A note with the number that calls it."""
    before = len(item.find_previous_siblings("li"))
    return f"({before + 1}) {_text(item)}"


def _text(tag: Tag, without: tuple[str, ...] = ()) -> str:
    """The words inside a tag, its pieces apart, no-break spaces kept."""
    left = {id(one) for selector in without for one in tag.select(selector)}
    pieces = [str(text) for text in tag.find_all(string=True) if not any(id(parent) in left for parent in text.parents)]
    return re.sub(r"[ \n\t]+", " ", " ".join(pieces)).strip()
