"""Petite enfance: births, young children, childcare places."""

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


@indicator(
    "pe_tcg",
    label="Places d’accueil pour 100 enfants de moins de 3 ans",
    question="Combien de places en face des enfants ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_pour_100",
    inputs=(Input("couverture_petite_enfance", ("txcouv",)),),
    formula="txcouv",
    reference="Cnaf, taux de couverture global, offre théorique de décembre",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.BETTER_SERVED,
    caveat="Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf.",
)
def pe_tcg(t: pd.DataFrame) -> pd.Series:
    return t["txcouv"]


@indicator(
    "pe_tcg_eaje",
    label="dont places en crèche (EAJE)",
    question="Quelle part tient à l’accueil collectif ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_pour_100",
    inputs=(Input("couverture_petite_enfance", ("txcouv_eaje",)),),
    formula="txcouv_eaje",
    reference="Cnaf, taux de couverture global, offre théorique de décembre",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.BETTER_SERVED,
    caveat="Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf.",
)
def pe_tcg_eaje(t: pd.DataFrame) -> pd.Series:
    return t["txcouv_eaje"]


@indicator(
    "pe_tcg_am",
    label="dont places chez une assistante maternelle",
    question="Quelle part tient aux assistantes maternelles ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_pour_100",
    inputs=(Input("couverture_petite_enfance", ("txcouv_am_ind",)),),
    formula="txcouv_am_ind",
    reference="Cnaf, taux de couverture global, offre théorique de décembre",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.BETTER_SERVED,
    caveat="Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf.",
)
def pe_tcg_am(t: pd.DataFrame) -> pd.Series:
    return t["txcouv_am_ind"]


@indicator(
    "pe_tcg_pre",
    label="dont école maternelle avant 3 ans",
    question="Quelle part tient à l’école ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_pour_100",
    inputs=(Input("couverture_petite_enfance", ("txcouv_prescol",)),),
    formula="txcouv_prescol",
    reference="Cnaf, taux de couverture global, offre théorique de décembre",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.BETTER_SERVED,
    caveat="Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf.",
)
def pe_tcg_pre(t: pd.DataFrame) -> pd.Series:
    return t["txcouv_prescol"]


@indicator(
    "pe_tcg_gad",
    label="dont garde à domicile",
    question="Quelle part tient à la garde à domicile ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_pour_100",
    inputs=(Input("couverture_petite_enfance", ("txcouv_gad_ind",)),),
    formula="txcouv_gad_ind",
    reference="Cnaf, taux de couverture global, offre théorique de décembre",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.BETTER_SERVED,
    caveat="Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf.",
)
def pe_tcg_gad(t: pd.DataFrame) -> pd.Series:
    return t["txcouv_gad_ind"]


@indicator(
    "pe_eaje",
    label="Établissements d’accueil du jeune enfant",
    question="Combien de crèches et haltes-garderies ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("D502",)),),
    formula="D502",
    reference="Insee, BPE, type D502",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Un lieu, non un nombre de places ; un service intercommunal peut être installé ailleurs.",
)
def pe_eaje(t: pd.DataFrame) -> pd.Series:
    return t["D502"]


@indicator(
    "pe_micro",
    label="Micro-crèches",
    question="Combien de micro-crèches ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("D509",)),),
    formula="D509",
    reference="Insee, BPE, type D509",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Un lieu, non un nombre de places ; un service intercommunal peut être installé ailleurs.",
)
def pe_micro(t: pd.DataFrame) -> pd.Series:
    return t["D509"]


@indicator(
    "pe_rpe",
    label="Relais petite enfance",
    question="Y a-t-il un relais petite enfance sur place ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("D504",)),),
    formula="D504",
    reference="Insee, BPE, type D504",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Un lieu, non un nombre de places ; un service intercommunal peut être installé ailleurs.",
)
def pe_rpe(t: pd.DataFrame) -> pd.Series:
    return t["D504"]


@indicator(
    "pe_accueil_1000",
    label="Crèches et micro-crèches (lieux, de toute taille) pour 1 000 enfants de 0 à 4 ans",
    question="L’accueil collectif suit-il le nombre d’enfants ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="pour_1000_enfants",
    inputs=(Input("bpe", ("D502", "D509")), Input("rp_ages", YOUNGEST)),
    formula="1 000 × (D502 + D509) / (F_Y0T4 + M_Y0T4)",
    reference="Insee, BPE et recensement",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Compte des lieux, quelle que soit leur taille.",
)
def pe_accueil_1000(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["D502"] + t["D509"], t[list(YOUNGEST)].sum(axis=1, skipna=False)
