"""The other sheets of `offre_locale.xlsx`: children of school age, young people, families, community life, housing."""

from __future__ import annotations

import datetime

from ctg_lib.sources.local_early import PERSONS, PLACE, RESIDENCE, WHERE
from ctg_lib.sources.local_forms import Column, Form, Kind, Total


def _places(when: str, measure: str, example: int) -> Column:
    return Column(
        f"Places {when}",
        f"Les places déclarées pour les 3-11 ans {when} ; 0 si l’accueil est alors fermé.",
        Kind.COUNT,
        example,
        required=True,
        high=2000,
        measure=measure,
    )


def _persons(caption: str, explains: str, example: int, variable: str, within: str = "") -> Column:
    """A count of persons in a form of communes, hidden when it is small."""
    return Column(caption, explains, Kind.COUNT, example, variable, high=100_000, secrecy=PERSONS, within=within)


LEISURE = Form(
    "ALSH et périscolaire",
    "Une ligne par accueil de loisirs (3-11 ans). Les places d’un même accueil servent le soir, le mercredi et en "
    "vacances : elles ne s’additionnent pas.",
    (
        PLACE,
        Column("Nom de l’accueil", "Le nom de l’accueil de loisirs.", Kind.NAME, "Les Farfadets", required=True),
        _places("matin et soir", "places_soir", 90),
        _places("le mercredi", "places_mercredi", 60),
        _places("en vacances", "places_vacances", 48),
        *WHERE,
    ),
    (
        Total("ALSH_NOMBRE"),
        Total("PERISCOLAIRE_PLACES", "Places matin et soir"),
        Total("ALSH_PLACES_MERCREDI", "Places le mercredi"),
        Total("ALSH_PLACES_VACANCES", "Places en vacances"),
    ),
    noun="Accueil de loisirs",
)

SCHOOL_AGE = Form(
    "Enfants d’âge scolaire",
    "Une ligne par commune : de quoi rapporter les places aux enfants, à la même date.",
    (
        RESIDENCE,
        Column(
            "Élèves des écoles",
            "Les élèves des écoles maternelles et élémentaires de la commune, publiques et privées.",
            Kind.COUNT,
            780,
            "ELEVES_PREMIER_DEGRE",
            high=500_000,
        ),
        _persons(
            "Inscrits au périscolaire",
            "Parmi eux, ceux qui sont inscrits à l’accueil du matin ou du soir ; chacun compte une fois.",
            410,
            "PERISCOLAIRE_INSCRITS",
            within="Élèves des écoles",
        ),
    ),
)

YOUTH_KINDS = ("Accueil de jeunes", "Prestation de service jeunes (PS jeunes)", "Information jeunesse", "Autre accueil")
YOUTH = Form(
    "Accueils jeunes",
    "Une ligne par lieu ou service qui reçoit les 12-25 ans.",
    (
        PLACE,
        Column("Nom du lieu", "Le nom du lieu ou du service.", Kind.NAME, "Le Local", required=True),
        Column("Type", "Le type d’accueil.", Kind.CHOICE, YOUTH_KINDS[0], choices=YOUTH_KINDS, required=True),
        Column(
            "Places",
            "Les jeunes que le lieu peut recevoir en même temps.",
            Kind.COUNT,
            24,
            required=True,
            high=2000,
            measure="places",
        ),
        Column(
            "Équivalents temps plein",
            "Le temps de travail des animateurs, en équivalents temps plein.",
            Kind.AMOUNT,
            2,
            high=100,
            measure="etp",
        ),
        *WHERE,
    ),
    (
        Total("ACCUEIL_JEUNES_NOMBRE"),
        Total("ACCUEIL_JEUNES_PLACES", "Places"),
        Total("ACCUEIL_JEUNES_ETP", "Équivalents temps plein"),
    ),
)

LOCAL_MISSION = Form(
    "Mission locale",
    "Une ligne par commune de résidence, d’après la mission locale.",
    (
        RESIDENCE,
        _persons(
            "Jeunes suivis",
            "Les jeunes de 16 à 25 ans reçus dans l’année ; chacun compte une fois.",
            57,
            "JEUNES_MISSION_LOCALE",
        ),
    ),
)

