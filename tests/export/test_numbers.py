"""Which numbers say by their form that they are no figure of a territory, and which must be tied to a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.export.numbers import numbers, unmarked
from ctg_lib.value import UNITS
from ctg_lib.views.wording import quantity

EXPLAINED = (
    "édition du 27 novembre 2026",
    "due à partir du 1er janvier 2027",
    "au 4e trimestre 2024, au 1er trimestre 2025",
    "par an en 2013‑2015 et de 2019 à 2021",
    "CASF, art. L. 214-1-3 et L. 214-2, III",
    "CCH, art. L. 302-5 et R. 302-14",
    "l’article 55 de la loi SRU, décret n° 2016-824",
    "moins de 3 ans, 15-24 ans, de 0 à 4 ans, 0, 1 et 2 ans, 75 ans et plus, 65 ans ou moins, avant 15 ans",
    "pour 100 enfants, pour 1\u202f000 habitants, pour 10\u202f000 habitants",
    "au quotient familial sous 800\u00a0€, par tranche de quotient familial de 400 €",
)
FIGURES = {
    "8\u202f071 habitants": ["8 071"],
    "soit −28\u202f% en dix ans": ["−28 %"],
    "entre 8,5\u202f% et 9,5\u202f%": ["8,5 %", "9,5 %"],
    "51,7 places pour 100 enfants": ["51,7"],
    "un enfant de 3 ans": ["3"],
    "une moyenne d’âge de 43 ans": ["43"],
    "39 en 2021": ["39"],
    "l’une des 53 communes": ["53"],
    "24\u202f310\u00a0€ par an": ["24 310"],
    "42302": ["42302"],
    "2\u202f023 enfants": ["2 023"],
}


@pytest.mark.parametrize("text", EXPLAINED)
def test_a_year_a_law_a_class_and_a_size_explain_themselves(text: str) -> None:
    assert numbers(text), "aucun nombre : ce cas ne prouve rien"
    assert unmarked(text) == []


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_does_not(text: str) -> None:
    assert unmarked(text) == FIGURES[text]


@given(
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from([unit for unit in UNITS.values() if unit.id in ("part", "euros", "effectif", "places_pour_100")]),
)
def test_whatever_the_house_writes_for_a_value_is_found(value: float, unit) -> None:
    """A number without its thousands apart could pass for a year: the formats of the house never write one."""
    assert len(unmarked(f"On compte {quantity(value, unit)} ici.")) == 1
