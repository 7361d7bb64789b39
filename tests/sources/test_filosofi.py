from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.filosofi import SOURCE
from tests.sources.tables import altered, figure, one, status

COMMUNES_2021 = "filosofi/cc_filosofi_2021_COM.csv"


def test_sorbiers_2021_and_its_secrets(extracts: Path) -> None:
    table = one(SOURCE, extracts / COMMUNES_2021)
    assert (table.vintage, table.part) == ("2021", "cc_filosofi_commune")
    assert figure(table, "42302", "MED21") == 25_720
    assert figure(table, "42302", "TP6021") == 8.0
    assert status(table, "42302", "TP6021") == "rounded_by_source"
    assert status(table, "42302", "PIMPOT21") == "published"
    assert status(table, "42302", "TP60AGE121") == "secret_at_source"
    assert status(table, "42302", "TP60AGE221") == "secret_at_source"
    assert figure(table, "42302", "PIMPOT21") == -16.3


def test_the_homonym_of_the_hautes_alpes_is_another_commune(extracts: Path) -> None:
    table = one(SOURCE, extracts / COMMUNES_2021)
    assert status(table, "05169", "MED21") == "secret_at_source"


def test_a_rate_of_5_is_a_floor_in_communes_and_epci_whatever_the_public(extracts: Path) -> None:
    communes = one(SOURCE, extracts / COMMUNES_2021)
    assert figure(communes, "42323", "TP6021") == 5.0
    assert status(communes, "42323", "TP6021") == "censored"
    epci = one(SOURCE, extracts / "filosofi/cc_filosofi_2015_EPCI.csv")
    assert figure(epci, "200000164", "TP60TOL115", "epci") == 5.0
    assert status(epci, "200000164", "TP60TOL115", "epci") == "censored"


def test_the_rates_of_a_file_whose_communes_have_only_whole_ones_are_rounded_at_source(extracts: Path) -> None:
    """8 % is from 7,5 to 8,5, in the largest communes too; the floor stays a floor, and a secret a secret."""
    table = one(SOURCE, extracts / COMMUNES_2021)
    for commune, column in (("42302", "TP60AGE321"), ("42302", "TP60TOL221"), ("42218", "TP6021")):
        assert status(table, commune, column) == "rounded_by_source"
    rounded = table.flags[table.flags["status"] == "rounded_by_source"]
    assert set(rounded["detail"]) == {"arrondi à l’unité par l’Insee"}
    assert rounded["variable"].str.startswith("TP60").all()
    assert status(table, "42323", "TP6021") == "censored"
    assert status(table, "42323", "TP60TOL221") == "rounded_by_source"
    assert status(table, "42302", "TP60TOL121") == "secret_at_source"
    assert not table.flags.duplicated(["level", "territory", "variable"]).any()
    assert SOURCE.reach == {r"TP60\w*": 0.5}


def test_one_rate_with_a_decimal_and_no_rate_of_the_file_is_called_rounded(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / COMMUNES_2021, tmp_path, lambda text: text.replace(";60,0;8,0;", ";60,0;8,3;"))
    table = one(SOURCE, path)
    assert (figure(table, "42302", "TP6021"), status(table, "42302", "TP6021")) == (8.3, "published")
    assert status(table, "42218", "TP6021") == "published"
    assert status(table, "42323", "TP6021") == "censored"


def test_the_rates_of_the_epci_keep_their_decimal(extracts: Path) -> None:
    table = one(SOURCE, extracts / "filosofi/cc_filosofi_2015_EPCI.csv")
    assert figure(table, "244200895", "TP6015", "epci") == 8.0
    assert status(table, "244200895", "TP6015", "epci") == "published"
    assert set(table.flags["status"]) == {"not_released", "censored"}


def test_comma_and_point_are_the_same_mark(extracts: Path) -> None:
    points = one(SOURCE, extracts / "filosofi/cc_filosofi_2015_COM.csv")
    assert figure(points, "42302", "MED15") == 23145.23809523809
    commas = one(SOURCE, extracts / "filosofi/FILO2014_DISP_COM.csv")
    assert figure(commas, "42302", "NBUC14") == pytest.approx(5470, rel=0.05)


def test_blanks_are_not_released_and_not_secret(extracts: Path) -> None:
    """The files of 2014-2019 leave blanks and do not say why."""
    table = one(SOURCE, extracts / "filosofi/FILO2014_DISP_COM.csv")
    assert status(table, "42001", "D114") == "not_released"


