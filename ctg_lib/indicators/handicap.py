"""Handicap: benefits of the Caf, published from the intercommunalité up; establishments, services and classes."""

from __future__ import annotations

from typing import Any

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.sources.rp_ages import aged

UNDER_20, ADULTS = aged(0, 19), aged(20, 64)
ABOVE_COMMUNE = "Publié à partir de l’intercommunalité, jamais par commune ; régime Caf seul."
NOT_ALL = "Compte des bénéficiaires, et non des personnes handicapées : toutes n’y ont pas droit, ni ne le demandent."
RECEIVES_FROM_ELSEWHERE = "Compté là où il est installé : un établissement ou un service reçoit de plusieurs communes."
OLD_CODES = "Millésimes 2018 et 2019 seulement : ces types ne sont pas dans la base chargée pour 2025."


def _paid(identifier: str, column: str, label: str, question: str, unit: str, reference: str) -> Indicator:
    """The beneficiaries of one benefit of the Caf."""
    return total(
        identifier,
        Input("caf_communes", (column,)),
        label=label,
        question=question,
        theme="handicap",
        role=Role.NEED,
        unit=unit,
        reference=reference,
        precision=Precision.ROUNDED,
        polarity=Polarity.MORE_NEED,
        caveat=f"{NOT_ALL} {ABOVE_COMMUNE}",
    )


def _paid_per_100(
    identifier: str, column: str, ages: tuple[str, ...], told: str, label: str, question: str
) -> Indicator:
    """The same over those who have the age of it. told: these ages, in words."""
    return ratio(
        identifier,
        Input("caf_communes", (column,)),
        Input("rp_ages", ages),
        label=label,
        question=question,
        theme="handicap",
        role=Role.NEED,
        unit="pour_100",
        formula=f"100 × {column} / {told} (rp_ages, deux sexes)",
        reference="Cnaf et Insee",
        precision=Precision.ROUNDED,
        polarity=Polarity.MORE_NEED,
        caveat=f"{NOT_ALL} {ABOVE_COMMUNE}",
    )


def _answered(identifier: str, read: Input, label: str, question: str, **said: Any) -> Indicator:
    """One count of what answers."""
    usual = {"unit": "equipements", "precision": Precision.EXACT, "caveat": RECEIVES_FROM_ELSEWHERE}
    return total(
        identifier,
        read,
        label=label,
        question=question,
        theme="handicap",
        role=Role.SERVICE,
        polarity=Polarity.BETTER_SERVED,
        **{**usual, **said},
    )


_paid(
    "ha_aah",
    "indben_aah",
    "Bénéficiaires de l’allocation aux adultes handicapés",
    "Combien d’adultes reçoivent l’AAH ?",
    "personnes",
    "Cnaf, allocation aux adultes handicapés, décembre",
)
_paid_per_100(
    "ha_aah_taux",
    "indben_aah",
    ADULTS,
    "habitants de 20 à 64 ans",
    "Bénéficiaires de l’AAH pour 100 habitants de 20 à 64 ans",
    "L’AAH est-elle plus fréquente qu’ailleurs ?",
)
_paid(
    "ha_aeeh",
    "indben_aeeh",
    "Enfants ouvrant droit à l’allocation d’éducation de l’enfant handicapé",
    "Pour combien d’enfants l’AEEH est-elle versée ?",
    "enfants",
    "Cnaf, allocation d’éducation de l’enfant handicapé, décembre",
)
_paid_per_100(
    "ha_aeeh_taux",
    "indben_aeeh",
    UNDER_20,
    "habitants de moins de 20 ans",
    "Enfants ouvrant droit à l’AEEH pour 100 habitants de moins de 20 ans",
    "L’AEEH est-elle plus fréquente qu’ailleurs ?",
)

