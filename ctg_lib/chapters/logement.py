"""Chapter 70: housing."""

from __future__ import annotations

from ctg_lib import parameters
from ctg_lib.chapters import drawing, sru
from ctg_lib.chapters.chapter import Chapter, known
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import HOUSING, crossing
from ctg_lib.chapters.mapping import coloured
from ctg_lib.chapters.sentences import caf_change, kept, say, shown
from ctg_lib.territory import Level
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import listing, readable

# First December after the reform of the housing aid.
REFORM = "2021-12"
TENURE = ("lo_prop", "lo_loc_prive", "lo_hlm")
RENTS = {"lo_loyer_app": "lo_annonces_app", "lo_loyer_mai": "lo_annonces_mai"}
KINDS = {"lo_loyer_app": "d’appartements", "lo_loyer_mai": "de maisons"}
AIDS = ("lo_apl", "lo_alf", "lo_als")
# Shown where their file is loaded; told among what is not known where it is not.
CONDITIONS = ("lo_surocc", "lo_anc", "lo_energie", "lo_vac_longue")
LOCAL = ("lo_prog", "lo_impayes", "lo_indecence")
SOCIAL = ("lo_rpls", "lo_rpls_vac", "lo_rpls_rot", "lo_rpls_loyer")


def _tenure(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.composition(
        diagnostic,
        TENURE,
        ["Propriétaires", "Locataires du privé (vide)", "Locataires du social"],
        "Qui est propriétaire, qui loue ?",
        "Le reste : meublés et logements occupés gratuitement.",
    )


def _aid(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.trend(
        diagnostic,
        ["lo_al"],
        ["foyers aidés"],
        "Foyers percevant une aide au logement, chaque décembre",
        "La série part de décembre 2021\u00a0: le calcul de l’aide a été réformé en janvier de cette année-là.",
        since=REFORM,
    )


def _rents(diagnostic: Diagnostic) -> list[str]:
    """Both rents with their interval, and a word of caution where they rest on a handful of listings."""
    told = [
        say(diagnostic, name, template)
        for name, template in (
            ("lo_loyer_app", "Un appartement se propose à {value}\u00a0€ par m² et par mois, charges comprises"),
            ("lo_loyer_mai", "Une maison se propose à {value}\u00a0€ par m² et par mois, charges comprises"),
        )
        if readable(diagnostic.own(name))
    ]
    least = parameters.value("loyers_annonces_minimum")
    counts = {name: diagnostic.own(count) for name, count in RENTS.items() if readable(diagnostic.own(name))}
    few = [f"{shown(row)} {KINDS[name]}" for name, row in counts.items() if readable(row) and row["value"] < least]
    if few:
        told.append(
            f"À lire avec prudence\u00a0: peu d’annonces dans la commune ({listing(few)}), le modèle s’appuie sur ses "
            "voisines."
        )
    if told:
        told.append(
            "Ces loyers d’annonce sont prédits par un modèle pour un logement type\u00a0: ce n’est ni une moyenne, ni "
            "le loyer des locataires en place."
        )
    return told


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        say(diagnostic, "lo_prop", "{value} des ménages sont propriétaires"),
        say(diagnostic, "lo_hlm", "{value} des ménages louent un logement social, d’après le recensement"),
        *sru.sentences(diagnostic),
        *_rents(diagnostic),
        say(diagnostic, "lo_vac", "{value} des logements sont vacants"),
        say(diagnostic, "lo_al_pct", "Les foyers aidés pour se loger représentent {value} des ménages"),
        caf_change(diagnostic, "lo_al", "foyers aidés"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    lacking = diagnostic.own("lo_sru_manque")
    deficit = diagnostic.territory.level is Level.COMMUNE and readable(lacking) and lacking["value"] >= 1
    return kept(
        "Où, quand et pour qui les logements sociaux qui manquent seront-ils construits, et avec quelles places de "
        "crèche et d’école ?"
        if deficit
        else None,
        "Les jeunes ménages et les parents séparés trouvent-ils à se loger sur place ?",
        "Combien de demandes de logement social attendent, et depuis combien de temps ?",
        "Pourquoi des logements restent-ils vacants : travaux, vente, succession ?",
    )


CHAPTER = Chapter(
    id="70_logement",
    title="Logement",
    needs=("lo_men", "lo_al", "lo_al_pct"),
    services=(*TENURE, "lo_vac", "lo_sec"),
    others=(*AIDS, *CONDITIONS, *LOCAL, *SOCIAL, *sru.TABLE, *RENTS, *RENTS.values()),
    gap=_gap,
    questions=_questions,
    unknown=(
        "La demande de logement social et les délais d’attente : les bailleurs et la préfecture les connaissent.",
        "Les impayés de loyer et l’habitat indigne : la Caf, le CCAS et le fonds de solidarité logement les suivent.",
        "Le loyer que paient les locataires en place : seuls les bailleurs et les ménages le connaissent.",
    ),
    captions=("", "Le parc de logements, occupé et vacant"),
    need_views=(
        known("Les trois aides au logement", AIDS),
        known("L’état et l’usage des logements", CONDITIONS),
        known("Ce que la Caf et la commune recensent", LOCAL),
        _aid,
    ),
    gap_views=(crossing(HOUSING),),
    service_views=(
        coloured(("lo_hlm",), "Où sont les locataires du parc social ?"),
        _tenure,
        sru.inventory,
        known("Le parc des bailleurs sociaux", SOCIAL),
        known("Loyers d’annonce prédits", (*RENTS, *RENTS.values())),
    ),
    mapped=("lo_hlm",),
)
