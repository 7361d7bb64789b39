"""The figures that the diagnostic of Sorbiers must show, read in its `indicators.csv`."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ctg_lib.value import COLUMNS, Status
from tests.published import KEY, METROPOLE, SORBIERS

# indicator, vintage: Sorbiers, then Saint-Étienne Métropole from its 53 communes; each in the unit of the table.
CENSUS = {
    ("ctx_pop", "2022"): (8_071, 407_700, 0.5),
    ("ctx_0_14_part", "2022"): (0.1846, 0.1799, 0.00005),
    ("ctx_75p_part", "2022"): (0.1060, 0.1119, 0.00005),
    ("pa_mono_pct", "2022"): (0.0947, 0.1698, 0.00005),
    ("pa_mono_enf_pct", "2022"): (0.1797, 0.2929, 0.00005),
    ("pr_chom", "2022"): (0.0773, 0.1440, 0.00005),
}
LEGAL = {"2018": 7_856, "2019": 7_874, "2020": None, "2021": 8_042, "2022": 8_071, "2023": 8_116}


def row(values: pd.DataFrame, indicator: str, vintage: str, territory: str = SORBIERS) -> pd.Series:
    found = values[
        (values["indicator"] == indicator) & (values["vintage"] == vintage) & (values["territory"] == territory)
    ]
    assert len(found) == 1, f"{indicator} {vintage} {territory} : {len(found)} lignes"
    return found.iloc[0]


def test_the_table_is_the_long_table(values: pd.DataFrame) -> None:
    assert tuple(values.columns) == COLUMNS
    assert not values.duplicated(KEY).any()
    assert set(values["level"]) == {"commune", "epci", "departement", "region", "france"}
    assert {"42302", "244200770", "42", "84"} <= set(values["territory"])


def test_a_blank_always_has_its_reason_and_a_value_its_source(values: pd.DataFrame) -> None:
    valued = values["status"].map(lambda status: Status(status).has_value)
    assert values["value"].notna().equals(valued)
    assert values.loc[~valued, "method"].str.len().gt(5).all()
    assert values.loc[valued, "source"].str.fullmatch(r"\w+@[\dT-]+(\+\w+@[\dT-]+)*").all()
    inside = values.dropna(subset=["low", "high"])
    assert (inside["low"] <= inside["value"] + 1e-12).all()
    assert (inside["value"] <= inside["high"] + 1e-12).all()


def test_shares_are_stored_between_zero_and_one(values: pd.DataFrame) -> None:
    shares = values.loc[values["unit"] == "part", "value"].dropna()
    assert len(shares) > 100
    assert shares.between(0, 1).all()


@pytest.mark.parametrize(("indicator", "vintage"), CENSUS)
def test_the_census_of_2022(values: pd.DataFrame, indicator: str, vintage: str) -> None:
    own, epci, within = CENSUS[indicator, vintage]
    assert row(values, indicator, vintage)["value"] == pytest.approx(own, abs=within)
    whole = row(values, indicator, vintage, METROPOLE)
    assert whole["value"] == pytest.approx(epci, abs=within)
    assert "somme de 53 communes" in whole["method"]
    assert row(values, indicator, vintage)["source"].startswith("rp@2022")


def test_single_parent_families_are_counted_among_families_and_not_households(values: pd.DataFrame) -> None:
    one = row(values, "pa_mono_pct", "2022")
    assert one["denominator"] == pytest.approx(row(values, "pa_fam", "2022")["value"])
    assert one["numerator"] == pytest.approx(row(values, "pa_mono", "2022")["value"])


def test_the_closed_series_of_filosofi(values: pd.DataFrame) -> None:
    assert row(values, "pr_med_ancien", "2021")["value"] == 25_720
    assert row(values, "pr_pauvrete_ancien", "2021")["value"] == pytest.approx(0.080)
    secret = row(values, "pr_pauvrete_jeunes", "2021")
    assert secret["status"] == "secret_at_source"
    assert pd.isna(secret[["value", "low", "high", "numerator", "denominator"]]).all()


def test_the_median_of_the_epci_comes_from_its_own_file(values: pd.DataFrame) -> None:
    median = row(values, "pr_med_epci", "2019", METROPOLE)
    assert median["value"] == 20_250
    assert (median["status"], median["method"]) == ("published", "valeur publiée")
    for indicator, vintage in (("pr_med", "2023"), ("pr_med_ancien", "2021")):
        assert not Status(row(values, indicator, vintage, METROPOLE)["status"]).has_value


def test_the_new_series_of_filosofi_stands_apart(values: pd.DataFrame) -> None:
    assert row(values, "pr_med", "2023")["value"] == 28_620
    assert set(values.loc[values["indicator"] == "pr_med", "vintage"]) == {"2023"}
    assert "2023" not in set(values.loc[values["indicator"] == "pr_med_ancien", "vintage"])


@pytest.mark.parametrize(
    ("indicator", "value", "low", "high"),
    [("ad_alloc", 1_220, 1_218, 1_222), ("ad_pers", 3_650, 3_648, 3_652), ("ad_rsa", 115, 113, 117)],
)
def test_the_counts_of_the_caf_carry_their_bounds(
    values: pd.DataFrame, indicator: str, value: int, low: int, high: int
) -> None:
    one = row(values, indicator, "2024-12")
    assert (one["value"], one["low"], one["high"], one["status"]) == (value, low, high, "rounded_by_source")


def test_childcare_places_are_those_of_the_cnaf(values: pd.DataFrame) -> None:
    own = row(values, "pe_tcg", "2023")
    assert (own["status"], pd.isna(own["value"])) == ("not_released", True)
    assert "10 000 habitants" in re.sub(r"\s", " ", own["method"])
    for territory, value in ((METROPOLE, 51.7), ("42", 59.8), ("FR", 60.9)):
        assert row(values, "pe_tcg", "2023", territory)["value"] == pytest.approx(value)
    assert "XX" not in set(values["territory"])


def test_births_and_their_chance(values: pd.DataFrame) -> None:
    assert [row(values, "pe_naiss", year)["value"] for year in ("2024", "2025")] == [59, 68]
    mean = row(values, "pe_naiss_3ans", "2025")
    assert (mean["numerator"], mean["value"]) == (180, 60)
    assert (mean["low"], mean["high"]) == (pytest.approx(51.6, abs=0.05), pytest.approx(69.4, abs=0.05))
    assert mean["source"] == "etat_civil@2025+etat_civil@2024+etat_civil@2023"


@pytest.mark.parametrize("year", LEGAL)
def test_each_legal_population_has_its_year(values: pd.DataFrame, year: str) -> None:
    expected = LEGAL[year]
    if expected is None:
        expected = row(values, "ctx_pop_legale", year)["value"]
        assert 7_874 < expected < 8_042
    assert row(values, "ctx_pop_legale", year)["value"] == expected


def test_the_total_population_is_kept_for_the_thresholds_of_the_law(values: pd.DataFrame) -> None:
    assert row(values, "ctx_pop_totale", "2022")["value"] == 8_224
