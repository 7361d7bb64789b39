"""Comités as people write them. The first one is real: what the founding document of Sorbiers says of its own."""

from __future__ import annotations

import datetime
from textwrap import dedent

import yaml

from ctg_lib.convention.committee import Committee

DAY = datetime.date(2026, 12, 31)
# Three élus, two heads of service, four persons of the Caf: nobody says who votes.
SORBIERS = """
nombre_egal_annonce: true
source: Document fondateur de la convention
membres:
  - {id: elus, role: Élus, college: collectivité, qualite: élu, nombre: 3}
  - {id: dgs, role: Directeur général des services, college: collectivité, qualite: agent}
  - {id: enfance, role: Responsable du service Enfance jeunesse éducation, college: collectivité, qualite: agent}
  - {id: caf, role: Personnes de la Caf, college: Caf, nombre: 4}
"""
# Invented: everybody is declared, one leaves, one comes, one abstains.
FILLED = """
exemple: true
membres:
  - {id: elus, role: Élus, college: collectivité, qualite: élu, nombre: 3, voix: true}
  - {id: dgs, role: Directeur général des services, college: collectivité, voix: true, au: 2027-03-01}
  - {id: caf, role: Conseillers de la Caf, college: Caf, nombre: 4, voix: true}
  - {id: invite, role: Experte ou expert invité, college: Caf, qualite: expert, voix: false}
  - {id: parents, role: Association de parents, college: partenaire, voix: true, du: 2027-01-01}
reunions:
  - date: 2027-04-02
    instance: comité de pilotage
    objet: Revue annuelle
    decisions:
      - {quoi: Reporter l'action 4, accord: {collectivite: false, caf: true}}
  - date: 2026-12-15
    instance: comité opérationnel
    objet: Lecture du diagnostic
    presents: {elus: 2, dgs: 1, caf: 3, invite: 1}
    decisions:
      - quoi: Retenir 3 enjeux
        accord: {collectivite: true, caf: true}
        abstentions: {invite: 1}
        note: Le troisième sera revu
      - {quoi: Ouvrir un lieu d’accueil, accord: {collectivite: true}}
chapitres:
  20_petite_enfance:
    collectivite: {date: 2026-12-03, edition: 2026-11-24}
    caf: 2026-12-10
  30_enfance: {caf: 2027-02-01}
"""


def committee(text: str) -> Committee:
    """The comité that some YAML tells."""
    return Committee.model_validate(yaml.safe_load(dedent(text)))


def seated(*members: str) -> Committee:
    """A comité of members written in one line each, « collectivité 3 true » or « Caf 4 »; the vote may be left out."""
    lines = []
    for at, one in enumerate(members):
        college, count, *vote = one.split()
        lines.append({"id": f"m{at}", "role": "Fonction", "college": college, "nombre": int(count)})
        lines[-1] |= {"voix": vote[0] == "true"} if vote else {}
    return Committee.model_validate({"membres": lines})
