from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib import store as module
from ctg_lib.changes import differences
from ctg_lib.errors import CtgError, InputError, MissingSourceError
from ctg_lib.sources import reading
from ctg_lib.sources.card import PLACE_COLUMNS, Chain, Table
from ctg_lib.store import Manifest, Store
from ctg_lib.value import Status

SECRET = (Status.SECRET, "secret statistique à la source")


def table(figures: dict[str, dict[str, float | None]], *, part: str = "essai") -> Table:
    """A fictitious table of communes; None stands for a secret."""
    values = pd.DataFrame.from_dict(figures, orient="index").astype(float)
    marks = pd.DataFrame(index=values.index, columns=values.columns, dtype=object)
    for name in values:
        marks[name] = pd.Series([SECRET if pd.isna(cell) else None for cell in values[name]], index=values.index)
    values.index = marks.index = reading.places("commune", list(figures))
    return Table("filosofi", "2021", part, values, reading.flags(values, marks.where(marks.notna())))


def manifest(of: Table, *, sha256: str = "a", chain: Chain = Chain.REPUBLISHED, date: str = "2026-01-01") -> Manifest:
    return Manifest(
        source=of.source, vintage=of.vintage, part=of.part, file=f"{of.part}.csv", sha256=sha256, size=1,
        chain=str(chain), origin="", ingested=date, code="1", rows=len(of.values), variables=len(of.values.columns),
    )  # fmt: skip


FIRST = table({"42302": {"MED21": 25720.0, "TP6021": 8.0}, "42218": {"MED21": 19010.0, "TP6021": 28.0}})
SECOND = table({"42302": {"MED21": 25730.0, "TP6021": None}})


def bytes_of(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_what_is_written_is_read_back(root: Path) -> None:
    store = Store([root])
    assert store.write(SECOND, manifest(SECOND))
    values, flags = store.read("filosofi", "2021")
    pd.testing.assert_frame_equal(values, SECOND.values)
    pd.testing.assert_frame_equal(flags, SECOND.flags)
    assert sorted(bytes_of(root)) == [
        "filosofi/2021/essai/flags.parquet",
        "filosofi/2021/essai/manifest.json",
        "filosofi/2021/essai/values.parquet",
    ]
    assert store.vintages("filosofi") == ["2021"]
    assert store.columns("filosofi", "2021") == ["MED21", "TP6021"]


def test_some_columns_bring_their_own_flags_alone(root: Path) -> None:
    store = Store([root])
    store.write(SECOND, manifest(SECOND))
    values, flags = store.read("filosofi", "2021", ["MED21", "ABSENT"])
    assert list(values) == ["MED21"]
    assert flags.empty


def test_the_same_file_twice_changes_no_byte(root: Path) -> None:
    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    before = bytes_of(root)
    assert not store.write(FIRST, manifest(FIRST, date="2027-05-05"))
    assert bytes_of(root) == before
    # Read afresh elsewhere, it gives the same bytes.
    other = Store([root.parent / "autre"])
    other.write(FIRST, manifest(FIRST))
    assert bytes_of(other.roots[0]) == before


@pytest.mark.parametrize("change", [{"sha256": "b"}, {"chain": Chain.PRODUCER}])
def test_another_file_or_another_chain_is_written(root: Path, change: dict) -> None:
    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    assert store.write(FIRST, manifest(FIRST, **change))
    assert len(bytes_of(root)) == 3


def test_a_table_that_is_not_held_is_missing(root: Path) -> None:
    with pytest.raises(MissingSourceError):
        Store([root]).read("filosofi", "2021")


class PowerCutError(BaseException):
    """Nothing catches it, like a real one."""


def cut(*arguments: object, **options: object) -> None:
    raise PowerCutError


@pytest.mark.parametrize(
    ("name", "owner"),
    [("_write", module), ("asdict", module), ("swap_all", folders)],
)
def test_a_write_that_fails_leaves_the_former_part_and_no_half(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, owner: object
) -> None:
    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    before = bytes_of(root)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, cut)
        with pytest.raises(PowerCutError):
            store.write(SECOND, manifest(SECOND, sha256="b"))
    assert bytes_of(root) == before
    assert sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()) == [
        "filosofi",
        "filosofi/2021",
        "filosofi/2021/essai",
    ]
    pd.testing.assert_frame_equal(Store([root]).read("filosofi", "2021")[0], FIRST.values.sort_index())


