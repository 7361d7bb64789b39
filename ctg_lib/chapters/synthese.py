"""Chapter 90: what stands out, side by side."""

from __future__ import annotations

import pandas as pd

from ctg_lib import indicators
from ctg_lib.chapters.chapter import Chapter, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.petite_enfance import coverage
from ctg_lib.chapters.sentences import births_change, caf_change, kept, say, shown
from ctg_lib.views import tables
from ctg_lib.views.view import Block, source_line


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        births_change(diagnostic),
        coverage(diagnostic),
        say(diagnostic, "pa_mono_enf_pct", "Parmi les familles avec enfants, {value} sont monoparentales"),
        caf_change(diagnostic, "ad_rsa", "foyers au RSA"),
        say(diagnostic, "ctx_75p_part", "Les 75 ans et plus sont {value} des habitants"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Ces constats rejoignent-ils ce que les élus et les agents observent ? Lesquels faut-il nuancer ?",
        "Quels besoins n’apparaissent dans aucun chiffre, et qui peut les documenter ?",
        "Sur quels trois enjeux la convention doit-elle porter en premier ?",
    ]


# In each field, what is counted on the side of needs and on the side of services.
FIELDS = (
    ("Petite enfance", ("pe_0_4", "pe_naiss_3ans"), ("pe_eaje", "pe_micro", "pe_rpe")),
    ("Enfance", ("en_5_14",), ("en_ecoles", "en_alsh")),
    ("Jeunesse", ("je_15_24",), ("je_college",)),
    ("Parentalité", ("pa_fam_enf", "pa_mono"), ()),
    ("Accès aux droits", ("ad_rsa", "ad_ppa"), ("ad_fs", "ad_poste")),
    ("Logement", ("lo_men", "lo_al"), ("lo_hlm",)),
    ("Vie sociale", ("av_seuls",), ("av_biblio", "av_sport")),
    ("Grand âge", ("se_75p", "se_80p"), ("se_hebergement", "se_aide", "se_generalistes")),
)
TO_COUNT = "aucun fichier ouvert : à recenser par la commune et la Caf"


def _crossing(diagnostic: Diagnostic) -> Block:
    """Needs × services, one line a field."""
    caption = f"Besoins et réponses {diagnostic.territory.at_name}, champ par champ"
    frame = pd.DataFrame(
        [(text(field), _told(diagnostic, needs), _told(diagnostic, services)) for field, needs, services in FIELDS],
        columns=["Champ", "Besoins", "Réponses installées sur place"],
    )
    used = [name for _, needs, services in FIELDS for name in (*needs, *services)]
    return Block(tables.plain(caption, frame) + source_line(diagnostic.source_lines(used)))


def _told(diagnostic: Diagnostic, names: tuple[str, ...]) -> str:
    """« Enfants de 0 à 4 ans : 388 », one a line; where nothing is counted, who can count."""
    if not names:
        return f"<em>{TO_COUNT}</em>"
    return "<br>".join(
        f"{text(indicators.indicator(name).label)}\u00a0: {shown(diagnostic.own(name))}" for name in names
    )


CHAPTER = Chapter(
    id="90_synthese",
    title="Synthèse",
    needs=("pe_0_4_part", "en_5_14_part", "je_15_24_part", "pa_mono_pct", "ad_rsa_pct", "av_seuls_pct", "ctx_75p_part"),
    services=("pe_tcg", "pe_accueil_1000", "en_alsh_1000"),
    captions=("Besoins, de la naissance au grand âge", "Réponses rapportées au nombre d’enfants"),
    others=tuple(name for _, needs, services in FIELDS for name in (*needs, *services)),
    gap=_gap,
    gap_views=(_crossing,),
    questions=_questions,
    unknown=(
        "Les observations des élus, des agents, des partenaires et des familles : elles restent à recueillir.",
        "L’offre locale recensée par la commune et la Caf (places, horaires, tarifs, fréquentation).",
        "Le handicap, la mobilité et la santé : chapitres à venir, faute de source chargée dans cette édition.",
    ),
)
