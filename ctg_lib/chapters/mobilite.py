"""Chapter 76: how people move about, and what that asks of the services."""

from __future__ import annotations

from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, known
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import MOBILITY, crossing
from ctg_lib.chapters.sentences import kept, say
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import readable

WORK = ("mo_hors", "mo_hors_dep")
MODES = ("mo_voit", "mo_tc", "mo_marche", "mo_velo")
REST = ("mo_deux_roues", "mo_sans_trajet")
CARS = ("mo_sans_voit", "mo_2voit")
STATIONS = ("mo_gare",)


def _work(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, WORK, "Travailler ailleurs : comparaison")


def _modes(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.composition(
        diagnostic,
        MODES,
        ["Voiture", "Transports en commun", "À pied", "Vélo"],
        "Comment va-t-on travailler ?",
        "Moyen de transport principal. Le reste\u00a0: deux-roues motorisés et personnes sans trajet.",
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "mo_hors", "{value} des actifs occupés travaillent hors de leur commune"),
        "Pour les parents qui sont parmi eux, l’heure d’ouverture compte autant que la place\u00a0: le trajet "
        "s’ajoute à la journée de travail, avant et après l’accueil des enfants.",
        say(diagnostic, "mo_voit", "{value} des actifs occupés vont au travail en voiture"),
        say(diagnostic, "mo_tc", "{value} prennent les transports en commun"),
        "Ces chiffres disent les trajets de ceux qui travaillent\u00a0: ni ceux des jeunes, ni ceux des aînés, ni ceux "
        "des personnes qui cherchent un emploi.",
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    buses = diagnostic.own("mo_tc")
    few = readable(buses) and buses["value"] < diagnostic.own("mo_voit")["value"]
    return kept(
        "Les crèches et les accueils du matin et du soir ouvrent-ils assez tôt, ferment-ils assez tard pour ces "
        "trajets ?",
        "Qu’est-ce qui retient de prendre les transports en commun\u00a0: horaires, prix, distance à l’arrêt ?"
        if few
        else None,
        "Comment un jeune sans permis rejoint-il son lycée, son stage, son club, la mission locale ?",
        "Comment une personne âgée ou sans voiture va-t-elle chez le médecin, à la Caf, faire ses courses ?",
    )


CHAPTER = Chapter(
    id="76_mobilite",
    title="Mobilité",
    needs=("mo_actifs", *WORK, *MODES),
    services=MOBILITY.services,
    others=("mo_sur_place", *REST, *CARS, *STATIONS),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les lignes, les arrêts et les horaires : l’autorité organisatrice des transports les publie.",
        "Les temps de trajet vers les services : l’Insee les calcule par carreau de 200 mètres, fichier non chargé.",
        "Les déplacements des jeunes et des aînés : aucun fichier communal ne les compte.",
        "Le covoiturage, le transport à la demande, les aides au permis : la commune, le CCAS et l’intercommunalité.",
    ),
    need_views=(_modes, _work, known("Les ménages et la voiture", CARS)),
    service_views=(known("Les gares", STATIONS),),
    gap_views=(crossing(MOBILITY),),
)
