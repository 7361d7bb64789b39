"""The main job: run every chapter for a territory, check the page, and put the whole folder in place at once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import nbformat
import pandas as pd

from ctg_lib import __version__, chapters, folders, indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import local_files
from ctg_lib.errors import MissingSourceError, Problem
from ctg_lib.export import FORMATS, annex, checks, data, docx, page, pdf, spreadsheet, synthesis
from ctg_lib.indicators.cells import Shelf
from ctg_lib.run.notebook import check_parameters, execute
from ctg_lib.run.warm import Warm, available
from ctg_lib.sources.card import Source
from ctg_lib.store import sha256
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS, Status

LIBRARIES = ("pandas", "geopandas", "folium", "seaborn", "matplotlib", "papermill", "nbconvert", "pyarrow")


@dataclass(frozen=True)
class Published:
    """Where the diagnostic is, and what the operator should know of it."""

    folder: Path
    warnings: tuple[str, ...]


# What asks something of the system: the reason why it cannot be written here, if there is one.
_DEMANDING: dict[str, ModuleType] = {"pdf": pdf, "docx": docx}


def publish(
    territory: Territory,
    date: str,
    tell: Callable[[str], None] = lambda _: None,
    *,
    cold: bool = False,
    formats: Collection[str] = FORMATS,
) -> Published:
    """Write `data/output/<code>/` for a territory; the former folder stays until the new one is whole.

    date: the edition (AAAA-MM-JJ). tell: called with a French line at each step. cold: run the notebooks in ordinary
    kernels, for the same outputs. formats: those of `FORMATS` to write. Raises the errors of `ctg_lib.errors`.
    """
    if cold or not available():
        return _publish(territory, date, tell, formats, None)
    with Warm(territory, date) as warm:
        return _publish(territory, date, tell, formats, warm)


def _publish(
    territory: Territory, date: str, tell: Callable[[str], None], formats: Collection[str], warm: Warm | None
) -> Published:
    diagnostic = Diagnostic(territory, date, Shelf(local_files.store(territory, date)))
    computed = warm.values() if warm else None
    if computed is None:
        warm = None
    else:
        diagnostic.with_values(computed)
    warnings = _lacking(diagnostic)
    unable = {name: why for name, room in _DEMANDING.items() if name in formats and (why := room.missing())}
    formats, warnings = [one for one in formats if one not in unable], (*warnings, *unable.values())
    output = folders.output()
    output.mkdir(parents=True, exist_ok=True)
    final = output / territory.code
    folders.restore(final)
    fresh = Path(tempfile.mkdtemp(prefix=f".{territory.code}-", dir=output))
    try:
        notebooks = _run(diagnostic, fresh, tell, warm)
        values = _published_values(diagnostic)
        tell("mise en page et contrôles")
        pages = {"diagnostic.html": page.render(diagnostic, notebooks), "synthese.html": synthesis.render(diagnostic)}
        for name, html in pages.items():
            checks.check(html, values, name)
        for name, content in _files(diagnostic, pages, values, formats, tell).items():
            (fresh / name).write_bytes(content)
        _write_manifest(diagnostic, fresh, warnings)
        fresh.chmod(0o755)
        folders.swap(fresh, final)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Published(final, warnings)


def _lacking(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The sources that know nothing of the territory, in French; refused when none of those loaded does.

    A source that publishes nothing at that level, or hides it, is not lacking: the page says why.
    """
    rows = diagnostic.values
    place = diagnostic.territory
    own = rows[(rows["territory"] == place.code) & (rows["level"] == str(place.level))]
    # Without a vintage, an indicator waits for a source that nobody loaded: « ctg sources » tells which.
    own = own[own["vintage"] != ""]
    lead = own["indicator"].map(lambda name: indicators.indicator(name).inputs[0].source)
    told = set(lead[own["status"] != str(Status.MISSING)])
    lacking = [card for card in map(sources.source, dict.fromkeys(lead)) if card.id not in told]
    if own["status"].map(lambda status: Status(status).has_value).any():
        return tuple(f"{card.title} : rien sur ce territoire dans les fichiers chargés." for card in lacking)
    raise MissingSourceError(
        f"Aucune des sources chargées ne couvre {place.name} ({place.code}).",
        [Problem(f"{card.title} : rien sur ce territoire.", remedy=_remedy(card)) for card in lacking],
    )


