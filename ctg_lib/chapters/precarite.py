"""Chapter 80: living standards, poverty, unemployment."""

from __future__ import annotations

from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, compared
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import INCOME, crossing
from ctg_lib.chapters.sentences import kept, say
from ctg_lib.territory import Level
from ctg_lib.views.view import Block, View
from ctg_lib.vintage import compare


def _unemployment(diagnostic: Diagnostic) -> View | None:
    return drawing.gaps(
        diagnostic,
        ("pr_chom", "je_cho_1524", "pr_sans_diplome"),
        "Emploi et qualification : comparaison",
    )


CLOSED = ("pr_med_ancien", "pr_pauvrete_ancien", "pr_pauvrete_jeunes", "pr_pauvrete_locataires", "pr_presta")


def _closed(diagnostic: Diagnostic) -> Block:
    return compared(diagnostic, "Revenus, série close en 2021 : à ne pas rapprocher de 2023", CLOSED)


def _levels(diagnostic: Diagnostic) -> Block:
    return compared(diagnostic, "Niveau de vie médian à chaque niveau, série close", ("pr_med_epci",))


def _gap(diagnostic: Diagnostic) -> list[str]:
    break_reason = compare("filosofi", "2021", "2023", other="filosofi_2023").reason
    return kept(
        say(diagnostic, "pr_med", "Le niveau de vie médian est de {value} par an et par unité de consommation"),
        say(diagnostic, "pr_taux_pauvrete", "{value} des habitants vivent sous le seuil de pauvreté"),
        say(diagnostic, "pr_chom", "Le chômage au sens du recensement touche {value} des actifs de 15 à 64 ans"),
        f"Ce qui suit est d’une série close, à ne pas rapprocher de la nouvelle ({break_reason}).",
        say(diagnostic, "pr_med_epci", "Série close\u00a0: niveau de vie médian de {value}", Level.EPCI),
        say(diagnostic, "pr_med_ancien", "Série close\u00a0: niveau de vie médian de {value}"),
        say(diagnostic, "pr_pauvrete_ancien", "Série close\u00a0: taux de pauvreté de {value}"),
        say(diagnostic, "pr_pauvrete_jeunes", "Série close\u00a0: taux de pauvreté de {value} avant 30 ans"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Qui sont les ménages pauvres que la médiane ne montre pas : parents seuls, jeunes, retraités, locataires ?",
        "Que disent les demandes d’aide au CCAS et aux associations, en nombre et en nature ?",
        "Quels freins à l’emploi reviennent le plus : garde d’enfants, transport, qualification, santé ?",
    ]


CHAPTER = Chapter(
    id="80_precarite",
    title="Précarité et insertion",
    needs=(
        "pr_med",
        "pr_taux_pauvrete",
        "pr_chom",
        "je_cho_1524",
        "pr_sans_diplome",
    ),
    services=("ad_rsa_pct", "ad_ppa_pct", "lo_al_pct"),
    others=(*CLOSED, "pr_med_epci"),
    captions=("", "Précarité et insertion : ce que verse la Caf"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les aides du CCAS et des associations : aucun fichier ouvert.",
        "Les demandeurs d’emploi inscrits à France Travail : non chargés dans cette édition.",
        "La pauvreté selon l’âge ou le logement après 2021 : l’Insee ne la publie plus au niveau communal.",
    ),
    need_views=(_unemployment, _closed, _levels),
    gap_views=(crossing(INCOME),),
)
