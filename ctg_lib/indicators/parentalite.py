"""Parentalité: families, single parents, family benefits."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator, ratio, total

FAMILIES = ("C_COUPAENF", "C_FAMMONO", "C_COUPSENF")
WITH_CHILDREN = ("C_COUPAENF", "C_FAMMONO")
# Three children under 25 or more.
LARGE = ("C_NCH_3", "C_NCH_4P")
CENSUS = "Insee, recensement de la population, définitions"


@indicator(
    "pa_fam",
    label="Familles",
    question="Combien de familles ?",
    theme="parentalite",
    role=Role.CONTEXT,
    unit="familles",
    inputs=(Input("rp", FAMILIES),),
    formula="C_COUPAENF + C_FAMMONO + C_COUPSENF",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def pa_fam(t: pd.DataFrame) -> pd.Series:
    return t[list(FAMILIES)].sum(axis=1, skipna=False)


@indicator(
    "pa_fam_enf",
    label="Familles avec enfants",
    question="Combien de familles avec enfants ?",
    theme="parentalite",
    role=Role.NEED,
    unit="familles",
    inputs=(Input("rp", WITH_CHILDREN),),
    formula="C_COUPAENF + C_FAMMONO",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Enfants de tout âge vivant au foyer, sans limite d’âge.",
)
def pa_fam_enf(t: pd.DataFrame) -> pd.Series:
    return t[list(WITH_CHILDREN)].sum(axis=1, skipna=False)


@indicator(
    "pa_mono",
    label="Familles monoparentales",
    question="Combien de parents seuls avec enfants ?",
    theme="parentalite",
    role=Role.NEED,
    unit="familles",
    inputs=(Input("rp", ("C_FAMMONO",)),),
    formula="C_FAMMONO",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
def pa_mono(t: pd.DataFrame) -> pd.Series:
    return t["C_FAMMONO"]


@indicator(
    "pa_mono_pct",
    label="Part des familles monoparentales parmi les familles",
    question="Les parents seuls sont-ils plus nombreux qu’ailleurs ?",
    theme="parentalite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp", FAMILIES),),
    formula="C_FAMMONO / (C_COUPAENF + C_FAMMONO + C_COUPSENF)",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
    caveat="Rapportée à toutes les familles, couples sans enfant compris (et non à C_MENFAM).",
)
def pa_mono_pct(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["C_FAMMONO"], t[list(FAMILIES)].sum(axis=1, skipna=False)


@indicator(
    "pa_mono_enf_pct",
    label="Part des familles monoparentales parmi les familles avec enfants",
    question="Parmi les familles avec enfants, combien de parents seuls ?",
    theme="parentalite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp", WITH_CHILDREN),),
    formula="C_FAMMONO / (C_COUPAENF + C_FAMMONO)",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
)
def pa_mono_enf_pct(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["C_FAMMONO"], t[list(WITH_CHILDREN)].sum(axis=1, skipna=False)


total(
    "pa_coup_enf",
    Input("rp", ("C_COUPAENF",)),
    label="Couples avec enfants",
    question="Combien de couples avec enfants ?",
    theme="parentalite",
    role=Role.CONTEXT,
    unit="familles",
    reference=CENSUS,
    precision=Precision.CENSUS,
    caveat="Enfants de tout âge vivant au foyer ; familles recomposées comprises.",
)
ratio(
    "pa_sans_enf_pct",
    Input("rp", ("C_COUPSENF",)),
    Input("rp", FAMILIES),
    label="Part des couples sans enfant au foyer parmi les familles",
    question="Combien de familles sont des couples sans enfant au foyer ?",
    theme="parentalite",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.QUARTER,
    caveat="Leurs enfants ont pu quitter la maison : le chiffre monte avec l’âge des habitants.",
)
total(
    "pa_nomb",
    Input("rp_familles", LARGE),
    label="Familles de trois enfants ou plus",
    question="Combien de familles nombreuses ?",
    theme="parentalite",
    role=Role.NEED,
    unit="familles",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Enfants de moins de 25 ans au foyer.",
)
ratio(
    "pa_nomb_pct",
    Input("rp_familles", LARGE),
    Input("rp_familles", ("C_TFN_T",)),
    label="Part des familles de trois enfants ou plus",
    question="Les familles nombreuses sont-elles plus fréquentes qu’ailleurs ?",
    theme="parentalite",
    role=Role.NEED,
    unit="part",
    reference=CENSUS,
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
    caveat="Rapportée à toutes les familles, couples sans enfant compris.",
)
ratio(
    "pa_mono_f",
    Input("rp_familles", ("C_TFN_12",)),
    Input("rp_familles", ("C_TFN_1",)),
    label="Part des mères parmi les parents seuls",
    question="Les parents seuls sont-ils surtout des mères ?",
    theme="parentalite",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.QUARTER,
)
ratio(
    "pa_recomp_pct",
    Input("rp_familles", ("C_TFN_220",)),
    Input("rp_familles", ("C_TFN_22",)),
    label="Part des familles recomposées parmi les couples avec enfants",
    question="Combien de couples élèvent les enfants d’une union précédente ?",
    theme="parentalite",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.QUARTER,
    caveat="Distinguées depuis 2023 seulement : aucune évolution. Sens du code (220) à vérifier chez l’Insee.",
)


@indicator(
    "pa_af",
    label="Foyers percevant les allocations familiales",
    question="Combien de foyers avec au moins deux enfants ?",
    theme="parentalite",
    role=Role.NEED,
    unit="foyers",
    inputs=(Input("caf_communes", ("indfoy_af",)),),
    formula="indfoy_af",
    reference="Cnaf, allocations familiales, décembre",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Versées à partir du deuxième enfant à charge.",
)
def pa_af(t: pd.DataFrame) -> pd.Series:
    return t["indfoy_af"]
