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
    TOO_FEW,
    alphabetical,
    day,
    inside,
    interval,
    is_complete_count,
    is_order_of_magnitude,
    listing,
    number,
    period,
    plural,
    quantity,
    readable,
    row_text,
    too_few,
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
    indicator: str = "of_a_test",
) -> pd.Series:
    return pd.Series(
        {
            "indicator": indicator,
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
    assert interval(row(1220, "foyers", low=1220.1, high=1220.4)) == f"1{THIN}220"


def test_the_interval_of_a_share_narrower_than_half_a_point_is_not_shown() -> None:
    assert interval(row(0.5, low=0.50001, high=0.50004)) == ""
    assert interval(row(0.5, low=0.4976, high=0.5025)) == ""
    assert interval(row(0.5, low=0.4974, high=0.5025)) == f"49,7{THIN}% à 50,3{THIN}%"
    # Half a point of another unit is not half a point.
    assert interval(row(0.6, "pour_1000", low=0.5978, high=0.6021)) == "0,6"


def test_the_interval_of_a_balance_has_true_minus_signs() -> None:
    assert interval(row(-0.16, "pour_1000", low=-1.70, high=1.37)) == f"{MINUS}1,7 à 1,4"
    assert interval(row(-0.99, "pour_1000", low=-1.17, high=-0.81)) == f"{MINUS}1,2 à {MINUS}0,8"


# ── Too few to show ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.ROUNDED, Status.ESTIMATED, Status.CENSORED])
def test_a_share_of_fewer_than_thirty_is_not_shown(status: Status) -> None:
    few = row(0.5, status=status, low=0.3, high=0.7, numerator=14.5, denominator=29)
    assert row_text(few) == TOO_FEW == "effectif trop faible"
    assert too_few(few)
    assert not readable(few)
    thirty = row(0.5, status=status, low=0.3, high=0.7, numerator=15, denominator=30)
    assert row_text(thirty).startswith(f"50,0{THIN}%")
    assert not too_few(thirty)
    assert readable(thirty)


def test_a_count_or_a_mean_of_few_is_shown() -> None:
    """Only shares are withheld: three years are no thirty, and a published rate has no denominator."""
    births = row(2.0, "naissances_par_an", low=0.4, high=5.8, numerator=6, denominator=3)
    assert (row_text(births), too_few(births), readable(births)) == ("2,0", False, True)
    assert not too_few(row(0.09, numerator=0.09))
    assert row_text(row(5, "equipements", numerator=5, denominator=10)) == "5"


@pytest.mark.parametrize("status", [status for status in Status if not status.has_value])
def test_a_blank_is_not_readable_and_keeps_its_own_words(status: Status) -> None:
    blank = row(NAN, status=status, denominator=10)
    assert not readable(blank)
    assert row_text(blank) == status.label


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


def test_births_are_all_counted() -> None:
    """That chance hides the rate behind them is no doubt on the 68 of this year."""
    births = row(68, "naissances", low=52.8, high=86.2, numerator=68, indicator="pe_naiss")
    assert is_complete_count(births)
    assert not is_order_of_magnitude(births)
    same = row(68, "enfants", low=52.8, high=86.2, numerator=68)
    assert not is_complete_count(same)
    assert is_order_of_magnitude(same)


def test_a_negative_figure_is_rough_by_its_size_and_not_by_its_sign() -> None:
    """The balance of a whole département is no small number because more die than are born."""
    assert is_order_of_magnitude(row(-0.16, "pour_1000", low=-1.7, high=1.37, numerator=-1.33, denominator=8116))
    loire = row(-5.0, "pour_1000", low=-5.18, high=-4.81, numerator=-765.3, denominator=774_133)
    assert not is_order_of_magnitude(loire)
    assert not is_order_of_magnitude(row(-5.0, "pour_1000", numerator=-20, denominator=4_000))
    assert is_order_of_magnitude(row(-5.0, "pour_1000", numerator=-19, denominator=3_800))
    assert is_order_of_magnitude(row(-0.99, "pour_1000", low=-1.2, high=-0.8, numerator=-765.3, denominator=774_133))


def test_poverty_rounded_to_the_unit_is_one_below_five_per_cent() -> None:
    assert is_order_of_magnitude(row(0.04, status=Status.ROUNDED, low=0.035, high=0.045, numerator=0.04))
    assert not is_order_of_magnitude(row(0.09, status=Status.ROUNDED, low=0.085, high=0.095, numerator=0.09))


# ── Dates and lists ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_vintages_in_french() -> None:
    assert vintage("2022") == "2022"
    assert vintage("2024-12") == "décembre 2024"
    assert vintage("2025-08") == "août 2025"


def test_the_period_of_a_mean_is_the_span_of_its_years() -> None:
    births = pd.Series(
        {"status": "published", "vintage": "2025", "source": "etat_civil@2025+etat_civil@2024+etat_civil@2023"}
    )
    assert period(births) == "2023-2025"
    rate = pd.Series({"status": "published", "vintage": "2024-12", "source": "caf_communes@2024-12+rp_logement@2023"})
    assert period(rate) == "décembre 2024"
    assert period(pd.Series({"status": "published", "vintage": "2022", "source": "rp@2022"})) == "2022"
    # The years of a denominator are not those of the mean; before any source is loaded there is no date.
    mean = "etat_civil@2025+etat_civil@2024+etat_civil@2023+population_legale@2022"
    assert period(pd.Series({"status": "published", "vintage": "2025", "source": mean})) == "2023-2025"
    assert (
        period(
            pd.Series({"status": "published", "vintage": "2025", "source": "etat_civil@2025+population_legale@2023"})
        )
        == "2025"
    )
    assert period(pd.Series({"status": "published", "vintage": "", "source": ""})) == ""
    # Reckoned from the births of eight years, it speaks of the end of the last, or of a year to come.
    assert period(pd.Series({"status": "estimated", "vintage": "2030", "source": mean})) == "2030"


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


def test_names_are_sorted_as_french_does() -> None:
    """Word by word, without accents, hyphens nor capitals; a code point order would put « Écoche » last."""
    names = ["Cellieu", "Écoche", "Ecotay-l’Olme", "La Fouillouse", "L'Étrat", "Saint Étienne", "Saint-Chamond"]
    expected = ["Cellieu", "Écoche", "Ecotay-l’Olme", "L'Étrat", "La Fouillouse", "Saint-Chamond", "Saint Étienne"]
    assert sorted(names, key=alphabetical) == expected
    assert alphabetical("Saint-Étienne") == alphabetical("SAINT ETIENNE") == "saint etienne"
    assert alphabetical("L’Étrat") == alphabetical("L'Etrat")


def test_every_unit_can_be_written() -> None:
    for unit in UNITS.values():
        for value in (0.0, 1.0, 1234.5, -3.2):
            text = quantity(value, unit, name=True)
            assert text
            assert "nan" not in text
            assert math.isfinite(value)
