"""Enfance: children of primary-school age, schools, leisure centres."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator
from ctg_lib.sources.rp_ages import aged

SCHOOL_AGE = aged(5, 14)
EVERYONE = aged()
SCHOOLS = ("C107", "C108", "C109")


@indicator(
    "en_5_14",
    label="Enfants de 5 à 14 ans",
    question="Combien d’enfants d’âge scolaire ?",
    theme="enfance",
    role=Role.NEED,
    unit="enfants",
    inputs=(Input("rp_ages", SCHOOL_AGE),),
    formula="Y5T9 + Y10T14, deux sexes",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Tranches de cinq ans : ni 3-5 ni 6-10 ans dans les fichiers chargés.",
)
def en_5_14(t: pd.DataFrame) -> pd.Series:
    return t[list(SCHOOL_AGE)].sum(axis=1, skipna=False)


@indicator(
    "en_5_14_part",
    label="Part des 5-14 ans",
    question="Les enfants pèsent-ils plus qu’ailleurs ?",
    theme="enfance",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp_ages", EVERYONE),),
    formula="(Y5T9 + Y10T14) / population (rp_ages)",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
def en_5_14_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[list(SCHOOL_AGE)].sum(axis=1, skipna=False), t[list(EVERYONE)].sum(axis=1, skipna=False)


@indicator(
    "en_ecoles",
    label="Écoles maternelles, primaires et élémentaires",
    question="Combien d’écoles ?",
    theme="enfance",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", SCHOOLS),),
    formula="C107 + C108 + C109",
    reference="Insee, BPE, types C107, C108, C109",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Écoles publiques et privées ; un groupe scolaire peut compter pour deux.",
)
def en_ecoles(t: pd.DataFrame) -> pd.Series:
    return t[list(SCHOOLS)].sum(axis=1, skipna=False)


@indicator(
    "en_alsh",
    label="Accueils de loisirs sans hébergement",
    question="Combien d’accueils déclarés ?",
    theme="enfance",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("D505",)),),
    formula="D505",
    reference="Insee, BPE, type D505",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Accueils déclarés, périscolaires compris ; ni places ni jours d’ouverture.",
)
def en_alsh(t: pd.DataFrame) -> pd.Series:
    return t["D505"]


@indicator(
    "en_alsh_1000",
    label="Accueils de loisirs (lieux déclarés, périscolaires compris) pour 1 000 enfants de 5 à 14 ans",
    question="Les accueils suivent-ils le nombre d’enfants ?",
    theme="enfance",
    role=Role.SERVICE,
    unit="pour_1000_enfants",
    inputs=(Input("bpe", ("D505",)), Input("rp_ages", SCHOOL_AGE)),
    formula="1 000 × D505 / (Y5T9 + Y10T14)",
    reference="Insee, BPE et recensement",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Compte des accueils déclarés, quelle que soit leur taille.",
)
def en_alsh_1000(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["D505"], t[list(SCHOOL_AGE)].sum(axis=1, skipna=False)
