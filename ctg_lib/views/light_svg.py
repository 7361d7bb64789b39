"""A drawing of Matplotlib in fewer bytes, and the same to the eye: a page holds forty of them, and maps are long."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

# A tenth of a point is finer than any screen or printer.
_SHORTENED = re.compile(rb"(?<=[\x20\x22(])(-?\d+\.\d)\d+(?=[\x20\x22\n)])")
_STROKES = re.compile(rb"\x20?\n([MLCQZz])\x20?")
# Paths of straight lines alone: the outlines of a map. Others keep their curves as they are.
_STRAIGHT = re.compile(rb'(?<= d=")([MLz\d.\x20-]+)(?=")')
# Who made the file, in a vocabulary that no reader of a page sees.
_ABOUT = re.compile(rb"<!DOCTYPE[^>]*>|<metadata>.*?</metadata>", flags=re.DOTALL)
# What indents a tag: a text has its words between its own two tags.
_BETWEEN = re.compile(rb">\x20+<(?!/text|/tspan)")
# The same as a template of one group, which would be read again at each of thousands of numbers.
_KEPT = itemgetter(1)
_STEP = re.compile(rb"([MLz])\x20?(?:(-?[\d.]+)\x20(-?[\d.]+))?")


def light(drawing: bytes) -> bytes:
    """The same SVG without the decimals, the line ends and the absolute places that its paths do not need."""
    bare = _ABOUT.sub(b"", drawing)
    short = _STROKES.sub(_KEPT, _SHORTENED.sub(_KEPT, bare)).replace(b"\n", b" ")
    return _STRAIGHT.sub(_relative, _BETWEEN.sub(b"><", short))


def _relative(path: re.Match[bytes]) -> bytes:
    """Each point as its distance from the one before, in tenths: nothing drifts, whatever the number of points."""
    steps, here, start = [], (0, 0), (0, 0)
    for command, x, y in _STEP.findall(path[1]):
        if command == b"z":
            # Closing a ring leads back to its first point.
            steps.append(b"z")
            here = start
            continue
        point = (_tenths(x), _tenths(y))
        across, down = point[0] - here[0], point[1] - here[1]
        second = _written(down)
        steps.append(command.lower() + _written(across) + (b"" if second.startswith(b"-") else b",") + second)
        here = point
        start = point if command == b"M" else start
    return b"".join(steps)


# Numbers of a picture come back: its points lie on a sheet of some hundreds of points.
@lru_cache(maxsize=16384)
def _tenths(number: bytes) -> int:
    return round(float(number) * 10)


@lru_cache(maxsize=16384)
def _written(tenths: int) -> bytes:
    """« -.3 » for three tenths less: SVG asks for no zero before the point, and none after it."""
    sign, whole, rest = ("-" if tenths < 0 else ""), *divmod(abs(tenths), 10)
    return f"{sign}{whole or ('' if rest else 0)}{f'.{rest}' if rest else ''}".encode()
