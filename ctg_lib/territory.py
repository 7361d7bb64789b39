"""Territories: communes, EPCI, départements, régions, France, and groups of communes.

A code is text, always. A name is never a key: it finds a territory only when a single one bears it, and is otherwise
refused with its candidates. Codes that are no longer those of a commune are refused with the current one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ctg_lib import articles, folders, geography
from ctg_lib.errors import Problem, TerritoryError, UsageError
from ctg_lib.gazetteer import FRANCE, Gazetteer, Level, gazetteer

__all__ = ["Level", "Population", "Territory"]

_KINDS_OF_POPULATION = ("municipale", "totale")


@dataclass(frozen=True)
class Population:
    """A legal population: `value` in persons, or None with the reason in `note` (French)."""

    year: int
    kind: str
    value: int | None
    note: str = ""


@dataclass(frozen=True)
class Territory:
    """A place and its communes, at the current COG.

    code: as published (`42302`, `244200770`, `42`, `84`, `FR`), or the identifier of a group. name: as published, with
    typographic apostrophes. cog: year of the geography. communes: codes of its communes, sorted.
    """

    code: str
    level: Level
    name: str
    cog: int
    communes: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Territory:
        """The territory of a code (commune, EPCI, département, `FR`) or of a name that only one territory bears.

        Two digits are a département; a région is asked by `Territory.region`. Raises TerritoryError with the remedy:
        unknown, homonyms, merged commune, arrondissement municipal, leading zero lost, number instead of text.
        """
        return _territory(folders.reference(), *gazetteer().find(text))

    @classmethod
    def region(cls, code: str) -> Territory:
        """The région of a code (`84`): apart from `of`, where two digits are a département."""
        known = gazetteer().regions
        if code not in known:
            listed = ", ".join(f"{one} {area.name}" for one, area in known.items())
            problem = Problem(f"régions : {listed}.", remedy="donner l’un de ces codes, entre guillemets.")
            raise TerritoryError(f"« {code} » n’est pas un code de région.", [problem])
        return _territory(folders.reference(), Level.REGION, code)

    @classmethod
    def group(cls, identifier: str, codes: Iterable[str], name: str | None = None) -> Territory:
        """A group of at least two current communes, under an identifier such as `vallee-du-gier`.

        Raises TerritoryError with every problem at once: identifier, unknown codes, duplicates, too few communes.
        """
        given, problems = list(codes), _identifier_trouble(identifier)
        found = []
        for code in given:
            try:
                found.append(gazetteer().commune(code))
            except TerritoryError as error:
                problems += [Problem(f"{error.title} {one.what}", remedy=one.remedy) for one in error.problems]
        for code, times in Counter(found).items():
            if times > 1:
                problems.append(Problem(f"{code} est donné {times} fois.", remedy="ne le garder qu’une fois."))
        if len(given) < 2:
            problems.append(Problem(f"{len(given)} commune.", remedy="donner au moins deux communes."))
        if problems:
            raise TerritoryError(f"Le groupe « {identifier} » ne peut pas être formé.", problems)
        shown = articles.typographic(name or identifier)
        return cls(identifier, Level.GROUPE, shown, gazetteer().cog, tuple(sorted(found)))

    @classmethod
    def parse(cls, text: str) -> Territory:
        """What a command line or a notebook writes: as `of`, or a group as `vallee-du-gier=42207,42225`."""
        if "=" in str(text):
            identifier, _, codes = text.partition("=")
            return cls.group(identifier.strip(), [code.strip() for code in codes.split(",") if code.strip()])
        return cls.of(text)

    @property
    def spelling(self) -> str:
        """The text that `parse` turns into this territory."""
        return f"{self.code}={','.join(self.communes)}" if self.level is Level.GROUPE else self.code

    # ── What surrounds it, what it holds ─────────────────────────────────────────────────────────────────────────────

    def parents(self) -> tuple[Territory, ...]:
        """EPCI, département(s), région(s), France, as far as they exist and hold all of it or some of its communes.

        An island commune has no EPCI; an EPCI over two départements has both, the one with most communes first; a
        group has an EPCI only when all its communes share it; an overseas collectivity is not in « France ».
        """
        return tuple(one for level in _UPWARDS[self.level] for one in self._above(level))

    def parent(self, level: Level) -> Territory | None:
        """The first of `parents()` at a level, or None."""
        return next((one for one in self.parents() if one.level is level), None)

    def _above(self, level: Level) -> tuple[Territory, ...]:
        book = gazetteer()
        if level is Level.FRANCE:
            return (_territory(folders.reference(), level, FRANCE),) if book.national.issuperset(self.communes) else ()
        codes = Counter(getattr(book.communes[commune], str(level)) for commune in self.communes)
        if level is Level.EPCI and (len(codes) > 1 or None in codes):
            return ()
        ordered = sorted(codes, key=lambda code: (-codes[code], code))
        return tuple(_territory(folders.reference(), level, code) for code in ordered)

    def members(self) -> tuple[Territory, ...]:
        """Its communes, as territories, by code; a commune is its own only member."""
        return tuple(_territory(folders.reference(), Level.COMMUNE, code) for code in self.communes)

    def siblings(self) -> tuple[Territory, ...]:
        """The other communes of the EPCI of a commune, by code; none for the communes outside any EPCI."""
        home = self.parent(Level.EPCI) if self.level is Level.COMMUNE else None
        return tuple(one for one in home.members() if one.code != self.code) if home else ()

    # ── Legal population ─────────────────────────────────────────────────────────────────────────────────────────────

    def population(self, year: int | None = None, kind: str = "municipale") -> Population:
        """Legal population, on today's perimeter: that of a year, or the newest that all its communes have.

        kind: `municipale` (the one that statistics use) or `totale` (the one that legal thresholds use). Without
        figure, `value` is None and `note` says why.
        """
        if kind not in _KINDS_OF_POPULATION:
            raise UsageError(f"Population « {kind} » : dire municipale ou totale.")
        table = _populations(folders.reference())
        rows = table.filter(pc.is_in(table["code"], pa.array(self.communes))).to_pylist()
        years = sorted({row["year"] for row in rows}, reverse=True)
        found = [self._population_of(year, kind, rows)] if year else [self._population_of(y, kind, rows) for y in years]
        return next((one for one in found if one.value is not None), found[0])

    def _population_of(self, year: int, kind: str, rows: list[dict[str, Any]]) -> Population:
        column = f"population_{kind}"
        held = [row for row in rows if row["year"] == year]
        values = [row[column] for row in held if row[column] is not None]
        if not held:
            return Population(year, kind, None, "aucune population légale de cette année dans les fichiers")
        if len(values) == len(self.communes):
            notes = {row["note"] for row in held} - {None}
            return Population(year, kind, sum(values), " ; ".join(sorted(notes)) if len(held) == 1 else "")
        if len(self.communes) == 1:
            return Population(year, kind, None, held[0]["note"] or f"population {kind} absente des fichiers de {year}")
        lacking = len(self.communes) - len(values)
        return Population(year, kind, None, f"il manque le chiffre de {lacking} communes sur {len(self.communes)}")

    # ── Words for sentences ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def of_name(self) -> str:
        """With « de »: « de Sorbiers », « du Bessat », « de la Loire », « de la CC des Monts du Lyonnais »."""
        if self.level is Level.EPCI:
            return articles.of_grouping(self.name)
        if self.level is Level.FRANCE:
            return "de la France"
        if self.level is Level.GROUPE:
            return f"du groupe «\u00a0{self.name}\u00a0»"
        if self.level is Level.COMMUNE:
            return articles.of_commune(self.name, self._link)
        return articles.of_area(self.name, self._link or 0)

    @property
    def at_name(self) -> str:
        """With « à », « dans », « en »: « à Sorbiers », « au Bessat », « dans la Loire », « en France »."""
        if self.level is Level.EPCI:
            return articles.in_grouping(self.name)
        if self.level is Level.FRANCE:
            return "en France"
        if self.level is Level.GROUPE:
            return f"dans le groupe «\u00a0{self.name}\u00a0»"
        if self.level is Level.COMMUNE:
            return articles.at_commune(self.name, self._link)
        return articles.in_area(self.name, self._link or 0)

    @property
    def _link(self) -> int | None:
        book = gazetteer()
        if self.level is Level.COMMUNE:
            return book.communes[self.code].link
        return (book.departements if self.level is Level.DEPARTEMENT else book.regions)[self.code].link


_UPWARDS = {
    Level.COMMUNE: (Level.EPCI, Level.DEPARTEMENT, Level.REGION, Level.FRANCE),
    Level.GROUPE: (Level.EPCI, Level.DEPARTEMENT, Level.REGION, Level.FRANCE),
    Level.EPCI: (Level.DEPARTEMENT, Level.REGION, Level.FRANCE),
    Level.DEPARTEMENT: (Level.REGION, Level.FRANCE),
    Level.REGION: (Level.FRANCE,),
    Level.FRANCE: (),
}


@cache
def _territory(folder: Path, level: Level, code: str) -> Territory:
    """One object for each territory; `folder` only keys the cache."""
    book = gazetteer()
    communes = (code,) if level is Level.COMMUNE else book.members[level].get(code, ())
    return Territory(code, level, articles.typographic(_name(book, level, code)), book.cog, communes)


def _name(book: Gazetteer, level: Level, code: str) -> str:
    if level is Level.FRANCE:
        return "France"
    if level is Level.COMMUNE:
        return book.communes[code].name or code
    return {Level.EPCI: book.epci, Level.DEPARTEMENT: book.departements, Level.REGION: book.regions}[level][code].name


@cache
def _populations(folder: Path) -> pa.Table:
    """`folder` keys the cache: it is the one that `read_table` reads."""
    return geography.read_table("populations", ("code", "year", "population_municipale", "population_totale", "note"))


def _identifier_trouble(identifier: object) -> list[Problem]:
    if isinstance(identifier, str) and re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", identifier):
        return []
    return [Problem(f"identifiant « {identifier} ».", remedy="en minuscules sans accent, avec des traits d’union.")]
