from __future__ import annotations

import base64
import html
import re

import branca
import folium
import pytest

from ctg_lib.views import maps
from ctg_lib.views.classes import Classes
from tests.views.samples import layer

TITLE = "Où les « petits » vivent-ils ?"
ALT = "Carte de cinq communes inventées, pour l’épreuve."


def still_texts(picture: str) -> str:
    return " ".join(base64.b64decode(code).decode("utf-8") for code in re.findall(r"base64,([^\"]+)", picture))


def test_the_live_map_asks_for_nothing() -> None:
    """The page around it holds Leaflet; the fragment has neither link, tile nor any address but those of a norm."""
    body = maps.body(maps.painted(layer()), TITLE)
    assert not re.search(r"<(link|script)[^>]+(src|href)", body)
    assert "tileLayer" not in body
    assert set(re.findall(r"https?://[\w./]+", body)) <= {"http://www.w3.org/2000/svg"}


def test_the_page_for_jupyterlab_asks_for_nothing_either() -> None:
    _, alone = maps.picture(layer(), TITLE, ALT)
    assert alone.startswith('<iframe title="Où les « petits » vivent-ils ?"')
    inside = html.unescape(alone)
    assert not re.search(r"<(link|script|img|iframe)\b[^>]+(src|href)=", inside.removeprefix("<iframe"))
    assert "tileLayer(" not in inside.split("</script>", 1)[1]
    assert "L.map" in alone


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css"])
def test_what_is_inlined_of_leaflet_can_stand_inside_a_page(name: str) -> None:
    text = maps.asset(name)
    assert len(text) > 10_000
    asking = ("url(", "behavior:", "@import") if name.endswith(".css") else ()
    for forbidden in ("</script", "sourceMappingURL", *asking):
        assert forbidden not in text


def test_two_runs_give_the_same_bytes_and_two_maps_different_names() -> None:
    ready = maps.painted(layer())
    assert maps.picture(layer(), TITLE, ALT) == maps.picture(layer(), TITLE, ALT)
    first, second = (
        set(re.findall(r"\b(?:map|geo_json)_[0-9a-f]+", maps.body(ready, name))) for name in ("un", "deux")
    )
    assert first
    assert not first & second


def test_the_analyst_s_own_maps_keep_their_own_names() -> None:
    usual = branca.element.Element.__dict__["_generate_id"]
    maps.body(maps.painted(layer()), TITLE)
    assert branca.element.Element.__dict__["_generate_id"] is usual
    assert folium.Map().get_name() != folium.Map().get_name()


def test_zoom_and_name_are_french() -> None:
    body = maps.body(maps.painted(layer()), TITLE)
    assert "zoomInTitle: 'Zoomer', zoomOutTitle: 'Dézoomer'" in body
    assert 'role="region" aria-label="Carte' in body
    assert "Zoom in" not in body
    assert "user-scalable" not in body


def test_names_cannot_break_out_of_the_page() -> None:
    picture, alone = maps.picture(layer(label="A</script><script>alert(1)"), 'B"><script>', ALT)
    assert 'aria-label="Carte : B&quot;' in picture
    assert "<script>alert" not in picture
    assert "<script>" not in alone


def test_each_commune_has_the_colour_of_its_class_and_the_subject_is_drawn_last() -> None:
    ready = maps.painted(layer())
    colours = dict(zip(ready.frame["code"], ready.frame["fill"], strict=True))
    assert colours == {
        "01001": ready.ramp[0],
        "01002": ready.ramp[0],
        "01003": ready.ramp[1],
        "01004": maps.BLANK,
        "01005": ready.ramp[2],
    }
    assert ready.frame["code"].iloc[-1] == "01002"
    assert ready.frame["weight"].tolist() == [0.7, 0.7, 0.7, 0.7, 3.0]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_ramp_goes_from_light_to_dark(count: int) -> None:
    ramp = layer(classes=Classes(tuple(float(one) for one in range(count + 1)))).ramp
    assert len(set(ramp)) == count
    assert ramp[0] == maps.RAMP[0]
    assert count == 1 or ramp[-1] == maps.RAMP[-1]


def test_the_legend_names_the_blank_only_where_there_is_one() -> None:
    whole = layer()
    assert re.findall(r"</span>(.*?)</li>", maps.legend(whole)) == [
        "10 à 16 %",
        "16 à 22 %",
        "22 à 30 %",
        "pas de chiffre",
    ]
    full = layer(frame=whole.frame.dropna(subset="value"))
    assert "pas de chiffre" not in maps.legend(full)
    assert 'aria-label="Légende' in maps.legend(whole)


def test_a_commune_without_value_is_told_by_its_line_too() -> None:
    """Its tint is a hair from that of the lowest class."""
    ready = maps.painted(layer())
    body = maps.body(ready, TITLE)
    lines = re.findall(r'\{[^{}]*"dashArray": "3 4"[^{}]*\}', body)
    assert lines
    assert all(maps.BLANK in one for one in lines)
    assert maps.legend(ready).count('class="pastille sans"') == 1


def test_the_still_map_says_as_much_on_paper() -> None:
    picture, _ = maps.picture(layer(), TITLE, ALT)
    inside = still_texts(picture)
    for text in ("10 à 16 %", "16 à 22 %", "22 à 30 %", "pas de chiffre", "Bravo-l’Étang"):
        assert text in inside
    assert "<pattern" in inside, "une commune sans chiffre est hachurée, pas seulement d’une autre couleur"
    assert f'alt="{ALT}"' in picture
    assert picture.index('class="fixe"') < picture.index('class="vive"')


def test_tooltips_give_the_commune_and_its_figure_or_why_there_is_none() -> None:
    body = maps.body(maps.painted(layer()), TITLE)
    assert '"shown": "secret statistique"' in body or "secret statistique" in body
    assert "NaN" not in body