# ── School ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_answered(
    "ha_ulis",
    Input("en_annuaire", ("ecole_ulis", "college_ulis")),
    "Écoles et collèges qui ont une ULIS",
    "Où un élève handicapé trouve-t-il un dispositif, de l’école au collège ?",
    reference="Éducation nationale, annuaire de l’éducation",
    caveat="Déclaré par l’établissement : sans mention ne veut pas dire sans ULIS. Le nombre d’élèves n’est pas dit.",
)
_answered(
    "ha_classes_medico",
    Input("en_annuaire", ("medico_social",)),
    "Établissements médico-sociaux où l’on enseigne",
    "Y a-t-il des classes dans un établissement spécialisé ?",
    reference="Éducation nationale, annuaire de l’éducation",
)

# ── Establishments ───────────────────────────────────────────────────────────────────────────────────────────────────

_answered(
    "ha_aide_adultes",
    Input("bpe", ("D604",)),
    "Services d’aide aux adultes handicapés installés sur place",
    "Un service d’aide aux adultes handicapés est-il installé sur place ?",
    reference="Insee, BPE, type D604",
    caveat="Un service installé ici intervient aussi ailleurs, et ceux d’ailleurs interviennent ici.",
)
ratio(
    "ha_aide_adultes_10000",
    Input("bpe", ("D604",)),
    Input("population_legale", ("PMUN",)),
    label="Services d’aide aux adultes handicapés pour 10\u202f000 habitants",
    question="Ces services sont-ils plus rares ici qu’ailleurs ?",
    theme="handicap",
    role=Role.SERVICE,
    unit="pour_10000",
    reference="Insee, BPE et populations légales",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Compte des services, quelle que soit leur taille ; ils interviennent au-delà de leur commune.",
)
_answered(
    "ha_bpe_enfants",
    Input("bpe", ("D601", "D602")),
    "Établissements et services pour enfants handicapés (base des équipements)",
    "Combien d’établissements et de services pour les enfants handicapés ?",
    reference="Insee, BPE, types D601 et D602",
    caveat=f"{RECEIVES_FROM_ELSEWHERE} {OLD_CODES}",
)
_answered(
    "ha_bpe_adultes",
    Input("bpe", ("D603", "D605", "D606")),
    "Établissements pour adultes handicapés (base des équipements)",
    "Combien d’établissements pour les adultes handicapés : hébergement, travail protégé, soins ?",
    reference="Insee, BPE, types D603, D605 et D606",
    caveat=f"{RECEIVES_FROM_ELSEWHERE} {OLD_CODES}",
)
_answered(
    "ha_esms",
    Input("finess", ("ESMS_ENFANTS_PLACES", "ESMS_ADULTES_PLACES")),
    "Places dans les établissements et services pour personnes handicapées",
    "Combien de places pour les personnes handicapées ?",
    unit="places",
    reference="Finess, capacité installée",
)
_answered(
    "ha_esms_enfants",
    Input("finess", ("ESMS_ENFANTS_PLACES",)),
    "dont places pour les enfants handicapés",
    "Combien de places pour les enfants handicapés ?",
    unit="places",
    reference="Finess, capacité installée",
)
_answered(
    "ha_esms_adultes",
    Input("finess", ("ESMS_ADULTES_PLACES",)),
    "dont places pour les adultes handicapés",
    "Combien de places pour les adultes handicapés ?",
    unit="places",
    reference="Finess, capacité installée",
)
ratio(
    "ha_esms_enfants_1000",
    Input("finess", ("ESMS_ENFANTS_PLACES",)),
    Input("rp_ages", UNDER_20),
    label="Places pour enfants handicapés pour 1 000 habitants de moins de 20 ans",
    question="L’accueil des enfants handicapés est-il plus développé qu’ailleurs ?",
    theme="handicap",
    role=Role.SERVICE,
    unit="pour_1000_enfants",
    formula="1 000 × ESMS_ENFANTS_PLACES / habitants de moins de 20 ans (rp_ages, deux sexes)",
    reference="Finess et Insee",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat=RECEIVES_FROM_ELSEWHERE,
)
