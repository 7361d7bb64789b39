"""Figures in French: numbers, dates, intervals, and the sentence that a non-statistician would say of a value."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ctg_lib import indicators, parameters
from ctg_lib.analysis.one_sided import one_sided
from ctg_lib.indicators.declaration import Precision
from ctg_lib.indicators.projection import likely
from ctg_lib.value import UNITS, Status, Unit

LOCALE = "fr_FR"
TOO_FEW = "effectif trop faible"
# Of a complete count (`is_complete_count`).
CHANCE_ALONE = "les bornes disent la part du hasard, et non un doute sur le compte"
NARROW = 0.005
THIN = "\u202f"  # narrow no-break space, before ; ! ? % and between thousands
WIDE = "\u00a0"  # no-break space, before : and units
MINUS = "\u2212"


# A page writes the same few hundred numbers several times over, and its checks write them again.
@lru_cache(maxsize=8192)
def number(value: float, digits: int = 0) -> str:
    """`8071` is « 8 071 », `-2.5` is « −2,5 » (with a true minus sign); a half is rounded up, as a spreadsheet does."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(_half_up(value, digits), format=pattern, locale=LOCALE)).replace("-", MINUS)


def _half_up(value: float, digits: int) -> Decimal:
    """Nine decimals first, so that 100 × 0.1845 is the 18.45 that it is on paper; adding zero makes « 0 » of « −0 »."""
    exact = Decimal(repr(round(float(value), 9)))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def quantity(value: float, unit: Unit, *, digits: int | None = None, name: bool = False) -> str:
    """A value in its unit: in %, in € or in km; counts bare, unless `name` asks for the unit's name."""
    places = unit.digits if digits is None else digits
    if unit.id == "part":
        return f"{number(100 * value, places)}{THIN}%"
    if unit.id == "euros":
        return f"{number(value)}{WIDE}€"
    if unit.id == "km":
        return f"{number(value, places)}{WIDE}km"
    text = number(value, places)
    return f"{text}{WIDE}{unit.name(float(_half_up(value, places)))}" if name else text


def euros(amount: float) -> str:
    """« 4 000 € », to the euro."""
    return quantity(amount, UNITS["euros"])


