"""Chapter 20: children under 3 and the places that answer them."""

from __future__ import annotations

from ctg_lib import parameters
from ctg_lib.chapters import cascade, drawing, places
from ctg_lib.chapters.chapter import Chapter, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import EARLY, crossing
from ctg_lib.chapters.sentences import at_level, births_change, kept, say, shown
from ctg_lib.chapters.services_map import served
from ctg_lib.chapters.small import least
from ctg_lib.sources import local_early
from ctg_lib.territory import Level
from ctg_lib.views.view import Block, Mark, View, bounds, of_kind
from ctg_lib.views.wording import CHANCE_ALONE, joined, likely_band, listing, number, period, readable

# Shown where their file is loaded; told among what is not known where it is not.
WORKING = ("pe_all_emp", "pe_all_emp_pct")
AIDED = ("pe_paje_ab", "pe_prepare", "pe_cmg", "pe_cmg_100", "pe_cmg_am_loc", "pe_cmg_dom_loc", "pe_cmg_structure_loc")
PLACES = ("pe_places", "pe_places_eaje", "pe_places_am", "pe_places_pre", "pe_places_gad")
TARIFFS = ("pe_tcg_psu", "pe_tcg_hors", "pe_places_psu", "pe_places_hors")
ON_SITE = ("pe_loc_taux", "pe_loc_places", "pe_loc_eaje", "pe_loc_am", "pe_loc_autres", "pe_loc_psu", "pe_eaje_occ")
PEOPLE = ("pe_am_n", "pe_am_actives", "pe_am_55", "pe_rpe_loc", "pe_laep", "pe_pmi")
WAITING = "{value} enfants de moins de 3 ans attendent une place, d’après le recensement local"
PLACES_UNKNOWN = (
    "Les places des crèches et les assistantes maternelles en activité : la commune et la PMI en ont le compte."
)
DEMANDS_UNKNOWN = "Les demandes non satisfaites, les horaires atypiques, le taux d’occupation."
COUNTED = f"Chaque naissance est comptée\u00a0: {CHANCE_ALONE}."
UNMET = ("pe_ecart", "pe_attente", "pe_attente_atypique", "pe_0_2_logements")


