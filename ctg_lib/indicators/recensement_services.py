"""What the commune counts itself about families, community life, disability, welfare and housing."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Polarity, Role
from ctg_lib.indicators.recensement_local import SAME_PLACE, SMALL, counted

pa_laep = counted(
    "pa_laep",
    "parentalite",
    ("LAEP_HEURES",),
    "Heures d’ouverture des lieux d’accueil enfants-parents",
    "Combien d’heures les parents sont-ils reçus dans l’année ?",
    "heures_par_an",
    SAME_PLACE,
)
pa_clas = counted(
    "pa_clas",
    "parentalite",
    ("CLAS_ENFANTS",),
    "Enfants suivis par le CLAS",
    "Combien d’enfants sont accompagnés dans leur scolarité ?",
    "enfants",
    f"Contrat local d’accompagnement à la scolarité ; inscrits dans l’année. {SMALL}",
)
pa_reaap = counted(
    "pa_reaap",
    "parentalite",
    ("REAAP_ACTIONS",),
    "Actions du réseau d’appui aux parents (REAAP)",
    "Combien d’actions soutiennent les parents ?",
    "actions",
    "Actions financées, quels qu’en soient la durée et le public.",
)
av_cs = counted(
    "av_cs",
    "vie_sociale",
    ("CS_NOMBRE", "EVS_NOMBRE"),
    "Centres sociaux et espaces de vie sociale agréés",
    "Y a-t-il un centre social ou un espace de vie sociale ?",
    "equipements",
    SAME_PLACE,
)
av_adh = counted(
    "av_adh",
    "vie_sociale",
    ("CS_ADHERENTS",),
    "Adhérents des centres sociaux et espaces de vie sociale",
    "Combien d’habitants y adhèrent ?",
    "personnes",
    f"Une personne qui adhère à deux structures compte deux fois ; certaines habitent ailleurs. {SMALL}",
    polarity=Polarity.NONE,
)
av_benev = counted(
    "av_benev",
    "vie_sociale",
    ("CS_BENEVOLES",),
    "Bénévoles des centres sociaux et espaces de vie sociale",
    "Combien d’habitants s’y engagent ?",
    "personnes",
    f"Bénévoles actifs dans l’année ; certains habitent ailleurs. {SMALL}",
    polarity=Polarity.NONE,
)
ha_eaje_incl = counted(
    "ha_eaje_incl",
    "handicap",
    ("EAJE_ENFANTS_HANDICAP",),
    "Enfants en situation de handicap accueillis en crèche",
    "Les crèches accueillent-elles les enfants en situation de handicap ?",
    "enfants",
    f"D’après le bonus inclusion handicap. {SMALL}",
)
ha_refus = counted(
    "ha_refus",
    "handicap",
    ("HANDICAP_REFUS",),
    "Demandes d’accueil d’enfants en situation de handicap refusées",
    "Combien de familles n’ont pas trouvé d’accueil ?",
    "demandes",
    f"Refus connus des gestionnaires : ceux qui n’ont pas demandé n’y sont pas. {SMALL}",
    role=Role.NEED,
    polarity=Polarity.MORE_NEED,
)
pr_ccas = counted(
    "pr_ccas",
    "precarite",
    ("CCAS_AIDES",),
    "Aides accordées par le CCAS",
    "Combien d’aides facultatives le CCAS accorde-t-il ?",
    "dossiers",
    f"Dossiers acceptés dans l’année : dit les moyens du CCAS autant que le besoin. {SMALL}",
    polarity=Polarity.NONE,
)
pr_domic = counted(
    "pr_domic",
    "precarite",
    ("CCAS_DOMICILIATIONS",),
    "Domiciliations en cours au CCAS",
    "Combien de personnes sans domicile stable ont ici une adresse ?",
    "dossiers",
    f"Une domiciliation peut couvrir une famille. {SMALL}",
    role=Role.NEED,
    polarity=Polarity.MORE_NEED,
)
lo_prog = counted(
    "lo_prog",
    "logement",
    tuple(f"LOGEMENTS_N{ahead}" for ahead in range(1, 6)),
    "Logements attendus dans les cinq ans",
    "Combien de logements vont s’ajouter ?",
    "logements",
    "Programmes connus du service d’urbanisme ; certains peuvent être retardés ou abandonnés.",
    role=Role.CONTEXT,
    polarity=Polarity.NONE,
)
