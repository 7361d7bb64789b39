"""Portrait: population, ages, natural balance."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Precision, Role, indicator
from ctg_lib.sources.rp_ages import aged

AGES = ("P_POP0014", "P_POP1529", "P_POP3044", "P_POP4559", "P_POP6074", "P_POP7589", "P_POP90P")
SENIORS = aged(65)
YOUNG = aged(0, 19)


@indicator(
    "ctx_pop",
    label="Population (recensement)",
    question="Combien d’habitants ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="habitants",
    inputs=(Input("rp", AGES),),
    formula="somme des sept classes d’âge P_POP0014 à P_POP90P",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    caveat="Population municipale ; les seuils de la loi se lisent sur la population totale.",
)
def ctx_pop(t: pd.DataFrame) -> pd.Series:
    return t[list(AGES)].sum(axis=1, skipna=False)


@indicator(
    "ctx_pop_legale",
    label="Population légale municipale",
    question="Combien d’habitants, officiellement ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="habitants",
    inputs=(Input("population_legale", ("PMUN",)),),
    formula="PMUN",
    reference="Décret annuel authentifiant les populations légales",
    precision=Precision.EXACT,
)
def ctx_pop_legale(t: pd.DataFrame) -> pd.Series:
    return t["PMUN"]


@indicator(
    "ctx_pop_totale",
    label="Population légale totale",
    question="De quel côté des seuils de la loi ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="habitants",
    inputs=(Input("population_legale", ("PTOT",)),),
    formula="PTOT",
    reference="Décret annuel authentifiant les populations légales",
    precision=Precision.EXACT,
    caveat=(
        "Compte aussi les habitants recensés ailleurs (étudiants, résidents d’établissements) : c’est elle qui décide "
        "des seuils légaux."
    ),
)
def ctx_pop_totale(t: pd.DataFrame) -> pd.Series:
    return t["PTOT"]


@indicator(
    "ctx_0_14_part",
    label="Part des moins de 15 ans",
    question="Les enfants pèsent-ils plus qu’ailleurs ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp", AGES),),
    formula="P_POP0014 / somme des sept classes d’âge",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def ctx_0_14_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["P_POP0014"], t[list(AGES)].sum(axis=1, skipna=False)


@indicator(
    "ctx_15_29_part",
    label="Part des 15-29 ans",
    question="Les jeunes restent-ils ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp", AGES),),
    formula="P_POP1529 / somme des sept classes d’âge",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def ctx_15_29_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["P_POP1529"], t[list(AGES)].sum(axis=1, skipna=False)


@indicator(
    "ctx_60_74_part",
    label="Part des 60-74 ans",
    question="Combien arrivent à la retraite ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp", AGES),),
    formula="P_POP6074 / somme des sept classes d’âge",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def ctx_60_74_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["P_POP6074"], t[list(AGES)].sum(axis=1, skipna=False)


@indicator(
    "ctx_75p_part",
    label="Part des 75 ans et plus",
    question="La population vieillit-elle ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp", AGES),),
    formula="(P_POP7589 + P_POP90P) / somme des sept classes d’âge",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def ctx_75p_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["P_POP7589"] + t["P_POP90P"], t[list(AGES)].sum(axis=1, skipna=False)


@indicator(
    "ctx_indv",
    label="Indice de vieillissement (65 ans et plus pour 100 moins de 20 ans)",
    question="Combien de seniors pour 100 jeunes ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pour_100",
    inputs=(Input("rp_ages", SENIORS + YOUNG),),
    formula="100 × 65 ans et plus / moins de 20 ans (rp_ages, deux sexes)",
    reference="Insee, indice de vieillissement",
    precision=Precision.CENSUS,
)
def ctx_indv(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[list(SENIORS)].sum(axis=1, skipna=False), t[list(YOUNG)].sum(axis=1, skipna=False)


@indicator(
    "ctx_solde_nat",
    label="Solde naturel pour 1 000 habitants, moyenne de trois ans",
    question="Naît-il plus d’habitants qu’il n’en meurt ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pour_1000",
    inputs=(Input("etat_civil", ("naissances", "deces"), years=3), Input("population_legale", ("PMUN",))),
    formula="(naissances − décès des trois dernières années) / 3, pour 1 000 habitants (PMUN)",
    reference="Insee, solde naturel",
    precision=Precision.BALANCE,
    caveat="Petits nombres : un Ehpad dans la commune pèse sur les décès.",
)
def ctx_solde_nat(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    births = t[["naissances", "naissances-1", "naissances-2"]].sum(axis=1, skipna=False)
    deaths = t[["deces", "deces-1", "deces-2"]].sum(axis=1, skipna=False)
    return (births - deaths) / 3, t["PMUN"]
