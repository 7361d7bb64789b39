"""What the commune counts itself, in every theme: places, services, requests (`offre_locale.xlsx`)."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total

COUNTED = "Recensement par la commune (CASF, art. L. 214-1-3), classeur offre_locale.xlsx"
DECLARED = "Déclaration des gestionnaires, classeur offre_locale.xlsx"
SAME_PLACE = "Services installés dans la commune ; ceux des communes voisines n’y sont pas."
SMALL = "Les petits effectifs sont masqués."


def counted(
    identifier: str,
    theme: str,
    columns: tuple[str, ...],
    label: str,
    question: str,
    unit: str,
    caveat: str,
    *,
    role: Role = Role.SERVICE,
    polarity: Polarity = Polarity.BETTER_SERVED,
    reference: str = DECLARED,
) -> Indicator:
    """A column of the workbook, or the sum of some."""
    return total(
        identifier,
        Input("offre_locale", columns),
        label=label,
        question=question,
        theme=theme,
        role=role,
        unit=unit,
        reference=reference,
        precision=Precision.EXACT,
        polarity=polarity,
        caveat=caveat,
    )


def _share(
    identifier: str,
    theme: str,
    over: str,
    under: str,
    label: str,
    question: str,
    caveat: str,
    *,
    unit: str = "part",
    role: Role = Role.SERVICE,
    polarity: Polarity = Polarity.NONE,
) -> Indicator:
    """One column of the workbook over another: same date, same hand."""
    return ratio(
        identifier,
        Input("offre_locale", (over,)),
        Input("offre_locale", (under,)),
        label=label,
        question=question,
        theme=theme,
        role=role,
        unit=unit,
        reference=DECLARED,
        precision=Precision.EXACT,
        polarity=polarity,
        caveat=caveat,
    )


# ── Petite enfance ───────────────────────────────────────────────────────────────────────────────────────────────────

pe_loc_places = counted(
    "pe_loc_places",
    "petite_enfance",
    ("EAJE_PLACES", "AM_PLACES_MOINS_3"),
    "Places d’accueil recensées sur place (crèches et assistantes maternelles)",
    "Combien de places la commune compte-t-elle elle-même ?",
    "places",
    "Calcul local : ni école ni garde à domicile, et non comparable au taux de la Cnaf. Les places en MAM sont celles "
    "des assistantes maternelles.",
    reference=COUNTED,
)
pe_loc_eaje = counted(
    "pe_loc_eaje",
    "petite_enfance",
    ("EAJE_PLACES",),
    "dont places en crèche (EAJE), recensées sur place",
    "Combien de places en accueil collectif ou familial ?",
    "places",
    "Capacité autorisée, occupée ou non. " + SAME_PLACE,
    reference=COUNTED,
)
pe_loc_am = counted(
    "pe_loc_am",
    "petite_enfance",
    ("AM_PLACES_MOINS_3",),
    "dont places pour les moins de 3 ans chez les assistantes maternelles en activité",
    "Combien de places chez les assistantes maternelles qui travaillent ?",
    "places",
    "Places possibles, occupées ou non, MAM comprises.",
    reference=COUNTED,
)
pe_loc_autres = counted(
    "pe_loc_autres",
    "petite_enfance",
    ("ENFANTS_2_ANS_SCOLARISES", "ENFANTS_GARDES_A_DOMICILE"),
    "Enfants de moins de 3 ans accueillis à l’école ou à domicile",
    "Combien d’enfants sont accueillis autrement ?",
    "enfants",
    f"Un usage, et non une capacité. {SMALL}",
    polarity=Polarity.NONE,
    reference=COUNTED,
)
pe_loc_psu = _share(
    "pe_loc_psu",
    "petite_enfance",
    "EAJE_PSU_PLACES",
    "EAJE_PLACES",
    "Part des places de crèche au barème national (PSU)",
    "Quelle part des places est accessible à tous les revenus ?",
    "Dans les autres, les parents paient d’abord, puis sont aidés par la Caf.",
    polarity=Polarity.BETTER_SERVED,
)
pe_eaje_occ = _share(
    "pe_eaje_occ",
    "petite_enfance",
    "EAJE_HEURES_REALISEES",
    "EAJE_HEURES_THEORIQUES",
    "Taux d’occupation des crèches financées par la PSU",
    "Les places sont-elles occupées ?",
    "Heures réalisées sur heures théoriques ; une crèche pleine n’atteint pas 100 % (arrivées, départs, congés).",
)
pe_am_n = counted(
    "pe_am_n",
    "petite_enfance",
    ("AM_ACTIVES",),
    "Assistantes maternelles en activité",
    "Combien d’assistantes maternelles travaillent ?",
    "professionnels",
    "Celles qui gardent au moins un enfant ; aucun fichier publié ne les compte par commune.",
    reference=COUNTED,
)
pe_am_actives = _share(
    "pe_am_actives",
    "petite_enfance",
    "AM_ACTIVES",
    "AM_AGREEES",
    "Part des assistantes maternelles agréées qui sont en activité",
    "Combien pourraient reprendre ?",
    "Un agrément sans activité peut tenir au choix, au manque de demandes ou à un autre emploi.",
)
pe_am_55 = _share(
    "pe_am_55",
    "petite_enfance",
    "AM_55_PLUS",
    "AM_ACTIVES",
    "Part des assistantes maternelles de 55 ans et plus",
    "Combien cesseront leur activité pendant la convention ?",
    f"Parmi celles en activité. {SMALL}",
    role=Role.NEED,
    polarity=Polarity.MORE_NEED,
)
pe_attente = counted(
    "pe_attente",
    "petite_enfance",
    ("DEMANDES_NON_SATISFAITES",),
    "Enfants de moins de 3 ans sans place à la fin de l’année",
    "Combien de demandes restent sans réponse ?",
    "enfants",
    f"Chaque enfant compte une fois si les listes ont été rapprochées. {SMALL}",
    role=Role.NEED,
    polarity=Polarity.MORE_NEED,
    reference=COUNTED,
)
pe_attente_atypique = counted(
    "pe_attente_atypique",
    "petite_enfance",
    ("DEMANDES_HORAIRES_ATYPIQUES",),
    "dont enfants qui attendent une place à des horaires atypiques",
    "Combien de demandes portent sur le soir, la nuit ou la fin de semaine ?",
    "enfants",
    SMALL,
    role=Role.NEED,
    polarity=Polarity.MORE_NEED,
    reference=COUNTED,
)
pe_rpe_loc = counted(
    "pe_rpe_loc",
    "petite_enfance",
    ("RPE_ETP",),
    "Animation du relais petite enfance, en équivalents temps plein",
    "De combien de temps le relais dispose-t-il ?",
    "etp",
    "Compté là où le relais est installé, même s’il dessert plusieurs communes.",
)
pe_laep = counted(
    "pe_laep",
    "petite_enfance",
    ("LAEP_NOMBRE",),
    "Lieux d’accueil enfants-parents",
    "Y a-t-il un lieu d’accueil enfants-parents ?",
    "equipements",
    SAME_PLACE,
)

# ── Enfance, jeunesse ────────────────────────────────────────────────────────────────────────────────────────────────

PUPILS = "Élèves des écoles de la commune, d’où qu’ils viennent ; places déclarées, occupées ou non."
en_alsh_loc = _share(
    "en_alsh_loc",
    "enfance",
    "ALSH_PLACES_MERCREDI",
    "ELEVES_PREMIER_DEGRE",
    "Places de centre de loisirs le mercredi pour 100 élèves des écoles",
    "Le mercredi, y a-t-il assez de places ?",
    PUPILS,
    unit="pour_100",
    polarity=Polarity.BETTER_SERVED,
)
en_alsh_vac = _share(
    "en_alsh_vac",
    "enfance",
    "ALSH_PLACES_VACANCES",
    "ELEVES_PREMIER_DEGRE",
    "Places de centre de loisirs en vacances pour 100 élèves des écoles",
    "En vacances, y a-t-il assez de places ?",
    PUPILS,
    unit="pour_100",
    polarity=Polarity.BETTER_SERVED,
)
en_peri_places = _share(
    "en_peri_places",
    "enfance",
    "PERISCOLAIRE_PLACES",
    "ELEVES_PREMIER_DEGRE",
    "Places d’accueil périscolaire (matin et soir) pour 100 élèves des écoles",
    "Avant et après la classe, y a-t-il assez de places ?",
    PUPILS,
    unit="pour_100",
    polarity=Polarity.BETTER_SERVED,
)
en_peri = _share(
    "en_peri",
    "enfance",
    "PERISCOLAIRE_INSCRITS",
    "ELEVES_PREMIER_DEGRE",
    "Part des élèves inscrits à l’accueil périscolaire",
    "Combien d’enfants restent avant ou après la classe ?",
    f"Inscrits, et non présents chaque jour. {SMALL}",
    role=Role.NEED,
)
je_acc_jeunes = counted(
    "je_acc_jeunes",
    "jeunesse",
    ("ACCUEIL_JEUNES_PLACES",),
    "Places dans les accueils de jeunes",
    "Combien de jeunes peuvent être reçus en même temps ?",
    "places",
    SAME_PLACE,
)
je_acc_etp = counted(
    "je_acc_etp",
    "jeunesse",
    ("ACCUEIL_JEUNES_ETP",),
    "Animation des accueils de jeunes, en équivalents temps plein",
    "De combien de temps les animateurs disposent-ils ?",
    "etp",
    SAME_PLACE,
)
je_ml = counted(
    "je_ml",
    "jeunesse",
    ("JEUNES_MISSION_LOCALE",),
    "Jeunes de la commune suivis par la mission locale",
    "Combien de jeunes sont accompagnés vers l’emploi ?",
    "personnes",
    f"Jeunes reçus dans l’année : dit l’activité du service autant que le besoin. {SMALL}",
    polarity=Polarity.NONE,
)
