"""The blocks of the plan: figures tied to their rows, what was typed escaped, a sentence where nothing is written."""

from __future__ import annotations

import re

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag

import ctg_lib
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.actions import Action
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.checklists import checklists
from ctg_lib.convention.objectives import Goals
from ctg_lib.convention.parts import action_plan
from ctg_lib.export import page
from ctg_lib.export.checks import check
from ctg_lib.views.view import Block
from tests.convention.plans import goals_and_actions
from tests.published import EDITION, without_kernel

PLAN = goals_and_actions()


@pytest.fixture(scope="module")
def diagnostic() -> Diagnostic:
    return ctg_lib.diagnostic("42302", EDITION)


def blocks(diagnostic: Diagnostic, goals: Goals, actions: list[Action]) -> dict[str, Block]:
    lists = checklists(diagnostic, goals, actions, Charter(themes=("petite_enfance", "jeunesse")))
    return {
        "enjeux": action_plan.issues(goals, diagnostic),
        "objectifs": action_plan.objectives(goals, actions),
        "cohérence": action_plan.coherence(goals, actions),
        "fiches": action_plan.actions(actions),
        "budget": action_plan.budget(actions),
        "listes": action_plan.checklists(lists),
    }


@pytest.fixture(scope="module")
def shown(diagnostic: Diagnostic) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(one.html, "html.parser") for name, one in blocks(diagnostic, *PLAN).items()}


def words(node: Tag) -> str:
    return re.sub(r"\s+", " ", node.get_text(" ", strip=True))


def rows(soup: BeautifulSoup) -> list[list[str]]:
    return [[words(cell) for cell in row.select("th, td")] for row in soup.select("table tr")]


def test_the_page_that_holds_them_passes_every_check(diagnostic: Diagnostic) -> None:
    notebooks = without_kernel(diagnostic)
    last = notebooks["90_synthese"]
    for title, block in blocks(diagnostic, *PLAN).items():
        cell = nbformat.v4.new_code_cell("chapter")
        data = block._repr_mimebundle_()
        cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
        last.cells += [nbformat.v4.new_markdown_cell(f"## {title.capitalize()}"), cell]
    # Maps show every commune around; the long table has them at the publication alone.
    html = re.sub(r"<figure.*?</details>", "", page.render(diagnostic, {**notebooks}), flags=re.DOTALL)
    assert "Les enjeux, par ordre de priorité" in html
    check(html, diagnostic.values)


def test_enjeux_are_told_by_priority_with_what_they_rest_on(shown: dict[str, BeautifulSoup]) -> None:
    soup = shown["enjeux"]
    told = rows(soup)[1:]
    assert [row[0][:3] for row in told] == ["E2.", "E1.", "E4.", "E3."]
    assert [row[1][:7] for row in told] == ["9 impor", "6 impor", "2 impor", "à fixer"]
    assert told[1][2].startswith("Observations 1 et 4 Naissances, moyenne de trois ans")
    assert told[2][2] == "rien n’est encore cité"
    assert "Validé par la Caf le 3 décembre 2026 (chiffres de l’édition du 24 novembre 2026)" in told[1][3]
    assert "Pas encore validé par la Caf" in told[0][3]
    keys = {str(one["data-cle"]).split("|")[0] for one in soup.select("[data-cle]")}
    assert keys == {"je_15_24_part", "je_cho_1524", "pe_naiss_3ans", "pe_accueil_km", "av_seuls_pct"}
    assert "Sources" in soup.select("p.source")[0].text


def test_objectives_are_a_tree_down_to_the_fiches(shown: dict[str, BeautifulSoup]) -> None:
    trunk = shown["objectifs"].select("div > ul > li")
    assert [words(one)[:3] for one in trunk] == ["O1.", "O2."]
    under = trunk[0].select("ul > li")
    assert words(under[0]).startswith("O1.1. Ouvrir des places là où il en manque (opérationnel)")
    assert "Échéance : 31 décembre 2030" in words(under[0])
    assert [one["href"] for one in trunk[0].select("a")] == ["fiches.html#fiche-1"]


