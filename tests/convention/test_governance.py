"""The comité on the page: what is told of it, what is escaped, and that the page may be published with it."""

from __future__ import annotations

import datetime
import html as entities
from collections.abc import Callable

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from ctg_lib import chapters
from ctg_lib.convention.committee import Committee
from ctg_lib.convention.parts import governance
from ctg_lib.errors import PageRefusedError
from ctg_lib.export.checks import check
from ctg_lib.export.page import finished
from ctg_lib.views.view import KEYED_BY, Block
from tests.convention.committees import DAY, FILLED, SORBIERS, committee

AFTER = datetime.date(2027, 4, 3)
PARTS: dict[str, Callable[[Committee | None], Block]] = {
    "members": lambda one: governance.members(one, DAY),
    "parity": lambda one: governance.parity(one, DAY),
    "meetings": governance.meetings,
    "chapter_validations": lambda one: governance.chapter_validations(one, DAY),
}


def rows(block: Block, caption: str) -> list[list[str]]:
    """The cells of the table whose caption begins so, line by line."""
    soup = BeautifulSoup(block.html, "html.parser")
    table = next(one for one in soup.find_all("table") if one.caption.get_text().startswith(caption))
    return [[cell.get_text(" ") for cell in line.find_all(["th", "td"])] for line in table.tbody.find_all("tr")]


def words(block: Block) -> str:
    return BeautifulSoup(block.html, "html.parser").get_text()


def page(*blocks: Block) -> str:
    """A page of ours that holds nothing but these blocks."""
    body = "".join(block.html for block in blocks)
    return finished(
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>'
        '<meta http-equiv="Content-Security-Policy" content="@@CSP@@"></head>'
        f"<body><main><h1>Gouvernance</h1>{body}</main></body></html>"
    )


# --- What is told ----------------------------------------------------------------------------------------------------


def test_members_stand_by_college_with_their_vote_and_their_dates() -> None:
    found = rows(governance.members(committee(FILLED), AFTER), "Les membres du comité")
    assert found == [
        ["Élus élu", "la collectivité", "3", "avec voix", "non précisé"],
        [
            "Directeur général des services",
            "la collectivité",
            "1",
            "avec voix",
            "jusqu’au 1er mars 2027 (terminé)",
        ],
        ["Conseillers de la Caf", "la Caf", "4", "avec voix", "non précisé"],
        ["Experte ou expert invité expert", "la Caf", "1", "sans voix", "non précisé"],
        ["Association de parents", "partenaire", "1", "avec voix", "depuis le 1er janvier 2027"],
    ]
    before = rows(governance.members(committee(FILLED), DAY), "Les membres du comité")
    assert [line[-1] for line in before[1::3]] == ["jusqu’au 1er mars 2027", "à partir du 1er janvier 2027"]


def test_nobody_of_sorbiers_is_given_a_vote() -> None:
    found = rows(governance.members(committee(SORBIERS), DAY), "Les membres du comité")
    assert [line[2:4] for line in found] == [
        ["3", "non déclaré"],
        ["1", "non déclaré"],
        ["1", "non déclaré"],
        ["4", "non déclaré"],
    ]
    said = words(governance.parity(committee(SORBIERS), DAY))
    assert "non paritaire si toutes ont voix ; le document annonce un nombre égal" in said
    assert "qui vote est à préciser par le comité." in said
    assert "limiter à 4 les voix de la collectivité" in said
    assert "Composition d’après : Document fondateur de la convention." in said


def test_parity_of_a_day_is_told_with_what_partners_have() -> None:
    said = words(governance.parity(committee(FILLED), AFTER))
    assert "Collectivité et Caf, au 3 avril 2027. 3 voix et 4 voix : non paritaire." in said
    assert "Le partenaire a 1 voix, que la parité ne compte pas." in said
    assert "Ce que le comité peut faire" not in words(governance.parity(committee(FILLED), DAY))


def test_meetings_stand_by_date_with_who_was_there() -> None:
    block = governance.meetings(committee(FILLED))
    assert rows(block, "Les réunions") == [
        [
            "15 décembre 2026",
            "comité opérationnel",
            "Lecture du diagnostic",
            "3\u00a0présents de la collectivité, 3 de la Caf (ayant voix) en nombre égal",
            "1 sans voix (Caf)",
        ],
        ["2 avril 2027", "comité de pilotage", "Revue annuelle", "présence non notée", "présence non notée"],
    ]
    assert "tous les présents sont comptés" not in words(block)


def test_a_decision_has_the_parity_of_its_own_date_and_the_agreement_of_each_side() -> None:
    block = governance.meetings(committee(FILLED))
    retained, opened, postponed = rows(block, "Les décisions")
    assert retained == [
        "Retenir 3 enjeux Le troisième sera revu",
        "comité opérationnel, 15 décembre 2026",
        "4 voix et 4 voix : paritaire",
        "accord des deux côtés décision commune",
        "1 : Experte ou expert invité (sans voix)",
    ]
    assert opened[3].startswith("accord de la collectivité ; accord de la Caf non consigné à confirmer")
    assert postponed[2:] == [
        "3 voix et 4 voix : non paritaire",
        "accord de la Caf ; refus de la collectivité il n’y a pas de décision commune",
        "aucune",
    ]
    assert "Une abstention ne change ni le nombre de voix ni la parité." in words(block)


