"""Seniors: older inhabitants, services for them."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator
from ctg_lib.sources.rp_ages import aged

OLDEST = aged(80)


@indicator(
    "se_75p",
    label="Habitants de 75 ans et plus",
    question="Combien d’habitants âgés ?",
    theme="seniors",
    role=Role.NEED,
    unit="personnes",
    inputs=(Input("rp", ("P_POP7589", "P_POP90P")),),
    formula="P_POP7589 + P_POP90P",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
def se_75p(t: pd.DataFrame) -> pd.Series:
    return t["P_POP7589"] + t["P_POP90P"]


@indicator(
    "se_80p",
    label="Habitants de 80 ans et plus",
    question="Combien à l’âge de la perte d’autonomie ?",
    theme="seniors",
    role=Role.NEED,
    unit="personnes",
    inputs=(Input("rp_ages", OLDEST),),
    formula="Y80T84 à Y_GE95, deux sexes",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Établissements compris : un Ehpad pèse fortement.",
)
def se_80p(t: pd.DataFrame) -> pd.Series:
    return t[list(OLDEST)].sum(axis=1, skipna=False)


@indicator(
    "se_hebergement",
    label="Établissements d’hébergement pour personnes âgées",
    question="Où vieillir en établissement ?",
    theme="seniors",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("D401",)),),
    formula="D401",
    reference="Insee, BPE, type D401",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Un lieu, non un nombre de places.",
)
def se_hebergement(t: pd.DataFrame) -> pd.Series:
    return t["D401"]


@indicator(
    "se_aide",
    label="Services d’aide aux personnes âgées",
    question="Qui aide à domicile ?",
    theme="seniors",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("D403",)),),
    formula="D403",
    reference="Insee, BPE, type D403",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Un service couvre souvent plusieurs communes.",
)
def se_aide(t: pd.DataFrame) -> pd.Series:
    return t["D403"]


@indicator(
    "se_generalistes",
    label="Médecins généralistes",
    question="Combien de médecins généralistes ?",
    theme="seniors",
    role=Role.SERVICE,
    unit="professionnels",
    inputs=(Input("bpe", ("D265",)),),
    formula="D265",
    reference="Insee, BPE, type D265",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Au lieu d’exercice ; ni horaires ni patientèle.",
)
def se_generalistes(t: pd.DataFrame) -> pd.Series:
    return t["D265"]
