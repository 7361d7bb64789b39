"""Two editions: each change has its cause, and a figure that is secret today is not told because it was not then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from ctg_lib.analysis.editions import Cause, Change, Edition, changes
from ctg_lib.value import COLUMNS
from ctg_lib.vintage import Verdict

NAME = "pr_taux_pauvrete"
TOKEN = "filosofi_2023@2023"


def line(indicator: str, vintage: str, value: float | None, **others: Any) -> dict[str, Any]:
    row = dict.fromkeys(COLUMNS, "")
    row |= {name: float("nan") for name in ("low", "high", "numerator", "denominator")}
    row |= {"indicator": indicator, "territory": "42302", "level": "commune", "vintage": vintage, "unit": "part"}
    row |= {"value": float("nan") if value is None else value, "status": "missing" if value is None else "published"}
    return row | {"source": TOKEN} | others


def edition(date: str, *lines: dict[str, Any], **others: Any) -> Edition:
    made = Edition(
        document="ctg",
        territory="42302",
        level="commune",
        name="Sorbiers",
        date=date,
        values=pd.DataFrame(list(lines), columns=list(COLUMNS)),
        files={TOKEN: frozenset({"a"})},
        definitions={NAME: "1"},
        perimeters={("commune", "42302"): "x"},
    )
    return replace(made, **others)


def only(old: Edition, new: Edition) -> Change:
    (found,) = changes(old, new)
    return found


def test_the_same_figures_are_no_change() -> None:
    old, new = (edition(date, line(NAME, "2023", 0.09)) for date in ("2026-01-01", "2027-01-01"))
    assert changes(old, new) == []


def test_a_difference_of_the_thirteenth_digit_is_none() -> None:
    old, new = (edition("2026-01-01", line(NAME, "2023", value)) for value in (0.09, 0.09 + 1e-13))
    assert changes(old, new) == []


@pytest.mark.parametrize(
    ("others", "cause", "why"),
    [
        ({"files": {TOKEN: frozenset({"b"})}}, Cause.REVISED, ""),
        ({"definitions": {NAME: "2"}}, Cause.METHOD, ""),
        ({"perimeters": {("commune", "42302"): "y"}}, Cause.BOUNDARIES, ""),
        ({"definitions": {NAME: "2"}, "files": {TOKEN: frozenset({"b"})}}, Cause.REVISED, "méthode aussi"),
        ({}, Cause.METHOD, "ni les fichiers lus"),
    ],
)
def test_one_vintage_told_otherwise_has_its_cause(others: dict[str, Any], cause: Cause, why: str) -> None:
    old = edition("2026-01-01", line(NAME, "2023", 0.09))
    new = edition("2027-01-01", line(NAME, "2023", 0.10), **others)
    found = only(old, new)
    assert found.cause is cause
    assert found.why.startswith(why)
    assert bool(found.why) == bool(why)


def test_a_newer_vintage_starts_from_the_former_one_as_it_is_told_today() -> None:
    """From 9 % to 11 % in 2023 by a revision, then 12 % in 2024: the change in time is one point, not three."""
    old = edition("2026-01-01", line(NAME, "2023", 0.09))
    new = edition(
        "2027-01-01",
        line(NAME, "2023", 0.11),
        line(NAME, "2024", 0.12),
        files={TOKEN: frozenset({"b"})},
    )
    revised, later = changes(old, new)
    assert (revised.cause, revised.before["value"], revised.after["value"]) == (Cause.REVISED, 0.09, 0.11)  # type: ignore[index]
    assert (later.cause, later.before["value"], later.after["value"]) == (Cause.NEW_DATA, 0.11, 0.12)  # type: ignore[index]


def test_a_newer_vintage_starts_from_the_former_edition_where_today_has_none() -> None:
    old = edition("2026-01-01", line(NAME, "2023", 0.09))
    found = only(old, edition("2027-01-01", line(NAME, "2024", 0.12)))
    assert found.cause is Cause.NEW_DATA
    assert found.before is not None
    assert found.before["value"] == 0.09


def test_two_censuses_too_near_are_not_to_be_read_as_a_change() -> None:
    name = "ctx_pop"
    old = edition("2026-01-01", line(name, "2021", 8000.0, unit="habitants", source="rp@2021"))
    new = edition("2027-01-01", line(name, "2022", 8100.0, unit="habitants", source="rp@2022"))
    found = only(old, new)
    assert found.told is not None
    assert found.told.verdict is Verdict.REFUSED
    assert "recensement" in found.told.reason


def test_a_figure_appears_and_another_vanishes() -> None:
    old = edition("2026-01-01", line(NAME, "2023", None), line("retire", "2023", 1.0))
    new = edition("2027-01-01", line(NAME, "2023", 0.09), line("pr_chom", "2022", None))
    appeared, vanished = changes(old, new)
    assert (appeared.indicator, appeared.cause, appeared.why) == (NAME, Cause.APPEARED, "")
    assert (vanished.indicator, vanished.cause) == ("retire", Cause.VANISHED)
    assert vanished.why == "indicateur retiré du catalogue"


def test_what_has_no_figure_in_either_is_not_told() -> None:
    old, new = (edition(date, line(NAME, "2023", None)) for date in ("2026-01-01", "2027-01-01"))
    assert changes(old, new) == []


def test_the_shown_row_is_the_newest_that_has_a_value() -> None:
    one = edition("2026-01-01", line(NAME, "2021", 0.08), line(NAME, "2023", 0.09), line(NAME, "2024", None))
    assert one.shown()[NAME]["vintage"] == "2023"
