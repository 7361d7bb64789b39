"""`comite.yaml`: read whole, or refused with every mistake, its line and its remedy; the template says nothing."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml

from ctg_lib import chapters, folders
from ctg_lib.convention.committee import FILE, Committee, model, read_committee
from ctg_lib.convention.validations import Sign, Validations
from ctg_lib.errors import Problem
from ctg_lib.territory import Territory
from tests.convention.committees import FILLED

SORBIERS = Territory.of("42302")


def lay(text: str) -> Path:
    path = folders.conventions() / SORBIERS.code / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(text: str) -> list[Problem]:
    """The problems of a file that is refused, each of which is told with its place and its remedy."""
    lay(text)
    committee, problems = read_committee(SORBIERS)
    assert committee is None
    assert problems
    assert all(one.file == FILE and one.remedy for one in problems)
    return problems


def test_nothing_is_wrong_where_there_is_no_file(data: Path) -> None:
    assert read_committee(SORBIERS) == (None, [])


def test_a_comite_is_read_and_nothing_of_it_is_guessed(data: Path) -> None:
    lay(FILLED)
    committee, problems = read_committee(SORBIERS)
    assert problems == []
    assert committee is not None
    assert [one.id for one in committee.in_office(datetime.date(2027, 3, 2))] == ["elus", "caf", "invite", "parents"]
    assert committee.reunions[1].decisions[1].accord.caf is None
    assert committee.chapitres["20_petite_enfance"].caf == Sign(date=datetime.date(2026, 12, 10), edition=None)


# --- The template ----------------------------------------------------------------------------------------------------


def test_a_template_that_nobody_touched_says_nothing(data: Path) -> None:
    lay(model(SORBIERS))
    found, problems = read_committee(SORBIERS)
    assert problems == []
    assert found is not None
    assert found.model_dump() == Committee().model_dump()
    assert "de Sorbiers (42302)" in model(SORBIERS)
    assert max(map(len, model(SORBIERS).splitlines())) <= 120
    for name in chapters.every():
        assert name in model(SORBIERS)


def test_the_examples_of_the_template_are_right_once_their_mark_is_taken_away(data: Path) -> None:
    """And whatever the order in which they are: each list alone, and every key there is."""
    text = re.sub(r"(?m)^#(?=  |\w)", "", model(SORBIERS))
    lay(text)
    committee, problems = read_committee(SORBIERS)
    assert problems == []
    assert committee is not None
    assert committee.model_fields_set == set(Committee.model_fields)
    assert committee.membres
    assert committee.reunions
    assert committee.chapitres
    parts = [*committee.membres, *committee.reunions, *committee.reunions[0].decisions]
    shown = {
        type(one): set().union(*(each.model_fields_set for each in parts if type(each) is type(one))) for one in parts
    }
    assert {kind: set(kind.model_fields) - keys for kind, keys in shown.items()} == {
        kind: ({"au"} if "au" in kind.model_fields else set()) for kind in shown
    }, "une clé que le modèle ne montre pas"


# --- Mistakes --------------------------------------------------------------------------------------------------------

MEMBER = "membres:\n  - {id: elus, role: Élus, college: collectivité, nombre: 3}\n"
MEETING = "reunions:\n  - date: 2026-12-15\n    instance: comité opérationnel\n    objet: Objet\n"


@pytest.mark.parametrize(
    ("text", "line", "key", "told"),
    [
        (MEMBER.replace("collectivité", "mairie"), 2, "membres.0.college", "« mairie » n’est pas un des mots"),
        (MEMBER.replace("3", "trois"), 2, "membres.0.nombre", "nombre entier"),
        (MEMBER.replace("3", "true"), 2, "membres.0.nombre", "nombre entier"),
        (MEMBER.replace("3", "0"), 2, "membres.0.nombre", "trop petit"),
        (MEMBER.replace("nombre: 3", "voix: peut-être"), 2, "membres.0.voix", "true ou false"),
        (MEMBER.replace("nombre: 3", "du: bientôt"), 2, "membres.0.du", "une date"),
        (MEMBER.replace("nombre: 3", "nom: x"), 2, "membres.0.nom", "n’existe pas"),
        (MEMBER.replace("id: elus", "id: Nos élus"), 2, "membres.0.id", "n’est pas un mot simple"),
        (MEMBER + MEMBER.splitlines()[1], 3, "membres.1.id", "désigne déjà un autre membre"),
        (MEMBER.replace("nombre: 3", "du: 2027-01-02, au: 2027-01-01"), 2, "membres.0.au", "avant le début"),
        (MEETING + "    presents:\n      dgs: 1\n", 6, "reunions.0.presents.dgs", "n’est l’« id » d’aucun membre"),
        (MEMBER + MEETING + "    presents:\n      elus: 4\n", 8, "reunions.0.presents.elus", "4\u00a0présents pour 3"),
        (MEMBER + MEETING + "    presents:\n      elus: true\n", 8, "reunions.0.presents.elus", "nombre entier"),
        (
            MEMBER.replace("nombre: 3", "au: 2026-12-14") + MEETING + "    presents:\n      elus: 1\n",
            8,
            "reunions.0.presents.elus",
            "« elus » n’est pas en fonction le 15 décembre 2026",
        ),
        (
            MEMBER.replace("nombre: 3", "du: 2026-12-16") + MEETING + "    decisions:\n"
            "      - quoi: Décider\n        abstentions:\n          elus: 1\n",
            10,
            "reunions.0.decisions.0.abstentions.elus",
            "« elus » n’est pas en fonction",
        ),
        (
            MEMBER + MEETING + "    presents: {elus: 1}\n    decisions:\n"
            "      - quoi: Décider\n        abstentions:\n          elus: 2\n",
            11,
            "reunions.0.decisions.0.abstentions.elus",
            "2\u00a0abstentions pour 1\u00a0présent.",
        ),
        (MEETING + MEETING.partition("\n")[2], 5, "reunions.1.date", "(comité opérationnel, 15 décembre 2026)"),
        (MEETING.replace("opérationnel", "technique"), 3, "reunions.0.instance", "n’est pas un des mots"),
        ("chapitres:\n  enfance: {caf: 2026-12-15}\n", 2, "chapitres.enfance", "le chapitre « enfance » n’existe pas"),
        ("chapitres:\n  30_enfance:\n    caf: hier\n", 3, "chapitres.30_enfance.caf.date", "une date"),
        ("chapitres:\n  30_enfance:\n    msa: 2026-12-15\n", 3, "chapitres.30_enfance.msa", "n’existe pas"),
        (
            "chapitres:\n  30_enfance:\n    caf:\n      date: 2026-12-15\n      edition: 2026-12-16\n",
            5,
            "chapitres.30_enfance.caf.edition",
            "l’édition du 16 décembre 2026 n’existait pas",
        ),
        (MEMBER.replace("Élus", '"Mme Untel, adjointe"'), 2, "membres.0.role", "d’une personne"),
        (MEMBER.replace("Élus", "Léa DUPONT"), 2, "membres.0.role", "d’une personne"),
        (MEMBER.replace("id: elus", "id: lea"), 2, "membres.0.id", "d’une personne"),
        (MEETING.replace("objet: Objet", "objet: Appeler le 06 12 34 56 78"), 4, "reunions.0.objet", "d’une personne"),
        ("", None, None, "est vide"),
        ("membres: [", 1, None, "pas écrit comme il faut"),
    ],
)
def test_each_mistake_is_told_where_it_is(data: Path, text: str, line: int | None, key: str | None, told: str) -> None:
    (found,) = refused(text)
    assert told in found.what
    assert (found.row, found.column) == (line, key)
    assert not re.search("Untel|DUPONT|34 56", str(found)), "un nom reconnu n’est jamais recopié"


def test_every_mistake_is_told_at_once(data: Path) -> None:
    text = f"""{MEMBER}  - {{id: elus, role: Mme Untel, college: Caf, du: 2027-01-02, au: 2027-01-01}}
{MEETING}    presents:
      elus: 4
      maire: 1
    decisions:
      - quoi: Décider
        abstentions:
          maire: 1
          elus: 5
