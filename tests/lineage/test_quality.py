"""What the data of a territory are worth: counted again from the store by another way, and each hole has a remedy."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import pytest

import ctg_lib
from ctg_lib import folders, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.new import lay_down
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage import quality
from ctg_lib.lineage.quality import Quality, State
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.published import own_data

TODAY = "2026-11-27"
STORE = Store([folders.PROJECT / "data" / "sample"])


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = own_data(tmp_path / "donnees")
    monkeypatch.setenv("CTG_DATA", str(folder))
    return folder


def seen(place: str) -> Quality:
    return quality.quality(ctg_lib.diagnostic(place, TODAY), TODAY)


def states(place: str) -> dict[str, State]:
    return {one.source: one for one in seen(place).states}


@cache
def sample(place: str) -> Quality:
    """Of the embedded sample alone, once a place."""
    return quality.quality(Diagnostic(Territory.parse(place), TODAY, Shelf(STORE)), TODAY)


def sampled(place: str) -> dict[str, State]:
    return {one.source: one for one in sample(place).states}


@pytest.mark.parametrize(
    "place",
    [
        "42302",
        "200066587",
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("244200770", "42005", "42035", "ondaine=42095,42044")),
    ],
)
def test_each_source_has_its_state_and_each_hole_its_remedy(place: str) -> None:
    told = sample(place)
    assert [one.source for one in told.states] == list(sources.catalogue())
    assert sum(told.figures.values()) == len(indicators.catalogue())
    for one in told.states:
        held = STORE.vintages(one.source)
        if held:
            assert (list(one.vintages), one.newest) == (held, held[-1])
        assert one.next
        assert one.remedy or one.state == quality.HELD
        assert one.covered <= one.communes
        counted = (one.secret, one.masked, one.not_released, one.missing, one.rounded)
        assert sum(counted) <= one.cells
        assert (one.state == quality.ABSENT) == (one.newest == "")
    text = told.as_text()
    for one in told.states:
        assert f"  {one.source} : {one.title}" in text
    assert json.loads(json.dumps(told.as_dict()))["territory"] == told.territory


def test_secret_cells_are_those_of_the_flags() -> None:
    told = sampled("42302")["filosofi"]
    _, flags = STORE.read("filosofi", told.newest)
    own = flags[(flags["territory"] == "42302") & (flags["status"] == "secret_at_source")]
    read = {name for one in indicators.catalogue().values() for wanted in one.inputs for name in wanted.columns}
    bare = own["variable"].map(sources.source("filosofi").name_without_year)
    assert told.secret == int(bare.isin(read).sum()) > 0


def test_what_is_not_released_there_says_why_and_offers_no_vain_download() -> None:
    told = sampled("42302")["couverture_petite_enfance"]
    assert told.state == quality.WITHHELD
    assert "habitants" in told.remedy
    assert "ctg fetch" not in told.remedy
    assert "pe_tcg" in told.waiting
    assert sampled("42005")["couverture_petite_enfance"].state in (quality.HELD, quality.WITHHELD)


def test_an_indicator_waits_for_the_source_that_lacks_it_and_no_other() -> None:
    told = sampled("42302")
    assert told["etat_civil"].waiting == ()
    assert "pe_loc_taux" in told["offre_locale"].waiting
    assert "ad_qf400" in told["caf_qf"].waiting


def test_a_workbook_is_awaited_then_blank_then_received(data: Path) -> None:
    awaited = sampled("42302")
    assert (awaited["offre_locale"].local, awaited["rp"].local) == (quality.AWAITED, "")
    assert "« ctg new 42302 »" in awaited["offre_locale"].remedy
    lay_down(Territory.of("42302"))
    shutil.copy(folders.examples() / "42302" / "offre_locale.xlsx", data / "conventions" / "42302")
    told = states("42302")
    assert told["caf_locale"].local == quality.BLANK
    # Reckoned here from what is loaded: no producer has a file of it.
    assert told["acces"].remedy == ""
    own = told["offre_locale"]
    assert (own.local, own.state, own.remedy) == (quality.RECEIVED, quality.HELD, "")


@pytest.mark.parametrize(
    ("newest", "today", "years"),
    [
        ("2025-12", "2026-11-28", 0),
        ("2025-12", "2026-12-01", 1),
        ("2025-01", "2026-11-28", 1),
        ("2022", "2026-01-01", 4),
        ("2024-T4", "2026-03-01", 2),
    ],
)
def test_an_age_is_in_whole_years(newest: str, today: str, years: int) -> None:
    assert quality._age(newest, today) == years


def test_a_part_of_a_territory_is_told() -> None:
    told = sampled("200066587")["caf_communes"]
    inside = [code for code in Territory.of("200066587").communes if code.startswith("42")]
    assert (told.state, told.covered, told.communes) == (quality.PARTLY, len(inside), 32)
    assert f"Communes : {len(inside)} sur 32" in sample("200066587").as_text()


def test_the_frame_has_one_row_a_source_under_french_captions() -> None:
    table = quality.frame(sample("42302"))
    assert list(table.columns) == list(quality.CAPTIONS.values())
    assert list(table["Source"]) == list(sources.catalogue())
    assert str(table["Ancienneté (ans)"].dtype) == "Int64"
    assert table.loc[table["Source"] == "rp", "Millésime"].item() == "2022"
