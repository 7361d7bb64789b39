"""A page, a drawing or a fragment of a notebook: what is shown, said aloud, folded, hidden, or meant for scripts."""

from __future__ import annotations

import base64
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup, Comment, NavigableString, Tag, XMLParsedAsHTMLWarning
from bs4.element import PreformattedString

from tests.attacks.reading import NOWHERE, Cell, Key, Read, Table, Tied

TIES = ("data-cle", "data-bornes", "data-de", "data-a")
SAID = {"alt", "title", "aria-label", "aria-description", "placeholder", "summary", "content", "label"}
# What holds one sentence, or one label of a drawing: pieces of a number in two elements are read together.
BLOCKS = ["p", "li", "h1", "h2", "h3", "h4", "td", "th", "caption", "figcaption", "summary", "title", "desc", "text"]
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_DATA = re.compile(r"data:(?P<kind>[\w/+.-]*)(?P<how>[^,]*),(?P<rest>[^\"')\s]*)")
# Calls of notes, one or several.
CALL = re.compile(r"(?:\s*\(\d{1,2}\)\s*)+")


def key(told: str) -> Key:
    """« indicator|level|territory|vintage », as the pages write it."""
    indicator, level, territory, vintage = told.split("|")
    return Key(indicator, territory, level, vintage)


def html(content: bytes) -> Read:
    """Everything in some HTML or SVG."""
    found = Read()
    with warnings.catch_warnings():
        # A drawing is XML, and the names of its attributes matter less than reading whatever a browser would.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(content.decode("utf-8", "replace"), "html.parser")
    for one in soup.find_all(True):
        _attributes(found, one)
        for name in TIES:
            if name in one.attrs:
                found.tied.append(Tied(f"{_where(one)} {name}", key(str(one[name])), one.get_text()))
        if one.name == "data" and "data-cle" in one.attrs:
            found.tied.append(Tied(f"{_where(one)} value", key(str(one["data-cle"])), str(one.get("value", ""))))
    for string in soup.find_all(string=True):
        _string(found, string)
    for table in soup.find_all("table"):
        found.tables.append(_table(table))
    for block in soup.find_all(BLOCKS):
        found.say(_where(block), block.get_text())
        if block.find(BLOCKS) is None and not block.find_parent("table"):
            found.say(f"{_where(block)} hors clés", _without(block, set(map(id, _bearing(block)))), prose=True)
    found.tables += _maps(soup)
    found.named |= _outlined(soup)
    return found


def _where(one: Tag) -> str:
    named = f"#{one['id']}" if one.get("id") else ""
    return f"{one.name}{named} l. {one.sourceline}"


def _attributes(found: Read, one: Tag) -> None:
    for name, value in one.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        found.say(f"{_where(one)} @{name}", f"{name} {text}" if name.startswith("data-") else text, prose=name in SAID)
        if name == "srcdoc":
            found.inside.append((f"{_where(one)} @srcdoc", "srcdoc.html", text.encode()))
        found.inside += [(f"{_where(one)} @{name}", *addressed) for addressed in data(text)]


def data(text: str) -> Iterator[tuple[str, bytes]]:
    """What the `data:` addresses of some text hold: a name that tells its kind, and the bytes."""
    for found in _DATA.finditer(text):
        content = unquote_to_bytes(found["rest"])
        if "base64" in found["how"]:
            content = base64.b64decode(content + b"=" * (-len(content) % 4))
        yield f"data.{found['kind'].rpartition('/')[2].partition('+')[0] or 'txt'}", content


def _string(found: Read, string: NavigableString) -> None:
    """Words, comments and declarations; in scripts and styles, with what is escaped there as it reads."""
    parent = string.parent
    place = _where(parent) if parent else "page"
    if isinstance(string, Comment):
        # Old browsers had markup in comments; somebody who looks for a figure reads it as well.
        found.say(f"commentaire après {place}", string, prose=True)
    elif isinstance(string, PreformattedString):
        found.say(f"déclaration dans {place}", string)
    elif parent is not None and parent.name in ("script", "style"):
        found.say(place, _ESCAPED.sub(lambda one: chr(int(one[1] or one[2], 16)), string))
        found.inside += [(place, *addressed) for addressed in data(string)]
    else:
        found.say(place, string)


