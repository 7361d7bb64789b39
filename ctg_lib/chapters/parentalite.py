"""Chapter 50: families and single parents."""

from __future__ import annotations

from ctg_lib.chapters import drawing, places
from ctg_lib.chapters.chapter import Chapter, held, known
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import CHILDREN, PARENTS, crossing
from ctg_lib.chapters.sentences import caf_change, kept, say
from ctg_lib.sources import local_early
from ctg_lib.views.view import Block, View

SHARES = ("pa_mono_pct", "pa_mono_enf_pct")
TYPES = ("pa_mono_f", "pa_recomp_pct", "pa_nomb", "pa_nomb_pct")
YOUNG = ("pe_mono_pct", "en_mono_pct", "pe_no_emp_pct")
AIDED = ("pa_asf", "pa_asf_mono", "pa_cf")
FINANCED = "Les lieux d’accueil enfants-parents, le CLAS, le REAAP, la médiation : la Caf sait ce qu’elle finance."
SUPPORT = ("pe_laep", "pa_laep", "pa_clas", "pa_reaap")


def _single(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, SHARES, "Les familles monoparentales : comparaison")


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "pa_mono_pct", "Les familles monoparentales sont {value} des familles"),
        say(diagnostic, "pa_mono_enf_pct", "Parmi les familles avec enfants, {value} sont monoparentales"),
        caf_change(diagnostic, "pa_af", "foyers aux allocations familiales"),
        None
        if held(diagnostic, SUPPORT)
        else "Aucun fichier chargé ne recense les lieux d’accueil enfants-parents, l’accompagnement à la scolarité ni "
        "la médiation familiale\u00a0: l’inventaire est à faire par la Caf et la commune.",
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Quelles actions de soutien à la parentalité touchent aujourd’hui les parents seuls ?",
        "Les parents seuls trouvent-ils un mode de garde compatible avec leurs horaires de travail ?",
        "Où un parent en difficulté peut-il pousser une porte sans rendez-vous ?",
    ]


CHAPTER = Chapter(
    id="50_parentalite",
    title="Parentalité et familles",
    needs=("pa_fam", "pa_fam_enf", "pa_coup_enf", "pa_mono", *SHARES, "pa_sans_enf_pct", "pa_af"),
    services=("en_alsh", "en_alsh_1000"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les enfants qui vivent tantôt chez un parent, tantôt chez l’autre : le recensement les compte à une adresse.",
        FINANCED,
        "Les pensions alimentaires impayées et les séparations en cours.",
    ),
    need_views=(
        _single,
        known("Quelles familles : parents seuls, recomposées, nombreuses", TYPES),
        known("Les jeunes enfants dont la famille est fragile", YOUNG),
        known("Parentalité : les familles que la Caf aide", AIDED),
    ),
    service_views=(
        known("Le soutien aux parents, recensé sur place", SUPPORT),
        places.on_site(local_early.DROP_IN, "Les lieux d’accueil enfants-parents, d’après le recensement local"),
    ),
    gap_views=(crossing(PARENTS, CHILDREN),),
    answered={FINANCED: "pe_laep"},
    captions=("", "Accueils de loisirs, seule réponse que recensent les fichiers nationaux"),
    others=(*CHILDREN.indicators, *TYPES, *YOUNG, *AIDED, *SUPPORT),
)
