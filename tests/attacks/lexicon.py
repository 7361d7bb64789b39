"""What the pages of a folder teach a reader: labels of indicators, names of territories, what each table is about."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from babel.dates import get_month_names

from ctg_lib.export.numbers import unmarked
from ctg_lib.views.wording import LOCALE
from tests.attacks.reading import NOWHERE, Cell, Key, Read, Table, even, numbers_in

_MONTHS = [get_month_names(locale=LOCALE)[month] for month in range(1, 13)]
_QUARTER = re.compile(r"([1-4])er? trimestre (\d{4})|([1-4])e trimestre (\d{4})")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{4}})\b")
_SPAN = re.compile(r"\b(\d{4})-(\d{4})\b")
_YEAR = re.compile(r"\b((?:1[89]|20)\d{2})\b")


def vintage(text: str) -> str:
    """The only date that some words tell, as the long table writes it; empty where there is none, or several."""
    found = {f"{one[1] or one[3]}-T{one[0] or one[2]}" for one in _QUARTER.findall(text)}
    text = _QUARTER.sub(" ", text)
    found |= {f"{year}-{_MONTHS.index(month) + 1:02d}" for month, year in _MONTH.findall(text)}
    text = _MONTH.sub(" ", text)
    found |= {last for _, last in _SPAN.findall(text)}
    found |= set(_YEAR.findall(_SPAN.sub(" ", text)))
    return found.pop() if len(found) == 1 else ""


@dataclass
class Lexicon:
    """What words mean. lessons: by caption, axis and heading, the part of the key that the cells under it share."""

    labels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    lessons: dict[tuple[str, str, str], Key] = field(default_factory=dict)
    own: tuple[str, str] = ("", "")
    _said: dict[str, Key] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, pages: Iterable[Read]) -> Lexicon:
        """From the dictionary, the head of the JSON and the pages of a published folder, and from nothing else."""
        own = cls()
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for table in package["resources"]:
            if table["name"] == "dictionary":
                for one in table["data"]:
                    own.labels[even(one["label"])].append(one["id"])
        about = json.loads((folder / "indicators.json").read_text(encoding="utf-8"))
        place = about["territory"]
        own.own = (place["code"], place["level"])
        own.places[even(place["name"])] = own.own
        for one in about["values"]:
            own.places.setdefault(one["territory"], (one["territory"], one["level"]))
        for page in pages:
            for name, code in page.named.items():
                own.places.setdefault(even(name), (code, "commune"))
            for table in page.tables:
                own.learn(table)
        return own

    def learn(self, table: Table) -> None:
        """What a table whose cells bear keys says of its headings."""
        axes: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for line, column, cell in cells(table):
            for axis, heading in _around(line, column) if cell.key != NOWHERE else ():
                axes[axis, even(heading.text)].append(cell.key)
        # Indicator, place, date: each is told by the lines, by the columns, or once for the whole table.
        carried = [_carrier(axes, part) for part in (slice(0, 1), slice(1, 3), slice(3, 4))]
        for (axis, heading), found in axes.items():
            indicator, territory, level, date = found[0]
            told = [axis == one for one in carried]
            place = (territory, level) if told[1] else ("", "")
            lesson = Key(indicator if told[0] else "", *place, date if told[2] else "")
            self._keep(table, axis, heading, lesson)
            if lesson.territory and heading:
                self.places.setdefault(heading, (lesson.territory, lesson.level))
        for line in table.lines:
            if line and line[0].leads:
                self._keep(table, "row", even(line[0].text), Key(line[0].leads))

    def _keep(self, table: Table, axis: str, heading: str, lesson: Key) -> None:
        place = (even(table.caption), axis, heading)
        self.lessons[place] = self.lessons.get(place, NOWHERE).beside(lesson)

    def of_cell(self, table: Table, line: Cell, column: Cell, cell: Cell) -> Key:
        """What a cell is of: its own key, what the same table taught of its headings, what their words say."""
        found = cell.key.beside(Key(line.leads)).beside(Key(column.leads))
        for axis, heading in _around(line, column):
            if axis == "whole":
                found = found.beside(self._words(even(line.text))).beside(self._words(even(column.text)))
            found = found.beside(self.lessons.get((even(table.caption), axis, even(heading.text)), NOWHERE))
        return found

    def _words(self, words: str) -> Key:
        """What the words of a heading say."""
        if words not in self._said:
            self._said[words] = self._meaning(words)
        return self._said[words]

    def _meaning(self, words: str) -> Key:
        label = next((one for one in self._longest if words.startswith(one)), "")
        meant = self.labels[label] if label else []
        place = self.places.get(words, ("", ""))
        return Key(meant[0] if len(meant) == 1 else "", *place, vintage(words.removeprefix(label)))

    @cached_property
    def _longest(self) -> list[str]:
        return sorted(self.labels, key=len, reverse=True)

    @cached_property
    def _mentions(self) -> re.Pattern[str]:
        return _any(self._longest)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return _any(sorted((one for one in self.places if not one.isdigit()), key=len, reverse=True))

    def told(self, text: str) -> Iterator[tuple[Key, str]]:
        """The numbers that a sentence tells of an indicator that it names, each with the territories that it may be of.

        « Label : 18,5 % (Sorbiers), 18,0 % (Loire) » and « Label, Sorbiers 18,5 % » are both written: the place is the
        one in the parentheses that follow, else the last one named, else that of the folder.
        """
        # Numbers on two lines of a cell are two numbers.
        words = even(text.replace("\n", " | "))
        if not re.search(r"\d", words) or not any(label in words for label in self._longest):
            return
        for sentence in re.split(r"(?<=[.!?;])\s", words):
            mentions = list(self._mentions.finditer(sentence))
            ends = [*(one.start() for one in mentions[1:]), len(sentence)]
            for mention, end in zip(mentions, ends, strict=False):
                part = sentence[mention.end() : end]
                figures = {plain for one in unmarked(part) for plain, _ in numbers_in(one)}
                for number, start in numbers_in(part):
                    for indicator in self.labels[mention[0]] if number in figures else ():
                        yield self._of_sentence(indicator, part, start), number

    def _of_sentence(self, indicator: str, part: str, start: int) -> Key:
        after = re.match(r"[\d\s,.%€]*(?:habitants|personnes)?\s*\(([^)]*)\)", part[start:])
        named = self.places.get(after[1]) if after else None
        before = [one[0] for one in self._names.finditer(part[:start])]
        place = named or (self.places[before[-1]] if before else self.own)
        return Key(indicator, *place, vintage(part))


def _around(line: Cell, column: Cell) -> tuple[tuple[str, Cell], ...]:
    """What a cell stands under: its line, its column, and the table as a whole, which has no heading."""
    return ("row", line), ("column", column), ("whole", Cell(""))


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in words) or r"(?!)")


def _carrier(axes: dict[tuple[str, str], list[Key]], part: slice) -> str:
    """Which axis tells a part of the keys: under each of its headings, all cells have the same one."""
    if len(axes.get(("whole", ""), ())) < 2:
        # A figure alone in its table is no rule.
        return ""
    for axis in ("whole", "row", "column"):
        if all(len({one[part] for one in found}) == 1 for (kind, _), found in axes.items() if kind == axis):
            return axis
    return ""


def cells(table: Table) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Each cell under the headings, with that of its line and that of its column."""
    if not table.lines:
        return
    head, *lines = table.lines
    for line in lines:
        for place, cell in enumerate(line[1:], 1):
            yield line[0], head[place] if place < len(head) else Cell(""), cell
