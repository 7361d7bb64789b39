"""The eyes of the attacker: what somebody who has only the published files of a territory can read in them.

Two ways of looking. `numbers` reads every number, wherever it hides, to look for one that must stand nowhere. `look`
says of which indicator, territory and date each figure is: by the key that it bears, else by what stands around it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

from PIL import Image, UnidentifiedImageError

from tests.attacks import eyes_data, eyes_html, eyes_office, eyes_pdf
from tests.attacks.lexicon import Lexicon, cells
from tests.attacks.reading import Key, Read, Tied, numbers_in

_READERS: dict[str, Callable[[bytes], Read]] = {
    ".html": eyes_html.html,
    ".svg": eyes_html.html,
    ".csv": eyes_data.csv,
    ".json": eyes_data.tree,
    ".ipynb": eyes_data.notebook,
    ".xlsx": eyes_office.xlsx,
    ".docx": eyes_office.docx,
    ".zip": eyes_office.archive,
    ".pdf": eyes_pdf.pdf,
}
_AROUND = 60


@dataclass(frozen=True)
class Finding:
    """A figure as a reader finds it. how: « clé » (the file says what it is), « tableau », « phrase » (words do)."""

    file: str
    place: str
    indicator: str
    territory: str
    level: str
    vintage: str
    text: str
    how: str

    @property
    def key(self) -> Key:
        return Key(self.indicator, self.territory, self.level, self.vintage)


def read(name: str, content: bytes) -> Read:
    """Everything in a file, and in the files inside it; name: its ending says how it is read."""
    return _inside(PurePath(name).suffix.lower(), content)


@lru_cache(maxsize=40)
def _inside(kind: str, content: bytes) -> Read:
    """The same; a notebook has most of its outputs twice, and the page has them too."""
    found = _READERS.get(kind, _other)(content)
    for place, inner, held in found.inside:
        found.add(place, read(inner, held))
    return found


def _other(content: bytes) -> Read:
    """A picture by what is written beside its dots; anything else as the text that it may be."""
    found = Read()
    try:
        picture = Image.open(io.BytesIO(content))
        picture.load()
    except (UnidentifiedImageError, OSError):
        found.say("octets", content.decode("utf-8", "replace"))
    else:
        for name, value in [*picture.info.items(), *picture.getexif().items()]:
            found.say(f"image {name}", value.decode("utf-8", "replace") if isinstance(value, bytes) else value)
    return found


@lru_cache(maxsize=40)
def _read(path: Path, _: int) -> Read:
    return read(path.name, path.read_bytes())


def opened(path: Path) -> Read:
    """Everything in a file of a folder, read once as long as it stays the same."""
    return _read(path, path.stat().st_mtime_ns)


def published(folder: Path) -> list[Path]:
    """Every file of an output folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def numbers(path: Path) -> dict[str, list[str]]:
    """Every number that a file holds, in one spelling, each with the places and the words around it."""
    found: dict[str, list[str]] = {}
    for one in opened(path).passages:
        for number, start in numbers_in(one.text):
            around = one.text[max(0, start - _AROUND) : start + _AROUND]
            found.setdefault(number, []).append(f"{one.place} : {around}")
    return found


def lexicon(folder: Path) -> Lexicon:
    """What the pages of a folder teach."""
    return Lexicon.of(folder, [opened(path) for path in published(folder) if path.suffix in (".html", ".ipynb")])


def look(folder: Path) -> list[Finding]:
    """Every figure of every file of a folder that can be said to be of an indicator and a territory."""
    words = lexicon(folder)
    return [one for path in published(folder) for one in findings(path, folder, words)]


def findings(path: Path, folder: Path, words: Lexicon) -> list[Finding]:
    """Those of one file."""
    file, seen = str(path.relative_to(folder)), opened(path)
    tied = [(one, "clé") for one in seen.tied]
    for table in seen.tables:
        for line, column, cell in cells(table):
            key = words.of_cell(table, line, column, cell)
            if key.indicator and key.territory and cell.text.strip():
                place = f"{table.place}, {table.caption} : {line.text} × {column.text}"
                tied.append((Tied(place, key, cell.text), "tableau"))
    # What is said many times, as the method of a figure is, says it once.
    said = {one.text: one.place for one in seen.prose}
    said |= {cell.text: f"{table.place}, {table.caption}" for table in seen.tables for *_, cell in cells(table)}
    for text, place in said.items():
        tied += [(Tied(place, key, number), "phrase") for key, number in words.told(text)]
    return [Finding(file, one.place, *one.key, one.text, how) for one, how in tied]
