"""Parentalité: families, single parents, family benefits."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator

FAMILIES = ("C_COUPAENF", "C_FAMMONO", "C_COUPSENF")
WITH_CHILDREN = ("C_COUPAENF", "C_FAMMONO")


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
