"""What the Caf counts by commune and publishes in no open file (`caf_locale.xlsx`)."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.indicators.recensement_local import SMALL
from ctg_lib.sources.caf_locale import ALL_BANDS
from ctg_lib.sources.rp_ages import aged

GIVEN = "Effectifs fournis par la Caf, classeur caf_locale.xlsx"


def _given(
    identifier: str,
    theme: str,
    column: str,
    label: str,
    question: str,
    unit: str,
    caveat: str,
    *,
    role: Role = Role.NEED,
    polarity: Polarity = Polarity.MORE_NEED,
) -> Indicator:
    """One column of the workbook."""
    return total(
        identifier,
        Input("caf_locale", (column,)),
        label=label,
        question=question,
        theme=theme,
        role=role,
        unit=unit,
        reference=GIVEN,
        precision=Precision.EXACT,
        polarity=polarity,
        caveat=caveat,
    )


def _share(
    identifier: str,
    theme: str,
    over: tuple[str, ...],
    under: Input,
    label: str,
    question: str,
    caveat: str,
) -> Indicator:
    """Some columns of the workbook over others, its own or those of the census."""
    return ratio(
        identifier,
        Input("caf_locale", over),
        under,
        label=label,
        question=question,
        theme=theme,
        role=Role.NEED,
        unit="part",
        reference=GIVEN,
        precision=Precision.EXACT,
        polarity=Polarity.MORE_NEED,
        caveat=caveat,
    )


pe_cmg_am_loc = _given(
    "pe_cmg_am_loc",
    "petite_enfance",
    "CMG_AM",
    "Foyers aidés pour l’emploi d’une assistante maternelle (CMG)",
    "Combien de familles emploient une assistante maternelle ?",
    "foyers",
    f"Enfants gardés parfois dans une autre commune. {SMALL}",
    role=Role.SERVICE,
    polarity=Polarity.NONE,
)
pe_cmg_dom_loc = _given(
    "pe_cmg_dom_loc",
    "petite_enfance",
    "CMG_DOMICILE",
    "Foyers aidés pour une garde à domicile (CMG)",
    "Combien de familles emploient une garde à domicile ?",
    "foyers",
    SMALL,
    role=Role.SERVICE,
    polarity=Polarity.NONE,
)
pe_cmg_structure_loc = _given(
    "pe_cmg_structure_loc",
    "petite_enfance",
    "CMG_STRUCTURE",
    "Foyers aidés pour une micro-crèche ou une entreprise (CMG)",
    "Combien de familles passent par une micro-crèche non financée par la PSU ?",
    "foyers",
    SMALL,
    role=Role.SERVICE,
    polarity=Polarity.NONE,
)
je_autonomie = _given(
    "je_autonomie",
    "jeunesse",
    "JEUNES_PPA_OU_AL",
    "Foyers de 18 à 24 ans percevant la prime d’activité ou une aide au logement",
    "Combien de jeunes vivent de leur côté avec de faibles ressources ?",
    "foyers",
    f"Un jeune qui vit chez ses parents n’y est que s’il travaille. {SMALL}",
)
ha_aah_loc = _given(
    "ha_aah_loc",
    "handicap",
    "AAH",
    "Bénéficiaires de l’AAH, d’après la Caf",
    "Combien d’adultes perçoivent l’allocation aux adultes handicapés ?",
    "personnes",
    SMALL,
)
ha_aah_loc_taux = _share(
    "ha_aah_loc_taux",
    "handicap",
    ("AAH",),
    Input("rp_ages", aged(20, 64)),
    "Part des 20-64 ans percevant l’AAH, d’après la Caf",
    "L’allocation aux adultes handicapés est-elle plus fréquente ici ?",
    f"Des bénéficiaires ont plus de 64 ans ; population du recensement, d’une autre date. {SMALL}",
)
ha_aeeh_loc = _given(
    "ha_aeeh_loc",
    "handicap",
    "AEEH",
    "Enfants ouvrant droit à l’AEEH, d’après la Caf",
    "Combien d’enfants ouvrent droit à l’allocation d’éducation de l’enfant handicapé ?",
    "enfants",
    SMALL,
)
ha_aeeh_loc_taux = _share(
    "ha_aeeh_loc_taux",
    "handicap",
    ("AEEH",),
    Input("rp_ages", aged(0, 19)),
    "Part des moins de 20 ans ouvrant droit à l’AEEH, d’après la Caf",
    "Le handicap des enfants est-il plus fréquent ici ?",
    f"Population du recensement, d’une autre date. {SMALL}",
)
ad_qf400_loc = _share(
    "ad_qf400_loc",
    "acces_droits",
    ("QF_MOINS_400",),
    Input("caf_locale", (ALL_BANDS,)),
    "Part des foyers allocataires au quotient familial inférieur à 400 €, fichier local",
    "Combien de foyers ont de très faibles ressources ?",
    f"Foyers au quotient inconnu comptés au dénominateur. {SMALL}",
)
ad_qf800_loc = _share(
    "ad_qf800_loc",
    "acces_droits",
    ("QF_MOINS_400", "QF_400_799"),
    Input("caf_locale", (ALL_BANDS,)),
    "Part des foyers allocataires au quotient familial inférieur à 800 €, fichier local",
    "Combien de foyers peuvent prétendre aux tarifs les plus bas ?",
    f"Foyers au quotient inconnu comptés au dénominateur. {SMALL}",
)
pr_dep50 = _share(
    "pr_dep50",
    "precarite",
    ("FOYERS_DEPENDANTS_50",),
    Input("caf_locale", ("FOYERS_REFERENCE",)),
    "Part des foyers allocataires vivant au moins pour moitié de prestations",
    "Combien de foyers dépendent des prestations ?",
    f"Hors étudiants et 65 ans et plus, ressources connues. {SMALL}",
)
pr_dep100 = _share(
    "pr_dep100",
    "precarite",
    ("FOYERS_DEPENDANTS_100",),
    Input("caf_locale", ("FOYERS_REFERENCE",)),
    "Part des foyers allocataires sans autre ressource que les prestations",
    "Combien de foyers n’ont que les prestations ?",
    f"Hors étudiants et 65 ans et plus, ressources connues. {SMALL}",
)
lo_impayes = _given(
    "lo_impayes",
    "logement",
    "IMPAYES",
    "Foyers aidés au logement en impayé de loyer",
    "Combien de foyers ne paient plus leur loyer ?",
    "foyers",
    f"Impayés signalés à la Caf par les bailleurs : les autres n’y sont pas. {SMALL}",
)
lo_indecence = _given(
    "lo_indecence",
    "logement",
    "NON_DECENCE",
    "Logements non décents dont l’aide est retenue",
    "Combien de logements aidés ne sont pas décents ?",
    "logements",
    f"Logements signalés et contrôlés : les autres n’y sont pas. {SMALL}",
)
