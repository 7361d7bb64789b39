"""One job of a batch, done in a process of its own: a diagnostic and its fingerprint, or the cause of its failure."""

from __future__ import annotations

import errno
import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ctg_lib import folders
from ctg_lib.analysis import access_table
from ctg_lib.batch import fingerprint, places
from ctg_lib.batch.fingerprint import Fingerprint
from ctg_lib.batch.job import Answer, Job
from ctg_lib.batch.recap import State
from ctg_lib.errors import CtgError, MissingSourceError, Problem
from ctg_lib.export import provenance
from ctg_lib.export.publication import Asked, Means, Published, Reads, write
from ctg_lib.run.notebook import NotebookError
from ctg_lib.sources import acces
from ctg_lib.store import sha256
from ctg_lib.territory import Territory

_MEMORY = "fermer d’autres programmes, demander moins d’ouvriers (« --ouvriers 1 »), puis relancer la même commande."
_DISK = "vérifier la place libre et les droits d’écriture, puis relancer la même commande."


def attempt(job: Job, means: Means) -> Answer:
    """Publish a territory; what goes wrong is an answer, and never an exception."""
    folder = folders.output() / job.code
    try:
        held = {name: folder / "notebooks" / f"{name}.ipynb" for name in _unaltered(folder, job.keep)}
        asked = Asked(Territory.parse(job.wanted.spelling), job.wanted.date, formats=job.wanted.formats)
        done = write(asked, replace(means, kept=held))
        former = Fingerprint.read(job.code)
        old = {name: former.reads[name] for name in held if name in former.reads} if former else {}
        _remember(job, done, {**old, **_spelled(done.reads)})
        return Answer(State.DONE, done.warnings, ran=tuple(done.reads))
    except NotebookError as error:
        first = error.problems[0]
        return Answer(State.FAILED, (), first.what, first.remedy or "", chapter=Path(first.file or "").stem)
    except CtgError as error:
        return _refused(error)
    except MemoryError:
        return Answer(State.FAILED, cause="La mémoire a manqué.", remedy=_MEMORY)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        cause = "Le disque est plein." if full else f"Le disque répond : {type(error).__name__}."
        return Answer(State.FAILED, cause=cause, remedy=_DISK)
    except Exception as error:  # noqa: BLE001 - one territory never stops the others
        return _unforeseen(job, error)


def _refused(error: CtgError) -> Answer:
    if isinstance(error, MissingSourceError):
        # Two dozen sources and their remedies: a command lists them, and a table of communes does not.
        count = len(error.problems)
        cause = f"{error.title} {count} sources manquent." if count > 1 else error.title
        return Answer(State.REFUSED, cause=cause, remedy="voir « ctg sources », charger ces sources, puis relancer.")
    told = [error.title, *(_told(one) for one in error.problems)]
    remedies = dict.fromkeys(one.remedy for one in error.problems if one.remedy)
    # Several are read one under the other.
    between = "\n" if len(error.problems) > 1 else " "
    return Answer(State.REFUSED, cause=between.join(told), remedy=" ; ".join(remedies))


def _told(problem: Problem) -> str:
    return str(replace(problem, remedy=None))


def _unforeseen(job: Job, error: Exception) -> Answer:
    path = places.journal(job.code)
    folders.write(path, "".join(traceback.format_exception(error)))
    where = path.relative_to(folders.output())
    return Answer(
        State.FAILED,
        cause=f"Erreur imprévue du programme : {type(error).__name__}.",
        remedy=f"signaler l’erreur en joignant {where}.",
    )


def _unaltered(folder: Path, chapters: tuple[str, ...]) -> list[str]:
    """Those of these chapters whose executed notebook is still as it was written."""
    if not chapters:
        return []
    try:
        outputs = json.loads((folder / provenance.FILE).read_text(encoding="utf-8"))["outputs"]
        named = {name: folder / "notebooks" / f"{name}.ipynb" for name in chapters}
        return [name for name, path in named.items() if outputs[f"notebooks/{path.name}"] == sha256(path)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _spelled(read: Reads) -> Reads:
    """What the notebooks read, the lists behind the distances to services named one by one."""
    return {
        name: None if own is None else sorted({*own, *(access_table.READ if acces.SOURCE.id in own else ())})
        for name, own in read.items()
    }


def _remember(job: Job, done: Published, read: Mapping[str, Sequence[str] | None]) -> None:
    """Once the folder is in place: without a fingerprint it is made again, never the other way round."""
    files = {str(path.relative_to(done.folder)): path.stat().st_size for path in _files(done.folder)}
    made = replace(
        job.wanted,
        reads=read,
        kept=fingerprint.kept(job.code, job.wanted.told),
        manifest=sha256(done.folder / provenance.FILE),
        warnings=done.warnings,
        files=files,
    )
    made.write(job.code)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
