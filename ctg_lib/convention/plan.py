"""The fiches action of a convention: read together, so that one run tells what is wrong in all of them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from ctg_lib import folders
from ctg_lib.convention.actions import Action, broken_rules
from ctg_lib.convention.written import read
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Territory

FOLDER = "actions"
# The file that `ctg new` lays down to be copied is no fiche.
MODEL = "modele.yaml"
# What somebody must write for it to mean anything.
WORDED = (
    "titre",
    "constats",
    "description",
    "public",
    "territoire",
    "pilotes",
    "partenaires",
    "moyens",
    "conditions",
    "risques",
    "suivi",
    "questions",
    "liens",
    "communication",
)


def model() -> str:
    """The fiche to copy: every key, with what is written there."""
    return files("ctg_lib.convention").joinpath("modele_fiche.yaml").read_text(encoding="utf-8")


def actions(territory: Territory) -> list[Action]:
    """The fiches of a territory, by number; none where nobody wrote one.

    Raises InputError with every problem of every file: file, line, key, remedy.
    """
    folder = folders.conventions() / territory.code / FOLDER
    found: list[tuple[str, Action]] = []
    problems: list[Problem] = []
    paths = [path for path in sorted(folder.glob("*.y*ml")) if path.name != MODEL]
    for path in paths:
        one, wrong = _read(path, folder)
        problems += wrong
        found += [(path.name, one)] if one else []
    times = Counter(one.numero for _, one in found)
    for _, one in found:
        if times[one.numero] > 1:
            problems.append(one.problem("numero", f"le numéro {one.numero} sert à plusieurs fiches.", "en changer."))
    if problems:
        # Rules (budget, dates, states) are looked at once every field can be read.
        more = ", d’autres contrôles suivront" if len(found) < len(paths) else ""
        raise InputError(f"Fiches action {territory.of_name} : {len(problems)} problème(s){more}.", problems)
    return sorted((one for _, one in found), key=lambda one: one.numero)


def _read(path: Path, folder: Path) -> tuple[Action | None, list[Problem]]:
    action, _, problems = read(path, Action, folder)
    if action is not None:
        problems += [action.problem(*broken) for broken in broken_rules(action)]
        problems += [
            action.problem(key, "le texte est celui du modèle.", "l’écrire, ou enlever la clé.")
            for key in _untouched(action)
        ]
    return action, problems


@cache
def _example() -> Action:
    return Action.model_validate(yaml.safe_load(model()))


def _untouched(action: Action) -> list[str]:
    """The keys of a fiche that nobody filled: their words are those of the model.

    An example may keep them, unless somebody agreed to it.
    """
    if action.exemple and not action.validations.signs:
        return []
    return [key for key in WORDED if (said := getattr(action, key)) and said == getattr(_example(), key)]
