"""Chapter 80: living standards, poverty, unemployment."""

from __future__ import annotations

from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, compared, known
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import INCOME, crossing
from ctg_lib.chapters.distribution import among
from ctg_lib.chapters.mapping import coloured
from ctg_lib.chapters.sentences import caf_change, kept, rounded_change, say, to_fives
from ctg_lib.territory import Level
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import readable
from ctg_lib.vintage import compare

REGISTERED = "pr_inscr_nb"
CLOSED = (
    "pr_med_ancien",
    "pr_d1",
    "pr_pauvrete_ancien",
    "pr_pauvrete_jeunes",
    "pr_pauvrete_30_39",
    "pr_pauvrete_40_49",
    "pr_pauvrete_75p",
    "pr_pauvrete_locataires",
    "pr_presta",
    "pr_mini",
    "pr_impo",
)
JOBS = ("pr_emploi_prive", "pr_emploi_prive_100", "pr_etab")
SECTORS = ("pr_emploi_industrie", "pr_emploi_commerce", "pr_emploi_non_marchand")
# Shown where their file is loaded; told among what is not known where it is not.
SEEKERS = ("pr_inscr_f", "pr_inscr_50p", "je_inscr", "je_inscr_part")
LOCAL = ("pr_ccas", "pr_domic", "pr_dep50", "pr_dep100")
WORK = ("pr_chom_f", "pr_tp_part", "pr_cdd")


def _unemployment(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(
        diagnostic,
        ("pr_chom", "je_cho_1524", "pr_sans_diplome"),
        "Emploi et qualification : comparaison",
    )


def _seekers(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.trend(
        diagnostic,
        [REGISTERED],
        ["habitants inscrits"],
        "Habitants inscrits à France Travail (catégories A, B et C), chaque quatrième trimestre",
        to_fives("la Dares"),
    )


def _jobs(diagnostic: Diagnostic) -> View | Block | None:
    if not diagnostic.history("pr_emploi_prive")["value"].any():
        return None  # a line of zeros says less than the table
    return drawing.trend(
        diagnostic,
        ["pr_emploi_prive"],
        ["emplois salariés privés"],
        "Emplois salariés privés situés sur place, au 31 décembre",
        "Emplois comptés là où l’on travaille\u00a0: leurs salariés habitent souvent ailleurs.",
    )


def _closed(diagnostic: Diagnostic) -> Block:
    return compared(diagnostic, "Revenus, série close en 2021 : à ne pas rapprocher de 2023", CLOSED)


def _levels(diagnostic: Diagnostic) -> Block:
    return compared(diagnostic, "Niveau de vie médian à chaque niveau, série close", ("pr_med_epci",))


def _change(diagnostic: Diagnostic) -> str | None:
    """How many more or fewer are registered than at the first fourth quarter that may be compared, rounding counted."""
    return rounded_change(diagnostic, REGISTERED, at="au", since="depuis le", subject="Le nombre d’inscrits est")


# Some of them work: it is no rate of unemployment, and stands beside one.
REGISTERED_SHARE = (
    "Les inscrits à France Travail (catégories A, B et C, dont certains travaillent\u00a0: ce n’est pas un taux de "
    "chômage) représentent {value} des 15-64 ans"
)


def _gap(diagnostic: Diagnostic) -> list[str]:
    break_reason = compare("filosofi", "2021", "2023", other="filosofi_2023").reason
    seekers, jobs = diagnostic.own("pr_inscr"), diagnostic.own("pr_emploi_prive_100")
    return kept(
        say(diagnostic, "pr_med", "Le niveau de vie médian est de {value} par an et par unité de consommation"),
        say(diagnostic, "pr_taux_pauvrete", "{value} des habitants vivent sous le seuil de pauvreté"),
        say(diagnostic, "pr_chom", "Le chômage au sens du recensement touche {value} des actifs de 15 à 64 ans"),
        say(diagnostic, "pr_inscr", REGISTERED_SHARE) if readable(seekers) else None,
        _change(diagnostic),
        caf_change(diagnostic, "ad_rsa", "foyers au RSA"),
        say(
            diagnostic,
            "pr_emploi_prive_100",
            "Sur place, {value} emplois salariés privés pour 100 habitants qui travaillent",
        )
        if readable(jobs)
        else None,
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
        REGISTERED,
        "pr_inscr",
        "pr_sans_diplome",
    ),
    services=("ad_rsa_pct", "ad_ppa_pct", "lo_al_pct"),
    others=(*CLOSED, "pr_med_epci", *JOBS, *SECTORS, *SEEKERS, *WORK, *LOCAL),
    captions=("", "Précarité et insertion : ce que verse la Caf"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les aides du CCAS et des associations : aucun fichier ouvert.",
        "L’ancienneté d’inscription des demandeurs d’emploi : non publiée par commune ; France Travail la connaît.",
        "La pauvreté selon l’âge ou le logement après 2021 : l’Insee ne la publie plus au niveau communal.",
    ),
    need_views=(
        coloured(("pr_taux_pauvrete",), "Où le taux de pauvreté est-il le plus élevé ?"),
        among("pr_med"),
        _seekers,
        _unemployment,
        known("Qui cherche un emploi", SEEKERS),
        known("Emplois des habitants : femmes, temps partiel, contrats courts", WORK),
        known("Ce que la Caf et le CCAS recensent", LOCAL),
        known("L’emploi privé sur place", (*JOBS, *SECTORS)),
        _jobs,
        _closed,
        _levels,
    ),
    gap_views=(crossing(INCOME),),
    mapped=("pr_taux_pauvrete",),
)
