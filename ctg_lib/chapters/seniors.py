"""Chapter 74: older inhabitants, how they live, who helps them."""

from __future__ import annotations

from ctg_lib import parameters
from ctg_lib.analysis.comparison import Z
from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import OLD_AGE, crossing
from ctg_lib.chapters.distribution import among
from ctg_lib.chapters.sentences import kept, say, shown
from ctg_lib.chapters.services_map import served
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import period, readable

SHARES = ("ctx_65p_part", "se_75p_part", "se_80p_part")
ALONE = ("se_65_seul", "se_80_seul", "se_75p_evol")
HOMES = ("se_hebergement_1000", "se_places", "se_ehpad")
CARE = ("se_infirmiers_1000", "se_domicile", "se_domicile_places")
MAPPED = "se_75p_part"


def _shares(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, SHARES, "Les aînés pèsent-ils plus qu’ailleurs ?")


_map = served((MAPPED,), "Où vivent les plus âgés, et où sont leurs services ?", ("autonomie",))


def _coming(diagnostic: Diagnostic) -> str | None:
    """Those who reach 75 within fifteen years, beside those who are there: ages, and not a forecast."""
    younger, older = diagnostic.own("ctx_60_74"), diagnostic.own("ctx_75p")
    if not (readable(younger) and readable(older)) or not older["value"]:
        return None
    gap, chance = younger["value"] - older["value"], Z * (younger["value"] + older["value"]) ** 0.5
    verb = "sont à peu près aussi nombreux que" if abs(gap) <= chance else ""
    verb = verb or ("sont plus nombreux que" if gap > 0 else "sont moins nombreux que")
    return (
        f"Les 60-74 ans ({shown(younger)} habitants, {text(period(younger))}) {verb} les 75 ans et plus "
        f"({shown(older)})\u00a0: dans quinze ans, ceux qui restent auront tous 75 ans ou plus."
    )


def _helpers(diagnostic: Diagnostic) -> str | None:
    """The ages of children and parents, where there are enough parents for a ratio to mean anything."""
    if diagnostic.own("se_aidants")["denominator"] < parameters.value("denominateur_minimal_part"):
        return None
    return say(diagnostic, "se_aidants", "Pour 100 habitants de 85 ans et plus, il y en a {value} de 55 à 64 ans")


def _homes(diagnostic: Diagnostic) -> str | None:
    """What a home changes to the figures of the oldest, said where there is one or none."""
    homes = diagnostic.own("se_hebergement")
    if not readable(homes):
        return None
    if homes["value"] == 0:
        return (
            f"Aucun établissement d’hébergement n’est compté sur place ({text(period(homes))})\u00a0: les plus âgés du "
            "territoire y vivent chez eux ou chez des proches, et ceux qui entrent en établissement partent "
            "vivre ailleurs."
        )
    return (
        "Des établissements d’hébergement sont comptés sur place\u00a0: leurs résidents, parfois venus d’ailleurs, "
        "sont parmi les plus âgés de ces chiffres."
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "se_75p_part", "Les 75 ans et plus sont {value} des habitants"),
        say(diagnostic, "se_80p_part", "Les 80 ans et plus sont {value} des habitants"),
        _coming(diagnostic),
        _helpers(diagnostic),
        _homes(diagnostic),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    helps = diagnostic.own("se_aide")
    nobody = readable(helps) and helps["value"] == 0
    return kept(
        "Qui repère aujourd’hui les personnes âgées isolées, et qui les visite ?",
        "Aucun service d’aide à domicile n’est installé sur place\u00a0: lesquels interviennent, et avec quels délais ?"
        if nobody
        else "Les services d’aide à domicile trouvent-ils à recruter, et refusent-ils des demandes ?",
        "Quel répit pour les proches qui aident, et pour les parents qui ont des enfants et des aînés à charge ?",
        "Les logements permettent-ils de vieillir chez soi\u00a0: escaliers, salle de bains, distance aux commerces ?",
    )


CHAPTER = Chapter(
    id="74_seniors",
    title="Autonomie et seniors",
    needs=("se_65p", "se_75p", "se_80p", "se_85p", *SHARES, "ctx_indv", "se_75p_femmes", "se_aidants"),
    services=OLD_AGE.services,
    others=(*ALONE, *HOMES, *CARE, "ctx_60_74", "ctx_75p"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les places d’hébergement et les listes d’attente : les établissements et le département les connaissent.",
        "Les bénéficiaires de l’allocation personnalisée d’autonomie : le département.",
        "Les petites retraites et le minimum vieillesse : la Carsat et la MSA.",
        "L’isolement ressenti, les chutes, le renoncement aux soins : le CCAS, les soignants et les proches.",
        "Le nombre d’aînés dans cinq ou dix ans : l’Insee projette le département, non la commune.",
    ),
    need_views=(_shares, among("se_75p_part"), known("Vivre seul, vieillir sur place", ALONE), _map),
    service_views=(known("Vieillir : l’hébergement", HOMES), known("Vieillir : l’aide et le soin à domicile", CARE)),
    gap_views=(crossing(OLD_AGE),),
    mapped=(MAPPED,),
)
