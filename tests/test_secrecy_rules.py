"""The rules of secrecy: dated, sourced, about a known source, and checked on the real files that show them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from ctg_lib import folders, parameters, sources
from ctg_lib.ingestion import recognise
from ctg_lib.parameters import Parameter
from ctg_lib.sources.card import Table

FOLDER = Path(parameters.__file__).parent
RULES = [Parameter(**one) for one in yaml.safe_load((FOLDER / "secret.yaml").read_text(encoding="utf-8"))]
OWN = [one for one in RULES if one.id.startswith("secret_")]
PUBLISHED = [one for one in RULES if one not in OWN]
value = parameters.value

# Those of France as a whole, and of the Loire, under the names of their two products.
INCOMES = (
    *(f"FILO{year}_DISP_COM.csv.gz" for year in (2014, 2015, 2016, 2018, 2019)),
    "cc_filosofi_2015_COM.csv",
    "cc_filosofi_2016_COM.csv",
    "cc_filosofi_2021_COM.csv.gz",
)
QUARTERS = tuple(f"BASE_TD_FILO_DISP_IRIS_{year}.csv" for year in range(2014, 2020))
CENSUS = (
    "insee-rp-ages-etat-civil/rp2023_population_sexe_age_quinquennal_dep42.csv",
    "insee-rp-emploi-logement-diplomes/rp2023_diplomes_dep42.csv",
    "insee-rp-emploi-logement-diplomes/rp2023_logement_dep42.csv",
    "insee-rp-emploi-logement-diplomes/rp2023_emploi_dep42.csv",
    "insee-dossier-complet/dossier_complet_light_LOIRE.csv",
)


def tables(path: Path) -> list[Table]:
    """What the project reads in a real file, by the reader that recognises it."""
    return recognise(path).read(path)


def values(table: Table) -> pd.DataFrame:
    """The figures by code of territory; a variable dated by its name loses its year (`MED21` is `MED`)."""
    card = sources.source(table.source)
    return table.values.droplevel("level").rename(columns=card.name_without_year)


@cache
def incomes(path: Path) -> pd.DataFrame:
    """Of each commune of a file of Filosofi: households, persons, median, first decile, rate of poverty if any."""
    found = values(*tables(path))
    names = {"NBMENFISC": "NBMEN", "NBPERSMENFISC": "NBPERS", "MED": "Q2"}
    found = found.rename(columns={old: new for old, new in names.items() if new not in found})
    return found.reindex(columns=["NBMEN", "NBPERS", "Q2", "D1", "TP60"])


@cache
def populations(year: str) -> pd.Series:
    """Municipal population of each commune, from the project's own table."""
    read = tables(folders.reference() / "populations.parquet")
    (found,) = (values(table) for table in read if table.vintage == year)
    return found["PMUN"]


@cache
def communes_of(path: Path) -> set[str]:
    """The communes whose quarters a file lists."""
    (table,) = tables(path)
    return set(table.values.index.get_level_values("territory").str[:5])


# ── What every rule says ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: f"{one.id}-{one.valid_from}")
def test_a_rule_of_a_producer_names_the_source_that_it_protects_and_where_it_was_seen(one: Parameter) -> None:
    assert one.source in sources.catalogue()
    assert len(one.reference) > 40
    assert not one.reference.endswith(".")


def test_a_source_named_by_any_constant_is_known() -> None:
    assert {one.source for one in parameters.every()} - {""} <= set(sources.catalogue())
    assert {one.source for one in OWN} == {"", "offre_locale"}


def test_our_own_rules_are_never_loosened() -> None:
    """Every version: fewer may be hidden by none; a share is stricter when lower."""
    least = {"secret_local_personnes": 5, "secret_local_revenus": 11, "secret_etablissements_nombre": 3}
    for name, floor in least.items():
        versions = parameters.dated(name)
        assert [one.value for one in versions] == sorted(one.value for one in versions)
        assert versions[0].value >= floor
    shares = [one.value for one in parameters.dated("secret_etablissements_part")]
    assert shares == sorted(shares, reverse=True)
    assert 0.5 < shares[-1] <= shares[0] <= 0.85
    assert {one.id for one in OWN} == {*least, "secret_etablissements_part"}


def test_a_version_replaces_another_at_its_date() -> None:
    (old, new) = parameters.dated("filosofi_iris_population")
    assert (old.value, new.value) == (10_000, 5_000)
    assert parameters.value("filosofi_iris_population", new.valid_from.replace(year=2019)) == 10_000


