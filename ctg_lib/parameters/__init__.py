"""Dated, sourced constants: thresholds of the law, of secrecy and of method. None is typed in code."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from ctg_lib.errors import UsageError


class Parameter(BaseModel):
    """One constant, from the day it holds.

    verified: whether the text or the producer's page was read; when not, every figure that depends on it says so.
    article: for a rule of law, the article that sets it. link: where a rule of law or of secrecy was read.
    source: for a rule of secrecy, the card (`ctg_lib.sources`) whose figures it protects; empty for a rule of the
        project that holds for every figure collected on site.
    bears_on: the figures that it decides of or is held against, by id of an indicator, or of a source for all of its
        figures; empty where it bears on no figure, or on those of its `source`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str
    value: float
    unit: str
    valid_from: datetime.date
    reference: str
    verified: bool
    checked_on: datetime.date
    article: str = ""
    link: str = ""
    source: str = ""
    bears_on: tuple[str, ...] = ()


# Files of this folder that hold no constants: another module reads each.
OTHER_FILES = {"rubriques", "ruptures", "semblables"}


@cache
def _all() -> dict[str, list[Parameter]]:
    found: dict[str, list[Parameter]] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        if path.stem in OTHER_FILES:
            continue
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            parameter = Parameter(**entry)
            found.setdefault(parameter.id, []).append(parameter)
    for versions in found.values():
        versions.sort(key=lambda version: version.valid_from)
    return found


def parameter(identifier: str, on: datetime.date | None = None) -> Parameter:
    """The version in force on a date, by default the newest. Raises UsageError when there is none."""
    versions = [one for one in _all().get(identifier, []) if on is None or one.valid_from <= on]
    if not versions:
        raise UsageError(f"Aucune valeur du paramètre « {identifier} »{f' au {on:%d/%m/%Y}' if on else ''}.")
    return versions[-1]


def dated(identifier: str) -> list[Parameter]:
    """Every version of a constant, oldest first."""
    return list(_all().get(identifier, []))


def value(identifier: str, on: datetime.date | None = None) -> float:
    """The number alone."""
    return parameter(identifier, on).value


def every() -> list[Parameter]:
    """All versions of all parameters, for the method annex."""
    return [version for versions in _all().values() for version in versions]
