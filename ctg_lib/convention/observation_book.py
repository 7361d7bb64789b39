"""`observations.xlsx`: what is written there, row by row. The declaration alone: `observations` reads it."""

from __future__ import annotations

import datetime
from enum import StrEnum

from ctg_lib.convention.registers import Register
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.sources.local_early import PERSONS
from ctg_lib.sources.local_forms import Column, Form, Kind
from ctg_lib.territory import Level


class Verdict(StrEnum):
    """What figures make of an observation, as the comité says it."""

    CONFIRMED = "confirmée"
    NUANCED = "nuancée"
    CONTRADICTED = "contredite"
    UNTESTABLE = "non objectivable"


class Direction(StrEnum):
    """What somebody who observes expects of a figure."""

    HIGHER = "plus élevé"
    LOWER = "plus faible"
    RISING = "en hausse"
    FALLING = "en baisse"

    @property
    def over_time(self) -> bool:
        """Whether it is about two dates, and not about two territories."""
        return self in (Direction.RISING, Direction.FALLING)


AGAINST = {
    "intercommunalité": Level.EPCI,
    "département": Level.DEPARTEMENT,
    "région": Level.REGION,
    "France": Level.FRANCE,
}
COLLEGES = ("collectivité", "Caf", "partenaire", "habitants")
STRENGTHS = ("une personne", "plusieurs personnes", "observation répétée")
MODES = ("questionnaire en ligne", "questionnaire papier", "réunion publique", "entretiens", "autre")
THEME_IDS = {label: name for name, label in THEMES.items()}

# ── The workbook ─────────────────────────────────────────────────────────────────────────────────────────────────────

NUMBER, DATE, THEME = "Numéro", "Date", "Thème"
SAID, PLACE, WHO, COLLEGE, STRENGTH = "Observation", "Lieu", "Qui observe", "Collège", "Force"
EXPECTED, DIRECTION, COMPARED = "Indicateurs attendus", "Sens attendu", "Comparé à"
PEOPLE, VERDICT, DECIDED = "Personnes concernées", "Verdict du comité", "Décidé le"
EDITION, WHY = "Édition des chiffres", "Pourquoi"
MODE, PUBLIC, RECEIVED = "Mode", "Auprès de qui", "Réponses reçues"
QUESTION, ANSWER, COUNT = "Question", "Réponse", "Nombre"
_SEEN, _DECIDED = datetime.date(2027, 2, 3), datetime.date(2027, 4, 15)

_THEME = Column(THEME, "Le thème de la convention.", Kind.CHOICE, "Petite enfance", choices=tuple(THEME_IDS))


def _number(explains: str) -> Column:
    return Column(NUMBER, explains, Kind.COUNT, 1, required=True, high=9999)


