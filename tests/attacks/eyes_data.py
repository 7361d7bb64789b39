"""Tables and trees: CSV, JSON and executed notebooks, with all their metadata."""

from __future__ import annotations

import base64
import csv as reader
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ctg_lib.value import KEY
from tests.attacks.reading import Key, Read, Tied

# What a row of the long table says of its figure in numbers. The denominator is another figure: that of the whole.
NUMERIC = ("value", "low", "high", "numerator")


def csv(content: bytes) -> Read:
    """The long table, and whatever else the file has: lines above, columns more."""
    found = Read()
    lines = list(reader.reader(io.StringIO(content.decode("utf-8-sig", "replace"))))
    head = lines[0] if lines else []
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line):
            found.say(f"ligne {number}, colonne {head[place] if place < len(head) else place + 1}", text)
        found.tied += row(f"ligne {number}", dict(zip(head, line, strict=False)))
    return found


def row(place: str, told: Mapping[str, Any]) -> Iterator[Tied]:
    """The numbers of a row of the long table, by its key; nothing of what is no such row, nor of its headings."""
    if not set(KEY) <= set(told) or told[KEY[0]] == KEY[0]:
        return
    own = Key(*(str(told[name]) for name in KEY))
    for name in NUMERIC:
        text = told.get(name)
        if text is not None and text != "":
            yield Tied(f"{place}, {name}", own, str(text))


def tree(content: bytes) -> Read:
    """Every name and every value of a JSON file, and each object that is a row of the long table."""
    found = Read()
    _walk(found, "", json.loads(content))
    return found


def _walk(found: Read, place: str, node: Any) -> None:
    if isinstance(node, dict):
        found.tied += row(place, node)
        for name, value in node.items():
            found.say(f"{place}/{name} (nom)", name)
            _walk(found, f"{place}/{name}", value)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            _walk(found, f"{place}/{number}", value)
    elif node is not None:
        found.say(place, node)


def notebook(content: bytes) -> Read:
    """A notebook as a tree, its sources and outputs as the text that they are, and the pages inside them."""
    found = tree(content)
    read = json.loads(content)
    for number, cell in enumerate(read.get("cells", [])):
        place = f"cellule {number}"
        found.say(f"{place}, source", _joined(cell.get("source", "")), prose=True)
        for output in cell.get("outputs", []):
            if "text" in output:
                found.say(f"{place}, {output.get('name', 'sortie')}", _joined(output["text"]), prose=True)
            for kind, value in output.get("data", {}).items():
                _output(found, f"{place}, {kind}", kind, value)
    return found


def _output(found: Read, place: str, kind: str, value: Any) -> None:
    if kind.endswith(("html", "svg+xml")):
        found.inside.append((place, "sortie.html", _joined(value).encode()))
    elif kind.startswith(("image/", "audio/", "application/pdf")):
        found.inside.append((place, f"sortie.{kind.rpartition('/')[2]}", base64.b64decode(_joined(value))))
    elif isinstance(value, (str, list)):
        found.say(place, _joined(value), prose=kind.startswith("text/"))


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)
