"""The number of a line is claimed only where the published file, opened again, has that number there."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
import yaml

from ctg_lib import folders, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage import lines
from ctg_lib.lineage.figure import explain
from ctg_lib.lineage.lines import Wanted
from ctg_lib.store import Manifest, Store, sha256
from ctg_lib.territory import Territory

SAMPLE = folders.PROJECT / "data" / "sample"
HEAD = "dtreffre;numcomdo;indfoy_rsa\n"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `data/raw/`, beside the real references."""
    (tmp_path / "reference").symlink_to(folders.PROJECT / "data" / "reference", target_is_directory=True)
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    (tmp_path / "raw" / "caf_communes").mkdir(parents=True)
    return tmp_path / "raw"


def laid(raw: Path, text: str) -> Manifest:
    path = raw / "caf_communes" / "s_ben.csv"
    path.write_text(text, encoding="utf-8")
    return Manifest(
        "caf_communes", "2024-12", "c", path.name, sha256(path), path.stat().st_size, "producteur", "", "", "", 1, 1
    )


def wanted(value: float, code: str = "42302") -> Wanted:
    return Wanted(code, "indfoy_rsa", "indfoy_rsa", "2024-12", value)


def test_the_line_is_that_of_a_spreadsheet_and_of_the_right_vintage(raw: Path) -> None:
    manifest = laid(raw, f"{HEAD}2023-12;42302;110\n\n2024-12;42301;5\n2024-12;42302;115\n")
    found = lines.find(lines.held(manifest), sources.source("caf_communes"), wanted(115))
    assert (found.lines, found.column, found.why, found.exact) == ((5,), "indfoy_rsa", "", True)


def test_a_number_that_is_not_the_stored_one_is_not_claimed(raw: Path) -> None:
    found = lines.find(lines.held(laid(raw, f"{HEAD}2024-12;42302;120\n")), sources.source("caf_communes"), wanted(115))
    assert not found.exact
    assert "calculé" in found.why


def test_several_lines_of_one_code_are_told_and_none_is_claimed(raw: Path) -> None:
    manifest = laid(raw, f"{HEAD}2024-12;42302;60\n2024-12;42302;55\n")
    found = lines.find(lines.held(manifest), sources.source("caf_communes"), wanted(115))
    assert (found.lines, found.exact) == ((2, 3), False)
    assert found.why.startswith("2 lignes de ce code")


def test_a_file_that_changed_is_another_file(raw: Path) -> None:
    manifest = laid(raw, f"{HEAD}2024-12;42302;115\n")
    laid(raw, f"{HEAD}2024-12;42302;119\n")
    found = lines.find(lines.held(manifest), sources.source("caf_communes"), wanted(115))
    assert found.lines == ()
    assert "« ctg fetch caf_communes »" in found.why


def test_a_code_that_the_file_has_not_is_told(raw: Path) -> None:
    manifest = laid(raw, f"{HEAD}2024-12;42302;115\n")
    assert (
        "aucune ligne n’a ce code"
        in lines.find(lines.held(manifest), sources.source("caf_communes"), wanted(5, "42001")).why
    )


UNCLAIMED = {
    "lignes de ce code",
    "aucune ligne de ce code",
    "aucune ligne n’a ce code",
    "la base garde le code et non la ligne, et ce fichier n’est pas dans data/raw (le reprendre chez qui l’a publié)",
    "calculé ici, à partir des listes et des tables chargées",
    "la ligne est celle du territoire ; le nombre y est calculé à partir de ses cases",
    "un tel fichier n’a pas de lignes numérotées comme un CSV",
}


# ── The real published files ────────────────────────────────────────────────────────────────────────────────────────


def opened(path: Path, separator: str) -> list[list[str]]:
    """By the plain reader of the language, and not by the project's; lists are numbered as lines are."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=separator))


@pytest.mark.slow
@pytest.mark.parametrize("code", ["42302", "42005", "42218"])
def test_each_line_claimed_is_found_again_in_the_real_file(code: str, raw: Path, real_files: Path) -> None:
    recipe = yaml.safe_load((SAMPLE / "recipe.yaml").read_text(encoding="utf-8"))
    for one in recipe["files"]:
        target = raw / one["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(real_files / one["path"])
    diagnostic = Diagnostic(Territory.of(code), "2026-11-27", Shelf(Store([SAMPLE])))
    rows = {path.name: path for path in raw.rglob("*") if path.is_file()}
    texts: dict[str, list[list[str]]] = {}
    claimed, cells = set(), {}
    for identifier in indicators.catalogue():
        for cell in explain(diagnostic, identifier).cells:
            cells[cell.source, cell.vintage, cell.column] = cell
    for key, cell in cells.items():
        if cell.line is None:
            continue
        separator = sources.source(cell.source).separator
        text = texts.setdefault(cell.file, opened(rows[cell.file], separator))
        line = dict(zip(text[0], text[cell.line - 1], strict=True))
        assert code in line.values()
        number = line[cell.written].strip().replace(",", ".")
        assert (float(number) == cell.number) if cell.number is not None else not number.isdigit()
        claimed.add(key)
    # Those that are not claimed: lists that are counted, zeros that are an absence, figures reckoned from others.
    left = {cell.line_why.split(", que")[0].lstrip("0123456789 ") for key, cell in cells.items() if key not in claimed}
    assert {why.partition(" :")[0].partition(" ne porte")[0] for why in left} <= UNCLAIMED
    assert len(claimed) > 0.7 * len(cells), sorted(set(cells) - claimed)
