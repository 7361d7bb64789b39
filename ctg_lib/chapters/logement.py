"""Chapter 70: housing."""

from __future__ import annotations

from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import HOUSING, crossing
from ctg_lib.chapters.sentences import caf_change, kept, say
from ctg_lib.views.view import View

# First December after the reform of the housing aid.
REFORM = "2021-12"
TENURE = ("lo_prop", "lo_loc_prive", "lo_hlm")


def _tenure(diagnostic: Diagnostic) -> View | None:
    return drawing.composition(
        diagnostic,
        TENURE,
        ["Propriétaires", "Locataires du privé (vide)", "Locataires du social"],
        "Qui est propriétaire, qui loue ?",
        "Le reste : meublés et logements occupés gratuitement.",
    )


def _aid(diagnostic: Diagnostic) -> View | None:
    return drawing.trend(
        diagnostic,
        ["lo_al"],
        ["foyers aidés"],
        "Foyers percevant une aide au logement, chaque décembre",
        "La courbe part de décembre 2021\u00a0: le calcul de l’aide a été réformé en janvier de cette année-là.",
        since=REFORM,
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "lo_prop", "{value} des ménages sont propriétaires"),
        say(diagnostic, "lo_hlm", "{value} des ménages louent un logement social"),
        say(diagnostic, "lo_vac", "{value} des logements sont vacants"),
        say(diagnostic, "lo_al_pct", "Les foyers aidés pour se loger représentent {value} des ménages"),
        caf_change(diagnostic, "lo_al", "foyers aidés"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Les jeunes ménages et les parents séparés trouvent-ils à se loger sur place ?",
        "Combien de demandes de logement social attendent, et depuis combien de temps ?",
        "Pourquoi des logements restent-ils vacants : travaux, vente, succession ?",
    ]


CHAPTER = Chapter(
    id="70_logement",
    title="Logement",
    needs=("lo_men", "lo_al", "lo_al_pct"),
    services=(*TENURE, "lo_vac"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "La demande de logement social et les délais d’attente : fichier non chargé.",
        "Les impayés de loyer et l’habitat indigne : la Caf, le CCAS et le fonds de solidarité logement les suivent.",
        "Le taux de la loi SRU : il se lit dans l’inventaire de l’État, non dans le recensement.",
    ),
    captions=("", "Le parc de logements, occupé et vacant"),
    need_views=(_aid,),
    gap_views=(crossing(HOUSING),),
    service_views=(_tenure,),
)
