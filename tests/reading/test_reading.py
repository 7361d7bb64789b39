"""An indicator read for a territory: the rows of the long table, as a page would show them."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

import ctg_lib as ctg
from ctg_lib import indicators
from ctg_lib.analysis.evolution import breaks
from ctg_lib.errors import UsageError
from ctg_lib.lineage.figure import explain
from ctg_lib.reading.place import Place
from ctg_lib.reading.rows import COLUMNS, told
from ctg_lib.sources import contours
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status
from ctg_lib.views.tables import FEW
from tests.published import METROPOLE, SORBIERS


@pytest.fixture(scope="module")
def sorbiers() -> Place:
    return ctg.territory(SORBIERS)


def test_the_row_is_the_figure_that_a_page_shows(sorbiers: Place) -> None:
    row = sorbiers.indicator("ad_rsa").row
    assert list(row.index) == list(COLUMNS)
    said = row[["territory", "name", "level", "vintage", "date", "value", "low", "high", "unit", "shown", "status"]]
    assert list(said) == [
        SORBIERS,
        "Sorbiers",
        "commune",
        "2024-12",
        "décembre 2024",
        115.0,
        113.0,
        117.0,
        "foyers",
        "115",
        "rounded_by_source",
    ]
    assert sorbiers.indicator("ad_rsa").value == 115.0


def test_a_secret_has_its_reason_and_nothing_else(sorbiers: Place) -> None:
    one = sorbiers.indicator("pr_pauvrete_jeunes")
    assert math.isnan(one.value)
    assert one.row["shown"] == "secret statistique"
    assert one.row["reason"] == "secret statistique à la source"
    assert one.row["method"] == ""


def test_a_share_of_a_handful_is_not_shown() -> None:
    """29 is under the threshold of a page, 30 is not."""
    row = ctg.territory(SORBIERS).diagnostic.own("ctx_0_14_part")
    several = pd.DataFrame([{**row, "denominator": 29.0}, {**row, "denominator": 30.0}])
    few, enough = told(several, [Territory.of(SORBIERS)]).to_dict("records")
    assert few["shown"] == "effectif trop faible"
    assert few["reason"] == FEW
    assert all(math.isnan(few[name]) for name in ("value", "low", "high", "numerator", "denominator"))
    assert enough["reason"] == ""
    assert enough["value"] == row["value"]


def test_frames_are_copies(sorbiers: Place) -> None:
    one = sorbiers.indicator("ad_rsa")
    for made in (one.history, one.compare, one.distribution, one.map):
        taken = made()
        taken["value"] = 0.0
        assert (made()["value"] != 0.0).any()
    assert sorbiers.diagnostic.own("ad_rsa")["value"] == 115.0


# ── Over time ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_history_has_every_vintage_and_says_where_it_breaks(sorbiers: Place) -> None:
    names = [
        one.id for one in indicators.catalogue().values() if one.theme in ("precarite", "acces_droits", "portrait")
    ]
    broken = 0
    for name in names:
        history = sorbiers.indicator(name).history()
        rows = sorbiers.diagnostic.history(name)
        valued = history[history["status"].map(lambda status: Status(status).has_value).astype(bool)]
        assert list(history["vintage"]) == sorted(history["vintage"])
        assert list(valued["vintage"]) == list(rows["vintage"])
        cut = dict(breaks(indicators.indicator(name), rows))
        assert list(valued["change"][:1]) in ([], [""])
        for place, (change, why) in enumerate(zip(valued["change"], valued["break_reason"], strict=True)):
            if place in cut:
                assert (change, why) == (str(cut[place].verdict), cut[place].reason)
                assert why
                broken += 1
            elif place:
                assert (change, why) == ("permise", "")
        assert (history.drop(valued.index)["change"] == "").all()
    assert broken > 5


# ── Among others, on a map ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_distribution_is_that_of_the_communes_of_the_departement(sorbiers: Place) -> None:
    found = sorbiers.indicator("ctx_0_14_part").distribution()
    assert list(found.columns) == list(COLUMNS)
    assert tuple(found["territory"]) == Territory.of("42").communes
    own = found.set_index("territory").loc[SORBIERS]
    assert own["value"] == sorbiers.indicator("ctx_0_14_part").value
    assert set(found["vintage"]) == {own["vintage"]}
    assert np.isfinite(found["value"]).sum() > 300


def test_an_intercommunalite_is_among_those_of_the_departement() -> None:
    found = ctg.territory(METROPOLE).indicator("ctx_0_14_part").distribution()
    assert set(found["level"]) == {"epci"}
    assert METROPOLE in set(found["territory"])


def test_nothing_holds_a_departement_for_a_distribution() -> None:
    found = ctg.territory("42").indicator("ctx_0_14_part").distribution()
    assert (len(found), list(found.columns)) == (0, list(COLUMNS))


def test_the_map_has_the_communes_around_and_no_other(sorbiers: Place) -> None:
    found = sorbiers.indicator("ctx_0_14_part").map()
    assert found.crs == "EPSG:4326"
    assert list(found.columns) == [*COLUMNS, "inside", "geometry"]
    seen = sorbiers.diagnostic
    assert set(found["territory"]) == set(contours.drawable((*seen.surroundings, *seen.neighbours)))
    assert list(found[found["inside"]]["territory"]) == [SORBIERS]
    shapes = contours.outlines(found["territory"])
    assert found.geometry.geom_equals(shapes.geometry.set_axis(found.index)).all()
    assert found[found["value"].isna()]["reason"].ne("").all()


# ── Where it comes from ──────────────────────────────────────────────────────────────────────────────────────────────


def test_it_explains_itself_as_the_command_does(sorbiers: Place) -> None:
    one = sorbiers.indicator("ad_rsa")
    assert one.explain() == explain(sorbiers.diagnostic, "ad_rsa")
    assert one.explain("2023-12").vintage == "2023-12"
    with pytest.raises(UsageError, match="1999"):
        one.explain("1999")
    assert one.sources == sorbiers.diagnostic.source_lines(["ad_rsa"])


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("pr_taux_pauvrté", "pr_taux_pauvrete (Taux de pauvreté"),
        ("pauvreté", "pr_taux_pauvrete (Taux de pauvreté"),
        ("Foyers percevant le RSA", "ad_rsa (Foyers percevant le RSA)"),
    ],
)
def test_a_wrong_name_is_refused_with_the_right_one(sorbiers: Place, typed: str, right: str) -> None:
    with pytest.raises(UsageError) as caught:
        sorbiers.indicator(typed)
    assert right in str(caught.value)


# ── Displayed ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_reads_as_a_sentence(sorbiers: Place) -> None:
    said = "Foyers percevant le RSA, Sorbiers, décembre 2024\u00a0: 115, entre 113 et 117"
    assert repr(sorbiers.indicator("ad_rsa")) == said
    secret = repr(sorbiers.indicator("pr_pauvrete_jeunes"))
    assert secret.endswith("Sorbiers, 2021\u00a0: secret statistique")


def test_a_notebook_shows_the_figure_beside_others_with_its_source(sorbiers: Place) -> None:
    shown = sorbiers.indicator("pr_taux_pauvrete")._repr_html_()
    assert {"Loire", "16,8\u202f%", "France métropolitaine"} <= set(re.findall(r">([^<]+)</td>", shown))
    assert "Source\u00a0: Insee, Filosofi 2023 (republié)" in shown
    assert "Précaution\u00a0: Nouvelle série" in shown
    for row in sorbiers.indicator("pr_taux_pauvrete").compare().itertuples():
        assert row.verdict in shown
    assert "<table>" not in sorbiers.indicator("pr_pauvrete_jeunes")._repr_html_()


def test_no_level_is_left_without_a_name(sorbiers: Place) -> None:
    for name in ("pr_taux_pauvrete", "ctx_0_14_part"):
        compared = sorbiers.indicator(name).compare()
        levels = [Level.EPCI, Level.DEPARTEMENT, Level.REGION, Level.FRANCE]
        assert list(compared["level"]) == [str(one) for one in levels]
        assert not set(compared["name"]) & set(compared["territory"])
