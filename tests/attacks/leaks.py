"""A hidden figure that can be read after all: a number where the long table says that there is none to show."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ctg_lib.export import data
from ctg_lib.value import KEY, Status
from ctg_lib.views.wording import interval, row_text
from tests.attacks.eyes import Finding, look
from tests.attacks.reading import Key, numbers_in

SENTENCE = "phrase"
HIDDEN = (Status.MASKED, Status.SECRET)


def hidden_keys(csv: Path) -> set[Key]:
    """The keys of the long table whose figure is hidden, here or by its producer."""
    values = data.read_csv(csv)
    return set(map(Key._make, values.loc[values["status"].isin(HIDDEN), KEY].itertuples(index=False)))


def leaks(folder: Path, found: list[Finding] | None = None) -> list[Finding]:
    """Every finding that tells a number at a hidden key, in any file of the folder.

    A finding that bears a whole key is one as soon as it has a number. One that is read from words around it may be of
    another date: it is a leak unless the long table shows that very number for the same indicator and territory. found:
    what `look` gives, where it is known already.
    """
    secret: dict[tuple[str, str], set[Key]] = defaultdict(set)
    for one in hidden_keys(folder / "indicators.csv"):
        secret[one.indicator, one.territory].add(one)
    values = data.read_csv(folder / "indicators.csv")
    shown, reasons = _Shown(values), _reasons(values)
    return [
        one
        for one in (look(folder) if found is None else found)
        if any(one.key.fits(key) for key in secret[one.indicator, one.territory])
        and any(
            not shown.explains(one, number) and (one.how != SENTENCE or float(number) not in reasons[one.territory])
            for number, _ in numbers_in(one.text)
        )
    ]


def _reasons(values: pd.DataFrame) -> dict[str, set[float]]:
    """For each territory, the thresholds that sentences give as the reason of what is hidden: « moins de 5 »."""
    hidden = values[values["status"].isin(HIDDEN)]
    found: dict[str, set[float]] = defaultdict(set)
    for row in hidden.itertuples():
        found[str(row.territory)] |= {float(number) for number, _ in numbers_in(str(row.method))}
    return found


class _Shown:
    """The numbers that the long table shows of each indicator and territory."""

    def __init__(self, values: pd.DataFrame) -> None:
        with_value = values[values["value"].notna() & ~values["status"].isin(HIDDEN)]
        self._rows = {
            name: [(Key._make(row[KEY]), set(_told(row))) for _, row in rows.iterrows()]
            for name, rows in with_value.groupby(["indicator", "territory"])
        }

    def explains(self, one: Finding, number: str) -> bool:
        rows = self._rows.get((one.indicator, one.territory), [])
        return any(
            math.isclose(float(number), told, rel_tol=1e-9) for key, own in rows if one.key.fits(key) for told in own
        )


def _told(row: pd.Series) -> Iterator[float]:
    yield from (abs(float(row[name])) for name in data.NUMBERS if pd.notna(row[name]))
    for text in (row_text(row), interval(row)):
        yield from (float(number) for number, _ in numbers_in(text))
