"""Spreadsheets filled on site: how one is declared.

The declaration is the only place where a sheet is described: the template, the reader and the documentation are made
from it. A *form* is one sheet of a workbook; its columns say what is written there and what becomes of it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from ctg_lib.sources.schema import Numbers, Schema

EXAMPLE = "EXEMPLE"
GUIDE, LISTS = "Mode d’emploi", "Listes"
UNKNOWN = "laisser la case vide si le chiffre n’est pas connu, écrire 0 s’il n’y en a pas."


class Kind(StrEnum):
    """What a cell of a column holds."""

    COMMUNE = "commune"
    NAME = "nom"
    TEXT = "phrase"
    CHOICE = "choix"
    COUNT = "entier"
    AMOUNT = "nombre"
    DATE = "date"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"

    @property
    def told(self) -> str:
        """What to write there, in French."""
        return _TOLD[self]


_TOLD = {
    Kind.COMMUNE: "code Insee de la commune, à choisir dans la liste",
    Kind.NAME: "texte",
    Kind.TEXT: "une ou deux phrases",
    Kind.CHOICE: "une des valeurs de la liste",
    Kind.COUNT: "nombre entier",
    Kind.AMOUNT: "nombre, décimales permises",
    Kind.DATE: "date (JJ/MM/AAAA)",
    Kind.LATITUDE: "degrés, par exemple 45,4857",
    Kind.LONGITUDE: "degrés, par exemple 4,4523",
}
NUMBERS = (Kind.COUNT, Kind.AMOUNT, Kind.LATITUDE, Kind.LONGITUDE)


@dataclass(frozen=True)
class Column:
    """One column of a form. caption, explains, example: French, as they stand in the template.

    variable: the column of the stored table that a form of communes fills with it. choices: what a drop-down offers.
    high: above it, a number is a slip of the hand. secrecy: id of the parameter under which it is hidden. within:
    caption of the column that it is a part of. measure: under which name an establishment keeps it. public_above:
    whether a producer publishes its total for the intercommunalité, so that hiding ours protects nobody.
    """

    caption: str
    explains: str
    kind: Kind
    example: str | float | datetime.date
    variable: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    high: float = 1_000_000
    secrecy: str = ""
    within: str = ""
    measure: str = ""
    public_above: bool = False


@dataclass(frozen=True)
class Overlap:
    """Two parts that make a whole together, and may share some of it: how many are in both can be reckoned."""

    parts: tuple[str, str]
    whole: str


@dataclass(frozen=True)
class Total:
    """A variable that adds up the establishments of a commune: a column of theirs, or their number where `of` is empty.

    where: for some captions of drop-downs, the values that count.
    """

    variable: str
    of: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """One sheet. about: what it is for and who knows, in French.

    A form with `totals` lists establishments, one a row, of the kind that `noun` names unless a column does; one whose
    first column is no commune lists whatever its rows are; the others have one row a commune. sums: variables that add
    up others of their row, each of which is in one of them. public_sums: variables whose sum a producer publishes for
    each commune. overlaps: parts that share some of their whole.
    """

    sheet: str
    about: str
    columns: tuple[Column, ...]
    totals: tuple[Total, ...] = ()
    noun: str = ""
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    public_sums: tuple[tuple[str, ...], ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def lists(self) -> bool:
        """Whether it lists things, of which a commune may have any number."""
        return bool(self.totals) or self.columns[0].kind is not Kind.COMMUNE

    @property
    def variables(self) -> list[str]:
        """The columns of the stored table that it fills."""
        if self.lists:
            return [one.variable for one in self.totals]
        return [*(column.variable for column in self.columns if column.variable), *self.sums]

    def column(self, caption: str) -> Column:
        """The column of that caption."""
        return next(one for one in self.columns if one.caption == caption)

    def of_kind(self, kind: Kind) -> Column | None:
        """The column of that kind, where there is one."""
        return next((one for one in self.columns if one.kind is kind), None)


@dataclass(frozen=True)
class Question:
    """One line of the first sheet: what is asked once for the whole workbook."""

    label: str
    explains: str
    choices: tuple[str, ...] = ()


YEAR = Question(
    "Année des chiffres",
    "L’année à laquelle tous les chiffres se rapportent, au 31 décembre (exemple : 2025). Une autre année demande un "
    "autre classeur.",
)
PLACE = Question(
    "Territoire",
    "Le code Insee de la commune, le SIREN de l’intercommunalité, ou le groupe écrit « nom=code,code ». Rempli "
    "d’avance par « ctg new ».",
)
ORIGIN = Question(
    "D’où viennent les chiffres",
    "Le service et le fichier, pour que l’on puisse y revenir (exemple : « service petite enfance, tableau de bord de "
    "janvier 2026 »). Pas de nom de personne.",
)
COMPLETE, IN_PROGRESS, NOT_BEGUN = "complet", "en cours", "pas commencé"
EXACT, ROUNDED = "exacts", "arrondis au multiple de 5"


@dataclass(frozen=True)
class Book:
    """A workbook: its first sheet, its forms.

    rounding: the question that asks whether the figures are rounded, where they may be. secret_codes: texts by which
    whoever fills it says that a figure is hidden.
    """

    source: str
    cover: str
    title: str
    about: str
    forms: tuple[Form, ...]
    rounding: Question | None = None
    secret_codes: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the first sheet asks, in order."""
        asked = [YEAR, PLACE, ORIGIN, *([self.rounding] if self.rounding else [])]
        return (*asked, *(self.state(form) for form in self.forms if form.lists))

    @staticmethod
    def state(form: Form) -> Question:
        """How far the inventory of a form has gone: only a complete one says that what is not there does not exist."""
        return Question(
            f"Recensement « {form.sheet} »",
            f"« {COMPLETE} » : tout ce qui existe est dans la feuille, et une commune sans ligne n’en a aucun. Sinon "
            "aucun total n’est calculé, parce qu’il serait faux.",
            (COMPLETE, IN_PROGRESS, NOT_BEGUN),
        )

    @cached_property
    def texts(self) -> list[str]:
        """Everything that the template itself writes, where a word of ours must not be taken for a name."""
        asked = [text for one in self.questions for text in (one.label, one.explains, *one.choices)]
        told = [text for form in self.forms for text in (form.sheet, form.about)]
        columns = [one for form in self.forms for one in form.columns]
        written = [
            text
            for one in columns
            for text in (one.caption, one.explains, one.kind.told, str(one.example), *one.choices)
        ]
        return [self.cover, self.title, self.about, *asked, *told, *written]

    @cached_property
    def variables(self) -> list[str]:
        """The columns of the stored table."""
        return [name for form in self.forms for name in form.variables]

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Behind each variable, the column that is read or added up; none behind a number of establishments."""
        behind = {one.variable: form.column(one.of) for form in self.forms for one in form.totals if one.of}
        return behind | {one.variable: one for form in self.forms for one in form.columns if one.variable}

    @cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """For each variable that adds up others of its row, those."""
        return {total: parts for form in self.forms for total, parts in form.sums.items()}

    @cached_property
    def public_sums(self) -> list[tuple[str, ...]]:
        """Variables whose sum a producer publishes for each commune."""
        return [parts for form in self.forms for parts in form.public_sums]

    @cached_property
    def overlaps(self) -> list[Overlap]:
        """Parts that share some of their whole."""
        return [one for form in self.forms for one in form.overlaps]

    @cached_property
    def secrecy(self) -> dict[str, str]:
        """For each variable that may be hidden, the id of the parameter that says when."""
        own = {name: one.secrecy for name, one in self.columns.items() if one.secrecy}
        return own | {total: own[parts[0]] for total, parts in self.sums.items() if parts[0] in own}

    @cached_property
    def hideable(self) -> set[str]:
        """The variables of which a figure may be hidden: by its own rule, or because it would tell a part of it."""
        return {*self.secrecy, *self.wholes.values()}

    @cached_property
    def public_above(self) -> set[str]:
        """The variables whose total a producer publishes for an intercommunalité."""
        return {name for name, one in self.columns.items() if one.public_above}

    @cached_property
    def captions(self) -> dict[str, str]:
        """For each variable, how the workbook names it, in French."""
        sheets = {name: form.sheet for form in self.forms for name in form.variables}
        columns = {name: one.caption for name, one in self.columns.items()}
        return {name: f"{sheets[name]} : {columns.get(name, 'ensemble')}" for name in self.variables}

    @cached_property
    def wholes(self) -> dict[str, str]:
        """For each variable that is a part of another one of its row, that other one."""
        named = {(form.sheet, one.caption): one.variable for form in self.forms for one in form.columns}
        return {
            one.variable: named[form.sheet, one.within]
            for form in self.forms
            for one in form.columns
            if one.within and one.variable
        }

    @property
    def schema(self) -> Schema:
        """What the stored numbers may be."""
        return {name: self._numbers(name) for name in self.variables}

    def _numbers(self, variable: str) -> Numbers:
        column = self.columns.get(variable)
        whole = column is None or column.kind is Kind.COUNT
        return Numbers(multiple_of=1 if whole else None)


def folded(text: object) -> str:
    """A text as it is compared: neither capitals, accents, apostrophes nor spaces count."""
    return _folded(str(text))


# The captions and words of a template are compared with those of every cell, sheet after sheet.
@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> str:
    spelled = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
    bare = "".join(one for one in spelled if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())
