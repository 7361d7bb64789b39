"""Portrait: how many inhabitants, since when, and why their number changes; where and how they live."""

from __future__ import annotations

import pandas as pd

from ctg_lib import parameters
from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, indicator, ratio, total

AGES = ("P_POP0014", "P_POP1529", "P_POP3044", "P_POP4559", "P_POP6074", "P_POP7589", "P_POP90P")
CENSUS = "Insee, recensement de la population, définitions"
# Two censuses this far apart share no survey, even astride the one that was cancelled.
STEP = int(parameters.value("rp_ecart_sans_enquete_annulee"))
NOW = Input("rp", AGES)
BEFORE = Input("rp", ("P_POP",), lag=STEP, prefix="avant:")
BETWEEN = Input("etat_civil", ("naissances", "deces"), years=STEP, lag=1)

total(
    "ctx_pop",
    NOW,
    label="Population (recensement)",
    question="Combien d’habitants ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="habitants",
    formula="somme des sept classes d’âge P_POP0014 à P_POP90P",
    reference=CENSUS,
    precision=Precision.CENSUS,
    caveat="Population municipale ; les seuils de la loi se lisent sur la population totale.",
)
total(
    "ctx_pop_legale",
    Input("population_legale", ("PMUN",)),
    label="Population légale municipale",
    question="Combien d’habitants, officiellement ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="habitants",
    reference="Décret annuel authentifiant les populations légales",
    precision=Precision.EXACT,
)
total(
    "ctx_pop_totale",
    Input("population_legale", ("PTOT",)),
    label="Population légale totale",
    question="De quel côté des seuils de la loi ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="habitants",
    reference="Décret annuel authentifiant les populations légales",
    precision=Precision.EXACT,
    caveat=(
        "Compte aussi les habitants recensés ailleurs (étudiants, résidents d’établissements) : c’est elle qui décide "
        "des seuils légaux."
    ),
)


# ── Since 1876 ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _historical(identifier: str, definition: str, name: str, caveat: str) -> Indicator:
    """The population at the censuses of one definition."""
    return total(
        identifier,
        Input("population_historique", (definition,)),
        label=name,
        question="Combien d’habitants aux recensements passés ?",
        theme="portrait",
        role=Role.CONTEXT,
        unit="habitants",
        reference="Insee, base des populations historiques",
        precision=Precision.EXACT,
        caveat=f"{caveat} Découpage communal actuel.",
    )


_historical(
    "ctx_pop_1876",
    "PTOT",
    "Population totale, de 1876 à 1954",
    "Compte aussi les personnes recensées à part (casernes, internats).",
)
_historical(
    "ctx_pop_1962",
    "PSDC",
    "Population sans doubles comptes, de 1962 à 1999",
    "Chaque personne y est comptée une fois ; autre définition qu’avant 1962 et qu’après 1999.",
)
_historical(
    "ctx_pop_2006",
    "PMUN",
    "Population municipale, depuis 2006",
    "Recensement en continu : chaque année repose sur cinq ans d’enquête.",
)


# ── Why it changes ───────────────────────────────────────────────────────────────────────────────────────────────────


