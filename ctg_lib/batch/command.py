"""`ctg batch`: what the command line asks for, and what it says while the batch runs."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ctg_lib import folders
from ctg_lib.errors import UsageError

if TYPE_CHECKING:
    from ctg_lib.batch.lot import Order, Step
    from ctg_lib.batch.sending import Address

SOME_FAILED = 6
_EVERY = 10

Epci = Annotated[str, typer.Option("--epci", help="Les communes de cette intercommunalité (SIREN ou nom).")]
Departement = Annotated[str, typer.Option("--departement", help="Les communes de ce département.")]
Liste = Annotated[Path | None, typer.Option("--liste", help="Un fichier CSV, avec une colonne « code ».")]
Force = Annotated[bool, typer.Option("--forcer", "--force", help="Refait tout, même ce qui n’a pas changé.")]
Pourquoi = Annotated[
    bool, typer.Option("--pourquoi", "--why", help="Dit ce qui serait refait et pourquoi, sans rien lancer.")
]
Ouvriers = Annotated[
    int | None, typer.Option("--ouvriers", "--workers", help="Combien à la fois ; un par cœur par défaut.")
]
Scheduler = Annotated[
    str, typer.Option("--scheduler", help="Adresse d’un ordonnanceur Dask (tcp://…), au lieu de cet ordinateur.")
]
Vers = Annotated[
    str, typer.Option("--vers", help="Où envoyer ce qui est fait : un dossier, ou une adresse (s3://…, sftp://…).")
]
Delai = Annotated[int, typer.Option("--delai", help="Secondes qu’un territoire peut prendre, avant d’être arrêté.")]


@dataclass
class Teller:
    """What is said of a batch: lines for people on the standard error, or one JSON object a territory."""

    err: Console
    as_json: bool
    states: Counter[str] = field(default_factory=Counter)
    kept: int = 0

    def __call__(self, step: Step) -> None:
        one = step.outcome
        self.states[one.state.name] += 1
        self.kept += not step.due.reasons
        if self.as_json:
            self._write(step)
            return
        if one.state.name != "DONE":
            chapter = f" (carnet {one.chapter})" if one.chapter else ""
            cause = one.cause.replace("\n", "\n  - ")
            self.err.print(f"{one.name} ({one.code}) : {one.state}{chapter}. {cause}")
            if one.remedy:
                self.err.print(f"  Remède : {one.remedy}")
        if step.made and (step.done % _EVERY == 0 or step.done == step.total or self.err.is_terminal):
            self.err.print(f"{step.done} sur {step.total} : {self.counted()}{_left(step.left)}.")

    def begin(self, waiting: int) -> None:
        """Said before the first territory is made: nothing else is for a while."""
        if not self.as_json:
            told = "Mise en route : les chiffres d’abord, ensemble, puis"
            self.err.print(f"{told} le diagnostic." if waiting == 1 else f"{told} {waiting} diagnostics.")

    def counted(self) -> str:
        """« 12 faits, 1 refusé »."""
        told = {
            "DONE": ("fait", "faits"),
            "REFUSED": ("refusé", "refusés"),
            "FAILED": ("en échec", "en échec"),
        }
        shown = [f"{self.states[state]} {words[self.states[state] > 1]}" for state, words in told.items()]
        return ", ".join(one for one in shown if not one.startswith("0 ")) or "aucun fait"

    def summed(self) -> str:
        """The last line: what was done, and what had nothing to be done."""
        counted = self.counted()[0].upper() + self.counted()[1:]
        if not self.kept:
            return f"{counted}."
        if self.kept == self.states.total():
            return f"Rien n’a changé : {_places(self.kept)} à jour, rien à refaire."
        return f"{counted}, dont {self.kept} déjà à jour."

    def _write(self, step: Step) -> None:
        one = step.outcome
        line = {
            "territory": one.code,
            "name": one.name,
            "state": one.state.name.lower(),
            "reasons": list(step.due.reasons),
            "ran": list(step.answer.ran),
            "warnings": list(one.warnings),
            "cause": one.cause,
            "remedy": one.remedy,
            "chapter": one.chapter,
            "done": step.done,
            "total": step.total,
            "left": None if step.left is None else round(step.left),
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _left(seconds: float | None) -> str:
    """« ; reste environ 4 min », nothing as long as nobody can say."""
    if seconds is None:
        return ""
    if seconds < 1:
        return " ; c’est fini"
    minutes = round(seconds / 60)
    return f" ; reste environ {minutes} min" if minutes else f" ; reste environ {seconds:.0f} s"


@dataclass(frozen=True)
class Request:
    """What the command line says. workers: None for one a core. toward: where to send what is made, or nothing."""

    codes: tuple[str, ...]
    epci: str
    departement: str
    listed: Path | None
    date: str
    formats: tuple[str, ...]
    workers: int | None
    scheduler: str
    limit: int
    cold: bool
    force: bool
    toward: str

    def order(self) -> Order:
        """The batch that is asked for. Raises UsageError or InputError with every mistake."""
        workers = (os.cpu_count() or 1) if self.workers is None else self.workers
        if min(workers, self.limit) < 1:
            raise UsageError("« --ouvriers » et « --delai » sont des nombres d’au moins 1.")
        # Seconds of imports, for the one command that needs them.
        from ctg_lib.batch.listing import asked
        from ctg_lib.batch.lot import Order
        from ctg_lib.run.system import available

        return Order(
            asked(self.codes, self.epci, self.departement, self.listed),
            self.date,
            self.formats,
            workers,
            self.scheduler,
            self.cold or not available(),
            self.force,
            limit=self.limit,
            memory=_memory(workers) if available() else 0,
        )


def start(request: Request, *, why: bool, as_json: bool, out: Console, err: Console) -> int:
    """Run a batch, or tell what it would do; the exit code."""
    order = request.order()
    if why:
        _why(order, out, as_json)
        return 0
    from ctg_lib.batch import lot, places
    from ctg_lib.batch.recap import FILE

    # What cannot be written to is told before the work, not after.
    address = _address(request.toward) if request.toward else None
    tell = Teller(err, as_json)
    if not as_json:
        err.print(f"{_places(len(order.territories))}, édition du {order.date}.")
    try:
        outcomes = lot.run(order, tell, tell.begin)
    except KeyboardInterrupt:
        left = len(order.territories) - tell.states.total()
        err.print(f"Arrêté : {tell.counted()}, {left} à faire. Pour continuer : la même commande.")
        raise
    if not as_json:
        out.print(tell.summed())
        out.print(f"Sommaire : {folders.output() / places.INDEX}")
        out.print(f"Récapitulatif : {folders.output() / FILE}")
    if address:
        _send(address, out, err, as_json)
    return 0 if all(one.state.name == "DONE" for one in outcomes) else SOME_FAILED


def _address(spelling: str) -> Address:
    # What sends knows what a page is made from: more than a check that nothing changed needs.
    from ctg_lib.batch.sending import Address

    return Address.of(spelling)


def _send(address: Address, out: Console, err: Console, as_json: bool) -> None:
    from ctg_lib.batch.sending import send

    sent = send(address, lambda line: None if as_json else err.print(f"{line}."))
    if not as_json:
        told = (
            f"Envoyé vers {address.spelling} : {_places(len(sent))}"
            if sent
            else f"Tout était déjà sur {address.spelling}"
        )
        out.print(f"{told}. Le sommaire et le récapitulatif y sont à jour.")


def _places(count: int) -> str:
    """« 1 territoire », « 320 territoires »."""
    return f"{count} territoire" if count < 2 else f"{count} territoires"


def _why(order: Order, out: Console, as_json: bool) -> None:
    from ctg_lib.batch.lot import planned

    for place, _, due in planned(order):
        if as_json:
            told = {"territory": place.code, "reasons": list(due.reasons), "kept": list(due.keep)}
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
            continue
        kept = f" ; {len(due.keep)} chapitres seraient repris tels quels" if due.keep else ""
        reasons = f"à faire ({' ; '.join(due.reasons)}){kept}" if due.reasons else "à jour"
        out.print(f"{place.name} ({place.code}) : {reasons}.")


def _memory(workers: int) -> int:
    """What each territory may take of this machine's memory, the program itself aside."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return pages * size // (workers + 1)
