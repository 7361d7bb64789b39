"""Published, else summed over all its communes, else missing: against a loop that anyone can read."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import sources
from ctg_lib.indicators.cells import NAMES, RANK, Cells, Resolved, Shelf, resolve
from ctg_lib.indicators.targets import Targets
from ctg_lib.sources.card import Source
from ctg_lib.store import INDEX
from ctg_lib.territory import Territory
from ctg_lib.value import SEVERITY, Status
from tests.indicators.fictitious import shelf

COUNTS = replace(sources.source("caf_communes"), not_released={})
MEDIANS = sources.source("filosofi_2023")
PUBLISHED, ROUNDED, SECRET = Status.PUBLISHED, Status.ROUNDED, Status.SECRET


def cells(rows: dict[tuple[str, str], tuple[float | None, float, float, Status]]) -> Cells:
    """Cells of one variable `v`: value, low, high, status by (level, territory)."""
    index = pd.MultiIndex.from_tuples(sorted(rows), names=INDEX)
    columns = list(zip(*(rows[key] for key in sorted(rows)), strict=True))
    frames = [pd.DataFrame({"v": pd.Series(column, dtype=float).to_numpy()}, index=index) for column in columns[:3]]
    rank = pd.DataFrame({"v": [RANK[str(one)] for one in columns[3]]}, index=index, dtype="int8")
    detail = pd.DataFrame({"v": pd.Series(["motif" if not one.has_value else "" for one in columns[3]], dtype=object)})
    return Cells(*frames, rank, detail.set_axis(index))


def status_of(found: Cells, place: tuple[str, str], column: str = "v") -> str:
    return NAMES[found.rank.at[place, column]]


def targets(wanted: list[tuple[str, str]], members: dict[tuple[str, str], list[str]]) -> Targets:
    listed = [(*place, commune) for place, communes in members.items() for commune in communes]
    return Targets(
        pd.MultiIndex.from_tuples(wanted, names=INDEX),
        pd.DataFrame(listed, columns=[*INDEX, "commune"], dtype="str"),
    )


# ── The naive oracle ─────────────────────────────────────────────────────────────────────────────────────────────────

Row = tuple[float | None, float, float, Status]


def oracle(rows: dict[tuple[str, str], Row], place: tuple[str, str], communes: list[str]) -> Row | None:
    """The row of a place: its own, else the sum of its communes when each has a number, else None."""
    if place in rows:
        return rows[place]
    found = [rows.get(("commune", code)) for code in communes]
    if not found or any(one is None or one[0] is None for one in found):
        return None
    held = [one for one in found if one is not None]
    worst = max((one[3] for one in held), key=SEVERITY.index)
    return sum(one[0] or 0 for one in held), sum(one[1] for one in held), sum(one[2] for one in held), worst


def row(number: int | None, width: int, status: Status) -> Row:
    if number is None:
        return None, float("nan"), float("nan"), SECRET
    spread = width if status is ROUNDED else 0
    return float(number), float(max(0, number - spread)), float(number + spread), status


rows = st.builds(
    row,
    st.one_of(st.none(), st.integers(0, 500)),
    st.integers(1, 3),
    st.sampled_from([PUBLISHED, ROUNDED, Status.ESTIMATED]),
)
codes = [f"c{number}" for number in range(7)]
groups = [("epci", "e1"), ("epci", "e2"), ("departement", "d1")]


@given(
    communes=st.dictionaries(st.sampled_from(codes), rows, min_size=1),
    above=st.dictionaries(st.sampled_from(groups), rows),
    members=st.fixed_dictionaries({group: st.lists(st.sampled_from(codes), unique=True) for group in groups}),
    additive=st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_resolve_is_the_naive_loop(
    communes: dict[str, Row],
    above: dict[tuple[str, str], Row],
    members: dict[tuple[str, str], list[str]],
    additive: bool,
) -> None:
    table = {**{("commune", code): one for code, one in communes.items()}, **above}
    wanted = [*groups, ("commune", "c0"), ("commune", "c3")]
    found = resolve(cells(table), replace(COUNTS, additive=additive), targets(wanted, members))
    for place in wanted:
        expected = oracle(table, place, members.get(place, []) if additive else [])
        value, low, high = (frame.at[place, "v"] for frame in (found.values, found.low, found.high))
        status, detail = status_of(found, place), found.detail.at[place, "v"]
        if expected is None or expected[0] is None:
            assert pd.isna(value)
            assert pd.isna(low)
            assert pd.isna(high)
            assert not Status(status).has_value
            assert detail
        else:
            assert (value, low, high, status) == (expected[0], expected[1], expected[2], str(expected[3]))


@given(st.permutations(codes), st.integers(0, 2**16))
@settings(max_examples=30, deadline=None)
def test_the_order_of_communes_changes_nothing(order: list[str], seed: int) -> None:
    table = {("commune", code): row((seed >> number) % 97, 2, ROUNDED) for number, code in enumerate(codes)}
    one = resolve(cells(table), COUNTS, targets([groups[0]], {groups[0]: codes}))
    other = resolve(cells(table), COUNTS, targets([groups[0]], {groups[0]: list(order)}))
    for name in Cells.__annotations__:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


# ── What the reasons say ─────────────────────────────────────────────────────────────────────────────────────────────


def detail(table: dict[tuple[str, str], Row], card: Source, members: list[str]) -> tuple[str, str]:
    found = resolve(cells(table), card, targets([groups[0]], {groups[0]: members}))
    return status_of(found, groups[0]), found.detail.at[groups[0], "v"]


def test_a_partial_sum_says_how_many_communes_it_would_have_had() -> None:
    table = {("commune", code): row(5, 0, PUBLISHED) for code in codes[:2]}
    status, reason = detail(table, COUNTS, codes[:5])
    assert status == "missing"
    assert reason.startswith("couverture incomplète : 2 communes sur 5 dans les fichiers chargés")
    _, reason = detail({("commune", "c0"): row(5, 0, PUBLISHED)}, COUNTS, codes)
    assert reason.startswith("couverture incomplète : 1 commune sur 7")
    _, reason = detail({("commune", "c6"): row(5, 0, PUBLISHED)}, COUNTS, codes[:2])
    assert reason.startswith("aucune de ses communes n’est dans les fichiers chargés")


def test_where_no_commune_has_a_figure_the_word_of_the_producer_stands() -> None:
    card = replace(COUNTS, not_released={"epci": "jamais publié à ce niveau"})
    assert detail({("commune", "c6"): row(5, 0, PUBLISHED)}, card, codes[:2]) == (
        "not_released",
        "jamais publié à ce niveau",
    )
    status, reason = detail({("commune", "c1"): row(5, 0, PUBLISHED)}, card, codes[:2])
    assert (status, reason[:39]) == ("missing", "couverture incomplète : 1 commune sur 2")


def test_a_secret_commune_makes_the_sum_missing() -> None:
    table = {("commune", "c0"): row(5, 0, PUBLISHED), ("commune", "c1"): row(None, 0, SECRET)}
    status, reason = detail(table, COUNTS, codes[:2])
    assert status == "missing"
    assert reason.startswith("couverture incomplète : 1 commune sur 2")


def test_a_table_without_any_commune_still_gives_its_own_levels() -> None:
    table = {("departement", "d1"): row(5, 0, PUBLISHED)}
    found = resolve(cells(table), COUNTS, targets(groups, {groups[0]: codes[:2], groups[2]: codes}))
    assert found.values.at[("departement", "d1"), "v"] == 5
    assert status_of(found, groups[0]) == "missing"


def test_what_does_not_add_up_is_read_or_missing_and_says_so() -> None:
    table = {("commune", code): row(20_000, 0, PUBLISHED) for code in codes}
    status, reason = detail(table, MEDIANS, codes)
    assert status == "missing"
    assert reason.endswith("ce chiffre ne se calcule pas depuis les communes")


def test_a_level_that_the_producer_does_not_release_says_why() -> None:
    card = replace(MEDIANS, not_released={"epci": "le producteur ne publie pas ce niveau"})
    table = {("commune", code): row(20_000, 0, PUBLISHED) for code in codes}
    assert detail(table, card, codes) == ("not_released", "le producteur ne publie pas ce niveau")
    # For counts, the sum of all the communes comes first.
    assert detail(table, replace(COUNTS, not_released=card.not_released), codes)[0] == "published"


def test_metropolitan_france_stands_for_france_under_its_own_code() -> None:
    table = {("france", "FM"): row(15, 0, PUBLISHED)}
    found = resolve(cells(table), MEDIANS, targets([("france", "FR")], {}))
    assert list(found.values.index) == [("france", "FM")]
    table[("france", "FR")] = row(16, 0, PUBLISHED)
    found = resolve(cells(table), MEDIANS, targets([("france", "FR")], {}))
    assert list(found.values.index) == [("france", "FR")]


# ── The shelf ────────────────────────────────────────────────────────────────────────────────────────────────────────


def commune(found: Cells, code: str, variable: str) -> tuple[object, ...]:
    """Value, low, high, status and detail of one cell."""
    place = ("commune", code)
    value, low, high, _, detail = (frame.at[place, variable] for frame in found)
    return value, low, high, status_of(found, place, variable), detail


def test_names_lose_their_year_and_columns_of_another_year_are_left() -> None:
    shelved = shelf({"rp@2022": {"42302": {"P22_POP0014": 10, "P16_POP": 5}}})
    assert list(shelved.table("rp", "2022").values) == ["P_POP0014"]
    assert shelved.vintages("rp", ("P_POP0014",)) == ["2022"]
    assert shelved.vintages("rp", ("P_POP0014", "P_POP1529")) == []


def test_flags_become_bounds() -> None:
    table = shelf(
        {
            "caf_communes@2024-12": {
                "42302": {"indfoy_rsa": (115, ROUNDED, "arrondi"), "indfoy_af": (0, ROUNDED)},
                "42207": {"indfoy_rsa": (5, ROUNDED)},
            },
            "filosofi@2021": {"42302": {"TP6021": (5, Status.CENSORED, "plancher"), "TP60AGE121": (None, SECRET, "s")}},
        }
    )
    caf, filosofi = table.table("caf_communes", "2024-12"), table.table("filosofi", "2021")
    assert commune(caf, "42302", "indfoy_rsa") == (115, 113, 117, "rounded_by_source", "arrondi")
    assert commune(caf, "42302", "indfoy_af")[:3] == (0, 0, 2)
    assert commune(filosofi, "42302", "TP60") == (5, 0, 5, "censored", "plancher")
    assert commune(filosofi, "42302", "TP60AGE1")[3:] == ("secret_at_source", "s")


def test_a_hole_between_two_parts_of_a_table_has_its_reason() -> None:
    found = shelf({"rp@2022": {"42302": {"P22_MEN": 3432.9, "C22_FAMMONO": 232}, "42207": {"C22_FAMMONO": 1}}})
    assert commune(found.table("rp", "2022"), "42207", "P_MEN")[3:] == ("missing", "absent des fichiers chargés")


# Vézelin-sur-Loire (42268) was made of Amions (42004), Dancé (42082) and Saint-Paul-de-Vézelin (42268) in 2019;
# Solore-en-Forez (42084) of 42084, 42109 and 42252 in 2025.
VEZELIN, SOLORE = ("42004", "42082", "42268"), ("42084", "42109", "42252")


def test_counts_of_communes_merged_since_are_added_up() -> None:
    """A table of facilities of 2018 has the codes of its time."""
    table = {code: {"D502": float(number)} for number, code in enumerate((*VEZELIN, *SOLORE, "42302"))}
    found = shelf({"bpe@2018": table}).table("bpe", "2018")
    assert set(found.values.index.get_level_values("territory")) == {"42268", "42084", "42302"}
    assert commune(found, "42268", "D502")[:4] == (0 + 1 + 2, 3, 3, "published")
    assert commune(found, "42084", "D502")[0] == 3 + 4 + 5
    assert commune(found, "42268", "D502")[4] == "somme des communes réunies depuis (42004, 42082, 42268)"
    assert commune(found, "42302", "D502") == (6, 6, 6, "published", "")


def test_rounding_adds_up_over_communes_merged_since() -> None:
    table = {code: {"indfoy_rsa": (10, ROUNDED, "arrondi")} for code in SOLORE}
    found = shelf({"caf_communes@2023-12": table}).table("caf_communes", "2023-12")
    assert commune(found, "42084", "indfoy_rsa")[:4] == (30, 24, 36, "rounded_by_source")


def test_a_secret_among_merged_communes_keeps_its_reason() -> None:
    """Whatever its place: the reason shown is that of the most blocking part, not of the first."""
    for position in range(3):
        table = {
            code: {"indfoy_rsa": (None, SECRET, "trop peu de foyers") if number == position else 10.0}
            for number, code in enumerate(SOLORE)
        }
        found = shelf({"caf_communes@2023-12": table}).table("caf_communes", "2023-12")
        value, low, high, status, reason = commune(found, "42084", "indfoy_rsa")
        assert pd.isna([value, low, high]).all()
        assert (status, reason) == ("secret_at_source", "trop peu de foyers")


def test_a_part_that_lacks_makes_the_merged_commune_missing() -> None:
    found = shelf({"bpe@2018": {code: {"D502": 1.0} for code in VEZELIN[1:]}}).table("bpe", "2018")
    assert commune(found, "42268", "D502")[3:] == ("missing", "somme incomplète : il manque 42004")


def test_medians_of_merged_communes_are_not_added() -> None:
    table = {code: {"MED_SL": 20_000.0} for code in (*SOLORE, "42302")}
    found = shelf({"filosofi_2023@2023": table}).table("filosofi_2023", "2023")
    value, *_, status, reason = commune(found, "42084", "MED_SL")
    assert pd.isna(value)
    assert status == "missing"
    assert reason == "commune née de la réunion de 42084, 42109 et 42252 : ce chiffre ne s’additionne pas"
    assert commune(found, "42302", "MED_SL")[0] == 20_000


def test_a_table_is_carried_and_resolved_once(sample: Shelf) -> None:
    seen = Resolved(sample, Targets.of([Territory.of("42302")]))
    first = seen.cells("rp", "2022", ("C_FAMMONO",))
    assert sample.table("rp", "2022") is sample.table("rp", "2022")
    assert list(first.values) == ["C_FAMMONO"]
    with pytest.raises(KeyError):
        seen.cells("rp", "2022", ("C_INCONNUE",))


def test_what_france_covers(sample: Shelf) -> None:
    seen = Resolved(sample, Targets.of([Territory.of("42302")]))
    assert seen.nation("rp_logement", "2023") == "France hors Mayotte"
    assert seen.nation("filosofi_2023", "2023") == "France métropolitaine"
    # Nothing national is published: « France » would be the sum of every commune, Mayotte included.
    assert seen.nation("caf_communes", "2024-12") == "France"
