"""Observations and consultations: read whole or refused with every mistake, then shown beside the figures, escaped."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.observation_book import BOOK, Direction, Verdict
from ctg_lib.convention.observations import Answer, Consultation, Observation, Observations, read_observations
from ctg_lib.convention.parts import crossed_views
from ctg_lib.errors import InputError, NominativeError, Problem
from ctg_lib.export.checks import check
from ctg_lib.export.page import finished
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.secrecy.rules import Rules
from ctg_lib.territory import Level, Territory
from ctg_lib.views.view import Block, anchor
from tests.convention.registers import blank, filled, laid
from tests.convention.test_confrontation import diagnostic

HERE = Territory.of("42302")
DAY = datetime.date(2027, 2, 3)
RULES = Rules.ours()
ONE: dict[str, object] = {
    "Numéro": 1,
    "Observation": "Les jeunes quittent la commune faute de logements.",
    "Thème": "Jeunesse",
    "Lieu": "Bourg",
    "Qui observe": "élue à la jeunesse",
    "Collège": "collectivité",
    "Date": DAY,
    "Force": "observation répétée",
    "Indicateurs attendus": "je_15_24_part ; mo_hors",
    "Sens attendu": "plus faible",
    "Comparé à": "intercommunalité",
    "Personnes concernées": 300,
    "Verdict du comité": "nuancée",
    "Décidé le": datetime.date(2027, 4, 15),
    "Édition des chiffres": datetime.date(2027, 3, 1),
    "Pourquoi": "Les départs sont d’abord ceux des étudiants.",
}
ASKED: dict[str, object] = {
    "Numéro": 1,
    "Date": DAY,
    "Mode": "questionnaire en ligne",
    "Auprès de qui": "parents d’enfants de moins de 6 ans",
    "Réponses reçues": 86,
    "Thème": "Petite enfance",
    "Question": "Avez-vous une solution d’accueil ?",
    "Réponse": "Oui",
    "Nombre": 52,
}
# What people who sit in a comité write, with all that may look like somebody's name and is nobody's.
REALISTIC = [
    "Les jeunes parents disent attendre plus d’un an une place en crèche, surtout au centre-bourg.",
    "À l’école Jean-Moulin, la cantine refuse du monde le mardi et le jeudi.",
    "Le quartier Saint-Pierre vieillit : les commerces ferment, les pharmacies aussi.",
    "Place du 8-Mai, les adolescents se retrouvent le soir, faute de lieu à eux.",
    "Rue de la République, les trottoirs sont trop étroits pour les poussettes.",
    "Les assistantes maternelles partent à la retraite et ne sont pas remplacées.",
    "Beaucoup de seniors vivent seuls à La Côte, loin des médecins et sans voiture.",
    "Depuis la fermeture de la Poste, les démarches en ligne découragent les plus âgés.",
    "Mme la maire et la Caf font le même constat : le périscolaire est saturé.",
    "Le centre social Louise-Michel refuse des inscriptions chaque été.",
    "On aime vivre à Sorbiers, mais on n’y trouve pas de petit logement.",
    "Les loyers ont augmenté de 12 % en trois ans d’après les agences, contre 4 % avant.",
    "Les familles monoparentales demandent un accueil tôt le matin (avant 7 h 30) et tard le soir.",
    "Marché du samedi : plusieurs personnes parlent du car de 17 h 12 supprimé.",
    "Les bénévoles s’épuisent ; les associations Familles rurales et Clair Matin cherchent des relais.",
    "Pendant les vacances de Noël, rien n’est ouvert pour les 11-14 ans.",
    "Le collège Pierre-et-Marie-Curie signale plus d’absences en 4e et en 3e.",
    "Le RSA progresse chez les moins de 30 ans, dit la Mission locale.",
    "Peu d’aides sont demandées : les gens ne savent pas qu’ils y ont droit.",
    "Les parents d’enfants handicapés renoncent à travailler, faute d’accueil adapté.",
]


def lay(seen: list[dict[str, object]], asked: list[dict[str, object]] | None = None, name: str = "") -> Path:
    file = filled(BOOK, {"Observations": seen, "Consultations": asked or []})
    return laid(file, name or "observations.xlsx")


def problems(error: InputError) -> list[Problem]:
    return list(error.problems)


# --- Read ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("data")
def test_nothing_is_said_by_an_absent_or_untouched_workbook() -> None:
    assert read_observations(HERE) == (Observations(), [])
    laid(blank(BOOK), "observations.xlsx")
    assert read_observations(HERE) == (Observations(), [])


@pytest.mark.usefixtures("data")
def test_a_row_is_an_observation_and_rows_of_one_number_are_a_consultation() -> None:
    lay([ONE], [ASKED, ASKED | {"Réponse": "Non", "Nombre": 34}])
    found, wrong = read_observations(HERE)
    assert not wrong
    assert found.seen == (
        Observation(
            number=1,
            text="Les jeunes quittent la commune faute de logements.",
            theme="jeunesse",
            who="élue à la jeunesse",
            college="collectivité",
            date=DAY,
            place="Bourg",
            strength="observation répétée",
            expected=("je_15_24_part", "mo_hors"),
            direction=Direction.LOWER,
            against=Level.EPCI,
            people=300,
            verdict=Verdict.NUANCED,
            decided=datetime.date(2027, 4, 15),
            edition=datetime.date(2027, 3, 1),
            why="Les départs sont d’abord ceux des étudiants.",
        ),
    )
    question = "Avez-vous une solution d’accueil ?"
    answers = (Answer(question, "Oui", 52, "petite_enfance"), Answer(question, "Non", 34, "petite_enfance"))
    public = "parents d’enfants de moins de 6 ans"
    assert found.consulted == (Consultation(1, DAY, "questionnaire en ligne", public, 86, answers),)


@pytest.mark.usefixtures("data")
def test_several_workbooks_are_one_list() -> None:
    lay([ONE | {"Numéro": 7}], name="observations_2026.xlsx")
    lay([ONE | {"Numéro": 2}], name="observations_2027.xlsx")
    assert [one.number for one in read_observations(HERE)[0].seen] == [2, 7]
    lay([ONE | {"Numéro": 7}], name="observations_2027.xlsx")
    found, (error,) = read_observations(HERE)
    assert [one.number for one in found.seen] == [7]
    (problem,) = problems(error)
    assert problem.file == "observations_2027.xlsx"
    assert "sert déjà à la ligne 3 de observations_2026.xlsx" in problem.what


@pytest.mark.usefixtures("data")
def test_every_mistake_is_told_at_once_with_its_place_and_its_remedy() -> None:
    bare = {name: ONE[name] for name in ("Observation", "Thème", "Qui observe", "Collège", "Date")}
    lay(
        [
            ONE,
            ONE,
            bare | {"Numéro": 3, "Date": "hier", "Thème": "Jeunes"},
            bare | {"Numéro": 4, "Indicateurs attendus": "je_15_24_parts ; mo_hors", "Sens attendu": "en hausse"},
            bare | {"Numéro": 5, "Sens attendu": "en hausse", "Comparé à": "France"},
            bare | {"Numéro": 6, "Indicateurs attendus": "mo_hors"},
            bare | {"Numéro": 7, "Verdict du comité": "confirmée"},
            bare | {"Numéro": 8, "Pourquoi": "Parce que."},
            ONE | {"Numéro": 9, "Décidé le": datetime.date(2027, 1, 1)},
            bare | {"Numéro": 0, "Observation": "=1+1"},
        ],
        [ASKED, ASKED | {"Mode": "entretiens", "Nombre": 90}, ASKED | {"Numéro": 2, "Nombre": 1.5}],
    )
    found, (error,) = read_observations(HERE)
    assert found == Observations()
    told = [(one.sheet, one.row, one.column) for one in problems(error)]
    assert all(one.file == "observations.xlsx" and one.remedy for one in problems(error))
    assert told == [
        ("Observations", 4, "Numéro"),
        ("Observations", 5, "Thème"),
        ("Observations", 5, "Date"),
        ("Observations", 6, "Indicateurs attendus"),
        ("Observations", 7, "Indicateurs attendus"),
        ("Observations", 7, "Comparé à"),
        ("Observations", 8, "Sens attendu"),
        ("Observations", 9, "Décidé le"),
        ("Observations", 10, "Pourquoi"),
        ("Observations", 11, "Décidé le"),
        ("Observations", 11, "Édition des chiffres"),
        ("Observations", 12, "Observation"),
        ("Observations", 12, "Numéro"),
        ("Consultations", 4, "Mode"),
        ("Consultations", 4, "Réponse"),
        ("Consultations", 4, "Nombre"),
        ("Consultations", 5, "Nombre"),
    ]
    text = str(error)
    assert "« je_15_24_parts » n’existe pas. Remède : sans doute « je_15_24_part »" in text
    assert "90" not in text.replace("1900", ""), "un nombre de personnes n’est jamais cité"


@pytest.mark.usefixtures("data")
def test_a_workbook_that_names_a_person_is_refused() -> None:
    for column, said in (
        ("Qui observe", "DUPONT Léa"),
        ("Observation", "Mme Dupont attend une place."),
        ("Lieu", "M. Martin"),
    ):
        lay([ONE | {column: said}])
        found, (error,) = read_observations(HERE)
        assert found == Observations()
        assert isinstance(error, NominativeError)
        assert "Dupont" not in str(error)
        assert "DUPONT" not in str(error)


@pytest.mark.usefixtures("data")
def test_ordinary_sentences_name_nobody_and_are_about_everybody() -> None:
    lay([ONE | {"Numéro": number, "Observation": text} for number, text in enumerate(REALISTIC, start=1)])
    found, wrong = read_observations(HERE)
    assert not wrong
    assert [one.text for one in found.seen] == REALISTIC
    assert not [one.text for one in found.seen if one.of_few(RULES.persons)]


ROLES = [
    "M. le maire",
    "Mme l’adjointe à l’enfance",
    "responsable du service enfance",
    "directrice du centre social",
    "présidente de l’association des parents d’élèves",
    "conseillers techniques de la Caf",
]


@pytest.mark.usefixtures("data")
def test_offices_name_nobody() -> None:
    said = [f"D’après {role}, les inscriptions baissent." for role in ROLES]
    lay([ONE | {"Numéro": at, "Qui observe": role, "Observation": said[at - 1]} for at, role in enumerate(ROLES, 1)])
    found, wrong = read_observations(HERE)
    assert not wrong
    assert [one.who for one in found.seen] == ROLES
    lay([ONE | {"Observation": "M. Le Goff attend une place."}])
    assert isinstance(read_observations(HERE)[1][0], NominativeError)


# --- Shown -----------------------------------------------------------------------------------------------------------


def observed(number: int = 1, text: str = "Vu.", **others: object) -> Observation:
    said = {"theme": "jeunesse", "who": "élu", "college": "collectivité", "date": DAY} | others
    return Observation(number=number, text=text, **said)  # type: ignore[arg-type]


def shown(*seen: Observation) -> Block:
    return crossed_views.observations(Observations(seen=seen), diagnostic("42302"), RULES)


def asked(counts: list[int], received: int, **others: str) -> Block:
    answers = tuple(Answer("Et vous ?", f"Réponse {'ABCDEFG'[at]}", count) for at, count in enumerate(counts))
    said = {"mode": "entretiens", "public": "parents"} | others
    one = Consultation(number=1, date=DAY, received=received, answers=answers, **said)
    return crossed_views.consultations(Observations(consulted=(one,)), RULES)


def words(block: Block) -> str:
    return " ".join(BeautifulSoup(block.html, "html.parser").get_text(" ").split())


def published(*blocks: Block) -> None:
    """Whether a page of ours may be published with these pieces."""
    seen: Diagnostic = diagnostic("42302")
    names = ["je_15_24_part", "mo_hors", "pe_tcg", "pe_accueil_portee"]
    body = "".join(block.html for block in blocks) + "".join(f'<p id="{anchor(name)}">Calcul</p>' for name in names)
    page = (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>'
        '<meta http-equiv="Content-Security-Policy" content="@@CSP@@"></head>'
        f"<body><main><h1>Regards croisés</h1>{body}</main></body></html>"
    )
    check(finished(page), pd.concat([seen._rows(name) for name in names], ignore_index=True))


def test_where_nothing_is_written_the_page_says_how() -> None:
    for block in (shown(), crossed_views.consultations(Observations(), RULES)):
        assert "observations.xlsx" in words(block)
        assert "« ctg new CODE »" in words(block)
        published(block)


def test_the_proposal_and_the_decision_stand_side_by_side() -> None:
    decided = {"verdict": Verdict.NUANCED, "decided": DAY, "edition": datetime.date(2027, 1, 4), "why": "À revoir."}
    figures = {"expected": ("je_15_24_part",), "direction": Direction.LOWER}
    block = shown(
        observed(1, "Les jeunes partent.", **figures, **decided),
        observed(2, "Tout va bien.", theme="mobilite", expected=("mo_hors", "pe_tcg"), direction=Direction.HIGHER),
        observed(3, "Les crèches sont loin.", expected=("pe_accueil_portee",), direction=Direction.LOWER),
        observed(4, "Rien à mesurer."),
    )
    told = words(block)
    assert "Proposé par l’outil : 2 confirmées et 2 non objectivables. Décidé par le comité : 1 nuancée" in told
    assert "1 fois, les chiffres d’aujourd’hui proposent autre chose." in told
    assert "confirmée nuancée , le 3 février 2027 (chiffres de l’édition du 4 janvier 2027)" in told
    assert "Les chiffres d’aujourd’hui proposent autre chose." in told
    assert "À revoir." in told
    assert told.index("Jeunesse : observations") < told.index("Mobilité : observations")
    assert "pas encore décidé" in told
    assert "Attendu : plus faible. Part des 15-24 ans" in told
    published(block)


@pytest.mark.parametrize(
    "hidden",
    [
        observed(2, "Deux familles vivent en caravane aux Granges.", people=2),
        observed(2, "Des habitants vivent en caravane aux Granges.", people=4),
        observed(2, "Une maman dort dans sa voiture aux Granges."),
        observed(2, "Une situation difficile aux Granges.", why="3 enfants sont concernés."),
    ],
)
def test_an_observation_about_a_handful_is_never_shown(hidden: Observation) -> None:
    block = shown(observed(), hidden)
    told = words(block)
    assert "1 observation non montrée : elle porte sur moins de 5 personnes" in told
    for leak in ("Granges", "caravane", "maman", "n° 2", "3 enfants", "familles"):
        assert leak not in block.html
    assert "1 observation." in told
    published(block)
    assert words(shown(hidden)) == "1 observation non montrée : elle porte sur moins de 5 personnes ."


def test_an_observation_about_nobody_or_enough_people_is_shown() -> None:
    assert "Vu." in words(shown(observed(people=0)))
    assert "Vu." in words(shown(observed(people=5)))


def test_a_consultation_is_counted_and_never_a_sample() -> None:
    block = asked([52, 34, 0], 86)
    told = words(block)
    assert "Ce que disent les 86 personnes qui ont répondu : elles ne représentent pas la population." in told
    assert "entretiens, 3 février 2027, auprès de : parents ." in told
    assert "Réponse A 52 Réponse B 34 Réponse C 0" in told
    assert "%" not in block.html
    published(block)


def test_small_counts_of_a_consultation_are_not_told_nor_found() -> None:
    assert "Réponse A moins de 5 Réponse B non montré Réponse C 60" in words(asked([3, 23, 60], 86))
    whole = words(asked([3, 4, 5], 12))
    assert "Réponse A non montré Réponse B non montré Réponse C non montré" in whole
    few = asked([3], 3)
    assert "Trop peu de personnes ont répondu" in words(few)
    assert "Réponse" not in words(few)
    assert "Personne n’a répondu." in words(asked([0, 0], 0))
    published(asked([3, 23, 60], 86))
    published(few)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<img src="https://exemple.invalid/a.png" onerror="alert(1)">',
        "</td></tr></table><h1>Titre</h1>",
        "**gras** _italique_ [lien](https://exemple.invalid) `code` # titre",
        "=1+1",
        "+33 habitants",
        "-12 places",
        "@SOMME(A1:A9)",
        "& d'après l'élu, 12 000 habitants « \" »",
    ],
)
@pytest.mark.usefixtures("data")
def test_what_people_type_is_text_and_nothing_else(typed: str) -> None:
    decided = {"verdict": Verdict.CONFIRMED, "decided": DAY, "why": typed}
    block = shown(observed(1, typed, place=typed, who=typed, **decided))
    answers = (Answer(typed, typed, 52), Answer(typed, "Non", 34))
    told = Observations(consulted=(Consultation(1, DAY, "autre", typed, 86, answers),))
    other = crossed_views.consultations(told, RULES)
    soup = BeautifulSoup(block.html + other.html, "html.parser")
    assert typed in soup.get_text()
    assert not soup.find_all(["script", "img", "h1", "a", "em", "code"])
    published(block, other)


def test_every_theme_of_the_workbook_is_one_of_the_project() -> None:
    column = BOOK.forms[0].column("Thème")
    assert column.choices == tuple(THEMES.values())
