"""Chapter 55: living alone, meeting, playing sport, taking part."""

from __future__ import annotations

from ctg_lib.chapters import drawing, places
from ctg_lib.chapters.chapter import Chapter, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import SOCIAL, crossing
from ctg_lib.chapters.sentences import kept, say, shown
from ctg_lib.chapters.services_map import served
from ctg_lib.sources import local_services
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import is_order_of_magnitude, period, readable

SPORT = ("av_sport", "av_gymnases", "av_terrains", "av_libre", "av_natation")
CENTRES = ("av_cs", "av_adh", "av_benev")
ASSOCIATIONS = ("av_assoc_n", "av_assoc_recentes", "av_assoc")


def _alone(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, ("av_seuls_pct",), "Vit-on plus souvent seul qu’ailleurs ?")


def _sport(diagnostic: Diagnostic) -> View | Block | None:
    """The rate of sports facilities, where there are enough of them for it to mean anything."""
    row = diagnostic.own("av_sport_1000")
    if not readable(row) or is_order_of_magnitude(row):
        return None
    return drawing.gaps(diagnostic, ("av_sport_1000",), "Est-on mieux équipé pour le sport qu’ailleurs ?")


def _library(diagnostic: Diagnostic) -> str | None:
    row = diagnostic.own("av_biblio")
    if not readable(row):
        return None
    place, when = text(diagnostic.territory.at_name), text(period(row))
    if row["value"] == 0:
        return f"Aucune bibliothèque n’est comptée {place} ({when})."
    one = row["value"] < 2
    words = "bibliothèque est comptée" if one else "bibliothèques sont comptées"
    open_to_all = "un lieu ouvert à tous" if one else "des lieux ouverts à tous"
    return f"{shown(row)} {words} {place} ({when})\u00a0: {open_to_all}, sans condition ni adhésion."


def _equipped(diagnostic: Diagnostic) -> str | None:
    rows = {name: diagnostic.own(name) for name in SPORT}
    every = rows["av_sport"]
    if not readable(every):
        return None
    if not every["value"]:
        return f"Aucun équipement sportif n’est compté {text(diagnostic.territory.at_name)} ({text(period(every))})."
    words = "équipement sportif" if every["value"] < 2 else "équipements sportifs"
    free = rows["av_libre"]
    none_free = readable(free) and free["value"] == 0
    none, other = ("ce n’est ni", "ni") if every["value"] < 2 else ("aucun n’est", "ou")
    return f"{shown(every)} {words} {text(diagnostic.territory.at_name)} ({text(period(every))})" + (
        f"\u00a0: {none} un plateau de jeux extérieur {other} un skatepark, où l’on joue sans s’inscrire."
        if none_free
        else "."
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "av_seuls_pct", "{value} des ménages sont faits d’une seule personne"),
        "Vivre seul n’est pas être isolé\u00a0: l’isolement s’observe, aucun fichier communal ne le mesure.",
        _library(diagnostic),
        _equipped(diagnostic),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    free = diagnostic.own("av_libre")
    none_free = readable(free) and free["value"] == 0
    return kept(
        "Où les habitants se rencontrent-ils sans être adhérents, et à quelles heures ?",
        "Le territoire a-t-il un centre social ou un espace de vie sociale, et quand son agrément se renouvelle-t-il ?",
        "Où les adolescents se retrouvent-ils dehors, puisqu’aucun plateau de jeux n’est recensé ?"
        if none_free
        else None,
        "Quelles associations manquent de bénévoles ou de locaux, et lesquelles refusent des inscriptions ?",
        "Comment les nouveaux habitants et ceux qui vivent seuls sont-ils accueillis ?",
    )


CHAPTER = Chapter(
    id="55_vie_sociale",
    title="Animation de la vie sociale",
    needs=("av_seuls", "av_seuls_pct", "se_80p", "je_15_24"),
    services=("av_biblio", "av_biblio_km", *SPORT, "av_sport_1000"),
    others=(*ASSOCIATIONS, *CENTRES),
    gap=_gap,
    questions=_questions,
    unknown=(
        "L’agrément des centres sociaux et espaces de vie sociale, leurs adhérents et leurs bénévoles : la Caf et eux.",
        "Les associations en activité : la mairie les connaît mieux que le répertoire national.",
        "Les créneaux des salles et des gymnases, et à qui on les refuse : la mairie.",
        "L’isolement : le CCAS, les facteurs, les soignants et les voisins l’observent.",
    ),
    need_views=(_alone,),
    service_views=(
        served(("av_biblio_km",), "Où se retrouver, lire, faire du sport ?", ("vie_sociale",)),
        known("Centres sociaux et espaces de vie sociale, recensés sur place", CENTRES),
        places.on_site(
            local_services.SOCIAL, "Les structures d’animation de la vie sociale, d’après le recensement local"
        ),
        known("Les associations", ASSOCIATIONS),
        _sport,
    ),
    gap_views=(crossing(SOCIAL),),
    mapped=("av_biblio_km",),
)
