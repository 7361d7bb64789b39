"""What a published folder is made from: the files read, the code, the parameters, and the hash of each file written."""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ctg_lib import __version__, folders, indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import Document
from ctg_lib.export import annex
from ctg_lib.store import sha256
from ctg_lib.territory import Territory

FILE = "manifest.json"
LIBRARIES = ("pandas", "geopandas", "folium", "seaborn", "matplotlib", "papermill", "nbconvert", "pyarrow")


def manifest(diagnostic: Diagnostic, document: Document, warnings: tuple[str, ...]) -> dict[str, Any]:
    """What made the diagnostic, but for the files written."""
    store = diagnostic.shelf.store
    inputs = [
        {
            "source": part.manifest.source,
            "vintage": part.manifest.vintage,
            "part": part.manifest.part,
            "file": part.manifest.file,
            "sha256": part.manifest.sha256,
            "chain": part.manifest.chain,
        }
        for name, year in annex.used_tables(diagnostic)
        for part in store.parts.get((name, year), [])
    ]
    reference = {path.name: sha256(path) for path in sorted(folders.reference().glob("*.parquet"))}
    return {
        "territory": {
            "code": diagnostic.territory.code,
            "level": str(diagnostic.territory.level),
            "name": diagnostic.territory.name,
            "cog": diagnostic.territory.cog,
        },
        "perimeters": [_perimeter(one) for one in (diagnostic.territory, *diagnostic.comparators)],
        "definitions": {name: one.definition for name, one in indicators.catalogue().items()},
        "document": document.id,
        "parameters": {"territoire": diagnostic.territory.spelling, "date_edition": diagnostic.date},
        "code": {"ctg_lib": __version__, "fingerprint": fingerprint()},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": inputs,
        "reference": reference,
        "warnings": list(warnings),
    }


def write(content: dict[str, Any], folder: Path) -> None:
    """Lay the manifest in a finished folder, with the hash of each of its files."""
    outputs = {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    text = json.dumps({**content, "outputs": outputs}, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def _perimeter(place: Territory) -> dict[str, str]:
    """A territory and the hash of its communes: another hash is another perimeter under the same name."""
    digest = hashlib.sha256(",".join(place.communes).encode()).hexdigest()[:16]
    return {"level": str(place.level), "code": place.code, "communes": digest}


def fingerprint() -> str:
    """Hash of the code and the notebooks that make a diagnostic."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted([*package.rglob("*"), *folders.notebooks().glob("*.ipynb")]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
