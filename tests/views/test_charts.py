from __future__ import annotations

import base64
import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ctg_lib.value import UNITS
from ctg_lib.views import charts, maps

ALT = "Graphique inventé pour l’épreuve, avec « guillemets » & esperluette."
YEARS = pd.DataFrame(
    {
        "year": [2019, 2021, 2023],
        "value": [1250.0, 1500.5, 900.0],
        "low": [1200.0, 1450.0, 850.0],
        "high": [1300.0, 1550.0, 950.0],
    }
)
BARE = YEARS.assign(low=float("nan"), high=float("nan"))
SHARES = pd.DataFrame(
    {"label": ["Alpha", "Bravo"], "value": [0.095, 0.17], "low": [0.076, float("nan")], "high": [0.117, float("nan")]}
)


def trend() -> Figure:
    return charts.trend(
        [("moyenne de trois ans", YEARS), ("chaque année", BARE)], UNITS["naissances"], dots=["chaque année"]
    )


def gaps() -> Figure:
    return charts.gaps([("Part des familles\nmonoparentales", SHARES), ("Autre part", SHARES)], UNITS["part"])


def stacked() -> Figure:
    parts = [("Crèches", [21.2, 19.7]), ("Assistantes maternelles", [26.3, 35.7]), ("École", [3.3, 0.4])]
    return charts.stacked(["Alpha", "Bravo"], parts, UNITS["places_pour_100"])


def pyramid() -> Figure:
    other = pd.DataFrame({"women": [2.0, 3.0, 4.0], "men": [2.5, 3.0, 3.5]})
    return charts.pyramid(["0-4", "5-9", "95 et plus"], [2.4, 3.1, 0.6], [2.6, 2.9, 0.1], other)


DRAWN: dict[str, Callable[[], Figure]] = {"trend": trend, "gaps": gaps, "stacked": stacked, "pyramid": pyramid}
each = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


def drawing(image: str) -> str:
    (code,) = re.findall(r"base64,([^\"]+)", image)
    return base64.b64decode(code).decode("utf-8")


def texts(image: str) -> list[str]:
    root = ElementTree.fromstring(drawing(image))
    return ["".join(one.itertext()).strip() for one in root.iter("{http://www.w3.org/2000/svg}text")]


@each
def test_the_same_bytes_at_each_run(draw: Callable[[], Figure]) -> None:
    assert charts.image(draw(), ALT) == charts.image(draw(), ALT)


@each
def test_the_picture_stands_alone_and_says_what_it_is(draw: Callable[[], Figure]) -> None:
    image = charts.image(draw(), ALT)
    assert 'alt="Graphique inventé pour l’épreuve, avec « guillemets » &amp; esperluette."' in image
    assert re.search(r'width="\d+" height="\d+"', image)
    inside = drawing(image)
    assert not re.search(r"(href|src)=\"(?!#)", inside)
    assert not re.search(r"url\((?!#)", inside)
    assert "<dc:date>" not in inside
    assert "Matplotlib v" not in inside


@each
def test_texts_stay_texts_in_french(draw: Callable[[], Figure]) -> None:
    found = texts(charts.image(draw(), ALT))
    assert len(found) > 5
    for text in found:
        assert not re.search(r"\d\.\d|\d \d{3}|\bnan\b|(?<!\w)-\d", text), text


@each
def test_the_analyst_s_own_settings_are_left_alone(draw: Callable[[], Figure]) -> None:
    with mpl.rc_context({"font.size": 23.0, "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        charts.image(draw(), ALT)
        assert dict(mpl.rcParams) == before


def test_a_trend_starts_at_zero_and_tells_its_interval_once() -> None:
    figure = trend()
    (axes,) = figure.axes
    assert axes.get_ylim()[0] == 0
    shown = texts(charts.image(figure, ALT))
    assert shown.count(charts.BAND) == 1
    assert {"2019", "2021", "2023"} <= set(shown) | {"2020", "2022"}
    assert any("\u202f" in text for text in shown), "les milliers n’ont pas leur espace fine"


def test_points_alone_have_no_line() -> None:
    (axes,) = trend().axes
    styles = [line.get_linestyle() for line in axes.get_lines()]
    assert styles == ["-", "None"]
    assert len({line.get_marker() for line in axes.get_lines()}) == 2


def test_a_line_is_cut_between_its_pieces_and_marked_where_told() -> None:
    frame = YEARS.assign(part=[0, 0, 1, 1, 1][: len(YEARS)])
    figure = charts.trend([("population", frame)], UNITS["habitants"], marks=[(2020.5, "1"), (2020.5, "2")])
    (axes,) = figure.axes
    *pieces, mark = axes.get_lines()
    assert [len(one.get_xdata()) for one in pieces] == [2, len(YEARS) - 2]
    assert {one.get_color() for one in pieces} == {charts.ACCENT}
    assert list(mark.get_xdata()) == [2020.5, 2020.5]
    shown = texts(charts.image(figure, ALT))
    assert "(1) (2)" in shown
    assert shown.count("population") == 1


def test_gaps_start_at_zero_and_tell_territories_by_shape_as_well() -> None:
    figure = gaps()
    (axes,) = figure.axes
    assert axes.get_xlim()[0] == 0
    marked = [line for line in axes.get_lines() if line.get_marker() not in ("None", "", None)]
    assert len({line.get_marker() for line in marked}) == 2
    shown = texts(charts.image(figure, ALT))
    assert {"Alpha", "Bravo"} <= set(shown)


def test_stacked_bars_write_what_is_wide_enough() -> None:
    shown = texts(charts.image(stacked(), ALT))
    assert {"21,2", "26,3", "35,7", "Crèches", "Assistantes maternelles"} <= set(shown)
    assert "0,4" not in shown


def test_a_pyramid_has_both_sides_from_the_youngest_up() -> None:
    figure = pyramid()
    (axes,) = figure.axes
    widths = [patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle)]
    assert min(widths) < 0 < max(widths)
    low, high = axes.get_ylim()
    assert low < high, "les plus jeunes sont en bas"
    assert {"Hommes", "Femmes", "0-4", "95 et plus"} <= set(texts(charts.image(figure, ALT)))


# ── Colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_the_norm() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", [charts.ACCENT, charts.INK, charts.MUTED])
def test_lines_and_words_are_read_on_white(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 4.5


def test_figures_written_in_bars_are_read() -> None:
    assert contrast("#ffffff", charts.SHADES[0]) >= 4.5
    for shade in charts.SHADES[1:]:
        assert contrast(charts.INK, shade) >= 4.5


def test_classes_of_a_map_go_from_light_to_dark() -> None:
    steps = [luminance(colour) for colour in maps.RAMP]
    assert all(before > after for before, after in pairwise(steps))
    assert all(contrast(before, after) >= 1.25 for before, after in pairwise(maps.RAMP))
    assert contrast(charts.INK, maps.RAMP[0]) >= 4.5


@pytest.mark.parametrize(
    ("highest", "unit"), [(1.6, "pour_10000"), (12.0, "pour_10000"), (0.017, "part"), (0.6, "part")]
)
def test_neighbouring_ticks_have_different_labels(highest: float, unit: str) -> None:
    """0, 0.5, 1 and 1.5 rounded to units would read 0, 1, 1, 2."""
    figure = Figure()
    axes = figure.add_subplot()
    axes.set_xlim(0, highest)
    charts.graduate(axes.xaxis, UNITS[unit])
    figure.draw_without_rendering()
    shown = [label.get_text() for label in axes.get_xticklabels()]
    assert len(shown) > 2
    assert len(set(shown)) == len(shown)
