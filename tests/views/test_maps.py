from __future__ import annotations

import html
import json
import re
from itertools import combinations
from typing import Any

import branca
import folium
import numpy as np
import pytest

from ctg_lib.analysis.service_types import FAMILIES
from ctg_lib.export import page
from ctg_lib.views import embedded, leaflet, map_layers, maps
from ctg_lib.views.map_layers import BLANK, RAMP, REASONS, SECRET, Drawn
from ctg_lib.views.still_map import MARKERS
from tests.views.samples import WORST, drawn, met, outlines, served, shaded

ALT = "Carte de cinq communes inventées, pour l’épreuve."
NINE = tuple(f"Lieu {place}" for place in range(1, 10))


def still_texts(picture: str) -> str:
    return " ".join(filter(None, map(embedded.drawing, re.findall(r'<img src="([^"]+)"', picture))))


def paper(one: Drawn) -> str:
    """The still map, as SVG."""
    return html.unescape(still_texts(maps.picture(one, ALT)[0]))


def spec(one: Drawn) -> dict[str, Any]:
    """What the script of the page is given to draw."""
    (found,) = re.findall(r"ctgCarte\(map_\w+, (\{.*?\})\);", leaflet.body(one))
    told: dict[str, Any] = json.loads(found)
    return told


# ── What may be asked of the network ─────────────────────────────────────────────────────────────────────────────────


def test_the_live_map_asks_for_nothing() -> None:
    """The page around it holds Leaflet; the fragment has neither link, tile nor any address but those of a norm."""
    body = leaflet.body(served())
    assert not re.search(r"<(link|script)[^>]+(src|href)", body)
    assert "tileLayer" not in body
    assert set(re.findall(r"https?://[\w./]+", body)) <= {"http://www.w3.org/2000/svg"}


def test_the_page_for_jupyterlab_asks_for_nothing_either() -> None:
    _, alone = maps.picture(served(), ALT)
    assert alone.startswith('<iframe title="Où les « petits » vivent-ils ?"')
    inside = html.unescape(alone)
    assert not re.search(r"<(link|script|img|iframe)\b[^>]+(src|href)=", inside.removeprefix("<iframe"))
    assert "tileLayer(" not in inside.split("</script>", 1)[1]
    assert "L.map" in alone
    assert "var ctgCarte" in inside


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css", "carte.js", "carte.css"])
def test_what_is_inlined_can_stand_inside_a_page(name: str) -> None:
    text = leaflet.asset(name)
    assert len(text) > 1_000
    asking = ("url(", "behavior:", "@import") if name.endswith(".css") else ()
    for forbidden in ("</script", "sourceMappingURL", *asking):
        assert forbidden not in text


# ── Names and bytes ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_runs_give_the_same_bytes_and_two_maps_different_names() -> None:
    assert maps.picture(served(), ALT) == maps.picture(served(), ALT)
    two = shaded(), shaded(label="Une autre part")
    first, second = (
        set(re.findall(r"\bmap_[0-9a-f]+|\bcouleur-\w+", maps.picture(drawn(title=title, shadings=two), ALT)[0]))
        for title in ("un", "deux")
    )
    assert len(first) == len(second) == 2
    assert not first & second


def test_the_analyst_s_own_maps_keep_their_own_names() -> None:
    usual = branca.element.Element.__dict__["_generate_id"]
    leaflet.body(drawn())
    assert branca.element.Element.__dict__["_generate_id"] is usual
    assert folium.Map().get_name() != folium.Map().get_name()


def test_outlines_are_one_text_for_all_maps_of_the_same_communes_in_whatever_order() -> None:
    one, other = drawn(title="un"), served(title="deux", outlines=outlines().iloc[::-1], focus=("01002",))
    assert leaflet.outlines(one) == leaflet.outlines(other)
    assert spec(one)["outlines"] == spec(other)["outlines"] == leaflet.address(leaflet.outlines(one))
    fewer = drawn(outlines=outlines().iloc[:4])
    assert spec(fewer)["outlines"] != spec(one)["outlines"]


def test_communes_of_the_same_codes_and_other_shapes_or_borders_are_drawn_anew() -> None:
    """What is remembered of one map never stands on another: outlines are read again when their file changes."""
    usual, moved = drawn(), drawn(outlines=outlines().set_geometry(outlines().translate(yoff=1)))
    alone = drawn(around=frozenset())
    assert len({leaflet.outlines(one) for one in (usual, moved, alone, usual)}) == 3
    assert paper(usual) != paper(alone)
    flat = drawn(outlines=outlines().set_geometry(outlines().scale(yfact=0.5)))
    assert len({paper(one) for one in (usual, flat, usual)}) == 2


