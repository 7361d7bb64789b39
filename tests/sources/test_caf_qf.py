"""Bands of quotient familial: no real file is at hand, the small one is of invented communes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import ingest
from ctg_lib.sources.caf_qf import BANDS, HOUSEHOLDS, PERSONS, SOURCE
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.sources.tables import altered, figure, one, status

SMALL = "caf_qf/fictif_ndur_s_qf_400_com_f.csv"
CAF = "caf_communes/fictif_s_ben_com_f.csv"


def test_rows_of_bands_become_columns(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert (table.vintage, table.part) == ("2024-12", "communes")
    assert list(table.values) == [f"{prefix}{band}" for prefix in (HOUSEHOLDS, PERSONS) for band in BANDS.values()]
    assert figure(table, "01001", "foyers_qf_0_399") == 60
    assert figure(table, "01001", "personnes_qf_inconnu") == 15
    assert table.ignored == ("1 ligne sans commune (foyers non localisés)",)


def test_every_count_is_rounded_and_a_band_without_a_row_is_a_rounded_zero(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert len(table.flags) == table.values.size
    assert (figure(table, "01008", "foyers_qf_0_399"), status(table, "01008", "foyers_qf_0_399")) == (
        0,
        "rounded_by_source",
    )
    detail = table.flags.set_index(["territory", "variable"])["detail"]
    assert "aucune ligne" in detail["01008", "foyers_qf_0_399"]
    assert "multiple de 5" in detail["01001", "foyers_qf_0_399"]


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("Moins de 400 euros", "Moins de 500 euros", "qf_400", "n’est pas une tranche connue"),
        ("Inconnu", "Total", "qf_400", "n’est pas une tranche connue"),
        (";60;150", ";61;150", "indfoy_ndur", "fichier interne de la Caf"),
        (";60;150", ";60;", "indnbp_ndur", "pas d’effectif"),
        (";60;150", ";150;60", "indnbp_ndur", "moins de personnes couvertes que de foyers"),
        ("2024-12;01008", "2024-06;01008", "dtreffre", "décembre"),
        (";01008;", ";1008;", "numcomdo", "zéro initial"),
        ("400 et 799", "800 et 1199", "dtreffre", "en double"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(
    extracts: Path, tmp_path: Path, old: str, new: str, column: str, words: str
) -> None:
    path = altered(extracts / SMALL, tmp_path, lambda text: text.replace(old, new))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert {problem.column for problem in caught.value.problems} == {column}
    assert all(words in f"{problem.what} {problem.remedy}" for problem in caught.value.problems)


def test_the_case_and_the_sign_of_the_wording_do_not_matter(extracts: Path, tmp_path: Path) -> None:
    expected = one(SOURCE, extracts / SMALL)
    path = altered(extracts / SMALL, tmp_path, lambda text: text.replace("Moins de 400 euros", "moins de 400 €"))
    assert one(SOURCE, path).values.equals(expected.values)


def test_bands_make_the_households_of_each_commune_where_those_are_loaded(extracts: Path, tmp_path: Path) -> None:
    store = Store([tmp_path / "store"])
    ingest([extracts / CAF], store, chain=Chain.PRODUCER, date="2026-01-01")
    ingest([extracts / SMALL], store, chain=Chain.PRODUCER, date="2026-01-01")
    lost = altered(
        extracts / SMALL,
        tmp_path,
        lambda text: "\n".join(line for line in text.splitlines() if "01004;DELTA;Entre 800" not in line),
    )
    with pytest.raises(
        InputError, match="01004, 2024-12 : les tranches font 680 foyers, le fichier des prestations 900"
    ):
        ingest([lost], store, chain=Chain.PRODUCER, date="2026-01-01")
