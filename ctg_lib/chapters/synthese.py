"""Chapter 90: what stands out, side by side."""

from __future__ import annotations

from ctg_lib.chapters.chapter import Chapter
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import EVERY, crossing
from ctg_lib.chapters.petite_enfance import counted, coverage
from ctg_lib.chapters.sentences import births_change, kept, say, shown
from ctg_lib.views.wording import period, readable


def essentials(diagnostic: Diagnostic) -> list[str]:
    """What an elected official should have read if he reads one page: five findings at most."""
    return kept(
        births_change(diagnostic),
        counted(diagnostic) or coverage(diagnostic),
        say(diagnostic, "pa_mono_enf_pct", "Parmi les familles avec enfants, {value} sont monoparentales"),
        _caf(diagnostic),
        say(diagnostic, "pr_taux_pauvrete", "{value} des habitants vivent sous le seuil de pauvreté"),
    )


def _caf(diagnostic: Diagnostic) -> str | None:
    """The Caf's headline: households and persons."""
    households, persons = diagnostic.own("ad_alloc"), diagnostic.own("ad_pers")
    if not (readable(households) and readable(persons)):
        return None
    start = (
        f"La Caf verse une prestation à {shown(households)} foyers, soit {shown(persons)} personnes "
        f"({period(households)})."
    )
    return start


def _gap(diagnostic: Diagnostic) -> list[str]:
    return []


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Ces constats rejoignent-ils ce que les élus et les agents observent ? Lesquels faut-il nuancer ?",
        "Quels besoins n’apparaissent dans aucun chiffre, et qui peut les documenter ?",
        "Sur quels trois enjeux la convention doit-elle porter en premier ?",
    ]


LOCAL_OFFER = "L’offre locale recensée par la commune et la Caf (places, horaires, tarifs, fréquentation)."


CHAPTER = Chapter(
    id="90_synthese",
    title="Synthèse",
    needs=("pe_0_4_part", "en_5_14_part", "je_15_24_part", "pa_mono_pct", "ad_rsa_pct", "av_seuls_pct", "ctx_75p_part"),
    services=("pe_tcg",),
    captions=("Besoins, de la naissance au grand âge", "Accueil des jeunes enfants"),
    others=tuple(dict.fromkeys(name for one in EVERY for name in one.indicators)),
    gap=_gap,
    gap_views=(crossing(*EVERY),),
    questions=_questions,
    unknown=(
        "Les observations des élus, des agents, des partenaires et des familles : elles restent à recueillir.",
        LOCAL_OFFER,
    ),
    answered={LOCAL_OFFER: "pe_loc_places"},
)
