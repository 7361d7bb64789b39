from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import parameters, parquet
from ctg_lib.errors import InputError
from ctg_lib.ingestion import ingest, recognise
from ctg_lib.sources import acces_equipements as access
from ctg_lib.sources.acces_equipements import KINDS, SERVICES, SOURCE
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.sources.access_grid import FILE, frame, whole
from tests.sources.tables import figure, one, status

NAME = "donnees_2025_reg84.parquet"
Change = Callable[[pd.DataFrame], pd.DataFrame]


def written(folder: Path, rows: pd.DataFrame, name: str = NAME) -> Path:
    rows.to_parquet(folder / name, index=False)
    return folder / name


def at(row: int, column: str, value: object) -> Change:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[row, column] = value
        return rows

    return change


def test_the_small_file_is_the_one_of_the_script() -> None:
    pd.testing.assert_frame_equal(pd.read_parquet(FILE), whole())


def test_the_file_is_recognised_and_dated_by_its_name() -> None:
    assert recognise(FILE) is SOURCE
    table = one(SOURCE, FILE)
    assert (table.vintage, table.part) == ("2025", "reg84")
    assert table.ignored == ("lignes d’autres types d’équipement : 1",)
    assert set(table.values) == {f"{what}_{service}" for what in ("POP", "MINUTES", "LOIN15") for service in SERVICES}


def test_of_a_service_that_the_file_does_not_know_nothing_is_said(tmp_path: Path) -> None:
    table = one(SOURCE, written(tmp_path, frame()))
    assert {name.split("_")[1] for name in table.values} == {"CRECHE", "PHARMACIE"}


def test_each_cell_goes_to_the_nearest_of_the_types_of_a_service() -> None:
    """01001: 100 inhabitants at 12 minutes (a micro-crèche), 50.5 at 16 (a crèche); 01002: 9.5 at 15, not beyond."""
    table = one(SOURCE, FILE)
    assert figure(table, "01001", "POP_CRECHE") == 150.5
    assert figure(table, "01001", "MINUTES_CRECHE") == 100 * 12 + 50.5 * 16
    assert figure(table, "01001", "LOIN15_CRECHE") == 50.5
    assert figure(table, "01002", "LOIN15_CRECHE") == 0
    # 01004 has no row of D509 at all: its crèches alone are told.
    assert figure(table, "01004", "MINUTES_CRECHE") == 200 * 2 + 3 * 18


def test_a_cell_cut_by_a_border_counts_on_each_side() -> None:
    table = one(SOURCE, FILE)
    assert figure(table, "01001", "MINUTES_PHARMACIE") == 100 * 4.5 + 50.5 * 6
    assert figure(table, "01002", "MINUTES_PHARMACIE") == 9.5 * 6


def test_inhabitants_without_a_duration_leave_their_commune_without_a_mean() -> None:
    table = one(SOURCE, FILE)
    for what in ("POP", "MINUTES", "LOIN15"):
        assert status(table, "01004", f"{what}_PHARMACIE") == "not_released"
        assert status(table, "01004", f"{what}_CRECHE") == "published"


def test_a_cell_without_a_row_is_a_cell_without_a_duration(tmp_path: Path) -> None:
    former = one(SOURCE, written(tmp_path, frame()))
    table = one(SOURCE, written(tmp_path, frame().drop(index=13)))
    pd.testing.assert_frame_equal(table.values, former.values)
    pd.testing.assert_frame_equal(table.flags, former.flags)


def test_a_cell_where_nobody_lives_takes_nothing_away(tmp_path: Path) -> None:
    rows = frame()
    rows.loc[[12, 13], "pop"] = 0.0
    assert figure(one(SOURCE, written(tmp_path, rows)), "01004", "MINUTES_PHARMACIE") == 200 * 1.5


def test_columns_may_be_stored_otherwise(tmp_path: Path) -> None:
    """Dictionaries, whole or short numbers, several groups of rows: the same table."""
    rows = frame().assign(pop=lambda t: t["pop"] * 2).astype({"pop": "int32", "duree": "float32"})
    rows = rows.astype(dict.fromkeys(("depcom", "typeeq_id", "iris"), "category"))
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), tmp_path / NAME, row_group_size=3)
    values = one(SOURCE, tmp_path / NAME).values
    pd.testing.assert_frame_equal(values, one(SOURCE, written(tmp_path, frame())).values * 2)


