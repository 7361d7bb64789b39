"""Vie sociale: people living alone, places to meet."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator

SPORT = ("F101", "F102", "F103", "F107", "F111", "F113", "F114", "F116", "F120", "F121", "F129", "F130")


@indicator(
    "av_seuls",
    label="Ménages d’une personne",
    question="Combien d’habitants vivent seuls ?",
    theme="vie_sociale",
    role=Role.NEED,
    unit="menages",
    inputs=(Input("rp", ("C_MENPSEUL",)),),
    formula="C_MENPSEUL",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Vivre seul n’est pas être isolé.",
)
def av_seuls(t: pd.DataFrame) -> pd.Series:
    return t["C_MENPSEUL"]


@indicator(
    "av_seuls_pct",
    label="Part des ménages d’une personne",
    question="Vit-on plus souvent seul qu’ailleurs ?",
    theme="vie_sociale",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp", ("C_MENPSEUL",)), Input("rp_logement", ("OCS_DW_MAIN",))),
    formula="C_MENPSEUL / OCS_DW_MAIN (résidences principales = ménages)",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
    caveat="Vivre seul n’est pas être isolé.",
)
def av_seuls_pct(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["C_MENPSEUL"], t["OCS_DW_MAIN"]


@indicator(
    "av_biblio",
    label="Bibliothèques",
    question="Y a-t-il une bibliothèque ?",
    theme="vie_sociale",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("F307",)),),
    formula="F307",
    reference="Insee, BPE, type F307",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
)
def av_biblio(t: pd.DataFrame) -> pd.Series:
    return t["F307"]


@indicator(
    "av_sport",
    label="Équipements sportifs",
    question="Où faire du sport ?",
    theme="vie_sociale",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", SPORT),),
    formula="somme des types F101 à F130 de la gamme",
    reference="Insee, BPE, gammes de proximité et intermédiaire",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Un gymnase et un boulodrome comptent chacun pour un.",
)
def av_sport(t: pd.DataFrame) -> pd.Series:
    return t[list(SPORT)].sum(axis=1, skipna=False)
