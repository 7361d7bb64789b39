from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from urllib.parse import quote
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ctg_lib.value import UNITS
from ctg_lib.views import cascade, charts, distribution, embedded, map_layers

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


VALUES = [0.04, 0.05, 0.05, 0.06, 0.0605, 0.07, 0.075, 0.08, 0.11, 0.21]


def spread(values: Sequence[float] = VALUES, value: float = 0.07, low: float = 0.06, high: float = 0.08) -> Figure:
    marked = distribution.Marked("Alpha", value, low, high, "Alpha : 7,0\u202f%")
    nouns = ("une commune", "la moitié des communes")
    return distribution.distribution(values, (0.05, 0.065, 0.08), marked, UNITS["part"], nouns)


def steps(total: float = 51.7, rest: float | None = 48.3) -> Figure:
    parts = [("Crèches", 21.2), ("Assistantes maternelles", 26.3), ("École", 3.3), ("Domicile", 0.9)]
    return cascade.cascade(
        [cascade.Step(label, value, f"{value}".replace(".", ",")) for label, value in parts],
        cascade.Step("Total", total, "total écrit"),
        None if rest is None else cascade.Step("Reste", rest, "reste écrit"),
        (100, "100 enfants"),
        UNITS["places_pour_100"],
    )


DRAWN: dict[str, Callable[[], Figure]] = {
    "trend": trend,
    "gaps": gaps,
    "stacked": stacked,
    "pyramid": pyramid,
    "spread": spread,
    "steps": steps,
}
each = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


def drawing(image: str) -> str:
    (source,) = re.findall(r'src="([^"]+)"', image)
    found = embedded.drawing(source)
    assert found
    return found


def texts(image: str) -> list[str]:
    root = ElementTree.fromstring(drawing(image))
    return ["".join(one.itertext()).strip() for one in root.iter("{http://www.w3.org/2000/svg}text")]


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_an_address_is_that_of_any_drawing_and_gives_it_back(words: str) -> None:
    address = embedded.address(words)
    assert address == "data:image/svg+xml," + quote(words, safe="!$()*+,-./:;=@_~")
    assert embedded.drawing(address) == words


@each
def test_what_is_not_written_is_not_drawn_either(draw: Callable[[], Figure]) -> None:
    """Axes are named for those who draw them alone: no picture tells these names."""
    names = {name for axes in draw().axes for name in (axes.get_xlabel(), axes.get_ylabel(), axes.get_title())}
    assert names == {""}


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


def test_a_part_too_narrow_for_its_label_has_none() -> None:
    """At one and the same width, « 6,5 » fits where « 6,5 % » would run over its neighbours."""
    wide = [("Voiture", [0.935]), ("À pied", [0.065])]
    assert "6,5\u202f%" not in texts(charts.image(charts.stacked(["Alpha"], wide, UNITS["part"]), ALT))
    bare = [("Voiture", [93.5]), ("À pied", [6.5])]
    assert "6,5" in texts(charts.image(charts.stacked(["Alpha"], bare, UNITS["places_pour_100"]), ALT))


def test_neighbouring_light_parts_differ_by_more_than_their_shade() -> None:
    figure = charts.stacked(["Alpha"], [(name, [25.0]) for name in "abcd"], UNITS["places_pour_100"])
    assert [patch.get_hatch() for patch in figure.axes[0].patches] == ["", "", "", "///"]


def test_a_mark_at_the_end_of_the_axis_is_whole() -> None:
    near = pd.DataFrame({"label": ["Alpha", "Bravo"], "value": [90.1, 90.4], "low": float("nan"), "high": float("nan")})
    (axes,) = charts.gaps([("Rapport", near)], UNITS["pour_100"]).axes
    assert axes.get_xlim()[1] > 1.05 * 90.4


def test_territories_of_one_value_are_all_in_sight() -> None:
    """Each is smaller than the one that it covers."""
    same = pd.DataFrame({"label": list("abcd"), "value": [0.1] * 4, "low": float("nan"), "high": float("nan")})
    (axes,) = charts.gaps([("Part", same)], UNITS["part"]).axes
    sizes = [line.get_markersize() for line in sorted(axes.get_lines(), key=lambda line: line.get_zorder())]
    assert len(sizes) == 4
    assert all(before > after for before, after in pairwise(sizes))


