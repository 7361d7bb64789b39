"""Logement: tenure, vacancy, age and crowding of the dwellings, housing aid."""

from __future__ import annotations

import pandas as pd

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, indicator, ratio, total

CENSUS = "Insee, recensement de la population, définitions"
# What a dwelling is for those who live in it, from very under-occupied to much over-occupied.
OCCUPATION = tuple(
    f"C_RP_{kind}" for kind in ("SOUSOCC_TACC", "SOUSOCC_ACC", "SOUSOCC_MOD", "NORME", "SUROCC_MOD", "SUROCC_ACC")
)


@indicator(
    "lo_men",
    label="Ménages (résidences principales)",
    question="Combien de ménages ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="menages",
    inputs=(Input("rp_logement", ("OCS_DW_MAIN",)),),
    formula="OCS_DW_MAIN",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def lo_men(t: pd.DataFrame) -> pd.Series:
    return t["OCS_DW_MAIN"]


@indicator(
    "lo_prop",
    label="Part des ménages propriétaires",
    question="Combien sont propriétaires ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp_logement", ("TSH_100", "OCS_DW_MAIN")),),
    formula="TSH_100 / OCS_DW_MAIN",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def lo_prop(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["TSH_100"], t["OCS_DW_MAIN"]


@indicator(
    "lo_loc_prive",
    label="Part des locataires du parc privé (vide)",
    question="Combien louent dans le parc privé ?",
    theme="logement",
    role=Role.SERVICE,
    unit="part",
    inputs=(Input("rp_logement", ("TSH_211", "OCS_DW_MAIN")),),
    formula="TSH_211 / OCS_DW_MAIN",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
)
def lo_loc_prive(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["TSH_211"], t["OCS_DW_MAIN"]


@indicator(
    "lo_hlm",
    label="Part des locataires du parc social (recensement)",
    question="Combien logent en HLM ?",
    theme="logement",
    role=Role.SERVICE,
    unit="part",
    inputs=(Input("rp_logement", ("TSH_221", "OCS_DW_MAIN")),),
    formula="TSH_221 / OCS_DW_MAIN",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    caveat="D’après les habitants : ce n’est ni le répertoire des bailleurs ni le taux de la loi SRU.",
)
def lo_hlm(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["TSH_221"], t["OCS_DW_MAIN"]


@indicator(
    "lo_vac",
    label="Part des logements vacants",
    question="Des logements restent-ils vides ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="part",
    inputs=(Input("rp_logement", ("OCS_DW_VAC", "DWELLINGS")),),
    formula="OCS_DW_VAC / DWELLINGS",
    reference="Insee, recensement de la population, définitions",
    precision=Precision.CENSUS,
    caveat="Vacance au sens du recensement, différente de la vacance fiscale.",
)
def lo_vac(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["OCS_DW_VAC"], t["DWELLINGS"]


@indicator(
    "lo_al",
    label="Foyers percevant une aide au logement",
    question="Combien de foyers aidés pour se loger ?",
    theme="logement",
    role=Role.NEED,
    unit="foyers",
    inputs=(Input("caf_communes", ("indfoy_ndural",)),),
    formula="indfoy_ndural",
    reference="Cnaf, APL, ALF et ALS, décembre",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Calcul réformé en janvier 2021 : la baisse d’alors n’est pas celle du besoin.",
)
def lo_al(t: pd.DataFrame) -> pd.Series:
    return t["indfoy_ndural"]


@indicator(
    "lo_al_pct",
    label="Bénéficiaires d’une aide au logement rapportés aux ménages",
    question="L’aide au logement pèse-t-elle plus qu’ailleurs ?",
    theme="logement",
    role=Role.NEED,
    unit="part",
    inputs=(Input("caf_communes", ("indfoy_ndural",)), Input("rp_logement", ("OCS_DW_MAIN",))),
    formula="indfoy_ndural / OCS_DW_MAIN",
    reference="Cnaf et Insee",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Un foyer n’est pas un ménage : rapport indicatif.",
)
def lo_al_pct(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return t["indfoy_ndural"], t["OCS_DW_MAIN"]


ratio(
    "lo_sec",
    Input("rp_logement", ("OCS_DW_SEC_DW_OCC",)),
    Input("rp_logement", ("DWELLINGS",)),
    label="Part des résidences secondaires et logements occasionnels",
    question="Des logements ne servent-ils qu’une partie de l’année ?",
    theme="logement",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
)
ratio(
    "lo_anc",
    Input("rp", ("P_RP_ACH1919", "P_RP_ACH1945")),
    Input("rp", ("P_RP_ACHTOT",)),
    label="Part des résidences principales d’avant 1946",
    question="Le parc est-il ancien ?",
    theme="logement",
    role=Role.NEED,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Parmi les résidences principales dont l’époque est connue ; ancien ne veut pas dire dégradé.",
)
ratio(
    "lo_surocc",
    Input("rp", OCCUPATION[-2:]),
    Input("rp", OCCUPATION),
    label="Part des ménages à l’étroit (suroccupation modérée ou accentuée)",
    question="Combien de ménages manquent de pièces ?",
    theme="logement",
    role=Role.NEED,
    unit="part",
    reference="Insee, recensement de la population, norme d’occupation des logements",
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
    caveat=(
        "Sur l’ensemble des six classes d’occupation : celle de la norme n’en est qu’une. Estimation par sondage "
        "au quart dans les communes de moins de 10 000 habitants."
    ),
)


def _aid(identifier: str, column: str, name: str, who: str) -> None:
    """One of the three housing aids."""
    total(
        identifier,
        Input("caf_communes", (column,)),
        label=f"Foyers percevant l’{name}",
        question=f"Combien de foyers aidés au titre de l’{name.split(' (')[0]} ?",
        theme="logement",
        role=Role.CONTEXT,
        unit="foyers",
        reference=f"Cnaf, {name}, décembre",
        precision=Precision.ROUNDED,
        caveat=f"{who} Un foyer n’a qu’une des trois aides ; régime Caf seul.",
    )


_aid(
    "lo_apl",
    "indfoy_apl",
    "aide personnalisée au logement (APL)",
    "Logements conventionnés avec l’État : tout le parc social, une partie du privé.",
)
_aid(
    "lo_alf",
    "indfoy_alf",
    "allocation de logement familiale (ALF)",
    "Familles logées hors du parc conventionné.",
)
_aid(
    "lo_als",
    "indfoy_als",
    "allocation de logement sociale (ALS)",
    "Les autres, hors du parc conventionné : personnes seules, étudiants, couples sans enfant.",
)
