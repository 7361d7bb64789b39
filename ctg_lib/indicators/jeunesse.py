"""Jeunesse: the 15-24, their employment, lower secondary schools."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator
from ctg_lib.sources.rp_ages import aged

YOUTH = aged(15, 24)
EVERYONE = aged()


@indicator(
    "je_15_24",
    label="Jeunes de 15 à 24 ans",
    question="Combien de jeunes ?",
    theme="jeunesse",
    role=Role.NEED,
    unit="personnes",
    inputs=(Input("rp_ages", YOUTH),),
    formula="Y15T19 + Y20T24, deux sexes",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Les étudiants sont comptés là où ils résident.",
)
def je_15_24(t: pd.DataFrame) -> pd.Series:
    return t[list(YOUTH)].sum(axis=1, skipna=False)


@indicator(
    "je_15_24_part",
    label="Part des 15-24 ans",
    question="Les jeunes partent-ils ?",
    theme="jeunesse",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp_ages", EVERYONE),),
    formula="(Y15T19 + Y20T24) / population (rp_ages)",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def je_15_24_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[list(YOUTH)].sum(axis=1, skipna=False), t[list(EVERYONE)].sum(axis=1, skipna=False)


@indicator(
    "je_cho_1524",
    label="Chômage des 15-24 ans (recensement)",
    question="Les jeunes actifs trouvent-ils un emploi ?",
    theme="jeunesse",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp", ("P_CHOM1524", "P_ACT1524")),),
    formula="P_CHOM1524 / P_ACT1524",
    reference="Insee, recensement de la population, définitions (chômage déclaré, différent du BIT)",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Parmi les jeunes actifs seulement : les élèves et étudiants n’y sont pas. Petits effectifs.",
)
def je_cho_1524(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["P_CHOM1524"], t["P_ACT1524"]


@indicator(
    "je_college",
    label="Collèges",
    question="Y a-t-il un collège ?",
    theme="jeunesse",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("C201",)),),
    formula="C201",
    reference="Insee, BPE, type C201",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
)
def je_college(t: pd.DataFrame) -> pd.Series:
    return t["C201"]