# ── Distribution ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_value_has_one_dot_on_the_pile_of_its_place() -> None:
    dots = distribution.stacks([0.3, 0.1, 0.1001, 0.9, 0.1], 0, 1)
    assert list(dots["rank"]) == [0, 1, 2, 0, 0]
    assert dots["x"].is_monotonic_increasing
    for value, place in zip([0.1, 0.1, 0.1001, 0.3, 0.9], dots["x"], strict=True):
        assert place == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_value_on_the_edge_of_the_axis_stands_inside(value: float) -> None:
    (place,) = distribution.stacks([value], 0, 1)["x"]
    assert 0 < place < 1


def test_the_order_in_which_values_come_changes_nothing() -> None:
    assert charts.image(spread(VALUES[::-1]), ALT) == charts.image(spread(), ALT)


def test_the_marked_one_is_told_by_its_shape_and_its_name() -> None:
    figure = spread()
    (axes,) = figure.axes
    markers = {line.get_marker(): len(line.get_xdata()) for line in axes.get_lines() if line.get_marker() != "None"}
    assert markers == {"o": len(VALUES), "D": 1}
    shown = texts(charts.image(figure, ALT))
    assert {"Alpha", "Alpha : 7,0\u202f%", "une commune", "la moitié des communes", "la médiane"} <= set(shown)


def test_an_interval_is_drawn_where_there_is_one() -> None:
    bounded, bare = spread(), spread(low=float("nan"), high=float("nan"))
    assert len(bounded.axes[0].get_lines()) == len(bare.axes[0].get_lines()) + 1


@pytest.mark.parametrize(("value", "side"), [(0.04, "left"), (0.12, "center"), (0.21, "right")])
def test_the_name_stays_inside_the_picture(value: float, side: str) -> None:
    (label,) = spread(value=value, low=float("nan"), high=float("nan")).axes[0].texts
    assert label.get_horizontalalignment() == side


def test_three_hundred_dots_weigh_little_and_piles_do_not_grow_without_end() -> None:
    many = [0.05 + 0.1 * (place * 37 % 320) / 320 for place in range(320)]
    assert len(charts.image(spread(many), ALT)) < 60_000
    assert spread([0.05] * 310 + VALUES).get_figheight() < 4


# ── Cascade ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def bars(figure: Figure) -> list[tuple[float, float]]:
    found = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    return [(round(bar.get_x(), 6), round(bar.get_x() + bar.get_width(), 6)) for bar in found]


def test_each_step_starts_where_the_former_ends_and_the_rest_reaches_the_whole() -> None:
    assert bars(steps()) == [(0, 21.2), (21.2, 47.5), (47.5, 50.8), (50.8, 51.7), (0, 51.7), (51.7, 100)]
    assert {"total écrit", "reste écrit", "100 enfants", "26,3"} <= set(texts(charts.image(steps(), ALT)))


def test_what_is_written_at_the_end_of_a_bar_stays_inside() -> None:
    long = cascade.Step("Total", 115.0, "115,0 (12 345 places)")
    figure = cascade.cascade([cascade.Step("Crèches", 115.0, "115,0")], long, None, (100, "100"), UNITS["part"])
    figure.draw_without_rendering()
    (axes,) = figure.axes
    for label in axes.texts:
        assert label.get_window_extent().x1 <= figure.bbox.x1


def test_more_places_than_children_leave_nothing_and_stay_in_sight() -> None:
    figure = steps(total=115.0, rest=None)
    assert bars(figure)[-1] == (0, 115)
    assert figure.axes[0].get_xlim()[1] > 115
    assert "reste écrit" not in texts(charts.image(figure, ALT))


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
    steps = [luminance(colour) for colour in map_layers.RAMP]
    assert all(before > after for before, after in pairwise(steps))
    assert all(contrast(before, after) >= 1.25 for before, after in pairwise(map_layers.RAMP))
    assert contrast(charts.INK, map_layers.RAMP[0]) >= 4.5


@pytest.mark.parametrize(
    ("highest", "unit"),
    [(1.6, "pour_10000"), (12.0, "pour_10000"), (0.017, "part"), (0.6, "part"), (0.19, "part"), (1.1, "pour_100")],
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
    scale = 100 if unit == "part" else 1
    for place, text in zip(axes.get_xticks(), shown, strict=True):
        assert float(re.sub(r"[^\d,]", "", text).replace(",", ".")) == pytest.approx(scale * place), text
