"""Whether two rows of an indicator may be set one after the other: every table behind them is looked at."""

from __future__ import annotations

import pandas as pd
import pytest

from ctg_lib import indicators
from ctg_lib.analysis.evolution import between, breaks, fair
from ctg_lib.vintage import ALLOWED, Verdict


def row(source: str, *, level: str = "commune", territory: str = "42302") -> pd.Series:
    vintage = source.split("@")[1].split("+")[0]
    return pd.Series({"source": source, "level": level, "territory": territory, "vintage": vintage})


def verdict(name: str, before: str, after: str) -> Verdict:
    return between(indicators.indicator(name), row(before), row(after)).verdict


def test_housing_aid_crosses_its_reform_as_a_count_and_as_a_rate() -> None:
    assert verdict("lo_al", "caf_communes@2020-12", "caf_communes@2021-12") is Verdict.WARNED
    assert verdict("lo_al", "caf_communes@2021-12", "caf_communes@2024-12") is Verdict.ALLOWED
    rate = "caf_communes@{}+rp_logement@2023"
    assert verdict("lo_al_pct", rate.format("2020-12"), rate.format("2021-12")) is Verdict.WARNED


def test_another_benefit_does_not() -> None:
    assert verdict("ad_rsa", "caf_communes@2020-12", "caf_communes@2021-12") is Verdict.ALLOWED


def test_the_rolling_census_binds_the_figure_that_leads_and_not_its_denominator() -> None:
    rate = "caf_communes@{}+rp_logement@{}"
    assert verdict("ad_rsa_pct", rate.format("2022-12", "2022"), rate.format("2023-12", "2023")) is Verdict.ALLOWED
    assert verdict("lo_hlm", "rp_logement@2022", "rp_logement@2023") is Verdict.REFUSED
    assert verdict("lo_hlm", "rp_logement@2012", "rp_logement@2023") is Verdict.ALLOWED


def test_the_same_vintage_twice_is_no_change() -> None:
    assert verdict("lo_hlm", "rp_logement@2023", "rp_logement@2023") is Verdict.ALLOWED


def test_a_mean_of_years_is_broken_from_the_first_to_the_last_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Births are summed over three years: 2020-2022 and 2021-2023 both straddle a break of 2021."""
    from ctg_lib.parameters import ruptures

    made_up = ruptures.every()[0].model_copy(update={"sources": ("etat_civil",), "between": ("2020", "2021")})
    monkeypatch.setattr(ruptures, "every", lambda: (made_up,))
    runs = {year: "+".join(f"etat_civil@{year - back}" for back in range(3)) for year in range(2018, 2026)}
    broken = [year for year in range(2019, 2026) if verdict("pe_naiss_3ans", runs[year - 1], runs[year]) != "permise"]
    assert broken == [2021, 2022, 2023]


def test_a_break_of_one_territory_is_that_of_no_other() -> None:
    one = indicators.indicator("pr_med_epci")
    pair = ("filosofi@2015", "filosofi@2016")
    here = [row(source, level="epci", territory="244200770") for source in pair]
    assert between(one, *here).verdict is Verdict.REFUSED
    elsewhere = [row(source, level="epci", territory="200035202") for source in pair]
    assert between(one, *elsewhere).verdict is Verdict.WARNED
    assert between(one, *(row(source) for source in pair)) == ALLOWED


def test_the_breaks_of_a_history_are_told_by_the_row_that_follows_each() -> None:
    rows = [row(f"caf_communes@{year}-12") for year in (2019, 2020, 2021, 2022)]
    found = breaks(indicators.indicator("lo_al"), pd.DataFrame(rows))
    assert [place for place, _ in found] == [2]
    assert found[0][1].reason.startswith("le calcul des aides au logement a changé")
    assert breaks(indicators.indicator("ad_rsa"), pd.DataFrame(rows)) == []


def test_fair_is_what_nothing_stands_against() -> None:
    one = indicators.indicator("lo_al")
    assert not fair(one, row("caf_communes@2020-12"), row("caf_communes@2021-12"))
    assert fair(one, row("caf_communes@2021-12"), row("caf_communes@2022-12"))
