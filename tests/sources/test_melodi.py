"""The two shapes of the census tables give the same figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import melodi, rp_diplomes, rp_logement, rp_navettes
from ctg_lib.sources.card import Source
from tests.sources.tables import altered, read, status

TABLES = [
    (rp_logement.SOURCE, rp_logement.CELLS, "rp_logement/rp2023_logement_extrait.csv"),
    (rp_diplomes.SOURCE, rp_diplomes.CELLS, "rp_diplomes/rp2023_diplomes_extrait.csv"),
    (rp_navettes.SOURCE, rp_navettes.CELLS, "rp_navettes/rp2023_emploi_extrait.csv"),
]


def long(cells: melodi.Cells, *, other: bool = True) -> Callable[[str], str]:
    """The rows of a wide file as Insee publishes them, with cells and levels that nobody asks for."""
    dimensions = list(dict.fromkeys(name for fixed in cells.values() for name in fixed))
    columns = [*melodi.KEY[:2], *dimensions, "BUILD_END", "OBS_STATUS", "TIME_PERIOD", "OBS_VALUE"]

    def change(text: str) -> str:
        head, *body = text.splitlines()
        lines = [";".join(f'"{name}"' for name in columns)]
        for row in (dict(zip(head.split(";"), line.split(";"), strict=True)) for line in body):
            for name, fixed in cells.items():
                codes = [fixed.get(dimension, "_T") for dimension in dimensions]
                start, year = [row["GEO"], row["GEO_OBJECT"], *codes], row["TIME_PERIOD"]
                lines.append(";".join([*start, "_T", "A", year, row[name]]))
                if other:
                    lines.append(";".join([*start, "Y_LT1919", "A", year, "1"]))
                    lines.append(";".join(["42", "ARR", *codes, "_T", "A", year, "1"]))
        return "\n".join(dict.fromkeys(lines)) + "\n"

    return change


@pytest.mark.parametrize(("card", "cells", "name"), TABLES)
def test_long_and_wide_are_the_same_table(
    card: Source, cells: melodi.Cells, name: str, extracts: Path, tmp_path: Path
) -> None:
    path = altered(extracts / name, tmp_path, long(cells))
    assert recognise(path) is card
    wide, tables = read(card, extracts / name), read(card, path)
    assert wide.keys() == tables.keys()
    for key, table in wide.items():
        pd.testing.assert_frame_equal(tables[key].values, table.values)
        assert tables[key].flags.empty
        assert any("« ARR »" in note for note in tables[key].ignored)


def test_a_cell_without_a_row_is_not_zero(extracts: Path, tmp_path: Path) -> None:
    """Insee may leave out a cell that is empty: the file does not say so, and neither do we."""

    def change(text: str) -> str:
        lines = long(rp_logement.CELLS)(text).splitlines()
        return "\n".join(line for line in lines if not line.startswith("42045;COM;DWELLINGS;DW_MAIN;221;_T;A;2023;"))

    table = read(rp_logement.SOURCE, altered(extracts / TABLES[0][2], tmp_path, change))[
        "2023", "commune_departement_france"
    ]
    assert pd.isna(table.values.loc[("commune", "42045"), "TSH_221"])
    assert status(table, "42045", "TSH_221") == "not_released"
    assert status(table, "42045", "TSH_211") == "published"


def test_a_cell_that_nobody_has_is_a_problem(extracts: Path, tmp_path: Path) -> None:
    path = altered(
        extracts / TABLES[0][2], tmp_path, lambda text: long(rp_logement.CELLS)(text).replace(";221;", ";222;")
    )
    with pytest.raises(InputError) as caught:
        rp_logement.SOURCE.read(path)
    (problem,) = caught.value.problems
    assert "TSH = 221" in problem.what


def test_two_rows_for_one_cell_are_a_problem(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / TABLES[2][2], tmp_path, long(rp_navettes.CELLS, other=False))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"ligne {len(lines) + 1}, .*ligne en double"):
        rp_navettes.SOURCE.read(path)


def test_an_unknown_perimeter_of_france_is_a_problem(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / TABLES[2][2], tmp_path, lambda text: text.replace("F;FRANCE", "FX;FRANCE"))
    with pytest.raises(InputError, match="« FX » n’est pas un périmètre national connu"):
        rp_navettes.SOURCE.read(path)


def test_unknown_levels_are_told_once_each(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / TABLES[0][2], tmp_path, lambda text: text.replace(";COM;", ";COMMUNE;"))
    with pytest.raises(InputError) as caught:
        rp_logement.SOURCE.read(path)
    (problem,) = caught.value.problems
    assert "« COMMUNE » n’est pas un niveau connu (4 lignes)" in problem.what
