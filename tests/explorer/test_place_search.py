"""The way in: a territory by its name, homonyms told apart, what is loaded for it in one line, the indicators."""

from __future__ import annotations

import html
import re

import pytest

from ctg_lib import explorer, indicators
from ctg_lib.errors import TerritoryError
from ctg_lib.explorer.fields import places, words_of
from ctg_lib.explorer.place_search import Finder
from ctg_lib.lineage.quality import ABSENT
from ctg_lib.territory import Territory
from tests.published import EDITION, METROPOLE, SORBIERS

HOMONYM = "05169"


@pytest.fixture(scope="module")
def opened() -> Finder:
    return explorer.finder(SORBIERS, EDITION)


@pytest.fixture
def finder(opened: Finder) -> Finder:
    return opened.choose(SORBIERS)


def test_homonyms_are_told_apart_by_their_departement() -> None:
    assert places("sorbiers") == {
        HOMONYM: "Sorbiers, commune, Hautes-Alpes (05169)",
        SORBIERS: "Sorbiers, commune, Loire (42302)",
    }
    assert places("42302") == {SORBIERS: words_of(Territory.of(SORBIERS))}
    assert places("Saint-Étienne Métropole")[METROPOLE] == words_of(Territory.of(METROPOLE))


def test_no_code_stands_for_two_territories() -> None:
    """84 is the Vaucluse and Auvergne-Rhône-Alpes: what a menu offers is understood as it was offered."""
    for text in ("rhone", "reunion", "loire"):
        for code, words in places(text).items():
            assert words_of(Territory.of(code)) == words


def test_the_line_says_what_the_quality_of_the_data_says(finder: Finder) -> None:
    said = finder.sentence().replace("\u00a0", " ")
    loaded = sum(one.state != ABSENT for one in finder.quality.states)
    assert said.startswith("Sorbiers (42302) : ")
    assert f"{loaded} sources chargées sur {len(finder.quality.states)}" in said
    assert f"sur {len(indicators.catalogue())} ont un chiffre" in said


def test_an_unknown_territory_is_refused_and_changes_nothing(finder: Finder) -> None:
    with pytest.raises(TerritoryError, match="05169"):
        finder.choose("Sorbiers")
    assert finder.place.code == SORBIERS


def test_a_name_that_several_bear_chooses_none_of_them(finder: Finder) -> None:
    field = finder.panel.place
    before = finder.panel.said.value
    field.typed.value = "Sorbiers"
    assert finder.place.code == SORBIERS
    assert finder.panel.said.value == before
    assert "ce qui suit n’a pas changé" in field.said.value
    assert [code for _, code in field.matches.options] == ["", HOMONYM, SORBIERS]
    assert "2 territoires" in field.matches.options[0][0]
    field.matches.value = HOMONYM
    assert finder.place.code == HOMONYM
    assert field.said.value == ""
    assert "Hautes-Alpes" in html.unescape(finder.panel.said.value)
    assert "0 indicateur" in finder.sentence().replace("\u00a0", " ")


def test_a_name_that_one_bears_chooses_it(finder: Finder) -> None:
    finder.panel.place.typed.value = "La Talaudière"
    assert finder.place.code == "42305"
    assert html.escape(finder.sentence()) in finder.panel.said.value


@pytest.mark.parametrize(("typed", "told"), [("zzzzqq", "Aucun territoire"), ("99999", "99999")])
def test_a_name_that_nobody_bears_is_told_beside_the_field(finder: Finder, typed: str, told: str) -> None:
    finder.panel.place.typed.value = typed
    assert told in finder.panel.place.said.value
    assert finder.place.code == SORBIERS


def test_the_catalogue_is_whole_and_its_words_are_french(finder: Finder) -> None:
    table = finder.indicators()
    assert len(table.frame) == len(indicators.catalogue())
    assert set(table.frame["Nom à écrire"]) == set(indicators.catalogue())
    assert "Précarité et insertion" in set(table.frame["Thème"])
    assert {"%", "enfants", "naissances par an"} <= set(table.frame["Unité"])
    assert not table.frame["Unité"].str.contains("_").any()
    fewer = finder.indicators("precarite", "taux pauvreté").frame
    assert 0 < len(fewer) < 10
    assert all(re.search("pauvreté", label) for label in fewer["Indicateur"])


def test_the_list_of_places_has_levels_in_words(finder: Finder) -> None:
    frame = finder.places("Sorbiers").frame
    assert list(frame["Niveau"]) == ["commune", "commune"]
    assert list(frame["Département"]) == ["Hautes-Alpes", "Loire"]