chapitres:
  ailleurs: {{caf: {{date: 2026-12-15, edition: 2027-01-01}}}}
"""
    assert [(one.row, one.column) for one in refused(text)] == [
        (3, "membres.1.id"),
        (3, "membres.1.au"),
        (9, "reunions.0.presents.elus"),
        (10, "reunions.0.presents.maire"),
        (15, "reunions.0.decisions.0.abstentions.elus"),
        (17, "chapitres.ailleurs"),
        (17, "chapitres.ailleurs.caf.edition"),
        (3, "membres.1.role"),
    ]


def test_what_looks_like_a_mistake_and_is_none(data: Path) -> None:
    """Two groups on one day, two bodies on one day, the first and the last day in office, a place that bears a name."""
    lay(
        """
membres:
  - {id: elus, role: Élus, college: collectivité, nombre: 2, du: 2026-12-15, au: 2026-12-15}
reunions:
  - {date: 2026-12-15, instance: groupe thématique, objet: Enfance, presents: {elus: 2}}
  - {date: 2026-12-15, instance: groupe thématique, objet: Jeunesse, presents: {elus: 0}}
  - {date: 2026-12-15, instance: comité de pilotage, objet: "Visite : école Jean-Moulin"}
"""
    )
    committee, problems = read_committee(SORBIERS)
    assert problems == []
    assert committee is not None


# --- Validations -----------------------------------------------------------------------------------------------------


def validations(text: str) -> Validations:
    return Validations.model_validate(yaml.safe_load(text))


def test_what_a_side_validated_is_told_with_its_edition() -> None:
    one = validations("collectivite: {date: 2026-12-03, edition: 2026-11-24}")
    assert one.told("collectivite") == (
        "validé par la collectivité le 3 décembre 2026 (chiffres de l’édition du 24 novembre 2026)"
    )
    assert one.told("caf") == "pas encore validé par la Caf"
    assert one.told("caf", "validée") == "pas encore validée par la Caf"
    assert not one.both
    assert one.editions == {datetime.date(2026, 11, 24)}


def test_a_bare_date_is_an_agreement_without_its_edition() -> None:
    one = validations("{collectivite: 2026-12-01, caf: 2026-12-03}")
    assert one.both
    assert one.editions == frozenset()
    assert one.told("collectivite") == (
        "validé par la collectivité le 1er décembre 2026 (édition des chiffres non précisée)"
    )
    assert one.at(datetime.date(2026, 12, 2)) == validations("collectivite: 2026-12-01")
    assert one.at(datetime.date(2026, 12, 3)) == one
