"""Chapter 00: the territory itself."""

from __future__ import annotations

from ctg_lib.chapters import mapping, obligations, zonages
from ctg_lib.chapters.chapter import Chapter, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import kept, shown
from ctg_lib.territory import Level
from ctg_lib.value import Status
from ctg_lib.views.view import Mark, View, of_kind
from ctg_lib.views.wording import listing, plural

MAPPED = "ctx_0_14_part"


def _map(diagnostic: Diagnostic) -> View | None:
    return mapping.choropleth(diagnostic, [MAPPED], "Où les moins de 15 ans pèsent-ils le plus ?")


def _gap(diagnostic: Diagnostic) -> list[str]:
    territory = diagnostic.territory
    epci = next((one for one in diagnostic.comparators if one.level is Level.EPCI), None)
    legal = diagnostic.own("ctx_pop_legale")
    people = ""
    if Status(legal["status"]).has_value:
        people = f"{text(territory.name)} compte {shown(legal, name=True)} (population municipale {legal['vintage']})."
    inside = ""
    if epci and territory.level is Level.COMMUNE:
        several = of_kind(Mark.COUNT, plural(len(epci.communes), "commune"))
        inside = f"{text(territory.name)} est l’une des {several} {text(epci.of_name)}."
    elif territory.level is Level.COMMUNE:
        inside = f"{text(territory.name)} n’appartient à aucune intercommunalité à fiscalité propre."
    elif len(territory.communes) > 1:
        inside = f"{text(territory.name)} réunit {of_kind(Mark.COUNT, plural(len(territory.communes), 'commune'))}."
    compared = listing([text(one.name) for one in diagnostic.comparators])
    return kept(
        people,
        inside,
        f"Ses chiffres sont comparés à ceux de ces territoires, quand la source les publie ou qu’ils s’additionnent : "
        f"{compared}."
        if compared
        else None,
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Ce périmètre est-il celui où les familles vivent, travaillent et font garder leurs enfants ?",
        "Quels services de l’intercommunalité ou des communes voisines les habitants utilisent-ils ?",
    ]


CHAPTER = Chapter(
    id="00_territoire",
    title="Le territoire",
    needs=("ctx_pop_legale", "ctx_pop_totale", "lo_men"),
    services=("en_ecoles", "je_college", "ad_fs", "ad_poste", "se_generalistes"),
    gap=_gap,
    questions=_questions,
    unknown=("L’usage des services des communes voisines : les fichiers comptent ce qui est installé sur place.",),
    need_views=(_map,),
    gap_views=(zonages.applied, zonages.neighbourhoods, obligations.asked),
    others=(MAPPED,),
    captions=("Population et ménages", "Équipements installés sur place"),
    mapped=(MAPPED,),
)
