from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.errors import InputError
from ctg_lib.sources.superficie import SOURCE, control
from tests.sources.tables import altered, figure, one

EXTRACT = "superficie/communes_extrait.csv"


def legal(year: int) -> pd.DataFrame:
    """The legal populations of a year, as the store holds them."""
    table = pd.read_parquet(folders.reference() / "populations.parquet")
    own = table[table["year"] == year].set_index("code")["population_municipale"].astype(float)
    index = pd.MultiIndex.from_product([["commune"], own.index], names=["level", "territory"])
    return pd.DataFrame({"PMUN": own.to_numpy()}, index=index)


def test_the_area_of_sorbiers(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2021", "communes")
    assert figure(table, "42302", "superficie_km2") == 12.19
    assert figure(table, "42302", "population_2021") == 8042


def test_a_commune_repeated_for_its_postal_codes_or_its_delegated_commune_counts_once(extracts: Path) -> None:
    """Saint-Étienne has three rows, Chalmazel-Jeansagnière two, the second under the name of Chalmazel."""
    table = one(SOURCE, extracts / EXTRACT)
    assert list(table.values.loc["commune"].index) == ["42039", "42045", "42084", "42109", "42218", "42252", "42302"]
    assert figure(table, "42218", "superficie_km2") == 79.97
    assert figure(table, "42039", "superficie_km2") == 53.39
    assert "3 lignes répétées (autre code postal, commune déléguée)" in table.ignored


def test_two_areas_for_one_commune_are_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("4.36647,79.97", "4.36647,79.79", 1))
    with pytest.raises(InputError, match="ligne en double pour 42218"):
        SOURCE.read(path)


def test_the_figures_that_insee_publishes_itself_are_left_to_its_files(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert list(table.values) == ["superficie_km2", "population_2021"]
    assert "colonne « pop_15_64_chomage_2021 » : lue dans les fichiers de l’Insee" in table.ignored


@pytest.mark.parametrize("wrong", ["0", "-12.19", "121900"])
def test_an_impossible_area_is_refused(extracts: Path, tmp_path: Path, wrong: str) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("12.19", wrong))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert {problem.column for problem in caught.value.problems} == {"superficie_km2"}


def test_a_file_with_semicolons_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace(",", ";"))
    with pytest.raises(InputError, match="la virgule"):
        SOURCE.read(path)


def test_each_row_must_be_the_whole_commune(extracts: Path, tmp_path: Path) -> None:
    """The population beside the area says of which perimeter it is; merged communes are compared as a whole."""
    table = one(SOURCE, extracts / EXTRACT)
    assert control(table, lambda source, vintage: legal(2021)) == []
    assert control(table, lambda source, vintage: None) == []
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("53.39,449", "39.40,398"))
    (problem,) = control(one(SOURCE, path), lambda source, vintage: legal(2021))
    assert problem.what.startswith("42039 : 398 habitants en 2021, contre 449 dans les populations légales")


def test_the_real_file(real_files: Path) -> None:
    table = one(SOURCE, real_files / "insee-comparateur-derive/communes.csv")
    assert len(table.values) == 323
    assert control(table, lambda source, vintage: legal(2021)) == []
    # The Loire has 4,781 square kilometres.
    assert round(table.values["superficie_km2"].sum()) == 4_781
