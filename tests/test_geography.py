from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import folders, geography
from ctg_lib.errors import InputError
from ctg_lib.sources import decoupage
from ctg_lib.sources.card import FLAG_COLUMNS
from tests import fictitious_france as invented

# The Loire until 2024: La Côte-en-Couzan, L'Hôpital-sous-Rochefort and Saint-Laurent-Rochefort were communes.
GONE_IN_2025 = {"42072", "42109", "42252"}
YEARS = range(2021, 2027)


def loire(cog: int) -> list[str]:
    """Codes of the communes of the Loire at a vintage."""
    history = geography.history()
    return sorted(code for code, (first, last) in history.span.items() if code[:2] == "42" and first <= cog <= last)


def counts(codes: list[str], start: int = 1) -> pd.DataFrame:
    """Invented counts, all different."""
    numbers = np.arange(start, start + len(codes))
    return pd.DataFrame({"a": numbers, "b": 3 * numbers}, index=pd.Index(codes, name="territory", dtype="str"))


def test_today() -> None:
    assert geography.current() == 2026
    assert len(geography.current_communes()) == 34_969
    assert geography.is_current("42302")
    assert not any(map(geography.is_current, ["42072", "75101", "42080", "1004", "99999"]))


# ── Recognising ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("codes", "years"),
    [
        (["42302"], tuple(YEARS)),
        (["42302", "42072"], (2021, 2022, 2023, 2024)),
        (["85165"], (2024, 2025, 2026)),  # L'Oie, re-created
        (["85165", "42072"], (2024,)),
        (["27676"], (2023, 2024, 2025, 2026)),  # Les Trois Lacs, new seat
        (["27058"], (2021, 2022)),
        (["19092"], (2021,)),
        (["75101", "42302"], tuple(YEARS)),
        (["42004"], ()),  # merged in 2019
        (["27058", "27676"], ()),
        (["99999"], ()),
        ([], tuple(YEARS)),
    ],
)
def test_the_vintages_that_codes_fit(codes: list[str], years: tuple[int, ...]) -> None:
    assert geography.recognise(codes) == years


def test_the_official_list_of_2021_is_recognised(real_files: Path) -> None:
    table = pd.read_csv(real_files / "insee-cog" / "commune_2021.csv.gz", dtype=str)
    communes = set(table.loc[table["TYPECOM"] == "COM", "COM"])
    assert len(communes) == 34_965
    assert geography.recognise(communes) == (2021,)
    span = geography.history().span
    assert {code for code, (first, _) in span.items() if first == 2021 and code < "977"} - communes <= {
        "97501",
        "97502",
    }


# ── Carrying ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_merged_communes_are_summed() -> None:
    before = counts(loire(2024))
    carried = geography.carry(before)
    assert carried.passage.cog == 2024
    assert len(carried.values) == 320
    assert carried.flags.empty
    assert carried.passage.sums == {"42084": ("42084", "42109", "42252"), "42217": ("42072", "42217")}
    for commune, parts in carried.passage.sums.items():
        assert carried.values.loc[commune].tolist() == before.loc[list(parts)].sum().tolist()
    assert carried.values.sum().tolist() == before.sum().tolist()


def test_what_cannot_be_added_is_flagged_and_the_rest_kept() -> None:
    before = counts(loire(2024)).astype("float64")
    carried = geography.carry(before, additive=False)
    merged = ["42084", "42217"]
    assert carried.values.loc[merged].isna().all(axis=None)
    kept = carried.values.drop(index=merged)
    pd.testing.assert_frame_equal(kept, before.loc[kept.index])
    assert carried.flags[["territory", "variable"]].to_numpy().tolist() == [[c, v] for c in merged for v in ("a", "b")]
    assert (
        carried.flags["detail"].iloc[2]
        == "commune née de la réunion de 42072 et 42217 : ce chiffre ne s’additionne pas"
    )
    assert set(carried.flags["status"]) == {"missing"}
    assert list(carried.flags.columns) == FLAG_COLUMNS


@pytest.mark.parametrize("additive", [True, False])
def test_a_change_of_code_carries_everything(additive: bool) -> None:
    carried = geography.carry(counts(["12076", "42302"]), additive=additive)
    assert carried.values["a"].to_dict() == {"12218": 1, "42302": 2}
    assert carried.flags.empty


