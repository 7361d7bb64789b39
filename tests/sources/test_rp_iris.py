"""The census by quarter: a small file of fictitious communes, in the producer's format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.rp_iris import AGES, SOURCE
from tests.sources.tables import altered, figure, one, read, status

EXTRACT = "rp_iris/fictif_base-ic-evol-struct-pop-2022.csv"


def test_a_commune_is_the_sum_of_all_its_quarters(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2022", "evol_struct_pop")
    assert [figure(table, f"01004010{k}", "P22_POP0002", "iris") for k in (1, 2, 3)] == [48, 42, 0]
    assert figure(table, "01004", "P22_POP0002") == 90
    assert figure(table, "01004", "P22_POP") == 1200 + 906
    # A commune that is not divided has the figures of its only quarter.
    assert figure(table, "01001", "P22_POP0002") == figure(table, "010010000", "P22_POP0002", "iris") == 12


def test_the_names_of_the_producer_lose_their_year_for_indicators() -> None:
    assert SOURCE.name_without_year("P22_POP0002") == "P_POP0002"
    assert SOURCE.name_without_year("C22_FAMMONO") == "C_FAMMONO"


def test_a_commune_of_which_a_quarter_lacks_has_no_sum(extracts: Path, tmp_path: Path) -> None:
    """Without the total, nothing can be said of the ages either; the quarters keep what they have."""

    def change(text: str) -> str:
        return text.replace("010040102;01004;H;1;906;42", "010040102;01004;H;1;nd;nd")

    table = one(SOURCE, altered(extracts / EXTRACT, tmp_path, change))
    assert status(table, "010040102", "P22_POP0002", "iris") == "not_released"
    assert status(table, "01004", "P22_POP0002") == "missing"
    assert status(table, "01004", "P22_POP0305") == "published"
    assert figure(table, "010040101", "P22_POP0002", "iris") == 48
    (detail,) = table.flags[(table.flags["level"] == "commune") & (table.flags["variable"] == "P22_POP")]["detail"]
    assert "somme partielle" in detail


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("010020000;01002", "010020000;01001"), "n’est pas de la commune 01001"),
        (lambda text: text.replace("010040102;", "010040101;"), "ligne en double pour 010040101"),
        (lambda text: text.replace("010010000;", "10010000;"), "« 10010000 » n’est pas un code d’IRIS"),
        (lambda text: text.replace(";01002;", ";1002;"), "le zéro initial a été perdu"),
        (lambda text: text.replace("Z;1;300;12;14", "Z;1;300;-12;14"), "un nombre négatif n’est pas possible"),
        (lambda text: text.replace("P22_POP0002;P22_POP0305", "P22_POP0305;P22_POP0305"), "le même nom"),
        (lambda text: text.replace("TYP_IRIS", "TYPE"), "TYP_IRIS"),
    ],
)
def test_what_does_not_hold_together_is_refused(
    extracts: Path, tmp_path: Path, change: Callable[[str], str], told: str
) -> None:
    with pytest.raises(InputError) as caught:
        SOURCE.read(altered(extracts / EXTRACT, tmp_path, change))
    assert told in str(caught.value)


def test_columns_that_slid_are_seen_by_their_sum(extracts: Path, tmp_path: Path) -> None:
    """The ten classes of age make the population of each quarter."""
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("Z;1;300;12;14", "Z;1;300;12;41"))
    with pytest.raises(InputError, match="les dix classes d’âge font 327, et non la population") as caught:
        SOURCE.read(path)
    assert [problem.row for problem in caught.value.problems] == [2]


def test_a_file_of_another_subject_is_another_part_of_the_table(extracts: Path, tmp_path: Path) -> None:
    text = (extracts / EXTRACT).read_text(encoding="utf-8")
    for age in AGES:
        text = text.replace(f"P22_{age}", f"P22_X{age}")
    path = tmp_path / "base-ic-logement-2022.csv"
    path.write_text(text.replace("P22_XPOP0002", "P22_LOGVAC").replace("P22_POP;", "P22_LOG;"), encoding="utf-8")
    assert list(read(SOURCE, path)) == [("2022", "logement")]
