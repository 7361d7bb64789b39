"""Chapter 15: needs and services on the map, where they meet and where they do not."""

from __future__ import annotations

from ctg_lib import indicators, parameters
from ctg_lib.analysis.service_types import TYPES
from ctg_lib.chapters import crossed_map, mapping, services_map
from ctg_lib.chapters.chapter import Chapter, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import kept, say, shown
from ctg_lib.views.view import Mark, View, of_kind
from ctg_lib.views.wording import listing, number, readable

NEEDS = ("pe_0_4_part", "en_5_14_part", "je_15_24_part", "se_75p_part")
DISTANCES = (
    "pe_accueil_km",
    "pe_rpe_km",
    "en_ecole_km",
    "en_alsh_km",
    "je_college_km",
    "ad_fs_km",
    "sa_gen_km",
    "se_hebergement_km",
)
DRAWN = ("pe_accueil_km", "ad_fs_km")
PAIRS = (("pe_0_4_part", "pe_accueil_km"), ("se_75p_part", "sa_apl"))
# By the share of the usual radius within which they are counted.
RADII = {"pe_accueil_pres": 0.5, "pe_accueil_portee": 1.0, "pe_accueil_loin": 1.5}
MINUTES = (
    "ac_min_creche",
    "ac_min_rpe",
    "ac_min_ecole",
    "ac_min_alsh",
    "ac_min_college",
    "ac_min_biblio",
    "ac_min_fs",
    "ac_min_generaliste",
    "ac_min_pharmacie",
    "ac_min_hebergement",
    "ac_loin_creche",
    "ac_loin_fs",
    "ac_loin_generaliste",
)


def _meeting(diagnostic: Diagnostic) -> View | None:
    return crossed_map.crossing(diagnostic, PAIRS, "Où les besoins et les réponses ne se rencontrent-ils pas ?")


def _radii(diagnostic: Diagnostic) -> str | None:
    """How the number of crèches in reach changes with the distance that is called « in reach »."""
    usual = parameters.value("rayon_acces")
    rows = {share * usual: diagnostic.own(name) for name, share in RADII.items()}
    if not all(readable(row) for row in rows.values()):
        return None
    told = []
    for radius, row in rows.items():
        limit = of_kind(Mark.THRESHOLD, f"{number(radius)}\u00a0km")
        told.append(f"à moins de {limit}, {shown(row)}")
    return "Crèches et micro-crèches, selon la distance que l’on accepte\u00a0: " + "\u00a0; ".join(told) + "."


def _gap(diagnostic: Diagnostic) -> list[str]:
    away = [name for name in DISTANCES if readable(row := diagnostic.own(name)) and row["value"] > 0]
    return kept(
        *(
            say(diagnostic, name, f"{text(_label(name))}\u00a0: {{value}}, d’après une estimation de commune à commune")
            for name in away[:4]
        ),
        _radii(diagnostic),
        _places(diagnostic),
    )


def _label(name: str) -> str:
    return indicators.indicator(name).label.replace("Distance estimée", "Distance")


def _places(diagnostic: Diagnostic) -> str:
    """Places shared among those who reach them, or what is lacking to reckon them."""
    row = diagnostic.own("pe_places_portee")
    radius = of_kind(Mark.THRESHOLD, f"{number(parameters.value('rayon_acces'))}\u00a0km")
    if readable(row):
        return (
            f"Places de crèche à moins de {radius}, partagées entre tous les enfants de 0 à 4 ans qui les "
            f"atteignent\u00a0: {shown(row)} pour 100 enfants ({of_kind(Mark.TEXT, text(row['method']))})."
        )
    return (
        f"Les places de crèche à moins de {radius}, partagées entre les enfants qui les atteignent, ne se calculent "
        f"pas encore\u00a0: {of_kind(Mark.TEXT, text(row['method']))}."
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return kept(
        "Quels services les habitants cherchent-ils dans les communes voisines ? Et qui vient chercher ceux d’ici ?",
        "Les communes sans service proche ont-elles un transport, une itinérance ou un accueil à domicile ?",
        _unplaced(diagnostic),
    )


def _unplaced(diagnostic: Diagnostic) -> str:
    """Which services of the territory no list places: the commune knows where they are."""
    here = diagnostic.services.kept
    here = here[here["commune"].isin(diagnostic.territory.communes) & here["latitude"].isna()]
    if here.empty:
        return ""
    kinds = [text(TYPES[name].many) for name in TYPES if name in set(here["type"])][:5]
    return (
        f"Où sont exactement les services ({listing(kinds)}…)\u00a0? La latitude et la longitude se notent dans le "
        "classeur « offre_locale.xlsx »."
    )


CHAPTER = Chapter(
    id="15_carte_besoins_services",
    title="Besoins et services sur la carte",
    needs=("pe_0_4", "pe_0_4_part", "en_5_14", "en_5_14_part", "je_15_24_part", "se_75p_part"),
    services=(*DISTANCES, "pe_accueil_portee", "sa_gen_portee", "pe_places_portee"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Le trajet des familles : une distance de commune à commune n’est pas celle d’une adresse, ni des minutes.",
        "Les places libres et les horaires : un lieu proche peut être complet.",
        "Les services des communes absentes des fichiers chargés, que les habitants utilisent peut-être.",
    ),
    need_views=(mapping.coloured(NEEDS, "Où les enfants, les jeunes et les aînés pèsent-ils le plus ?"),),
    service_views=(
        services_map.served(("pe_0_4", *NEEDS), "Quels services, et où ?"),
        mapping.coloured(DRAWN, "À quelle distance est la première crèche, la première France services ?"),
        known("Temps de trajet en voiture publiés par l’Insee", MINUTES),
        services_map.compared_lists,
    ),
    gap_views=(_meeting,),
    others=("sa_apl", *RADII, *MINUTES),
    captions=("Ceux qui ont besoin des services", "Ce qui est à portée"),
    mapped=(*NEEDS, *DRAWN, "pe_0_4", "sa_apl"),
)
