"""A territory asked for what it has: who is around, its figures, its services, its outline."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

import ctg_lib as ctg
from ctg_lib import folders, indicators
from ctg_lib.analysis.service_types import TYPES
from ctg_lib.errors import MissingSourceError, TerritoryError, UsageError
from ctg_lib.reading.place import Place
from ctg_lib.reading.rows import COLUMNS
from ctg_lib.sources import contours
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from tests.published import EDITION, METROPOLE, SORBIERS

GROUP = "gier=42207,42186"


@pytest.fixture(scope="module")
def sorbiers() -> Place:
    return ctg.territory(SORBIERS)


def test_it_says_what_it_is_and_what_surrounds_it(sorbiers: Place) -> None:
    assert (sorbiers.code, sorbiers.name, sorbiers.level, sorbiers.date) == (SORBIERS, "Sorbiers", "commune", "")
    assert [(one.level, one.code) for one in sorbiers.parents] == [
        ("epci", METROPOLE),
        ("departement", "42"),
        ("region", "84"),
        ("france", "FR"),
    ]
    assert repr(sorbiers) == "Sorbiers (42302), commune"


@pytest.mark.parametrize("place", [METROPOLE, GROUP, SORBIERS])
def test_members_are_its_communes_with_their_legal_population(place: str) -> None:
    members = ctg.territory(place).members()
    assert tuple(members["code"]) == Territory.parse(place).communes
    for row in members.itertuples():
        legal = Territory.of(row.code).population()
        assert (row.name, row.population, row.year) == (Territory.of(row.code).name, legal.value, legal.year)


def test_neighbours_share_a_border_and_are_none_of_its_own(sorbiers: Place) -> None:
    assert list(sorbiers.neighbours()["code"]) == contours.neighbours([SORBIERS])
    assert "La Talaudière" in set(sorbiers.neighbours()["name"])
    around = ctg.territory(METROPOLE)
    assert set(around.neighbours()["code"]).isdisjoint(around.members()["code"])


def test_a_parent_is_asked_in_its_turn(sorbiers: Place) -> None:
    epci = sorbiers.parents[0]
    pd.testing.assert_frame_equal(epci.members(), ctg.territory(METROPOLE).members())
    # A région has two digits, as a département has: it is still a région.
    assert sorbiers.parents[2].indicator("ctx_pop").row["territory"] == "84"
    assert sorbiers.parents[2].indicator("ctx_pop").row["level"] == "region"


def test_the_date_goes_down_to_what_is_asked(sorbiers: Place) -> None:
    dated = ctg.territory(SORBIERS, date=EDITION)
    assert dated.diagnostic.date == dated.parents[0].date == EDITION
    assert sorbiers.diagnostic.date == ""


@pytest.mark.parametrize("date", ["24/11/2026", "20261124", "2026-13-01"])
def test_a_date_of_another_form_is_refused(date: str) -> None:
    with pytest.raises(UsageError, match="AAAA-MM-JJ"):
        ctg.territory(SORBIERS, date)


def test_homonyms_are_not_guessed() -> None:
    with pytest.raises(TerritoryError, match=r"(?s)Hautes-Alpes.*Loire"):
        ctg.territory("Sorbiers")


def test_the_figures_of_a_theme_are_one_row_each(sorbiers: Place) -> None:
    found = sorbiers.indicators("parentalite")
    assert list(found.columns) == ["indicator", "label", "theme", *COLUMNS]
    wanted = [one for one in indicators.catalogue().values() if one.theme == "parentalite"]
    assert list(found["indicator"]) == [one.id for one in wanted]
    assert list(found["label"]) == [one.label for one in wanted]
    assert set(found["territory"]) == {SORBIERS}
    without = found["value"].isna()
    assert without.any()
    assert not without.all()
    assert (found["reason"] != "").equals(without)
    assert (found["shown"] != "").all()


def test_a_theme_that_does_not_exist_is_refused_with_the_right_one(sorbiers: Place) -> None:
    with pytest.raises(UsageError, match=r"Peut-être : petite_enfance \(Petite enfance\)"):
        sorbiers.indicators("Petite enfance")


def test_services_whose_place_is_unknown_have_no_point(sorbiers: Place) -> None:
    found = sorbiers.services()
    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs == "EPSG:4326"
    assert set(found["commune"]) == {SORBIERS}
    kept = sorbiers.diagnostic.services.kept
    assert found["count"].sum() == kept[kept["commune"] == SORBIERS]["count"].sum()
    assert found.geometry.isna().equals(~found["located"])
    assert not found["located"].all()


def test_a_point_is_where_the_list_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTG_CONVENTIONS", str(folders.examples()))
    place = ctg.territory(SORBIERS)
    found, kept = place.services(), place.diagnostic.services.kept
    kept = kept[kept["commune"] == SORBIERS].reset_index(drop=True)
    known = found["located"]
    assert known.any()
    assert list(found.geometry[known].x) == list(kept["longitude"][known])
    assert list(found.geometry[known].y) == list(kept["latitude"][known])
    assert found[known].within(place.outline().geometry.iloc[0].buffer(0.01)).all()


def test_no_list_is_not_no_service(sorbiers: Place) -> None:
    counts = sorbiers.service_counts()
    assert list(counts.index) == [SORBIERS]
    assert list(counts.columns) == list(TYPES)
    assert counts.loc[SORBIERS].isna().any()
    assert (counts.loc[SORBIERS] == 0).any()


def test_the_outline_is_that_of_its_communes() -> None:
    shape = ctg.territory(METROPOLE).outline()
    assert shape.crs == "EPSG:4326"
    (whole,) = shape.geometry
    parts = contours.outlines(Territory.of(METROPOLE).communes).geometry
    assert whole.area == pytest.approx(sum(part.area for part in parts))
    with pytest.raises(MissingSourceError, match="contour"):
        ctg.territory("05169").outline()


def test_a_notebook_shows_it_in_french(sorbiers: Place) -> None:
    shown = sorbiers._repr_html_()
    assert 'lang="fr"' in shown
    for said in ("Sorbiers (42302)", "Saint-Étienne Métropole (244200770)", "Loire (42)", "8\u202f116\u00a0habitants"):
        assert said in shown
    assert "320" in ctg.territory("42")._repr_html_()
    assert "24 novembre 2026" in ctg.territory(SORBIERS, EDITION)._repr_html_()


# ── Secrecy ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_hidden_is_in_no_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of the invented workbooks under the threshold: no figure, no numerator, and the reason."""
    monkeypatch.setenv("CTG_CONVENTIONS", str(folders.examples()))
    place = ctg.territory(SORBIERS)
    found = place.indicators()
    masked = found[found["status"] == Status.MASKED]
    assert len(masked) > 0
    for name in masked["indicator"]:
        one = place.indicator(name)
        for frame in (one.row.to_frame().T, one.history(), one.distribution(), one.map(), one.compare()):
            blank = frame[frame["status"].isin([Status.MASKED, Status.SECRET])]
            assert blank[["value", "low", "high", "numerator", "denominator"]].isna().all(axis=None), name
            assert (blank["reason"] != "").all(), name
        assert one.compare()["gap"].isna().all()
        assert "masqué" in repr(one)
