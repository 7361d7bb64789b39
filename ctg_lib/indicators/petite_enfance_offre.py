"""Petite enfance, services: official coverage by formal childcare, places, benefits for childcare, and facilities."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total
from ctg_lib.sources.rp_ages import aged

YOUNGEST = aged(0, 4)
COVERAGE = "Cnaf, taux de couverture global, offre théorique de décembre"
THEORETICAL = "Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf."
USED = "Estimé d’après l’usage, et non d’après des places ; arrondi à 0,1 par la Cnaf."
PLACES = "Capacité théorique de décembre, et non enfants accueillis."
PLACE_NOT_PLACES = "Un lieu, non un nombre de places ; un service intercommunal peut être installé ailleurs."


def _offered(identifier: str, read: Input, label: str, question: str, **said: Any) -> Indicator:
    """One count or rate of what answers young families."""
    usual = {
        "theme": "petite_enfance",
        "role": Role.SERVICE,
        "precision": Precision.NOT_GIVEN,
        "polarity": Polarity.BETTER_SERVED,
    }
    return total(identifier, read, label=label, question=question, **{**usual, **said})


def _covered(identifier: str, column: str, label: str, question: str, caveat: str = THEORETICAL) -> Indicator:
    """One rate of the Cnaf, as it publishes it: never made again from its parts, which are rounded."""
    read = Input("couverture_petite_enfance", (column,))
    return _offered(identifier, read, label, question, unit="places_pour_100", reference=COVERAGE, caveat=caveat)


def _places(identifier: str, column: str, label: str, question: str, caveat: str = PLACES) -> Indicator:
    """The places of one kind of care, as the Cnaf publishes them."""
    read = Input("places_petite_enfance", (column,))
    reference = "Cnaf, nombre de places d’accueil formel, décembre"
    return _offered(identifier, read, label, question, unit="places", reference=reference, caveat=caveat)


def _facility(identifier: str, column: str, label: str, question: str, caveat: str = PLACE_NOT_PLACES) -> Indicator:
    """The facilities of one type of the BPE."""
    reference = f"Insee, BPE, type {column}"
    return _offered(
        identifier,
        Input("bpe", (column,)),
        label,
        question,
        unit="equipements",
        reference=reference,
        precision=Precision.EXACT,
        caveat=caveat,
    )


# ── Places per 100 children under 3 ──────────────────────────────────────────────────────────────────────────────────

_covered(
    "pe_tcg",
    "txcouv",
    "Places d’accueil pour 100 enfants de moins de 3 ans",
    "Combien de places en face des enfants ?",
)
_covered("pe_tcg_eaje", "txcouv_eaje", "dont places en crèche (EAJE)", "Quelle part tient à l’accueil collectif ?")
_covered(
    "pe_tcg_psu",
    "txcouv_psu_col",
    "dont places en crèche au tarif de la Caf (PSU)",
    "Combien de places de crèche suivent le barème national des familles ?",
    "Crèches financées par la prestation de service unique ; capacité théorique, arrondie à 0,1 par la Cnaf.",
)
_covered(
    "pe_tcg_hors",
    "txcouv_hors_psu_col",
    "dont places en crèche à tarif libre (hors PSU)",
    "Combien de places de crèche ont un tarif libre ?",
    "Surtout des micro-crèches Paje, dont les places sont estimées d’après l’usage ; arrondi à 0,1 par la Cnaf.",
)
_covered(
    "pe_tcg_am",
    "txcouv_am_ind",
    "dont places chez une assistante maternelle",
    "Quelle part tient aux assistantes maternelles ?",
    "Assistantes maternelles en activité ce mois-là seulement ; arrondi à 0,1 par la Cnaf.",
)
_covered("pe_tcg_pre", "txcouv_prescol", "dont école maternelle avant 3 ans", "Quelle part tient à l’école ?", USED)
_covered("pe_tcg_gad", "txcouv_gad_ind", "dont garde à domicile", "Quelle part tient à la garde à domicile ?", USED)
_RATE = Input("couverture_petite_enfance", ("txcouv",))


@indicator(
    "pe_tcg_reste",
    label="Enfants de moins de 3 ans sans place d’accueil formel, pour 100",
    question="Combien d’enfants de plus que de places ?",
    theme="petite_enfance",
    role=Role.CONTEXT,
    unit="pour_100",
    inputs=(_RATE,),
    formula="ce qui manque à txcouv pour faire 100, ou 0 s’il le dépasse",
    reference=COVERAGE,
    precision=Precision.NOT_GIVEN,
    caveat=(
        "Ni une demande ni un manque : des parents gardent eux-mêmes leur enfant, une place peut servir à plusieurs, "
        "et des familles vont dans une commune voisine."
    ),
)
def remaining(t: pd.DataFrame) -> pd.Series:
    """Children less places, out of 100 children; never less than none."""
    return (100 - t["txcouv"]).clip(lower=0)


_covered(
    "pe_tcg_hist",
    "txcouv_hist",
    "Places d’accueil pour 100 enfants de moins de 3 ans (série close, 2017-2022)",
    "Comment l’offre a-t-elle évolué avant la série d’aujourd’hui ?",
    "Série non révisée : elle diffère de la série courante sur l’année commune, et ne se prolonge pas par elle.",
)
_offered(
    "pe_tcg_leg",
    Input("couverture_2020", ("tauxcouv",)),
    "Places d’accueil pour 100 enfants de moins de 3 ans, toutes communes (2020 et 2021)",
    "Quel était le dernier taux publié pour chaque commune ?",
    unit="places_pour_100",
    reference="Cnaf, TAUXCOUV2020 et TAUXCOUV2021, taux global",
    caveat="Deux éditions closes ; dans une petite commune, le taux tient à quelques enfants.",
)

# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_places("pe_places", "tot_offre", "Places d’accueil formel avant 3 ans", "Combien de places en tout ?")
_places("pe_places_eaje", "pl_eaje", "dont places en crèche (EAJE)", "Combien de places de crèche ?")
_places(
    "pe_places_psu",
    "pl_psu_col",
    "dont places de crèche au tarif de la Caf (PSU)",
    "Combien de places de crèche suivent le barème national des familles ?",
)
_places(
    "pe_places_hors",
    "pl_hors_psu_col",
    "dont places de crèche à tarif libre (hors PSU)",
    "Combien de places de crèche ont un tarif libre ?",
    "Surtout des micro-crèches Paje, dont les places sont estimées d’après l’usage.",
)
_places(
    "pe_places_am",
    "pl_am_ind",
    "dont places chez une assistante maternelle",
    "Combien de places chez les assistantes maternelles ?",
    "Assistantes maternelles en activité ce mois-là seulement.",
)
_places(
    "pe_places_pre",
    "pl_prescol",
    "dont places à l’école avant 3 ans",
    "Combien d’enfants de deux ans à l’école ?",
    "Estimé d’après les enfants inscrits.",
)
_places(
    "pe_places_gad",
    "pl_gad_ind",
    "dont places de garde à domicile",
    "Combien d’enfants gardés à domicile ?",
    "Estimé d’après l’usage.",
)

# ── What the Caf pays to young families ──────────────────────────────────────────────────────────────────────────────

_offered(
    "pe_paje_ab",
    Input("caf_communes", ("indfoy_ab",)),
    "Foyers percevant l’allocation de base de la Paje",
    "Combien de foyers modestes avec un enfant de moins de trois ans ?",
    unit="foyers",
    role=Role.NEED,
    polarity=Polarity.MORE_NEED,
    reference="Cnaf, allocation de base de la Paje, décembre",
    precision=Precision.ROUNDED,
    caveat="Sous condition de ressources ; régime Caf seul.",
)
_offered(
    "pe_prepare",
    Input("caf_communes", ("indfoy_prepare",)),
    "Foyers percevant la PreParE (parent qui s’arrête ou réduit son temps)",
    "Combien de parents s’arrêtent de travailler, ou réduisent, pour un jeune enfant ?",
    unit="foyers",
    role=Role.CONTEXT,
    polarity=Polarity.NONE,
    reference="Cnaf, prestation partagée d’éducation de l’enfant, décembre",
    precision=Precision.ROUNDED,
    caveat="Choix ou faute de mode d’accueil : la prestation ne le dit pas ; régime Caf seul.",
)
_offered(
    "pe_cmg",
    Input("caf_communes", ("indfoy_cmg",)),
    "Foyers aidés pour l’emploi d’une assistante maternelle ou d’une garde (CMG)",
    "Combien de foyers emploient une assistante maternelle ou une garde à domicile ?",
    unit="foyers",
    polarity=Polarity.NONE,
    reference="Cnaf, complément de libre choix du mode de garde, décembre",
    precision=Precision.ROUNDED,
    caveat="Usage, et non offre ; versé jusqu’aux 6 ans de l’enfant ; régime Caf seul.",
)
ratio(
    "pe_cmg_100",
    Input("caf_communes", ("indfoy_cmg",)),
    Input("rp_ages", YOUNGEST),
    label="Foyers au CMG pour 100 enfants de 0 à 4 ans",
    question="Le recours aux assistantes maternelles et à la garde à domicile est-il plus fréquent qu’ailleurs ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="pour_100",
    reference="Cnaf et Insee",
    precision=Precision.ROUNDED,
    caveat=(
        "Ordre de grandeur : des foyers rapportés à des enfants ; le CMG est versé jusqu’à 6 ans, et aucun fichier "
        "chargé ne donne les 0-2 ans seuls."
    ),
)

# ── Facilities ───────────────────────────────────────────────────────────────────────────────────────────────────────

_facility(
    "pe_eaje",
    "D502",
    "Établissements d’accueil du jeune enfant, hors micro-crèches",
    "Combien de crèches et haltes-garderies ?",
)
_facility("pe_micro", "D509", "Micro-crèches", "Combien de micro-crèches ?")
_facility("pe_rpe", "D504", "Relais petite enfance", "Y a-t-il un relais petite enfance sur place ?")
_offered(
    "pe_pmi",
    Input("finess", ("PMI",)),
    "Lieux de consultation de la PMI",
    "Où faire suivre un enfant par la protection maternelle et infantile ?",
    unit="equipements",
    reference="Finess, protection maternelle et infantile et centres de consultation",
    precision=Precision.EXACT,
    caveat="Un lieu, non des jours d’ouverture ; le Département tient aussi des permanences qui n’y sont pas.",
)
ratio(
    "pe_accueil_1000",
    Input("bpe", ("D502", "D509")),
    Input("rp_ages", YOUNGEST),
    label="Crèches et micro-crèches (lieux, de toute taille) pour 1 000 enfants de 0 à 4 ans",
    question="L’accueil collectif suit-il le nombre d’enfants ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="pour_1000_enfants",
    reference="Insee, BPE et recensement",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Compte des lieux, quelle que soit leur taille.",
)
