"""Conventions to evaluate, written in the tests: every action is invented; the figures are those of the real sample."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.evaluation import Record
from ctg_lib.convention.follow_up import Log, Measured
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory

SORBIERS = Territory.of("42302")
SIGNED = datetime.date(2026, 11, 24)
END = datetime.date(2030, 12, 31)


@cache
def diagnostic() -> Diagnostic:
    """Sorbiers over the embedded sample; a figure is computed when first asked."""
    return Diagnostic(SORBIERS, str(SIGNED), Shelf(Store([folders.PROJECT / "data" / "sample"])))


def with_rows(changes: Mapping[tuple[str, str, str], float], *names: str) -> Diagnostic:
    """The same, where the value of some rows (indicator, level, vintage) is another one. names: what else is read."""
    values = pd.concat([diagnostic()._rows(name) for name in dict.fromkeys([*(key[0] for key in changes), *names])])
    for (name, level, vintage), value in changes.items():
        here = (values["indicator"] == name) & (values["level"] == level) & (values["vintage"] == vintage)
        assert here.sum() == 1
        values.loc[here, "value"] = value
    return Diagnostic(SORBIERS, "2028-11-24", Shelf(Store([]))).with_values(values)


def measure(nature: str = "résultat", name: str = "Mesure", **said: Any) -> dict[str, Any]:
    """An indicator of follow-up as a file gives it."""
    return {"nature": nature, "nom": name, **said}


def action(*measures: dict[str, Any], number: int = 1, state: State = State.RUNNING, **said: Any) -> Action:
    """A fiche with these measures."""
    kept = {
        "numero": number,
        "titre": f"Action {number}",
        "statut": state,
        "themes": ["petite_enfance"],
        "constats": "…",
        "description": "…",
        "public": {"cible": "Familles"},
        "territoire": "Toute la commune",
        "suivi": measures,
    }
    return Action.model_validate(kept | said)


def record(
    *actions: Action,
    log: tuple[Measured, ...] | Log = (),
    date: datetime.date = END,
    kept: Mapping[datetime.date, pd.DataFrame] | None = None,
    **said: Any,
) -> Record:
    """What is known of a convention; counts of « familles » and « personnes » under 5 are hidden."""
    told = log if isinstance(log, Log) else Log(measured=log)
    fields = {"charter": Charter(edition=SIGNED), "log": told, "kept": kept or {}, "date": date}
    of_people = {"familles", "personnes"}.__contains__
    return Record(**{**fields, "actions": actions, "least": 5, "of_people": of_people, **said})
