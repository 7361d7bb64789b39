"""Whether a unit that somebody typed counts people: a small number of them tells who they are.

Short lists, written by hand, in the singular and without accents. In doubt, a unit counts people.
"""

from __future__ import annotations

import re

from ctg_lib.convention.handful import hidden_count
from ctg_lib.sources.local_forms import folded
from ctg_lib.value import Status

# Requests, files and situations are here too: there is a person behind each.
_PEOPLE = """
    personne famille foyer menage couple fratrie parent pere mere papa maman enfant bebe nourrisson naissance jeune
    adolescent ado mineur adulte senior aine retraite habitant resident riverain locataire femme homme fille garcon
    eleve ecolier collegien lyceen etudiant apprenti allocataire beneficiaire demandeur usager utilisateur participant
    inscrit adherent membre benevole volontaire stagiaire salarie agent professionnel assistant assistante aidant
    chomeur accueilli accompagne orphelin monoparent monoparentale public visiteur repondant demande dossier situation
    inscription accompagnement orientation suivi cas
"""
# « Ateliers parents-enfants »: what is counted is the first word, and no people.
_THINGS = """
    action atelier creche creneau ecole equipement equivalent etablissement etp evenement fete heure jour journee lieu
    mois permanence place poste rencontre reunion seance semaine sortie spectacle structure
"""
_RATES = re.compile(r"(?:pourcentage|pour cent|part|taux|proportion|ratio|indice|moyenne|euros?|points?)\b")
PEOPLE, THINGS = frozenset(_PEOPLE.split()), frozenset(_THINGS.split())


def counts_people(unit: str) -> bool:
    """Whether the thing counted is people, families or households: « familles », « enfants de moins de 3 ans ».

    « Places pour 100 enfants », « heures par enfant » and « % des familles » count none.
    """
    if "%" in unit or "€" in unit:
        return False
    counted = re.split(r"\b(?:par|pour|sur)\b", folded(unit))[0].removeprefix("nombre ").strip()
    if _RATES.match(counted):
        return False
    words = [one for one in counted.split() if one not in ("de", "d", "des", "du")]
    return bool(words) and not _among(words[0], THINGS) and any(_among(one, PEOPLE) for one in words)


def _among(word: str, singular: frozenset[str]) -> bool:
    return word in singular or word.rstrip("sx") in singular


def told(value: float, unit: str, least: float) -> float | Status:
    """A figure as it may be told: hidden where it counts people, some, and fewer than `least`."""
    return Status.MASKED if counts_people(unit) and hidden_count(value, least) else value
