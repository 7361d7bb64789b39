"""Santé: access to general practitioners, professionals and places of care by commune."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total
from ctg_lib.sources.rp_ages import aged

OLDER = aged(65)
EVERYONE = Input("population_legale", ("PMUN",))
WHERE_THEY_WORK = "Au lieu d’exercice ; ni horaires, ni délais, ni nouveaux patients acceptés."
FEW = "Au lieu d’exercice ; une poignée de professionnels, un départ change tout."
DREES = "Drees, accessibilité potentielle localisée aux médecins généralistes"


def _access(identifier: str, column: str, label: str, question: str, caveat: str) -> Indicator:
    """The index of the Drees, as it publishes it: an index is never added up over communes."""
    return total(
        identifier,
        Input("apl", (column,)),
        label=label,
        question=question,
        theme="sante",
        role=Role.SERVICE,
        unit="consultations",
        reference=DREES,
        precision=Precision.NOT_GIVEN,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


def _counted(
    identifier: str,
    column: str,
    label: str,
    question: str,
    *,
    unit: str = "professionnels",
    caveat: str = WHERE_THEY_WORK,
) -> Indicator:
    """Professionals or places of one type of the BPE."""
    return total(
        identifier,
        Input("bpe", (column,)),
        label=label,
        question=question,
        theme="sante",
        role=Role.SERVICE,
        unit=unit,
        reference=f"Insee, BPE, type {column}",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


def _density(identifier: str, column: str, label: str, question: str) -> Indicator:
    """Professionals of one type of the BPE for 10 000 inhabitants."""
    return ratio(
        identifier,
        Input("bpe", (column,)),
        EVERYONE,
        label=label,
        question=question,
        theme="sante",
        role=Role.SERVICE,
        unit="pour_10000",
        reference=f"Insee, BPE, type {column}, et populations légales",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=FEW,
    )


def _place(identifier: str, source: str, column: str, label: str, question: str, caveat: str) -> Indicator:
    """Places that another register than the BPE lists."""
    return total(
        identifier,
        Input(source, (column,)),
        label=label,
        question=question,
        theme="sante",
        role=Role.SERVICE,
        unit="equipements",
        reference="Finess, établissements",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


# ── Needs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@indicator(
    "sa_hab_gen",
    label="Habitants pour un médecin généraliste",
    question="Combien d’habitants se partagent un généraliste ?",
    theme="sante",
    role=Role.NEED,
    unit="par_professionnel",
    inputs=(Input("bpe", ("D265",)), EVERYONE),
    formula="PMUN / D265",
    reference="Insee, populations légales et BPE, type D265",
    precision=Precision.EXACT,
    polarity=Polarity.MORE_NEED,
    caveat="Médecins au lieu d’exercice : ils soignent aussi les communes voisines, et leurs voisins soignent ici.",
)
def sa_hab_gen(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["PMUN"], t["D265"]


@indicator(
    "sa_65p_gen",
    label="Habitants de 65 ans et plus pour un médecin généraliste",
    question="Combien d’habitants âgés se partagent un généraliste ?",
    theme="sante",
    role=Role.NEED,
    unit="par_professionnel",
    inputs=(Input("bpe", ("D265",)), Input("rp_ages", OLDER)),
    formula="(Y65T69 à Y_GE95, deux sexes) / D265",
    reference="Insee, recensement de la population et BPE, type D265",
    precision=Precision.EXACT,
    polarity=Polarity.MORE_NEED,
    caveat="Médecins au lieu d’exercice : ils soignent aussi les communes voisines, et leurs voisins soignent ici.",
)
def sa_65p_gen(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t[list(OLDER)].sum(axis=1, skipna=False), t["D265"]


# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────

sa_apl = _access(
    "sa_apl",
    "APL",
    "Accès aux médecins généralistes (indicateur de la Drees)",
    "Combien de consultations chacun peut-il espérer dans l’année ?",
    "Compte les médecins de la commune et de celles d’à côté ; ni délais, ni refus de nouveaux patients.",
)
sa_apl65 = _access(
    "sa_apl65",
    "APL_65",
    "dont médecins de 65 ans ou moins",
    "Combien en restera-t-il quand les plus âgés seront partis ?",
    "Les médecins de plus de 65 ans sont retirés du calcul ; aucun départ n’est daté, aucune arrivée n’est comptée.",
)
sa_gen = _density(
    "sa_gen",
    "D265",
    "Médecins généralistes pour 10\u202f000 habitants",
    "Les généralistes sont-ils assez nombreux ?",
)
sa_inf_10000 = _density(
    "sa_inf_10000",
    "D281",
    "Infirmiers libéraux pour 10\u202f000 habitants",
    "Les infirmiers sont-ils assez nombreux ?",
)
sa_kine_10000 = _density(
    "sa_kine_10000",
    "D279",
    "Masseurs-kinésithérapeutes pour 10\u202f000 habitants",
    "Les kinésithérapeutes sont-ils assez nombreux ?",
)
sa_dent_10000 = _density(
    "sa_dent_10000",
    "D277",
    "Chirurgiens-dentistes pour 10\u202f000 habitants",
    "Les dentistes sont-ils assez nombreux ?",
)
sa_pharm = _counted(
    "sa_pharm",
    "D307",
    "Pharmacies",
    "Y a-t-il une pharmacie ?",
    unit="equipements",
    caveat="Ni horaires ni tours de garde.",
)
sa_dent = _counted("sa_dent", "D277", "Chirurgiens-dentistes", "Combien de dentistes ?")
sa_inf = _counted("sa_inf", "D281", "Infirmiers libéraux", "Combien d’infirmiers exercent ici ?")
sa_kine = _counted("sa_kine", "D279", "Masseurs-kinésithérapeutes", "Combien de kinésithérapeutes ?")
sa_sf = _counted("sa_sf", "D278", "Sages-femmes", "Y a-t-il une sage-femme ?")
sa_ortho = _counted("sa_ortho", "D282", "Orthophonistes", "Y a-t-il un orthophoniste pour les enfants ?")
sa_psy = _counted("sa_psy", "D250", "Psychologues", "Y a-t-il un psychologue ?")
sa_podo = _counted("sa_podo", "D280", "Pédicures-podologues", "Y a-t-il un pédicure-podologue ?")
sa_diet = _counted("sa_diet", "D249", "Diététiciens", "Y a-t-il un diététicien ?")
sa_msp = _counted(
    "sa_msp",
    "D113",
    "Maisons de santé pluridisciplinaires",
    "Y a-t-il une maison de santé ?",
    unit="equipements",
    caveat="Un lieu ; les professionnels qui y exercent sont comptés par ailleurs.",
)
sa_labo = _counted(
    "sa_labo",
    "D302",
    "Laboratoires d’analyses médicales",
    "Où faire une prise de sang ?",
    unit="equipements",
    caveat="Lieux de prélèvement, non toujours d’analyse.",
)
sa_ambulance = _counted(
    "sa_ambulance",
    "D303",
    "Ambulances",
    "Qui transporte les malades ?",
    unit="equipements",
    caveat="Au siège de l’entreprise : elle se déplace dans les communes voisines.",
)
sa_urgences = _place(
    "sa_urgences",
    "services_publics",
    "urgences",
    "Établissements qui ont un service d’urgences",
    "Où sont les urgences ?",
    "Présence d’après Finess ; ni horaires ni régulation.",
)
sa_sites = _place(
    "sa_sites",
    "services_publics",
    "sante",
    "Établissements sanitaires (hôpital, clinique, dialyse, hospitalisation à domicile)",
    "Y a-t-il un établissement de soins ?",
    "Ni maison de santé, ni cabinet, ni Ehpad ; plusieurs sites d’un hôpital comptent chacun.",
)
sa_ecoute_jeunes = _place(
    "sa_ecoute_jeunes",
    "finess",
    "ECOUTE_JEUNES",
    "Maisons des adolescents et points accueil écoute",
    "Où un jeune qui va mal est-il écouté ?",
    "Sites connus de Finess ; les permanences dans d’autres lieux n’y sont pas.",
)
