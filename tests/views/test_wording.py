from __future__ import annotations

import datetime
import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.value import UNITS, Status
from ctg_lib.views.wording import (
    day,
    inside,
    interval,
    is_order_of_magnitude,
    listing,
    number,
    period,
    plural,
    quantity,
    row_text,
    vintage,
)

NAN = float("nan")
THIN, WIDE, MINUS = "\u202f", "\u00a0", "\u2212"


def row(
    value: float,
    unit: str = "part",
    status: Status = Status.PUBLISHED,
    *,
    low: float = NAN,
    high: float = NAN,
    numerator: float = NAN,
    denominator: float = NAN,
) -> pd.Series:
    return pd.Series(
        {
            "value": value,
            "unit": unit,
            "status": str(status),
            "low": low,
            "high": high,
            "numerator": numerator,
            "denominator": denominator,
        }
    )


def caf(count: float, unit: str = "foyers") -> pd.Series:
    return row(count, unit, Status.ROUNDED, low=max(0, count - 2), high=count + 2, numerator=count)


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 0, "0"),
        (8071, 0, f"8{THIN}071"),
        (1234567.891, 2, f"1{THIN}234{THIN}567,89"),
        (999.5, 0, f"1{THIN}000"),
        (-2.5, 1, f"{MINUS}2,5"),
        (-1234, 0, f"{MINUS}1{THIN}234"),
        (-0.04, 1, "0,0"),
        (-0.0, 0, "0"),
        (51.7, 1, "51,7"),
        (60, 1, "60,0"),
    ],
)
def test_french_numbers(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(0.5, 0, "1"), (2.5, 0, "3"), (18.45, 1, "18,5"), (100 * 0.1845, 1, "18,5")]
)
def test_a_half_goes_up_as_on_paper(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@given(st.integers(-(10**9), 10**9), st.integers(0, 3), st.integers(0, 3))
@settings(deadline=None)
def test_numbers_are_read_back(whole: int, decimals: int, digits: int) -> None:
    """Whatever number is written with few decimals comes out as schoolbook rounding gives it."""
    exact = Decimal(whole).scaleb(-decimals)
    text = number(float(exact), digits)
    back = Decimal(text.replace(THIN, "").replace(",", ".").replace(MINUS, "-"))
    assert back == exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert not set(text) & set("-. \u00a0")


# ── Quantities ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_unit_in_its_way() -> None:
    assert quantity(0.1846, UNITS["part"]) == f"18,5{THIN}%"
    assert quantity(0.1846, UNITS["part"], digits=2) == f"18,46{THIN}%"
    assert quantity(28_620, UNITS["euros"]) == f"28{THIN}620{WIDE}€"
    assert quantity(51.7, UNITS["places_pour_100"]) == "51,7"
    assert quantity(8071, UNITS["habitants"], name=True) == f"8{THIN}071{WIDE}habitants"
    assert quantity(90.27, UNITS["pour_100"], name=True) == f"90,3{WIDE}pour 100"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 habitant"), (1, "1 habitant"), (2, "2 habitants"), (1.6, "2 habitants")]
)
def test_the_name_of_a_unit_agrees_with_the_number_that_is_shown(value: float, text: str) -> None:
    assert quantity(value, UNITS["habitants"], name=True) == text.replace(" ", WIDE)


@pytest.mark.parametrize(
    ("count", "digits", "text"),
    [
        (0, 0, "0 école"),
        (1, 0, "1 école"),
        (2, 0, "2 écoles"),
        (1.5, 1, "1,5 école"),
        (1.9, 1, "1,9 école"),
        (1.9, 0, "2 écoles"),
        (-1, 0, f"{MINUS}1 école"),
        (-2, 0, f"{MINUS}2 écoles"),
        (1200, 0, f"1{THIN}200 écoles"),
    ],
)
def test_french_has_the_plural_from_two_on(count: float, digits: int, text: str) -> None:
    assert plural(count, "école", digits=digits) == text.replace(" ", WIDE)


def test_a_plural_of_its_own() -> None:
    assert plural(1, "travail", "travaux") == f"1{WIDE}travail"
    assert plural(3, "travail", "travaux") == f"3{WIDE}travaux"


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [status for status in Status if not status.has_value])
def test_a_blank_is_never_an_empty_cell(status: Status) -> None:
    assert row_text(row(NAN, status=status)) == status.label
    assert interval(row(NAN, status=status)) == ""
    assert not is_order_of_magnitude(row(NAN, status=status))


def test_a_value_that_lacks_is_told_by_its_status_too() -> None:
    assert row_text(row(NAN)) == "publié"


def test_a_published_zero_of_the_caf_is_zero_to_two() -> None:
    assert row_text(caf(0)) == "0 à 2"
    assert row_text(caf(0, "personnes")) == "0 à 2"
    assert row_text(caf(1220)) == f"1{THIN}220"
    assert interval(caf(1220)) == f"1{THIN}218 à 1{THIN}222"


