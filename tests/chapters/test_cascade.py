"""The places before 3, step by step up to the number of children: whose they are, what is left, what it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from ctg_lib import folders
from ctg_lib.chapters import cascade
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views.view import View
from tests.indicators.fictitious import Cell, Place, shelf

SAMPLE = Shelf(Store([folders.PROJECT / "data" / "sample"]))
HERE, AROUND = "42302", ("epci", "244200770")
RATES: dict[str, Cell] = {
    "txcouv": 51.7,
    "txcouv_eaje": 21.2,
    "txcouv_am_ind": 26.3,
    "txcouv_prescol": 3.3,
    "txcouv_gad_ind": 0.9,
}
PLACES: dict[str, Cell] = {
    "tot_offre": 5170.0,
    "pl_eaje": 2120.0,
    "pl_am_ind": 2630.0,
    "pl_prescol": 330.0,
    "pl_gad_ind": 90.0,
}
NOT_UNMET = "Ce reste n’est pas la demande sans réponse : des parents gardent eux-mêmes leur enfant"


def of(place: str, on: Shelf = SAMPLE) -> Diagnostic:
    return Diagnostic(Territory.parse(place), "2026-11-24", on)


def view(place: str, on: Shelf = SAMPLE) -> View:
    drawn = cascade.places(of(place, on))
    assert drawn is not None
    return drawn


def fictitious(tables: Mapping[str, Mapping[Place, Mapping[str, Cell]]]) -> View | None:
    return cascade.places(of(HERE, shelf(tables)))


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("place", "told", "level", "code"),
    [
        ("42302", "Saint-Étienne Métropole", "epci", "244200770"),
        ("42218", "Saint-Étienne", "commune", "42218"),
        ("244200770", "Saint-Étienne Métropole", "epci", "244200770"),
        ("vallee-du-gier=42207,42225", "Saint-Étienne Métropole", "epci", "244200770"),
        ("42", "Loire", "departement", "42"),
    ],
)
def test_whose_figures_they_are_is_said(place: str, told: str, level: str, code: str) -> None:
    drawn, here = view(place), Territory.parse(place)
    keys = set(re.findall(r'data-cle="([^"]+)"', drawn.html))
    assert {tuple(key.split("|")[1:3]) for key in keys} == {(level, code)}
    assert {key.split("|")[0] for key in keys} == {*cascade.PARTS, cascade.TOTAL, cascade.REST}
    whose = Territory.of(code).of_name
    elsewhere = f"{here.name} n’a pas de taux publié : voici celui {whose}, le plus petit territoire alentour"
    assert (elsewhere in plain(drawn.message)) is (here.code != code)
    assert told in drawn.title
    assert told in drawn.alt


def test_the_sentence_goes_from_the_parts_to_what_is_left_and_what_that_is_not() -> None:
    drawn = view("244200770")
    assert plain(drawn.message).startswith(
        "Pour 100 enfants de moins de 3 ans, 51,7 places : 21,2 en crèche, 26,3 chez une assistante maternelle, 3,3 à "
        "l’école et 0,9 en garde à domicile. Restent 48,3 enfants pour 100. " + NOT_UNMET
    )
    assert plain(drawn.alt) == (
        "Barres en cascade, places d’accueil pour 100 enfants de moins de 3 ans à Saint-Étienne Métropole : crèches "
        "(EAJE) 21,2, assistantes maternelles 26,3, école avant 3 ans 3,3 et garde à domicile 0,9 ; total 51,7 ; reste "
        "48,3 jusqu’à cent enfants."
    )


@pytest.mark.parametrize(("rate", "left"), [(99.9, True), (100.0, False), (131.2, False)])
def test_more_places_than_children_leave_nothing_and_prove_nothing(rate: float, left: bool) -> None:
    drawn = fictitious({"couverture_petite_enfance@2023": {AROUND: {**RATES, "txcouv": rate}}})
    assert drawn is not None
    assert ("Restent" in drawn.message) is left
    assert (NOT_UNMET in plain(drawn.message)) is left
    assert ("Il y a au moins autant de places que d’enfants" in drawn.message) is not left
    assert ("pas de reste" in drawn.alt) is not left


def test_the_total_is_the_published_one_and_never_the_sum_of_rounded_parts() -> None:
    drawn = fictitious({"couverture_petite_enfance@2023": {AROUND: {**RATES, "txcouv": 51.8}}})
    assert drawn is not None
    assert "51,8 places" in plain(drawn.message)
    assert "Restent 48,2" in plain(drawn.message)


def test_the_counts_of_the_same_december_are_written_beside_the_rates() -> None:
    rates = {"couverture_petite_enfance@2023": {AROUND: RATES}}
    both = fictitious({**rates, "places_petite_enfance@2023": {AROUND: PLACES}})
    assert both is not None
    assert 'data-cle="pe_places_eaje|epci|244200770|2023"' in both.data
    assert '<th scope="col">Places</th>' in both.data
    for other in (
        rates,
        # Another year, and a count that is hidden: no column of half the counts.
        {**rates, "places_petite_enfance@2022": {AROUND: PLACES}},
        {**rates, "places_petite_enfance@2023": {AROUND: {**PLACES, "pl_gad_ind": (None, Status.SECRET)}}},
    ):
        drawn = fictitious(other)
        assert drawn is not None
        assert "pe_places" not in drawn.html


def test_without_a_rate_or_with_parts_missing_nothing_is_drawn() -> None:
    assert fictitious({}) is None
    parts = {name: cell for name, cell in RATES.items() if name != "txcouv_gad_ind"}
    assert fictitious({"couverture_petite_enfance@2023": {AROUND: parts}}) is None


def test_the_same_bytes_twice() -> None:
    assert view(HERE).html == view(HERE).html
