"""Seniors: older inhabitants, how they live, services for them."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total
from ctg_lib.indicators.portrait import CENSUS, STEP
from ctg_lib.sources.rp_ages import SEXES, aged

EVERYONE = aged()
OLD = aged(75)
OLDEST = aged(80)
WOMEN = tuple(name for name in OLD if name.startswith(SEXES[0]))
AGED = ("P_POP7589", "P_POP90P")
WITH_HOMES = "Établissements compris : un Ehpad pèse fortement."

total(
    "se_75p",
    Input("rp", AGED),
    label="Habitants de 75 ans et plus",
    question="Combien d’habitants âgés ?",
    theme="seniors",
    role=Role.NEED,
    unit="personnes",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)


def _older(identifier: str, first: int, label: str, question: str, caveat: str = WITH_HOMES) -> Indicator:
    """How many inhabitants from an age on."""
    return total(
        identifier,
        Input("rp_ages", aged(first)),
        label=label,
        question=question,
        theme="seniors",
        role=Role.NEED,
        unit="personnes",
        formula=f"Y{first}T{first + 4} à Y_GE95, deux sexes",
        reference=CENSUS,
        precision=Precision.CENSUS,
        polarity=Polarity.MORE_NEED,
        caveat=caveat,
    )


_older("se_65p", 65, "Habitants de 65 ans et plus", "Combien ont l’âge de la retraite ?", "")
_older("se_80p", 80, "Habitants de 80 ans et plus", "Combien à l’âge de la perte d’autonomie ?")
_older("se_85p", 85, "Habitants de 85 ans et plus", "Combien à l’âge où l’aide devient quotidienne ?")


def _share(identifier: str, first: int, label: str, question: str) -> Indicator:
    """Their share among all the inhabitants."""
    return ratio(
        identifier,
        Input("rp_ages", aged(first)),
        Input("rp_ages", EVERYONE),
        label=label,
        question=question,
        theme="seniors",
        role=Role.NEED,
        unit="part",
        formula=f"Y{first}T{first + 4} à Y_GE95 / population (rp_ages, deux sexes)",
        reference=CENSUS,
        precision=Precision.CENSUS,
        polarity=Polarity.MORE_NEED,
        caveat=WITH_HOMES,
    )


_share("se_75p_part", 75, "Part des 75 ans et plus parmi les habitants", "Le grand âge pèse-t-il plus qu’ailleurs ?")
_share("se_80p_part", 80, "Part des 80 ans et plus parmi les habitants", "La perte d’autonomie menace-t-elle plus ?")

ratio(
    "se_75p_femmes",
    Input("rp_ages", WOMEN),
    Input("rp_ages", OLD),
    label="Part des femmes parmi les 75 ans et plus",
    question="Le grand âge est-il surtout féminin ?",
    theme="seniors",
    role=Role.CONTEXT,
    unit="part",
    formula="femmes de 75 ans et plus / 75 ans et plus (rp_ages)",
    reference=CENSUS,
    precision=Precision.CENSUS,
    caveat="Les femmes âgées vivent plus souvent seules, avec de plus petites retraites.",
)
ratio(
    "se_aidants",
    Input("rp_ages", aged(55, 64)),
    Input("rp_ages", aged(85)),
    label="Habitants de 55 à 64 ans pour 100 de 85 ans et plus",
    question="Combien d’habitants ont l’âge d’aider leurs parents ?",
    theme="seniors",
    role=Role.CONTEXT,
    unit="pour_100",
    formula="100 × 55 à 64 ans / 85 ans et plus (rp_ages, deux sexes)",
    reference="Règle du projet, d’après le recensement",
    precision=Precision.CENSUS,
    caveat="Des âges seulement : les enfants d’une personne âgée habitent souvent ailleurs.",
)


@indicator(
    "se_75p_evol",
    label="Variation annuelle du nombre d’habitants de 75 ans et plus, en %",
    question="Le nombre d’habitants âgés augmente-t-il ?",
    theme="seniors",
    role=Role.NEED,
    unit="pct_par_an",
    inputs=(Input("rp", AGED), Input("rp", AGED, lag=STEP, prefix="avant:")),
    formula=f"taux annuel composé de P_POP7589 + P_POP90P entre deux recensements distants de {STEP} ans",
    reference="Insee, taux de variation annuel moyen",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Un Ehpad ouvert ou fermé entre les deux recensements se voit ici.",
)
def se_75p_evol(t: pd.DataFrame) -> pd.Series:
    now, before = (t[[f"{when}{name}" for name in AGED]].sum(axis=1, skipna=False) for when in ("", "avant:"))
    return 100 * ((now / before) ** (1 / STEP) - 1)


def _alone(identifier: str, ages: str, label: str, question: str) -> Indicator:
    """Those who live alone among the inhabitants of an age."""
    return ratio(
        identifier,
        Input("rp", (f"P_{ages}_PSEUL",)),
        Input("rp", (f"P_{ages}",)),
        label=label,
        question=question,
        theme="seniors",
        role=Role.NEED,
        unit="part",
        reference=CENSUS,
        precision=Precision.CENSUS,
        polarity=Polarity.MORE_NEED,
        caveat="Vivre seul n’est pas être isolé ; ceux d’un établissement comptent parmi les autres.",
    )


_alone("se_65_seul", "POP6579", "Part des 65-79 ans qui vivent seuls", "Combien de retraités vivent seuls ?")
_alone("se_80_seul", "POP80P", "Part des 80 ans et plus qui vivent seuls", "Combien de très âgés vivent seuls ?")


# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _service(identifier: str, column: str, label: str, question: str, unit: str, caveat: str) -> Indicator:
    """One type of the BPE."""
    return total(
        identifier,
        Input("bpe", (column,)),
        label=label,
        question=question,
        theme="seniors",
        role=Role.SERVICE,
        unit=unit,
        reference=f"Insee, BPE, type {column}",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


_service(
    "se_hebergement",
    "D401",
    "Établissements d’hébergement pour personnes âgées",
    "Où vieillir en établissement ?",
    "equipements",
    "Un lieu, non un nombre de places.",
)
_service(
    "se_aide",
    "D403",
    "Services d’aide aux personnes âgées",
    "Qui aide à domicile ?",
    "equipements",
    "Un service couvre souvent plusieurs communes.",
)
_service(
    "se_generalistes",
    "D265",
    "Médecins généralistes",
    "Combien de médecins généralistes ?",
    "professionnels",
    "Au lieu d’exercice ; ni horaires ni patientèle.",
)
