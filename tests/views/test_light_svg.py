from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.views.light_svg import light

points = st.lists(st.tuples(st.floats(-999, 999), st.floats(-999, 999)), min_size=1, max_size=30)


def drawn(rings: list[list[tuple[float, float]]]) -> bytes:
    """A path as Matplotlib writes it: six decimals, one point a line, each ring closed."""
    text = ""
    for ring in rings:
        for place, (x, y) in enumerate(ring):
            text += f"{'L' if place else 'M'} {x:.6f} {y:.6f} \n"
        text += "z\n"
    return f'<path d="{text}" style="fill: none"/>'.encode()


def followed(svg: bytes) -> list[list[tuple[float, float]]]:
    """Where a pen goes that obeys the commands of a path, relative or not."""
    (path,) = re.findall(rb'd="([^"]*)"', svg)
    rings: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([MLmlz])([^MLmlz]*)", path.decode()):
        if command == "z":
            x, y = rings[-1][0]
            continue
        first, second = (float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers))
        x, y = (x + first, y + second) if command.islower() else (first, second)
        rings.append([]) if command in "Mm" else None
        rings[-1].append((x, y))
    return rings


@given(st.lists(points, min_size=1, max_size=4))
def test_the_pen_goes_where_it_went_to_a_tenth_of_a_point(rings: list[list[tuple[float, float]]]) -> None:
    seen = followed(light(drawn(rings)))
    assert [len(ring) for ring in seen] == [len(ring) for ring in rings]
    for ring, other in zip(seen, rings, strict=True):
        for one, two in zip(ring, other, strict=True):
            assert one == pytest.approx(two, abs=0.11)


def test_it_is_less_than_half_as_long() -> None:
    ring = [(100 + step * 0.7, 200 - step * 1.3) for step in range(200)]
    assert len(light(drawn([ring]))) < len(drawn([ring])) / 2


@pytest.mark.parametrize(
    "kept", [b'<path d="M 0 0 C 1.2 3.4 5.6 7.8 9 10 z"/>', b"<text>1,25 % de 3.14159</text>", b'<g id="M 1 2"/>']
)
def test_curves_and_words_are_left_as_they_are(kept: bytes) -> None:
    assert light(kept) == kept
