from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.errors import InputError, MissingSourceError
from ctg_lib.sources import opening, reading
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

ABOVE = {"x": Numbers(low=-2)}


def sheet(**columns: list[str]) -> reading.Sheet:
    rows = len(next(iter(columns.values())))
    return reading.Sheet("essai.csv", pd.DataFrame(columns, index=range(2, rows + 2), dtype="str"))


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "essai.csv"
    path.write_bytes("a;é\r\n1;2\r\n\r\n;\r\n3;4\r\n".encode())
    cells, problems = opening.table(path)
    assert list(cells.columns) == ["a", "é"]
    assert list(cells.index) == [2, 5]
    assert not problems


def test_the_header_is_read_without_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "essai.csv"
    path.write_bytes(b"a;b\n" + b"\xff\xff;\n" * 400_000)
    assert opening.header(path) == ["a", "b"]


def test_codes_keep_their_zeros_and_letters() -> None:
    codes = sheet(c=["01004", " 2A004 ", "97411"]).codes("c", "commune")
    assert list(codes) == ["01004", "2A004", "97411"]


def test_merged_communes_are_known_and_names_are_not() -> None:
    some = sheet(c=["42004", "Sorbiers", "4230", "05169"])
    some.codes("c", "commune")
    assert [(problem.row, problem.column) for problem in some.problems] == [(3, "c"), (4, "c")]


def test_codes_older_than_the_reference_are_checked_by_their_form_alone() -> None:
    some = sheet(c=["14697", "1004", "2C004"])
    some.codes("c", "commune", current=False)
    assert [problem.row for problem in some.problems] == [3, 4]
    assert "zéro initial" in some.problems[0].what


def test_a_code_of_the_producer_is_a_status_with_its_reason() -> None:
    some = sheet(x=["s", "", "ns", "-1,5"])
    values, marks = some.numbers(["x"], ABOVE, codes=reading.ABSENT_CODES | reading.SECRET_CODES)
    some.done()
    assert list(values["x"].fillna(99)) == [99, 99, 99, -1.5]
    assert [mark[0] for mark in marks["x"].dropna()] == [Status.SECRET, Status.NOT_RELEASED, Status.NOT_RELEASED]


def test_without_a_bound_only_what_no_computer_holds_is_refused() -> None:
    some = sheet(x=["1e300", "1e999", "-1e300", "-1e999"])
    some.numbers(["x"], {"x": Numbers(low=None)})
    assert sorted(problem.row or 0 for problem in some.problems) == [3, 5]


def test_problems_are_told_from_top_to_bottom() -> None:
    some = sheet(x=["a", "b"], y=["c", "1"])
    some.numbers(["y", "x"], {".": Numbers()})
    with pytest.raises(InputError, match="3 problèmes") as caught:
        some.done()
    assert [problem.row for problem in caught.value.problems] == [2, 2, 3]


def test_without_the_reference_tables_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    with pytest.raises(MissingSourceError, match="tables de référence") as caught:
        sheet(c=["42302"]).codes("c", "commune")
    assert caught.value.exit_code == 4
