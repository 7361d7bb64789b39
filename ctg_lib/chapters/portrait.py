"""Chapter 10: who lives here, since when, and why their number changes."""

from __future__ import annotations

import pandas as pd

from ctg_lib.chapters import drawing, places
from ctg_lib.chapters.chapter import Chapter, compared, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import OLD_AGE, SOCIAL, crossing
from ctg_lib.chapters.distribution import among
from ctg_lib.chapters.sentences import kept, say, shown
from ctg_lib.territory import Level
from ctg_lib.views import tables
from ctg_lib.views.view import Block, View, source_line
from ctg_lib.views.wording import is_order_of_magnitude, period, readable

PEOPLE = ("ctx_pop", "ctx_pop_legale", "ctx_pop_totale", "ctx_dens")
CHANGE = ("ctx_pop_var", "ctx_pop_var_nat", "ctx_solde_mig")
SHARES = (
    "ctx_0_14_part",
    "ctx_15_29_part",
    "ctx_30_44_part",
    "ctx_45_59_part",
    "ctx_60_74_part",
    "ctx_75p_part",
)
CLASSES = ("ctx_0_14", "ctx_15_29", "ctx_30_44", "ctx_45_59", "ctx_60_74", "ctx_75p")
# The newest definition first: it is the one that goes on.
DEFINITIONS = {
    "ctx_pop_2006": "population municipale",
    "ctx_pop_1962": "sans doubles comptes",
    "ctx_pop_1876": "population totale",
}
CHILDREN = ("ctx_0_2", "ctx_0_2_part", "ctx_3_5", "ctx_6_10", "ctx_11_17", "ctx_18_24")
HOUSEHOLDS = ("ctx_men_taille", "ctx_amenage", "ctx_pcs_cad", "ctx_tx_act_f", "ctx_emploi_conc")
ZONES = ("ctx_grille", "ctx_aire", "ctx_iris")
SERVICES = ("se_generalistes", "av_biblio", "av_sport")
# What the crossing shows beside them.
CROSSED = tuple(name for name in SOCIAL.indicators + OLD_AGE.indicators if name not in SERVICES)


def _history(diagnostic: Diagnostic) -> View | Block | None:
    """A line a definition: none joins two of them."""
    first, last = (diagnostic.history(name) for name in ("ctx_pop_1876", "ctx_pop_2006"))
    if first.empty or last.empty:
        return None
    oldest, newest = first.iloc[0], last.iloc[-1]
    return drawing.trend(
        diagnostic,
        list(DEFINITIONS),
        list(DEFINITIONS.values()),
        "Les habitants, recensement après recensement",
        f"{shown(oldest)} habitants en {oldest['vintage']}, {shown(newest)} en {newest['vintage']}. Trois définitions "
        "se suivent, d’où trois courbes\u00a0: on ne calcule pas d’évolution de l’une à l’autre.",
    )


def _ages(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, SHARES, "Les âges : comparaison")


def _classes(diagnostic: Diagnostic) -> Block:
    return compared(diagnostic, "Combien d’habitants à chaque âge", CLASSES)


def _legal(diagnostic: Diagnostic) -> Block | None:
    """Legal populations as a table: yearly values overlap, and a line between them would say too much."""
    rows = diagnostic.history("ctx_pop_legale")
    if rows.empty:
        return None
    frame = pd.DataFrame(
        {"Année": list(rows["vintage"]), "Population municipale": [shown(r) for _, r in rows.iterrows()]}
    )
    return Block(
        tables.plain("La population légale, année par année", frame)
        + '<p class="source">Chaque année repose sur cinq ans d’enquête : lire la tendance, pas l’écart d’un an sur '
        + "l’autre.</p>"
        + source_line(diagnostic.told(rows["source"]))
    )


