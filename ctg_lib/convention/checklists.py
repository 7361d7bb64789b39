"""What the law or custom asks of the document: what is met and where, what is missing. Only what is there counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ctg_lib import chapters, indicators
from ctg_lib.analysis.duty import Duty
from ctg_lib.analysis.duty import State as DutyState
from ctg_lib.chapters.chapter import held
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.obligations import asked_of
from ctg_lib.convention.actions import AGREED, Action
from ctg_lib.convention.charter import FILE, Charter
from ctg_lib.convention.coherence import carried
from ctg_lib.convention.objectives import Goals
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.parameters.rubriques import Figures, Heading, Headings, every
from ctg_lib.views.wording import inside, listing


class Met(StrEnum):
    """How far a heading is answered."""

    MET = "couvert"
    PARTLY = "couvert en partie"
    MISSING = "à compléter"
    NOT_ASKED = "non demandé ici"


class Where(StrEnum):
    """Which part of the document answers."""

    CHAPTER = "chapitre"
    ISSUE = "enjeu"
    ACTION = "fiche"
    CONVENTION = "convention"


@dataclass(frozen=True)
class Evidence:
    """A part of the document: the id of a chapter or of an enjeu, or the number of a fiche, and its title."""

    where: Where
    name: str
    title: str


@dataclass(frozen=True)
class Answer:
    """What answers one of the demands of a heading, and what it still lacks, in French; nothing lacks when met."""

    by: tuple[Evidence, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A heading, how far it is answered, by what, and what is missing."""

    heading: Heading
    state: Met
    by: tuple[Evidence, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Checklist:
    """A list of headings, and the duty that it follows from, if it follows from one.

    example: whether what answers it may be an example, which binds nobody.
    """

    headings: Headings
    duty: Duty | None
    lines: tuple[Line, ...]
    example: bool


@dataclass(frozen=True)
class _Folder:
    """What the headings are looked for in; live: the fiches that are neither put off nor given up."""

    diagnostic: Diagnostic
    goals: Goals
    live: tuple[Action, ...]
    charter: Charter


def checklists(
    diagnostic: Diagnostic, goals: Goals, actions: Sequence[Action], charter: Charter
) -> tuple[Checklist, ...]:
    """Every list for a territory, on the day of the edition; none for one that is wider than a convention."""
    duties = {one.id: one for one in asked_of(diagnostic)}
    if not duties:
        return ()
    folder = _Folder(diagnostic, goals, carried(actions), charter)
    return tuple(
        Checklist(
            one,
            next((duties[name] for name in one.obligations), None),
            tuple(_line(heading, folder, duties) for heading in one.rubriques),
            goals.exemple or charter.exemple or any(action.exemple for action in folder.live),
        )
        for one in every()
    )


def _line(heading: Heading, folder: _Folder, duties: dict[str, Duty]) -> Line:
    answers = list(_answers(heading, folder))
    if not any(one.lacking for one in answers):
        state = Met.MET
    elif any(one.by for one in answers):
        state = Met.PARTLY
    else:
        asked = not heading.obligations or any(
            duties[name].state is not DutyState.NOT_DUE for name in heading.obligations
        )
        state = Met.MISSING if asked else Met.NOT_ASKED
    return Line(
        heading,
        state,
        tuple(dict.fromkeys(part for one in answers for part in one.by)),
        tuple(dict.fromkeys(part for one in answers for part in one.lacking)),
    )


def _answers(heading: Heading, folder: _Folder) -> Iterator[Answer]:
    """One answer for each thing that the heading demands."""
    yield from (_figures(one, folder.diagnostic) for one in heading.chiffres)
    if heading.enjeux:
        yield _issue(heading.enjeux, folder.goals)
    if heading.lettre:
        serving = [one for one in folder.live if heading.lettre in one.schema_petite_enfance]
        how = f"aucune fiche ne le dit : y écrire « schema_petite_enfance: [{heading.lettre}] »"
        yield _fiches(serving, how)
    if heading.themes:
        kept = [name for name in folder.charter.themes if name in heading.themes]
        yield _kept(kept)
        # A theme that nobody kept and another that no fiche serves do not make one that is treated.
        serving = [one for one in folder.live if set(one.themes) & set(kept or heading.themes)]
        yield _fiches(serving, "aucune fiche n’est de ce thème")
    if heading.reste:
        yield Answer(lacking=(heading.reste,))


def _figures(asked: Figures, diagnostic: Diagnostic) -> Answer:
    """Figures that can be read for the territory, in their chapter."""
    there = held(diagnostic, asked.indicateurs)
    gone = [indicators.indicator(name).label for name in asked.indicateurs if name not in there]
    chapter = chapters.every()[asked.chapitre]
    told = f"pas de chiffre : {' ; '.join(map(inside, gone))}"
    return Answer(
        (Evidence(Where.CHAPTER, chapter.id, chapter.title),) if there else (),
        (told,) if gone else (),
    )


def _issue(theme: str, goals: Goals) -> Answer:
    """An enjeu of a theme that both sides validated; others are told as what is on its way."""
    found = [one for one in goals.enjeux if theme in one.themes]
    agreed = [one for one in found if one.validations.both]
    by = tuple(Evidence(Where.ISSUE, one.id, one.enonce) for one in agreed or found)
    if agreed:
        return Answer(by)
    waiting = listing([f"l’enjeu {one.id}" for one in found])
    return Answer(by, (f"accords à donner : {waiting}" if found else "aucun enjeu n’est de ce thème",))


def _fiches(serving: Sequence[Action], none: str) -> Answer:
    """Fiches that both sides agreed on; others are told as what is on its way. none: said where there is not one."""
    agreed = [one for one in serving if one.statut in AGREED]
    by = tuple(Evidence(Where.ACTION, str(one.numero), one.titre) for one in agreed or serving)
    if agreed:
        return Answer(by)
    waiting = listing([f"la fiche {one.numero} ({one.statut})" for one in serving])
    return Answer(by, (f"accords à donner : {waiting}" if serving else none,))


def _kept(themes: Sequence[str]) -> Answer:
    """The themes that the convention keeps."""
    by = tuple(Evidence(Where.CONVENTION, FILE, inside(THEMES[name])) for name in themes)
    return Answer(by, () if themes else (f"{FILE} ne retient pas ce thème",))
