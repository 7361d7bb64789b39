"""Chapter 60: what the Caf pays, and where to ask."""

from __future__ import annotations

from ctg_lib.chapters import drawing, guichets
from ctg_lib.chapters.chapter import Chapter, known
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import RIGHTS, crossing
from ctg_lib.chapters.distribution import among
from ctg_lib.chapters.sentences import caf_change, kept, say, to_fives
from ctg_lib.chapters.services_map import served
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import readable

SHARES = ("ad_couv", "ad_alloc_pct", "ad_ppa_pct", "ad_rsa_pct")
# Shown where their file, or their column, is loaded; told among what is not known where it is not.
MORE = ("ad_qf800", "ad_qf400", "ad_qf800_loc", "ad_qf400_loc", "ad_ins", "ad_rsa_pop")


def _shares(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, SHARES, "Les prestations : comparaison")


def _counts(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.trend(
        diagnostic,
        ["ad_ppa", "ad_rsa"],
        ["prime d’activité", "RSA"],
        "Foyers percevant la prime d’activité et le RSA, chaque décembre",
        to_fives("la Cnaf"),
    )


def _modest(diagnostic: Diagnostic) -> str | None:
    """The poorest of those that the Caf helps; without the file, that stands among what is not known, once."""
    if not readable(diagnostic.own("ad_qf800")):
        return None
    return say(
        diagnostic, "ad_qf800", "{value} des foyers allocataires ont un quotient familial de moins de 800\u00a0€"
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "ad_couv", "La Caf couvre {value} de la population"),
        _modest(diagnostic),
        caf_change(diagnostic, "ad_rsa", "foyers au RSA"),
        caf_change(diagnostic, "ad_ppa", "foyers à la prime d’activité"),
        *guichets.told(diagnostic),
        say(diagnostic, "ad_fibre", "{value} des locaux, logements et autres, peuvent être raccordés à la fibre"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Quels habitants renoncent à leurs droits, et pourquoi ? Aucun chiffre communal ne mesure le non-recours.",
        "Où une personne peu à l’aise avec internet est-elle aidée, quels jours et à quelles heures ?",
        "Comment la mairie, le CCAS et la Caf orientent-ils les habitants de l’un à l’autre, sans nommer personne ?",
    ]


CHAPTER = Chapter(
    id="60_acces_droits",
    title="Accès aux droits",
    needs=("ad_alloc", "ad_alloc_pct", "ad_pers", "ad_couv", "ad_rsa", "ad_rsa_pct", "ad_ppa", "ad_ppa_pct"),
    services=("ad_fs", "ad_fs_km", *guichets.LISTED, "ad_poste", "ad_fibre"),
    others=(*MORE, *guichets.WAITING),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Le non-recours : il s’observe, il ne se lit dans aucun fichier communal.",
        "Les foyers que la Caf n’aide pas : elle ne connaît pas leur quotient familial.",
        "Les familles relevant de la MSA : elles ne sont pas dans les chiffres de la Caf.",
    ),
    need_views=(
        _shares,
        among("ad_couv"),
        _counts,
        known("Accès aux droits : ressources des foyers allocataires", MORE),
    ),
    service_views=(
        served(("ad_fs_km",), "Où faire ses démarches ?", ("acces_droits",)),
        guichets.france_services,
        guichets.directory,
        guichets.online,
    ),
    gap_views=(crossing(RIGHTS),),
    mapped=("ad_fs_km",),
)
