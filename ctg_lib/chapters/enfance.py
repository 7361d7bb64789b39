"""Chapter 30: children of school age, their schools and what receives them outside school."""

from __future__ import annotations

from ctg_lib.analysis.comparison import Z
from ctg_lib.chapters import drawing, places, schools
from ctg_lib.chapters.chapter import Chapter, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import CHILDREN, crossing
from ctg_lib.chapters.sentences import kept, say, shown
from ctg_lib.chapters.services_map import served
from ctg_lib.sources import local_services
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import is_order_of_magnitude, period, readable

PUPILS = ("en_eleves", "en_eleves_mat", "en_evol", "en_classes", "en_ulis", "en_ips", "en_ips_ecart")
FAMILIES = ("en_fam_act", "en_fam_act_part", "en_scol_2_5")
EQUIPPED = ("en_ulis_ecoles", "en_restauration")
OF_SCHOOLS = ("en_ips_ecoles", "en_ips_ref")
ON_SITE = ("en_peri_places", "en_peri", "en_alsh_loc", "en_alsh_vac")


def _relay(diagnostic: Diagnostic) -> View | Block | None:
    if not schools.enough(diagnostic.own("en_releve")):
        return None
    return drawing.gaps(diagnostic, ("en_releve",), "Les plus jeunes sont-ils aussi nombreux que leurs aînés ?")


def _fewer(diagnostic: Diagnostic) -> bool:
    """Whether the youngest are fewer than their elders by more than the chance of two counts."""
    row = diagnostic.own("en_releve")
    if not schools.enough(row):
        return False
    youngest, elders = row["numerator"], row["denominator"]
    return bool(elders - youngest > Z * (elders + youngest) ** 0.5)


def _centres(diagnostic: Diagnostic) -> str:
    """How many leisure centres, in words that fit none, one or several."""
    row = diagnostic.own("en_alsh")
    if not readable(row):
        return say(diagnostic, "en_alsh", "{value}")
    place, when = text(diagnostic.territory.at_name), text(period(row))
    if not row["value"]:
        return f"Aucun accueil de loisirs n’est déclaré {place} ({when})."
    words = "accueil de loisirs est déclaré" if row["value"] < 2 else "accueils de loisirs sont déclarés"
    return (
        f"{shown(row)} {words} {place} ({when}), périscolaires compris\u00a0: ce sont des lieux, et ce compte ne "
        "dit pas leurs places."
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    rate = diagnostic.own("en_alsh_1000")
    return kept(
        say(diagnostic, "en_releve", "Pour 100 enfants de 5 à 9 ans, il y en a {value} de 0 à 4 ans")
        if schools.enough(diagnostic.own("en_releve"))
        else None,
        "Ces plus jeunes entrent ou vont entrer à l’école\u00a0: s’il n’arrivait aucune famille, elle "
        "perdrait la différence. Celles qui arrivent réduisent cette baisse, et ce rapport ne dit pas de "
        "combien\u00a0: à rapprocher des effectifs de rentrée."
        if _fewer(diagnostic)
        else None,
        _centres(diagnostic),
        say(diagnostic, "en_alsh_1000", "C’est {value} accueils pour mille enfants de 5 à 14 ans")
        if readable(rate) and not is_order_of_magnitude(rate)
        else None,
    )


CENTRES = (
    "Combien d’enfants chaque accueil de loisirs peut-il recevoir, quels jours, et combien de familles attendent ?"
)
ELSEWHERE = "Où vont les enfants le mercredi et pendant les vacances, et comment s’y rendent-ils ?"


def _questions(diagnostic: Diagnostic) -> list[str]:
    rated = diagnostic.own("en_ips_ecoles")
    several = readable(rated) and rated["value"] > 1
    centres = diagnostic.own("en_alsh")
    return kept(
        "Quelles classes pourraient fermer pendant la convention, et que deviendraient les locaux ?"
        if _fewer(diagnostic)
        else None,
        ELSEWHERE if readable(centres) and not centres["value"] else CENTRES,
        "Les écoles n’accueillent pas toutes les mêmes familles\u00a0: l’accompagnement à la scolarité et les tarifs "
        "en tiennent-ils compte ?"
        if several
        else None,
        "Les enfants handicapés trouvent-ils leur place avant et après l’école, le mercredi et pendant les vacances ?",
    )


CHAPTER = Chapter(
    id="30_enfance",
    title="Enfance",
    needs=("en_5_14", "en_5_14_part", "en_5_9"),
    services=("en_ecoles", "en_alsh", "en_alsh_1000", "en_alsh_km"),
    others=("en_releve", *FAMILIES, *PUPILS, *EQUIPPED, *OF_SCHOOLS, *ON_SITE),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les enfants de 3 à 5 ans et de 6 à 10 ans : le recensement chargé s’arrête aux tranches de cinq ans.",
        "Les places, les jours et les tarifs des accueils de loisirs et du périscolaire : la commune et la Caf.",
        "Les enfants scolarisés dans une autre commune, et ceux qui en viennent : la mairie tient la liste scolaire.",
        "Les enfants handicapés accueillis hors de l’école : les gestionnaires, les familles et la MDPH.",
        "Le milieu social des élèves de maternelle : aucun IPS n’est publié pour eux.",
    ),
    need_views=(
        _relay,
        known("Jeunes enfants : école et travail des parents", FAMILIES),
        known("Les élèves des écoles", PUPILS),
        schools.indices(
            "ips",
            schools.SCHOOLS,
            "école",
            "série depuis 2022",
            schools.MEANING,
            none="Aucune école n’a d’IPS publié",
        ),
        schools.indices(
            "ips_avant_2022",
            schools.SCHOOLS,
            "école",
            "série close",
            "Voici les écoles dans la série close\u00a0: l’indice n’y est pas le même, et un écart entre les deux "
            "tableaux n’est pas une évolution.",
        ),
    ),
    service_views=(
        served(("en_5_14_part",), "Où sont les écoles et les accueils de loisirs ?", ("enfance",)),
        places.on_site(local_services.LEISURE, "Les accueils de loisirs, d’après le recensement local"),
        places.listed(
            "services_publics",
            "Les écoles",
            kinds={"ecole": "École"},
            measures={"statut": "Secteur"},
            said="Le nom d’une même école peut différer d’un fichier à l’autre.",
        ),
        known("Ce que déclarent les écoles", EQUIPPED),
        known("L’accueil périscolaire et de loisirs, recensé sur place", ON_SITE),
    ),
    gap_views=(crossing(CHILDREN),),
    mapped=("en_5_14_part",),
)
