"""Chapter 72: disabled children and adults, and what answers them on the spot."""

from __future__ import annotations

import pandas as pd

from ctg_lib.chapters import drawing, places
from ctg_lib.chapters.chapter import Chapter, compared, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import HANDICAP, crossing
from ctg_lib.chapters.sentences import at_level, kept, say
from ctg_lib.territory import Level, Territory
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, View, source_line
from ctg_lib.views.wording import listing, period, readable

BENEFITS = ("ha_aah", "ha_aah_taux", "ha_aeeh", "ha_aeeh_taux")
LISTED = ("ha_esms", "ha_esms_enfants", "ha_esms_adultes", "ha_esms_enfants_1000", "ha_ulis", "ha_classes_medico")
CAF = ("ha_aah_loc", "ha_aah_loc_taux", "ha_aeeh_loc", "ha_aeeh_loc_taux")
ON_SITE = ("ha_eaje_incl", "ha_refus")
FORMER = ("ha_bpe_enfants", "ha_bpe_adultes")
KINDS = {"ESMS_ENFANTS": "enfants handicapés", "ESMS_ADULTES": "adultes handicapés"}
# Words by which the directory names schools for pupils who need adapted teaching.
ADAPTED = r"enseignement adapt|\berea\b|e\.r\.e\.a"


def _benefits(diagnostic: Diagnostic) -> Block:
    """What the Caf pays, at the levels that have it; where none has, why there is no table."""
    levels = [None, *(one.level for one in diagnostic.comparators)]
    rows = [diagnostic.row(name, level) for name in BENEFITS for level in levels]
    if any(row is not None and readable(row) for row in rows):
        return compared(diagnostic, "Handicap : ce que verse la Caf", BENEFITS)
    return Block(
        "<p>Deux prestations disent une part des besoins\u00a0: l’allocation aux adultes handicapés (AAH) et "
        "l’allocation d’éducation de l’enfant handicapé (AEEH). La Cnaf les publie à partir de l’intercommunalité, "
        "jamais par commune, et le fichier des intercommunalités n’est pas chargé.</p>"
    )


def _services(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, ("ha_aide_adultes_10000",), "Les services d’aide aux adultes handicapés")


def _adapted(diagnostic: Diagnostic) -> Block | None:
    """The schools of the territory whose name says adapted teaching: the list gives nothing else of what they are."""
    vintages = diagnostic.shelf.store.vintages("services_publics")
    if not vintages:
        return None
    every = diagnostic.shelf.store.places("services_publics", vintages[-1])
    here = every["commune"].isin(diagnostic.territory.communes) & every["kind"].isin(["ecole", "college", "lycee"])
    found = every[here & every["name"].str.contains(ADAPTED, case=False)].sort_values(["commune", "name", "id"])
    if found.empty:
        return None
    frame = pd.DataFrame({"Nom": [text(name) for name in found["name"]]})
    if len(diagnostic.territory.communes) > 1:
        frame["Commune"] = [text(Territory.of(code).name) for code in found["commune"]]
    said = (
        "<p>D’après leur nom dans l’annuaire. L’enseignement adapté s’adresse à des élèves en grande difficulté, "
        "handicapés ou non, venus de plusieurs communes.</p>"
    )
    caption = f"Établissements d’enseignement adapté {diagnostic.territory.at_name}"
    origin = source_line(diagnostic.told([f"services_publics@{vintages[-1]}"]))
    return Block(said + tables.plain(caption, frame, Mark.SOURCE) + origin)


def _elsewhere(diagnostic: Diagnostic) -> str | None:
    """The beneficiaries at the levels that have them."""
    told = []
    for name, noun in (("ha_aah", "adultes à l’AAH"), ("ha_aeeh", "enfants à l’AEEH")):
        found = [at_level(diagnostic, name, level) for level in (Level.EPCI, Level.DEPARTEMENT)]
        if known_here := [one for one in found if one]:
            told.append(f"{noun}\u00a0: {listing(known_here)}")
    return f"Bénéficiaires de la Caf, {' ; '.join(told)}." if told else None


def _gap(diagnostic: Diagnostic) -> list[str]:
    former = diagnostic.own("ha_bpe_enfants")
    return kept(
        _elsewhere(diagnostic),
        say(diagnostic, "ha_aide_adultes", "Services d’aide aux adultes handicapés installés sur place\u00a0: {value}"),
        say(diagnostic, "ha_bpe_enfants", "Établissements et services pour enfants handicapés sur place\u00a0: {value}")
        if readable(former)
        else None,
        "Combien d’enfants et d’adultes handicapés vivent ici, aucun fichier communal ne le dit\u00a0: la maison "
        "départementale des personnes handicapées et la Caf en connaissent une part, les familles et les services le "
        "reste.",
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    former = diagnostic.own("ha_bpe_enfants")
    none_then = readable(former) and former["value"] == 0
    return kept(
        "Les enfants handicapés trouvent-ils une place en crèche, à l’école et à l’accueil de loisirs, et qu’est-ce "
        "qui l’empêche ? (ni cas particulier, ni effectif inférieur à cinq, dans le compte rendu)",
        f"Aucun établissement pour enfants handicapés n’était compté sur place ({text(period(former))})\u00a0: "
        "lesquels reçoivent les enfants d’ici, à quelle distance, avec quelle attente ?"
        if none_then
        else None,
        "Les professionnels de la petite enfance et de l’animation sont-ils formés, et qui peut les appuyer ?",
        "La Caf peut-elle dire combien de foyers du territoire perçoivent l’AAH ou l’AEEH, dans le respect du secret ?"
        if not readable(diagnostic.own("ha_aah"))
        else None,
        "Quels équipements et quels trajets restent inaccessibles à une personne à mobilité réduite ?",
    )


CHAPTER = Chapter(
    id="72_handicap",
    title="Handicap",
    needs=(),
    services=("ha_aide_adultes", "ha_aide_adultes_10000"),
    others=(*BENEFITS, *CAF, *LISTED, *FORMER, *ON_SITE),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Le nombre de personnes handicapées : la maison départementale connaît celles qui ont fait une demande.",
        "Les enfants accueillis avec un bonus inclusion : les gestionnaires des crèches et la Caf.",
        "Les projets d’accueil individualisé et les accompagnants (AESH) : les écoles et l’Éducation nationale.",
        "Les refus et les renoncements : ils ne s’écrivent nulle part, il faut les demander.",
        "Les listes d’attente des établissements spécialisés : l’agence régionale de santé et le département.",
    ),
    captions=("", "Handicap : les services installés sur place"),
    need_views=(_benefits, known("Handicap : les prestations, d’après la Caf", CAF)),
    service_views=(
        _services,
        known("Handicap : établissements, places et classes", LISTED),
        known("L’accueil des enfants handicapés, recensé sur place", ON_SITE),
        known("Handicap : établissements comptés dans la base des équipements, anciens millésimes", FORMER),
        places.listed(
            "finess",
            "Établissements et services pour personnes handicapées",
            kinds=KINDS,
            measures={"places": "Places"},
            digits=0,
        ),
        _adapted,
    ),
    gap_views=(crossing(HANDICAP),),
)
