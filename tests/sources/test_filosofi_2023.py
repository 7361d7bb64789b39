from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.filosofi_2023 import SOURCE
from tests.sources.tables import altered, figure, one, status

COMMUNES = "filosofi_2023/filosofi_2023_communes_extrait.csv"
REFERENCE = "filosofi_2023/filosofi_2023_reference_dep42_metropole.csv"


def test_communes_and_their_reference_are_two_parts_of_one_table(extracts: Path) -> None:
    communes, reference = one(SOURCE, extracts / COMMUNES), one(SOURCE, extracts / REFERENCE)
    assert (communes.vintage, communes.part) == ("2023", "commune")
    assert (reference.vintage, reference.part) == ("2023", "departement_france")
    assert list(communes.values) == list(reference.values)
    assert figure(communes, "42302", "MED_SL") == 28_620
    assert figure(reference, "42", "PR_MD60", "departement") == 16.8
    # Metropolitan France is not France without Mayotte.
    assert ("france", "FM") in reference.values.index


def test_the_floor_of_the_former_series_is_gone(extracts: Path) -> None:
    """Rates of 4 % are published: a rate of 5 % is then a rate, not « 5 % or less »."""
    table = one(SOURCE, extracts / COMMUNES)
    assert figure(table, "42069", "PR_MD60") == 4
    assert figure(table, "42225", "PR_MD60") == 5
    assert status(table, "42225", "PR_MD60") == "rounded_by_source"


def test_whole_rates_of_communes_are_rounded_at_source(extracts: Path) -> None:
    """9 % is from 8,5 to 9,5; a rate with its decimal, or of a higher level, is what it is."""
    communes, reference = one(SOURCE, extracts / COMMUNES), one(SOURCE, extracts / REFERENCE)
    assert status(communes, "42302", "PR_MD60") == "rounded_by_source"
    assert (figure(communes, "42207", "PR_MD60"), status(communes, "42207", "PR_MD60")) == (22.8, "published")
    assert status(communes, "42302", "MED_SL") == "published"
    assert reference.flags.empty
    assert SOURCE.reach == {"PR_MD60": 0.5}


def test_a_blank_is_not_said_to_be_secret(extracts: Path) -> None:
    assert status(one(SOURCE, extracts / COMMUNES), "42008", "MED_SL") == "not_released"


def melodi(text: str) -> str:
    """The same rows as Insee publishes them: long, with statuses, other measures and levels, the former series."""
    lines = ["GEO;GEO_OBJECT;FILOSOFI_MEASURE;UNIT_MEASURE;UNIT_MULT;CONF_STATUS;OBS_STATUS;TIME_PERIOD;OBS_VALUE"]
    for line in text.splitlines()[1:]:
        geo, kind, year, median, rate = line.split(";")
        for measure, unit, value in (("MED_SL", "EUR_YR", median), ("PR_MD60", "PT", rate)):
            confidential = "F" if value else "C"
            lines.append(f"{geo};{kind};{measure};{unit};0;{confidential};A;{year};{value}")
        lines.append(f"{geo};{kind};MED_SL;EUR_YR;0;F;A;2021;25720")
        lines.append(f"{geo};{kind};D9_SL;EUR_YR;0;F;A;{year};40000")
    lines += ["55039;COM;MED_SL;EUR_YR;0;F;O;2023;", "0056;ZE2020;MED_SL;EUR_YR;0;F;A;2023;1"]
    return "\n".join(lines) + "\n"


def test_the_long_file_gives_the_same_table_and_tells_secrets(extracts: Path, tmp_path: Path) -> None:
    wide = one(SOURCE, extracts / COMMUNES)
    long = one(SOURCE, altered(extracts / COMMUNES, tmp_path, melodi))
    pd.testing.assert_frame_equal(long.values.drop(index=[("commune", "55039")]), wide.values)
    assert status(long, "42008", "MED_SL") == "secret_at_source"
    # A village without inhabitants has one row with a reason, and no row at all for the other measure.
    assert status(long, "55039", "MED_SL") == "not_released"
    assert status(long, "55039", "PR_MD60") == "not_released"
    assert "année 2021 : autre série, non lue" in long.ignored


def test_the_former_series_alone_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / COMMUNES, tmp_path, lambda text: text.replace(";2023;", ";2021;"))
    with pytest.raises(InputError, match="aucune ligne à partir de 2023"):
        SOURCE.read(path)


def test_a_rate_of_150_is_refused_in_both_shapes(extracts: Path, tmp_path: Path) -> None:
    for change in (str, melodi):
        path = altered(extracts / COMMUNES, tmp_path, lambda text, c=change: c(text).replace("22.8", "150"))
        with pytest.raises(InputError, match="150 dépasse le maximum possible"):
            SOURCE.read(path)


def test_the_real_files(real_files: Path) -> None:
    folder = real_files / "insee-bpe-drees-filosofi"
    communes = one(SOURCE, folder / "filosofi_2023_communes_dep42.csv")
    assert figure(communes, "42302", "MED_SL") == 28_620
    assert communes.values.notna().sum().to_dict() == {"MED_SL": 313, "PR_MD60": 55}
    assert communes.flags["status"].value_counts().to_dict() == {"not_released": 272, "rounded_by_source": 53}
    reference = one(SOURCE, folder / "filosofi_2023_reference_dep42_metropole.csv")
    assert communes.part != reference.part
