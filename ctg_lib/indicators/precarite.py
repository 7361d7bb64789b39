"""Précarité: living standards, poverty, unemployment."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total

ACTIVE = ("P_ACT1524", "P_ACT2554", "P_ACT5564")
UNEMPLOYED = ("P_CHOM1524", "P_CHOM2554", "P_CHOM5564")
CENSUS = "Insee, recensement de la population, définitions"
CLOSED = "Série 2012-2021, close : aucune évolution vers 2023 ne peut en être tirée."
DIPLOMAS = tuple(f"EDUC_{level}_RP" for level in ("001T100", "200", "300", "350T351", "500", "600", "700"))


@indicator(
    "pr_med",
    label="Niveau de vie médian (nouvelle série)",
    question="De quoi vit l’habitant du milieu ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="euros",
    inputs=(Input("filosofi_2023", ("MED_SL",)),),
    formula="MED_SL",
    reference="Insee, Filosofi, niveau de vie par unité de consommation",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.LESS_NEED,
    caveat="Nouvelle série : l’Insee proscrit la comparaison avec 2021 et avant.",
)
def pr_med(t: pd.DataFrame) -> pd.Series:
    return t["MED_SL"]


@indicator(
    "pr_taux_pauvrete",
    label="Taux de pauvreté (nouvelle série)",
    question="Combien vivent sous le seuil de pauvreté ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("filosofi_2023", ("PR_MD60",)),),
    formula="PR_MD60 / 100",
    reference="Insee, Filosofi, seuil à 60 % du niveau de vie médian",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Nouvelle série : l’Insee proscrit la comparaison avec 2021 et avant.",
)
def pr_taux_pauvrete(t: pd.DataFrame) -> pd.Series:
    return t["PR_MD60"] / 100


@indicator(
    "pr_med_ancien",
    label="Niveau de vie médian (série close en 2021)",
    question="De quoi vivait l’habitant du milieu ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="euros",
    inputs=(Input("filosofi", ("MED",)),),
    formula="MED",
    reference="Insee, Filosofi",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.LESS_NEED,
    caveat=CLOSED,
)
def pr_med_ancien(t: pd.DataFrame) -> pd.Series:
    return t["MED"]


@indicator(
    "pr_pauvrete_ancien",
    label="Taux de pauvreté (série close en 2021)",
    question="Combien vivaient sous le seuil de pauvreté ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("filosofi", ("TP60",)),),
    formula="TP60 / 100",
    reference="Insee, Filosofi",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat=CLOSED,
)
def pr_pauvrete_ancien(t: pd.DataFrame) -> pd.Series:
    return t["TP60"] / 100


@indicator(
    "pr_pauvrete_jeunes",
    label="Taux de pauvreté des moins de 30 ans (série close en 2021)",
    question="Les jeunes ménages sont-ils plus pauvres ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("filosofi", ("TP60AGE1",)),),
    formula="TP60AGE1 / 100",
    reference="Insee, Filosofi",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat=CLOSED,
)
def pr_pauvrete_jeunes(t: pd.DataFrame) -> pd.Series:
    return t["TP60AGE1"] / 100


@indicator(
    "pr_pauvrete_locataires",
    label="Taux de pauvreté des locataires (série close en 2021)",
    question="Les locataires sont-ils plus pauvres ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("filosofi", ("TP60TOL2",)),),
    formula="TP60TOL2 / 100",
    reference="Insee, Filosofi",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat=CLOSED,
)
def pr_pauvrete_locataires(t: pd.DataFrame) -> pd.Series:
    return t["TP60TOL2"] / 100


@indicator(
    "pr_presta",
    label="Part des prestations sociales dans le revenu (série close en 2021)",
    question="Le revenu dépend-il des prestations ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("filosofi", ("PPSOC",)),),
    formula="PPSOC / 100",
    reference="Insee, Filosofi",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.MORE_NEED,
    caveat=CLOSED,
)
def pr_presta(t: pd.DataFrame) -> pd.Series:
    return t["PPSOC"] / 100


@indicator(
    "pr_med_epci",
    label="Niveau de vie médian, fichiers par niveau (2014-2019)",
    question="Où se situe l’intercommunalité ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="euros",
    inputs=(Input("filosofi", ("Q2",)),),
    formula="Q2",
    reference="Insee, Filosofi",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.LESS_NEED,
    caveat=CLOSED,
)
def pr_med_epci(t: pd.DataFrame) -> pd.Series:
    return t["Q2"]


@indicator(
    "pr_chom",
    label="Chômage des 15-64 ans (recensement)",
    question="Combien cherchent un emploi ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp", ACTIVE + UNEMPLOYED),),
    formula="(P_CHOM1524 + P_CHOM2554 + P_CHOM5564) / (P_ACT1524 + P_ACT2554 + P_ACT5564)",
    reference="Insee, recensement de la population, définitions (chômage déclaré, différent du BIT)",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Chômage déclaré : plus élevé que le taux du BIT.",
)
def pr_chom(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[list(UNEMPLOYED)].sum(axis=1, skipna=False), t[list(ACTIVE)].sum(axis=1, skipna=False)


@indicator(
    "pr_sans_diplome",
    label="Part des non-scolarisés sans diplôme ou au plus le brevet",
    question="Combien ont quitté l’école sans qualification ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp_diplomes", DIPLOMAS),),
    formula="(EDUC_001T100_RP + EDUC_200_RP) / somme des sept niveaux",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Population de 15 ans ou plus non scolarisée : les plus âgés pèsent lourd.",
)
def pr_sans_diplome(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["EDUC_001T100_RP"] + t["EDUC_200_RP"], t[list(DIPLOMAS)].sum(axis=1, skipna=False)


def _closed_share(identifier: str, column: str, label: str, question: str, role: Role, polarity: Polarity) -> Indicator:
    """A share of the closed series of incomes, published in per cent."""

    @indicator(
        identifier,
        label=f"{label} (série close en 2021)",
        question=question,
        theme="precarite",
        role=role,
        unit="part",
        inputs=(Input("filosofi", (column,)),),
        formula=f"{column} / 100",
        reference="Insee, Filosofi",
        precision=Precision.ROUNDED if column.startswith("TP60") else Precision.NOT_GIVEN,
        polarity=polarity,
        caveat=CLOSED,
    )
    def share(t: pd.DataFrame) -> pd.Series:
        return t[column] / 100

    return share


_closed_share(
    "pr_pauvrete_30_39",
    "TP60AGE2",
    "Taux de pauvreté des ménages dont le référent a de 30 à 39 ans",
    "Les jeunes parents sont-ils plus pauvres ?",
    Role.NEED,
    Polarity.MORE_NEED,
)
_closed_share(
    "pr_pauvrete_40_49",
    "TP60AGE3",
    "Taux de pauvreté des ménages dont le référent a de 40 à 49 ans",
    "Les ménages d’âge à avoir des adolescents sont-ils plus pauvres ?",
    Role.NEED,
    Polarity.MORE_NEED,
)
_closed_share(
    "pr_pauvrete_75p",
    "TP60AGE6",
    "Taux de pauvreté des ménages dont le référent a 75 ans ou plus",
    "Les plus âgés sont-ils pauvres ?",
    Role.NEED,
    Polarity.MORE_NEED,
)
_closed_share(
    "pr_mini",
    "PPMINI",
    "Part des minima sociaux dans le revenu",
    "Le revenu dépend-il des minima sociaux ?",
    Role.NEED,
    Polarity.MORE_NEED,
)
_closed_share(
    "pr_impo",
    "PIMP",
    "Part des ménages fiscaux imposés",
    "Combien de ménages paient l’impôt sur le revenu ?",
    Role.CONTEXT,
    Polarity.NONE,
)
total(
    "pr_d1",
    Input("filosofi", ("D1",)),
    label="Niveau de vie sous lequel vivent les 10 % les plus modestes (série close en 2021)",
    question="De quoi vivaient les plus modestes ?",
    theme="precarite",
    role=Role.CONTEXT,
    unit="euros",
    reference="Insee, Filosofi, premier décile de niveau de vie",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.LESS_NEED,
    caveat=CLOSED,
)
ratio(
    "pr_chom_f",
    Input("rp", ("P_FCHOM1564",)),
    Input("rp", ("P_FACT1564",)),
    label="Chômage des femmes de 15 à 64 ans (recensement)",
    question="Combien de femmes cherchent un emploi ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    reference=f"{CENSUS} (chômage déclaré, différent du BIT)",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Chômage déclaré : plus élevé que le taux du BIT.",
)
ratio(
    "pr_tp_part",
    Input("rp", ("P_FSAL15P_TP",)),
    Input("rp", ("P_FSAL15P",)),
    label="Part des femmes salariées à temps partiel",
    question="Combien de femmes travaillent à temps partiel ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Le recensement ne dit pas si le temps partiel est choisi.",
)
ratio(
    "pr_cdd",
    Input("rp", ("P_SAL15P_CDD", "P_SAL15P_INTERIM", "P_SAL15P_EMPAID")),
    Input("rp", ("P_SAL15P",)),
    label="Part des salariés en contrat court (CDD, intérim, emploi aidé)",
    question="Combien de salariés ont un emploi précaire ?",
    theme="precarite",
    role=Role.NEED,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Apprentis et stagiaires non compris.",
)
