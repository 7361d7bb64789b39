"""Logement: what the law asks in social housing, the stock of social landlords, private rents, empty dwellings."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total
from ctg_lib.sources.dpe import CLASSES

ARTICLE_55 = "Code de la construction et de l’habitation, art. L. 302-5 (loi SRU, article 55)"
SUBJECT = "Communes soumises à l’article 55 seulement : ailleurs, pas de taux ne veut pas dire pas de logement social."
# Half of the last digit of a rate published to a hundredth of a point.
_HALF_DIGIT = 0.005


@indicator(
    "lo_sru",
    label="Taux de logements sociaux au sens de la loi SRU",
    question="La commune a-t-elle les logements sociaux que la loi demande ?",
    theme="logement",
    role=Role.SERVICE,
    unit="part",
    inputs=(Input("sru", ("Taux_SRU",)),),
    formula="Taux_SRU / 100",
    reference=ARTICLE_55,
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat=SUBJECT,
)
def lo_sru(t: pd.DataFrame) -> pd.Series:
    return t["Taux_SRU"] / 100


@indicator(
    "lo_sru_cible",
    label="Taux de logements sociaux que la loi SRU demande",
    question="Quelle part de logements sociaux la loi demande-t-elle ici ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("sru", ("Taux_cible_commune",)),),
    formula="Taux_cible_commune / 100",
    reference=ARTICLE_55,
    precision=Precision.EXACT,
    caveat="25 %, ou 20 % là où un décret juge qu’il n’y a pas lieu de produire davantage.",
)
def lo_sru_cible(t: pd.DataFrame) -> pd.Series:
    return t["Taux_cible_commune"] / 100


total(
    "lo_sru_lls",
    Input("sru", ("Nombre_lls",)),
    label="Logements sociaux retenus à l’inventaire SRU",
    question="Combien de logements sociaux l’État compte-t-il ?",
    theme="logement",
    role=Role.SERVICE,
    unit="logements",
    reference=ARTICLE_55,
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat=f"{SUBJECT} Décompte de la loi : ni celui des bailleurs, ni celui du recensement.",
)


@indicator(
    "lo_sru_manque",
    label="Logements sociaux qui manquent pour atteindre l’objectif de la loi SRU",
    question="Combien de logements sociaux manque-t-il ?",
    theme="logement",
    role=Role.NEED,
    unit="logements",
    inputs=(Input("sru", ("Nombre_lls", "Taux_SRU", "Taux_cible_commune")),),
    formula="Nombre_lls × Taux_cible_commune / Taux_SRU, moins Nombre_lls ; zéro si l’objectif est atteint",
    reference=ARTICLE_55,
    precision=Precision.MODEL,
    polarity=Polarity.MORE_NEED,
    caveat=(
        "À nombre de résidences principales inchangé ; l’inventaire ne publie pas ce nombre, et l’objectif de "
        "rattrapage de trois ans, notifié par le préfet, est un autre chiffre."
    ),
    estimated="reconstitué d’après le taux, arrondi au centième de point",
)
def lo_sru_manque(t: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    def lacking(rate: pd.Series) -> pd.Series:
        needed = t["Nombre_lls"] * t["Taux_cible_commune"] / rate.where(rate > 0)
        return (needed - t["Nombre_lls"]).clip(lower=0)

    rate = t["Taux_SRU"]
    return lacking(rate), lacking(rate + _HALF_DIGIT), lacking(rate - _HALF_DIGIT)


total(
    "lo_sru_prelevement",
    Input("sru", ("Prelevement_net",)),
    label="Prélèvement net au titre de la loi SRU, l’année qui suit l’inventaire",
    question="Que paie la commune pour son retard ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="euros",
    reference="Code de la construction et de l’habitation, art. L. 302-7",
    precision=Precision.EXACT,
    caveat=(
        "Prélèvement de l’année qui suit l’inventaire, dépenses déductibles ôtées et majoration comprise ; un "
        "prélèvement nul n’exclut pas le déficit."
    ),
)
total(
    "lo_rpls",
    Input("rpls", ("nbLsPls",)),
    label="Logements des bailleurs sociaux",
    question="Combien de logements les bailleurs sociaux ont-ils ?",
    theme="logement",
    role=Role.SERVICE,
    unit="logements",
    reference="SDES, répertoire des logements locatifs des bailleurs sociaux, 1er janvier",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="D’après les bailleurs : ni le décompte de la loi SRU, ni celui du recensement.",
)


def _social_stock(identifier: str, column: str, label: str, question: str) -> Indicator:
    """A rate of the social stock, published in per cent."""

    @indicator(
        identifier,
        label=label,
        question=question,
        theme="logement",
        role=Role.CONTEXT,
        unit="part",
        inputs=(Input("rpls", (column,)),),
        formula=f"{column} / 100",
        reference="SDES, répertoire des logements locatifs des bailleurs sociaux, 1er janvier",
        precision=Precision.NOT_GIVEN,
    )
    def rate(t: pd.DataFrame) -> pd.Series:
        return t[column] / 100

    return rate


_social_stock(
    "lo_rpls_vac",
    "txVac3m",
    "Part des logements sociaux vides depuis plus de trois mois",
    "Des logements sociaux restent-ils sans locataire ?",
)
_social_stock(
    "lo_rpls_rot",
    "txRot",
    "Part des logements sociaux qui ont changé de locataire dans l’année",
    "Des logements sociaux se libèrent-ils ?",
)
total(
    "lo_rpls_loyer",
    Input("rpls", ("medLoy",)),
    label="Loyer médian du parc social, en euros par m² (hors charges)",
    question="À quel loyer se loge-t-on dans le parc social ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="euros_m2",
    reference="SDES, répertoire des logements locatifs des bailleurs sociaux, 1er janvier",
    precision=Precision.NOT_GIVEN,
    caveat="Hors charges (à vérifier) : ne se rapproche pas d’un loyer d’annonce, charges comprises.",
)


def _rent(identifier: str, kind: str, label: str, question: str) -> Indicator:
    """The rent that a model predicts for one kind of dwelling, with the interval of its producer."""
    value, low, high = (f"{kind}_{name}" for name in ("loypredm2", "lwr_IPm2", "upr_IPm2"))

    @indicator(
        identifier,
        label=label,
        question=question,
        theme="logement",
        role=Role.CONTEXT,
        unit="euros_m2",
        inputs=(Input("loyers", (value, low, high)),),
        formula=f"{value} ; bornes {low} et {high}, du producteur",
        reference="Ministère du Logement et Anil, carte des loyers, note méthodologique",
        precision=Precision.MODEL,
        caveat=(
            "Loyer d’annonce prédit pour un logement type, charges comprises : ni le loyer des locataires en place, ni "
            "une moyenne. Deux éditions ne se comparent pas."
        ),
        estimated="prédit par le modèle du ministère et de l’Anil, intervalle à 95 % du producteur",
    )
    def rent(t: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
        return t[value], t[low], t[high]

    return rent


_rent(
    "lo_loyer_app",
    "appartement",
    "Loyer d’annonce d’un appartement, en euros par m² et par mois",
    "À quel loyer se propose un appartement ?",
)
_rent(
    "lo_loyer_mai",
    "maison",
    "Loyer d’annonce d’une maison, en euros par m² et par mois",
    "À quel loyer se propose une maison ?",
)


def _listings(identifier: str, kind: str, named: str) -> Indicator:
    return total(
        identifier,
        Input("loyers", (f"{kind}_nbobs_com",)),
        label=f"Annonces de location {named} lues dans la commune",
        question=f"Sur combien d’annonces {named} le loyer repose-t-il ?",
        theme="logement",
        role=Role.CONTEXT,
        unit="annonces",
        reference="Ministère du Logement et Anil, carte des loyers",
        precision=Precision.EXACT,
        caveat="Annonces lues par le modèle : ni le nombre de logements à louer, ni celui des baux signés.",
    )


_listings("lo_annonces_app", "appartement", "d’appartements")
_listings("lo_annonces_mai", "maison", "de maisons")
ratio(
    "lo_vac_longue",
    Input("lovac", ("pp_vacant_plus_2ans",)),
    Input("lovac", ("ff_pp_total",)),
    label="Part des logements privés vacants depuis deux ans ou plus",
    question="Des logements sont-ils durablement vides ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="part",
    reference="Cerema et ministère du Logement, Lovac",
    precision=Precision.EXACT,
    caveat="Parc privé, fichiers fiscaux ; deux éditions ne se comparent pas.",
)
ratio(
    "lo_energie",
    Input("dpe", ("etiquette_F", "etiquette_G")),
    Input("dpe", tuple(f"etiquette_{letter}" for letter in CLASSES)),
    label="Part des logements diagnostiqués classés F ou G (énergie)",
    question="Combien de logements diagnostiqués sont des passoires énergétiques ?",
    theme="logement",
    role=Role.NEED,
    unit="part",
    reference="Ademe, diagnostics de performance énergétique depuis juillet 2021",
    precision=Precision.EXACT,
    polarity=Polarity.MORE_NEED,
    caveat="Logements vendus, loués ou rénovés depuis 2021 : ni tout le parc, ni un échantillon.",
)
