"""What one file says of another: names that lead nowhere, dates outside the convention."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ctg_lib.convention.actions import Action
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.objectives import FILE, Goals
from ctg_lib.errors import Problem
from ctg_lib.views.wording import day

Broken = Iterator[tuple[str, str, str]]


def broken_links(
    actions: Sequence[Action],
    goals: Goals | None,
    observation_numbers: Collection[int] | None,
    charter: Charter,
) -> list[Problem]:
    """What is wrong between files that are each sound, with the file and line of each.

    goals, observation_numbers: None where they could not be read, and nothing is said of what leads there.
    """
    found = [
        action.problem(*broken)
        for action in actions
        for broken in (*(_named(action, goals) if goals is not None else ()), *_dates(action, charter))
    ]
    if goals is not None and observation_numbers is not None:
        found += [goals.problem(*broken) for broken in _observed(goals, observation_numbers)]
    return found


def _named(action: Action, goals: Goals) -> Broken:
    known = ", ".join(one.id for one in goals.enjeux)
    for place, name in enumerate(action.enjeux):
        if goals.issue(name) is None:
            remedy = f"choisir parmi : {known}." if known else f"l’écrire dans {FILE}, ou l’enlever."
            yield f"enjeux.{place}", f"l’enjeu « {name} » n’est pas dans {FILE}.", remedy
    if action.objectif is not None and goals.goal(action.objectif) is None:
        aims = ", ".join(one.id for one in goals.objectifs)
        remedy = f"choisir parmi : {aims}." if aims else f"l’écrire dans {FILE}, ou l’enlever."
        yield "objectif", f"l’objectif « {action.objectif} » n’est pas dans {FILE}.", remedy


def _dates(action: Action, charter: Charter) -> Broken:
    """Nothing is said while nobody has written when the convention begins."""
    first, last = charter.debut, charter.fin
    if first is None or last is None:
        return
    span = f"la convention va du {day(first)} au {day(last)}"
    remedy = "corriger la date, ou celles de convention.yaml."
    if when := action.calendrier:
        for key, date, what in (("debut", when.debut, "le début"), ("fin", when.fin, "la fin")):
            if not charter.covers(date):
                yield f"calendrier.{key}", f"{what}, le {day(date)}, est hors de la convention : {span}.", remedy
    for place, year in enumerate(action.budget):
        if not first.year <= year.annee <= last.year:
            what = f"l’année {year.annee} du budget est hors de la convention : {span}."
            yield f"budget.{place}.annee", what, "corriger l’année, ou les dates de convention.yaml."


def _observed(goals: Goals, known: Collection[int]) -> Broken:
    for place, issue in enumerate(goals.enjeux):
        for at, number in enumerate(issue.observations):
            if number not in known:
                what = f"l’observation {number} n’est pas dans le classeur des observations."
                yield f"enjeux.{place}.observations.{at}", what, "corriger le numéro, ou écrire l’observation."
