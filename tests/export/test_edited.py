"""What somebody wrote into a published folder is set aside when the next edition takes its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctg_lib.export.edited import set_aside
from ctg_lib.store import sha256


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "42302"
    (made / "notebooks").mkdir(parents=True)
    for name in ("diagnostic.docx", "diagnostic.html", "notebooks/a.ipynb"):
        (made / name).write_text(f"publié : {name}", encoding="utf-8")
    outputs = {path.relative_to(made).as_posix(): sha256(path) for path in made.rglob("*") if path.is_file()}
    (made / "manifest.json").write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
    return made


def kept(folder: Path) -> dict[str, str]:
    aside = folder.with_name("42302-modifies")
    return {path.name: path.read_text(encoding="utf-8") for path in aside.iterdir()} if aside.is_dir() else {}


def test_a_folder_as_it_was_published_leaves_nothing(folder: Path) -> None:
    assert set_aside(folder) == ()
    assert set_aside(folder.with_name("absent")) == ()
    assert kept(folder) == {}


def test_what_was_written_is_kept_each_version_of_it_once(folder: Path) -> None:
    (folder / "diagnostic.docx").write_text("corrigé en réunion", encoding="utf-8")
    (folder / "notes.txt").write_text("à ne pas perdre", encoding="utf-8")
    told = set_aside(folder)
    assert len(told) == 2
    assert "diagnostic.docx avait été modifié" in told[0]
    assert sorted(kept(folder).values()) == ["corrigé en réunion", "à ne pas perdre"]
    assert all(name.startswith(("diagnostic-", "notes-")) for name in kept(folder))
    set_aside(folder)
    assert len(kept(folder)) == 2
    (folder / "diagnostic.docx").write_text("corrigé encore", encoding="utf-8")
    set_aside(folder)
    assert len(kept(folder)) == 3


def test_without_a_manifest_everything_is_kept(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert len(set_aside(folder)) == 3
    assert len(kept(folder)) == 3
