"""Chapter 78: access to care, professionals, places of care."""

from __future__ import annotations

from ctg_lib import indicators, parameters
from ctg_lib.analysis.evolution import fair
from ctg_lib.chapters import drawing
from ctg_lib.chapters.chapter import Chapter, compared, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import HEALTH, crossing
from ctg_lib.chapters.sentences import at_level, kept, say, shown, untold
from ctg_lib.chapters.services_map import served
from ctg_lib.value import Status
from ctg_lib.views.view import Block, Mark, View, of_kind
from ctg_lib.views.wording import inside, listing, number, period, readable, row_text

ACCESS = ("sa_apl", "sa_apl65")
DENSITIES = ("sa_gen", "sa_inf_10000", "sa_kine_10000", "sa_dent_10000")
# What may be lacking in a commune, in the order in which it is told.
COUNTED = (
    "se_generalistes",
    "sa_pharm",
    "sa_inf",
    "sa_kine",
    "sa_dent",
    "sa_ortho",
    "sa_sf",
    "sa_psy",
    "sa_podo",
    "sa_diet",
    "sa_msp",
    "sa_labo",
)
PLACES = ("sa_sites", "sa_urgences", "sa_ambulance")


def _trend(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.trend(
        diagnostic,
        ACCESS,
        ["tous les médecins généralistes", "médecins de 65 ans ou moins"],
        "Consultations accessibles par an et par habitant",
        "Plus les deux courbes s’écartent, plus l’accès tient à des médecins proches du départ.",
    )


_map = served(("sa_apl",), "Où voit-on le plus facilement un généraliste ?", ("sante",))


def _access(diagnostic: Diagnostic) -> Block:
    """The index in a table of its own: no other figure of the chapter has a national value."""
    return compared(diagnostic, "Accès aux généralistes, en consultations par an et par habitant", ACCESS)


def _densities(diagnostic: Diagnostic) -> Block:
    return compared(diagnostic, "Professionnels pour 10 000 habitants", DENSITIES)


def _threshold(diagnostic: Diagnostic) -> str | None:
    """On which side of the usual threshold the commune is, and that the threshold was not read at the source."""
    row, limit = diagnostic.own("sa_apl"), parameters.parameter("apl_seuil_sous_dense")
    if not readable(row):
        return None
    start = "C’est" if row["value"] > limit.value else "Ce n’est pas"
    doubt = "" if limit.verified else " (seuil à vérifier)"
    return (
        f"{start} au-dessus de {of_kind(Mark.THRESHOLD, number(limit.value, 1))}, seuil jusqu’auquel un territoire est "
        f"d’ordinaire dit sous-doté en médecins{doubt}."
    )


def _change(diagnostic: Diagnostic) -> str | None:
    """The ends of the series, beside those of the département; or why they are not set one after the other."""
    rows = diagnostic.history("sa_apl")
    if len(rows) < 2:
        return None
    before, after = rows.iloc[0], rows.iloc[-1]
    if not fair(indicators.indicator("sa_apl"), before, after):
        return untold(indicators.indicator("sa_apl"), before, after)
    told = [f"{shown(before)} en {text(period(before))}, {shown(after)} en {text(period(after))}"]
    for one in diagnostic.comparators:
        pair = [diagnostic.row("sa_apl", one.level, row["vintage"]) for row in (before, after)]
        first, last = pair
        if first is not None and last is not None and readable(first) and readable(last):
            told.append(f"{shown(first)} puis {shown(last)} {text(one.at_name)}")
    return f"Au fil des éditions\u00a0: {' ; '.join(told)}."


def _means(diagnostic: Diagnostic) -> str | None:
    """That the figures of the comparators are estimates, where they are."""
    rows = [diagnostic.row("sa_apl", one.level) for one in diagnostic.comparators]
    made = [row for row in rows if row is not None and row["status"] == Status.ESTIMATED]
    if not made or not readable(diagnostic.own("sa_apl")):
        return None
    return "Les moyennes du département et de la France sont calculées par un tiers\u00a0: la Drees n’en publie pas."


def _absent(diagnostic: Diagnostic) -> str | None:
    """What is not installed there, by the names that the tables print."""
    rows = {name: diagnostic.own(name) for name in COUNTED}
    none = [name for name, row in rows.items() if readable(row) and row["value"] == 0]
    if not none:
        return None
    if len(none) == len(rows):
        others = of_kind(Mark.COUNT, number(len(rows)))
        return (
            f"Aucun médecin, aucune pharmacie, aucun autre des {others} métiers et lieux de soins du tableau n’est "
            f"compté {text(diagnostic.territory.at_name)} ({text(period(rows[none[0]]))})."
        )
    labels = [text(inside(indicators.indicator(name).label)) for name in none]
    return (
        f"Ce qui n’est pas compté {text(diagnostic.territory.at_name)} "
        f"({text(period(rows[none[0]]))})\u00a0: {listing(labels)}."
    )


def _shared(diagnostic: Diagnostic) -> str | None:
    """Inhabitants for one doctor, and elsewhere; no verdict: doctors care for those who live next door too."""
    row = diagnostic.own("sa_hab_gen")
    if not readable(row):
        return None
    beside = kept(*(at_level(diagnostic, "sa_hab_gen", one.level) for one in diagnostic.comparators))
    elsewhere = f", contre {listing(beside)}" if beside else ""
    told = f"Il y a {shown(row)} habitants pour un généraliste installé ({text(period(row))}){elsewhere}."
    return f"{told} {_APART}" if readable(diagnostic.own("sa_apl")) else told


# A commune with a doctor of its own may have fewer patients for one, and less access: neither figure is wrong.
_APART = (
    "Ce rapport ne compte que ceux d’ici\u00a0; l’accès compte aussi ceux des communes voisines et tous leurs patients."
)


def _without_the_oldest(diagnostic: Diagnostic) -> str | None:
    """What would be left of the index, where it differs once rounded."""
    every, younger = diagnostic.own("sa_apl"), diagnostic.own("sa_apl65")
    if not (readable(every) and readable(younger)) or row_text(every) == row_text(younger):
        return None
    return (
        f"Sans les médecins de plus de 65 ans, ici et dans les communes voisines, cet accès serait de {shown(younger)} "
        f"({text(period(younger))})."
    )


def _emergencies(diagnostic: Diagnostic) -> str | None:
    row = diagnostic.own("sa_urgences")
    if not readable(row) or row["value"]:
        return None
    around = [
        f"{shown(other)} {text(one.at_name)}"
        for one in diagnostic.comparators
        if (other := diagnostic.row("sa_urgences", one.level)) is not None and readable(other) and other["value"]
    ]
    beside = f"\u00a0; établissements qui en ont un\u00a0: {listing(around)}" if around else ""
    return f"Aucun service d’urgences {text(diagnostic.territory.at_name)} ({text(period(row))}){beside}."


GP_ACCESS = "L’accès aux généralistes, en consultations accessibles par an et par habitant, est de {value}"


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "sa_apl", GP_ACCESS),
        _threshold(diagnostic),
        _change(diagnostic),
        _means(diagnostic),
        _without_the_oldest(diagnostic),
        _shared(diagnostic),
        _absent(diagnostic),
        _emergencies(diagnostic),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    speech, midwives = diagnostic.own("sa_ortho"), diagnostic.own("sa_sf")
    few_for_families = any(readable(row) and row["value"] == 0 for row in (speech, midwives))
    return kept(
        "Les médecins installés prennent-ils de nouveaux patients, et qui n’a pas de médecin traitant ?",
        "Combien de départs de médecins sont attendus pendant la convention, et qui prépare la suite ?",
        "Vers qui les familles se tournent-elles pour le suivi de grossesse et le langage de l’enfant, et avec quels "
        "délais ?"
        if few_for_families
        else "Quels délais pour un premier rendez-vous d’orthophonie ou de suivi de grossesse ?",
        "Où un jeune ou un parent en détresse psychique est-il reçu sans avance de frais ?",
        "Qui, parmi les habitants, renonce à se soigner\u00a0: transport, argent, délais, peur de ne pas comprendre ?",
    )


CHAPTER = Chapter(
    id="78_sante",
    title="Santé",
    needs=("se_65p", "pe_0_4", "sa_hab_gen", "sa_65p_gen"),
    services=(*COUNTED, *PLACES, "sa_gen_km", "sa_pharm_km"),
    others=(*ACCESS, *DENSITIES, "sa_ecoute_jeunes"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les délais de rendez-vous et les refus de nouveaux patients : les soignants et les habitants.",
        "Les habitants sans médecin traitant et ceux en affection de longue durée : la caisse d’assurance maladie.",
        "Les jours et les lieux des consultations de PMI : le Département.",
        "La santé mentale, le renoncement aux soins, les conduites à risque : aucun chiffre communal.",
        "Les professionnels salariés d’un centre de santé ou d’un hôpital : la base compte les libéraux.",
    ),
    service_views=(_densities, _access, _trend, _map),
    gap_views=(crossing(HEALTH),),
    captions=("", "Santé : ce qui est installé sur place"),
    mapped=("sa_apl",),
)
