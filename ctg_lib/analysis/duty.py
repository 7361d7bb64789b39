"""A duty set by law: its state on a date, its article, the figure that decides it, the sentence that tells it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from ctg_lib import parameters
from ctg_lib.parameters import Parameter
from ctg_lib.value import Status

# The rows of the long table that decide.
TOTAL, MUNICIPAL, SRU_RATE, SRU_TARGET = "ctx_pop_totale", "ctx_pop_legale", "lo_sru", "lo_sru_cible"
# The municipal population of the year of the total one, which is not always the newest.
MUNICIPAL_THEN = f"{MUNICIPAL}_meme_annee"
# Whether a directory names a communal centre of social action.
LISTED_CENTRE = "ad_ccas"
Rows = Mapping[str, "pd.Series | None"]


class State(StrEnum):
    """What a duty is on the date asked."""

    DUE = "due"
    NOT_DUE = "non due"
    COMING = "à venir"
    DEPENDS = "selon les cas"


@dataclass(frozen=True)
class Duty:
    """One duty.

    sentence: French; `{name}` calls the row of that name in `figures`. rule: the parameter it comes from. since:
    the day from which it holds, or from which it is due when that is still to come. in_the_year: whether it is due
    within the calendar year of that day.
    """

    id: str
    title: str
    state: State
    sentence: str
    rule: Parameter
    since: datetime.date
    figures: dict[str, pd.Series] = field(default_factory=dict)
    in_the_year: bool = False


@dataclass(frozen=True)
class Threshold:
    """A duty that holds on one side of a population.

    rule: id of the parameter. from_it: whether the threshold itself is on the side of the duty (« à partir de »), or
    only what exceeds it (« plus de »). title: what is due. beyond, under: what is said on each side, in French.
    """

    id: str
    title: str
    rule: str
    beyond: str
    under: str
    from_it: bool = False

    def parameter(self, on: datetime.date) -> Parameter:
        return in_force(self.rule, on)

    def words(self, value: float) -> str:
        """« plus de 3 500 habitants », « au moins 1 500 habitants »."""
        return f"{'au moins' if self.from_it else 'plus de'} {grouped(value)} habitants"

    def of_words(self, value: float) -> str:
        """The same after « de »: « de plus de 3 500 habitants », « d’au moins 1 500 habitants »."""
        return f"{'d’' if self.from_it else 'de '}{self.words(value)}"

    def reached(self, population: float, value: float) -> bool:
        return population >= value if self.from_it else population > value


def in_force(identifier: str, on: datetime.date) -> Parameter:
    """The version of a rule that holds on a date; before the first of them, that one, which is still to come."""
    versions = parameters.dated(identifier)
    return next((one for one in reversed(versions) if one.valid_from <= on), versions[0])


def valued(row: pd.Series | None) -> bool:
    """Whether there is a row and it has a value."""
    return row is not None and Status(row["status"]).has_value


def called(sentence: str, rows: Rows) -> dict[str, pd.Series]:
    """The rows that a sentence calls."""
    return {name: row for name, row in rows.items() if row is not None and f"{{{name}}}" in sentence}


def grouped(value: float) -> str:
    """Thousands apart, as French writes them."""
    return f"{value:,.0f}".replace(",", "\u202f")


# ── What is the same for a commune and for several ───────────────────────────────────────────────────────────────────

COMPETENCES = (
    Threshold(
        "sppe_planifier",
        "Planifier le développement des modes d’accueil des moins de 3 ans",
        "sppe_seuil_planifier",
        "La commune doit exercer cette compétence",
        "La compétence est facultative",
    ),
    Threshold(
        "sppe_qualite",
        "Soutenir la qualité des modes d’accueil",
        "sppe_seuil_planifier",
        "La commune doit exercer cette compétence",
        "La compétence est facultative",
    ),
)
SCHEME = Threshold(
    "sppe_schema",
    "Établir un schéma pluriannuel de l’offre d’accueil",
    "sppe_seuil_schema",
    "Le schéma est obligatoire",
    "Le schéma est facultatif",
)
RELAY = Threshold(
    "sppe_relais",
    "Mettre en place un relais petite enfance",
    "sppe_seuil_relais",
    "Le relais est obligatoire",
    "Le relais est facultatif",
)
CENTRE = Threshold(
    "ccas",
    "Avoir un centre communal d’action sociale",
    "ccas_seuil",
    "La commune doit avoir un centre communal d’action sociale",
    "Le centre communal d’action sociale est facultatif",
    from_it=True,
)
# Due whatever the population; the article is the one of the competences that have a threshold.
EVERYWHERE = (
    ("sppe_recenser", "Recenser les besoins des moins de 3 ans et de leurs familles, et les modes d’accueil"),
    ("sppe_informer", "Informer et accompagner les familles et les futurs parents"),
)
IN_LIEU = ("sppe_convention", "Faire de la convention avec la Caf le schéma pluriannuel")
ANALYSIS = ("abs", "Présenter l’analyse des besoins sociaux")
HOUSING = ("sru", "Atteindre la part de logements sociaux de la loi SRU (article 55)")


def analysis_year(on: datetime.date) -> tuple[int, int]:
    """The year of the last general renewal of municipal councils on a date, and the one of the analysis it asks for."""
    renewed = in_force("mandat_municipal", on).valid_from.year
    return renewed, renewed + int(in_force("abs_delai", on).value)


def headings() -> int:
    """How many headings the orientations of the scheme have."""
    return int(parameters.value("sppe_schema_rubriques"))
