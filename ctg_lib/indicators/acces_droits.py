"""Accès aux droits: what the Caf pays, and where to ask."""

from __future__ import annotations

from typing import Any

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total

HOUSEHOLDS = Input("rp_logement", ("OCS_DW_MAIN",))
INHABITANTS = Input("population_legale", ("PMUN",))
CAF_ALONE = "Régime Caf seul ; un foyer n’est pas un ménage."
APPROXIMATE = "Un foyer n’est pas un ménage : rapport indicatif."
NO_MSA = "Régime Caf seul : les familles de la MSA n’y sont pas."
# Bands of quotient familial, from the poorest.
UNDER_400 = ("foyers_qf_0_399",)
UNDER_800 = (*UNDER_400, "foyers_qf_400_799")
BANDS = (
    "Rapporté à tous les foyers allocataires, ceux au quotient inconnu compris ; les foyers que la Caf n’aide pas, "
    "souvent plus aisés, n’y sont pas."
)


def _paid(identifier: str, column: str, label: str, question: str, **said: Any) -> Indicator:
    """One count of the Caf, of a December."""
    usual = {"role": Role.NEED, "unit": "foyers", "polarity": Polarity.MORE_NEED, "caveat": CAF_ALONE}
    return total(
        identifier,
        Input("caf_communes", (column,)),
        label=label,
        question=question,
        theme="acces_droits",
        precision=Precision.ROUNDED,
        **{**usual, **said},
    )


def _compared(identifier: str, over: Input, under: Input, label: str, question: str, **said: Any) -> Indicator:
    """The same over inhabitants, households, or all those that the Caf pays."""
    usual = {
        "role": Role.NEED,
        "polarity": Polarity.MORE_NEED,
        "reference": "Cnaf et Insee",
        "caveat": APPROXIMATE,
    }
    return ratio(
        identifier,
        over,
        under,
        label=label,
        question=question,
        theme="acces_droits",
        unit="part",
        precision=Precision.ROUNDED,
        **{**usual, **said},
    )


_paid(
    "ad_alloc",
    "indfoy_ndur",
    "Foyers allocataires de la Caf",
    "Combien de foyers aidés par la Caf ?",
    role=Role.CONTEXT,
    polarity=Polarity.NONE,
    reference="Cnaf, toutes prestations, décembre",
)
_paid(
    "ad_pers",
    "indnbp_ndur",
    "Personnes couvertes par la Caf",
    "Combien d’habitants vivent dans un foyer aidé ?",
    role=Role.CONTEXT,
    unit="personnes",
    polarity=Polarity.NONE,
    reference="Cnaf, toutes prestations, décembre",
    caveat="Allocataires, conjoints et enfants à charge.",
)
_compared(
    "ad_couv",
    Input("caf_communes", ("indnbp_ndur",)),
    INHABITANTS,
    "Part de la population couverte par la Caf",
    "Quelle part des habitants la Caf connaît-elle ?",
    role=Role.CONTEXT,
    polarity=Polarity.NONE,
    caveat=NO_MSA,
)
_compared(
    "ad_alloc_pct",
    Input("caf_communes", ("indfoy_ndur",)),
    HOUSEHOLDS,
    "Foyers allocataires rapportés aux ménages",
    "Les foyers aidés sont-ils plus nombreux qu’ailleurs ?",
)
_paid(
    "ad_rsa",
    "indfoy_rsa",
    "Foyers percevant le RSA",
    "Combien de foyers au RSA ?",
    reference="Cnaf, revenu de solidarité active, décembre",
)
_compared(
    "ad_rsa_pct",
    Input("caf_communes", ("indfoy_rsa",)),
    HOUSEHOLDS,
    "Foyers bénéficiaires du RSA rapportés aux ménages",
    "Le RSA pèse-t-il plus qu’ailleurs ?",
)
_compared(
    "ad_rsa_pop",
    Input("caf_communes", ("indnbp_rsa",)),
    INHABITANTS,
    "Part de la population couverte par le RSA",
    "Quelle part des habitants vit dans un foyer au RSA ?",
    caveat=f"Allocataires, conjoints et enfants à charge. {NO_MSA}",
)
_paid(
    "ad_ppa",
    "indfoy_ppa",
    "Foyers percevant la prime d’activité",
    "Combien de travailleurs aux revenus modestes ?",
    reference="Cnaf, prime d’activité, décembre",
)
_compared(
    "ad_ppa_pct",
    Input("caf_communes", ("indfoy_ppa",)),
    HOUSEHOLDS,
    "Bénéficiaires de la prime d’activité rapportés aux ménages",
    "Les travailleurs modestes sont-ils plus nombreux qu’ailleurs ?",
)
_paid(
    "ad_ins",
    "indfoy_ndurins",
    "Foyers percevant le RSA ou la prime d’activité",
    "Combien de foyers aux ressources du travail faibles ou nulles ?",
    reference="Cnaf, ensemble des prestations d’insertion, décembre",
    caveat="Un foyer qui perçoit les deux compte une fois ; régime Caf seul.",
)
_compared(
    "ad_qf400",
    Input("caf_qf", UNDER_400),
    Input("caf_communes", ("indfoy_ndur",)),
    "Part des foyers allocataires au quotient familial sous 400 €",
    "Combien de foyers aidés vivent avec très peu ?",
    reference="Cnaf, quotient familial de décembre, par tranche de 400 €",
    caveat=BANDS,
)
_compared(
    "ad_qf800",
    Input("caf_qf", UNDER_800),
    Input("caf_communes", ("indfoy_ndur",)),
    "Part des foyers allocataires au quotient familial sous 800 €",
    "Combien de foyers aidés vivent avec peu ?",
    reference="Cnaf, quotient familial de décembre, par tranche de 400 €",
    caveat=BANDS,
)
total(
    "ad_fs",
    Input("bpe", ("A128",)),
    label="France services",
    question="Où faire ses démarches avec de l’aide ?",
    theme="acces_droits",
    role=Role.SERVICE,
    unit="equipements",
    reference="Insee, BPE, type A128",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Les bus et permanences itinérantes ne sont comptés qu’à leur base.",
)
total(
    "ad_poste",
    Input("bpe", ("A206", "A207", "A208")),
    label="Points postaux",
    question="Où trouver un guichet de proximité ?",
    theme="acces_droits",
    role=Role.SERVICE,
    unit="equipements",
    reference="Insee, BPE, bureaux de poste, relais et agences",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
)
