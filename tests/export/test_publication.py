"""The folder of a diagnostic: complete, accounted for, and replaced whole or not at all."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ctg_lib import chapters, folders, locks
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG
from ctg_lib.errors import CtgError, MissingSourceError, PageRefusedError, UsageError
from ctg_lib.export import provenance
from ctg_lib.export import publication as room
from ctg_lib.export.publication import publish
from ctg_lib.run.notebook import NotebookError
from ctg_lib.territory import Territory
from tests.published import EDITION, PROJECT, SORBIERS, Publication, own_data


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def manifest(publication: Publication) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((publication.folder / "manifest.json").read_text(encoding="utf-8"))
    return found


# ── What is in the folder ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_folder_holds_the_page_the_table_the_manifest_and_the_notebooks(publication: Publication) -> None:
    figures = {"indicators.csv", "indicators.json", "indicators.xlsx", "datapackage.json"}
    expected = {"diagnostic.html", "synthese.html", "diagnostic.pdf", "diagnostic.docx", "manifest.json"} | figures
    assert set(bytes_of(publication.folder)) == expected | {f"notebooks/{name}.ipynb" for name in chapters.every()}
    assert publication.folder == publication.data / "output" / SORBIERS
    assert [path.name for path in publication.folder.parent.iterdir()] == [SORBIERS], "un dossier de travail est resté"
    assert publication.folder.stat().st_mode & 0o755 == 0o755


def test_the_page_with_all_its_chapters_is_light(publication: Publication) -> None:
    """Fit for a locked computer and a mail: under three million bytes, fonts, maps and charts inside."""
    assert publication.page.stat().st_size < 3_000_000
    assert (publication.folder / "synthese.html").stat().st_size < 300_000


def test_the_table_is_a_plain_csv(publication: Publication) -> None:
    raw = (publication.folder / "indicators.csv").read_bytes()
    head, *lines = raw.decode("utf-8").splitlines()
    assert head.startswith("indicator,territory,level,vintage,unit,value,low,high,")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert len(lines) > 500


def test_the_manifest_accounts_for_every_file(publication: Publication, manifest: dict[str, Any]) -> None:
    files = bytes_of(publication.folder)
    files.pop("manifest.json")
    assert manifest["outputs"] == {name: hashlib.sha256(held).hexdigest() for name, held in files.items()}


def test_the_manifest_names_every_table_behind_a_figure(publication: Publication, manifest: dict[str, Any]) -> None:
    tokens = publication.values["source"].str.split("+").explode()
    used = {tuple(token.split("@")) for token in tokens if token}
    assert {(one["source"], one["vintage"]) for one in manifest["inputs"]} == used
    for one in manifest["inputs"]:
        assert re.fullmatch(r"[0-9a-f]{64}", one["sha256"])
        assert one["chain"] in ("producteur", "republie")
        if one["source"] == "acces":
            # Reckoned at each edition: no file of the sample holds it.
            assert one["file"] == "calcul des distances"
            continue
        held = folders.PROJECT / "data" / "sample" / one["source"] / one["vintage"] / one["part"] / "manifest.json"
        kept = json.loads(held.read_text(encoding="utf-8"))
        assert {name: kept[name] for name in ("file", "sha256", "chain")} == {
            name: one[name] for name in ("file", "sha256", "chain")
        }


def test_the_manifest_says_what_was_asked_and_with_what(manifest: dict[str, Any]) -> None:
    assert manifest["parameters"] == {"territoire": SORBIERS, "date_edition": EDITION}
    assert manifest["territory"]["name"] == "Sorbiers"
    assert manifest["code"]["fingerprint"] == provenance.fingerprint()
    assert manifest["libraries"] == {name: importlib.metadata.version(name) for name in manifest["libraries"]}
    assert {"pandas", "papermill", "nbconvert", "matplotlib", "folium"} <= set(manifest["libraries"])
    for name, digest in manifest["reference"].items():
        assert hashlib.sha256((folders.reference() / name).read_bytes()).hexdigest() == digest
    assert {"communes.parquet", "populations.parquet"} <= set(manifest["reference"])
    assert manifest["warnings"] == []


def test_the_manifest_knows_neither_the_hour_nor_the_machine(
    publication: Publication, manifest: dict[str, Any]
) -> None:
    # Producers date some of their files by their names.
    text = json.dumps(manifest | {"inputs": [one | {"file": ""} for one in manifest["inputs"]]})
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}", text)) == {EDITION}
    assert not re.search(r"\d{2}:\d{2}", text)
    for place in (str(publication.data), str(PROJECT), os.uname().nodename):
        assert place not in text


def test_the_fingerprint_follows_the_code_and_the_notebooks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(folders.notebooks(), tmp_path / "notebooks")
    monkeypatch.setattr(folders, "notebooks", lambda: tmp_path / "notebooks")
    before = provenance.fingerprint()
    assert provenance.fingerprint() == before
    path = tmp_path / "notebooks" / "10_portrait.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("Qui habite", "Qui vit"), encoding="utf-8")
    assert provenance.fingerprint() != before


# ── Whole or not at all ─────────────────────────────────────────────────────────────────────────────────────────────


def sorbiers() -> Path:
    return publish(Territory.of(SORBIERS), EDITION, formats=()).folder


def shown(data: Path) -> list[str]:
    """Everything in the output folder, hidden or not."""
    return sorted(path.name for path in (data / "output").iterdir())


def fails(error: BaseException) -> Callable[..., Any]:
    def failing(*_: Any, **__: Any) -> Any:
        raise error

    return failing


def test_two_processes_do_not_write_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path)))
    asked = room.Asked(Territory.of(SORBIERS), EDITION)
    held = locks.held(folders.lock(asked.folder), UsageError("occupé"))
    with held, pytest.raises(UsageError, match="en train d’être écrit"):
        room.write(asked, room.Means())
    assert not (tmp_path / "output").exists()


STAGES: dict[str, tuple[object, str, BaseException]] = {
    "parameters": (room, "check_parameters", CtgError("paramètre")),
    "notebook": (room, "execute", NotebookError("carnet")),
    "figures": (room, "_published_values", KeyError("valeur")),
    "page": (room.page, "render", ValueError("mise en page")),
    "interruption": (room.page, "render", KeyboardInterrupt()),
    "check": (room.checks, "check", PageRefusedError("page")),
    "table": (pd.DataFrame, "to_csv", OSError("disque plein")),
    "manifest": (provenance, "write", OSError("disque plein")),
    "exchange": (folders, "swap", OSError("dossier occupé")),
}


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("before", [True, False], ids=["edition before", "first edition"])
def test_a_failure_at_any_stage_changes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch, stage: str, before: bool
) -> None:
    held = bytes_of(sorbiers()) if before else {}
    where, name, error = STAGES[stage]
    monkeypatch.setattr(where, name, fails(error))
    with pytest.raises(type(error)):
        sorbiers()
    assert shown(data) == ([SORBIERS] if before else [])
    assert bytes_of(data / "output") == {f"{SORBIERS}/{path}": raw for path, raw in held.items()}


def test_a_failure_of_the_exchange_itself_puts_the_former_folder_back(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = bytes_of(sorbiers())
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if target.name == SORBIERS and path != folders.former(target):
            raise OSError("dossier ouvert dans une autre fenêtre")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OSError, match="autre fenêtre"):
        sorbiers()
    assert shown(data) == [SORBIERS]
    assert bytes_of(data / "output" / SORBIERS) == held


def test_a_failing_notebook_leaves_the_former_edition_byte_for_byte(
    publication: Publication, diagnostic: Diagnostic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a real kernel: one cell of one chapter fails."""
    data = own_data(tmp_path / "donnees")
    monkeypatch.setenv("CTG_DATA", str(data))
    shutil.copytree(publication.folder, data / "output" / SORBIERS)
    shutil.copytree(folders.notebooks(), tmp_path / "notebooks")
    path = tmp_path / "notebooks" / "90_synthese.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("chapter.needs()", "1 / 0"), encoding="utf-8")
    alone = replace(CTG, parts=(replace(CTG.parts[-1], chapters=(path.stem,)),))
    monkeypatch.setattr(folders, "notebooks", lambda: tmp_path / "notebooks")
    monkeypatch.setattr(room, "available", lambda: False)
    monkeypatch.setattr(room, "Diagnostic", lambda *_: diagnostic)
    with pytest.raises(NotebookError, match="ZeroDivisionError"):
        publish(Territory.of(SORBIERS), EDITION, formats=(), document=alone)
    assert shown(data) == [SORBIERS]
    assert bytes_of(data / "output" / SORBIERS) == bytes_of(publication.folder)


