"""Petite enfance, needs: births and young children."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator
from ctg_lib.sources.rp_ages import aged

YOUNGEST = aged(0, 4)
EVERYONE = aged()


@indicator(
    "pe_naiss",
    label="Naissances de l’année",
    question="Combien d’enfants naissent ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="naissances",
    inputs=(Input("etat_civil", ("naissances",)),),
    formula="naissances domiciliées",
    reference="Insee, état civil",
    precision=Precision.POISSON,
    polarity=Polarity.MORE_NEED,
    caveat="Une année seule ne dit rien : lire la moyenne de trois ans.",
)
def pe_naiss(t: pd.DataFrame) -> pd.Series:
    return t["naissances"]


@indicator(
    "pe_naiss_3ans",
    label="Naissances, moyenne de trois ans",
    question="Combien d’enfants naissent chaque année, au-delà des hasards ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="naissances_par_an",
    inputs=(Input("etat_civil", ("naissances",), years=3),),
    formula="naissances des trois dernières années / 3",
    reference="Insee, état civil ; intervalle de Poisson exact à 95 %",
    precision=Precision.POISSON,
    polarity=Polarity.MORE_NEED,
)
def pe_naiss_3ans(t: pd.DataFrame) -> tuple[pd.Series, int]:
    return t[["naissances", "naissances-1", "naissances-2"]].sum(axis=1, skipna=False), 3


@indicator(
    "pe_0_4",
    label="Enfants de 0 à 4 ans",
    question="Combien de jeunes enfants ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="enfants",
    inputs=(Input("rp_ages", YOUNGEST),),
    formula="F_Y0T4 + M_Y0T4",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Tranche de cinq ans : aucun fichier chargé ne donne les 0, 1 et 2 ans séparément.",
)
def pe_0_4(t: pd.DataFrame) -> pd.Series:
    return t[list(YOUNGEST)].sum(axis=1, skipna=False)


@indicator(
    "pe_0_4_part",
    label="Part des 0-4 ans",
    question="Les jeunes enfants pèsent-ils plus qu’ailleurs ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp_ages", EVERYONE),),
    formula="(F_Y0T4 + M_Y0T4) / population (rp_ages)",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
def pe_0_4_part(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[list(YOUNGEST)].sum(axis=1, skipna=False), t[list(EVERYONE)].sum(axis=1, skipna=False)


@indicator(
    "pe_paje",
    label="Foyers percevant la Paje",
    question="Combien de foyers aidés pour un jeune enfant ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="foyers",
    inputs=(Input("caf_communes", ("indfoy_ndurpaje",)),),
    formula="indfoy_ndurpaje",
    reference="Cnaf, prestation d’accueil du jeune enfant, décembre",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Une partie de la Paje est sous condition de ressources.",
)
def pe_paje(t: pd.DataFrame) -> pd.Series:
    return t["indfoy_ndurpaje"]