@pytest.mark.parametrize("name", ["filosofi", "filosofi_iris", "caf_iris", "dares"])
def test_a_card_says_the_numbers_of_its_rules(name: str) -> None:
    """A threshold changed in one place and not in the other would be told in two ways on one page."""
    told = sources.source(name).secrecy.replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    for one in PUBLISHED:
        if one.source == name:
            assert f"{one.value:g}" in told, one.id


# ── What the real files show ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", INCOMES)
def test_incomes_of_a_commune_need_enough_households_or_enough_persons(real_files: Path, name: str) -> None:
    """« Or », not « and »: each threshold alone is enough."""
    found = incomes(real_files / "insee-filosofi" / name)
    assert found["NBMEN"].min() >= 32 > value("filosofi_menages_minimum")
    median = found[found["Q2"].notna()]
    households, persons = value("filosofi_mediane_menages"), value("filosofi_mediane_personnes")
    assert len(median) > 300
    assert (median["NBMEN"].ge(households) | median["NBPERS"].ge(persons)).all()
    assert (median["NBMEN"] < households).any()

    households, persons = value("filosofi_detail_menages"), value("filosofi_detail_personnes")
    detail, rest = found[found["D1"].notna()], found[found["D1"].isna()]
    assert (detail["NBMEN"].ge(households) | detail["NBPERS"].ge(persons)).all()
    assert (detail["NBMEN"] < households).any()
    # A few communes of 2,000 persons exactly are not detailed.
    assert not (rest["NBMEN"].ge(households) | rest["NBPERS"].gt(persons)).any()


def test_the_thresholds_of_incomes_are_sharp(real_files: Path) -> None:
    """Over France, the smallest communes published for their households, or for their persons, are at the threshold."""
    found = incomes(real_files / "insee-filosofi/cc_filosofi_2021_COM.csv.gz")
    median, detail = (found[found[column].notna()] for column in ("Q2", "D1"))
    assert (median["NBMEN"] < value("filosofi_mediane_menages")).sum() == 619
    assert ((detail["NBMEN"] < value("filosofi_detail_menages")).sum(), len(detail)) == (686, 5348)
    assert detail["TP60"].isna().sum() == 951
    for some, shown, tolerance in ((median, "mediane", 0), (detail, "detail", 0.005)):
        households, persons = (value(f"filosofi_{shown}_{name}") for name in ("menages", "personnes"))
        assert some.loc[some["NBMEN"] < households, "NBPERS"].min() == pytest.approx(persons, rel=tolerance)
        assert some.loc[some["NBPERS"] < persons, "NBMEN"].min() == pytest.approx(households, rel=tolerance)


@pytest.mark.parametrize("name", [name for name in INCOMES if name.startswith("cc_")])
def test_no_rate_of_poverty_is_of_fewer_poor_than_the_threshold(real_files: Path, name: str) -> None:
    """Rates are rounded to the unit: at the most, half a point more of the persons are poor."""
    found = incomes(real_files / "insee-filosofi" / name)
    rates = found[found["TP60"].notna()]
    assert ((rates["TP60"] + 0.5) / 100 * rates["NBPERS"]).min() >= value("filosofi_pauvrete_personnes")
    assert rates["TP60"].min() == value("filosofi_plancher_pauvrete")
    # No ceiling: one commune alone has the highest rate.
    assert (rates["TP60"] == rates["TP60"].max()).sum() == 1
    assert found.loc[found["D1"].notna(), "TP60"].isna().any()


def test_the_new_series_has_no_floor_and_hides_the_smallest(real_files: Path) -> None:
    (table,) = tables(real_files / "insee-bpe-drees-filosofi/filosofi_2023_communes_dep42.csv")
    found, population = values(table), populations("2023")
    assert found["PR_MD60"].min() < value("filosofi_plancher_pauvrete")
    assert population[found.index[found["MED_SL"].notna()]].min() == 117
    assert population[found.index[found["MED_SL"].isna()]].max() < 117


@pytest.mark.parametrize("name", QUARTERS)
def test_quarters_of_incomes_before_2020(real_files: Path, name: str) -> None:
    """Ten communes of the Loire; one was above the threshold in 2010, and no longer in 2015."""
    past = {
        table.vintage: values(table)["PMUN"]
        for table in tables(real_files / "dares-zonages-population/population_historique_dep42.csv")
        if "PMUN" in table.values
    }
    threshold = value("filosofi_iris_population", parameters.dated("filosofi_iris_population")[0].valid_from)
    found = communes_of(real_files / "insee-filosofi-iris" / name)
    assert found == set(past["2010"].index[past["2010"] >= threshold])
    assert past["2015"][sorted(found)].lt(threshold).sum() == 1