@pytest.mark.usefixtures("data")
def test_a_new_edition_replaces_the_whole_folder() -> None:
    folder = sorbiers()
    held = bytes_of(folder)
    (folder / "vestige.txt").write_text("d’une édition passée", encoding="utf-8")
    assert bytes_of(sorbiers()) == held


def test_after_a_power_cut_between_the_two_renames_the_former_folder_comes_back(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sorbiers()
    held = bytes_of(folder)
    folder.rename(folders.former(folder))
    monkeypatch.setattr(room, "execute", fails(NotebookError("carnet")))
    with pytest.raises(NotebookError):
        sorbiers()
    assert shown(data) == [SORBIERS]
    assert bytes_of(folder) == held


def test_steps_are_told_in_french(data: Path) -> None:
    told: list[str] = []
    publish(Territory.of(SORBIERS), EDITION, told.append, formats=())
    titles = [one.title for one in chapters.every().values()]
    steps = [re.fullmatch(rf"chapitre (\d+) sur {len(titles)} : (.+)", line) for line in told[:-1]]
    # Several are at work at a time: two may be told in the other order.
    assert sorted(int(one[1]) for one in steps if one) == list(range(1, len(titles) + 1))
    assert sorted(one[2] for one in steps if one) == sorted(titles)
    assert told[-1] == "mise en page et contrôles"


# ── What the sources cover ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["01004"])
def test_a_commune_outside_the_sources_is_refused_with_what_to_fetch(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path)))
    monkeypatch.setattr(room, "available", lambda: False)
    monkeypatch.setattr(room, "execute", lambda *_: pytest.fail("un noyau a démarré"))
    with pytest.raises(MissingSourceError) as refused:
        publish(Territory.of(code), EDITION)
    assert refused.value.exit_code == 4
    told = str(refused.value)
    assert code in told
    for source in ("rp", "caf_communes", "filosofi_2023", "etat_civil", "bpe"):
        assert f"« ctg fetch {source} », puis « ctg ingest --officiel »" in told
    assert not (tmp_path / "output").exists()


def test_a_rate_that_is_withheld_is_no_lack(diagnostic: Diagnostic) -> None:
    assert room._lacking(diagnostic) == ()


# ── The same bytes ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_second_run_elsewhere_gives_the_same_bytes(publication: Publication, tmp_path: Path) -> None:
    """Another process, another folder, another order of sets, another hour zone, ordinary kernels."""
    data = own_data(tmp_path / "ailleurs")
    environment = os.environ | {
        "CTG_DATA": str(data),
        "PYTHONPATH": str(PROJECT),
        "PYTHONHASHSEED": "12345",
        "TZ": "Pacific/Noumea",
    }
    command = [sys.executable, "-m", "ctg_lib.cli", "diagnostic", SORBIERS, "--date", EDITION, "--cold"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=600)
    first, second = bytes_of(publication.folder), bytes_of(data / "output" / SORBIERS)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
