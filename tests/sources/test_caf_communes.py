from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.caf_communes import SOURCE
from tests.sources.tables import altered, figure, read, status

EXTRACT = "caf_communes/s_ben_com_f_extrait.csv"
SUMS_2024 = (157_225, 378_070, 17_760, 52_425, 70_510, 56_290, 20_585)


def test_sorbiers_in_december_2024(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert [vintage for vintage, _ in tables] == [f"{year}-12" for year in range(2020, 2025)]
    table = tables["2024-12", "communes"]
    assert figure(table, "42302", "indfoy_ndur") == 1220
    assert figure(table, "42302", "indnbp_ndur") == 3650
    assert figure(table, "42302", "indfoy_rsa") == 115


def test_every_count_is_rounded_by_the_source_a_zero_most_of_all(extracts: Path) -> None:
    table = read(SOURCE, extracts / EXTRACT)["2024-12", "communes"]
    assert len(table.flags) == table.values.size
    assert figure(table, "42045", "indfoy_rsa") == 0
    assert status(table, "42045", "indfoy_rsa") == "rounded_by_source"


def with_producers_rows(text: str) -> str:
    """The rows that the producer's file has besides: names, amounts of the month, households without a commune."""
    head, *body = text.splitlines()
    lines = [f"{head};nomcom;indmtt_rsa", *(f"{line};NOM;12300" for line in body)]
    for nowhere in ("", "XXXXX", "42XXX", "99999"):
        lines.append(f"2024-12;{nowhere};33605;40000;33605;0;0;0;0;NON LOCALISE;0")
    return "\n".join(lines) + "\n"


def test_amounts_and_households_without_a_commune_are_left_out_and_told(extracts: Path, tmp_path: Path) -> None:
    plain = read(SOURCE, extracts / EXTRACT)["2024-12", "communes"]
    table = read(SOURCE, altered(extracts / EXTRACT, tmp_path, with_producers_rows))["2024-12", "communes"]
    assert table.values.equals(plain.values)
    assert table.ignored == (
        "colonne « indmtt_rsa » : montants du seul mois",
        "4 lignes sans commune (foyers non localisés)",
    )


def test_another_month_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("2024-12", "2024-06"))
    with pytest.raises(InputError, match="décembre"):
        SOURCE.read(path)


def test_an_internal_file_of_the_caf_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("2024-12;42302;1220", "2024-12;42302;1221"))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    (problem,) = caught.value.problems
    assert problem.row == 16
    assert problem.column == "indfoy_ndur"
    assert "fichier interne" in str(problem.remedy)


def test_the_real_file(real_files: Path) -> None:
    tables = read(SOURCE, real_files / "cnaf-communes/s_ben_com_f_2020-2024_dep42.csv")
    assert {len(table.values) for table in tables.values()} == {320}
    table = tables["2024-12", "communes"]
    assert tuple(table.values.sum()) == SUMS_2024
    assert (figure(table, "42302", "indfoy_ndur"), figure(table, "42302", "indfoy_rsa")) == (1220, 115)
    # Between 73 and 89 communes have a rounded zero at RSA, each year.
    zeros = [int((table.values["indfoy_rsa"] == 0).sum()) for table in tables.values()]
    assert (min(zeros), max(zeros)) == (73, 89)
