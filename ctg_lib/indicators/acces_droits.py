"""Accès aux droits: what the Caf pays, and where to ask."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator


@indicator(
    "ad_alloc",
    label="Foyers allocataires de la Caf",
    question="Combien de foyers aidés par la Caf ?",
    theme="acces_droits",
    role=Role.CONTEXT,
    unit="foyers",
    inputs=(Input("caf_communes", ("indfoy_ndur",)),),
    formula="indfoy_ndur",
    reference="Cnaf, toutes prestations, décembre",
    precision=Precision.ROUNDED,
    caveat="Régime Caf seul ; un foyer n’est pas un ménage.",
)
def ad_alloc(t: pd.DataFrame) -> pd.Series:
    return t["indfoy_ndur"]


@indicator(
    "ad_pers",
    label="Personnes couvertes par la Caf",
    question="Combien d’habitants vivent dans un foyer aidé ?",
    theme="acces_droits",
    role=Role.CONTEXT,
    unit="personnes",
    inputs=(Input("caf_communes", ("indnbp_ndur",)),),
    formula="indnbp_ndur",
    reference="Cnaf, toutes prestations, décembre",
    precision=Precision.ROUNDED,
    caveat="Allocataires, conjoints et enfants à charge.",
)
def ad_pers(t: pd.DataFrame) -> pd.Series:
    return t["indnbp_ndur"]


@indicator(
    "ad_couv",
    label="Part de la population couverte par la Caf",
    question="Quelle part des habitants la Caf connaît-elle ?",
    theme="acces_droits",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("caf_communes", ("indnbp_ndur",)), Input("population_legale", ("PMUN",))),
    formula="indnbp_ndur / PMUN",
    reference="Cnaf et Insee",
    precision=Precision.ROUNDED,
    caveat="Régime Caf seul : les familles de la MSA n’y sont pas.",
)
def ad_couv(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["indnbp_ndur"], t["PMUN"]


@indicator(
    "ad_rsa",
    label="Foyers percevant le RSA",
    question="Combien de foyers au RSA ?",
    theme="acces_droits",
    role=Role.NEED,
    unit="foyers",
    inputs=(Input("caf_communes", ("indfoy_rsa",)),),
    formula="indfoy_rsa",
    reference="Cnaf, revenu de solidarité active, décembre",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Régime Caf seul ; un foyer n’est pas un ménage.",
)
def ad_rsa(t: pd.DataFrame) -> pd.Series:
    return t["indfoy_rsa"]


@indicator(
    "ad_rsa_pct",
    label="Foyers bénéficiaires du RSA rapportés aux ménages",
    question="Le RSA pèse-t-il plus qu’ailleurs ?",
    theme="acces_droits",
    role=Role.NEED,
    unit="part",
    inputs=(Input("caf_communes", ("indfoy_rsa",)), Input("rp_logement", ("OCS_DW_MAIN",))),
    formula="indfoy_rsa / OCS_DW_MAIN",
    reference="Cnaf et Insee",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Un foyer n’est pas un ménage : rapport indicatif.",
)
def ad_rsa_pct(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["indfoy_rsa"], t["OCS_DW_MAIN"]


@indicator(
    "ad_ppa",
    label="Foyers percevant la prime d’activité",
    question="Combien de travailleurs aux revenus modestes ?",
    theme="acces_droits",
    role=Role.NEED,
    unit="foyers",
    inputs=(Input("caf_communes", ("indfoy_ppa",)),),
    formula="indfoy_ppa",
    reference="Cnaf, prime d’activité, décembre",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Régime Caf seul ; un foyer n’est pas un ménage.",
)
def ad_ppa(t: pd.DataFrame) -> pd.Series:
    return t["indfoy_ppa"]


@indicator(
    "ad_ppa_pct",
    label="Bénéficiaires de la prime d’activité rapportés aux ménages",
    question="Les travailleurs modestes sont-ils plus nombreux qu’ailleurs ?",
    theme="acces_droits",
    role=Role.NEED,
    unit="part",
    inputs=(Input("caf_communes", ("indfoy_ppa",)), Input("rp_logement", ("OCS_DW_MAIN",))),
    formula="indfoy_ppa / OCS_DW_MAIN",
    reference="Cnaf et Insee",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Un foyer n’est pas un ménage : rapport indicatif.",
)
def ad_ppa_pct(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["indfoy_ppa"], t["OCS_DW_MAIN"]


@indicator(
    "ad_fs",
    label="France services",
    question="Où faire ses démarches avec de l’aide ?",
    theme="acces_droits",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("A128",)),),
    formula="A128",
    reference="Insee, BPE, type A128",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Les bus et permanences itinérantes ne sont comptés qu’à leur base.",
)
def ad_fs(t: pd.DataFrame) -> pd.Series:
    return t["A128"]


@indicator(
    "ad_poste",
    label="Points postaux",
    question="Où trouver un guichet de proximité ?",
    theme="acces_droits",
    role=Role.SERVICE,
    unit="equipements",
    inputs=(Input("bpe", ("A206", "A207", "A208")),),
    formula="A206 + A207 + A208",
    reference="Insee, BPE, bureaux de poste, relais et agences",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
)
def ad_poste(t: pd.DataFrame) -> pd.Series:
    return t["A206"] + t["A207"] + t["A208"]