def test_a_power_cut_between_the_two_renames_leaves_the_former_part_readable(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    rename, calls = Path.rename, []

    def dead_after_the_first(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) > 1:
            raise OSError(5, "plus de courant")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", dead_after_the_first)
        with pytest.raises(CtgError):
            store.write(SECOND, manifest(SECOND, sha256="b"))
    assert not (root / "filosofi/2021/essai").exists()
    after = Store([root])
    pd.testing.assert_frame_equal(after.read("filosofi", "2021")[0], FIRST.values.sort_index())
    # The next write puts everything in order.
    assert after.write(SECOND, manifest(SECOND, sha256="b"))
    assert [path.name for path in (root / "filosofi/2021").iterdir()] == ["essai"]
    pd.testing.assert_frame_equal(after.read("filosofi", "2021")[0], SECOND.values)


def test_a_disk_that_refuses_is_told_in_french(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    before = bytes_of(root)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_write", full)
        with pytest.raises(CtgError, match="ne peut pas être écrite"):
            store.write(SECOND, manifest(SECOND, sha256="b"))
    assert bytes_of(root) == before


def test_the_producers_file_wins_cell_by_cell_with_its_secrets(root: Path) -> None:
    store = Store([root])
    official = replace(SECOND, part="officiel")
    store.write(official, manifest(official, chain=Chain.PRODUCER))
    store.write(FIRST, manifest(FIRST))
    values, flags = store.read("filosofi", "2021")
    assert values.loc[("commune", "42302"), "MED21"] == 25730.0
    assert np.isnan(values.loc[("commune", "42302"), "TP6021"])
    # What the producer's file does not cover is still there.
    assert values.loc[("commune", "42218"), "TP6021"] == 28.0
    assert list(flags[["territory", "variable", "status"]].itertuples(index=False, name=None)) == [
        ("42302", "TP6021", "secret_at_source")
    ]


def test_a_flag_goes_with_the_cell_that_it_was_about(root: Path) -> None:
    """The republished file had a secret where the producer has a figure."""
    store = Store([root])
    republished = table({"42302": {"MED21": 25720.0, "TP6021": None}})
    official = table({"42302": {"TP6021": 8.0}}, part="officiel")
    store.write(republished, manifest(republished))
    store.write(official, manifest(official, chain=Chain.PRODUCER))
    values, flags = store.read("filosofi", "2021")
    assert values.loc[("commune", "42302"), "TP6021"] == 8.0
    assert values.loc[("commune", "42302"), "MED21"] == 25720.0
    assert flags.empty


def test_of_two_roots_the_first_wins_unless_the_second_is_the_producers(tmp_path: Path) -> None:
    own, sample = Store([tmp_path / "own"]), Store([tmp_path / "sample"])
    own.write(SECOND, manifest(SECOND))
    sample.write(FIRST, manifest(FIRST))
    both = Store([tmp_path / "own", tmp_path / "sample"])
    assert both.read("filosofi", "2021")[0].loc[("commune", "42302"), "MED21"] == 25730.0
    sample.write(FIRST, manifest(FIRST, chain=Chain.PRODUCER))
    both = Store([tmp_path / "own", tmp_path / "sample"])
    assert both.read("filosofi", "2021")[0].loc[("commune", "42302"), "MED21"] == 25720.0


def test_the_origin_of_a_cell(root: Path) -> None:
    store = Store([root])
    official = replace(SECOND, part="officiel")
    store.write(FIRST, manifest(FIRST))
    store.write(official, manifest(official, chain=Chain.PRODUCER))

    def part(territory: str, column: str) -> str | None:
        origin = store.origin("filosofi", "2021", "commune", territory, column)
        return origin.manifest.part if origin else None

    # A secret comes from the file that says so.
    assert part("42302", "TP6021") == "officiel"
    assert part("42218", "TP6021") == "essai"
    assert part("42218", "ABSENT") is None
    assert part("42999", "MED21") is None


def test_several_parts_are_written_at_once_and_a_part_given_twice_once(root: Path) -> None:
    store = Store([root])
    other = replace(SECOND, part="autre")
    parts = [(one, manifest(one)) for one in (FIRST, other, FIRST)]
    assert store.write_all(parts) == [True, True, False]
    assert store.write_all([*parts[:2], (replace(SECOND, part="neuf"), manifest(SECOND))]) == [False, False, True]
    assert len(store.parts["filosofi", "2021"]) == 3


def cells_of(one: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    return one.values, one.flags


def test_every_cell_that_differs_is_listed() -> None:
    cells = differences(cells_of(FIRST), cells_of(SECOND))
    fields = ["level", "territory", "variable", "before", "after", "before_status", "after_status"]
    assert list(cells.columns) == fields
    assert cells["before_status"].tolist() == ["published", "published"]
    assert cells["after_status"].tolist() == ["published", "secret_at_source"]
    assert cells["variable"].tolist() == ["MED21", "TP6021"]
    assert cells["before"].tolist() == [25720.0, 8.0]
    assert cells["after"].iloc[0] == 25730.0
    assert np.isnan(cells["after"].iloc[1])
    assert differences(cells_of(FIRST), cells_of(FIRST)).empty
    nothing = differences(cells_of(SECOND), cells_of(SECOND))
    assert nothing.empty, "deux secrets ne diffèrent pas"
    assert list(nothing.columns) == fields


def test_a_reason_that_changes_is_a_difference() -> None:
    """A secret that becomes « non diffusé », and a number that turns out to be rounded."""
    secret = table({"42302": {"MED21": None, "TP6021": 8.0, "D121": None}})
    marks = pd.DataFrame(index=secret.values.index, columns=secret.values.columns, dtype=object)
    marks["MED21"] = [(Status.NOT_RELEASED, "non disponible d’après le producteur")]
    marks["TP6021"] = [(Status.ROUNDED, "arrondi à l’unité")]
    marks["D121"] = [SECRET]
    cells = differences(cells_of(secret), (secret.values, reading.flags(secret.values, marks)))
    assert cells[["variable", "before_status", "after_status"]].to_numpy().tolist() == [
        ["MED21", "secret_at_source", "not_released"],
        ["TP6021", "published", "rounded_by_source"],
    ]
    assert cells["before"].isna().tolist() == [True, False]
    assert cells["after"].iloc[1] == 8.0


def test_tables_with_nothing_in_common_do_not_differ() -> None:
    other = table({"42218": {"D121": 1.0}})
    assert differences(cells_of(FIRST), cells_of(other)).empty
    elsewhere = table({"69001": {"MED21": 1.0}})
    assert differences(cells_of(FIRST), cells_of(elsewhere)).empty


def listing(part: str, variable: str, *rows: tuple[str, str, str]) -> Table:
    """A table of one variable, that lists establishments: identifier, kind, commune."""
    frame = pd.DataFrame([(one, kind, one, commune, None, None) for one, kind, commune in rows], columns=PLACE_COLUMNS)
    return replace(table({"42302": {variable: 1.0}}), part=part, places=frame)


def test_two_parts_that_list_other_kinds_stand_side_by_side(root: Path) -> None:
    """Schools in one file, town halls in the other; where both list schools, those of the producer alone are read."""
    store = Store([root])
    trusted = listing("producteur", "ecoles", ("e1", "ecole", "42302"))
    rows = ("e1 bis", "ecole", "42302"), ("m1", "mairie", "42302"), ("e9", "ecole", "69001")
    other = listing("tiers", "mairies", *rows)
    store.write(trusted, manifest(trusted, chain=Chain.PRODUCER))
    store.write(other, manifest(other, sha256="b"))
    assert store.places("filosofi", "2021")["id"].tolist() == ["e1", "m1", "e9"]
    assert store.places("filosofi", "2020").empty


def test_a_hidden_folder_is_no_part(root: Path) -> None:
    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    shutil.copytree(root / "filosofi/2021/essai", root / "filosofi/2021/.ecriture-x")
    assert len(Store([root]).parts["filosofi", "2021"]) == 1


def test_a_part_without_its_figures_is_damaged(root: Path) -> None:
    store = Store([root])
    store.write(FIRST, manifest(FIRST))
    (root / "filosofi/2021/essai/values.parquet").unlink()
    with pytest.raises(InputError, match="abîmée"):
        Store([root]).read("filosofi", "2021")
