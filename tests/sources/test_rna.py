from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.rna import SOURCE
from tests.sources.tables import altered, figure, one

SMALL = "rna/fictif_rna_waldec_20261001_dpt_01.csv"


def test_associations_that_are_not_dissolved_at_their_seat(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert (table.vintage, table.part) == ("2026-10", "associations")
    assert [figure(table, "01001", name) for name in ("ACTIVES", "RECENTES")] == [2, 1]
    assert [figure(table, "01002", name) for name in ("ACTIVES", "RECENTES")] == [1, 1]
    assert figure(table, "01004", "ACTIVES") == 0
    assert table.ignored == ("1 associations dissoutes ou supprimées", "1 associations sans commune connue")
    assert table.places is None


def test_five_years_are_the_one_of_the_file_and_the_four_before(extracts: Path, tmp_path: Path) -> None:
    for year, recent in (("2021", 0), ("2022", 1), ("0001", 0)):
        path = altered(extracts / SMALL, tmp_path, lambda text, y=year: text.replace("2024-05-02", f"{y}-01-01"))
        assert figure(one(SOURCE, path), "01001", "RECENTES") == recent


def test_what_is_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / SMALL
    for change, told in (
        (("W019000002", "W019000001"), "même association que plus haut"),
        (('"1992-03-01"', '"01/03/1992"'), "AAAA-MM-JJ"),
        (('"";"A";', '"";"Z";'), "A (active)"),
        (('"position"', '"etat"'), "elle manque"),
    ):
        with pytest.raises(InputError) as caught:
            SOURCE.read(altered(source, tmp_path, lambda text, pair=change: text.replace(*pair), source.name))
        assert told in " ".join(str(problem) for problem in caught.value.problems)
    with pytest.raises(InputError, match="la date n’est pas dite"):
        SOURCE.read(altered(source, tmp_path, lambda text: text + "\n", "rna.csv"))


def test_it_is_recognised(extracts: Path) -> None:
    assert recognise(extracts / SMALL) is SOURCE
