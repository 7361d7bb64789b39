"""Names to find: territories told apart, indicators by theme and by words."""

from __future__ import annotations

import pytest

import ctg_lib as ctg
from ctg_lib import indicators
from ctg_lib.errors import TerritoryError, UsageError
from ctg_lib.indicators.declaration import THEMES


def test_homonyms_are_told_apart_by_their_departement() -> None:
    found = ctg.find("Sorbiers")
    assert list(found.columns) == ["code", "name", "level", "departement", "epci", "match"]
    assert found[["code", "departement", "match"]].to_numpy().tolist() == [
        ["05169", "Hautes-Alpes", "nom exact"],
        ["42302", "Loire", "nom exact"],
    ]


def test_the_exact_name_comes_before_those_that_hold_it() -> None:
    found = ctg.find("saint etienne")
    assert found["code"].iloc[0] == "42218"
    assert set(found["match"].iloc[1:]) == {"contient ce nom"}
    assert "244200770" in set(found["code"])


@pytest.mark.parametrize(
    ("typed", "code", "match"),
    [
        ("42302", "42302", "code"),
        ("244200770", "244200770", "code"),
        ("Sorbieres", "05169", "nom proche"),
        ("Auvergne-Rhône-Alpes", "84", "nom exact"),
        ("talaud", "42305", "contient ce nom"),
    ],
)
def test_what_is_typed_is_found(typed: str, code: str, match: str) -> None:
    found = ctg.find(typed).set_index("code")
    assert found.loc[code, "match"] == match


def test_a_former_name_leads_to_the_commune_of_today() -> None:
    found = ctg.find("Amions").set_index("code")
    assert found.loc["42268", "match"] == "ancien nom"


def test_nothing_alike_is_an_empty_frame_and_a_wrong_code_is_refused() -> None:
    assert ctg.find("zzzzqqqq").empty
    with pytest.raises(TerritoryError, match="01004"):
        ctg.find("1004")
    with pytest.raises(TerritoryError, match="vide"):
        ctg.find(" ")


def test_the_catalogue_is_that_of_the_declarations() -> None:
    found = ctg.catalogue()
    assert list(found["id"]) == list(indicators.catalogue())
    assert set(found["theme"]) == set(THEMES) == set(ctg.themes())
    own = ctg.catalogue("logement")
    assert set(own["theme"]) == {"logement"}
    assert len(own) == (found["theme"] == "logement").sum()
    assert list(own.columns) == list(found.columns)


def test_words_find_an_indicator_without_their_accents() -> None:
    found = ctg.catalogue(words="taux pauvrete")
    assert "pr_taux_pauvrete" in set(found["id"])
    assert len(found) < 20
    assert ctg.catalogue(words="introuvable").empty
    # By the name that the producer gives, which is not that of the page.
    assert ctg.catalogue(words="taux de couverture global")["id"].iloc[0] == "pe_tcg"
    assert list(ctg.catalogue(words="introuvable").columns) == list(found.columns)


def test_a_theme_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match=r"Peut-être : jeunesse"):
        ctg.catalogue("jeunes")
