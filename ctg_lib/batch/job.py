"""What a batch asks of a worker for one territory, and what it answers: both cross from machine to machine as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from ctg_lib.batch.fingerprint import Fingerprint
from ctg_lib.batch.recap import State


@dataclass(frozen=True)
class Job:
    """One territory to publish.

    wanted: what it is made from. keep: the chapters of its former folder that need not be run. passed: the folder of
    the pass that holds its figures, empty where there is none. seconds: what a cell may take; limit: what the whole
    may. memory: bytes that a process may take beside what it shares. many: whether the worker has
    so many of them to do that a rehearsal pays.
    """

    code: str
    wanted: Fingerprint
    keep: tuple[str, ...] = ()
    passed: str = ""
    seconds: float = 300.0
    limit: float = 1800.0
    memory: int = 0
    many: bool = False

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, text: str | bytes) -> Self:
        held: dict[str, Any] = json.loads(text)
        return cls(**{**held, "keep": tuple(held["keep"]), "wanted": Fingerprint.of(held["wanted"])})


@dataclass(frozen=True)
class Answer:
    """What became of a job. cause, remedy: French; chapter: the notebook at fault; ran: those that were run."""

    state: State
    warnings: tuple[str, ...] = ()
    cause: str = ""
    remedy: str = ""
    chapter: str = ""
    ran: tuple[str, ...] = field(default=())

    @classmethod
    def late(cls, job: Job) -> Self:
        """It was stopped at its limit."""
        cause = f"Le diagnostic n’était pas fini au bout de {job.limit:.0f} secondes."
        return cls(State.FAILED, cause=cause, remedy="donner plus de temps (« --delai »), puis relancer.")

    @classmethod
    def dead(cls, what: str, remedy: str) -> Self:
        """What was at it is gone. what: « L’atelier de calcul s’est éteint »."""
        return cls(State.FAILED, cause=f"{what} (arrêté de l’extérieur, ou mémoire insuffisante).", remedy=remedy)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def of(cls, text: str | bytes) -> Self:
        held: dict[str, Any] = json.loads(text)
        given = {"state": State(held["state"]), "warnings": tuple(held["warnings"]), "ran": tuple(held["ran"])}
        return cls(**{**held, **given})