def test_a_file_is_read_by_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    former = one(SOURCE, FILE)

    def short(path: Path, columns: tuple[str, ...]):
        return batches(path, columns, 2)

    batches = parquet.batches
    monkeypatch.setattr(parquet, "batches", short)
    table = one(SOURCE, FILE)
    pd.testing.assert_frame_equal(table.values, former.values)
    path = written(tmp_path, pd.concat([frame(), frame().iloc[[2]]]))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert [problem.row for problem in caught.value.problems] == [16]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="duree"), [(1, "duree", "elle manque")]),
        (lambda t: t.rename(columns={"pop": "POP"}), [(1, "pop", "« POP »")]),
        (lambda t: t.astype({"duree": str}), [(1, "duree", "n’est pas faite de nombres")]),
        (at(2, "duree", -1.0), [(4, "duree", "négatif")]),
        (at(2, "duree", 1200.0), [(4, "duree", "dépasse le maximum")]),
        (at(2, "duree", float("inf")), [(4, "duree", "dépasse le maximum")]),
        (at(9, "pop", -3.0), [(11, "pop", "négatif"), (11, "pop", "9.5 sur une autre ligne")]),
        (at(9, "pop", float("nan")), [(11, "pop", "pas de nombre")]),
        (at(9, "pop", 12.0), [(11, "pop", "12 habitants, et 9.5 sur une autre ligne du même carreau")]),
        (lambda t: t.replace("01002", "01999"), [(9, "depcom", "« 01999 »")]),
        (lambda t: t.replace("01002", "1002"), [(9, "depcom", "zéro initial")]),
        (at(7, "depcom", None), [(9, "depcom", "n’est pas un code")]),
        (
            lambda t: pd.concat([t, t.iloc[[8]]]),
            [(16, "typeeq_id", "deuxième durée d’un même carreau pour le type D509")],
        ),
        (lambda t: t[t["typeeq_id"] == "A101"], [(None, "typeeq_id", "aucune ligne des types")]),
        (lambda t: t.head(0), [(None, "typeeq_id", "aucune ligne des types")]),
    ],
)
def test_what_is_wrong_is_told_at_once(tmp_path: Path, change: Change, told: list[tuple[int | None, str, str]]) -> None:
    with pytest.raises(InputError) as caught:
        SOURCE.read(written(tmp_path, change(frame())))
    problems = caught.value.problems
    assert [(problem.row, problem.column) for problem in problems] == [(row, column) for row, column, _ in told]
    for problem, (_, _, words) in zip(problems, told, strict=True):
        assert words in problem.what
        assert problem.file == NAME
        assert problem.remedy


def test_all_problems_of_a_file_are_in_one_error(tmp_path: Path) -> None:
    rows = at(2, "duree", -1.0)(at(5, "duree", 4000.0)(frame())).replace("01002", "01999")
    with pytest.raises(InputError, match="3 problèmes ; rien n’a été enregistré") as caught:
        SOURCE.read(written(tmp_path, rows))
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [
        (4, "duree"), (7, "duree"), (9, "depcom"),
    ]  # fmt: skip


def test_a_file_wrong_from_end_to_end_is_told_by_its_first_rows(tmp_path: Path) -> None:
    rows = pd.concat([frame().assign(idSrc=lambda t, n=n: t["idSrc"] + str(n)) for n in range(40)])
    with pytest.raises(InputError, match="seuls les 100 premiers problèmes sont dits") as caught:
        SOURCE.read(written(tmp_path, rows.assign(duree=rows["duree"] * 3600)))
    problems = caught.value.problems
    assert len(problems) == 101
    assert [problem.row for problem in problems[:3]] == [2, 3, 4]
    assert {problem.column for problem in problems[:100]} == {"duree"}


def test_the_year_is_in_the_name(tmp_path: Path) -> None:
    assert one(SOURCE, written(tmp_path, frame(), "donnees-2024-reg84.parquet")).vintage == "2024"
    with pytest.raises(InputError, match="l’année n’est pas dite"):
        SOURCE.read(written(tmp_path, frame(), "acces.parquet"))


@pytest.mark.parametrize("cut", [slice(0, -200), slice(0, 0), slice(0, 100)])
def test_a_damaged_file_is_refused(tmp_path: Path, cut: slice) -> None:
    path = tmp_path / NAME
    path.write_bytes(FILE.read_bytes()[cut])
    for read in (recognise, SOURCE.read):
        with pytest.raises(InputError, match="ne peut pas être lu") as caught:
            read(path)
        assert "télécharger à nouveau" in str(caught.value)


