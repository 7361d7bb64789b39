"""Portrait, the ages: shares of seven classes, bands of fifteen years, and the ages that quarters alone give."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.indicators.portrait import AGES, CENSUS
from ctg_lib.sources.rp_ages import aged

EVERYONE = aged()
YOUNG = aged(0, 19)
SENIORS = aged(65)


def _share(identifier: str, label: str, question: str, *classes: str) -> Indicator:
    """Some of the seven classes of age over all of them."""
    words = classes[0] if len(classes) == 1 else f"({' + '.join(classes)})"
    return ratio(
        identifier,
        Input("rp", classes),
        Input("rp", AGES),
        label=label,
        question=question,
        theme="portrait",
        role=Role.CONTEXT,
        unit="part",
        formula=f"{words} / somme des sept classes d’âge",
        reference=CENSUS,
        precision=Precision.CENSUS,
    )


_share("ctx_0_14_part", "Part des moins de 15 ans", "Les enfants pèsent-ils plus qu’ailleurs ?", "P_POP0014")
_share("ctx_15_29_part", "Part des 15-29 ans", "Les jeunes restent-ils ?", "P_POP1529")
_share("ctx_30_44_part", "Part des 30-44 ans", "L’âge d’élever des enfants est-il nombreux ?", "P_POP3044")
_share("ctx_45_59_part", "Part des 45-59 ans", "Combien sont en seconde partie de carrière ?", "P_POP4559")
_share("ctx_60_74_part", "Part des 60-74 ans", "Combien arrivent à la retraite ?", "P_POP6074")
_share("ctx_75p_part", "Part des 75 ans et plus", "La population vieillit-elle ?", "P_POP7589", "P_POP90P")


def _band(identifier: str, label: str, question: str, first: int, last: int = 100) -> Indicator:
    """How many inhabitants between two ages, from the bands of five years of the newest census."""
    last_band = "Y_GE95" if last == 100 else f"Y{last - 4}T{last}"
    return total(
        identifier,
        Input("rp_ages", aged(first, last)),
        label=label,
        question=question,
        theme="portrait",
        role=Role.CONTEXT,
        unit="habitants",
        formula=f"Y{first}T{first + 4} à {last_band}, deux sexes",
        reference=CENSUS,
        precision=Precision.CENSUS,
    )


_band("ctx_0_14", "Habitants de moins de 15 ans", "Combien d’enfants ?", 0, 14)
_band("ctx_15_29", "Habitants de 15 à 29 ans", "Combien de jeunes ?", 15, 29)
_band("ctx_30_44", "Habitants de 30 à 44 ans", "Combien à l’âge d’élever de jeunes enfants ?", 30, 44)
_band("ctx_45_59", "Habitants de 45 à 59 ans", "Combien en seconde partie de carrière ?", 45, 59)
_band("ctx_60_74", "Habitants de 60 à 74 ans", "Combien de jeunes retraités ?", 60, 74)
_band("ctx_75p", "Habitants âgés de 75 ans ou plus", "Combien d’habitants âgés ?", 75)

ratio(
    "ctx_65p_part",
    Input("rp_ages", SENIORS),
    Input("rp_ages", EVERYONE),
    label="Part des 65 ans et plus",
    question="Les aînés pèsent-ils plus qu’ailleurs ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    formula="65 ans et plus / population (rp_ages, deux sexes)",
    reference=CENSUS,
    precision=Precision.CENSUS,
)
ratio(
    "ctx_indv",
    Input("rp_ages", SENIORS),
    Input("rp_ages", YOUNG),
    label="Indice de vieillissement (65 ans et plus pour 100 moins de 20 ans)",
    question="Combien de seniors pour 100 jeunes ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pour_100",
    formula="100 × 65 ans et plus / moins de 20 ans (rp_ages, deux sexes)",
    reference="Insee, indice de vieillissement",
    precision=Precision.CENSUS,
)
ratio(
    "ctx_indj",
    Input("rp_ages", YOUNG),
    Input("rp_ages", aged(60)),
    label="Indice de jeunesse (moins de 20 ans pour 100 habitants de 60 ans et plus)",
    question="Combien de jeunes pour 100 aînés ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pour_100",
    formula="100 × moins de 20 ans / 60 ans et plus (rp_ages, deux sexes)",
    reference="Insee, indice de jeunesse",
    precision=Precision.CENSUS,
    caveat="Compté ici sur les 60 ans et plus ; d’autres publications prennent 65 ans.",
)


def _children(identifier: str, column: str, label: str, question: str, unit: str) -> Indicator:
    """Inhabitants of an age that only the census by quarter gives, all the quarters of the commune together."""
    return total(
        identifier,
        Input("rp_iris", (column,)),
        label=label,
        question=question,
        theme="portrait",
        role=Role.NEED,
        unit=unit,
        reference=CENSUS,
        precision=Precision.CENSUS,
        polarity=Polarity.MORE_NEED,
        caveat="Petits nombres, lissés sur cinq années d’enquête.",
    )


_children("ctx_0_2", "P_POP0002", "Enfants de 0 à 2 ans (recensement)", "Combien de moins de trois ans ?", "enfants")
_children("ctx_3_5", "P_POP0305", "Enfants de 3 à 5 ans", "Combien d’enfants en âge de maternelle ?", "enfants")
_children("ctx_6_10", "P_POP0610", "Enfants de 6 à 10 ans", "Combien d’enfants en âge d’élémentaire ?", "enfants")
_children("ctx_11_17", "P_POP1117", "Jeunes de 11 à 17 ans", "Combien d’adolescents ?", "personnes")
_children("ctx_18_24", "P_POP1824", "Jeunes de 18 à 24 ans", "Combien de jeunes majeurs ?", "personnes")
ratio(
    "ctx_0_2_part",
    Input("rp_iris", ("P_POP0002",)),
    Input("rp_iris", ("P_POP",)),
    label="Part des 0-2 ans",
    question="Les tout-petits pèsent-ils plus qu’ailleurs ?",
    theme="portrait",
    role=Role.NEED,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