def test_coherence_tells_needs_and_actions_alone(shown: dict[str, BeautifulSoup]) -> None:
    soup = shown["cohérence"]
    assert list(dict.fromkeys(words(one) for one in soup.select("tbody th"))) == [
        "E2. Que les jeunes aient où se retrouver",
        "E1. Trouver une place d’accueil pour chaque jeune enfant",
        "E4. Connaître ses droits",
        "E3. Rompre l’isolement des aînés",
    ]
    assert [words(one) for one in soup.select("li")] == [
        "Enjeux sans action : E3. Rompre l’isolement des aînés.",
        "Actions sans enjeu : 5. Une fête des familles .",
        "Objectifs sans fiche : aucun.",
        "Enjeux dont les seules fiches sont reportées : E4.",
        (
            "À accorder avec « Projet éducatif de territoire » : les fiches 1 et 2 le servent, sur plusieurs thèmes "
            "(petite enfance, parentalité et familles, jeunesse et animation de la vie sociale)."
        ),
        "Reportées, non comptées plus haut : 3. Tenir une permanence des droits (Le local n’est pas libre).",
        (
            "Abandonnées, non comptées plus haut : 4. Des visites chez les aînés "
            "(Aucun bénévole <script>alert(1)</script> ne s’est proposé)."
        ),
    ]


def test_fiches_have_a_line_each(shown: dict[str, BeautifulSoup]) -> None:
    told = rows(shown["fiches"])
    assert [row[1] for row in told[1:]] == ["en cours", "à valider", "reportée", "abandonnée", "idée"]
    assert told[1][3:] == ["Du 1er janvier 2027 au 31 décembre 2030", "473 500 €"]
    assert told[5][2:] == ["Pour la collectivité : à désigner Pour la Caf : à désigner", "à fixer", "à chiffrer"]


def test_the_budget_adds_up_and_tells_what_is_to_be_found(shown: dict[str, BeautifulSoup]) -> None:
    told = rows(shown["budget"])
    assert told[0] == ["Année", "Coût", "Commune", "Intercommunalité", "Caf", "Familles", "<i>Dons</i>", "À trouver"]
    assert told[1] == ["2027", "187 500 €", "60 000 €", "22 500 €", "82 000 €", "—", "3 000 €", "20 000 €"]
    assert told[5][:2] == ["Ensemble", "478 500 €"]
    assert told[6][:2] == ["dont fiches validées, engagées, en cours ou réalisées", "473 500 €"]
    assert [words(one) for one in shown["budget"].select("p[data-nombre]")] == [
        "Il reste 20 000 € à trouver, sur 478 500 €.",
        "Sans budget écrit : 5. Une fête des familles .",
        "Non comptées : 3. Tenir une permanence des droits (reportée, 1 200 €).",
    ]


def test_lists_say_whether_they_are_due_what_meets_them_and_what_lacks(shown: dict[str, BeautifulSoup]) -> None:
    told = [words(one) for one in shown["listes"].select("p[data-nombre]")]
    assert "obligation non due . Population totale : 8 224 habitants (2022)" in told[0]
    assert "(à vérifier : le texte n’a pas été lu)" in told[1]
    assert told[2].startswith("Circulaire Cnaf du 16 janvier 2020, à compter du 16 janvier 2020")
    first = rows(shown["listes"])
    met = next(row for row in first if row[0] == "4° b")
    assert met[2:] == [
        "couvert",
        "Fiche 1. Ouvrir une crèche de dix places et réunir ceux qui accueillent les jeunes enfants",
        "—",
    ]


def test_what_was_typed_stays_words(diagnostic: Diagnostic) -> None:
    html = "".join(one.html for one in blocks(diagnostic, *PLAN).values())
    for typed in ("<script>alert", "<b>rien", "<i>Dons"):
        assert typed not in html
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in html


def test_an_example_says_so_in_each_block(shown: dict[str, BeautifulSoup]) -> None:
    assert all("n’engage personne" in one.text for one in shown.values())
    real = PLAN[0].model_copy(update={"exemple": False})
    assert "n’engage personne" not in action_plan.objectives(real, []).html


def test_where_nothing_is_written_a_sentence_says_how(diagnostic: Diagnostic) -> None:
    nothing = blocks(diagnostic, Goals(), [])
    for name, block in nothing.items():
        if name != "listes":
            assert re.fullmatch(r'<p data-nombre="saisi">Aucun[^<]+</p>', block.html), name
    assert "objectifs.yaml" in nothing["enjeux"].html
    assert "modele.yaml" in nothing["fiches"].html
    wider = ctg_lib.diagnostic("42", EDITION)
    assert "s’adressent à une commune" in action_plan.checklists(checklists(wider, *PLAN, Charter())).html


def test_an_objective_that_nothing_serves_says_so() -> None:
    html = action_plan.objectives(PLAN[0], []).html
    assert html.count("Aucune fiche ne le sert encore.") == 2
