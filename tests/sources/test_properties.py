"""Whatever the file: numbers come back as they were, the order of rows is nothing, a lost row costs its own figure."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers
from tests.sources.tables import EXTRACTS, read

LIGHT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FILES = [
    "bpe/bpe_2025_extrait.csv",
    "caf_communes/s_ben_com_f_extrait.csv",
    "couverture_petite_enfance/txcouv_pe_epci_2023.csv",
    "etat_civil/etat_civil_extrait.csv",
    "filosofi/cc_filosofi_2021_COM.csv",
    "filosofi_2023/filosofi_2023_communes_extrait.csv",
    "rp/dossier_complet_extrait.csv",
    "rp_ages/rp2023_ages_extrait.csv",
    "rp_logement/rp2023_logement_extrait.csv",
]


def sheet_of(cells: list[str]) -> reading.Sheet:
    return reading.Sheet("essai.csv", pd.DataFrame({"x": cells}, index=range(2, len(cells) + 2), dtype="str"))


@LIGHT
@given(
    st.lists(st.floats(0, 1e15, allow_nan=False).map(lambda number: round(number, 6)), min_size=1, max_size=30),
    st.sampled_from(".,"),
)
def test_numbers_come_back_to_the_last_bit(numbers: list[float], mark: str) -> None:
    sheet = sheet_of([repr(number).replace(".", mark) for number in numbers])
    values, marks = sheet.numbers(["x"], {"x": Numbers()})
    sheet.done()
    assert list(values["x"]) == numbers
    assert marks["x"].isna().all()


@LIGHT
@given(st.text(max_size=12))
def test_a_cell_is_a_number_a_code_or_a_problem(cell: str) -> None:
    sheet = sheet_of([cell])
    values, marks = sheet.numbers(["x"], {"x": Numbers(low=None)})
    outcomes = [values["x"].notna().any(), marks["x"].notna().any(), bool(sheet.problems)]
    assert sum(outcomes) == 1
    if outcomes[0]:
        assert values["x"].iloc[0] == float(cell.strip().replace(",", "."))


def read_lines(card: Source, name: str, lines: list[str]) -> dict[tuple[str, str], Table]:
    """The tables of a file made of these lines, under the name of a small file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read(card, path)


@cache
def original(name: str) -> dict[tuple[str, str], Table]:
    return read(recognise(EXTRACTS / name), EXTRACTS / name)


@pytest.mark.parametrize("name", FILES)
@settings(LIGHT, max_examples=5)
@given(data=st.data())
def test_the_order_of_rows_is_nothing(name: str, data: st.DataObject) -> None:
    source = EXTRACTS / name
    card = recognise(source)
    head, *body = source.read_text(encoding="utf-8-sig").splitlines()
    expected = original(name)
    found = read_lines(card, name, [head, *data.draw(st.permutations(body))])
    assert found.keys() == expected.keys()
    for key, table in expected.items():
        pd.testing.assert_frame_equal(found[key].values, table.values)
        pd.testing.assert_frame_equal(found[key].flags, table.flags)


@pytest.mark.parametrize("name", FILES)
@settings(LIGHT, max_examples=8)
@given(data=st.data())
def test_a_lost_row_changes_no_other_figure(name: str, data: st.DataObject) -> None:
    """The row's own territory loses its figure, or the whole file is refused; the others keep theirs."""
    source = EXTRACTS / name
    card = recognise(source)
    head, *body = source.read_text(encoding="utf-8-sig").splitlines()
    place = data.draw(st.integers(0, len(body) - 1))
    lost = body[place].split(";")
    try:
        found = read_lines(card, name, [head, *body[:place], *body[place + 1 :]])
    except InputError:
        return
    for key, table in original(name).items():
        if key not in found:
            continue
        # A type of facility that no row names any more is unknown, not zero: its column is gone.
        columns = [column for column in table.values if column in found[key].values]
        others = [cell for cell in table.values.index if cell[1] not in lost and cell[0] != "france"]
        pd.testing.assert_frame_equal(found[key].values.loc[others, columns], table.values.loc[others, columns])
