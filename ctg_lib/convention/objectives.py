"""`objectifs.yaml`: the enjeux, what they rest on and their priority; the objectives, from strategic to operational."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ctg_lib import folders
from ctg_lib.convention.actions import unknown
from ctg_lib.convention.validations import Validations
from ctg_lib.convention.written import Words, Written, read
from ctg_lib.errors import Problem
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.territory import Territory

FILE = "objectifs.yaml"
Grade = Annotated[int, Field(ge=1, le=3)]
# Its letter first: « 1.1 » alone would be read as a decimal, by YAML and by whoever reads the page.
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
# The words of the model, which mean nothing until somebody writes others in their place.
STATEMENT, PURPOSE, PURPOSE_WITHIN = (
    "Ce qui est en jeu, en une phrase.",
    "Ce que l’on veut atteindre, à l’infinitif.",
    "Ce que l’on veut faire pour cela, à l’infinitif.",
)


class Rank(StrEnum):
    """What an objective is: an orientation of the whole convention, or what is to be done for it."""

    STRATEGIC = "stratégique"
    OPERATIONAL = "opérationnel"


class Priority(Written):
    """How much it matters and how much the two sides can do about it, from 1 to 3 each."""

    importance: Grade
    capacite: Grade

    @property
    def product(self) -> int:
        """From 1 to 9: what orders the enjeux."""
        return self.importance * self.capacite


class Issue(Written):
    """An enjeu. observations: their numbers in the register. indicateurs: of the diagnostic."""

    id: Words
    enonce: Words
    themes: Annotated[tuple[Words, ...], Field(min_length=1)]
    observations: tuple[int, ...] = ()
    indicateurs: tuple[Words, ...] = ()
    priorite: Priority | None = None
    validations: Validations = Validations()


class Goal(Written):
    """An objective. dans: the one that it serves. enjeux: those that it answers. cible: what is aimed at, in words."""

    id: Words
    intitule: Words
    niveau: Rank
    dans: Words | None = None
    enjeux: tuple[Words, ...] = ()
    cible: Words | None = None
    echeance: datetime.date | None = None


class Goals(Written):
    """The file: every enjeu and every objective, in the order in which they were written."""

    exemple: bool = False
    enjeux: tuple[Issue, ...] = ()
    objectifs: tuple[Goal, ...] = ()

    @property
    def ranked(self) -> tuple[Issue, ...]:
        """The enjeux, the first to act upon first; those without a priority last."""
        return tuple(sorted(self.enjeux, key=lambda one: -one.priorite.product if one.priorite else 0))

    def issue(self, identifier: str) -> Issue | None:
        """The enjeu of an identifier."""
        return next((one for one in self.enjeux if one.id == identifier), None)

    def goal(self, identifier: str | None) -> Goal | None:
        """The objective of an identifier."""
        return next((one for one in self.objectifs if one.id == identifier), None)

    def chain(self, identifier: str | None) -> tuple[Goal, ...]:
        """An objective, then those above it, as far as they are known and none comes back."""
        found: list[Goal] = []
        one = self.goal(identifier)
        while one is not None and one not in found:
            found.append(one)
            one = self.goal(one.dans)
        return tuple(found)

    def within(self, identifier: str | None) -> tuple[Goal, ...]:
        """The objectives that stand right under one, or under none."""
        return tuple(one for one in self.objectifs if one.dans == identifier)

    def answered(self, enjeux: Iterable[str], objectif: str | None) -> tuple[Issue, ...]:
        """The enjeux of whoever names these and serves this objective.

        Those that it names, or else those of the nearest objective, this one or above it, that names some.
        """
        named = tuple(enjeux) or next((one.enjeux for one in self.chain(objectif) if one.enjeux), ())
        return tuple(one for one in self.enjeux if one.id in named)


def read_goals(territory: Territory) -> tuple[Goals | None, list[Problem]]:
    """The enjeux and objectives of a territory and what is wrong in them, each with its line and its remedy.

    Empty where nobody wrote any; None where they cannot be read.
    """
    path = folders.conventions() / territory.code / FILE
    if not path.is_file():
        return Goals(), []
    goals, _, problems = read(path, Goals, path.parent)
    if goals is not None:
        problems += [goals.problem(*broken) for broken in broken_rules(goals)]
    return goals, problems


def broken_rules(goals: Goals) -> Iterator[tuple[str, str, str]]:
    """What the rules refuse: the key, what is wrong, and the remedy, in French."""
    for name, several in (("enjeux", goals.enjeux), ("objectifs", goals.objectifs)):
        yield from _identifiers(name, [one.id for one in several])
    for place, issue in enumerate(goals.enjeux):
        yield from _issue(f"enjeux.{place}", issue)
    for place, goal in enumerate(goals.objectifs):
        yield from _goal(f"objectifs.{place}", goal, goals)
    yield from _cycles(goals)
    if not goals.exemple:
        yield from _untouched(goals)


def _identifiers(name: str, found: list[str]) -> Iterator[tuple[str, str, str]]:
    times = Counter(found)
    for place, one in enumerate(found):
        if times[one] > 1:
            yield f"{name}.{place}.id", f"l’identifiant « {one} » sert {times[one]} fois.", "en changer."
        if not _IDENTIFIER.fullmatch(one):
            what = f"« {one} » n’est pas un identifiant."
            yield (
                f"{name}.{place}.id",
                what,
                "une lettre, puis des lettres sans accent, des chiffres ou des points (E1, O1.2).",
            )


def _issue(key: str, issue: Issue) -> Iterator[tuple[str, str, str]]:
    for theme in issue.themes:
        if theme not in THEMES:
            yield f"{key}.themes", f"le thème « {theme} » n’existe pas.", f"choisir parmi : {', '.join(THEMES)}."
    yield from unknown(f"{key}.indicateurs", issue.indicateurs)
    for number, times in Counter(issue.observations).items():
        if times > 1:
            yield f"{key}.observations", f"l’observation {number} est citée {times} fois.", "ne la citer qu’une fois."


def _goal(key: str, goal: Goal, goals: Goals) -> Iterator[tuple[str, str, str]]:
    for place, name in enumerate(goal.enjeux):
        if goals.issue(name) is None:
            known = ", ".join(dict.fromkeys(one.id for one in goals.enjeux)) or "aucun n’est écrit"
            yield f"{key}.enjeux.{place}", f"l’enjeu « {name} » n’existe pas.", f"choisir parmi les enjeux : {known}."
    above = goals.goal(goal.dans)
    if goal.dans is not None and above is None:
        known = ", ".join(one.id for one in goals.objectifs if one is not goal) or "il n’y en a pas d’autre"
        yield f"{key}.dans", f"l’objectif « {goal.dans} » n’existe pas.", f"choisir parmi les objectifs : {known}."
    elif goal.niveau is Rank.STRATEGIC and above and above.niveau is Rank.OPERATIONAL and not _turns(goals, goal):
        yield (
            f"{key}.dans",
            f"« {goal.id} », stratégique, est dans « {above.id} », qui est opérationnel.",
            "mettre l’opérationnel dans le stratégique, ou corriger « niveau ».",
        )
    elif goal.niveau is Rank.OPERATIONAL and _top(goals, goal):
        yield (
            f"{key}.dans",
            f"« {goal.id} » est opérationnel, et aucun objectif stratégique n’est au-dessus de lui.",
            "écrire « dans », avec l’identifiant d’un objectif stratégique.",
        )


def _top(goals: Goals, goal: Goal) -> bool:
    """Whether a chain ends with no strategic objective in it: neither in a circle nor at a name that does not exist."""
    chain = goals.chain(goal.id)
    return chain[-1].dans is None and all(one.niveau is Rank.OPERATIONAL for one in chain)


def _turns(goals: Goals, goal: Goal) -> bool:
    """Whether what stands above it ends in a circle, which is told by itself."""
    chain = goals.chain(goal.id)
    return any(one.id == chain[-1].dans for one in chain)


def _cycles(goals: Goals) -> Iterator[tuple[str, str, str]]:
    """Each circle once, told from the first of its objectives in the file."""
    told: set[str] = set()
    for place, goal in enumerate(goals.objectifs):
        chain = goals.chain(goal.id)
        if goal.id not in told and chain[-1].dans == goal.id:
            told |= {one.id for one in chain}
            circle = " → ".join([*(one.id for one in chain), goal.id])
            yield f"objectifs.{place}.dans", f"les objectifs tournent en rond : {circle}.", "ôter l’un des « dans »."


def _untouched(goals: Goals) -> Iterator[tuple[str, str, str]]:
    texts = [(f"enjeux.{place}.enonce", one.enonce) for place, one in enumerate(goals.enjeux)]
    texts += [(f"objectifs.{place}.intitule", one.intitule) for place, one in enumerate(goals.objectifs)]
    for key, said in texts:
        if said in (STATEMENT, PURPOSE, PURPOSE_WITHIN):
            yield key, "le texte est celui du modèle.", "l’écrire."


def model(territory: Territory) -> str:
    """The file to fill, in French: untouched, it says nothing."""
    return f"""# Enjeux et objectifs {territory.of_name} ({territory.code})
