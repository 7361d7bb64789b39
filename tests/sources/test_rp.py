from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.errors import InputError
from ctg_lib.sources.rp import SOURCE
from tests.sources.tables import altered, figure, one, read

AGES = ["0014", "1529", "3044", "4559", "6074", "7589", "90P"]


def test_each_census_year_of_a_file_is_a_table(extracts: Path) -> None:
    tables = read(SOURCE, extracts / "rp/dossier_complet_extrait.csv")
    assert {vintage for vintage, _ in tables} == {"2011", "2016", "2022"}
    assert list(tables["2016", "dossier_complet"].values) == ["P16_POP"]
    table = tables["2022", "dossier_complet"]
    assert len(table.values.columns) == 18
    assert figure(table, "42302", "C22_FAMMONO") == 232.426903879215


def test_what_is_not_census_is_told(extracts: Path) -> None:
    table = read(SOURCE, extracts / "rp/dossier_complet_extrait.csv")["2022", "dossier_complet"]
    assert "colonne « BPE_2024_C201 » : hors recensement" in table.ignored
    assert not [name for name in table.values if not name.startswith(("P22_", "C22_"))]


def test_the_one_commune_comparateur_is_another_part_of_the_same_table(extracts: Path) -> None:
    table = read(SOURCE, extracts / "rp/base_cc_comparateur_42302.csv")["2022", "comparateur"]
    assert list(table.values.index) == [("commune", "42302")]
    assert figure(table, "42302", "P22_POP") == 8071
    unemployment = figure(table, "42302", "P22_CHOM1564") / figure(table, "42302", "P22_ACT1564")
    assert round(100 * unemployment, 2) == 7.73
    # Median income and births stand in the same file: they are of other sources.
    assert "MED21" not in table.values
    assert "NAISD24" not in table.values


@pytest.mark.parametrize(
    ("column", "part"),
    [
        ("P22_POP0014", "base_cc_evol_struct_pop"),
        ("C22_MENPSEUL", "base_cc_coupl_fam_men"),
        ("P22_LOGVAC", "base_cc_logement"),
        ("P22_ACT1564", "base_cc_emploi_pop_active"),
        ("P22_NSCOL15P", "base_cc_diplomes_formation"),
        ("P22_OTHER", "base_cc"),
    ],
)
def test_a_subject_file_is_known_by_a_variable_of_its_own(tmp_path: Path, column: str, part: str) -> None:
    path = tmp_path / "base-cc.csv"
    path.write_text(f"CODGEO;LIBGEO;{column}\n42302;Sorbiers;12,5\n", encoding="utf-8")  # fictitious figure
    table = one(SOURCE, path)
    assert (table.vintage, table.part) == ("2022", part)
    assert figure(table, "42302", column) == 12.5


def test_a_file_without_a_census_variable_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "autre.csv"
    path.write_text("CODGEO;MED21\n42302;25720\n", encoding="utf-8")
    with pytest.raises(InputError, match="aucune colonne de recensement"):
        SOURCE.read(path)


def test_sorbiers_in_the_real_file(real_files: Path) -> None:
    tables = read(SOURCE, real_files / "insee-dossier-complet/dossier_complet_light_LOIRE.csv")
    values = tables["2022", "dossier_complet"].values
    assert len(values) == 320
    sorbiers = values.loc[("commune", "42302")]
    population = sorbiers[[f"P22_POP{age}" for age in AGES]].sum()
    assert round(population) == 8071
    assert round(100 * sorbiers["P22_POP0014"] / population, 2) == 18.46
    assert round(100 * (sorbiers["P22_POP7589"] + sorbiers["P22_POP90P"]) / population, 2) == 10.60
    families = sorbiers[["C22_COUPAENF", "C22_FAMMONO", "C22_COUPSENF"]].sum()
    assert round(100 * sorbiers["C22_FAMMONO"] / families, 2) == 9.47
    with_children = sorbiers["C22_COUPAENF"] + sorbiers["C22_FAMMONO"]
    assert round(100 * sorbiers["C22_FAMMONO"] / with_children, 2) == 17.97
    unemployed = sorbiers[["P22_CHOM1524", "P22_CHOM2554", "P22_CHOM5564"]].sum()
    active = sorbiers[["P22_ACT1524", "P22_ACT2554", "P22_ACT5564"]].sum()
    assert round(100 * unemployed / active, 2) == 7.73


def test_the_seven_ages_add_up_to_the_legal_population_of_2022(real_files: Path) -> None:
    tables = read(SOURCE, real_files / "insee-dossier-complet/dossier_complet_light_LOIRE.csv")
    ages = tables["2022", "dossier_complet"].values.loc["commune", [f"P22_POP{age}" for age in AGES]].sum(axis=1)
    legal = pd.read_parquet(folders.reference() / "populations.parquet")
    legal = legal[legal["year"] == 2022].set_index("code")["population_municipale"]
    assert len(ages) == 320
    gaps = (ages - legal.reindex(ages.index)).abs()
    assert gaps.notna().all()
    assert gaps.max() <= 1


def test_saint_etienne_metropole_from_its_53_communes(real_files: Path) -> None:
    tables = read(SOURCE, real_files / "insee-dossier-complet/dossier_complet_light_LOIRE.csv")
    communes = pd.read_parquet(folders.reference() / "communes.parquet")
    members = communes[(communes["epci"] == "244200770") & (communes["type"] == "commune-actuelle")]["code"]
    values = tables["2022", "dossier_complet"].values.loc["commune"].loc[list(members)]
    assert len(values) == 53
    total = values.sum()
    population = total[[f"P22_POP{age}" for age in AGES]].sum()
    assert round(population) == 407_700
    assert round(100 * total["P22_POP0014"] / population, 2) == 17.99
    assert round(100 * (total["P22_POP7589"] + total["P22_POP90P"]) / population, 2) == 11.19
    families = total[["C22_COUPAENF", "C22_FAMMONO", "C22_COUPSENF"]].sum()
    assert round(100 * total["C22_FAMMONO"] / families, 2) == 16.98
    assert round(100 * total["C22_FAMMONO"] / (total["C22_COUPAENF"] + total["C22_FAMMONO"]), 2) == 29.29
    unemployed = total[["P22_CHOM1524", "P22_CHOM2554", "P22_CHOM5564"]].sum()
    assert round(100 * unemployed / total[["P22_ACT1524", "P22_ACT2554", "P22_ACT5564"]].sum(), 2) == 14.40


def test_a_column_in_another_case_is_named(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / "rp/dossier_complet_extrait.csv", tmp_path, lambda text: text.replace("CODGEO", "Codgeo"))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    (problem,) = caught.value.problems
    assert problem.column == "CODGEO"
    assert "« Codgeo »" in problem.what
