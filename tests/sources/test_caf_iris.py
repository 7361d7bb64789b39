from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.caf_iris import SOURCE
from tests.sources.tables import altered, figure, one, status

OLD = "caf_iris/data_CAF_2016_IRIS_extrait.csv"
NEW = "caf_iris/data_CAF_2020_IRIS_extrait.csv"


def test_one_row_an_iris_and_the_year_of_the_name(extracts: Path) -> None:
    old, new = one(SOURCE, extracts / OLD), one(SOURCE, extracts / NEW)
    assert (old.vintage, old.part, new.vintage) == ("2016", "iris", "2020")
    assert set(new.values.index.get_level_values("level")) == {"iris"}
    assert figure(new, "420440101", "PERCOU", "iris") == 1146
    assert figure(new, "420440101", "ENF_2", "iris") == 73


def test_thousands_set_apart_are_joined_and_told(extracts: Path) -> None:
    table = one(SOURCE, extracts / OLD)
    assert figure(table, "420440101", "PERCOU", "iris") == 1039
    assert figure(table, "422180101", "PERCOU", "iris") == 1128
    assert any("espace de milliers" in note for note in table.ignored)
    assert not any("espace de milliers" in note for note in one(SOURCE, extracts / NEW).ignored)


def test_any_other_space_is_an_error(extracts: Path, tmp_path: Path) -> None:
    for wrong in ("1 039", "1\u202f0390", "10\u202f39"):
        path = altered(extracts / OLD, tmp_path, lambda text, wrong=wrong: text.replace("1\u202f039", wrong))
        with pytest.raises(InputError, match="n’est pas un nombre"):
            SOURCE.read(path)


def test_a_blank_is_never_a_zero_and_says_whether_the_whole_iris_is_withheld(extracts: Path) -> None:
    table = one(SOURCE, extracts / OLD)
    assert status(table, "421840102", "A", "iris") == "not_released"
    detail = table.flags.set_index(["territory", "variable"])["detail"]
    assert detail["421840102", "A"] == "IRIS non diffusé d’après la colonne NOTE (3)"
    assert detail["421840101", "A"].startswith("case vide")
    assert status(table, "420440101", "A_ETUD", "iris") == "not_released"


def test_a_file_whose_name_lost_its_year_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "data_CAF_IRIS.csv"
    path.write_bytes((extracts / NEW).read_bytes())
    with pytest.raises(InputError, match="l’année n’est pas dite"):
        SOURCE.read(path)


def test_a_code_of_commune_is_no_iris(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / NEW, tmp_path, lambda text: text.replace("420440101", "42044"))
    with pytest.raises(InputError, match="n’est pas un code d’IRIS"):
        SOURCE.read(path)


@pytest.mark.parametrize("year", range(2016, 2021))
def test_the_real_files(real_files: Path, year: int) -> None:
    """152 IRIS of ten communes of the Loire; Sorbiers has none of them, being too small to be released."""
    table = one(SOURCE, real_files / f"cnaf-iris/data_CAF_{year}_IRIS.csv")
    codes = table.values.index.get_level_values("territory")
    assert (table.vintage, len(codes)) == (str(year), 152)
    assert len({code[:5] for code in codes}) == 10
    assert not [code for code in codes if code.startswith("42302")]
    covered = {2016: 1039, 2017: 1026, 2018: 1064, 2019: 1131, 2020: 1146}
    assert figure(table, "420440101", "PERCOU", "iris") == covered[year]
    assert figure(table, "420440101", "A", "iris") == {2016: 461, 2017: 463, 2018: 475, 2019: 516, 2020: 513}[year]
