"""The last rates of every commune: no real file is at hand, the small ones are of invented communes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.couverture_2020 import SOURCE
from tests.sources.tables import altered, figure, one

OLD = "couverture_2020/fictif_TAUXCOUV2020.csv"
NEW = "couverture_2020/fictif_TAUXCOUV2021.csv"


def test_the_two_editions_name_their_columns_otherwise_and_give_one_rate(extracts: Path) -> None:
    old, new = one(SOURCE, extracts / OLD), one(SOURCE, extracts / NEW)
    assert (old.vintage, new.vintage) == ("2020", "2021")
    assert list(old.values) == list(new.values) == ["tauxcouv"]
    assert figure(old, "01001", "tauxcouv") == 70.1
    assert figure(new, "01001", "tauxcouv") == 71.3
    assert figure(new, "200069193", "tauxcouv", "epci") == 64.5
    assert figure(new, "FR", "tauxcouv", "france") == 58
    # More places than children, or none, is no mistake.
    assert (figure(new, "01008", "tauxcouv"), figure(new, "01002", "tauxcouv")) == (133.3, 0)
    assert "colonne « tauxcouv_dep »" in new.ignored


def test_the_edition_that_lost_every_zero_has_them_back_and_says_so(extracts: Path) -> None:
    table = one(SOURCE, extracts / NEW)
    codes = table.values.loc["commune"].index
    assert list(codes) == ["01001", "01002", "01004", "01008"]
    assert "4 codes de quatre chiffres lus avec leur zéro initial (défaut connu de cette édition)" in table.ignored


def test_a_zero_lost_by_someone_else_is_refused(extracts: Path, tmp_path: Path) -> None:
    """In the other edition, or in a file where some codes kept theirs: not the producer's defect."""
    for name, old, new in ((OLD, "01001;", "1001;"), (NEW, "1001;", "01001;")):
        path = altered(extracts / name, tmp_path, lambda text, old=old, new=new: text.replace(old, new))
        with pytest.raises(InputError) as caught:
            SOURCE.read(path)
        assert {problem.column for problem in caught.value.problems} == {"NUM_COM"}
        assert "n’est pas un code" in str(caught.value) or "zéro initial" in str(caught.value)


def test_two_rates_for_one_intercommunalite_are_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / OLD, tmp_path, lambda text: text.replace("54.8;63.9", "54.8;64.9"))
    with pytest.raises(InputError, match=r"deux taux pour 200069193 : 63\.9 et 64\.9"):
        SOURCE.read(path)


def test_a_name_without_its_year_and_a_missing_rate_are_refused(extracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "taux.csv"
    path.write_bytes((extracts / OLD).read_bytes())
    with pytest.raises(InputError, match="l’année n’est pas dite"):
        SOURCE.read(path)
    path = altered(extracts / OLD, tmp_path, lambda text: text.replace("TAUXCOUV_COMM", "TAUX"))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert [problem.column for problem in caught.value.problems] == ["tauxcouv_com"]