def as_typed(value: float) -> str:
    """A number that somebody typed, as French writes it, with the decimals that it has."""
    return number(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def row_text(row: pd.Series) -> str:
    """The value of a row of the long table as a table cell shows it, status included; never an empty string."""
    status = Status(row["status"])
    if not status.has_value or pd.isna(row["value"]):
        return status.label
    if too_few(row):
        return TOO_FEW
    unit = UNITS[row["unit"]]
    text = quantity(row["value"], unit)
    if status is Status.ROUNDED:
        return _rounded_text(row, unit)
    if side := one_sided(row):
        return f"{side} {text}"
    return f"{text} ou moins" if status is Status.CENSORED else text


# A zero that may hide a few: its bounds are what is printed.
_FROM_ZERO = "0 à "


def _rounded_text(row: pd.Series, unit: Unit) -> str:
    """A zero may hide a few: « 0 à 2 ». A share that its producer rounded to the unit has no decimal: « 9 % »."""
    most = quantity(row["high"], unit)
    if row["value"] == 0 and most != quantity(0, unit):
        return f"{_FROM_ZERO}{most}"
    to_the_unit = unit.id == "part" and pd.isna(row["denominator"]) and round(row["high"] - row["low"], 9) >= 0.01
    return quantity(row["value"], unit, digits=0 if to_the_unit else None)


def readable(row: pd.Series) -> bool:
    """Whether there is a value that may be shown: not a share of a handful of persons."""
    return Status(row["status"]).has_value and not too_few(row)


def too_few(row: pd.Series) -> bool:
    """Whether a share rests on a denominator too small for it to mean anything."""
    return row["unit"] == "part" and bool(row["denominator"] < parameters.value("denominateur_minimal_part"))


def interval(row: pd.Series) -> str:
    """« 51,6 à 69,4 », or empty where the row has no bounds."""
    if pd.isna(row["low"]) or pd.isna(row["high"]) or Status(row["status"]) is Status.CENSORED:
        return ""
    unit = UNITS[row["unit"]]
    # Half a point is less than a share is shown to: bounds that near would be false precision.
    if unit.id == "part" and row["high"] - row["low"] < NARROW:
        return ""
    low, high = quantity(row["low"], unit), quantity(row["high"], unit)
    return low if low == high else f"{low} à {high}"


def beside(row: pd.Series) -> str:
    """The interval to print beside a value, or empty where it would repeat the value."""
    bounds, text = interval(row), row_text(row)
    return "" if bounds == text or text.startswith(_FROM_ZERO) else bounds


def joined(row: pd.Series) -> str:
    """The interval after « entre »: « 51,6 et 69,4 »."""
    return interval(row).replace(" à ", " et ")


def likely_band(row: pd.Series) -> str:
    """« 169 et 228 »: the 80 % band of an estimate, whose interval at 95 % stands in the row."""
    return " et ".join(number(max(0, bound)) for bound in likely(row["low"], row["high"]))


def evolution(before: pd.Series, after: pd.Series) -> str:
    """How much more or less a value is than another one, to the unit: « −28 % »."""
    change = 100 * (after["value"] / before["value"] - 1)
    return f"{'+' if change > 0 else ''}{number(change)}{THIN}%"


def is_order_of_magnitude(row: pd.Series) -> bool:
    """Whether the figure is too uncertain, or its numerator too small, to be read to the unit."""
    if not Status(row["status"]).has_value or is_complete_count(row):
        return False
    few = abs(row["numerator"]) < parameters.value("numerateur_ordre_de_grandeur")
    small = few and not UNITS[row["unit"]].weighted
    if pd.isna(row["low"]) or pd.isna(row["high"]) or not row["value"]:
        return bool(small and not pd.isna(row["denominator"]))
    wide = (row["high"] - row["low"]) / 2 / abs(row["value"]) > parameters.value("demi_intervalle_ordre_de_grandeur")
    return bool(wide or (small and not pd.isna(row["denominator"])))


def is_complete_count(row: pd.Series) -> bool:
    """Whether it counts every event: its bounds are those of the rate behind it, and tell no doubt on the count."""
    known = indicators.catalogue().get(row["indicator"])
    return known is not None and known.precision is Precision.POISSON


def vintage(text: str) -> str:
    """`2024-12` is « décembre 2024 », `2024-T4` « 4e trimestre 2024 », `2022` stays."""
    if text[5:6] == "T":
        rank = text[6]
        return f"{rank}{'er' if rank == '1' else 'e'} trimestre {text[:4]}"
    if len(text) == 7:
        return str(format_date(datetime.date.fromisoformat(f"{text}-01"), format="MMMM y", locale=LOCALE))
    return text


def span(vintages: Iterable[str]) -> str:
    """« 2019 et 2021 », « 2008 à 2025 »: « à » only where no year between is lacking."""
    ordered = sorted(set(vintages))
    years = [int(one[:4]) for one in ordered]
    if len(ordered) > 2 and years == list(range(years[0], years[-1] + 1)):
        return f"{vintage(ordered[0])} à {vintage(ordered[-1])}"
    return listing([vintage(one) for one in ordered])


def period(row: pd.Series) -> str:
    """The date of a row: its vintage, or the span of those of its first source that make it (« 2023-2025 »).

    What is reckoned is of the date that it speaks of, and not of those that it is reckoned from.
    """
    tokens = [token.split("@") for token in str(row["source"]).split("+") if token]
    years = sorted(year for name, year in tokens if name == tokens[0][0])
    if len(years) > 1 and row["status"] != Status.ESTIMATED:
        return f"{years[0]}-{years[-1]}"
    return vintage(row["vintage"])


def day(date: datetime.date | str) -> str:
    """« 24 novembre 2026 »; the first of a month is « 1er »."""
    value = datetime.date.fromisoformat(date) if isinstance(date, str) else date
    text = format_date(value, format="d MMMM y", locale=LOCALE)
    return f"1er{text[1:]}" if value.day == 1 else text


def listing(items: list[str], last: str = "et") -> str:
    """« a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def inside(label: str) -> str:
    """A label inside a sentence: without its capital, unless an acronym opens it."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def alphabetical(name: str) -> str:
    """The key that sorts names as French does: accents, hyphens and apostrophes do not count."""
    spelled = name.lower().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(one for one in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", " ", bare)


def plural(count: float, one: str, many: str | None = None, *, digits: int = 0) -> str:
    """« 0 école », « 1,5 école », « 6 écoles »: French has the plural from 2 on, of the number as it is shown."""
    word = one if abs(_half_up(count, digits)) < 2 else (many or f"{one}s")
    return f"{number(count, digits)}{WIDE}{word}"
