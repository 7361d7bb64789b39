"""A fiche action: what a person writes in YAML, and the rules of its states.

The keys are French: those who fill the file are no programmers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from ctg_lib import chapters, indicators
from ctg_lib.convention.nobody import named, typed
from ctg_lib.convention.validations import SIDES, Validations
from ctg_lib.convention.written import Words, Written
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.views.wording import number

Euros = Annotated[float, Field(ge=0)]


class State(StrEnum):
    """Where a fiche stands, as the comité uses the words."""

    IDEA = "idée"
    TO_VALIDATE = "à valider"
    VALIDATED = "validée"
    STARTED = "engagée"
    RUNNING = "en cours"
    DONE = "réalisée"
    LASTING = "pérennisée"
    POSTPONED = "reportée"
    ABANDONED = "abandonnée"
    TO_REVISE = "à réviser"


# From here on, both sides agreed on who does what, for how much, until when, and on how the result is told.
AGREED = (State.VALIDATED, State.STARTED, State.RUNNING, State.DONE, State.LASTING)


class Nature(StrEnum):
    """What an indicator of follow-up tells."""

    MEANS = "moyens"
    DELIVERY = "réalisation"
    RESULT = "résultat"
    IMPACT = "impact"


class Pilots(Written):
    """Who leads, one on each side."""

    collectivite: Words | None = None
    caf: Words | None = None


class Audience(Written):
    """For whom, and how many if it is known."""

    cible: Words
    nombre: Annotated[int, Field(ge=0)] | None = None


class Means(Written):
    """What it takes beside money."""

    humains: Words | None = None
    materiels: Words | None = None
    nature: Words | None = None


class Year(Written):
    """One year of the budget, in current euros: what it costs, and who pays how much."""

    annee: Annotated[int, Field(ge=2000, le=2100)]
    cout: Euros
    financements: dict[Words, Euros] = Field(default_factory=dict)


class Step(Written):
    """A milestone."""

    date: datetime.date
    quoi: Words


class Calendar(Written):
    """When it starts and ends, and the milestones between."""

    debut: datetime.date
    fin: datetime.date
    etapes: tuple[Step, ...] = ()


class Baseline(Written):
    """Where an indicator of follow-up starts from."""

    valeur: float
    date: datetime.date


class Frequency(StrEnum):
    """How often a figure is taken; `months` is how long after the last one the next is due."""

    MONTH = "chaque mois"
    QUARTER = "chaque trimestre"
    TERM = "chaque semestre"
    YEAR = "chaque année"
    ONCE = "à la fin"

    @property
    def months(self) -> int | None:
        return {"chaque mois": 1, "chaque trimestre": 3, "chaque semestre": 6, "chaque année": 12}.get(self.value)


class Measure(Written):
    """An indicator of follow-up: what is measured, by whom, how often, from where to where.

    indicateur: an indicator of the diagnostic, whose figures are read and never typed: its baseline is the one of the
    edition that was signed, or of `millesime` where one is named. Any other measure is taken on site (`suivi.xlsx`).
    """

    nature: Nature
    nom: Words
    indicateur: Words | None = None
    millesime: Words | None = None
    unite: Words | None = None
    source: Words | None = None
    reference: Baseline | None = None
    cible: float | None = None
    frequence: Frequency | None = None
    qui: Words | None = None

    @property
    def based(self) -> bool:
        """Whether it has where to start from."""
        return self.reference is not None or self.indicateur is not None


class Link(Written):
    """Another scheme that the action serves (PEdT, contrat de ville…), and what of it."""

    document: Words
    quoi: Words | None = None


# The items of the scheme of early childhood (CASF, art. D. 214-10-1) that an action may answer.
Item = Literal["a", "b", "c", "d", "e", "f", "g", "h"]


class Action(Written):
    """One fiche action."""

    numero: Annotated[int, Field(ge=1)]
    titre: Words
    statut: State
    exemple: bool = False
    themes: Annotated[tuple[Words, ...], Field(min_length=1)]
    constats: Words
    indicateurs: tuple[Words, ...] = ()
    enjeux: tuple[Words, ...] = ()
    objectif: Words | None = None
    description: Words
    public: Audience
    territoire: Words
    pilotes: Pilots = Pilots()
    partenaires: tuple[Words, ...] = ()
    moyens: Means = Means()
    budget: tuple[Year, ...] = ()
    calendrier: Calendar | None = None
    conditions: Words | None = None
    risques: Words | None = None
    suivi: tuple[Measure, ...] = ()
    questions: tuple[Words, ...] = ()
    liens: tuple[Link, ...] = ()
    schema_petite_enfance: tuple[Item, ...] = ()
    communication: Words | None = None
    avenant: bool = False
    motif: Words | None = None
    validations: Validations = Validations()

    @property
    def cost(self) -> float:
        """The whole cost, in euros."""
        return sum(year.cout for year in self.budget)

    def paid(self, funder: str) -> float:
        """What one of those who pay gives in all, in euros."""
        return sum(year.financements.get(funder, 0.0) for year in self.budget)

    @property
    def funders(self) -> tuple[str, ...]:
        """Whoever pays, in the order of the file."""
        return tuple(dict.fromkeys(name for year in self.budget for name in year.financements))


def broken_rules(action: Action) -> Iterator[tuple[str, str, str]]:
    """What the rules refuse in a fiche whose fields are sound: the key, what is wrong, and the remedy, in French."""
    for theme in action.themes:
        if theme not in THEMES:
            yield "themes", f"le thème « {theme} » n’existe pas.", f"choisir parmi : {', '.join(THEMES)}."
    yield from unknown("indicateurs", action.indicateurs)
    yield from named(_who(action))
    yield from _measures(action)
    yield from _money(action)
    yield from _dates(action)
    if action.statut is State.ABANDONED and not action.motif:
        yield "motif", "une fiche abandonnée dit pourquoi.", "écrire le motif."
    if action.statut in AGREED:
        yield from _lacking(action)


def _who(action: Action) -> Iterator[tuple[str, str]]:
    """Where functions are asked for, by key. (Elsewhere, the address of a place is no secret.)"""
    yield from typed(action.pilotes.model_dump(), "pilotes")
    yield from typed(action.partenaires, "partenaires")
    yield from ((f"suivi.{place}.qui", one.qui) for place, one in enumerate(action.suivi) if one.qui)


def unknown(key: str, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the identifiers of indicators that somebody wrote under a key."""
    for name in names:
        if name not in indicators.catalogue():
            near = get_close_matches(name, indicators.catalogue(), n=1)
            hint = f"sans doute « {near[0]} » ; " if near else ""
            yield key, f"l’indicateur « {name} » n’existe pas.", f"{hint}prendre un identifiant de « ctg indicators »."
        elif not any(name in chapter.indicators for chapter in chapters.every().values()):
            # Its figure would lead to an explanation that the document does not hold.
            yield key, f"aucun chapitre ne montre l’indicateur « {name} ».", "en prendre un autre du même thème."