def test_a_page_holds_the_outlines_of_its_maps_once() -> None:
    """The first stays where it is, and nothing else of the page moves."""
    bodies = [leaflet.body(drawn(title=title)) for title in ("un", "deux", "trois")]
    other = leaflet.body(drawn(title="ailleurs", outlines=outlines(NINE)))
    shapes = leaflet._embedded(leaflet.outlines(drawn()))
    whole = "<p>avant</p>".join([bodies[0], other, *bodies[1:]])
    once = page._once(whole)
    assert whole.count(shapes) == 3
    assert once == "<p>avant</p>".join([bodies[0], other, *(body.replace(shapes, "") for body in bodies[1:])])
    assert page._once(once) == once


def test_zoom_and_name_are_french() -> None:
    body = leaflet.body(drawn())
    assert 'zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer"' in leaflet.asset("carte.js")
    assert re.search(r'"?zoomControl"?: false', body), "celui de Leaflet, en anglais, n’est pas là"
    assert 'role="region" aria-label="Carte : Où les « petits » vivent-ils ?"' in body
    assert "user-scalable" not in body


def inside(alone: str) -> str:
    """The page that an iframe holds."""
    (found,) = re.findall(r'srcdoc="([^"]*)"', alone)
    return html.unescape(found)


def test_names_cannot_break_out_of_the_page() -> None:
    usual = served(outlines=outlines((WORST, *NINE[:4])))
    one = served(
        title=f'B">{WORST}',
        outlines=outlines((WORST, *NINE[:4])),
        shadings=(shaded(label=WORST), met()),
        points=(map_layers.Point(45.05, 4.12, "petite_enfance", "C", WORST),),
        groups=(map_layers.Group(45.05, 4.45, WORST, (map_layers.Item("enfance", "É", 2, WORST),)),),
        layers=(map_layers.Layer(usual.layers[0].family, {"C": WORST}, shown=True), usual.layers[1]),
    )
    picture, alone = maps.picture(one, ALT)
    assert 'aria-label="Carte : B&quot;&gt;' in picture
    # The outlines and the script of the map, and no other.
    assert picture.count("<script") == picture.count("</script>") == 2
    assert "<script" not in alone
    assert inside(alone).count("<script") == inside(maps.picture(usual, ALT)[1]).count("<script")


# ── Colours ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_commune_has_the_colour_of_its_class_and_the_territory_the_thickest_line() -> None:
    ramp = map_layers.ramp(3)
    assert spec(drawn())["shadings"][0]["fills"] == {
        "01001": ramp[0],
        "01002": ramp[0],
        "01003": ramp[1],
        "01004": BLANK,
        "01005": ramp[2],
    }
    around, own = json.loads(leaflet.outlines(drawn()))["borders"]
    assert around["weight"] < own["weight"]
    latitudes, longitudes = zip(*own["rings"][0], strict=True)
    assert (min(latitudes), max(latitudes), min(longitudes), max(longitudes)) == pytest.approx((45, 45.1, 4.1, 4.2))
    assert max(longitude for _, longitude in around["rings"][0]) == pytest.approx(4.3)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_ramp_goes_from_light_to_dark(count: int) -> None:
    ramp = map_layers.ramp(count)
    assert len(set(ramp)) == count
    assert ramp[0] == RAMP[0]
    assert count == 1 or ramp[-1] == RAMP[-1]
    assert (np.diff([lightness(one) for one in ramp]) < -APART).all()


