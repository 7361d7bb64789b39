from __future__ import annotations

from typing import Any

import pytest

from ctg_lib.views.view import FRAGMENT, Block, View, keyed, source_line
from tests.views.samples import blank, row

ALT = "Courbe des naissances, de 83 à 60 par an."


def view(**changes: Any) -> View:
    usual: dict[str, Any] = {
        "picture": '<img src="data:," alt="">',
        "title": "Les naissances & le hasard",
        "alt": ALT,
        "sources": ("Insee, état civil 2025",),
        "data": "<table><caption>Naissances</caption></table>",
    }
    return View(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": " "}, "title"),
        ({"data": ""}, "data"),
        ({"picture": ""}, "picture"),
        ({"alt": ""}, "alternative text and a source"),
        ({"alt": "graphique"}, "alternative text and a source"),
        ({"sources": ()}, "alternative text and a source"),
    ],
)
def test_a_view_cannot_exist_without_its_words(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        view(**changes)


def test_a_view_holds_its_title_its_message_its_picture_its_source_and_its_numbers_in_that_order() -> None:
    shown = view(message="Elles reculent <em>nettement</em>.").html
    parts = (
        "<figure",
        "Les naissances &amp; le hasard",
        "<em>nettement</em>",
        "<img",
        "Source",
        "</figure>",
        "<details",
    )
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert shown.index("<summary>") < shown.index("<table>")


def test_jupyterlab_and_the_page_may_show_two_pictures_of_one_view() -> None:
    alone = view(standalone="<iframe></iframe>")._repr_mimebundle_()
    assert alone["text/html"] == "<iframe></iframe>"
    assert alone[FRAGMENT] == view().html
    assert alone["text/plain"] == ALT
    assert view()._repr_mimebundle_()["text/html"] == view().html


def test_blocks_stack_and_display_themselves() -> None:
    stacked = Block.stack([Block("<p>a</p>"), Block("<p>b</p>")])
    assert stacked.html == "<p>a</p>\n<p>b</p>"
    assert stacked._repr_mimebundle_(include=None)[FRAGMENT] == stacked.html


def test_source_lines() -> None:
    assert source_line(("Insee, A & B 2022",)) == '<p class="source">Source\u00a0: Insee, A &amp; B 2022.</p>'
    assert source_line(("Insee 2022", "Cnaf 2024")).endswith("Sources\u00a0: Insee 2022 ; Cnaf 2024.</p>")


def test_a_number_is_tied_to_its_row() -> None:
    assert keyed(row(), "18,5 %") == '<data value="0.185" data-cle="ctx_0_14_part|commune|01001|2022">18,5 %</data>'
    assert 'value="8071"' in keyed(row(value=8070.999999999989), "8 071")


def test_what_has_no_value_is_tied_to_nothing() -> None:
    assert keyed(blank("secret_at_source", "secret"), "secret & tu") == "secret &amp; tu"
