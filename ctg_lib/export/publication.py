"""The main job: run every chapter for a territory, check the page, and put the whole folder in place at once."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from types import ModuleType

import nbformat
import pandas as pd

from ctg_lib import chapters, folders, indicators, locks, sources
from ctg_lib.analysis.editions import Edition
from ctg_lib.chapters.context import Diagnostic, keep
from ctg_lib.chapters.documents import ABS, CTG, Document
from ctg_lib.convention import dossier as dossiers
from ctg_lib.convention import frozen, local_files
from ctg_lib.convention.dossier import Dossier, has_folder
from ctg_lib.convention.opened import Opened, held
from ctg_lib.errors import MissingSourceError, Problem, UsageError
from ctg_lib.export import (
    FORMATS,
    checks,
    data,
    docx,
    edited,
    editions,
    fiches,
    page,
    pdf,
    provenance,
    spreadsheet,
    synthesis,
)
from ctg_lib.export.parsed import TIES
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.prepared import Prepared
from ctg_lib.run.forks import Forks
from ctg_lib.run.notebook import Kernels, check_parameters, execute
from ctg_lib.run.system import available
from ctg_lib.run.warm import Warm
from ctg_lib.secrecy import ledger, record
from ctg_lib.sources.card import Source
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS, Status
from ctg_lib.views.view import keys

SECRECY = "secret.json"


# What the cells of a notebook looked at (`ctg_lib.reads`), by chapter; None where nobody can say.
Reads = dict[str, list[str] | None]


@dataclass(frozen=True)
class Published:
    """Where the diagnostic is, what the operator should know of it, and what the notebooks that were run read."""

    folder: Path
    warnings: tuple[str, ...]
    reads: Reads = field(default_factory=dict)


@dataclass(frozen=True)
class Means:
    """How the notebooks are run.

    kernels: where theirs come from, ordinary ones by default. at_once: how many at a time. seconds: what a cell may
    take. prepared: a pass that holds the figures. kept: executed notebooks that still hold, by chapter.
    """

    kernels: Kernels | None = None
    at_once: int = max(1, min(4, os.cpu_count() or 1))
    seconds: float | None = None
    prepared: Prepared | None = None
    kept: Mapping[str, Path] = field(default_factory=dict)


# What asks something of the system: the reason why it cannot be written here, if there is one.
_DEMANDING: dict[str, ModuleType] = {"pdf": pdf, "docx": docx}


def publish(
    territory: Territory,
    date: str,
    tell: Callable[[str], None] = lambda _: None,
    *,
    cold: bool = False,
    formats: Collection[str] = FORMATS,
    since: Path | None = None,
    document: Document = CTG,
) -> Published:
    """Write `data/output/<code>/` for a territory; the former folder stays until the new one is whole.

    date: the edition (AAAA-MM-JJ). tell: called with a French line at each step. cold: run the notebooks in ordinary
    kernels, for the same outputs. formats: those of `FORMATS` to write. since: the folder of an earlier
    edition, to tell what changed from it. document: which one to write. Raises the errors of `ctg_lib.errors`.
    """
    asked = Asked(territory, date, document, tuple(formats), editions.read(since) if since else None)
    if cold or not available():
        return write(asked, Means(), tell)
    with Warm(territory, date) as warm:
        return write(asked, Means(warm), tell)


@dataclass(frozen=True)
class Asked:
    """What is to be written, and the earlier edition to compare it with."""

    territory: Territory
    date: str
    document: Document = CTG
    formats: tuple[str, ...] = FORMATS
    former: Edition | None = None

    def __post_init__(self) -> None:
        self.document.refuse(self.territory)

    @property
    def folder(self) -> Path:
        """The diagnostic has the territory's folder; another document, or an example, stands beside it."""
        parts = [self.territory.code]
        parts += [] if self.document.id == CTG.id else [self.document.id]
        # A review is of a date: that of the next year does not take its place.
        parts += [] if self.document.whole else [self.date]
        parts += ["exemple"] if folders.example_shown() else []
        return folders.output() / "-".join(parts)


