"""What every table promises, whatever its source: no silent blank, no status without its cell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ctg_lib.ingestion import recognise
from ctg_lib.sources import catalogue, reading
from ctg_lib.sources.card import FLAG_COLUMNS, Table
from ctg_lib.value import Status
from tests.sources.tables import EXTRACTS

WITH_VALUE = {str(status) for status in Status if status.has_value}
SMALL = sorted(
    path.relative_to(EXTRACTS).as_posix()
    for path in EXTRACTS.glob("*/*")
    if path.suffix in (".csv", ".xlsx", ".parquet")
)


def check(table: Table) -> None:
    values, flags = table.values, table.flags
    assert values.index.names == ["level", "territory"]
    assert values.index.is_unique
    assert values.index.is_monotonic_increasing
    assert values.columns.is_unique
    assert {str(kind) for kind in values.dtypes} <= {"float64"}
    assert not np.isinf(values.to_numpy()).any()
    for level, codes in values.index.to_frame(index=False).groupby("level")["territory"]:
        assert codes.str.fullmatch(reading.CODE.get(level, "FR|FM")).all()
    assert list(flags.columns) == FLAG_COLUMNS
    assert not flags.isna().any(axis=None)
    assert not flags.duplicated(FLAG_COLUMNS[:3]).any()
    assert not flags["detail"].eq("").any()
    # A blank has a status without value, and only a blank has one.
    blank = values.isna().stack(future_stack=True)
    cells = pd.MultiIndex.from_frame(flags[FLAG_COLUMNS[:3]])
    assert cells.isin(blank.index).all()
    without_value = cells[~flags["status"].isin(WITH_VALUE)]
    assert len(without_value) == blank.sum()
    assert without_value.isin(blank.index[blank]).all()


@pytest.mark.parametrize("name", SMALL)
def test_small_files(name: str) -> None:
    path = EXTRACTS / name
    card = recognise(path)
    assert card.id == path.parent.name
    for table in card.read(path):
        assert table.source == card.id
        check(table)


@pytest.mark.parametrize(
    "name",
    [
        "cnaf-communes/s_ben_com_f_2020-2024_dep42.csv",
        "anct-qpv/DEMO_2022.csv",
        "anct-qpv/IPRO_2022.csv",
        "anct-qpv/REVN_2022.csv",
        "dares-zonages-population/dares_defm_abc_2015T4-2024T4_dep42.csv",
        "dares-zonages-population/fibre_2026T2_dep42.csv",
        "dares-zonages-population/loyers_2025_dep42.csv",
        "dares-zonages-population/sru_inventaire-2025-01-01_dep42.csv",
        "dares-zonages-population/urssaf_effectifs_2015-2025_dep42.csv",
        "dares-zonages-population/urssaf_secteurs_2025_dep42.csv",
        "dares-zonages-population/zonages_2026_dep42.csv",
        "openfisca/zonage-abc-juillet-2024.csv",
        "cnaf-iris/data_CAF_2016_IRIS.csv",
        "cnaf-iris/data_CAF_2018_IRIS.csv",
        "cnaf-iris/data_CAF_2020_IRIS.csv",
        "cnaf-petite-enfance/txcouv_pe_com_2023.csv",
        "cnaf-petite-enfance/txcouv_pe_epci_2023.csv",
        "dares-zonages-population/population_historique_dep42.csv",
        "education/fr-en-ips_colleges_2022.csv",
        "education/fr-en-ips_ecoles_2022.csv",
        "formats-reference/fr-en-annuaire-education.csv",
        "formats-reference/fr-en-ecoles-effectifs-nb_classes.csv",
        "insee-bpe-drees-filosofi/bpe_2025_communes_dep42.csv",
        "insee-bpe-drees-filosofi/drees_apl_generalistes_2022-2024_dep42.csv",
        "insee-bpe-drees-filosofi/drees_apl_generalistes_2022-2024_moyennes_calculees.csv",
        "france-services/liste-fs-20240801.csv",
        "services-publics/services_2026-10-09_dep42.csv",
        "insee-bpe-drees-filosofi/filosofi_2023_communes_dep42.csv",
        "insee-bpe/bpe18_ensemble.csv",
        "insee-cog/iris_2021.csv",
        "insee-comparateur-derive/communes.csv",
        "insee-dossier-complet/dossier_complet_light_LOIRE.csv",
        "insee-filosofi/FILO2015_DISP_EPCI.csv",
        "insee-filosofi/FILO2017_DISP_EPCI.csv",
        "insee-filosofi/cc_filosofi_2016_COM.csv",
        "insee-filosofi/cc_filosofi_2021_COM.csv.gz",
        "insee-filosofi-iris/BASE_TD_FILO_DISP_IRIS_2014.csv",
        "insee-filosofi-iris/BASE_TD_FILO_DISP_IRIS_2016.csv",
        "insee-filosofi-iris/BASE_TD_FILO_IRIS_2021_DEC.csv",
        "insee-rp-ages-etat-civil/etat_civil_naissances_deces_2008-2025_dep42.csv",
        "insee-rp-ages-etat-civil/rp2023_population_sexe_age_quinquennal_dep42.csv",
        "insee-rp-emploi-logement-diplomes/rp2023_diplomes_dep42.csv",
        "insee-rp-emploi-logement-diplomes/rp2023_emploi_dep42.csv",
        "insee-rp-emploi-logement-diplomes/rp2023_logement_dep42.csv",
        "observatoire-territoires/licsport_communes_2018.csv",
        "observatoire-territoires/licsport_region_2018.csv",
        "observatoire-territoires/neet_communes_2018.csv",
        "observatoire-territoires/neet_dpt_2018.csv",
        "observatoire-territoires/neet_epci_2018.csv",
        "services-publics/ips_colleges_2025-2026_dep42.csv",
        "services-publics/ips_ecoles_2024-2025_dep42.csv",
    ],
)
def test_real_files(real_files: Path, name: str) -> None:
    for table in recognise(real_files / name).read(real_files / name):
        check(table)


def test_every_source_that_reads_a_csv_has_a_small_file() -> None:
    with_files = {name.split("/")[0] for name in SMALL}
    # The outlines and the legal populations are made by the project from the reference tables; the distances, from all.
    assert set(catalogue()) - with_files <= {"population_legale", "contours", "decoupage", "acces"}


def test_a_card_gives_back_the_name_without_its_year() -> None:
    cards = catalogue()
    assert cards["rp"].name_without_year("P22_POP0014") == "P_POP0014"
    assert cards["filosofi"].name_without_year("TP60AGE121") == "TP60AGE1"
    assert cards["filosofi"].name_without_year("S80S2014") == "S80S20"
    assert cards["filosofi"].name_without_year("Q3_Q1") == "Q3_Q1"
    assert cards["bpe"].name_without_year("D502") == "D502"
