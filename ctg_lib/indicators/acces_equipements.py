"""Access by car: how many minutes away the nearest facility is from where people live, each in its own theme."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Precision, Role, ratio
from ctg_lib.sources.acces_equipements import COUNTED, FAR, LIMIT, MINUTES, SOURCE

REFERENCE = "Insee, accès de la population aux équipements (BPE et distancier Metric-OSRM)"
BY_CAR = (
    "En voiture, sur les routes d’OpenStreetMap de 2022, sans embouteillage (à vérifier) ; rien n’est dit de qui n’a "
    "pas de voiture, ni des places libres."
)


def _minutes(identifier: str, service: str, theme: str, nearest: str, question: str, caveat: str = "") -> Indicator:
    """Minutes to the nearest facility, on average over the inhabitants."""
    return ratio(
        identifier,
        Input(SOURCE.id, (MINUTES + service,)),
        Input(SOURCE.id, (COUNTED + service,)),
        label=f"Minutes en voiture jusqu’{nearest} (moyenne des habitants)",
        question=question,
        theme=theme,
        role=Role.SERVICE,
        unit="minutes",
        reference=REFERENCE,
        precision=Precision.NOT_GIVEN,
        caveat=f"{BY_CAR} {caveat}".strip(),
    )


def _far(identifier: str, service: str, theme: str, what: str, question: str) -> Indicator:
    """The share of the inhabitants who live further than the dated threshold from the nearest facility."""
    return ratio(
        identifier,
        Input(SOURCE.id, (FAR + service,)),
        Input(SOURCE.id, (COUNTED + service,)),
        label=f"Part des habitants à plus de {LIMIT} minutes en voiture {what}",
        question=question,
        theme=theme,
        role=Role.SERVICE,
        unit="part",
        reference=REFERENCE,
        precision=Precision.NOT_GIVEN,
        caveat=f"{BY_CAR} Le seuil de {LIMIT} minutes est celui du projet (à vérifier).",
    )


ac_min_creche = _minutes(
    "ac_min_creche",
    "CRECHE",
    "petite_enfance",
    "à la crèche ou micro-crèche la plus proche",
    "Faut-il aller loin pour confier un tout-petit ?",
    "Tous les habitants comptent, et non les seuls jeunes enfants.",
)
ac_min_rpe = _minutes(
    "ac_min_rpe",
    "RPE",
    "petite_enfance",
    "au relais petite enfance le plus proche",
    "Le relais petite enfance est-il à portée ?",
    "Un relais peut tenir des permanences ailleurs qu’à son adresse.",
)
ac_min_ecole = _minutes(
    "ac_min_ecole",
    "ECOLE",
    "enfance",
    "à l’école la plus proche",
    "L’école est-elle près de chez soi ?",
    "Maternelle ou élémentaire, publique ou privée : non l’école de secteur.",
)
ac_min_alsh = _minutes(
    "ac_min_alsh",
    "ALSH",
    "enfance",
    "à l’accueil de loisirs le plus proche",
    "Où les enfants vont-ils le mercredi et pendant les vacances ?",
)
ac_min_college = _minutes(
    "ac_min_college",
    "COLLEGE",
    "jeunesse",
    "au collège le plus proche",
    "Le collège est-il loin ?",
    "Public ou privé : non le collège de secteur.",
)
ac_min_biblio = _minutes(
    "ac_min_biblio",
    "BIBLIOTHEQUE",
    "vie_sociale",
    "à la bibliothèque la plus proche",
    "La bibliothèque est-elle à portée ?",
)
ac_min_fs = _minutes(
    "ac_min_fs",
    "FRANCE_SERVICES",
    "acces_droits",
    "à la France services la plus proche",
    "Faut-il aller loin pour être aidé dans ses démarches ?",
    "Les arrêts des bus n’y sont pas (à vérifier).",
)
ac_min_hebergement = _minutes(
    "ac_min_hebergement",
    "AINES_HEBERGEMENT",
    "seniors",
    "à l’hébergement pour personnes âgées le plus proche",
    "Peut-on rester près des siens en entrant en établissement ?",
)
ac_min_generaliste = _minutes(
    "ac_min_generaliste",
    "GENERALISTE",
    "sante",
    "au médecin généraliste le plus proche",
    "Le médecin est-il à portée ?",
    "Le plus proche ne prend pas toujours de nouveaux patients.",
)
ac_min_pharmacie = _minutes(
    "ac_min_pharmacie",
    "PHARMACIE",
    "sante",
    "à la pharmacie la plus proche",
    "La pharmacie est-elle à portée ?",
)

ac_loin_creche = _far(
    "ac_loin_creche",
    "CRECHE",
    "petite_enfance",
    "d’une crèche ou micro-crèche",
    "Combien d’habitants vivent loin de toute crèche ?",
)
ac_loin_fs = _far(
    "ac_loin_fs",
    "FRANCE_SERVICES",
    "acces_droits",
    "d’une France services",
    "Combien d’habitants vivent loin d’une aide aux démarches ?",
)
ac_loin_generaliste = _far(
    "ac_loin_generaliste",
    "GENERALISTE",
    "sante",
    "d’un médecin généraliste",
    "Combien d’habitants vivent loin d’un médecin ?",
)
