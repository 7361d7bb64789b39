"""Every column that an indicator reads has its meaning in French, and no written meaning is of a column unread."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ctg_lib import indicators, sources
from ctg_lib.lineage import columns

READ = sorted(
    {
        (wanted.source, name)
        for one in indicators.catalogue().values()
        for wanted in one.inputs
        for name in wanted.columns
    }
)
WRITTEN = yaml.safe_load(Path(columns.__file__).with_name("columns.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("source", "column"), READ)
def test_each_column_read_has_a_meaning_of_its_own(source: str, column: str) -> None:
    told = columns.meaning(source, column)
    assert len(told) > 2
    assert told != column
    assert "\\" not in told
    assert "'" not in told


@pytest.mark.parametrize("source", WRITTEN)
def test_each_written_pattern_is_that_of_a_column_read(source: str) -> None:
    assert source in sources.catalogue()
    read = [name for one, name in READ if one == source]
    firsts = {next((pattern for pattern in WRITTEN[source] if re.fullmatch(pattern, name)), "") for name in read}
    assert set(WRITTEN[source]) <= firsts


def test_two_columns_of_a_source_have_two_meanings() -> None:
    for source in {one for one, _ in READ}:
        told = [columns.meaning(one, name) for one, name in READ if one == source]
        twice = {words for words in told if told.count(words) > 1}
        assert not twice - {"Borne basse de ce loyer", "Borne haute de ce loyer"}, twice


def test_a_long_file_names_the_codes_of_a_column() -> None:
    assert columns.codes("rp_ages", "F_Y0T4") == {"SEX": "F", "AGE": "Y0T4"}
    assert columns.codes("rp_logement", "OCS_DW_VAC") == {"RP_MEASURE": "DWELLINGS", "OCS": "DW_VAC"}
    assert columns.codes("caf_communes", "indfoy_rsa") == {}


def test_a_workbook_says_its_sheet_and_caption() -> None:
    assert columns.meaning("offre_locale", "AM_ACTIVES").startswith("Assistantes maternelles : ")