def write(asked: Asked, means: Means, tell: Callable[[str], None] = lambda _: None) -> Published:
    """What `publish` does, by the means given. Raises UsageError while another process writes the same folder."""
    gathered = local_files.gather(asked.territory, asked.date)
    diagnostic = Diagnostic(asked.territory, asked.date, Shelf(gathered.store), means.prepared)
    means = _computed(diagnostic, means)
    dossier = _dossier(asked)
    if asked.document.id == CTG.id:
        asked = replace(asked, document=asked.document.including(held(dossier)))
        _freeze(diagnostic, dossier)
    warnings = (*gathered.warnings, *(_lacking(diagnostic) if asked.document.whole else ()))
    unable = {name: why for name, room in _DEMANDING.items() if name in asked.formats and (why := room.missing())}
    asked = replace(asked, formats=tuple(one for one in asked.formats if one not in unable))
    problem = Problem("un autre calcul l’écrit déjà.", asked.folder.name, remedy="attendre sa fin, puis relancer.")
    refusal = UsageError("Ce dossier est en train d’être écrit.", [problem])
    with locks.held(folders.lock(asked.folder), refusal):
        return _replaced(asked, diagnostic, dossier, means, (*warnings, *unable.values()), tell)


def _replaced(
    asked: Asked,
    diagnostic: Diagnostic,
    dossier: Dossier,
    means: Means,
    warnings: tuple[str, ...],
    tell: Callable[[str], None],
) -> Published:
    """The whole folder beside the former one, then in its place."""
    final = asked.folder
    final.parent.mkdir(parents=True, exist_ok=True)
    folders.restore(final)
    fresh = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    try:
        notebooks, read = _run(diagnostic, fresh, tell, means, asked.document.chapters)
        values = _published_values(diagnostic) if asked.document.whole else diagnostic.values[list(COLUMNS)]
        manifest = provenance.manifest(diagnostic, asked.document, warnings)
        tell("mise en page et contrôles")
        changed = _changed(asked.former, editions.edition(manifest, values)) if asked.former else ""
        pages = {
            asked.document.file: page.render(diagnostic, notebooks, asked.document, changed),
            **(_beside(diagnostic, asked.document, dossier) if asked.document.whole else {}),
        }
        for name, html in pages.items():
            checks.check(html, values, name)
        if fiches.FILE in pages and not pdf.missing():
            warnings = (*warnings, *fiches.overlong(pages[fiches.FILE]))
        if not asked.document.whole:
            values = values[keys(values).isin(_called(pages[asked.document.file]))]
        for name, content in _files(asked, diagnostic, pages, values, tell).items():
            (fresh / name).write_bytes(content)
        provenance.write(manifest, fresh)
        fresh.chmod(0o755)
        # Before the folder is in place: what may have been read is never forgotten.
        _remember(diagnostic)
        kept = edited.set_aside(final)
        folders.swap(fresh, final)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Published(final, (*warnings, *kept), read)


def _computed(diagnostic: Diagnostic, means: Means) -> Means:
    """Have the figures at hand before the notebooks part, and the means that are left: the warm process may be gone."""
    if isinstance(means.kernels, Forks):
        keep(diagnostic)
        _published_values(diagnostic)
        _ = diagnostic.services
    elif isinstance(means.kernels, Warm):
        computed = means.kernels.values()
        if computed is None:
            return replace(means, kernels=None)
        diagnostic.with_values(computed)
    return means


def _dossier(asked: Asked) -> Dossier:
    """The files of the convention on the day of the edition; a CCAS writes a document of its own, without them."""
    if asked.document.id == ABS.id:
        return Dossier(asked.territory)
    return dossiers.read(asked.territory).at(datetime.date.fromisoformat(asked.date))


def _freeze(diagnostic: Diagnostic, dossier: Dossier) -> None:
    """Keep the figures of this edition beside the convention, so that what is validated on it can be read again."""
    if has_folder(diagnostic.territory):
        frozen.freeze(diagnostic, dossier.cited, dossier.editions)


def _beside(diagnostic: Diagnostic, document: Document, dossier: Dossier) -> dict[str, str]:
    """The pages that stand beside that of a whole document: the synthesis, and the fiches of the convention."""
    pages = {"synthese.html": synthesis.render(diagnostic, document, dossier.actions, dossier.observed)}
    if dossier.actions:
        seen = Opened(dossier, diagnostic)
        pages[fiches.FILE] = fiches.render(diagnostic, dossier.actions, dossier.goals, seen.baselines(), seen.changed())
    return pages


