"""One notebook through papermill, with parameters that are right or refused before a kernel starts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from ctg_lib.dates import is_date
from ctg_lib.errors import CtgError, Problem, TerritoryError, UsageError
from ctg_lib.run.warm import Kernel, SlowKernelError
from ctg_lib.territory import Territory


def _territory(value: str) -> str | None:
    try:
        Territory.parse(value)
    except TerritoryError as error:
        return str(error)
    return None


def _date(value: str) -> str | None:
    return None if is_date(value) else f"« {value} » n’est pas une date de la forme AAAA-MM-JJ"


# Every parameter that a notebook may have, and what is wrong with a value, or None.
KNOWN: dict[str, Callable[[str], str | None]] = {"territoire": _territory, "date_edition": _date}


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Refuse an unknown, missing or malformed parameter, all at once.

    papermill itself only warns of an unknown name and renders the default commune, and its command line turns 01004
    into the number 1004.
    """
    declared = papermill.inspect_notebook(str(notebook))
    problems = [
        Problem(f"le paramètre « {name} » n’existe pas.", notebook.name, remedy=f"paramètres : {', '.join(declared)}.")
        for name in parameters
        if name not in declared
    ]
    problems += [
        Problem(f"le paramètre « {name} » manque.", notebook.name) for name in declared if name not in parameters
    ]
    for name, value in parameters.items():
        if not isinstance(value, str):
            problems.append(
                Problem(
                    f"le paramètre « {name} » vaut {value!r}, un nombre : les codes sont du texte.",
                    notebook.name,
                    remedy="l’écrire entre guillemets (papermill : option -r).",
                )
            )
        elif name in KNOWN and (wrong := KNOWN[name](value)):
            problems.append(Problem(f"paramètre « {name} » : {wrong}.", notebook.name))
    if problems:
        raise UsageError(f"{notebook.name} ne peut pas être exécuté avec ces paramètres.", problems)


class NotebookError(CtgError):
    """A cell of a notebook failed: which notebook, which cell, and the error in one line."""


class Kernels(Protocol):
    """Where warm kernels come from."""

    def fork(self) -> Kernel:
        """A kernel of one's own."""


def execute(
    notebook: Path,
    target: Path,
    parameters: Mapping[str, object],
    warm: Kernels | None = None,
    seconds: float | None = None,
) -> nbformat.NotebookNode:
    """Run one notebook and save it, executed, without a trace of the time it took.

    warm: where to take its kernel; by default an ordinary one starts. seconds: what a cell may take, without limit by
    default. Raises UsageError for wrong parameters, NotebookError when a cell fails.
    """
    check_parameters(notebook, parameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        node = papermill.execute_notebook(
            str(notebook),
            str(target),
            parameters=dict(parameters),
            kernel_name="python3",
            **({"engine_name": "ctg", "warm": warm} if warm else {}),
            execution_timeout=seconds,
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            # No `cwd`: papermill would change the folder of the whole process, under the feet of the other threads.
            # Otherwise each kernel warns, in English, that it talks to this very machine without encryption.
            extra_arguments=["--log-level=CRITICAL"],
        )
    except papermill.PapermillExecutionError as error:
        what = f"cellule {error.exec_count}, {error.ename} : {error.evalue}"
        raise _stopped(notebook, Problem(what, notebook.name)) from None
    except (SlowKernelError, CellTimeoutError):
        remedy = "relancer ; si cela se répète, l’ordinateur est trop chargé, ou la cellule ne finit pas."
        what = f"une cellule a dépassé {seconds:.0f} secondes."
        raise _stopped(notebook, Problem(what, notebook.name, remedy=remedy)) from None
    except (DeadKernelError, RuntimeError):
        # RuntimeError: the kernel never answered.
        remedy = "fermer d’autres programmes (mémoire), puis relancer la même commande."
        raise _stopped(notebook, Problem("son noyau de calcul s’est éteint.", notebook.name, remedy=remedy)) from None
    clean = timeless(node)
    nbformat.write(clean, target)
    return clean


def _stopped(notebook: Path, problem: Problem) -> NotebookError:
    return NotebookError(f"Le carnet {notebook.name} s’est arrêté.", [problem])


def timeless(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook without what changes from run to run: timings, random ids, names of temporary folders."""
    node.metadata.pop("papermill", None)
    for place, cell in enumerate(node.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"parametres-{place}"
        # Warnings of libraries are log noise: kept out of what is shared.
        cell["outputs"] = [one for one in cell.get("outputs", []) if one.output_type != "stream"]
        if cell.cell_type != "code":
            del cell["outputs"]
    return node
