"""The reference tables: invented editions for every kind of change, then the real tables against the real files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.errors import InputError, MissingSourceError
from ctg_lib.sources import decoupage
from ctg_lib.sources.decoupage_populations import EDITIONS, MAYOTTE_YEAR
from tests import fictitious_france as invented

YEARS = range(2018, 2024)
# In communes.json of 3.1.1 these communes of 2023 still have the perimeter of 2022.
STALE_IN_3_1_1 = ["01138", "02564", "09056", "16206", "50272", "51457", "71042", "85289"]
# In the Loire, the only perimeters that changed since 2021.
MERGED_IN_2025 = ("42084", "42217")
MEUSE_WITHOUT_INHABITANT = ["55039", "55050", "55139", "55189", "55239", "55307"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("invented")
    decoupage.write(invented.write_archives(folder / "archives"), folder / "reference")
    return folder / "reference"


@pytest.fixture(scope="module")
def communes(built: Path) -> pd.DataFrame:
    return pd.read_parquet(built / "communes.parquet").set_index("code")


@pytest.fixture(scope="module")
def populations(built: Path) -> pd.DataFrame:
    return pd.read_parquet(built / "populations.parquet").set_index(["code", "year"])


@pytest.fixture(scope="module")
def real_populations() -> pd.DataFrame:
    return pd.read_parquet(folders.reference() / "populations.parquet").set_index(["code", "year"])


@pytest.fixture(scope="module")
def real_communes() -> pd.DataFrame:
    return pd.read_parquet(folders.reference() / "communes.parquet").set_index("code")


# ── Invented editions ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "kind", "holder", "span"),
    [
        (invented.ALPHA, "commune-actuelle", invented.ALPHA, (2021, 2026)),
        (invented.BRAVO, "commune-deleguee", invented.ALPHA, (2021, 2022)),
        (invented.CHARLIE, "commune-ancienne", invented.ALPHA, (2021, 2024)),
        (invented.ECHO, "commune-actuelle", invented.ECHO, (2024, 2026)),
        (invented.FOXTROT_BEFORE, "commune-ancienne", invented.FOXTROT, (2021, 2021)),
        (invented.FOXTROT, "commune-actuelle", invented.FOXTROT, (2022, 2026)),
        (invented.DISTRICTS[0], "arrondissement-municipal", invented.CITY, None),
    ],
)
def test_every_code_knows_what_it_was_and_who_holds_it(
    communes: pd.DataFrame, code: str, kind: str, holder: str, span: tuple[int, int] | None
) -> None:
    row = communes.loc[code]
    assert (row["type"], row["chef_lieu"]) == (kind, holder)
    assert (span is None and pd.isna(row["premier_cog"])) or (row["premier_cog"], row["dernier_cog"]) == span


def test_a_split_is_told_from_a_change_of_code(communes: pd.DataFrame) -> None:
    assert communes["issue_de"].dropna().to_dict() == {invented.ECHO: invented.DELTA}


def test_former_codes_part_names_and_membership(communes: pd.DataFrame) -> None:
    alpha = communes.loc[invented.ALPHA]
    assert alpha["anciens_codes"] == f"{invented.BRAVO} {invented.CHARLIE}"
    assert alpha["nom_delegue"] == "Vieil-Alpha"
    assert communes.loc[invented.CHARLIE, "nom"] == "Charlie"
    assert communes.loc[invented.CHARLIE, "epci"] == invented.EPCI
    assert pd.isna(communes.loc[invented.GOLF, "epci"])


def test_populations_that_are_not_of_the_year_are_left_out(communes: pd.DataFrame) -> None:
    assert communes.loc[invented.GOLF, "population_municipale"] == invented.persons(invented.GOLF, 2023)
    assert communes.loc[[invented.MAYOTTE, invented.COLLECTIVITY], "population_municipale"].isna().all()
    assert pd.isna(communes.loc[invented.GOLF, "population_totale"])


@pytest.mark.parametrize("year", YEARS)
def test_a_merged_commune_is_the_sum_of_its_parts_each_year(populations: pd.DataFrame, year: int) -> None:
    expected = sum(invented.persons(code, year) for code in (invented.ALPHA, invented.BRAVO, invented.CHARLIE))
    assert populations.loc[(invented.ALPHA, year), "population_municipale"] == expected


def test_a_sum_says_so_and_has_no_total_population(populations: pd.DataFrame) -> None:
    row = populations.loc[(invented.ALPHA, 2018)]
    assert pd.isna(row["population_totale"])
    assert row["note"].startswith(f"somme de {invented.ALPHA} et {invented.BRAVO} et {invented.CHARLIE}")
    plain = populations.loc[(invented.DELTA, 2022)]
    assert plain["population_totale"] == plain["population_municipale"] + 7
    assert pd.isna(plain["note"])


@pytest.mark.parametrize("code", [invented.DELTA, invented.ECHO])
def test_communes_that_parted_have_no_figure_before(populations: pd.DataFrame, code: str) -> None:
    own = populations.loc[code]
    assert own["population_municipale"].notna().to_dict() == {
        2018: False,
        2019: False,
        2020: False,
        2021: True,
        2022: True,
        2023: True,
    }
    assert own.loc[[2018, 2019, 2020], "note"].str.contains("2024").all()
    assert own.loc[[2018, 2019, 2020], "status"].eq("missing").all()


def test_a_change_of_code_loses_nothing(populations: pd.DataFrame) -> None:
    for year in YEARS:
        expected = invented.persons(invented.FOXTROT_BEFORE, year)
        assert populations.loc[(invented.FOXTROT, year), "population_municipale"] == expected


def test_years_given_by_epci_alone_are_missing_outside_an_epci(populations: pd.DataFrame) -> None:
    own = populations.loc[invented.GOLF]
    assert own.index[own["population_municipale"].isna()].tolist() == [2018, 2021]
    assert own.loc[2018, "note"].startswith("cette année-là n’est donnée que par intercommunalité")


def test_mayotte_has_the_year_of_its_census_and_no_other(populations: pd.DataFrame) -> None:
    own = populations.loc[invented.MAYOTTE]
    assert own["population_municipale"].dropna().to_dict() == {MAYOTTE_YEAR: invented.MAYOTTE_POPULATION}
    assert own.drop(index=MAYOTTE_YEAR)["note"].str.startswith("Mayotte").all()


def test_overseas_collectivities_have_no_dated_figure(populations: pd.DataFrame) -> None:
    own = populations.loc[invented.COLLECTIVITY]
    assert own["population_municipale"].isna().all()
    assert own["note"].str.startswith("collectivité d’outre-mer").all()


def test_the_perimeter_of_the_edition_wins_and_the_difference_is_listed(built: Path) -> None:
    told = json.loads((built / "decoupage.json").read_text(encoding="utf-8"))
    differences = {
        (row["annee"], *row["fichiers"]): row["ecarts"]
        for row in told["annees_donnees_par_plusieurs_fichiers"]
        if row["ecarts"]
    }
    # With Charlie, which merged later, no sum can be made from the stale Alpha but the one that lacks Bravo.
    whole = sum(invented.persons(code, 2020) for code in (invented.ALPHA, invented.BRAVO, invented.CHARLIE))
    without = whole - invented.persons(invented.BRAVO, 2020)
    assert differences == {
        (2020, "3.1.1/epci.json", "3.1.1/communes.json"): [[invented.ALPHA, whole, without]],
        (2020, "3.1.1/communes.json", "2.3.1/communes.json"): [[invented.ALPHA, without, whole]],
    }


def test_an_epci_that_is_gone_is_still_recognised(built: Path) -> None:
    table = pd.read_parquet(built / "epci.parquet").set_index("siren")
    assert table["dernier_cog"].to_dict() == {invented.EPCI: 2026, invented.EPCI_GONE: 2021}
    assert table.loc[invented.EPCI, ["nom", "membres", "departements"]].tolist() == ["CC des Lettres", 6, "01 976"]
    assert table.loc[invented.EPCI_GONE, ["membres", "departements"]].isna().all()


def test_a_second_run_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    decoupage.write(invented.write_archives(tmp_path / "archives"), tmp_path / "reference")
    parquet = sorted(path.name for path in built.glob("*.parquet"))
    assert parquet == [f"{name}.parquet" for name in sorted(decoupage.SCHEMAS)]
    for name in parquet:
        assert (built / name).read_bytes() == (tmp_path / "reference" / name).read_bytes(), name


# ── Bad archives ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_missing_archives_are_listed(tmp_path: Path) -> None:
    with pytest.raises(MissingSourceError) as caught:
        decoupage.write(tmp_path, tmp_path / "reference")
    assert [problem.file for problem in caught.value.problems] == [edition.archive for edition in EDITIONS]


def test_all_damaged_archives_are_listed_and_the_tables_stay(tmp_path: Path) -> None:
    archives, target = invented.write_archives(tmp_path / "archives"), tmp_path / "reference"
    decoupage.write(archives, target)
    before = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in target.iterdir()}
    first, second, third = (archives / EDITIONS[rank].archive for rank in (0, 2, 5))
    first.write_bytes(first.read_bytes()[:200])
    content = invented.package(EDITIONS[2])
    invented.archive(second, {**content, "epci": b"[{", "regions": []})
    invented.archive(third, {"communes": [{"code": "01001"}]})
    with pytest.raises(InputError) as caught:
        decoupage.write(archives, target)
    told = str(caught.value)
    assert {problem.file for problem in caught.value.problems} == {first.name, second.name, third.name}
    for expected in ("archive illisible", "epci.json absent ou illisible", "regions.json : vide", "1 ligne(s) sans"):
        assert expected in told
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in target.iterdir()} == before


def test_a_code_that_leads_nowhere_is_refused() -> None:
    packages = {edition.cog: invented.package(edition) for edition in EDITIONS}
    packages[2021]["communes"].append({"code": "01999", "nom": "Perdue", "type": "commune-actuelle"})
    with pytest.raises(InputError, match="01999"):
        decoupage.communes(packages)


def test_a_commune_that_comes_and_goes_is_refused() -> None:
    packages = {edition.cog: invented.package(edition) for edition in EDITIONS}
    packages[2023]["communes"] = [row for row in packages[2023]["communes"] if row["code"] != invented.GOLF]
    with pytest.raises(InputError, match=invented.GOLF):
        decoupage.communes(packages)


def test_mayotte_must_stay_what_the_trap_says() -> None:
    packages = {edition.cog: invented.package(edition) for edition in EDITIONS}
    member = next(row for row in packages[2024]["epci"][0]["membres"] if row["code"] == invented.MAYOTTE)
    member["populationMunicipale"] += 1
    with pytest.raises(InputError, match=invented.MAYOTTE):
        decoupage.build(packages)


def test_the_command_builds_and_answers_with_exit_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CTG_DATA", str(tmp_path / "data"))
    archives = invented.write_archives(tmp_path / "archives")
    assert decoupage.main([str(archives)]) == 0
    assert "communes.parquet : 13 lignes" in capsys.readouterr().out
    assert (tmp_path / "data" / "reference" / "populations.parquet").is_file()
    assert decoupage.main([]) == 2
    assert decoupage.main([str(tmp_path)]) == 4
    (archives / EDITIONS[0].archive).write_bytes(b"")
    assert decoupage.main([str(archives)]) == 3
    assert "Traceback" not in capsys.readouterr().err


# ── The real tables ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_counts_of_the_real_tables(real_communes: pd.DataFrame) -> None:
    current = real_communes[real_communes["type"] == "commune-actuelle"]
    assert len(current) == 34_969
    assert (current["departement"] == "42").sum() == 320
    assert real_communes.index.is_unique
    groups = pd.read_parquet(folders.reference() / "epci.parquet")
    assert (groups["dernier_cog"] == 2026).sum() == 1_255
    assert current["epci"].isna().sum() == 4 + 94
    assert current.index[current["epci"].isna()][:4].tolist() == ["22016", "29083", "29155", "85113"]
    assert current["population_municipale"].eq(0).sum() == len(MEUSE_WITHOUT_INHABITANT)


@pytest.mark.parametrize(
    ("code", "kind", "holder"),
    [
        ("42004", "commune-deleguee", "42268"),
        ("42082", "commune-deleguee", "42268"),
        ("42109", "commune-deleguee", "42084"),
        ("42252", "commune-deleguee", "42084"),
        ("42291", "commune-deleguee", "42245"),
        ("42072", "commune-ancienne", "42217"),  # no record of its own since 2025: only `anciensCodes` tells
        ("42080", "commune-associee", "42225"),
        ("75112", "arrondissement-municipal", "75056"),
        ("69389", "arrondissement-municipal", "69123"),
        ("13216", "arrondissement-municipal", "13055"),
        ("60455", "commune-deleguee", "60694"),  # `anciensCodes` still says 60054, which it left
        ("12076", "commune-deleguee", "12218"),
    ],
)
def test_merged_codes_of_the_real_table(real_communes: pd.DataFrame, code: str, kind: str, holder: str) -> None:
    assert real_communes.loc[code, ["type", "chef_lieu"]].tolist() == [kind, holder]


def test_the_series_of_sorbiers(real_populations: pd.DataFrame) -> None:
    own = real_populations.loc["42302"]
    assert own["population_municipale"].to_dict() == {
        2018: 7856,
        2019: 7874,
        2020: 8009,
        2021: 8042,
        2022: 8071,
        2023: 8116,
    }
    assert own.loc[2022, "population_totale"] == 8224
    assert pd.isna(own.loc[2023, "population_totale"])
    assert own.loc[2018, "fichier"] == "1.1.1/epci.json"
    assert own.loc[2023, "fichier"] == "6.0.0/communes.json"


def test_real_splits_and_mergers(real_populations: pd.DataFrame) -> None:
    assert real_populations.loc[("42217", 2021), "population_municipale"] == 458 + 63
    for code in ("15141", "15031", "15035", "15047", "15171"):
        assert real_populations.loc[code]["population_municipale"].notna().tolist() == [False] * 4 + [True] * 2
    for code in ("85084", "85165", "85212", "60054", "60694"):
        assert real_populations.loc[code]["population_municipale"].notna().tolist() == [False] * 3 + [True] * 3


def test_every_blank_of_the_real_series_has_its_reason(real_populations: pd.DataFrame) -> None:
    blank = real_populations[real_populations["population_municipale"].isna()]
    assert blank["note"].notna().all()
    assert blank["status"].eq("missing").all()
    assert blank["fichier"].isna().all()


def test_years_that_several_files_give_agree_but_for_one_stale_file() -> None:
    told = json.loads((folders.reference() / "decoupage.json").read_text(encoding="utf-8"))
    compared = told["annees_donnees_par_plusieurs_fichiers"]
    assert {row["annee"] for row in compared} == {2019, 2020, 2022, 2023}
    assert all(row["communes_comparees"] > 34_800 for row in compared)
    for row in compared:
        stale = "3.1.1/communes.json" in row["fichiers"]
        assert [code for code, *_ in row["ecarts"]] == (STALE_IN_3_1_1 if stale else [])


def test_the_files_of_the_loire_say_the_same(real_files: Path, real_populations: pd.DataFrame) -> None:
    """Every population of the republished files of the Loire that stands on today's perimeter."""
    seen = 0
    for edition in EDITIONS:
        folder = real_files / "population-legale" / f"etalab-decoupage-administratif-{edition.version}"
        groups = json.loads((folder / "epci.json").read_text(encoding="utf-8"))
        for member in (member for group in groups for member in group["membres"]):
            row = _plain(real_populations, member["code"], edition.epci_year)
            if row is not None:
                assert row["population_municipale"] == member["populationMunicipale"], member
                assert row["population_totale"] == member["populationTotale"], member
                seen += 1
        for record in json.loads((folder / "communes.json").read_text(encoding="utf-8")):
            row = _plain(real_populations, record["code"], edition.communes_year)
            if row is not None and record["type"] == "commune-actuelle" and record["code"] not in MERGED_IN_2025:
                assert row["population_municipale"] == record["population"], record
                seen += 1
    assert seen > 3_500


def _plain(populations: pd.DataFrame, code: str, year: int) -> pd.Series | None:
    """The row of a commune whose perimeter has not changed, else None."""
    if (code, year) not in populations.index or not pd.isna(populations.loc[(code, year), "note"]):
        return None
    return populations.loc[(code, year)]
