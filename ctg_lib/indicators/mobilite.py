"""Mobilité: where residents work and how they go there, households without a car, what helps to move about."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total

EMPLOYED = Input("rp_navettes", ("POP",))
CENSUS = "Insee, recensement de la population, définitions"
MAIN_MODE = "Moyen de transport principal déclaré ; un seul par personne."

total(
    "mo_actifs",
    EMPLOYED,
    label="Habitants qui ont un emploi",
    question="Combien vont travailler ?",
    theme="mobilite",
    role=Role.CONTEXT,
    unit="personnes",
    reference=CENSUS,
    precision=Precision.CENSUS,
    caveat="15 ans ou plus, au lieu de résidence.",
)


def _journey(identifier: str, label: str, question: str, *columns: str, caveat: str = "") -> Indicator:
    """Some places or means of transport over all the employed residents."""
    return ratio(
        identifier,
        Input("rp_navettes", columns),
        EMPLOYED,
        label=label,
        question=question,
        theme="mobilite",
        role=Role.CONTEXT,
        unit="part",
        reference=CENSUS,
        precision=Precision.CENSUS,
        caveat=caveat,
    )


_journey(
    "mo_sur_place",
    "Part des actifs occupés qui travaillent dans leur commune",
    "Combien travaillent sur place ?",
    "WORK_AREA_10",
)
_journey(
    "mo_hors",
    "Part des actifs occupés qui travaillent hors de leur commune",
    "Combien partent travailler ailleurs ?",
    *("WORK_AREA_21", "WORK_AREA_22", "WORK_AREA_23", "WORK_AREA_24T30"),
    caveat="Pour les parents parmi eux, un accueil près du lieu de travail peut convenir mieux que sur place.",
)
_journey(
    "mo_hors_dep",
    "Part des actifs occupés qui travaillent hors de leur département",
    "Combien font les plus longs trajets ?",
    *("WORK_AREA_22", "WORK_AREA_23", "WORK_AREA_24T30"),
    caveat="Près d’une limite, le département voisin peut être tout proche.",
)
_journey(
    "mo_voit",
    "Part des actifs occupés qui vont au travail en voiture",
    "Combien dépendent de la voiture ?",
    "TRANS_5",
    caveat=f"{MAIN_MODE} Camions et fourgonnettes compris.",
)
_journey(
    "mo_tc",
    "Part des actifs occupés qui prennent les transports en commun",
    "Les transports en commun servent-ils à aller travailler ?",
    "TRANS_6",
    caveat=MAIN_MODE,
)
_journey(
    "mo_marche",
    "Part des actifs occupés qui vont au travail à pied",
    "Combien marchent pour aller travailler ?",
    "TRANS_2",
    caveat=MAIN_MODE,
)
_journey(
    "mo_velo",
    "Part des actifs occupés qui vont au travail à vélo",
    "Combien pédalent pour aller travailler ?",
    "TRANS_3",
    caveat=f"{MAIN_MODE} Vélo à assistance électrique compris.",
)
_journey(
    "mo_deux_roues",
    "Part des actifs occupés qui vont au travail en deux-roues motorisé",
    "Combien vont travailler à moto ou en scooter ?",
    "TRANS_4",
    caveat=MAIN_MODE,
)
_journey(
    "mo_sans_trajet",
    "Part des actifs occupés qui n’ont pas de trajet",
    "Combien travaillent chez eux ?",
    "TRANS_1",
    caveat="Le recensement ne compte pas le télétravail de certains jours.",
)


# ── Cars ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@indicator(
    "mo_sans_voit",
    label="Part des ménages sans voiture",
    question="Combien de ménages dépendent des autres pour se déplacer ?",
    theme="mobilite",
    role=Role.NEED,
    unit="part",
    inputs=(Input("rp", ("P_RP", "P_RP_VOIT1P")),),
    formula="ménages (P_RP) moins ceux qui ont une voiture au moins (P_RP_VOIT1P), rapportés à P_RP",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
)
def mo_sans_voit(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["P_RP"] - t["P_RP_VOIT1P"], t["P_RP"]


ratio(
    "mo_2voit",
    Input("rp", ("P_RP_VOIT2P",)),
    Input("rp", ("P_RP",)),
    label="Part des ménages qui ont deux voitures ou plus",
    question="Combien ont besoin de deux voitures ?",
    theme="mobilite",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
)


# ── On the spot ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _facility(identifier: str, columns: tuple[str, ...], label: str, question: str, caveat: str) -> Indicator:
    return total(
        identifier,
        Input("bpe", columns),
        label=label,
        question=question,
        theme="mobilite",
        role=Role.SERVICE,
        unit="equipements",
        reference=f"Insee, BPE, {'type' if len(columns) == 1 else 'types'} {', '.join(columns)}",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


_facility(
    "mo_gare",
    ("E107", "E108", "E109"),
    "Gares",
    "Y a-t-il une gare ?",
    "Ni trains ni horaires : une gare peut n’avoir que quelques arrêts par jour.",
)
_facility("mo_taxi", ("E101",), "Taxis et VTC", "Peut-on appeler un taxi ?", "Entreprises, et non voitures.")
_facility(
    "mo_auto_ecole",
    ("A304",),
    "Écoles de conduite",
    "Un jeune peut-il apprendre à conduire sur place ?",
    "Compte des lieux ; ni places ni délais d’examen.",
)
_facility("mo_station", ("B316",), "Stations-service", "Peut-on faire le plein sur place ?", "Compte des lieux.")
_facility(
    "mo_recharge",
    ("B326",),
    "Stations de recharge de véhicules électriques",
    "Peut-on recharger une voiture électrique ?",
    "Compte des stations, et non des bornes.",
)