CENTRE, EVS = "Centre social", "Espace de vie sociale (EVS)"
SOCIAL = Form(
    "Centre social et EVS",
    "Une ligne par structure agréée par la Caf.",
    (
        PLACE,
        Column("Nom de la structure", "Le nom de la structure.", Kind.NAME, "L’Escale", required=True),
        Column("Type", "Le type de structure.", Kind.CHOICE, CENTRE, choices=(CENTRE, EVS), required=True),
        Column(
            "Agrément jusqu’au",
            "La fin de l’agrément de la Caf.",
            Kind.DATE,
            datetime.date(2028, 12, 31),
            measure="agrement",
        ),
        Column("Adhérents", "Les personnes adhérentes dans l’année.", Kind.COUNT, 640, secrecy=PERSONS),
        Column("Bénévoles", "Les bénévoles actifs dans l’année.", Kind.COUNT, 45, secrecy=PERSONS),
        *WHERE,
    ),
    (
        Total("CS_NOMBRE", where={"Type": (CENTRE,)}),
        Total("EVS_NOMBRE", where={"Type": (EVS,)}),
        Total("CS_ADHERENTS", "Adhérents"),
        Total("CS_BENEVOLES", "Bénévoles"),
    ),
)

PARENTS = Form(
    "CLAS et parentalité",
    "Une ligne par commune.",
    (
        RESIDENCE,
        _persons(
            "Enfants suivis par le CLAS",
            "Les enfants et les jeunes inscrits au contrat local d’accompagnement à la scolarité dans l’année.",
            32,
            "CLAS_ENFANTS",
        ),
        Column(
            "Actions du REAAP",
            "Les actions financées dans l’année par le réseau d’écoute, d’appui et d’accompagnement des parents.",
            Kind.COUNT,
            3,
            "REAAP_ACTIONS",
            high=1000,
        ),
    ),
)

DISABILITY = Form(
    "Handicap",
    "Une ligne par commune : des nombres, jamais de noms. Les gestionnaires les connaissent.",
    (
        RESIDENCE,
        _persons(
            "Enfants accueillis en EAJE",
            "Les enfants en situation de handicap accueillis dans l’année en crèche (bonus inclusion handicap).",
            6,
            "EAJE_ENFANTS_HANDICAP",
        ),
        _persons(
            "Demandes refusées",
            "Les demandes d’accueil d’un enfant en situation de handicap refusées dans l’année, faute de moyens.",
            5,
            "HANDICAP_REFUS",
        ),
    ),
)

WELFARE = Form(
    "CCAS",
    "Une ligne par commune, d’après le CCAS ou le CIAS.",
    (
        RESIDENCE,
        _persons("Aides accordées", "Les dossiers d’aide facultative acceptés dans l’année.", 64, "CCAS_AIDES"),
        _persons(
            "Domiciliations", "Les élections de domicile en cours à la fin de l’année.", 12, "CCAS_DOMICILIATIONS"
        ),
    ),
)

AHEAD = range(1, 6)
DWELLINGS = Form(
    "Logements programmés",
    "Une ligne par commune : les logements attendus chacune des cinq années qui suivent celle des chiffres. Le service "
    "d’urbanisme les connaît.",
    (
        RESIDENCE,
        *(
            Column(
                f"Année + {ahead}",
                f"Les logements attendus {ahead} an{'s' if ahead > 1 else ''} après l’année des chiffres.",
                Kind.COUNT,
                (0, 24, 12, 0, 0)[ahead - 1],
                f"LOGEMENTS_N{ahead}",
                high=20_000,
            )
            for ahead in AHEAD
        ),
    ),
)

FORMS = (LEISURE, SCHOOL_AGE, YOUTH, LOCAL_MISSION, SOCIAL, PARENTS, DISABILITY, WELFARE, DWELLINGS)
