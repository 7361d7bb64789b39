"""The texts behind a figure: each law that bears on a figure is told with it, and each break of its series."""

from __future__ import annotations

import pandas as pd
import pytest

from ctg_lib import indicators, parameters, sources
from ctg_lib.lineage import rules
from ctg_lib.parameters import Parameter

# Laws about a duty or a term, that are held against no figure.
ABOUT_NO_FIGURE = {"sppe_schema_rubriques", "sppe_convention_dispense", "abs_delai", "mandat_municipal"}
LAWS = [one for one in parameters.every() if one.article]


@pytest.mark.parametrize("one", LAWS, ids=lambda one: f"{one.id}-{one.valid_from}")
def test_each_law_bears_on_a_figure_or_is_known_to_bear_on_none(one: Parameter) -> None:
    assert bool(one.bears_on) == (one.id not in ABOUT_NO_FIGURE)


@pytest.mark.parametrize("one", parameters.every(), ids=lambda one: f"{one.id}-{one.valid_from}")
def test_what_it_bears_on_exists(one: Parameter) -> None:
    assert set(one.bears_on) <= {*indicators.catalogue(), *sources.catalogue()}


def test_a_law_is_told_with_its_article_its_text_and_its_dates() -> None:
    told = {one.id: one for one in rules.behind(indicators.indicator("ad_ccas"))}["ccas_seuil"]
    assert told.told.startswith("Population à partir de laquelle une commune doit avoir un centre communal")
    for words in (
        "1\u202f500 habitants",
        "CASF, art. L. 123-4",
        "NOTRe",
        "depuis le 9 août 2015",
        "texte lu le",
        "legifrance",
    ):
        assert words in told.told


def test_a_law_of_a_source_is_told_with_each_of_its_figures() -> None:
    for name in ("lo_sru", "lo_sru_cible", "lo_sru_manque"):
        assert "sru_taux" in {one.id for one in rules.behind(indicators.indicator(name))}


def test_the_newest_version_of_a_rule_is_the_one_told() -> None:
    ids = [one.id for one in rules.behind(indicators.indicator("ctx_pop_legale"))]
    assert len(ids) == len(set(ids))


def test_a_share_too_small_or_rough_says_by_which_rule() -> None:
    one = indicators.indicator("ad_couv")
    row = pd.Series(
        {
            "indicator": "ad_couv",
            "status": "published",
            "unit": "part",
            "value": 0.5,
            "numerator": 2.0,
            "denominator": 4.0,
            "low": None,
            "high": None,
        }
    )
    assert {rules.FEW, *rules.ROUGH} <= {rule.id for rule in rules.behind(one, row)}
    assert rules.FEW not in {rule.id for rule in rules.behind(one)}


def test_a_break_is_told_where_it_lies() -> None:
    (told,) = rules.breaks(indicators.indicator("pr_taux_pauvrete"), "commune", "42302")
    assert told.told.startswith("de 2021 à 2023, comparaison refusée : rupture de série")
    metropole = {one.id for one in rules.breaks(indicators.indicator("pr_med_epci"), "epci", "244200770")}
    elsewhere = {one.id for one in rules.breaks(indicators.indicator("pr_med_epci"), "epci", "244200630")}
    assert "filosofi_perimetre_saint_etienne_metropole" in metropole - elsewhere
