"""The three wide census tables of 2023: dwellings, journeys to work, diplomas."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.parameters import ruptures
from ctg_lib.sources import rp_diplomes, rp_logement, rp_navettes
from ctg_lib.vintage import Verdict, compare
from tests.sources.tables import figure, read

FOLDER = "insee-rp-emploi-logement-diplomes"


def test_dwellings(extracts: Path) -> None:
    tables = read(rp_logement.SOURCE, extracts / "rp_logement/rp2023_logement_extrait.csv")
    assert {vintage for vintage, _ in tables} == {"2012", "2023"}
    table = tables["2023", "commune_departement_france"]
    assert figure(table, "42302", "DWELLINGS") == 3687.9
    assert figure(table, "42302", "OCS_DW_VAC") == 183.5
    # France without Mayotte is coded F by the platform.
    assert ("france", "FR") in table.values.index


def test_diplomas(extracts: Path) -> None:
    tables = read(rp_diplomes.SOURCE, extracts / "rp_diplomes/rp2023_diplomes_extrait.csv")
    assert {vintage for vintage, _ in tables} == {"2017", "2023"}
    table = tables["2023", "commune_departement_france"]
    # The columns that only say the field (AGE, SEX) are not variables.
    assert list(table.values) == list(rp_diplomes.CELLS)


def test_journeys_to_work(extracts: Path) -> None:
    ((key, table),) = read(rp_navettes.SOURCE, extracts / "rp_navettes/rp2023_emploi_extrait.csv").items()
    assert key == ("2023", "commune_departement_france")
    assert figure(table, "42302", "POP") == 3487.1


@pytest.mark.parametrize(
    ("name", "card", "totals"),
    [
        ("rp2023_logement_dep42.csv", rp_logement.SOURCE, {"DWELLINGS": "OCS_", "OCS_DW_MAIN": "TSH_"}),
        ("rp2023_emploi_dep42.csv", rp_navettes.SOURCE, {"POP": "TRANS_"}),
        ("rp2023_diplomes_dep42.csv", rp_diplomes.SOURCE, {}),
    ],
)
def test_the_real_files(real_files: Path, name: str, card, totals: dict[str, str]) -> None:
    tables = read(card, real_files / FOLDER / name)
    for table in tables.values():
        communes = table.values.loc["commune"]
        assert len(communes) == 320
        assert table.flags.empty
        assert (communes.sum() - table.values.loc[("departement", "42")]).abs().max() < 1.5
        for total, parts in totals.items():
            cells = [column for column in communes if column.startswith(parts)]
            assert (communes[cells].sum(axis=1) - communes[total]).abs().max() < 0.35


def test_two_vintages_apart_by_one_year_stay_two_tables(real_files: Path) -> None:
    """RP 2022 and RP 2023 share four years of collection: Sorbiers has 3,673.7 then 3,687.9 dwellings."""
    tables = read(rp_logement.SOURCE, real_files / FOLDER / "rp2023_logement_dep42.csv")
    assert not [vintage for vintage, _ in tables if vintage == "2022"]


def test_the_doubtful_diplomas_of_2017_are_declared_once(real_files: Path) -> None:
    """In seventeen communes of the Loire the brevet weighs 11 to 23 % in 2017, and 2.5 to 8 % in 2023."""
    tables = read(rp_diplomes.SOURCE, real_files / FOLDER / "rp2023_diplomes_dep42.csv")
    shares = {}
    for (vintage, _), table in tables.items():
        communes = table.values.loc["commune"]
        shares[vintage] = communes["EDUC_200_RP"] / communes.sum(axis=1)
    declared = next(one for one in ruptures.every() if one.id == "rp_diplomes_2017_douteux")
    doubtful = list(declared.territories)
    assert len(doubtful) == 17
    assert shares["2017"][doubtful].between(0.105, 0.235).all()
    assert shares["2023"][doubtful].between(0.0245, 0.085).all()
    assert figure(tables["2017", "commune_departement_france"], "42103", "EDUC_200_RP") == 689
    assert figure(tables["2023", "commune_departement_france"], "42103", "EDUC_200_RP") == 118.4
    assert "42302" not in doubtful


def test_no_change_of_diplomas_is_computed_where_they_are_doubtful() -> None:
    found = compare("rp_diplomes", "2017", "2023", variable="EDUC_200_RP", level="commune", territory="42103")
    assert found.verdict is Verdict.REFUSED
    assert "à vérifier" in found.reason
    assert compare("rp_diplomes", "2017", "2023", level="commune", territory="42302").verdict is Verdict.ALLOWED
