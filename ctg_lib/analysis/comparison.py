"""Is a figure higher than its comparator? From intervals where there are some, with a reason where it is not told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from ctg_lib import parameters
from ctg_lib.analysis.one_sided import ONE_SIDED, one_sided, opened
from ctg_lib.indicators.declaration import Indicator, Polarity, Precision
from ctg_lib.value import Status

# Known from a sample, and without an interval that the producer gives.
SAMPLED = (Precision.CENSUS, Precision.QUARTER)
# Standard normal quantile of a 95 % interval.
Z = 1.96
OF_ANOTHER_SIZE = "un effectif ne se compare pas entre territoires de tailles différentes"
TOO_SMALL = "l’effectif est trop petit pour conclure"


class Gap(StrEnum):
    """The verdict on a gap; `label` is what a table prints."""

    HIGHER = "higher"
    LOWER = "lower"
    NOT_SIGNIFICANT = "not_significant"
    NOT_COMPARED = "not_compared"

    @property
    def label(self) -> str:
        return {
            Gap.HIGHER: "niveau plus élevé",
            Gap.LOWER: "niveau plus faible",
            Gap.NOT_SIGNIFICANT: "écart non significatif",
            Gap.NOT_COMPARED: "non comparé",
        }[self]


@dataclass(frozen=True)
class Verdict:
    """The gap, its size in the unit of the indicator (points for shares), and the reason when it is not compared.

    favourable: True or False where the indicator's polarity says so, None elsewhere. counted: both figures are counts
    of all there is, that no chance blurs: without a gap, they are near one another and not « non significatif ».
    """

    gap: Gap
    size: float = float("nan")
    reason: str = ""
    favourable: bool | None = None
    counted: bool = False

    @property
    def label(self) -> str:
        """What a table or a sentence prints."""
        return "niveau proche" if self.gap is Gap.NOT_SIGNIFICANT and self.counted else self.gap.label

    @property
    def told(self) -> str:
        """The same, with the reason where nothing is compared: « non comparé (l’effectif est trop petit…) »."""
        return f"{self.label} ({self.reason})" if self.gap is Gap.NOT_COMPARED else self.label


def compare(one: Indicator, row: pd.Series, other: pd.Series | None) -> Verdict:
    """The verdict on `row` against `other`, two rows of the long table for the same indicator."""
    reason = _obstacle(row, other) or _too_small(one, row)
    if reason or other is None:
        return Verdict(Gap.NOT_COMPARED, reason=reason)
    size = row["value"] - other["value"]
    low, high = opened(row, *reach(one, row))
    # What one compares with is taken as it is printed, where it has no interval: the doubt was granted once.
    printed = (other["low"], other["high"]) if _bounded(other) else (other["value"], other["value"])
    other_low, other_high = opened(other, *printed)
    if low > other_high:
        return Verdict(Gap.HIGHER, size, favourable=_favourable(one, higher=True))
    if high < other_low:
        return Verdict(Gap.LOWER, size, favourable=_favourable(one, higher=False))
    if one_sided(row) or one_sided(other):
        return Verdict(Gap.NOT_COMPARED, reason=ONE_SIDED)
    counted = one.precision is Precision.EXACT and not (_bounded(row) or _bounded(other))
    return Verdict(Gap.NOT_SIGNIFICANT, size, counted=counted)


def _obstacle(row: pd.Series, other: pd.Series | None) -> str:
    if not Status(row["status"]).has_value:
        return str(row["method"])
    if other is None:
        return "pas de chiffre de même date à ce niveau"
    if not Status(other["status"]).has_value:
        return str(other["method"])
    if row["vintage"] != other["vintage"]:
        return "les deux chiffres n’ont pas la même date"
    return ""


def _too_small(one: Indicator, row: pd.Series) -> str:
    """Why a value is no matter of comparison: a count, or a ratio of a handful."""
    if not one.unit.relative:
        return OF_ANOTHER_SIZE
    return TOO_SMALL if of_a_handful(one, row) else ""


def of_a_handful(one: Indicator, row: pd.Series) -> bool:
    """Whether a ratio rests on so few units that one more or less would change it; no count does."""
    handful = pd.isna(row["low"]) and abs(row["numerator"]) < parameters.value("numerateur_ordre_de_grandeur")
    return rests_on_few(one, row) or bool(one.unit.relative and pd.notna(row["denominator"]) and handful)


def rests_on_few(one: Indicator, row: pd.Series) -> bool:
    """Whether the denominator of a ratio is too small for it to mean anything, whatever its numerator."""
    return bool(_of_counts(one) and row["denominator"] < parameters.value("denominateur_minimal_part"))


def on_few(one: Indicator, rows: pd.DataFrame) -> pd.Series:
    """`rests_on_few` of each row of a frame."""
    return (rows["denominator"].astype(float) < parameters.value("denominateur_minimal_part")) & _of_counts(one)


def _of_counts(one: Indicator) -> bool:
    """Whether the denominator counts something: a surface is no count, however small."""
    return one.unit.relative and not one.unit.area


def reach(one: Indicator, row: pd.Series) -> tuple[float, float]:
    """The interval of a value: its own, else what may be read of a figure that has none.

    Any figure without interval is read to 2 %; a census figure of a commune is granted the noise of its producer and
    that of a count as small as what it counts.
    """
    if _bounded(row):
        return row["low"], row["high"]
    noise = parameters.value("ecart_relatif_non_lu")
    if row["level"] == "commune" and one.precision in SAMPLED:
        noise = max(parameters.value("rp_bruit_relatif_commune"), _chance(one, row))
    half = abs(row["value"]) * noise
    return row["value"] - half, row["value"] + half


def _chance(one: Indicator, row: pd.Series) -> float:
    """How far chance may carry a census figure, relative to it: that of its numerator taken as a Poisson count.

    A share and its complement are one figure told twice, and rest on the rarer of the two: 86 % of 150, on 21 others.
    """
    counted = rarer = max(row["numerator"], 1.0)
    # A share published without its counts has no others.
    if one.unit.id == "part" and pd.notna(row["denominator"]):
        rarer = min(counted, max(row["denominator"] - row["numerator"], 1.0))
    return float(Z * rarer**0.5 / counted)


def _bounded(row: pd.Series) -> bool:
    return bool(pd.notna(row["low"]) and pd.notna(row["high"]))


def _favourable(one: Indicator, *, higher: bool) -> bool | None:
    if one.polarity is Polarity.NONE:
        return None
    good_when_higher = one.polarity in (Polarity.BETTER_SERVED, Polarity.LESS_NEED)
    return higher is good_when_higher
