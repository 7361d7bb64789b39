"""Chapter 60: what the Caf pays, and where to ask."""

from __future__ import annotations

from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import RIGHTS, crossing
from ctg_lib.chapters.sentences import caf_change, kept, say
from ctg_lib.views.view import View
from ctg_lib.views.wording import period, readable

SHARES = ("ad_couv", "ad_ppa_pct", "ad_rsa_pct")


def _shares(diagnostic: Diagnostic) -> View | None:
    return drawing.gaps(diagnostic, SHARES, "Les prestations : comparaison")


def _counts(diagnostic: Diagnostic) -> View | None:
    return drawing.trend(
        diagnostic,
        ["ad_ppa", "ad_rsa"],
        ["prime d’activité", "RSA"],
        "Foyers percevant la prime d’activité et le RSA, chaque décembre",
        "Effectifs arrondis par la Cnaf au multiple de 5\u00a0: un écart de moins de 5 n’en est pas un.",
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    offices = diagnostic.own("ad_fs")
    none_here = readable(offices) and offices["value"] == 0
    return kept(
        say(diagnostic, "ad_couv", "La Caf couvre {value} de la population"),
        caf_change(diagnostic, "ad_rsa", "foyers au RSA"),
        caf_change(diagnostic, "ad_ppa", "foyers à la prime d’activité"),
        f"Aucun espace France services n’est installé {text(diagnostic.territory.at_name)} ({period(offices)})\u00a0: "
        "un bus ou une permanence peut desservir ses habitants sans y être compté."
        if none_here
        else None,
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Quels habitants renoncent à leurs droits, et pourquoi ? Aucun chiffre communal ne mesure le non-recours.",
        "Où une personne peu à l’aise avec internet est-elle aidée, quels jours et à quelles heures ?",
        "Comment la mairie, le CCAS et la Caf s’échangent-ils les situations, dans le respect du secret ?",
    ]


CHAPTER = Chapter(
    id="60_acces_droits",
    title="Accès aux droits",
    needs=("ad_alloc", "ad_pers", "ad_couv", "ad_rsa", "ad_rsa_pct", "ad_ppa", "ad_ppa_pct"),
    services=("ad_fs", "ad_poste"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Le non-recours : il s’observe, il ne se lit dans aucun fichier communal.",
        "Les quotients familiaux, l’AAH et l’AEEH : non chargés, ou non publiés au niveau communal.",
        "Les familles relevant de la MSA : elles ne sont pas dans les chiffres de la Caf.",
    ),
    need_views=(_shares, _counts),
    gap_views=(crossing(RIGHTS),),
)