def _table(table: Tag) -> Table:
    caption = table.find("caption")
    lines = [[_cell(one) for one in line.find_all(["th", "td"])] for line in table.find_all("tr")]
    return Table(_where(table), caption.get_text() if caption else "", lines)


def _cell(cell: Tag) -> Cell:
    # A call of note is no number of the cell; whatever else stands there is one.
    calls = {id(one) for one in cell.find_all("sup", class_="appel") if CALL.fullmatch(one.get_text())}
    text = _without(cell, calls, "\n")
    tied = cell.find_all(attrs={"data-cle": True})
    # With other words around, it is a figure among others, and the cell no figure.
    alone = len(tied) == 1 and not re.search(r"[^\W\d_]{3}", _without(cell, calls | set(map(id, _bearing(cell)))))
    origin = cell.find("a", href=re.compile("#calcul-")) if cell.name == "th" else None
    leads = str(origin["href"]).partition("#calcul-")[2] if origin else ""
    return Cell(text, key(str(tied[0]["data-cle"])) if alone else NOWHERE, leads)


def _bearing(block: Tag) -> list[Tag]:
    return block.find_all(lambda one: any(name in one.attrs for name in TIES))


def _without(block: Tag, left: set[int], between: str = "") -> str:
    """The words of a block without those of some elements."""
    pieces = [
        re.sub(r"[ \n\t]+", " ", one)
        for one in block.find_all(string=True)
        if not isinstance(one, PreformattedString) and not any(id(parent) in left for parent in one.parents)
    ]
    return between.join(pieces)


def _maps(soup: BeautifulSoup) -> Iterator[Table]:
    """Each figure of a live map as a table: what is told of each commune, and what the legend says of its colour."""
    for script in soup.find_all("script"):
        for start in re.finditer(r"ctgCarte\(\s*\w+\s*,\s*", script.string or ""):
            spec, _ = json.JSONDecoder().raw_decode(str(script.string)[start.end() :])
            frame = script.find_parent(class_="vive")
            for place, one in enumerate(spec.get("shadings", ())):
                legend = _legend(frame, place)
                yield Table(f"carte de {_where(script)}", "", _shading(one, legend))


def _outlined(soup: BeautifulSoup) -> dict[str, str]:
    """The communes that the maps of a page draw, whether they have a figure or not."""
    read = [json.loads(one.string or "{}") for one in soup.find_all("script", id=re.compile("^contours-"))]
    told = [one["properties"] for outlines in read for one in outlines.get("features", [])]
    return {one["nom"]: one["code"] for one in told}


def _shading(one: dict[str, Any], legend: dict[str, str]) -> list[list[Cell]]:
    head = [Cell("Commune"), *(Cell(one["label"]) for _ in range(3))]
    codes = dict.fromkeys([*one["texts"], *one["fills"], *one["marks"]])
    return [
        head,
        *(
            [
                Cell(code),
                Cell(str(one["texts"].get(code, ""))),
                Cell(legend.get(one["fills"].get(code, ""), "")),
                Cell(str(one["marks"].get(code, ""))),
            ]
            for code in codes
        ),
    ]


def _legend(frame: Tag | None, place: int) -> dict[str, str]:
    """The words of each colour of a map; those of a blank are why there is no figure."""
    shown = frame.select(f'[data-couche="{place}"] .legende li') if frame else []
    colours = {}
    for line in shown:
        if (patch := line.select_one(".pastille")) and (colour := re.search(r"#\w+", str(patch.get("style", "")))):
            colours[colour[0]] = "" if "sans" in patch.get_attribute_list("class") else line.get_text()
    return colours
