"""What batches over the Loire, and over all of France, would leave: outcomes made up for the tests."""

from __future__ import annotations

from functools import cache

from ctg_lib.batch.index_rows import DOCUMENTS
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.gazetteer import gazetteer
from ctg_lib.territory import Territory

EDITION, BEFORE = "2026-11-24", "2026-03-01"
SHARED = "Chiffres republiés : à confirmer avant toute décision."
OWN = "Deux fiches ont le même titre."
REFUSED, REFUSED_AGAIN, FAILED, WAITING = "42005", "42207", "42183", "42330"
WARNED = "42302"
CAUSE = "\n".join(["La page ne peut pas être publiée.", *(f"  - ligne {one} : case vide." for one in range(6))])
REMEDY = "corriger le fichier, puis relancer « ctg batch »."
PAGE_ONLY = ("diagnostic.html", "synthese.html", "indicators.csv")


def _outcome(territory: Territory) -> Outcome:
    if territory.code == REFUSED:
        return Outcome.of(territory, State.REFUSED, cause=CAUSE, remedy=REMEDY, chapter="30_enfance")
    if territory.code == REFUSED_AGAIN:
        return Outcome.of(territory, State.REFUSED, date=BEFORE, cause="Un code est faux.", remedy=REMEDY)
    if territory.code == FAILED:
        return Outcome.of(territory, State.FAILED, cause="MemoryError: the kernel died", chapter="92_bilan")
    if territory.code == WAITING:
        return Outcome.of(territory, State.WAITING)
    warnings = (SHARED, OWN) if territory.code == WARNED else (SHARED,)
    return Outcome.of(territory, State.DONE, date=EDITION, warnings=warnings)


@cache
def loire() -> tuple[Outcome, ...]:
    """The communes of the Loire: two refused, of which one has an earlier diagnostic; one failed; one not begun."""
    return tuple(map(_outcome, Territory.of("42").members()))


@cache
def loire_files() -> dict[str, tuple[str, ...]]:
    """What their folders hold: everything in one of two, and files that are not for people."""
    held = {one.code: (*DOCUMENTS, "manifest.json") if int(one.code) % 2 else PAGE_ONLY for one in loire()}
    return {code: files for code, files in held.items() if code not in (REFUSED, FAILED, WAITING)}


@cache
def groupings() -> tuple[Outcome, ...]:
    """Every intercommunalité of France, all done."""
    return tuple(Outcome.of(Territory.of(code), State.DONE, date=EDITION) for code in gazetteer().epci)
