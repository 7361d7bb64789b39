"""From what a person types to one territory: codes, names, and the refusal that says what to type instead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from ctg_lib import articles, folders, geography
from ctg_lib.errors import Problem, TerritoryError
from ctg_lib.suggestions import plain

COLLECTIVITY = "com"
FRANCE = "FR"


class Level(StrEnum):
    """Levels of territories, as published tables and the long table of values name them."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    FRANCE = "france"
    GROUPE = "groupe"

    @property
    def label(self) -> str:
        """French words for a heading or a legend."""
        return _LABELS[self]


_LABELS = {
    Level.COMMUNE: "commune",
    Level.EPCI: "intercommunalité",
    Level.DEPARTEMENT: "département",
    Level.REGION: "région",
    Level.FRANCE: "France",
    Level.GROUPE: "groupe de communes",
}
_KINDS = {
    "commune-deleguee": "commune déléguée",
    "commune-associee": "commune associée",
    "commune-ancienne": "ancienne commune",
    geography.DISTRICT: "arrondissement municipal",
}
_ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
_NATURES = {"communaute de communes": "cc", "communaute d agglomeration": "ca", "communaute urbaine": "cu"}


class Commune(NamedTuple):
    """A commune code: `holder` is the current commune that it is, or is now a part of; `name` may be unknown."""

    code: str
    name: str | None
    kind: str
    holder: str
    link: int | None
    epci: str | None
    departement: str
    region: str
    part_name: str | None


class Area(NamedTuple):
    """An EPCI, a département or a région. `departements` of an EPCI start with the one that has most communes."""

    code: str
    name: str
    link: int
    zone: str = ""
    departements: tuple[str, ...] = ()


