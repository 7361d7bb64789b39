"""What a figure is: its status, its unit, and the one long table that pages, spreadsheets and sentences read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Why a value is what it is, or why there is none. A missing value always has one of the last six."""

    PUBLISHED = "published"
    ROUNDED = "rounded_by_source"
    CENSORED = "censored"
    ESTIMATED = "estimated"
    SECRET = "secret_at_source"
    MASKED = "masked_here"
    NOT_RELEASED = "not_released"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """French words for a table cell or a map legend."""
        return _LABELS[self]

    @property
    def has_value(self) -> bool:
        return self in _WITH_VALUE


_LABELS = {
    Status.PUBLISHED: "publié",
    Status.ROUNDED: "arrondi à la source",
    Status.CENSORED: "valeur plancher",
    Status.ESTIMATED: "estimé",
    Status.SECRET: "secret statistique",
    Status.MASKED: "masqué",
    Status.NOT_RELEASED: "non diffusé",
    Status.NOT_APPLICABLE: "sans objet",
    Status.MISSING: "manquant",
}
_WITH_VALUE = frozenset({Status.PUBLISHED, Status.ROUNDED, Status.CENSORED, Status.ESTIMATED})

# From harmless to blocking: a figure made of several cells takes the most blocking status among them.
SEVERITY = [
    Status.PUBLISHED,
    Status.ESTIMATED,
    Status.ROUNDED,
    Status.CENSORED,
    Status.NOT_APPLICABLE,
    Status.NOT_RELEASED,
    Status.MISSING,
    Status.MASKED,
    Status.SECRET,
]

# The long table: one row per indicator, territory and vintage. `value`, `low`, `high` are in `unit`; `numerator` and
# `denominator` are counts where the indicator has them; `method` says in French how the value was obtained, or why
# there is none; `source` names each table used as `source@vintage`, joined by `+`.
COLUMNS = (
    "indicator",
    "territory",
    "level",
    "vintage",
    "unit",
    "value",
    "low",
    "high",
    "numerator",
    "denominator",
    "status",
    "method",
    "source",
)
KEY = ["indicator", "territory", "level", "vintage"]


@dataclass(frozen=True)
class Unit:
    """How a value is stored (`scale` times numerator over denominator) and shown.

    singular: the label under 2, where it differs. relative: whether territories of any size may be compared in it.
    weighted: the numerator is people × something (kilometres, services), and no count of people.
    area: the denominator is a surface: a small one is no small count.
    """

    id: str
    label: str
    scale: float = 1.0
    digits: int = 0
    singular: str = ""
    relative: bool = False
    weighted: bool = False
    area: bool = False

    def name(self, value: float) -> str:
        """The label beside a value: « 0 habitant », « 1 habitant », « 2 habitants »."""
        return self.singular if self.singular and abs(value) < 2 else self.label


UNITS = {
    unit.id: unit
    for unit in (
        Unit("part", "%", digits=1, relative=True),
        Unit("habitants", "habitants", singular="habitant"),
        Unit("enfants", "enfants", singular="enfant"),
        Unit("personnes", "personnes", singular="personne"),
        Unit("menages", "ménages", singular="ménage"),
        Unit("familles", "familles", singular="famille"),
        Unit("foyers", "foyers", singular="foyer"),
        Unit("logements", "logements", singular="logement"),
        Unit("naissances", "naissances", singular="naissance"),
        Unit("naissances_par_an", "naissances par an", digits=1, singular="naissance par an"),
        Unit("deces", "décès"),
        Unit("eleves", "élèves", singular="élève"),
        Unit("eleves_par_classe", "élèves par classe", digits=1, singular="élève par classe", relative=True),
        Unit("equipements", "équipements", singular="équipement"),
        Unit("professionnels", "professionnels", singular="professionnel"),
        Unit("places", "places", singular="place"),
        Unit("etp", "équivalents temps plein", digits=1, singular="équivalent temps plein"),
        Unit("heures_par_an", "heures par an", singular="heure par an"),
        Unit("actions", "actions", singular="action"),
        Unit("demandes", "demandes", singular="demande"),
        Unit("dossiers", "dossiers", singular="dossier"),
        Unit("euros", "€ par an", relative=True),
        Unit("places_pour_100", "places pour 100 enfants", digits=1, singular="place pour 100 enfants", relative=True),
        Unit("pour_1000", "pour 1 000 habitants", scale=1000.0, digits=1, relative=True),
        Unit("pour_10000", "pour 10 000 habitants", scale=10000.0, digits=1, relative=True),
        Unit("pour_1000_enfants", "pour 1 000 enfants", scale=1000.0, digits=1, relative=True),
        Unit("pour_100", "pour 100", scale=100.0, digits=1, relative=True),
        Unit("par_naissance", "enfants pour une naissance", digits=2, relative=True),
        Unit("par_menage", "personnes par ménage", digits=2, relative=True),
        Unit("hab_km2", "habitants au km²", relative=True, area=True),
        # A change has a sign, and no interval that would say whether two of them differ.
        Unit("pct_par_an", "% par an", scale=100.0, digits=2, singular="% par an"),
        Unit("iris", "quartiers statistiques", singular="quartier statistique"),
        # A class is a name, whatever its number.
        Unit("classe", "numéros de classe", singular="numéro de classe"),
        Unit("points", "points", digits=1, singular="point", relative=True),
        Unit("consultations", "consultations par an et par habitant", digits=1, relative=True),
        Unit("par_professionnel", "habitants pour un professionnel", relative=True),
        Unit("associations", "associations", singular="association"),
        Unit("emplois", "emplois", singular="emploi"),
        Unit("etablissements", "établissements", singular="établissement"),
        Unit("km", "km", digits=1, relative=True, weighted=True),
        Unit("a_portee", "lieux à portée", singular="lieu à portée", relative=True, weighted=True),
        Unit("places_a_portee", "places à portée pour 100", scale=100.0, digits=1, relative=True),
        Unit("minutes", "minutes", digits=1, singular="minute", relative=True, weighted=True),
        Unit("annonces", "annonces", singular="annonce"),
        Unit("euros_m2", "€ par m²", digits=1, relative=True),
        Unit("pour_1000_aines", "pour 1 000 habitants de 75 ans et plus", scale=1000.0, digits=1, relative=True),
    )
}