def test_a_missing_part_makes_the_sum_missing() -> None:
    """The trap of the republished files: 42072 is nowhere in them, and 42217 alone would pass for the whole."""
    carried = geography.carry(counts([code for code in loire(2024) if code != "42072"]))
    assert carried.values.loc["42217"].isna().all()
    assert carried.flags["territory"].unique().tolist() == ["42217"]
    assert carried.flags["detail"].iloc[0] == "somme incomplète : il manque 42072"
    assert carried.values.loc["42084"].notna().all()


def test_the_vintage_said_by_the_caller_wins_over_the_newest_that_fits() -> None:
    today = counts(["42217", "42302"])
    assert geography.carry(today).values.loc["42217", "a"] == 1
    assert np.isnan(geography.carry(today, cog=2024).values.loc["42217", "a"])


@pytest.mark.parametrize("additive", [True, False])
def test_communes_that_parted_have_no_figure_before(additive: bool) -> None:
    carried = geography.carry(counts(["15141", "15101", "42072", "42217"]), additive=additive)
    parted = ["15031", "15035", "15047", "15141", "15171"]
    assert carried.values.loc[parted].isna().all(axis=None)
    details = carried.flags.set_index(["territory", "variable"])["detail"]
    assert details["15141", "a"] == "périmètre réduit en 2025 : avant, il comprenait aussi 15031, 15035, 15047 et 15171"
    assert details["15031", "b"] == "commune rétablie en 2025 : avant, elle est comptée avec 15141"
    assert carried.values.loc["15101", "a"] == 2


def test_communes_that_parted_have_theirs_since() -> None:
    carried = geography.carry(counts(["15031", "15141"]))
    assert carried.values["a"].to_dict() == {"15031": 1, "15141": 2}


def test_files_older_than_the_oldest_edition() -> None:
    """Before 2019, Amions, Dancé and Saint-Paul-de-Vézelin were three; La Côte-en-Couzan is absent from this file."""
    carried = geography.carry(counts(["42004", "42082", "42217", "42268", "42302"]))
    assert carried.passage.cog is None
    assert carried.values["a"].dropna().to_dict() == {"42268": 1 + 2 + 4, "42302": 5}
    assert carried.flags["detail"].unique().tolist() == ["somme incomplète : il manque 42072"]
    partial = geography.carry(counts(["42004", "42268", "42302"]))
    assert partial.flags["detail"].unique().tolist() == ["somme incomplète : il manque 42082"]
    # Before they merged, these three were themselves; one of them was re-created since.
    apart = geography.carry(counts(["42004", "42082", "42268", "85084", "85030", "85165", "85212"]))
    assert apart.values["a"].to_dict() == {"42268": 6, "85084": 4 + 5, "85165": 6, "85212": 7}


@pytest.mark.parametrize(("city", "first", "size"), [("75056", 75101, 20), ("69123", 69381, 9), ("13055", 13201, 16)])
def test_arrondissements(city: str, first: int, size: int) -> None:
    codes = [str(first + rank) for rank in range(size)]
    whole = geography.carry(counts(codes))
    assert whole.values["a"].to_dict() == {city: size * (size + 1) / 2}
    assert (
        geography.carry(counts(codes), additive=False).flags["detail"].iloc[0].startswith("publié par arrondissement")
    )
    beside = geography.carry(counts([city, *codes]))
    assert beside.values["a"].to_dict() == {city: 1}
    assert beside.passage.included == tuple(codes)
    partial = geography.carry(counts(codes[1:]))
    assert partial.values.isna().all(axis=None)
    assert partial.flags["detail"].iloc[0] == "somme incomplète : 1 arrondissement(s) manquent"


def test_a_blank_part_makes_a_blank_sum() -> None:
    before = counts(["42072", "42217", "42302"]).astype("float64")
    before.loc["42072", "b"] = np.nan
    values = geography.carry(before).values
    assert values.loc["42217", "a"] == 3
    assert np.isnan(values.loc["42217", "b"])


def test_orphans_are_all_listed() -> None:
    with pytest.raises(InputError) as caught:
        geography.carry(counts(["42302", "99999", "1004", "00000"]))
    assert [problem.what.split(" »")[0] for problem in caught.value.problems] == ["« 00000", "« 1004", "« 99999"]
    assert "01004" in str(caught.value)
    with pytest.raises(InputError, match="du texte"):
        geography.carry(pd.DataFrame({"a": [1]}, index=[42302]))


def test_a_mixture_of_vintages_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        geography.carry(counts(["27058", "27676", "42302"]))
    assert [problem.remedy for problem in caught.value.problems] == ["sa commune actuelle est 27676."]
    with pytest.raises(InputError, match="2026"):
        geography.carry(counts(["42072"]), cog=2026)
    with pytest.raises(InputError, match="1999"):
        geography.carry(counts(["42302"]), cog=1999)


