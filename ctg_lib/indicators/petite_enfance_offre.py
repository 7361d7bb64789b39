"""Petite enfance, services: official coverage by formal childcare, places, benefits for childcare, and facilities."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.sources.rp_ages import aged

YOUNGEST = aged(0, 4)
THEORETICAL = "Capacité théorique, et non enfants accueillis ; arrondi à 0,1 par la Cnaf."
PLACE_NOT_PLACES = "Un lieu, non un nombre de places ; un service intercommunal peut être installé ailleurs."


def _covered(identifier: str, column: str, label: str, question: str, caveat: str = THEORETICAL) -> Indicator:
    """One rate of the Cnaf, as it publishes it: never made again from its parts, which are rounded."""
    return total(
        identifier,
        Input("couverture_petite_enfance", (column,)),
        label=label,
        question=question,
        theme="petite_enfance",
        role=Role.SERVICE,
        unit="places_pour_100",
        reference="Cnaf, taux de couverture global, offre théorique de décembre",
        precision=Precision.NOT_GIVEN,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


def _facility(identifier: str, column: str, label: str, question: str, caveat: str = PLACE_NOT_PLACES) -> Indicator:
    """The facilities of one type of the BPE."""
    return total(
        identifier,
        Input("bpe", (column,)),
        label=label,
        question=question,
        theme="petite_enfance",
        role=Role.SERVICE,
        unit="equipements",
        reference=f"Insee, BPE, type {column}",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


pe_tcg = _covered(
    "pe_tcg",
    "txcouv",
    "Places d’accueil pour 100 enfants de moins de 3 ans",
    "Combien de places en face des enfants ?",
)
pe_tcg_eaje = _covered(
    "pe_tcg_eaje",
    "txcouv_eaje",
    "dont places en crèche (EAJE)",
    "Quelle part tient à l’accueil collectif ?",
)
pe_tcg_am = _covered(
    "pe_tcg_am",
    "txcouv_am_ind",
    "dont places chez une assistante maternelle",
    "Quelle part tient aux assistantes maternelles ?",
)
pe_tcg_pre = _covered(
    "pe_tcg_pre",
    "txcouv_prescol",
    "dont école maternelle avant 3 ans",
    "Quelle part tient à l’école ?",
)
pe_tcg_gad = _covered(
    "pe_tcg_gad",
    "txcouv_gad_ind",
    "dont garde à domicile",
    "Quelle part tient à la garde à domicile ?",
)

pe_eaje = _facility(
    "pe_eaje",
    "D502",
    "Établissements d’accueil du jeune enfant",
    "Combien de crèches et haltes-garderies ?",
)
pe_micro = _facility("pe_micro", "D509", "Micro-crèches", "Combien de micro-crèches ?")
pe_rpe = _facility(
    "pe_rpe",
    "D504",
    "Relais petite enfance",
    "Y a-t-il un relais petite enfance sur place ?",
)

pe_accueil_1000 = ratio(
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
