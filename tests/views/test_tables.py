from __future__ import annotations

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from ctg_lib.views.tables import Line, Notes, comparison, plain
from tests.views.samples import NARROW, blank, row

COLUMNS = ("Alpha", "Vallée & Monts", "Pays")
SOURCES = ("Insee, recensement 2022",)
WITHHELD = "la Cnaf ne publie pas ce chiffre ici"


def table(*lines: Line, columns: tuple[str, ...] = COLUMNS) -> str:
    return comparison("Les âges", columns, lines, SOURCES).html


def rows(html: str) -> list[list[str]]:
    """Cells of each line, tags removed, blanks of any width made one."""
    found = re.findall(r"<tr>(.*?)</tr>", html, flags=re.DOTALL)
    return [[plain_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one)] for one in found]


def plain_text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def notes(html: str) -> list[str]:
    (listed,) = re.findall(r'<ol class="notes">(.*?)</ol>', html) or [""]
    return re.findall(r"<li>(.*?)</li>", listed)


class Balanced(HTMLParser):
    """Every tag that opens closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_line_shows_each_territory_with_the_date() -> None:
    html = table(
        Line("Part des moins de 15 ans", (row(), row(level="epci", value=0.18), row(level="france", value=0.17)))
    )
    head, line = rows(html)
    assert head[1:] == ["Alpha", "Vallée &amp; Monts", "Pays"]
    assert line[0] == "Part des moins de 15 ans 2022"
    assert line[1:] == ["18,5 %", "18,0 %", "17,0 %"]


def test_caption_scopes_and_a_region_that_the_keyboard_reaches() -> None:
    html = table(Line("Part", (row(), None, None)))
    assert "<caption>Les âges</caption>" in html
    assert re.search(r'<div [^>]*tabindex="0" role="region" aria-label="Les âges"', html)
    assert all('scope="col"' in one or 'scope="row"' in one for one in re.findall(r"<th\b[^>]*>", html))
    assert html.endswith("Source\u00a0: Insee, recensement 2022.</p>")
    parser = Balanced()
    parser.feed(html)
    assert parser.open == []


def test_a_blank_says_why_once_under_the_table() -> None:
    other = row(level="epci")
    html = table(
        Line("Taux", (blank("not_released", WITHHELD), other, other)),
        Line("Part", (blank("not_released", WITHHELD), other, other)),
        Line("Pauvreté", (blank("secret_at_source", "secret statistique à la source"), other, other)),
    )
    assert notes(html) == ["La Cnaf ne publie pas ce chiffre ici.", "Secret statistique à la source."]
    cells = [line[1] for line in rows(html)[1:]]
    assert cells == ["non diffusé (1)", "non diffusé (1)", "secret statistique (2)"]
    assert "nan" not in html


def test_a_note_read_aloud_does_not_lengthen_the_number() -> None:
    html = table(
        Line("Naissances", (row(unit="naissances", value=60.0, low=40.0, high=80.0, denominator=float("nan")),)),
        columns=COLUMNS[:1],
    )
    text = re.sub(r"<[^>]+>", "", re.findall(r"<td>(.*?)</td>", html)[0])
    assert text.startswith("60(1)")


def test_a_territory_without_any_figure_leaves_its_column_and_is_named() -> None:
    html = table(Line("Part", (row(), None, blank("missing", "absent des fichiers chargés", level="france"))))
    assert rows(html)[0][1:] == ["Alpha"]
    (told,) = re.findall(r'<p class="source">(Sans chiffre ici.*?)</p>', html)
    assert "Vallée &amp; Monts" in told
    assert "Pays" in told
    assert "absent des fichiers chargés" in told


def test_the_territory_itself_is_never_left_out() -> None:
    html = table(Line("Part", (blank("missing", "absent des fichiers"), row(level="epci"), None)))
    assert rows(html)[0][1] == "Alpha"
    assert rows(html)[1][1] == "manquant (1)"


def test_bounds_stand_under_the_figure_and_a_zero_of_the_caf_is_a_range() -> None:
    births = row(unit="naissances_par_an", value=60.0, low=51.6, high=69.4)
    assert rows(table(Line("Naissances", (births, None, None))))[1][1].endswith("51,6 à 69,4")
    zero = row(unit="foyers", value=0.0, low=0.0, high=2.0, status="rounded_by_source", denominator=float("nan"))
    shown = rows(table(Line("Foyers au RSA", (zero, None, None))))[1][1]
    assert shown.startswith("0 à 2")
    assert "aucun" not in shown


def test_every_number_is_keyed_to_its_own_row() -> None:
    html = table(Line("Part", (row(), row(level="epci", territory="200000001", value=0.18), None)))
    assert re.findall(r'value="([\d.]+)" data-cle="([^"]+)"', html) == [
        ("0.185", "ctx_0_14_part|commune|01001|2022"),
        ("0.18", "ctx_0_14_part|epci|200000001|2022"),
    ]


def test_an_estimate_says_how_it_was_made() -> None:
    made = "estimation : naissances × coefficient ; approché : dénominateur d’une autre date (recensement 2021)"
    html = table(Line("Enfants", (row(status="estimated", method=made, denominator=float("nan")), None, None)))
    assert [one.rstrip(".").lower() for one in notes(html)] == made.lower().split(" ; ")
    # What a producer itself says to be reckoned is told in its own words.
    html = table(Line("Loyer", (row(status="estimated", method="prédit par un modèle ; périmètre : a"), None, None)))
    assert notes(html) == ["Prédit par un modèle.", "A."]


def test_a_share_of_a_handful_is_not_shown() -> None:
    few = row(numerator=2.0, denominator=5.0, value=0.4)
    html = table(Line("Part", (few, row(level="epci"), None)))
    assert "40,0" not in html
    assert "data-cle" not in re.findall(r"<td>(.*?)</td>", html)[0]


def test_names_are_escaped() -> None:
    html = table(Line("A < B", (row(), None, None)), columns=("<script>", "b", "c"))
    assert "<script>" not in html
    assert "A &lt; B" in html


@pytest.mark.parametrize("thousands", [f"8{NARROW}071", "—"])
def test_a_plain_table(thousands: str) -> None:
    html = plain("Population", pd.DataFrame({"Date": ["2022"], "Habitants": [thousands]}))
    assert rows(html) == [["Date", "Habitants"], ["2022", thousands.replace(NARROW, " ")]]
    assert "<caption>Population</caption>" in html
    assert '<th scope="row">2022</th>' in html


def test_notes_are_numbered_in_the_order_of_their_calls() -> None:
    held = Notes()
    called = [held.call(text) for text in ("b", "a", "b")]
    assert [re.sub(r"<[^>]+>", "", one) for one in called] == ["(1)", "(2)", "(1)"]
    assert notes(held.html()) == ["B.", "A."]
    assert Notes().html() == ""
