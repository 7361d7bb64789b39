"""What a convention asks of secrecy, in its `convention.yaml`: stricter rules, never looser ones, and agreements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ctg_lib import folders
from ctg_lib.convention.charter import FILE, Charter, Secrecy, agreeable
from ctg_lib.convention.written import read
from ctg_lib.errors import InputError, Problem
from ctg_lib.secrecy.rules import Agreement, Rules
from ctg_lib.territory import Territory
from ctg_lib.views.wording import number


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
    charter, lines, problems = read(folder / FILE, Charter, folder)
    if charter is None:
        return problems, None
    asked, least = charter.secret, Rules.ours()
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
            known = " ; ".join(f"« {caption} »" for caption in agreeable())
            what = f"« {one.chiffre} » n’est pas l’activité d’établissements : nul ne peut accepter pour des personnes."
            yield f"accords.{at}.chiffre", what, f"écrire : {known}."
        for commune in (commune for commune in one.communes if commune not in place.communes):
            what = f"{commune} n’est pas une commune {place.of_name}."
            yield f"accords.{at}.communes", what, "corriger le code, entre guillemets."


def _variable(caption: str) -> str:
    return agreeable().get(" ".join(caption.split()), "")
