"""Vie sociale: people living alone, places to meet, sport, associations."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total

SPORT = ("F101", "F102", "F103", "F107", "F111", "F113", "F114", "F116", "F120", "F121", "F129", "F130")
EVERYONE = Input("population_legale", ("PMUN",))
CENSUS = "Insee, recensement de la population, définitions"
ALONE = "Vivre seul n’est pas être isolé."
DORMANT = "Déclarées et non dissoutes, au siège : beaucoup n’ont plus d’activité et ne l’ont pas dit."


def _place(identifier: str, columns: tuple[str, ...], label: str, question: str, **said: str) -> Indicator:
    """Facilities of some types of the BPE."""
    return total(
        identifier,
        Input("bpe", columns),
        label=label,
        question=question,
        theme="vie_sociale",
        role=Role.SERVICE,
        unit="equipements",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        **{"reference": f"Insee, BPE, type {', '.join(columns)}", **said},
    )


def _associations(identifier: str, column: str, label: str, question: str, caveat: str) -> Indicator:
    """Associations of the national register."""
    return total(
        identifier,
        Input("rna", (column,)),
        label=label,
        question=question,
        theme="vie_sociale",
        role=Role.SERVICE,
        unit="associations",
        reference="Répertoire national des associations (waldec)",
        precision=Precision.EXACT,
        polarity=Polarity.BETTER_SERVED,
        caveat=caveat,
    )


# ── Needs ────────────────────────────────────────────────────────────────────────────────────────────────────────────

av_seuls = total(
    "av_seuls",
    Input("rp", ("C_MENPSEUL",)),
    label="Ménages d’une personne",
    question="Combien d’habitants vivent seuls ?",
    theme="vie_sociale",
    role=Role.NEED,
    unit="menages",
    reference=CENSUS,
    precision=Precision.CENSUS,
    polarity=Polarity.MORE_NEED,
    caveat=ALONE,
)
av_seuls_pct = ratio(
    "av_seuls_pct",
    Input("rp", ("C_MENPSEUL",)),
    Input("rp_logement", ("OCS_DW_MAIN",)),
    label="Part des ménages d’une personne",
    question="Vit-on plus souvent seul qu’ailleurs ?",
    theme="vie_sociale",
    role=Role.NEED,
    unit="part",
    formula="C_MENPSEUL / OCS_DW_MAIN (résidences principales = ménages)",
    reference=CENSUS,
    precision=Precision.QUARTER,
    polarity=Polarity.MORE_NEED,
    caveat=ALONE,
)

# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────

av_biblio = _place("av_biblio", ("F307",), "Bibliothèques", "Y a-t-il une bibliothèque ?")
av_sport = _place(
    "av_sport",
    SPORT,
    "Équipements sportifs",
    "Où faire du sport ?",
    formula="somme des types F101 à F130 de la gamme",
    reference="Insee, BPE, gammes de proximité et intermédiaire",
    caveat="Un gymnase et un boulodrome comptent chacun pour un.",
)
av_gymnases = _place(
    "av_gymnases",
    ("F121",),
    "dont gymnases et salles multisports",
    "Où les clubs s’entraînent-ils à l’abri ?",
    caveat="Ni créneaux libres ni état du bâtiment.",
)
av_terrains = _place(
    "av_terrains",
    ("F113",),
    "dont terrains de grands jeux (football, rugby)",
    "Combien de stades ?",
    caveat="Ni éclairage ni état du terrain.",
)
av_libre = _place(
    "av_libre",
    ("F111", "F130"),
    "dont plateaux de jeux extérieurs et skateparks",
    "Où les jeunes jouent-ils sans s’inscrire ?",
    caveat="L’accès libre n’est pas garanti : certains plateaux sont dans une école.",
)
av_natation = _place("av_natation", ("F101",), "dont bassins de natation", "Où apprendre à nager ?")
av_sport_1000 = ratio(
    "av_sport_1000",
    Input("bpe", SPORT),
    EVERYONE,
    label="Équipements sportifs pour 1 000 habitants",
    question="Est-on mieux équipé qu’ailleurs ?",
    theme="vie_sociale",
    role=Role.SERVICE,
    unit="pour_1000",
    formula="1 000 × somme des types F101 à F130 de la gamme / PMUN",
    reference="Insee, BPE et populations légales",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Les petites communes en ont toujours plus par habitant : un boulodrome suffit.",
)
av_assoc_n = _associations("av_assoc_n", "ACTIVES", "Associations déclarées", "Combien d’associations ?", DORMANT)
av_assoc_recentes = _associations(
    "av_assoc_recentes",
    "RECENTES",
    "dont créées depuis cinq ans",
    "S’en crée-t-il de nouvelles ?",
    "Créées l’année du fichier ou les quatre d’avant : plus sûrement actives que les autres.",
)
av_assoc = ratio(
    "av_assoc",
    Input("rna", ("ACTIVES",)),
    EVERYONE,
    label="Associations déclarées pour 1 000 habitants",
    question="La vie associative est-elle plus dense qu’ailleurs ?",
    theme="vie_sociale",
    role=Role.SERVICE,
    unit="pour_1000",
    reference="Répertoire national des associations (waldec) et populations légales",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat=DORMANT,
)
