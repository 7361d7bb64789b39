"""The engine over fictitious tables: what it divides, bounds, names, and refuses to compute."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import indicators, sources
from ctg_lib.indicators.cells import Resolved
from ctg_lib.indicators.declaration import Input
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS, Status
from tests.indicators.fictitious import Cell, Place, shelf

SORBIERS, TALAUDIERE, FOUILLOUSE = "42302", "42305", "42097"
FRANCE = ("france", "FR")
ROUNDED = Status.ROUNDED
Tables = Mapping[str, Mapping[Place, Mapping[str, Cell]]]


def run(identifier: str, tables: Tables, *territories: Territory) -> pd.DataFrame:
    """The long table of one indicator for some territories, Sorbiers by default."""
    wanted = territories or (Territory.of(SORBIERS),)
    return compute(Resolved(shelf(tables), Targets.of(wanted)), [indicators.indicator(identifier)])


def only(identifier: str, tables: Tables, *territories: Territory) -> pd.Series:
    table = run(identifier, tables, *territories)
    assert len(table) == 1
    return table.iloc[0]


def families(with_child: Cell, alone: Cell, without: Cell) -> dict[str, Cell]:
    return {"C22_COUPAENF": with_child, "C22_FAMMONO": alone, "C22_COUPSENF": without}


# ── A row ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_row_has_every_column_of_the_long_table() -> None:
    row = only("ad_rsa_pct", {"caf_communes@2023-12": {SORBIERS: {"indfoy_rsa": (10, ROUNDED, "arrondi")}}} | housing())
    assert tuple(row.index) == COLUMNS
    assert row["vintage"] == "2023-12"
    assert row["unit"] == "part"
    assert row["source"] == "caf_communes@2023-12+rp_logement@2023"
    assert (row["value"], row["low"], row["high"]) == (0.05, 0.04, 0.06)
    assert row["method"] == "arrondi"


def housing(year: int = 2023, households: float = 200) -> dict[str, dict[Place, dict[str, Cell]]]:
    return {f"rp_logement@{year}": {SORBIERS: {"OCS_DW_MAIN": households}}}


def test_every_vintage_at_hand_has_its_row() -> None:
    tables = {f"caf_communes@{year}-12": {SORBIERS: {"indfoy_rsa": 10.0 + year}} for year in (2022, 2020, 2024)}
    assert list(run("ad_rsa", tables)["vintage"]) == ["2020-12", "2022-12", "2024-12"]


def test_a_denominator_of_another_date_is_the_nearest_one_and_is_told() -> None:
    caf: Tables = {f"caf_communes@{year}-12": {SORBIERS: {"indfoy_rsa": 10.0}} for year in (2014, 2020, 2023, 2024)}
    table = run("ad_rsa_pct", {**caf, **housing(2012, 100), **housing(2023, 200)}).set_index("vintage")
    assert list(table["value"]) == [0.1, 0.05, 0.05, 0.05]
    assert list(table["source"].str.split("@").str[-1]) == ["2012", "2023", "2023", "2023"]
    told = table["method"].str.contains("approché : dénominateur d’une autre date (Insee, recensement", regex=False)
    assert list(told) == [True, True, False, True]


def test_of_two_vintages_as_near_the_older_is_read() -> None:
    caf: Tables = {"caf_communes@2022-12": {SORBIERS: {"indfoy_rsa": 10.0}}}
    assert only("ad_rsa_pct", {**caf, **housing(2021, 100), **housing(2023, 200)})["value"] == 0.1


def test_no_denominator_no_rate_and_no_zero() -> None:
    row = only("je_cho_1524", {"rp@2022": {SORBIERS: {"P22_CHOM1524": 0.0, "P22_ACT1524": 0.0}}})
    assert row["status"] == "not_applicable"
    assert math.isnan(row["value"])
    assert row["method"] == "le dénominateur est nul"


def test_the_secret_of_one_cell_is_the_secret_of_the_ratio() -> None:
    for position in range(3):
        parts: list[Cell] = [10.0, 20.0, 30.0]
        parts[position] = (None, Status.SECRET, "secret statistique à la source")
        row = only("pa_mono_pct", {"rp@2022": {SORBIERS: families(*parts)}})
        assert row["status"] == "secret_at_source"
        assert row[["value", "low", "high", "numerator", "denominator"]].isna().all()
        assert row["method"] == "secret statistique à la source"


@pytest.mark.parametrize("status", [status for status in Status if not status.has_value])
def test_a_blank_without_detail_is_still_named(status: Status) -> None:
    row = only("ad_rsa", {"caf_communes@2024-12": {SORBIERS: {"indfoy_rsa": (None, status)}}})
    assert (row["status"], row["method"]) == (str(status), status.label)


def test_a_zero_of_the_caf_is_up_to_two() -> None:
    row = only("ad_rsa", {"caf_communes@2024-12": {SORBIERS: {"indfoy_rsa": (0, ROUNDED)}}})
    assert (row["value"], row["low"], row["high"], row["status"]) == (0, 0, 2, "rounded_by_source")


def test_a_floor_is_from_zero_to_what_is_printed() -> None:
    cell = (5.0, Status.CENSORED, "publié 5 % pour « 5 % ou moins »")
    row = only("pr_pauvrete_ancien", {"filosofi@2021": {SORBIERS: {"TP6021": cell}}})
    assert (row["value"], row["low"], row["high"], row["status"]) == (0.05, 0.0, 0.05, "censored")


# ── Years ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def births(*years: int) -> Tables:
    return {f"etat_civil@{year}": {SORBIERS: {"naissances": 60.0 + year % 10}} for year in years}


def test_a_mean_of_three_years_needs_the_three() -> None:
    table = run("pe_naiss_3ans", births(2018, 2019, 2021, 2022, 2023, 2024))
    assert list(table["vintage"]) == ["2023", "2024"]
    assert list(table["numerator"]) == [61 + 62 + 63, 62 + 63 + 64]
    assert table["source"].iloc[0] == "etat_civil@2023+etat_civil@2022+etat_civil@2021"


def test_too_few_years_is_told_as_such() -> None:
    row = only("pe_naiss_3ans", births(2024, 2025))
    assert (row["status"], row["vintage"], row["source"]) == ("missing", "", "")
    assert row["method"] == "en attente de 3 années qui se suivent : Naissances et décès domiciliés par commune"


# ── Sources that are not there ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("identifier", indicators.catalogue())
def test_an_indicator_without_its_source_says_what_it_waits_for(identifier: str) -> None:
    row = only(identifier, {})
    assert (row["status"], row["vintage"], row["source"]) == ("missing", "", "")
    assert math.isnan(row["value"])
    for wanted in indicators.indicator(identifier).inputs:
        assert sources.source(wanted.source).name in row["method"]


def test_only_the_source_that_lacks_is_named() -> None:
    row = only("ad_rsa_pct", housing())
    assert row["method"] == f"en attente d’une source non chargée : {sources.source('caf_communes').name}"
    assert "sources non chargées" in only("ad_rsa_pct", {})["method"]


def test_a_source_without_the_column_is_loaded_but_lacks_a_detail() -> None:
    row = only("ad_rsa", {"caf_communes@2024-12": {SORBIERS: {"indfoy_af": 5.0}}})
    assert row["status"] == "missing"
    title = sources.source("caf_communes").name
    assert row["method"] == f"en attente d’un fichier qui ait ce détail : {title}"


def test_two_inputs_of_one_source_name_it_once() -> None:
    method = only("ad_rsa_pct", {})["method"]
    assert all(method.count(sources.source(name).name) == 1 for name in ("caf_communes", "rp_logement"))
    other = only("en_evol", {})["method"]
    assert other.count(sources.source("en_effectifs").name) == 1


def test_years_that_do_not_go_together_are_told_as_such() -> None:
    """Five years before the only rentrée at hand, nothing is held."""
    method = only("en_evol", {"en_effectifs@2024-09": {SORBIERS: {"nombre_total_eleves": 100.0}}})["method"]
    told = "en attente d’une autre date, celles qui sont chargées ne vont pas ensemble"
    assert method == f"{told} : {sources.source('en_effectifs').name}"


# ── National perimeters ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_national_perimeter_is_told() -> None:
    both: Tables = {"rp_logement@2023": {FRANCE: {"OCS_DW_MAIN": 3e7}, SORBIERS: {"OCS_DW_MAIN": 200.0}}}
    nation, home = (only("lo_men", both, Territory.of(code)) for code in ("FR", SORBIERS))
    assert nation["method"] == "valeur publiée ; périmètre : France hors Mayotte"
    assert home["method"] == "valeur publiée"
    row = only("pr_med", {"filosofi_2023@2023": {("france", "FM"): {"MED_SL": 25_920.0}}}, Territory.of("FR"))
    assert (row["territory"], row["method"]) == ("FM", "valeur publiée ; périmètre : France métropolitaine")


def test_the_perimeter_comes_last() -> None:
    """Tables cut the method there, to print the perimeter alone."""
    france = Territory.of("FR")
    tables: dict[str, dict[Place, dict[str, Cell]]] = {
        "rp_logement@2022": {FRANCE: {"OCS_DW_VAC": 8.0, "DWELLINGS": 100.0}},
        "rp@2021": {FRANCE: {"C21_MENPSEUL": 40.0}},
        "rp_logement@2023": {FRANCE: {"OCS_DW_MAIN": 100.0}},
    }
    assert only("lo_vac", tables, france)["method"].endswith(" ; périmètre : France hors Mayotte")


@pytest.mark.parametrize("second", [FRANCE, ("france", "FM")])
def test_no_ratio_is_computed_across_two_national_perimeters(second: tuple[str, str]) -> None:
    """The sum of all communes has Mayotte, the published line of households has not."""
    france = Territory.of("FR")
    caf: dict[Place, dict[str, Cell]] = {code: {"indfoy_rsa": 5.0} for code in france.communes}
    tables: Tables = {"caf_communes@2023-12": caf, "rp_logement@2023": {second: {"OCS_DW_MAIN": 3e7}}}
    assert only("ad_rsa", tables, france)["value"] == 5 * len(france.communes)
    row = only("ad_rsa_pct", tables, france)
    assert (row["status"], row["method"]) == ("missing", "les deux sources n’ont pas le même périmètre national")
    assert row[["value", "numerator", "denominator"]].isna().all()


# ── Intervals ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_quarter_sample_has_an_interval_in_small_communes_only() -> None:
    cells = families(50.0, 30.0, 20.0)
    tables: Tables = {"rp@2022": dict.fromkeys((SORBIERS, "42218"), cells)}
    table = run("pa_mono_pct", tables, Territory.of(SORBIERS), Territory.of("42218")).set_index("territory")
    assert table.loc[SORBIERS, "low"] < 0.3 < table.loc[SORBIERS, "high"]
    # Saint-Étienne has more than 10 000 inhabitants: every questionnaire is processed.
    assert table.loc["42218", ["low", "high"]].isna().all()


def test_rounding_of_both_terms_widens_a_ratio_both_ways() -> None:
    one = replace(
        indicators.indicator("ad_rsa_pct"),
        inputs=(Input("caf_communes", ("indfoy_rsa", "indfoy_ndur")),),
        function=lambda t: (t["indfoy_rsa"], t["indfoy_ndur"]),
    )
    cells = {"indfoy_rsa": (10.0, ROUNDED), "indfoy_ndur": (100.0, ROUNDED)}
    seen = Resolved(shelf({"caf_communes@2024-12": {SORBIERS: cells}}), Targets.of([Territory.of(SORBIERS)]))
    row = compute(seen, [one]).iloc[0]
    assert (row["low"], row["value"], row["high"]) == (8 / 102, 10 / 100, 12 / 98)


def test_a_group_of_communes_adds_up() -> None:
    group = Territory.group("pays-fictif", [SORBIERS, TALAUDIERE])
    tables: Tables = {
        "caf_communes@2023-12": {code: {"indfoy_rsa": (10, ROUNDED)} for code in (SORBIERS, TALAUDIERE)},
        "rp_logement@2023": {code: {"OCS_DW_MAIN": 100.0} for code in (SORBIERS, TALAUDIERE)},
    }
    row = only("ad_rsa_pct", tables, group)
    assert (row["level"], row["territory"]) == ("groupe", "pays-fictif")
    assert (row["value"], row["low"], row["high"]) == (20 / 200, 16 / 200, 24 / 200)
    assert row["method"] == "somme de 2 communes"
    medians: Tables = {"filosofi_2023@2023": {code: {"MED_SL": 20_000.0} for code in (SORBIERS, TALAUDIERE)}}
    assert only("pr_med", medians, group)["status"] == "missing"


counts = st.integers(0, 3000)
three = st.tuples(counts, counts, counts)


@given(three)
@settings(max_examples=30, deadline=None)
def test_ratios_are_those_of_fractions_and_lie_in_their_interval(parts: tuple[int, int, int]) -> None:
    row = only("pa_mono_pct", {"rp@2022": {SORBIERS: families(*map(float, parts))}})
    if not sum(parts):
        assert row["status"] == "not_applicable"
        return
    assert row["value"] == pytest.approx(float(Fraction(parts[1], sum(parts))), abs=1e-15)
    assert 0 <= row["low"] <= row["value"] + 1e-12
    assert row["value"] - 1e-12 <= row["high"] <= 1


@given(three, st.integers(2, 50))
@settings(max_examples=12, deadline=None)
def test_scaling_every_count_scales_counts_and_leaves_shares(parts: tuple[int, int, int], times: int) -> None:
    once: Tables = {"rp@2022": {SORBIERS: families(*map(float, parts))}}
    more: Tables = {"rp@2022": {SORBIERS: families(*(float(times * part) for part in parts))}}
    assert only("pa_fam", more)["value"] == times * only("pa_fam", once)["value"]
    before, after = only("pa_mono_pct", once), only("pa_mono_pct", more)
    if not sum(parts):
        assert after["status"] == "not_applicable"
    else:
        assert after["value"] == pytest.approx(before["value"])
        assert after["high"] - after["low"] < before["high"] - before["low"]


@given(three.filter(any), three, st.booleans())
@settings(max_examples=12, deadline=None)
def test_a_commune_of_zeros_and_the_order_change_nothing(
    first: tuple[int, int, int], second: tuple[int, int, int], backwards: bool
) -> None:
    rows: dict[Place, dict[str, Cell]] = {
        SORBIERS: families(*map(float, first)),
        TALAUDIERE: families(*map(float, second)),
        FOUILLOUSE: families(0.0, 0.0, 0.0),
    }
    pair = Territory.group("fictif", [SORBIERS, TALAUDIERE])
    trio = Territory.group("fictif", [FOUILLOUSE, TALAUDIERE, SORBIERS])
    turned = dict(reversed(list(rows.items()))) if backwards else rows
    for identifier in ("pa_fam", "pa_mono_pct"):
        one, other = only(identifier, {"rp@2022": rows}, pair), only(identifier, {"rp@2022": turned}, trio)
        assert other.drop("method").equals(one.drop("method"))
        assert [one["method"], other["method"]] == ["somme de 2 communes", "somme de 3 communes"]


@given(st.lists(st.integers(0, 60).map(lambda number: 5 * number), min_size=2, max_size=2), st.integers(1, 5000))
@settings(max_examples=20, deadline=None)
def test_the_interval_of_a_rounded_rate_has_every_rate_that_the_rounding_allows(
    printed: list[int], households: int
) -> None:
    group = Territory.group("fictif", [SORBIERS, TALAUDIERE])
    tables: Tables = {
        "caf_communes@2023-12": {
            code: {"indfoy_rsa": (float(count), ROUNDED)}
            for code, count in zip((SORBIERS, TALAUDIERE), printed, strict=True)
        },
        "rp_logement@2023": {SORBIERS: {"OCS_DW_MAIN": float(households)}, TALAUDIERE: {"OCS_DW_MAIN": 0.0}},
    }
    row = only("ad_rsa_pct", tables, group)
    lowest = sum(max(0, count - 2) for count in printed)
    highest = sum(count + 2 for count in printed)
    assert row["low"] == pytest.approx(lowest / households)
    assert row["high"] == pytest.approx(highest / households)
    assert row["low"] <= row["value"] <= row["high"]


def test_several_indicators_come_in_the_order_of_the_catalogue() -> None:
    seen = Resolved(shelf(births(2024)), Targets.around(Territory.of(SORBIERS)))
    wanted = [indicators.indicator(name) for name in ("pe_naiss", "pr_med")]
    table = compute(seen, wanted)
    assert list(dict.fromkeys(table["indicator"])) == ["pe_naiss", "pr_med"]
    assert len(table) == 10
    with pytest.raises(AssertionError, match="deux valeurs pour une clé"):
        compute(seen, [wanted[0], wanted[0]])
