"""A drawing inside the address of its image: what a page, a Word document and the checks agree on."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote

_OPENING = "data:image/svg+xml,"
# What an address may bear as it is, once between double quotes in HTML: a map is mostly digits and commas.
_SAFE = "!$()*+,-./:;=@_~"
_UNSAFE = re.compile(rf"[^A-Za-z0-9{re.escape(_SAFE)}]+")


def address(drawing: str) -> str:
    """The address that holds an SVG. Base64 would be a third longer: a drawing is mostly plain characters."""
    return _OPENING + _UNSAFE.sub(lambda found: _quoted(found[0]), drawing)


# The same few hundred runs of signs stand between the words and the numbers of every drawing.
@lru_cache(maxsize=4096)
def _quoted(signs: str) -> str:
    return quote(signs, safe="")


def drawing(source: str) -> str | None:
    """The SVG of an address; None for what holds none."""
    return unquote(source.removeprefix(_OPENING)) if source.startswith(_OPENING) else None
