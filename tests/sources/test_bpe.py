from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.bpe import SOURCE
from tests.sources.tables import altered, figure, one, status

EXTRACT = "bpe/bpe_2025_extrait.csv"


def test_no_row_is_a_zero_for_the_types_of_the_file_and_nothing_for_the_others(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2025", "denombrement")
    assert figure(table, "42302", "B201") == 0
    # The lycée is not among the types of this file, which hence says nothing of it.
    assert "C301" not in table.values
    # La Chambonie has no row at all: none of the types of the file.
    assert table.values.loc[("commune", "42045")].sum() == 0
    assert not table.values.isna().any(axis=None)


def test_only_the_departements_of_the_file_are_covered(extracts: Path) -> None:
    codes = one(SOURCE, extracts / EXTRACT).values.index.get_level_values("territory")
    assert len(codes) == 320
    assert set(codes.str[:2]) == {"42"}


def test_iris_of_2018_are_added_up_in_communes(extracts: Path) -> None:
    path = extracts / "bpe/bpe18_ensemble_extrait.csv"
    assert "42302_0101" in path.read_text(encoding="utf-8")
    table = one(SOURCE, path)
    rows = pd.read_csv(path, sep=";", dtype=str)
    plumbers = rows[(rows["DEPCOM"] == "42302") & (rows["TYPEQU"] == "A205")]
    assert len(plumbers) == 2
    assert figure(table, "42302", "A205") == plumbers["NB_EQUIP"].astype(int).sum()
    # A commune that merged since is kept under the code that it had.
    assert ("commune", "42004") in table.values.index


def test_a_commune_created_after_the_year_is_not_given_zeros(tmp_path: Path) -> None:
    """15031 was re-created in 2025: in 2023 its facilities were counted with another commune."""
    path = tmp_path / "bpe.csv"
    for year, absent in ((2023, True), (2025, False)):
        path.write_text(f"DEPCOM;TYPEQU;AN;NB_EQUIP\n15014;A104;{year};1\n", encoding="utf-8")
        assert (("commune", "15031") not in one(SOURCE, path).values.index) is absent


def melodi(text: str) -> str:
    """The same rows as Insee publishes them, with the totals by domain, the places and the other levels."""
    lines = [
        '"GEO";"GEO_OBJECT";"FACILITY_DOM";"FACILITY_SDOM";"FACILITY_TYPE";"BPE_MEASURE";"TIME_PERIOD";"OBS_VALUE"'
    ]
    for line in text.splitlines()[1:]:
        geo, kind, _, year, count = line.split(";")
        lines.append(f'"{geo}";"COM";"{kind[0]}";"{kind[:2]}";"{kind}";"FACILITIES";{year};{count}')
        lines.append(f'"{geo}";"COM";"{kind[0]}";"{kind[:2]}";"{kind}";"SEATS";{year};{count}')
        lines.append(f'"{geo}";"COM";"{kind[0]}";"_T";"_T";"FACILITIES";{year};{count}')
        lines.append(f'"42";"DEP";"{kind[0]}";"{kind[:2]}";"{kind}";"FACILITIES";{year};{count}')
    return "\n".join(lines) + "\n"


def test_the_long_file_gives_the_same_table(extracts: Path, tmp_path: Path) -> None:
    former, table = one(SOURCE, extracts / EXTRACT), one(SOURCE, altered(extracts / EXTRACT, tmp_path, melodi))
    pd.testing.assert_frame_equal(table.values, former.values)
    assert table.ignored == ("414 lignes d’autres niveaux ou de totaux",)


def test_half_a_facility_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace(";2025;1\n", ";2025;1,5\n", 1))
    with pytest.raises(InputError, match="n’est pas un nombre entier d’équipements"):
        SOURCE.read(path)


def test_the_real_files(real_files: Path) -> None:
    table = one(SOURCE, real_files / "insee-bpe-drees-filosofi/bpe_2025_communes_dep42.csv")
    assert table.values.shape == (320, 85)
    assert (
        table.values.sum().sum()
        == pd.read_csv(real_files / "insee-bpe-drees-filosofi/bpe_2025_communes_dep42.csv", sep=";")["NB_EQUIP"].sum()
    )
    codes = {}
    for year in (18, 19):
        old = one(SOURCE, real_files / f"insee-bpe/bpe{year}_ensemble.csv")
        assert old.vintage == f"20{year}"
        codes[year] = set(old.values)
    # Types change code from a vintage to the next: the pharmacy is D301, then D307.
    assert "D301" in codes[19]
    assert "D301" not in table.values
    assert "D307" in table.values


# ── One facility a row: places, and names of establishments ──────────────────────────────────────────────────────────

STOCK = "bpe/fictif_bpe24_stock.csv"


def test_places_are_summed_where_every_facility_gives_its_own(extracts: Path) -> None:
    table = one(SOURCE, extracts / STOCK)
    assert (table.vintage, table.part) == ("2024", "stock")
    assert figure(table, "01001", "D502") == 1
    assert figure(table, "01001", "CAPACITE_D502") == 40
    assert figure(table, "01001", "CAPACITE_D509") == 10
    # One of the two crèches of Bravo does not say: 25 is not their sum.
    assert figure(table, "01002", "D502") == 2
    assert status(table, "01002", "CAPACITE_D502") == "not_released"
    # No crèche, no place; and a type of which nobody gives places has no column of them.
    assert figure(table, "01004", "CAPACITE_D502") == 0
    assert "CAPACITE_D265" not in table.values


def test_establishments_are_listed_and_professionals_are_not(extracts: Path) -> None:
    places = one(SOURCE, extracts / STOCK).places
    assert places is not None
    assert list(places["name"]) == [
        "CRECHE ALPHA",
        "MICRO CRECHE ALPHA",
        "CRECHE BRAVO",
        "HALTE GARDERIE BRAVO",
        "EHPAD DELTA",
        "BIBLIOTHEQUE DELTA",
        "AGENCE FRANCE TRAVAIL GOLF",
    ]
    assert not places["name"].str.contains("DOCTEUR").any()
    found = places.set_index("name")
    assert tuple(found.loc["CRECHE ALPHA", ["latitude", "longitude"]]) == (46.001, 5.001)
    # A point put at random in the commune is not where the place is.
    assert found.loc["MICRO CRECHE ALPHA", ["latitude", "longitude"]].isna().all()
    assert found.at["EHPAD DELTA", "places"] == 82


def test_parquet_gives_the_same(extracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "BPE24.parquet"
    frame = pd.read_csv(extracts / STOCK, sep=";", dtype={"DEPCOM": str, "AN": str})
    frame.to_parquet(path)
    table, former = one(SOURCE, path), one(SOURCE, extracts / STOCK)
    pd.testing.assert_frame_equal(table.values, former.values)
    pd.testing.assert_frame_equal(table.places, former.places)
    frame.drop(columns="CAPACITE").to_parquet(path)
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert [problem.column for problem in caught.value.problems] == ["CAPACITE"]


def test_sorbiers_in_2025(real_files: Path) -> None:
    """One EAJE, no micro-crèche, no relais, twelve accueils de loisirs, five general practitioners."""
    table = one(SOURCE, real_files / "insee-bpe-drees-filosofi/bpe_2025_communes_dep42.csv")
    expected = {"D502": 1, "D509": 0, "D504": 0, "D505": 12, "D265": 5, "D307": 2, "D281": 15, "D279": 10, "D277": 3}
    assert {name: figure(table, "42302", name) for name in expected} == expected