def test_a_rate_over_a_rounded_zero_is_not_zero_either() -> None:
    rate = row(0.0, status=Status.ROUNDED, low=0, high=2 / 50, numerator=0, denominator=50)
    assert row_text(rate) == f"0 à 4,0{THIN}%"
    # Where the whole interval is shown as zero, so is the rate.
    tiny = row(0.0, status=Status.ROUNDED, low=0, high=2 / 10_000, numerator=0, denominator=10_000)
    assert row_text(tiny) == f"0,0{THIN}%"


def test_a_true_zero_is_zero() -> None:
    assert row_text(row(0, "equipements")) == "0"


def test_a_rate_rounded_to_the_unit_has_no_decimal() -> None:
    rate = row(0.09, status=Status.ROUNDED, low=0.085, high=0.095)
    assert row_text(rate) == f"9{THIN}%"
    assert interval(rate) == f"8,5{THIN}% à 9,5{THIN}%"
    computed = row(0.05, status=Status.ROUNDED, low=0.04, high=0.06, numerator=10, denominator=200)
    assert row_text(computed) == f"5,0{THIN}%"


def test_a_floor_says_or_less_and_has_no_interval() -> None:
    floor = row(0.05, status=Status.CENSORED, low=0, high=0.05)
    assert row_text(floor) == f"5,0{THIN}% ou moins"
    assert interval(floor) == ""


def test_intervals() -> None:
    births = row(60.0, "naissances_par_an", low=51.55, high=69.43, numerator=180, denominator=3)
    assert interval(births) == "51,6 à 69,4"
    assert row_text(births) == "60,0"
    assert interval(row(60.0)) == ""
    # Bounds that are shown alike are told once.
    assert interval(row(0.5, low=0.50001, high=0.50004)) == f"50,0{THIN}%"


# ── Orders of magnitude ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wide_interval_or_a_small_numerator_is_an_order_of_magnitude() -> None:
    assert is_order_of_magnitude(row(0.5, low=0.4, high=0.6, numerator=500, denominator=1000))
    assert not is_order_of_magnitude(row(0.5, low=0.46, high=0.54, numerator=500, denominator=1000))
    assert is_order_of_magnitude(row(0.5, numerator=19, denominator=38))
    assert not is_order_of_magnitude(row(0.5, numerator=20, denominator=40))
    assert is_order_of_magnitude(caf(5))
    assert not is_order_of_magnitude(caf(115))


def test_a_count_or_a_zero_alone_is_not() -> None:
    """There are five doctors, and no more is claimed; « 0 à 2 » says it by itself."""
    assert not is_order_of_magnitude(row(5, "professionnels", numerator=5))
    assert not is_order_of_magnitude(caf(0))
    assert is_order_of_magnitude(row(0.0, low=0, high=0.1, numerator=0, denominator=30))


def test_poverty_rounded_to_the_unit_is_one_below_five_per_cent() -> None:
    assert is_order_of_magnitude(row(0.04, status=Status.ROUNDED, low=0.035, high=0.045, numerator=0.04))
    assert not is_order_of_magnitude(row(0.09, status=Status.ROUNDED, low=0.085, high=0.095, numerator=0.09))


# ── Dates and lists ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_vintages_in_french() -> None:
    assert vintage("2022") == "2022"
    assert vintage("2024-12") == "décembre 2024"
    assert vintage("2025-08") == "août 2025"


def test_the_period_of_a_mean_is_the_span_of_its_years() -> None:
    births = pd.Series({"vintage": "2025", "source": "etat_civil@2025+etat_civil@2024+etat_civil@2023"})
    assert period(births) == "2023-2025"
    rate = pd.Series({"vintage": "2024-12", "source": "caf_communes@2024-12+rp_logement@2023"})
    assert period(rate) == "décembre 2024"
    assert period(pd.Series({"vintage": "2022", "source": "rp@2022"})) == "2022"


def test_days_in_french() -> None:
    assert day("2026-11-24") == "24 novembre 2026"
    assert day("2026-12-01") == "1er décembre 2026"
    assert day(datetime.date(2026, 8, 11)) == "11 août 2026"
    assert day("2026-01-21") == "21 janvier 2026"


def test_lists_in_french() -> None:
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a et b"
    assert listing(["a", "b", "c"]) == "a, b et c"
    assert listing(["a", "b"], last="ou") == "a ou b"


def test_a_label_inside_a_sentence_keeps_its_acronym() -> None:
    assert inside("Familles avec enfants") == "familles avec enfants"
    assert inside("RSA et prime d’activité") == "RSA et prime d’activité"
    assert inside("Établissements") == "établissements"
    assert inside("") == ""


def test_every_unit_can_be_written() -> None:
    for unit in UNITS.values():
        for value in (0.0, 1.0, 1234.5, -3.2):
            text = quantity(value, unit, name=True)
            assert text
            assert "nan" not in text
            assert math.isfinite(value)
