from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.errors import InputError, MissingSourceError, TerritoryError, UsageError
from ctg_lib.sources import decoupage
from ctg_lib.territory import Level, Population, Territory
from tests import fictitious_france as invented

ISLANDS = {"22016": "22", "29083": "29", "29155": "29", "85113": "85"}


def above(code: str) -> list[tuple[str, str]]:
    return [(str(one.level), one.code) for one in Territory.of(code).parents()]


# ── What it is ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_commune() -> None:
    sorbiers = Territory.of("42302")
    assert sorbiers == Territory("42302", Level.COMMUNE, "Sorbiers", 2026, ("42302",))
    assert above("42302") == [("epci", "244200770"), ("departement", "42"), ("region", "84"), ("france", "FR")]
    assert [one.name for one in sorbiers.parents()] == [
        "Saint-Étienne Métropole",
        "Loire",
        "Auvergne-Rhône-Alpes",
        "France",
    ]
    assert sorbiers.members() == (sorbiers,)


@pytest.mark.parametrize(
    ("code", "size"),
    [("244200770", 53), ("200066587", 32), ("42", 320), ("69", 266), ("2A", 124), ("974", 24), ("FR", 34_875)],
)
def test_sizes(code: str, size: int) -> None:
    territory = Territory.of(code)
    assert len(territory.communes) == size
    assert list(territory.communes) == sorted(set(territory.communes))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2A004", [("epci", "242010056"), ("departement", "2A"), ("region", "94"), ("france", "FR")]),
        ("97411", [("epci", "249740119"), ("departement", "974"), ("region", "04"), ("france", "FR")]),
        ("75056", [("epci", "200054781"), ("departement", "75"), ("region", "11"), ("france", "FR")]),
        ("69123", [("epci", "200046977"), ("departement", "69"), ("region", "84"), ("france", "FR")]),
        ("13055", [("epci", "200054807"), ("departement", "13"), ("region", "93"), ("france", "FR")]),
        ("97701", [("departement", "977"), ("region", "977")]),  # a collectivity is not in the France of statistics
        ("42", [("region", "84"), ("france", "FR")]),
        ("FR", []),
    ],
)
def test_parents_everywhere(code: str, expected: list[tuple[str, str]]) -> None:
    assert above(code) == expected


@pytest.mark.parametrize(("code", "departement"), ISLANDS.items())
def test_islands_have_no_epci(code: str, departement: str) -> None:
    island = Territory.of(code)
    assert island.parent(Level.EPCI) is None
    assert island.siblings() == ()
    assert island.parent(Level.DEPARTEMENT) == Territory.of(departement)


def test_an_epci_over_two_departements_has_both_the_larger_part_first() -> None:
    monts = Territory.of("200066587")
    assert above(monts.code) == [("departement", "69"), ("departement", "42"), ("region", "84"), ("france", "FR")]
    assert sum(code.startswith("42") for code in monts.communes) == 7
    assert monts.parent(Level.DEPARTEMENT) == Territory.of("69")


def test_siblings_are_the_other_communes_of_the_epci() -> None:
    siblings = Territory.of("42302").siblings()
    assert len(siblings) == 52
    assert "42302" not in {one.code for one in siblings}
    assert {one.parents()[0].code for one in siblings} == {"244200770"}
    assert Territory.of("244200770").siblings() == ()


def test_regions_have_their_own_door() -> None:
    region = Territory.region("84")
    assert (region.level, region.name) == (Level.REGION, "Auvergne-Rhône-Alpes")
    assert Territory.of("84").level is Level.DEPARTEMENT
    for wrong in ("42", "1", "", 84):
        with pytest.raises(TerritoryError, match="région") as caught:
            Territory.region(wrong)  # type: ignore[arg-type]
        assert "84 Auvergne-Rhône-Alpes" in caught.value.problems[0].what


def test_the_communes_of_a_level_are_those_of_its_parts() -> None:
    """France is the sum of its régions, which are the sum of their départements; EPCI never overlap."""
    france = Territory.of("FR")
    regions = {one.parent(Level.REGION) for one in (Territory.of(code) for code in departements())}
    assert sorted(code for one in regions for code in one.communes if one) == list(france.communes)
    assert sorted(c for code in departements() for c in Territory.of(code).communes) == list(france.communes)


def departements() -> list[str]:
    table = pd.read_parquet(folders.reference() / "departements.parquet")
    return table.loc[table["zone"] != "com", "code"].tolist()


def test_labels_are_french() -> None:
    assert [level.label for level in Level] == [
        "commune",
        "intercommunalité",
        "département",
        "région",
        "France",
        "groupe de communes",
    ]


# ── Groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_group_of_communes() -> None:
    group = Territory.group("vallee-du-gier", ["42271", "42207"], name="Vallée du Gier")
    assert (group.code, group.level, group.communes) == ("vallee-du-gier", Level.GROUPE, ("42207", "42271"))
    assert [one.code for one in group.parents()] == ["244200770", "42", "84", "FR"]
    assert group.of_name == "du groupe «\u00a0Vallée du Gier\u00a0»"
    assert group.at_name == "dans le groupe «\u00a0Vallée du Gier\u00a0»"
    assert group.population(2022).value == sum(one.population(2022).value or 0 for one in group.members())


def test_a_group_over_two_epci_has_none() -> None:
    group = Territory.group("deux-rives", ["42302", "69123", "42218"])
    assert [one.code for one in group.parents()] == ["42", "69", "84", "FR"]


def test_a_group_with_an_island_has_no_epci() -> None:
    assert Territory.group("iles", ["22016", "29083"]).parent(Level.EPCI) is None


def test_a_bad_group_tells_everything_at_once() -> None:
    with pytest.raises(TerritoryError) as caught:
        Territory.group("Vallée !", ["42302", "42302", "42004", "1004", "99999", 42207])  # type: ignore[list-item]
    told = str(caught.value)
    for expected in ("Vallée !", "42302 est donné 2 fois", "42268", "01004", "« 99999 »", "texte"):
        assert expected in told
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize("codes", [[], ["42302"]])
def test_a_group_has_at_least_two_communes(codes: list[str]) -> None:
    with pytest.raises(TerritoryError, match="au moins deux communes"):
        Territory.group("seule", codes)


@pytest.mark.parametrize("text", ["42302", "244200770", "42", "FR", "gier=42207,42271"])
def test_parse_reads_back_what_spelling_writes(text: str) -> None:
    assert Territory.parse(Territory.parse(text).spelling) == Territory.parse(text)


# ── Legal population ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_newest_figure_comes_with_its_year() -> None:
    sorbiers = Territory.of("42302")
    assert sorbiers.population() == Population(2023, "municipale", 8116)
    assert sorbiers.population(kind="totale") == Population(2022, "totale", 8224)
    assert [sorbiers.population(year).value for year in range(2018, 2024)] == [7856, 7874, 8009, 8042, 8071, 8116]


def test_an_epci_is_the_sum_of_all_its_communes() -> None:
    metropole = Territory.of("244200770")
    assert metropole.population(2022).value == 407_700
    assert metropole.population(2022).value == sum(one.population(2022).value or 0 for one in metropole.members())


def test_a_blank_says_why() -> None:
    assert "n’est dans aucune" in Territory.of("22016").population(2018).note
    assert "2025" in Territory.of("15141").population(2020).note
    assert Territory.of("15141").population(2020).value is None
    assert Territory.of("15").population(2020).note == "il manque le chiffre de 5 communes sur 250"
    assert "de cette année" in Territory.of("42302").population(1999).note
    assert "totale absente" in Territory.of("42302").population(2023, kind="totale").note


def test_mayotte_keeps_the_year_of_its_census() -> None:
    assert Territory.of("97611").population() == Population(2017, "municipale", 71_437)
    assert "2017" in Territory.of("97611").population(2023).note
    assert Territory.of("976").population().year == 2017
    assert Territory.of("FR").population().value is None


def test_only_two_kinds_of_population() -> None:
    with pytest.raises(UsageError, match="municipale ou totale"):
        Territory.of("42302").population(kind="active")


# ── The tables behind it ─────────────────────────────────────────────────────────────────────────────────────────────


def test_another_reference_folder_is_another_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoupage.write(invented.write_archives(tmp_path / "archives"), tmp_path / "reference")
    real = Territory.of("01004")
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    assert Territory.of("01004").name == "Delta"
    assert Territory.of("echo").code == invented.ECHO
    assert Territory.of(invented.GOLF).population(2022).value == invented.persons(invented.GOLF, 2022)
    monkeypatch.undo()
    assert Territory.of("01004") == real


def test_missing_and_damaged_tables_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    with pytest.raises(MissingSourceError, match=r"communes\.parquet"):
        Territory.of("42302")
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "communes.parquet").write_bytes(b"PAR1 truncated")
    with pytest.raises(InputError, match=r"communes\.parquet"):
        Territory.of("42302")


def test_reading_the_tables_is_quick() -> None:
    """Under 150 ms on the reference machine; the bound is loose enough for a busy one. Libraries are not counted."""
    script = (
        "import time, pandas, pyarrow.parquet, pyarrow.compute\n"
        "from ctg_lib.territory import Territory\n"
        "start = time.perf_counter()\n"
        "Territory.of('42302').parents()\n"
        "print(time.perf_counter() - start)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.6
