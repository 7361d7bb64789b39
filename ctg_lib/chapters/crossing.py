"""Needs and services face to face, field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ctg_lib import indicators
from ctg_lib.chapters.chapter import held, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.views import tables
from ctg_lib.views.view import Block, source_line, under
from ctg_lib.views.wording import beside, inside, listing, period

TO_COUNT = "aucun fichier chargé : à recenser par la commune et la Caf"


@dataclass(frozen=True)
class Field:
    """What is counted in one field of social action, on each side; local figures, and those of a law, where held."""

    name: str
    needs: tuple[str, ...]
    services: tuple[str, ...]
    local_needs: tuple[str, ...] = ()
    local_services: tuple[str, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        return self.needs + self.services


EARLY = Field(
    "Petite enfance",
    ("pe_0_4", "pe_naiss_3ans"),
    ("pe_eaje", "pe_micro", "pe_rpe"),
    ("pe_attente",),
    ("pe_loc_places", "pe_rpe_loc"),
)
CHILDREN = Field(
    "Enfance", ("en_5_14",), ("en_ecoles", "en_alsh"), (), ("en_alsh_loc", "en_alsh_vac", "en_peri_places")
)
YOUTH = Field("Jeunesse", ("je_15_24", "je_cho_1524"), ("je_college",), (), ("je_acc_jeunes", "je_ml"))
PARENTS = Field("Parentalité", ("pa_fam_enf", "pa_mono"), (), (), ("pe_laep", "pa_clas", "pa_reaap"))
RIGHTS = Field("Accès aux droits", ("ad_rsa", "ad_ppa"), ("ad_fs", "ad_poste"))
# The rate of the law beside that of the census: two measures of one thing, both of which are quoted.
HOUSING = Field("Logement", ("lo_men", "lo_al"), ("lo_hlm",), (), ("lo_sru",))
INCOME = Field("Précarité et insertion", ("pr_taux_pauvrete", "pr_chom", "pr_inscr_nb"), ())
SOCIAL = Field("Vie sociale", ("av_seuls",), ("av_biblio", "av_sport"), (), ("av_cs",))
HANDICAP = Field("Handicap", ("ha_aah", "ha_aeeh"), ("ha_aide_adultes",))
OLD_AGE = Field("Grand âge", ("ctx_75p", "se_80p"), ("se_hebergement", "se_aide", "se_generalistes"))
MOBILITY = Field("Mobilité", ("mo_hors", "mo_voit"), ("mo_taxi", "mo_auto_ecole", "mo_station", "mo_recharge"))
HEALTH = Field("Santé", ("se_65p", "sa_hab_gen"), ("se_generalistes", "sa_pharm", "sa_inf", "sa_kine", "sa_dent"))
EVERY = (EARLY, CHILDREN, YOUTH, PARENTS, RIGHTS, HOUSING, SOCIAL, HANDICAP, OLD_AGE, MOBILITY, HEALTH, INCOME)


def crossing(*fields: Field) -> Callable[[Diagnostic], Block]:
    """A view: needs × services, one line a field."""

    def draw(diagnostic: Diagnostic) -> Block:
        # Two tables of one page never have the same caption: a screen reader lists them by it.
        about = "" if fields == EVERY else f", {listing([inside(one.name) for one in fields])}"
        caption = f"Besoins et réponses {diagnostic.territory.at_name}{about}"
        frame = pd.DataFrame(
            [
                (
                    text(one.name),
                    _told(diagnostic, one.needs, one.local_needs),
                    _told(diagnostic, one.services, one.local_services),
                )
                for one in fields
            ],
            columns=["Champ", "Besoins", "Réponses installées sur place"],
        )
        used = [name for one in fields for name in one.indicators]
        used += [name for one in fields for name in held(diagnostic, one.local_needs + one.local_services)]
        return Block(tables.plain(caption, frame) + source_line(diagnostic.source_lines(used)))

    return draw


def _told(diagnostic: Diagnostic, names: tuple[str, ...], local: tuple[str, ...]) -> str:
    """« Enfants de 0 à 4 ans (2023) : 388 », one a line; where nothing is counted, who can count."""
    names += held(diagnostic, local)
    if not names:
        return f"<em>{TO_COUNT}</em>"
    return "<br>".join(_one(diagnostic, name) for name in names)


def _one(diagnostic: Diagnostic, name: str) -> str:
    row = diagnostic.own(name)
    bounds = f"({beside(row)})" if beside(row) else ""
    # Between parentheses: read aloud or copied, « 115 » and « 113 à 117 » must not become one number.
    between = f" {under(row, bounds)}" if bounds else ""
    return f"{text(indicators.indicator(name).label)} ({text(period(row))})\u00a0: {shown(row)}{between}"
