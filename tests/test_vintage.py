from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import sources
from ctg_lib.vintage import ALLOWED, Comparison, Verdict, broken, compare, rolling, worst

CENSUS = ["rp", "rp_ages", "rp_logement", "rp_navettes", "rp_diplomes", "population_legale", "population_historique"]
MONTHS = [f"{year}-12" for year in range(2016, 2027)]


@pytest.mark.parametrize("source", CENSUS)
@pytest.mark.parametrize(("before", "after"), [(2018, 2022), (2022, 2023), (2022, 2022), (2011, 2015)])
def test_census_vintages_that_share_surveys_are_refused(source: str, before: int, after: int) -> None:
    found = compare(source, str(before), str(after))
    assert found.verdict is Verdict.REFUSED
    assert found.reason == "recensement : moins de 5 ans d’écart, les deux millésimes partagent des années d’enquête"


@pytest.mark.parametrize(("before", "after"), [(2014, 2019), (2016, 2021), (2017, 2022), (2018, 2023), (2020, 2025)])
def test_five_years_astride_the_cancelled_survey_are_warned(before: int, after: int) -> None:
    found = compare("rp", str(before), str(after))
    assert found.verdict is Verdict.WARNED
    assert "2021 a été annulée" in found.reason


@pytest.mark.parametrize(("before", "after"), [(2011, 2016), (2006, 2011), (2013, 2018), (2021, 2026)])
def test_five_years_apart_from_it_are_allowed(before: int, after: int) -> None:
    assert compare("rp", str(before), str(after)) == Comparison(Verdict.ALLOWED)


@pytest.mark.parametrize(("before", "after"), [(2016, 2022), (2017, 2023), (2011, 2022), (2012, 2023)])
@pytest.mark.parametrize("source", CENSUS)
def test_six_years_or_more_are_allowed(source: str, before: int, after: int) -> None:
    assert compare(source, str(before), str(after)) == Comparison(Verdict.ALLOWED)


def test_no_change_is_computed_across_the_two_series_of_filosofi() -> None:
    for source, other in (("filosofi", "filosofi_2023"), ("filosofi_2023", "filosofi")):
        found = compare(source, "2021", "2023", other=other)
        assert found.verdict is Verdict.REFUSED
        assert found.reason.startswith("rupture de série : Filosofi 2023 suit une nouvelle méthode")
    assert compare("filosofi", "2019", "2021").verdict is Verdict.ALLOWED


def test_two_sources_are_two_measures() -> None:
    found = compare("rp", "2011", "2022", other="rp_ages")
    assert found == Comparison(Verdict.REFUSED, "les deux chiffres viennent de sources différentes")
    assert compare("rp", "2011", "2022", other="rp").verdict is Verdict.ALLOWED


def test_facilities_change_codes() -> None:
    found = compare("bpe", "2021", "2024", variable="F101")
    assert found == Comparison(Verdict.REFUSED, "les codes d’équipement changent d’un millésime à l’autre")


def test_what_always_holds_is_told_where_no_dated_break_says_more() -> None:
    assert compare("bpe", "2018", "2019", variable="F101").reason.startswith("l’Insee dit que deux millésimes")
    assert "l’Insee dit" not in compare("bpe", "2018", "2025", variable="F101").reason


@pytest.mark.parametrize(("before", "after"), list(combinations(MONTHS, 2)))
def test_housing_aid_is_warned_across_january_2021_and_only_then(before: str, after: str) -> None:
    found = compare("caf_communes", before, after, variable="indfoy_ndural")
    across = before <= "2020-12" < after
    assert found.verdict is (Verdict.WARNED if across else Verdict.ALLOWED)
    assert ("janvier 2021" in found.reason) is across
    assert compare("caf_communes", before, after, variable="indfoy_rsa") == Comparison(Verdict.ALLOWED)


def test_two_months_of_the_year_are_not_compared() -> None:
    found = compare("caf_communes", "2023-06", "2024-12")
    assert found == Comparison(Verdict.REFUSED, "les deux dates ne tombent ni le même mois ni le même trimestre")
    assert compare("dares", "2023-T3", "2023-T4") == found
    assert compare("dares", "2022-T4", "2023-T4") == ALLOWED


def test_what_is_not_said_of_a_figure_is_not_looked_at() -> None:
    """Without level nor territory, a break of some territories alone does not show."""
    asked = {"before": "2015", "after": "2016"}
    assert compare("filosofi", **asked) == ALLOWED
    assert compare("filosofi", **asked, level="commune", territory="42302") == ALLOWED
    assert compare("filosofi", **asked, level="epci", territory="244200770").verdict is Verdict.REFUSED


def test_the_declared_breaks_alone_know_nothing_of_the_rules() -> None:
    assert broken("rp", "2022", "2023") == ALLOWED
    assert broken("caf_communes", "2023-06", "2024-12") == ALLOWED
    assert broken("caf_communes", "2020-12", "2021-12", variable="indfoy_als").verdict is Verdict.WARNED


def test_the_worst_of_several_is_told_with_every_reason_that_leads_to_it() -> None:
    refused, warned = Comparison(Verdict.REFUSED, "a"), Comparison(Verdict.WARNED, "b")
    assert worst([]) == worst([ALLOWED]) == ALLOWED
    assert worst([warned, refused, refused]) == refused
    assert worst([refused, Comparison(Verdict.REFUSED, "c")]) == Comparison(Verdict.REFUSED, "a ; c")


def test_every_table_of_the_census_follows_its_rule() -> None:
    """Insee's census and what others publish from it; a new one must be told here or have a name that says it."""
    cards = sources.catalogue().values()
    assert {card.id for card in cards if "recensement" in card.title.lower() and not rolling(card.id)} == set()


@given(
    st.sampled_from(sorted(sources.catalogue())),
    st.sampled_from([*MONTHS, *map(str, range(2006, 2027))]),
    st.sampled_from([*MONTHS, *map(str, range(2006, 2027))]),
    st.sampled_from(["", "indfoy_ndural"]),
)
@settings(deadline=None)
def test_the_order_does_not_matter_and_only_what_is_allowed_goes_without_a_reason(
    source: str, one: str, other: str, variable: str
) -> None:
    found = compare(source, one, other, variable=variable)
    assert compare(source, other, one, variable=variable) == found
    assert (found.reason == "") is (found.verdict is Verdict.ALLOWED)
