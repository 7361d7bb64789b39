"""Chapter 10: who lives here."""

from __future__ import annotations

import pandas as pd

from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import OLD_AGE, SOCIAL, crossing
from ctg_lib.chapters.sentences import kept, say, shown
from ctg_lib.views import tables
from ctg_lib.views.view import Block, View, source_line

SHARES = ("ctx_0_14_part", "ctx_15_29_part", "ctx_60_74_part", "ctx_75p_part")


def _ages(diagnostic: Diagnostic) -> View | None:
    return drawing.gaps(diagnostic, SHARES, "Les âges : comparaison")


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


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "ctx_0_14_part", "Les moins de 15 ans sont {value} des habitants"),
        say(diagnostic, "ctx_75p_part", "Les 75 ans et plus sont {value} des habitants"),
        say(
            diagnostic,
            "ctx_solde_nat",
            "Le solde naturel (naissances moins décès) est de {value} pour 1\u202f000 habitants et par an",
        ),
        "Trois populations coexistent\u00a0: celle du recensement, qui sert aux parts par âge\u00a0; la municipale, la "
        "plus récente\u00a0; la totale, sur laquelle se lisent les seuils de la loi.",
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    name = text(diagnostic.territory.at_name)
    return [
        f"Quels programmes de logements sont prévus {name} d’ici la fin de la convention, et pour quels ménages ?",
        "Les âges observés sur le terrain (écoles, clubs, services aux aînés) suivent-ils ces chiffres ?",
        "Des quartiers vieillissent-ils ou rajeunissent-ils à part du reste du territoire ?",
    ]


CHAPTER = Chapter(
    id="10_portrait",
    title="Portrait du territoire",
    needs=("ctx_pop", "ctx_pop_legale", "ctx_pop_totale", *SHARES, "ctx_indv", "ctx_solde_nat", "se_80p"),
    services=("se_hebergement", "se_aide", "se_generalistes", "av_biblio", "av_sport"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les arrivées et les départs d’habitants : aucun fichier chargé ne les compte.",
        "Les écarts entre quartiers : les fichiers chargés s’arrêtent à la commune.",
        "Ce qui aurait changé entre les recensements 2022 et 2023 : deux millésimes voisins ne se comparent pas.",
    ),
    captions=("", "Équipements et services pour tous les âges"),
    others=OLD_AGE.indicators + SOCIAL.indicators,
    need_views=(drawing.age_pyramid, _ages, _legal),
    gap_views=(crossing(SOCIAL, OLD_AGE),),
)
