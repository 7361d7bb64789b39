"""Enfance: children of primary-school age, schools and their pupils, leisure centres."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total
from ctg_lib.sources.rp_ages import aged
from ctg_lib.sources.rp_familles_age import of

THEME = "enfance"
AGES = "Insee, recensement de la population, définitions"
SCHOOL_AGE = aged(5, 14)
EVERYONE = aged()
SCHOOLS = ("C107", "C108", "C109")
ALL_EMPLOYED = ("A111", "A121", "A221")

en_5_14 = total(
    "en_5_14",
    Input("rp_ages", SCHOOL_AGE),
    label="Enfants de 5 à 14 ans",
    question="Combien d’enfants d’âge scolaire ?",
    theme=THEME,
    role=Role.NEED,
    unit="enfants",
    formula="Y5T9 + Y10T14, deux sexes",
    reference=AGES,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Tranches de cinq ans : ni 3-5 ni 6-10 ans dans les fichiers chargés.",
)
en_5_14_part = ratio(
    "en_5_14_part",
    Input("rp_ages", SCHOOL_AGE),
    Input("rp_ages", EVERYONE),
    label="Part des 5-14 ans",
    question="Les enfants pèsent-ils plus qu’ailleurs ?",
    theme=THEME,
    role=Role.NEED,
    unit="part",
    formula="(Y5T9 + Y10T14) / population (rp_ages)",
    reference=AGES,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
en_5_9 = total(
    "en_5_9",
    Input("rp_ages", aged(5, 9)),
    label="Enfants de 5 à 9 ans",
    question="Combien d’enfants ont l’âge de l’école élémentaire ?",
    theme=THEME,
    role=Role.NEED,
    unit="enfants",
    reference=AGES,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Tranche de cinq ans, proche de l’âge de l’école élémentaire (6 à 10 ans) sans s’y confondre.",
)
en_releve = ratio(
    "en_releve",
    Input("rp_ages", aged(0, 4)),
    Input("rp_ages", aged(5, 9)),
    label="Enfants de 0 à 4 ans pour 100 enfants de 5 à 9 ans",
    question="Les enfants qui entreront à l’école sont-ils aussi nombreux que ceux qui y sont ?",
    theme=THEME,
    role=Role.NEED,
    unit="pour_100",
    reference=AGES,
    precision=Precision.CENSUS,
    caveat=(
        "Sous 100, les plus jeunes sont moins nombreux que leurs aînés : sans arrivées, les écoles perdraient des "
        "élèves. Les familles qui s’installent ou partent avec des enfants changent ce chiffre."
    ),
)
en_ecoles = total(
    "en_ecoles",
    Input("bpe", SCHOOLS),
    label="Écoles maternelles, primaires et élémentaires",
    question="Combien d’écoles ?",
    theme=THEME,
    role=Role.SERVICE,
    unit="equipements",
    reference="Insee, BPE, types C107, C108, C109",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Écoles publiques et privées ; un groupe scolaire peut compter pour deux.",
)
en_alsh = total(
    "en_alsh",
    Input("bpe", ("D505",)),
    label="Accueils de loisirs déclarés, périscolaires compris",
    question="Combien d’accueils déclarés ?",
    theme=THEME,
    role=Role.SERVICE,
    unit="equipements",
    reference="Insee, BPE, type D505",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Accueils déclarés, périscolaires compris ; ni places ni jours d’ouverture.",
)
en_alsh_1000 = ratio(
    "en_alsh_1000",
    Input("bpe", ("D505",)),
    Input("rp_ages", SCHOOL_AGE),
    label="Accueils de loisirs (lieux déclarés, périscolaires compris) pour 1 000 enfants de 5 à 14 ans",
    question="Les accueils suivent-ils le nombre d’enfants ?",
    theme=THEME,
    role=Role.SERVICE,
    unit="pour_1000_enfants",
    formula="1 000 × D505 / (Y5T9 + Y10T14)",
    reference="Insee, BPE et recensement",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Compte des accueils déclarés, quelle que soit leur taille.",
)
en_scol_2_5 = ratio(
    "en_scol_2_5",
    Input("rp", ("P_SCOL0205",)),
    Input("rp", ("P_POP0205",)),
    label="Part des 2-5 ans scolarisés",
    question="Les plus jeunes vont-ils à l’école ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="part",
    reference=AGES,
    precision=Precision.CENSUS,
    caveat="L’école est obligatoire à 3 ans : l’écart à 100 % tient surtout aux enfants de 2 ans.",
)
en_fam_act = total(
    "en_fam_act",
    Input("rp_familles_age", of("Y2T5", *ALL_EMPLOYED)),
    label="Enfants de 2 à 5 ans dont tous les parents présents travaillent",
    question="Combien de jeunes enfants ont besoin d’un accueil avant et après l’école ?",
    theme=THEME,
    role=Role.NEED,
    unit="enfants",
    reference="Insee, recensement, exploitation complémentaire : père seul, mère seule ou couple, en emploi",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat=(
        "Un questionnaire sur quatre dans les petites communes : un ordre de grandeur. Le sens des codes d’âge et de "
        "famille est à vérifier chez l’Insee."
    ),
)
en_fam_act_part = ratio(
    "en_fam_act_part",
    Input("rp_familles_age", of("Y2T5", *ALL_EMPLOYED)),
    Input("rp_familles_age", of("Y2T5")),
    label="Part des 2-5 ans dont tous les parents présents travaillent",
    question="Le besoin d’accueil périscolaire est-il plus fort qu’ailleurs ?",
    theme=THEME,
    role=Role.NEED,
    unit="part",
    reference="Insee, recensement, exploitation complémentaire : père seul, mère seule ou couple, en emploi",
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
    caveat="Le sens des codes d’âge et de famille est à vérifier chez l’Insee.",
)

# ── Schools and pupils, by the Éducation nationale ───────────────────────────────────────────────────────────────────

PUPILS = "nombre_total_eleves"
WHERE_SCHOOLED = "Élèves comptés dans la commune de leur école, où qu’ils habitent."
ENROLLED = "Éducation nationale (DEPP), effectifs d’élèves par école, constat de rentrée"


def _enrolled(identifier: str, column: str, label: str, question: str, role: Role, caveat: str) -> Indicator:
    """Pupils of the schools of a commune, public and private."""
    return total(
        identifier,
        Input("en_effectifs", (column,)),
        label=label,
        question=question,
        theme=THEME,
        role=role,
        unit="eleves",
        reference=ENROLLED,
        precision=Precision.EXACT,
        polarity=Polarity.MORE_NEED if role is Role.NEED else Polarity.NONE,
        caveat=caveat,
    )


en_eleves_mat = _enrolled(
    "en_eleves_mat",
    "nombre_eleves_preelementaire_hors_ulis",
    "Élèves de maternelle",
    "Combien d’élèves à l’école maternelle ?",
    Role.NEED,
    WHERE_SCHOOLED,
)
en_eleves = _enrolled(
    "en_eleves",
    PUPILS,
    "Élèves du premier degré",
    "Combien d’élèves dans les écoles ?",
    Role.NEED,
    WHERE_SCHOOLED,
)
en_ulis = _enrolled(
    "en_ulis",
    "nombre_eleves_ulis",
    "Élèves en ULIS (écoles)",
    "Combien d’élèves handicapés suivis dans un dispositif d’école ?",
    Role.SERVICE,
    "Une ULIS reçoit des élèves de plusieurs communes ; les élèves handicapés des autres classes n’y sont pas.",
)
en_classes = ratio(
    "en_classes",
    Input("en_effectifs", (PUPILS,)),
    Input("en_effectifs", ("nombre_total_classes",)),
    label="Élèves par classe",
    question="Les classes sont-elles chargées ?",
    theme=THEME,
    role=Role.SERVICE,
    unit="eleves_par_classe",
    reference=ENROLLED,
    precision=Precision.EXACT,
    caveat="Moyenne de toutes les classes, ULIS comprises : elle cache les écarts d’une classe à l’autre.",
)


@indicator(
    "en_evol",
    label="Évolution des élèves du premier degré en cinq ans",
    question="Les écoles gagnent-elles ou perdent-elles des élèves ?",
    theme=THEME,
    role=Role.NEED,
    unit="part",
    inputs=(Input("en_effectifs", (PUPILS,)), Input("en_effectifs", (PUPILS,), lag=5, prefix="avant_")),
    formula=f"({PUPILS} - avant_{PUPILS}) / avant_{PUPILS}",
    reference=ENROLLED,
    precision=Precision.EXACT,
    polarity=Polarity.MORE_NEED,
    caveat="D’une rentrée à celle de cinq ans plus tard ; une école ouverte ou fermée pèse autant que les naissances.",
)
def en_evol(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[PUPILS] - t[f"avant_{PUPILS}"], t[f"avant_{PUPILS}"]


def _listed(identifier: str, column: str, label: str, question: str, caveat: str) -> Indicator:
    """Schools of the directory that declare something."""
    return total(
        identifier,
        Input("en_annuaire", (column,)),
        label=label,
        question=question,
        theme=THEME,
        role=Role.SERVICE,
        unit="equipements",
        reference="Éducation nationale, annuaire de l’éducation",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


en_ulis_ecoles = _listed(
    "en_ulis_ecoles",
    "ecole_ulis",
    "Écoles qui ont une ULIS",
    "Où les enfants handicapés trouvent-ils un dispositif d’école ?",
    "Déclaré par l’école : sans mention ne veut pas dire sans ULIS. L’annuaire ne dit pas combien d’élèves y sont.",
)
en_restauration = _listed(
    "en_restauration",
    "ecole_restauration",
    "Écoles qui ont une restauration",
    "Les enfants peuvent-ils déjeuner à l’école ?",
    "Déclaré par l’école : sans mention ne veut pas dire sans cantine ; ni places ni tarifs.",
)

# ── Social position (IPS): the newer series alone ────────────────────────────────────────────────────────────────────

MEANING = (
    "L’IPS résume le milieu social des familles des élèves inscrits, où qu’elles habitent ; il ne note pas l’école. Ne "
    "pas le rapprocher de la série d’avant 2022."
)
IPS = "Éducation nationale (DEPP), indice de position sociale des écoles, série depuis 2022"

en_ips_ecoles = total(
    "en_ips_ecoles",
    Input("ips", ("ecole_publique", "ecole_privee")),
    label="Écoles dont l’IPS est publié",
    question="De combien d’écoles connaît-on le milieu social ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="equipements",
    reference=IPS,
    precision=Precision.EXACT,
    caveat="Les maternelles et les très petites écoles n’en ont pas : sans IPS ne veut pas dire sans école.",
)
en_ips_ref = total(
    "en_ips_ref",
    Input("ips", ("ecole_ips",)),
    label="IPS moyen des écoles, publié",
    question="À quelle moyenne rapporter l’IPS de chaque école ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="points",
    reference=IPS,
    precision=Precision.NOT_GIVEN,
    caveat=f"Publié pour le département et la France, jamais pour une commune. {MEANING}",
)
en_ips = ratio(
    "en_ips",
    Input("en_effectifs", ("eleves_x_ips",)),
    Input("en_effectifs", ("eleves_ips",)),
    label="IPS moyen des écoles, pondéré par leurs élèves",
    question="Quel est le milieu social des élèves scolarisés dans la commune ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="points",
    formula="somme (IPS × élèves d’élémentaire hors ULIS) / élèves d’élémentaire hors ULIS des écoles qui ont un IPS",
    reference=f"{IPS}, et effectifs par école de la même rentrée",
    precision=Precision.NOT_GIVEN,
    caveat=f"Calcul local : ni les maternelles ni les écoles sans IPS n’y sont. {MEANING}",
)


@indicator(
    "en_ips_ecart",
    label="Écart de l’IPS moyen des écoles à celui des écoles publiques de France",
    question="Le milieu social des élèves est-il plus fragile qu’ailleurs ?",
    theme=THEME,
    role=Role.NEED,
    unit="points",
    inputs=(Input("en_effectifs", ("eleves_x_ips", "eleves_x_ips_national_public", "eleves_ips")),),
    formula="(eleves_x_ips - eleves_x_ips_national_public) / eleves_ips",
    reference=f"{IPS} : ips et ips_national_public de chaque école, pondérés par ses élèves d’élémentaire",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.LESS_NEED,
    caveat=f"Écoles privées comprises, que la référence ne compte pas. {MEANING}",
)
def en_ips_ecart(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["eleves_x_ips"] - t["eleves_x_ips_national_public"], t["eleves_ips"]
