"""What a fingerprint tells apart: each thing that changed, in words, and the chapters that need not be run."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from ctg_lib.batch import fingerprint
from ctg_lib.batch.fingerprint import Conventions, Fingerprint, Told, World, due
from ctg_lib.convention import charter, local_files
from ctg_lib.sources import local

WORLD = World("code", "lib", "ref", {"rp": "1", "caf_communes": "2"}, {"20_petite_enfance": "a", "90_synthese": "b"})
TOLD = Told("monde", ("42302",), ("42302",), "ecrit", "chiffres")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Fingerprint:
    """The fingerprint of a folder that stands."""
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    folder = tmp_path / "output" / "42302"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / "diagnostic.html").write_text("page", encoding="utf-8")
    return Fingerprint(
        "42302",
        "2026-11-24",
        ("pdf",),
        WORLD,
        TOLD,
        {"20_petite_enfance": ["rp"], "90_synthese": ["caf_communes"], "00_territoire": None},
        "garde",
        hashlib.sha256(b"{}").hexdigest(),
        ("à savoir",),
        {"manifest.json": 2, "diagnostic.html": 4},
    )


def folder(tmp_path: Path) -> Path:
    return tmp_path / "output" / "42302"


def test_it_is_read_as_it_was_written(made: Fingerprint) -> None:
    made.write("42302")
    assert Fingerprint.read("42302") == replace(made, reads=dict(made.reads), files=dict(made.files))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"told": 3}', '{"told": {}, "world": {}}'])
def test_a_damaged_one_is_none(made: Fingerprint, text: str) -> None:
    made.write("42302")
    fingerprint.places.fingerprint("42302").write_text(text, encoding="utf-8")
    assert Fingerprint.read("42302") is None


def test_nothing_changed_nothing_is_due(made: Fingerprint, tmp_path: Path) -> None:
    assert due(made, made, folder(tmp_path)).reasons == ()
    assert due(made, replace(made, formats=()), folder(tmp_path)).reasons == (), "what is there is more than is asked"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"date": "2026-11-25"}, "la date d’édition"),
        ({"world": replace(WORLD, code="autre")}, "le programme"),
        ({"world": replace(WORLD, libraries="autre")}, "les bibliothèques installées"),
        ({"world": replace(WORLD, reference="autre")}, "les tables de référence"),
    ],
)
def test_what_concerns_the_whole_keeps_no_chapter(
    changed: dict[str, object], reason: str, made: Fingerprint, tmp_path: Path
) -> None:
    found = due(made, replace(made, **changed), folder(tmp_path))  # type: ignore[arg-type]
    assert (found.reasons, found.keep) == ((reason,), ())


@pytest.mark.parametrize(
    ("changed", "keep"),
    [
        ({"world": replace(WORLD, sources={"rp": "9", "caf_communes": "2"})}, {"90_synthese"}),
        ({"world": replace(WORLD, sources={"rp": "1"})}, {"20_petite_enfance"}),
        ({"world": replace(WORLD, sources={**WORLD.sources, "bpe": "1"})}, {"20_petite_enfance", "90_synthese"}),
        ({"world": replace(WORLD, notebooks={**WORLD.notebooks, "90_synthese": "z"})}, {"20_petite_enfance"}),
        ({"formats": ("pdf", "docx")}, {"20_petite_enfance", "90_synthese"}),
        ({"told": replace(TOLD, written="autre")}, {"20_petite_enfance", "90_synthese"}),
        ({"kept": "autre"}, {"20_petite_enfance", "90_synthese"}),
    ],
)
def test_a_chapter_is_kept_unless_it_read_what_changed(
    changed: dict[str, object], keep: set[str], made: Fingerprint, tmp_path: Path
) -> None:
    """One whose reads nobody can say is never kept."""
    found = due(made, replace(made, **changed), folder(tmp_path))  # type: ignore[arg-type]
    assert len(found.reasons) == 1
    assert set(found.keep) == keep


@pytest.mark.parametrize(
    ("changed", "keep"),
    [
        ({"told": replace(TOLD, written="x")}, ("20_petite_enfance", "30_enfance", "74_seniors")),
        ({"told": replace(TOLD, written="x", figures="x")}, ("20_petite_enfance",)),
        # What was published decides what is hidden, and editions kept are read with the convention.
        ({"kept": "autre"}, ("20_petite_enfance",)),
    ],
)
def test_what_people_wrote_is_read_again_by_those_who_read_it(
    changed: dict[str, object], keep: tuple[str, ...], made: Fingerprint, tmp_path: Path
) -> None:
    """A fiche concerns the chapters of the convention alone; a workbook, those that its figures are in as well."""
    before = replace(
        made,
        reads={
            "05_gouvernance": ["convention"],
            "20_petite_enfance": ["rp"],
            "30_enfance": ["offre_locale"],
            "74_seniors": ["acces"],
        },
    )
    found = due(before, replace(before, **changed), folder(tmp_path))  # type: ignore[arg-type]
    assert (found.reasons, found.keep) == (("le dossier de la convention",), keep)


@pytest.mark.parametrize("accident", ["deleted", "shorter", "other manifest"])
def test_a_folder_that_is_no_longer_the_one_written(accident: str, made: Fingerprint, tmp_path: Path) -> None:
    path = folder(tmp_path) / ("manifest.json" if accident == "other manifest" else "diagnostic.html")
    if accident == "deleted":
        path.unlink()
    else:
        path.write_text("[]" if accident == "other manifest" else "", encoding="utf-8")
    assert due(made, made, folder(tmp_path)).reasons == ("ses fichiers de sortie",)


def test_the_files_of_a_convention_are_named_as_their_readers_name_them() -> None:
    assert fingerprint.CHARTER == charter.FILE
    assert fingerprint.ASIDE == local_files.REGISTERS
    assert fingerprint.SPREADSHEETS == local.SPREADSHEETS


def test_the_files_that_people_wrote_of_a_convention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    own = tmp_path / "conventions" / "42302"
    (own / "chiffres").mkdir(parents=True)
    before = Conventions().written
    (own / "chiffres" / "2026-11-24.csv").write_text("x", encoding="utf-8")
    (own / "~$offre.xlsx").write_text("x", encoding="utf-8")
    assert Conventions().written == before
    (own / "convention.yaml").write_text("x", encoding="utf-8")
    assert Conventions().written != before
    figures = Conventions().figures
    for name in ("comite.yaml", "Observations 2026.xlsx", "suivi.xlsx", "~$offre_locale.xlsx", "notes.txt"):
        (own / name).write_text("x", encoding="utf-8")
    (own / "actions").mkdir()
    (own / "actions" / "01_creche.yaml").write_text("x", encoding="utf-8")
    assert Conventions().figures == figures
    for name in ("offre_locale.xlsx", "RPE_2025.ODS", "convention.yaml"):
        before = Conventions().figures
        (own / name).write_text("y", encoding="utf-8")
        assert Conventions().figures != before
    kept = fingerprint.kept("42302", TOLD)
    (own / "chiffres" / "2026-11-24.csv").write_text("y", encoding="utf-8")
    assert fingerprint.kept("42302", TOLD) != kept


def test_the_world_is_the_same_wherever_the_data_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.published import own_data

    worlds = []
    for name in ("un", "deux"):
        monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / name)))
        worlds.append(World.now())
    assert worlds[0] == worlds[1]
    assert "filosofi" in worlds[0].sources
    assert "20_petite_enfance" in worlds[0].notebooks
