"""A long table: French words, nothing asked of the network, whole even where its script may not run."""

from __future__ import annotations

import html
import json
import re
import warnings

import pandas as pd
import pytest

from ctg_lib.explorer.long_table import FRENCH, LongTable

FRAME = pd.DataFrame({"Nom": [f"Commune {one} <b>" for one in range(40)], "Code": [f"{one:05d}" for one in range(40)]})


@pytest.fixture
def shown() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return LongTable(FRAME, "Les communes")._repr_html_()


def own(shown: str) -> str:
    """What is neither the script of DataTables nor its look."""
    return shown.partition("</script>")[2]


def test_it_loads_nothing(shown: str) -> None:
    assert re.findall(r"(?:src|href)\s*=", own(shown)) == []
    assert "//" not in re.sub(r"data_json.*", "", own(shown))
    assert re.search(r'import\(url\)|injectModule\("[\w+/=]{1000,}', shown)


def test_its_words_are_french(shown: str) -> None:
    found = re.search(r'"language": (\{.*\}),\n', own(shown))
    assert found is not None
    assert json.loads(found[1]) == FRENCH
    for english in ("Loading", "Search", "entries", "static preview", "init_notebook_mode", "trust"):
        assert english not in own(shown)


def test_it_is_whole_where_no_script_runs(shown: str) -> None:
    rows = re.findall(r'<th scope="row">(.*?)</th>', own(shown))
    assert [html.unescape(one) for one in rows] == list(FRAME["Nom"])


def test_its_columns_are_read_from_the_left(shown: str) -> None:
    assert re.search(r'"columnDefs": \[\{"className": "dt-left", "targets": "_all"\}\]', shown)


def test_what_it_holds_is_text_and_never_html(shown: str) -> None:
    assert "<b>" not in own(shown)


def test_two_of_them_are_not_taken_for_one(shown: str) -> None:
    again = LongTable(FRAME, "Les communes")._repr_html_()
    names = [re.findall(r'<table id="(\w+)"', one) for one in (shown, again)]
    assert [len(one) for one in names] == [1, 1]
    assert names[0] != names[1]