def test_damaged_rows_are_refused(tmp_path: Path) -> None:
    content = bytearray(FILE.read_bytes())
    content[4:900] = bytes(896)
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(InputError, match="ne peut pas être lu"):
        SOURCE.read(tmp_path / NAME)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="le fichier n’existe pas"):
        recognise(tmp_path / NAME)


def test_two_regions_stand_side_by_side(tmp_path: Path) -> None:
    other = frame().replace({"01001": "21001", "01002": "21002", "01004": "21003"})
    store = Store([tmp_path / "store"])
    paths = [FILE, written(tmp_path, other, "donnees_2025_reg27.parquet")]
    done = ingest(paths, store, chain=Chain.PRODUCER, date="2026-11-27")
    assert [result.table.part for result in done] == ["reg84-01-producteur", "reg27-21-producteur"]
    values = store.read("acces_equipements", "2025")[0]
    assert list(values.index.get_level_values("territory")) == ["01001", "01002", "01004", "21001", "21002", "21003"]


def test_the_limit_is_the_dated_one_and_its_name_says_it() -> None:
    assert parameters.value("acces_minutes_loin") == access.LIMIT
    assert f"LOIN{access.LIMIT}_" == access.FAR
    assert len(KINDS) == len(set(KINDS))


# ── Against a loop ───────────────────────────────────────────────────────────────────────────────────────────────────

COMMUNES = ("01001", "01002", "01004", "75056", "97101")
TYPES = ("D502", "D509", "D307", "C107", "C108", "C109", "B101")
CELLS = st.lists(
    st.tuples(
        st.sampled_from(COMMUNES),
        st.integers(0, 400).map(lambda number: number / 4),
        st.dictionaries(st.sampled_from(TYPES), st.none() | st.integers(0, 240).map(lambda tens: tens / 4), min_size=1),
    ),
    min_size=1,
    max_size=25,
)


def naive(cells: list[tuple[str, float, dict[str, float | None]]]) -> dict[tuple[str, str], list[float] | None]:
    """For each commune and service: inhabitants, inhabitants × minutes and inhabitants beyond 15 minutes."""
    known = {kind for _, _, told in cells for kind in told}
    read = [cell for cell in cells if set(cell[2]) & set(KINDS)]
    found: dict[tuple[str, str], list[float] | None] = {}
    for service, kinds in SERVICES.items():
        if not known & set(kinds):
            continue
        for commune in {commune for commune, _, _ in read}:
            sums: list[float] | None = [0.0, 0.0, 0.0]
            for _, people, told in (cell for cell in read if cell[0] == commune):
                minutes = [told[kind] for kind in kinds if told.get(kind) is not None]
                if not minutes and people > 0:
                    sums = None
                    break
                if minutes and sums is not None:
                    nearest = min(minutes)
                    sums[0] += people
                    sums[1] += people * nearest
                    sums[2] += people if nearest > 15 else 0.0
            found[commune, service] = sums
    return found


@settings(max_examples=25, deadline=None)
@given(CELLS, st.randoms(use_true_random=False))
def test_the_sums_are_those_of_a_loop(cells: list[tuple[str, float, dict[str, float | None]]], order) -> None:
    rows = [
        {
            "idSrc": f"{number}_0",
            "depcom": commune,
            "iris": f"{commune}0000",
            "pop": people,
            "typeeq_id": kind,
            "duree": told,
        }
        for number, (commune, people, kinds) in enumerate(cells)
        for kind, told in kinds.items()
    ]
    order.shuffle(rows)
    expected = naive(cells)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), pd.DataFrame(rows).astype({"duree": float}))
        if not expected:
            with pytest.raises(InputError, match="aucune ligne des types d’équipement lus"):
                SOURCE.read(path)
            return
        table = one(SOURCE, path)
    assert len(table.values.columns) == 3 * len({service for _, service in expected})
    assert set(table.values.index.get_level_values("territory")) == {commune for commune, _ in expected}
    for (commune, service), sums in expected.items():
        names = [f"{what}_{service}" for what in ("POP", "MINUTES", "LOIN15")]
        if sums is None:
            assert {status(table, commune, name) for name in names} == {"not_released"}
        else:
            assert [figure(table, commune, name) for name in names] == pytest.approx(sums, rel=1e-12)