def _population(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The population now, and at the census before."""
    return t[list(AGES)].sum(axis=1, skipna=False), t["avant:P_POP"]


def _change(t: pd.DataFrame) -> pd.Series:
    now, before = _population(t)
    return 100 * ((now / before) ** (1 / STEP) - 1)


def _natural(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Births less deaths of a year, and the population that they are of, on average over the years."""
    now, before = _population(t)
    births, deaths = (
        t[[BETWEEN.named(name, back) for back in range(STEP)]].sum(axis=1, skipna=False) for name in BETWEEN.columns
    )
    return (births - deaths) / STEP, (now + before) / 2


@indicator(
    "ctx_pop_var",
    label="Variation annuelle de la population, en %",
    question="La population augmente-t-elle ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pct_par_an",
    inputs=(NOW, BEFORE),
    formula=f"taux annuel composé entre P_POP du recensement d’il y a {STEP} ans et la somme des sept classes d’âge",
    reference="Insee, taux de variation annuel moyen",
    precision=Precision.CENSUS,
    caveat=f"Deux recensements distants de {STEP} ans : plus proches, ils partageraient des années d’enquête.",
)
def ctx_pop_var(t: pd.DataFrame) -> pd.Series:
    return _change(t)


@indicator(
    "ctx_pop_var_nat",
    label="dont variation due aux naissances et aux décès, en % par an",
    question="La population augmente-t-elle par ses naissances ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pct_par_an",
    inputs=(NOW, BEFORE, BETWEEN),
    formula=f"100 × (naissances moins décès des {STEP} années) / {STEP} / moyenne des deux populations",
    reference="Insee, solde naturel",
    precision=Precision.CENSUS,
    caveat="Un Ehpad dans la commune pèse sur les décès.",
)
def ctx_pop_var_nat(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return _natural(t)


@indicator(
    "ctx_solde_mig",
    label="dont variation due aux arrivées et aux départs, en % par an",
    question="Arrive-t-il plus d’habitants qu’il n’en part ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pct_par_an",
    inputs=(NOW, BEFORE, BETWEEN),
    formula="ctx_pop_var moins ctx_pop_var_nat : ce que naissances et décès n’expliquent pas",
    reference="Insee, solde apparent des entrées et des sorties",
    precision=Precision.CENSUS,
    caveat="Un reste, et non un comptage : les erreurs des deux recensements y tombent aussi.",
)
def ctx_solde_mig(t: pd.DataFrame) -> pd.Series:
    births, people = _natural(t)
    return _change(t) - 100 * births / people


@indicator(
    "ctx_solde_nat",
    label="Solde naturel pour 1 000 habitants, moyenne de trois ans",
    question="Naît-il plus d’habitants qu’il n’en meurt ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pour_1000",
    inputs=(Input("etat_civil", ("naissances", "deces"), years=3), Input("population_legale", ("PMUN",))),
    formula="(naissances − décès des trois dernières années) / 3, pour 1 000 habitants (PMUN)",
    reference="Insee, solde naturel",
    precision=Precision.BALANCE,
    caveat="Petits nombres : un Ehpad dans la commune pèse sur les décès.",
)
def ctx_solde_nat(t: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    births = t[["naissances", "naissances-1", "naissances-2"]].sum(axis=1, skipna=False)
    deaths = t[["deces", "deces-1", "deces-2"]].sum(axis=1, skipna=False)
    return (births - deaths) / 3, t["PMUN"]


# ── Where and how they live ──────────────────────────────────────────────────────────────────────────────────────────

ratio(
    "ctx_dens",
    Input("population_legale", ("PMUN",)),
    Input("superficie", ("superficie_km2",)),
    label="Densité (habitants au km²)",
    question="Les habitants sont-ils serrés ou dispersés ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="hab_km2",
    reference="Insee, densité de population",
    precision=Precision.EXACT,
    caveat="Superficie entière, bois et champs compris : les quartiers habités sont plus denses.",
)
total(
    "ctx_grille",
    Input("densite", ("DENS7",)),
    label="Classe de la grille de densité (1 grand centre urbain, 7 rural très dispersé)",
    question="La commune est-elle urbaine ou rurale ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="classe",
    reference="Insee, grille de densité à sept classes",
    precision=Precision.EXACT,
    caveat=(
        "1 grands centres urbains, 2 centres urbains intermédiaires, 3 petites villes, 4 ceintures urbaines, 5 bourgs "
        "ruraux, 6 rural à habitat dispersé, 7 rural à habitat très dispersé."
    ),
)
total(
    "ctx_aire",
    Input("aires", ("CATEAAV2020",)),
    label="Place dans l’aire d’attraction d’une ville (11 centre, 20 couronne, 30 hors aire)",
    question="Vers quelle ville les actifs se tournent-ils ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="classe",
    reference="Insee, aires d’attraction des villes 2020",
    precision=Precision.EXACT,
    caveat=(
        "11 commune-centre, 12 autre commune du pôle principal, 13 pôle secondaire, 20 couronne, 30 hors attraction "
        "des villes."
    ),
)
total(
    "ctx_iris",
    Input("iris", ("IRIS_H", "IRIS_A", "IRIS_D")),
    label="Quartiers statistiques (IRIS) de la commune",
    question="L’Insee découpe-t-il la commune en quartiers ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="iris",
    reference="Insee, liste des IRIS",
    precision=Precision.EXACT,
    caveat="0 : la commune n’est pas découpée, et aucun chiffre officiel ne descend au-dessous d’elle.",
)
ratio(
    "ctx_men_taille",
    Input("rp", ("P_PMEN",)),
    Input("rp", ("P_MEN",)),
    label="Taille moyenne des ménages",
    question="Combien de personnes par logement habité ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="par_menage",
    reference=CENSUS,
    precision=Precision.CENSUS,
)
ratio(
    "ctx_amenage",
    Input("rp", ("P_MEN_ANEM0002",)),
    Input("rp", ("P_MEN",)),
    label="Part des ménages installés depuis moins de deux ans",
    question="La population se renouvelle-t-elle vite ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
    caveat="Déménagements dans la commune même compris.",
)
ratio(
    "ctx_pcs_cad",
    Input("rp", ("C_POP15P_CS3",)),
    Input("rp", ("C_POP15P",)),
    label="Part des cadres parmi les 15 ans et plus",
    question="Quelle est la place des cadres ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="part",
    reference=CENSUS,
    precision=Precision.QUARTER,
    caveat="Cadres et professions intellectuelles supérieures, en activité ; les retraités n’en sont pas.",
)
ratio(
    "ctx_tx_act_f",
    Input("rp", ("P_FACT1564",)),
    Input("rp", ("P_F1564",)),
    label="Taux d’activité des femmes de 15 à 64 ans",
    question="Combien de femmes travaillent ou cherchent un emploi ?",
    theme="portrait",
    role=Role.NEED,
    unit="part",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat="Plus il est élevé, plus les familles demandent à faire garder leurs enfants.",
)
ratio(
    "ctx_emploi_conc",
    Input("rp", ("P_EMPLT",)),
    Input("rp", ("P_ACTOCC15P",)),
    label="Emplois sur place pour 100 actifs occupés qui y habitent",
    question="Travaille-t-on dans la commune ou ailleurs ?",
    theme="portrait",
    role=Role.CONTEXT,
    unit="pour_100",
    reference="Insee, indicateur de concentration d’emploi",
    precision=Precision.CENSUS,
    caveat="Au-dessous de 100, la commune compte moins d’emplois que d’actifs occupés.",
)