class Gazetteer:
    """All territories, in memory; made once for each reference folder by `gazetteer()`."""

    def __init__(self) -> None:
        names = ("code", "nom", "type", "chef_lieu", "liaison", "epci", "departement", "region", "nom_delegue")
        columns = geography.table("communes", names)
        rows = zip(*(columns[name] for name in names), strict=True)
        self.communes = {row[0]: Commune(*row) for row in rows}
        groups = geography.table("epci", ("siren", "nom", "departements", "dernier_cog"))
        self.cog: int = max(groups["dernier_cog"])
        self.epci: dict[str, Area] = {}
        self.gone: dict[str, str] = {}
        for siren, name, departements, last in zip(*groups.values(), strict=True):
            if last == self.cog:
                self.epci[siren] = Area(siren, name, 0, departements=tuple(departements.split()))
            else:
                self.gone[siren] = f"{name}, présente jusqu’en {last}"
        self.departements = _areas("departements")
        self.regions = _areas("regions")

    @cached_property
    def members(self) -> dict[Level, dict[str, tuple[str, ...]]]:
        """Level → code → its communes, sorted. France has no overseas collectivity: national statistics have none."""
        found: dict[Level, dict[str, list[str]]] = {level: defaultdict(list) for level in Level}
        for code, commune in self.communes.items():
            if commune.kind != geography.CURRENT:
                continue
            if commune.epci:
                found[Level.EPCI][commune.epci].append(code)
            found[Level.DEPARTEMENT][commune.departement].append(code)
            found[Level.REGION][commune.region].append(code)
            if self.departements[commune.departement].zone != COLLECTIVITY:
                found[Level.FRANCE][FRANCE].append(code)
        return {level: {code: tuple(sorted(part)) for code, part in codes.items()} for level, codes in found.items()}

    @cached_property
    def index(self) -> dict[str, list[tuple[Level, str]]]:
        """Normalised name → the current territories that bear it."""
        found: dict[str, list[tuple[Level, str]]] = defaultdict(list)
        for code, commune in self.communes.items():
            if commune.kind == geography.CURRENT:
                _add(found, _keys(commune.name or ""), (Level.COMMUNE, code))
        for level, areas in (
            (Level.EPCI, self.epci),
            (Level.DEPARTEMENT, self.departements),
            (Level.REGION, self.regions),
        ):
            for code, area in areas.items():
                keys = _grouping_keys(area.name) if level is Level.EPCI else _keys(area.name)
                _add(found, keys, (level, code))
        found["france"].append((Level.FRANCE, FRANCE))
        return dict(found)

    def find(self, text: object) -> tuple[Level, str]:
        """The territory of a code (commune, EPCI, département, FR) or of a name; TerritoryError says what to type."""
        text = _text(text)
        code = text.upper()
        if code == FRANCE:
            return Level.FRANCE, FRANCE
        if re.fullmatch(r"\d{9}", code):
            return Level.EPCI, self._epci(code)
        if re.fullmatch(r"\d{5}|2[AB]\d{3}", code):
            return Level.COMMUNE, self.commune(code)
        if code in self.departements:
            return Level.DEPARTEMENT, code
        if re.fullmatch(r"\d+", code):
            raise self._bad_number(code)
        return self._named(text)

    def search(self, text: object) -> dict[tuple[Level, str], str]:
        """Every current territory that a text may mean, the likeliest first, and how it does, in French.

        A code is that of one territory. A name is the very one, a former one, the start or a part of one; where none
        is, those that are spelled alike.
        """
        wanted = _text(text)
        if re.fullmatch(r"[\d ]+|2[AaBb]\d{3}|FR", wanted):
            return {self.find(wanted): "code"}
        key = folded(wanted)
        found: dict[tuple[Level, str], str] = dict.fromkeys(self.index.get(key, ()), "nom exact")
        for commune in self._held_now(key).values():
            found.setdefault((Level.COMMUNE, commune.holder), "ancien nom")
        holding = sorted((one for one in self.index if f" {key}" in f" {one}"), key=lambda one: (one.find(key), one))
        for place in (place for one in holding for place in self.index[one]):
            found.setdefault(place, "contient ce nom")
        if found:
            return found
        close = get_close_matches(key, list(self.index), n=5, cutoff=0.7)
        return dict.fromkeys((place for one in close for place in self.index[one]), "nom proche")

    @cached_property
    def national(self) -> frozenset[str]:
        """Communes of France without its overseas collectivities."""
        return frozenset(self.members[Level.FRANCE][FRANCE])

    def commune(self, text: object) -> str:
        """The code of a current commune; TerritoryError for any other code, with the commune that holds it today."""
        code = _text(text).upper()
        commune = self.communes.get(code)
        if commune is None:
            raise self._bad_number(code) if re.fullmatch(r"\d{1,4}", code) else self._unknown(code)
        if commune.kind == geography.CURRENT:
            return code
        today, short = self.label(Level.COMMUNE, commune.holder), self.communes[commune.holder].name
        name = f" ({_shown(commune.name)})" if commune.name else ""
        if commune.kind == geography.DISTRICT:
            why = "conventions, intercommunalités et comparaisons portent sur la commune entière"
        else:
            why = f"{_KINDS[commune.kind]}, elle fait aujourd’hui partie de {today}"
        problem = Problem(f"{why}.", remedy=f"écrire {commune.holder} ({_shown(short)}).")
        what = f"est un {_KINDS[commune.kind]}" if commune.kind == geography.DISTRICT else "n’est plus une commune"
        raise TerritoryError(f"{code}{name} {what}.", [problem])

    def label(self, level: Level, code: str) -> str:
        """Name, code and place, to tell homonyms apart: « Sorbiers (42302, Loire) »."""
        if level is Level.COMMUNE:
            commune = self.communes[code]
            return f"{_shown(commune.name)} ({code}, {_shown(self.departements[commune.departement].name)})"
        if level is Level.EPCI:
            group = self.epci[code]
            places = ", ".join(_shown(self.departements[place].name) for place in group.departements)
            return f"{_shown(group.name)} (intercommunalité {code}, {places})"
        if level is Level.FRANCE:
            return "France (FR)"
        area = (self.departements if level is Level.DEPARTEMENT else self.regions)[code]
        return f"{_shown(area.name)} ({level.label} {code})"

    def _epci(self, siren: str) -> str:
        if siren in self.epci:
            return siren
        known = self.gone.get(siren)
        what = (
            f"{_shown(known)}, n’existe plus." if known else "aucune intercommunalité à fiscalité propre n’a ce SIREN."
        )
        remedy = "chercher l’intercommunalité actuelle par son nom, ou par le code d’une de ses communes."
        raise TerritoryError(f"{siren} n’est pas une intercommunalité.", [Problem(what, remedy=remedy)])

    def _bad_number(self, code: str) -> TerritoryError:
        padded = f"0{code}"
        # A code that is no longer used may have no name.
        place = self.communes.get(padded) or self.departements.get(padded)
        if place and place.name:
            remedy = f"écrire {padded} ({_shown(place.name)})."
            problem = Problem("un zéro a sans doute été perdu au début (tableur, nombre).", remedy=remedy)
            return TerritoryError(f"« {code} » n’est pas un code de territoire.", [problem])
        return self._unknown(code)

    def _unknown(self, code: str) -> TerritoryError:
        kin = [
            one for one, commune in self.communes.items() if one[:2] == code[:2] and commune.kind == geography.CURRENT
        ]
        near = [(Level.COMMUNE, one) for one in get_close_matches(code, kin, n=3, cutoff=0.8)]
        return TerritoryError(f"« {code} » : code inconnu.", [self._suggestion("codes proches", near)])

    def _suggestion(self, what: str, near: Iterable[tuple[Level, str]]) -> Problem:
        labels = [self.label(level, code) for level, code in near]
        text = f"{what} : {' ; '.join(labels)}." if labels else "rien d’approchant."
        return Problem(text, remedy="donner le code Insee (et non le code postal), ou le nom exact.")

    def _named(self, text: str) -> tuple[Level, str]:
        key = folded(text)
        found = self.index.get(key, [])
        if len(found) == 1:
            return found[0]
        if found:
            problems = [
                Problem(f"{self.label(level, code)}.", remedy=_how_to_say(level, code)) for level, code in found
            ]
            raise TerritoryError(f"« {text} » désigne {len(found)} territoires.", problems)
        former = self._former(key)
        if former:
            raise TerritoryError(f"« {text} » n’est pas, ou n’est plus, une commune.", former)
        close = get_close_matches(key, list(self.index), n=5, cutoff=0.7)
        near = [place for one in close for place in self.index[one]]
        raise TerritoryError(f"« {text} » : aucun territoire de ce nom.", [self._suggestion("noms proches", near)])

    def _former(self, key: str) -> list[Problem]:
        """Communes that bore this name, or parts of a commune that bear it, with the commune of today."""
        problems = []
        for code, commune in self._held_now(key).items():
            today = self.label(Level.COMMUNE, commune.holder)
            name = commune.part_name if commune.kind == geography.CURRENT else commune.name
            remedy = f"écrire {commune.holder}."
            problems.append(Problem(f"{_shown(name)} ({code}) fait partie de {today}.", remedy=remedy))
        return problems

    def _held_now(self, key: str) -> dict[str, Commune]:
        """The former communes, and the parts of a commune, that bear a name, by code."""
        named = {
            code: commune.part_name if commune.kind == geography.CURRENT else commune.name
            for code, commune in self.communes.items()
        }
        return {code: self.communes[code] for code, name in named.items() if name and folded(name) == key}


