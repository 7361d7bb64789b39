"""Figures that someone checked by hand, one case at least for each declared indicator."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from ctg_lib import indicators, sources
from tests.indicators import golden

CASES = golden.cases()


@pytest.fixture(scope="module")
def own(values: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each indicator: the whole table is long to search for each case."""
    return {str(name): rows for name, rows in values.groupby("indicator")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.indicator}-{case.territory}-{case.vintage}")
def test_the_engine_finds_what_was_worked_out_by_hand(case: golden.Case, own: dict[str, pd.DataFrame]) -> None:
    found = list(golden.differences(case, case.row(own[case.indicator])))
    assert not found, f"{case.case} — {case.because}\n" + "\n".join(found)


def home(identifier: str) -> Path:
    """The file of its theme; one file for all that is collected on site, whatever the theme."""
    one = indicators.indicator(identifier)
    on_site = sources.source(one.inputs[0].source).book is not None
    return golden.FOLDER / f"{'recensement_local' if on_site else one.theme}.yaml"


def test_every_indicator_has_a_case_in_the_file_of_its_theme() -> None:
    homes = {identifier: home(identifier) for identifier in indicators.catalogue()}
    missing = {path.name for path in homes.values() if not path.exists()}
    assert not missing, f"écrire {missing}"
    known = {path: {case.indicator for case in golden.read(path)} for path in homes.values()}
    lacking = {identifier: path.name for identifier, path in homes.items() if identifier not in known[path]}
    assert not lacking, f"ajouter un cas de chacun : {lacking}"


@pytest.mark.parametrize("path", golden.files(), ids=lambda path: path.stem)
def test_a_file_has_only_known_indicators_of_its_theme(path: Path) -> None:
    for case in golden.read(path):
        assert home(case.indicator) == path


def test_a_wrong_expectation_is_told() -> None:
    """The comparison itself: each kind of difference is seen, and a value is held to the digits that are written."""
    row = pd.Series(
        {"value": 0.18461, "low": 1.0, "high": 2.0, "numerator": 3.0, "denominator": float("nan"), "unit": "part"}
    )
    row["status"], row["method"] = "published", "valeur publiée"
    base = {
        "indicator": "ctx_0_14_part",
        "case": "x",
        "territory": "42302",
        "level": "commune",
        "vintage": "2022",
        "because": "rien de tel",
        "status": "published",
    }
    assert not list(golden.differences(golden.Case(**base, value=0.1846), row))
    assert list(golden.differences(golden.Case(**base, value=0.1847), row)) == [
        "value : attendu 0.1847, calculé 0.18461"
    ]
    wrong = golden.Case(**base, value=0.1846, low=None, high=3, method="somme", shown="18\u202f%", interval="")
    told = [text.split(" : ")[0] for text in golden.differences(wrong, row)]
    assert told == ["low", "high", "method", "shown", "interval"]
    with pytest.raises(ValidationError, match="un statut avec valeur"):
        golden.Case(**base, value=None)
    with pytest.raises(ValidationError, match="extra"):
        golden.Case(**base, value=1, valeur=2)