def _measures(action: Action) -> Iterator[tuple[str, str, str]]:
    """Each measure is one of the diagnostic, or says what is counted and by whom; no two have one name."""
    seen: set[str] = set()
    for place, one in enumerate(action.suivi):
        key = f"suivi.{place}"
        if one.nom in seen:
            yield f"{key}.nom", f"deux lignes de suivi s’appellent « {one.nom} ».", "changer l’un des deux noms."
        seen.add(one.nom)
        if one.indicateur is not None:
            yield from unknown(f"{key}.indicateur", [one.indicateur])
            if one.reference is not None:
                what = "la valeur de départ d’un indicateur du diagnostic se lit, elle ne s’écrit pas."
                yield f"{key}.reference", what, "enlever « reference », ou enlever « indicateur »."
            continue
        for name in ("unite", "source"):
            if getattr(one, name) is None:
                yield f"{key}.{name}", "la clé manque.", "l’ajouter, ou nommer un « indicateur » du diagnostic."


def _money(action: Action) -> Iterator[tuple[str, str, str]]:
    seen: set[int] = set()
    for year in action.budget:
        if year.annee in seen:
            yield "budget", f"l’année {year.annee} est écrite deux fois.", "réunir les deux lignes."
        seen.add(year.annee)
        paid = sum(year.financements.values())
        # Cents are told where there are some: two amounts that differ never read alike.
        places = 0 if paid == round(paid) and year.cout == round(year.cout) else 2
        if year.financements and abs(paid - year.cout) >= 0.01:
            given, cost = (f"{number(one, places)} €" for one in (paid, year.cout))
            what = f"en {year.annee}, les financements font {given} et le coût {cost}."
            remedy = "corriger l’un ou l’autre ; ce que personne ne paie encore s’écrit « à trouver »."
            yield "budget", what, remedy


def _dates(action: Action) -> Iterator[tuple[str, str, str]]:
    when = action.calendrier
    if when is None:
        return
    if when.fin < when.debut:
        yield "calendrier", "la fin est avant le début.", "corriger l’une des deux dates."
    for step in when.etapes:
        if not when.debut <= step.date <= when.fin:
            yield "calendrier", f"l’étape « {step.quoi} » n’est pas entre le début et la fin.", "corriger sa date."


def _lacking(action: Action) -> Iterator[tuple[str, str, str]]:
    """What a fiche needs before anyone says that it is validated."""
    told = f"pour une fiche « {action.statut} »"
    for side, name in SIDES.items():
        if not getattr(action.pilotes, side):
            yield "pilotes", f"il manque, {told}, le pilote de {name}.", f"remplir « {side} », une fonction suffit."
        if not getattr(action.validations, side):
            yield (
                "validations",
                f"il manque, {told}, la date de l’accord de {name}.",
                f"sous « validations », écrire « {side}: AAAA-MM-JJ ».",
            )
    if not action.budget:
        yield "budget", f"il manque, {told}, une ligne de budget.", "l’écrire, même à 0."
    if action.calendrier is None:
        yield "calendrier", f"il manque, {told}, un début et une fin.", "les écrire."
    if not any(one.nature is Nature.RESULT and one.based for one in action.suivi):
        yield (
            "suivi",
            f"il manque, {told}, un indicateur de résultat avec sa valeur de départ.",
            "l’ajouter, avec « reference » ou « indicateur ».",
        )
