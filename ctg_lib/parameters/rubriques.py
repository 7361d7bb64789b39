"""What a text or a custom asks of a document, heading by heading: dated, sourced, and what answers each here."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figures(_Declared):
    """Figures that must be read in a chapter of the diagnostic, by their ids."""

    chapitre: str
    indicateurs: tuple[str, ...]


class Heading(_Declared):
    """One thing to be said, and all that must answer it (see the top of `rubriques.yaml`).

    obligations: duties, by id; it is asked where one of them is due, and of everybody where there is none.
    """

    id: str
    texte: str
    obligations: tuple[str, ...] = ()
    chiffres: tuple[Figures, ...] = ()
    lettre: str = ""
    court: str = ""
    themes: tuple[str, ...] = ()
    enjeux: str = ""
    reste: str = ""


class Headings(_Declared):
    """One list, from the day it holds. verified: whether the text itself was read."""

    id: str
    titre: str
    obligations: tuple[str, ...]
    valid_from: datetime.date
    article: str
    reference: str
    link: str
    verified: bool
    checked_on: datetime.date
    rubriques: tuple[Heading, ...]


@cache
def every() -> tuple[Headings, ...]:
    """The lists, in the order of their file."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return tuple(Headings(**entry) for entry in yaml.safe_load(text))


def letters() -> dict[str, str]:
    """What the letters that fiches bear stand for, in a few words."""
    return {one.lettre: one.court for headings in every() for one in headings.rubriques if one.lettre}