def _shown(name: str | None) -> str:
    return articles.typographic(name or "")


def _text(text: object) -> str:
    if not isinstance(text, str):
        problem = Problem(
            f"{text!r} est un nombre : le zéro initial de 01004 s’y perdrait.",
            remedy="mettre le code entre guillemets.",
        )
        raise TerritoryError("Un code de territoire est un texte.", [problem])
    if not text.strip():
        raise TerritoryError("Le territoire est vide.", [Problem("aucun texte.", remedy="donner un code Insee.")])
    return text.strip()


def _areas(table: str) -> dict[str, Area]:
    columns = geography.table(table, ("code", "nom", "liaison", "zone"))
    return {row[0]: Area(*row) for row in zip(*columns.values(), strict=True)}


def _how_to_say(level: Level, code: str) -> str:
    return f'dans un notebook, écrire Territory.region("{code}").' if level is Level.REGION else f"écrire {code}."


def folded(name: str) -> str:
    """A name without case, accents, hyphens, apostrophes and usual abbreviations."""
    key = " ".join(_ABBREVIATIONS.get(word, word) for word in plain(name).split())
    for long, short in _NATURES.items():
        if key.startswith(long + " "):
            return short + key.removeprefix(long)
    return key


def _keys(name: str) -> set[str]:
    """The name, with and without what it says between parentheses."""
    return {folded(name), folded(re.sub(r"\(.*?\)", "", name))}


def _grouping_keys(name: str) -> set[str]:
    """An EPCI is also found without « CC », « CA », « CU », and without the article that follows."""
    keys = _keys(name)
    keys |= {re.sub(r"^(?:cc|ca|cu) ", "", key) for key in keys}
    return keys | {re.sub(r"^(?:de la|de l|de|du|des|d) ", "", key) for key in keys}


def _add(index: dict[str, list[tuple[Level, str]]], keys: Iterable[str], place: tuple[Level, str]) -> None:
    for key in keys:
        if place not in index[key]:
            index[key].append(place)


@cache
def _gazetteer(folder: Path) -> Gazetteer:
    return Gazetteer()


def gazetteer() -> Gazetteer:
    """All territories, read once for each reference folder."""
    return _gazetteer(folders.reference())
