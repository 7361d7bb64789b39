"""Parentalité: what the Caf pays to parents alone and to larger families."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, ratio, total

total(
    "pa_asf",
    Input("caf_communes", ("indfoy_asf",)),
    label="Foyers percevant l’allocation de soutien familial",
    question="Combien de foyers élèvent un enfant privé de l’aide d’un parent ?",
    theme="parentalite",
    role=Role.NEED,
    unit="foyers",
    reference="Cnaf, allocation de soutien familial, décembre",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat="Pension absente, impayée ou très faible, ou enfant recueilli ; régime Caf seul.",
)
ratio(
    "pa_asf_mono",
    Input("caf_communes", ("indfoy_asf",)),
    Input("rp", ("C_FAMMONO",)),
    label="Foyers à l’allocation de soutien familial pour 100 familles monoparentales",
    question="Parmi les parents seuls, beaucoup élèvent-ils un enfant sans pension ?",
    theme="parentalite",
    role=Role.NEED,
    unit="pour_100",
    reference="Cnaf et Insee",
    precision=Precision.ROUNDED,
    polarity=Polarity.MORE_NEED,
    caveat=(
        "Deux comptes de nature différente : des foyers de la Caf, et des familles du recensement, estimées par "
        "sondage dans les petites communes. L’intervalle ne tient compte que de l’arrondi de la Cnaf."
    ),
)
total(
    "pa_cf",
    Input("caf_communes", ("indfoy_cf",)),
    label="Foyers percevant le complément familial",
    question="Combien de familles nombreuses aux revenus modestes ?",
    theme="parentalite",
    role=Role.CONTEXT,
    unit="foyers",
    reference="Cnaf, complément familial, décembre",
    precision=Precision.ROUNDED,
    caveat="Au moins trois enfants de plus de 3 ans, sous condition de ressources ; régime Caf seul.",
)
