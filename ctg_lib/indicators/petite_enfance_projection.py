"""Petite enfance: children under 3 today and in the years to come, reckoned from births; places counted on site."""

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
TODAY = (Input("etat_civil", ("naissances",), years=3), CENSUS, BORN_BEFORE)
HORIZON = int(parameters.value("projection_annees"))
_COEFFICIENT = "enfants de 0-4 ans du recensement / naissances des cinq années qui le précèdent"
_NOT_SINGLE = "Aucun fichier chargé ne donne les 0, 1 et 2 ans : un seul coefficient vaut pour les trois âges."


def _births(t: pd.DataFrame, years: int) -> pd.DataFrame:
    return t[Input("etat_civil", ("naissances",), years=years).names]


def under_3(t: pd.DataFrame) -> Bands:
    """Children under 3 today: the same denominator for everything that needs one."""
    return estimate(_births(t, 3), *_cohort(t))


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
    inputs=TODAY,
    formula=f"naissances des trois dernières années × coefficient ({_COEFFICIENT})",
    reference="Règle du projet, d’après l’Insee (recensement et état civil)",
    precision=Precision.MODEL,
    polarity=Polarity.MORE_NEED,
    caveat=f"{_NOT_SINGLE} L’intervalle ne tient compte que du hasard du coefficient.",
    estimated=f"naissances des trois dernières années × coefficient ({_COEFFICIENT})",
)
def pe_0_2(t: pd.DataFrame) -> Bands:
    return under_3(t)


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
        formula=f"coefficient × naissances attendues sur trois ans ; {told} (coefficient : {_COEFFICIENT})",
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


DWELLINGS = Input("offre_locale", tuple(f"LOGEMENTS_N{year}" for year in range(1, HORIZON + 1)))
HOMES = Input("rp_logement", ("OCS_DW_MAIN",))
_PROGRAMME = (
    "naissances constantes, et dans chaque logement programmé autant d’enfants de moins de 3 ans que dans les "
    "résidences principales d’aujourd’hui"
)


@indicator(
    "pe_0_2_logements",
    label="Enfants de 0 à 2 ans projetés en fin d’année, logements programmés",
    question="Que changent les logements que la commune prévoit ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="enfants",
    inputs=(*TODAY, HOMES, DWELLINGS),
    formula="naissances constantes, plus les logements livrés × enfants de moins de 3 ans par résidence principale",
    reference="Règle du projet, d’après l’Insee (recensement et état civil) et le recensement local",
    precision=Precision.MODEL,
    polarity=Polarity.MORE_NEED,
    caveat=f"Un scénario, et non une prévision : un programme familial compte plus d’enfants. {_NOT_SINGLE}",
    estimated=f"projection, {_PROGRAMME}",
    horizon=HORIZON,
)
def pe_0_2_logements(t: pd.DataFrame, ahead: int) -> Bands:
    births = _births(t, 3)
    value, low, high = project(births, *_cohort(t), constant(births, HORIZON), ahead)
    homes = t["OCS_DW_MAIN"]
    built = t[list(DWELLINGS.columns[:ahead])].sum(axis=1, skipna=False)
    more = under_3(t)[0] * built / homes.where(homes > 0)
    return value + more, low + more, high + more


PLACES = Input("offre_locale", ("EAJE_PLACES", "AM_PLACES_MOINS_3"))
_LOCAL = "calcul local, que l’on ne rapproche pas du taux de la Cnaf"


@indicator(
    "pe_loc_taux",
    label="Places recensées sur place pour 100 enfants de moins de 3 ans (calcul local)",
    question="Combien de places la commune compte-t-elle en face des enfants ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_pour_100",
    inputs=(*TODAY, PLACES),
    formula=(
        f"100 × (EAJE_PLACES + AM_PLACES_MOINS_3) / enfants de moins de 3 ans estimés (coefficient : {_COEFFICIENT})"
    ),
    reference="Règle du projet ; recensement de l’article L. 214-1-3 du CASF",
    precision=Precision.MODEL,
    polarity=Polarity.BETTER_SERVED,
    caveat="Ni l’école avant 3 ans ni la garde à domicile ; la Cnaf compte autrement.",
    estimated=f"places recensées par la commune / enfants de moins de 3 ans estimés ; {_LOCAL}",
)
def pe_loc_taux(t: pd.DataFrame) -> Bands:
    places = t[list(PLACES.columns)].sum(axis=1, skipna=False)
    value, low, high = (100 * places / children.where(children > 0) for children in under_3(t))
    return value, high, low


@indicator(
    "pe_ecart",
    label="Enfants de moins de 3 ans au-delà des places recensées",
    question="Combien d’enfants de plus que de places ?",
    theme="petite_enfance",
    role=Role.NEED,
    unit="enfants",
    inputs=(*TODAY, PLACES),
    formula="enfants de moins de 3 ans estimés, moins les places recensées (EAJE_PLACES, AM_PLACES_MOINS_3)",
    reference="Règle du projet ; recensement de l’article L. 214-1-3 du CASF",
    precision=Precision.MODEL,
    polarity=Polarity.MORE_NEED,
    caveat="Tous les parents ne demandent pas une place : ce n’est pas un nombre de demandes.",
    estimated=f"enfants de moins de 3 ans estimés, moins les places recensées ; {_LOCAL}",
)
def pe_ecart(t: pd.DataFrame) -> Bands:
    places = t[list(PLACES.columns)].sum(axis=1, skipna=False)
    value, low, high = (children - places for children in under_3(t))
    return value, low, high
