"""The documents: a convention’s diagnostic, the analysis of social needs made of the same chapters, the reviews."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ctg_lib.analysis.duty import analysis_year, in_force
from ctg_lib.chapters import every
from ctg_lib.errors import Problem, UsageError
from ctg_lib.territory import Level, Territory


@dataclass(frozen=True)
class Part:
    """Some chapters under one heading, if any."""

    title: str
    said: str
    chapters: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """What a document is called, in which order its chapters come, and the words that differ from the diagnostic's.

    id: what the command line asks for. stem: the name of its files. frame: what it is part of. title: before the name
    of the territory. short: after « synthèse ». words: what replaces words of the chapters. whole: whether it tells all
    the figures, with what is essential of them and a synthesis beside; the others tell of the convention, and of the
    figures that this calls.
    """

    id: str
    stem: str
    frame: str
    title: str
    short: str
    parts: tuple[Part, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True

    @property
    def chapters(self) -> tuple[str, ...]:
        """Its chapters, in order."""
        return tuple(name for part in self.parts for name in part.chapters)

    def including(self, names: Iterable[str]) -> Document:
        """The same with more chapters, each in the place that its number gives it in the last part."""
        *others, last = self.parts
        return replace(self, parts=(*others, replace(last, chapters=tuple(sorted({*last.chapters, *names})))))

    @property
    def file(self) -> str:
        """The name of its page."""
        return f"{self.stem}.html"

    @property
    def over(self) -> str:
        """What stands above the title of its page."""
        return f"{self.frame} · {self.title[0].lower()}{self.title[1:]}"

    @property
    def over_synthesis(self) -> str:
        """What stands above the title of its synthesis."""
        return f"{self.frame} · synthèse {self.short}"

    def refuse(self, territory: Territory) -> None:
        """Raise UsageError for a territory that the document is not made for."""
        if self.id == "abs" and territory.level not in (Level.COMMUNE, Level.EPCI, Level.GROUPE):
            raise UsageError(
                f"{self.title} : {territory.name} n’a pas de centre d’action sociale.",
                [Problem("demander une commune, une intercommunalité ou un groupe de communes.")],
            )

    def reworded(self, page: str) -> str:
        """The page with the words of this document."""
        for before, after in self.words.items():
            page = page.replace(before, after)
        return page

    def about(self, date: str) -> str:
        """What must be known of the document before it is read; empty for the diagnostic."""
        if self.id != "abs":
            return ""
        on = datetime.date.fromisoformat(date)
        renewed, due = analysis_year(on)
        rule = in_force("abs_delai", on)
        return (
            "L’analyse des besoins sociaux est présentée au conseil d’administration du centre d’action sociale dans "
            "l’année civile qui suit le renouvellement général des conseils municipaux\u00a0: pour celui de "
            f"{renewed}, en {due} ({rule.article}). Elle porte sur l’ensemble de la population, et se fait avec les "
            "partenaires. "
            "Les publics viennent dans cet ordre\u00a0: familles, jeunes, personnes âgées, personnes handicapées, "
            "personnes en difficulté. Les chiffres sont ceux du diagnostic partagé de la convention territoriale "
            "globale."
        )


CTG = Document(
    id="ctg",
    stem="diagnostic",
    frame="Convention territoriale globale",
    title="Diagnostic partagé",
    short="du diagnostic partagé",
    parts=(Part("", "", tuple(every())),),
)
ABS = Document(
    id="abs",
    stem="abs",
    frame="Centre d’action sociale",
    title="Analyse des besoins sociaux",
    short="de l’analyse des besoins sociaux",
    parts=(
        Part(
            "Le diagnostic sociodémographique",
            "Le territoire, et l’ensemble de sa population.",
            ("00_territoire", "10_portrait", "15_carte_besoins_services"),
        ),
        Part(
            "Les familles",
            "De la naissance à l’école, et les parents.",
            ("20_petite_enfance", "30_enfance", "50_parentalite"),
        ),
        Part("Les jeunes", "Études, emploi, loisirs.", ("40_jeunesse",)),
        Part("Les personnes âgées", "Vivre chez soi, être aidé, être hébergé.", ("74_seniors",)),
        Part("Les personnes handicapées", "Enfants et adultes.", ("72_handicap",)),
        Part(
            "Les personnes en difficulté",
            "Ressources, emploi, logement, accès aux droits.",
            ("80_precarite", "60_acces_droits", "70_logement"),
        ),
        Part(
            "Ce qui concerne chacun",
            "Se soigner, se déplacer, se rencontrer.",
            ("78_sante", "76_mobilite", "55_vie_sociale"),
        ),
        Part("Ce qui ressort de l’analyse", "Besoins et réponses côte à côte.", ("90_synthese",)),
    ),
    words={
        "Ce que le comité peut examiner": "Ce que le conseil d’administration peut examiner",
        "Le comité peut en recueillir": "Le conseil d’administration peut en recueillir",
        "dans les années de la convention": "dans les années à venir",
        "pendant la convention": "dans les quatre ans",
        "d’ici la fin de la convention": "d’ici quatre ans",
        "la convention doit-elle porter": "l’action du centre d’action sociale doit-elle porter",
        "diagnostic complet": "document complet",
    },
)
REVIEW = Document(
    id="bilan",
    stem="bilan",
    frame="Convention territoriale globale",
    title="Bilan",
    short="du bilan",
    parts=(Part("", "", ("92_bilan",)),),
    whole=False,
)
EVALUATION = Document(
    id="evaluation",
    stem="evaluation",
    frame="Convention territoriale globale",
    title="Évaluation",
    short="de l’évaluation",
    parts=(Part("", "", ("93_evaluation",)),),
    whole=False,
)
_EVERY = {one.id: one for one in (CTG, ABS, REVIEW, EVALUATION)}


def document(kind: str) -> Document:
    """The document of an identifier; UsageError names those there are."""
    if kind not in _EVERY:
        told = [Problem(f"« {one.id} » : {one.title.lower()}.") for one in _EVERY.values()]
        raise UsageError(f"Le document « {kind} » n’existe pas.", told)
    return _EVERY[kind]