def _births(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.trend(
        diagnostic,
        ["pe_naiss_3ans", "pe_naiss"],
        ["moyenne de trois ans", "chaque année"],
        "Les naissances, et la part du hasard",
        " ".join(kept(births_change(diagnostic), COUNTED)),
        dots=True,
    )


def _coming(diagnostic: Diagnostic) -> View | Block | None:
    if diagnostic.own("pe_0_2")["value"] < least():
        return None
    return drawing.trend(
        diagnostic,
        ["pe_0_2_constant", "pe_0_2_tendance"],
        ["naissances constantes", "tendance amortie"],
        "Les moins de 3 ans dans les années de la convention : deux scénarios",
        f"{coming(diagnostic) or ''}{_alike(diagnostic)}",
        start="pe_0_2",
    )


def _alike(diagnostic: Diagnostic) -> str:
    """Said of two scenarios that lead to nearly the same number: there is one curve to see, and nothing to choose."""
    one, other = diagnostic.own("pe_0_2_constant"), diagnostic.own("pe_0_2_tendance")
    if not (readable(one) and readable(other)) or not one["value"]:
        return ""
    near = abs(other["value"] / one["value"] - 1) < parameters.value("evolution_notable")
    return " Les deux scénarios se confondent presque\u00a0: leur ordre de grandeur est le même." if near else ""


def coming(diagnostic: Diagnostic) -> str | None:
    """Children under 3 today and at the horizon, with both bands: a scenario is no forecast."""
    now, then = diagnostic.own("pe_0_2"), diagnostic.own("pe_0_2_constant")
    if not (readable(now) and readable(then)):
        return None
    few = least()
    if now["value"] < few:
        # A few children come and go with two families: to draw their future would be to invent it.
        under = f"moins de {of_kind(Mark.THRESHOLD, number(few))} enfants de moins de 3 ans (estimation)"
        return f"Fin {now['vintage']}, {under} : trop peu pour une projection."
    chances = of_kind(Mark.THRESHOLD, "95 sur 100")
    return (
        f"Fin {now['vintage']}, environ {shown(now)} enfants de moins de 3 ans (estimation, entre "
        f"{bounds(now, joined(now))}). Si les naissances restent celles des trois dernières années : "
        f"{shown(then)} fin {then['vintage']}, avec quatre chances sur cinq d’être entre "
        f"{bounds(then, likely_band(then))}, et {chances} d’être entre {bounds(then, joined(then))}."
    )


def coverage(diagnostic: Diagnostic) -> str:
    """The official rate where it exists, and why it does not where it does not."""
    own = diagnostic.own("pe_tcg")
    elsewhere = [at_level(diagnostic, "pe_tcg", level) for level in (Level.EPCI, Level.DEPARTEMENT, Level.FRANCE)]
    others = listing([one for one in elsewhere if one])
    here = text(diagnostic.territory.at_name)
    if readable(own):
        return f"Accueil des moins de 3 ans\u00a0: {shown(own)} places pour 100 enfants {here}, contre {others}."
    why = text(own["method"])
    if diagnostic.territory.level is Level.COMMUNE:
        threshold = of_kind(Mark.THRESHOLD, number(parameters.value("cnaf_couverture_seuil_commune")))
        why = f"la Cnaf ne le publie qu’au-dessus de {threshold} habitants"
    return (
        f"Accueil des moins de 3 ans\u00a0: pas de taux officiel {here} ({why}). Places pour 100 enfants de moins de "
        f"3 ans\u00a0: {others or 'aucun chiffre chargé'}."
    )


def counted(diagnostic: Diagnostic) -> str | None:
    """The recount of the commune, beside the official rate and never mixed with it."""
    places, rate = diagnostic.own("pe_loc_places"), diagnostic.own("pe_loc_taux")
    if not (readable(places) and readable(rate)):
        return None
    return (
        f"Recensement de la commune ({text(period(places))})\u00a0: {shown(places)} places de crèche ou chez une "
        f"assistante maternelle, soit {shown(rate)} pour 100 enfants de moins de 3 ans (entre "
        f"{bounds(rate, joined(rate))})\u00a0; ce calcul ne se compare pas au taux de la Cnaf, qui compte "
        "aussi l’école et la garde à domicile."
    )


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        coverage(diagnostic),
        counted(diagnostic),
        say(diagnostic, "pe_attente", WAITING),
        coming(diagnostic),
        say(diagnostic, "pe_paje", "{value} foyers perçoivent la Paje"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    relay = diagnostic.own("pe_rpe")
    no_relay = readable(relay) and relay["value"] == 0 and not readable(diagnostic.own("pe_rpe_loc"))
    return kept(
        None
        if readable(diagnostic.own("pe_loc_places"))
        else "Combien de places la commune recense-t-elle elle-même (crèches, micro-crèches, assistantes maternelles "
        "en activité) ? Recenser est une compétence de l’autorité organisatrice (CASF, art. L. 214-1-3).",
        "À qui une place a-t-elle été refusée, pour quels âges et quels horaires ?"
        if readable(diagnostic.own("pe_attente"))
        else "Combien de demandes restent sans réponse, pour quels âges et quels horaires ?",
        "Aucun relais petite enfance n’est compté sur place\u00a0: lequel dessert les familles et les assistantes "
        "maternelles ?"
        if no_relay
        else None,
        "Combien d’assistantes maternelles cesseront leur activité pendant la convention ?",
    )


CHAPTER = Chapter(
    id="20_petite_enfance",
    title="Petite enfance",
    needs=("pe_naiss_3ans", "pe_naiss", "pe_0_4", "pe_0_4_part", "pe_0_2", "pe_0_2_coef", "pe_paje"),
    services=(cascade.TOTAL, *cascade.PARTS, "pe_eaje", "pe_micro", "pe_rpe", "pe_accueil_1000", "pe_accueil_km"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les enfants de 0, 1 et 2 ans un à un : le recensement chargé ne donne que des tranches de cinq ans.",
        PLACES_UNKNOWN,
        DEMANDS_UNKNOWN,
    ),
    answered={PLACES_UNKNOWN: "pe_loc_places", DEMANDS_UNKNOWN: "pe_attente"},
    need_views=(
        _births,
        _coming,
        known("Les parents des tout-petits au travail", WORKING),
        known("Petite enfance : les familles que la Caf aide", AIDED),
    ),
    others=(
        cascade.REST,
        "pe_0_2_constant",
        "pe_0_2_tendance",
        *WORKING,
        *AIDED,
        *PLACES,
        *TARIFFS,
        *ON_SITE,
        *PEOPLE,
        *UNMET,
    ),
    gap_views=(known("Petite enfance : ce qui manque, d’après le recensement local", UNMET), crossing(EARLY)),
    service_views=(
        served(("pe_0_4_part",), "Où sont les lieux d’accueil des tout-petits ?", ("petite_enfance",)),
        cascade.places,
        known("Petite enfance : les places que la Cnaf compte", PLACES),
        known("Les crèches selon leur tarif", TARIFFS),
        known("Petite enfance : les places recensées sur place", ON_SITE),
        places.on_site(local_early.CHILDCARE, "Les lieux d’accueil, d’après le recensement local"),
        known("Les assistantes maternelles, le relais et les lieux d’accueil", PEOPLE),
        places.on_site(local_early.RELAY, "Les relais petite enfance, d’après le recensement local"),
    ),
    mapped=("pe_0_4_part",),
)
