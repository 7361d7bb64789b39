"""Chapters: one module each, opened on a territory by its notebook."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ctg_lib.chapters.chapter import Chapter, Opened
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError

MODULES = (
    "territoire",
    "portrait",
    "carte",
    "petite_enfance",
    "enfance",
    "jeunesse",
    "parentalite",
    "vie_sociale",
    "acces_droits",
    "logement",
    "handicap",
    "seniors",
    "mobilite",
    "sante",
    "precarite",
    "synthese",
)


@cache
def every() -> dict[str, Chapter]:
    """Every chapter by id, in the order of the document."""
    chapters = [import_module(f"ctg_lib.chapters.{name}").CHAPTER for name in MODULES]
    return {one.id: one for one in chapters}


def opened(identifier: str, diagnostic: Diagnostic) -> Opened:
    """A chapter opened on a territory; UsageError names the chapters there are."""
    if identifier not in every():
        raise UsageError(f"Le chapitre « {identifier} » n’existe pas. Chapitres : {', '.join(every())}.")
    return Opened(every()[identifier], diagnostic)
