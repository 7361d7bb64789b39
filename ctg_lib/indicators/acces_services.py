"""Accès aux droits, services: France services, CCAS, points-justice, France Travail, help with the internet."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, total

LIST = "ANCT, liste des France services"
DIRECTORY = "Dila, annuaire de l’administration"
MEDIATION = "ANCT, cartographie nationale de la médiation numérique"
A_PLACE = "Un lieu ; ni horaires ni agents."


def _place(
    identifier: str, source: str, columns: tuple[str, ...], label: str, question: str, reference: str, caveat: str
) -> Indicator:
    """Places where rights are asked for, as one list has them."""
    return total(
        identifier,
        Input(source, columns),
        label=label,
        question=question,
        theme="acces_droits",
        role=Role.SERVICE,
        unit="equipements",
        reference=reference,
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


ad_fs_liste = _place(
    "ad_fs_liste",
    "france_services",
    ("fs_fixe", "fs_antenne"),
    "France services, lieux fixes et antennes (liste de l’ANCT)",
    "Où faire ses démarches avec de l’aide, sur place ?",
    LIST,
    "Photographie d’un jour ; la BPE et l’annuaire de l’administration sont d’autres dates.",
)
ad_fs_bus = _place(
    "ad_fs_bus",
    "france_services",
    ("fs_bus",),
    "Bus France services basés dans la commune",
    "Un bus part-il d’ici ?",
    LIST,
    "À la commune de sa base, qui n’est pas la seule qu’il dessert.",
)
ad_fs_bus_cite = _place(
    "ad_fs_bus_cite",
    "france_services",
    ("fs_bus_cite",),
    "Dessertes déclarées par un bus France services (une par bus et par commune)",
    "Un bus vient-il dans la commune ?",
    LIST,
    "Lu dans le commentaire libre de la liste : ni jours ni heures, et une commune non citée peut être desservie.",
)
ad_fs_annuaire = _place(
    "ad_fs_annuaire",
    "services_publics",
    ("france_services",),
    "France services (annuaire de l’administration)",
    "Une France services a-t-elle ouvert depuis ?",
    DIRECTORY,
    "Antennes et itinérance comprises, à leur base ; les communes desservies par un bus n’y sont pas.",
)
ad_ccas = _place(
    "ad_ccas",
    "services_publics",
    ("ccas",),
    "Centre communal d’action sociale (annuaire de l’administration)",
    "La commune a-t-elle un CCAS à l’annuaire ?",
    DIRECTORY,
    "L’annuaire ne les connaît pas tous : sans ligne, rien n’est dit.",
)
ad_point_justice = _place(
    "ad_point_justice",
    "services_publics",
    ("point_justice",),
    "Points-justice",
    "Où être renseigné sur ses droits par un juriste ?",
    DIRECTORY,
    "Ni jours ni heures de permanence.",
)
ad_france_travail = _place(
    "ad_france_travail",
    "bpe",
    ("A122",),
    "Agences France Travail",
    "Où rencontrer un conseiller de France Travail ?",
    "Insee, BPE, type A122",
    "Hors des gammes de proximité et intermédiaire ; le code du type est à vérifier dans chaque millésime.",
)
ad_cnum = _place(
    "ad_cnum",
    "conseillers_numeriques",
    ("CONSEILLERS",),
    "Lieux où travaille un conseiller numérique",
    "Où être aidé par un conseiller numérique ?",
    MEDIATION,
    "Lieux qui l’ont déclaré ; ni le nombre de conseillers ni leurs jours de présence.",
)
ad_mednum = _place(
    "ad_mednum",
    "conseillers_numeriques",
    ("LIEUX",),
    "Lieux d’aide au numérique",
    "Où apprendre à se servir d’internet ?",
    MEDIATION,
    "Cartographie alimentée par les lieux eux-mêmes : un zéro veut dire aucun lieu recensé.",
)