# Sight without one of the three cones, on linear red, green and blue: G. M. Machado, M. M. Oliveira, L. Fernandes,
# “A Physiologically-based Model for Simulation of Color Vision Deficiency”, IEEE TVCG 15(6), 2009, at severity 1.
SIGHT = {
    "trichromacy": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# sRGB to CIE XYZ under D65 (IEC 61966-2-1).
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# A difference of 2.3 is just noticed side by side; areas apart on a map need several times that.
APART = 9.0


NINE_COLOURS = [one for line in map_layers.crossed_colours(3, 3) for one in line]


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear red, green and blue."""
    x, y, z = (
        np.cbrt(one) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116
        for one in XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def lightness(colour: str) -> float:
    return float(lab(linear(colour))[0])


@pytest.mark.parametrize("shape", [(3, 3), (2, 3), (3, 2), (2, 2)])
def test_two_figures_crossed_get_darker_along_each(shape: tuple[int, int]) -> None:
    grey = np.array([[lightness(one) for one in line] for line in map_layers.crossed_colours(*shape)])
    assert (np.diff(grey, axis=0) < -APART).all()
    assert (np.diff(grey, axis=1) < -APART).all()


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(
    "colours", [RAMP, [one for line in map_layers.crossed_colours(3, 3) for one in line]], ids=["one", "crossed"]
)
def test_any_two_colours_are_told_apart_without_one_of_the_cones(sight: str, colours: list[str]) -> None:
    seen = [lab(np.array(SIGHT[sight]) @ linear(one)) for one in colours]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > APART


def test_the_cell_of_a_commune_is_written_on_it_live_and_on_paper() -> None:
    """01001 to 01009 are in A1 to C3."""
    one = drawn(outlines=outlines(NINE), focus=tuple(met().fills), shadings=(met({"01005": SECRET}),))
    cells = [f"{row}{column}" for row in "ABC" for column in "123"]
    expected = dict(zip(met().fills, cells, strict=True)) | {"01005": SECRET}
    (told,) = spec(one)["shadings"]
    assert told["marks"] == expected
    assert told["label"]
    assert told["fills"]["01005"] == BLANK
    assert len(set(told["fills"].values())) == 9
    written = re.findall(r"<text[^>]*>([ABC][123]|s)</text>", paper(one))
    # Each cell in the grid of the legend, then on its commune; that of the secret one in the grid alone.
    assert sorted(written) == sorted([*cells, *expected.values()])
    legend = maps.legends(one)
    for cell, key in zip(cells, sum(met().grid.cells, ()), strict=True):
        assert f'<td style="background:{key.colour}"><span class="code">{cell}</span></td>' in legend
    # The most of the first figure is on top.
    assert legend.index("beaucoup") < legend.index("assez") < legend.index("peu")


# ── Legends ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_legend_names_the_blank_only_where_there_is_one() -> None:
    assert re.findall(r"</span>(.*?)</li>", maps.legends(drawn())) == [
        "10 à 16 %",
        "16 à 22 %",
        "22 à 30 %",
        "secret statistique",
    ]
    assert "secret" not in maps.legends(drawn(shadings=(shaded({}),)))
    assert 'aria-label="Légende : Part des moins de 15 ans"' in maps.legends(drawn())


@pytest.mark.parametrize("mark", REASONS)
@pytest.mark.parametrize("crossed", [False, True])
def test_each_reason_on_the_map_is_in_both_legends_and_no_other(mark: str, crossed: bool) -> None:
    shading = met({"01004": mark}) if crossed else shaded({"01004": mark})
    one = drawn(outlines=outlines(NINE), shadings=(shading,))
    live, printed = maps.legends(one), paper(one)
    for other, text in REASONS.items():
        there = other == mark
        assert (f">{other}</span>{text}</li>" in live) is there
        assert (f">{other}\u00a0: {text}</text>" in printed) is there
    assert spec(one)["shadings"][0]["marks"]["01004"] == mark


def test_all_reasons_at_once_are_told_apart() -> None:
    blanks = {f"01{place:03}": mark for place, mark in enumerate(REASONS, start=4)}
    one = drawn(
        outlines=outlines(NINE), focus=tuple(f"01{place:03}" for place in range(1, 10)), shadings=(shaded(blanks),)
    )
    assert re.findall(r'class="pastille sans"[^>]*>(.*?)</span>(.*?)</li>', maps.legends(one)) == list(REASONS.items())
    written = re.findall(r"<text[^>]*>(\w+)</text>", paper(one))
    assert set(REASONS) <= set(written)


def test_a_commune_without_value_is_told_by_more_than_its_tint() -> None:
    """Its tint is a hair from that of the lowest class: dashes and letters live, hatches and letters on paper."""
    assert 'blank ? "3 4" : null' in leaflet.asset("carte.js")
    (told,) = spec(drawn())["shadings"]
    assert told["marks"] == {"01004": "s"}
    assert maps.legends(drawn()).count('class="pastille sans"') == 1
    assert "<pattern" in paper(drawn())
    assert "<pattern" not in paper(drawn(shadings=(shaded({}),)))


def test_the_still_map_says_as_much_on_paper() -> None:
    picture, _ = maps.picture(drawn(), ALT)
    inside = still_texts(picture)
    for text in ("10 à 16 %", "16 à 22 %", "22 à 30 %", "s\u00a0: secret statistique", "Bravo-l’Étang", " km"):
        assert text in inside
    assert f'alt="{ALT}"' in picture
    assert picture.index('class="fixe"') < picture.index('class="vive"')


def test_several_figures_are_chosen_live_and_stand_side_by_side_on_paper() -> None:
    both = drawn(shadings=(shaded(), shaded({}, "Part des aînés")))
    picture, _ = maps.picture(both, ALT)
    assert re.findall(r'type="radio" name="[\w-]+" value="(\d)"( checked)?', picture) == [("0", " checked"), ("1", "")]
    assert re.findall(r'data-couche="(\d)"( hidden)?', picture) == [("0", ""), ("1", " hidden")]
    for label in ("Part des moins de 15 ans", "Part des aînés"):
        assert f"{label}</label>" in picture
        assert label in paper(both)
    assert 'type="radio"' not in maps.picture(drawn(), ALT)[0], "une seule couleur : rien à choisir"


def test_tooltips_give_the_commune_and_its_figure_or_why_there_is_none() -> None:
    (told,) = spec(drawn())["shadings"]
    assert told["texts"]["01005"] == "30% de part"
    assert told["texts"]["01004"] == "pas de part en 01004"
    assert "NaN" not in leaflet.body(served())


# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_surface_of_a_symbol_follows_the_capacity_and_no_capacity_has_no_size() -> None:
    sizes = {places: leaflet.across(places) for places in (20.0, 40.0, 80.0)}
    for few, many in ((20.0, 40.0), (40.0, 80.0)):
        assert (sizes[many] / sizes[few]) ** 2 == pytest.approx(2, rel=0.08)
    assert leaflet.across(1) == leaflet.LEAST
    assert leaflet.across(1000) == leaflet.MOST
    known, unknown = spec(served())["points"]
    assert (known["known"], known["size"]) == (True, leaflet.across(30))
    assert (unknown["known"], unknown["size"]) == (False, leaflet.SIZE)
    assert "symbole vide : capacité inconnue" in maps.legends(served()).replace("\u00a0", " ")


def test_services_without_a_place_share_one_symbol_and_say_so() -> None:
    echo, delta = spec(served())["groups"]
    assert [item[1:] for item in echo["items"]] == [[2, "2 écoles"], [1, "1 crèche"]]
    assert delta["items"] == [["enfance", 1, "1 école"]]
    assert spec(served())["unplaced"] == leaflet.UNPLACED
    for told in (maps.legends(served()), paper(served())):
        assert "position dans la commune inconnue" in told
    assert "position dans la commune inconnue" not in maps.legends(drawn()) + paper(drawn())


def test_paper_has_every_service_where_communes_have_room_for_a_list() -> None:
    assert served().on_paper().layers == served().layers
    printed = paper(served())
    assert "2 É · 1 C" in printed
    assert "Petite enfance\u00a0: C crèche" in printed
    assert "Enfance\u00a0: É école" in printed


def test_elsewhere_paper_has_the_services_that_the_page_shows_at_first() -> None:
    frame = outlines([f"Lieu {place}" for place in range(map_layers.LISTED + 1)])
    one = served(outlines=frame, focus=tuple(frame["code"]), shadings=(shaded(), shaded({}, "Part des aînés")))
    first = one.on_paper()
    assert [layer.family.id for layer in first.layers] == ["petite_enfance"]
    assert [(group.commune, [item.text for item in group.items]) for group in first.groups] == [("Écho", ["1 crèche"])]
    assert first.shadings == one.shadings[:1]
    assert re.findall(r'type="checkbox" value="(\w+)"( checked)?', maps.switches(one)) == [
        ("petite_enfance", " checked"),
        ("enfance", ""),
    ]
    assert "école" not in paper(one)


def test_every_family_has_a_shape_of_its_own_live_on_paper_and_in_words() -> None:
    shapes = [one.shape for one in FAMILIES.values()]
    assert len(set(shapes)) == len(shapes)
    for told in (maps.SHAPES, MARKERS):
        assert set(told) == set(shapes)
        assert len(set(told.values())) == len(shapes)
    for shape in shapes:
        assert f"{shape}: '<" in leaflet.asset("carte.js")
