"""The table of what the law asks, on the embedded sample."""

from __future__ import annotations

import re

import pytest

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.obligations import CAPTION, TRANSFER, asked
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory

SHELF = Shelf(Store([folders.PROJECT / "data" / "sample"]))


def html(territory: str, date: str = "2026-11-24") -> str:
    block = asked(Diagnostic(Territory.parse(territory), date, SHELF))
    assert block is not None
    return block.html


def lines(page: str) -> dict[str, list[str]]:
    """The cells of each line as they are read, by the heading of the line."""
    found = {}
    for line in re.findall(r"<tr>(.*?)</tr>", page):
        first, *others = (re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line))
        found[first] = others
    return found


def test_sorbiers() -> None:
    found = lines(html("42302"))
    assert found.pop("Ce qui peut être dû") == ["Au 24 novembre 2026", "Ce qui en décide", "Texte"]
    state = {title: cells[0] for title, cells in found.items()}
    assert [title for title in state if state[title] == "due"][:4] == [
        "Recenser les besoins des moins de 3 ans et de leurs familles, et les modes d’accueil",
        "Informer et accompagner les familles et les futurs parents",
        "Planifier le développement des modes d’accueil des moins de 3 ans",
        "Soutenir la qualité des modes d’accueil",
    ]
    assert state["Établir un schéma pluriannuel de l’offre d’accueil"] == "non due"
    assert state["Mettre en place un relais petite enfance"] == "non due"
    assert state["Présenter l’analyse des besoins sociaux"] == "due en 2027"
    assert found["Établir un schéma pluriannuel de l’offre d’accueil"][1].replace("\u202f", " ").replace(
        "\u00a0", " "
    ) == ("Population totale : 8 224 habitants (2022) ; seuil : plus de 10 000 habitants. Le schéma est facultatif.")
    assert found["Mettre en place un relais petite enfance"][2] == (
        "CASF, art. L. 214-1-3 et L. 214-2-1, à compter du 1er janvier 2026"
    )


@pytest.mark.parametrize("territory", ["42302", "42218", "244200770", "gier=42207,42186", "75056", "97611"])
def test_the_table_is_read_by_all(territory: str) -> None:
    page = html(territory)
    assert f"<caption>{CAPTION}</caption>" in page
    assert page.count('<th scope="row">') == page.count("<tr>") - 1 == 10
    assert TRANSFER in page
    assert "{" not in page
    assert "'" not in re.sub(r"<[^>]+>", "", page)


def test_the_figure_that_decides_is_the_row_of_the_long_table() -> None:
    keys = set(re.findall(r'data-cle="([^"]+)"', html("42302")))
    assert "ctx_pop_totale|commune|42302|2022" in keys


def test_nothing_is_drawn_for_a_departement() -> None:
    assert asked(Diagnostic(Territory.of("42"), "2026-11-24", SHELF)) is None
