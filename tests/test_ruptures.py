"""Breaks of series: declared once, each with its reason and reference, and told as someone checked by hand."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from ctg_lib import sources
from ctg_lib.parameters import ruptures
from ctg_lib.parameters.ruptures import Break, moment
from ctg_lib.sources import bpe_passage
from ctg_lib.territory import Level, Territory
from ctg_lib.vintage import Verdict, compare

EVERY = ruptures.every()
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "ruptures.yaml").read_text(encoding="utf-8"))
each = pytest.mark.parametrize("one", EVERY, ids=lambda one: one.id)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']}-{case['before']}-{case['after']}")
def test_what_is_said_of_two_vintages_was_checked_by_hand(case: dict[str, Any]) -> None:
    asked = {name: case[name] for name in ("variable", "level", "territory", "other") if name in case}
    found = compare(case["source"], case["before"], case["after"], **asked)
    assert case["because"]
    assert str(found.verdict) == case["verdict"]
    assert re.sub(r"\s", " ", found.reason) == re.sub(r"\s", " ", case.get("reason", ""))


def test_enough_pairs_are_refused_or_warned() -> None:
    told = [case["verdict"] for case in CASES]
    assert told.count(Verdict.REFUSED) >= 12
    assert told.count(Verdict.WARNED) >= 6


@each
def test_each_has_a_case(one: Break) -> None:
    reason = re.sub(r"\s", " ", one.told)
    assert any(reason in re.sub(r"\s", " ", case.get("reason", "")) for case in CASES), f"ajouter un cas de {one.id}"


@each
def test_each_is_dated_referenced_and_about_known_sources_levels_and_territories(one: Break) -> None:
    assert set(one.sources) <= set(sources.catalogue())
    assert set(one.levels) <= {str(level) for level in Level}
    for code in one.territories:
        assert Territory.of(code).code == code
    assert datetime.date(2026, 1, 1) <= one.checked_on
    for text in (one.reason, one.reference):
        assert text == text.strip()
        assert not re.search(r"['’]{2}|'|\.$", text), text


@each
def test_a_change_of_source_bears_on_all_of_its_figures(one: Break) -> None:
    assert not one.across or one.variables == (".*",)


def test_the_codes_of_the_facilities_are_judged_as_their_passage_says() -> None:
    """A code that counts a facility in both vintages: what is said of the code is what the table says of it."""
    told = 0
    for one in bpe_passage.every().values():
        for before, after in combinations(sorted(one.codes), 2):
            verdict = bpe_passage.compare(one.id, before, after).verdict
            for code in set(one.codes[before]) & set(one.codes[after]):
                found = compare("bpe", before, after, variable=code).verdict
                # A code may be followed inside a sum of types, and not alone.
                assert found is verdict or code in _SEVERAL, (one.id, code, before, after)
                told += 1
    assert told > 40


_SEVERAL = {
    code
    for code, times in Counter(
        code
        for one in bpe_passage.every().values()
        for code in {code for codes in one.codes.values() for code in codes}
    ).items()
    if times > 1
}


def test_no_two_have_one_name() -> None:
    names = [one.id for one in EVERY]
    assert len(names) == len(set(names))


def test_two_series_of_one_subject_name_both_sources() -> None:
    assert {one.id for one in EVERY if one.across} >= {"filosofi_nouvelle_serie", "ips_actualisation_2022"}


def entry(**changes: object) -> dict[str, object]:
    return {**EVERY[0].model_dump(), **changes}


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "permise"},
        {"kind": "autre"},
        {"sources": ()},
        {"reason": "court"},
        {"between": ("2023", "2021")},
        {"between": ("2021", "2021")},
        {"raison": "un champ inconnu"},
    ],
)
def test_a_malformed_entry_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Break(**entry(**change))  # type: ignore[arg-type]


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises((ValidationError, re.error)):
        Break(**entry(variables=("(",)))  # type: ignore[arg-type]


def test_what_was_not_read_says_so() -> None:
    assert all(one.told.endswith("(à vérifier)") is not one.verified for one in EVERY)


@pytest.mark.parametrize(
    ("before", "after", "separated"),
    [
        ("2018", "2019", False),
        ("2019", "2024", True),
        ("2019", "2021", True),
        ("2021", "2022", True),
        ("2022", "2024", True),
        ("2024", "2025", False),
    ],
)
def test_a_vintage_inside_the_gap_is_on_neither_side(before: str, after: str, separated: bool) -> None:
    one = Break(**entry(between=("2019", "2024")))  # type: ignore[arg-type]
    assert one.separates(before, after) is separated


def test_vintages_of_any_grain_are_on_one_scale() -> None:
    ordered = ["2020", "2021-01", "2021-T1", "2021-06", "2021-T3", "2021-10", "2021"]
    assert sorted(ordered, key=moment) == ordered
    assert moment("2021") == moment("2021-12") == moment("2021-T4")