def test_quarters_of_incomes_since_2020(real_files: Path) -> None:
    found = communes_of(real_files / "insee-filosofi-iris/BASE_TD_FILO_IRIS_2021_DEC.csv")
    assert populations("2021")[sorted(found)].min() == 5842 >= value("filosofi_iris_population")
    (quarters,) = tables(real_files / "insee-cog/iris_2021.csv")
    whole = values(quarters)["IRIS_Z"]
    assert found == set(whole.index[whole == 0])


@pytest.mark.parametrize("year", range(2016, 2021))
def test_quarters_of_the_caf(real_files: Path, year: int) -> None:
    path = real_files / f"cnaf-iris/data_CAF_{year}_IRIS.csv"
    (table,) = tables(path)
    counts = table.values.stack()
    assert table.values["A"].min() >= value("caf_iris_allocataires")
    assert counts.min() >= value("caf_iris_effectif")
    assert counts.eq(value("caf_iris_effectif")).any()
    # Exact otherwise: a fifth of the counts are multiples of 5, as chance has it.
    assert counts.mod(5).eq(0).mean() == pytest.approx(0.2, abs=0.03)
    assert communes_of(path) == communes_of(real_files / "insee-filosofi-iris" / QUARTERS[-1])
    assert value("caf_iris_population") == parameters.dated("filosofi_iris_population")[0].value


def test_the_smallest_quarter_of_the_caf_is_at_the_threshold(real_files: Path) -> None:
    (table,) = tables(real_files / "cnaf-iris/data_CAF_2020_IRIS.csv")
    assert table.values["A"].min() == value("caf_iris_allocataires")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("dares-zonages-population/dares_defm_abc_2015T4-2024T4_dep42.csv", "dares_arrondi_communal"),
        ("cnaf-communes/s_ben_com_f_2020-2024_dep42.csv", "cnaf_arrondi_communal"),
    ],
)
def test_every_count_of_a_commune_is_a_multiple(real_files: Path, name: str, rule: str) -> None:
    counts = pd.concat([table.values.stack().dropna() for table in tables(real_files / name)])
    assert len(counts) >= 3200
    assert counts.mod(value(rule)).eq(0).all()
    # Zeros are published, and so is the smallest multiple: no count is hidden under a threshold.
    assert {0, value(rule)} <= set(counts)


@pytest.mark.parametrize("name", CENSUS)
def test_the_census_hides_no_count_of_a_commune(real_files: Path, name: str) -> None:
    for table in tables(real_files / name):
        assert table.flags.empty
    counts = tables(real_files / name)[-1].values.stack()
    assert ((counts > 0) & (counts < value("secret_local_personnes"))).any()


def test_the_rule_of_enterprises_is_not_that_of_the_urssaf(real_files: Path) -> None:
    """It publishes sectors of one or two establishments: what is collected on site is better protected."""
    (table,) = tables(real_files / "dares-zonages-population/urssaf_secteurs_2025_dep42.csv")
    establishments = table.values.filter(like="nombre_d_etablissements_")
    few = establishments[(establishments > 0) & (establishments < value("secret_etablissements_nombre"))]
    assert few.notna().to_numpy().sum() == 601


def test_the_coverage_of_childcare_is_published_above_its_threshold(real_files: Path) -> None:
    (table,) = tables(real_files / "cnaf-petite-enfance/txcouv_pe_com_2023.csv")
    known = populations("2020").reindex(table.values.index.get_level_values("territory")).dropna()
    assert known.lt(value("cnaf_couverture_seuil_commune")).mean() < 0.05


@pytest.mark.parametrize(
    ("name", "communes"),
    [("neet_communes_2018.csv", {"42045", "42072"}), ("licsport_communes_2018.csv", {"42040", "42045"})],
)
def test_blanks_are_rare_in_the_files_of_the_observatoire(real_files: Path, name: str, communes: set[str]) -> None:
    table = tables(real_files / "observatoire-territoires" / name)[-1]
    assert set(table.flags["territory"]) == communes


def test_one_school_that_is_called_maternelle_has_an_ips(real_files: Path) -> None:
    (table,) = tables(real_files / "education/fr-en-ips_ecoles_2022.csv")
    assert table.places is not None
    assert table.places["ips"].notna().all()
    assert table.places["name"].str.contains("MATERNELLE").sum() == 1


def test_the_two_smallest_priority_neighbourhoods_lack_figures_of_employment(real_files: Path) -> None:
    people, *_ = tables(real_files / "anct-qpv/DEMO_2022.csv")
    (work,) = tables(real_files / "anct-qpv/IPRO_2022.csv")
    missing = values(work).isna().mean(axis=1)
    assert missing.nlargest(2).min() > 0.4
    assert set(missing.nlargest(2).index) == set(values(people)["POP_MUN"].nsmallest(2).index)
    assert missing.drop(missing.nlargest(2).index).max() < 0.15
