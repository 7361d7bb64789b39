"""Seniors, services: places to live and help at home, beside what `seniors` counts."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.sources.rp_ages import aged

OLDEST = Input("rp_ages", aged(75))
FINESS = "Finess, établissements et places installées"
INSTALLED = "Places installées d’après Finess, et non personnes présentes."


def _finess(identifier: str, column: str, label: str, question: str, unit: str, caveat: str) -> Indicator:
    """What the register of establishments counts."""
    return total(
        identifier,
        Input("finess", (column,)),
        label=label,
        question=question,
        theme="seniors",
        role=Role.SERVICE,
        unit=unit,
        reference=FINESS,
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


def _for_1000(identifier: str, over: Input, label: str, question: str, reference: str, caveat: str) -> Indicator:
    """Something for 1 000 inhabitants of 75 or older."""
    return ratio(
        identifier,
        over,
        OLDEST,
        label=label,
        question=question,
        theme="seniors",
        role=Role.SERVICE,
        unit="pour_1000_aines",
        formula=f"1 000 × {over.columns[0]} / (Y75T79 à Y_GE95, deux sexes)",
        reference=reference,
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


se_hebergement_1000 = _for_1000(
    "se_hebergement_1000",
    Input("bpe", ("D401",)),
    "Établissements d’hébergement (lieux, de toute taille) pour 1 000 habitants de 75 ans et plus",
    "L’hébergement suit-il le nombre d’aînés ?",
    "Insee, BPE, type D401, et recensement",
    "Compte des lieux, quelle que soit leur taille ; on change souvent de commune pour y entrer.",
)
se_infirmiers_1000 = _for_1000(
    "se_infirmiers_1000",
    Input("bpe", ("D281",)),
    "Infirmiers libéraux pour 1 000 habitants de 75 ans et plus",
    "Les soins à domicile suivent-ils le nombre d’aînés ?",
    "Insee, BPE, type D281, et recensement",
    "Au lieu d’exercice ; ils se déplacent dans les communes voisines.",
)
se_places = _finess(
    "se_places",
    "AINES_HEBERGEMENT_PLACES",
    "Places d’hébergement pour personnes âgées",
    "Combien de places en Ehpad et en résidence ?",
    "places",
    INSTALLED,
)
se_ehpad = _for_1000(
    "se_ehpad",
    Input("finess", ("AINES_HEBERGEMENT_PLACES",)),
    "Places d’hébergement pour 1 000 habitants de 75 ans et plus",
    "Les places suivent-elles le nombre d’aînés ?",
    "Finess et Insee, recensement",
    "Ehpad, résidences autonomie et autres ; on change souvent de commune pour y entrer.",
)
se_domicile = _finess(
    "se_domicile",
    "AINES_DOMICILE",
    "Services autonomie à domicile, soins infirmiers à domicile, accueils de jour",
    "Quels services aident et soignent à domicile ?",
    "equipements",
    "Au siège du service, qui couvre plusieurs communes ; les soins et l’aide se réunissent en services autonomie.",
)
se_domicile_places = _finess(
    "se_domicile_places",
    "AINES_DOMICILE_PLACES",
    "Places de soins à domicile et d’accueil de jour",
    "Combien de personnes ces services peuvent-ils suivre ?",
    "places",
    f"{INSTALLED} L’aide sans soins n’a pas de places.",
)
