"""Jeunesse: the 15-24, their schooling, diplomas and employment, collèges and lycées."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total
from ctg_lib.sources.rp_ages import aged
from ctg_lib.sources.rp_diplomes import CELLS

THEME = "jeunesse"
CENSUS = "Insee, recensement de la population, définitions"
YOUTH = aged(15, 24)
EVERYONE = aged()
DIPLOMAS = tuple(CELLS)
HIGHER = ("EDUC_500_RP", "EDUC_600_RP", "EDUC_700_RP")

je_15_24 = total(
    "je_15_24",
    Input("rp_ages", YOUTH),
    label="Jeunes de 15 à 24 ans",
    question="Combien de jeunes ?",
    theme=THEME,
    role=Role.NEED,
    unit="personnes",
    formula="Y15T19 + Y20T24, deux sexes",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Les étudiants sont comptés là où ils résident.",
)
je_15_24_part = ratio(
    "je_15_24_part",
    Input("rp_ages", YOUTH),
    Input("rp_ages", EVERYONE),
    label="Part des 15-24 ans",
    question="Les jeunes partent-ils ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="part",
    formula="(Y15T19 + Y20T24) / population (rp_ages)",
    reference=CENSUS,
    precision=Precision.CENSUS,
)
je_15_19 = total(
    "je_15_19",
    Input("rp_ages", aged(15, 19)),
    label="Jeunes de 15 à 19 ans",
    question="Combien de jeunes ont l’âge du lycée ou à peine plus ?",
    theme=THEME,
    role=Role.NEED,
    unit="personnes",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
je_20_24_100 = ratio(
    "je_20_24_100",
    Input("rp_ages", aged(20, 24)),
    Input("rp_ages", aged(15, 19)),
    label="Jeunes de 20 à 24 ans pour 100 de 15 à 19 ans",
    question="Y a-t-il moins de jeunes adultes que d’adolescents ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="pour_100",
    reference=CENSUS,
    precision=Precision.CENSUS,
    caveat=(
        "Deux générations différentes à une même date : l’écart dit surtout les départs pour les études et le premier "
        "emploi, mais aussi que l’une est née plus nombreuse que l’autre."
    ),
)


def _schooled(identifier: str, age: str, label: str, question: str, role: Role, polarity: Polarity) -> Indicator:
    """Those of an age who are enrolled somewhere, over all of that age."""
    return ratio(
        identifier,
        Input("rp", (f"P_SCOL{age}",)),
        Input("rp", (f"P_POP{age}",)),
        label=label,
        question=question,
        theme=THEME,
        role=role,
        unit="part",
        reference=CENSUS,
        precision=Precision.CENSUS,
        polarity=polarity,
        caveat="Scolarisés où que soit l’établissement ; les étudiants sont comptés là où ils résident.",
    )


je_scol_1517 = _schooled(
    "je_scol_1517",
    "1517",
    "Part des 15-17 ans scolarisés",
    "Des jeunes quittent-ils l’école avant 18 ans ?",
    Role.NEED,
    Polarity.LESS_NEED,
)
je_scol_1824 = _schooled(
    "je_scol_1824",
    "1824",
    "Part des 18-24 ans scolarisés",
    "Les jeunes majeurs qui vivent ici étudient-ils ?",
    Role.CONTEXT,
    Polarity.NONE,
)


def _diploma(identifier: str, columns: tuple[str, ...], label: str, question: str, role: Role) -> Indicator:
    """Some levels of diploma among those of any age who have left school."""
    summed = " + ".join(columns)
    return ratio(
        identifier,
        Input("rp_diplomes", columns),
        Input("rp_diplomes", DIPLOMAS),
        label=label,
        question=question,
        theme=THEME,
        role=role,
        unit="part",
        formula=f"{f'({summed})' if len(columns) > 1 else summed} / somme des sept niveaux",
        reference=CENSUS,
        precision=Precision.CENSUS,
        polarity=Polarity.MORE_NEED if role is Role.NEED else Polarity.NONE,
        caveat="Population de 15 ans ou plus non scolarisée, tous âges : ce n’est pas le niveau des seuls jeunes.",
    )


je_dip_min = _diploma(
    "je_dip_min",
    ("EDUC_001T100_RP",),
    "Part des non-scolarisés sans diplôme, ou avec le seul certificat d’études",
    "Combien ont quitté l’école sans rien ?",
    Role.NEED,
)
je_sup = _diploma(
    "je_sup",
    HIGHER,
    "Part des non-scolarisés diplômés du supérieur",
    "Les habitants ont-ils étudié après le bac ?",
    Role.CONTEXT,
)
je_cho_1524 = ratio(
    "je_cho_1524",
    Input("rp", ("P_CHOM1524",)),
    Input("rp", ("P_ACT1524",)),
    label="Chômage des 15-24 ans (recensement)",
    question="Les jeunes actifs trouvent-ils un emploi ?",
    theme=THEME,
    role=Role.NEED,
    unit="part",
    reference="Insee, recensement de la population, définitions (chômage déclaré, différent du BIT)",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Parmi les jeunes actifs seulement : les élèves et étudiants n’y sont pas. Petits effectifs.",
)


@indicator(
    "je_neet",
    label="Part des 15-24 ans ni en emploi ni en formation",
    question="Combien de jeunes sont à l’écart de l’école et du travail ?",
    theme=THEME,
    role=Role.NEED,
    unit="part",
    inputs=(Input("neet", ("part_non_inseres",)),),
    formula="part_non_inseres / 100",
    reference="Observatoire des territoires (ANCT), part des jeunes non insérés, d’après le recensement",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Publié sans effectif : dans une petite commune, quelques jeunes font le taux. Dernier millésime lu : 2018.",
)
def je_neet(t: pd.DataFrame) -> pd.Series:
    return t["part_non_inseres"] / 100


je_licences = total(
    "je_licences",
    Input("licences_sportives", ("p_licsport014",)),
    label="Licences sportives pour 100 enfants de 0 à 14 ans",
    question="Les enfants font-ils du sport en club ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="pour_100",
    reference="Observatoire des territoires (ANCT), d’après Injep",
    precision=Precision.NOT_GIVEN,
    caveat="Des licences, non des enfants : le chiffre peut dépasser 100. Dernier millésime lu : 2018.",
)
je_college = total(
    "je_college",
    Input("bpe", ("C201",)),
    label="Collèges",
    question="Y a-t-il un collège ?",
    theme=THEME,
    role=Role.SERVICE,
    unit="equipements",
    reference="Insee, BPE, type C201",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
)
je_lycee = total(
    "je_lycee",
    Input("services_publics", ("lycee",)),
    label="Lycées",
    question="Y a-t-il un lycée ?",
    theme=THEME,
    role=Role.SERVICE,
    unit="equipements",
    reference="Éducation nationale, annuaire de l’éducation (établissements ouverts)",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="De toutes les voies, enseignement adapté et écoles techniques privées compris : un lieu, non des places.",
)
je_ips_colleges = total(
    "je_ips_colleges",
    Input("ips", ("college_public", "college_prive")),
    label="Collèges dont l’IPS est publié",
    question="De combien de collèges connaît-on le milieu social ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="equipements",
    reference="Éducation nationale (DEPP), indice de position sociale des collèges, série depuis 2023",
    precision=Precision.EXACT,
)
je_ips_col = total(
    "je_ips_col",
    Input("ips", ("college_ips",)),
    label="IPS moyen des collèges, publié",
    question="À quelle moyenne rapporter l’IPS de chaque collège ?",
    theme=THEME,
    role=Role.CONTEXT,
    unit="points",
    reference="Éducation nationale (DEPP), indice de position sociale des collèges, série depuis 2023",
    precision=Precision.NOT_GIVEN,
    caveat=(
        "Publié pour le département et la France, jamais pour une commune. L’IPS résume le milieu social des familles "
        "des élèves inscrits ; il ne note pas le collège. Ne pas le rapprocher de la série d’avant 2022."
    ),
)
