"""How far services are, commune to commune: reckoned here, where no published travel time is loaded."""

from __future__ import annotations

from ctg_lib import parameters
from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio
from ctg_lib.sources.acces import CHILDREN, FAR, FARTHER, MANY, NEARER, PEOPLE, SHARED

HOW = (
    "Distance à vol d’oiseau entre un point de chaque commune, multipliée par un rapport supposé pour la route ; 0 "
    "quand la commune a le service. Les minutes de l’Insee, quand elles sont chargées, valent mieux."
)
REFERENCE = "Calcul de ctg_lib : docs/acces.md"
RADIUS = parameters.value("rayon_acces")
_INHABITANTS = Input("acces", (PEOPLE,))


def _far(identifier: str, kind: str, theme: str, which: str, question: str) -> Indicator:
    """Kilometres to the nearest commune that has a service of a kind, for the mean inhabitant."""
    return ratio(
        identifier,
        Input("acces", (FAR + kind,)),
        _INHABITANTS,
        label=f"Distance estimée {which}",
        question=question,
        theme=theme,
        role=Role.SERVICE,
        unit="km",
        reference=REFERENCE,
        precision=Precision.NOT_GIVEN,
        caveat=HOW,
    )


def _many(identifier: str, kind: str, theme: str, which: str, question: str, radius: float = RADIUS) -> Indicator:
    """How many services of a kind the mean inhabitant has within a radius."""
    return ratio(
        identifier,
        Input("acces", (MANY + kind,)),
        _INHABITANTS,
        label=f"{which} à moins de {radius:.0f} km",
        question=question,
        theme=theme,
        role=Role.SERVICE,
        unit="a_portee",
        reference=REFERENCE,
        precision=Precision.NOT_GIVEN,
        caveat="Compte des lieux, sans leur taille, et sans ceux qui les partagent. Rayon par la route estimée.",
    )


pe_accueil_km = _far(
    "pe_accueil_km",
    "accueil",
    "petite_enfance",
    "jusqu’à la crèche ou micro-crèche la plus proche",
    "À quelle distance est la première crèche ?",
)
pe_rpe_km = _far(
    "pe_rpe_km",
    "rpe",
    "petite_enfance",
    "jusqu’au relais petite enfance le plus proche",
    "Où parents et assistantes maternelles sont-ils conseillés ?",
)
pe_accueil_portee = _many(
    "pe_accueil_portee",
    "accueil",
    "petite_enfance",
    "Crèches et micro-crèches",
    "Combien de crèches une famille peut-elle rejoindre ?",
)
pe_accueil_pres = _many(
    "pe_accueil_pres",
    "accueil" + NEARER,
    "petite_enfance",
    "Crèches et micro-crèches",
    "Et si l’on n’accepte que la moitié du trajet ?",
    RADIUS / 2,
)
pe_accueil_loin = _many(
    "pe_accueil_loin",
    "accueil" + FARTHER,
    "petite_enfance",
    "Crèches et micro-crèches",
    "Et si l’on accepte un trajet plus long de moitié ?",
    1.5 * RADIUS,
)
pe_places_portee = ratio(
    "pe_places_portee",
    Input("acces", (SHARED,)),
    Input("acces", (CHILDREN,)),
    label="Places de crèche à portée pour 100 enfants de 0 à 4 ans, partagées entre tous ceux qui les atteignent",
    question="Combien de places reste-t-il à chacun, une fois partagées avec les communes voisines ?",
    theme="petite_enfance",
    role=Role.SERVICE,
    unit="places_a_portee",
    reference=f"E2SFCA, décroissance gaussienne (Dai, 2010), rayon de {RADIUS:.0f} km ; docs/acces.md",
    precision=Precision.NOT_GIVEN,
    polarity=Polarity.BETTER_SERVED,
    caveat="Sans la capacité de chaque lieu à portée, c’est un minimum. Les assistantes maternelles n’y sont pas.",
)
en_ecole_km = _far(
    "en_ecole_km", "ecole", "enfance", "jusqu’à l’école la plus proche", "À quelle distance est la première école ?"
)
en_alsh_km = _far(
    "en_alsh_km",
    "alsh",
    "enfance",
    "jusqu’à l’accueil de loisirs le plus proche",
    "À quelle distance est le premier accueil de loisirs ?",
)
je_college_km = _far(
    "je_college_km",
    "college",
    "jeunesse",
    "jusqu’au collège le plus proche",
    "À quelle distance est le premier collège ?",
)
je_lycee_km = _far(
    "je_lycee_km", "lycee", "jeunesse", "jusqu’au lycée le plus proche", "À quelle distance est le premier lycée ?"
)
ad_fs_km = _far(
    "ad_fs_km",
    "france_services",
    "acces_droits",
    "jusqu’à la France services la plus proche",
    "À quelle distance peut-on être aidé dans ses démarches ?",
)
sa_gen_km = _far(
    "sa_gen_km",
    "generaliste",
    "sante",
    "jusqu’au médecin généraliste le plus proche",
    "À quelle distance est le premier médecin ?",
)
sa_gen_portee = _many(
    "sa_gen_portee", "generaliste", "sante", "Médecins généralistes", "Combien de médecins peut-on rejoindre ?"
)
sa_pharm_km = _far(
    "sa_pharm_km",
    "pharmacie",
    "sante",
    "jusqu’à la pharmacie la plus proche",
    "À quelle distance est la première pharmacie ?",
)
av_biblio_km = _far(
    "av_biblio_km",
    "bibliotheque",
    "vie_sociale",
    "jusqu’à la bibliothèque la plus proche",
    "À quelle distance est la première bibliothèque ?",
)
se_hebergement_km = _far(
    "se_hebergement_km",
    "hebergement_ages",
    "seniors",
    "jusqu’à l’établissement pour personnes âgées le plus proche",
    "À quelle distance peut-on être hébergé ?",
)