def _remedy(card: Source) -> str:
    if not card.files:
        return f"« ctg ingest {folders.reference() / 'populations.parquet'} »."
    return f"« ctg fetch {card.id} », puis « ctg ingest --officiel » suivi des fichiers reçus."


def _run(
    diagnostic: Diagnostic, fresh: Path, tell: Callable[[str], None], warm: Warm | None
) -> list[nbformat.NotebookNode]:
    """Execute every chapter, each in its own kernel, several at a time; the order of the document is kept."""
    parameters = {"territoire": diagnostic.territory.spelling, "date_edition": diagnostic.date}
    names = list(chapters.every())
    for name in names:
        check_parameters(folders.notebooks() / f"{name}.ipynb", parameters)

    def one(name: str) -> nbformat.NotebookNode:
        target = fresh / "notebooks" / f"{name}.ipynb"
        node = execute(folders.notebooks() / f"{name}.ipynb", target, parameters, warm)
        tell(f"chapitre {name}")
        return node

    with ThreadPoolExecutor(max_workers=max(1, min(4, os.cpu_count() or 1))) as pool:
        return list(pool.map(one, names))


def _files(
    diagnostic: Diagnostic,
    pages: Mapping[str, str],
    values: pd.DataFrame,
    formats: Collection[str],
    tell: Callable[[str], None],
) -> dict[str, bytes]:
    """The pages, and their figures in each form, by file name."""
    html = pages["diagnostic.html"]
    files = {"indicators.csv": data.csv(values).encode(), "indicators.json": data.as_json(diagnostic, values).encode()}
    if "xlsx" in formats:
        tell("tableur")
        files["indicators.xlsx"] = spreadsheet.workbook(html, values, diagnostic.date)
    files["datapackage.json"] = data.datapackage(diagnostic, values, files).encode()
    files |= {name: text.encode() for name, text in pages.items()}
    if "pdf" in formats:
        tell("PDF")
        files["diagnostic.pdf"] = pdf.pdf(html)
    if "docx" in formats:
        tell("document Word")
        files["diagnostic.docx"] = docx.docx(html, diagnostic.date)
    return files


def _published_values(diagnostic: Diagnostic) -> pd.DataFrame:
    """The long table that goes with the page: the territory, its comparators, and the communes that are mapped."""
    mapped = [name for chapter in chapters.every().values() for name in chapter.mapped]
    frames = [diagnostic.values, *(diagnostic.communes(name) for name in mapped)]
    together = pd.concat(frames, ignore_index=True)[list(COLUMNS)]
    return together.drop_duplicates(["indicator", "territory", "level", "vintage"], ignore_index=True)


def _write_manifest(diagnostic: Diagnostic, folder: Path, warnings: tuple[str, ...]) -> None:
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
    outputs = {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    manifest = {
        "territory": {
            "code": diagnostic.territory.code,
            "name": diagnostic.territory.name,
            "cog": diagnostic.territory.cog,
        },
        "parameters": {"territoire": diagnostic.territory.spelling, "date_edition": diagnostic.date},
        "code": {"ctg_lib": __version__, "fingerprint": fingerprint()},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": inputs,
        "reference": reference,
        "warnings": list(warnings),
        "outputs": outputs,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def fingerprint() -> str:
    """Hash of the code and the notebooks that make a diagnostic."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted([*package.rglob("*"), *folders.notebooks().glob("*.ipynb")]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