def test_a_commune_that_merged_since_is_kept_in_its_own_geography(extracts: Path) -> None:
    table = one(SOURCE, extracts / "filosofi/FILO2014_DISP_COM.csv")
    assert ("commune", "42291") in table.values.index


def test_nameless_columns_at_the_end_of_2017_go_when_empty(extracts: Path, tmp_path: Path) -> None:
    source = extracts / "filosofi/FILO2017_DISP_DEP.csv"
    table = one(SOURCE, source)
    assert table.part == "disp_departement"
    assert "" not in table.values
    assert len(table.values.columns) == 29
    path = altered(source, tmp_path, lambda text: text.rstrip("\n") + "12\n", source.name)
    with pytest.raises(InputError, match="la colonne 100, sans nom, contient des valeurs"):
        SOURCE.read(path)


def test_the_level_is_told_by_the_name_of_the_file(extracts: Path, tmp_path: Path) -> None:
    """42 is a département and 02 a région as well: the codes alone do not say."""
    region = one(SOURCE, extracts / "filosofi/FILO2017_DISP_REG.csv")
    assert ("region", "02") in region.values.index
    nation = one(SOURCE, extracts / "filosofi/FILO2017_DISP_METROPOLE.csv")
    assert list(nation.values.index) == [("france", "FM")]
    path = tmp_path / "revenus.csv"
    path.write_bytes((extracts / "filosofi/FILO2017_DISP_REG.csv").read_bytes())
    with pytest.raises(InputError, match="le niveau géographique n’est pas dit"):
        SOURCE.read(path)


def test_gzip_is_read_whatever_its_name(extracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "cc_filosofi_2021_COM.csv.gz"
    path.write_bytes(gzip.compress((extracts / COMMUNES_2021).read_bytes()))
    assert one(SOURCE, path).values.equals(one(SOURCE, extracts / COMMUNES_2021).values)


def test_two_vintages_in_one_file_are_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / COMMUNES_2021, tmp_path, lambda text: text.replace("RD21", "RD19"))
    with pytest.raises(InputError, match="un seul millésime attendu"):
        SOURCE.read(path)


def test_the_median_of_the_epci_is_read(real_files: Path) -> None:
    table = one(SOURCE, real_files / "insee-filosofi/FILO2019_DISP_EPCI.csv")
    assert figure(table, "244200770", "Q219", "epci") == 20_250
    # The same SIREN had another perimeter in 2015: 165,884 then 170,264 households.
    before = one(SOURCE, real_files / "insee-filosofi/FILO2015_DISP_EPCI.csv")
    after = one(SOURCE, real_files / "insee-filosofi/FILO2016_DISP_EPCI.csv")
    assert figure(before, "244200770", "NBMEN15", "epci") == 165_884
    assert figure(after, "244200770", "NBMEN16", "epci") == 170_264


def test_all_of_france_2021_in_a_few_seconds(real_files: Path) -> None:
    started = time.perf_counter()
    table = one(SOURCE, real_files / "insee-filosofi/cc_filosofi_2021_COM.csv.gz")
    assert time.perf_counter() - started < 15
    assert len(table.values) == 34_909
    assert figure(table, "42302", "MED21") == 25_720
    # Every published rate of poverty is whole: floored, or rounded to the unit.
    assert len(table.flags) == 768_407
    flagged = table.flags["variable"].eq("TP6021")
    found = table.flags[flagged].groupby("status").size()
    assert (found["censored"], found["rounded_by_source"]) == (132, 4_265)
    assert table.values["TP6021"].notna().sum() == 132 + 4_265 == 4_397
    # Shares of income pass 100 where taxes weigh, and no poverty rate is under the floor.
    assert table.values["PACT21"].max() == 107.1
    poverty = [column for column in table.values if column.startswith("TP60")]
    assert table.values[poverty].min().min() == 5.0


@pytest.mark.slow
def test_every_other_real_file_is_read(real_files: Path) -> None:
    names = sorted((real_files / "insee-filosofi").glob("*_*"))
    assert len(names) == 34
    levels = set()
    for path in names:
        table = one(SOURCE, path)
        levels.add((table.vintage, table.part))
        assert not table.values.isna().all(axis=None)
    assert len(levels) == len(names), "deux fichiers, deux parts"
