"""What a convention asks of secrecy, in its `convention.yaml`: stricter rules, never looser ones, and agreements."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated

from pydantic import Field

from ctg_lib import folders, sources
from ctg_lib.convention.written import Words, Written, read
from ctg_lib.errors import InputError, Problem
from ctg_lib.secrecy.rules import Agreement, Rules
from ctg_lib.sources.local_early import ESTABLISHMENTS
from ctg_lib.territory import Territory
from ctg_lib.views.wording import number

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


class Convention(Written):
    """The file of a convention."""

    secret: Secrecy = Secrecy()


def model(territory: Territory) -> str:
    """The file of a convention, with the rules of the project in it, in French."""
    ours = Rules.ours()
    told = " ; ".join(f"« {caption} »" for caption in _agreeable())
    return f"""# Convention territoriale globale {territory.of_name} ({territory.code})
#
# Une ligne « clé : valeur » par règle. Ce qui suit un # n’est pas lu. Les retraits se font avec des espaces.

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
  #   - chiffre: "{next(iter(_agreeable()))}"
  #     communes: ["{territory.communes[0]}"]
  #     qui: "le gestionnaire (sa fonction, pas son nom)"
  #     date: 2026-01-31
  #     pourquoi: "ce qu’il a accepté, et à qui c’est utile"
  # Chiffres pour lesquels un accord est possible : {told}
"""


def rules(places: Iterable[Territory], own: Collection[str]) -> tuple[Rules, tuple[str, ...]]:
    """The strictest rules of the conventions of some territories, and what could not be read of those not in `own`.

    Raises InputError with every problem of the files of `own`.
    """
    found: list[Rules] = []
    wrong: list[Problem] = []
    warnings: list[str] = []
    for place in places:
        problems, asked = _asked(place)
        found += [asked] if asked else []
        if problems and place.code in own:
            wrong += problems
        elif problems:
            warnings.append(f"{place.code}/{FILE} n’est pas suivi : voir « ctg check {place.code} ».")
    if wrong:
        raise InputError(f"{FILE} : {len(wrong)} problème(s).", wrong)
    return Rules.strictest(found), tuple(warnings)


def _asked(place: Territory) -> tuple[list[Problem], Rules | None]:
    folder = folders.conventions() / place.code
    if not (folder / FILE).is_file():
        return [], None
    convention, lines, problems = read(folder / FILE, Convention, folder)
    if convention is None:
        return problems, None
    asked, least = convention.secret, Rules.ours()
    problems += [
        Problem(what, FILE, lines.get(f"secret.{key}"), f"secret.{key}", remedy)
        for key, what, remedy in (*_looser(asked, least), *_consents(asked, place))
    ]
    agreements = tuple(
        Agreement(_variable(one.chiffre), commune, one.qui, one.pourquoi, one.date)
        for one in asked.accords
        for commune in one.communes
    )
    stricter = Rules(
        persons=asked.personnes or least.persons,
        income=asked.revenus or least.income,
        establishments=asked.etablissements or least.establishments,
        share=asked.part_etablissement or least.share,
        rounded=asked.arrondi,
        agreements=agreements,
    )
    return problems, None if problems else stricter


def _looser(asked: Secrecy, least: Rules) -> Iterator[tuple[str, str, str]]:
    """The thresholds that would hide less than those of the project."""
    floors = {"personnes": least.persons, "revenus": least.income, "etablissements": least.establishments}
    for key, floor in floors.items():
        given = getattr(asked, key)
        if given is not None and given < floor:
            yield key, f"{number(given, 0)} masquerait moins que la règle.", f"{number(floor, 0)} au moins, ou rien."
    if asked.part_etablissement is not None and asked.part_etablissement > least.share:
        what = f"{number(asked.part_etablissement, 2)} masquerait moins que la règle."
        yield "part_etablissement", what, f"{number(least.share, 2)} au plus, ou rien."


def _consents(asked: Secrecy, place: Territory) -> Iterator[tuple[str, str, str]]:
    """Agreements that nobody may give, or for a commune that is not of the territory."""
    for at, one in enumerate(asked.accords):
        if not _variable(one.chiffre):
            known = " ; ".join(f"« {caption} »" for caption in _agreeable())
            what = f"« {one.chiffre} » n’est pas l’activité d’établissements : nul ne peut accepter pour des personnes."
            yield f"accords.{at}.chiffre", what, f"écrire : {known}."
        for commune in (commune for commune in one.communes if commune not in place.communes):
            what = f"{commune} n’est pas une commune {place.of_name}."
            yield f"accords.{at}.communes", what, "corriger le code, entre guillemets."


def _agreeable() -> dict[str, str]:
    """The figures whose telling establishments may agree to, as a workbook names them, and their variable."""
    books = [card.book for card in sources.catalogue().values() if card.book]
    return {
        book.captions[name]: name for book in books for name, rule in book.secrecy.items() if rule == ESTABLISHMENTS
    }


def _variable(caption: str) -> str:
    return _agreeable().get(" ".join(caption.split()), "")