#
# Un enjeu dit ce qui est en jeu, d’après les observations du terrain et les chiffres du diagnostic. Un objectif dit ce
# que l’on veut. Les fiches action (dossier « actions ») nomment les enjeux auxquels elles répondent et l’objectif
# qu’elles servent, par leurs identifiants : E1, O1, O1.1.
#
# Ce qui suit un # n’est pas lu. Pour remplir une ligne, enlever son # et l’espace qui le suit, sans toucher aux autres
# espaces : le retrait dit ce qui va avec quoi. Chaque enjeu et chaque objectif commence par un tiret. Pour en ajouter
# un, recopier le bloc qui commence par son tiret. Un texte qui contient « : » s’écrit entre guillemets. Les dates
# s’écrivent AAAA-MM-JJ. Ce qui n’est pas décidé s’enlève. « ctg check {territory.code} » dit tout ce qui ne va pas.

# true : les pages disent que ces enjeux et ces objectifs sont un exemple, et n’engagent personne.
exemple: false

# enjeux:
#   - id: E1
#     enonce: {STATEMENT}
#     # Un thème ou plusieurs : {", ".join(list(THEMES)[:7])},
#     # {", ".join(list(THEMES)[7:])}
#     themes: [petite_enfance]
#     # Les numéros des observations de terrain sur lesquelles il repose (première colonne du classeur) :
#     observations: [1, 4]
#     # Les chiffres sur lesquels il repose, par leurs identifiants (« ctg indicators ») :
#     indicateurs: [pe_naiss_3ans]
#     # De 1 (peu) à 3 (beaucoup) : combien il importe, et ce que la collectivité et la Caf peuvent y faire.
#     # Les deux notes sont multipliées : le plus grand produit passe en premier.
#     priorite:
#       importance: 3
#       capacite: 2
#     # Le jour où chaque côté l’a validé, et l’édition des chiffres qu’il avait sous les yeux :
#     validations:
#       collectivite:
#         date: 2026-12-01
#         edition: 2026-11-24
#       caf:
#         date: 2026-12-03
#         edition: 2026-11-24

# objectifs:
#   - id: O1
#     intitule: {PURPOSE}
#     niveau: stratégique
#     # Les enjeux auxquels il répond :
#     enjeux: [E1]
#   - id: O1.1
#     intitule: {PURPOSE_WITHIN}
#     niveau: opérationnel
#     # L’objectif qu’il sert :
#     dans: O1
#     # Ce que l’on vise, en mots, et pour quand :
#     cible: Le résultat que l’on pourra constater.
#     echeance: 2030-12-31
"""