def test_rows_in_double_are_refused() -> None:
    with pytest.raises(InputError, match="42302 figure plusieurs fois"):
        geography.carry(counts(["42302", "42302", "42218"]))


def test_an_empty_frame_stays_empty() -> None:
    carried = geography.carry(counts([]))
    assert carried.values.empty
    assert list(carried.values.columns) == ["a", "b"]


def test_all_france_of_each_vintage() -> None:
    """Every commune of today has one row, and nobody is lost but those of communes that parted."""
    history = geography.history()
    for cog in YEARS:
        codes = sorted(code for code, (first, last) in history.span.items() if first <= cog <= last)
        carried = geography.carry(pd.DataFrame({"n": 1}, index=codes), cog=cog)
        assert carried.values.index.tolist() == sorted(history.current)
        parted = {"15141"} if cog == 2024 else {"15141", "60054", "85084"} if cog < 2024 else set()
        assert carried.values["n"].sum() == len(codes) - len(parted)
        assert carried.values["n"].isna().sum() == {0: 0, 1: 5, 3: 10}[len(parted)]


# ── Properties ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def former() -> dict[str, str]:
    """Code → commune of today, from the table itself: the oracle."""
    table = pd.read_parquet(folders.reference() / "communes.parquet", columns=["code", "chef_lieu"])
    return dict(zip(table["code"], table["chef_lieu"], strict=True))


def restless(cog: int) -> list[str]:
    """Communes of a vintage that have changed since, or that hold some that did, and a few quiet ones."""
    history = geography.history()
    moved = {code for code, span in history.span.items() if span != (2021, 2026)}
    near = moved | {history.holder[code] for code in moved} | set(history.left.values()) | set(loire(cog)[:5])
    return sorted(code for code in near if code in history.span and cog in range(*_bounds(history.span[code])))


def _bounds(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], span[1] + 1


@st.composite
def frames(draw: st.DrawFn) -> tuple[int, pd.DataFrame]:
    cog = draw(st.sampled_from(list(YEARS)))
    codes = draw(st.lists(st.sampled_from(restless(cog)), unique=True, min_size=1, max_size=40))
    numbers = draw(st.lists(st.integers(0, 10**6), min_size=len(codes), max_size=len(codes)))
    return cog, pd.DataFrame({"n": numbers}, index=pd.Index(codes, dtype="str"))


@settings(max_examples=80, deadline=None)
@given(frames())
def test_the_sum_is_kept_and_carrying_twice_changes_nothing(given_frame: tuple[int, pd.DataFrame]) -> None:
    cog, frame = given_frame
    carried = geography.carry(frame, cog=cog)
    assert set(carried.values.index) <= geography.current_communes()
    left_out = frame.loc[[code for code in frame.index if code not in carried.passage.into], "n"].sum()
    assert carried.values["n"].sum() + left_out == frame["n"].sum()
    again = geography.carry(carried.values, cog=2026)
    pd.testing.assert_frame_equal(again.values, carried.values)
    assert again.flags.empty


@settings(max_examples=80, deadline=None)
@given(frames())
def test_each_figure_is_that_of_a_naive_sum(former: dict[str, str], given_frame: tuple[int, pd.DataFrame]) -> None:
    cog, frame = given_frame
    carried = geography.carry(frame, cog=cog)
    naive: dict[str, int] = {}
    for code, number in frame["n"].items():
        naive[former[str(code)]] = naive.get(former[str(code)], 0) + int(number)
    for commune, value in carried.values["n"].dropna().items():
        assert value == naive[str(commune)]
    flagged = set(carried.flags["territory"])
    assert flagged == set(carried.values.index[carried.values["n"].isna()])
    assert naive.keys() <= set(carried.values.index)


def test_an_invented_country_behaves_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoupage.write(invented.write_archives(tmp_path / "archives"), tmp_path / "reference")
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    codes = list(invented.perimeters(2021))
    carried = geography.carry(counts(codes))
    assert geography.recognise(codes) == (2021,)
    assert set(carried.passage.refused) == {invented.DELTA, invented.ECHO}
    assert carried.passage.sums == {invented.ALPHA: (invented.ALPHA, invented.BRAVO, invented.CHARLIE)}
    assert carried.passage.into[invented.FOXTROT_BEFORE] == invented.FOXTROT