OBSERVED = Form(
    "Observations",
    "Une ligne par observation : ce que l’on voit sur le terrain, que les chiffres confirment ou non. Parler de tous "
    "(« les familles »), jamais d’une personne ou d’une famille : une observation qui en concerne moins de cinq n’est "
    "pas montrée.",
    (
        _number("Un numéro par observation, qui ne change plus."),
        Column(
            SAID,
            "Ce qui est observé, en une ou deux phrases.",
            Kind.TEXT,
            "Les jeunes parents disent attendre longtemps une place en crèche.",
            required=True,
        ),
        Column(THEME, _THEME.explains, Kind.CHOICE, _THEME.example, choices=_THEME.choices, required=True),
        Column(PLACE, "Le quartier, le bourg, l’équipement ; vide pour tout le territoire.", Kind.NAME, "Centre-bourg"),
        Column(
            WHO,
            "La fonction de qui observe, jamais son nom.",
            Kind.NAME,
            "adjointe ou adjoint à l’enfance",
            required=True,
        ),
        Column(COLLEGE, "De quel côté.", Kind.CHOICE, COLLEGES[0], choices=COLLEGES, required=True),
        Column(DATE, "Le jour où l’observation a été dite.", Kind.DATE, _SEEN, required=True),
        Column(STRENGTH, "Combien de fois, par combien de personnes.", Kind.CHOICE, STRENGTHS[1], choices=STRENGTHS),
        Column(
            EXPECTED,
            "Les identifiants des chiffres du diagnostic qui devraient le montrer (« ctg indicators » en donne la "
            "liste), séparés par « ; ». Vide si aucun chiffre n’en parle.",
            Kind.TEXT,
            "pe_tcg",
        ),
        Column(
            DIRECTION,
            "Ce que ces chiffres devraient montrer, le même sens pour tous ; sinon, une observation par sens.",
            Kind.CHOICE,
            str(Direction.LOWER),
            choices=tuple(map(str, Direction)),
        ),
        Column(
            COMPARED,
            "Pour « plus élevé » et « plus faible » : plus que qui. Vide : le premier de la liste qui a le chiffre.",
            Kind.CHOICE,
            "département",
            choices=tuple(AGAINST),
        ),
        Column(
            PEOPLE,
            "Combien de personnes sont concernées, si on le sait. Sert seulement à protéger les petits nombres.",
            Kind.COUNT,
            40,
            secrecy=PERSONS,
        ),
        Column(
            VERDICT,
            "Ce que le comité a décidé, quoi que l’outil propose.",
            Kind.CHOICE,
            str(Verdict.CONFIRMED),
            choices=tuple(map(str, Verdict)),
        ),
        Column(DECIDED, "Le jour où le comité l’a décidé.", Kind.DATE, _DECIDED),
        Column(
            EDITION,
            "La date en tête du diagnostic que le comité avait sous les yeux.",
            Kind.DATE,
            datetime.date(2027, 3, 1),
        ),
        Column(WHY, "Ce qui a décidé le comité.", Kind.TEXT, "Le relais petite enfance constate la même chose."),
    ),
)
CONSULTED = Form(
    "Consultations",
    "Une ligne par réponse possible. Les lignes d’une même consultation portent le même numéro, la même date, le même "
    "mode, le même public et le même nombre de réponses reçues.",
    (
        _number("Un numéro par consultation."),
        Column(DATE, "Le jour de la consultation, ou son dernier jour.", Kind.DATE, _SEEN, required=True),
        Column(MODE, "Comment on a demandé.", Kind.CHOICE, MODES[0], choices=MODES, required=True),
        Column(PUBLIC, "Qui pouvait répondre.", Kind.NAME, "parents d’enfants de moins de 6 ans", required=True),
        Column(
            RECEIVED,
            "Combien de personnes ont répondu en tout.",
            Kind.COUNT,
            86,
            required=True,
            secrecy=PERSONS,
        ),
        _THEME,
        Column(
            QUESTION,
            "La question, telle qu’elle a été posée.",
            Kind.TEXT,
            "Avez-vous une solution d’accueil ?",
            required=True,
        ),
        Column(
            ANSWER,
            "Une des réponses, regroupées : montrée même quand peu de gens l’ont donnée, elle ne désigne personne.",
            Kind.TEXT,
            "Oui, mais pas celle que je voulais",
            required=True,
        ),
        Column(
            COUNT,
            "Combien de personnes ont répondu cela ; 0 si personne.",
            Kind.COUNT,
            31,
            required=True,
            secrecy=PERSONS,
            within=RECEIVED,
        ),
    ),
)
BOOK = Register(
    source="observations",
    cover="Fiche observations",
    title="Observations de terrain et consultations des habitants",
    about=(
        "Ce que voient ceux qui connaissent le terrain, mis en regard des chiffres : l’outil propose un verdict et dit "
        "pourquoi, le comité décide, les deux sont gardés. Des fonctions seulement, jamais un nom de personne."
    ),
    forms=(OBSERVED, CONSULTED),
)
