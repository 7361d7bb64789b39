"""The tables and the sentences of a PDF, from its tags and the text that each of them marks.

Poppler has a command for it (`pdfinfo -struct-text`), which takes two minutes for a diagnostic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from tests.attacks.eyes_html import CALL
from tests.attacks.reading import Cell, Table, even

_SHOWING = {"Tj", "TJ", "'", '"'}
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
# The words of each piece of marked content, by its page and its number there.
Marked = Mapping[tuple[tuple[int, int], int], str]


_SENTENCES = re.compile(r"/(?:P|H\d?|LBody|Caption|Note|Figure|Formula)")


def tagged(opened: pikepdf.Pdf) -> Iterator[Table | str]:
    """Each table, its caption then its rows of cells, and each sentence; nothing of a PDF without tags."""
    if "/StructTreeRoot" not in opened.Root:
        return
    marked = _marked(opened)
    for one in _elements(opened.Root.StructTreeRoot, _SENTENCES):
        yield even(_words(one, marked).replace("\n", " "))
    for table in _elements(opened.Root.StructTreeRoot, "/Table"):
        captions = [_words(one, marked) for one in _elements(table, "/Caption")]
        rows = [[Cell(CALL.sub("\n", _words(one, marked))) for one in _cells(row)] for row in _elements(table, "/TR")]
        yield Table("étiquettes", even(" ".join(captions)), rows)


def _elements(element: Any, kind: str | re.Pattern[str]) -> Iterator[Any]:
    """The elements of a kind inside another one, in order."""
    for one in _held(element):
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            if re.fullmatch(kind, str(one["/S"])):
                yield one
            yield from _elements(one, kind)


def _cells(row: Any) -> list[Any]:
    return [one for one in _held(row) if one["/S"] in ("/TH", "/TD")]


def _held(element: Any) -> list[Any]:
    held = element.get("/K", [])
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def _words(element: Any, marked: Marked, page: Any = None) -> str:
    page = element.get("/Pg", page)
    pieces = []
    for one in _held(element):
        if isinstance(one, int):
            pieces.append(marked.get((page.objgen, one), ""))
        elif "/MCID" in one:
            pieces.append(marked.get((one.get("/Pg", page).objgen, int(one["/MCID"])), ""))
        elif "/S" in one:
            pieces.append(_words(one, marked, page))
    return "\n".join(piece for piece in pieces if piece.strip())


def _marked(opened: pikepdf.Pdf) -> Marked:
    found: dict[tuple[tuple[int, int], int], str] = defaultdict(str)
    letters: dict[tuple[int, int], dict[bytes, str]] = {}
    for page in opened.pages:
        fonts = page.obj.get("/Resources", {}).get("/Font", {})
        font: dict[bytes, str] = {}
        depth: list[int] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                told = operands[1] if name == "BDC" else None
                depth.append(int(told["/MCID"]) if isinstance(told, pikepdf.Dictionary) and "/MCID" in told else -1)
            elif name == "EMC":
                depth.pop()
            elif name == "Tf":
                chosen = fonts[str(operands[0])]
                font = letters.setdefault(chosen.objgen, {}) or _letters(chosen)
                letters[chosen.objgen] = font
            elif name in _SHOWING and depth:
                number = next((one for one in reversed(depth) if one >= 0), -1)
                found[page.obj.objgen, number] += _shown(operands[-1], font)
    return found


def _shown(operand: Any, font: Mapping[bytes, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    wide = max(map(len, font), default=1)
    codes = [bytes(one) for one in strings if isinstance(one, pikepdf.String)]
    return "".join(font.get(code[at : at + wide], "") for code in codes for at in range(0, len(code), wide))


def _letters(font: Any) -> dict[bytes, str]:
    """What each code of a font reads as, from the table that lets its text be copied; Latin letters without one."""
    if "/ToUnicode" not in font:
        return {bytes([code]): bytes([code]).decode("cp1252", "replace") for code in range(256)}
    table = font["/ToUnicode"].read_bytes()
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, flags=re.DOTALL):
        for code, text in _PAIR.findall(block):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, flags=re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = int(text, 16)
            for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code.to_bytes(len(first) // 2, "big")] = chr(start + place)
    return found
