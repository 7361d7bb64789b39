"""Employment: those who are registered as looking for a job, and the private jobs of the place."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.sources.rp_ages import aged

WORKING_AGE = aged(15, 64)
YOUTH = aged(15, 24)
REGISTERED = "Dares, demandeurs d’emploi inscrits en catégories A, B et C, moyenne du 4e trimestre, données brutes"
NOT_UNEMPLOYED = "Inscrits, et non chômeurs : ni le taux du BIT, ni celui du recensement."
_EVERYONE = Input("dares", ("defm_abc",))


def _count(identifier: str, column: str, label: str, question: str, theme: str = "precarite") -> Indicator:
    """Registered persons, as published."""
    return total(
        identifier,
        Input("dares", (column,)),
        label=label,
        question=question,
        theme=theme,
        role=Role.NEED,
        unit="personnes",
        reference=REGISTERED,
        precision=Precision.ROUNDED,
        polarity=Polarity.MORE_NEED,
        caveat=f"Arrondi au multiple de 5. {NOT_UNEMPLOYED}",
    )


def _share(identifier: str, column: str, label: str, question: str) -> Indicator:
    """A group among registered persons."""
    return ratio(
        identifier,
        Input("dares", (column,)),
        _EVERYONE,
        label=label,
        question=question,
        theme="precarite",
        role=Role.CONTEXT,
        unit="part",
        reference=REGISTERED,
        precision=Precision.ROUNDED,
        caveat="Deux effectifs arrondis au multiple de 5.",
    )


_count(
    "pr_inscr_nb",
    "defm_abc",
    "Demandeurs d’emploi inscrits à France Travail (catégories A, B et C)",
    "Combien d’habitants cherchent un emploi ?",
)
ratio(
    "pr_inscr",
    _EVERYONE,
    Input("rp_ages", WORKING_AGE),
    label="Inscrits à France Travail rapportés aux 15-64 ans",
    question="La recherche d’emploi pèse-t-elle plus qu’ailleurs ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    formula="defm_abc / 15-64 ans (rp_ages, deux sexes)",
    reference="Dares et Insee",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat=f"Rapport indicatif, à tous les habitants d’âge actif. {NOT_UNEMPLOYED}",
)
_share(
    "pr_inscr_f",
    "defm_abc_femmes",
    "Part des femmes parmi les inscrits à France Travail",
    "Les femmes cherchent-elles plus souvent un emploi ?",
)
_share(
    "pr_inscr_50p",
    "defm_abc_50_plus",
    "Part des 50 ans et plus parmi les inscrits à France Travail",
    "Les plus âgés peinent-ils à retrouver un emploi ?",
)
_count(
    "je_inscr",
    "defm_abc_moins_25",
    "Moins de 25 ans inscrits à France Travail (catégories A, B et C)",
    "Combien de jeunes cherchent un emploi ?",
    theme="jeunesse",
)
ratio(
    "je_inscr_part",
    Input("dares", ("defm_abc_moins_25",)),
    Input("rp_ages", YOUTH),
    label="Moins de 25 ans inscrits à France Travail rapportés aux 15-24 ans",
    question="Les jeunes cherchent-ils un emploi plus qu’ailleurs ?",
    theme="jeunesse",
    role=Role.NEED,
    unit="part",
    formula="defm_abc_moins_25 / 15-24 ans (rp_ages, deux sexes)",
    reference="Dares et Insee",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat=f"Rapport indicatif : les élèves et étudiants sont au dénominateur. {NOT_UNEMPLOYED}",
)


PRIVATE = "Urssaf, secteur privé du régime général, au lieu de travail, 31 décembre"
NO_PUBLIC = "Ni agriculture, ni fonction publique, ni indépendants ; apprentis comptés depuis une publication de 2023."
total(
    "pr_emploi_prive",
    Input("urssaf", ("effectifs_salaries",)),
    label="Emplois salariés privés situés sur place",
    question="Combien d’emplois privés sur place ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="emplois",
    reference=PRIVATE,
    precision=Precision.EXACT,
    caveat=NO_PUBLIC,
)
total(
    "pr_etab",
    Input("urssaf", ("nombre_d_etablissements",)),
    label="Établissements employeurs privés",
    question="Combien d’employeurs sur place ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="etablissements",
    reference=PRIVATE,
    precision=Precision.EXACT,
    caveat=NO_PUBLIC,
)
ratio(
    "pr_emploi_prive_100",
    Input("urssaf", ("effectifs_salaries",)),
    Input("rp_navettes", ("POP",)),
    label="Emplois salariés privés sur place pour 100 habitants qui ont un emploi",
    question="Y a-t-il du travail sur place ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="pour_100",
    reference="Urssaf et Insee, recensement",
    precision=Precision.EXACT,
    caveat=f"Rapport indicatif : tous les actifs occupés au dénominateur. {NO_PUBLIC}",
)


def _sector(identifier: str, column: str, named: str, question: str) -> Indicator:
    return ratio(
        identifier,
        Input("urssaf", (f"effectifs_salaries_{column}",)),
        Input("urssaf", ("effectifs_salaries",)),
        label=f"Part {named} dans l’emploi salarié privé",
        question=question,
        theme="precarite",
        role=Role.CONTEXT,
        unit="part",
        reference=PRIVATE,
        precision=Precision.EXACT,
        caveat=NO_PUBLIC,
    )


_sector("pr_emploi_industrie", "industrie", "de l’industrie", "L’emploi sur place est-il industriel ?")
_sector("pr_emploi_commerce", "commerce", "du commerce", "Le commerce emploie-t-il sur place ?")
_sector(
    "pr_emploi_non_marchand",
    "services_non_marchands",
    "des services non marchands (santé, social, enseignement privé…)",
    "Les associations et établissements sociaux emploient-ils sur place ?",
)
