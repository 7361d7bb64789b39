"""Higher, lower, not significant or not compared: from intervals, and always with a reason where it is not said."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import indicators
from ctg_lib.analysis.comparison import Gap, Verdict, compare, reach
from ctg_lib.analysis.one_sided import ONE_SIDED
from ctg_lib.indicators.declaration import Indicator, Polarity
from ctg_lib.value import UNITS, Status

NAN = float("nan")
CATALOGUE = indicators.catalogue()
COUNTS = [one for one in CATALOGUE.values() if not one.unit.relative]
RELATIVE = [one for one in CATALOGUE.values() if one.unit.relative]


def row(
    value: float,
    low: float = NAN,
    high: float = NAN,
    *,
    level: str = "epci",
    status: Status = Status.PUBLISHED,
    vintage: str = "2022",
    numerator: float = 10_000.0,
    denominator: float = 50_000.0,
    method: str = "valeur publiée",
) -> pd.Series:
    return pd.Series(
        {
            "value": value if status.has_value else NAN,
            "low": low,
            "high": high,
            "numerator": numerator,
            "denominator": denominator,
            "level": level,
            "status": str(status),
            "vintage": vintage,
            "method": method,
        }
    )


POVERTY, UNEMPLOYMENT, PLACES, BALANCE, WORKERS = (
    CATALOGUE[name] for name in ("pr_taux_pauvrete", "pr_chom", "pe_tcg", "ctx_solde_nat", "mo_voit")
)
TOO_SMALL = "l’effectif est trop petit pour conclure"


# ── From intervals ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("own", "other", "gap"),
    [
        ("; au plus", "", None),  # 6,6 km at most: perhaps less than 2,4
        ("", "; au moins", None),  # 2,4 km at least: perhaps more than 6,6
        ("; au plus", "; au plus", None),
        ("", "; au plus", Gap.HIGHER),  # more than what is at most 2,4
        ("; au moins", "", Gap.HIGHER),
        ("; au moins", "; au plus", Gap.HIGHER),
    ],
)
def test_a_bound_proves_nothing_on_the_side_where_it_is_open(own: str, other: str, gap: Gap | None) -> None:
    """« Au plus 6,6 km » against 2,4 km: the nearest service may be in a commune that is not loaded."""
    far = CATALOGUE["je_college_km"]
    method = "estimé : de commune à commune {} : des communes plus proches ne sont pas chargées"
    one, two = (
        row(value, status=Status.ESTIMATED, method=method.format(side)) for value, side in ((6.6, own), (2.4, other))
    )
    found, back = compare(far, one, two), compare(far, two, one)
    assert found.gap is (gap or Gap.NOT_COMPARED)
    assert back.gap is (Gap.LOWER if gap else Gap.NOT_COMPARED)
    if gap is None:
        assert found.reason == back.reason == ONE_SIDED
        assert math.isnan(found.size)


def test_two_intervals_apart_make_a_gap_and_two_that_touch_make_none() -> None:
    assert compare(POVERTY, row(0.09, 0.085, 0.095), row(0.168)).gap is Gap.LOWER
    assert compare(POVERTY, row(0.20, 0.195, 0.205), row(0.168)).gap is Gap.HIGHER
    assert compare(POVERTY, row(0.17, 0.165, 0.175), row(0.168)).gap is Gap.NOT_SIGNIFICANT
    # Bounds that touch may be the same number.
    assert compare(POVERTY, row(0.09, 0.085, 0.095), row(0.10, 0.095, 0.105)).gap is Gap.NOT_SIGNIFICANT


def test_a_floor_is_lower_only_than_what_is_above_it() -> None:
    floor = row(0.05, 0.0, 0.05, level="commune", status=Status.CENSORED)
    assert compare(POVERTY, floor, row(0.168)).gap is Gap.LOWER
    assert compare(POVERTY, floor, row(0.04)).gap is Gap.NOT_SIGNIFICANT
    assert compare(POVERTY, floor, floor).gap is Gap.NOT_SIGNIFICANT


def test_the_size_of_the_gap_is_in_the_unit() -> None:
    verdict = compare(UNEMPLOYMENT, row(0.08, level="commune"), row(0.12))
    assert verdict.size == pytest.approx(-0.04)


bounds = st.tuples(*[st.floats(0.01, 1, allow_nan=False)] * 3).map(sorted)


@given(bounds, bounds)
@settings(deadline=None)
def test_the_verdict_mirrors_and_never_contradicts_the_values(one: list[float], other: list[float]) -> None:
    left, right = row(one[1], one[0], one[2]), row(other[1], other[0], other[2])
    there, back = compare(POVERTY, left, right), compare(POVERTY, right, left)
    mirror = {Gap.HIGHER: Gap.LOWER, Gap.LOWER: Gap.HIGHER, Gap.NOT_SIGNIFICANT: Gap.NOT_SIGNIFICANT}
    assert back.gap is mirror[there.gap]
    assert there.size == -back.size
    if there.gap is Gap.HIGHER:
        assert one[1] > other[1]
    overlap = one[0] <= other[2] and other[0] <= one[2]
    assert (there.gap is Gap.NOT_SIGNIFICANT) is overlap


def test_the_census_of_a_commune_is_granted_some_noise() -> None:
    """3 % of the value where ten thousand persons are counted, on the side of the commune alone."""
    commune = row(0.100, level="commune")
    assert compare(UNEMPLOYMENT, commune, row(0.1029)).gap is Gap.NOT_SIGNIFICANT
    assert compare(UNEMPLOYMENT, commune, row(0.1031)).gap is Gap.LOWER
    # Counted exhaustively or nearly so, an intercommunalité is granted less.
    assert compare(UNEMPLOYMENT, row(0.100), row(0.1019)).gap is Gap.NOT_SIGNIFICANT
    assert compare(UNEMPLOYMENT, row(0.100), row(0.1021)).gap is Gap.LOWER


@pytest.mark.parametrize(
    ("counted", "noise"),
    [
        (20, 1.96 / math.sqrt(20)),
        (400, 0.098),
        (2_500, 0.0392),
        # 1.96 / √4 268 is still above the 3 % of the producer, 1.96 / √4 269 is below.
        (4_268, 1.96 / math.sqrt(4_268)),
        (4_269, 0.03),
        (1e6, 0.03),
    ],
)
def test_a_small_count_of_the_census_is_granted_its_own_chance(counted: float, noise: float) -> None:
    """1.96 / √numerator, where it is more than 3 %: no verdict within, one beyond, on either side."""
    commune = row(0.100, level="commune", numerator=counted)
    for side, gap in ((1, Gap.LOWER), (-1, Gap.HIGHER)):
        assert compare(UNEMPLOYMENT, commune, row(0.100 * (1 + side * (noise - 1e-6)))).gap is Gap.NOT_SIGNIFICANT
        assert compare(UNEMPLOYMENT, commune, row(0.100 * (1 + side * (noise + 1e-6)))).gap is gap


def test_a_share_near_all_is_granted_the_chance_of_the_others() -> None:
    """86 % of 150 rest on the 21 others: 6 points, where 129 alone would be granted 15."""
    commune = row(0.86, level="commune", numerator=129.0, denominator=150.0)
    half = 1.96 * math.sqrt(21) / 150
    for side, gap in ((1, Gap.LOWER), (-1, Gap.HIGHER)):
        assert compare(WORKERS, commune, row(0.86 + side * (half - 1e-6))).gap is Gap.NOT_SIGNIFICANT
        assert compare(WORKERS, commune, row(0.86 + side * (half + 1e-6))).gap is gap
    # Without its counts, a share keeps the noise of its producer.
    assert compare(WORKERS, row(0.86, level="commune", numerator=NAN, denominator=NAN), row(0.88)).gap is (
        Gap.NOT_SIGNIFICANT
    )


@settings(derandomize=True)
@given(st.integers(30, 20_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_of_the_census_is_granted_no_less_than_a_draw(counts: tuple[int, int]) -> None:
    """Never less than the binomial standard error; never over √2 times it, where neither 3 % nor one unit is more."""
    counted, whole = counts
    share = counted / whole
    low, high = reach(WORKERS, row(share, level="commune", numerator=counted, denominator=whole))
    drawn = 1.96 * math.sqrt(share * (1 - share) / whole)
    half = (high - low) / 2
    assert half >= drawn * (1 - 1e-9)
    assert half <= max(math.sqrt(2) * drawn, 0.03 * share, 1.96 / whole) * (1 + 1e-9)


@pytest.mark.parametrize("level", ["commune", "epci", "groupe"])
def test_a_figure_without_interval_is_read_to_two_per_cent(level: str) -> None:
    """At any level and whatever its numerator, for it is not of the census; its comparator is read as it stands."""
    for numerator in (NAN, 400.0):
        own = row(50.0, level=level, numerator=numerator)
        assert compare(PLACES, own, row(50.99)).gap is Gap.NOT_SIGNIFICANT
        assert compare(PLACES, own, row(51.01)).gap is Gap.LOWER
        assert compare(PLACES, own, row(49.01)).gap is Gap.NOT_SIGNIFICANT
        assert compare(PLACES, own, row(48.99)).gap is Gap.HIGHER


def test_the_doubt_of_a_negative_figure_is_around_it() -> None:
    """A balance of −50 is between −51 and −49, and not between −49 and −51."""
    assert compare(PLACES, row(-50.0), row(-50.5)).gap is Gap.NOT_SIGNIFICANT
    assert compare(PLACES, row(-50.0), row(-51.5)).gap is Gap.HIGHER
    assert compare(PLACES, row(-50.0), row(-48.5)).gap is Gap.LOWER


def test_an_interval_of_its_own_takes_the_place_of_the_noise() -> None:
    """A quarter sample, a rounded rate or a balance is read between its bounds, narrow as they may be."""
    commune = row(0.100, 0.0999, 0.1001, level="commune", numerator=400.0)
    assert compare(UNEMPLOYMENT, commune, row(0.1002)).gap is Gap.LOWER
    negative = row(-0.16, -1.70, 1.37, level="commune", numerator=-4 / 3, denominator=8_116.0)
    assert compare(BALANCE, negative, row(0.60, 0.34, 0.85)).gap is Gap.NOT_SIGNIFICANT
    assert compare(BALANCE, negative, row(1.60, 1.38, 1.85)).gap is Gap.LOWER
    assert compare(BALANCE, negative, row(-2.0, -2.2, -1.71)).gap is Gap.HIGHER


# ── What it means ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("one", RELATIVE, ids=lambda one: one.id)
def test_favourable_follows_the_polarity(one: Indicator) -> None:
    higher, lower = compare(one, row(20.0), row(10.0)), compare(one, row(10.0), row(20.0))
    assert (higher.gap, lower.gap) == (Gap.HIGHER, Gap.LOWER)
    expected = {
        Polarity.NONE: (None, None),
        Polarity.MORE_NEED: (False, True),
        Polarity.LESS_NEED: (True, False),
        Polarity.BETTER_SERVED: (True, False),
    }
    assert (higher.favourable, lower.favourable) == expected[one.polarity]
    assert compare(one, row(10.0, 5, 15), row(11.0, 6, 16)).favourable is None


# ── What is not compared ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("one", COUNTS, ids=lambda one: one.id)
def test_counts_are_not_compared_between_territories(one: Indicator) -> None:
    """Sixty births a year are not « fewer » than the 4 290 of the métropole, though a mean has a denominator."""
    verdict = compare(one, row(60.0, 51.6, 69.4, level="commune", denominator=3.0), row(4290.0, denominator=3.0))
    assert verdict.gap is Gap.NOT_COMPARED
    assert "effectif" in verdict.reason
    assert verdict.favourable is None


@pytest.mark.parametrize("one", [UNEMPLOYMENT, CATALOGUE["pa_mono_pct"]], ids=lambda one: one.id)
@pytest.mark.parametrize("bounds", [(NAN, NAN), (0.49, 0.51)])
def test_no_verdict_on_a_share_of_fewer_than_thirty(one: Indicator, bounds: tuple[float, float]) -> None:
    """Even with an interval, and however far the comparator is."""
    for denominator in (0.5, 29.9):
        verdict = compare(one, row(0.5, *bounds, level="commune", numerator=25.0, denominator=denominator), row(0.01))
        assert (verdict.gap, verdict.reason, verdict.favourable) == (Gap.NOT_COMPARED, TOO_SMALL, None)
        assert math.isnan(verdict.size)
    enough = row(0.5, *bounds, level="commune", numerator=25.0, denominator=30.0)
    assert compare(one, enough, row(0.01)).gap is Gap.HIGHER


def test_no_verdict_on_fewer_than_twenty_unless_an_interval_tells_how_few() -> None:
    for numerator in (0.0, 19.9, -19.9):
        few = row(0.01, level="commune", numerator=numerator, denominator=1_000.0)
        assert compare(UNEMPLOYMENT, few, row(0.5)).reason == TOO_SMALL
        bounded = row(0.01, 0.005, 0.03, level="commune", numerator=numerator, denominator=1_000.0)
        assert compare(UNEMPLOYMENT, bounded, row(0.5)).gap is Gap.LOWER
    assert compare(UNEMPLOYMENT, row(0.01, level="commune", numerator=20.0), row(0.5)).gap is Gap.LOWER


def test_a_published_rate_without_counts_is_no_small_number() -> None:
    """The numerator of a rate read as it is published is the rate itself, and there is no denominator."""
    poverty = row(0.09, 0.085, 0.095, level="commune", numerator=0.09, denominator=NAN)
    assert compare(POVERTY, poverty, row(0.168, numerator=0.168, denominator=NAN)).gap is Gap.LOWER
    places = row(50.0, level="commune", numerator=19.0, denominator=NAN)
    assert compare(PLACES, places, row(60.0, denominator=NAN)).gap is Gap.LOWER


def test_what_is_wrong_with_the_comparator_is_told_before_small_numbers() -> None:
    few = row(0.5, level="commune", denominator=10.0)
    assert compare(UNEMPLOYMENT, few, None).reason == "pas de chiffre de même date à ce niveau"
    assert compare(UNEMPLOYMENT, few, row(0.1, vintage="2023")).reason == "les deux chiffres n’ont pas la même date"
    blank = row(NAN, status=Status.SECRET, method="secret ici", denominator=NAN)
    assert compare(UNEMPLOYMENT, blank, row(0.1)).reason == "secret ici"


def test_mean_births_are_a_count() -> None:
    assert "pe_naiss_3ans" in {one.id for one in COUNTS}
    assert {one.unit.id for one in RELATIVE} <= {unit.id for unit in UNITS.values() if unit.relative}


@pytest.mark.parametrize("status", [status for status in Status if not status.has_value])
def test_a_blank_is_not_compared_and_its_reason_is_kept(status: Status) -> None:
    blank = row(NAN, status=status, method="le motif")
    for verdict in (compare(POVERTY, blank, row(0.1)), compare(POVERTY, row(0.1), blank)):
        assert (verdict.gap, verdict.reason) == (Gap.NOT_COMPARED, "le motif")
        assert math.isnan(verdict.size)


def test_the_reason_of_the_territory_comes_before_that_of_its_comparator() -> None:
    own, other = row(NAN, status=Status.SECRET, method="secret ici"), row(NAN, status=Status.MISSING, method="rien là")
    assert compare(POVERTY, own, other).reason == "secret ici"


def test_another_date_or_no_row_is_not_compared() -> None:
    assert compare(POVERTY, row(0.1), row(0.1, vintage="2023")).reason == "les deux chiffres n’ont pas la même date"
    assert compare(POVERTY, row(0.1), None).reason == "pas de chiffre de même date à ce niveau"


def test_every_verdict_has_its_french_words() -> None:
    for gap, words in zip(Gap, ("plus élevé", "plus faible", "non significatif", "non comparé"), strict=True):
        assert words in gap.label
    assert Verdict(Gap.NOT_COMPARED).reason == ""
    assert Verdict(Gap.NOT_SIGNIFICANT).label == "écart non significatif"
    assert Verdict(Gap.HIGHER, counted=True).label == "niveau plus élevé"


def test_two_complete_counts_are_near_one_another_and_not_without_significance() -> None:
    fibre = CATALOGUE["ad_fibre"]
    assert compare(fibre, row(0.98), row(0.985)).label == "niveau proche"
    assert compare(fibre, row(0.98), row(0.985, 0.98, 0.99)).label == "écart non significatif"
    assert compare(UNEMPLOYMENT, row(0.100), row(0.1015)).label == "écart non significatif"
