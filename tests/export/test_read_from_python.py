"""What is read from Python is what the published page and its table say."""

from __future__ import annotations

import html as entities
import re

import pandas as pd
import pytest

import ctg_lib as ctg
from ctg_lib.reading.place import Place
from ctg_lib.views.view import key
from tests.published import EDITION, SORBIERS, Publication


@pytest.fixture(scope="module")
def place(publication: Publication) -> Place:
    return ctg.territory(SORBIERS, EDITION)


def test_every_figure_is_that_of_the_table(values: pd.DataFrame, place: Place) -> None:
    own = values[values["territory"] == SORBIERS].set_index(["indicator", "vintage"])
    found = place.indicators()
    assert len(found) > 300
    for row in found.itertuples():
        published = own.loc[(row.indicator, row.vintage)]
        assert row.status == published["status"]
        if row.reason:
            continue
        for name in ("value", "low", "high", "numerator", "denominator"):
            assert getattr(row, name) == pytest.approx(published[name], nan_ok=True), (row.indicator, name)


def test_every_text_is_that_of_the_page(html: str, values: pd.DataFrame, place: Place) -> None:
    """Each number of the page that stands in a cell by itself, beside those of the frames for the same row."""
    page: dict[str, set[str]] = {}
    for tied, text in re.findall(r'<td><data value="[^"]*" data-cle="([^"]+)">([^<]+)</data>', html):
        page.setdefault(entities.unescape(tied), set()).add(entities.unescape(text))
    told: dict[str, str] = {}
    for name in dict.fromkeys(tied.split("|")[0] for tied in page):
        one = place.indicator(name)
        for frame in (one.history(), one.compare()):
            told |= {key(row): row["shown"] for _, row in frame.assign(indicator=name).iterrows()}
    shared = page.keys() & told.keys()
    assert len(shared) > 200
    differ = {tied: (page[tied], told[tied]) for tied in shared if plain(told[tied]) not in set(map(plain, page[tied]))}
    assert differ == {}


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)
