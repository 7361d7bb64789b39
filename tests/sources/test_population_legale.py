from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.errors import InputError
from ctg_lib.sources.population_legale import SOURCE
from tests.sources.tables import figure, read, status

SORBIERS = {"2018": 7856, "2019": 7874, "2020": 8009, "2021": 8042, "2022": 8071, "2023": 8116}


@pytest.fixture(scope="module")
def tables() -> dict:
    return read(SOURCE, folders.reference() / "populations.parquet")


def test_each_year_of_sorbiers_with_its_year(tables: dict) -> None:
    held = {vintage: table for (vintage, _), table in tables.items() if ("commune", "42302") in table.values.index}
    assert {vintage: figure(table, "42302", "PMUN") for vintage, table in held.items()} == SORBIERS


def test_the_total_population_is_kept_for_the_thresholds_of_the_law(tables: dict) -> None:
    assert figure(tables["2022", "communes"], "42302", "PTOT") == 8224


def test_each_blank_says_why(tables: dict) -> None:
    flags = pd.concat([table.flags for table in tables.values()])
    blanks = sum(int(table.values.isna().sum().sum()) for table in tables.values())
    assert len(flags) == blanks
    assert set(flags["status"]) == {"missing"}
    assert not flags["detail"].eq("").any()
    # communes.json gives the municipal population of 2023 alone.
    assert status(tables["2023", "communes"], "42302", "PTOT") == "missing"
    assert status(tables["2018", "communes"], "15031", "PMUN") == "missing"


def broken(folder: Path, change) -> Path:
    path = folder / "populations.parquet"
    change(pd.read_parquet(folders.reference() / "populations.parquet").head(50)).to_parquet(path)
    return path


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda frame: frame.drop(columns=["note", "year"]), ["year", "note"]),
        (lambda frame: pd.concat([frame, frame.head(2)]), [None, None]),
        (lambda frame: frame.assign(population_totale=-frame["population_totale"]).head(1), ["population_totale"]),
        (lambda frame: frame.assign(population_municipale=0.5).head(2), ["population_municipale"] * 2),
        (lambda frame: frame.assign(population_municipale="beaucoup"), [None]),
    ],
)
def test_another_table_is_refused(tmp_path: Path, change, told: list) -> None:
    with pytest.raises(InputError, match="n’est pas la table des populations légales") as caught:
        SOURCE.read(broken(tmp_path, change))
    assert [problem.column for problem in caught.value.problems] == told


def test_a_cut_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "populations.parquet"
    path.write_bytes((folders.reference() / "populations.parquet").read_bytes()[:-100])
    with pytest.raises(InputError, match="n’est pas la table"):
        SOURCE.read(path)