def _remember(diagnostic: Diagnostic) -> None:
    """Note what this edition tells and hides of the figures collected on site; an example tells nothing of anybody."""
    if not folders.example_shown():
        ledger.write([table for table, _ in diagnostic.shelf.store.laid])


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
        return card.by_hand
    return f"« ctg fetch {card.id} », puis « ctg ingest --officiel » suivi des fichiers reçus."


def _run(
    diagnostic: Diagnostic, fresh: Path, tell: Callable[[str], None], means: Means, names: Sequence[str]
) -> tuple[dict[str, nbformat.NotebookNode], Reads]:
    """Every chapter executed, each in its own kernel, and what it read; those that are kept are taken as they are."""
    parameters = {"territoire": diagnostic.territory.spelling, "date_edition": diagnostic.date}
    for name in names:
        check_parameters(folders.notebooks() / f"{name}.ipynb", parameters)
    read: Reads = {}
    done = count(1)

    def one(name: str) -> nbformat.NotebookNode:
        node = made(name)
        title = node.cells[0].source.partition("\n")[0].lstrip("# ")
        tell(f"chapitre {next(done)} sur {len(names)} : {title}")
        return node

    def made(name: str) -> nbformat.NotebookNode:
        target = fresh / "notebooks" / f"{name}.ipynb"
        if name in means.kept:
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(means.kept[name], target)
            return nbformat.read(target, as_version=4)
        node = execute(folders.notebooks() / f"{name}.ipynb", target, parameters, means.kernels, means.seconds)
        last = means.kernels.last if isinstance(means.kernels, Forks) else None
        read[name] = last.read if last else None
        return node

    if means.at_once == 1:
        # A process that forks has one thread.
        return {name: one(name) for name in names}, read
    with ThreadPoolExecutor(means.at_once) as pool:
        return dict(zip(names, pool.map(one, names), strict=True)), read


def _files(
    asked: Asked,
    diagnostic: Diagnostic,
    pages: Mapping[str, str],
    values: pd.DataFrame,
    tell: Callable[[str], None],
) -> dict[str, bytes]:
    """The pages, and their figures in each form, by file name."""
    html = pages[asked.document.file]
    files = {"indicators.csv": data.csv(values).encode()}
    if asked.document.whole:
        files["indicators.json"] = data.as_json(diagnostic, values).encode()
    if "xlsx" in asked.formats:
        tell("tableur")
        files["indicators.xlsx"] = spreadsheet.workbook(html, values, diagnostic.date)
    if any(record.entries(diagnostic.shelf.store)):
        files[SECRECY] = record.as_json(diagnostic.shelf.store).encode()
    if asked.document.whole:
        files["datapackage.json"] = data.datapackage(diagnostic, values, files, asked.document.title).encode()
    files |= {name: text.encode() for name, text in pages.items()}
    if "pdf" in asked.formats:
        tell("PDF")
        files[f"{asked.document.stem}.pdf"] = pdf.pdf(html)
        files |= {"fiches.pdf": pdf.pdf(pages[fiches.FILE])} if fiches.FILE in pages else {}
    if "docx" in asked.formats:
        tell("document Word")
        files[f"{asked.document.stem}.docx"] = docx.docx(html, diagnostic.date)
    return files


def _called(html: str) -> set[str]:
    """The keys of the rows that a page tells of."""
    return set(re.findall(rf'(?:{"|".join(TIES)})="([^"]+)"', html))


def _published_values(diagnostic: Diagnostic) -> pd.DataFrame:
    """The long table that goes with the page: the territory, its comparators, and the communes that are mapped."""
    mapped = [name for chapter in chapters.every().values() for name in chapter.mapped]
    frames = [diagnostic.values, *(diagnostic.communes(name) for name in mapped)]
    together = pd.concat(frames, ignore_index=True)[list(COLUMNS)]
    return together.drop_duplicates(["indicator", "territory", "level", "vintage"], ignore_index=True)


def _changed(former: Edition, new: Edition) -> str:
    """The section on what changed, for the figures that the page shows."""
    shown = {name for chapter in chapters.every().values() for name in chapter.indicators}
    return editions.section(former, [one for one in editions.compared(former, new) if one.indicator in shown])
