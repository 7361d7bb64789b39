"""What must hold over the whole embedded sample: 320 communes, every indicator, every vintage."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from ctg_lib import geography, indicators
from ctg_lib.analysis.comparison import compare
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.portrait import AGES
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS, KEY, UNITS, Status
from ctg_lib.views.wording import TOO_FEW, row_text

HAS_VALUE = [str(status) for status in Status if status.has_value]
SEM, LYONNAIS = "244200770", "200066587"


def loaded(values: pd.DataFrame) -> pd.DataFrame:
    """Without the rows of the indicators that wait for a source nobody loaded."""
    return values[values["vintage"] != ""]


def at(values: pd.DataFrame, level: str, indicator: str | None = None) -> pd.DataFrame:
    chosen = values["level"] == level
    return values[chosen & (values["indicator"] == indicator)] if indicator else values[chosen]


def test_the_table_is_whole_and_each_row_is_once(values: pd.DataFrame) -> None:
    assert tuple(values.columns) == COLUMNS
    assert not values.duplicated(KEY).any()
    assert set(values["indicator"]) == set(indicators.catalogue())
    assert values["status"].isin([str(status) for status in Status]).all()
    assert (values["unit"] == values["indicator"].map(lambda name: indicators.indicator(name).unit.id)).all()


def test_a_value_where_the_status_says_so_and_there_only(values: pd.DataFrame) -> None:
    valued = values["status"].isin(HAS_VALUE)
    assert values.loc[valued, "value"].notna().all()
    blanks = values.loc[~valued, ["value", "low", "high", "numerator", "denominator"]]
    assert blanks.isna().all().all()


def test_every_row_says_how_or_why(values: pd.DataFrame) -> None:
    assert values["method"].str.len().gt(5).all()
    assert values["source"].ne("").equals(values["vintage"].ne(""))
    waiting = values[values["vintage"] == ""]
    assert waiting["method"].str.startswith("en attente d").all()
    missing = values[values["status"] == "missing"]
    assert not missing["method"].isin([status.label for status in Status]).any(), "« manquant » n’est pas une raison"


def test_intervals_contain_their_value_and_stay_possible(values: pd.DataFrame) -> None:
    bounded = values[values["low"].notna()]
    assert bounded["high"].notna().all()
    assert (bounded["low"] <= bounded["value"] + 1e-9).all()
    assert (bounded["value"] <= bounded["high"] + 1e-9).all()
    # More may die than are born: a balance alone goes below zero.
    balance = bounded["indicator"] == "ctx_solde_nat"
    assert (bounded.loc[~balance, "low"] >= 0).all()
    assert (bounded.loc[balance, "low"] < 0).any()
    # What is rounded or floored always has bounds.
    fuzzy = values["status"].isin(["rounded_by_source", "censored"])
    assert values.loc[fuzzy, ["low", "high"]].notna().all().all()


def test_ratios_are_those_of_fractions(values: pd.DataFrame) -> None:
    ratios = values[values["denominator"].notna()]
    assert len(ratios) > 10_000
    for row in ratios[ratios["level"] != "commune"].itertuples():
        expected = Fraction(UNITS[row.unit].scale) * Fraction(row.numerator) / Fraction(row.denominator)
        assert row.value == pytest.approx(float(expected), rel=1e-12)
    scale = ratios["unit"].map(lambda unit: UNITS[unit].scale)
    assert ((scale * ratios["numerator"] / ratios["denominator"] - ratios["value"]).abs() < 1e-9).all()


def test_shares_are_shares(values: pd.DataFrame) -> None:
    shares = values[(values["unit"] == "part") & values["value"].notna()]
    assert shares["value"].ge(0).all()
    # Households of the Caf over inhabitants or households of another source may exceed one; the others may not.
    own = shares[~shares["indicator"].map(_mixed)]
    assert own["value"].le(1).all()


def _mixed(identifier: str) -> bool:
    return len(indicators.indicator(identifier).inputs) > 1


def _says_its_dates(identifier: str) -> bool:
    one = indicators.indicator(identifier)
    return bool(one.estimated) or any(wanted.lag is not None for wanted in one.inputs)


def test_shares_of_a_handful_are_computed_and_not_shown(values: pd.DataFrame) -> None:
    """The long table keeps them, for whoever checks a sum; what is printed says that they rest on too few."""
    shares = values[(values["unit"] == "part") & (values["denominator"] < 31)]
    few = shares["denominator"] < 30
    assert few.sum() > 100
    texts = shares.apply(row_text, axis=1)
    assert (texts[few] == TOO_FEW).all()
    assert not (texts[~few] == TOO_FEW).any()
    assert set(shares.loc[few, "level"]) == {"commune"}
    own = shares[few & ~shares["indicator"].map(_mixed)]
    verdicts = {compare(indicators.indicator(row["indicator"]), row, row).reason for _, row in own.iterrows()}
    assert verdicts == {"l’effectif est trop petit pour conclure"}


def test_the_balance_is_bounded_by_the_chance_of_its_births_and_deaths(values: pd.DataFrame, sample: Shelf) -> None:
    """At every level: half the interval is 1.96 √(births + deaths) / 3, per thousand inhabitants."""
    rows = values[(values["indicator"] == "ctx_solde_nat") & values["value"].notna()]
    newest = at(rows[rows["vintage"] == rows["vintage"].max()], "commune").set_index("territory")
    years = [sample.table("etat_civil", str(int(rows["vintage"].max()) - back)).values for back in range(3)]
    events = sum(frame[["naissances", "deces"]].sum(axis=1) for frame in years).loc["commune"].loc[newest.index]
    half = 1000 * 1.959964 * events**0.5 / 3 / newest["denominator"]
    assert len(newest) == 320
    assert (newest["high"] - newest["value"] - half).abs().max() < 1e-4
    assert (newest["value"] - newest["low"] - half).abs().max() < 1e-4
    assert rows[["low", "high"]].notna().all().all()


# ── Levels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_intercommunalite_is_never_made_of_a_part_of_its_communes(values: pd.DataFrame) -> None:
    """The CC des Monts du Lyonnais has 7 of its 32 communes in the sample; so have two others a part of theirs."""
    values = loaded(values)
    partial = values[(values["territory"] == LYONNAIS) & values["indicator"].map(_additive)]
    assert (partial["status"] == "missing").all()
    assert (
        partial["method"].str.contains(r"^couverture incomplète : [1-7] communes? sur 32 |aucune de ses communes").all()
    )
    # What the producer publishes at that level is there.
    published = values[(values["territory"] == LYONNAIS) & (values["indicator"] == "pe_tcg")]
    assert list(published["status"]) == ["published"]


def _additive(identifier: str) -> bool:
    return indicators.indicator(identifier).additive


def test_each_intercommunalite_is_whole_or_has_no_sum(values: pd.DataFrame) -> None:
    rows = at(values, "epci", "ctx_pop").set_index("territory")
    loire = set(Territory.of("42").communes)
    assert len(rows) == 11
    for code, row in rows.iterrows():
        whole = loire.issuperset(Territory.of(str(code)).communes)
        assert (row["status"] == "published") is whole


@pytest.mark.parametrize("level", ["region", "france"])
def test_the_region_and_france_are_not_sums_of_the_loire(values: pd.DataFrame, level: str) -> None:
    summed = at(loaded(values), level)
    summed = summed[summed["indicator"].map(_additive) & (summed["status"] != "published")]
    assert len(summed) > 50
    assert (summed["status"] == "missing").all()
    reasons = summed["method"].str.contains(
        "couverture incomplète|une somme partielle serait fausse|aucune de ses communes|périmètre"
    )
    assert reasons.all()


@pytest.mark.parametrize(("side", "at_least"), [("numerator", 50), ("denominator", 6)])
def test_the_departement_is_the_sum_of_its_communes_for_what_adds_up(
    values: pd.DataFrame, side: str, at_least: int
) -> None:
    """The denominators of a second source are published at that level, and a number of years is no count."""
    key = ["indicator", "vintage"]
    # A mean yearly change is worked out from sums, and is none itself.
    sums = values[values["indicator"].map(_additive) & ~values["unit"].isin(["naissances_par_an", "pct_par_an"])]
    if side == "denominator":
        sums = sums[~sums["indicator"].map(_mixed)]
    communes = at(sums, "commune").groupby(key)[side].agg(["sum", "count"]).query("count == 320")["sum"]
    above = at(sums, "departement").set_index(key)
    summed = above[above["method"].str.startswith("somme de 320 communes")][side].dropna()
    both = summed.index.intersection(communes.index)
    assert len(both) > at_least
    assert ((summed[both] - communes[both]).abs() / communes[both].abs().clip(lower=1) < 1e-9).all()


def test_published_lines_of_the_departement_are_close_to_the_sum(values: pd.DataFrame) -> None:
    """Ages, dwellings and diplomas: each cell is rounded to a tenth, so that 320 of them may be 16 away."""
    key = ["indicator", "vintage"]
    communes = at(values, "commune").groupby(key)["numerator"].agg(["sum", "count"]).query("count == 320")["sum"]
    above = at(values, "departement").set_index(key)
    published = above[above["method"] == "calculé à partir d’effectifs publiés"]["numerator"].dropna()
    both = published.index.intersection(communes.index)
    assert len(both) >= 10
    assert (published[both] - communes[both]).abs().max() < 16


def test_medians_and_rates_are_read_at_each_level_or_missing(values: pd.DataFrame) -> None:
    values = loaded(values)
    for name in ("pr_med", "pr_med_epci", "pe_tcg", "pr_taux_pauvrete"):
        above = values[(values["indicator"] == name) & ~values["level"].isin(["commune"])]
        assert set(above["status"]) <= {"published", "missing"}
        assert not above["method"].str.contains("somme").any()
    group = values[(values["level"] == "groupe") & ~values["indicator"].map(_additive)]
    assert group["status"].isin(["missing", "not_released"]).all()
    missing = group[group["status"] == "missing"]
    assert missing["method"].str.contains("ne se calcule pas depuis les communes").all()
    # Where a source says why it publishes nothing above the commune, its own words stand.
    said = group[group["status"] == "not_released"]
    assert set(said["indicator"].map(lambda name: indicators.indicator(name).inputs[0].source)) <= {"sru", "loyers"}


def test_technical_rows_are_nowhere(values: pd.DataFrame, sample: Shelf) -> None:
    """`XX` stands for communes outside any intercommunalité: it is no place."""
    assert values["territory"].str.fullmatch(r"\d{5}|2\d{8}|42|84|FR|FM|saint-chamond-sorbiers").all()
    for source, vintage in sample.store.parts:
        table = sample.table(source, vintage)
        assert not table.values.index.get_level_values("territory").str.contains("X").any()


# ── The census ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_seven_age_classes_make_the_legal_population(values: pd.DataFrame) -> None:
    """Within 1, for the 320 communes of the Loire: RP 2022 and the legal populations of 2022 are the same count."""
    table = geography.read_table("populations", ("code", "year", "population_municipale")).to_pandas()
    legal = table[table["year"] == 2022].set_index("code")["population_municipale"]
    counted = at(values, "commune", "ctx_pop").set_index("territory")["value"]
    assert len(counted) == 320
    assert (counted - legal.reindex(counted.index)).abs().max() <= 1


def test_the_age_shares_and_the_others_make_one(sample: Shelf) -> None:
    cells = sample.table("rp", "2022").values[list(AGES)]
    assert cells.notna().all().all()
    assert len(AGES) == 7


def test_the_two_censuses_are_kept_apart(values: pd.DataFrame) -> None:
    """One named vintage a figure, the same for all comparators."""
    vintages = values.groupby("indicator")["vintage"].unique()
    assert list(vintages["ctx_pop"]) == ["2022"]
    assert list(vintages["pe_0_4"]) == ["2023"]
    per_indicator = values.groupby(["indicator", "vintage"])["source"].nunique()
    assert (per_indicator == 1).all()


# ── The Caf ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_zero_of_the_caf_is_a_plain_zero(values: pd.DataFrame) -> None:
    caf = values[values["source"].str.startswith("caf_communes") & (values["level"] == "commune")]
    zeros = caf[caf["value"] == 0]
    assert len(zeros) > 100
    assert (zeros["status"] == "rounded_by_source").all()
    assert (zeros["high"] > 0).all()
    counts = zeros[zeros["denominator"].isna()]
    assert (counts["high"] == 2).all()


def test_rounding_adds_up_over_the_communes_of_the_metropole(values: pd.DataFrame) -> None:
    members = Territory.of(SEM).communes
    rows = at(values, "commune", "ad_rsa").query("vintage == '2024-12'").set_index("territory").loc[list(members)]
    total = at(values, "epci", "ad_rsa").query("vintage == '2024-12'").set_index("territory").loc[SEM]
    for side in ("value", "low", "high"):
        assert total[side] == rows[side].sum()
    assert total["high"] - total["value"] == 2 * len(members)


def test_denominators_of_another_date_are_called_so(values: pd.DataFrame) -> None:
    tokens = values["source"].str.findall(r"@(\d{4})")
    late = tokens.map(lambda years: len(set(years)) > 1) & values["indicator"].map(_mixed)
    valued = values["status"].isin(HAS_VALUE)
    # A balance averages three years; a lag is declared, and what is reckoned says its own way.
    declared = values["indicator"].map(_says_its_dates)
    years_apart = late & valued & ~values["indicator"].eq("ctx_solde_nat") & ~declared
    assert values.loc[years_apart, "method"].str.contains("approché : dénominateur d’une autre date").all()
    same = ~late & valued
    assert not values.loc[same, "method"].str.contains("approché").any()
