"""Chapter 90: what stands out, side by side."""

from __future__ import annotations

from ctg_lib.analysis.comparison import Gap
from ctg_lib.chapters import sru
from ctg_lib.chapters.chapter import Chapter
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import EVERY, crossing
from ctg_lib.chapters.petite_enfance import counted, coverage
from ctg_lib.chapters.sante import GP_ACCESS
from ctg_lib.chapters.sentences import births_change, comparator, kept, say
from ctg_lib.views.wording import readable

MOST, LEAST = 5, 3
# In the weight of a figure: told for want of a gap.
_NO_GAP = 2
# What may stand out after the youngest children and the law: in this order where nothing sets one above another.
CANDIDATES = {
    "pr_taux_pauvrete": "{value} des habitants vivent sous le seuil de pauvreté",
    "pa_mono_enf_pct": "Parmi les familles avec enfants, {value} sont monoparentales",
    "sa_apl": GP_ACCESS,
    "pr_chom": "Le chômage au sens du recensement touche {value} des actifs de 15 à 64 ans",
    "av_seuls_pct": "{value} des ménages sont faits d’une seule personne",
    "mo_sans_voit": "{value} des ménages n’ont pas de voiture",
    "se_75p_part": "{value} des habitants ont 75 ans ou plus",
}


def essentials(diagnostic: Diagnostic) -> list[str]:
    """What an elected official should have read if he reads one page: five findings at most.

    The youngest children, on whom a convention first bears; what the law asks; then the gaps to the comparator, those
    that are to the territory's disadvantage first, the widest first. A figure without a gap only makes up three.
    """
    first = kept(births_change(diagnostic), counted(diagnostic) or coverage(diagnostic), sru.headline(diagnostic))
    weights = {name: _weight(diagnostic, name) for name in CANDIDATES if readable(diagnostic.own(name))}
    told = sorted((weight, name) for name, weight in weights.items() if weight)
    gaps = [name for weight, name in told if weight[0] < _NO_GAP]
    others = [name for _, name in told[len(gaps) :]][: max(0, LEAST - len(first) - len(gaps))]
    return [*first, *(say(diagnostic, name, CANDIDATES[name]) for name in (*gaps, *others))][:MOST]


def _weight(diagnostic: Diagnostic, name: str) -> tuple[int, float, int] | None:
    """The smaller, the more it stands out: a gap that is told as such, unfavourable before favourable, wide first.

    None for a figure too small to be compared: it stands out by chance.
    """
    order = list(CANDIDATES).index(name)
    other = comparator(diagnostic, name)
    if other is None:
        return _NO_GAP + 1, 0.0, order
    verdict = diagnostic.verdict(name, other[0].level)
    if verdict.gap is Gap.NOT_COMPARED:
        return None
    if verdict.gap is Gap.NOT_SIGNIFICANT:
        return _NO_GAP, 0.0, order
    wide = abs(verdict.size / other[1]["value"]) if other[1]["value"] else float("inf")
    return int(verdict.favourable is not False), -wide, order


def _gap(diagnostic: Diagnostic) -> list[str]:
    return []


def _questions(diagnostic: Diagnostic) -> list[str]:
    return [
        "Ces constats rejoignent-ils ce que les élus et les agents observent ? Lesquels faut-il nuancer ?",
        "Quels besoins n’apparaissent dans aucun chiffre, et qui peut les documenter ?",
        "Sur quels trois enjeux la convention doit-elle porter en premier ?",
    ]


LOCAL_OFFER = "L’offre locale recensée par la commune et la Caf (places, horaires, tarifs, fréquentation)."


OBSERVED = (
    "Ce que les élus, les agents, les partenaires et les familles observent : aucun fichier publié ne le dit. Une fois "
    "recueillies, leurs observations seront mises en face des chiffres, dans un chapitre « Regards croisés »."
)
CHAPTER = Chapter(
    id="90_synthese",
    title="Synthèse",
    needs=(
        "pe_0_4_part",
        "en_5_14_part",
        "je_15_24_part",
        "pa_mono_enf_pct",
        "ad_rsa_pct",
        "av_seuls_pct",
        "ctx_75p_part",
    ),
    services=("pe_tcg",),
    captions=("Besoins, de la naissance au grand âge", "Accueil des jeunes enfants"),
    others=tuple(dict.fromkeys(name for one in EVERY for name in one.indicators)),
    gap=_gap,
    gap_views=(crossing(*EVERY),),
    questions=_questions,
    unknown=(OBSERVED, LOCAL_OFFER),
    answered={LOCAL_OFFER: "pe_loc_places"},
)
