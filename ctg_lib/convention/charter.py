"""`convention.yaml`: who signs what, for how long, on which themes, in place of which documents, under which secrecy.

Every key may be left out: a convention in preparation has no date yet, and nothing is guessed of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ctg_lib import folders, sources
from ctg_lib.convention.written import Words, Written, read
from ctg_lib.errors import Problem, TerritoryError
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.territory import Territory

FILE = "convention.yaml"
# People are counted one by one, and nobody hides a thousand of them: more is a slip of the hand.
Threshold = Annotated[int, Field(le=1000)]


class Consent(Written):
    """Those who run some establishments let their activity be told: which figure, where, who agreed, when and why."""

    chiffre: Words
    communes: Annotated[tuple[str, ...], Field(min_length=1)]
    qui: Words
    date: datetime.date
    pourquoi: Words


class Secrecy(Written):
    """Each threshold as the convention wants it; where it says nothing, that of the project."""

    personnes: Threshold | None = None
    revenus: Threshold | None = None
    etablissements: Threshold | None = None
    part_etablissement: Annotated[float, Field(gt=0, le=1)] | None = None
    arrondi: bool = False
    accords: tuple[Consent, ...] = ()


class Charter(Written):
    """The file of a convention.

    signature: the day when it was signed. debut: its first day. duree: its years. edition: that of the figures at
    signature, from which every baseline is read. tient_lieu_de: the documents that it stands in for.
    """

    exemple: bool = False
    territoire: Words | None = None
    signataires: tuple[Words, ...] = ()
    signature: datetime.date | None = None
    debut: datetime.date | None = None
    duree: Literal[4, 5] = 4
    edition: datetime.date | None = None
    themes: tuple[Words, ...] = ()
    tient_lieu_de: tuple[Words, ...] = ()
    source: Words | None = None
    secret: Secrecy = Secrecy()

    @property
    def fin(self) -> datetime.date | None:
        """The last day, where the first one is known."""
        if self.debut is None:
            return None
        try:
            after = self.debut.replace(year=self.debut.year + self.duree)
        except ValueError:
            # The 29th of February, in a year that has none.
            after = self.debut.replace(year=self.debut.year + self.duree, month=3, day=1)
        return after - datetime.timedelta(days=1)

    def covers(self, date: datetime.date) -> bool:
        """Whether a day is in the convention; any day is, while nobody has written when it begins."""
        return self.debut is None or self.fin is None or self.debut <= date <= self.fin


def read_charter(territory: Territory) -> tuple[Charter, list[Problem]]:
    """The convention of a territory, an empty one where nobody wrote it, and what is wrong, its secrecy left aside."""
    path = folders.conventions() / territory.code / FILE
    if not path.is_file():
        return Charter(), []
    charter, lines, problems = read(path, Charter, path.parent)
    if charter is None:
        return Charter(), problems
    wrong = [Problem(what, FILE, lines.get(key), key, remedy) for key, what, remedy in _wrong(charter, territory)]
    return charter, problems + wrong


def _wrong(charter: Charter, territory: Territory) -> Iterator[tuple[str, str, str]]:
    if charter.territoire and _other(charter.territoire, territory):
        yield (
            "territoire",
            f"« {charter.territoire} » n’est pas le territoire du dossier ({territory.spelling}).",
            "corriger le code, ou déplacer le fichier dans le bon dossier.",
        )
    for theme in charter.themes:
        if theme not in THEMES:
            yield "themes", f"le thème « {theme} » n’existe pas.", f"choisir parmi : {', '.join(THEMES)}."
    if charter.signature and charter.fin and charter.signature > charter.fin:
        yield "signature", "la signature est après la fin de la convention.", "corriger l’une des dates."
    if charter.edition and charter.signature and charter.edition > charter.signature:
        yield "edition", "l’édition des chiffres est après la signature.", "donner celle qui a été signée."


def _other(spelling: str, territory: Territory) -> bool:
    try:
        return Territory.parse(spelling).code != territory.code
    except TerritoryError:
        return True


def agreeable() -> dict[str, str]:
    """The figures whose telling establishments may agree to, as a workbook names them, and their variable."""
    books = [card.book for card in sources.catalogue().values() if card.book]
    return {
        book.captions[name]: name for book in books for name, rule in book.secrecy.items() if rule == ESTABLISHMENTS
    }


def model(territory: Territory) -> str:
    """The file to fill, in French, with the rules of the project in it: untouched, it says nothing but these."""
    ours = Rules.ours()
    told = " ; ".join(f"« {caption} »" for caption in agreeable())
    return f"""# Convention territoriale globale {territory.of_name} ({territory.code})
#
# Une ligne « clé : valeur » par renseignement. Ce qui suit un # n’est pas lu : pour remplir une ligne, enlever son #.
# Une liste a une ligne par élément, précédée d’un tiret. Les retraits se font avec des espaces. Un texte qui contient
# « : » s’écrit entre guillemets. Les dates s’écrivent AAAA-MM-JJ. Ce qui n’est pas décidé se laisse derrière son #.

territoire: "{territory.spelling}"

# Qui signe : les organismes, pas les personnes.
# signataires:
#   - Commune
#   - Caf

# Le jour de la signature, le premier jour de la convention, et sa durée en années (4 ou 5).
# signature: 2026-12-15
# debut: 2027-01-01
duree: 4

# L’édition des chiffres que l’on a signée (la date en tête du diagnostic) : les valeurs de départ y sont lues.
# edition: 2026-11-24

# Les thèmes retenus : {", ".join(THEMES)}
# themes:
#   - petite_enfance
#   - jeunesse

# Les documents dont elle tient lieu :
# tient_lieu_de:
#   - Schéma pluriannuel de l’offre d’accueil du jeune enfant

# Le secret : sous ces seuils, un effectif recueilli sur place est masqué dans tous les documents.
# Les seuils peuvent être relevés (la part, abaissée), jamais l’inverse.
secret:
  personnes: {ours.persons:g}
  revenus: {ours.income:g}
  etablissements: {ours.establishments:g}
  part_etablissement: {ours.share:g}
  # true : les effectifs de personnes sont arrondis au lieu d’être masqués.
  arrondi: false
  # Les gestionnaires d’établissements peuvent accepter que leur activité soit montrée. Modèle, à recopier sans les # :
  # accords:
  #   - chiffre: "{next(iter(agreeable()))}"
  #     communes: ["{territory.communes[0]}"]
  #     qui: "le gestionnaire (sa fonction, pas son nom)"
  #     date: 2026-01-31
  #     pourquoi: "ce qu’il a accepté, et à qui c’est utile"
  # Chiffres pour lesquels un accord est possible : {told}
"""