def _why(diagnostic: Diagnostic) -> str | None:
    """How the population moved between two censuses that may be compared, and by what."""
    told = _moved(diagnostic, None)
    if told is None:
        return None
    row = diagnostic.own("ctx_pop_var")
    epci = next((one for one in diagnostic.comparators if one.level is Level.EPCI), None)
    there = _moved(diagnostic, Level.EPCI) if epci else None
    beside = f" {text(epci.at_name[:1].upper() + epci.at_name[1:])}\u00a0: {there}." if epci and there else ""
    rough = is_order_of_magnitude(diagnostic.own("ctx_pop_var_nat"))
    chance = " C’est un ordre de grandeur\u00a0: quelques naissances ou décès de plus le changeraient." if rough else ""
    return f"Variation annuelle de la population ({text(period(row))})\u00a0: {told}.{beside}{chance}"


def _moved(diagnostic: Diagnostic, level: Level | None) -> str | None:
    rows = [diagnostic.row(name, level) for name in CHANGE]
    if any(row is None or not readable(row) for row in rows):
        return None
    whole, natural, moves = (f"{shown(row)}\u202f%" for row in rows if row is not None)
    return f"{whole}, dont {natural} par les naissances et les décès et {moves} par les arrivées et les départs"


def _quarters(diagnostic: Diagnostic) -> str | None:
    row = diagnostic.own("ctx_iris")
    if not readable(row) or not row["value"]:
        return None
    return (
        f"L’Insee découpe le territoire en {shown(row, name=True)} (IRIS)\u00a0: des chiffres plus fins que la commune "
        "existent, que cette édition ne montre pas."
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        _why(diagnostic),
        say(diagnostic, "ctx_0_14_part", "Les moins de 15 ans sont {value} des habitants"),
        say(diagnostic, "ctx_75p_part", "Les 75 ans et plus sont {value} des habitants"),
        say(diagnostic, "ctx_indj", "On compte {value} habitants de moins de 20 ans pour 100 de 60 ans et plus"),
        say(
            diagnostic,
            "ctx_solde_nat",
            "Le solde naturel (naissances moins décès) est de {value} pour 1\u202f000 habitants et par an",
        ),
        say(diagnostic, "ctx_dens", "La densité est de {value} habitants au km²"),
        _quarters(diagnostic),
        "La population légale a deux formes\u00a0: la municipale, celle des habitants recensés sur place, et la "
        "totale, qui compte aussi des personnes recensées ailleurs. Les seuils de la loi se lisent le plus souvent sur "
        "la totale.",
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    name = text(diagnostic.territory.at_name)
    moves = diagnostic.own("ctx_solde_mig")
    return kept(
        f"Quels programmes de logements sont prévus {name} d’ici la fin de la convention, et pour quels ménages ?",
        "Qui part et qui arrive\u00a0: de jeunes ménages, des familles, des retraités ?" if readable(moves) else None,
        "Les âges observés sur le terrain (écoles, clubs, services aux aînés) suivent-ils ces chiffres ?",
        "Des quartiers vieillissent-ils ou rajeunissent-ils à part du reste du territoire ?",
    )


CHAPTER = Chapter(
    id="10_portrait",
    title="Portrait du territoire",
    needs=(*PEOPLE, *CHANGE, "ctx_solde_nat", *SHARES, "ctx_65p_part", "ctx_indv", "ctx_indj"),
    services=SERVICES,
    gap=_gap,
    questions=_questions,
    unknown=(
        "Qui arrive et qui s’en va : le solde des arrivées et des départs n’est qu’un reste, sans âge ni motif.",
        "Les écarts entre quartiers : les chiffres de cette page s’arrêtent à la commune.",
        "Ce qui aurait changé entre les recensements 2022 et 2023 : deux millésimes voisins ne se comparent pas.",
    ),
    captions=("", "Équipements et services pour tous les âges"),
    others=(*CROSSED, *CLASSES, *DEFINITIONS, *CHILDREN, *HOUSEHOLDS, *ZONES),
    need_views=(
        drawing.age_pyramid,
        _ages,
        among("ctx_0_14_part"),
        _classes,
        known("Les enfants et les jeunes, année d’âge par année d’âge", CHILDREN),
        _history,
        _legal,
        known("Les ménages, l’activité et l’emploi", HOUSEHOLDS),
        places.listed(
            "iris",
            "Les quartiers statistiques (IRIS)",
            kinds={"H": "habitat", "A": "activité", "D": "divers"},
        ),
    ),
    gap_views=(crossing(SOCIAL, OLD_AGE),),
)
