"""What a reader finds in a file, before it knows what anything is: words, tables, what bears a key, files inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


class Key(NamedTuple):
    """What a figure is of, in the order of `ctg_lib.value.KEY`; an empty part is one that the reader does not know."""

    indicator: str = ""
    territory: str = ""
    level: str = ""
    vintage: str = ""

    def beside(self, other: Key) -> Key:
        """This key, what it lacks taken from another one; a territory and its level go together."""
        place = self if self.territory else other
        return Key(self.indicator or other.indicator, place.territory, place.level, self.vintage or other.vintage)

    def fits(self, other: Key) -> bool:
        """Whether it may be that other one, from what is known of it; a year alone may be any month of it."""
        *own, date = self
        *its, other_date = other
        return other_date.startswith(date) and all(not one or one == two for one, two in zip(own, its, strict=True))


NOWHERE = Key()


@dataclass(frozen=True)
class Passage:
    """Some words, and where they stand in the file."""

    place: str
    text: str


@dataclass(frozen=True)
class Tied:
    """Some words that the file itself ties to a key."""

    place: str
    key: Key
    text: str


@dataclass(frozen=True)
class Cell:
    """One cell: its words, the key it bears if any, and the indicator that a heading leads to if it does."""

    text: str
    key: Key = NOWHERE
    leads: str = ""


@dataclass(frozen=True)
class Table:
    """A table: the first line has the headings of the columns, the first cell of a line its own."""

    place: str
    caption: str
    lines: list[list[Cell]]


@dataclass
class Read:
    """Everything in one file.

    prose: the passages whose numbers nothing ties. named: codes of communes by their names. inside: (place, name,
    content) of the files that it holds.
    """

    passages: list[Passage] = field(default_factory=list)
    prose: list[Passage] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    tied: list[Tied] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    inside: list[tuple[str, str, bytes]] = field(default_factory=list)

    def say(self, place: str, text: object, *, prose: bool = False) -> None:
        """Words found there; prose: a sentence for a person, in which a figure may be told."""
        words = str(text)
        if words.strip():
            self.passages.append(Passage(place, words))
            if prose:
                self.prose.append(Passage(place, words))

    def add(self, place: str, other: Read) -> None:
        """What was read in a file inside this one."""
        self.named |= other.named
        self.passages += [Passage(f"{place} > {one.place}", one.text) for one in other.passages]
        self.prose += [Passage(f"{place} > {one.place}", one.text) for one in other.prose]
        self.tables += [Table(f"{place} > {one.place}", one.caption, one.lines) for one in other.tables]
        self.tied += [Tied(f"{place} > {one.place}", one.key, one.text) for one in other.tied]


# Thousands apart by a space of any kind (or by marks, from two of them on), a decimal part, a power of ten.
_NUMBER = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d{1,3}(?:[.,'’]\d{3}){2,}(?!\d)"
    r"|\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,2}(?!\d))?)"
)


def numbers_in(text: str) -> Iterator[tuple[str, int]]:
    """Every number of a text, signs apart, in one spelling (« 4 242 117,50 » is 4242117.5), and where it begins."""
    for found in _NUMBER.finditer(text):
        yield plain(found[0]), found.start()


def plain(number: str) -> str:
    """One spelling for a number."""
    bare = re.sub(r"[\s'’]", "", number).replace(",", ".")
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    written = format(Decimal(bare), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written.lstrip("0") or "0"


def even(text: str) -> str:
    """Words as they compare between files: spaces, dashes and apostrophes of one kind."""
    dashed = text.replace("\u2011", "-").replace("’", "'")
    return re.sub(r"\s+", " ", dashed).strip()
