"""Petite enfance: children under 3 today and in the years to come, reckoned from births."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ctg_lib import parameters
from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio
from ctg_lib.indicators.projection import Bands, Coming, constant, estimate, project, trend
from ctg_lib.sources.rp_ages import aged

YOUNGEST = aged(0, 4)
COHORT = 5
HISTORY = 10
# The census speaks of 1 January: children aged 0 to 4 were born in the five years before it.
CENSUS = Input("rp_ages", YOUNGEST)
BORN_BEFORE = Input("etat_civil", ("naissances",), years=COHORT, follows=1, lag=1, prefix="rp:")
HORIZON = int(parameters.value("projection_annees"))
_COEFFICIENT = "coefficient = enfants de 0-4 ans du recensement / naissances des cinq années qui le précèdent"
_NOT_SINGLE = "Aucun fichier chargé ne donne les 0, 1 et 2 ans : un seul coefficient vaut pour les trois âges."


def _births(t: pd.DataFrame, years: int) -> pd.DataFrame:
    return t[Input("etat_civil", ("naissances",), years=years).names]


def _cohort(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Children of the census, and the births that they come from."""
    return t[list(YOUNGEST)].sum(axis=1, skipna=False), t[BORN_BEFORE.names].sum(axis=1, skipna=False)


ratio(
    "pe_0_2_coef",
    Input("rp_ages", YOUNGEST),
    Input("etat_civil", ("naissances",), years=COHORT, lag=1),
    label="Enfants de 0 à 4 ans pour une naissance des cinq années d’avant",
    question="Les familles arrivent-elles, ou partent-elles, après une naissance ?",
    theme="petite_enfance",
    role=Role.CONTEXT,
    unit="par_naissance",
    formula="(F_Y0T4 + M_Y0T4) / naissances des cinq années qui précèdent le recensement",
    reference="Règle du projet, d’après l’Insee (recensement et état civil)",
    precision=Precision.NOT_GIVEN,
    caveat="Au-dessus de 1, des familles arrivent avec de jeunes enfants ; au-dessous, il en part.",
)


@indicator(
    "pe_0_2",
    label="Enfants de 0 à 2 ans en fin d’année (estimation)",
    question="Combien d’enfants de moins de trois ans aujourd’hui ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="enfants",
    inputs=(Input("etat_civil", ("naissances",), years=3), CENSUS, BORN_BEFORE),
    formula=f"naissances des trois dernières années × coefficient ({_COEFFICIENT})",
    reference="Règle du projet, d’après l’Insee (recensement et état civil)",
    precision=Precision.MODEL,
    polarity=Polarity.MORE_NEED,
    caveat=f"{_NOT_SINGLE} L’intervalle ne tient compte que du hasard du coefficient.",
    estimated=f"naissances des trois dernières années × coefficient ({_COEFFICIENT})",
)
def pe_0_2(t: pd.DataFrame) -> Bands:
    return estimate(_births(t, 3), *_cohort(t))


def _scenario(
    identifier: str, name: str, years: int, expected: Callable[[pd.DataFrame, int], Coming], told: str
) -> Indicator:
    """Declare one scenario of the children under 3 at the end of each of the years to come."""

    def ahead_of(t: pd.DataFrame, ahead: int) -> Bands:
        births = _births(t, years)
        return project(births, *_cohort(t), expected(births, HORIZON), ahead)

    return indicator(
        identifier,
        label=f"Enfants de 0 à 2 ans projetés en fin d’année, {name}",
        question="Combien d’enfants de moins de trois ans pendant la convention ?",
        theme="petite_enfance",
        role=Role.NEED,
        unit="enfants",
        inputs=(Input("etat_civil", ("naissances",), years=years), CENSUS, BORN_BEFORE),
        formula=f"coefficient × naissances attendues sur trois ans ; {told} ({_COEFFICIENT})",
        reference="Règle du projet, d’après l’Insee (recensement et état civil)",
        precision=Precision.MODEL,
        polarity=Polarity.MORE_NEED,
        caveat=f"Un scénario, et non une prévision. {_NOT_SINGLE}",
        estimated=f"projection, {told}",
        horizon=HORIZON,
    )(ahead_of)


_scenario(
    "pe_0_2_constant",
    "naissances constantes",
    3,
    constant,
    "autant de naissances chaque année que la moyenne des trois dernières",
)
_scenario(
    "pe_0_2_tendance",
    "tendance des naissances",
    HISTORY,
    trend,
    "tendance des dix dernières années, de plus en plus amortie",
)
