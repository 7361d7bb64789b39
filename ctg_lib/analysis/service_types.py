"""The kinds of services that a map shows, the field of social action of each, and which lists know them.

A kind is read in the first of its lists that knows the commune; what the next ones say is set beside it, never added.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg_lib.sources.local_early import EAJE, MAM
from ctg_lib.sources.local_services import CENTRE, EVS, YOUTH_KINDS

MICRO = "Micro-crèche"


@dataclass(frozen=True)
class Reading:
    """Where one list has a kind of service.

    kinds: of the places that the list names, in `Store.places`. columns: of the table that counts them by commune,
    where it names none. whole: a variable that has a number where the list is complete for a commune; by default the
    list is, wherever its table has the commune. capacity: the measure that holds the places of each. partial: the list
    is never complete: a commune that it does not name may have one.
    """

    source: str
    kinds: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    whole: str = ""
    capacity: str = ""
    partial: bool = False


@dataclass(frozen=True)
class Family:
    """A field of social action on a map: its French name, and the shape of its symbols."""

    id: str
    label: str
    shape: str


@dataclass(frozen=True)
class Type:
    """A kind of service.

    one, many: its French names. letter: what its symbol bears, two letters at most: no abbreviation of the language,
    and the legend says what it means.
    """

    id: str
    one: str
    many: str
    letter: str
    family: str
    readings: tuple[Reading, ...]


FAMILIES = {
    one.id: one
    for one in (
        Family("petite_enfance", "Petite enfance", "circle"),
        Family("enfance", "Enfance", "square"),
        Family("jeunesse", "Jeunesse", "triangle"),
        Family("acces_droits", "Accès aux droits", "diamond"),
        Family("vie_sociale", "Vie sociale, culture, sport", "pentagon"),
        Family("sante", "Santé", "plus"),
        Family("autonomie", "Grand âge et handicap", "hexagon"),
    )
}


def _bpe(*columns: str) -> tuple[Reading, Reading]:
    """The BPE: its facilities one by one where that file is loaded, else how many there are."""
    return Reading("bpe", kinds=columns, capacity="places"), Reading("bpe", columns=columns)


def _local(*kinds: str, whole: str, capacity: str = "") -> Reading:
    return Reading("offre_locale", kinds=kinds, whole=whole, capacity=capacity)


def _register(*kinds: str) -> Reading:
    return Reading("services_publics", kinds=kinds)


def _finess(*kinds: str) -> Reading:
    return Reading("finess", kinds=kinds, capacity="places")


def _schools(*kinds: str) -> Reading:
    return Reading("en_annuaire", kinds=kinds)


TYPES = {
    one.id: one
    for one in (
        Type(
            "creche",
            "crèche",
            "crèches",
            "C",
            "petite_enfance",
            (
                _local(*(kind for kind in EAJE if kind != MICRO), whole="EAJE_NOMBRE", capacity="places"),
                *_bpe("D502"),
            ),
        ),
        Type(
            "micro_creche",
            "micro-crèche",
            "micro-crèches",
            "M",
            "petite_enfance",
            (_local(MICRO, whole="EAJE_NOMBRE", capacity="places"), *_bpe("D509")),
        ),
        Type(
            "mam",
            "maison d’assistants maternels",
            "maisons d’assistants maternels",
            "Ma",
            "petite_enfance",
            (_local(MAM, whole="MAM_NOMBRE", capacity="places"),),
        ),
        Type(
            "rpe",
            "relais petite enfance",
            "relais petite enfance",
            "R",
            "petite_enfance",
            (_local("Relais petite enfance", whole="RPE_NOMBRE"), *_bpe("D504")),
        ),
        Type(
            "laep",
            "lieu d’accueil enfants-parents",
            "lieux d’accueil enfants-parents",
            "L",
            "petite_enfance",
            (_local("Lieu d’accueil enfants-parents", whole="LAEP_NOMBRE"),),
        ),
        Type(
            "ecole",
            "école",
            "écoles",
            "É",
            "enfance",
            (
                _schools("ecole_maternelle", "ecole_elementaire", "ecole_primaire", "ecole_autre"),
                _register("ecole"),
                Reading("bpe", columns=("C107", "C108", "C109")),
            ),
        ),
        Type(
            "alsh",
            "accueil de loisirs (périscolaire compris)",
            "accueils de loisirs (périscolaires compris)",
            "A",
            "enfance",
            (
                _local("Accueil de loisirs", whole="ALSH_NOMBRE", capacity="places_mercredi"),
                Reading("bpe", columns=("D505",)),
            ),
        ),
        Type(
            "college",
            "collège",
            "collèges",
            "Co",
            "jeunesse",
            (_schools("college"), _register("college"), Reading("bpe", columns=("C201",))),
        ),
        Type(
            "lycee",
            "lycée (enseignement adapté compris)",
            "lycées (enseignement adapté compris)",
            "Ly",
            "jeunesse",
            (_schools("lycee"), _register("lycee")),
        ),
        Type(
            "accueil_jeunes",
            "lieu d’accueil des jeunes",
            "lieux d’accueil des jeunes",
            "J",
            "jeunesse",
            (_local(*YOUTH_KINDS, whole="ACCUEIL_JEUNES_NOMBRE", capacity="places"),),
        ),
        Type(
            "france_services",
            "France services",
            "France services",
            "Fs",
            "acces_droits",
            (
                # Of other dates, and none complete: what one lacks another one may have.
                Reading("france_services", kinds=("fs_fixe", "fs_antenne"), partial=True),
                Reading("services_publics", kinds=("france_services",), partial=True),
                *_bpe("A128"),
            ),
        ),
        Type(
            "ccas",
            "centre communal d’action sociale",
            "centres communaux d’action sociale",
            "Cc",
            "acces_droits",
            (Reading("services_publics", kinds=("ccas",), partial=True),),
        ),
        Type("point_justice", "point-justice", "points-justice", "Pj", "acces_droits", (_register("point_justice"),)),
        Type(
            "mediation",
            "lieu d’aide au numérique",
            "lieux d’aide au numérique",
            "N",
            "acces_droits",
            (Reading("conseillers_numeriques", kinds=("LIEUX", "CONSEILLERS")),),
        ),
        Type(
            "poste",
            "bureau ou relais de poste",
            "bureaux ou relais de poste",
            "P",
            "acces_droits",
            (Reading("bpe", columns=("A206", "A207", "A208")),),
        ),
        Type(
            "centre_social",
            "centre social",
            "centres sociaux",
            "Cs",
            "vie_sociale",
            (_local(CENTRE, whole="CS_NOMBRE"),),
        ),
        Type(
            "evs",
            "espace de vie sociale",
            "espaces de vie sociale",
            "Ev",
            "vie_sociale",
            (_local(EVS, whole="EVS_NOMBRE"),),
        ),
        Type("bibliotheque", "bibliothèque", "bibliothèques", "B", "vie_sociale", _bpe("F307")),
        Type("gymnase", "gymnase", "gymnases", "Gy", "vie_sociale", (Reading("bpe", columns=("F121",)),)),
        Type("piscine", "piscine", "piscines", "Pi", "vie_sociale", (Reading("bpe", columns=("F101",)),)),
        Type(
            "generaliste",
            "médecin généraliste",
            "médecins généralistes",
            "Md",
            "sante",
            (Reading("bpe", columns=("D265",)),),
        ),
        Type("pharmacie", "pharmacie", "pharmacies", "Ph", "sante", (Reading("bpe", columns=("D307",)),)),
        Type("maison_sante", "maison de santé", "maisons de santé", "Ms", "sante", _bpe("D113")),
        Type("hopital", "établissement sanitaire", "établissements sanitaires", "H", "sante", (_register("sante"),)),
        Type(
            "hebergement_ages",
            "établissement pour personnes âgées",
            "établissements pour personnes âgées",
            "E",
            "autonomie",
            (_finess("AINES_HEBERGEMENT"), *_bpe("D401")),
        ),
        Type(
            "aide_ages",
            "service d’aide aux personnes âgées",
            "services d’aide aux personnes âgées",
            "D",
            "autonomie",
            (_finess("AINES_DOMICILE"), *_bpe("D403")),
        ),
        Type(
            "handicap",
            "lieu pour personnes handicapées",
            "lieux pour personnes handicapées",
            "Ha",
            "autonomie",
            (_finess("ESMS_ENFANTS", "ESMS_ADULTES"), *_bpe("D604")),
        ),
    )
}
# Every list that tells of some service.
LISTS = tuple(sorted({reading.source for kind in TYPES.values() for reading in kind.readings}))
