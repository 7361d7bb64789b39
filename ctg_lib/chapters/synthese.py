"""Chapter 90: what stands out, side by side."""

from __future__ import annotations

from ctg_lib.chapters.chapter import Chapter
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import births_change, caf_change, kept, say


def _gap(diagnostic: Diagnostic) -> list[str]:
    return kept(
        births_change(diagnostic),
        say(diagnostic, "ctx_75p_part", "Les 75 ans et plus sont {value} des habitants"),
        say(diagnostic, "pa_mono_enf_pct", "Parmi les familles avec enfants, {value} sont monoparentales"),
        caf_change(diagnostic, "ad_rsa", "foyers au RSA"),
        say(diagnostic, "pr_chom", "Le chômage au sens du recensement touche {value} des actifs"),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Ces constats rejoignent-ils ce que les élus et les agents observent ? Lesquels faut-il nuancer ?",
        "Quels besoins n’apparaissent dans aucun chiffre, et qui peut les documenter ?",
        "Sur quels trois enjeux la convention doit-elle porter en premier ?",
    ]


CHAPTER = Chapter(
    id="90_synthese",
    title="Synthèse",
    needs=(
        "pe_0_4",
        "en_5_14",
        "en_5_14_part",
        "je_15_24",
        "je_15_24_part",
        "pa_mono",
        "ad_rsa",
        "av_seuls",
        "av_seuls_pct",
        "se_75p",
    ),
    services=("pe_tcg", "pe_eaje", "en_ecoles", "en_alsh", "je_college", "ad_fs", "av_biblio", "se_hebergement"),
    captions=("Besoins, de la naissance au grand âge", "Réponses installées sur place"),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les observations des élus, des agents, des partenaires et des familles : elles restent à recueillir.",
        "L’offre locale recensée par la commune et la Caf (places, horaires, tarifs, fréquentation).",
        "Le handicap, la mobilité et la santé : chapitres à venir, faute de source chargée dans cette édition.",
    ),
)