def test_where_votes_are_not_declared_everybody_present_is_counted_and_the_page_says_so() -> None:
    held = "\nreunions:\n  - {date: 2026-12-15, instance: comité opérationnel, objet: Objet, presents: {elus: 2}}\n"
    block = governance.meetings(committee(SORBIERS + held))
    ((*_, present, others),) = rows(block, "Les réunions")
    assert present == "2\u00a0présents de la collectivité, 0 de la Caf en nombre inégal"
    assert others == "aucun"
    assert "Le vote de certains membres n’est pas déclaré : tous les présents sont comptés." in words(block)
    assert "Ces réunions n’ont consigné aucune décision." in words(block)


def test_chapters_are_told_as_validated_by_the_date_of_the_page() -> None:
    block = governance.chapter_validations(committee(FILLED), DAY)
    assert rows(block, "Les chapitres validés, au 31 décembre 2026") == [
        [
            "Petite enfance",
            "Validé par la collectivité le 3 décembre 2026 (chiffres de l’édition du 24 novembre 2026)",
            "Validé par la Caf le 10 décembre 2026 (édition des chiffres non précisée)",
            "Validé des deux côtés",
        ]
    ]
    left = words(block).partition("Pas encore validés")[2]
    assert all(one.title in left for name, one in chapters.every().items() if name != "20_petite_enfance")
    later = rows(governance.chapter_validations(committee(FILLED), AFTER), "Les chapitres validés")
    assert later[1] == [
        "Enfance",
        "Pas encore validé par la collectivité",
        "Validé par la Caf le 1er février 2027 (édition des chiffres non précisée)",
        "À valider par la collectivité",
    ]


def test_two_editions_of_one_chapter_are_told() -> None:
    one = committee(
        """
chapitres:
  30_enfance:
    collectivite: {date: 2026-12-03, edition: 2026-11-24}
    caf: {date: 2026-12-03, edition: 2026-12-01}
"""
    )
    ((*_, stands),) = rows(governance.chapter_validations(one, DAY), "Les chapitres validés")
    assert stands == "Validé sur deux éditions différentes : à relire ensemble"


# --- What every part says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_each_part_says_how_a_comite_is_described_where_it_is_not(part: str) -> None:
    block = PARTS[part](None)
    assert "comite.yaml" in block.html
    assert "ctg new CODE" in block.html
    check(page(block), pd.DataFrame(columns=KEYED_BY))


@pytest.mark.parametrize("part", PARTS)
def test_each_part_says_that_an_example_is_invented_and_nothing_of_a_real_one(part: str) -> None:
    assert "Exemple :" in words(PARTS[part](committee(FILLED)))
    assert "inventé" in words(PARTS[part](committee(FILLED)))
    assert "inventé" not in words(PARTS[part](committee(FILLED.replace("exemple: true", "exemple: false"))))


def test_who_sits_by_a_document_is_not_said_to_be_invented() -> None:
    said = words(governance.members(committee(SORBIERS + "exemple: true\n"), DAY))
    assert "les fonctions citées sont celles du document, tout le reste est inventé" in said


def test_what_was_not_filled_is_told() -> None:
    empty = Committee()
    assert governance.members(empty, DAY).html == governance.members(None, DAY).html
    assert governance.parity(empty, DAY).html == governance.parity(None, DAY).html
    assert "Aucune réunion n’est encore consignée" in governance.meetings(empty).html
    assert "aucun chapitre n’est encore validé" in governance.chapter_validations(empty, DAY).html


@pytest.mark.parametrize("text", [FILLED, SORBIERS, "exemple: true"])
def test_the_page_may_be_published_with_every_part(text: str) -> None:
    one = committee(text)
    check(page(*(part(one) for part in PARTS.values())), pd.DataFrame(columns=KEYED_BY))


def test_the_page_is_refused_where_a_number_bears_no_mark() -> None:
    """The same blocks without their marks: what the test above would not see if the checks were asleep."""
    bare = page(*(Block(part(committee(FILLED)).html.replace("data-nombre", "data-rien")) for part in PARTS.values()))
    with pytest.raises(PageRefusedError, match="nombre rattaché à aucun chiffre"):
        check(bare, pd.DataFrame(columns=KEYED_BY))


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '<b>gras</b> & "guillemets"', "<img src=x onerror=a>", "&lt;i&gt;"]
)
def test_whatever_is_typed_is_shown_and_never_run(typed: str) -> None:
    told = committee(FILLED)
    member = told.membres[3].model_copy(update={"role": typed})
    meeting = told.reunions[1]
    decision = meeting.decisions[0].model_copy(update={"quoi": typed, "note": typed})
    hostile = told.model_copy(
        update={
            "source": typed,
            "membres": (*told.membres[:3], member, *told.membres[4:]),
            "reunions": (meeting.model_copy(update={"objet": typed, "decisions": (decision,)}),),
        }
    )
    for name, part in PARTS.items():
        block = part(hostile)
        assert typed not in block.html
        tags = {one.name for one in BeautifulSoup(block.html, "html.parser").find_all(True)}
        assert not tags & {"script", "b", "i", "img"}, name
    shown = " ".join(entities.unescape(part(hostile).html) for part in PARTS.values())
    assert shown.count(typed) == 7, "le rôle deux fois, la source deux fois, l’objet, la décision et sa note"
