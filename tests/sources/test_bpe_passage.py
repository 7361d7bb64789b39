"""The passage between the code lists of the BPE: nothing is followed that the table does not declare the same."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from pydantic import ValidationError

from ctg_lib.errors import UsageError
from ctg_lib.sources import bpe_passage
from ctg_lib.sources.bpe import SOURCE
from ctg_lib.sources.bpe_passage import Facility, compare, counted, every
from ctg_lib.vintage import Verdict
from tests.sources.tables import one

VINTAGES = ("2018", "2019", "2024", "2025")


@pytest.mark.parametrize("name", every())
def test_two_vintages_are_compared_with_a_reserve_in_a_run_and_refused_elsewhere(name: str) -> None:
    runs = [set(run) for run in bpe_passage.facility(name).suivi]
    for before, after in combinations(VINTAGES, 2):
        found = compare(name, before, after)
        together = any({before, after} <= run for run in runs)
        assert found.verdict is (Verdict.WARNED if together else Verdict.REFUSED)
        assert found == compare(name, after, before)
        assert found.reason


def test_the_schools_together_are_followed_and_the_maternelles_alone_are_not() -> None:
    assert compare("ecoles", "2019", "2025").verdict is Verdict.WARNED
    assert "déconseille" in compare("ecoles", "2019", "2025").reason
    assert compare("ecoles_maternelles", "2019", "2025").verdict is Verdict.REFUSED


def test_a_code_that_changes_or_stays_proves_nothing() -> None:
    assert compare("pharmacie", "2019", "2025").verdict is Verdict.REFUSED
    assert compare("hebergement_personnes_agees", "2019", "2025").verdict is Verdict.REFUSED
    assert compare("police", "2024", "2025").verdict is Verdict.REFUSED


def test_what_the_table_does_not_know_is_refused() -> None:
    found = compare("college", "2019", "2021")
    assert found.verdict is Verdict.REFUSED
    assert "2021" in found.reason
    with pytest.raises(UsageError, match="table de passage"):
        compare("hypermarche", "2019", "2025")


def test_what_was_not_read_at_the_source_says_so() -> None:
    for name, facility in every().items():
        told = compare(name, "2019", "2025").reason
        assert told.endswith("(à vérifier)") is not facility.verifie


def test_a_run_names_only_vintages_that_have_codes() -> None:
    entry = bpe_passage.facility("college").model_dump()
    with pytest.raises(ValidationError, match="suivi"):
        Facility(**{**entry, "suivi": [["2018", "2020"]]})
    with pytest.raises(ValidationError, match="suivi"):
        Facility(**{**entry, "suivi": [["2018", "2019"], ["2019", "2025"]]})


def test_the_real_files_have_the_codes_of_the_table(real_files: Path) -> None:
    paths = {
        "2018": "insee-bpe/bpe18_ensemble.csv",
        "2019": "insee-bpe/bpe19_ensemble.csv",
        "2025": "insee-bpe-drees-filosofi/bpe_2025_communes_dep42.csv",
    }
    tables = {vintage: one(SOURCE, real_files / path).values for vintage, path in paths.items()}
    for name in every():
        for vintage, values in tables.items():
            assert counted(name, vintage, values).notna().all()
    sorbiers = ("commune", "42302")
    assert [counted("ecoles", vintage, values)[sorbiers] for vintage, values in tables.items()] == [8, 8, 8]
    assert [counted("pharmacie", vintage, values)[sorbiers] for vintage, values in tables.items()] == [2, 2, 2]
    # In the whole Loire: the figures that the reasons of the table give.
    sums = {name: [counted(name, vintage, values).sum() for vintage, values in tables.items()] for name in every()}
    assert sums["college"] == [77, 77, 80]
    assert sums["gendarmerie"] == [30, 30, 33]
    assert sums["police"] == [8, 8, 4]
    assert sums["pharmacie"] == [286, 286, 215]
    assert sums["aide_personnes_agees"][:2] == [33, 74]
    assert sums["hebergement_personnes_agees"][1:] == [144, 152]
    with pytest.raises(UsageError, match="D301 manquent"):
        counted("pharmacie", "2019", tables["2025"])
    with pytest.raises(UsageError, match="millésime"):
        counted("pharmacie", "2021", tables["2025"])
