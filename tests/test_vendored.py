"""What was copied from elsewhere is the published file, unchanged, with its licence beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ASSETS = PROJECT / "ctg_lib" / "export" / "assets"
VENDOR = PROJECT / "tests" / "vendor"
# Written here, and changed as the rest of the code is.
OWN = {"carte.css", "carte.js"}


def listed(folder: Path) -> dict[str, str]:
    """File name to SHA-256, from the folder's SHA256SUMS."""
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


@pytest.mark.parametrize("folder", [ASSETS, VENDOR], ids=lambda folder: folder.name)
def test_every_file_is_listed_and_unchanged(folder: Path) -> None:
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", *OWN}
    }
    assert found == listed(folder)


# The digests of the published packages, told twice: a file and its list cannot drift together unseen.
@pytest.mark.parametrize(
    ("path", "digest", "mark"),
    [
        (
            ASSETS / "leaflet.js",
            "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
            "Leaflet 1.9.4",
        ),
        (
            ASSETS / "leaflet.css",
            "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
            ".leaflet-container",
        ),
        (
            VENDOR / "axe.min.js",
            "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
            "axe v4.14.1",
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_the_published_version(path: Path, digest: str, mark: str) -> None:
    content = path.read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    assert mark in content.decode("utf-8")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (ASSETS / "LICENSE", ["BSD 2-Clause License", "Volodymyr Agafonkin", "Redistributions of source code"]),
        (VENDOR / "LICENSE", ["Mozilla Public License, version 2.0", "Covered Software"]),
        (VENDOR / "LICENSE-3RD-PARTY.txt", ["MIT", "Permission is hereby granted"]),
        (PROJECT / "LICENSE", ["MIT License", "ctg_lib contributors", "Permission is hereby granted"]),
    ],
    ids=["leaflet", "axe", "axe-third-parties", "ctg_lib"],
)
def test_the_licence_is_there(path: Path, words: list[str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) > 1000
    assert [word for word in words if word not in text] == []
